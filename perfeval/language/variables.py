"""Params and `let`s: each is checked once, whichever layer and order it was written in, and found again by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, TypeAlias

from attrs import define

from perfeval.diagnostic import Span
from perfeval.language import nodes, tree, types
from perfeval.language.in_force import in_force
from perfeval.language.infer import Inference
from perfeval.language.inherit import Layer, Merged
from perfeval.language.inputs import fact
from perfeval.language.scope import RESTATABLE, Scope, built_in, variable_key
from perfeval.language.traversal import parts
from perfeval.language.types import Plain, Type
from perfeval.wording import Wording

MAX_TERMS: Final = 10_000
"""Names and figures in a definition with all that it reads written out: squares of squares grow without bound."""
MAX_UNFOLDED: Final = 100
"""Levels of a definition with all that it reads written out in it."""
RESTATED_TYPES: Final[dict[str, Type]] = {"full": types.POINTS, "target": types.ROW, "actual": types.ROW}


@define
class _Uses:
    """What a variable reads: it may be used only where all of that may be read."""

    row: bool = False
    scores: bool = False
    total: bool = False


Piece: TypeAlias = "tuple[tree.Param | tree.Let, Layer]"


class Variables:
    """The variables of one merged rule set."""

    def __init__(self, merged: Merged, inference: Callable[[Layer], Inference]) -> None:
        self._merged = merged
        self._inference = inference
        self.definitions: dict[str, tuple[nodes.Definition, ...]] = {}
        self.read: set[str] = set()
        """Keys of the variables that something reads."""
        self._uses: dict[str, _Uses] = {}
        self._types: dict[str, Type] = {}
        self._in_progress: dict[str, Iterator[str]] = {}
        """Definitions begun, each with what it reads and has not yet been looked at."""
        self._depths: dict[str, int] = {}
        self._terms: dict[str, int] = {}
        self._local: dict[str, tuple[tree.Let, Layer, Scope]] = {}

    # ---- what exists ----

    def known_names(self) -> list[str]:
        """Every name that the rule set and its ancestors define."""
        return [*self._merged.params, *self._merged.lets, *self._merged.inputs]

    def define_all(self) -> None:
        """Check every global variable, read or not."""
        for name in (*self._merged.params, *self._merged.lets):
            self._define(name)

    def declare_local(self, block: tree.Block, layer: Layer, scope: Scope) -> None:
        """Make the `let`s of a block known in its scope; each sees those before it."""
        name = block.name.text if block.name else block.kind
        for let in block.lets:
            key = f"{layer.name}/{block.kind}/{name}/{let.name.text}"
            before = scope.inner_block()
            self._local.setdefault(key, (let, layer, before))
            scope.locals = {**scope.locals, variable_key(let.name.text): key}
        for let in block.lets:
            self._define_local(scope.locals[variable_key(let.name.text)])

    # ---- names ----

    def resolve(self, text: str, span: Span, scope: Scope) -> nodes.Variable | nodes.Fact | None:
        """The variable or declared fact of that name as seen from the scope; None where there is none."""
        written = nodes.Written(self._layer_of(scope).source, span)
        name = variable_key(text)
        key = scope.locals.get(name)
        if key is not None:
            self._define_local(key)
        else:
            if name in RESTATABLE and scope.seeing == name:
                return None
            if name in self._merged.inputs:
                self.read.add(name)
                return fact(self._merged.inputs[name][0], text, span, scope, written)
            if name in self._merged.lost_names:
                return nodes.Variable("", text, type=Plain.BROKEN, written=written)
            if name not in self._merged.params and name not in self._merged.lets:
                if self._merged.is_orphan and built_in(text) is None:
                    return nodes.Variable("", text, type=Plain.BROKEN, written=written)
                return None
            key = self._define(name)
        self.read.add(key)
        self._pass_on(text, span, scope, self._uses.get(key, _Uses()))
        type_ = self._types.get(key, Plain.BROKEN)
        if type_ == types.ROW:
            type_ = scope.narrowed.get(key, type_)
        return nodes.Variable(key, text, type=type_, written=written)

    def _layer_of(self, scope: Scope) -> Layer:
        return next((one for one in self._merged.layers if one.problems is scope.problems), self._merged.own)

    @staticmethod
    def _pass_on(text: str, span: Span, scope: Scope, uses: _Uses) -> None:
        """A variable is used where what it reads may be used too."""
        scope.uses_row |= uses.row
        scope.uses_scores |= uses.scores
        scope.uses_total |= uses.total
        if uses.row and scope.where != "row":
            message = Wording(
                f"“{text}”要读某一行指标，这里说的是整张表。", f"`{text}` reads a row; this is about the table"
            )
            mend = Wording(f"用 合计({text}) 等汇总各行", f"gather the rows: sum({text}) or the like")
        elif uses.scores and not scope.after_scoring:
            message = Wording(f"“{text}”要读得分，这里还没有得分。", f"`{text}` reads scores; there are none yet here")
            mend = Wording("只在审核、总分、等级里用它", "use it in audits, total and grades only")
        elif uses.total and not scope.after_total:
            message = Wording(
                f"“{text}”要读总分，这里还没有总分。", f"`{text}` reads the total; there is none yet here"
            )
            mend = Wording("只在审核、等级里用它", "use it in audits and grades only")
        else:
            return
        scope.problems.error("name-misplaced", span, message, mend)

    # ---- global definitions ----

    def _define(self, key: str) -> str:
        """Check a global variable once, what it reads before it, without recursion; returns its key."""
        if key in self.definitions or key in self._in_progress:
            return key
        self._in_progress[key] = iter(self._dependencies(key))
        while self._in_progress:
            current, rest = next(reversed(self._in_progress.items()))
            for name in rest:
                if name in self._in_progress:
                    self._circle(name)
                elif name not in self.definitions:
                    self._in_progress[name] = iter(self._dependencies(name))
                    break
            else:
                self._read_definition(current)
                del self._in_progress[current]
        return key

    def _pieces(self, key: str) -> list[Piece]:
        return [*self._merged.params.get(key, ()), *self._merged.lets.get(key, ())]

    def _dependencies(self, key: str) -> list[str]:
        """The global variables that a definition names; a restated built-in name means the value before."""
        found: dict[str, None] = {}
        level: list[tree.Node] = [item.value for item, _ in (*self._pieces(key), *self._merged.restated.get(key, ()))]
        while level:
            node = level.pop()
            if isinstance(node, tree.Name):
                name = variable_key(node.text)
                if (name in self._merged.params or name in self._merged.lets) and not (
                    name == key and key in RESTATABLE
                ):
                    found[name] = None
            level += tree.children(node)
        return list(found)

    def _read_definition(self, key: str) -> None:
        for item, layer in self._merged.restated.get(key, ()):  # what an ancestor said fixes the type
            before = self._value(item, layer, key)[0]
            if key not in self._types and before.type not in (Plain.ZERO, Plain.BROKEN):
                self._types[key] = before.type
        definitions = []
        for item, layer in self._pieces(key):
            value, scope = self._value(item, layer, key)
            is_usable = not isinstance(item, tree.Param) or self._check_constant(value, item, layer)
            is_usable &= self._check_depth(key, value, item, layer) and self._check_terms(key, value, item, layer)
            self._merge_type(key, value.type if is_usable else Plain.BROKEN, item, layer)
            uses = self._uses.setdefault(key, _Uses())
            uses.row |= scope.uses_row
            uses.scores |= scope.uses_scores
            uses.total |= scope.uses_total
            definitions.append(nodes.Definition(value, in_force(item.dates), isinstance(item, tree.Param)))
        self.definitions[key] = tuple(definitions)

    def _check_depth(self, key: str, value: nodes.Expression, item: tree.Param | tree.Let, layer: Layer) -> bool:
        """Whether a definition, those that it reads written out in it, is not too deep to be evaluated."""
        depth = self._depth(value)
        self._depths[key] = min(max(depth, self._depths.get(key, 0)), MAX_UNFOLDED)
        if depth <= MAX_UNFOLDED:
            return True
        layer.problems.error(
            "definitions-too-deep",
            item.name.span,
            Wording(
                f"“{item.name.text}”一层引用一层，展开后超过 {MAX_UNFOLDED} 层。",
                f"`{item.name.text}`, with all that it reads written out, is more than {MAX_UNFOLDED} levels deep",
            ),
            Wording("减少“设”之间的层层引用", "let fewer definitions build on one another"),
        )
        return False

    def _depth(self, value: nodes.Expression) -> int:
        if isinstance(value, nodes.Variable):
            return 1 + self._depths.get(value.key, 0)
        return 1 + max((self._depth(part) for part in parts(value)), default=0)

    def _check_terms(self, key: str, value: nodes.Expression, item: tree.Param | tree.Let, layer: Layer) -> bool:
        """Whether a definition written out is short enough: the digits of a result grow with its terms."""
        count = self._count(value)
        self._terms[key] = min(max(count, self._terms.get(key, 0)), MAX_TERMS)
        if count <= MAX_TERMS:
            return True
        layer.problems.error(
            "definitions-too-large",
            item.name.span,
            Wording(
                f"“{item.name.text}”把引用的“设”都展开后超过 {MAX_TERMS} 项。",
                f"`{item.name.text}`, with all that it reads written out, has more than {MAX_TERMS} terms",
            ),
            Wording("同一个“设”不要层层翻倍地引用", "do not let each definition read the one before it twice"),
        )
        return False

    def _count(self, value: nodes.Expression) -> int:
        if isinstance(value, nodes.Variable):
            return self._terms.get(value.key, 1)
        if isinstance(value, nodes.Arithmetic) and value.operator in ("+", "-") and value.left == value.right:
            return self._count(value.left)  # a sum of the same thing twice is one bit longer, not twice as long
        return max(1, sum(self._count(part) for part in parts(value)))

    def _value(self, item: tree.Param | tree.Let, layer: Layer, key: str) -> tuple[nodes.Expression, Scope]:
        scope = Scope(layer.problems, "row", True, True)
        scope.seeing = key if key in RESTATABLE else None
        return self._inference(layer).expression(item.value, scope), scope

    def _merge_type(self, key: str, type_: Type, item: tree.Param | tree.Let, layer: Layer) -> None:
        before = self._types.get(key, RESTATED_TYPES.get(key))
        if before is None or before is Plain.ZERO or before is Plain.BROKEN:
            self._types[key] = type_
            return
        self._types[key] = before
        if type_ in (before, Plain.ZERO, Plain.BROKEN) or (before == types.ROW and types.comparable(before, type_)):
            return
        layer.problems.error(
            "type-mismatch",
            item.value.span,
            Wording(
                f"“{item.name.text}”应为{types.describe(before).zh}，这里是{types.describe(type_).zh}。",
                f"`{item.name.text}` should be {types.describe(before).en}; this is {types.describe(type_).en}",
            ),
            Wording(
                "与内置含义、上级规则集或另一日期的取值用同一种量；另有所指时换一个名称",
                "keep to the kind of quantity that it has elsewhere, or choose another name",
            ),
        )

    @staticmethod
    def _check_constant(value: nodes.Expression, item: tree.Param, layer: Layer) -> bool:
        if is_constant(value):
            return True
        if value.type is not Plain.BROKEN:
            layer.problems.error(
                "param-not-constant",
                item.value.span,
                Wording("参数必须是固定的值，不能是算式。", "a param is a fixed value, not a formula"),
                Wording(f"把“参数”改为“设”：设 {item.name.text} = …", f"write `let` instead: let {item.name.text} = …"),
            )
        return False

    def _circle(self, key: str) -> None:
        begun = list(self._in_progress)
        circle = begun[begun.index(key) :]
        if len(circle) > 6:
            circle = [*circle[:3], "…", *circle[-2:]]
        item, layer = self._merged.lets[key][0] if key in self._merged.lets else self._merged.params[key][0]
        way = " → ".join([*circle, key])
        self._types.setdefault(key, Plain.BROKEN)
        layer.problems.error(
            "let-cycle",
            item.name.span,
            Wording(f"“设”绕成了一圈：{way}，谁也算不出来。", f"the definitions go round in a circle: {way}"),
            Wording(
                "其中一个要改用内置名称（如 全年预算数）或固定的数",
                "define one of them from built-in names (such as revised_budget) or a figure",
            ),
        )

    # ---- the `let`s of a block ----

    def _define_local(self, key: str) -> None:
        if key in self.definitions:
            return
        item, layer, scope = self._local[key]
        value = self._inference(layer).expression(item.value, scope)
        self.definitions[key] = (nodes.Definition(value, nodes.ALWAYS, False),)
        self._types[key] = value.type if self._check_depth(key, value, item, layer) else Plain.BROKEN
        self._uses[key] = _Uses(scope.uses_row, scope.uses_scores, scope.uses_total)
        wanted = RESTATED_TYPES.get(variable_key(item.name.text))
        if wanted is not None:
            self._types[key] = wanted
            self._merge_type(key, value.type, item, layer)

    # ---- idle ones ----

    def check_never_used(self) -> None:
        """Warn of the rule set's own definitions that nothing reads: often a misspelt restatement."""
        own = self._merged.own
        if own.file.lost or self._merged.is_orphan:
            return
        items: list[tree.Param | tree.Let | tree.Input] = [*own.file.params, *own.file.lets, *own.file.inputs]
        for item in items:
            key = variable_key(item.name.text)
            if key in self.read or key in RESTATABLE or own.problems.has_error_at(item.name.span):
                continue
            own.problems.warning(
                "never-used",
                item.name.span,
                Wording(f"没有规则用到“{item.name.text}”。", f"nothing reads `{item.name.text}`"),
                Wording(
                    "若要改上级规则集的取值，名称要与上级一字不差；不需要就删去",
                    "to restate a value of the parent spell its name exactly; if it is not needed, remove it",
                ),
            )


def is_constant(value: nodes.Expression) -> bool:
    """Whether a value is a figure, a word, a day or yes/no."""
    match value:
        case nodes.Constant() | nodes.WordConstant() | nodes.TruthConstant() | nodes.DateConstant():
            return True
        case nodes.Negative(operand):
            return is_constant(operand)
        case _:
            return False

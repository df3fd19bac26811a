"""Syntax tree → typed rule set: inheritance merged, names resolved, everything checked.

Nothing is thrown: what is wrong is collected as diagnostics, and a typed rule set is made only when there is no error.
"""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Final

from attrs import frozen

from perfeval.diagnostic import Diagnostic, Level, SourceText, Span
from perfeval.language import nodes, tree, types
from perfeval.language.clauses import ClauseReader
from perfeval.language.examples import read_example
from perfeval.language.infer import Inference, not_yet
from perfeval.language.inherit import Layer, Library, Merged, chain, key_of, merge
from perfeval.language.problems import Problems
from perfeval.language.scope import RESTATABLE, Scope, built_in
from perfeval.language.types import Plain, Type
from perfeval.language.vocabulary import vocabulary
from perfeval.wording import Wording

NARROWING: Final[dict[str, Type]] = {
    "ratio": types.RATIO,
    "money": types.MONEY,
    "date": Plain.DATE,
    "grade": Plain.GRADE,
    "yes_no": Plain.TRUTH,
    "text": Plain.TEXT,
}
"""What `target is money` in a selector fixes; a `number` may be counted in any unit, so it fixes nothing."""


@frozen
class Checked:
    """The result of checking a rule text: all diagnostics, and the typed rule set when none of them is an error."""

    ruleset: nodes.RuleSetNodes | None
    diagnostics: tuple[Diagnostic, ...]


def check(source: SourceText, library: Library, known: tuple[str, ...] = ()) -> Checked:
    """Check a rule text together with its ancestors, which `library` finds by name or title."""
    problems = Problems(source)
    layers = chain(source, problems, library, known)
    if not layers:
        return Checked(None, problems.in_order())
    ruleset = _Elaboration(merge(layers)).ruleset()
    inherited = tuple(one for layer in layers[1:] for one in layer.problems.errors)
    diagnostics = (*problems.in_order(), *inherited)
    has_errors = any(one.level is Level.ERROR for one in diagnostics)
    return Checked(None if has_errors else ruleset, diagnostics)


class _Elaboration:
    """Elaborates one merged rule set."""

    def __init__(self, merged: Merged) -> None:
        self._merged = merged
        self._infer = {
            id(layer): Inference(layer.source, self._resolve, self._known_names) for layer in merged.layers
        }
        self._variables: dict[str, tuple[nodes.Definition, ...]] = {}
        self._uses: dict[str, tuple[bool, bool, bool]] = {}
        self._types: dict[str, Type] = {}
        self._in_progress: list[str] = []
        self._read: set[str] = set()
        self._local: dict[str, tuple[tree.Let, Layer, Scope]] = {}

    # ---- the whole ----

    def ruleset(self) -> nodes.RuleSetNodes:
        for layer in self._merged.layers:
            self._check_names(layer)
        for name in [*self._merged.params, *self._merged.lets]:
            self._define(name)
        applies, in_force = self._header()
        closing = self._closing()
        rules, audits = self._rules_and_audits(closing)
        total = self._total()
        grades = self._grades(total, closing)
        if rules and not any(isinstance(one.change, nodes.Round) for one in closing):
            self._check_rounding(rules)
        self._check_never_used()
        header = self._merged.own.file.header
        examples = tuple(
            read_example(example, self._inference(self._merged.own), self._scope(self._merged.own, "row"), "rule")
            for example in self._merged.own.file.examples
        )
        return nodes.RuleSetNodes(
            self._merged.own.name,
            (header.title if header and header.title else self._merged.own.name),
            tuple(layer.name for layer in self._merged.layers[1:]),
            self._citations(header.cites if header else ()),
            in_force,
            header is not None and header.effective is not None,
            applies,
            self._unsigned(),
            self._variables,
            RESTATABLE & {self._restated_id(name) or "" for name in self._merged.lets},
            rules,
            audits,
            total,
            grades,
            examples,
            self._merged.own.source,
        )

    def _inference(self, layer: Layer) -> Inference:
        return self._infer[id(layer)]

    def _scope(self, layer: Layer, where: str, **facts: bool) -> Scope:
        return Scope(layer.problems, where, **facts)  # type: ignore[arg-type]

    def _known_names(self) -> list[str]:
        return [*self._merged.params, *self._merged.lets]

    # ---- header ----

    def _header(self) -> tuple[nodes.Expression | None, nodes.InForce]:
        own = self._merged.own
        header = own.file.header
        if header is None:
            return None, nodes.ALWAYS
        if header.roll_up is not None:
            not_yet(self._scope(own, "table"), header.roll_up.span, "汇总", "roll up")
        applies = None
        if header.applies is not None:
            applies = self._inference(own).condition(header.applies, self._scope(own, "selection"))
        in_force = self._dates(header.effective, own.problems)
        if header.effective is not None:
            self._check_parent_in_force(header, in_force)
        return applies, in_force

    def _check_parent_in_force(self, header: tree.Header, in_force: nodes.InForce) -> None:
        if len(self._merged.layers) < 2 or header.extends is None:
            return
        parent = self._merged.layers[1].file.header
        if parent is None or parent.effective is None:
            return
        theirs = nodes.InForce(parent.effective.first, parent.effective.last)
        starts_before = theirs.first is not None and (in_force.first is None or in_force.first < theirs.first)
        ends_after = theirs.last is not None and (in_force.last is None or in_force.last > theirs.last)
        if starts_before or ends_after:
            self._merged.own.problems.error(
                "parent-not-in-force",
                header.extends.span,
                Wording(
                    f"上级规则集“{parent.name.text}”在本规则集的施行期内并不全程有效。",
                    f"the parent `{parent.name.text}` is not in force throughout this rule set's dates",
                ),
                Wording("改继承当时有效的规则集，或调整“施行”", "extend one that is, or change `effective`"),
            )

    def _unsigned(self) -> tuple[nodes.Direction_, ...]:
        if self._merged.unsigned is None:
            return ()
        pairs, layer = self._merged.unsigned
        made = []
        for pair in pairs:
            kinds = tuple(kind for name in pair.kinds if (kind := self._kind(name, layer)) is not None)
            direction = self._kind(pair.value, layer) if isinstance(pair.value, tree.Name) else None
            if direction == "positive" or direction == "inverse":
                made.append(nodes.Direction_(kinds, direction))
            else:
                layer.problems.error(
                    "direction-needed",
                    pair.value.span,
                    Wording("未标方向要写 正向指标 或 反向指标。", "a direction is either positive or inverse"),
                    Wording("如 成本指标 = 反向指标", "such as cost = inverse"),
                )
        return tuple(made)

    def _kind(self, name: tree.Name, layer: Layer) -> str | None:
        made = self._inference(layer).expression(name, self._scope(layer, "row"))
        if isinstance(made, nodes.Kind):
            return made.id
        if made.type is not Plain.BROKEN:
            layer.problems.error(
                "kind-needed",
                name.span,
                Wording(f"“{name.text}”不是指标类别。", f"`{name.text}` is not a kind of indicator"),
                Wording("如 产出指标、成本指标、所有指标", "such as output, cost, every"),
            )
        return None

    def _closing(self) -> list[nodes.Adjustment]:
        made: list[nodes.Adjustment] = []
        for clause, layer in self._merged.closing:
            reader = ClauseReader(self._inference(layer), self._scope(layer, "row"), "rule")
            made += reader.read((clause,), closing=True).adjustments
        return made

    def _check_rounding(self, rules: tuple[nodes.Rule, ...]) -> None:
        lacking = [rule for rule in rules if not any(isinstance(one.change, nodes.Round) for one in rule.adjustments)]
        if not lacking:
            return
        own = self._merged.own
        header = own.file.header
        span = header.name.span if header is not None else Span(0, 1)
        if any(
            isinstance(block, tree.Block) and own.file.lost_names and block.kind == "rule" for block in own.file.blocks
        ):
            return
        own.problems.error(
            "rounding-unsaid",
            span,
            Wording("没有写明得分保留几位、怎样舍入。", "how scores are rounded is not said"),
            Wording(
                "在规则集开头写：四舍五入 到 0.01分", "write into the header: round half up to 0.01 points"
            ),
        )

    @staticmethod
    def _citations(cites: tuple[tree.Cite, ...]) -> tuple[nodes.Citation, ...]:
        return tuple(nodes.Citation(cite.document, cite.article, cite.basis) for cite in cites)

    @staticmethod
    def _dates(dates: tree.Dates | None, problems: Problems) -> nodes.InForce:
        if dates is None:
            return nodes.ALWAYS
        if dates.first is not None and dates.last is not None and dates.first > dates.last:
            problems.error(
                "dates-reversed",
                dates.span,
                Wording("起始日晚于截止日。", "the first day is after the last one"),
            )
        return nodes.InForce(dates.first, dates.last)

    # ---- names ----

    def _check_names(self, layer: Layer) -> None:
        names: list[tree.Name] = [item.name for item in (*layer.file.params, *layer.file.lets, *layer.file.inputs)]
        for block in layer.file.blocks:
            names += [block.name] if block.name is not None else []
            names += [let.name for let in block.lets]
        if layer.file.header is not None:
            names.append(layer.file.header.name)
        for name in names:
            self._check_name(name, layer.problems)
        self._check_doubles(layer)
        for item in layer.file.inputs:
            not_yet(self._scope(layer, "table"), item.span, "填报项", "input")
        for scale in layer.file.scales:
            not_yet(self._scope(layer, "table"), scale.span, "等次排序", "scale")

    @staticmethod
    def _check_name(name: tree.Name, problems: Problems) -> None:
        text = name.text
        if text in vocabulary().reserved:
            problems.error(
                "name-is-keyword",
                name.span,
                Wording(f"“{text}”是规则语言的词，不能作名称。", f"`{text}` is a word of the language and cannot be a name"),
                Wording(f"换一个名称，如“{text}规则”", f"choose another, such as `{text}_rule`"),
            )
            return
        for word in vocabulary().words["keywords"].values():
            if text.startswith(word.zh) and text[len(word.zh) :][:1].isdigit():
                problems.error(
                    "name-is-keyword",
                    name.span,
                    Wording(
                        f"名称“{text}”以关键词“{word.zh}”加数字开头，会被读成子句。",
                        f"`{text}` begins with the keyword `{word.zh}` and a digit and would be read as a clause",
                    ),
                    Wording("换一个名称", "choose another name"),
                )
                return

    def _check_doubles(self, layer: Layer) -> None:
        seen: dict[tuple[str, str], tree.Node] = {}
        for block in layer.file.blocks:
            key = key_of(block)
            if key in seen:
                zh = f"“{key[1]}”" if key[1] else {"total": "总分", "grades": "等级"}[key[0]]
                en = f"`{key[1]}`" if key[1] else key[0]
                layer.problems.error(
                    "duplicate-name",
                    block.name.span if block.name else block.span,
                    Wording(f"{zh}定义了两次。", f"{en} is defined twice"),
                    Wording("改名，或删去一处", "rename or remove one of them"),
                )
            seen[key] = block
        dated: dict[str, list[tuple[nodes.InForce, tree.Name]]] = {}
        for item in (*layer.file.params, *layer.file.lets):
            dated.setdefault(item.name.text, []).append(
                (self._dates(item.dates, layer.problems), item.name)
            )
        for name, uses in dated.items():
            for index, (dates, at) in enumerate(uses):
                if any(_overlap(dates, other) for other, _ in uses[:index]):
                    undated = nodes.ALWAYS in (dates, uses[0][0])
                    layer.problems.error(
                        "duplicate-name" if undated else "dates-overlap",
                        at.span,
                        Wording(f"“{name}”同一时间有两个值。", f"`{name}` has two values at the same time"),
                        Wording("写明 自 …、至 …，使日期不重叠", "give them dates that do not overlap: from …, until …"),
                    )
        for item in (*layer.file.params, *layer.file.lets):
            word = built_in(item.name.text)
            if word is not None and not (isinstance(item, tree.Let) and word.id in RESTATABLE):
                layer.problems.error(
                    "name-is-built-in",
                    item.name.span,
                    Wording(
                        f"“{item.name.text}”是内置名称，不能另作定义。",
                        f"`{item.name.text}` is built in and cannot be defined anew",
                    ),
                    Wording("只有 满分、指标值、完成值 可以用“设”重述", "only full, target and actual may be restated by `let`"),
                )

    # ---- variables ----

    @staticmethod
    def _restated_id(name: str) -> str | None:
        word = built_in(name)
        return word.id if word is not None and word.category == "row" and word.id in RESTATABLE else None

    def _resolve(self, text: str, span: Span, scope: Scope) -> nodes.Variable | None:
        """The variable of that name as seen from the scope; None where there is none."""
        key = scope.locals.get(text)
        if key is None:
            word_id = self._restated_id(text)
            spelled = [name for name in self._merged.lets if word_id is not None and self._restated_id(name) == word_id]
            name = spelled[0] if spelled else text
            if word_id is not None and scope.seeing is not None and scope.seeing.endswith(word_id):
                return None
            if name in self._merged.inputs or name in self._merged.lost_names:
                source = next(
                    (layer.source for layer in self._merged.layers if layer.problems is scope.problems),
                    self._merged.own.source,
                )
                return nodes.Variable("", text, type=Plain.BROKEN, written=nodes.Written(source, span))
            if name not in self._merged.params and name not in self._merged.lets:
                return None
            key = self._define(name)
        else:
            self._define_local(key)
        self._read.add(key)
        uses_row, uses_scores, uses_total = self._uses.get(key, (False, False, False))
        self._pass_on(text, span, scope, uses_row=uses_row, uses_scores=uses_scores, uses_total=uses_total)
        source = next(layer.source for layer in self._merged.layers if layer.problems is scope.problems)
        type_ = self._types.get(key, Plain.BROKEN)
        return nodes.Variable(key, text, type=type_, written=nodes.Written(source, span))

    @staticmethod
    def _pass_on(
        text: str, span: Span, scope: Scope, *, uses_row: bool, uses_scores: bool, uses_total: bool
    ) -> None:
        """A variable is used where what it reads may be used too."""
        scope.uses_row |= uses_row
        scope.uses_scores |= uses_scores
        scope.uses_total |= uses_total
        if uses_row and scope.where != "row":
            message = Wording(
                f"“{text}”要读某一行指标，这里说的是整张表。", f"`{text}` reads a row; this is about the table"
            )
        elif uses_scores and not scope.after_scoring:
            message = Wording(f"“{text}”要读得分，这里还没有得分。", f"`{text}` reads scores; there are none yet here")
        elif uses_total and not scope.after_total:
            message = Wording(f"“{text}”要读总分，这里还没有总分。", f"`{text}` reads the total; there is none yet here")
        else:
            return
        scope.problems.error("name-misplaced", span, message)

    def _define(self, name: str) -> str:
        """Check a global variable once; returns its key."""
        key = self._restated_id(name) or name
        if key in self._variables or key in self._in_progress:
            if key in self._in_progress:
                self._let_cycle(key, name)
            return key
        self._in_progress.append(key)
        pieces: list[tuple[tree.Param | tree.Let, Layer]] = [
            *self._merged.params.get(name, ()),
            *self._merged.lets.get(name, ()),
        ]
        definitions = []
        for item, layer in pieces:
            scope = Scope(layer.problems, "row", True, True)
            scope.seeing = key if key in RESTATABLE else None
            value = self._inference(layer).expression(item.value, scope)
            is_param = isinstance(item, tree.Param)
            if is_param:
                self._check_param(value, item, layer)
            self._merge_type(key, value.type, item, layer)
            old = self._uses.get(key, (False, False, False))
            new = (scope.uses_row, scope.uses_scores, scope.uses_total)
            self._uses[key] = (old[0] or new[0], old[1] or new[1], old[2] or new[2])
            definitions.append(nodes.Definition(value, self._dates(item.dates, layer.problems), is_param))
        self._in_progress.pop()
        self._variables[key] = tuple(definitions)
        return key

    def _merge_type(self, key: str, type_: Type, item: tree.Param | tree.Let, layer: Layer) -> None:
        wanted = {"full": types.POINTS, "target": types.ROW, "actual": types.ROW}.get(key)
        before = self._types.get(key, wanted)
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
                f"`{item.name.text}` is {types.describe(before).en}, this is {types.describe(type_).en}",
            ),
        )

    @staticmethod
    def _check_param(value: nodes.Expression, item: tree.Param | tree.Let, layer: Layer) -> None:
        if not _is_constant(value):
            layer.problems.error(
                "param-not-constant",
                item.value.span,
                Wording("参数必须是固定的值。", "a param is a fixed value"),
                Wording("算式用“设”", "use `let` for a formula"),
            )

    def _let_cycle(self, key: str, name: str) -> None:
        layer = next(
            (layer for item, layer in self._merged.lets.get(name, ())), self._merged.own
        )
        item = self._merged.lets[name][0][0] if name in self._merged.lets else None
        way = " → ".join([*self._in_progress[self._in_progress.index(key) :], key])
        self._types.setdefault(key, Plain.BROKEN)
        layer.problems.error(
            "let-cycle",
            item.name.span if item is not None else Span(0, 1),
            Wording(f"“设”绕成了一圈：{way}。", f"the definitions go round in a circle: {way}"),
        )

    def _define_local(self, key: str) -> None:
        if key in self._variables:
            return
        item, layer, scope = self._local[key]
        name = item.name.text
        own_scope = Scope(
            scope.problems, scope.where, scope.after_scoring, scope.after_total, False, scope.locals, scope.narrowed
        )
        # a `let` sees those before it; its own name means the value before
        own_scope.locals = {other: other_key for other, other_key in scope.locals.items() if other != name}
        own_scope.seeing = None
        value = self._inference(layer).expression(item.value, own_scope)
        self._variables[key] = (nodes.Definition(value, nodes.ALWAYS, False),)
        self._types[key] = value.type
        self._uses[key] = (own_scope.uses_row, own_scope.uses_scores, own_scope.uses_total)
        if self._restated_id(name) is not None:
            self._merge_type(key, value.type, item, layer)

    def _check_never_used(self) -> None:
        own = self._merged.own
        for item in (*own.file.params, *own.file.lets):
            key = self._restated_id(item.name.text) or item.name.text
            if key not in self._read and key not in RESTATABLE and not own.file.lost_names:
                own.problems.warning(
                    "never-used",
                    item.name.span,
                    Wording(
                        f"没有规则用到“{item.name.text}”。", f"nothing reads `{item.name.text}`"
                    ),
                    Wording("检查名称是否与上级规则集一致", "check that the name is spelt as in the parent"),
                )

    # ---- blocks ----

    def _rules_and_audits(
        self, closing: list[nodes.Adjustment]
    ) -> tuple[tuple[nodes.Rule, ...], tuple[nodes.Audit, ...]]:
        rules, audits = [], []
        for block, layer in self._merged.blocks:
            if block.kind == "rule":
                rules.append(self._rule(block, layer, closing))
            elif block.kind == "audit":
                audits.append(self._audit(block, layer))
        return tuple(rules), tuple(audits)

    def _block_scope(self, block: tree.Block, layer: Layer, where: str, **facts: bool) -> Scope:
        scope = self._scope(layer, where, **facts)
        name = block.name.text if block.name else block.kind
        for let in block.lets:
            key = f"{layer.name}/{block.kind}/{name}/{let.name.text}"
            scope.locals = {**scope.locals, let.name.text: key}
            self._local[key] = (let, layer, scope)
        return scope

    def _rule(self, block: tree.Block, layer: Layer, closing: list[nodes.Adjustment]) -> nodes.Rule:
        assert block.name is not None  # noqa: S101 - the grammar gives every rule a name
        scope = self._block_scope(block, layer, "row")
        selector = None
        if block.applies is not None:
            selector = self._inference(layer).condition(block.applies, self._scope(layer, "row"))
            scope.narrowed = _narrowed(selector)
        else:
            layer.problems.warning(
                "rule-never-used",
                block.name.span,
                Wording(
                    f"规则“{block.name.text}”没有“适用于”，不会评任何一行。",
                    f"rule `{block.name.text}` has no `for` and scores no row",
                ),
                Wording("写明 适用于 所有指标（或某类指标）", "say for every (or for some kind of indicator)"),
            )
        reader = ClauseReader(
            self._inference(layer), scope, "rule", incomplete=bool(layer.file.lost_names) or bool(layer.problems.errors)
        )
        read = reader.read(block.clauses)
        if not read.cases and not layer.problems.errors:
            layer.problems.error(
                "no-award",
                block.name.span,
                Wording(f"规则“{block.name.text}”没有写得几分。", f"rule `{block.name.text}` awards nothing"),
                Wording("至少写一条“得 …”", "write at least one `award …`"),
            )
        examples = tuple(read_example(one, self._inference(layer), scope, "rule") for one in block.examples)
        header = layer.file.header
        cites = block.cites or (header.cites if header else ())
        return nodes.Rule(
            block.name.text,
            block.title,
            selector,
            tuple(read.cases),
            (*read.adjustments, *_not_replaced(closing, read.adjustments)),
            self._citations(cites),
            self._dates(block.effective, layer.problems),
            examples,
            layer.name,
            self._inference(layer).written(block),
        )

    def _audit(self, block: tree.Block, layer: Layer) -> nodes.Audit:
        assert block.name is not None  # noqa: S101 - the grammar gives every audit a name
        where = "table" if block.applies is None else "row"
        scope = self._block_scope(block, layer, where, after_scoring=True, after_total=True)
        selector = None
        if block.applies is not None:
            own = self._scope(layer, "row", after_scoring=True, after_total=True)
            selector = self._inference(layer).condition(block.applies, own)
            scope.narrowed = _narrowed(selector)
        read = ClauseReader(self._inference(layer), scope, "audit").read(block.clauses)
        header = layer.file.header
        cites = block.cites or (header.cites if header else ())
        for example in block.examples:
            layer.problems.error(
                "clause-in-wrong-block",
                example.span,
                Wording("审核不打分，没有示例。", "an audit awards nothing and has no examples"),
            )
        return nodes.Audit(
            block.name.text,
            block.title,
            selector,
            tuple(read.duties),
            self._citations(cites),
            self._dates(block.effective, layer.problems),
            self._inference(layer).written(block),
        )

    def _table_block(self, kind: str, grid: Fraction | None = None) -> nodes.TableBlock | None:
        found = [(block, layer) for block, layer in self._merged.blocks if block.kind == kind]
        if not found:
            return None
        block, layer = found[0]
        scope = self._block_scope(block, layer, "table", after_scoring=True, after_total=kind == "grades")
        reader = ClauseReader(
            self._inference(layer), scope, kind, incomplete=bool(layer.problems.errors), grid=grid
        )
        read = reader.read(block.clauses)
        examples = tuple(read_example(one, self._inference(layer), scope, kind) for one in block.examples)
        header = layer.file.header
        return nodes.TableBlock(
            "grades" if kind == "grades" else "total",
            tuple(read.cases),
            tuple(read.adjustments),
            self._citations(block.cites or (header.cites if header else ())),
            examples,
            self._inference(layer).written(block),
        )

    def _total(self) -> nodes.TableBlock:
        """The total; where none is written, or none that awards, it is the sum of the scores."""
        written = nodes.Written(SourceText("<built in>", "合计(得分)"), Span(0, 6))
        score = nodes.RowField("score", type=types.POINTS, written=written)
        amount = nodes.Aggregate("sum", score, None, type=types.POINTS, written=written)
        default = nodes.Case(None, nodes.PointsAward(amount, written), written)
        made = self._table_block("total")
        if made is None:
            return nodes.TableBlock("total", (default,), (), (), (), None)
        if made.cases:
            return made
        return nodes.TableBlock(
            "total", (default,), made.adjustments, made.citations, made.examples, made.written
        )

    def _grades(self, total: nodes.TableBlock, closing: list[nodes.Adjustment]) -> nodes.TableBlock | None:
        return self._table_block("grades", _grid(total, closing))


def _grid(total: nodes.TableBlock, closing: list[nodes.Adjustment]) -> Fraction | None:
    """The step on which every total lies: its own rounding, or for a plain sum that of the scores."""

    def step(adjustments: list[nodes.Adjustment]) -> Fraction | None:
        for one in reversed(adjustments):
            match one:
                case nodes.Adjustment(None, nodes.Round(step=nodes.Constant(value))):
                    return value if value > 0 else None
                case _:
                    pass
        return None

    own = step(list(total.adjustments))
    if own is not None:
        return own
    match total.cases:
        case (
            nodes.Case(
                None,
                nodes.PointsAward(nodes.Aggregate("sum", nodes.RowField("score"), None)),
            ),
        ) if not total.adjustments:
            return step(closing)
        case _:
            return None


def _overlap(one: nodes.InForce, other: nodes.InForce) -> bool:
    first = max(one.first or dt.date.min, other.first or dt.date.min)
    last = min(one.last or dt.date.max, other.last or dt.date.max)
    return first <= last


def _is_constant(value: nodes.Expression) -> bool:
    match value:
        case nodes.Constant() | nodes.WordConstant() | nodes.TruthConstant() | nodes.DateConstant():
            return True
        case nodes.Negative(operand):
            return _is_constant(operand)
        case _:
            return False


def _narrowed(selector: nodes.Expression) -> dict[str, Type]:
    """What a selector's `target is money and …` fixes for the rest of the rule."""
    match selector:
        case nodes.And(left, right):
            return _narrowed(left) | _narrowed(right)
        case nodes.IsType(nodes.RowField(field_id), type_word) if type_word in NARROWING:
            return {field_id: NARROWING[type_word]}
        case _:
            return {}


def _not_replaced(closing: list[nodes.Adjustment], own: list[nodes.Adjustment]) -> list[nodes.Adjustment]:
    """The header's closing clauses, less those that an unguarded cap, floor or rounding of the rule replaces."""
    replaced = {type(one.change) for one in own if one.guard is None} & {nodes.Cap, nodes.Floor, nodes.Round}
    return [one for one in closing if type(one.change) not in replaced]


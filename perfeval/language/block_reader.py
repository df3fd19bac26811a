"""Rules, audits, the total and the grades of a merged rule set, each read in the scope that it is about."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Literal

from perfeval.diagnostic import SourceText, Span
from perfeval.language import nodes, tree, types
from perfeval.language.bands import Reach
from perfeval.language.choices import MOST_BEFORE
from perfeval.language.clauses import ClauseReader
from perfeval.language.examples import read_example
from perfeval.language.in_force import check_dates, covers, in_force
from perfeval.language.infer import Inference
from perfeval.language.inherit import Layer, Merged
from perfeval.language.known import Keys, Known
from perfeval.language.scope import RESTATABLE, Scope, Where
from perfeval.language.total_reach import reach_of
from perfeval.language.types import Plain, Type
from perfeval.language.variables import Variables
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


class BlockReader:
    """Reads the blocks of one merged rule set."""

    def __init__(
        self,
        merged: Merged,
        inference: Callable[[Layer], Inference],
        variables: Variables,
        closing: list[nodes.Adjustment],
    ) -> None:
        self._merged = merged
        self._inference = inference
        self._variables = variables
        self._closing = closing

    def rules(self) -> tuple[nodes.Rule, ...]:
        """The rules, in the order in which they are offered a row."""
        return tuple(self._rule(block, layer) for block, layer in self._merged.blocks if block.kind == "rule")

    def audits(self) -> tuple[nodes.Audit, ...]:
        """The audits, in the order written."""
        return tuple(self._audit(block, layer) for block, layer in self._merged.blocks if block.kind == "audit")

    def total(self) -> nodes.TableBlock:
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
        return nodes.TableBlock("total", (default,), made.adjustments, made.citations, made.examples, made.written)

    def grades(self, total: nodes.TableBlock, rules: tuple[nodes.Rule, ...]) -> nodes.TableBlock | None:
        """The grades; what totals can be decides what is a gap between two bands."""
        return self._table_block("grades", reach_of(total, rules, self._closing))

    def check_used(self, used: set[str]) -> None:
        """Warn of the rule set's own rules that select nothing and that no rule names."""
        for block, layer in self._merged.blocks:
            if block.kind != "rule" or block.applies is not None or block.name is None or block.name.text in used:
                continue
            if _is_incomplete(block, layer):
                continue
            layer.problems.warning(
                "rule-never-used",
                block.name.span,
                Wording(
                    f"规则“{block.name.text}”没有写“适用于”，不会评任何一行。",
                    f"rule `{block.name.text}` has no `for` and scores no row",
                ),
                Wording(
                    f"写明评哪些行：规则 {block.name.text} 适用于 所有指标（或某类指标）",
                    f"say which rows: rule {block.name.text} for every (or for some kind of indicator)",
                ),
            )

    def check_reached(self, rules: tuple[nodes.Rule, ...], keys: Keys) -> None:
        """Warn of rules whose every row a rule before them takes."""
        layers = {layer.name: layer for layer in self._merged.layers}
        known = Known(keys)
        taken: dict[str, list[nodes.Rule]] = {}
        for place, rule in enumerate(rules):
            if rule.selector is None or rule.selector.type is Plain.BROKEN or place > MOST_BEFORE:
                continue
            here = known.given(rule.selector)
            first = next(
                (
                    one
                    for one in rules[:place]
                    if one.name != rule.name and covers(one.in_force, rule.in_force) and here.satisfies(one.selector)
                ),
                None,
            )
            if first is not None:
                taken.setdefault(first.name, []).append(rule)
        for name, behind in taken.items():
            first = next(one for one in rules if one.name == name)
            if first.ruleset in layers:
                self._never_reached(first, behind, layers)

    def _never_reached(self, first: nodes.Rule, behind: list[nodes.Rule], layers: dict[str, Layer]) -> None:
        """Said at the rule that takes the rows where what it takes is inherited, else at each rule behind it."""
        inherited = [rule for rule in behind if rule.ruleset != first.ruleset]
        for at, rules in ([(first, inherited)] if inherited else []) + [
            (rule, [rule]) for rule in behind if rule.ruleset == first.ruleset
        ]:
            layer = layers[at.ruleset]
            block = next(
                block for block, _ in self._merged.blocks if self._inference(layer).written(block) == at.written
            )
            zh, en = "”“".join(one.name for one in rules), "`, `".join(one.name for one in rules)
            layer.problems.warning(
                "rule-never-reached",
                block.name.span if block.name is not None else block.span,
                Wording(
                    f"规则“{first.name}”排在前面，已经包括了“{zh}”的全部指标，后者永远轮不到。",
                    f"rule `{first.name}` comes before `{en}` and takes all of its rows: it is never reached"
                    if len(rules) == 1
                    else f"rule `{first.name}` comes before `{en}` and takes all of their rows: they are never reached",
                ),
                Wording(
                    f"若要替换上级的一条规则，用同一名称：规则 {rules[0].name}；否则把“适用于”写窄，如 且 正向指标",
                    f"to replace one of the parent's rules use its name: rule {rules[0].name}; else narrow the `for`, "
                    "such as and positive",
                )
                if at is first
                else Wording("改“适用于”，或合成一条规则", "change one `for`, or make them one rule"),
            )

    # ---- one block ----

    def _rule(self, block: tree.Block, layer: Layer) -> nodes.Rule:
        assert block.name is not None  # noqa: S101 - the grammar gives every rule a name
        infer = self._inference(layer)
        scope = Scope(layer.problems, "row")
        selector = self._selector(block, scope, infer)
        self._variables.declare_local(block, layer, scope)
        incomplete = _is_incomplete(block, layer)
        read = ClauseReader(infer, scope, "rule", incomplete=incomplete).read(block.clauses)
        self._check_awards(block, layer, read.cases, incomplete=incomplete)
        examples = tuple(read_example(one, infer, scope, "rule") for one in block.examples)
        check_dates(block.effective, layer.problems)
        return nodes.Rule(
            block.name.text,
            block.title,
            selector,
            tuple(read.cases),
            (*read.adjustments, *_not_replaced(self._closing, read.adjustments)),
            self._citations(block, layer),
            in_force(block.effective),
            examples,
            layer.name,
            tuple(read.allowances),
            infer.written(block),
        )

    @staticmethod
    def _check_awards(block: tree.Block, layer: Layer, cases: list[nodes.Case], *, incomplete: bool) -> None:
        writes_case = any(isinstance(one.action, tree.Award | tree.NotScored | tree.Bands) for one in block.clauses)
        if cases or incomplete or writes_case or layer.problems.has_error_in(block.span):
            return
        zh = f"规则“{block.name.text}”没有写得多少分。" if block.name else "等级没有写各档得什么。"
        en = f"rule `{block.name.text}` awards nothing" if block.name else "the grades award nothing"
        layer.problems.error(
            "no-award",
            block.name.span if block.name else Span(block.span.start, block.span.start + len("等级")),
            Wording(zh, en),
            Wording("至少写一条“得”，如 得 满分 × 完成率", "write at least one award, such as award full * completion")
            if block.name
            else Wording('如 按 总分 ≥ 90分 得 "优"，< 90分 得 "良"', 'such as on total >= 90 points award "优"'),
        )

    def _audit(self, block: tree.Block, layer: Layer) -> nodes.Audit:
        assert block.name is not None  # noqa: S101 - the grammar gives every audit a name
        infer = self._inference(layer)
        where: Where = "table" if block.applies is None else "row"
        scope = Scope(layer.problems, where, after_scoring=True, after_total=True)
        selector = self._selector(block, scope, infer)
        self._variables.declare_local(block, layer, scope)
        read = ClauseReader(infer, scope, "audit").read(block.clauses)
        for example in block.examples:
            layer.problems.error(
                "clause-in-wrong-block",
                example.span,
                Wording("审核不打分，不能有示例。", "an audit awards nothing and has no examples"),
                Wording("把示例移到评这一行的规则里", "move the example into the rule that scores the row"),
            )
        check_dates(block.effective, layer.problems)
        return nodes.Audit(
            block.name.text,
            block.title,
            selector,
            tuple(read.duties),
            self._citations(block, layer),
            in_force(block.effective),
            infer.written(block),
        )

    def _table_block(self, kind: Literal["total", "grades"], reach: Reach | None = None) -> nodes.TableBlock | None:
        found = [(block, layer) for block, layer in self._merged.blocks if block.kind == kind]
        if not found:
            return None
        block, layer = found[0]
        infer = self._inference(layer)
        scope = Scope(layer.problems, "table", after_scoring=True, after_total=kind == "grades")
        self._variables.declare_local(block, layer, scope)
        incomplete = _is_incomplete(block, layer)
        read = ClauseReader(infer, scope, kind, incomplete=incomplete, reach=reach).read(block.clauses)
        if kind == "grades":
            self._check_awards(block, layer, read.cases, incomplete=incomplete)
        if block.effective is not None:
            layer.problems.error(
                "clause-in-wrong-block",
                block.effective.span,
                Wording("总分、等级不能另写施行日期。", "total and grades have no dates of their own"),
                Wording("写在规则集开头的“施行”里", "give the rule set's header the dates"),
            )
        examples = tuple(read_example(one, infer, scope, kind) for one in block.examples)
        return nodes.TableBlock(
            kind,
            tuple(read.cases),
            tuple(read.adjustments),
            self._citations(block, layer),
            examples,
            infer.written(block),
        )

    @staticmethod
    def _selector(block: tree.Block, scope: Scope, infer: Inference) -> nodes.Expression | None:
        """The block's `for`; what it says of the types of target and actual holds in the rest of the block."""
        if block.applies is None:
            return None
        outer = Scope(scope.problems, "row", scope.after_scoring, scope.after_total)
        selector = infer.condition(block.applies, outer)
        scope.narrowed = _narrowed(selector)
        return selector

    @staticmethod
    def _citations(block: tree.Block, layer: Layer) -> tuple[nodes.Citation, ...]:
        header = layer.file.header
        return citations(block.cites or (header.cites if header else ()))


def citations(cites: tuple[tree.Cite, ...]) -> tuple[nodes.Citation, ...]:
    """Citations as the typed rule set keeps them."""
    return tuple(nodes.Citation(cite.document, cite.article, cite.basis) for cite in cites)


def _is_incomplete(block: tree.Block, layer: Layer) -> bool:
    """Whether part of the block could not be parsed: what it may have said is not asked for."""
    later = [other.span.start for other in layer.file.blocks if other.span.start > block.span.start]
    stretch = Span(block.span.start, min(later, default=len(layer.source.text) + 1))
    return any(stretch.start <= lost.start < stretch.end for lost in layer.file.lost_clauses)


def _narrowed(selector: nodes.Expression) -> dict[str, Type]:
    """What a selector's `target is money and …` fixes for the rest of the block."""
    match selector:
        case nodes.And(left, right):
            return _narrowed(left) | _narrowed(right)
        case nodes.IsType(nodes.RowField(field_id), type_word) if type_word in NARROWING:
            return {field_id: NARROWING[type_word]}
        case nodes.IsType(nodes.Variable(key), type_word) if type_word in NARROWING and key in RESTATABLE:
            return {key: NARROWING[type_word]}
        case _:
            return {}


def _not_replaced(closing: list[nodes.Adjustment], own: list[nodes.Adjustment]) -> list[nodes.Adjustment]:
    """The header's closing clauses, less those that an unguarded cap, floor or rounding of the rule replaces."""
    replaced = {type(one.change) for one in own if one.guard is None} & {nodes.Cap, nodes.Floor, nodes.Round}
    return [one for one in closing if type(one.change) not in replaced]

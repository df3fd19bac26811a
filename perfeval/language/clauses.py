"""The clauses of a block: cases first, then adjustments; what may stand where, said in words."""

from __future__ import annotations

from fractions import Fraction
from typing import assert_never

from attrs import define, field

from perfeval.language import nodes, tree, types
from perfeval.language.bands import check_bands
from perfeval.language.infer import Inference
from perfeval.language.scope import Scope
from perfeval.language.type_errors import cannot_compare
from perfeval.language.types import Plain
from perfeval.wording import Wording


@define
class BlockClauses:
    """What a block's clauses came to."""

    cases: list[nodes.Case] = field(factory=list)
    adjustments: list[nodes.Adjustment] = field(factory=list)
    duties: list[nodes.Duty] = field(factory=list)


class ClauseReader:
    """Reads the clauses of one block, or the closing clauses of a header."""

    def __init__(
        self, infer: Inference, scope: Scope, kind: str, *, incomplete: bool = False, grid: Fraction | None = None
    ) -> None:
        self._infer = infer
        self._scope = scope
        self._kind = kind
        self._grid = grid
        self._incomplete = incomplete
        """Part of the block could not be parsed: do not complain of what may have stood there."""
        self.result = BlockClauses()

    def read(self, clauses: tuple[tree.Clause, ...], *, closing: bool = False) -> BlockClauses:
        """Check the clauses in order."""
        for clause in clauses:
            self._clause(clause, closing=closing)
        if not closing and self._kind in ("rule", "total", "grades"):
            self._check_shape(clauses)
        return self.result

    # ---- one clause ----

    def _clause(self, clause: tree.Clause, *, closing: bool) -> None:
        guard = None if clause.guard is None else self._infer.condition(clause.guard, self._scope)
        written = self._infer.written(clause)
        action = clause.action
        is_case = isinstance(action, tree.Award | tree.NotScored | tree.Bands)
        if clause.otherwise and not is_case:
            self._error(
                "otherwise-without-award",
                clause,
                Wording("“否则”后面只能是 得、按（分档）或 不参与评分。", "`otherwise` can only lead a case: award, on, not scored"),
                Wording("给扣分、封顶写明自己的“当”", "give the adjustment a `when` of its own"),
            )
            return
        if not self._belongs(action, closing=closing):
            self._wrong_block(clause, closing=closing)
            return
        match action:
            case tree.Award(award):
                self.result.cases.append(nodes.Case(guard, self._award(award), written))
            case tree.NotScored():
                self.result.cases.append(nodes.Case(guard, nodes.NotScored(written), written))
            case tree.Bands():
                self.result.cases.append(nodes.Case(guard, self._bands(action), written))
            case tree.Steps() | tree.Adjust() | tree.Cap() | tree.Floor() | tree.Round():
                change = self._change(action)
                self.result.adjustments.append(nodes.Adjustment(guard, change, closing, written))
            case tree.Require(condition, message):
                made = self._infer.condition(condition, self._scope)
                text = message.text if message else None
                self.result.duties.append(nodes.Duty(guard, made, None, (), text, written))
            case tree.Flag(message):
                self.result.duties.append(nodes.Duty(guard, None, message.text, (), message.text, written))
            case tree.Weights(pairs):
                weights = tuple(self._weighing(pair) for pair in pairs)
                self.result.duties.append(nodes.Duty(guard, None, None, weights, None, written))
            case tree.Allow():
                pass  # for the prover of cliffs and falling stretches; the condition has been checked
            case _:
                assert_never(action)

    def _belongs(self, action: tree.Action, *, closing: bool) -> bool:
        match action:
            case tree.Require() | tree.Flag() | tree.Weights():
                return self._kind == "audit"
            case tree.Award() | tree.Bands():
                return self._kind in ("rule", "total", "grades") and not closing
            case tree.NotScored() | tree.Allow():
                return self._kind == "rule" and not closing
            case tree.Steps() | tree.Adjust() | tree.Round():
                return self._kind in ("rule", "total")
            case tree.Cap() | tree.Floor():
                return self._kind in ("rule", "total", "grades")
            case _:
                assert_never(action)

    def _wrong_block(self, clause: tree.Clause, *, closing: bool) -> None:
        if isinstance(clause.action, tree.Require | tree.Flag | tree.Weights):
            message = Wording(
                "应当、提示、权重是审核的子句。", "require, flag and weights are clauses of an audit"
            )
            mend = Wording("另起一块：审核 名称", "open a block of its own: audit NAME")
        elif self._kind == "audit":
            message = Wording("审核里不打分。", "an audit awards nothing")
            mend = Wording("审核用 应当、提示、权重", "an audit has require, flag and weights")
        elif closing:
            message = Wording("规则集开头只能写收尾子句：扣、加、封顶、保底、四舍五入。",
                              "the header only takes closing clauses: deduct, add, cap, floor, round")  # fmt: skip
            mend = Wording("写到某条规则里", "put it into a rule")
        else:
            message = Wording("这一块不能有这种子句。", "this clause does not belong in this block")
            mend = None
        self._error("clause-in-wrong-block", clause, message, mend)

    # ---- awards, bands ----

    def _award(self, award: tree.AwardTree) -> nodes.Award:
        written = self._infer.written(award)
        if self._kind == "grades":
            return self._word_award(award)
        match award:
            case tree.AwardPoints(amount, default):
                made = self._infer.points(amount, self._scope)
                if default is not None:
                    self._error(
                        "default-without-range",
                        award,
                        Wording("“默认”只用于区间。", "`default` belongs to a range"),
                        Wording("写成 得 [0分, 满分]，默认 满分", "write award [0 points, full], default full"),
                    )
                return nodes.PointsAward(made, written)
            case tree.AwardRange():
                return self._range(award)
            case _:
                assert_never(award)

    def _range(self, award: tree.AwardRange) -> nodes.RangeAward:
        written = self._infer.written(award)
        default = None if award.default is None else self._infer.points(award.default, self._scope)
        interval = award.interval
        if award.base is None:
            low, high = (self._infer.points(end, self._scope) for end in (interval.low, interval.high))
        else:
            base = self._infer.points(award.base, self._scope)
            low, high = (self._share(base, end) for end in (interval.low, interval.high))
        self._check_order(low, high, award)
        return nodes.RangeAward(low, high, interval.low_closed, interval.high_closed, default, written)

    def _share(self, base: nodes.Expression, end: tree.Expression) -> nodes.Expression:
        made = self._infer.expression(end, self._scope)
        if made.type not in (types.RATIO, types.NUMBER, Plain.ZERO, Plain.BROKEN):
            self._error(
                "percent-needed",
                end,
                Wording("乘以满分的区间两端要写百分数。", "the ends of a share of points are percentages"),
                Wording("满分 × [80%, 100%]", "full * [80%, 100%]"),
            )
        return nodes.Arithmetic("*", base, made, type=types.POINTS, written=self._infer.written(end))

    def _check_order(self, low: nodes.Expression, high: nodes.Expression, node: tree.Node) -> None:
        match low, high:
            case (nodes.Constant(value=one), nodes.Constant(value=other)) | (
                nodes.Arithmetic(right=nodes.Constant(value=one)),
                nodes.Arithmetic(right=nodes.Constant(value=other)),
            ) if one > other:
                self._error(
                    "interval-reversed",
                    node,
                    Wording("区间的下限大于上限。", "the interval's lower end is above its upper end"),
                    Wording("交换两端", "swap the ends"),
                )
            case _:
                pass

    def _word_award(self, award: tree.AwardTree) -> nodes.Award:
        written = self._infer.written(award)
        if isinstance(award, tree.AwardPoints) and isinstance(award.amount, tree.String):
            return nodes.PointsAward(self._infer.expression(award.amount, self._scope), written)
        self._error(
            "grade-word-needed",
            award,
            Wording("等级要得一个词。", "grades award a word"),
            Wording("得 \"优\"", 'award "优"'),
        )
        broken = nodes.WordConstant("", type=Plain.BROKEN, written=written)
        return nodes.PointsAward(broken, written)

    def _bands(self, bands: tree.Bands) -> nodes.Bands:
        quantity = self._infer.expression(bands.amount, self._scope)
        made = tuple(self._band(band, quantity, bands.amount) for band in bands.bands)
        result = nodes.Bands(quantity, made, self._infer.written(bands))
        return result

    def _band(self, band: tree.Band, quantity: nodes.Expression, quantity_node: tree.Expression) -> nodes.Band:
        written = self._infer.written(band)
        award = self._award(band.award)
        if isinstance(band.test, tree.Interval):
            interval = self._infer.interval(band.test, quantity, quantity_node, self._scope)
            self._check_order(interval.low, interval.high, band.test)
            return nodes.Band(None, None, interval, award, written)
        amount = self._infer.expression(band.test.amount, self._scope)
        self._infer.check_comparison(
            quantity, amount, quantity_node, band.test.amount, band.test.operator, band.test.span, self._scope
        )
        return nodes.Band(band.test.operator, amount, None, award, written)

    # ---- adjustments ----

    def _change(self, action: tree.Steps | tree.Adjust | tree.Cap | tree.Floor | tree.Round) -> nodes.Change:
        match action:
            case tree.Steps():
                return self._steps(action)
            case tree.Adjust(direction, points, limit):
                return nodes.Adjust(direction, self._infer.points(points, self._scope), self._limit(limit))
            case tree.Cap(amount):
                return nodes.Cap(self._bound(amount))
            case tree.Floor(amount):
                if amount is None:
                    written = self._infer.written(action)
                    return nodes.Floor(nodes.Constant(Fraction(0), type=types.POINTS, written=written))
                return nodes.Floor(self._bound(amount))
            case tree.Round(mode, step):
                made = self._infer.points(step, self._scope)
                self._infer.positive(made, step, self._scope)
                return nodes.Round(mode, made)
            case _:
                assert_never(action)

    def _limit(self, limit: tree.Expression | None) -> nodes.Expression | None:
        return None if limit is None else self._infer.points(limit, self._scope)

    def _bound(self, amount: tree.Expression) -> nodes.Expression:
        if self._kind != "grades":
            return self._infer.points(amount, self._scope)
        made = self._infer.expression(amount, self._scope)
        if made.type not in (Plain.TEXT, Plain.BROKEN):
            self._error(
                "grade-word-needed",
                amount,
                Wording("等级的封顶、保底要写一个词。", "a grade is capped at a word"),
                Wording("封顶 \"中\"", 'cap "中"'),
            )
        return made

    def _steps(self, steps: tree.Steps) -> nodes.Steps:
        quantity = self._infer.expression(steps.amount, self._scope)
        size = self._infer.expression(steps.size, self._scope)
        self._infer.positive(size, steps.size, self._scope)
        self._check_step(steps, quantity, size)
        counts_whole = quantity.type in (types.TALLY, types.DAYS)
        if steps.part is None and not counts_whole and quantity.type is not Plain.BROKEN:
            self._error(
                "part-step-unsaid",
                steps,
                Wording("没有写明不足一个步长时怎么办。", "what a part step costs is not said"),
                Wording(
                    "补上 尾数不计（不扣）、尾数进一（扣满）或 尾数按比例",
                    "add `whole steps` (nothing), `started steps` (a whole one) or `pro rata` (its share)",
                ),
            )
        points = self._infer.points(steps.points, self._scope)
        return nodes.Steps(quantity, size, steps.direction, points, steps.part, self._limit(steps.limit))

    def _check_step(self, steps: tree.Steps, quantity: nodes.Expression, size: nodes.Expression) -> None:
        size_text = " ".join(size.written.text.split())
        if quantity.type == types.ROW and size.type == types.RATIO:
            self._error(
                "percent-of-what",
                steps.size,
                Wording(
                    f"“{size_text}”是百分点还是指标值的百分之几？", f"`{size_text}` of what: percentage points, or of the target?"
                ),
                Wording(
                    f"写 {size_text.rstrip('% ')}个百分点，或按 (指标值 - 完成值) ÷ 指标值 每 {size_text}",
                    f"write {size_text.rstrip('% ')} percentage points, or: on (target - actual) / target each {size_text}",
                ),
            )
        elif quantity.type == types.ROW and size.type == types.PERCENTAGE_POINTS:
            pass  # right where the row is measured in a ratio; the data are checked when it is scored
        elif not types.comparable(quantity.type, size.type) or {quantity.type, size.type} == {
            types.RATIO,
            types.NUMBER,
        }:
            cannot_compare(
                self._scope.problems, quantity.written.source, quantity, size, steps.amount, steps.size, steps.size.span
            )

    def _weighing(self, pair: tree.Pair) -> nodes.Weighing:
        kinds = []
        for name in pair.kinds:
            made = self._infer.expression(name, Scope(self._scope.problems, "row"))
            if isinstance(made, nodes.Kind):
                kinds.append(made.id)
            elif made.type is not Plain.BROKEN:
                self._error(
                    "kind-needed",
                    name,
                    Wording(f"“{name.text}”不是指标类别。", f"`{name.text}` is not a kind of indicator"),
                    Wording("如 产出指标、成本指标、预算执行", "such as output, cost, budget_execution"),
                )
        return nodes.Weighing(tuple(kinds), self._infer.points(pair.value, self._scope))

    # ---- the shape of the block ----

    def _check_shape(self, clauses: tuple[tree.Clause, ...]) -> None:
        case_clauses = [
            clause for clause in clauses if isinstance(clause.action, tree.Award | tree.NotScored | tree.Bands)
        ]
        self._check_cases(case_clauses)
        self._check_order_of_clauses(clauses)
        if len(case_clauses) > 1:
            for clause in clauses:
                if isinstance(clause.action, tree.Steps | tree.Adjust) and clause.guard is None:
                    self._error(
                        "unguarded-adjustment",
                        clause,
                        Wording(
                            "这条规则有几种情形，扣分（加分）要写明适用于哪一种。",
                            "this rule has several cases: a deduction or addition must say when it applies",
                        ),
                        Wording("在前面写“当 …”", "begin it with `when …`"),
                    )
        for case, clause in zip(self.result.cases, case_clauses, strict=False):
            if isinstance(case.body, nodes.Bands) and isinstance(clause.action, tree.Bands):
                earlier = self.result.cases[: self.result.cases.index(case)]
                check_bands(case.body, clause.action, earlier, self._scope.problems, self._grid)

    def _check_cases(self, clauses: list[tree.Clause]) -> None:
        if not clauses:
            return
        last = len(clauses) - 1
        for index, clause in enumerate(clauses):
            if clause.otherwise and index != last:
                self._error(
                    "otherwise-not-last",
                    clause,
                    Wording("“否则”必须是最后一种情形。", "`otherwise` must be the last case"),
                )
            elif clause.otherwise and last == 0 and not self._incomplete:
                self._error(
                    "otherwise-alone",
                    clause,
                    Wording("“否则”前面没有“当 …”。", "there is no `when` before this `otherwise`"),
                    Wording("只有一种情形时直接写“得”", "with a single case simply write `award`"),
                )
            elif clause.guard is None and not clause.otherwise and last > 0:
                self._error(
                    "needs-otherwise",
                    clause,
                    Wording(
                        "有几种情形时，最后一种要写“否则”，其余要写“当”。",
                        "with several cases the last says `otherwise` and the others `when`",
                    ),
                    Wording("否则 得 …", "otherwise award …"),
                )
        final = clauses[-1]
        is_open = final.guard is not None
        if is_open and self._kind == "rule" and not self._incomplete:
            self._scope.problems.warning(
                "no-otherwise",
                final.span,
                Wording(
                    "这条规则没有“否则”：都不符合的指标将无法评分。",
                    "this rule has no `otherwise`: rows that meet no case stay without a score",
                ),
                Wording("补上：否则 得 0分（或别的分数）", "add: otherwise award 0 points (or what is meant)"),
            )

    def _check_order_of_clauses(self, clauses: tuple[tree.Clause, ...]) -> None:
        adjusted = False
        for clause in clauses:
            match clause.action:
                case tree.Award() | tree.NotScored() | tree.Bands():
                    if adjusted:
                        self._error(
                            "award-after-adjustment",
                            clause,
                            Wording("“得”要写在扣分、封顶、舍入之前。", "awards come before deductions, caps and rounding"),
                            Wording("把这一行移到前面", "move this line up"),
                        )
                case tree.Steps() | tree.Adjust() | tree.Cap() | tree.Floor() | tree.Round():
                    adjusted = True
                case _:
                    pass

    def _error(self, code: str, node: tree.Node, message: Wording, mend: Wording | None = None) -> None:
        self._scope.problems.error(code, node.span, message, mend)

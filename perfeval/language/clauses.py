"""The clauses of a block: cases first, then adjustments; what may stand where, said in words."""

from __future__ import annotations

from fractions import Fraction
from typing import assert_never

from attrs import define, field

from perfeval.language import nodes, tree, types
from perfeval.language.bands import Reach
from perfeval.language.infer import Inference
from perfeval.language.scope import Scope
from perfeval.language.shape import Shape, check_constant, check_flags, check_part_step
from perfeval.language.type_errors import cannot_compare
from perfeval.language.types import Plain
from perfeval.wording import Wording


@define
class BlockClauses:
    """What a block's clauses came to."""

    cases: list[nodes.Case] = field(factory=list)
    adjustments: list[nodes.Adjustment] = field(factory=list)
    duties: list[nodes.Duty] = field(factory=list)
    allowances: list[nodes.Allowance] = field(factory=list)


class ClauseReader:
    """Reads the clauses of one block, or the closing clauses of a header."""

    def __init__(
        self, infer: Inference, scope: Scope, kind: str, *, incomplete: bool = False, reach: Reach | None = None
    ) -> None:
        self._infer = infer
        self._scope = scope
        self._kind = kind
        self._reach = reach
        self._incomplete = incomplete
        """Part of the block could not be parsed: do not complain of what may have stood there."""
        self.result = BlockClauses()
        self._cases: list[tuple[nodes.Case, tree.Clause]] = []

    def read(self, clauses: tuple[tree.Clause, ...], *, closing: bool = False) -> BlockClauses:
        """Check the clauses in order."""
        for clause in clauses:
            self._clause(clause, closing=closing)
        if self._kind == "audit":
            check_flags(clauses, self._scope.problems)
        if not closing and self._kind in ("rule", "total", "grades"):
            Shape(self._kind, self._scope.problems, clauses, self._cases, self._incomplete, self._reach).check()
        return self.result

    # ---- one clause ----

    def _clause(self, clause: tree.Clause, *, closing: bool) -> None:
        guard = None if clause.guard is None else self._infer.condition(clause.guard, self._scope)
        check_constant(guard, clause.guard, self._scope.problems)
        written = self._infer.written(clause)
        action = clause.action
        is_case = isinstance(action, tree.Award | tree.NotScored | tree.Bands)
        if clause.otherwise and not is_case:
            self._error(
                "otherwise-without-award",
                clause,
                Wording(
                    "“否则”后面只能是 得、按（分档）或 不参与评分。",
                    "`otherwise` can only lead a case: award, on, not scored",
                ),
                Wording("把“否则”换成写明的条件：当 非 (…)", "say the condition instead: when not (…)"),
            )
            return
        if not self._belongs(action, closing=closing):
            self._wrong_block(clause, closing=closing)
            return
        match action:
            case tree.Award(award):
                self._case(clause, nodes.Case(guard, self._award(award), written))
            case tree.NotScored():
                self._case(clause, nodes.Case(guard, nodes.NotScored(written), written))
            case tree.Bands():
                self._case(clause, nodes.Case(guard, self._bands(action), written))
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
                self.result.allowances.append(nodes.Allowance(guard, action.what, written))
            case _:
                assert_never(action)

    def _case(self, clause: tree.Clause, case: nodes.Case) -> None:
        self.result.cases.append(case)
        self._cases.append((case, clause))

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
            message = Wording("应当、提示、权重是审核的子句。", "require, flag and weights are clauses of an audit")
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
        is_name = isinstance(award, tree.AwardPoints) and isinstance(award.amount, tree.Name)
        word = self._infer.text(award) if is_name else "优"
        self._error(
            "grade-word-needed",
            award,
            Wording("等级要得一个带引号的词。", "grades award a word between quotation marks"),
            Wording(f'得 "{word}"', f'award "{word}"'),
        )
        broken = nodes.WordConstant("", type=Plain.BROKEN, written=written)
        return nodes.PointsAward(broken, written)

    def _bands(self, bands: tree.Bands) -> nodes.Bands:
        quantity = self._infer.expression(bands.amount, self._scope)
        made = tuple(self._band(band, quantity, bands.amount) for band in bands.bands)
        return nodes.Bands(quantity, made, self._infer.written(bands))

    def _band(self, band: tree.Band, quantity: nodes.Expression, quantity_node: tree.Expression) -> nodes.Band:
        written = self._infer.written(band)
        award = self._award(band.award)
        if isinstance(band.test, tree.Interval):
            interval = self._infer.interval(band.test, quantity, quantity_node, self._scope)
            self._check_order(interval.low, interval.high, band.test)
            return nodes.Band(None, None, interval, award, written)
        amount = self._infer.beside(band.test.amount, quantity, self._scope)
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
                return nodes.Adjust(direction, self._points(points), self._limit(limit))
            case tree.Cap(amount):
                return nodes.Cap(self._bound(amount, Wording("封顶", "cap")))
            case tree.Floor(amount):
                if amount is None:
                    written = self._infer.written(action)
                    return nodes.Floor(nodes.Constant(Fraction(0), type=types.POINTS, written=written))
                return nodes.Floor(self._bound(amount, Wording("保底", "floor")))
            case tree.Round(mode, step):
                made = self._rounding_step(step)
                self._infer.positive(made, step, self._scope)
                return nodes.Round(mode, made)
            case _:
                assert_never(action)

    def _rounding_step(self, step: tree.Expression) -> nodes.Expression:
        is_digits = isinstance(step, tree.Literal_) and (step.unit is None or step.unit_is_word) and step.number != 0
        if is_digits or (isinstance(step, tree.Name) and "位" in step.text):
            self._error(
                "points-needed",
                step,
                Wording("保留几位小数要写成步长（多少分）。", "how fine to round is written as a step in points"),
                Wording("两位小数：到 0.01分；取整：到 1分", "two decimals: to 0.01 points; whole points: to 1 point"),
            )
            return nodes.Constant(Fraction(0), type=Plain.BROKEN, written=self._infer.written(step))
        return self._infer.points(step, self._scope)

    def _limit(self, limit: tree.Expression | None) -> nodes.Expression | None:
        return None if limit is None else self._points(limit)

    def _points(self, amount: tree.Expression) -> nodes.Expression:
        """What is deducted or added: a bare figure can only have been meant as points."""
        return self._infer.points(amount, self._scope, is_share=False)

    def _bound(self, amount: tree.Expression, keyword: Wording) -> nodes.Expression:
        if self._kind != "grades":
            return self._infer.points(amount, self._scope)
        is_unquoted = isinstance(amount, tree.Name) and not self._infer.is_known(amount, self._scope)
        made = nodes.broken(self._infer.written(amount)) if is_unquoted else self._infer.expression(amount, self._scope)
        if is_unquoted or made.type not in (Plain.TEXT, Plain.BROKEN):
            word = self._infer.text(amount) if is_unquoted else "中"
            self._error(
                "grade-word-needed",
                amount,
                Wording("等级的封顶、保底要写一个带引号的词。", "a grade is bounded by a word between quotation marks"),
                Wording(f'{keyword.zh} "{word}"', f'{keyword.en} "{word}"'),
            )
        return made

    def _steps(self, steps: tree.Steps) -> nodes.Steps:
        quantity = self._infer.expression(steps.amount, self._scope)
        size = self._infer.expression(steps.size, self._scope)
        self._infer.positive(size, steps.size, self._scope)
        self._check_step(steps, quantity, size)
        check_part_step(steps, quantity, size, self._scope.problems)
        points = self._points(steps.points)
        return nodes.Steps(quantity, size, steps.direction, points, steps.part, self._limit(steps.limit))

    def _check_step(self, steps: tree.Steps, quantity: nodes.Expression, size: nodes.Expression) -> None:
        size_text = " ".join(size.written.text.split())
        if quantity.type == types.ROW and size.type == types.RATIO:
            self._error(
                "percent-of-what",
                steps.size,
                Wording(
                    f"“{size_text}”是百分点还是指标值的百分之几？",
                    f"`{size_text}` of what: percentage points, or of the target?",
                ),
                Wording(
                    f"写 {size_text.rstrip('% ')}个百分点，或按 (指标值 - 完成值) ÷ 指标值 每 {size_text}",
                    f"{size_text.rstrip('% ')} percentage points, or: on (target - actual) / target each {size_text}",
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
        scope = Scope(self._scope.problems, "row")
        kinds = [kind for name in pair.kinds if (kind := self._infer.kind(name, scope)) is not None]
        return nodes.Weighing(tuple(kinds), self._infer.points(pair.value, self._scope))

    def _error(self, code: str, node: tree.Node, message: Wording, mend: Wording | None = None) -> None:
        self._scope.problems.error(code, node.span, message, mend)

"""Evaluating a table: every row, then the total, then the grade."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Final, Literal, TypeAlias, assert_never

from attrs import evolve

from perfeval.engine.amount import Amount, Operand, Unknown, Word, arithmetic, exactly, extreme, needed, rounded
from perfeval.engine.cells import ranks_of
from perfeval.engine.execution_rate import execution_rate
from perfeval.engine.facts import shares_not_given, undeclared
from perfeval.engine.interpret import Interpreter
from perfeval.engine.outcome import band_holds, points_of, steps_taken
from perfeval.engine.row import Place, Row
from perfeval.engine.rows import make_row, rules_in_force, score_row
from perfeval.engine.score import Evaluation, Score, TotalScore
from perfeval.engine.table_state import TableState
from perfeval.exact import is_decimal, to_decimal
from perfeval.finding import Code, Finding, RowRef
from perfeval.language import nodes, types
from perfeval.tables.indicator import Indicator, SelfEvaluation
from perfeval.wording import Wording

if TYPE_CHECKING:
    from perfeval.engine.ruleset import RuleSet


def table_state(rules: RuleSet, table: SelfEvaluation, region: str | None) -> TableState:
    """The state of a table before anything is scored: its rows, budget execution first."""
    state = TableState(Place(table, region), rules.day_for(table))
    rows: list[Row] = []
    if table.execution is not None:
        rows.append(make_row(rules.nodes, state, "execution", table.execution, table))
    for number, indicator in enumerate(table.indicators, 1):
        rows.append(make_row(rules.nodes, state, number, indicator, table))
    state.rows = tuple(rows)
    return state


NOTHING_PRESET: Final[Mapping[int, tuple[Score, Operand | None]]] = {}
Evaluator: TypeAlias = Literal["compiled", "interpreter"]


def evaluate(
    rules: RuleSet, table: SelfEvaluation, region: str | None = None, *, evaluator: Evaluator = "compiled"
) -> Evaluation:
    """Evaluate a table by a rule set. Both evaluators score the rows alike; the interpreter is the definition."""
    return evaluated(rules, table_state(rules, table, region), evaluator=evaluator)


def score_alone(rules: RuleSet, indicator: Indicator, year: int | None) -> Score:
    """Score one indicator as the only row of a table."""
    state = table_state(rules, SelfEvaluation(indicators=(indicator,), year=year), None)
    return score_of_row(rules, state, state.rows[0])


def score_of_row(rules: RuleSet, state: TableState, row: Row) -> Score:
    """Score one row of a prepared table, whose other rows are not scored."""
    interpreter = Interpreter(rules.nodes, state, row)
    return score_row(interpreter, rules_in_force(rules.nodes, state), rules.programs.on(state.day))[0]


def evaluated(
    rules: RuleSet,
    state: TableState,
    *,
    evaluator: Evaluator = "compiled",
    presets: Mapping[int, tuple[Score, Operand | None]] = NOTHING_PRESET,
) -> Evaluation:
    """Score the rows of a prepared table, then the table.

    `presets`: rows, by position, that come with their score and what the total adds for them.
    """
    table = state.place.table
    program = rules.programs.on(state.day) if evaluator == "compiled" else None
    interpreter = Interpreter(rules.nodes, state)
    in_force = rules_in_force(rules.nodes, state)
    scores: list[Score] = []
    for position, row in enumerate(state.rows):
        preset = presets.get(position)
        score, adds = preset if preset is not None else score_row(interpreter.about(row), in_force, program)
        scores.append(score)
        state.scores[position] = adds
    execution = next((score for score in scores if score.row == "execution"), None)
    total = _total(rules, state, scores)
    rate, base = execution_rate(rules.nodes, state)
    found = grade(rules, state) if total.low is not None else None
    noticed = (*undeclared(rules.nodes, table), *shares_not_given(rules.nodes, state), *_grade_open(total, found))
    return Evaluation(
        table=table,
        rules=rules,
        rows=tuple(score for score in scores if score.row != "execution"),
        execution=execution,
        total=total,
        grade=found if isinstance(found, str) else None,
        execution_rate=rate,
        execution_base=base,
        findings=(*(finding for score in scores for finding in score.findings), *noticed),
        state=state,
    )


# ---- total ----


def _total(rules: RuleSet, state: TableState, scores: list[Score]) -> TotalScore:
    if not any(row.has_points and row.ref != "execution" for row in state.rows):
        reason = Wording("没有带分值的指标行，不计算总分", "there is no indicator row with points, so no total")
        return TotalScore(points=None, low=None, high=None, reason=reason)
    open_rows = tuple(score.row for score in scores if score.status == "undecided")
    value = block_points(rules.nodes.total, Interpreter(rules.nodes, state))
    state.total = value
    state.aggregates.clear()  # what was gathered without the total
    if isinstance(value, Unknown):
        return TotalScore(points=None, low=None, high=None, unscored=open_rows, reason=value.reason)
    least, most = value.low, value.high
    if not (isinstance(least, Fraction) and isinstance(most, Fraction) and is_decimal(least) and is_decimal(most)):
        reason = Wording("总分没有舍入成有限小数", "the total is not rounded to a finite decimal")
        return TotalScore(points=None, low=None, high=None, unscored=open_rows, reason=reason)
    low, high = to_decimal(least), to_decimal(most)
    return TotalScore(points=low if low == high else None, low=low, high=high, unscored=open_rows)


def total_of(rules: RuleSet, state: TableState, scores: Mapping[RowRef, Fraction]) -> Fraction | None:
    """What the rule set's total makes of other scores than the computed ones; None where it cannot be said.

    A row that the rules keep out of the total stays out.
    """
    given: dict[int, Operand | None] = {}
    for position, row in enumerate(state.rows):
        is_left_out = state.scores.get(position, UNSCORED) is None
        given[position] = None if is_left_out else exactly(scores.get(row.ref, _NO_POINTS), types.POINTS)
    supposed = evolve(state, scores=given, total=None, aggregates={})
    value = block_points(rules.nodes.total, Interpreter(rules.nodes, supposed))
    return None if isinstance(value, Unknown) else value.fraction


def is_plain_sum(block: nodes.TableBlock) -> bool:
    """Whether the total is nothing but the sum of the scores."""
    match block.cases:
        case (nodes.Case(None, nodes.PointsAward(nodes.Aggregate("sum", nodes.RowField("score"), None))),):
            return not block.adjustments
        case _:
            return False


_NO_POINTS: Final = Fraction(0)
NO_CASE: Final = Wording("各种情形都不符合", "no case applies")
IN_NO_BAND: Final = Wording("不在任何一档", "in none of the bands")
UNSCORED: Final = Unknown(Wording("没有得分", "no score"))


def block_points(block: nodes.TableBlock, interpreter: Interpreter) -> Amount | Unknown:
    """The points that the total awards; a range where a row is undecided."""
    awarded = _case_points(block.cases, interpreter)
    for adjustment in block.adjustments:
        if isinstance(awarded, Unknown):
            return awarded
        if adjustment.guard is not None:
            holds = interpreter.truth(adjustment.guard)
            if isinstance(holds, Unknown):
                return holds
            if not holds:
                continue
        awarded = _changed(awarded, adjustment.change, interpreter)
    return awarded


def _points(value: Operand) -> Amount | Unknown:
    known = needed(value)
    if isinstance(known, Unknown):
        return known
    if isinstance(known, Amount) and known.type in (None, types.POINTS):
        return Amount(known.low, known.high, types.POINTS)
    return Unknown(Wording("结果不是分数", "the result is not points"))


def chosen_body(cases: tuple[nodes.Case, ...], interpreter: Interpreter) -> nodes.Body | Unknown:
    """What the first case that holds awards."""
    for case in cases:
        holds = True if case.guard is None else interpreter.truth(case.guard)
        if isinstance(holds, Unknown):
            return holds
        if holds:
            return case.body
    return Unknown(NO_CASE)


def _award_of(cases: tuple[nodes.Case, ...], interpreter: Interpreter) -> nodes.Award | Unknown:
    body = chosen_body(cases, interpreter)
    match body:
        case Unknown() | nodes.PointsAward() | nodes.RangeAward():
            return body
        case nodes.NotScored():
            return Unknown(Wording("不参与评分", "not scored"))
        case nodes.Bands():
            for band in body.bands:
                holds = band_holds(body, band, interpreter)
                if isinstance(holds, Unknown):
                    return holds
                if holds:
                    return band.award
            return Unknown(IN_NO_BAND)
        case _:
            assert_never(body)


def _case_points(cases: tuple[nodes.Case, ...], interpreter: Interpreter) -> Amount | Unknown:
    award = _award_of(cases, interpreter)
    match award:
        case Unknown():
            return award
        case nodes.PointsAward(amount):
            return _points(interpreter.operand(amount))
        case nodes.RangeAward(low, high, default=default):
            if default is not None:
                return _points(interpreter.operand(default))
            one, other = _points(interpreter.operand(low)), _points(interpreter.operand(high))
            if isinstance(one, Unknown) or isinstance(other, Unknown):
                return one if isinstance(one, Unknown) else other
            return Amount(one.low, other.high, types.POINTS)
        case _:
            assert_never(award)


def _changed(awarded: Amount, change: nodes.Change, interpreter: Interpreter) -> Amount | Unknown:
    match change:
        case nodes.Steps():
            amount = _stepped(change, interpreter)
            return amount if isinstance(amount, Unknown) else _shifted(awarded, change.direction, amount)
        case nodes.Adjust(direction, points, limit):
            limited = _limited(interpreter.operand(points), limit, interpreter)
            return limited if isinstance(limited, Unknown) else _shifted(awarded, direction, limited)
        case nodes.Cap(amount_node):
            return _points(extreme((awarded, interpreter.operand(amount_node)), greatest=False))
        case nodes.Floor(amount_node):
            return _points(extreme((awarded, interpreter.operand(amount_node)), greatest=True))
        case nodes.Round(mode, step):
            return _points(rounded(awarded, interpreter.operand(step), mode))
        case _:
            assert_never(change)


def _shifted(awarded: Amount, direction: str, amount: Amount) -> Amount | Unknown:
    return _points(arithmetic("+" if direction == "add" else "-", awarded, amount))


def _limited(value: Operand, limit: nodes.Expression | None, interpreter: Interpreter) -> Amount | Unknown:
    if limit is None:
        return _points(value)
    return _points(extreme((value, interpreter.operand(limit)), greatest=False))


def _stepped(change: nodes.Steps, interpreter: Interpreter) -> Amount | Unknown:
    quantity, size = needed(interpreter.operand(change.quantity)), needed(interpreter.operand(change.size))
    for one in (quantity, size):
        if isinstance(one, Unknown):
            return one
    points = points_of(interpreter.operand(change.points))
    if isinstance(points, Unknown):
        return points
    if not isinstance(quantity, Amount) or not isinstance(size, Amount):
        return Unknown(Wording("单位与步长不同", "the unit is not that of the step"))
    counts = [steps_taken(end, size.low, change.part) for end in (quantity.low, quantity.high)]
    low, high = counts
    if isinstance(low, Unknown):
        return low
    if isinstance(high, Unknown):
        return high
    ends = sorted((low * points, high * points))
    return _limited(Amount(ends[0], ends[1], types.POINTS), change.limit, interpreter)


# ---- grade ----


def grade(rules: RuleSet, state: TableState) -> str | Unknown | None:
    """The grade of the total in the state; None where the rule set does not grade, else why there is none."""
    block = rules.nodes.grades
    if block is None or state.total is None:
        return None
    interpreter = Interpreter(rules.nodes, state)
    award = _award_of(block.cases, interpreter)
    if isinstance(award, Unknown):
        return award
    if not isinstance(award, nodes.PointsAward):
        return None
    value = interpreter.operand(award.amount)
    word = value.text if isinstance(value, Word) else None
    for adjustment in block.adjustments:
        holds = True if adjustment.guard is None else interpreter.truth(adjustment.guard)
        if isinstance(holds, Unknown):
            return holds
        if word is None:
            return None
        if holds:
            word = _bounded(word, adjustment.change, interpreter)
    return word


def _grade_open(total: TotalScore, found: str | Unknown | None) -> tuple[Finding, ...]:
    """That a total has no grade although the rule set grades, and why."""
    if total.points is None or not isinstance(found, Unknown):
        return ()
    said = Wording(f"等级无法确定：{found.reason.zh}", f"the grade cannot be decided: {found.reason.en}")
    return (Finding(Code.GRADE_UNDECIDED, None, said, Wording("补上所缺的内容后重新核算", "fill in what is missing")),)


def _bounded(word: str, change: nodes.Change, interpreter: Interpreter) -> str | None:
    """A grade ceiling or floor."""
    if not isinstance(change, nodes.Cap | nodes.Floor):
        return None
    bound = interpreter.operand(change.amount)
    ranks = ranks_of(word, bound.text, interpreter.ruleset.scales) if isinstance(bound, Word) else None
    if ranks is None or not isinstance(bound, Word):
        return None
    is_worse = ranks[0] > ranks[1]
    return word if is_worse is isinstance(change, nodes.Cap) else bound.text


def grade_of(rules: RuleSet, total: Fraction, state: TableState) -> str | None:
    """The grade that a total would get."""
    found = grade(rules, evolve(state, total=exactly(total, types.POINTS), aggregates={}))
    return found if isinstance(found, str) else None

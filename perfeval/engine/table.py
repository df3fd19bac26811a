"""Evaluating a table: every row, then the total, then the grade."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Literal, assert_never

from attrs import evolve

from perfeval.diagnostic import Span
from perfeval.engine.amount import (
    Amount,
    Operand,
    Unknown,
    Word,
    arithmetic,
    exactly,
    extreme,
    needed,
    rounded,
)
from perfeval.engine.interpret import Interpreter, TableState
from perfeval.engine.outcome import band_holds, points_of, steps_taken
from perfeval.engine.row import Place, Row
from perfeval.engine.rows import make_row, rules_in_force, score_row
from perfeval.engine.score import Evaluation, Score, TotalScore
from perfeval.exact import is_decimal, to_decimal
from perfeval.language import nodes, types
from perfeval.language.traversal import parts
from perfeval.tables.indicator import Indicator, SelfEvaluation
from perfeval.values.model import GRADES
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


Evaluator = Literal["compiled", "interpreter"]


def evaluate(
    rules: RuleSet, table: SelfEvaluation, region: str | None = None, *, evaluator: Evaluator = "compiled"
) -> Evaluation:
    """Evaluate a table by a rule set. Both evaluators score the rows alike; the interpreter is the definition."""
    return evaluated(rules, table_state(rules, table, region), evaluator=evaluator)


def score_alone(rules: RuleSet, indicator: Indicator, year: int | None) -> Score:
    """Score one indicator as the only row of a table."""
    state = table_state(rules, SelfEvaluation(indicators=(indicator,), year=year), None)
    interpreter = Interpreter(rules.nodes, state, state.rows[0])
    return score_row(interpreter, rules_in_force(rules.nodes, state), rules.programs.on(state.day))[0]


def evaluated(rules: RuleSet, state: TableState, *, evaluator: Evaluator = "compiled") -> Evaluation:
    """Score the rows of a prepared table, then the table."""
    table = state.place.table
    program = rules.programs.on(state.day) if evaluator == "compiled" else None
    interpreter = Interpreter(rules.nodes, state)
    in_force = rules_in_force(rules.nodes, state)
    scores: list[Score] = []
    for position, row in enumerate(state.rows):
        score, adds = score_row(interpreter.about(row), in_force, program)
        scores.append(score)
        state.scores[position] = adds
    execution = next((score for score in scores if score.row == "execution"), None)
    total = _total(rules, state, scores)
    rate, base = execution_rate(rules, state)
    return Evaluation(
        table=table,
        rules=rules,
        rows=tuple(score for score in scores if score.row != "execution"),
        execution=execution,
        total=total,
        grade=grade(rules, state) if total.low is not None else None,
        execution_rate=rate,
        execution_base=base,
        findings=tuple(finding for score in scores for finding in score.findings),
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
    if isinstance(value, Unknown):
        return TotalScore(points=None, low=None, high=None, unscored=open_rows, reason=value.reason)
    if not is_decimal(value.low) or not is_decimal(value.high):
        reason = Wording("总分没有舍入成有限小数", "the total is not rounded to a finite decimal")
        return TotalScore(points=None, low=None, high=None, unscored=open_rows, reason=reason)
    low, high = to_decimal(value.low), to_decimal(value.high)
    return TotalScore(points=low if low == high else None, low=low, high=high, unscored=open_rows)


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


def _chosen(cases: tuple[nodes.Case, ...], interpreter: Interpreter) -> nodes.Body | Unknown:
    for case in cases:
        holds = True if case.guard is None else interpreter.truth(case.guard)
        if isinstance(holds, Unknown):
            return holds
        if holds:
            return case.body
    return Unknown(Wording("各种情形都不符合", "no case applies"))


def _award_of(cases: tuple[nodes.Case, ...], interpreter: Interpreter) -> nodes.Award | Unknown:
    body = _chosen(cases, interpreter)
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
            return Unknown(Wording("不在任何一档", "in none of the bands"))
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


def grade(rules: RuleSet, state: TableState) -> str | None:
    """The grade of the total in the state; None where there are no grades or they cannot be decided."""
    block = rules.nodes.grades
    if block is None or state.total is None:
        return None
    interpreter = Interpreter(rules.nodes, state)
    award = _award_of(block.cases, interpreter)
    if isinstance(award, Unknown) or not isinstance(award, nodes.PointsAward):
        return None
    value = interpreter.operand(award.amount)
    word = value.text if isinstance(value, Word) else None
    for adjustment in block.adjustments:
        holds = True if adjustment.guard is None else interpreter.truth(adjustment.guard)
        if isinstance(holds, Unknown) or word is None:
            return None
        if holds:
            word = _bounded(word, adjustment.change, interpreter)
    return word


def _bounded(word: str, change: nodes.Change, interpreter: Interpreter) -> str | None:
    """A grade ceiling or floor."""
    if not isinstance(change, nodes.Cap | nodes.Floor):
        return None
    bound = interpreter.operand(change.amount)
    if not isinstance(bound, Word) or bound.text not in GRADES or word not in GRADES:
        return None
    ranks = (GRADES.index(word), GRADES.index(bound.text))
    return GRADES[max(ranks) if isinstance(change, nodes.Cap) else min(ranks)]


def grade_of(rules: RuleSet, total: Fraction, state: TableState) -> str | None:
    """The grade that a total would get."""
    return grade(rules, evolve(state, total=exactly(total, types.POINTS)))


# ---- the execution rate that the rules read ----

Base = Literal["initial_budget", "revised_budget"]


def execution_rate(rules: RuleSet, state: TableState) -> tuple[Fraction | None, Base | None]:
    """The rate that the execution rule reads, unrounded, and its base: the quotient with the expenditure on top."""
    row = next((one for one in state.rows if one.ref == "execution"), None)
    if row is None:
        return None, None
    interpreter = Interpreter(rules.nodes, state, row)
    quotient = _quotient(rules, state)
    if quotient is not None:
        base = _base(quotient.right, interpreter)
        value = needed(interpreter.operand(quotient))
        return (value.low if isinstance(value, Amount) and value.is_exact else None), base
    for name in ("revised_budget", "initial_budget"):
        made = _plain_rate(interpreter, name)
        if made is not None:
            return made, "revised_budget" if name == "revised_budget" else "initial_budget"
    return None, None


def _plain_rate(interpreter: Interpreter, base: str) -> Fraction | None:
    source = nodes.Written(interpreter.ruleset.source, Span(0, 0))
    spent = interpreter.operand(nodes.TableField("expenditure", type=types.MONEY, written=source))
    budget = interpreter.operand(nodes.TableField(base, type=types.MONEY, written=source))
    value = needed(arithmetic("/", spent, budget))
    return value.low if isinstance(value, Amount) else None


def _quotient(rules: RuleSet, state: TableState) -> nodes.Arithmetic | None:
    for rule in rules_in_force(rules.nodes, state):
        if rule.selector is None or not _selects_execution(rule.selector):
            continue
        for expression in _expressions_of(rule):
            found = _find_quotient(expression, rules, state)
            if found is not None:
                return found
    return None


def _selects_execution(selector: nodes.Expression) -> bool:
    if isinstance(selector, nodes.Kind):
        return selector.id == "budget_execution"
    return any(_selects_execution(part) for part in parts(selector))


def _expressions_of(rule: nodes.Rule) -> list[nodes.Expression]:
    found: list[nodes.Expression] = []
    for case in rule.cases:
        match case.body:
            case nodes.PointsAward(amount):
                found.append(amount)
            case nodes.Bands(quantity):
                found.append(quantity)
            case nodes.RangeAward(low, high):
                found += [low, high]
            case nodes.NotScored():
                pass
        if case.guard is not None:
            found.append(case.guard)
    for adjustment in rule.adjustments:
        if isinstance(adjustment.change, nodes.Steps):
            found.append(adjustment.change.quantity)
    return found


def _find_quotient(node: nodes.Expression, rules: RuleSet, state: TableState) -> nodes.Arithmetic | None:
    match node:
        case nodes.Arithmetic("/", left, _) if mentions_field(left, "expenditure", rules, state):
            return node
        case nodes.Variable(key):
            for definition in rules.nodes.variables.get(key, ()):
                if definition.in_force.covers(state.day):
                    return _find_quotient(definition.value, rules, state)
            return None
        case _:
            for part in parts(node):
                found = _find_quotient(part, rules, state)
                if found is not None:
                    return found
            return None


def mentions_field(node: nodes.Expression, field_id: str, rules: RuleSet, state: TableState) -> bool:
    """Whether an expression is a table name, or a variable that stands for it."""
    match node:
        case nodes.TableField(found):
            return found == field_id
        case nodes.Variable(key):
            return any(
                mentions_field(one.value, field_id, rules, state)
                for one in rules.nodes.variables.get(key, ())
                if one.in_force.covers(state.day)
            )
        case _:
            return False


def _base(node: nodes.Expression, interpreter: Interpreter) -> Base | None:
    match node:
        case nodes.TableField("initial_budget"):
            return "initial_budget"
        case nodes.TableField("revised_budget"):
            return "revised_budget"
        case nodes.Variable(key):
            for definition in interpreter.ruleset.variables.get(key, ()):
                if definition.in_force.covers(interpreter.state.day):
                    return _base(definition.value, interpreter)
            return None
        case _:
            return None

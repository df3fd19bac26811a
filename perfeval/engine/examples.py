"""Running the examples of a rule set: each is a row (or a total), and what it must give."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, Final

from attrs import evolve, field, frozen

from perfeval.engine.amount import Amount, Day, Operand, Unknown, Word, exactly, show, show_number
from perfeval.engine.cells import as_cell_value
from perfeval.engine.interpret import Interpreter
from perfeval.engine.outcome import Awarded, Undecided, apply_rule, show_range
from perfeval.engine.row import Place, Row
from perfeval.engine.rows import choose_rule, make_row, rules_in_force, score_row
from perfeval.engine.score import Step
from perfeval.engine.table import block_points, grade_of, table_state
from perfeval.engine.table_state import TableState
from perfeval.language import nodes, types
from perfeval.reals import Number
from perfeval.tables.facts import as_facts
from perfeval.tables.indicator import BudgetExecution, Indicator, SelfEvaluation
from perfeval.values.model import CalendarDate, Missing, Money, Points, Value
from perfeval.values.reader import read_value
from perfeval.wording import Wording

if TYPE_CHECKING:
    from perfeval.engine.ruleset import RuleSet

DEFAULT_FULL = Points(Fraction(10))
TOTAL: Final = "总分"
GRADES: Final = "等级"


@frozen
class ExampleResult:
    """One example run: what was expected, what came out."""

    title: str
    rule: str
    passed: bool
    expected: Wording
    got: Wording
    line: int
    source: str
    how: Wording | None = None
    """How what came out came about, of an example of a rule."""

    @property
    def message(self) -> Wording:
        """The result in a sentence."""
        if self.passed:
            return Wording(f"{self.title}：{self.got.zh}", f"{self.title}: {self.got.en}")
        how = Wording("", "") if self.how is None else Wording(f"。算法：{self.how.zh}", f". How: {self.how.en}")
        return Wording(
            f"{self.title}：应得 {self.expected.zh}，实得 {self.got.zh}{how.zh}",
            f"{self.title}: expected {self.expected.en}, got {self.got.en}{how.en}",
        )


@frozen
class OwnExample:
    """An example written in the rule set's own text, ready to be run."""

    title: str
    rule: str
    """The rule that it stands beside; the rule set's name, or the total or the grades, for the others."""
    line: int
    run: Callable[[], ExampleResult] = field(repr=False, eq=False)


def own_examples(rules: RuleSet) -> tuple[OwnExample, ...]:
    """The examples written in the rule set's own text, in their order.

    Those of an ancestor illustrate the ancestor: a child that restates a parameter may well score them otherwise.
    """
    found: list[OwnExample] = []

    def own(examples: tuple[nodes.Example, ...], rule: str, run: Callable[[nodes.Example], ExampleResult]) -> None:
        for example in examples:
            source = example.written.source
            if source.name == rules.source_name:
                line = source.line_of(example.written.span.start)
                found.append(OwnExample(example.title, rule, line, partial(run, example)))

    own(rules.nodes.examples, rules.name, lambda example: _row_example(rules, example, None))
    for rule in rules.nodes.rules:
        own(rule.examples, rule.name, partial(_row_example, rules, rule=rule))
    own(rules.nodes.total.examples, TOTAL, partial(_total_example, rules))
    if rules.nodes.grades is not None:
        own(rules.nodes.grades.examples, GRADES, partial(_grade_example, rules))
    return tuple(found)


def run_examples(rules: RuleSet) -> tuple[ExampleResult, ...]:
    """Run the examples written in the rule set's own text."""
    return tuple(one.run() for one in own_examples(rules))


# ---- the row of an example ----


def example_table(example: nodes.Example, rule: nodes.Rule | None) -> tuple[SelfEvaluation, bool]:
    """The table of an example, and whether its row is the budget-execution row."""
    settings = {setting.id: setting.value for setting in example.settings if not setting.is_fact}
    facts = as_facts({setting.id: _value(setting.value) for setting in example.settings if setting.is_fact})
    about_money = settings.keys() & _MONEY_SETTINGS
    is_execution = rule is not None and _kind_in(rule.selector, "budget_execution")
    if rule is None and about_money and not settings.keys() & {"target", "actual", "name", "level1", "level2"}:
        is_execution = True
    full = _points(settings.get("full") or settings.get("weight")) or DEFAULT_FULL
    declared = _points(settings.get("declared")) or Missing()
    execution = _execution(settings)
    if is_execution:
        execution = evolve(execution, full=full, declared=declared)
    indicator = Indicator(
        name=_text(settings.get("name")) or example.title,
        level1=_text(settings.get("level1")),
        level2=_text(settings.get("level2")),
        target=_value(settings.get("target")),
        actual=_value(settings.get("actual")),
        revised_target=_value(settings.get("revised_target")),
        full=full,
        declared=declared,
        explanation=_text(settings.get("explanation")),
        level1_points=_points(settings.get("level1_points")) or Missing(),
        goal_share=_value(settings.get("goal_share")),
    )
    year = settings.get("year")
    return (
        SelfEvaluation(
            year=int(year.value) if isinstance(year, nodes.Constant) else None,
            department=_text(settings.get("department")),
            unit=_text(settings.get("unit")),
            project=_text(settings.get("project")),
            form=_text(settings.get("form")),
            budget_level=_text(settings.get("budget_level")),
            facts=facts,
            execution=execution if is_execution or about_money else None,
            indicators=() if is_execution else (indicator,),
        ),
        is_execution,
    )


_MONEY_SETTINGS = frozenset(
    {"initial_budget", "revised_budget", "expenditure", "carry_over", "appropriation", "other_funds"}
)


def _execution(settings: dict[str, nodes.Expression]) -> BudgetExecution:
    def money(name: str) -> Money | Missing:
        return _money(settings[name]) if name in settings else Missing()

    return BudgetExecution(
        initial=money("initial_budget"),
        revised=money("revised_budget"),
        executed=money("expenditure"),
        carry_over=money("carry_over"),
        appropriation=money("appropriation"),
        other_funds=money("other_funds"),
    )


def _operand(expression: nodes.Expression) -> Operand | None:
    match expression:
        case nodes.Constant(value):
            return exactly(value, expression.type if isinstance(expression.type, types.Numeric) else None)
        case nodes.Negative(operand):
            inner = _operand(operand)
            return exactly(-inner.low, inner.type) if isinstance(inner, Amount) else None
        case nodes.WordConstant(text):
            return Word(text)
        case nodes.TruthConstant(truth):
            return truth
        case nodes.DateConstant(date):
            return Day(date)
        case _:
            return None


def _value(expression: nodes.Expression | None) -> Value:
    """A setting as a table's cell would be read: signed, worded and dated values are written as strings."""
    if expression is None:
        return Missing()
    if isinstance(expression, nodes.WordConstant):
        return read_value(expression.text)
    if isinstance(expression, nodes.DateConstant):
        date = expression.date
        return CalendarDate(date.year, date.month, date.day, written=expression.written.text)
    operand = _operand(expression)
    value = as_cell_value(operand) if operand is not None else Missing()
    if isinstance(value, Unknown):
        return Missing()
    read = read_value(expression.written.text)
    # as written where that reads the same (20万元 stays in 万元)
    return read if type(read) is type(value) else value


def _points(expression: nodes.Expression | None) -> Points | None:
    operand = None if expression is None else _operand(expression)
    return Points(operand.fraction or Fraction(0)) if isinstance(operand, Amount) else None


def _money(expression: nodes.Expression) -> Money:
    operand = _operand(expression)
    return Money((operand.fraction if isinstance(operand, Amount) else None) or Fraction(0))


def _text(expression: nodes.Expression | None) -> str:
    return expression.text if isinstance(expression, nodes.WordConstant) else ""


def _kind_in(selector: nodes.Expression | None, kind: str) -> bool:
    return kind in assumed_kinds(selector)


def assumed_kinds(selector: nodes.Expression | None) -> frozenset[str]:
    """The kinds that a selector requires outright: an example beside the rule takes its row as selected."""
    match selector:
        case nodes.Kind(kind):
            return frozenset({kind})
        case nodes.And(left, right):
            return assumed_kinds(left) | assumed_kinds(right)
        case _:
            return frozenset()


# ---- running ----


def example_row(
    rules: RuleSet, example: nodes.Example, rule: nodes.Rule | None, table: SelfEvaluation
) -> tuple[TableState, Row]:
    """The row of an example in its table (`example_table`, or the same with other figures)."""
    state = TableState(Place(table), rules.day_for(table))
    assumed = assumed_kinds(rule.selector) if rule is not None and not is_named(example) else frozenset()
    state.rows = tuple(_rows(rules, state, table, assumed))
    return state, state.rows[0] if table.indicators == () else state.rows[-1]


def is_named(example: nodes.Example) -> bool:
    """Whether the example says which row it is, so that rules choose it; else it is taken as its rule selects."""
    return bool({setting.id for setting in example.settings} & {"name", "level1", "level2"})


def _row_example(rules: RuleSet, example: nodes.Example, rule: nodes.Rule | None) -> ExampleResult:
    table, _ = example_table(example, rule)
    state, row = example_row(rules, example, rule, table)
    interpreter = Interpreter(rules.nodes, state, row)
    if rule is not None and is_named(example):
        chosen = choose_rule(rules_in_force(rules.nodes, state), interpreter)
        if isinstance(chosen, Undecided) or chosen.name != rule.name:
            got = (
                chosen.reason
                if isinstance(chosen, Undecided)
                else Wording(f"由规则“{chosen.name}”评分", f"scored by rule `{chosen.name}`")
            )
            return _result(example, rule.name, _expected(example), got, passed=False)
    if rule is None:
        score, _ = score_row(interpreter, rules_in_force(rules.nodes, state))
        by = score.rule.name if score.rule is not None else ""
        chosen_rule = next((one for one in rules.nodes.rules if one.name == by), None)
        if chosen_rule is None:
            got = score.reason or Wording("不参与评分", "not scored")
            return _result(example, rules.name, _expected(example), got, passed=example.gives is None and by == "")
        rule = chosen_rule
    outcome, steps = apply_rule(rule, interpreter)
    result = _compared(example, rule.name, outcome, row)
    return result if isinstance(outcome, Undecided) else evolve(result, how=_how(steps))


def _how(steps: tuple[Step, ...]) -> Wording | None:
    """The steps in one sentence, as a score is explained."""
    told = [step.wording for step in steps]
    return Wording("；".join(one.zh for one in told), "; ".join(one.en for one in told)) if told else None


def _rows(rules: RuleSet, state: TableState, table: SelfEvaluation, assumed: frozenset[str]) -> list[Row]:
    rows = []
    if table.execution is not None:
        rows.append(make_row(rules.nodes, state, "execution", table.execution, table))
    rows += [make_row(rules.nodes, state, 1, indicator, table, assumed) for indicator in table.indicators]
    return rows


def _expected(example: nodes.Example) -> Wording:
    match example.gives:
        case None:
            return Wording("不参与评分", "not scored")
        case nodes.PointsAward(amount):
            operand = _operand(amount)
            return show(operand) if operand is not None else Wording(amount.written.text, amount.written.text)
        case nodes.RangeAward():
            return show_range(_range(example.gives))


def _range(award: nodes.RangeAward) -> Awarded:
    low, high = _points(award.low), _points(award.high)
    return Awarded(
        low.amount if low else Fraction(0), high.amount if high else Fraction(0), award.low_closed, award.high_closed
    )


def _compared(example: nodes.Example, rule: str, outcome: object, row: Row) -> ExampleResult:
    expected = _expected(example)
    if isinstance(outcome, Undecided):
        return _result(example, rule, expected, outcome.reason, passed=False)
    if not isinstance(outcome, Awarded):
        got = Wording("不参与评分", "not scored")
        return _result(example, rule, expected, got, passed=example.gives is None)
    if isinstance(example.gives, nodes.RangeAward):
        wanted = _range(example.gives)
        same = (wanted.low, wanted.high, wanted.low_closed, wanted.high_closed) == (
            outcome.low, outcome.high, outcome.low_closed, outcome.high_closed,
        )  # fmt: skip
        return _result(example, rule, expected, show_range(outcome), passed=same)
    taken = _taken(outcome, row)
    got = show_range(outcome) if taken is None else show_number(taken, types.POINTS)
    wanted_points = _points(example.gives.amount) if isinstance(example.gives, nodes.PointsAward) else None
    passed = taken is not None and wanted_points is not None and wanted_points.amount == taken
    return _result(example, rule, expected, got, passed=passed)


def _taken(outcome: Awarded, row: Row) -> Number | None:
    """The score taken: the single one, the declared one inside the range, the default."""
    if not outcome.is_range:
        return outcome.low
    declared = row.declared
    if isinstance(declared, Amount) and outcome.holds(declared.low):
        return declared.low
    return outcome.default


def _total_example(rules: RuleSet, example: nodes.Example) -> ExampleResult:
    table, _ = example_table(example, None)
    state = table_state(rules, table, None)
    interpreter = Interpreter(rules.nodes, state)
    value = block_points(rules.nodes.total, interpreter)
    expected = _expected(example)
    wanted = _points(example.gives.amount) if isinstance(example.gives, nodes.PointsAward) else None
    passed = isinstance(value, Amount) and wanted is not None and value.is_exact and value.low == wanted.amount
    return _result(example, TOTAL, expected, show(value), passed=passed)


def _grade_example(rules: RuleSet, example: nodes.Example) -> ExampleResult:
    table, _ = example_table(example, None)
    state = table_state(rules, table, None)
    total = next((setting.value for setting in example.settings if setting.id == "total"), None)
    points = _points(total)
    got = grade_of(rules, points.amount, state) if points is not None else None
    expected = example.gives.amount if isinstance(example.gives, nodes.PointsAward) else None
    wanted = expected.text if isinstance(expected, nodes.WordConstant) else None
    shown = Wording(f"“{got}”", f'"{got}"') if got else Wording("没有等级", "no grade")
    return _result(example, GRADES, _expected(example), shown, passed=got is not None and got == wanted)


def _result(example: nodes.Example, rule: str, expected: Wording, got: Wording, *, passed: bool) -> ExampleResult:
    written = example.written
    return ExampleResult(
        example.title,
        rule,
        passed,
        expected,
        got,
        written.source.line_of(written.span.start),
        written.source.name,
    )

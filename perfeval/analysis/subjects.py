"""What a rule is looked at on: the rows of its examples, with one figure left open.

An example has a target, full marks and whatever else the rule reads; the figure that is left open runs over all numbers
from 0 up (or over all, where it can be below 0). So what is found holds for every row like the example's but for that
figure.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from attrs import evolve, field, frozen

from perfeval.engine.amount import show
from perfeval.engine.examples import example_row, example_table, is_named
from perfeval.engine.lowering.cells import filled, opened
from perfeval.engine.pairing import operand
from perfeval.engine.row import Row
from perfeval.engine.table_state import TableState
from perfeval.exact import Rounding
from perfeval.language import nodes
from perfeval.language.traversal import expressions_of, walk
from perfeval.reals import round_to
from perfeval.tables.facts import Facts
from perfeval.tables.indicator import SelfEvaluation
from perfeval.values.model import Comparison, Missing, Money, Points, Ratio, Value, YesNo
from perfeval.wording import Wording

if TYPE_CHECKING:
    from perfeval.engine.ruleset import RuleSet

Open: TypeAlias = Literal["actual", "expenditure", "fact", "nothing"]
"""`nothing`: the row stands as it is written."""

PER_CENT: Final = Fraction(1, 100)
WHOLE: Final = frozenset({"tally", "days"})
"""Types of facts that are whole numbers."""
MOST_ANSWERS: Final = 3
"""Of so many facts that are a yes or no every combination is looked at."""


@frozen
class Subject:
    """A row of a rule with one figure left open."""

    rules: RuleSet = field(eq=False, repr=False)
    rule: nodes.Rule = field(eq=False, repr=False)
    example: nodes.Example = field(eq=False, repr=False)
    open: Open
    fact: str
    """The name of the fact that is left open; empty otherwise."""
    table: SelfEvaluation
    """The example's table, 0 in the place of the figure."""
    template: Value
    """The cell that is left open, 0 in it."""

    def row(self, number: Fraction) -> tuple[TableState, Row]:
        """The row with a figure, known or not."""
        return example_row(self.rules, self.example, self.rule, self.with_figure(number))

    def with_figure(self, number: Fraction) -> SelfEvaluation:
        """The table with a figure, known or not; of one that counts things, the whole number that it has reached."""
        cell = filled(self.template, (self._counted(number),))
        assert not isinstance(cell, Points)  # noqa: S101 - points are never left open
        return self.table_with(cell)

    def table_with(self, cell: Value) -> SelfEvaluation:
        """The example's table with a cell in the place that is left open."""
        return _with(self.table, self.open, self.fact, cell)

    @property
    def is_whole(self) -> bool:
        """Whether the figure counts whole things: a fact that is a tally, or days."""
        return self.open == "fact" and is_whole_fact(self.rules, self.fact)

    def _counted(self, number: Fraction) -> Fraction:
        return round_to(number, Fraction(1), Rounding.DOWN) if self.is_whole else number

    @property
    def may_be_below_zero(self) -> bool:
        """Whether the figure can be below 0: where the target is, or is 0 and a ratio; others run from 0 up."""
        if self.open != "actual":
            return False
        _, numbers = opened(self.table.indicators[0].target)
        least = min(numbers, default=Fraction(1))
        return least < 0 or (least == 0 and isinstance(self.template, Ratio))

    @property
    def likeness(self) -> tuple[object, ...]:
        """What is the same for two subjects that are one row."""
        # the title of the example, which stands in for a name, tells no rows apart
        unnamed = evolve(self.table, indicators=tuple(evolve(one, name="") for one in self.table.indicators))
        return self.open, self.fact, str(self.table if is_named(self.example) else unnamed), str(self.template)

    @property
    def unit(self) -> Fraction:
        """What 1 is in the figure as people write it: 1 % for a ratio."""
        return PER_CENT if isinstance(self.template, Ratio) else Fraction(1)

    def shown(self, number: Fraction) -> Wording:
        """The figure as a person writes it."""
        cell = filled(self.template, (self._counted(number),))
        assert not isinstance(cell, Points)  # noqa: S101 - as in `row`
        return show(operand(cell, self.table.year))


def unit_of(cell: Value | Points) -> Fraction:
    """What 1 is in a cell's figure as people write it: 1 % for a ratio, also behind a sign."""
    of = cell.bound if isinstance(cell, Comparison) else cell
    return PER_CENT if isinstance(of, Ratio) else Fraction(1)


def is_whole_fact(rules: RuleSet, name: str) -> bool:
    """Whether a fact is one of whole numbers: a tally, or days."""
    return any(one.type_word in WHOLE for one in rules.nodes.inputs if one.name == name)


def _with(table: SelfEvaluation, open_: Open, fact: str, cell: Value) -> SelfEvaluation:
    match open_:
        case "nothing":
            return table
        case "actual":
            return evolve(table, indicators=tuple(evolve(one, actual=cell) for one in table.indicators))
        case "expenditure":
            assert table.execution is not None  # noqa: S101 - it is left open in a table that has it
            assert isinstance(cell, Money)  # noqa: S101 - expenditure is money
            return evolve(table, execution=evolve(table.execution, executed=cell))
        case "fact":
            return evolve(table, facts=Facts({**table.facts, fact: cell}))


def subjects_of(rules: RuleSet, rule: nodes.Rule) -> Iterator[Subject]:
    """The rows of a rule's examples, each once for every figure that can be left open."""
    seen: set[object] = set()
    for example, table in example_tables(rules, rule):
        for made in opened_in(rules, rule, example, table):
            if made.likeness not in seen:
                seen.add(made.likeness)
                yield made


def example_tables(rules: RuleSet, rule: nodes.Rule) -> Iterator[tuple[nodes.Example, SelfEvaluation]]:
    """The examples of a rule with their tables; where an example leaves a yes or no open, one with either answer."""
    for example in rule.examples:
        table, _ = example_table(example, rule)
        if example.written.source.name != rules.source_name:
            table = _with_both_budgets(table)
        open_ = [name for name in yes_or_no(rules, rule) if name not in table.facts][:MOST_ANSWERS]
        for answers in product((True, False), repeat=len(open_)):
            given = {name: YesNo(answer) for name, answer in zip(open_, answers, strict=True)}
            yield example, evolve(table, facts=Facts({**table.facts, **given})) if given else table


def yes_or_no(rules: RuleSet, rule: nodes.Rule, *, has_default: bool = False) -> list[str]:
    """The facts that are a yes or no and that a rule reads, without those that have a default unless asked for."""
    made = rules.nodes
    read = {one.name for one in walk(expressions_of(rule), made.variables) if isinstance(one, nodes.Fact)}
    return [
        one.name
        for one in made.inputs
        if one.type_word == "yes_no" and one.name in read and (has_default or one.default is None)
    ]


def opened_in(rules: RuleSet, rule: nodes.Rule, example: nodes.Example, table: SelfEvaluation) -> Iterator[Subject]:
    """The row of an example in its table, for every figure that can be left open."""
    figures: list[tuple[Open, str, Value]] = []
    if table.indicators:
        figures.append(("actual", "", table.indicators[0].actual))
    if table.execution is not None and isinstance(table.execution.executed, Money):
        figures.append(("expenditure", "", table.execution.executed))
    figures += [("fact", name, cell) for name, cell in table.facts.items()]
    for open_, fact, cell in figures:
        if isinstance(cell, Missing):
            continue
        template, numbers = opened(cell)
        if len(numbers) != 1 or isinstance(template, Points):
            continue
        yield Subject(rules, rule, example, open_, fact, _with(table, open_, fact, template), template)


def _with_both_budgets(table: SelfEvaluation) -> SelfEvaluation:
    """An ancestor's example may give only the budget that the ancestor reckons on."""
    execution = table.execution
    if execution is None:
        return table
    given = [one for one in (execution.initial, execution.revised) if not isinstance(one, Missing)]
    if len(given) != 1:
        return table
    return evolve(table, execution=evolve(execution, initial=given[0], revised=given[0]))

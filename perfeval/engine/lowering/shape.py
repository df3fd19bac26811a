"""The shape of a row: everything about it but its numbers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from attrs import evolve, frozen

from perfeval.engine.lowering.cells import Cell, filled
from perfeval.engine.row import Place, Row
from perfeval.engine.rows import make_row
from perfeval.engine.score import Score
from perfeval.engine.table import score_of_row
from perfeval.engine.table_state import TableState
from perfeval.tables.facts import Facts
from perfeval.tables.indicator import BudgetExecution, Indicator, SelfEvaluation

if TYPE_CHECKING:
    from perfeval.engine.ruleset import RuleSet

ROW_TEXTS: Final = ("name", "level1", "level2", "nature", "explanation")
ROW_CELLS: Final = ("target", "actual", "revised_target", "goal_share", "full", "declared", "level1_points")
MONEY_CELLS: Final[Mapping[str, str]] = {
    "initial_budget": "initial",
    "revised_budget": "revised",
    "expenditure": "executed",
    "carry_over": "carry_over",
    "appropriation": "appropriation",
    "other_funds": "other_funds",
}
"""Names of the language, and the attributes of the budget-execution part that they read."""
EXECUTION_CELLS: Final = (*MONEY_CELLS, "printed_rate")
TABLE_CELLS: Final = ("declared_total",)
TABLE_TEXTS: Final = ("region", "budget_level", "form", "project", "department", "unit")

FACT: Final = "fact "
"""Before the name of a declared fact."""

Fill: TypeAlias = Callable[[str, Cell], Cell]
"""From a field and its template to the cell: with its numbers, or with symbols for them."""


@frozen
class Shape:
    """What a row shares with all rows that one program can score."""

    is_execution: bool = False
    """Whether it is the budget-execution row of its table."""
    year: int | None = None
    cells: tuple[tuple[str, Cell], ...] = ()
    """By field, in a fixed order: templates (`cells.opened`); what is missing is left out."""
    texts: tuple[tuple[str, str], ...] = ()
    written: tuple[tuple[str, str], ...] = ()
    """By field, what stands in a cell, where rules look at that."""
    fixed: frozenset[str] = frozenset()
    """Fields whose cells keep their numbers: rules look at more than the number, or it is no finite decimal."""

    def day(self, rules: RuleSet) -> dt.date:
        """The day that decides which rules are in force."""
        return rules.day_for(SelfEvaluation(year=self.year))

    def row(self, rules: RuleSet, fill: Fill) -> tuple[TableState, Row]:
        """The row, alone in its table, with its cells filled."""
        written = dict(self.written)
        given: dict[str, Any] = {}
        facts: dict[str, Any] = {}
        for field, template in self.cells:
            cell = template if field in self.fixed else fill(field, template)
            if field in written:
                cell = evolve(cell, written=written[field])
            if field.startswith(FACT):
                facts[field.removeprefix(FACT)] = cell
            else:
                given[field] = cell
        texts = dict(self.texts)
        execution = self._execution(given, texts, Facts(facts))
        item: Indicator | BudgetExecution
        if self.is_execution:
            item = execution
        else:
            item = Indicator(
                **{"name": "", **{name: texts[name] for name in ROW_TEXTS if name in texts}},
                **{name: given[name] for name in ROW_CELLS if name in given},
                facts=Facts(facts),
            )
        has_execution = self.is_execution or any(name in given for name in EXECUTION_CELLS)
        own: dict[str, Any] = {name: texts[name] for name in TABLE_TEXTS if name in texts and name != "region"}
        own |= {name: given[name] for name in TABLE_CELLS if name in given}
        table = SelfEvaluation(
            year=self.year,
            execution=execution if has_execution else None,
            indicators=(item,) if isinstance(item, Indicator) else (),
            **own,
        )
        state = TableState(Place(table, texts.get("region")), rules.day_for(table))
        row = make_row(rules.nodes, state, "execution" if self.is_execution else 1, item, table)
        state.rows = (row,)
        return state, row

    def score(self, rules: RuleSet, numbers: Mapping[str, tuple[Fraction, ...]]) -> Score:
        """What `RuleSet.score` gives a row of this shape with these numbers, by field."""
        return score_of_row(rules, *self.row(rules, with_numbers(numbers)))

    def _execution(self, given: dict[str, Any], texts: dict[str, str], facts: Facts) -> BudgetExecution:
        own = {attribute: given[name] for name, attribute in MONEY_CELLS.items() if name in given}
        if "printed_rate" in given:
            own["printed_rate"] = given["printed_rate"]
        if self.is_execution:
            own |= {name: given[name] for name in ("full", "declared") if name in given}
            own |= {"facts": facts, "explanation": texts.get("explanation", "")}
        return BudgetExecution(**own)


def with_numbers(numbers: Mapping[str, tuple[Fraction, ...]]) -> Fill:
    """Fills cells with the numbers of a row, by field."""
    return lambda field, template: filled(template, numbers.get(field, ()))

"""One row, many ways: interpreter = decisions on fractions = function of whole numbers = function of decimals.

On the shipped rule sets, every rule text of the language's tests, and random well-typed rule sets.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from attrs import frozen

import perfeval
from perfeval.engine.columns.kernel import most
from perfeval.engine.lowering.by_fractions import amount_of, reached
from perfeval.engine.lowering.decisions import ByRow, Decisions, Outcome
from perfeval.engine.lowering.python_text import parameter_names
from perfeval.engine.lowering.scaled import Counted, CountedTree, counted, ends_of, inputs_of
from perfeval.engine.lowering.shape import Shape
from perfeval.engine.lowering.straight_line import bounded_by, straight_line
from perfeval.engine.lowering.to_decimal import NOT_SO, NotDecimalError, decimal_function, decimal_source
from perfeval.engine.lowering.to_scalar import made_function, scalar_source
from perfeval.exact import decimal_places, is_decimal
from perfeval.symbolic.number import WHOLE

if TYPE_CHECKING:
    from tests.differential import test_random_rules as random_rules
    from tests.differential import test_written_rules as written_rules
    from tests.lowering import rows_by_field
else:  # loaded by `conftest.py`
    random_rules, written_rules, rows_by_field = (
        sys.modules[name] for name in ("random_rules_of_tests", "written_rules_of_tests", "rows_by_field")
    )

PLACES = 6


@frozen
class Counts:
    """How many rows each way was held against the interpreter."""

    decisions: int = 0
    scalars: int = 0
    decimals: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.decisions + other.decisions, self.scalars + other.scalars, self.decimals + other.decimals)


class Ways:
    """The functions made of a rule set's decisions, by shape."""

    def __init__(self, rules: perfeval.RuleSet) -> None:
        self.rules = rules
        self._scalars: dict[object, tuple[CountedTree, Any]] = {}
        self._decimals: dict[object, Any] = {}

    def hold(self, fields: Mapping[str, Any]) -> Counts:
        """One row, every way."""
        wanted = rows_by_field.interpreted(self.rules, fields)
        assert rows_by_field.interpreted(self.rules, fields, compiled=True) == wanted
        given = {name: value for name, value in fields.items() if value is not None}
        shape, numbers = self.rules.lowering.opened_row(given)
        decisions = self.rules.lowering.decisions(shape)
        end = reached(decisions, numbers)
        if isinstance(end, ByRow):
            return Counts()
        amounts = [amount_of(one, numbers) for one in (end.points, end.low, end.high)]
        self._same(end, amounts, wanted, shape)
        return Counts(
            1,
            self._by_whole_numbers(decisions, shape, numbers, end, amounts),
            self._by_decimals(decisions, shape, numbers, amounts[0]),
        )

    def _same(
        self, end: Outcome, amounts: Sequence[Fraction | None], wanted: rows_by_field.Found, shape: Shape
    ) -> None:
        rules = self.rules.programs.on(shape.day(self.rules)).rules
        name = None if end.rule is None else rules[end.rule].name
        points, low, high = (_decimal(one) for one in amounts)
        found = rows_by_field.Found(end.status, points, low, high, name, end.findings)
        if wanted.status == "undecided" and wanted.points is None and end.points is not None:
            assert not is_decimal(amounts[0] or Fraction(0)), "points that are no finite decimal"
            return
        assert found == wanted

    def _by_whole_numbers(
        self,
        decisions: Decisions,
        shape: Shape,
        numbers: Mapping[str, Fraction],
        end: Outcome,
        amounts: Sequence[Fraction | None],
    ) -> int:
        inputs = tuple(sorted(inputs_of(decisions)))
        steps = {one: Fraction(1, 10 ** decimal_places(numbers[one])) for one in inputs}
        key = (shape, tuple(steps.items()))
        if key not in self._scalars:
            tree = counted(decisions, steps, PLACES)
            rules = self.rules.programs.on(shape.day(self.rules)).rules
            self._scalars[key] = tree, made_function(scalar_source(tree, inputs, rules, "all"), "score", {})
        tree, function = self._scalars[key]
        try:
            place, *found = function(*(int(numbers[one] / steps[one]) for one in inputs))
        except LookupError:  # points of more places
            return 0
        there = ends_of(tree)[place]
        assert isinstance(there, Counted)
        assert there.outcome == end
        assert [None if one is None else Fraction(one, 10**PLACES) for one in found] == amounts
        _within_bounds(tree, inputs, [int(numbers[one] / steps[one]) for one in inputs])
        return 1

    def _by_decimals(
        self, decisions: Decisions, shape: Shape, numbers: Mapping[str, Fraction], points: Fraction | None
    ) -> int:
        inputs = tuple(sorted(inputs_of(decisions)))
        if shape not in self._decimals:
            rules = self.rules.programs.on(shape.day(self.rules)).rules
            try:
                keys, ones = dict(zip(inputs, inputs, strict=True)), dict.fromkeys(inputs, Fraction(1))
                source = decimal_source(decisions, keys, ones, rules, "score")
                self._decimals[shape] = decimal_function(source, "score")
            except NotDecimalError:
                self._decimals[shape] = None
        if self._decimals[shape] is None:
            return 0
        try:
            found = self._decimals[shape]({one: _decimal(numbers[one]) for one in inputs})
        except NOT_SO:  # more digits than it computes with: the long way round
            return 0
        assert (None if found is None else Fraction(found)) == points
        return 1


def _decimal(value: Fraction | None) -> Decimal | None:
    return None if value is None or not is_decimal(value) else perfeval.exact.to_decimal(value)


def _within_bounds(tree: CountedTree, inputs: tuple[str, ...], numbers: list[int]) -> None:
    """Every number that the straight line computes lies within the largest of the bounds."""
    bounds = bounded_by(tree)
    sizes = {one: abs(number) for one, number in zip(inputs, numbers, strict=True)}
    limit = max(1, most(bounds, sizes))
    codes = {end: place for place, end in enumerate(ends_of(tree))}
    names = parameter_names(inputs)
    lines = straight_line(tree, names, "loop", ("code", "points", "low", "high"), codes)
    values: dict[str, Any] = {names[one]: number for one, number in zip(inputs, numbers, strict=True)}
    of_sizes = {f"{mode}_of_sizes": function for mode, function in WHOLE.items()}
    for statement in lines.statements:
        name, text = statement.split(" = ", 1)
        values[name] = eval(text, {**WHOLE, **of_sizes}, values)  # noqa: S307 - text of the lowering's own making
        if isinstance(values[name], bool) or name.startswith("s"):  # selected: computed, or a code
            continue
        assert abs(values[name]) <= limit, statement
    _within_narrow_bounds(tree, inputs, sizes, values)


_OF_COLUMNS: dict[str, Any] = {
    "below_zero": lambda one: one < 0,
    "zero": lambda one: one == 0,
    "above_zero": lambda one: one > 0,
    "not_below_zero": lambda one: max(0, one),
    "where": lambda mask, one, other: one if mask else other,
}


def _within_narrow_bounds(
    tree: CountedTree, inputs: tuple[str, ...], sizes: Mapping[str, int], values: Mapping[str, Any]
) -> None:
    """Likewise all that narrow columns compute before the product and the division, and what is given to them."""
    names = parameter_names(inputs)
    for amount in ("points", "low", "high"):
        lines = straight_line(tree, names, "narrow", (amount,), {})
        if lines.bounds is None:
            continue
        limit = most(lines.bounds, {one: max(1, size) for one, size in sizes.items()})
        found = {names[one]: values[names[one]] for one in inputs}
        for statement in lines.statements:
            name, text = statement.split(" = ", 1)
            if text.startswith("product(") or name.startswith("w"):
                continue
            found[name] = eval(text, _OF_COLUMNS, found)  # noqa: S307 - text of the lowering's own making
            assert abs(found[name]) <= limit, statement


def fields_of(tables: Sequence[perfeval.SelfEvaluation]) -> list[dict[str, Any]]:
    """The rows of tables by field, the budget-execution rows among them."""
    rows = [rows_by_field.of_indicator(item, table) for table in tables for item in table.indicators]
    return rows + [rows_by_field.of_execution(table) for table in tables if table.execution is not None]


WRITTEN = fields_of(written_rules.tables())


def hold(rules: perfeval.RuleSet, rows: Sequence[Mapping[str, Any]]) -> Counts:
    ways = Ways(rules)
    return sum((ways.hold(row) for row in rows), Counts())


@pytest.mark.parametrize(
    "rules", [*perfeval.shipped_rules(), *written_rules.usable()], ids=lambda rules: str(rules.name)
)
def test_rule_texts_on_every_written_form(rules: perfeval.RuleSet) -> None:
    counts = hold(rules, WRITTEN[::157])
    assert counts.decisions > 4


def test_every_kind_of_clause_on_every_written_form() -> None:
    counts = hold(perfeval.parse_rules(written_rules.CLAUSES), WRITTEN[::5])
    assert counts.decisions > 250
    assert counts.scalars > 250
    assert counts.decimals > 40


def random_rows(seed: int) -> tuple[perfeval.RuleSet | None, list[dict[str, Any]]]:
    random = Random(seed)  # noqa: S311 - test data
    text = random_rules.Author(random).rule_set()
    if random_rules.errors_of(text):
        return None, []
    return perfeval.parse_rules(text), fields_of([random_rules.Filer(random).table() for _ in range(2)])


def test_random_rule_sets_on_random_rows() -> None:
    counts = Counts()
    for seed in range(4):
        rules, rows = random_rows(seed)
        if rules is not None:
            counts += hold(rules, rows)
    assert counts.decisions > 20
    assert counts.scalars > 20

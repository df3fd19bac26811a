"""What generated evaluators run on: a row with its memory, and the few operations that are not plain arithmetic.

In generated code a number of a certain type is a pair of integers, numerator and denominator (above 0); a number that
cannot be known is `(None, 1)`. A condition is True, False or None. What the data alone give a type (cells, words, days)
is computed by the algebra of `amount.py`, as in the interpreter; the reason why something is unknown is not kept, since
it is the interpreter that tells it.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import lru_cache
from typing import Any, Final, TypeAlias

from attrs import evolve, frozen

from perfeval.engine import facts, pairing
from perfeval.engine.amount import Amount, Cell, Day, Operand, Unknown, Word, exactly, needed
from perfeval.engine.cells import as_cell_value, blank_of, is_grade_word, ranks_of, read_text, value_is
from perfeval.engine.comparison import compare, fold_text, like
from perfeval.engine.integer_pairs import (
    NOTHING,
    UNKNOWN,
    Pair,
    amount,
    as_points,
    capped,
    down,
    floored,
    half_even,
    half_up,
    number,
    plus,
    reduced,
    rounded_to,
    settled,
    shifted,
    steps_in,
    up,
)
from perfeval.engine.outcome import Awarded, KeptOut
from perfeval.engine.row import Row, table_field
from perfeval.engine.table_state import TableState
from perfeval.errors import PerfevalError
from perfeval.language import nodes, types
from perfeval.language.tree import Comparator
from perfeval.tables.indicator import Indicator
from perfeval.tables.labels import fold_label
from perfeval.values.model import Comparison, Missing, NotApplicable, Points, Range, Sign, Text, Value

KEPT_OUT: Final = KeptOut()

Result: TypeAlias = "Fraction | Awarded | KeptOut | None"
"""What a generated rule gives: points, a permitted range, kept out of the total, or None (undecided)."""


class Here:
    """A row while it is scored: the table around it, the row that an aggregate stands in, values already computed."""

    __slots__ = ("memo", "outer", "row", "state", "weight")

    def __init__(self, row: Row, state: TableState, outer: Row | None = None) -> None:
        self.row = row
        self.state = state
        self.outer = outer
        self.memo: dict[str, Any] = {}
        full = row.item.full
        self.weight: Pair = full.amount.as_integer_ratio() if isinstance(full, Points) else NOTHING

    def others(self, *, unless_kept_out: bool) -> Iterator[Here]:
        """The rows that an aggregate runs over: those with points, without those kept out where scores are read."""
        kept_out_known = unless_kept_out and self.state.is_scored
        for position, row in enumerate(self.state.rows):
            if row.has_points and not (kept_out_known and self.state.scores[position] is None):
                yield Here(row, self.state, self.row)

    def across_units(self) -> Iterator[Here]:
        """The same row in every unit's table."""
        for unit, row in self.state.across_units(self.row):
            yield Here(row, unit, self.row)

    # ---- names ----

    def fact(self, item: nodes.Input) -> Operand | None:
        """A declared fact; None where it is not given and its default counts."""
        return facts.read(item, self.row, self.state.place.table)

    def goal_share(self) -> Operand:
        """The share of its goal that the row has."""
        return facts.share_of_goal(self.row.item.goal_share if isinstance(self.row.item, Indicator) else Missing())

    def level1_points(self) -> Operand:
        """Points printed beside the level-1 label."""
        return self.row.level1_points

    def score(self) -> Operand:
        """The row's score, once it has one."""
        score = self.state.scores.get(self.state.position(self.row))
        return UNKNOWN if score is None else score

    def total(self) -> Operand:
        """The total, once there is one."""
        return UNKNOWN if self.state.total is None else self.state.total

    def field(self, name: str) -> Operand:
        """A built-in name of the table."""
        return table_field(self.state.place, name)

    def target(self) -> Cell:
        """The target as the rule set restates it."""
        return self.row.target_cell

    def actual(self) -> Cell:
        """The actual value as the rule set restates it."""
        return self.row.actual_cell

    def printed_target(self) -> Cell:
        """The target as printed."""
        return Cell(self.row.item.target if isinstance(self.row.item, Indicator) else Missing())

    def printed_actual(self) -> Cell:
        """The actual value as printed."""
        return Cell(self._printed_actual())

    def revised_target(self) -> Cell:
        """The target after adjustment in mid-year."""
        return Cell(self.row.item.revised_target if isinstance(self.row.item, Indicator) else Missing())

    def _printed_actual(self) -> Value:
        return self.row.item.actual if isinstance(self.row.item, Indicator) else Missing()

    def same_group(self, level: int) -> bool | None:
        """Whether this row and the outer one share their label of a level (and those above it)."""
        if self.outer is None:
            return None
        one, other = self.row.item, self.outer.item
        if not isinstance(one, Indicator) or not isinstance(other, Indicator):
            return False
        same = fold_label(one.level1) == fold_label(other.level1)
        return same if level == 1 else same and fold_label(one.level2) == fold_label(other.level2)

    # ---- cells ----

    def plain(self, value: Operand | Cell) -> Operand:
        """A value to compute with; a cell as the row's pair has it, its unit settled."""
        if not isinstance(value, Cell):
            return value
        cell = value.value
        if cell is self.row.target:
            return self.row.pair.target
        if cell is self.row.actual:
            return self.row.pair.actual
        year = self.state.place.table.year
        if isinstance(cell, Comparison) and cell is self._printed_actual():
            return pairing.claim(cell, year)
        return pairing.operand(cell, year)

    def beside(self, value: Operand | Cell, other: Operand | Cell) -> Operand:
        """A value as one side of an operation: a bare number in a cell beside a ratio counts per cent."""
        return _per_cent(self.plain(value), other) if isinstance(value, Cell) else value

    def compared(self, sign: Comparator, one: Operand | Cell, other: Operand | Cell) -> bool | None:
        """A comparison where only the data know what is compared."""
        left, right = self.beside(one, other), self.beside(other, one)
        if isinstance(left, Amount) and isinstance(right, Amount) and _are_exact(left, right):
            first, second = left.low, right.low
            if isinstance(first, Fraction) and isinstance(second, Fraction):
                (top, bottom), (above, below) = first.as_integer_ratio(), second.as_integer_ratio()
                return _HOLDS[sign](top * below, above * bottom)
        if isinstance(left, Word) and isinstance(right, Word):
            ranks = _ranks(left.text, right.text, self.row.scales)
            if ranks is None:
                left, right = Word(_folded(left.text)), Word(_folded(right.text))
            else:
                left, right = exactly(Fraction(ranks[1]), None), exactly(Fraction(ranks[0]), None)
        return truth(compare(sign, left, right))

    def inside(
        self,
        value: Operand | Cell,
        above: Comparator,
        low: Operand | Cell,
        below: Comparator,
        high: Operand | Cell,
    ) -> bool | None:
        """Whether a value lies between two others."""
        first = self.compared(above, value, low)
        if first is False:
            return False
        second = self.compared(below, value, high)
        return second if first is True or second is False else None

    def labels(self, sign: Comparator, one: Operand | Cell, other: Operand | Cell) -> bool | None:
        """A comparison with a level label: labels compare folded, a missing one equals nothing."""
        left, right = needed(self.plain(one)), needed(self.plain(other))
        if isinstance(left, Unknown) or isinstance(right, Unknown):
            return sign == "!="
        if isinstance(left, Word) and isinstance(right, Word):
            left, right = Word(fold_label(left.text)), Word(fold_label(right.text))
        return truth(compare(sign, left, right))

    def meets(self, one: Operand | Cell, other: Operand | Cell) -> bool | None:
        """Whether one value meets another taken as target."""
        actual = one.value if isinstance(one, Cell) else as_cell_value(one)
        target = other.value if isinstance(other, Cell) else as_cell_value(other)
        if isinstance(actual, Unknown) or isinstance(target, Unknown):
            return None
        if actual is self.row.actual and target is self.row.target:
            return truth(self.row.meets)
        supposed = evolve(self.row, target=target, actual=actual)
        return truth(supposed.meets)

    def contains(self, one: Operand | Cell, other: Operand | Cell) -> bool | None:
        """Whether a text stands in another."""
        text, part = self._text(one), self._text(other)
        return None if text is None or part is None else fold_text(part) in fold_text(text)

    def _text(self, value: Operand | Cell) -> str | None:
        if isinstance(value, Cell) and not isinstance(value.value, Missing | NotApplicable):
            return value.value.written or (value.value.text if isinstance(value.value, Text) else "")
        known = self.plain(value)
        return known.text if isinstance(known, Word) else None

    def is_claim(self, value: Operand | Cell) -> bool:
        """Whether a cell holds a claim; of an actual value, also `=90%`."""
        if not isinstance(value, Cell):
            return False
        cell = value.value
        if isinstance(cell, Comparison):
            return cell.sign is not Sign.EQUAL or cell is self.row.actual
        return isinstance(cell, Range)

    def is_type(self, value: Operand | Cell, word: str) -> bool:
        """Whether a value is a measured one of the type."""
        if isinstance(value, Cell):
            return value_is(value.value, word, is_target=value.value is self.row.target, own=self.row.scales)
        return _operand_is(value, word, self.row.scales)


def _per_cent(known: Operand, other: Operand | Cell) -> Operand:
    """The value of a cell beside another value: a bare number beside a ratio counts per cent."""
    if not isinstance(other, Amount) or other.type is None or not other.type.is_ratio:
        return known
    if isinstance(known, Amount) and known.type == types.NUMBER:
        return exactly(known.low / 100, types.RATIO)
    return known


def _operand_is(value: Operand, word: str, scales: tuple[tuple[str, ...], ...]) -> bool:
    match value:
        case bool():
            return word == "yes_no"
        case Word(text):
            return word == "text" or (word == "grade" and is_grade_word(text, scales))
        case Day():
            return word == "date"
        case Amount(type=types.RATIO):
            return word == "ratio"
        case Amount(type=types.MONEY):
            return word == "money"
        case Amount(type=type_):
            return word == "number" and type_ != types.POINTS
        case _:
            return False


def _are_exact(one: Amount, other: Amount) -> bool:
    """Whether two numbers are single ones that can be compared."""
    return one.low is one.high and other.low is other.high and like(one.type, other.type)


_HOLDS: Final[dict[Comparator, Callable[[int, int], bool]]] = {
    ">=": operator.ge,
    "<=": operator.le,
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    ">": operator.gt,
}


# ---- words ----


_folded: Final = lru_cache(maxsize=4096)(read_text)


_ranks: Final = lru_cache(maxsize=4096)(ranks_of)


# ---- conditions and blanks ----


def truth(value: Operand) -> bool | None:
    """A condition from a value."""
    return value if isinstance(value, bool) else None


def known(value: bool | None) -> Operand:
    """A value from a condition."""
    return UNKNOWN if value is None else value


def blank(value: Operand | Cell) -> bool | None:
    """Whether a blank value is one that belongs there; None for a value that is not blank."""
    found = blank_of(value)
    return None if found is None else found.applicable


def given(fact: Operand | None, default: Operand | Cell) -> Operand | Cell:
    """A fact, or its default where none is given."""
    return default if fact is None else fact


def first(*values: Operand | Cell) -> Operand | Cell:
    """The first value that is filled; the last where none is."""
    return next((value for value in values if blank(value) is None), values[-1])


# ---- a whole rule set ----


class EvaluatorsDisagreeError(PerfevalError):
    """The generated evaluator and the interpreter give different results: a fault of perfeval, never of a rule set."""


@frozen(eq=False)
class Program:
    """The evaluators generated for one rule set with what is in force on some days."""

    rules: tuple[nodes.Rule, ...]
    """The rules in force."""
    choose: Callable[[Here], int | None]
    """Which rule accepts a row, by its place in `rules`; None where none does, or where that is unknown."""
    outcomes: tuple[Callable[[Here], Result], ...]
    full_marks: Callable[[Here], Pair]
    """Points of a row as the rule set counts them."""
    source: str
    """The Python text, for reading."""


def generated_names() -> dict[str, object]:
    """What generated code may call, by name."""
    from perfeval.engine.amount import absolute, arithmetic, extreme, negative, real_function, rounded, shortfall

    made: tuple[Callable[..., object] | type, ...] = (
        Fraction, Awarded, truth, known, blank, given, first, amount, number, as_points, reduced, plus, half_up,
        half_even, down, up, steps_in, shifted, capped, floored, rounded_to, settled, absolute, arithmetic, extreme,
        negative, real_function, rounded, shortfall,
    )  # fmt: skip
    return {one.__name__: one for one in made} | {"UNKNOWN": UNKNOWN, "NOTHING": NOTHING, "KEPT_OUT": KEPT_OUT}

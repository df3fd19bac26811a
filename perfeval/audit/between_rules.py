"""One table under two rule sets: what each gives, and the rows that score differently."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from attrs import frozen

from perfeval.audit.figures import decimal_of
from perfeval.engine.ruleset import RuleSet
from perfeval.engine.score import Evaluation, Score
from perfeval.errors import expect
from perfeval.finding import RowRef
from perfeval.tables.indicator import SelfEvaluation


@frozen(kw_only=True)
class RowBetween:
    """A row under two rule sets. In points."""

    row: RowRef
    """The 1-based row number, or `"execution"`."""
    one: Score
    other: Score
    difference: Decimal | None
    """The other's points minus the one's; a row kept out of the total counts as 0; None where either is undecided."""

    @property
    def differs(self) -> bool:
        """Whether the two give different points, or only one keeps the row out or leaves it undecided."""
        return self.one.points != self.other.points or self.one.status != self.other.status


@frozen(kw_only=True)
class Between:
    """A table under two rule sets: both evaluations, row beside row. In points."""

    one: Evaluation
    other: Evaluation
    rows: tuple[RowBetween, ...]
    """Every row, budget execution first where the table has it."""
    difference: Decimal | None
    """The other's total minus the one's; None unless both give a single figure."""

    @property
    def differing(self) -> tuple[RowBetween, ...]:
        """The rows that score differently."""
        return tuple(row for row in self.rows if row.differs)

    @property
    def same(self) -> bool:
        """Whether rows, total and grade are the same under both."""
        totals = [(each.total.low, each.total.high, each.grade) for each in (self.one, self.other)]
        return totals[0] == totals[1] and not self.differing


def compare_rules(table: SelfEvaluation, one: RuleSet, other: RuleSet, *, region: str | None = None) -> Between:
    """Score a table by two rule sets and set the results beside each other.

    `region` is the region that the rules' conditions see, as in `RuleSet.evaluate`. Whether the sets are in force for
    the table's year is not asked: comparing an old document with a new one on the same table is what this is for.
    """
    expect("one", one, RuleSet)
    expect("other", other, RuleSet)
    first, second = (rules.evaluate(table, region=region) for rules in (one, other))
    rows = [_beside(left, right) for left, right in zip(first.rows, second.rows, strict=True)]
    if first.execution is not None and second.execution is not None:
        rows.insert(0, _beside(first.execution, second.execution))
    return Between(
        one=first, other=second, rows=tuple(rows), difference=_minus(second.total.points, first.total.points)
    )


def _beside(one: Score, other: Score) -> RowBetween:
    return RowBetween(row=one.row, one=one, other=other, difference=_minus(_counted(other), _counted(one)))


def _counted(score: Score) -> Decimal | None:
    return Decimal("0.00") if score.status == "not scored" else score.points


def _minus(points: Decimal | None, less: Decimal | None) -> Decimal | None:
    return None if points is None or less is None else decimal_of(Fraction(points) - Fraction(less))

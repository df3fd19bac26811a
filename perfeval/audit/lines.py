"""The rows of a table and its execution row seen alike: what each may give, what was declared, what it scores."""

from __future__ import annotations

from fractions import Fraction

from attrs import frozen

from perfeval.audit.figures import fraction_of, points_of
from perfeval.engine.lazily import lazily
from perfeval.engine.score import Evaluation, Score
from perfeval.finding import RowRef
from perfeval.tables.indicator import Indicator
from perfeval.values.model import Missing, NotApplicable, Points, PointsCell, Text


@frozen(kw_only=True, slots=False)
class Line:
    """One scored line of a table: an indicator row, or the execution row (`indicator` is None then)."""

    row: RowRef
    full_cell: PointsCell
    declared_cell: PointsCell
    score: Score | None
    """None for an execution row that the rule set does not know."""
    indicator: Indicator | None = None

    @lazily
    def declared(self) -> Fraction | None:
        """The declared score, where it can be read."""
        return points_of(self.declared_cell)

    @lazily
    def full(self) -> Fraction | None:
        """The full marks printed, else those that the rule set counts."""
        printed = points_of(self.full_cell)
        if printed is not None or self.score is None:
            return printed
        return fraction_of(self.score.full)

    @lazily
    def points(self) -> Fraction | None:
        """The computed score."""
        return None if self.score is None else fraction_of(self.score.points)

    @lazily
    def agrees(self) -> bool:
        """Whether the declared score is the computed one."""
        return self.declared is not None and self.declared == self.points

    @lazily
    def permitted(self) -> tuple[Fraction, Fraction] | None:
        """Least and greatest permitted points."""
        score = self.score
        if score is None or score.low is None or score.high is None:
            return None
        low = self.points if score.low is score.points and self.points is not None else Fraction(score.low)
        return low, low if score.high is score.low else Fraction(score.high)

    @lazily
    def part_of_sum(self) -> Fraction | None:
        """What the line adds to the sum of the declared scores; `None` where that cannot be known.

        A dash, or a blank in a row without full marks, adds nothing. A blank beside full marks could be a zero or a
        forgotten score, so nothing is known.
        """
        match self.declared_cell:
            case Points(amount=amount):
                return amount
            case NotApplicable():
                return Fraction(0)
            case Missing():
                return None if isinstance(self.full_cell, Points) else Fraction(0)
            case Text():
                return None


def lines_of(evaluation: Evaluation) -> tuple[Line, ...]:
    """The execution row, if the table has one, and the indicator rows."""
    table = evaluation.table
    lines = []
    if table.execution is not None:
        lines.append(
            Line(
                row="execution",
                full_cell=table.execution.full,
                declared_cell=table.execution.declared,
                score=evaluation.execution,
            )
        )
    for number, (indicator, score) in enumerate(zip(table.indicators, evaluation.rows, strict=True), start=1):
        lines.append(
            Line(
                row=number,
                full_cell=indicator.full,
                declared_cell=indicator.declared,
                score=score,
                indicator=indicator,
            )
        )
    return tuple(lines)

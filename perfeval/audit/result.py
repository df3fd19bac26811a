"""What an audit gives: the evaluation, each declared score beside the computed one, the totals, the findings."""

from __future__ import annotations

from decimal import Decimal

from attrs import frozen

from perfeval.audit.disagreement import Disagreement
from perfeval.engine.score import Evaluation, Score
from perfeval.finding import Finding, RowRef, Severity
from perfeval.wording import Wording


@frozen(kw_only=True)
class Comparison:
    """A declared score beside the computed one, of an indicator row or of the budget-execution row. In points."""

    row: RowRef
    """The 1-based row number, or `"execution"`."""
    score: Score
    declared: Decimal | None
    """The score that the filer wrote; None where the cell is blank, a dash or unreadable."""
    difference: Decimal | None
    """Declared minus computed; None unless both are known."""
    disagreement: Disagreement | None = None
    """Of what kind the difference is, as far as the figures show; None where the declared score stands."""
    findings: tuple[Finding, ...] = ()
    """Every finding about this row, worst first; the same objects stand in `Audit.findings`."""


@frozen(kw_only=True)
class Audit:
    """A table held against a rule set: `evaluation` is what the rules give, the rest compares it with what was filed.

    All figures are points (分), exact.
    """

    evaluation: Evaluation
    rows: tuple[Comparison, ...]
    """The indicator rows, in the order of the table."""
    execution: Comparison | None
    declared_total: Decimal | None
    """The total that the filer wrote; None where it is blank or unreadable."""
    sum_of_declared: Decimal | None
    """The declared scores of all rows and of the execution row added up; None unless every one can be read."""
    grade_of_declared: str | None
    """The grade that the rule set gives to the declared total; None where there is no total, or no grade for it."""
    grade_of_sum: str | None
    """Likewise for the sum of the declared scores."""
    grade: str | None
    """Likewise for the computed total."""
    findings: tuple[Finding, ...]
    """All findings: the reader's, those of scoring, of the rule set's audits and of the comparison; worst first."""
    why: Wording | None = None
    """Why this rule set was used, where the caller says so."""

    @property
    def has_errors(self) -> bool:
        """Whether some finding has the severity `error`."""
        return any(finding.severity is Severity.ERROR for finding in self.findings)

    def of_row(self, row: RowRef) -> tuple[Finding, ...]:
        """The findings about a row; `None` for those about the whole table."""
        return tuple(finding for finding in self.findings if finding.row == row)

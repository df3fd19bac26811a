"""The audit of a table: it is scored, and everything that was declared is held against what the rules give."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final

from perfeval.audit.disagreement import Disagreement
from perfeval.audit.figures import decimal_of
from perfeval.audit.lines import Line, lines_of
from perfeval.audit.rate import compare_rate
from perfeval.audit.result import Audit, Comparison
from perfeval.audit.rows import compare_rows
from perfeval.audit.totals import compare_totals, totals_of
from perfeval.engine.ruleset import RuleSet
from perfeval.engine.score import Score
from perfeval.errors import expect
from perfeval.finding import Code, Finding, RowRef, worst_first
from perfeval.tables.indicator import SelfEvaluation
from perfeval.wording import Wording


def audit(
    table: SelfEvaluation,
    rules: RuleSet,
    *,
    region: str | None = None,
    why: Wording | None = None,
    noticed: Iterable[Finding] = (),
) -> Audit:
    """Hold a self-evaluation table against a rule set.

    `region` is the region that the rules' conditions see; left out, it is the names of the table's department and
    unit. `why` says why this rule set was used and is only passed on; `noticed` are findings made on the way here, as
    by the choice of the rule set. All figures of the result are points.
    """
    expect("rules", rules, RuleSet)
    evaluation = rules.evaluate(table, region=region)
    lines = lines_of(evaluation)
    totals = totals_of(evaluation, lines)
    of_rows = compare_rows(lines, evaluation)
    execution_differs = any(one.finding.row == "execution" for one in of_rows)
    findings = in_order(
        (
            *_unsaid(noticed, table),
            *compare_totals(totals, evaluation, lines),
            *(one.finding for one in of_rows),
            *compare_rate(evaluation, score_differs=execution_differs),
            *_not_said_by_reader(evaluation.findings, table),
            *rules.run_audits(evaluation),
            *table.findings,
        )
    )
    kinds = {one.finding.row: one.kind for one in of_rows}
    by_row: dict[RowRef, list[Finding]] = {}
    for finding in findings:
        by_row.setdefault(finding.row, []).append(finding)
    comparisons = [_comparison(line, by_row.get(line.row, ()), kinds.get(line.row)) for line in lines]
    return Audit(
        evaluation=evaluation,
        rows=tuple(found for found in comparisons if found is not None and found.row != "execution"),
        execution=next((found for found in comparisons if found is not None and found.row == "execution"), None),
        declared_total=_decimal(totals.declared),
        sum_of_declared=_decimal(totals.sum_of_declared),
        grade_of_declared=totals.grade_of_declared,
        grade_of_sum=totals.grade_of_sum,
        grade=totals.grade,
        findings=findings,
        why=why,
    )


def _unsaid(noticed: Iterable[Finding], table: SelfEvaluation) -> Iterable[Finding]:
    """The findings made on the way, without a missing year of which the reader has more to say."""
    said = {finding.code for finding in table.findings} & {Code.YEAR_MISSING}
    return (finding for finding in noticed if finding.code not in said)


def _not_said_by_reader(findings: Iterable[Finding], table: SelfEvaluation) -> Iterable[Finding]:
    """What scoring noticed, without the unreadable cells that the reader has named with their place."""
    said = {finding.row for finding in table.findings if finding.code is Code.VALUE_UNREADABLE}
    return (one for one in findings if one.code is not Code.VALUE_UNREADABLE or one.row not in said)


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings worst first; of one severity those about the whole table, the execution row, the rows by number.

    What was found twice is kept once.
    """
    single = dict.fromkeys(findings)
    return worst_first(tuple(sorted(single, key=_row_order)))


def _row_order(finding: Finding) -> int:
    if finding.row is None:
        return -1
    return 0 if finding.row == "execution" else finding.row


def _comparison(line: Line, findings: Sequence[Finding], kind: Disagreement | None) -> Comparison | None:
    score: Score | None = line.score
    if score is None:
        return None
    computed, declared = line.points, line.declared
    written: Decimal | None = score.points
    apart: Decimal | None = _NOTHING
    if declared is None or not line.agrees:
        written = _decimal(declared)
        apart = None if computed is None or declared is None else decimal_of(declared - computed)
    return Comparison(
        row=line.row,
        score=score,
        declared=written,
        difference=apart,
        disagreement=kind,
        findings=tuple(findings),
    )


_NOTHING: Final = decimal_of(Fraction(0))


def _decimal(points: Fraction | None) -> Decimal | None:
    return None if points is None else decimal_of(points)

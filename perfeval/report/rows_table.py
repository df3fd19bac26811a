"""The table of rows in a report: target, actual value, full marks, scores, and what each row comes to."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from attrs import frozen

from perfeval.audit.figures import decimal_of, points_of, range_text, signed_points
from perfeval.audit.result import Audit, Comparison
from perfeval.engine.score import Evaluation, Score
from perfeval.exact import percent_text
from perfeval.finding import Finding, Severity
from perfeval.report.as_written import as_written
from perfeval.report.money import in_money_unit
from perfeval.report.sheet import Column, Sheet
from perfeval.report.words import legend, listed, outcomes, way
from perfeval.tables.indicator import BudgetExecution, Indicator
from perfeval.values.model import MoneyCell, PointsCell
from perfeval.wording import Wording


@frozen
class _Entry:
    number: str
    name: str
    target: str
    actual: str
    full: str
    declared: str
    score: Score | None
    difference: Decimal | None
    findings: tuple[Finding, ...]


def write_compared_rows(sheet: Sheet, audit: Audit) -> None:
    """The rows of an audit: declared beside computed, with the difference."""
    entries = _entries(sheet, audit.evaluation, audit)
    roomy = sheet.width >= 100
    declared = Wording("自评", "declared" if roomy else "decl.")
    computed = Wording("核定", "computed" if roomy else "comp.")
    words = [outcomes(entry.score, declared=entry.declared != "", findings=entry.findings) for entry in entries]
    sheet.table(
        [
            *_front(sheet, entries),
            _points(sheet, declared, [entry.declared for entry in entries]),
            _points(sheet, computed, [_score(entry.score) for entry in entries]),
            Column(
                sheet.say(Wording("差", "diff.")),
                [_difference(entry.difference) for entry in entries],
                figures=True,
                styles=["red bold" if entry.difference else "" for entry in entries],
            ),
            Column(
                sheet.say(Wording("结论", "finding")),
                [sheet.say(listed(one)) for one in words],
                most=_most(sheet),
                styles=[_style(entry.findings) for entry in entries],
            ),
        ]
    )
    meanings = legend(word for one in words for word in one)
    if meanings is not None:
        sheet.paragraph(sheet.say(meanings), lead=sheet.say(Wording("注：", "Note: ")), style="dim", lead_style="dim")


def write_scored_rows(sheet: Sheet, evaluation: Evaluation) -> None:
    """The rows of an evaluation: what each scores, and by which rule."""
    entries = _entries(sheet, evaluation, None)
    sheet.table(
        [
            *_front(sheet, entries),
            _points(sheet, Wording("得分", "score"), [_score(entry.score) for entry in entries]),
            Column(
                sheet.say(Wording("规则", "rule")),
                [_rule(sheet, entry.score) for entry in entries],
                most=_most(sheet),
            ),
        ]
    )


def _entries(sheet: Sheet, evaluation: Evaluation, audit: Audit | None) -> list[_Entry]:
    table = evaluation.table
    entries = []
    if table.execution is not None:
        entries.append(_execution(sheet, table.execution, evaluation, None if audit is None else audit.execution))
    compared: Sequence[Comparison | None] = audit.rows if audit is not None else [None] * len(evaluation.rows)
    for number, (indicator, score, comparison) in enumerate(
        zip(table.indicators, evaluation.rows, compared, strict=True), start=1
    ):
        entries.append(_indicator(number, indicator, score, comparison))
    return entries


def _execution(
    sheet: Sheet, execution: BudgetExecution, evaluation: Evaluation, comparison: Comparison | None
) -> _Entry:
    unit = evaluation.table.money_unit
    name = Wording("预算执行", "budget execution")
    if evaluation.execution_rate is not None:
        rate = percent_text(evaluation.execution_rate)
        name = Wording(f"预算执行 {rate}", f"budget execution {rate}")
    revised = evaluation.execution_base == "revised_budget"
    budget = _money(execution.revised if revised else execution.initial, unit)
    label = Wording("全年预算数", "revised budget") if revised else Wording("年初预算数", "initial budget")
    return _Entry(
        number=sheet.say(Wording("执行", "exec")),
        name=sheet.say(name),
        target=f"{sheet.say(label)} {budget}" if budget else "",
        actual=_money(execution.executed, unit),
        full=_cell(execution.full),
        declared=_cell(execution.declared),
        score=evaluation.execution,
        difference=None if comparison is None else comparison.difference,
        findings=() if comparison is None else comparison.findings,
    )


def _indicator(number: int, indicator: Indicator, score: Score, comparison: Comparison | None) -> _Entry:
    return _Entry(
        number=str(number),
        name=indicator.name,
        target=as_written(indicator.target) or "",
        actual=as_written(indicator.actual) or "",
        full=_cell(indicator.full),
        declared=_cell(indicator.declared),
        score=score,
        difference=None if comparison is None else comparison.difference,
        findings=() if comparison is None else comparison.findings,
    )


def _front(sheet: Sheet, entries: list[_Entry]) -> list[Column]:
    most = 18 if sheet.width >= 120 else 12
    return [
        Column(sheet.say(Wording("行", "row")), [entry.number for entry in entries], figures=True),
        Column(sheet.say(Wording("指标", "indicator")), [entry.name for entry in entries], stretch=True),
        Column(sheet.say(Wording("指标值", "target")), [entry.target for entry in entries], most=most),
        Column(sheet.say(Wording("完成值", "actual")), [entry.actual for entry in entries], most=most),
        _points(sheet, Wording("满分", "full"), [entry.full for entry in entries]),
    ]


def _points(sheet: Sheet, heading: Wording, cells: list[str]) -> Column:
    return Column(sheet.say(heading), cells, figures=True)


def _most(sheet: Sheet) -> int:
    """How wide the last column may become."""
    return max(10, min(30, sheet.width // 6))


def _cell(cell: PointsCell) -> str:
    points = points_of(cell)
    return "" if points is None else _exact(decimal_of(points))


def _exact(points: Decimal) -> str:
    return format(points, "f")


def _score(score: Score | None) -> str:
    return "" if score is None or score.points is None else _exact(score.points)


def _difference(difference: Decimal | None) -> str:
    if difference is None:
        return ""
    return signed_points(Fraction(difference)) if difference else "0.00"


def _money(cell: MoneyCell, unit: str) -> str:
    amount = in_money_unit(cell, unit)
    return "" if amount is None else amount + unit


def _rule(sheet: Sheet, score: Score | None) -> str:
    known = sheet.say(way(score))
    name = "" if score is None or score.rule is None else score.rule.name
    if score is not None and score.is_range and score.low is not None and score.high is not None:
        permitted = range_text(
            Fraction(score.low), Fraction(score.high), low_closed=score.low_closed, high_closed=score.high_closed
        )
        known = sheet.say(Wording(f"{way(score).zh}，可评{permitted.zh}", f"{way(score).en}, {permitted.en} permitted"))
    if not known:
        return name
    return sheet.say(Wording(f"{name}（{known}）", f"{name} ({known})")) if name else known


def _style(findings: tuple[Finding, ...]) -> str:
    severities = {finding.severity for finding in findings}
    if Severity.ERROR in severities:
        return "red"
    return "yellow" if Severity.WARNING in severities else ""

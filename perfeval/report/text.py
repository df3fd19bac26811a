"""Audits, scores and explanations as text for people, in Chinese or English, for a terminal or a pipe."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final

from perfeval.audit.figures import exact_points, range_text, row_names, signed_points
from perfeval.audit.result import Audit
from perfeval.engine.score import Evaluation, Score, TotalScore
from perfeval.finding import RowRef
from perfeval.report.as_written import as_written
from perfeval.report.findings_list import write_findings
from perfeval.report.headline import write_headline
from perfeval.report.money import in_money_unit
from perfeval.report.rows_table import write_compared_rows, write_scored_rows
from perfeval.report.sheet import Colours, Column, Sheet
from perfeval.report.unusable import Unusable
from perfeval.report.verdict import unmeasured, verdict
from perfeval.report.words import NO_RULE
from perfeval.tables.indicator import SelfEvaluation
from perfeval.values.model import Points
from perfeval.wording import Lang, Wording, verbatim

_MOST_NAMED: Final = 8
_MOST_GRADES: Final = 34
"""Columns at most for the grades in the summary."""


def audit_text(audit: Audit, lang: Lang, *, width: int = 100, colours: Colours = None) -> str:
    """The report on an audited table: verdict, rows, totals with their grades, findings with hints and explanations."""
    sheet = Sheet(lang, width, colours)
    evaluation = audit.evaluation
    write_headline(sheet, evaluation.table, evaluation.rules, audit.why, verdict(audit))
    sheet.blank()
    write_compared_rows(sheet, audit)
    sheet.blank()
    _write_totals(sheet, audit)
    sheet.blank()
    write_findings(sheet, audit.findings, audit)
    return sheet.text


def evaluation_text(
    evaluation: Evaluation, lang: Lang, *, why: Wording | None = None, width: int = 100, colours: Colours = None
) -> str:
    """The report on a scored table: rows, total, grade, and what scoring noticed."""
    sheet = Sheet(lang, width, colours)
    write_headline(sheet, evaluation.table, evaluation.rules, why)
    sheet.blank()
    write_evaluation(sheet, evaluation)
    return sheet.text


def write_evaluation(sheet: Sheet, evaluation: Evaluation) -> None:
    """The rows of an evaluation, its total and grade, and what scoring noticed."""
    write_scored_rows(sheet, evaluation)
    sheet.blank()
    grade = ""
    if evaluation.grade is not None:
        grade = sheet.say(Wording(f"，等级：{evaluation.grade}", f", grade {evaluation.grade}"))
    sheet.paragraph(
        total_text(evaluation.total).render(sheet.lang) + grade, lead=sheet.say(Wording("总分：", "Total: "))
    )
    _write_no_total(sheet, evaluation.total)
    if evaluation.findings:
        sheet.blank()
        write_findings(sheet, evaluation.findings)


def explanation_text(audit: Audit, row: RowRef, lang: Lang, *, width: int = 100, colours: Colours = None) -> str:
    """One row's full trace: what stands in the table, each step of the rule, the citation, the findings.

    `row` is a 1-based row number of the table, or `"execution"`.
    """
    sheet = Sheet(lang, width, colours)
    evaluation = audit.evaluation
    write_headline(sheet, evaluation.table, evaluation.rules, audit.why)
    sheet.blank()
    _write_row(sheet, evaluation.table, row)
    sheet.blank()
    score = evaluation.execution if row == "execution" else evaluation.rows[row - 1] if row is not None else None
    if score is None:
        sheet.paragraph(sheet.say(NO_RULE))
    else:
        _write_trace(sheet, score)
    sheet.blank()
    write_findings(sheet, audit.of_row(row))
    return sheet.text


def summary_text(
    audits: Sequence[Audit], unusable: Sequence[Unusable], lang: Lang, *, width: int = 100, colours: Colours = None
) -> str:
    """One line for each audited table and one for the whole call."""
    sheet = Sheet(lang, width, colours)
    wrong = sum(audit.has_errors for audit in audits)
    sheet.paragraph(
        sheet.say(
            Wording(
                f"共审核{len(audits)}张表，{wrong}张有错误" + (f"；{len(unusable)}处未能读取" if unusable else ""),
                f"{len(audits)} table{'s' if len(audits) != 1 else ''} audited, {wrong} with errors"
                + (f"; {len(unusable)} input{'s' if len(unusable) != 1 else ''} not usable" if unusable else ""),
            )
        ),
        style="bold",
    )
    tables = [audit.evaluation.table for audit in audits]
    sheet.table(
        [
            Column(
                sheet.say(Wording("表", "table")),
                [f"{table.source}:{table.index} {table.project}".strip() for table in tables],
                stretch=True,
            ),
            Column(
                sheet.say(Wording("填列", "declared")), [_figure(one.declared_total) for one in audits], figures=True
            ),
            Column(sheet.say(Wording("合计", "sum")), [_figure(one.sum_of_declared) for one in audits], figures=True),
            Column(
                sheet.say(Wording("核定", "computed")),
                [total_text(one.evaluation.total).render(lang) for one in audits],
                figures=True,
            ),
            Column(sheet.say(Wording("等级", "grade")), [sheet.say(_grades(one)) for one in audits], most=_MOST_GRADES),
        ]
    )
    return sheet.text


def _grades(audit: Audit) -> Wording:
    """The grade; where the totals give different ones, each of them."""
    graded = (
        (Wording("填列", "declared"), audit.grade_of_declared),
        (Wording("合计", "sum"), audit.grade_of_sum),
        (Wording("核定", "computed"), audit.grade),
    )
    known = [(name, grade) for name, grade in graded if grade is not None]
    if len({grade for _, grade in known}) < 2:
        return verbatim(known[0][1] if known else "")
    return Wording(
        "、".join(f"{name.zh}{grade}" for name, grade in known),
        ", ".join(f"{name.en} {grade}" for name, grade in known),
    )


def _write_totals(sheet: Sheet, audit: Audit) -> None:
    total = audit.evaluation.total
    sheet.table(
        [
            Column(
                sheet.say(Wording("总分", "total")),
                [
                    sheet.say(Wording("填列的总分", "as declared")),
                    sheet.say(Wording("各项自评之和", "sum of the declared scores")),
                    sheet.say(Wording("按规则核定", "computed by the rules")),
                ],
            ),
            Column(
                sheet.say(Wording("分数", "points")),
                [_figure(audit.declared_total), _figure(audit.sum_of_declared), total_text(total).render(sheet.lang)],
                figures=True,
            ),
            Column(
                sheet.say(Wording("与核定之差", "against computed")),
                [_apart(audit.declared_total, total), _apart(audit.sum_of_declared, total), ""],
                figures=True,
            ),
            Column(
                sheet.say(Wording("等级", "grade")),
                [audit.grade_of_declared or "-", audit.grade_of_sum or "-", audit.grade or "-"],
            ),
        ]
    )
    unproven = unmeasured(audit)
    if unproven is not None:
        sheet.paragraph(sheet.say(unproven), indent=2)
    _write_no_total(sheet, total)


def _write_no_total(sheet: Sheet, total: TotalScore) -> None:
    if total.reason is not None:
        sheet.paragraph(sheet.say(total.reason))
    elif total.unscored:
        names = row_names(total.unscored, _MOST_NAMED)
        zh, en = names.zh, names.en
        sheet.paragraph(
            sheet.say(
                Wording(f"{zh}未能核定，总分只能给出范围", f"no score could be given for {en}: the total is a range")
            )
        )


def _figure(points: Decimal | None) -> str:
    return "-" if points is None else format(points, "f")


def _apart(points: Decimal | None, total: TotalScore) -> str:
    if points is None or total.points is None:
        return "-"
    return signed_points(Fraction(points) - Fraction(total.points))


def total_text(total: TotalScore) -> Wording:
    """A total as it is shown: a figure, a range, or a dash."""
    if total.points is not None:
        figure = format(total.points, "f")
        return Wording(figure, figure)
    if total.low is None or total.high is None:
        return Wording("-", "-")
    return Wording(f"{total.low}至{total.high}", f"{total.low} to {total.high}")


def _write_row(sheet: Sheet, table: SelfEvaluation, row: RowRef) -> None:
    def line(label: Wording, text: str | None) -> None:
        shown = text or sheet.say(Wording("（空）", "(blank)"))
        sheet.paragraph(shown, lead=sheet.say(Wording(f"{label.zh}：", f"{label.en}: ")))

    def points(label: Wording, cell: object) -> None:
        line(label, exact_points(cell.amount) if isinstance(cell, Points) else None)

    if row == "execution" and table.execution is not None:
        execution = table.execution
        sheet.paragraph(sheet.say(Wording("预算执行", "Budget execution")), style="bold")
        for label, amount in (
            (Wording("年初预算数", "Initial budget"), execution.initial),
            (Wording("全年预算数", "Revised budget"), execution.revised),
            (Wording("全年执行数", "Expenditure"), execution.executed),
        ):
            money = in_money_unit(amount, table.money_unit)
            line(label, None if money is None else money + table.money_unit)
        line(Wording("填列的执行率", "Printed rate"), execution.printed_rate.written)
        points(Wording("满分", "Full marks"), execution.full)
        points(Wording("自评得分", "Declared score"), execution.declared)
    elif isinstance(row, int):
        indicator = table.indicators[row - 1]
        sheet.paragraph(indicator.name, lead=sheet.say(Wording(f"第{row}行　", f"Row {row}: ")), style="bold")
        line(Wording("所属", "Group"), " / ".join(part for part in (indicator.level1, indicator.level2) if part))
        line(Wording("指标值", "Target"), as_written(indicator.target))
        line(Wording("完成值", "Actual value"), as_written(indicator.actual))
        points(Wording("满分", "Full marks"), indicator.full)
        points(Wording("自评得分", "Declared score"), indicator.declared)
        line(Wording("填报的原因", "Reason given"), indicator.explanation)


def _write_trace(sheet: Sheet, score: Score) -> None:
    sheet.paragraph(sheet.say(Wording("核定过程", "How the score comes about")), style="bold")
    for number, step in enumerate(score.trace.steps, start=1):
        sheet.paragraph(sheet.say(step.wording), lead=f"{number}. ", indent=2)
    permitted = ""
    if score.is_range and score.low is not None and score.high is not None:
        words = range_text(
            Fraction(score.low), Fraction(score.high), low_closed=score.low_closed, high_closed=score.high_closed
        )
        permitted = sheet.say(Wording(f"（规则允许{words.zh}）", f" (the rule permits {words.en})"))
    if score.points is not None:
        result = sheet.say(Wording(f"核定{score.points}分", f"Computed: {score.points} points")) + permitted
    else:
        result = sheet.say(score.reason or Wording("未能核定", "no score")) + permitted
    sheet.paragraph(result, style="bold")

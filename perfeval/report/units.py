"""Several units and what they come to together: the report of a roll-up (汇总)."""

from __future__ import annotations

from typing import Final

from perfeval.engine.combining import How
from perfeval.engine.units import CombinedRow, RollUp
from perfeval.report.headline import write_rule_set
from perfeval.report.money import in_money_unit
from perfeval.report.sheet import Colours, Column, Sheet
from perfeval.report.text import total_text, write_evaluation
from perfeval.wording import Lang, Wording

_HOW: Final[dict[How, Wording]] = {
    "sum": Wording("相加", "added"),
    "mean": Wording("加权平均", "weighted mean"),
    "apart": Wording("分别评分", "scored apart"),
    "blank": Wording("均未填", "blank"),
    "not combined": Wording("未能汇总", "not combined"),
}


def roll_up_text(
    made: RollUp, lang: Lang, *, why: Wording | None = None, width: int = 100, colours: Colours = None
) -> str:
    """The units with their totals, the combined evaluation, and how each of its rows came about."""
    sheet = Sheet(lang, width, colours)
    count = len(made.units)
    year = made.evaluation.table.year
    sheet.paragraph(
        sheet.say(
            Wording(
                f"汇总{count}张表" + (f"，{year}年" if year is not None else ""),
                f"{count} table{'s' if count != 1 else ''} rolled up" + (f", {year}" if year is not None else ""),
            )
        ),
        style="bold",
    )
    write_rule_set(sheet, made.evaluation.rules, why)
    sheet.blank()
    _write_units(sheet, made)
    sheet.blank()
    sheet.paragraph(sheet.say(Wording("汇总后的评分", "Scores of the combined table")), style="bold")
    sheet.blank()
    write_evaluation(sheet, made.evaluation)
    sheet.blank()
    _write_rows(sheet, made)
    return sheet.text


def _write_units(sheet: Sheet, made: RollUp) -> None:
    tables = [unit.table for unit in made.units]
    unit = made.evaluation.table.money_unit

    def money(cell: str) -> list[str]:
        return [
            "-" if table.execution is None else in_money_unit(getattr(table.execution, cell), unit) or "-"
            for table in tables
        ]

    sheet.table(
        [
            Column(
                sheet.say(Wording("单位", "unit")),
                [f"{table.source}:{table.index} {table.unit or table.department}".strip(" :") for table in tables],
                stretch=True,
            ),
            Column(sheet.say(Wording(f"预算（{unit}）", f"budget ({unit})")), money("revised"), figures=True),
            Column(sheet.say(Wording(f"执行（{unit}）", f"spent ({unit})")), money("executed"), figures=True),
            Column(
                sheet.say(Wording("总分", "total")),
                [total_text(one.total).render(sheet.lang) for one in made.units],
                figures=True,
            ),
            Column(sheet.say(Wording("等级", "grade")), [one.grade or "" for one in made.units]),
        ]
    )


def _write_rows(sheet: Sheet, made: RollUp) -> None:
    sheet.paragraph(sheet.say(Wording("各行如何汇总", "How the rows came about")), style="bold")
    if not made.rows:
        return
    sheet.table(
        [
            Column(sheet.say(Wording("行", "row")), [str(row.row) for row in made.rows], figures=True),
            Column(
                sheet.say(Wording("指标", "indicator")),
                [made.evaluation.table.indicators[row.row - 1].name for row in made.rows],
                stretch=True,
            ),
            Column(sheet.say(Wording("单位数", "units")), [str(len(row.of)) for row in made.rows], figures=True),
            Column(sheet.say(Wording("指标值", "target")), [sheet.say(_HOW[row.target]) for row in made.rows]),
            Column(sheet.say(Wording("完成值", "actual")), [sheet.say(_HOW[row.actual]) for row in made.rows]),
        ]
    )
    meaning = _meaning(made.rows)
    if meaning is not None:
        lead = sheet.say(Wording("注：", "Note: "))
        sheet.paragraph(sheet.say(meaning), lead=lead, style="dim", lead_style="dim")


def _meaning(rows: tuple[CombinedRow, ...]) -> Wording | None:
    used = {how for row in rows for how in (row.target, row.actual)}
    known = [_MEANING[how] for how in _HOW if how in used and how in _MEANING]
    return Wording("；".join(one.zh for one in known), "; ".join(one.en for one in known)) if known else None


_MEANING: Final[dict[How, Wording]] = {
    "mean": Wording("加权平均：按规则集写明的金额", "weighted mean: by the money that the rule set names"),
    "apart": Wording(
        "分别评分：不是数，各单位分别评分，再按金额加权平均",
        "scored apart: no number; scored in every unit, the scores averaged by that money",
    ),
}

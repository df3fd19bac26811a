"""The errors for documents and tables that cannot be read, each saying where, why, and what to do about it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from perfeval.errors import UnreadableTableError
from perfeval.tables.columns import INDICATOR_HEADINGS, Columns
from perfeval.tables.grid import Grid, Row
from perfeval.tables.headings import Part, indicator_heading
from perfeval.tables.labels import label_text
from perfeval.tables.split import Form
from perfeval.wording import Wording

_LOOKED_FOR: Final = "、".join(part.value for part in INDICATOR_HEADINGS)
_TYPICAL: Final = ("二级指标", "三级指标", "指标值", "完成值", "分值", "得分")
_SEVERAL: Final = 4
_LONGEST_HEADING: Final = 30
_LONGEST_LINE: Final = 2000


def no_table(grid: Grid) -> UnreadableTableError:
    """Nothing in the document looks like a self-evaluation table."""
    hint = _hint(grid.rows)
    return UnreadableTableError(
        "no-table",
        Wording(
            f"{grid.source}：没有找到自评表。自评表应有标题（…自评表）、“项目名称”行，或含有“{_LOOKED_FOR}”等列的表头；"
            f"各列之间用制表符（Tab）分隔{hint.zh}",
            f"{grid.source}: no self-evaluation table found. One is known by its title (…自评表), its 项目名称 row or "
            f"a heading row with {_LOOKED_FOR}; columns are separated by tabs{hint.en}",
        ),
    )


def no_header(form: Form) -> UnreadableTableError:
    """A table without a heading row for its indicators."""
    table, hint = _table(form), _hint(form.rows)
    found = _found(form.rows)
    return UnreadableTableError(
        "no-indicator-header",
        Wording(
            f"{table.zh}没有找到指标部分的表头。需要的列：{_LOOKED_FOR}；找到的列：{'、'.join(found) or '无'}{hint.zh}",
            f"{table.en} has no heading row for its indicators. Looked for: {_LOOKED_FOR}; "
            f"found: {', '.join(found) or 'none'}{hint.en}",
        ),
    )


def no_score_column(form: Form, columns: Columns) -> UnreadableTableError:
    """A table whose indicators have no declared scores."""
    table = _table(form)
    found = "、".join(
        heading for heading, part in zip(columns.headings, columns.parts, strict=True) if part is not None
    )
    missing = Wording("“得分”列", "score column (得分)")
    if Part.FULL not in columns:
        missing = Wording("“分值”列和“得分”列", "columns for full marks (分值) and score (得分)")
    lines = "、".join(map(str, columns.rows))
    return UnreadableTableError(
        "no-score-column",
        Wording(
            f"{table.zh}没有{missing.zh}，不能作为自评表读取。第{lines}行的表头有：{found}；"
            "自评得分的列名应为“得分”“自评得分”或“评分”",
            f"{table.en} has no {missing.en} and cannot be read as a self-evaluation. Headings in line {lines}: "
            f"{found}; the column of declared scores has to be headed 得分, 自评得分 or 评分",
        ),
    )


def too_many_rows(form: Form, size: int, most: int) -> UnreadableTableError:
    """A table that is far longer than any form."""
    table = _table(form)
    return UnreadableTableError(
        "too-many-rows",
        Wording(
            f"{table.zh}的指标部分有{size}行，最多可读取{most}行；请检查是否为自评表，或拆分成多张表",
            f"{table.en} has {size} rows of indicators; at most {most} are read; "
            "check whether it is a self-evaluation table, or split it",
        ),
    )


def _table(form: Form) -> Wording:
    """The table, as it is named in an error."""
    first = next((row.number for row in form.rows if not row.blank), form.rows[0].number)
    return Wording(
        f"{form.source}：第{form.index}张表（第{first}行起）", f"{form.source}: table {form.index} (from line {first})"
    )


def _hint(rows: Sequence[Row]) -> Wording:
    """What keeps headings that are there from being a heading row."""
    if any(_has_several_headings(cell.text) for row in rows for cell in row.filled):
        return Wording(
            "。表头各列写在同一格内，请用制表符（Tab）分隔各列",
            ". The headings stand in one cell: the columns have to be separated by tabs",
        )
    if len(_found(rows)) >= _SEVERAL:
        return Wording(
            "。这些列名不在同一行，请把表头各列放在同一行，用制表符（Tab）分隔",
            ". The headings do not stand in one line: put them there, separated by tabs",
        )
    return Wording("", "")


def _found(rows: Sequence[Row]) -> list[str]:
    """The headings of an indicator block that stand anywhere in the rows."""
    known = (indicator_heading(cell.text) for row in rows for cell in row.filled if len(cell.text) <= _LONGEST_HEADING)
    return list(dict.fromkeys(part.value for part in known if part in INDICATOR_HEADINGS))


def _has_several_headings(text: str) -> bool:
    line = label_text(text[:_LONGEST_LINE])
    return sum(word in line for word in _TYPICAL) >= _SEVERAL

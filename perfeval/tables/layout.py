"""One form, understood on the grid: head, funds block, indicator block and total row → a self-evaluation table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from perfeval.finding import Code, Finding
from perfeval.tables.columns import Columns
from perfeval.tables.funds import FundRows, read_funds
from perfeval.tables.grid import Row
from perfeval.tables.headings import Part
from perfeval.tables.indicator import SelfEvaluation
from perfeval.tables.kinds import kind_of
from perfeval.tables.labels import label_text
from perfeval.tables.masthead import DEFAULT_MONEY_UNIT, Masthead, money_unit, read_masthead
from perfeval.tables.refusals import no_header, no_score_column, too_many_rows
from perfeval.tables.rows import read_rows
from perfeval.tables.split import Form
from perfeval.tables.total import Total, is_total, read_total
from perfeval.values.folding import fold
from perfeval.values.model import Points
from perfeval.values.reader import read_points
from perfeval.wording import Wording

MAX_ROWS: Final = 2_000
"""The most rows that the indicator block of one table may have."""

_AFTER: Final = re.compile(
    r"(?:[注备]注?|说明|填[表报]说明|[填制]表[人单]?位?|填报人|经办人|联系人|联系电话|审核人|复核人|(?:单位|部门|项目|财务)?负责人|其他需要说明.*"
    r"|需要说明.*|(?:自评|绩效|评价|综合|评分|评定)*(?:结论|等级|结果)|主要(?:经验|做法).*|存在(?:的)?问题.*|(?:下一步)?改进措施.*|下一步.*|[填制]表日期|填报日期)"
    r"(?:[:：。、.1(一].*)?",
    re.DOTALL,
)
_LONGEST_QUOTE: Final = 30
_ROW_OF_CELLS: Final = 3


def read_form(form: Form) -> SelfEvaluation:
    """Read one form.

    Raises `UnreadableTableError`: `no-indicator-header`, `no-score-column`, `too-many-rows`.
    """
    block = form.indicators
    if block is None:
        raise no_header(form)
    if Part.SCORE not in block.columns:
        raise no_score_column(form, block.columns)
    below = form.rows[block.below :]
    size = sum(1 for row in below if len(row.filled) > 1)
    if size > MAX_ROWS:
        raise too_many_rows(form, size, MAX_ROWS)
    head = read_masthead(form.rows[: _first_block(form)])
    unit = _money_unit(form)
    funds = _funds(form, unit)
    rows, total = _divide(below, block.columns)
    read = read_rows(rows, block.columns)
    declared = Total() if total is None else read_total(total, block.columns)
    return SelfEvaluation(
        source=form.source,
        index=form.index,
        title=head.title,
        project=head.project,
        department=head.department,
        unit=head.unit,
        year=head.year,
        money_unit=unit,
        form=head.form,
        execution=None if funds is None else funds.execution,
        indicators=read.indicators,
        declared_total=declared.declared,
        declared_full=declared.full,
        findings=(
            *_year_findings(head),
            *(() if funds is None else funds.findings),
            *read.findings,
            *declared.findings,
        ),
    )


def _first_block(form: Form) -> int:
    return min(block.start for block in (form.funds, form.indicators) if block is not None)


def _money_unit(form: Form) -> str:
    """The unit printed in or beside the headings of the funds block, else in the head of the form."""
    start = _first_block(form)
    near: Sequence[Row] = ()
    if form.funds is not None:
        at = form.funds.start
        near = (form.rows[at], *form.rows[max(at - 1, 0) : at], *form.rows[at + 1 : at + 2])
    return money_unit(near) or money_unit(form.rows[:start]) or DEFAULT_MONEY_UNIT


def _funds(form: Form, unit: str) -> FundRows | None:
    if form.funds is None:
        return None
    end = len(form.rows)
    if form.indicators is not None and form.indicators.start > form.funds.start:
        end = form.indicators.start
    return read_funds(form.rows[form.funds.below : end], form.funds.columns, unit)


def _divide(below: Sequence[Row], columns: Columns) -> tuple[Sequence[Row], Row | None]:
    """The indicator rows, and the total row if there is one; notes and signatures below are left out.

    A sum or a note with whole indicator rows below it does not end the block.
    """
    last = max((at for at, row in enumerate(below) if _is_whole(row, columns)), default=-1)
    totals = [at for at, row in enumerate(below) if at > last and is_total(row)]
    ends = totals + [at for at, row in enumerate(below) if at > last and _is_after(row)]
    if not totals:
        ends.append(_first_paragraph_below(below))
    return below[: min(ends)], below[totals[0]] if totals else None


def _is_whole(row: Row, columns: Columns) -> bool:
    """Whether the row, as printed, has a name and points in the columns for them."""
    if is_total(row) or _is_after(row):
        return False

    def text(part: Part) -> str:
        at = columns.position(part)
        return "" if at is None or at >= len(row.cells) else row.cells[at].text

    return bool(text(Part.NAME).strip()) and any(
        isinstance(read_points(text(part)), Points) for part in (Part.FULL, Part.SCORE)
    )


def _is_after(row: Row) -> bool:
    """Whether the row begins what stands below a table: notes, remarks, signatures."""
    filled = row.filled
    return bool(filled) and _AFTER.fullmatch(label_text(fold(filled[0].text))[:_LONGEST_QUOTE]) is not None


def _first_paragraph_below(below: Sequence[Row]) -> int:
    """Where the text that follows a table begins: at the first line without tabs below its last row of cells."""
    last = max(
        (at for at, row in enumerate(below) if len(row.filled) >= _ROW_OF_CELLS and not _is_after(row)), default=-1
    )
    for at in range(last + 1, len(below)):
        if len(below[at].cells) == 1 and not below[at].blank and kind_of(below[at].cells[0].text) is None:
            return at
    return len(below)


def _year_findings(head: Masthead) -> list[Finding]:
    if not head.several_years:
        return []
    years, years_en = "、".join(map(str, head.several_years)), ", ".join(map(str, head.several_years))
    return [
        Finding(
            Code.YEAR_MISSING,
            None,
            Wording(
                f"表头写了多个年份（{years}），无法确定是哪一年的表",
                f"the head of the table names several years ({years_en}); it is not clear which is the table's",
            ),
            Wording("请在标题下写明年度，例如“（2024年）”", "state the year below the title, for example （2024年）"),
        )
    ]

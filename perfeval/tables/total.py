"""The total row (总分 … 100 86.34): full marks and declared total, also where its cells are out of place."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Final

from attrs import field, frozen

from perfeval.finding import Code, Finding
from perfeval.tables import remarks
from perfeval.tables.columns import Columns
from perfeval.tables.grid import Cell, Row
from perfeval.tables.headings import Part
from perfeval.tables.labels import label_text, split_points
from perfeval.values.folding import fold
from perfeval.values.model import Missing, Points, PointsCell, Text
from perfeval.values.reader import read_points, read_value
from perfeval.wording import Wording

_LABEL: Final = re.compile(
    r"(?:自评|绩效|绩效自评|自我评价|项目|评价|综合)?(?:总分|合计|总计|总得分|总分值|得分合计|总分合计|自评总分|分值合计|总评分)(?:情况)?"
)
_INLINE: Final = re.compile(r"(?P<label>[^:]+):(?P<points>[0-9]+(?:\.[0-9]+)?分?)")


@frozen
class Total:
    """What the total row says."""

    full: PointsCell = field(factory=Missing)
    declared: PointsCell = field(factory=Missing)
    findings: tuple[Finding, ...] = ()


def is_total(row: Row) -> bool:
    """Whether the row is the total of the table: its first filled cell says 总分, 合计 …."""
    filled = row.filled
    return bool(filled) and _LABEL.fullmatch(_label(filled[0])[0]) is not None


def read_total(row: Row, columns: Columns) -> Total:
    """Read a total row.

    Two figures are full marks and total, wherever they stand; one figure is what its column says, and is left out,
    with a finding, if that is not certain. Full marks may stand in the label (`总分（100分）`).
    """
    first, *others = row.filled
    _, in_label, inline = _label(first)
    figures = [cell for cell in others if isinstance(_points(cell), Points)]
    findings = _not_read(others)
    declared, full = _below(figures, columns, Part.SCORE), _below(figures, columns, Part.FULL)
    if len(figures) >= 2 and (declared is None or full is None):
        full, declared = _in_order(figures, columns)
        findings.append(_moved(row, full, declared))
    elif len(figures) == 1 and (isinstance(in_label, Points) or Part.FULL not in columns):
        full, declared = None, figures[0]
    elif len(figures) == 1 and not _is_certain(figures[0], row, columns):
        full, declared = None, None
        findings.append(_unclear(row, figures[0]))
    return Total(
        in_label if full is None else _points(full),
        inline if declared is None else _points(declared),
        tuple(findings),
    )


def _label(cell: Cell) -> tuple[str, PointsCell, PointsCell]:
    """The label of a total row, the points in brackets beside it, and a total written after a colon."""
    text = label_text(fold(cell.text))
    inline = _INLINE.fullmatch(text)
    if inline is not None:
        label, points = split_points(inline["label"])
        return label, points, read_points(inline["points"], place=cell.place)
    label, points = split_points(text)
    return label.rstrip(":"), points, Missing()


def _below(figures: list[Cell], columns: Columns, part: Part) -> Cell | None:
    """The figure that stands below the heading."""
    if columns.merged:
        return None
    return next((cell for cell in figures if cell.place.column - 1 == columns.position(part)), None)


def _is_certain(figure: Cell, row: Row, columns: Columns) -> bool:
    """Whether the column in which a lone figure stands says what it is.

    It does not if the row has cells too many, or too few and the figure may have moved: below 分值, a figure other than
    the usual 100 may as well be the total.
    """
    if columns.merged or len(row.cells) > columns.width:
        return False
    if figure.place.column - 1 == columns.position(Part.SCORE):
        return True
    usual = _points(figure) == Points(Fraction(100))
    return figure.place.column - 1 == columns.position(Part.FULL) and (usual or len(row.cells) == columns.width)


def _in_order(figures: list[Cell], columns: Columns) -> tuple[Cell, Cell]:
    """Full marks and total by the order of the columns."""
    full, score = columns.position(Part.FULL), columns.position(Part.SCORE)
    if full is not None and score is not None and score < full:
        return figures[1], figures[0]
    return figures[0], figures[1]


def _points(cell: Cell) -> PointsCell:
    return read_points(cell.text, place=cell.place)


def _not_read(cells: list[Cell]) -> list[Finding]:
    """A finding for every cell of the row that looks like points and cannot be read."""
    findings = []
    for cell in cells:
        value = read_value(cell.text, place=cell.place)
        if isinstance(value, Text) and value.problem is not None:
            findings.append(remarks.unreadable(Part.SCORE, value, value.problem, None))
    return findings


def _moved(row: Row, full: Cell, declared: Cell) -> Finding:
    return Finding(
        Code.LAYOUT_REPAIRED,
        None,
        Wording(
            f"文件第{row.number}行（总分）的单元格与表头没有对齐，按先后读作：分值“{full.text.strip()}”，总分“{declared.text.strip()}”",
            f"line {row.number} (total): the cells do not stand below their headings; read in their order: full marks "
            f'"{full.text.strip()}", total "{declared.text.strip()}"',
        ),
        remarks.CHECK,
    )


def _unclear(row: Row, figure: Cell) -> Finding:
    return Finding(
        Code.LAYOUT_REPAIRED,
        None,
        Wording(
            f"文件第{row.number}行（总分）只有一个数“{figure.text.strip()}”，不在“分值”或“得分”列，无法确定是满分还是总分，未读取",
            f'line {row.number} (total) has one figure, "{figure.text.strip()}", that stands neither below 分值 nor '
            "below 得分; it is not clear whether it is the full marks or the total, so it was not read",
        ),
        remarks.CHECK,
    )

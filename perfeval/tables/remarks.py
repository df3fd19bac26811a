"""The sentences in which the reading of a table says what it repaired, what it could not place and what it left out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from perfeval.finding import Code, Finding, RowRef
from perfeval.tables.grid import Cell
from perfeval.tables.headings import Part
from perfeval.tables.labels import one_line
from perfeval.tables.placing import FIGURES, Placed
from perfeval.values.model import Written
from perfeval.wording import Wording

_EN: Final = {
    Part.GROUP: "group",
    Part.LEVEL1: "level 1",
    Part.LEVEL2: "level 2",
    Part.NAME: "name",
    Part.NATURE: "nature",
    Part.TARGET: "target",
    Part.UNIT: "unit",
    Part.REVISED: "revised target",
    Part.ACTUAL: "actual",
    Part.FULL: "full marks",
    Part.SCORE: "score",
    Part.REASON: "reason",
    Part.OTHER: "other",
    Part.FUND: "fund",
    Part.INITIAL: "initial budget",
    Part.BUDGET: "full-year budget",
    Part.EXECUTED: "expenditure",
    Part.RATE: "execution rate",
}
_SHOWN: Final = (Part.LEVEL1, Part.LEVEL2, *FIGURES)
_LONGEST_QUOTE: Final = 24

CHECK: Final = Wording(
    "请与原表核对；如有出入，请在原表中补全单元格后重新导出",
    "compare with the original; if it differs, restore the cells there and export the table again",
)


def quote(text: str) -> str:
    """A text of the document, short enough for a sentence."""
    line = one_line(text)
    return line if len(line) <= _LONGEST_QUOTE else line[: _LONGEST_QUOTE - 1] + "…"


def name_of(part: Part) -> Wording:
    """The name of a column for a sentence."""
    return Wording(part.value, _EN[part])


def moved(placed: Placed, row: RowRef) -> Finding:
    """The cells of a row do not stand below their headings and were put back by what they are."""
    reading, line = _reading(placed), placed.row.number
    rival = "" if placed.rival is None else f"；也可以读作：{_reading(placed.rival).zh}"
    rival_en = "" if placed.rival is None else f"; it could also be read as {_reading(placed.rival).en}"
    return Finding(
        Code.LAYOUT_REPAIRED,
        row,
        Wording(
            f"文件第{line}行的单元格与表头没有对齐（合并单元格丢失或多出空格），已按内容归位：{reading.zh}{rival}",
            f"line {line}: the cells do not stand below their headings (merged cells lost, or blank ones added) and "
            f"were put back by what they are: {reading.en}{rival_en}",
        ),
        CHECK,
        moved_line=line if placed.rival is None else None,
    )


def doubtful(placed: Placed, row: RowRef) -> Finding:
    """A row was taken as printed although its length or its contents make that doubtful."""
    line, reading = placed.row.number, _reading(placed)
    rival = "" if placed.rival is None else f"；也可以读作：{_reading(placed.rival).zh}"
    rival_en = "" if placed.rival is None else f"; it could also be read as {_reading(placed.rival).en}"
    return Finding(
        Code.LAYOUT_REPAIRED,
        row,
        Wording(
            f"文件第{line}行的单元格数或内容与表头不完全相符，按表头位置读作：{reading.zh}{rival}",
            f"line {line}: the number of cells or what they hold does not quite suit the headings; read by the "
            f"positions of the headings: {reading.en}{rival_en}",
        ),
        CHECK,
    )


def split(line: int, rows: int, first: int) -> Finding:
    """Several indicators stood in one line."""
    return Finding(
        Code.LAYOUT_REPAIRED,
        first,
        Wording(
            f"文件第{line}行合并了{rows}个指标，已拆成第{first}至第{first + rows - 1}项；"
            "后面几项没有写明名称的，名称留空",
            f"line {line} holds {rows} indicators, which were read as rows {first} to {first + rows - 1}; "
            "where no name is written for one of them, it has none",
        ),
        CHECK,
    )


def joined(line: int, lines: int, row: int) -> Finding:
    """A row stood in several lines."""
    return Finding(
        Code.LAYOUT_REPAIRED,
        row,
        Wording(
            f"文件第{line}至第{line + lines - 1}行是同一行（单元格内有换行），已合并读取",
            f"lines {line} to {line + lines - 1} are one row, broken by line breaks in its cells; read as one",
        ),
        CHECK,
    )


def left_over(cells: Sequence[Cell], row: RowRef, line: int) -> Finding:
    """Texts for which there is no column."""
    texts = "、".join(f"“{quote(cell.text)}”" for cell in cells)
    texts_en = ", ".join(f'"{quote(cell.text)}"' for cell in cells)
    return Finding(
        Code.LAYOUT_REPAIRED,
        row,
        Wording(
            f"文件第{line}行有内容不属于任何一列，未读取：{texts}",
            f"line {line} has texts that belong to no column and were not read: {texts_en}",
        ),
        CHECK,
    )


def stray(cells: Sequence[Cell], line: int) -> Finding:
    """A line among the indicator rows that is none."""
    texts = "、".join(f"“{quote(cell.text)}”" for cell in cells)
    texts_en = ", ".join(f'"{quote(cell.text)}"' for cell in cells)
    return Finding(
        Code.LAYOUT_REPAIRED,
        None,
        Wording(
            f"文件第{line}行不是完整的指标行，未读取：{texts}",
            f"line {line} is not a whole indicator row and was not read: {texts_en}",
        ),
        Wording(
            "如果这是上一行某个单元格的后半部分，请在原表中合并成一行",
            "if it is the rest of a cell of the row above, join the two in the original",
        ),
    )


def subtotal(cells: Sequence[Cell], line: int) -> Finding:
    """A subtotal among the indicator rows."""
    texts, texts_en = " ".join(quote(cell.text) for cell in cells), " ".join(quote(cell.text) for cell in cells)
    return Finding(
        Code.LAYOUT_REPAIRED,
        None,
        Wording(
            f"文件第{line}行是小计，不作为指标：{texts}",
            f"line {line} is a subtotal and not read as an indicator: {texts_en}",
        ),
    )


def label_completed(label: str, line: int, row: RowRef) -> Finding:
    """A group label was put together from pieces, or a lost one was noticed."""
    shown = label or "（已丢失）"
    return Finding(
        Code.LAYOUT_REPAIRED,
        row,
        Wording(
            f"文件第{line}行起的一级或二级指标名称不完整，已按“{shown}”处理",
            f'from line {line} on the level-1 or level-2 label is in pieces or lost; taken as "{label or "(lost)"}"',
        ),
        CHECK,
    )


def doubled(headings: Sequence[str], line: int) -> Finding:
    """Two columns play the same part."""
    listed = "、".join(headings)
    return Finding(
        Code.LAYOUT_REPAIRED,
        None,
        Wording(
            f"文件第{line}行的表头有重复的列，未读取：{listed}",
            f"the headings in line {line} name a column twice; not read: {listed}",
        ),
    )


def without_name(row: int, line: int) -> Finding:
    """An indicator row in which no name stands."""
    return Finding(
        Code.LAYOUT_REPAIRED,
        row,
        Wording(f"文件第{line}行没有指标名称，名称留空", f"line {line} has no name of an indicator; it is left empty"),
        CHECK,
    )


def unreadable(part: Part, value: Written, problem: Wording, row: RowRef) -> Finding:
    """A cell for a value that could not be read."""
    place = value.place
    where = "" if place is None else f"（文件第{place.row}行第{place.column}格）"
    where_en = "" if place is None else f" (line {place.row}, cell {place.column})"
    name, text = name_of(part), quote(value.written)
    return Finding(
        Code.VALUE_UNREADABLE,
        row,
        Wording(
            f"{name.zh}“{text}”{where}无法识别，按文字保留：{problem.zh}",
            f'the {name.en} "{text}"{where_en} could not be read and is kept as text: {problem.en}',
        ),
        Wording("请核对原表，改正后重新读取", "check the original, correct the cell and read the table again"),
    )


def _reading(placed: Placed) -> Wording:
    """The columns of a row as they were read."""
    shown = [(part, placed.text(part)) for part in _SHOWN if placed.text(part).strip()]
    return Wording(
        "，".join(f"{part.value}“{quote(text)}”" for part, text in shown),
        ", ".join(f'{_EN[part]} "{quote(text)}"' for part, text in shown),
    )

"""A document → its tables: where each begins, by its title, its 项目名称 row or its headings; the rest is ignored."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from typing import Final

from attrs import define, field, frozen

from perfeval.tables.columns import Columns, fund_columns, indicator_columns
from perfeval.tables.grid import Grid, Row
from perfeval.tables.masthead import is_masthead_row, is_project_row, is_title
from perfeval.tables.total import is_total


class _Mark(enum.Enum):
    """What a row begins."""

    TITLE = enum.auto()
    PROJECT = enum.auto()
    FUNDS = enum.auto()
    INDICATORS = enum.auto()


_BEFORE: Final = {
    _Mark.TITLE: frozenset(),
    _Mark.PROJECT: frozenset({_Mark.TITLE}),
    _Mark.FUNDS: frozenset({_Mark.TITLE, _Mark.PROJECT, _Mark.INDICATORS}),
    _Mark.INDICATORS: frozenset({_Mark.TITLE, _Mark.PROJECT, _Mark.FUNDS}),
}
"""What may stand above a mark in one and the same form."""

_TITLE_LINES: Final = 3
_TABLE_ROWS: Final = 2


@frozen
class Block:
    """The headings of a block, and the positions of its heading row and of the first row below (in the form's rows)."""

    columns: Columns
    start: int
    below: int


@frozen
class Form:
    """The rows of one table of a document, from its title (or first row) up to the next table."""

    source: str
    index: int
    """Which table of the document it is, 1-based."""
    rows: tuple[Row, ...]
    funds: Block | None
    indicators: Block | None


@define
class _Start:
    """A table that begins at `position`; `marks` says what was seen of it, and where."""

    position: int
    marks: dict[_Mark, int] = field(factory=dict)
    funds: Block | None = None
    indicators: Block | None = None
    ended: bool = False
    """Whether its total row was seen."""


def split_tables(grid: Grid) -> list[Form]:
    """The tables of a document, in order. A title with nothing below it, such as a heading of a report, is none."""
    rows = grid.rows
    starts: list[_Start] = []
    position = 0
    while position < len(rows):
        position += _look_at(rows, position, starts)
    ends = [*(start.position for start in starts[1:]), len(rows)][: len(starts)]
    forms: list[Form] = []
    for start, end in zip(starts, ends, strict=True):
        own = rows[start.position : end]
        if set(start.marks) == {_Mark.TITLE} and sum(1 for row in own if len(row.filled) > 1) < _TABLE_ROWS:
            continue
        forms.append(
            Form(grid.source, len(forms) + 1, own, _within(start, start.funds), _within(start, start.indicators))
        )
    return forms


def _look_at(rows: Sequence[Row], position: int, starts: list[_Start]) -> int:
    """Take note of what begins in a row; gives the number of rows it takes."""
    row = rows[position]
    if row.blank:
        return 1
    if is_title(row):
        _mark(rows, position, _Mark.TITLE, starts)
        return 1
    headings = indicator_columns(rows, position)
    if headings is not None:
        columns, height = headings
        current = starts[-1] if starts else None
        if current is not None and current.indicators is not None and not _begins_anew(rows, position, current):
            # The headings are repeated at the top of a page.
            return height
        start = _mark(rows, position, _Mark.INDICATORS, starts)
        start.indicators = Block(columns, position, position + height)
        return height
    if is_project_row(row):
        _mark(rows, position, _Mark.PROJECT, starts)
        return 1
    funds = fund_columns(row)
    if funds is not None:
        current = starts[-1] if starts else None
        if current is None or current.funds is None or current.ended:
            start = _mark(rows, position, _Mark.FUNDS, starts)
            start.funds = start.funds or Block(funds, position, position + 1)
    elif starts and starts[-1].indicators is not None and is_total(row):
        starts[-1].ended = True
    return 1


def _begins_anew(rows: Sequence[Row], position: int, current: _Start) -> bool:
    """Whether headings that come a second time belong to another table: after the total row, or after other text."""
    return current.ended or not _continues(rows, position)


def _continues(rows: Sequence[Row], position: int) -> bool:
    """Whether the row above is a row of a table, without a gap."""
    return position > 0 and len(rows[position - 1].filled) > 1


def _mark(rows: Sequence[Row], position: int, mark: _Mark, starts: list[_Start]) -> _Start:
    """The table to which the mark belongs: the present one, or a new one that begins here or a little above."""
    current = starts[-1] if starts else None
    if mark is _Mark.TITLE:
        if current is None or set(current.marks) != {_Mark.TITLE}:
            starts.append(_Start(position))
        elif position - current.marks[mark] > _TITLE_LINES:
            # The title before it was a heading of the document.
            starts[-1] = _Start(position)
    elif current is None or current.ended or not set(current.marks) <= _BEFORE[mark]:
        floor = 0 if current is None else max(current.marks.values()) + 1
        starts.append(_Start(_top(rows, position, floor)))
    start = starts[-1]
    start.marks[mark] = position
    return start


def _top(rows: Sequence[Row], position: int, floor: int) -> int:
    """The first row of the head of a form that stands directly above this row."""
    top = position
    for above in range(position - 1, floor - 1, -1):
        if rows[above].blank:
            continue
        if not is_masthead_row(rows[above]):
            break
        top = above
    return top


def _within(start: _Start, block: Block | None) -> Block | None:
    """The block with positions counted from the first row of its form."""
    if block is None:
        return None
    return Block(block.columns, block.start - start.position, block.below - start.position)

"""The heading row (or two) of the indicator block or the funds block, as the parts of its columns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import zip_longest
from typing import Final

from attrs import evolve, frozen

from perfeval.tables.broken import ways_to_join
from perfeval.tables.grid import Row
from perfeval.tables.headings import Part, fold_heading, fund_heading, indicator_heading

INDICATOR_HEADINGS: Final = (Part.NAME, Part.TARGET, Part.ACTUAL, Part.FULL, Part.SCORE)
"""The headings that an indicator block is looked for by."""

_LEVELS: Final = frozenset({Part.LEVEL1, Part.LEVEL2, Part.NAME})
_SPANNING: Final = frozenset({Part.NAME, Part.TARGET, Part.ACTUAL, Part.REASON})
_REPEATABLE: Final = frozenset({Part.OTHER, Part.GROUP, Part.FUND})
_MIN_PARTS: Final = 3
_LONGEST_HEADING: Final = 80
_LONGEST_PIECE: Final = 12
_LETTERS_OF_HEADINGS: Final = frozenset("分权级值完")


@frozen
class Columns:
    """The columns of a block, left to right; `None` stands for a column without a heading that is known."""

    parts: tuple[Part | None, ...]
    headings: tuple[str, ...]
    """The headings as printed, for messages."""
    width: int
    """How many cells the heading row has, blank ones at its end included."""
    rows: tuple[int, ...]
    """The numbers of the rows (lines) that the headings stand in."""
    doubled: tuple[str, ...] = ()
    """Headings of columns that repeat the part of another column and are not read."""
    merged: bool = False
    """Whether the columns were put together from two heading rows whose cells do not stand below one another."""

    def __contains__(self, part: Part) -> bool:
        return part in self.parts

    def position(self, part: Part) -> int | None:
        """Where the column of this part stands, counted from 0."""
        return self.parts.index(part) if part in self.parts else None

    def owner(self, position: int) -> Part | None:
        """The part of a column; one without heading belongs to the wide column at its left (merged heading)."""
        part = self.parts[position]
        if part is not None:
            return part
        before = next((known for known in reversed(self.parts[:position]) if known is not None), None)
        last_named = max((at for at, known in enumerate(self.parts) if known is not None), default=-1)
        return before if before in _SPANNING and position < last_named else None


def indicator_columns(rows: Sequence[Row], start: int) -> tuple[Columns, int] | None:
    """The columns of an indicator block whose headings begin in row `start`, and how many rows they take.

    `None` if no such headings stand there.
    """
    found = _columns_at(rows, start) if _may_be_headings(rows[start]) else None
    if (found is not None and Part.SCORE in found[0]) or not _may_be_broken_headings(rows[start]):
        return found
    return _broken_columns(rows, start) or found


def _columns_at(rows: Sequence[Row], start: int) -> tuple[Columns, int] | None:
    """The columns whose headings stand in one row, or in two below one another."""
    upper = _columns(rows[start], indicator_heading)
    if not _is_heading_row(upper, rows[start]):
        return None
    if start + 1 < len(rows):
        lower = _columns(rows[start + 1], indicator_heading)
        if _is_heading_row(lower, rows[start + 1]) and not set(lower.parts) - {None} <= set(upper.parts):
            both = _below_one_another(upper, lower) or _put_together(upper, lower)
            if _is_indicator_block(both):
                return _settled(both), 2
    return (_settled(upper), 1) if _is_indicator_block(upper) else None


def _broken_columns(rows: Sequence[Row], start: int) -> tuple[Columns, int] | None:
    """The columns of one heading row that line breaks in its cells broke into several lines."""
    for row, count in ways_to_join(rows, start):
        columns = _columns(row, indicator_heading)
        if {Part.TARGET, Part.ACTUAL, Part.SCORE} <= set(columns.parts) and _is_indicator_block(columns):
            lines = tuple(line.number for line in rows[start : start + count])
            return (_settled(evolve(columns, rows=lines)), count) if _is_heading_row(columns, row) else None
    return None


def fund_columns(row: Row) -> Columns | None:
    """The columns of a funds block whose headings stand in this row; `None` if they do not."""
    if not any("执" in cell.text or "支" in cell.text for cell in row.cells if len(cell.text) <= _LONGEST_HEADING):
        return None
    columns = _columns(row, fund_heading)
    money = {Part.INITIAL, Part.BUDGET, Part.EXECUTED} & set(columns.parts)
    if Part.EXECUTED not in money or len(money) < 2 or indicator_heading_count(row) >= _MIN_PARTS + 1:
        return None
    columns = _with_adjusted_budget(columns)
    first = next(at for at, part in enumerate(columns.parts) if part in money)
    # Whatever stands before the amounts names the funds, also in columns whose heading is blank.
    return _with_single_parts(evolve(columns, parts=(Part.FUND,) * first + columns.parts[first:]))


def _may_be_headings(row: Row) -> bool:
    """A quick look that spares most rows the closer one: every heading row has two of 分值, 得分, 指标值, 三级 …."""
    if len(row.cells) < 2:
        return False
    letters = {letter for cell in row.cells if len(cell.text) <= _LONGEST_HEADING for letter in cell.text}
    return len(letters & _LETTERS_OF_HEADINGS) >= 2


def _may_be_broken_headings(row: Row) -> bool:
    """Whether the row may be the first line of headings with line breaks in them: 一级 stands there, nothing long."""
    return (
        len(row.cells) > 1
        and all(len(cell.text) <= _LONGEST_PIECE for cell in row.cells)
        and any("级" in cell.text for cell in row.cells)
    )


def indicator_heading_count(row: Row) -> int:
    """How many different headings of an indicator block stand in the row."""
    return len({indicator_heading(cell.text) for cell in row.filled} - {None, Part.OTHER})


def _columns(row: Row, heading: Callable[[str], Part | None]) -> Columns:
    return Columns(
        tuple(heading(cell.text) if len(cell.text) <= _LONGEST_HEADING else None for cell in row.cells),
        tuple(fold_heading(cell.text) for cell in row.cells),
        len(row.cells),
        (row.number,),
    )


def _is_heading_row(columns: Columns, row: Row) -> bool:
    """Whether the row is made of headings: at least three different ones, and hardly anything else."""
    known = {part for part in columns.parts if part is not None}
    strangers = sum(1 for cell, part in zip(row.cells, columns.parts, strict=True) if part is None and not cell.blank)
    return len(known - {Part.OTHER}) >= _MIN_PARTS and strangers <= len(known)


def _is_indicator_block(columns: Columns) -> bool:
    known = set(columns.parts)
    return bool(known & _LEVELS) and bool(known & {Part.TARGET, Part.ACTUAL, Part.SCORE, Part.FULL})


def _below_one_another(upper: Columns, lower: Columns) -> Columns | None:
    """Two heading rows whose cells stand below one another: the lower row says what a wide heading consists of."""
    parts: list[Part | None] = []
    headings: list[str] = []
    pairs = zip_longest(_pairs(upper), _pairs(lower), fillvalue=(None, ""))
    for (above, above_text), (below, below_text) in pairs:
        consists_of = (above is Part.TARGET and below in {Part.NATURE, Part.UNIT, Part.TARGET}) or (
            above is Part.GROUP and below in _LEVELS
        )
        if above is not None and below is not None and not consists_of:
            return None
        parts.append(below or above)
        headings.append(below_text or above_text)
    return evolve(
        upper,
        parts=tuple(parts),
        headings=tuple(headings),
        width=max(upper.width, lower.width),
        rows=upper.rows + lower.rows,
    )


def _put_together(upper: Columns, lower: Columns) -> Columns:
    """Two heading rows of which each lost its merged cells: levels first, then the upper row with its parts."""
    front = [(part, text) for part, text in _named(lower) if part in _LEVELS]
    target = [(part, text) for part, text in _named(lower) if part not in _LEVELS]
    together: list[tuple[Part | None, str]] = []
    for part, text in _named(upper):
        if part is Part.TARGET and target:
            together += target
            target = []
        else:
            together.append((part, text))
    group = [entry for entry in together if entry[0] is Part.GROUP]
    rest = [entry for entry in together if entry[0] is not Part.GROUP]
    entries = [*group, *front, *rest, *target]
    return Columns(
        tuple(part for part, _ in entries),
        tuple(text for _, text in entries),
        len(entries),
        upper.rows + lower.rows,
        merged=True,
    )


def _settled(columns: Columns) -> Columns:
    """The columns with every part at most once, and with one that holds the indicators' names."""
    parts = list(columns.parts)
    if Part.NAME not in parts:
        first_level = next((at for at, part in enumerate(parts) if part in _LEVELS), 0)
        named = [at for at, part in enumerate(parts) if part is Part.GROUP and at > first_level]
        named += [at for at, part in enumerate(parts) if part is Part.LEVEL2]
        named += [at for at, part in enumerate(parts) if part is Part.LEVEL1]
        if named:
            parts[named[0]] = Part.NAME
    return _with_single_parts(evolve(columns, parts=tuple(parts)))


def _with_single_parts(columns: Columns) -> Columns:
    """Of two columns with one part the first is read, of two scores the one that says 自评."""
    parts = list(columns.parts)
    doubled = []
    for part in {known for known in parts if known is not None} - _REPEATABLE:
        positions = [at for at, known in enumerate(parts) if known is part]
        own = [at for at in positions if "自" in columns.headings[at]] if part is Part.SCORE else []
        kept = (own or positions)[0]
        for at in positions:
            if at != kept:
                parts[at] = Part.OTHER
                doubled.append(columns.headings[at])
    return evolve(columns, parts=tuple(parts), doubled=tuple(sorted(doubled)))


def _with_adjusted_budget(columns: Columns) -> Columns:
    """预算数 beside 调整后预算数 is the initial budget."""
    budgets = [at for at, part in enumerate(columns.parts) if part is Part.BUDGET]
    adjusted = [at for at in budgets if "后" in columns.headings[at]]
    if len(budgets) < 2 or not adjusted:
        return columns
    # Beside 年初预算数 and 调整后预算数, a further 年度预算数 is only a title.
    instead = Part.OTHER if Part.INITIAL in columns.parts else Part.INITIAL
    parts = list(columns.parts)
    for at in budgets:
        if at not in adjusted:
            parts[at] = instead
    return evolve(columns, parts=tuple(parts))


def _pairs(columns: Columns) -> list[tuple[Part | None, str]]:
    return list(zip(columns.parts, columns.headings, strict=True))


def _named(columns: Columns) -> list[tuple[Part | None, str]]:
    return [(part, text) for part, text in _pairs(columns) if part is not None]

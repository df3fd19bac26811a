"""Several indicator rows on one line, whose line ends an export lost: `… 12种 14种 1 1 6种 28种 1 1`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from perfeval.tables.columns import Columns
from perfeval.tables.fit import STEP, price
from perfeval.tables.grid import Cell, Row
from perfeval.tables.headings import Part
from perfeval.tables.placing import Placed, Placer

_MOST: Final = 40
_LONGEST_SHIFT: Final = 3
_REASON: Final = re.compile("[。；;]|原因|由于|因为|^因|未|压减|减少")


def split_fused(row: Row, placer: Placer, level1: str | None) -> list[Placed] | None:
    """The rows that stand on this line, if after the first the same columns come again and again.

    `None` unless every repetition fits the columns; nothing is guessed from a line that only looks too long.
    """
    columns = placer.columns
    score = columns.position(Part.SCORE)
    if score is None or row.reach <= len(columns.parts) or row.reach > _MOST * len(columns.parts):
        return None
    last = score + (2 if columns.position(Part.REASON) == score + 1 else 1)
    for end in range(last, max(score - _LONGEST_SHIFT, 1), -1):
        first = placer.place(Row(row.number, row.cells[:end]), level1)
        if first.left_over or first.cell(Part.NAME) is None or not _fits(first, placer):
            continue
        rest = row.cells[end : row.reach]
        for pattern in _patterns(columns):
            further = _repeated(row.number, rest, pattern)
            if further is not None:
                return [Placed(row, first.cells, moved=first.moved), *further]
    return None


def _fits(placed: Placed, placer: Placer) -> bool:
    """Whether full marks and score of the first row are there and are points, and its reason is none of the figures."""
    wanted = [part for part in (Part.FULL, Part.SCORE) if part in placer.columns]
    reason = placed.cell(Part.REASON)
    return all(_price(placed.cell(part), part) == 0 for part in wanted) and (
        # Between two rows, one text may be the reason of the first or the name of the second, which is rarely missing.
        reason is None or _REASON.search(reason.text) is not None
    )


def _patterns(columns: Columns) -> Iterator[tuple[Part, ...]]:
    """The columns that may come again: those of the figures, perhaps with the name before and the reason after."""
    named = [part for part in columns.parts if part is not None]
    figures = tuple(
        part
        for part in named
        if part in {Part.NATURE, Part.TARGET, Part.UNIT, Part.REVISED, Part.ACTUAL, Part.FULL, Part.SCORE}
    )
    whole = tuple(part for part in named if part in {*figures, Part.NAME, Part.REASON})
    yield figures
    yield tuple(part for part in whole if part is not Part.REASON)
    yield tuple(part for part in whole if part is not Part.NAME)
    yield whole


def _repeated(line: int, rest: tuple[Cell, ...], pattern: tuple[Part, ...]) -> list[Placed] | None:
    if not rest:
        return None
    missing = -len(rest) % len(pattern)
    # The last reason is often blank and then cut off; any other column must be there.
    if missing > (1 if pattern[-1] is Part.REASON else 0):
        return None
    rows = []
    for start in range(0, len(rest), len(pattern)):
        group = rest[start : start + len(pattern)]
        if not all(_belongs(cell, part) for cell, part in zip(group, pattern, strict=False)):
            return None
        cells = {part: (cell,) for cell, part in zip(group, pattern, strict=False) if not cell.blank}
        rows.append(Placed(Row(line, group), cells))
    return rows


def _belongs(cell: Cell, part: Part) -> bool:
    if cell.blank:
        return part in {Part.REASON, Part.NATURE, Part.UNIT, Part.REVISED}
    return _price(cell, part) < STEP


def _price(cell: Cell | None, part: Part) -> int:
    return STEP if cell is None or cell.blank else price(cell.text, part, part)

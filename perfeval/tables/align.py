"""Cells of a damaged row against the columns of its heading: which cell stands in which column.

A merged cell that an export lost moves the rest of its row to the left, an additional blank cell moves it to the right.
The cells keep their order, so a row and its columns are aligned as two sequences are: a cell stands in a column, a
column lost its cell, or a blank cell is one too many. Every step has its price, and the cheapest way that explains the
whole row is taken, together with the next best, so that the caller can tell a clear case from a doubtful one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from attrs import frozen

Placing = tuple[int, ...]
"""For every filled cell of a row, in order, its column (0-based), or -1 if no column could take it."""

LEFT_OVER: Final = 600
"""The price of a filled cell that no column takes."""
FURTHER: Final = 30
"""The price of each further column lost, or blank cell too many, in one run."""

_KEPT: Final = 4
_FAR: Final = 6


@frozen
class Prices:
    """What the steps of an alignment cost in one row."""

    placed: Callable[[int, int], int]
    """The price of cell `i` in column `j`."""
    absent: Callable[[int], int]
    """The price of a column `j` in which nothing stands."""
    lost: int
    """The price of a column whose cell was lost."""
    extra: int
    """The price of a blank cell too many."""


@frozen(order=True)
class Alignment:
    """One way to read a row, with its price."""

    price: int
    placing: Placing


_Path = tuple[int, Placing, int]
"""A way to read part of a row: its price, the columns of the filled cells so far, and which run of steps it is in."""

_NO_RUN, _COLUMNS_LOST, _BLANKS_PASSED = range(3)


def as_printed(blank: Sequence[bool], columns: int, prices: Prices) -> Alignment:
    """Every cell in the column below whose heading it stands, priced."""
    price = 0
    placing = []
    for position, is_blank in enumerate(blank):
        if position >= columns:
            if not is_blank:
                price += LEFT_OVER
                placing.append(-1)
            continue
        price += prices.absent(position) if is_blank else prices.placed(position, position)
        if not is_blank:
            placing.append(position)
    price += sum(prices.absent(position) for position in range(len(blank), columns))
    return Alignment(price, tuple(placing))


def alignments(blank: Sequence[bool], columns: int, prices: Prices) -> list[Alignment]:
    """The best ways to place the cells of a row in `columns` columns, cheapest first; they differ in their placing."""
    cells = len(blank)
    slack = _FAR + abs(cells - columns)
    reached: list[list[_Path]] = [[] for _ in range(columns + 1)]
    reached[0] = [(0, (), _NO_RUN)]
    for cell in range(cells + 1):
        following: list[list[_Path]] = [[] for _ in range(columns + 1)]
        at_end = cell == cells
        for column in range(max(cell - slack, 0), min(cell + slack, columns) + 1):
            paths = reached[column] = _best(reached[column])
            if column < columns:
                reached[column + 1] += _lost(paths, prices.absent(column), 0 if at_end else prices.lost)
            if at_end:
                continue
            if column < columns:
                following[column + 1] += _placed(paths, cell, column, blank[cell], prices)
            following[column] += _passed(paths, blank[cell], 0 if column == columns else prices.extra)
        if not at_end:
            reached = following
    return [Alignment(price, placing) for price, placing, _ in reached[columns]]


def _placed(paths: list[_Path], cell: int, column: int, is_blank: bool, prices: Prices) -> list[_Path]:
    """The next cell stands in the column."""
    if is_blank:
        step = prices.absent(column)
        return [(price + step, placing, _NO_RUN) for price, placing, _ in paths]
    # The last term prefers, of two ways that are equally good, the one nearer to the headings' positions.
    step = prices.placed(cell, column) + abs(cell - column)
    return [(price + step, (*placing, column), _NO_RUN) for price, placing, _ in paths]


def _lost(paths: list[_Path], absent: int, lost: int) -> list[_Path]:
    """The column lost its cell."""
    further = min(FURTHER, lost)
    return [
        (price + absent + (further if run == _COLUMNS_LOST else lost), placing, _COLUMNS_LOST)
        for price, placing, run in paths
    ]


def _passed(paths: list[_Path], is_blank: bool, extra: int) -> list[_Path]:
    """The next cell stands in no column: a blank one too many, or a filled one that is left over."""
    if not is_blank:
        return [(price + LEFT_OVER, (*placing, -1), _NO_RUN) for price, placing, _ in paths]
    further = min(FURTHER, extra)
    return [
        (price + (further if run == _BLANKS_PASSED else extra), placing, _BLANKS_PASSED)
        for price, placing, run in paths
    ]


def _best(paths: list[_Path]) -> list[_Path]:
    """The cheapest path of each placing, and of those the cheapest few."""
    if len(paths) <= 1:
        return paths
    paths.sort()
    best: list[_Path] = []
    seen: set[Placing] = set()
    for path in paths:
        if path[1] not in seen:
            seen.add(path[1])
            best.append(path)
            if len(best) == _KEPT:
                break
    return best

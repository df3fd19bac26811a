"""Rows that an export broke into several lines, because a cell of them holds line breaks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from attrs import evolve

from perfeval.tables.grid import Row

MOST_LINES: Final = 6
"""The most lines that are tried as one row."""


def joined(rows: Sequence[Row]) -> Row:
    """Lines put together as one row: the last cell of each goes on in the first cell of the next."""
    first, *others = rows
    cells = list(first.cells)
    for row in others:
        head, *rest = row.cells
        cells[-1] = evolve(cells[-1], text="\n".join(text for text in (cells[-1].text, head.text) if text.strip()))
        cells += rest
    return Row(first.number, tuple(cells))


def ways_to_join(rows: Sequence[Row], start: int) -> Iterator[tuple[Row, int]]:
    """The row at `start` joined with one, two … lines below it, and how many lines that takes."""
    for count in range(2, MOST_LINES + 1):
        if start + count > len(rows) or rows[start + count - 1].blank:
            return
        yield joined(rows[start : start + count]), count

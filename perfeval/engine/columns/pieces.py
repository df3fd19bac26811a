"""What a file is read in: pieces of some thousand rows, each of which knows where in the file it stands."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Final, Protocol

import pyarrow as pa
from attrs import frozen

from perfeval.errors import PerfevalError
from perfeval.wording import Wording

ROWS_AT_ONCE: Final = 2**17
"""Rows of a file that are read, scored and written at a time."""


class FileError(PerfevalError):
    """A file cannot be read or written, or not further than some row."""


@frozen(eq=False)
class Piece:
    """Some rows that stand one after the other."""

    batch: pa.RecordBatch
    first_row: int
    """The number of the first one in the file, from 1."""
    done: int
    """How much of the total of its source has been read with it."""
    gaps: tuple[int, ...] = ()
    """The places in the batch before which a row of the file was left out as broken, rising."""
    line_of: Callable[[int], int] | None = None
    """The line of the file in which a row, by its number, begins; None: the file has no lines."""

    def row(self, place: int) -> int:
        """The number in the file of the row at a place of the batch."""
        return self.first_row + place + bisect_right(self.gaps, place)

    def cut(self, start: int, stop: int) -> Piece:
        """The rows from one place to before another."""
        gaps = tuple(gap - start for gap in self.gaps if start < gap < stop)
        return Piece(self.batch.slice(start, stop - start), self.row(start), self.done, gaps, self.line_of)

    def without_gaps(self) -> Iterator[Piece]:
        """The same rows in pieces in which none is left out."""
        edges = [0, *dict.fromkeys(gap for gap in self.gaps if 0 < gap < self.batch.num_rows), self.batch.num_rows]
        for start, stop in pairwise(edges):
            part = self.cut(start, stop)
            yield Piece(part.batch, part.first_row, self.done, (), self.line_of)

    def from_row(self, row: int) -> Piece | None:
        """Its rows from a row of the file on; None where there are none."""
        count = self.batch.num_rows
        if not count or self.row(count - 1) < row:
            return None
        return self.cut(next(place for place in range(count) if self.row(place) >= row), count)

    def even(self, most: int) -> Iterator[Piece]:
        """The same rows in pieces of about one size and of so many rows at most."""
        count = self.batch.num_rows
        parts = -(-count // most)
        for part in range(parts):
            yield self.cut(count * part // parts, count * (part + 1) // parts)


@frozen
class BrokenRow:
    """A row of a CSV file that has another number of cells than the heading."""

    row: int
    line: int
    expected: int
    actual: int
    text: str

    @property
    def wording(self) -> Wording:
        """Where it is, and what is wrong with it."""
        shown = self.text if len(self.text) <= 60 else self.text[:60] + "…"
        return Wording(
            f"第 {self.line} 行（第 {self.row} 条数据）有 {self.actual} 格，表头有 {self.expected} 格：{shown}",
            f"line {self.line} (data row {self.row}) has {self.actual} cells, the heading {self.expected}: {shown}",
        )


class Source(Protocol):
    """A file opened to be read once, piece by piece."""

    path: Path
    schema: pa.Schema
    total: int
    """What the `done` of its last piece will be: rows, or bytes where the rows are not known."""
    counts_rows: bool
    broken: list[BrokenRow]
    """The first rows that were left out as broken."""
    broken_count: int

    def pieces(self, from_row: int) -> Iterator[Piece]:
        """Its pieces, from a row on. Raises `FileError` where it cannot be read further."""

    def close(self) -> None:
        """Close the file."""


def unreadable(path: Path, kind: str, reason: object, after: int | None = None) -> FileError:
    """The error for a file that is not of the kind that its name says, or damaged."""
    cause = " ".join(str(reason).split())[:300]
    at = Wording("", "") if not after else Wording(f"第 {after} 行之后", f" after row {after}")
    return FileError(
        "unreadable-file",
        Wording(
            f"{path}：{at.zh}无法作为 {kind} 读取（{cause}）；文件可能已损坏、没有写完或后缀不对，请重新导出",
            f"{path}: cannot be read as {kind}{at.en} ({cause}); it may be damaged, unfinished or wrongly named: "
            "export it again",
        ),
    )

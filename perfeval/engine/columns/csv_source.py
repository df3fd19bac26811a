"""CSV and tab-separated text → pieces of rows, every cell as it is written; for every row its line in the file.

The file is cut into blocks at the ends of rows here, not by pyarrow: so the line of a broken row is known, the rows
before it are not lost, and a quotation mark that is never closed is an error instead of a cell of many lines.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any, Final, Literal

import pyarrow as pa
import pyarrow.csv as pacsv
from attrs import frozen

from perfeval.engine.columns.pieces import BrokenRow, FileError, Piece, unreadable
from perfeval.errors import PerfevalError
from perfeval.tables.encoding import encoding_of_start
from perfeval.wording import Wording

BLOCK: Final = 2**20
"""The fewest bytes that are read at a time."""
BYTES_A_ROW: Final = 100
"""How long a row is thought to be; what is read at a time follows from it."""
LONGEST_ROW: Final = 2**24
"""Bytes of a row beyond which its quotation mark is taken to be one that is never closed."""
BROKEN_KEPT: Final = 20

_SAMPLE: Final = 2**16
_DELIMITERS: Final = (b",", b"\t", b";", b"|")


@frozen(eq=False)
class Block:
    """Whole rows of the file, in UTF-8."""

    data: bytes
    first_line: int
    read: int
    """Bytes of the file that have been read."""


class Form:
    """How the rows of a file are set apart."""

    def __init__(self, delimiter: bytes, *, old_mac: bool) -> None:
        self.delimiter = delimiter
        self.newline = b"\r" if old_mac else b"\n"
        apart = re.escape(delimiter)
        # As pyarrow reads: a quotation mark counts at the beginning of a cell only; doubled, it stands for itself.
        cell = rb'(?:"(?:[^"]++|"")*+"[^%b\r\n]*+|(?!")[^%b\r\n]*+)' % (apart, apart)
        row = rb"%b(?:%b%b)*+" % (cell, apart, cell)
        self._row = re.compile(rb"%b(?:\r\n|\r|\n|\Z)" % row)
        self._rows = re.compile(rb"(?:%b(?:\r\n|\r|\n))*+" % row)
        self._all = re.compile(rb"(?:%b(?:\r\n|\r|\n))*+(?:%b\Z)?" % (row, row))

    def end_of_rows(self, data: bytes, *, at_end: bool) -> int:
        """Where the last whole row ends."""
        if b'"' not in data:
            return len(data) if at_end else data.rfind(self.newline) + 1
        if at_end:
            found = self._all.match(data)
        else:
            # The line feed of a carriage return at the end may still be to come.
            found = self._rows.match(data, 0, len(data) - (self.newline == b"\n" and data.endswith(b"\r")))
        return 0 if found is None else found.end()

    def starts(self, data: bytes) -> Iterator[tuple[int, int]]:
        """Beginning and end of every row, empty lines left out."""
        start = 0
        while start < len(data):
            found = self._row.match(data, start)
            if found is None:  # an open quotation mark
                return
            if found.group().strip(b"\r\n"):
                yield start, found.end()
            start = max(found.end(), start + 1)


def lines_in(data: bytes) -> int:
    """How many lines end in a piece of text."""
    lines = data.count(b"\n")
    return lines if b"\r" not in data else lines + data.count(b"\r") - data.count(b"\r\n")


class CsvSource:
    """A CSV or tab-separated file."""

    counts_rows = False

    def __init__(self, path: Path, rows_at_once: int, *, skip_broken: bool = False, block: int = BLOCK) -> None:
        self.path = path
        self.broken: list[BrokenRow] = []
        self.broken_count = 0
        self._rows_at_once = rows_at_once
        self._skip_broken = skip_broken
        self._size = min(max(rows_at_once * BYTES_A_ROW, block), max(block, LONGEST_ROW))
        self.total = path.stat().st_size
        self._file = path.open("rb")
        try:
            head = self._file.read(_SAMPLE)
            self._encoding, self._mark = self._encoding_of(head)
            self._form, names, self._header_rows = self._heading(head)
        except BaseException:
            self._file.close()
            raise
        self.schema = pa.schema([(name, pa.string()) for name in names])

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    # ---- encoding and heading ----

    def _encoding_of(self, head: bytes) -> tuple[str | None, int]:
        """None where nothing but ASCII stands at the beginning, so that it is still open."""
        if head.isascii() and b"\0" not in head:
            return None, 0
        return encoding_of_start(head, str(self.path))

    def _heading(self, head: bytes) -> tuple[Form, list[str], int]:
        """How the rows are set apart, the names in the first one, and how many rows stand before the data."""
        text = head[self._mark :].decode(self._encoding or "ascii", "ignore").encode()
        first = next((line for line in text.splitlines() if line), None)
        if first is None:
            raise FileError(
                "empty-file",
                Wording(
                    f"{self.path}：是空文件，没有表头；请重新导出",
                    f"{self.path}: is empty and has no heading; export it again",
                ),
            )
        bare = re.sub(rb'"[^"]*"', b"", first)
        preferred = (
            sorted(_DELIMITERS, key=lambda one: one != b"\t") if self.path.suffix.lower() == ".tsv" else _DELIMITERS
        )
        form = Form(max(preferred, key=bare.count), old_mac=b"\n" not in text and b"\r" in text)
        start, end = next(form.starts(text), (0, 0))
        row = next(csv.reader(io.StringIO(text[start:end].decode(), newline=""), delimiter=form.delimiter.decode()), [])
        names = [name.strip() for name in row]
        if not end:
            raise self._open_quote(1)
        twice = next((name for number, name in enumerate(names) if name and name in names[:number]), None)
        if twice is not None:
            raise FileError(
                "column-twice",
                Wording(
                    f"{self.path}：表头有两个“{twice}”；请改名或删去一个",
                    f"{self.path}: two columns are called `{twice}`; rename or remove one",
                ),
            )
        return form, names, 1

    # ---- blocks ----

    def blocks(self) -> Iterator[Block]:
        """The file in blocks of whole rows. Raises `FileError` at damaged bytes and open quotation marks."""
        self._file.seek(self._mark)
        rest, pending, line = b"", b"", 1
        while True:
            raw = self._file.read(self._size)
            at_end = not raw
            text, pending, damaged = self._in_utf8(pending + raw, at_end=at_end)
            rest += text
            end = self._form.end_of_rows(rest, at_end=at_end and not damaged)
            if end:
                yield Block(rest[:end], line, self._file.tell())
                line += lines_in(rest[:end])
                rest = rest[end:]
            if damaged:
                raise self._damaged(line + lines_in(rest))
            if rest and (at_end or len(rest) > LONGEST_ROW):
                raise self._open_quote(line)
            if at_end:
                return

    def _in_utf8(self, data: bytes, *, at_end: bool) -> tuple[bytes, bytes, bool]:
        """The characters that are whole, the bytes of one that is not yet, and whether a damaged one follows."""
        if self._encoding is None:
            if data.isascii():
                return data, b"", False
            first = re.search(rb"[^\x00-\x7f]", data)
            start = data.rfind(b"\n", 0, first.start() if first else 0) + 1
            self._encoding, _ = encoding_of_start(data[start : start + _SAMPLE], str(self.path))
        if self._encoding == "utf-8" and data.isascii():
            return data, b"", False
        try:
            text, used = codecs.getdecoder(self._encoding)(data) if at_end else self._whole(data)
        except UnicodeDecodeError as error:
            text = data[: error.start].decode(self._encoding)
            return text.encode(), b"", True
        return data[:used] if self._encoding == "utf-8" else text.encode(), data[used:], False

    def _whole(self, data: bytes) -> tuple[str, int]:
        decoder = codecs.getincrementaldecoder(self._encoding or "utf-8")()
        text = decoder.decode(data)
        return text, len(data) - len(decoder.getstate()[0])

    def _damaged(self, line: int) -> FileError:
        return FileError(
            "damaged-text",
            Wording(
                f"{self.path} 第 {line} 行：有不是 {self._encoding} 文字的字节；请改正这一行，或重新导出为 UTF-8",
                f"{self.path}, line {line}: holds bytes that are no {self._encoding} text; mend the line, or export "
                "the file again as UTF-8",
            ),
        )

    def _open_quote(self, line: int) -> FileError:
        return FileError(
            "open-quote",
            Wording(
                f'{self.path} 第 {line} 行：这一行里的引号（"）没有结束；请补上引号，或把单元格内的引号写成两个（""）',
                f'{self.path}, line {line}: a quotation mark (") that begins in this row is never closed; close it, or '
                'double it ("") where it stands for itself',
            ),
        )

    # ---- pieces ----

    def pieces(self, from_row: int) -> Iterator[Piece]:
        """Its pieces, from a row on. Raises `FileError` at a broken row, unless those are to be left out."""
        next_row = 1 - self._header_rows
        for block in self.blocks():
            rows, broken = self._parsed(block)
            first, count = next_row, rows.num_rows + len(broken)
            next_row += count
            gaps = tuple(number - 1 - place for place, (number, *_) in enumerate(broken))
            piece = Piece(rows, first, block.read, gaps, partial(self._line_of_row, block, first))
            found = [self._broken(block, first, one) for one in self._seen(first, broken, from_row)]
            if found and not self._skip_broken:
                piece = piece.cut(0, gaps[[number for number, *_ in broken].index(found[0].row - first + 1)])
            kept = piece.from_row(max(from_row, 1))
            if kept is not None:
                yield from kept.even(self._rows_at_once)
            if found and not self._skip_broken:
                raise self._at_broken_row(found[0])
            self.broken += found

    def _seen(
        self, first: int, broken: list[tuple[int, int, int, str]], from_row: int
    ) -> list[tuple[int, int, int, str]]:
        """The broken rows of a block that are worth looking at more closely."""
        after = [one for one in broken if first + one[0] - 1 >= max(from_row, 1)]
        self.broken_count += len(after)
        return after[: BROKEN_KEPT - len(self.broken)] if self._skip_broken else after[:1]

    def _parsed(self, block: Block) -> tuple[pa.RecordBatch, list[tuple[int, int, int, str]]]:
        broken: list[tuple[int, int, int, str]] = []

        def handle(row: Any) -> Literal["skip"]:
            broken.append((row.number, row.expected_columns, row.actual_columns, row.text))
            return "skip"

        names = [str(place) for place in range(len(self.schema))]  # pyarrow wants them all different
        try:
            table = pacsv.read_csv(
                pa.BufferReader(block.data),
                read_options=pacsv.ReadOptions(
                    use_threads=False, column_names=names, block_size=min(len(block.data) + 1, 2**31 - 1)
                ),
                parse_options=pacsv.ParseOptions(
                    delimiter=self._form.delimiter.decode(), newlines_in_values=True, invalid_row_handler=handle
                ),
                convert_options=pacsv.ConvertOptions(
                    column_types=dict.fromkeys(names, pa.string()),
                    check_utf8=False,
                    strings_can_be_null=True,
                    null_values=[""],
                ),
            )
        except pa.ArrowInvalid as error:
            raise unreadable(self.path, "CSV", error) from None
        columns = [column.combine_chunks() for column in table.columns]
        arrays = [one if isinstance(one, pa.Array) else pa.array([], pa.string()) for one in columns]
        return pa.RecordBatch.from_arrays(arrays, schema=self.schema), broken

    def _line_of_row(self, block: Block, first: int, row: int) -> int:
        return self._line(block, row - first)

    def _line(self, block: Block, number: int) -> int:
        """The line in which a row of a block, counted from 0, begins."""
        for place, (start, _) in enumerate(self._form.starts(block.data)):
            if place == number:
                return block.first_line + lines_in(block.data[:start])
        return block.first_line

    def _broken(self, block: Block, first: int, found: tuple[int, int, int, str]) -> BrokenRow:
        number, expected, actual, text = found
        return BrokenRow(first + number - 1, self._line(block, number - 1), expected, actual, text)

    def _at_broken_row(self, row: BrokenRow) -> PerfevalError:
        return FileError(
            "broken-row",
            Wording(
                f"{self.path} {row.wording.zh}；请改正这一行，或用 --skip-broken-rows 略过这样的行",
                f"{self.path}, {row.wording.en}; mend this line, or leave such rows out with --skip-broken-rows",
            ),
        )

"""Files of rows by their suffix: Parquet, Arrow IPC and CSV, opened to be read piece by piece."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias

import pyarrow as pa

from perfeval.engine.columns.csv_source import CsvSource
from perfeval.engine.columns.pieces import BrokenRow, FileError, Piece, Source, unreadable
from perfeval.wording import Wording

Format: TypeAlias = Literal["parquet", "arrow", "arrow-stream", "csv", "tsv"]

FORMATS: Final[dict[str, Format]] = {
    ".parquet": "parquet",
    ".pq": "parquet",
    ".arrow": "arrow",
    ".feather": "arrow",
    ".ipc": "arrow",
    ".arrows": "arrow-stream",
    ".csv": "csv",
    ".tsv": "tsv",
}
"""By suffix: the format of a file. For reading, both forms of Arrow IPC are told apart by their first bytes."""

_BUFFER: Final = 2**20
_ARROW_FILE: Final = b"ARROW1"
_FAULTS: Final = (pa.ArrowException, OSError, ValueError)
"""What pyarrow raises for a file that it cannot read."""


def format_of(path: Path) -> Format:
    """The format of a file by its suffix. Raises `FileError` for an unknown one."""
    found = FORMATS.get(path.suffix.lower())
    if found is None:
        raise FileError(
            "unknown-suffix",
            Wording(
                f"{path}：不知道后缀“{path.suffix}”是什么格式；可用的后缀：{'、'.join(FORMATS)}",
                f"{path}: the suffix `{path.suffix}` names no format that is known; use one of {', '.join(FORMATS)}",
            ),
        )
    return found


def opened_source(path: Path, rows_at_once: int, *, skip_broken: bool = False) -> Source:
    """A file opened for reading. Raises `FileError` where that cannot be."""
    kind = format_of(path)
    if path.is_dir():
        raise FileError(
            "not-a-file", Wording(f"{path}：是文件夹，请指定一个文件", f"{path}: is a folder; name one file")
        )
    try:
        size = path.stat().st_size
        if not size:
            raise FileError(
                "empty-file", Wording(f"{path}：是空文件；请重新导出", f"{path}: is empty; export it again")
            )
        if kind in ("csv", "tsv"):
            return CsvSource(path, rows_at_once, skip_broken=skip_broken)
        return ParquetSource(path, rows_at_once) if kind == "parquet" else _arrow_source(path, rows_at_once)
    except FileNotFoundError:
        raise FileError("not-found", Wording(f"{path}：没有这个文件", f"{path}: no such file")) from None
    except OSError as error:
        raise FileError(
            "unreadable-file",
            Wording(
                f"{path}：无法读取（{error.strerror or error}）", f"{path}: cannot be read ({error.strerror or error})"
            ),
        ) from None


class _BinarySource(ABC):
    """What Parquet and Arrow files have in common: their rows are whole or the file is damaged."""

    kind = ""

    def __init__(self, path: Path, rows_at_once: int) -> None:
        self.path = path
        self.broken: list[BrokenRow] = []
        self.broken_count = 0
        self._rows_at_once = rows_at_once

    @abstractmethod
    def _batches(self, from_row: int) -> Iterator[tuple[int, pa.RecordBatch]]:
        """Batches with the number of their first row; those wholly before a row may be left out."""

    def pieces(self, from_row: int) -> Iterator[Piece]:
        """Its pieces, from a row on. Raises `FileError` where it cannot be read further."""
        batches, row = self._batches(from_row), from_row
        while True:
            try:
                first, batch = next(batches)
                batch.validate()
            except StopIteration:
                return
            except _FAULTS as error:
                raise unreadable(self.path, self.kind, error, row - 1) from None
            row = first + batch.num_rows
            kept = Piece(batch, first, row - 1).from_row(from_row)
            if kept is not None:
                yield from kept.even(self._rows_at_once)


class ParquetSource(_BinarySource):
    """A Parquet file."""

    kind = "Parquet"
    counts_rows = True

    def __init__(self, path: Path, rows_at_once: int) -> None:
        import pyarrow.parquet as pq

        super().__init__(path, rows_at_once)
        try:
            # Column chunks are read in pieces, not whole: a row group may be as large as the file.
            self._file = pq.ParquetFile(path, buffer_size=_BUFFER, pre_buffer=False)
            self.schema: pa.Schema = self._file.schema_arrow
        except _FAULTS as error:
            raise unreadable(path, self.kind, error) from None
        self.total: int = self._file.metadata.num_rows

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _batches(self, from_row: int) -> Iterator[tuple[int, pa.RecordBatch]]:
        metadata, row, groups = self._file.metadata, 1, list(range(self._file.metadata.num_row_groups))
        while groups and row + metadata.row_group(groups[0]).num_rows <= from_row:
            row += metadata.row_group(groups.pop(0)).num_rows
        for batch in self._file.iter_batches(self._rows_at_once, row_groups=groups, use_threads=False):
            yield row, batch
            row += batch.num_rows


class _ArrowSource(_BinarySource):
    """An Arrow IPC file or stream, mapped into memory: what is not needed is not read."""

    kind = "Arrow"

    def __init__(self, path: Path, rows_at_once: int, mapped: Any, schema: pa.Schema) -> None:
        super().__init__(path, rows_at_once)
        self._mapped = mapped
        self.schema = schema

    def close(self) -> None:
        """Close the file."""
        self._mapped.close()


class ArrowFileSource(_ArrowSource):
    """An Arrow IPC file, also called Feather."""

    counts_rows = False

    def __init__(self, path: Path, rows_at_once: int, mapped: Any) -> None:
        self._reader = pa.ipc.open_file(mapped)
        super().__init__(path, rows_at_once, mapped, self._reader.schema)
        self.total: int = self._reader.num_record_batches

    def pieces(self, from_row: int) -> Iterator[Piece]:
        """Its pieces, from a row on; how far it has come is counted in record batches."""
        for piece in super().pieces(from_row):
            yield Piece(piece.batch, piece.first_row, self._done)

    def _batches(self, from_row: int) -> Iterator[tuple[int, pa.RecordBatch]]:
        row = 1
        for number in range(self._reader.num_record_batches):
            batch = self._reader.get_batch(number)
            self._done = number + 1
            if row + batch.num_rows > from_row:
                yield row, batch
            row += batch.num_rows


class ArrowStreamSource(_ArrowSource):
    """An Arrow IPC stream."""

    counts_rows = False

    def __init__(self, path: Path, rows_at_once: int, mapped: Any) -> None:
        self._reader = pa.ipc.open_stream(mapped)
        super().__init__(path, rows_at_once, mapped, self._reader.schema)
        self.total = mapped.size()

    def pieces(self, from_row: int) -> Iterator[Piece]:
        """Its pieces, from a row on; how far it has come is counted in bytes."""
        for piece in super().pieces(from_row):
            yield Piece(piece.batch, piece.first_row, self._mapped.tell())

    def _batches(self, from_row: int) -> Iterator[tuple[int, pa.RecordBatch]]:
        row = 1
        for batch in self._reader:
            if row + batch.num_rows > from_row:
                yield row, batch
            row += batch.num_rows


def _arrow_source(path: Path, rows_at_once: int) -> Source:
    mapped = pa.memory_map(str(path))
    try:
        is_file = mapped.read(len(_ARROW_FILE)) == _ARROW_FILE
        mapped.seek(0)
        return (ArrowFileSource if is_file else ArrowStreamSource)(path, rows_at_once, mapped)
    except _FAULTS as error:
        mapped.close()
        raise unreadable(path, "Arrow", error) from None

"""A file of rows that is written batch by batch and is there as a whole, or not at all.

It grows under another name beside its place and takes its name when it is complete. What was complete when something
broke can be kept under a third name.
"""

from __future__ import annotations

import contextlib
import errno
import os
import tempfile
from pathlib import Path
from typing import Any, BinaryIO, Final, Protocol

import pyarrow as pa

from perfeval.engine.columns.csv_lines import CsvLines
from perfeval.engine.columns.pieces import FileError
from perfeval.engine.columns.sources import Format, format_of
from perfeval.wording import Wording

ROOM: Final = 2**20
"""Bytes that are set aside for the end of a file, so that it can be closed when the disk is full."""

_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class _Writer(Protocol):
    def write_batch(self, batch: pa.RecordBatch) -> None: ...
    def close(self) -> None: ...


class Output:
    """A file being written."""

    def __init__(self, target: Path, schema: pa.Schema) -> None:
        self.target = target
        self.rows = 0
        self._format = format_of(target)
        self._schema = schema if self._format == "parquet" else _plain(schema)
        self._reserves = hasattr(os, "posix_fallocate")
        self._is_broken = False
        try:
            handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".tmp", dir=target.parent)
        except OSError as error:
            raise self._unwritable(error) from None
        self._temporary = Path(name)
        self._file: BinaryIO = os.fdopen(handle, "wb")
        try:
            self._temporary.chmod(_mode(target))
            self._writer: _Writer = _writer(self._format, self._file, self._schema, target)
        except BaseException:
            self.discard()
            raise

    def write(self, batch: pa.RecordBatch) -> None:
        """Write a batch. Raises `FileError` where that cannot be; what was written before stays good."""
        if batch.schema != self._schema:
            batch = batch.cast(self._schema)
        start = self._file.tell()
        try:
            self._reserve(start, 2 * batch.nbytes + ROOM)
            self._is_broken = True
            self._writer.write_batch(batch)
            self._file.flush()
        except OSError as error:
            if self._is_broken and isinstance(self._writer, CsvLines):
                self._file.seek(start)
                self._is_broken = False
            raise self._unwritable(error) from None
        self._is_broken = False
        self.rows += batch.num_rows

    def _reserve(self, start: int, size: int) -> None:
        """Make sure that a batch and the end of the file after it find room before either is begun."""
        if not self._reserves:
            return
        try:
            os.posix_fallocate(self._file.fileno(), start, size)
        except OSError as error:
            if error.errno in _FULL:
                raise
            self._reserves = False

    def finish(self) -> None:
        """Close the file and give it its name."""
        self._close()
        try:
            self._temporary.replace(self.target)
        except OSError as error:
            raise self._unwritable(error) from None
        _sync_folder(self.target.parent)

    def keep(self) -> Path | None:
        """Close the file with the rows that it has, under the name of a part; None where there is nothing to keep."""
        if not self.rows or self._is_broken:
            self.discard()
            return None
        try:
            self._close()
            part = self._name_of_part()
            self._temporary.replace(part)
        except (OSError, FileError, pa.ArrowException):
            self.discard()
            return None
        _sync_folder(part.parent)
        return part

    def discard(self) -> None:
        """Leave nothing behind."""
        with contextlib.suppress(Exception):
            # A writer ends its file whatever happens: let it, where nothing can go wrong any more.
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self._file.fileno())
            os.close(nowhere)
            self._writer.close()
        with contextlib.suppress(OSError, ValueError):
            self._file.close()
        with contextlib.suppress(OSError):
            self._temporary.unlink()

    def _close(self) -> None:
        try:
            self._writer.close()
            self._file.flush()
            self._file.truncate(self._file.tell())
            os.fsync(self._file.fileno())
            self._file.close()
        except OSError as error:
            raise self._unwritable(error) from None

    def _name_of_part(self) -> Path:
        """`OUT.partial.suffix`, or with a number where there is one: a part may be all that is left of hours."""
        stem, suffix = self.target.stem, self.target.suffix
        number, part = 1, self.target.with_name(f"{stem}.partial{suffix}")
        while part.exists():
            number += 1
            part = self.target.with_name(f"{stem}.partial-{number}{suffix}")
        return part

    def _unwritable(self, error: OSError) -> FileError:
        cause = error.strerror or str(error)
        mend = Wording("请检查文件夹和权限", "look at the folder and its permissions")
        if error.errno in _FULL:
            mend = Wording("磁盘已满或达到限额，请腾出空间", "the disk or the quota is full: make room")
        return FileError(
            "unwritable",
            Wording(
                f"{self.target}：无法写入（{cause}）；{mend.zh}",
                f"{self.target}: cannot be written ({cause}); {mend.en}",
            ),
        )


def _writer(kind: Format, file: BinaryIO, schema: pa.Schema, target: Path) -> _Writer:
    writer: Any
    try:
        if kind == "parquet":
            import pyarrow.parquet as pq

            writer = pq.ParquetWriter(file, schema)
        elif kind in ("csv", "tsv"):
            writer = CsvLines(file, schema, b"," if kind == "csv" else b"\t")
        else:
            options = pa.ipc.IpcWriteOptions(compression="lz4")
            make = pa.ipc.new_file if kind == "arrow" else pa.ipc.new_stream
            writer = make(file, schema, options=options)
    except (pa.ArrowException, ValueError) as error:
        raise FileError(
            "column-unwritable",
            Wording(
                f"{target}：有一列的类型无法写成 {kind}（{error}）；请换一种输出格式，如 .parquet",
                f"{target}: a column is of a type that {kind} cannot hold ({error}); "
                "choose another format, such as .parquet",
            ),
        ) from None
    return writer  # type: ignore[no-any-return]


def _plain(schema: pa.Schema) -> pa.Schema:
    """A schema without dictionaries: an Arrow file allows a column only one, and every batch brings its own."""
    return pa.schema(
        [
            field.with_type(field.type.value_type) if pa.types.is_dictionary(field.type) else field
            for field in schema
        ]
    )  # fmt: skip


def _mode(target: Path) -> int:
    """Permissions as of any new file; those of a file that is replaced stay."""
    with contextlib.suppress(OSError):
        return target.stat().st_mode & 0o7777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _sync_folder(folder: Path) -> None:
    """Make the new name last; not every system lets a folder be opened."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

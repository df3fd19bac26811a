"""Batches → CSV text as Excel has it: quotation marks only where a cell needs them, UTF-8 with a byte order mark."""

from __future__ import annotations

import codecs
from typing import BinaryIO, Final

import pyarrow as pa
import pyarrow.compute as pc

_SPECIAL: Final = (b'"', b"\n", b"\r")


class CsvLines:
    """Writes batches of one schema into a file. Raises `pa.ArrowException` for a column that has no text."""

    def __init__(self, file: BinaryIO, schema: pa.Schema, delimiter: bytes) -> None:
        self._file = file
        self._delimiter = delimiter
        for field in schema:
            try:
                pa.array([], field.type).cast(pa.string())
            except pa.ArrowException:
                raise pa.ArrowTypeError(f"{field.name}: {field.type}") from None
        # Without the mark Excel takes Chinese for another encoding.
        names = pa.array(schema.names, pa.string())
        file.write(codecs.BOM_UTF8 + delimiter.join(name.encode() for name in self._quoted(names).to_pylist()) + b"\n")

    def write_batch(self, batch: pa.RecordBatch) -> None:
        """Write the rows of a batch."""
        if not batch.num_rows:
            return
        cells = [self._quoted(column.cast(pa.string())) for column in batch.columns]
        rows = pc.binary_join_element_wise(
            *cells, self._delimiter.decode(), null_handling="replace", null_replacement=""
        )
        # The texts of a column stand one after the other in memory: ended by line feeds they are the file.
        self._file.write(_text_of(pc.binary_join_element_wise(rows, "", "\n")))

    def close(self) -> None:
        """Nothing ends such a file."""

    def _quoted(self, texts: pa.Array) -> pa.Array:
        text = bytes(_text_of(texts))
        if not any(one in text for one in (*_SPECIAL, self._delimiter)):
            return texts
        needs = pc.match_substring_regex(texts, "[" + self._delimiter.decode() + '"\n\r]')
        doubled = pc.replace_substring(texts, '"', '""')
        return pc.if_else(needs, pc.binary_join_element_wise('"', doubled, '"', ""), texts)


def _text_of(texts: pa.Array) -> memoryview:
    """All texts of an array, one after the other."""
    _, offsets, data = texts.buffers()
    if data is None or not len(texts):
        return memoryview(b"")
    at = memoryview(offsets).cast("i")
    return memoryview(data)[at[texts.offset] : at[texts.offset + len(texts)]]

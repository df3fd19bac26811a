"""Kinds of tables: opened as Arrow columns without a copy where that can be, and closed as the kind they came as."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import pyarrow as pa
from attrs import frozen

from perfeval.engine.columns.reading import ColumnError
from perfeval.errors import InvalidValueError
from perfeval.wording import Wording


@frozen(eq=False)
class Frame:
    """A table as Arrow columns."""

    schema: pa.Schema
    count: int
    columns: Mapping[str, pa.Array | pa.ChunkedArray]
    closed: Callable[[Mapping[str, Any]], Any]
    """The table of the kind that was given, with these columns added."""
    stream: Iterator[pa.RecordBatch] | None = None

    def window(self, start: int, count: int, names: Iterable[str]) -> pa.RecordBatch:
        """Some rows of some columns."""
        found = {}
        for name in dict.fromkeys(names):
            piece = self.columns[name].slice(start, count)
            if isinstance(piece, pa.ChunkedArray):
                piece = piece.chunk(0) if piece.num_chunks == 1 else piece.unify_dictionaries().combine_chunks()
                if isinstance(piece, pa.ChunkedArray):  # nothing in it
                    piece = pa.array([], piece.type)
            found[name] = piece
        if not found:
            return pa.RecordBatch.from_arrays([pa.nulls(count)], names=[""])
        return pa.RecordBatch.from_pydict(found)

    def with_columns(self, made: Mapping[str, Any]) -> Any:
        """The table of the kind that was given, with these columns added."""
        return self.closed(made)


def opened_frame(data: Any) -> Frame:
    """A table of any kind: Arrow, a mapping of arrays, or what hands out Arrow by the PyCapsule interface.

    Raises `InvalidValueError` for anything else and `ColumnError` for a mapping whose arrays do not fit together.
    """
    if isinstance(data, pa.RecordBatchReader):
        return Frame(data.schema, 0, {}, lambda made: made, iter(data))
    if isinstance(data, pa.RecordBatch):
        return _of_table(pa.table(data), _as_batch)
    if isinstance(data, pa.Table):
        return _of_table(data, lambda table: table)
    if isinstance(data, Mapping):
        return _of_mapping(data)
    pandas = sys.modules.get("pandas")
    if pandas is not None and isinstance(data, pandas.DataFrame):
        return _of_pandas(data, pandas)
    if hasattr(data, "__arrow_c_stream__"):
        return _of_table(pa.table(data), _closing(data))
    raise InvalidValueError(
        "wrong-type",
        Wording(
            f"{type(data).__name__} 不是可用的表：请给 Arrow、pandas、polars、DuckDB 的表，或列名到数组的对照",
            f"a {type(data).__name__} is no table that can be used: give an Arrow, pandas, polars or DuckDB table, "
            "or a mapping from names to arrays",
        ),
    )


def _as_batch(table: pa.Table) -> pa.RecordBatch:
    batches = table.combine_chunks().to_batches()
    return batches[0] if batches else pa.RecordBatch.from_pylist([], schema=table.schema)


def _of_table(table: pa.Table, close: Callable[[pa.Table], Any]) -> Frame:
    def closed(made: Mapping[str, Any]) -> Any:
        wider = table
        for name, column in made.items():
            wider = wider.append_column(name, column)
        return close(wider)

    return Frame(table.schema, table.num_rows, {name: table.column(name) for name in table.column_names}, closed)


def _of_pandas(data: Any, pandas: Any) -> Frame:
    """The frame itself gets the columns: Arrow does not bring every type of pandas back."""
    table = pa.table(data)

    def closed(made: Mapping[str, Any]) -> Any:
        added = pa.table(dict(made)).to_pandas()
        added.index = data.index
        return pandas.concat([data, added], axis=1)

    return Frame(table.schema, table.num_rows, {name: table.column(name) for name in table.column_names}, closed)


def _of_mapping(data: Mapping[str, Any]) -> Frame:
    columns: dict[str, pa.Array | pa.ChunkedArray] = {}
    for name, given in data.items():
        try:
            columns[name] = given if isinstance(given, pa.Array | pa.ChunkedArray) else pa.array(given)
        except (pa.ArrowException, OverflowError, TypeError, ValueError) as refusal:
            raise ColumnError(
                "wrong-column-type",
                Wording(
                    f"“{name}”列不能作为一列使用：{refusal}", f"column `{name}` cannot be used as a column: {refusal}"
                ),
            ) from None
    lengths = {name: len(column) for name, column in columns.items()}
    first = next(iter(lengths), None)
    odd = next((name for name, length in lengths.items() if first is not None and length != lengths[first]), None)
    if odd is not None and first is not None:
        raise ColumnError(
            "wrong-length",
            Wording(
                f"“{odd}”列有 {lengths[odd]} 行，“{first}”列有 {lengths[first]} 行",
                f"column `{odd}` has {lengths[odd]} rows, column `{first}` has {lengths[first]}",
            ),
        )
    schema = pa.schema([(name, column.type) for name, column in columns.items()])
    count = lengths[first] if first is not None else 0

    def closed(made: Mapping[str, Any]) -> dict[str, Any]:
        return {**data, **{name: _as_array(column) for name, column in made.items()}}

    return Frame(schema, count, columns, closed)


def _as_array(column: pa.Array | pa.ChunkedArray) -> Any:
    """Whole numbers as numpy has them; it has no decimals and no missing words: other columns stay Arrow's."""
    if pa.types.is_integer(column.type) and not column.null_count:
        return column.to_numpy() if isinstance(column, pa.ChunkedArray) else column.to_numpy(zero_copy_only=False)
    return column


def _closing(data: Any) -> Callable[[pa.Table], Any]:
    """How an Arrow table becomes one of the kind given."""
    home = type(data).__module__.split(".")[0].lstrip("_")
    if home == "duckdb":
        import duckdb

        return duckdb.from_arrow
    import narwhals

    try:
        backend = narwhals.get_native_namespace(data)
    except TypeError:
        return lambda table: table
    return lambda table: narwhals.from_arrow(table, backend=backend).to_native()

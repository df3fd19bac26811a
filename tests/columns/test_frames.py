"""Every kind of table gives the same result, comes back as the kind it came as, and keeps its columns."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

import perfeval

RULES = perfeval.load_rules(Path(__file__).parents[2] / "benchmarks" / "speed_rule.perfeval")
ROWS = 50
TABLE = pa.table(
    {
        "id": pa.array(range(ROWS)),
        "level2": pa.array(["数量指标" if row % 3 else "成本指标" for row in range(ROWS)]).dictionary_encode(),
        "target": pa.array([Decimal(row % 7) for row in range(ROWS)], pa.decimal128(10, 2)),
        "actual": pa.array([None if row % 11 == 5 else Decimal(row % 9) for row in range(ROWS)], pa.decimal128(10, 2)),
        "full": pa.array([Decimal(10)] * ROWS, pa.decimal128(10, 2)),
    }
)
RESULTS = ("points", "low", "high", "rule", "status", "finding")
PLAIN = RULES.score_table(TABLE)
WANTED = {name: PLAIN[name].to_pylist() for name in RESULTS}


def pieces(table: pa.Table) -> pa.Table:
    """The table in chunks, each with a dictionary of its own."""
    parts = [table.slice(start, 13) for start in range(0, ROWS, 13)]
    made = []
    for part in parts:
        words = part["level2"].combine_chunks().cast(pa.string()).dictionary_encode()
        made.append(part.set_column(1, "level2", words))
    return pa.concat_tables(made)


def sliced(table: pa.Table) -> pa.Table:
    return pa.concat_tables([table.slice(0, 5), table, table.slice(3)]).slice(5, ROWS)


def to_pandas(table: pa.Table) -> Any:
    return table.to_pandas(types_mapper=__import__("pandas").ArrowDtype)


def from_pandas(frame: Any) -> pa.Table:
    missing = frame.isna()
    return pa.table(
        {
            name: [None if none else one for one, none in zip(frame[name], missing[name], strict=True)]
            for name in frame.columns
        }
    )


def to_polars(table: pa.Table) -> Any:
    return __import__("polars").from_arrow(table)


def to_duckdb(table: pa.Table) -> Any:
    plain = table.set_column(1, "level2", table["level2"].cast(pa.string()))
    return __import__("duckdb").from_arrow(plain)


def as_mapping(table: pa.Table) -> dict[str, Any]:
    return {name: table[name].combine_chunks() for name in table.column_names}


KINDS: dict[str, tuple[Callable[[pa.Table], Any], Callable[[Any], pa.Table]]] = {
    "Table": (lambda table: table, lambda made: made),
    "chunks with dictionaries of their own": (pieces, lambda made: made),
    "slice": (sliced, lambda made: made),
    "RecordBatch": (lambda table: table.combine_chunks().to_batches()[0], pa.table),
    "mapping": (as_mapping, pa.table),
    "pandas": (to_pandas, from_pandas),
    "polars": (to_polars, lambda made: made.to_arrow()),
    "duckdb": (to_duckdb, lambda made: made.to_arrow_table()),
}


@pytest.mark.parametrize(("given", "back"), KINDS.values(), ids=KINDS)
@pytest.mark.parametrize("engine", ["numpy", "scalar"])
def test_every_kind_of_table_gives_the_same_and_comes_back(
    given: Callable[[pa.Table], Any], back: Callable[[Any], pa.Table], engine: Any
) -> None:
    frame = given(TABLE)
    found = RULES.score_table(frame, engine=engine)
    assert type(found) is type(frame)
    table = back(found)
    assert list(table.column_names) == [*TABLE.column_names, *RESULTS]
    for name in RESULTS:
        assert table[name].to_pylist() == WANTED[name], name
    for name in TABLE.column_names:
        assert table[name].to_pylist() == TABLE[name].to_pylist(), name


def test_a_stream_is_read_as_its_batches_are_asked_for() -> None:
    read: list[int] = []

    def batches() -> Iterator[pa.RecordBatch]:
        for place, batch in enumerate(TABLE.combine_chunks().to_batches(max_chunksize=8)):
            read.append(place)
            yield batch

    reader = pa.RecordBatchReader.from_batches(TABLE.schema, batches())
    found = RULES.score_table(reader)
    assert isinstance(found, pa.RecordBatchReader)
    assert not read
    first = found.read_next_batch()
    assert first.num_rows == 8
    assert len(read) == 1
    table = pa.Table.from_batches([first, *found])
    assert {name: table[name].to_pylist() for name in RESULTS} == WANTED


def test_arrays_of_numpy_are_not_changed_and_results_are_arrays() -> None:
    given = {
        "level2": np.array(["数量指标"] * 4),
        "target": np.array([3, 0, 5, 7]),
        "actual": np.array([2, 0, 9, 7]),
        "full": np.full(4, 10),
    }
    before = {name: column.copy() for name, column in given.items()}
    found = RULES.score_table(given, decimals="scaled")
    assert list(found) == [*given, *RESULTS]
    for name, column in before.items():
        assert found[name] is given[name]
        assert (column == given[name]).all()
    assert isinstance(found["points"], np.ndarray)
    assert found["points"].tolist() == [667, 1000, 700, 1000]


@pytest.mark.parametrize("kind", KINDS)
def test_a_table_without_rows_comes_back_without_rows(kind: str) -> None:
    given, back = KINDS[kind]
    empty = TABLE.slice(0, 0)
    if kind in ("RecordBatch", "slice", "chunks with dictionaries of their own"):
        frame: Any = pa.RecordBatch.from_pylist([], schema=TABLE.schema) if kind == "RecordBatch" else empty
    else:
        frame = given(empty)
    table = back(RULES.score_table(frame))
    assert table.num_rows == 0
    assert list(table.column_names) == [*TABLE.column_names, *RESULTS]


def test_a_frame_of_pandas_keeps_its_index_and_types() -> None:
    import pandas as pd

    frame = pd.DataFrame(
        {
            "level2": pd.Categorical(["数量指标"] * 3),
            "target": [3, 5, 7],
            "actual": [2, 9, 7],
            "full": 10,
            "when": pd.NaT,
        },
        index=pd.Index(["a", "b", "c"], name="id"),
    )
    found = RULES.score_table(frame)
    assert found[frame.columns].equals(frame)
    assert found.index.equals(frame.index)
    assert found["points"].tolist() == [Decimal("6.67"), Decimal("7.00"), Decimal("10.00")]


def test_columns_may_be_called_as_in_the_form_or_told_by_columns() -> None:
    names = {"level2": "二级指标", "target": "指标值", "actual": "完成值", "full": "分值"}
    chinese = TABLE.rename_columns([names.get(name, name) for name in TABLE.column_names])
    assert RULES.score_table(chinese)["points"].to_pylist() == WANTED["points"]
    odd = TABLE.rename_columns(["id", "b", "c", "d", "e"])
    columns = dict(zip(names, "bcde", strict=True))
    assert RULES.score_table(odd, columns=columns)["points"].to_pylist() == WANTED["points"]
    assert RULES.score_table(TABLE.drop(["full"]), given={"full": "10"})["points"].to_pylist() == WANTED["points"]


def test_windows_of_a_large_table_are_joined() -> None:
    count = 2**20 + 1000
    rows = np.arange(count)
    given = {
        "level2": pa.array(["数量指标"] * count).dictionary_encode(),
        "target": np.full(count, 1000),
        "actual": rows % 2000,
        "full": np.full(count, 10),
    }
    found = RULES.score_table(given, decimals="scaled")["points"]
    head = {
        name: column[-1000:] if isinstance(column, np.ndarray) else column.slice(count - 1000)
        for name, column in given.items()
    }
    assert len(found) == count
    assert found[-1000:].tolist() == RULES.score_table(head, decimals="scaled")["points"].tolist()

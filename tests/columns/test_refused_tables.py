"""What cannot be scored is refused with the column and the row, in both languages; nothing else is ever raised."""

from __future__ import annotations

import contextlib
import datetime as dt
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import perfeval

RULES = perfeval.load_rules("national_2020")
GOOD: dict[str, Any] = {
    "level2": ["数量指标", "成本指标"], "target": np.array([3, 4]), "actual": np.array([2, 5]),
    "full": np.array([10, 10]),
}  # fmt: skip

REFUSED: dict[str, tuple[dict[str, Any], dict[str, Any], str, tuple[str, ...]]] = {
    "a column is missing": ({"actual": None}, {}, "column-missing", ("actual",)),
    "a column told is missing": ({}, {"columns": {"actual": "done"}}, "column-missing", ("done",)),
    "a wrong type": ({"target": pa.array([[1], [2]])}, {}, "wrong-column-type", ("target", "list")),
    "bytes": ({"target": pa.array([b"1", b"2"])}, {}, "wrong-column-type", ("target",)),
    "numbers for texts": ({"level2": np.array([1, 2])}, {}, "wrong-column-type", ("level2",)),
    "whole numbers beyond 64 bits in a list": ({"actual": [1, 2**63]}, {}, "wrong-column-type", ("actual",)),
    "another length": ({"target": np.array([3])}, {}, "wrong-length", ("target", "1")),
    "not a number": ({"actual": np.array([1.0, np.nan])}, {}, "not-a-finite-number", ("actual", "2", "nan")),
    "infinite": ({"actual": np.array([np.inf, 1.0])}, {}, "not-a-finite-number", ("actual", "1", "inf")),
    "two columns for one field": ({"完成值": np.array([1, 2])}, {}, "column-twice", ("actual", "完成值")),
    "a result column is there": ({"points": np.array([1, 2])}, {}, "column-exists", ("points",)),
    "an unknown field": ({}, {"columns": {"actul": "actual"}}, "unknown-field", ("actul", "actual")),
    "an unknown field with a scale": ({}, {"scales": {"targt": 2}}, "unknown-field", ("targt", "target")),
    "a scale below 0": ({}, {"scales": {"target": -1}}, "not-a-scale", ("target", "-1")),
    "a scale that is no number": ({}, {"scales": {"target": "2"}}, "not-a-scale", ("target", "2")),
    "a unit that is none": ({}, {"units": {"full": "万元"}}, "not-a-unit", ("full", "万元")),
    "money without a unit": ({"expenditure": np.array([1, 2])}, {}, "money-without-unit", ("expenditure",)),
    "a scale for decimals": (
        {"actual": pa.array([Decimal(1), Decimal(2)], pa.decimal128(5, 1))}, {"scales": {"actual": 2}},
        "wrong-column-type", ("actual",),
    ),
    "a year that is none": ({"year": ["2024", "去年"]}, {}, "not-a-year", ("去年",)),
    "a year out of range": ({"year": np.array([2024, 99999])}, {}, "not-a-year", ("99999",)),
}  # fmt: skip


@pytest.mark.parametrize(("changed", "options", "code", "named"), REFUSED.values(), ids=REFUSED)
@pytest.mark.parametrize("engine", ["numpy", "scalar"])
def test_a_table_that_cannot_be_scored_is_refused(
    changed: dict[str, Any], options: dict[str, Any], code: str, named: tuple[str, ...], engine: Any
) -> None:
    columns = {name: column for name, column in {**GOOD, **changed}.items() if column is not None}
    with pytest.raises(perfeval.InvalidValueError) as caught:
        RULES.score_table(columns, engine=engine, **options)
    assert caught.value.code == code
    for text in (caught.value.wording.zh, caught.value.wording.en):
        for name in named:
            assert name in text, text
    assert caught.value.wording.zh != caught.value.wording.en


@pytest.mark.parametrize("data", [None, 3, "table", [1, 2], [{"target": 1}], object()])
def test_what_is_no_table_is_refused(data: Any) -> None:
    with pytest.raises(perfeval.InvalidValueError) as caught:
        RULES.score_table(data)
    assert caught.value.code == "wrong-type"


def test_the_row_is_counted_over_batches_and_windows() -> None:
    schema = pa.schema([("level2", pa.string()), *((name, pa.float64()) for name in ("target", "actual", "full"))])
    rows = [{"level2": "数量指标", "target": 1.0, "actual": 1.0, "full": 10.0}] * 10
    odd = [*rows[:7], {**rows[0], "actual": float("nan")}]
    batches = [pa.RecordBatch.from_pylist(one, schema=schema) for one in (rows, odd)]
    reader = RULES.score_table(pa.RecordBatchReader.from_batches(schema, batches))
    reader.read_next_batch()
    with pytest.raises(perfeval.InvalidValueError, match="row 18"):
        reader.read_next_batch()


# ---- anything at all ----

texts = st.sampled_from(
    ["", "3", "90%", "≥3", "长期", "万元", "定性", "2024", "1e5", "９", "\x00", "a" * 50, "9" * 41, "预算执行", "NaN"]
)
values: st.SearchStrategy[list[Any]] = st.one_of(
    st.lists(st.none() | texts, min_size=2, max_size=2),
    st.lists(st.none() | st.integers(-(2**63), 2**64 - 1), min_size=2, max_size=2),
    st.lists(st.floats(), min_size=2, max_size=2),
    st.lists(st.none() | st.decimals(-(10**30), 10**30, places=3), min_size=2, max_size=2),
    st.lists(st.booleans(), min_size=2, max_size=2),
    st.lists(st.dates() | st.none(), min_size=2, max_size=2),
    st.lists(st.datetimes() | st.binary(max_size=3), min_size=2, max_size=2),
    st.lists(st.none(), min_size=2, max_size=2),
    st.lists(st.lists(st.integers(0, 1), max_size=1), min_size=1, max_size=3),
    st.lists(st.dictionaries(texts, st.integers(0, 1), max_size=1), min_size=2, max_size=2),
)
FIELDS = (
    "level2", "target", "actual", "full", "declared", "nature", "measure", "year", "row_kind", "expenditure", "name",
    "revised_target", "initial_budget", "printed_rate", "level1_points", "region",
)  # fmt: skip


def as_column(given: list[Any], dictionary: bool) -> Any:
    try:
        made = pa.array(given)
        return made.dictionary_encode() if dictionary else made
    except (pa.ArrowException, OverflowError, TypeError, ValueError):
        return given


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.dictionaries(st.sampled_from(FIELDS), st.builds(as_column, values, st.booleans()), max_size=5),
    st.dictionaries(st.sampled_from(FIELDS), st.sampled_from(["%", "万元", "份", "", "x", "1"]), max_size=1),
    st.dictionaries(st.sampled_from(FIELDS), st.integers(-1, 12), max_size=1),
    st.dictionaries(
        st.sampled_from(FIELDS),
        st.sampled_from(["3", 4, None, Decimal("2.5"), 2.5, "", dt.date(2024, 1, 1), [1]]),
        max_size=1,
    ),
    st.sampled_from(["numpy", "scalar"]),
    st.sampled_from(["decimal", "scaled"]),
)
def test_nothing_but_the_error_of_this_library_is_raised(
    columns: dict[str, Any],
    units: dict[str, str],
    scales: dict[str, int],
    fixed: dict[str, Any],
    engine: Any,
    decimals: Any,
) -> None:
    with contextlib.suppress(perfeval.InvalidValueError):
        RULES.score_table(
            {**GOOD, **columns}, units=units, scales=scales, given=fixed, engine=engine, decimals=decimals
        )

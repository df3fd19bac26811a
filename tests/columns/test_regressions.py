"""What the differential tests found in the scoring of columns, each in the smallest table that shows it."""

from __future__ import annotations

import sys
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pytest

import perfeval
from perfeval.engine.columns.tables import scorer_of

if TYPE_CHECKING:
    from tests.columns import scored_columns
else:
    scored_columns = sys.modules["scored_columns"]  # loaded by `conftest.py`

PLAIN = perfeval.parse_rules("ruleset r\n  round half up to 0.01 points\nrule one for every\n  award full * completion")
CONTAINS = perfeval.parse_rules(
    'ruleset r\n  round half up to 0.01 points\nrule one for every\n  when actual contains "底"  award 0 points\n'
    "  otherwise  award full * completion"
)
TALLY = perfeval.parse_rules(
    "ruleset r\n  floor 0 points\n  round half up to 0.01 points\ninput accidents tally default 0\n"
    "rule one for every\n  award full - accidents * 2 points"
)

RANGE_TEXT = (
    "ruleset r\n  round half up to 0.01 points\nrule one for every\n  award [full / 2, full], default full * 60%"
)
RANGE = perfeval.parse_rules(RANGE_TEXT)


def points(rules: perfeval.RuleSet, columns: Any, engine: Any, **options: Any) -> list[Decimal | None]:
    return [one.points for one in scored_columns.scored(rules, columns, engine, **options)]


def numbers(**columns: list[int]) -> dict[str, Any]:
    return {name: np.array(column) for name, column in columns.items()}


@pytest.mark.parametrize("engine", scored_columns.ENGINES)
def test_a_null_beside_a_cell_that_means_the_same_is_a_row(engine: Any) -> None:
    """Null and "" are one class; the index of a null is -1, which is no key."""
    columns = numbers(target=[100, 100, 100], actual=[90, 80, 70], full=[10, 10, 10])
    columns["nature"] = ["", None, "≥"]
    columns["declared"] = ["", None, ""]
    assert points(PLAIN, columns, engine) == [Decimal(9), Decimal(8), Decimal(7)]


@pytest.mark.parametrize("engine", ["numpy", "scalar"])
def test_numbers_of_which_rules_read_the_writing_are_not_all_taken_for_1(engine: Any) -> None:
    columns = numbers(target=[100, 100, 50], actual=[90, 80, 40], full=[10, 10, 10])
    assert points(CONTAINS, columns, engine) == [Decimal(9), Decimal(8), Decimal(8)]
    assert points(CONTAINS, columns, engine, scales={"actual": 1}) == [Decimal("0.9"), Decimal("0.8"), Decimal("0.8")]
    assert points(CONTAINS, columns, engine, units={"actual": "%", "target": "%"}) == [
        Decimal(9),
        Decimal(8),
        Decimal(8),
    ]
    columns["measure"] = ["%", "", "%"]
    assert points(CONTAINS, {**columns, "actual": ["90%", "80", "40%"]}, engine) == [Decimal(9), Decimal(8), Decimal(8)]


@pytest.mark.parametrize("engine", scored_columns.ENGINES)
def test_facts_that_must_be_whole_are_not_all_taken_for_1(engine: Any) -> None:
    columns = numbers(target=[1, 1, 1], actual=[1, 1, 1], full=[10, 10, 10], accidents=[0, 3, 2])
    assert points(TALLY, columns, engine) == [Decimal(10), Decimal(4), Decimal(6)]


@pytest.mark.parametrize("engine", scored_columns.ENGINES)
@pytest.mark.parametrize("decimals", ["decimal", "scaled"])
def test_points_that_the_columns_cannot_hold_leave_their_row_undecided(engine: Any, decimals: Any) -> None:
    """A declared score inside a permitted range is taken as it stands, however fine; it is never rounded once more."""
    columns = {**numbers(target=[1, 1], actual=[1, 1], full=[10, 10]), "declared": ["8.12", "8.125"]}
    found = RANGE.score_table(columns, engine=engine, decimals=decimals)
    assert [list(found[name])[1] is None or not found[name][1].is_valid for name in ("points", "low", "high")] == [
        True
    ] * 3
    assert found["points"][0].as_py() == (812 if decimals == "scaled" else Decimal("8.12"))
    assert found["status"].to_pylist() == ["scored", "undecided"]
    assert found["finding"].to_pylist() == [None, "row-not-scored"]
    exact = RANGE.score_table(columns, engine=engine, decimals=decimals, places=3)["points"]
    assert [int(one) for one in exact] == [8120, 8125] if decimals == "scaled" else exact[1].as_py() == Decimal("8.125")


def test_fewer_places_than_the_rules_round_to_are_refused() -> None:
    columns = numbers(target=[1], actual=[1], full=[10])
    for places in (1, -1, 13, True, "2"):
        with pytest.raises(perfeval.InvalidValueError) as caught:
            RANGE.score_table(columns, places=places)  # type: ignore[arg-type]
        assert caught.value.code == "too-few-places"


@pytest.mark.parametrize("engine", ["numpy", "scalar"])
def test_points_beyond_the_digits_of_the_columns_leave_their_row_undecided(engine: Any) -> None:
    columns = {"target": ["1", "1"], "actual": ["1", "1"], "full": ["1", "9" * 40]}
    assert points(PLAIN, columns, engine) == [Decimal(1), None]
    assert PLAIN.score_table(columns, engine=engine)["status"].to_pylist() == ["scored", "undecided"]
    columns = {"target": ["1", "1"], "actual": ["1", "1"], "full": ["1", str(2**62)]}
    assert PLAIN.score_table(columns, engine=engine, decimals="scaled")["points"].to_pylist() == [100, None]
    assert points(PLAIN, columns, engine) == [Decimal(1), Decimal(2**62)]


def test_large_points_low_and_high_as_whole_numbers_are_columns_of_their_own() -> None:
    full = 2**56
    columns = {name: pa.array([one]) for name, one in (("target", 1), ("actual", 1), ("full", full))}
    found = RANGE.score_table(columns, decimals="scaled")
    assert [int(found[name][0]) for name in ("points", "low", "high")] == [full * 60, full * 50, full * 100]


@pytest.mark.parametrize("engine", ["numpy", "numba"])
def test_one_row_that_is_too_large_leaves_the_others_to_the_kernel(engine: Any) -> None:
    """The largest numbers of a block may stand in different rows: each row is looked at by itself."""
    count = 3000
    columns = numbers(target=[100] * count, actual=[90] * count, full=[1000] * count)
    columns["actual"][7], columns["full"][7] = 2**58, 1  # fits by itself, not beside the full marks of the others
    columns["actual"][9] = 2**62
    expected = [Decimal(900)] * count
    expected[7], expected[9] = Decimal(2**58).scaleb(-2), Decimal(2**62 * 10)
    assert points(PLAIN, columns, engine) == expected
    assert len(scorer_of(PLAIN.lowering, 2)._remembered) < 100, "scored one by one"


def test_one_undecided_row_leaves_the_points_of_compiled_rows_alone() -> None:
    """Codes of rows are written by the loop only where they matter; a row scored by itself may make them matter."""
    rules = perfeval.parse_rules(
        """
        ruleset missed "a permitted range where the target is missed"
          cite "none" our choice
          unsigned every = positive
          round half up to 0.01 points
        rule all for quantitative
          when actual < target  award [0 points, full)
          otherwise             award full
        """
    )
    rules.score_table({"target": ["1"] * 40, "actual": ["1"] * 40, "full": ["-1"] * 40}, engine="numba")
    huge = "9" * 30  # beyond 64 bits
    columns = {"target": ["100"] * 60 + [f"-{huge}"], "actual": ["500"] * 60 + [f"-{huge}5"], "full": ["10"] * 61}
    found = rules.score_table(columns, engine="numba")
    assert found["points"].to_pylist() == [Decimal(10)] * 60 + [None]
    assert found["status"].to_pylist() == ["scored"] * 60 + ["undecided"]


@pytest.mark.parametrize("engine", ["numpy", "scalar"])
def test_nothing_depends_on_memory_that_was_not_written(engine: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows of a shape that is too rare for a kernel lie in a block with rows whose bounds are not their points."""
    columns = {
        "target": ["100"] * 60 + ["≥100", "100%"],
        "actual": ["50"] * 60 + ["50", "50%"],
        "full": ["10"] * 62,
    }
    found = RANGE.score_table(columns, engine=engine)

    def poisoned(shape: Any, dtype: Any = float, **_: Any) -> Any:
        return np.full(shape, np.iinfo(dtype).max if np.issubdtype(dtype, np.integer) else 1, dtype=dtype)

    monkeypatch.setattr(np, "empty", poisoned)
    again = perfeval.parse_rules(RANGE_TEXT).score_table(columns, engine=engine)
    assert again["low"].to_pylist() == [Decimal(5)] * 62
    for name in ("points", "low", "high", "rule", "status", "finding"):
        assert again[name].to_pylist() == found[name].to_pylist()


def test_a_shape_that_was_not_looked_at_in_a_block_too_large_for_the_loop() -> None:
    """Only every second row of so many is looked at first."""
    count = 40_000
    columns = {"target": ["100"] * count, "actual": ["90"] * count, "full": ["10"] * count}
    columns["target"][1], columns["actual"][3] = "≥50%", str(2**57)
    found = points(PLAIN, columns, "numba")
    assert found[:2] == points(PLAIN, {name: column[:2] for name, column in columns.items()}, "scalar")
    assert found[2:5] == [Decimal(9), Decimal(2**57) / 10, Decimal(9)]
    assert len(found) == count

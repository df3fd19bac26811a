"""Columns of 32 bits give what those of 64 and Python's integers give, on both sides of what 32 bits hold."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from unittest.mock import patch

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import perfeval
from perfeval.engine.columns import numpy_kernel
from perfeval.engine.columns.exact_division import TooLargeError
from perfeval.engine.columns.kernel import Kernel, kernel_of
from perfeval.engine.columns.numpy_kernel import Functions
from perfeval.engine.columns.selection import above_zero, below_zero, not_below_zero, where, zero
from perfeval.engine.columns.tables import scorer_of
from perfeval.engine.lowering.decisions import Outcome
from perfeval.engine.lowering.scaled import Counted, CountedTree, Whole
from perfeval.engine.lowering.straight_line import Wanted
from perfeval.symbolic.number import WHOLE
from perfeval.symbolic.paths import Branch, End
from perfeval.symbolic.polynomial import ONE, ZERO, Polynomial, constant, variable

if TYPE_CHECKING:
    from tests.columns import scored_columns
else:
    scored_columns = sys.modules["scored_columns"]  # loaded by `conftest.py`

SPEED = perfeval.load_rules(Path(__file__).parents[2] / "benchmarks" / "speed_rule.perfeval")
WAYS: Final[tuple[Wanted, ...]] = ("code", "points", "low", "high")

A, B, C = (variable(one) for one in "abc")
"""Inputs of the random trees; c is above 0 in every row."""
factors = st.one_of(st.integers(-9, 9), st.sampled_from((2**20, 2**31 - 1, 2**31, -(2**31), 2**33)))


@st.composite
def sums(draw: st.DrawFn) -> Polynomial:
    """A sum over the inputs, now and then of a higher degree."""
    made = constant(draw(st.sampled_from((0, 0, 1, 6000, 2**31))))
    for one in draw(st.lists(st.sampled_from((A, A, B, B, C, C, A * B, A * A)), min_size=1, max_size=3)):
        made = made + one.times(draw(factors if draw(st.integers(0, 5)) == 0 else st.integers(-9, 9)))
    return made


@st.composite
def wholes(draw: st.DrawFn, shared: Polynomial, modes: tuple[Any, ...]) -> Whole:
    bottom = draw(st.sampled_from((ONE, constant(10), constant(7), C, C.times(2), C.times(3), C * C, C + constant(5))))
    return Whole(draw(st.sampled_from(modes)), shared * draw(sums()), bottom)


@st.composite
def trees(draw: st.DrawFn) -> CountedTree:
    """Decisions of which mostly all amounts share a factor, and are rounded in one way."""
    shared = draw(st.sampled_from((A, A, B, ONE, A * B)))
    modes = tuple(draw(st.lists(st.sampled_from(tuple(WHOLE)), min_size=1, max_size=2)))[: draw(st.integers(1, 2))]

    def tree(depth: int) -> CountedTree:
        if not depth or draw(st.integers(0, 4)) == 0:
            points = draw(wholes(shared, modes)) if draw(st.integers(0, 5)) else Whole("floor", ZERO, ONE)
            low = draw(st.one_of(st.just(points), wholes(shared, modes)))
            findings = draw(st.sampled_from(((), ("one",), ("two",))))
            return End(Counted(Outcome("scored", findings=findings), points, low, points))
        asked = draw(sums())
        return Branch(asked, draw(st.sampled_from((-1, 0, 1))), tree(depth - 1), tree(depth - 1))

    return tree(draw(st.integers(1, 3)))


@st.composite
def columns(draw: st.DrawFn) -> dict[str, np.ndarray[Any, Any]]:
    """Columns of small numbers, of numbers close to what 32 bits hold, or with one large number in one row."""
    count = draw(st.integers(1, 12))
    made: dict[str, np.ndarray[Any, Any]] = {}
    for name in "abc":
        bits = draw(st.sampled_from((0, 1, 10, 10, 20, 24, 27, 28, 29, 30, 31, 31, 32, 33)))
        edge = st.integers(max(0, 2**bits - 3), 2**bits)
        sizes = draw(st.lists(edge | st.integers(0, 2**bits), min_size=count, max_size=count))
        if draw(st.integers(0, 5)) == 0:
            sizes[draw(st.integers(0, count - 1))] = draw(st.sampled_from((2**31 - 1, 2**31, 2**32, 2**32 + 7, 2**40)))
        if name == "c":
            sizes = [max(1, one) for one in sizes]
        elif draw(st.booleans()):
            sizes = [-one if draw(st.booleans()) else one for one in sizes]
        made[name] = np.array(sizes, dtype=np.int64)
    return made


def value(polynomial: Polynomial, row: Mapping[str, int]) -> int:
    total = 0
    for monomial, factor in polynomial.terms.items():
        for one, power in monomial:
            assert isinstance(one, str)
            factor *= row[one] ** power  # noqa: PLW2901
        total += factor
    return total


def in_ints(kernel: Kernel, row: Mapping[str, int]) -> tuple[int, ...]:
    tree = kernel.tree
    while isinstance(tree, Branch):
        asked = value(tree.polynomial, row)
        tree = tree.yes if (asked > 0) - (asked < 0) == tree.sign else tree.no
    end = tree.result
    assert isinstance(end, Counted)
    amounts = [
        WHOLE[one.mode](value(one.top, row), value(one.bottom, row))
        for one in (end.points, end.low, end.high)
        if one is not None
    ]
    return (kernel.code_of[end], *amounts)


def by_columns(functions: Functions, given: Mapping[str, Any], count: int) -> list[tuple[int, ...]] | None:
    try:
        found = functions(given).columns
    except TooLargeError:
        return None
    return list(zip(*(np.broadcast_to(one, count).tolist() for one in found), strict=True))


def functions_of(kernel: Kernel) -> Functions:
    return Functions(kernel, WAYS, kernel.codes.index)


@settings(max_examples=300, deadline=None)
@given(trees(), st.lists(columns(), min_size=1, max_size=3))
def test_random_trees_narrow_and_wide_are_those_of_ints(tree: CountedTree, tables: list[dict[str, Any]]) -> None:
    kernel = kernel_of(tree, ())
    narrow, wide = functions_of(kernel), functions_of(kernel)
    for table in tables:
        count, given_columns = len(table["a"]), {one: table[one] for one in kernel.inputs}
        found = by_columns(narrow, given_columns, count)
        with patch.object(numpy_kernel, "NARROW", 0):
            assert by_columns(wide, given_columns, count) == found
        rows = [{name: int(column[row]) for name, column in table.items()} for row in range(count)]
        assert found is None or found == [in_ints(kernel, row) for row in rows]
    assert not any(is_narrow for is_narrow, *_ in wide._calls)


SHARE = kernel_of(
    Branch(
        A.times(5) - C.times(3),
        -1,
        End(Counted(Outcome("scored"), *[Whole("half_up", ZERO, ONE)] * 3)),
        End(Counted(Outcome("scored", findings=("more",)), *[Whole("half_up", A * B, C)] * 3)),
    ),
    (),
)
"""b × a ÷ c, and 0 where 5 a < 3 c: a is asked for, b is multiplied last."""


@pytest.mark.parametrize(("bits", "is_narrow"), [(10, True), (27, True), (28, True), (29, False), (31, False)])
def test_the_bound_is_that_of_what_is_computed_before_the_product(bits: int, *, is_narrow: bool) -> None:
    """5 a + 3 c is the largest sum; what b is multiplied by is not 32 bits long, and neither is the product."""
    largest = 2**bits - 1
    table = {"a": [largest, 1, 0, largest], "b": [2**20, 2**20 + 1, 1, 7], "c": [1, largest, 1, largest]}
    given_columns = {one: np.array(table[one]) for one in SHARE.inputs}
    functions = functions_of(SHARE)
    found = by_columns(functions, given_columns, 4)
    rows = [dict(zip(table, row, strict=True)) for row in zip(*table.values(), strict=True)]
    assert found == [in_ints(SHARE, row) for row in rows]
    assert [one for one, *_ in functions._calls] == [is_narrow]


@pytest.mark.parametrize(("bits", "is_narrow"), [(31, True), (32, False), (40, False)])
def test_quotients_from_2_to_the_51_are_not_rounded_by_floats_alone(bits: int, *, is_narrow: bool) -> None:
    """Tops of bits + 20 bits."""
    under = 2**20 - 1
    one = 2**bits - under
    rows = [{"a": a, "b": one - by, "c": under - 2 * by} for a in (under, under - 2) for by in range(200)]
    given_columns = {name: np.array([row[name] for row in rows]) for name in SHARE.inputs}
    functions = functions_of(SHARE)
    assert by_columns(functions, given_columns, len(rows)) == [in_ints(SHARE, row) for row in rows]
    assert [found for found, *_ in functions._calls] == [is_narrow]


def test_a_factor_that_is_multiplied_last_may_be_longer_than_32_bits() -> None:
    given_columns = {"a": np.array([3, 100]), "b": np.array([2**40 + 1, 2**33 + 5]), "c": np.array([5, 7])}
    functions = functions_of(SHARE)
    assert by_columns(functions, given_columns, 2) == [
        in_ints(SHARE, {one: int(column[row]) for one, column in given_columns.items()}) for row in range(2)
    ]
    assert [one for one, *_ in functions._calls] == [True]


def test_a_column_of_zeros_does_not_hide_a_number_that_32_bits_do_not_hold() -> None:
    """a × b is 0, but neither a nor the factor is narrow: no size is taken for 0."""
    top = (A * B).times(2**35) + A
    kernel = kernel_of(End(Counted(Outcome("scored"), *[Whole("half_up", top, C.times(2))] * 3)), ())
    given_columns = {"a": np.array([2**33 + 1, 5]), "b": np.array([0, 0]), "c": np.array([3, 1])}
    functions = functions_of(kernel)
    points = [WHOLE["half_up"](2**33 + 1, 6), WHOLE["half_up"](5, 2)]
    assert by_columns(functions, given_columns, 2) == [(0, one, one, one) for one in points]


@pytest.mark.parametrize("type_", [np.int32, np.int64])
def test_masks_are_those_of_signs_in_both_widths(type_: type[np.signedinteger[Any]]) -> None:
    most = int(np.iinfo(type_).max)
    numbers = np.array([-most, -2, -1, 0, 1, 2, most], dtype=type_)
    for mask, sign in ((below_zero, -1), (zero, 0), (above_zero, 1)):
        made = mask(numbers)
        assert made.dtype == type_
        assert made.tolist() == [-int(np.sign(one) == sign) for one in numbers.tolist()]
        assert where(made, numbers, 5).tolist() == [one if np.sign(one) == sign else 5 for one in numbers.tolist()]
    assert not_below_zero(numbers).tolist() == [max(0, one) for one in numbers.tolist()]


LARGE = [2**29, 2**30 + 1, 2**31 - 1, 2**31, 2**31 + 1, 2**32, 2**32 + 9000, 3 * 2**32 + 8000, 2**48, 2**59, 2**62]


@pytest.mark.parametrize("name", ["target", "actual", "full"])
def test_one_large_number_in_a_row_of_a_table_never_wraps(name: str) -> None:
    """Every size with either sign, alone in the blocks of its table; 2^32 + 9000 is 9000 in 32 bits."""
    random, count = np.random.default_rng(3), 500
    table: dict[str, Any] = {
        "level2": np.array(["数量指标", "成本指标", "满意度指标"])[random.integers(0, 3, count)].tolist(),
        "nature": np.array(["≥", "≤", "=", ""])[random.integers(0, 4, count)].tolist(),
        "target": random.integers(1, 20_000, count),
        "actual": random.integers(0, 20_000, count),
        "full": random.integers(0, 3000, count),
    }
    scales = dict.fromkeys(("target", "actual", "full"), 2)
    for large in [sign * one for one in LARGE for sign in (1, -1)]:
        changed = {**table, name: table[name].copy()}
        row = abs(large) % count
        changed[name][row] = large
        of_row = {one: column[row : row + 1] for one, column in changed.items()}
        found = scored_columns.scored(SPEED, changed, "numpy", scales=scales)
        assert found[row] == scored_columns.scored(SPEED, of_row, "scalar", scales=scales)[0], (name, large)
        if abs(large) in LARGE[::4]:
            assert found == scored_columns.scored(SPEED, changed, "scalar", scales=scales)


def test_blocks_of_one_table_are_narrow_or_wide_by_themselves() -> None:
    sizes = [9000, 2**28, 2**29, 9000, 2**33, 2**31, 9000]
    rules = perfeval.parse_rules(
        "ruleset r\n  round half up to 0.01 points\nrule one for every\n  when completion < 60%  award 0 points\n"
        "  otherwise  award full * completion"
    )
    count = 2**13 * len(sizes)  # the rows that are taken at once
    actual = np.random.default_rng(5).integers(0, 9000, count)
    for block, (one, other) in enumerate(pairwise([*sizes, sizes[0]])):
        actual[2**13 * block + block], actual[2**13 * block + 77] = one, min(one, other)
    table = {"target": np.full(count, 5000), "actual": actual, "full": np.full(count, 1000)}
    found = pa.array(rules.score_table(table, engine="numpy", decimals="scaled")["points"]).to_pylist()
    made = scorer_of(rules.lowering, 2)._stretches._points.values()
    assert {is_narrow for one in made for is_narrow, *_ in one._calls} == {True, False}
    assert found == [
        0 if 10 * one < 6 * 5000 else (2 * 1000 * 100 * one + 5000) // (2 * 5000) for one in actual.tolist()
    ]

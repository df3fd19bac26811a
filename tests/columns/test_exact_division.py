"""Whole quotients in columns are those of Python's integers, in every mode, at ties and near 2^50, 2^53 and 2^61."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from perfeval.engine.columns import exact_division, numba_kernel
from perfeval.engine.columns.exact_division import LARGEST, TooLargeError
from perfeval.symbolic.number import WHOLE

MODES = tuple(WHOLE)


def near(*powers: int) -> st.SearchStrategy[int]:
    return st.builds(lambda power, by: 2**power + by, st.sampled_from(powers), st.integers(-3, 3))


sizes = st.one_of(st.integers(0, 1000), st.integers(0, 2**59), near(31, 49, 50, 52, 53, 58), st.integers(0, 2**53))
bottoms = st.one_of(st.integers(1, 1000), st.integers(1, 2**58), near(10, 31, 52, 53))


@st.composite
def pairs(draw: st.DrawFn) -> tuple[int, int]:
    """Top and bottom with 2·top + 2·bottom below 2^61, many of them at a whole quotient or a tie, or one beside it."""
    bottom = draw(bottoms)
    if draw(st.booleans()):
        top = draw(sizes)
    else:
        most = max(1, 2**59 // bottom)
        half = draw(st.integers(0, min(2 * most, 2**50)))
        top = max(0, half * bottom // 2 + draw(st.integers(-1, 1)))
    assume(2 * top + 2 * bottom < 2**61)
    return draw(st.sampled_from((top, top, -top))), bottom


def arrays(given_pairs: list[tuple[int, int]]) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    tops, under = zip(*given_pairs, strict=True)
    return np.array(tops, dtype=np.int64), np.array(under, dtype=np.int64)


@settings(max_examples=80, deadline=None)
@given(st.lists(pairs(), min_size=1, max_size=40), st.sampled_from(MODES))
def test_large_quotients_are_those_of_ints_or_refused(given_pairs: list[tuple[int, int]], mode: Any) -> None:
    top, bottom = arrays(given_pairs)
    is_large = any((2 * abs(one) + other) // (2 * other) + 1 >= LARGEST for one, other in given_pairs)
    try:
        found = exact_division.LARGE[mode](top, bottom)
    except TooLargeError:
        assert is_large
        return
    assert found.tolist() == [WHOLE[mode](one, other) for one, other in given_pairs]


@settings(max_examples=80, deadline=None)
@given(st.lists(pairs(), min_size=1, max_size=40), st.sampled_from(MODES))
def test_small_quotients_are_those_of_ints(given_pairs: list[tuple[int, int]], mode: Any) -> None:
    small = [(one, other) for one, other in given_pairs if 2 * abs(one) + 2 * other < 2**53]
    assume(small)
    top, bottom = arrays(small)
    wanted = [WHOLE[mode](one, other) for one, other in small]
    assert exact_division.SMALL[mode](top, bottom).tolist() == wanted
    assert numba_of(numba_kernel.SMALL, mode)(top, bottom).tolist() == wanted


@st.composite
def narrow_pairs(draw: st.DrawFn) -> tuple[int, int]:
    """Top and bottom together just below 2^51 or less, many of them at a whole quotient or a tie, or one beside it."""
    bottom = draw(st.one_of(st.integers(1, 1000), st.integers(1, 2**50), near(10, 31, 49, 50)))
    room = 2**51 - bottom - 1
    by = draw(st.one_of(st.integers(0, 2 * room // bottom), st.integers(2 * room // bottom - 3, 2 * room // bottom)))
    top = max(0, by * bottom // 2 + draw(st.integers(-1, 1)))
    assume(top + bottom < 2**51)
    return draw(st.sampled_from((top, top, -top))), bottom


@settings(max_examples=200, deadline=None)
@given(st.lists(narrow_pairs(), min_size=1, max_size=40), st.sampled_from(MODES))
def test_narrow_quotients_are_those_of_ints(given_pairs: list[tuple[int, int]], mode: Any) -> None:
    """Tops are floats where they are products, and 32 bits long otherwise."""
    top, bottom = arrays(given_pairs)
    wanted = [WHOLE[mode](one, other) for one, other in given_pairs]
    functions = exact_division.NARROW
    assert functions[mode](top.astype(np.float64), bottom).tolist() == wanted
    assert functions[f"{mode}_of_sizes"](np.abs(top).astype(np.float64), bottom).tolist() == [
        WHOLE[mode](abs(one), other) for one, other in given_pairs
    ]
    short = (np.abs(top) < 2**31) & (bottom < 2**31)
    tops, bottoms = top[short].astype(np.int32), bottom[short].astype(np.int32)
    assert functions[mode](tops, bottoms).tolist() == np.array(wanted, dtype=np.int64)[short].tolist()


@given(st.integers(-(2**40), 2**40), st.integers(-(2**31) + 1, 2**31 - 1))
def test_products_of_narrow_columns_are_those_of_ints(one: int, other: int) -> None:
    assume(abs(one * other) < 2**51)
    column, narrow = np.array([one]), np.array([other], dtype=np.int32)
    for factor in (narrow, other):
        assert exact_division.product(column, factor).tolist() == [one * other]


@settings(max_examples=60, deadline=None)
@given(st.lists(pairs(), min_size=1, max_size=40), st.sampled_from(MODES))
def test_the_compiled_functions_are_those_of_columns(given_pairs: list[tuple[int, int]], mode: Any) -> None:
    fit = [(one, other) for one, other in given_pairs if abs(one) // other + 1 < 2**49]
    assume(fit)
    top, bottom = arrays(fit)
    wanted = [WHOLE[mode](one, other) for one, other in fit]
    assert exact_division.LARGE[mode](top, bottom).tolist() == wanted
    assert numba_of(numba_kernel.LARGE, mode)(top, bottom).tolist() == wanted


@pytest.mark.parametrize("mode", MODES)
def test_functions_for_sizes_are_the_others_on_sizes(mode: str) -> None:
    random = np.random.default_rng(1)
    top, bottom = random.integers(0, 2**58, 2000), random.integers(2**20, 2**40, 2000)
    bottom[::3], top[::3] = 2 * (bottom[::3] >> 8), (bottom[::3] >> 8) * random.integers(1, 2**20, len(top[::3]))
    of_sizes, of_all = f"{mode}_of_sizes", mode
    wanted = [WHOLE[mode](one, other) for one, other in zip(top.tolist(), bottom.tolist(), strict=True)]
    for functions in (exact_division.LARGE, {name: numba_of(numba_kernel.LARGE, name) for name in (of_sizes, of_all)}):
        assert functions[of_sizes](top, bottom).tolist() == wanted
        assert functions[of_all](top, bottom).tolist() == wanted


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("top", [2**50, 2**50 + 1, 2**57, -(2**50), 2**60 - 1])
def test_quotients_of_2_to_the_50_and_more_are_refused(mode: str, top: int) -> None:
    with pytest.raises(TooLargeError):
        exact_division.LARGE[mode](np.array([1, top]), np.array([1, 1]))


def test_no_row_is_no_error() -> None:
    none = np.zeros(0, dtype=np.int64)
    for mode in MODES:
        for functions in (exact_division.SMALL, exact_division.LARGE):
            assert functions[mode](none, none).tolist() == []


_COMPILED: dict[tuple[int, str], Callable[..., Any]] = {}


def numba_of(functions: Mapping[str, Any], mode: str) -> Callable[..., Any]:
    """A compiled function on columns."""
    key = id(functions), mode
    if key not in _COMPILED:
        import numba

        one = functions[mode]

        def loop(top: Any, bottom: Any) -> Any:
            found = np.empty(len(top), dtype=np.int64)
            for row in range(len(top)):
                found[row] = one(top[row], bottom[row])
            return found

        _COMPILED[key] = numba.njit(error_model="numpy")(loop)
    return _COMPILED[key]

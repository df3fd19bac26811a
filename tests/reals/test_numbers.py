"""Exact real numbers as Python values: hashes, pickles, threads, and what is imported when."""

from __future__ import annotations

import copy
import pickle
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perfeval.exact import CENT, Rounding
from perfeval.reals import Number, Real, exp, ln, power, round_to, sqrt

F = Fraction
POSITIVE = st.fractions(F(1, 60), 60, max_denominator=60)


def formulas(x: Fraction, y: Fraction) -> list[Number]:
    return [
        sqrt(x) + sqrt(y),
        ln(x) * sqrt(y),
        exp(x / 60) - y,
        power(x, F(1, 3)) / (1 + sqrt(y)),
        ln(1 + sqrt(x) + ln(1 + y)),
        sqrt(exp(sqrt(x)) + y),
    ]


@settings(deadline=None)
@given(POSITIVE, POSITIVE)
def test_a_pickle_or_a_copy_is_equal(x: Fraction, y: Fraction) -> None:
    for value in formulas(x, y):
        again = pickle.loads(pickle.dumps(value))  # noqa: S301 - our own
        assert again == value
        assert hash(again) == hash(value)
        assert copy.deepcopy(value) == copy.copy(value) == value


@settings(deadline=None)
@given(POSITIVE, POSITIVE)
def test_equal_numbers_have_equal_hashes(x: Fraction, y: Fraction) -> None:
    a, b = sqrt(x), sqrt(y)
    pairs = [
        ((a + b) * (a + b), x + y + 2 * a * b),
        (sqrt(x + y + 2 * a * b), a + b),
        (1 / (1 + a + b), (1 + a - b) / ((1 + a) * (1 + a) - y) if (1 + a) * (1 + a) != y else 1 / (1 + a + b)),
        (x + sqrt(x + y + 2 * a * b) - a - b, x),
        (ln(x) + ln(1 + b), ln(x + x * b)),
    ]
    for left, right in pairs:
        assert left == right
        assert hash(left) == hash(right)
        assert len({left, right}) == 1


@settings(deadline=None)
@given(POSITIVE, POSITIVE)
def test_a_number_stands_on_either_side(x: Fraction, y: Fraction) -> None:
    root = sqrt(x)
    for other in (y, 3, sqrt(y)):
        assert other + root == root + other
        assert other - root == -(root - other)
        assert other * root == root * other
        assert other / root == 1 / (root / other)
        assert (other < root) == (root > other)
        assert (other <= root) == (root >= other)
        assert (other == root) == (root == other)


def test_a_number_is_never_changed() -> None:
    root = sqrt(F(2))
    assert isinstance(root, Real)
    with pytest.raises(AttributeError):
        root._form = None  # type: ignore[assignment]
    with pytest.raises(AttributeError):
        del root._form
    with pytest.raises(TypeError):
        Real()
    assert repr(root) == "<Real near 1.4142>"
    assert abs(-root) == root
    assert repr(exp(F(2000)) * root) == "<Real near 10^868>"


def test_threads_agree() -> None:
    figures = [F(n, 7) for n in range(1, 80)]

    def scores(_: int) -> list[Fraction]:
        return [
            round_to(value + F(1, 10**80), F(1, 10**60), Rounding.HALF_UP)
            for figure in figures
            for value in (60 + 40 * ln(figure), exp(figure / 5), sqrt(figure), power(figure, F(1, 3)))
        ]

    wanted = scores(0)
    with ThreadPoolExecutor(8) as pool:
        assert all(found == wanted for found in pool.map(scores, range(16)))


def test_threads_share_one_number() -> None:
    value = sqrt(1 + ln(F(7))) / (1 + exp(F(1, 3)))
    with ThreadPoolExecutor(8) as pool:
        found = set(
            pool.map(lambda places: round_to(value, F(1, 10 ** (places % 4 * 50 + 2)), Rounding.DOWN), range(64))
        )
    assert len(found) == 4


def test_mpmath_is_loaded_by_the_first_transcendental_value_only() -> None:
    program = (
        "import sys, perfeval, perfeval.reals as r\n"
        "from fractions import Fraction as F\n"
        "assert r.sqrt(F(4)) == 2 and r.ln(F(1)) == 0 and r.power(F(8), F(1, 3)) == 2\n"
        "assert r.sqrt(F(2)) > 1\n"
        "assert 'mpmath' not in sys.modules\n"
        "assert r.ln(F(2)) < 1\n"
        "assert 'mpmath' in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_the_precision_of_others_is_left_alone() -> None:
    mpmath = pytest.importorskip("mpmath")
    before = mpmath.mp.prec
    assert round_to(ln(F(2)), F(1, 10**100), Rounding.DOWN) < ln(F(2))
    assert mpmath.mp.prec == before
    assert round_to(10 * ln(F(2)), CENT, Rounding.HALF_UP) == F("6.93")

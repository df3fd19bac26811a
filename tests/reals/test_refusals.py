"""What cannot be computed is refused quickly, with a sentence in both languages."""

from __future__ import annotations

import time
from collections.abc import Callable
from fractions import Fraction

import pytest

from perfeval.exact import CENT, Rounding
from perfeval.reals import (
    MagnitudeError,
    Number,
    RealArithmeticError,
    RealDomainError,
    UndecidedTieError,
    exp,
    floor_of,
    ln,
    power,
    round_to,
    sign,
    sqrt,
)

F = Fraction
TINY = F(1, 2**3000)
ROOT = sqrt(F(2))


def refused(kind: type[RealArithmeticError], compute: Callable[[], object]) -> None:
    begun = time.perf_counter()
    with pytest.raises(kind) as caught:
        compute()
    assert time.perf_counter() - begun < 1
    wording = caught.value.wording
    assert wording.zh
    assert wording.en
    assert wording.zh != wording.en
    assert isinstance(caught.value, ArithmeticError)
    assert str(caught.value) == wording.en


@pytest.mark.parametrize(
    "compute",
    [
        lambda: ln(F(0)),
        lambda: ln(F(-3)),
        lambda: ln(1 - ROOT),
        lambda: ln(sqrt(3 + 2 * ROOT) - 1 - ROOT),
        lambda: sqrt(F(-1)),
        lambda: sqrt(1 - ROOT),
        lambda: power(F(0), F(-1)),
        lambda: power(F(0), -ROOT),
        lambda: power(F(-8), F(1, 3)),
        lambda: power(F(-2), ROOT),
        lambda: power(1 - ROOT, F(1, 2)),
        lambda: 1 / (sqrt(3 + 2 * ROOT) - 1 - ROOT),
        lambda: ROOT / 0,
        lambda: ROOT / F(0),
    ],
)
def test_where_a_function_has_no_value(compute: Callable[[], Number]) -> None:
    refused(RealDomainError, compute)


@pytest.mark.parametrize(
    "compute",
    [
        lambda: exp(F(10**9)),
        lambda: exp(F(-(10**9))),
        lambda: exp(10**9 * ROOT),
        lambda: exp(10**9 * ln(F(2))),
        lambda: power(F(10), F(10**9)),
        lambda: power(F(10), F(-(10**9))),
        lambda: power(F(10), F(10**9) + F(1, 2)),
        lambda: power(1 + F(1, 10**9), F(10**9)),
        lambda: power(ROOT, F(10**9)),
        lambda: power(1 + ROOT, F(10**9)),
        lambda: power(F(2), power(F(10), F(9))),
        lambda: power(F(10), 10**9 * ROOT),
        lambda: ln(power(F(2), F(4000)) * power(F(3), F(2500)) * power(F(5), F(1700))),
    ],
)
def test_what_is_too_large(compute: Callable[[], Number]) -> None:
    refused(MagnitudeError, compute)


def test_repeated_squaring_ends_in_a_refusal() -> None:
    for start in (1 + ROOT, ln(F(3)) + ln(F(5)) * ROOT + 1, exp(F(1, 3)), 1 + exp(ROOT)):

        def squared(value: Number = start) -> None:
            for _ in range(60):
                value = value * value
                sign(value)

        refused(MagnitudeError, squared)


def test_deep_nesting_ends_in_a_refusal() -> None:
    for step in (lambda x: sqrt(1 + x), lambda x: ln(2 + x), lambda x: 1 / (1 + x), lambda x: exp(-x)):

        def nested(step: Callable[[Number], Number] = step) -> None:
            value: Number = ROOT
            for _ in range(1000):
                value = step(value)

        refused(MagnitudeError, nested)


@pytest.mark.parametrize(
    "compute",
    [
        lambda: sign(exp(TINY) - 1 - TINY),
        lambda: exp(TINY) == 1 + TINY,
        lambda: exp(TINY) < 1 + TINY,
        lambda: round_to(exp(TINY) - 1 - TINY + F(1, 200), CENT, Rounding.HALF_UP),
        lambda: round_to(exp(TINY) - 1 - TINY, CENT, Rounding.UP),
        lambda: floor_of(exp(TINY) - TINY),
        lambda: 1 / (exp(TINY) - 1 - TINY),
        lambda: sqrt(exp(TINY) - 1 - TINY),
        lambda: power(exp(TINY) - 1 - TINY, ROOT),
    ],
)
def test_what_cannot_be_told_apart(compute: Callable[[], object]) -> None:
    refused(UndecidedTieError, compute)


def test_many_undecided_logarithms_are_given_up_in_time() -> None:
    total = sum((ln(F(n)) * ln(F(n + 1)) for n in range(2, 40)), F(0))
    refused(UndecidedTieError, lambda: sign(total * (exp(TINY) - 1 - TINY)))


def test_only_exact_numbers_are_taken() -> None:
    for wrong in (1.5, "2", None):
        with pytest.raises(TypeError):
            sqrt(wrong)  # type: ignore[arg-type]
        with pytest.raises(TypeError):
            ROOT + wrong  # type: ignore[operator]
        assert wrong != ROOT


def test_the_power_zero_of_anything_is_one() -> None:
    for base in (F(0), F(-2), F(7, 3), ROOT, 1 - ROOT):
        assert power(base, F(0)) == 1
    assert power(F(0), ROOT) == 0
    assert power(1 - ROOT, F(2)) == 3 - 2 * ROOT
    assert power(F(-2), F(3)) == -8
    assert power(F(-2), 2 + sqrt(3 + 2 * ROOT) - ROOT) == -8

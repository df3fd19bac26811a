"""Exact real numbers, closed under + - * / and square root, logarithm, exponential and power.

A number is kept as what it is, not as digits: `sqrt(2) * sqrt(2)` is the fraction 2. Comparisons and roundings are
proved; see `Real`.
"""

from perfeval.reals.functions import exp, ln, power, sqrt
from perfeval.reals.number import Number, Real, sign
from perfeval.reals.refusals import (
    MagnitudeError,
    RealArithmeticError,
    RealDivisionByZeroError,
    RealDomainError,
    UndecidedTieError,
)
from perfeval.reals.rounding import approximate, ceil_of, floor_of, round_to

__all__ = [
    "MagnitudeError",
    "Number",
    "Real",
    "RealArithmeticError",
    "RealDivisionByZeroError",
    "RealDomainError",
    "UndecidedTieError",
    "approximate",
    "ceil_of",
    "exp",
    "floor_of",
    "ln",
    "power",
    "round_to",
    "sign",
    "sqrt",
]

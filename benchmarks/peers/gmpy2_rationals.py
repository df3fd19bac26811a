"""Rational numbers in C: gmpy2. The rule is that of rationals.py."""

from __future__ import annotations

from gmpy2 import mpq
from peers.rationals import preparer
from way import Way, from_decimals

WAYS = [Way(name="gmpy2 rationals", group="scalar", prepare=preparer(mpq), hundredths=from_decimals)]

"""The only place where mpmath is asked: one logarithm or one exponential of one dyadic number.

mpmath's interval functions do not always enclose (mpmath issue 1181), so its point functions are asked, with
`GUARD_BITS` more than is wanted, and the answer is pushed out by 2**`SLACK_BITS` units in its last place. The precision
of a context is shared between threads, and so are mpmath's remembered constants, so one context of our own is used
under a lock, and the constants are remembered beforehand at more than any precision asked for here.
"""

from __future__ import annotations

import functools
import threading
from typing import Any, Final, NamedTuple

GUARD_BITS: Final = 32
SLACK_BITS: Final = 16
MAX_BITS: Final = 4096
"""The highest precision at which a comparison or a rounding is tried before it is given up."""

_LOCK: Final = threading.Lock()


class Point(NamedTuple):
    """`mantissa * 2**exponent`, wrong by at most `slack` units of the mantissa."""

    mantissa: int
    exponent: int
    slack: int


@functools.cache
def _context() -> Any:
    import mpmath  # type: ignore[import-untyped]

    context = mpmath.MPContext()
    context.prec = MAX_BITS + 1024
    for constant in (context.ln2, context.ln10, context.pi):
        context.mpf(constant)
    return context


def _point(name: str, mantissa: int, exponent: int, bits: int) -> Point:
    precision = max(bits, mantissa.bit_length()) + GUARD_BITS
    with _LOCK:
        context = _context()
        context.prec = precision
        found = getattr(context, name)(context.mpf((mantissa, exponent)))
        size, scale = found.man_exp
        negative = found < 0
    # mpmath drops trailing zeros; a unit in the last place is that of a mantissa of full length.
    short = precision - size.bit_length()
    size = abs(int(size)) << short
    return Point(-size if negative else size, scale - short, 1 << SLACK_BITS)


def logarithm(mantissa: int, exponent: int, bits: int) -> Point:
    """The natural logarithm of `mantissa * 2**exponent` (> 0)."""
    return Point(0, 0, 0) if _is_one(mantissa, exponent) else _point("ln", mantissa, exponent, bits)


def exponential(mantissa: int, exponent: int, bits: int) -> Point:
    """The natural exponential of `mantissa * 2**exponent`; the caller bounds its size."""
    return _point("exp", mantissa, exponent, bits)


def _is_one(mantissa: int, exponent: int) -> bool:
    return mantissa == 1 << -exponent if exponent <= 0 else False

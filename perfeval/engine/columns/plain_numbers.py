"""Columns of written forms most of which are a plain number and perhaps a unit: `85.2%`, `117.23万元`.

A text is read once for each distinct one, and figures of a large file are nearly all distinct. Where a few numbers show
that a unit is read as so many times the number, the others need no reader.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from attrs import evolve, frozen

from perfeval.engine.columns.reading import LARGEST, Column, column_of
from perfeval.engine.lowering.opening import Opened
from perfeval.exact import decimal_places

if TYPE_CHECKING:
    from numpy.typing import NDArray

_UNITS: Final = ("", "%", "元", "万元", "亿元")
"""Units with which figures are fine enough to be nearly all distinct."""
_PLACES: Final = 4
_PLAIN: Final = rf"^(?P<whole>0|[1-9][0-9]{{0,10}})(?:\.(?P<part>[0-9]{{1,{_PLACES}}}))?(?P<unit>%|元|万元|亿元)?$"
_TRIED: Final = ("0", "1", "7", "31", "100", "2024", "10000", "0.5", "99.99", "12345678901.2345", "20241231", "0.0")
"""Numbers that show whether a unit is what it seems; among them some that might be dates."""
_WORTH: Final = 256
"""Distinct texts from which on this is quicker."""


@frozen(eq=False)
class _Plain:
    """The plain numbers among some texts."""

    places: NDArray[np.int64]
    """Where they stand."""
    steps: NDArray[np.int64]
    """The numbers, counted in 10^-`_PLACES`."""
    units: NDArray[np.int32]
    """By number which of `found` it is in."""
    found: tuple[Opened, ...]
    """1 in each unit, taken apart."""
    decimals: int
    """How many decimal places are written at most."""


def text_column(
    distinct: pa.Array,
    indices: NDArray[np.signedinteger[Any]],
    read: Callable[[list[str]], list[Opened]],
    kind: Callable[[Opened], Hashable],
) -> Column:
    """The column of some texts: `indices` says which stands in a row, -1 none. `read` takes texts apart."""
    plain = _plain_among(distinct, read) if len(distinct) >= _WORTH else None
    if plain is None:
        return column_of(read(distinct.to_pylist()), indices, kind)
    is_plain = np.zeros(len(distinct), dtype=np.bool_)
    is_plain[plain.places] = True
    others = np.flatnonzero(~is_plain)
    least = max(decimal_places(one.numbers[0] / 10**plain.decimals) for one in plain.found)
    # The others first, and after them 1 in each unit: the classes and numbers of both in one order.
    opened = [*read(distinct.take(pa.array(others)).to_pylist()), *plain.found]
    first_unit = len(others)
    place_of = np.empty(len(distinct) + 1, dtype=np.int64)
    place_of[others] = np.arange(len(others))
    place_of[plain.places] = first_unit + plain.units
    place_of[-1] = -1
    rest = column_of(opened, place_of[indices], kind, least)
    step = rest.step(0) if len(indices) else Fraction(1)
    table, unread = np.zeros(len(distinct) + 1, dtype=np.int64), np.zeros(len(distinct) + 1, dtype=np.bool_)
    for unit, one in enumerate(plain.found):
        mine = plain.units == unit
        # Whole, as `least` is: what is divided away are places in which nothing is written.
        factor = one.numbers[0] / step / 10**_PLACES
        steps = plain.steps[mine] // factor.denominator
        large = steps >= LARGEST // max(factor.numerator, 1)
        unread[plain.places[mine]] = large
        table[plain.places[mine]] = np.where(large, 0, steps) * min(factor.numerator, LARGEST)
    here = np.append(is_plain, False)[indices]
    too_large = unread[indices] if rest.unread is None else np.where(here, unread[indices], rest.unread)

    def cell(row: int) -> Opened:
        return read([distinct[int(indices[row])].as_py()])[0] if here[row] else rest.cell(row)

    return evolve(
        rest,
        cell=cell,
        numbers=(np.where(here, table[indices], rest.numbers[0]), *rest.numbers[1:]),
        unread=too_large if too_large.any() else None,
    )


def _plain_among(distinct: pa.Array, read: Callable[[list[str]], list[Opened]]) -> _Plain | None:
    """The plain numbers among texts; None where there are few."""
    parts = pc.extract_regex(distinct, _PLAIN)
    places = np.flatnonzero(pc.is_valid(parts).to_numpy(zero_copy_only=False))
    if len(places) < _WORTH // 2:
        return None
    parts = parts.take(pa.array(places))
    whole, part, unit = (pc.struct_field(parts, name) for name in ("whole", "part", "unit"))
    units = np.asarray(pc.index_in(unit, pa.array(_UNITS)).to_numpy(zero_copy_only=False), dtype=np.int32)
    ones: dict[int, Opened] = {}
    for number in np.unique(units):
        one = _one(_UNITS[number], read)
        if one is not None:
            ones[int(number)] = one
    usable = np.isin(units, list(ones))
    if usable.sum() < _WORTH // 2:
        return None
    renumbered = np.zeros(len(_UNITS), dtype=np.int32)
    renumbered[list(ones)] = np.arange(len(ones))
    written = np.asarray(pc.utf8_length(part).to_numpy(zero_copy_only=False))
    padded = pc.utf8_rpad(part, _PLACES, "0")
    steps = np.asarray(pc.binary_join_element_wise(whole, padded, "").cast(pa.int64()).to_numpy(zero_copy_only=False))
    return _Plain(
        places[usable], steps[usable], renumbered[units[usable]], tuple(ones.values()), int(written[usable].max())
    )


def _one(unit: str, read: Callable[[list[str]], list[Opened]]) -> Opened | None:
    """1 in a unit, taken apart; None where a number in it is not read as so many times that."""
    one, *others = read([f"{number}{unit}" for number in ("1", *_TRIED)])
    if len(one.numbers) != 1 or one.is_fixed or one.numbers[0] <= 0:
        return None
    linear = all(
        evolve(other, numbers=one.numbers) == one and other.numbers == (Fraction(number) * one.numbers[0],)
        for number, other in zip(_TRIED, others, strict=True)
    )
    return one if linear else None

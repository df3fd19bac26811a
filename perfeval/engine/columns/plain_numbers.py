"""Columns of written forms most of which are a plain number and perhaps a unit: `85.2%`, `117.23万元`.

A text is read once for each distinct one, and figures of a large file are nearly all distinct. Where a few numbers show
that a unit is read as so many times the number, the others need no reader.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from fractions import Fraction
from typing import TYPE_CHECKING, Final

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
    indices: NDArray[np.int32],
    read: Callable[[list[str]], list[Opened]],
    kind: Callable[[Opened], Hashable],
) -> Column:
    """The column of some texts: `indices` says which stands in a row, below 0 none. `read` takes texts apart."""
    plain = _plain_among(distinct, read) if len(distinct) >= _WORTH else None
    if plain is None:
        return column_of(read(distinct.to_pylist()), indices, kind)
    is_plain = np.zeros(len(distinct) + 1, dtype=np.bool_)
    is_plain[plain.places] = True
    others = np.flatnonzero(~is_plain[:-1])
    number = np.full(len(distinct) + 1, -1, dtype=np.int32)  # the last one is for empty cells
    number[others] = np.arange(len(others), dtype=np.int32)
    ones = [one.numbers[0] for one in plain.found]
    least = max(decimal_places(one / 10**plain.decimals) for one in ones)
    rest = column_of(read(distinct.take(pa.array(others)).to_pylist()), number[indices], kind, least)
    return _together(rest, plain, indices, is_plain, kind, least, lambda place: read([distinct[place].as_py()])[0])


def _together(
    rest: Column,
    plain: _Plain,
    indices: NDArray[np.int32],
    is_plain: NDArray[np.bool_],
    kind: Callable[[Opened], Hashable],
    least: int,
    read: Callable[[int], Opened],
) -> Column:
    """The rows whose cell is a plain number put among the others, counted in the same steps."""
    step = rest.steps[0] if rest.steps else Fraction(1, 10**least)
    opened = list(rest.opened)
    classes = {kind(one): number for number, one in enumerate(opened)}
    class_of = np.zeros(len(plain.found), dtype=np.int32)
    table, unread = np.zeros(len(plain.steps), dtype=np.int64), np.zeros(len(plain.steps), dtype=np.bool_)
    for unit, one in enumerate(plain.found):
        class_of[unit] = number = classes.setdefault(kind(one), len(opened))
        if number == len(opened):
            opened.append(one)
        mine = plain.units == unit
        steps, factor = plain.steps[mine], one.numbers[0] / step / 10**_PLACES
        # Whole, as `least` is: what is divided away are places that nothing is written in.
        steps = steps // factor.denominator
        large = steps >= LARGEST // max(factor.numerator, 1)
        unread[mine] = large
        table[mine] = np.where(large, 0, steps) * min(factor.numerator, LARGEST)
    where = np.full(len(is_plain), -1, dtype=np.int64)
    where[plain.places] = np.arange(len(plain.places))
    at = where[indices]
    here = at >= 0
    numbers = [np.where(here, table[at], one) for one in rest.numbers[:1]] or [np.where(here, table[at], 0)]
    large = here & unread[at]
    if rest.unread is not None:
        large |= rest.unread

    def cell(row: int) -> Opened:
        return read(int(indices[row])) if here[row] else rest.cell(row)

    return evolve(
        rest,
        classes=np.where(here, class_of[plain.units[at]], rest.classes).astype(np.int32),
        opened=tuple(opened),
        steps=(step,) * len(opened),
        numbers=(*numbers, *rest.numbers[1:]),
        unread=large if large.any() else None,
        cell=cell,
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

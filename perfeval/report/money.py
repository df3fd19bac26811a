"""Amounts of money in the money unit of their table."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from perfeval.exact import plain
from perfeval.values.model import Money, MoneyCell
from perfeval.values.units import split_scale

_PLACES: Final = 12
_WAN: Final = 10_000


def in_money_unit(cell: MoneyCell, money_unit: str) -> str | None:
    """The amount in the table's unit, `117.23` for 117.23万元 in 万元; None where there is no amount."""
    if not isinstance(cell, Money):
        return None
    return plain(cell.yuan / unit_size(money_unit), _PLACES)


def unit_size(money_unit: str) -> Fraction:
    """How many yuan the unit is; 万元, the unit of the form, for one that is not known."""
    scale, unit = split_scale(money_unit)
    if unit != "元":
        return Fraction(_WAN)
    return Fraction(scale or 1)

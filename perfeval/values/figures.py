"""One number with what stands behind it: `550万粒`, `¥20万`, `90.03%`, `三次`, `百分之九十`, `1250KVA`."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Final

from attrs import evolve, frozen

from perfeval.exact import NumberTooLongError, read_decimal
from perfeval.values.chinese_numerals import NUMERAL_CHARACTERS, read_numeral
from perfeval.values.model import Money, Number, Quantity, Ratio, Scalar
from perfeval.values.problems import BADLY_GROUPED, PERIOD, TOO_LONG_NUMBER, NotReadError
from perfeval.values.units import COUNTED, RATIO_PARTS, YUAN, read_unit, split_scale

_NUMBER: Final = r"[0-9][0-9,]*(?:\.[0-9]+)?"
_FIGURE: Final = re.compile(
    rf"(?P<minus>[-+]?)(?P<currency>¥|人民币|(?:[Rr][Mm][Bb]|[Cc][Nn][Yy]) ?)?(?P<number>{_NUMBER})(?P<rest>.*)"
)
_GROUPED: Final = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_IN_WORDS: Final = re.compile(rf"(?P<number>[{NUMERAL_CHARACTERS}]+)(?P<rest>.+)")
_PARTS: Final = re.compile(rf"(?P<parts>[{NUMERAL_CHARACTERS}]+)分之(?P<count>[{NUMERAL_CHARACTERS}]+|{_NUMBER})")
_BRACKETED: Final = re.compile(r"\((?P<unit>[^()]+)\)")
_DIGIT_WORDS: Final = re.compile("[〇零一二两三四五六七八九十]")

_HUNDRED_PERCENT: Final = frozenset({"百分百", "百分之百", "百分之一百"})

_LONGEST: Final = 120


@frozen
class Figure:
    """A number, the scale written with it (`None`: none) and its unit (`""`: none) - before it is a value.

    The two ends of a range lend each other what only one of them has, so this step is needed between.
    """

    amount: Fraction
    scale: int | None = None
    unit: str = ""

    @property
    def size(self) -> Fraction:
        """What is compared with another figure of the same kind: the amount in its smallest unit."""
        return self.amount * (self.scale or 1) / RATIO_PARTS.get(self.unit, 1)

    def value(self, written: str) -> Scalar:
        """The figure as a value of the model."""
        if self.unit == "":
            return Number(self.amount * (self.scale or 1), written=written)
        if self.unit == YUAN:
            return Money(self.amount, self.scale or 1, written=written)
        if self.unit in RATIO_PARTS:
            return Ratio(self.amount / RATIO_PARTS[self.unit], written=written)
        return Quantity(self.amount, self.unit, self.scale or 1, written=written)

    def lending(self, other: Figure) -> Figure:
        """Give this figure with the unit (and scale) of `other` where it has none itself: the 10 of `10-15天`."""
        if self.unit:
            return self
        return evolve(self, unit=other.unit, scale=other.scale if self.scale is None else self.scale)


def read_figure(text: str) -> Figure | None:
    """The figure that a folded, compact text writes from end to end; `None` if it is none.

    Raises `NotReadError` for a number that is badly grouped or too long.
    """
    if len(text) > _LONGEST:
        return None
    if text in _HUNDRED_PERCENT:
        return Figure(Fraction(100), None, "%")
    found = _FIGURE.fullmatch(text)
    if found is not None:
        return _from_digits(found)
    found = _PARTS.fullmatch(text)
    if found is not None:
        return _from_parts(found)
    found = _IN_WORDS.fullmatch(text)
    return None if found is None else _from_words(found)


def read_number(text: str) -> Fraction:
    """Digits with or without thousands commas. Raises `NotReadError` if they are badly grouped or too many."""
    if "," in text and _GROUPED.fullmatch(text) is None:
        raise NotReadError(BADLY_GROUPED)
    try:
        return read_decimal(text.replace(",", ""))
    except NumberTooLongError:
        raise NotReadError(TOO_LONG_NUMBER) from None


def _from_digits(found: re.Match[str]) -> Figure | None:
    bracketed = _BRACKETED.fullmatch(found["rest"])
    scale, rest = split_scale(bracketed["unit"] if bracketed else found["rest"])
    if rest == "":
        unit: str | None = YUAN if found["currency"] else ""
    else:
        unit = read_unit(rest)
    if unit is None or (found["currency"] and unit != YUAN) or (scale is not None and unit in RATIO_PARTS):
        if rest in {"月", "月份"}:
            raise NotReadError(PERIOD)
        return None
    amount = read_number(found["number"])
    if found["minus"] == "-":
        amount = -amount
    if unit == "角":
        return Figure(amount / 10, scale, YUAN)
    return Figure(amount, scale, unit)


def _from_parts(found: re.Match[str]) -> Figure | None:
    """百分之九十, 万分之0.5, 三分之二."""
    parts = read_numeral(found["parts"])
    counted = found["count"]
    count = read_number(counted) if counted[0].isascii() else read_numeral(counted)
    if not parts or count is None or parts.denominator != 1:
        return None
    return Figure(count / parts * 100, None, "%")


def _from_words(found: re.Match[str]) -> Figure | None:
    """三次, 二十万元: only with a unit that leaves no doubt that a number is meant."""
    number, rest = found["number"], found["rest"]
    scale: int | None = None
    if len(number) > 1 and number[-1] in "万亿" and rest == YUAN:
        scale, _ = split_scale(number[-1])
        number = number[:-1]
    if rest not in COUNTED or not _DIGIT_WORDS.search(number):
        return None
    amount = read_numeral(number)
    unit = read_unit(rest)
    return None if amount is None or unit is None else Figure(amount, scale, unit)

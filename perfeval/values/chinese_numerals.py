"""Numbers written in Chinese characters: `三`, `两`, `九十五点五`, `一百二十`, `百`."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

DIGITS: Final = {
    "〇": 0, "零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9,
}  # fmt: skip
"""The characters for one digit."""

NUMERAL_CHARACTERS: Final = "".join(DIGITS) + "十百千万亿点"
"""Every character that a number can be made of."""

_PLACES: Final = {"十": 10, "百": 100, "千": 1000}
_GROUPS: Final = {"万": 10**4, "亿": 10**8}

_MAX_LENGTH: Final = 24


def read_numeral(text: str) -> Fraction | None:
    """The number that the characters write, or `None` if they write none.

    A place without a digit before it counts once, as in speech: `十` is 10, `百` is 100.
    """
    if not 0 < len(text) <= _MAX_LENGTH:
        return None
    whole_text, point, part_text = text.partition("点")
    whole = _whole(whole_text)
    if whole is None:
        return None
    if not point:
        return Fraction(whole)
    if not part_text or any(character not in DIGITS for character in part_text):
        return None
    part = int("".join(str(DIGITS[character]) for character in part_text))
    return whole + Fraction(part, 10 ** len(part_text))


def read_digits(text: str) -> int | None:
    """Digits read one by one, as in a year: `二〇二四` is 2024; `None` for anything else."""
    if not 0 < len(text) <= _MAX_LENGTH or any(character not in DIGITS for character in text):
        return None
    return int("".join(str(DIGITS[character]) for character in text))


def _whole(text: str) -> int | None:
    """A whole number by its places; `None` where the places do not fall (`十百`, `二三`)."""
    if not text:
        return None
    total, group, digit = 0, 0, None
    last_place, last_group = 10**4, 10**12
    for character in text:
        if character in DIGITS:
            if digit not in {None, 0}:
                return None
            digit = DIGITS[character]
        elif character in _PLACES:
            place = _PLACES[character]
            if place >= last_place or digit == 0:
                return None
            group += (1 if digit is None else digit) * place
            last_place, digit = place, None
        elif character in _GROUPS:
            size = _GROUPS[character]
            group += digit or 0
            if size >= last_group or (group == 0 and text[0] != character):
                return None
            total += (group or 1) * size
            last_place, last_group, group, digit = 10**4, size, 0, None
        else:
            return None
    return total + group + (digit or 0)

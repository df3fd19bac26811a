"""Dates and deadlines: `2024年12月底前完成`, `9月前`, `11月30日`, `2021.12.31`, `年底前`, `2024年`."""

from __future__ import annotations

import calendar
import re
from typing import Final

from perfeval.values.chinese_numerals import DIGITS, read_digits, read_numeral
from perfeval.values.model import CalendarDate
from perfeval.values.problems import IMPOSSIBLE_DATE, NotReadError

_FIRST_YEAR: Final = 1900
_LAST_YEAR: Final = 2199
"""Four digits before 年 outside these years count years (`5000年`), they do not name one."""

_LEAP_YEAR: Final = 2000
"""Stands in for an unknown year, so that 2月29日 can be a date."""

_CHINESE: Final = "".join(DIGITS) + "十"
_BEFORE: Final = "(?P<before>之前|以前|前)?"
_VERB: Final = (
    "(?:(?:全部|全面|按时|按期|如期)?(?:完成|完工|竣工|交付|达成|结束|到位|建成|投入使用|完成验收|验收完成|验收|完成支付"
    "|支付|付款|发放|实施完毕|完毕)(?:完成|完毕)?)?"
)
_AT: Final = "(?:截至|截止到|截止|已于|于|在|到|至)?"

_WRITTEN: Final = re.compile(
    rf"{_AT}"
    rf"(?:(?P<year>[0-9]{{4}}|[{_CHINESE}]{{4}})年(?:度)?)?"
    rf"(?:(?P<month>[0-9]{{1,2}}|[{_CHINESE}]{{1,2}})月(?:份)?)?"
    rf"(?:(?P<day>[0-9]{{1,2}}|[{_CHINESE}]{{1,3}})[日号](?:当日|当天)?)?"
    rf"(?P<end>年?[底末])?(?P<within>以内|之内|内)?{_BEFORE}{_VERB}"
)
_YEAR_END: Final = re.compile(rf"{_AT}(?:当|本)?年(?:底|末|内|度内|(?:底|末)?以内){_BEFORE}{_VERB}")
_NUMERIC: Final = re.compile(
    rf"{_AT}(?P<year>[0-9]{{4}})(?P<mark>[-/.])(?P<month>[0-9]{{1,2}})(?P=mark)(?P<day>[0-9]{{1,2}}){_BEFORE}{_VERB}"
)
# 2024.12 is a number, and 2024-1 may be a range: a month has two digits and a mark that can mean nothing else.
_NUMERIC_MONTH: Final = re.compile(
    rf"{_AT}(?P<year>(?:19|2[01])[0-9]{{2}})[-/](?P<month>0[1-9]|1[0-2]){_BEFORE}{_VERB}"
)

_LONGEST: Final = 40


def read_date(text: str) -> CalendarDate | None:
    """The date that a folded, compact text writes; `None` if it is none.

    `前` after a month or a year excludes it; after a day, or after 底 and 末, the day named is the last that keeps the
    deadline. Raises `NotReadError` for a date that the calendar does not have.
    """
    if len(text) > _LONGEST:
        return None
    if _YEAR_END.fullmatch(text):
        return CalendarDate(None, 12, 31)
    found = _NUMERIC.fullmatch(text)
    if found is not None:
        return _checked(int(found["year"]), int(found["month"]), int(found["day"]))
    found = _NUMERIC_MONTH.fullmatch(text)
    if found is not None:
        return _checked(int(found["year"]), int(found["month"]), None, excluded=found["before"] is not None)
    found = _WRITTEN.fullmatch(text)
    return None if found is None else _from_words(found)


def _from_words(found: re.Match[str]) -> CalendarDate | None:
    """A date written with 年, 月 and 日, from its parts."""
    end, within = found["end"], found["within"]
    year = None if found["year"] is None else _year(found["year"])
    month, day = _count(found["month"]), _count(found["day"])
    if found["month"] is None:
        if year is None or day is not None or not _FIRST_YEAR <= year <= _LAST_YEAR:
            return None
        if end is not None:
            return CalendarDate(year, 12, 31)
        return CalendarDate(year, excluded=found["before"] is not None and within is None)
    if (found["year"] is not None and year is None) or month is None or (found["day"] is not None and day is None):
        return None
    if (day is not None and (end or within)) or (end is not None and end[0] == "年"):
        return None
    excluded = found["before"] is not None and day is None and end is None and within is None
    return _checked(year, month, day, excluded=excluded)


def _checked(year: int | None, month: int, day: int | None, *, excluded: bool = False) -> CalendarDate:
    """The date, if the calendar has it."""
    if year is not None and not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise NotReadError(IMPOSSIBLE_DATE)
    if not 1 <= month <= 12:
        raise NotReadError(IMPOSSIBLE_DATE)
    if day is not None and not 1 <= day <= calendar.monthrange(year or _LEAP_YEAR, month)[1]:
        raise NotReadError(IMPOSSIBLE_DATE)
    if (year, month, day) == (None, 2, 29):
        # Whether the table's year has this day is not known here; both ways it is the end of February.
        day = None
    return CalendarDate(year, month, day, excluded=excluded)


def _year(text: str) -> int | None:
    return int(text) if text.isascii() else read_digits(text)


def _count(text: str | None) -> int | None:
    """A month or day in digits or in Chinese characters."""
    if text is None:
        return None
    if text.isascii():
        return int(text)
    number = read_numeral(text)
    return None if number is None or number.denominator != 1 else number.numerator

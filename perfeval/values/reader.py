"""The one reader of written values, for cells of tables and literals of rules alike.

A text is folded (full-width characters, look-alike signs, spaces), then offered to small recognisers in a fixed order;
the first that knows the form makes the value. A text that none of them knows is `Text`; if it looks like a figure,
its `problem` says why it was not read as one. Nothing is guessed and nothing is raised, whatever the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, TypeVar

from attrs import evolve

from perfeval.errors import InvalidValueError
from perfeval.place import Place
from perfeval.values.dates import read_date
from perfeval.values.figures import Figure, read_figure
from perfeval.values.folding import compact, fold, without_final_stop
from perfeval.values.model import (
    CalendarDate,
    Comparison,
    Grade,
    Missing,
    Money,
    MoneyCell,
    NotApplicable,
    Number,
    Points,
    PointsCell,
    Quantity,
    Range,
    Ratio,
    Scalar,
    Text,
    Tolerance,
    Value,
    Written,
    YesNo,
)
from perfeval.values.problems import (
    MAX_LENGTH,
    MIXED_RANGE,
    PERIOD,
    REVERSED_RANGE,
    TOO_LONG_TEXT,
    TWO_SIGNS,
    NotReadError,
    problem_of,
)
from perfeval.values.signs import take_apart, take_marker
from perfeval.values.units import YUAN, read_unit, split_scale
from perfeval.wording import Wording

_AnyWritten = TypeVar("_AnyWritten", bound=Written)

NOT_POINTS: Final = Wording("不是分数，未作为分值使用", "not a number of points; not used")
NOT_MONEY: Final = Wording("不是金额，未作为金额使用", "not an amount of money; not used")
NOT_RATE: Final = Wording("不是比率，未作为执行率使用", "not a rate; not used as the execution rate")

_MISSING: Final = frozenset({"", "未填报", "未填", "未填写"})
_NOT_APPLICABLE_WORDS: Final = frozenset({"无", "不适用", "n/a", "na"})
_DASHES: Final = re.compile(r"[-—]+|/+|\\")
_QUALITATIVE: Final = re.compile(r"定性(?: +|\s*:\s*)(?P<words>\S.*)", re.DOTALL)

_GRADE_WORDS: Final = {
    spelling: word
    for word, spellings in {"优": "优 优秀", "良": "良 良好", "中": "中 中等 一般", "差": "差 较差"}.items()
    for spelling in spellings.split()
}
_YES_NO: Final = {"是": True, "否": False}

_BRACKETED: Final = re.compile(r"\s*[(（](?P<points>[^()（）]+)[)）]\s*")

_TOLERANCE: Final = re.compile(r"(?:≤|不超过|控制在|保持在|在)?(?:±|\+/-)(?P<amount>[^±]+?)(?:以内|之内|之间|内)?")
_INTERVAL: Final = re.compile(r"(?P<left>[\[(])(?P<low>[^,;~]+)[,;~](?P<high>[^,;~]+)(?P<right>[\])])")
_SEPARATOR: Final = re.compile("——|—|~|-|至|到")
_LONGEST_RANGE: Final = 80
_LONGEST_COMPARISON: Final = 200

_FIRST_YEAR: Final = 1900
_DAY_OF_MONTH: Final = re.compile("(?<!工作)日$")
"""`10-15日` may be two days of a month or a number of days."""


def read_value(text: str, *, place: Place | None = None) -> Value:
    """Read a target or an actual value as a person would (`≥90%`, `不超过3次`, `12月底前`, `10-15天`, `良好以上`).

    Never raises for any text: what cannot be read is `Text` with its `problem`, words that are just words are `Text`
    without one. `written` of the value is `text` itself; `place` is attached to it (and to its bounds).
    """
    return _stamped(_read(text), text, place)


def read_blank(text: str) -> Missing | NotApplicable | None:
    """What `read_value` makes of a text that says nothing; None for one that says something."""
    if not text.strip():
        return Missing()
    return _empty(_words(text)) if len(text) <= MAX_LENGTH else None


def read_points(text: str, *, place: Place | None = None) -> PointsCell:
    """Read a cell for points: `10`, `10分`, `(40分)`, `-2`, `/`, blank; anything else is `Text` with its problem."""
    inside = _BRACKETED.fullmatch(text) if len(text) <= MAX_LENGTH else None
    value = _read(text if inside is None else inside["points"])
    cell: PointsCell
    match value:
        case Number():
            cell = Points(value.amount)
        case Quantity(unit="分", scale=1):
            cell = Points(value.amount)
        case Missing() | NotApplicable():
            cell = value
        case _:
            cell = _unusable(value, text, NOT_POINTS)
    return _stamped(cell, text, place)


def read_money(text: str, *, default_unit: str, place: Place | None = None) -> MoneyCell:
    """Read a cell for money; a bare number is in `default_unit`, the unit printed in the form (`元`, `万元` …).

    An amount with its own unit keeps it (`620.82万元`). Raises `InvalidValueError` for a `default_unit` that is none.
    """
    scale, unit = split_scale(compact(fold(default_unit)))
    if not unit or read_unit(unit) != YUAN:
        raise InvalidValueError(
            "not-a-unit-of-money",
            Wording(f"“{default_unit}”不是金额单位", f'"{default_unit}" is not a unit of money'),
        )
    cell: MoneyCell
    figure = _bare_figure(text)
    if figure is not None:
        # `8万` states its scale and leaves out only the 元.
        cell = Money(figure.amount, (scale or 1) if figure.scale is None else figure.scale)
    else:
        value = _read(text)
        match value:
            case Money() | Missing() | NotApplicable():
                cell = value
            case _:
                cell = _unusable(value, text, NOT_MONEY)
    return _stamped(cell, text, place)


def read_rate(text: str, *, place: Place | None = None) -> Ratio | Number | Missing | Text:
    """Read the printed execution rate (执行率): `100%`; a `Number` if the % sign is missing; `—` is `Missing`."""
    value = _read(text)
    cell: Ratio | Number | Missing | Text
    match value:
        case Ratio() | Number() | Missing():
            cell = value
        case NotApplicable():
            cell = Missing()
        case _:
            cell = _unusable(value, text, NOT_RATE)
    return _stamped(cell, text, place)


def is_bare_number(text: str) -> bool:
    """Whether the text is a number with neither unit nor scale: `620.82`, `215,457.6`."""
    figure = _bare_figure(text)
    return figure is not None and figure.scale is None


def _bare_figure(text: str) -> Figure | None:
    """The figure of a text that names no unit."""
    if len(text) > MAX_LENGTH:
        return None
    try:
        figure = read_figure(without_final_stop(compact(fold(text))))
    except NotReadError:
        return None
    return figure if figure is not None and not figure.unit else None


def _stamped(value: _AnyWritten, text: str, place: Place | None) -> _AnyWritten:
    """The value with its origin, which its parts share."""
    stamped = evolve(value, written=text, place=place)
    match stamped:
        case Comparison() if place is not None:
            return evolve(stamped, bound=evolve(stamped.bound, place=place))
        case Range() if place is not None:
            return evolve(stamped, low=evolve(stamped.low, place=place), high=evolve(stamped.high, place=place))
        case Tolerance() if place is not None:
            return evolve(stamped, amount=evolve(stamped.amount, place=place))
        case _:
            return stamped


def _unusable(value: Value, text: str, otherwise: Wording) -> Text:
    """The words of a cell that holds another kind of value than belongs there."""
    if isinstance(value, Text):
        return value if value.problem is not None else evolve(value, problem=otherwise)
    return Text(compact(fold(text)), otherwise)


def _read(text: str) -> Value:
    if not text.strip():
        return Missing()
    if len(text) > MAX_LENGTH:
        return Text(text, TOO_LONG_TEXT)
    words = _words(text)
    try:
        for recognise in _RECOGNISERS:
            value = recognise(words)
            if value is not None:
                return value
    except NotReadError as refusal:
        return Text(words, refusal.problem)
    return Text(words, problem_of(words))


def _words(text: str) -> str:
    """The text as the recognisers want it: folded, compact, without a final stop."""
    folded = fold(text).strip()
    qualitative = _QUALITATIVE.fullmatch(folded)
    if qualitative is not None:
        # The 指标性质 column got into the cell.
        folded = qualitative["words"]
    return without_final_stop(compact(folded))


def _empty(text: str) -> Missing | NotApplicable | None:
    """Blank, 未填报; `/`, `—`, `--`, 无, 不适用, N/A."""
    if text in _MISSING:
        return Missing()
    if text.lower() in _NOT_APPLICABLE_WORDS or _DASHES.fullmatch(text):
        return NotApplicable()
    return None


def _yes_no(text: str) -> YesNo | None:
    """是, 否."""
    return YesNo(_YES_NO[text]) if text in _YES_NO else None


def _grade(text: str) -> Grade | None:
    """优, 良, 中, 差 and their synonyms (优秀, 良好, 一般, 较差)."""
    return Grade(_GRADE_WORDS[text], written=text) if text in _GRADE_WORDS else None


def _date(text: str) -> CalendarDate | None:
    """2024年12月底前, 9月前, 2021.12.31, 2024年, 年底前."""
    date = read_date(text)
    return None if date is None else evolve(date, written=text)


def _tolerance(text: str) -> Tolerance | None:
    """±10%, ≤±5天, ±5%以内."""
    found = _TOLERANCE.fullmatch(text)
    figure = None if found is None else read_figure(found["amount"])
    if found is None or figure is None or figure.amount < 0:
        return None
    return Tolerance(figure.value(found["amount"]))


def _scalar(text: str) -> Scalar | None:
    """3200份, 20万元, 90.03%, -30%, 百分之九十, 三次, 215,457.6."""
    figure = read_figure(text)
    return None if figure is None else figure.value(text)


def _comparison(text: str) -> Value | None:
    """≥90%, 不超过3次, 95%以上, 控制在10万元以内, ≥良, ≤12月31日; without a sign, the value: 达到90%, 已完成100%."""
    if len(text) > _LONGEST_COMPARISON:
        return None
    compared = take_apart(text)
    if compared.rest == text:
        return None
    date, grade, scalar = None, None, None
    if not compared.filler or compared.filler == "达到":
        # 完成 before 中 is "being done", not a grade.
        date = _date(compared.rest)
        grade = None if text.endswith("内") else _grade(compared.rest)
    if not compared.dated and date is None and grade is None:
        scalar = _scalar(compared.rest)
    bound = date or grade or scalar
    if compared.sign is None:
        return bound if bound is not None else _range(compared.rest)
    if bound is None:
        return None
    if compared.contradictory:
        raise NotReadError(TWO_SIGNS)
    return Comparison(compared.sign, bound)


def _done(text: str) -> Scalar | None:
    """100%完成: an achievement in per cent."""
    before = next((text.removesuffix(word) for word in ("已完成", "完成", "达成") if text.endswith("%" + word)), None)
    return None if before is None else _scalar(before)


def _interval(text: str) -> Range | None:
    """[80%,90%), (10,15]."""
    found = _INTERVAL.fullmatch(text) if len(text) <= _LONGEST_RANGE else None
    if found is None:
        return None
    return _range_of(found["low"], found["high"], low_closed=found["left"] == "[", high_closed=found["right"] == "]")


def _range(text: str) -> Range | None:
    """10-15天, 85%-95%, 10~15, 10至15天, 10(含)-15, 10万-15万元."""
    if len(text) > _LONGEST_RANGE:
        return None
    text = text.removesuffix("之间")
    for separator in _SEPARATOR.finditer(text, 1):
        low, low_included = take_marker(text[: separator.start()])
        high, high_included = take_marker(text[separator.end() :])
        found = _range_of(low, high, low_closed=low_included is not False, high_closed=high_included is not False)
        if found is not None:
            return found
    return None


def _range_of(low_text: str, high_text: str, *, low_closed: bool, high_closed: bool) -> Range | None:
    """The range between two figures, of which one may state the unit for both."""
    low_figure = read_figure(low_text)
    high_figure = None if low_figure is None else read_figure(high_text)
    if low_figure is None or high_figure is None:
        return None
    low_figure, high_figure = low_figure.lending(high_figure), high_figure.lending(low_figure)
    low, high = low_figure.value(low_text), high_figure.value(high_text)
    if type(low) is not type(high) or (isinstance(low, Quantity) and low_figure.unit != high_figure.unit):
        raise NotReadError(MIXED_RANGE)
    if (low_figure.unit == "年" and low_figure.amount >= _FIRST_YEAR) or _DAY_OF_MONTH.search(high_text):
        raise NotReadError(PERIOD)
    if low_figure.size > high_figure.size:
        raise NotReadError(REVERSED_RANGE)
    return Range(low, high, low_closed, high_closed)


_RECOGNISERS: Final[tuple[Callable[[str], Value | None], ...]] = (
    _empty,
    _yes_no,
    _grade,
    _date,
    _tolerance,
    _scalar,
    _interval,
    _range,
    _done,
    _comparison,
)
"""Tried in this order: a date comes before a range (`2021-12-31`)."""

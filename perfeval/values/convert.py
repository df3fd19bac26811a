"""What may be passed for a value, points, money or a text, turned into the classes of the model.

These are the attrs converters of the table classes: a written form goes through the reader, an exact number or a typed
value is taken as it is, anything else is refused with `InvalidValueError`.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from typing import Final

from perfeval.errors import InvalidValueError
from perfeval.exact import MAX_DIGITS
from perfeval.values.model import (
    CalendarDate,
    Missing,
    Money,
    MoneyCell,
    NotApplicable,
    Number,
    Points,
    PointsCell,
    Ratio,
    Text,
    Value,
    YesNo,
)
from perfeval.values.reader import is_bare_number, read_money, read_points, read_rate, read_value
from perfeval.wording import Wording

_TOO_LONG: Final = 10**MAX_DIGITS


def as_value(x: str | Value | int | Decimal | Fraction | dt.date) -> Value:
    """A target or an actual value from what a caller may give.

    A `str` is read as a written form (`"≥90%"`); `int`, `Decimal` and `Fraction` are a bare `Number`, `bool` is 是 or
    否, a date is that day. Raises `InvalidValueError` for a binary float, a number that is not finite or has more than
    `exact.MAX_DIGITS` digits, and any other type.
    """
    if isinstance(x, str):
        return read_value(x)
    if isinstance(x, Value):  # before numbers: to ask whether another class is a kind of `Fraction` takes long
        return x
    if isinstance(x, bool):
        return YesNo(x, written="是" if x else "否")
    if isinstance(x, int | Decimal | Fraction):
        return Number(_exact(x), written=str(x))
    if isinstance(x, dt.date):
        return CalendarDate(x.year, x.month, x.day, written=f"{x.year}-{x.month:02}-{x.day:02}")
    raise _refused(x, Wording("指标值或完成值", "a target or an actual value"))


def as_points(x: str | int | Decimal | Fraction | PointsCell) -> PointsCell:
    """Points from what a caller may give: a written form (`"10"`, `"10分"`, `"/"`) or an exact number.

    Raises `InvalidValueError` for a binary float, a `bool`, a number that is not finite or too long, and other types.
    """
    if isinstance(x, str):
        return read_points(x)
    if isinstance(x, Points | Missing | NotApplicable | Text):
        return x
    if not isinstance(x, bool) and isinstance(x, int | Decimal | Fraction):
        return Points(_exact(x), written=str(x))
    raise _refused(x, Wording("分值或得分", "points"))


def as_rate(x: str | Ratio | Number | Missing | Text) -> Ratio | Number | Missing | Text:
    """A printed rate from a written form (`"58.62%"`) or a typed value. Raises `InvalidValueError` for other types."""
    if isinstance(x, str):
        return read_rate(x)
    if isinstance(x, Ratio | Number | Missing | Text):
        return x
    raise _refused(x, Wording("执行率", "a rate"))


def as_money(x: str | MoneyCell) -> MoneyCell:
    """Money from a written form with its unit (`"20万元"`) or a typed value.

    Raises `InvalidValueError` for a number without a unit, which could be 元 or 万元, and for any other type.
    """
    if isinstance(x, str):
        if is_bare_number(x):
            raise InvalidValueError(
                "money-without-unit",
                Wording(
                    f"金额“{x.strip()}”没有单位，请写明，例如“{x.strip()}万元”或“{x.strip()}元”",
                    f'the amount "{x.strip()}" has no unit; write one, for example '
                    f'"{x.strip()}万元" (ten thousand yuan) or "{x.strip()}元" (yuan)',
                ),
            )
        return read_money(x, default_unit="元")
    if isinstance(x, Money | Missing | NotApplicable | Text):
        return x
    raise _refused(x, Wording("金额", "an amount of money"))


def as_text(x: str | None) -> str:
    """A text; `None` is the empty one. Raises `InvalidValueError` for anything else."""
    if x is None:
        return ""
    if isinstance(x, str):
        return x
    raise _refused(x, Wording("文字", "a text"))


def _exact(x: int | Decimal | Fraction) -> Fraction:
    """The number itself, once it is known to be finite and of bearable length."""
    if isinstance(x, Decimal):
        if not x.is_finite():
            raise InvalidValueError(
                "not-a-finite-number", Wording(f"{x} 不是一个确定的数", f"{x} is not a finite number")
            )
        # The exponent is looked at first: 1E+999999999 must never be written out.
        exponent = x.as_tuple().exponent
        if not isinstance(exponent, int) or abs(exponent) > MAX_DIGITS or abs(x.adjusted()) > MAX_DIGITS:
            raise _too_long()
    exact = Fraction(x)
    if abs(exact.numerator) >= _TOO_LONG or exact.denominator > _TOO_LONG:
        raise _too_long()
    return exact


def _too_long() -> InvalidValueError:
    return InvalidValueError(
        "number-too-long",
        Wording(f"数字超过{MAX_DIGITS}位，不予使用", f"a number of more than {MAX_DIGITS} digits is not used"),
    )


def _refused(x: object, wanted: Wording) -> InvalidValueError:
    """The error for an argument of a type that means nothing here."""
    kind = type(x).__name__
    if isinstance(x, float):
        return InvalidValueError(
            "binary-float",
            Wording(
                f"{x!r} 是二进制浮点数，不等于书写的数；请用字符串（如“90.03%”）或 Decimal",
                f'{x!r} is a binary float, which is not the number written; give a string (such as "90.03%") '
                "or a Decimal",
            ),
        )
    return InvalidValueError(
        "wrong-type",
        Wording(f"{kind} 类型不能作为{wanted.zh}", f"a {kind} cannot be used as {wanted.en}"),
    )

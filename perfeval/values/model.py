"""What a cell of a table, or a literal of a rule, can mean.

One closed set of frozen classes. Every value keeps the text it was read from (`written`) and, when it came from a
document, its place; neither takes part in comparison. What cannot be read is kept as `Text` with the `problem` said.
"""

from __future__ import annotations

import calendar
import datetime as dt
import enum
from fractions import Fraction
from typing import Final, TypeAlias

from attrs import field, frozen

from perfeval.place import Place
from perfeval.wording import Wording


class Sign(enum.Enum):
    """The comparison written with a target: `≥90%`, `不超过3次`."""

    AT_LEAST = "≥"
    AT_MOST = "≤"
    EQUAL = "="
    ABOVE = ">"
    BELOW = "<"


@frozen(kw_only=True)
class Written:
    """What every value remembers of its origin: the text as it stood in the document, and where."""

    written: str = field(default="", eq=False)
    place: Place | None = field(default=None, eq=False, repr=False)


@frozen
class Number(Written):
    """A bare number: `100`, `-0`, `23333.56`."""

    amount: Fraction


@frozen
class Quantity(Written):
    """A number of something: `3200份` is 3200 of unit 份; `8万亩` is 8 of unit 亩 at scale 10000.

    `amount` is the number as written, `amount * scale` the number of `unit`.
    """

    amount: Fraction
    unit: str
    scale: int = 1


@frozen
class Money(Written):
    """An amount of money: `20万元` is 20 at scale 10000; `amount * scale` are yuan."""

    amount: Fraction
    scale: int = 1

    @property
    def yuan(self) -> Fraction:
        """The amount in 元."""
        return self.amount * self.scale


@frozen
class Ratio(Written):
    """A ratio: `90.03%`, `万分之一`, `5‰`; `value` is the pure number (9003/10000)."""

    value: Fraction


@frozen
class CalendarDate(Written):
    """A day, month or year, as a date or as a deadline: `2024年12月31日`, `12月底前`, `2024年`, `9月前`.

    What is not written is `None`: the year of `12月底前` is that of the table. `excluded` says that the period named
    lies after the deadline (`9月前`: before September), not inside it (`9月底前`: to the end of September).
    """

    year: int | None
    month: int | None = None
    day: int | None = None
    excluded: bool = False

    def last_day(self, table_year: int | None) -> dt.date | None:
        """The last day that still keeps the deadline; `None` where the year is unknown."""
        year = self.year if self.year is not None else table_year
        if year is None:
            return None
        month = self.month or (1 if self.excluded else 12)
        length = calendar.monthrange(year, month)[1]
        if self.excluded:
            return dt.date(year, month, min(self.day or 1, length)) - dt.timedelta(days=1)
        return dt.date(year, month, min(self.day or length, length))  # 29 February of a common year is the 28th


GRADES: Final = ("优", "良", "中", "差")
"""The built-in scale of grade words, best first."""


@frozen
class Grade(Written):
    """A word of the built-in scale 优 > 良 > 中 > 差, synonyms folded (`优秀` is 优)."""

    word: str


@frozen
class YesNo(Written):
    """是 or 否."""

    value: bool


@frozen
class Text(Written):
    """Words: a qualitative target or result (`长期`, `明显提升`), or something that could not be read.

    `problem` says what looked like a figure and could not be read; it is `None` for words that are just words.
    """

    text: str
    problem: Wording | None = None


@frozen
class Points(Written):
    """Points (分): full marks or a score."""

    amount: Fraction


@frozen
class Missing(Written):
    """Nothing is written: the cell is blank."""


@frozen
class NotApplicable(Written):
    """The cell says that nothing belongs here: `/`, `—`, `无`, `不适用`."""


Scalar: TypeAlias = Number | Quantity | Money | Ratio
"""A value that is one number with its unit."""


@frozen
class Comparison(Written):
    """A value with a sign: `≥90%`, `不超过3次`, `≥良`, `=100%`."""

    sign: Sign
    bound: Scalar | CalendarDate | Grade


@frozen
class Range(Written):
    """Between two values of one kind: `10-15天`, `85%-95%`, `10（含）-15`; ends included unless said otherwise."""

    low: Scalar
    high: Scalar
    low_closed: bool = True
    high_closed: bool = True


@frozen
class Tolerance(Written):
    """A permitted deviation to both sides: `±10%`."""

    amount: Scalar


Value: TypeAlias = (
    Number
    | Quantity
    | Money
    | Ratio
    | CalendarDate
    | Grade
    | YesNo
    | Text
    | Comparison
    | Range
    | Tolerance
    | Missing
    | NotApplicable
)
"""What a target or an actual value can be."""

PointsCell: TypeAlias = Points | Missing | NotApplicable | Text
"""What a cell for points can be: points, blank, `/`, or something unreadable (a `Text` with its problem)."""

MoneyCell: TypeAlias = Money | Missing | NotApplicable | Text
"""What a cell for money can be."""

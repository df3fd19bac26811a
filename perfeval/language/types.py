"""The types of the rule language: what may be added, compared and awarded.

A numeric type is a product of dimensions (points, money, days, a counted unit, the row's own measure) and, where no
dimension is left, a flavour: a ratio and a difference of ratios (percentage points) are different things.
"""

from __future__ import annotations

import enum
from typing import Final, TypeAlias

from attrs import frozen

from perfeval.wording import Wording


class Flavour(enum.Enum):
    """What a pure number stands for."""

    NUMBER = "number"
    RATIO = "ratio"
    PERCENTAGE_POINTS = "percentage points"
    TALLY = "tally"


@frozen
class Numeric:
    """A numeric type: dimensions with their exponents, sorted; a flavour where there is none."""

    dimensions: tuple[tuple[str, int], ...] = ()
    flavour: Flavour = Flavour.NUMBER

    @property
    def is_pure(self) -> bool:
        """Whether no dimension is left."""
        return not self.dimensions

    @property
    def is_ratio(self) -> bool:
        """Whether it is the type of a ratio."""
        return self.flavour is Flavour.RATIO and not self.dimensions

    @property
    def has_row(self) -> bool:
        """Whether the row's own measure, known only from the data, is among the dimensions."""
        return any(base == ROW_BASE for base, _ in self.dimensions)


class Plain(enum.Enum):
    """The types that are not numbers, and two for the checker: a bare 0, which fits every type, and a name in error."""

    TRUTH = "truth"
    TEXT = "text"
    GRADE = "grade"
    DATE = "date"
    ZERO = "zero"
    BROKEN = "broken"


Type: TypeAlias = Numeric | Plain

ROW_BASE: Final = "row"
POINTS: Final = Numeric((("points", 1),))
MONEY: Final = Numeric((("money", 1),))
DAYS: Final = Numeric((("days", 1),))
ROW: Final = Numeric(((ROW_BASE, 1),))
NUMBER: Final = Numeric()
RATIO: Final = Numeric((), Flavour.RATIO)
PERCENTAGE_POINTS: Final = Numeric((), Flavour.PERCENTAGE_POINTS)
TALLY: Final = Numeric((), Flavour.TALLY)

COUNTING_WORDS: Final = frozenset([
    "个", "次", "家", "份", "件", "期", "项", "起", "例", "条", "人", "名", "户", "台", "套", "台套", "场", "批", "篇",
    "部",     "处", "座", "只", "头", "辆", "本", "册", "张", "间", "所", "支", "位", "组", "宗", "笔", "种", "类",
    "人次", "家次", "场次", "批次", "户次", "项次", "家单位", "单位",
])  # fmt: skip
"""Words that count things: they compare as numbers, with a finding (1个 answered by 1次)."""


def counted(unit: str) -> Numeric:
    """The type of a quantity of some unit; 天 and 日 are days."""
    return DAYS if unit in {"天", "日"} else Numeric(((f"unit:{unit}", 1),))


def unit_of(type_: Type) -> str | None:
    """The counted unit of a type, where it is one."""
    match type_:
        case Numeric(((base, 1),)) if base.startswith("unit:"):
            return base.removeprefix("unit:")
        case _:
            return None


def times(left: Numeric, right: Numeric) -> Numeric:
    """The type of a product."""
    dimensions = _combine(left, right, 1)
    if dimensions:
        return Numeric(dimensions)
    if not (left.is_pure and right.is_pure):
        return RATIO  # dimensions cancelled
    flavours = {left.flavour, right.flavour}
    for flavour in (Flavour.PERCENTAGE_POINTS, Flavour.RATIO, Flavour.NUMBER):
        if flavour in flavours:
            return Numeric((), flavour)
    return TALLY


def square_root(operand: Numeric) -> Numeric | None:
    """The type of a square root; None where a dimension has no half. A root of a ratio is a ratio."""
    if operand.is_pure:
        return RATIO if operand.flavour in (Flavour.RATIO, Flavour.PERCENTAGE_POINTS) else NUMBER
    if any(exponent % 2 for _, exponent in operand.dimensions):
        return None
    return Numeric(tuple((base, exponent // 2) for base, exponent in operand.dimensions))


def divided(left: Numeric, right: Numeric) -> Numeric:
    """The type of a quotient; a pure quotient is a ratio, except that a difference of ratios can be shared out."""
    dimensions = _combine(left, right, -1)
    if dimensions:
        return Numeric(dimensions)
    if left == PERCENTAGE_POINTS and right in (NUMBER, TALLY):
        return PERCENTAGE_POINTS
    return RATIO


def _combine(left: Numeric, right: Numeric, sign: int) -> tuple[tuple[str, int], ...]:
    powers = dict(left.dimensions)
    for base, exponent in right.dimensions:
        powers[base] = powers.get(base, 0) + sign * exponent
    return tuple(sorted((base, exponent) for base, exponent in powers.items() if exponent))


def added(left: Numeric, right: Numeric, *, minus: bool) -> Numeric | None:
    """The type of a sum or a difference; None where like does not meet like."""
    if left == right:
        return PERCENTAGE_POINTS if minus and left == RATIO else left
    pure = {left, right}
    if pure == {RATIO, PERCENTAGE_POINTS}:
        return None if minus and left == PERCENTAGE_POINTS else RATIO
    if pure <= {RATIO, NUMBER, TALLY} and RATIO in pure:
        return PERCENTAGE_POINTS if minus else RATIO  # 1 - rate
    if pure <= {NUMBER, TALLY}:
        return NUMBER
    for one, other in ((left, right), (right, left)):
        if one == ROW and other != POINTS:
            # The literal beside it says what the row must be measured in; the data are checked when a row is scored.
            return added(other, other, minus=minus)
    if _counts_alike(left, right):
        return NUMBER
    return None


def comparable(left: Type, right: Type) -> bool:
    """Whether two types may stand on the two sides of a comparison (data are checked when a row is scored)."""
    if left is right or left == right or Plain.BROKEN in (left, right) or Plain.ZERO in (left, right):
        return True
    match left, right:
        case (Numeric(), Numeric()):
            if left.has_row or right.has_row:
                return POINTS not in (left, right)
            return _counts_alike(left, right)
        case (Plain.TEXT | Plain.GRADE, Plain.TEXT | Plain.GRADE):
            return True
        case (Numeric() as one, Plain() as other) | (Plain() as other, Numeric() as one):
            return one == ROW and other in (Plain.TEXT, Plain.GRADE, Plain.DATE, Plain.TRUTH)
        case _:
            return False


def _counts_alike(left: Numeric, right: Numeric) -> bool:
    def is_count(type_: Numeric) -> bool:
        return type_ in (NUMBER, TALLY) or unit_of(type_) in COUNTING_WORDS

    def is_plain_number(type_: Numeric) -> bool:
        return type_ in (NUMBER, TALLY)

    if is_count(left) and is_count(right):
        return True
    # a bare number takes the other side's unit
    return (is_plain_number(left) and unit_of(right) is not None) or (
        is_plain_number(right) and unit_of(left) is not None
    )


_NAMES: Final[dict[Type, Wording]] = {
    POINTS: Wording("分数", "points"),
    MONEY: Wording("金额", "money"),
    DAYS: Wording("天数", "days"),
    ROW: Wording("该行指标的计量值", "the row's own measure"),
    NUMBER: Wording("数值", "a number"),
    RATIO: Wording("比率", "a ratio"),
    PERCENTAGE_POINTS: Wording("百分点", "percentage points"),
    TALLY: Wording("次数", "a count"),
    Plain.TRUTH: Wording("条件（是/否）", "a condition (yes or no)"),
    Plain.TEXT: Wording("文字", "text"),
    Plain.GRADE: Wording("等次", "a grade"),
    Plain.DATE: Wording("日期", "a date"),
    Plain.ZERO: Wording("0", "0"),
    Plain.BROKEN: Wording("（有误）", "(in error)"),
}


def describe(type_: Type) -> Wording:
    """The type in words, for a message."""
    if type_ in _NAMES:
        return _NAMES[type_]
    unit = unit_of(type_)
    if unit is not None:
        return Wording(f"以“{unit}”计的数量", f"a number of {unit}")
    assert isinstance(type_, Numeric)  # noqa: S101 - the only type without a name of its own
    known = {"points": POINTS, "money": MONEY, "days": DAYS, ROW_BASE: ROW}
    zh, en = [], []
    for base, exponent in type_.dimensions:
        word = describe(known.get(base) or Numeric(((base, 1),)))
        power = "" if exponent == 1 else f"^{exponent}"
        zh.append(word.zh + power)
        en.append(word.en + power)
    return Wording(" × ".join(zh), " × ".join(en))

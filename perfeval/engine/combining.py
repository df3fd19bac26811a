"""Values of several units combined into one: absolute values added, relative values averaged by money."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Final, Literal, TypeAlias

from attrs import frozen

from perfeval.exact import plain
from perfeval.values.model import (
    Comparison,
    Grade,
    Missing,
    Money,
    NotApplicable,
    Number,
    Quantity,
    Ratio,
    Scalar,
    Value,
)
from perfeval.wording import Wording

How: TypeAlias = Literal["sum", "mean", "apart", "blank", "not combined"]
"""How a value came about: added, averaged by money, scored in every unit, blank in all, or not at all."""


@frozen
class Combined:
    """The value of all units together; `reason`: why there is none, where there should be one."""

    how: How
    value: Value | None = None
    reason: Wording | None = None


def not_combined(reason: Wording) -> Combined:
    """No value, and why."""
    return Combined("not combined", reason=reason)


_UNLIKE: Final = Wording("各单位写法或单位不同", "the units write it in different ways or measures")


def combine(values: Sequence[Value], weights: Sequence[Fraction | Wording], names: Sequence[str]) -> Combined:
    """Combine values of one row.

    `weights`: the money that each unit's relative value counts with, or why it is not known; `names`: the units'.
    """
    blank = [isinstance(value, Missing | NotApplicable) for value in values]
    if all(blank):
        missing = [value for value in values if isinstance(value, Missing)]
        return Combined("blank", missing[0] if missing else values[0])
    if any(blank):
        return not_combined(some_blank([name for name, empty in zip(names, blank, strict=True) if empty]))
    if any(not _is_measured(value) for value in values):
        return Combined("apart")
    signed = [value for value in values if isinstance(value, Comparison)]
    if not signed:
        return _scalars(values, weights)
    if len(signed) < len(values) or len({value.sign for value in signed}) > 1:
        return not_combined(_UNLIKE)
    inner = _scalars([value.bound for value in signed if not isinstance(value.bound, Grade)], weights)
    if not isinstance(inner.value, Number | Quantity | Money | Ratio):
        return inner
    sign = signed[0].sign
    return Combined(inner.how, Comparison(sign, inner.value, written=f"{sign.value}{inner.value.written}"))


def some_blank(names: Sequence[str]) -> Wording:
    """That some units have left something blank, and which."""
    return Wording(f"{'、'.join(names)}没有填写", f"left blank by {', '.join(names)}")


def _is_measured(value: Value) -> bool:
    match value:
        case Number() | Quantity() | Money() | Ratio():
            return True
        case Comparison(bound=Number() | Quantity() | Money() | Ratio()):
            return True
        case _:
            return False


def _scalars(values: Sequence[Value], weights: Sequence[Fraction | Wording]) -> Combined:
    ratios = [value for value in values if isinstance(value, Ratio)]
    if len(ratios) == len(values):
        return _average(ratios, weights)
    added = _sum(values)
    return not_combined(_UNLIKE) if added is None else Combined("sum", added)


def _sum(values: Sequence[Value]) -> Scalar | None:
    """Absolute values added, in the scale of the first; None where they are not of one kind and unit."""
    numbers = [value for value in values if isinstance(value, Number)]
    if len(numbers) == len(values):
        total = sum((value.amount for value in numbers), Fraction(0))
        return Number(total, written=_written(total, ""))
    money = [value for value in values if isinstance(value, Money)]
    if len(money) == len(values):
        scale = _named(money[0].scale)
        total = sum((value.yuan for value in money), Fraction(0)) / scale
        return Money(total, scale, written=_written(total, _SCALE_WORDS[scale] + "元"))
    quantities = [value for value in values if isinstance(value, Quantity)]
    if len(quantities) == len(values) and len({value.unit for value in quantities}) == 1:
        unit, scale = quantities[0].unit, _named(quantities[0].scale)
        total = sum((value.amount * value.scale for value in quantities), Fraction(0)) / scale
        return Quantity(total, unit, scale, written=_written(total, _SCALE_WORDS[scale] + unit))
    return None


_SCALE_WORDS: Final = {1: "", 1000: "千", 10_000: "万", 10**8: "亿"}


def _named(scale: int) -> int:
    """The scale, where it has a word to be written with."""
    return scale if scale in _SCALE_WORDS else 1


def _average(ratios: list[Ratio], weights: Sequence[Fraction | Wording]) -> Combined:
    value = weighted_mean([ratio.value for ratio in ratios], weights)
    if isinstance(value, Wording):
        return not_combined(value)
    return Combined("mean", Ratio(value, written=_written(value * 100, "%")))


def weighted_mean(values: Sequence[Fraction], weights: Sequence[Fraction | Wording]) -> Fraction | Wording:
    """The mean of the values by money; why there is none.

    A unit without money does not count. Where no unit has any, the mean is known only if all say the same.
    """
    known: list[Fraction] = []
    for weight in weights:
        if isinstance(weight, Wording):
            return weight
        known.append(weight)
    total = sum(known, Fraction(0))
    if total == 0:
        return values[0] if len(set(values)) == 1 else NO_MONEY
    return sum((value * weight for value, weight in zip(values, known, strict=True)), Fraction(0)) / total


NO_MONEY: Final = Wording("加权的金额合计为 0", "the money to weight by adds up to 0")


def _written(value: Fraction, unit: str) -> str:
    return f"{plain(value, 4)}{unit}"

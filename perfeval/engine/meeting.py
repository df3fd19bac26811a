"""Is the target met? Completion rate, degree of achievement, and 达到 in the target's own sense."""

from __future__ import annotations

from fractions import Fraction
from typing import Final, Literal, TypeAlias, assert_never

from perfeval.engine.amount import Amount, Blank, Day, Operand, Spread, Unknown, Word, exactly
from perfeval.engine.comparison import compare, fold_text
from perfeval.engine.pairing import MISSING, NOT_MEASURED, Pair, operand
from perfeval.language import types
from perfeval.language.tree import Comparator
from perfeval.values.model import (
    GRADES,
    CalendarDate,
    Comparison,
    Grade,
    Missing,
    Money,
    NotApplicable,
    Number,
    Quantity,
    Range,
    Ratio,
    Scalar,
    Sign,
    Text,
    Tolerance,
    Value,
    YesNo,
)
from perfeval.wording import Wording

Direction: TypeAlias = Literal["positive", "inverse"]

_OPERATOR: Final[dict[Sign, Comparator]] = {
    Sign.AT_LEAST: ">=",
    Sign.AT_MOST: "<=",
    Sign.EQUAL: "=",
    Sign.ABOVE: ">",
    Sign.BELOW: "<",
}


def completion(pair: Pair) -> Operand:
    """Actual ÷ target in one unit; or the percentage given as actual."""
    if pair.percentage is not None:
        return exactly(pair.percentage, types.RATIO)
    if isinstance(pair.target, Blank) or isinstance(pair.actual, Blank):
        return pair.target if isinstance(pair.target, Blank) else pair.actual
    if isinstance(pair.actual, Spread):
        return Unknown(NOT_MEASURED)
    if not isinstance(pair.target, Amount) or not isinstance(pair.actual, Amount):
        return Unknown(
            Wording(
                f"指标值“{pair.target_value.written}”、完成值“{pair.actual_value.written}”不能相除",
                f"{pair.actual_value.written!r} cannot be divided by {pair.target_value.written!r}",
            )
        )
    if not types.comparable(pair.target.type or types.NUMBER, pair.actual.type or types.NUMBER):
        return Unknown(pair.differs or Wording("单位不同", "the units differ"))
    if pair.target.low == 0:
        return Unknown(Wording("指标值为 0，没有完成率", "the target is 0, there is no completion rate"))
    return exactly(pair.actual.low / pair.target.low, types.RATIO)


_MET: Final = frozenset(
    [
        "达成",
        "已达成",
        "完成",
        "已完成",
        "全部完成",
        "已全部完成",
        "按时完成",
        "按期完成",
        "达标",
        "已达标",
        "达到预期",
        "达到目标",
        "实现",
        "已实现",
        "基本达成",
        "达成年度指标",
        "达成预期指标",
        "达成年度目标",
        "达成预期目标",
        "达成目标",
        "完成年度指标",
        "完成预期指标",
        "基本达成目标",
        "全部达成",
    ]
)
_PARTLY_MET: Final = ("部分达成", "部分完成", "部分实现")
_NOT_MET: Final = ("未达成", "未完成", "未实现", "没有完成", "实现目标程度较低")


def achievement(pair: Pair, direction: Direction) -> Operand:
    """达成, 部分达成 or 未达成; missing where neither a declared word nor a repetition of the target says so."""
    target, actual = pair.target_value, pair.actual_value
    word = achievement_word(actual)
    if word is not None:
        return Word(word)
    if isinstance(actual, Missing):
        return MISSING
    if repeats(target, actual):
        return Word("达成")
    is_ordered = isinstance(target, Grade | YesNo) or (
        isinstance(target, Comparison) and isinstance(target.bound, Grade)
    )
    # 优 for ≥良: the order of the words decides it
    return Word("达成") if is_ordered and meets(pair, direction) is True else MISSING


def is_achievement(actual: Value) -> bool:
    """Whether an actual value is one of the words 达成, 部分达成, 未达成 or a synonym."""
    return achievement_word(actual) is not None


def achievement_word(actual: Value) -> str | None:
    """The degree of achievement that an actual value states in words: 达成, 部分达成 or 未达成; None for another."""
    if not isinstance(actual, Text):
        return None
    text = fold_text(actual.text).rstrip("。.")
    if text in _MET:
        return "达成"
    if text.startswith(_PARTLY_MET):
        return "部分达成"
    return "未达成" if text.startswith(_NOT_MET) else None


def repeats(target: Value, actual: Value) -> bool:
    """Whether the actual value is the target, copied."""
    if isinstance(target, Missing | NotApplicable) or isinstance(actual, Missing | NotApplicable):
        return False
    if isinstance(target, Text) and isinstance(actual, Text):
        return fold_text(target.text) == fold_text(actual.text)
    return target == actual


_ASKED_EXACTLY: Final = (Comparison, Range, Tolerance, Grade)


def meets(pair: Pair, direction: Direction) -> bool | Unknown:
    """Whether the actual value satisfies the target in the target's own sense.

    An unsigned target takes the direction given; a percentage answering something else meets a positive target from
    100% on; a claim is decided by implication.
    """
    target, actual = pair.target_value, pair.actual_value
    for blank in (pair.target, pair.actual):
        if isinstance(blank, Blank):
            return Unknown(blank.wording)
    if isinstance(target, Text):
        return _text_met(pair, direction)
    if pair.percentage is not None:
        return _percentage_met(pair, direction)
    if isinstance(target, _ASKED_EXACTLY) and repeats(target, actual):
        return True  # the filer claims exactly what was asked
    match target:
        case Comparison(sign, Grade(word)):
            return _grade_met(sign, word, actual)
        case Grade(word):
            return _grade_met(Sign.AT_LEAST, word, actual)
        case YesNo(wanted):
            return actual.value is wanted if isinstance(actual, YesNo) else Unknown(_not_comparable(pair))
        case Tolerance(amount):
            return _within(amount, pair)
        case Range():
            return _inside(pair)
        case CalendarDate() | Comparison(bound=CalendarDate()):
            return _in_time(pair)
        case Comparison(sign):
            return _explained(compare(_OPERATOR[sign], pair.actual, pair.target), pair)
        case Number() | Quantity() | Money() | Ratio():
            zero = isinstance(pair.target, Amount) and pair.target.low == 0
            operator: Comparator = "<=" if direction == "inverse" or zero else ">="
            return _explained(compare(operator, pair.actual, pair.target), pair)
        case Missing() | NotApplicable():
            return Unknown(MISSING.wording)
        case _:
            assert_never(target)


def _not_comparable(pair: Pair) -> Wording:
    return Wording(
        f"完成值“{pair.actual_value.written}”无法与指标值“{pair.target_value.written}”比较",
        f"the actual value {pair.actual_value.written!r} cannot be held against the target "
        f"{pair.target_value.written!r}",
    )


def _explained(result: bool | Unknown, pair: Pair) -> bool | Unknown:
    return Unknown(pair.differs or _not_comparable(pair)) if isinstance(result, Unknown) else result


def _percentage_met(pair: Pair, direction: Direction) -> bool | Unknown:
    assert pair.percentage is not None  # noqa: S101 - asked by the caller
    if direction == "inverse":
        return Unknown(
            Wording(
                "反向指标的完成值填了百分数，无法判断是否达到",
                "a percentage does not say whether an inverse target is met",
            )
        )
    return pair.percentage >= 1


def _text_met(pair: Pair, direction: Direction) -> bool | Unknown:
    if pair.percentage is not None:
        return _percentage_met(pair, direction)
    if repeats(pair.target_value, pair.actual_value):
        return True
    word = achievement_word(pair.actual_value)
    return Unknown(_not_comparable(pair)) if word is None else word == "达成"


def _grade_met(sign: Sign, word: str, actual: Value) -> bool | Unknown:
    given = actual.bound if isinstance(actual, Comparison) and actual.sign is Sign.EQUAL else actual
    if isinstance(given, Comparison) and given.sign is Sign.AT_LEAST and isinstance(given.bound, Grade):
        given = given.bound
        if sign not in (Sign.AT_LEAST, Sign.ABOVE):
            return Unknown(NOT_MEASURED)
    if not isinstance(given, Grade) or word not in GRADES or given.word not in GRADES:
        return Unknown(
            Wording(f"完成值“{actual.written}”不是等次", f"the actual value {actual.written!r} is not a grade")
        )
    return better_by(sign, GRADES.index(word) - GRADES.index(given.word))


def better_by(sign: Sign, rank: int) -> bool:
    """Whether a word so many places better than the one asked for (below 0: worse) satisfies the sign."""
    match sign:
        case Sign.AT_LEAST:
            return rank >= 0
        case Sign.ABOVE:
            return rank > 0
        case Sign.EQUAL:
            return rank == 0
        case Sign.AT_MOST:
            return rank <= 0
        case Sign.BELOW:
            return rank < 0
        case _:
            assert_never(sign)


def _within(amount: Scalar, pair: Pair) -> bool | Unknown:
    limit = operand(amount, pair.year)
    if not isinstance(limit, Amount) or not isinstance(pair.actual, Amount):
        return Unknown(_not_comparable(pair))
    above = compare("<=", pair.actual, limit)
    below = compare(">=", pair.actual, exactly(-limit.low, limit.type))
    if isinstance(above, Unknown) or isinstance(below, Unknown):
        return Unknown(_not_comparable(pair))
    return above and below


def _inside(pair: Pair) -> bool | Unknown:
    if not isinstance(pair.target, Spread) or not isinstance(pair.actual, Amount):
        return Unknown(_not_comparable(pair))
    spread = pair.target
    low = exactly(spread.low or Fraction(0), spread.type)
    high = exactly(spread.high or Fraction(0), spread.type)
    above = compare(">=" if spread.low_closed else ">", pair.actual, low)
    below = compare("<=" if spread.high_closed else "<", pair.actual, high)
    if isinstance(above, Unknown) or isinstance(below, Unknown):
        return Unknown(pair.differs or _not_comparable(pair))
    return above and below


def _in_time(pair: Pair) -> bool | Unknown:
    if repeats(pair.target_value, pair.actual_value):
        return True
    if isinstance(pair.actual_value, Text):
        word = achievement_word(pair.actual_value)
        if word is not None:
            return word == "达成"
    if not isinstance(pair.target, Day) or not isinstance(pair.actual, Day):
        return Unknown(pair.differs or _not_comparable(pair))
    return pair.actual.date <= pair.target.date

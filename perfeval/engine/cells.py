"""Cells and words as the interpreter asks about them: blank, of a type, on a scale; computed values as cells."""

from __future__ import annotations

from functools import lru_cache
from typing import Final, assert_never

from perfeval.engine import pairing
from perfeval.engine.amount import UNDECIDED_ROWS, Amount, Blank, Cell, Day, Operand, Spread, Unknown, Word
from perfeval.engine.comparison import fold_text
from perfeval.language import nodes, types
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
    Ratio,
    Sign,
    Text,
    Value,
    YesNo,
)
from perfeval.values.reader import read_value
from perfeval.values.signs import SIGN_CHARACTERS
from perfeval.wording import Wording


def as_cell_value(value: Operand) -> Value | Unknown:
    """A computed target or actual value as a cell's value, so that it can be met and divided like one."""
    match value:
        case bool():
            return YesNo(value)
        case Amount(type=type_):
            if not value.is_exact:
                return Unknown(UNDECIDED_ROWS)
            low = value.fraction
            if low is None:
                return Unknown(Wording("不是有限的数，不能作为指标值或完成值", "no fraction: it cannot be a target"))
            if type_ == types.MONEY:
                return Money(low)
            if type_ == types.RATIO:
                return Ratio(low)
            unit = types.unit_of(type_) if type_ is not None else None
            if type_ == types.DAYS:
                unit = "天"
            return Quantity(low, unit) if unit is not None else Number(low)
        case Word(text):
            return read_value(text)
        case Day() | Spread():
            return Unknown(Wording("不能作为指标值", "this cannot be a target"))
        case Blank(applicable):
            return Missing() if applicable else NotApplicable()
        case Unknown():
            return value
        case _:
            assert_never(value)


def blank_of(value: Operand | Cell) -> Blank | None:
    """The blank that a value is, if it is one."""
    if isinstance(value, Blank):
        return value
    if isinstance(value, Cell):
        match value.value:
            case Missing():
                return pairing.MISSING
            case NotApplicable():
                return pairing.NOT_APPLICABLE
            case _:
                return None
    return None


def value_is(value: Value, type_word: str, *, is_target: bool, own: tuple[tuple[str, ...], ...] = ()) -> bool:
    """Whether a cell holds a measured value of the type; of a target the sign does not matter.

    `own`: the scales of grade words that the rule set declares.
    """
    if isinstance(value, Comparison):
        if not is_target and value.sign is not Sign.EQUAL:
            return False
        return value_is(value.bound, type_word, is_target=is_target, own=own)
    match type_word:
        case "ratio":
            return isinstance(value, Ratio)
        case "money":
            return isinstance(value, Money)
        case "number":
            return isinstance(value, Number | Quantity)
        case "date":
            return isinstance(value, CalendarDate)
        case "grade":
            return isinstance(value, Grade) or (
                isinstance(value, Text) and any(place_on(scale, value.text) is not None for scale in own)
            )
        case "yes_no":
            return isinstance(value, YesNo)
        case "text":
            return isinstance(value, Text)
        case _:
            return False


SCALES: Final = (GRADES, ("达成", "部分达成", "未达成"))
"""The built-in scales of words, best first."""


def ranks_of(one: str, other: str, own: tuple[tuple[str, ...], ...] = ()) -> tuple[int, int] | None:
    """Both words' places on the scale that has them both, the best lowest; a rule set's own scales come first."""
    for scale in own:
        places = place_on(scale, one), place_on(scale, other)
        if places[0] is not None and places[1] is not None:
            return places[0], places[1]
    if any(place_on(scale, word) is not None for scale in own for word in (one, other)):
        return None  # a word of the rule set's own scale has no place beside any other
    first, second = canonical(one), canonical(other)
    for scale in SCALES:
        if first in scale and second in scale:
            return scale.index(first), scale.index(second)
    return None


def place_on(scale: tuple[str, ...], text: str) -> int | None:
    """Where a word stands on a declared scale: as written, else by its synonyms."""
    words = [fold_text(word) for word in scale]
    if fold_text(text) in words:
        return words.index(fold_text(text))
    meant = canonical(text)
    return next((index for index, word in enumerate(scale) if canonical(word) == meant), None)


def with_own_grades(value: Value, own: tuple[tuple[str, ...], ...]) -> Value:
    """A cell read again with the rule set's own scales: `合格`, `≥合格` are grades where 合格 stands on one."""
    if not own or not isinstance(value, Text):
        return value
    sign = SIGN_CHARACTERS.get(value.text[:1])
    word = value.text if sign is None else value.text[1:]
    if all(place_on(scale, word) is None for scale in own):
        return value
    grade = Grade(word, written=word)
    return grade if sign is None else Comparison(sign, grade, written=value.written)


def is_grade_word(text: str, own: tuple[tuple[str, ...], ...]) -> bool:
    """Whether a text is a word of a declared or built-in scale."""
    return any(place_on(scale, text) is not None for scale in own) or any(canonical(text) in scale for scale in SCALES)


def canonical(text: str) -> str:
    """A word without its synonyms and spaces: 优秀 is 优."""
    return _canonical_word(text) if len(text) <= _LONGEST_WORD else _canonical(text)


def _canonical(text: str) -> str:
    read = read_value(text)
    return read.word if isinstance(read, Grade) else fold_text(text)


_LONGEST_WORD: Final = 40
_canonical_word: Final = lru_cache(maxsize=4096)(_canonical)
"""The words of scales come again in row after row; long texts are not kept."""


def is_label(node: nodes.Expression) -> bool:
    """Whether an expression is a label of a row: labels compare after folding."""
    return isinstance(node, nodes.RowField) and node.id in ("level1", "level2")


def read_text(text: str) -> str:
    """A text as the reader of cells would leave it, so that literals compare with cells."""
    return _read_word(text) if len(text) <= _LONGEST_WORD else _read_text(text)


def _read_text(text: str) -> str:
    read = read_value(text)
    return read.text if isinstance(read, Text) else text


_read_word: Final = lru_cache(maxsize=4096)(_read_text)

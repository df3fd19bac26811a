"""How well a text fits a column of a form, as a price: 0 for what belongs there, the more the less it does.

The prices are compared with those of the steps in `align`: a column lost or a blank cell too many costs 100, so a text
that costs more than that in its own column is a reason to look for another way to read the row.
"""

from __future__ import annotations

import enum
import re
from functools import lru_cache
from typing import Final

from perfeval.tables.headings import Part, fund_heading, indicator_heading
from perfeval.tables.kinds import kind_of, may_be_level1, may_be_level2
from perfeval.tables.labels import label_text, split_points
from perfeval.values.model import (
    CalendarDate,
    Comparison,
    Grade,
    Missing,
    Money,
    NotApplicable,
    Number,
    Points,
    Quantity,
    Range,
    Ratio,
    Text,
    Tolerance,
    Value,
    YesNo,
)
from perfeval.values.reader import read_money, read_points, read_value

STEP: Final = 100
"""The price of one column lost or one blank cell too many."""


class Looks(enum.Enum):
    """What a text is by its looks, as far as columns are concerned."""

    FIGURE = "figure"
    """A bare number or points."""
    RATE = "rate"
    MEASURE = "measure"
    """A number with a unit, a sign or an end: `60人`, `≥90%`, `10-15天`."""
    DATE = "date"
    NOTHING = "nothing"
    """`/`, `—`, 无."""
    LOST = "lost"
    """`?`, `?.32`: what is left of a figure."""
    JUDGEMENT = "judgement"
    """A word that only judges: 良, 是, 及时, 显著提升."""
    WORDS = "words"


_LOST: Final = re.compile(r"[?？.,，0-9oOlI\s]{1,8}")
_GROUP_WORDS: Final = frozenset(
    {"绩", "效", "指", "标", "绩效", "指标", "绩效指标", "年度绩效指标", "年度", "完成", "情况"}
)
_SIGN_WORDS: Final = re.compile(
    r"[≥≤=><≧≦﹦═＝＞＜]{1,2}|>=|<=|定性|定量|正向(?:指标)?|反向(?:指标)?|[大小等高低不少多]{1,2}于(?:或?等于)?|等于|以上|以内|区间"
)
_JUDGEMENT: Final = re.compile(
    r"(?:不断|逐步|显著|明显|有所|稳步|持续|有效|大幅|进一步)?(?:提升|提高|改善|增强|增加|减少|降低|加强|促进)|及时|按时|长期|持续|常年|有效|明显|显著"
    r"|达标|合格|完成|已完成|基本完成|未完成|全部完成|较好|效果(?:显著|明显|良好)|(?:部分|基本|未|全部)?(?:达成|达到)(?:预期|年度)?(?:指标|目标)?"
)
_ENDS: Final = re.compile(r"[.…。·]+|指标[0-9一二三四五六七八九十]*[:：]?[.…]*")

_SHORT_LABEL: Final = 12
_LONG_LABEL: Final = 20
_LONG_VALUE: Final = 40
_LONGEST_READ: Final = 200


@lru_cache(maxsize=8192)
def looks(text: str) -> Looks:
    """What a filled cell is by its looks."""
    if len(text) > _LONGEST_READ:
        return Looks.WORDS
    value: Value = read_value(text)
    match value:
        case Number():
            return Looks.FIGURE
        case Quantity(unit="分"):
            return Looks.FIGURE
        case Ratio():
            return Looks.RATE
        case Quantity() | Money() | Range() | Tolerance():
            return Looks.MEASURE
        case Comparison(bound=bound):
            return Looks.DATE if isinstance(bound, CalendarDate) else Looks.MEASURE
        case CalendarDate():
            return Looks.DATE
        case Grade() | YesNo():
            return Looks.JUDGEMENT
        case NotApplicable() | Missing():
            return Looks.NOTHING
        case Text() if _LOST.fullmatch(text):
            return Looks.LOST
        case Text() if _JUDGEMENT.fullmatch(label_text(text)):
            return Looks.JUDGEMENT
        case _:
            return Looks.WORDS


def is_template(text: str) -> bool:
    """Whether a name is only the empty line of a template: `……`, `指标2:`, `...`."""
    return _ENDS.fullmatch(label_text(text)) is not None


def is_group_word(text: str) -> bool:
    """Whether the text belongs to the column at the very left, in which only 绩效指标 stands, often set upright."""
    return label_text(text) in _GROUP_WORDS or indicator_heading(text) is Part.GROUP


def price(
    text: str, part: Part | None, owner: Part | None, level1: str | None = None, *, labels_known: bool = False
) -> int:
    """What a filled cell costs in the column of `part`.

    `level1` is the label of the group that the row is in so far, `labels_known` whether the other rows of the table
    have labels that are in the lists. A column without heading (`part` is `None`) is priced by the wide column that it
    belongs to (`owner`), if any.
    """
    match part:
        case None:
            return STEP if owner is not None else 3 * STEP
        case Part.LEVEL1:
            return _level1_price(text, level1, labels_known)
        case Part.LEVEL2:
            return _level2_price(text, labels_known)
        case _:
            return _price(text, part)


@lru_cache(maxsize=16384)
def _price(text: str, part: Part) -> int:
    match part:
        case Part.GROUP | Part.FUND:
            return _group_price(text, part)
        case Part.NAME:
            return _name_price(text)
        case Part.NATURE:
            return 0 if _SIGN_WORDS.fullmatch(label_text(text)) or looks(text) is Looks.NOTHING else 200
        case Part.UNIT:
            return (
                0
                if len(label_text(text)) <= 6 and looks(text) in {Looks.WORDS, Looks.JUDGEMENT, Looks.NOTHING}
                else _unit_price(text)
            )
        case Part.TARGET | Part.REVISED | Part.ACTUAL:
            return _value_price(text)
        case Part.FULL | Part.SCORE:
            return _points_price(text)
        case Part.REASON:
            return {Looks.FIGURE: 120, Looks.RATE: 120, Looks.MEASURE: 60}.get(looks(text), 0)
        case Part.INITIAL | Part.BUDGET | Part.EXECUTED:
            return _money_price(text)
        case Part.RATE:
            return {Looks.RATE: 0, Looks.NOTHING: 0, Looks.FIGURE: 30, Looks.LOST: 30}.get(looks(text), 300)
        case _:
            return 20


ABSENT: Final = {
    Part.NAME: 250,
    Part.TARGET: 20,
    Part.ACTUAL: 20,
    Part.NATURE: 10,
    Part.UNIT: 10,
}
"""The price of a column in which nothing stands, where that is not the ordinary case."""


def _group_price(text: str, part: Part) -> int:
    if part is Part.FUND:
        return (
            0
            if looks(text) in {Looks.WORDS, Looks.JUDGEMENT, Looks.NOTHING} or fund_heading(text) is Part.FUND
            else 300
        )
    return 0 if is_group_word(text) else 300


def _level1_price(text: str, level1: str | None, labels_known: bool) -> int:
    if looks(text) is Looks.NOTHING:
        return 30
    label, points = split_points(text)
    kind = kind_of(label)
    if kind == "cost" and not isinstance(points, Points) and level1 is not None and kind_of(level1) == "output":
        # Below 产出指标, 成本指标 alone is the level-2 label that stands there in the ordinary form.
        return 110
    if may_be_level1(label) or isinstance(points, Points) or label == "指标":
        return 0
    return 150 if kind is not None else _unknown_label_price(label, labels_known)


def _level2_price(text: str, labels_known: bool) -> int:
    if looks(text) is Looks.NOTHING:
        return 30
    label, points = split_points(text)
    kind = kind_of(label)
    if may_be_level2(label):
        # Points are printed beside level 1; 成本指标 and 满意度指标 stand at either level.
        return 60 if may_be_level1(label) and isinstance(points, Points) else 0
    if kind is not None:
        return 150
    return 30 if isinstance(points, Points) and label else _unknown_label_price(label, labels_known)


def _unknown_label_price(label: str, labels_known: bool) -> int:
    """A label in no list: regions have their own, but they are short and no figures, and hardly among known ones."""
    if looks(label) is not Looks.WORDS:
        return 300
    if len(label) <= _SHORT_LABEL:
        return 70 if labels_known else 30
    return 90 if len(label) <= _LONG_LABEL else 150


def _name_price(text: str) -> int:
    match looks(text):
        case Looks.FIGURE | Looks.RATE | Looks.MEASURE:
            return 300
        case Looks.DATE:
            return 50 if "完成" in text else 150
        case Looks.JUDGEMENT:
            return 100
        case Looks.NOTHING | Looks.LOST:
            return 60
        case Looks.WORDS:
            return 110 if kind_of(text) is not None and label_text(text).endswith("指标") else 0


def _unit_price(text: str) -> int:
    return 0 if label_text(text) in {"%", "％", "‰"} else 150


def _value_price(text: str) -> int:
    if looks(text) not in {Looks.WORDS, Looks.JUDGEMENT}:
        return 0
    if kind_of(text) is not None:
        return 150
    return 10 if len(text) <= _LONG_VALUE else 60


def _points_price(text: str) -> int:
    if len(text) > _LONGEST_READ:
        return 400
    if isinstance(read_points(text), Points | Missing):
        return 0
    if looks(text) is Looks.NOTHING:
        return 30 if label_text(text) == "无" else 0
    match looks(text):
        case Looks.LOST:
            return 60
        case Looks.RATE | Looks.MEASURE | Looks.DATE:
            return 300
        case _:
            return 400


def _money_price(text: str) -> int:
    if len(text) > _LONGEST_READ:
        return 400
    if isinstance(read_money(text, default_unit="元"), Money | Missing | NotApplicable):
        return 0
    match looks(text):
        case Looks.LOST:
            return 60
        case Looks.RATE | Looks.MEASURE | Looks.DATE:
            return 300
        case _:
            return 400

"""Why a cell that seems to hold a figure was kept as words: the sentences, and which of them applies.

Nothing is guessed: a cell that two people could read as two different numbers is not a number here.
"""

from __future__ import annotations

import re
from typing import Final

from perfeval.exact import MAX_DIGITS
from perfeval.wording import Wording

MAX_LENGTH: Final = 2000
"""The longest cell (in characters) that is looked at; a longer one is a text."""

TOO_LONG_TEXT: Final = Wording(
    f"单元格超过{MAX_LENGTH}字，未作为数值读取",
    f"the cell is longer than {MAX_LENGTH} characters; no value was looked for",
)
TOO_LONG_NUMBER: Final = Wording(
    f"数字超过{MAX_DIGITS}位，未作为数值使用", f"a number of more than {MAX_DIGITS} digits; not used"
)
BADLY_GROUPED: Final = Wording(
    "千分位逗号的位置不对，无法确认是哪个数",
    "the thousands commas do not stand after every third digit; it is not clear which number is meant",
)
IMPOSSIBLE_DATE: Final = Wording("日历上没有这个日期", "there is no such date in the calendar")
REVERSED_RANGE: Final = Wording("区间的下限大于上限", "the lower end of the range is above its upper end")
MIXED_RANGE: Final = Wording("区间两端的单位不同", "the two ends of the range are in different units")
PERIOD: Final = Wording(
    "写的是一段时间，不是一个日期，也不是一个数量", "a stretch of time, which is neither one date nor a quantity"
)
TWO_SIGNS: Final = Wording("同一单元格有两个互相矛盾的比较符号", "two comparisons in one cell contradict each other")
SEVERAL_FIGURES: Final = Wording(
    "文字中有多个数字，未作为数值使用", "several figures in the text; not used as a number"
)
FIGURE_IN_WORDS: Final = Wording(
    "数字之外还有其他文字或符号，无法确认整个单元格表示一个数值，未作为数值使用",
    "there is more in the cell than one figure, and it is not clear that the whole is one value; not used as a number",
)
APPROXIMATE: Final = Wording(
    "约数（约、近、余、多、左右等）不是确切的数，未作为数值使用",
    "an approximate figure (约, 近, 余, 多, 左右 …) is not an exact number; not used as a number",
)
DAMAGED: Final = Wording(
    "字母、问号或小数点与数字混在一起，可能是识别或录入错误，无法确认是哪个数",
    "letters, question marks or stray points are mixed into the figure (perhaps a scanning or typing error); "
    "it is not clear which number is meant",
)
LOST: Final = Wording("内容已缺损，看不出原来填写的值", "the content is damaged; the value that was written is lost")
BRACKET_FOR_SIGN: Final = Wording(
    "书名号“》《”不是比较符号；如果要写“≥”“≤”，请改正",
    "the bracket 》 or 《 is not a comparison sign; if ≥ or ≤ was meant, it has to be corrected",
)
SIGN_WITHOUT_VALUE: Final = Wording(
    "比较符号或百分号旁边没有可以比较的数值、日期或等级",
    "a comparison or percent sign without a number, date or grade that it belongs to",
)
ONE_OR_DASH: Final = Wording(
    "单独一个“一”，可能是数字一，也可能是短横线", "a single 一, which may be the number one or a dash"
)


class NotReadError(Exception):
    """A recogniser knows the form, and knows that the text cannot be read: `problem` says why."""

    def __init__(self, problem: Wording) -> None:
        super().__init__(problem)
        self.problem = problem


_DIGIT: Final = re.compile("[0-9]")
_SIGN: Final = re.compile("[≥≤=><±≠]")
_FIGURE: Final = re.compile(r"[0-9][0-9.,]*")
_ALONE_COMMA: Final = re.compile(r"[^0-9]*[0-9]+(?:,[0-9]+)+(?:\.[0-9]+)?[^0-9]*")
_APPROXIMATE: Final = re.compile(
    r"(?:约|大概|近|接近|^~)[^0-9]{0,4}[0-9]|[0-9][^0-9]{0,4}(?:左右|上下)|[0-9](?:[%十百千万亿]?[多余餘几来])|[0-9]\+$"
)
_DAMAGED: Final = re.compile(
    r"[?\ufffd]|[A-Za-z]\.?[0-9]|\.\.|(?<![0-9])\.[0-9]|[0-9]\.(?![0-9])|[0-9]\.[0-9]+\.[0-9]|[0-9] [0-9.,]|,,"
)
_PERIOD: Final = re.compile("[0-9年月日]+(?:[-~—至到][0-9]+[年月日][0-9年月日]*)(?:底|末|完成)?")


def problem_of(text: str) -> Wording | None:
    """What keeps a folded, compact text from being a figure; `None` for words that are just words."""
    if "\ufffd" in text or (text and not text.strip("?")):
        return LOST
    if text[:1] in set("》《〉〈") and (_DIGIT.search(text[:3]) is not None or len(text) <= 2):
        return BRACKET_FOR_SIGN
    figures = _FIGURE.findall(text)
    if not figures:
        if text == "一":
            return ONE_OR_DASH
        return SIGN_WITHOUT_VALUE if _SIGN.match(text) or text in {"%", "‰"} else None
    if any(sum(map(str.isdigit, figure)) > MAX_DIGITS for figure in figures):
        return TOO_LONG_NUMBER
    if _APPROXIMATE.search(text):
        return APPROXIMATE
    if _DAMAGED.search(text):
        return DAMAGED
    if _ALONE_COMMA.fullmatch(text):
        return BADLY_GROUPED
    if _PERIOD.fullmatch(text):
        return PERIOD
    return SEVERAL_FIGURES if len(figures) > 1 else FIGURE_IN_WORDS

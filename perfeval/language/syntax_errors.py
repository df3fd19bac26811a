"""What to say when a rule text does not parse: a typical mistake in plain words, else what could have stood there."""

from __future__ import annotations

import re
from typing import Final

from lark import Token
from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken

from perfeval.diagnostic import Span
from perfeval.language.mistaken_figures import FIGURES, UNITS
from perfeval.language.mistaken_words import LAST_WORDS, OTHER_WORDS, WORDS
from perfeval.language.natural_sentences import SENTENCES
from perfeval.language.problems import Problems
from perfeval.language.source import FoldedText
from perfeval.language.stop import MAX_LOOKED_AT, Answer, Stop
from perfeval.language.suggest import MAX_WORD
from perfeval.language.vocabulary import vocabulary
from perfeval.wording import Wording, verbatim

_TYPES: Final = (
    "yes_no", "text", "date", "ratio", "number", "tally", "money", "grade", "points", "days", "same_as_target",
)  # fmt: skip
_TYPES_MEANT: Final = {
    **dict.fromkeys(("整数", "个数", "计数", "次", "件数", "人数", "integer", "int", "count", "times"), "tally"),
    **dict.fromkeys(("百分比", "百分数", "百分率", "比例", "percent", "percentage", "rate"), "ratio"),
    **dict.fromkeys(("数", "数字", "小数", "数量", "figure", "decimal", "float"), "number"),
    **dict.fromkeys(("文本", "字符", "字符串", "string", "words"), "text"),
    **dict.fromkeys(("是非", "布尔", "是", "否", "bool", "boolean", "yes", "no", "yesno"), "yes_no"),
    **dict.fromkeys(("元", "万元", "钱", "资金", "amount", "yuan"), "money"),
    **dict.fromkeys(("分数", "分值", "得分", "score", "marks"), "points"),
    **dict.fromkeys(("等级", "级别", "档次", "grades", "level"), "grade"),
    **dict.fromkeys(("天数", "日数", "日", "duration"), "days"),
    **dict.fromkeys(("时间", "年月日", "day"), "date"),
}
"""What people call the type of a declared fact."""


def _fact_type(stop: Stop) -> Answer | None:
    """`填报项 事故数 整数`, and a declared fact without a type."""
    if not {"YES_NO", "TALLY"} <= stop.expected or not re.search(r"(?:填报项|input)\s+\S+$", stop.line_before):
        return None
    words = [vocabulary().keyword(one) for one in _TYPES]
    zh, en = "、".join(word.zh for word in words), ", ".join(word.en for word in words)
    is_missing = not stop.token or stop.begins_line
    meant = None if is_missing else _TYPES_MEANT.get(stop.token.lower())
    known = vocabulary().keyword(meant) if meant is not None else None
    if is_missing:
        line = " ".join(stop.line_before.split()) or _last_line(stop)
        span = Span(max(0, len(stop.before) - len(_last_line(stop))), len(stop.before))
        return Answer(
            "clause-unfinished",
            Wording(f"“{line}”没有写类型。", f"`{line}` does not say its type"),
            Wording(f"在名称后面写一个类型：{zh}", f"write a type after the name: {en}"),
            span,
        )
    return Answer(
        "unknown-word",
        Wording(
            f"“{stop.token}”不是填报项的类型；类型有：{zh}。", f"`{stop.token}` is no type of an input; there are: {en}"
        ),
        Wording(f"改写成 {known.zh}", f"write {known.en}")
        if known
        else Wording(
            f"写一个类型，如 {words[0].zh}、{words[5].zh}", f"write a type, such as {words[0].en}, {words[5].en}"
        ),
    )


def _last_line(stop: Stop) -> str:
    return stop.tail[stop.tail.rfind("\n") + 1 :].strip()


def _roll_up_form(stop: Stop) -> Answer | None:
    """`roll up weighted by expenditure`, `汇总 按 全年执行数 加权`."""
    said = re.search(r"(?:汇总|roll\s+up)$", stop.line_before)
    if "RATIOS_WEIGHTED_BY" not in stop.expected or said is None or stop.begins_line:
        return None
    rest = re.split(r"[#\n]", stop.after)[0].rstrip()
    names = (vocabulary().names.get(word) for word in re.findall(r"\w+", rest))
    amount = next((name for name in names if name is not None and name.category == "table"), None)
    amount = amount or vocabulary().names["全年预算数"]
    return Answer(
        "word-order",
        Wording("汇总要写明：相对值按哪项金额加权。", "`roll up` says by which amount of money ratios are weighted"),
        Wording(f"汇总 相对值加权按 {amount.zh}", f"roll up ratios weighted by {amount.en}"),
        Span(len(stop.before) - len(said.group()), stop.span.start + len(rest)),
    )


RECOGNISERS: Final = (_fact_type, _roll_up_form, *SENTENCES, *WORDS, *FIGURES, *OTHER_WORDS, *UNITS, *LAST_WORDS)
"""The more particular before the more general."""
MAX_NAMED: Final = 6
"""Words named at most in `expected …`."""


def explain(error: UnexpectedInput, offset: int, folded: FoldedText, problems: Problems) -> None:
    """Report one syntax error."""
    stop = _stop(error, offset, folded)
    found = (answer for recognise in RECOGNISERS if (answer := recognise(stop)) is not None)
    answer = next(found, None) or _plain(stop)
    problems.error(answer.code, answer.span or stop.span, answer.message, answer.mend)


def _stop(error: UnexpectedInput, offset: int, folded: FoldedText) -> Stop:
    text = folded.text
    if isinstance(error, UnexpectedToken):
        token = error.token if isinstance(error.token, Token) else Token("$END", "")
        kind = token.type
        value = "" if kind == "$END" else str(token)
        expected = frozenset(error.accepts or error.expected)
    else:
        found = re.match(r"\w+|\S", text[offset:])
        value = found.group() if found else ""
        kind = "" if isinstance(error, UnexpectedCharacters) else "$END"
        expected = frozenset(getattr(error, "allowed", None) or ())
    span = Span(offset, offset + max(1, len(value))) if value else Span(max(0, offset - 1), max(1, offset))
    begins_line = not text[text.rfind("\n", 0, offset) + 1 : offset].strip()
    after, written = (one[offset : offset + MAX_LOOKED_AT] for one in (text, folded.source.text))
    shown = value if len(value) <= MAX_WORD else value[:MAX_WORD] + "…"
    return Stop(shown, kind, text[:offset].rstrip(), after, written, expected, span, begins_line)


def _plain(stop: Stop) -> Answer:
    named = [_name_terminal(kind) for kind in sorted(stop.expected)]
    wanted = [word for word in dict.fromkeys(named) if word is not None]
    zh_read = f"“{stop.token}”" if stop.token else "文本结束"
    en_read = f"`{stop.token}`" if stop.token else "the end of the text"
    if not wanted or len(wanted) > 2 * MAX_NAMED:
        message = Wording(f"这里不应出现{zh_read}。", f"{en_read} cannot stand here")
        return Answer("syntax", message, _context_mend(stop, wanted))
    zh = "、".join(word.zh for word in wanted[:MAX_NAMED])
    en = ", ".join(word.en for word in wanted[:MAX_NAMED])
    return Answer(
        "syntax",
        Wording(f"这里读到{zh_read}，应为：{zh}。", f"{en_read} was read where one of these is expected: {en}"),
        _context_mend(stop, wanted),
    )


def _context_mend(stop: Stop, wanted: list[Wording]) -> Wording | None:
    if stop.wants_clause:
        return Wording(
            "若是上一行的继续，检查上一行是否写完整",
            "if this continues the line above, check that that line is complete",
        )
    if stop.token and stop.expected <= {"EQUALS", "OR"}:
        return Wording(f"在“{stop.token}”前面补上 =", f"put = before `{stop.token}`")
    if stop.expected <= {"FROM", "UNTIL"}:
        return Wording(
            "起始日前面写 自，截止日前面写 至", "the first day comes after `from`, the last one after `until`"
        )
    if len(wanted) == 1 and stop.token:
        return Wording(f"在“{stop.token}”前面补上{wanted[0].zh}", f"put {wanted[0].en} before `{stop.token}`")
    return None


_CLASSES: Final = {
    "NAME": Wording("名称", "a name"),
    "NUMBER": Wording("数字", "a number"),
    "STRING": Wording("带引号的文字", "quoted text"),
    "DATE": Wording("日期（2024-12-31）", "a date (2024-12-31)"),
    "EQUALS": verbatim("="),
    "CMP": Wording("比较号（≥ ≤ > <）", "a comparison (>= <= > <)"),
    "LPAR": verbatim("("),
    "RPAR": verbatim(")"),
    "LSQB": verbatim("["),
    "RSQB": verbatim("]"),
    "COMMA": verbatim(","),
    "TIMES": verbatim("×"),
    "DIVIDE": verbatim("÷"),
    "PLUS": verbatim("+"),
    "MINUS": verbatim("-"),
    "FUNCTION": Wording("函数", "a function"),
    "$END": Wording("文本结束", "the end of the text"),
}


def _name_terminal(kind: str) -> Wording | None:
    word = vocabulary().by_terminal.get(kind)
    if word is not None:
        return Wording(f"“{word.zh}”", f"`{word.en}`")
    return _CLASSES.get(kind)

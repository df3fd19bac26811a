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

RECOGNISERS: Final = (*SENTENCES, *WORDS, *FIGURES, *OTHER_WORDS, *UNITS, *LAST_WORDS)
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

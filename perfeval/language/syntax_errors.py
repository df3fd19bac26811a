"""What to say when a rule text does not parse: the cause in plain words, and the likely mend.

Each recogniser looks at the text around the place where the parser stopped and answers with a message if it knows
that mistake; the last one names what was read and what could have stood there.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from attrs import frozen
from lark import Token
from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken

from perfeval.diagnostic import Span
from perfeval.language.problems import Problems
from perfeval.language.source import FoldedText
from perfeval.language.suggest import closest
from perfeval.language.vocabulary import BLOCK_WORDS, CLAUSE_WORDS, DEFINITION_WORDS, is_chinese, vocabulary
from perfeval.wording import Wording, verbatim

MAX_NAMED: Final = 6
"""Words named at most in `expected …`."""


@frozen
class Stop:
    """Where the parser stopped: the token (empty at the end of the text), the text before and from there on."""

    token: str
    kind: str
    before: str
    after: str
    expected: frozenset[str]
    span: Span


@frozen
class Answer:
    """A mistake recognised."""

    code: str
    message: Wording
    mend: Wording | None
    span: Span | None = None


def explain(error: UnexpectedInput, offset: int, folded: FoldedText, problems: Problems) -> None:
    """Report one syntax error."""
    stop = _stop(error, offset, folded)
    for recognise in _RECOGNISERS:
        answer = recognise(stop)
        if answer is not None:
            problems.error(answer.code, answer.span or stop.span, answer.message, answer.mend)
            return


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
    return Stop(value, kind, text[:offset].rstrip(), text[offset:], expected, span)


# ---- recognisers, the more particular first ----


def _pause_mark(stop: Stop) -> Answer | None:
    if not stop.token.startswith("、"):
        return None
    return Answer(
        "pause-mark",
        Wording("顿号“、”不能连接条件。", "the mark 、 does not join conditions"),
        Wording("写“或”（任一）或“且”（同时）", "write `or` (either) or `and` (both)"),
    )


def _of_mark(stop: Stop) -> Answer | None:
    """`满分的80%`: natural Chinese, not the language."""
    found = re.search(r"([^\W\d]+)的\s*([0-9.]*)$", stop.before)
    if stop.token in ("%", "‰") and found:
        mended = f"{found.group(1)} × {found.group(2)}{stop.token}"
        start = stop.span.start - len(found.group())
        return Answer(
            "share-of",
            Wording(f"“{found.group()}{stop.token}”要写成乘法。", "a share of something is written as a product"),
            verbatim(mended),
            Span(start, stop.span.end),
        )
    return None


def _share_before_name(stop: Stop) -> Answer | None:
    """`80%满分`."""
    found = re.search(r"([0-9.]+\s*[%‰])$", stop.before)
    if found and stop.kind == "NAME":
        return Answer(
            "share-of",
            Wording("百分数和名称之间要有乘号。", "there must be a multiplication sign between the two"),
            verbatim(f"{stop.token} × {found.group(1)}"),
        )
    return None


def _thousands_separator(stop: Stop) -> Answer | None:
    found = re.search(r"([0-9]+)\s+$|([0-9]+)$", stop.before)
    if stop.kind == "NUMBER" and found and re.fullmatch(r"[0-9]{3}(\.[0-9]+)?", stop.token):
        number = found.group().strip() + stop.token
        return Answer(
            "thousands-separator",
            Wording("数字里不能有千分位逗号。", "numbers are written without thousands separators"),
            verbatim(number),
        )
    return None


def _scientific(stop: Stop) -> Answer | None:
    if stop.kind == "NUMBER" and re.search(r"[0-9][eE][-+]?$", stop.before):
        return Answer(
            "scientific-notation",
            Wording("数字不用科学计数法。", "numbers are not written in scientific notation"),
            Wording("写出全部数字，最多 40 位", "write out all digits, at most 40"),
        )
    return None


def _missing_space(stop: Stop) -> Answer | None:
    """`当完成率`: a keyword run into the next word."""
    if stop.kind not in ("NAME", "WORD", ""):
        return None
    text = stop.token
    heads = [
        word.zh
        for word in vocabulary().words["keywords"].values()
        if is_chinese(word.zh) and text.startswith(word.zh) and len(text) > len(word.zh)
    ]
    if not heads:
        return None
    head = max(heads, key=len)
    rest = text[len(head) :]
    return Answer(
        "missing-space",
        Wording(
            f"“{text}”连在一起了：“{head}”后面少一个空格。",
            f"`{text}` runs two words together: a space is missing after `{head}`",
        ),
        verbatim(f"{head} {rest}"),
    )


def _unknown_function(stop: Stop) -> Answer | None:
    found = re.search(r"([^\W\d]\w*)$", stop.before)
    if stop.token != "(" or found is None or found.group() in vocabulary().reserved:
        return None
    name = found.group()
    near = closest(name, vocabulary().functions)
    return Answer(
        "unknown-function",
        Wording(f"没有叫“{name}”的函数。", f"there is no function called `{name}`"),
        verbatim(f"{near}(") if near else _list_of(tuple(vocabulary().functions)),
        Span(stop.span.start - len(name), stop.span.start),
    )


def _keyword_as_name(stop: Stop) -> Answer | None:
    word = vocabulary().by_terminal.get(stop.kind)
    if word is None or "NAME" not in stop.expected or _wants_clause(stop):
        return None
    if not re.search(r"(?:规则|审核|参数|设|填报项|rule|audit|param|let|input)\s*$", stop.before):
        return None
    return Answer(
        "name-is-keyword",
        Wording(
            f"“{stop.token}”是规则语言的关键词，不能作名称。", f"`{stop.token}` is a keyword and cannot be a name"
        ),
        Wording(f"换一个名称，如“{stop.token}规则”", f"choose another name, such as `{stop.token}_rule`"),
    )


def _misspelt_keyword(stop: Stop) -> Answer | None:
    if stop.kind not in ("NAME", "WORD", "") or not _wants_clause(stop):
        return None
    spellings = {
        spelling: vocabulary().keyword(word_id)
        for word_id in (*CLAUSE_WORDS, *BLOCK_WORDS, *DEFINITION_WORDS)
        for spelling in vocabulary().keyword(word_id).spellings
    }
    near = closest(stop.token, spellings)
    return Answer(
        "unknown-clause",
        Wording(
            f"这里应当开始一条子句，而“{stop.token}”不是关键词。",
            f"a clause should begin here, and `{stop.token}` is not a keyword",
        ),
        verbatim(near)
        if near
        else Wording("子句以 当、否则、得、按、扣、加、封顶 等开头", "a clause begins with when, otherwise, award, on …"),
    )


def _definition_after_block(stop: Stop) -> Answer | None:
    if stop.kind not in ("PARAM", "INPUT", "SCALE", "RULESET") or "AWARD" not in stop.expected:
        return None
    return Answer(
        "definition-after-block",
        Wording(
            f"“{stop.token}”要写在第一条规则之前。", f"`{stop.token}` must stand before the first rule, audit or total"
        ),
        Wording("把这一行移到规则集开头的依据、施行之后", "move this line up, after the header's clauses"),
    )


def _unclosed_bracket(stop: Stop) -> Answer | None:
    line = stop.before[stop.before.rfind("\n") + 1 :]
    is_open = line.count("(") + line.count("[") > line.count(")") + line.count("]")
    if not is_open or not stop.expected & {"RPAR", "RSQB"} or (stop.token and stop.kind not in vocabulary().by_terminal):
        return None
    return Answer(
        "bracket-not-closed",
        Wording("括号没有成对。", "a bracket is not closed"),
        Wording("补上后括号", "add the closing bracket"),
        Span(max(0, len(stop.before) - 1), max(1, len(stop.before))),
    )


def _otherwise_needed(stop: Stop) -> Answer | None:
    if stop.kind in ("EQUALS", "CMP") and re.search(r"[=<>≥≤!]\s*$", stop.before):
        return Answer(
            "two-signs",
            Wording("两个比较号连在一起了。", "two comparison signs stand together"),
            Wording("写成 ≥ 或 <=", "write >= or <="),
        )
    return None


def _plain(stop: Stop) -> Answer:
    named = [_name_terminal(kind) for kind in sorted(stop.expected)]
    wanted = [word for word in dict.fromkeys(named) if word is not None]
    zh_read = f"“{stop.token}”" if stop.token else "文本结束"
    en_read = f"`{stop.token}`" if stop.token else "the end of the text"
    if not wanted or len(wanted) > 2 * MAX_NAMED:
        message = Wording(f"这里不应出现{zh_read}。", f"{en_read} cannot stand here")
        return Answer("syntax", message, _context_mend(stop))
    zh = "、".join(word.zh for word in wanted[:MAX_NAMED])
    en = ", ".join(word.en for word in wanted[:MAX_NAMED])
    return Answer(
        "syntax",
        Wording(f"这里读到{zh_read}，应为：{zh}。", f"{en_read} was read where one of these is expected: {en}"),
        _context_mend(stop),
    )


def _context_mend(stop: Stop) -> Wording | None:
    if _wants_clause(stop):
        return Wording(
            "若是上一行的继续，检查上一行是否写完整", "if this continues the line above, check that that line is complete"
        )
    return None


def _wants_clause(stop: Stop) -> bool:
    """Whether a clause or block could begin here (so that the sentence before is complete)."""
    return bool(stop.expected & {"AWARD", "WHEN", "RULE", "CAP"})


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


def _list_of(words: tuple[str, ...]) -> Wording:
    zh = "、".join(word for word in words if is_chinese(word))
    en = ", ".join(word for word in words if not is_chinese(word))
    return Wording(f"可用的有：{zh}", f"there are: {en}")


_RECOGNISERS: Final[tuple[Callable[[Stop], Answer | None], ...]] = (
    _pause_mark,
    _of_mark,
    _share_before_name,
    _thousands_separator,
    _scientific,
    _otherwise_needed,
    _keyword_as_name,
    _definition_after_block,
    _missing_space,
    _unknown_function,
    _misspelt_keyword,
    _unclosed_bracket,
    _plain,
)

"""Folding a rule text before it is lexed: full-width forms, idle punctuation, limits.

Folding goes character for character, so that every offset in the folded text is an offset in the text as written.
"""

from __future__ import annotations

import re
from typing import Final

from attrs import frozen

from perfeval.diagnostic import SourceText, Span
from perfeval.language.problems import Problems
from perfeval.wording import Wording

MAX_LENGTH: Final = 1_000_000
"""Characters in a rule file."""
MAX_NESTING: Final = 50
"""Brackets inside brackets."""

_FOLDED: Final = {
    **{code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)},
    ord("≧"): "≥", ord("⩾"): "≥", ord("≦"): "≤", ord("⩽"): "≤", ord("﹦"): "=", ord("═"): "=",
    ord("−"): "-", ord("﹣"): "-", ord("﹪"): "%", ord("﹤"): "<", ord("﹥"): ">", ord("﹢"): "+",
    ord("∗"): "*", ord("［"): "[", ord("］"): "]", ord("【"): "[", ord("】"): "]", ord("〔"): "[", ord("〕"): "]",
    0x3000: " ", 0x00A0: " ", 0xFEFF: " ", 0x200B: " ",
}  # fmt: skip
_QUOTES: Final = '"＂“”'
"""Quotation marks: any of them opens a string, as Word sometimes puts the closing one first."""

_INSIDE: Final = _FOLDED | dict.fromkeys(map(ord, ":;。：；"), " ")
"""How a character is folded between brackets."""
_OUTSIDE: Final = _INSIDE | dict.fromkeys(map(ord, ",，"), " ")
_MARK: Final = re.compile(r'[#＃"＂“”「(（\[［【〔)）\]］】〕]')
"""Where something begins that is not folded, and brackets."""


@frozen
class FoldedText:
    """A source with its folded text, of the same length."""

    source: SourceText
    text: str


def fold(source: SourceText, problems: Problems) -> FoldedText:
    """Fold a text; report quotes that are not closed and brackets nested too deep."""
    text = source.text
    if len(text) > MAX_LENGTH:
        problems.error(
            "file-too-large",
            Span(0, 1),
            Wording(
                f"规则文本有 {len(text)} 个字符，上限是 {MAX_LENGTH}。",
                f"the rule text has {len(text)} characters; the limit is {MAX_LENGTH}",
            ),
            Wording("拆成几个规则集，用“继承”相连", "split it into rule sets that extend one another"),
        )
        return FoldedText(source, " " * len(text))
    folded: list[str] = []
    depth = 0
    at = 0
    too_deep = False
    while (found := _MARK.search(text, at)) is not None:
        start, mark = found.start(), found.group()
        folded.append(text[at:start].translate(_INSIDE if depth else _OUTSIDE))
        if mark in "#＃":
            end = text.find("\n", start)
            part = "#" + text[start + 1 : end if end >= 0 else len(text)]
        elif mark in _QUOTES:
            part = _folded_string(source, start, problems)
        elif mark == "「":
            end = text.find("」", start)
            part = mark if end < 0 or "\n" in text[start:end] else text[start : end + 1]
        else:
            part = _FOLDED.get(ord(mark), mark)
            depth = depth + 1 if part in "([" else max(0, depth - 1)
            if depth > MAX_NESTING and not too_deep:
                too_deep = True
                problems.error(
                    "nesting-too-deep",
                    Span(start, start + 1),
                    Wording(f"括号嵌套超过 {MAX_NESTING} 层。", f"brackets are nested more than {MAX_NESTING} deep"),
                    Wording("用“设”给中间结果取名", "name intermediate results with `let`"),
                )
        folded.append(part)
        at = start + len(part)
    if too_deep:
        return FoldedText(source, " " * len(text))
    folded.append(text[at:].translate(_INSIDE if depth else _OUTSIDE))
    return FoldedText(source, "".join(folded))


def _folded_string(source: SourceText, start: int, problems: Problems) -> str:
    """The string that begins at `start`, in ASCII quotes; the text between stays, but for quotes inside it."""
    text = source.text
    line_end = text.find("\n", start)
    line_end = len(text) if line_end < 0 else line_end
    end = _closing_quote(text, start, line_end)
    if end >= 0:
        return _quoted(text[start + 1 : end])
    problems.error(
        "string-not-closed",
        Span(start, min(line_end, start + 20)),
        Wording("引号没有成对：这一行里找不到后引号。", "a quotation mark is not closed on this line"),
        Wording("在文字末尾补上 ”", 'put " after the last character of the text'),
    )
    # the rest of the line stands for the string, so that what follows can still be read
    return _quoted(text[start + 1 : line_end - 1]) if line_end - start >= 2 else " "


def _quoted(text: str) -> str:
    return '"' + text.replace('"', "'") + '"'


def _closing_quote(text: str, start: int, line_end: int) -> int:
    """Where the string that begins at `start` ends; -1 if it does not end on its line."""
    opening = text[start]
    if opening in '"＂':
        end = text.find(opening, start + 1, line_end)
        if end >= 0:
            return end
    if opening == "“":  # quotation marks may stand inside quotation marks
        depth = 0
        for at in range(start, line_end):
            depth += {"“": 1, "”": -1}.get(text[at], 0)
            if depth == 0:
                return at
    return min((at for mark in _QUOTES if (at := text.find(mark, start + 1, line_end)) >= 0), default=-1)

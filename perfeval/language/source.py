"""Folding a rule text before it is lexed: full-width forms, idle punctuation, limits.

Folding goes character for character, so that every offset in the folded text is an offset in the text as written.
"""

from __future__ import annotations

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
_IDLE: Final = frozenset(",:;。")
_QUOTES: Final = '"＂“”'
"""Quotation marks: any of them opens a string, as Word sometimes puts the closing one first."""


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
    folded = list(text)
    depth = 0
    index = 0
    too_deep = False
    while index < len(text):
        char = text[index]
        if char in "#＃":
            end = text.find("\n", index)
            end = len(text) if end < 0 else end
            folded[index] = "#"
            index = end
            continue
        if char in _QUOTES:
            index = _fold_string(source, folded, index, problems)
            continue
        if char == "「":
            end = text.find("」", index)
            index = index + 1 if end < 0 or "\n" in text[index:end] else end + 1
            continue
        char = _FOLDED.get(ord(char), char)
        if char in "([":
            depth += 1
            if depth > MAX_NESTING and not too_deep:
                too_deep = True
                problems.error(
                    "nesting-too-deep",
                    Span(index, index + 1),
                    Wording(f"括号嵌套超过 {MAX_NESTING} 层。", f"brackets are nested more than {MAX_NESTING} deep"),
                    Wording("用“设”给中间结果取名", "name intermediate results with `let`"),
                )
        elif char in ")]":
            depth = max(0, depth - 1)
        elif char in _IDLE and (depth == 0 or char != ","):
            char = " "
        folded[index] = char
        index += 1
    if too_deep:
        return FoldedText(source, " " * len(text))
    return FoldedText(source, "".join(folded))


def _fold_string(source: SourceText, folded: list[str], start: int, problems: Problems) -> int:
    """Give the quotes of one string their ASCII form; the text between stays. Returns the offset after it."""
    text = source.text
    line_end = text.find("\n", start)
    line_end = len(text) if line_end < 0 else line_end
    end = _closing_quote(text, start, line_end)
    if end >= 0:
        for position in range(start + 1, end):
            if folded[position] == '"':
                folded[position] = "'"
        folded[start] = folded[end] = '"'
        return end + 1
    problems.error(
        "string-not-closed",
        Span(start, min(line_end, start + 20)),
        Wording("引号没有成对：这一行里找不到后引号。", "a quotation mark is not closed on this line"),
        Wording("在文字末尾补上 ”", 'put " after the last character of the text'),
    )
    # the rest of the line stands for the string, so that what follows can still be read
    if line_end - start >= 2:
        folded[start] = folded[line_end - 1] = '"'
        folded[start + 1 : line_end - 1] = [char if char != '"' else "'" for char in folded[start + 1 : line_end - 1]]
    else:
        folded[start] = " "
    return line_end


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

"""Rule text → syntax tree. All syntax errors are reported: the faulty clause is passed over, the rest read."""

from __future__ import annotations

import functools
import re
from typing import Any, Final

from attrs import evolve, frozen
from lark import Tree
from lark.exceptions import UnexpectedInput, UnexpectedToken

from perfeval.diagnostic import SourceText, Span
from perfeval.language import tree
from perfeval.language.build import MAX_DEPTH, TreeBuilder, too_deep
from perfeval.language.natural_words import NATURAL_KEYWORDS
from perfeval.language.parser import parser
from perfeval.language.problems import Problems
from perfeval.language.source import FoldedText, fold
from perfeval.language.syntax_errors import explain
from perfeval.language.vocabulary import (
    BLOCK_WORDS,
    CLAUSE_WORDS,
    DEFINITION_WORDS,
    is_chinese,
    vocabulary,
)
from perfeval.wording import Wording

MAX_SYNTAX_ERRORS: Final = 30


def parse(source: SourceText, problems: Problems) -> tree.RuleFile | None:
    """Read a rule text. Problems are collected; None when nothing of it can be used."""
    folded = fold(source, problems)
    text = folded.text
    lost: list[Span] = []
    lost_names: set[str] = set()
    lost_parent = False
    for _ in range(MAX_SYNTAX_ERRORS):
        try:
            root = parser().parse(text)
        except UnexpectedInput as error:
            offset = _offset(error, text)
            passed_over = _faulty_part(text, offset, _is_complete(error))
            # what stands in the wake of an error that has been reported (a quotation mark not closed) is not another
            if not problems.has_error_in(Span(passed_over.start, offset + 1)):
                explain(error, offset, FoldedText(source, text), problems)
            lost_text = text[passed_over.start : passed_over.end]
            if not lost_text.strip():
                return None
            lost.append(passed_over)
            lost_names.update(name.strip("「」") for name in _DECLARED.findall(lost_text))
            lost_parent = lost_parent or _EXTENDS.search(lost_text) is not None
            text = text[: passed_over.start] + _stand_in(lost_text) + text[passed_over.end :]
        else:
            return _built(root, folded, problems, _Lost(tuple(lost), frozenset(lost_names), lost_parent))
    return None


@frozen
class _Lost:
    """What could not be parsed."""

    spans: tuple[Span, ...]
    names: frozenset[str]
    parent: bool


def _built(root: Tree[Any], folded: FoldedText, problems: Problems, lost: _Lost) -> tree.RuleFile | None:
    deep = too_deep(root)
    if deep is not None:
        start = int(deep.meta.start_pos)
        problems.error(
            "nesting-too-deep",
            Span(start, start + 1),
            Wording(
                f"一个算式超过 {MAX_DEPTH} 层（连续的运算太多）。",
                f"one expression is more than {MAX_DEPTH} levels deep (a very long chain of operators)",
            ),
            Wording("用“设”给中间结果取名", "name intermediate results with `let`"),
        )
        return None
    _, block = _line_starts()
    clauses = tuple(one for one in lost.spans if not block.match(folded.text, one.start))
    file = TreeBuilder(folded, problems).file(root)
    return evolve(file, lost_names=lost.names, lost=lost.spans, lost_clauses=clauses, lost_parent=lost.parent)


def _offset(error: UnexpectedInput, text: str) -> int:
    if isinstance(error, UnexpectedToken) and error.token.type == "$END":
        return len(text.rstrip())
    return int(getattr(error, "pos_in_stream", None) or 0)


def _is_complete(error: UnexpectedInput) -> bool:
    """Whether the sentence before the error could end there, so that the fault lies in what follows."""
    expected = error.accepts if isinstance(error, UnexpectedToken) else getattr(error, "allowed", None)
    return bool(set(expected or ()) & {"WHEN", "RULE"})


def _stand_in(text: str) -> str:
    """Blanks of the same length; for the line that opens the rule set a plain one, so that the header can be read."""
    blank = re.sub(r"[^\n]", " ", text)
    opening = re.match(r"\s*(?:规则集|ruleset)(?=\W|$|[^\W\d])", text)
    if opening is None:
        return blank
    word = opening.group().strip()
    start = opening.end() - len(word)
    room = len(text) - opening.end()
    return text[:start] + word + " x" + blank[opening.end() + 2 :] if room >= 2 else blank


# ---- what to pass over after an error ----


def _leading(ids: tuple[str, ...]) -> str:
    patterns = vocabulary().by_terminal_pattern
    return "|".join(patterns[vocabulary().keyword(word_id).terminal] for word_id in ids)


@functools.cache
def _line_starts() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """A line that begins a clause, definition or block; and one that begins a block."""
    every = _leading(CLAUSE_WORDS + BLOCK_WORDS + DEFINITION_WORDS)
    return (
        re.compile(rf"^[^\S\n]*(?:{every})", re.MULTILINE),
        re.compile(rf"^[^\S\n]*(?:{_leading(BLOCK_WORDS)})", re.MULTILINE),
    )


_DECLARED: Final = re.compile(r"(?:参数|设|填报项|规则|审核|param|let|input|rule|audit)\s+(\w+|「[^」]+」)")


_EXTENDS: Final = re.compile(r"(?:继承|extends)(?!\w)")


def _faulty_part(text: str, offset: int, complete: bool) -> Span:
    """The clause around an error: from the line that begins it to the next line that begins another.

    `complete`: the sentence before the error could end there. Where the head of a block is at fault, the whole block
    is passed over: its clauses would be taken for its predecessor's.
    """
    clause, block = _line_starts()
    starts = [found.start() for found in clause.finditer(text)]
    blocks = [found.start() for found in block.finditer(text)]
    start = max((at for at in starts if at <= offset), default=0)
    line_start = text.rfind("\n", 0, offset) + 1
    begins_line = not text[line_start:offset].strip()
    if begins_line and start == line_start and not complete:
        # A clause that is not finished runs into the next one: the fault is the former's.
        before = max((at for at in starts if at < start), default=start)
        if before < start and text[before:offset].strip():
            end = min((at for at in blocks if at >= offset), default=len(text)) if before in blocks else line_start
            return Span(before, end)
    if begins_line and start < line_start and complete and _is_own_line(text, offset):
        # A line that begins with no keyword, after a sentence that is whole: the fault is that line's own.
        if _NATURAL_BLOCK.match(text, line_start):
            return Span(line_start, min((at for at in blocks if at > offset), default=len(text)))
        line_end = text.find("\n", offset)
        ends = [at for at in starts if at > offset] + ([line_end] if line_end >= 0 else [])
        return Span(line_start, max(offset + 1, min(ends, default=len(text))))
    if start in blocks and (start < line_start or not begins_line or not complete):
        end = min((at for at in blocks if at > start), default=len(text))
    else:
        end = min((at for at in starts if at > max(start, offset)), default=len(text))
    return Span(start, max(end, min(offset + 1, len(text))))


_NATURAL_BLOCK: Final = re.compile(
    "|".join(rf"{word}(?!\w)" for word, meant in NATURAL_KEYWORDS.items() if meant.en == "audit")
)
"""A line that opens an audit in other words."""


def _is_own_line(text: str, offset: int) -> bool:
    """Whether the line looks like a clause of its own (it begins with a word), not like a band or a continuation."""
    return offset < len(text) and (text[offset].isalpha() or is_chinese(text[offset]))

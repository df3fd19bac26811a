"""Rule text → syntax tree. All syntax errors of a text are reported: the faulty clause is passed over and the rest read.

The parser is Lark's LALR(1) with the contextual lexer, made from `grammar/` once per process.
"""

from __future__ import annotations

import functools
import re
from typing import Any, Final

from lark import Lark, Tree
from lark.exceptions import UnexpectedEOF, UnexpectedInput, UnexpectedToken

from perfeval import resources
from perfeval.diagnostic import SourceText, Span
from perfeval.language import tree
from perfeval.language.build import MAX_DEPTH, TreeBuilder, too_deep
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


@functools.cache
def parser() -> Lark:
    """The parser of this version of the language."""
    folder = resources.folder("grammar")
    grammar = "\n".join(
        [
            folder.joinpath("rules.lark").read_text("utf-8"),
            folder.joinpath("literals.lark").read_text("utf-8"),
            vocabulary().terminals(),
        ]
    )
    return Lark(grammar, parser="lalr", lexer="contextual", propagate_positions=True, maybe_placeholders=False)


def parse(source: SourceText, problems: Problems) -> tree.RuleFile | None:
    """Read a rule text. Problems are collected; None when nothing of it can be used."""
    folded = fold(source, problems)
    text = folded.text
    lost_names: set[str] = set()
    for _ in range(MAX_SYNTAX_ERRORS):
        try:
            root = parser().parse(text)
        except UnexpectedInput as error:
            offset = _offset(error, text)
            # a line whose quotation mark is not closed has had its say
            if source.line_of(offset) not in {source.line_of(one.span.start) for one in problems.errors}:
                explain(error, offset, FoldedText(source, text), problems)
            passed_over = _faulty_part(text, offset)
            lost = text[passed_over.start : passed_over.end]
            if not lost.strip():
                return None
            lost_names.update(_DECLARED.findall(lost))
            text = text[: passed_over.start] + _blank(lost) + text[passed_over.end :]
        else:
            return _built(root, folded, problems, frozenset(lost_names))
    return None


def _built(
    root: Tree[Any], folded: FoldedText, problems: Problems, lost_names: frozenset[str]
) -> tree.RuleFile | None:
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
    return TreeBuilder(folded, problems).file(root, lost_names)


def _offset(error: UnexpectedInput, text: str) -> int:
    if isinstance(error, UnexpectedEOF) or (isinstance(error, UnexpectedToken) and error.token.type == "$END"):
        return len(text.rstrip())
    return int(error.pos_in_stream or 0)


def _blank(text: str) -> str:
    return re.sub(r"[^\n]", " ", text)


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


_MISPLACED: Final = re.compile(r"(?:规则集|参数|填报项|等次排序|ruleset|param|input|scale)(?!\w)")
"""Words of definitions: the grammar wants them before the first block."""

_DECLARED: Final = re.compile(r"(?:参数|设|填报项|规则|审核|param|let|input|rule|audit)\s+(\w+|「[^」]+」)")


def _faulty_part(text: str, offset: int) -> Span:
    """The clause around an error: from the line that begins it to the next line that begins another.

    Where the head of a block is at fault, the whole block is passed over: its clauses would be taken for its
    predecessor's.
    """
    clause, block = _line_starts()
    starts = [found.start() for found in clause.finditer(text)]
    start = max((at for at in starts if at <= offset), default=0)
    leads = [found for found in clause.finditer(text) if found.start() <= offset < found.end()]
    if leads and not _MISPLACED.match(text, offset):
        # A clause that is not finished runs into the next one: the fault is the former's.
        start = max((at for at in starts if at < start), default=start)
        return Span(start, offset) if text[start:offset].strip() else Span(start, max(offset + 1, leads[0].end()))
    # An error at the first word of a line is usually the fault of that line, not of the clause before it.
    line_start = text.rfind("\n", 0, offset) + 1
    if start < line_start and not text[line_start:offset].strip() and _is_own_line(text, offset):
        start = line_start
    blocks = [found.start() for found in block.finditer(text)]
    if start in blocks:
        end = min((at for at in blocks if at > start), default=len(text))
    else:
        end = min((at for at in starts if at > max(start, offset)), default=len(text))
        line_end = text.find("\n", offset)
        if start == line_start and line_end >= 0:
            end = min(end, line_end)
    return Span(start, max(end, min(offset + 1, len(text))))


def _is_own_line(text: str, offset: int) -> bool:
    """Whether the line looks like a clause of its own (it begins with a word), not like a band or a continuation."""
    return offset < len(text) and (text[offset].isalpha() or is_chinese(text[offset]))



"""Stretches of a rule text as they may stand in another file: in its words, without comments, with its citation."""

from __future__ import annotations

import functools
import re
from typing import Final

from attrs import frozen

from perfeval.diagnostic import SourceText, Span
from perfeval.language.from_text import parse
from perfeval.language.inherit import Layer
from perfeval.language.names import check_names
from perfeval.language.parser import parser
from perfeval.language.problems import Problems
from perfeval.language.source import fold
from perfeval.language.to_text import convert
from perfeval.language.vocabulary import CLAUSE_WORDS
from perfeval.wording import Lang

_OPENING: Final = frozenset(word.upper() for word in (*CLAUSE_WORDS, "let", "example")) - {"FOR", "GIVES"}
"""Terminals with which a clause of a block begins."""
_BASES: Final = frozenset({"FULL_TEXT", "EXCERPT", "INFERRED", "RECALLED", "OUR_CHOICE"})
_BLANK: Final = " \t\u3000"
_IDLE: Final = _BLANK + "\r,:;，：；。"


@frozen
class _Piece:
    """A token: its terminal in the grammar, and where it stands."""

    terminal: str
    start: int
    end: int


@functools.lru_cache(maxsize=32)
def _pieces(source: SourceText) -> tuple[_Piece, ...]:
    """The tokens of a rule text that has no syntax errors."""
    tokens = parser().parse_interactive(fold(source, Problems(source)).text).iter_parse()
    return tuple(_Piece(str(token.type), int(token.start_pos or 0), int(token.end_pos or 0)) for token in tokens)


def value_excerpt(source: SourceText, span: Span, lang: Lang) -> str:
    """A value, amount or condition of a rule text without errors, on one line."""
    written = _one_line(_written(source, _inside(source, span)))
    return convert(f"param x = {written}", lang).partition("= ")[2]


def clause_excerpt(source: SourceText, span: Span, lang: Lang) -> str:
    """A clause of a rule text without errors, on one line."""
    return convert(f"grades {_one_line(_written(source, _inside(source, span)))}", lang).partition(" ")[2]


def block_excerpt(source: SourceText, span: Span, lang: Lang, *, cite: str, without: tuple[Span, ...] = ()) -> str:
    """A block of a rule text without errors, with the clause `cite` for what it cites; not indented.

    `without`: clauses of it that are left out.
    """
    left_out = {piece for clause in without for piece in _inside(source, clause)}
    pieces = [piece for piece in _inside(source, span) if piece not in left_out]
    body = next((at for at in range(len(pieces)) if _opens_clause(pieces, at)), len(pieces))
    lines = [_one_line(_written(source, pieces[:body]))]
    rest = _without_cites(pieces[body:])
    if rest:
        outer = source.column_of(span.start) - 1
        column = source.column_of(rest[0].start) - 1 if _begins_line(source, rest[0].start) else outer + 2
        clauses = (" " * column + _written(source, rest)).split("\n")
        lines += [line[min(outer, _indent(line)) :] for line in clauses]
    text = "\n".join(lines)
    converted = convert(text, lang)
    if converted != text:  # words of other lengths: nothing is aligned any more
        converted = re.sub(r"(?<=\S) {3,}", "  ", converted)
    opening, _, clauses_text = converted.partition("\n")
    return "\n".join(part for part in (opening, f"  {cite}", clauses_text) if part)


def is_plain_name(text: str) -> bool:
    """Whether a rule file may give this name without brackets 「」: no keyword, no function, no blank, no sign."""
    source = SourceText("", f"ruleset {text}")
    problems = Problems(source)
    file = parse(source, problems)
    if file is None or file.header is None or problems.errors:
        return False
    check_names(Layer(source, file, problems))
    return not problems.errors and file.header.span.end == len(source.text) and file.header.name.text == text


def name_excerpt(name: str) -> str:
    """A name that a rule file gives, as it must be written."""
    return name if is_plain_name(name) else f"「{name}」"


def _inside(source: SourceText, span: Span) -> list[_Piece]:
    return [piece for piece in _pieces(source) if span.start <= piece.start and piece.end <= span.end]


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(_BLANK))


def _begins_line(source: SourceText, offset: int) -> bool:
    return not source.line(source.line_of(offset))[: source.column_of(offset) - 1].strip()


def _opens_clause(pieces: list[_Piece], at: int) -> bool:
    """Whether a clause of a block begins here; a rounding may also be a function in a condition."""
    terminal = pieces[at].terminal
    is_call = terminal.startswith("ROUND_") and any(one.terminal == "LPAR" for one in pieces[at + 1 : at + 2])
    return terminal in _OPENING and not is_call


def _without_cites(pieces: list[_Piece]) -> list[_Piece]:
    kept: list[_Piece] = []
    citing = False
    for piece in pieces:
        citing = piece.terminal == "CITE" or (citing and (piece.terminal == "STRING" or piece.terminal in _BASES))
        if not citing:
            kept.append(piece)
    return kept


def _written(source: SourceText, pieces: list[_Piece]) -> str:
    """The tokens with what stands between them, less the comments."""
    text = ""
    end: int | None = None
    for piece in pieces:
        text += "" if end is None else _gap(source.text[end : piece.start])
        text += source.text[piece.start : piece.end]
        end = piece.end
    return text


def _one_line(text: str) -> str:
    return re.sub(r"[^\S\n]*\n\s*", " ", text)


def _gap(between: str) -> str:
    """White space and idle punctuation; of several lines the end of the first and the indentation of the last."""
    first, *others = between.split("\n")
    gap = first[: len(first) - len(first.lstrip(_IDLE))]
    if not others:
        return gap
    return gap.rstrip() + "\n" + others[-1][: _indent(others[-1])]

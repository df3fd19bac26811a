"""Diagnostics of a rule text: what is wrong, where, and the likely mend; rendered for people and as data."""

from __future__ import annotations

import bisect
import enum
from functools import cached_property
from typing import Any

from attrs import field, frozen
from wcwidth import wcswidth

from perfeval.wording import Lang, Wording

MAX_SHOWN_WIDTH = 110
"""Columns of a source line that a diagnostic shows at most."""


@frozen
class Span:
    """A stretch of a source text: character offsets, the end not included."""

    start: int
    end: int

    def to(self, other: Span) -> Span:
        """The stretch from the start of this one to the end of the other."""
        return Span(self.start, max(self.end, other.end))


@frozen(slots=False)
class SourceText:
    """A rule text with its name (a path, or `<text>`), able to turn offsets into lines and columns."""

    name: str
    text: str = field(repr=False)

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(index + 1 for index, char in enumerate(self.text) if char == "\n")]

    def line_of(self, offset: int) -> int:
        """1-based line number of an offset."""
        return bisect.bisect_right(self._starts, offset)

    def column_of(self, offset: int) -> int:
        """1-based column (in characters) of an offset."""
        return offset - self._starts[self.line_of(offset) - 1] + 1

    def line(self, number: int) -> str:
        """The text of a 1-based line."""
        start = self._starts[number - 1]
        end = self._starts[number] - 1 if number < len(self._starts) else len(self.text)
        return self.text[start:end].rstrip("\r")

    def slice(self, span: Span) -> str:
        """The text of a span."""
        return self.text[span.start : span.end]


class Level(enum.Enum):
    """Whether a rule set with this diagnostic can be used."""

    ERROR = "error"
    WARNING = "warning"


_LEVEL_WORD = {
    Level.ERROR: Wording("错误", "error"),
    Level.WARNING: Wording("警告", "warning"),
}


@frozen(kw_only=True)
class Diagnostic:
    """One thing wrong in a rule text.

    `code` is a stable kebab-case name with a page in `docs/reference/diagnostics.md`; `mend` is what to write instead.
    """

    code: str
    level: Level
    source: SourceText
    span: Span
    message: Wording
    mend: Wording | None = None

    @property
    def line(self) -> int:
        """1-based line."""
        return self.source.line_of(self.span.start)

    @property
    def column(self) -> int:
        """1-based column, in characters."""
        return self.source.column_of(self.span.start)

    def render(self, lang: Lang) -> str:
        """The diagnostic for a person: place, sentence, the line with the span underlined, the mend."""
        head = f"{self.source.name}:{self.line}:{self.column}: {_LEVEL_WORD[self.level].render(lang)} [{self.code}]"
        parts = [head, "  " + visible(self.message.render(lang)), *self._excerpt()]
        if self.mend is not None:
            parts.append(("  改法：" if lang == "zh" else "  mend: ") + visible(self.mend.render(lang)))
        return "\n".join(parts)

    def _excerpt(self) -> list[str]:
        line = visible(self.source.line(self.line))
        start = self.column - 1
        stop = max(start + 1, min(len(line), start + (self.span.end - self.span.start)))
        shift = 0
        if width_of(line) > MAX_SHOWN_WIDTH:  # show the neighbourhood of the span only
            shift = max(0, start - 30)
            line = line[shift : shift + 60]
        mark = "^" * max(1, width_of(line[start - shift : stop - shift]))
        number = str(self.line)
        gutter = " " * len(number)
        return [
            f"   {gutter} |",
            f"   {number} | {line}",
            f"   {gutter} | {' ' * width_of(line[: start - shift])}{mark}",
        ]

    def as_data(self, lang: Lang) -> dict[str, Any]:
        """The diagnostic as plain data, for JSON and editors. Lines and columns are 1-based, columns in characters."""
        return {
            "source": self.source.name,
            "line": self.line,
            "column": self.column,
            "end_line": self.source.line_of(max(self.span.start, self.span.end - 1)),
            "end_column": self.source.column_of(max(self.span.start, self.span.end - 1)) + 1,
            "code": self.code,
            "severity": self.level.value,
            "message": self.message.render(lang),
            "mend": None if self.mend is None else self.mend.render(lang),
        }


def visible(text: str) -> str:
    """The text, character for character, with those that a terminal would obey or hide made harmless."""
    return "".join(
        char if char.isprintable() or char == "\u3000" else " " if char.isspace() else "\ufffd" for char in text
    )


def width_of(text: str) -> int:
    """Columns that a text takes on a terminal: 2 for a Chinese character; unprintable ones count as 1."""
    width = wcswidth(text)
    return width if width >= 0 else sum(max(1, wcswidth(char)) for char in text)

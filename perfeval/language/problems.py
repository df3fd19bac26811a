"""Collecting what is wrong in a rule text: nothing is thrown, everything is said."""

from __future__ import annotations

from attrs import define, field

from perfeval.diagnostic import Diagnostic, Level, SourceText, Span
from perfeval.language.own_words import in_own_words
from perfeval.wording import Wording

MAX_DIAGNOSTICS = 100
"""Diagnostics kept for one file; a file with more is not a rule file."""


@define
class Problems:
    """The diagnostics of one source text, in the order found."""

    source: SourceText
    found: list[Diagnostic] = field(factory=list)

    def error(self, code: str, span: Span, message: Wording, mend: Wording | None = None) -> None:
        """Something with which the rule set cannot be used."""
        self._add(code, Level.ERROR, span, message, mend)

    def warning(self, code: str, span: Span, message: Wording, mend: Wording | None = None) -> None:
        """Something that is probably not meant."""
        self._add(code, Level.WARNING, span, message, mend)

    def _add(self, code: str, level: Level, span: Span, message: Wording, mend: Wording | None) -> None:
        # The same fault seen from two sides (an expression checked in a rule and again in its child) is said once.
        if len(self.found) >= MAX_DIAGNOSTICS or any(old.code == code and old.span == span for old in self.found):
            return
        own = None if mend is None else in_own_words(mend, self.source.text)
        self.found.append(Diagnostic(code=code, level=level, source=self.source, span=span, message=message, mend=own))

    @property
    def errors(self) -> tuple[Diagnostic, ...]:
        """Those with which the rule set cannot be used."""
        return tuple(one for one in self.found if one.level is Level.ERROR)

    def has_error_at(self, span: Span) -> bool:
        """Whether an error has been reported of just that stretch."""
        return any(one.level is Level.ERROR and one.span == span for one in self.found)

    def has_error_in(self, span: Span) -> bool:
        """Whether an error has been reported inside that stretch."""
        return any(one.level is Level.ERROR and span.start <= one.span.start < span.end for one in self.found)

    def in_order(self) -> tuple[Diagnostic, ...]:
        """All of them, by place in the text."""
        return tuple(sorted(self.found, key=lambda one: (one.span.start, one.span.end)))

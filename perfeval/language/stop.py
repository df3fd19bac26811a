"""Where a parser stopped, and what is said of it."""

from __future__ import annotations

import re
from typing import Final

from attrs import frozen

from perfeval.diagnostic import Span
from perfeval.wording import Wording

MAX_LOOKED_AT: Final = 300
"""Characters before and after the token that are looked at."""


@frozen
class Stop:
    """Where the parser stopped: the token (empty at the end of the text), the text before and from there on."""

    token: str
    kind: str
    """The token's terminal; empty where no terminal fits, `$END` at the end of the text."""
    before: str
    after: str
    written: str
    """From there on as written, before full-width forms were folded."""
    expected: frozenset[str]
    span: Span
    begins_line: bool = False
    """Whether the token is the first of its line."""

    @property
    def wants_clause(self) -> bool:
        """Whether a clause or block could begin here (so that the sentence before is complete)."""
        return bool(self.expected & {"WHEN", "RULE"})

    @property
    def is_word(self) -> bool:
        """Whether the token is a word that is no keyword."""
        return self.kind in ("NAME", "WORD", "") and bool(re.match(r"[^\W\d]", self.token))

    @property
    def tail(self) -> str:
        """The last stretch of the text before the token: as much as any mistake is recognised by."""
        return self.before[-MAX_LOOKED_AT:]

    @property
    def line_before(self) -> str:
        """The part of the line that stands before the token, without the blanks between."""
        return self.tail[self.tail.rfind("\n") + 1 :].strip()

    @property
    def line(self) -> tuple[str, int]:
        """The line that the token stands on (of a very long one the stretch around it), and where that begins."""
        rest = self.after.split("\n", 1)[0]
        if self.begins_line:
            return rest, self.span.start
        start = max(self.before.rfind("\n") + 1, len(self.before) - MAX_LOOKED_AT)
        blanks = " " * max(0, self.span.start - len(self.before))
        return self.before[start:] + blanks + rest, start

    def back(self, length: int) -> Span:
        """The last characters before the token (blanks between left out), and the token."""
        return Span(max(0, len(self.before) - length), self.span.end)


@frozen
class Answer:
    """A mistake recognised."""

    code: str
    message: Wording
    mend: Wording | None
    span: Span | None = None

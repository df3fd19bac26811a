"""One sentence in both languages of the project.

Everything that perfeval says to a person (a diagnostic, a finding, an explanation) is built as a `Wording`, so
that neither language can be forgotten and the reader, not the code that noticed the fact, picks which is shown.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from attrs import frozen

Lang: TypeAlias = Literal["zh", "en"]
"""The language a person reads: Chinese or English."""


@frozen
class Wording:
    """The same sentence in Chinese and in English."""

    zh: str
    en: str

    def render(self, lang: Lang) -> str:
        """Give the sentence in the reader's language."""
        return self.zh if lang == "zh" else self.en

    def __str__(self) -> str:
        return f"{self.en} / {self.zh}"


def verbatim(text: str) -> Wording:
    """A text quoted from a rule file or a table, which stands the same in both languages."""
    return Wording(text, text)

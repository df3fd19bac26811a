"""The vocabulary table: keywords and built-in names in both languages, read from `grammar/vocabulary.toml`.

From this one table come the grammar's keyword terminals, the names the checker knows, the spellings that messages
show, and the reference page, so that they cannot drift apart.
"""

from __future__ import annotations

import functools
import re
import tomllib
from typing import Final, Literal, TypeAlias

from attrs import frozen

from perfeval import resources
from perfeval.wording import Lang, Wording

Category: TypeAlias = Literal["keywords", "functions", "row", "table", "kinds"]
CATEGORIES: Final[tuple[Category, ...]] = ("keywords", "functions", "row", "table", "kinds")

_TERMINAL: Final = {"date": "DATE_TYPE", "number": "NUMBER_TYPE"}
"""Two types share their English name with a literal of the grammar."""

BLOCK_WORDS: Final = ("rule", "audit", "total", "grades")
DEFINITION_WORDS: Final = ("ruleset", "param", "let", "input", "scale", "example")
CLAUSE_WORDS: Final = (
    "cite", "effective", "for", "unsigned", "roll_up", "without", "when", "otherwise", "award", "not_scored", "on",
    "deduct", "add", "cap", "floor", "down_to_zero", "round_half_up", "round_half_even", "round_down", "round_up",
    "require", "flag", "weights", "allow_jump", "allow_decrease", "gives",
)  # fmt: skip


@frozen
class Word:
    """One entry of the table. `id` is stable; `zh` and `en` are its spellings; `also` are accepted besides."""

    id: str
    category: Category
    zh: str
    en: str
    meaning: str
    also: tuple[str, ...] = ()

    @property
    def spellings(self) -> tuple[str, ...]:
        """Every spelling that is accepted."""
        return (self.zh, self.en, *self.also)

    @property
    def terminal(self) -> str:
        """The terminal of the grammar that stands for this keyword."""
        return _TERMINAL.get(self.id, self.id.upper())

    def spell(self, lang: Lang) -> str:
        """The spelling in one language."""
        return self.zh if lang == "zh" else self.en

    @property
    def wording(self) -> Wording:
        """Both spellings, for a message."""
        return Wording(self.zh, self.en)


@frozen
class Vocabulary:
    """All words, by category and id, and the names by spelling."""

    version: str
    words: dict[Category, dict[str, Word]]

    def keyword(self, word_id: str) -> Word:
        """The keyword with that id."""
        return self.words["keywords"][word_id]

    @functools.cached_property
    def by_terminal(self) -> dict[str, Word]:
        """Keywords by the terminal of the grammar."""
        return {word.terminal: word for word in self.words["keywords"].values()}

    @functools.cached_property
    def names(self) -> dict[str, Word]:
        """Built-in row names, table names and kinds, by spelling in either language."""
        return {
            spelling: word
            for category in ("row", "table", "kinds")
            for word in self.words[category].values()
            for spelling in word.spellings
        }

    @functools.cached_property
    def functions(self) -> dict[str, Word]:
        """Functions by spelling in either language."""
        return {spelling: word for word in self.words["functions"].values() for spelling in word.spellings}

    @functools.cached_property
    def reserved(self) -> dict[str, Word]:
        """Every spelling that no name of a rule file may have: keywords and functions."""
        keywords = {spelling: word for word in self.words["keywords"].values() for spelling in word.spellings}
        return keywords | self.functions

    @functools.cached_property
    def by_terminal_pattern(self) -> dict[str, str]:
        """For each keyword terminal the regular expression that recognises it."""
        return {word.terminal: "|".join(_pattern(spelling) for spelling in _longest_first(word.spellings))
                for word in self.words["keywords"].values()}  # fmt: skip

    def terminals(self) -> str:
        """The keyword and function terminals, and that of names (a word that is no keyword), as Lark grammar text."""
        lines = []
        for word in self.words["keywords"].values():
            priority = 100 + max(map(len, word.spellings))
            lines.append(f"{word.terminal}.{priority}: /{self.by_terminal_pattern[word.terminal]}/")
        keywords = "|".join(
            re.escape(spelling)
            for spelling in _longest_first(tuple(self.reserved))
            if " " not in spelling and spelling not in self.functions
        )
        lines.append(rf"NAME.1: /(?!(?:{keywords})(?!\w))[^\W\d]\w*/ | /「[^」\n]+」/")
        calls = "|".join(re.escape(spelling) for spelling in _longest_first(tuple(self.functions)))
        lines.append(rf"FUNCTION.250: /(?:{calls})(?=\s*\()/")
        return "\n".join(lines)


def is_chinese(text: str) -> bool:
    """Whether the word begins with a Chinese character."""
    return not text[:1].isascii()


def _longest_first(spellings: tuple[str, ...]) -> list[str]:
    return sorted(spellings, key=len, reverse=True)


def _pattern(spelling: str) -> str:
    # A Chinese keyword may be followed by a digit (得0分), not by a letter (得分 is a name); an English one by neither.
    if is_chinese(spelling):
        return re.escape(spelling) + r"(?![^\W\d])"
    return r"\s+".join(re.escape(part) for part in spelling.split(" ")) + r"(?!\w)"


@functools.cache
def vocabulary() -> Vocabulary:
    """The vocabulary of this version of the language."""
    table = tomllib.loads(resources.folder("grammar").joinpath("vocabulary.toml").read_text("utf-8"))
    words: dict[Category, dict[str, Word]] = {}
    for category in CATEGORIES:
        also: dict[str, list[str]] = table["also"] if category == "keywords" else {}
        words[category] = {
            word_id: Word(word_id, category, zh, en, meaning, tuple(also.get(word_id, ())))
            for word_id, (zh, en, meaning) in table[category].items()
        }
    return Vocabulary(table["version"], words)

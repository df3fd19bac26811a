"""Did you mean …? The nearest known spelling to one that is not known; and what to say of a name that is taken."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from typing import Final

from perfeval.language.natural_words import NATURAL_WORDS
from perfeval.language.vocabulary import is_chinese, vocabulary
from perfeval.wording import Wording

MAX_WORD: Final = 60
"""Characters of a word that is compared with others, and of one that a message repeats."""


def closest(word: str, known: Iterable[str]) -> str | None:
    """The known word at the smallest edit distance, if that is small against the length; None otherwise.

    Chinese words are short and every character counts: one in three may differ, for Latin script two in five.
    """
    if len(word) > MAX_WORD:
        return None
    best: tuple[float, str] | None = None
    for candidate in known:
        if is_chinese(candidate) != is_chinese(word):
            continue
        longer = max(len(word), len(candidate))
        if abs(len(word) - len(candidate)) > longer / 2:
            continue
        distance = _distance(word.lower(), candidate.lower()) / longer
        if best is None or distance < best[0]:
            best = (distance, candidate)
    limit = 0.5 if is_chinese(word) else 0.4
    return best[1] if best is not None and best[0] <= limit else None


def _distance(left: str, right: str) -> int:
    """Edit distance in characters, a swap of neighbours counting as one (Damerau, optimal string alignment)."""
    before: list[int] = []
    row = list(range(len(right) + 1))
    for i, one in enumerate(left, 1):
        last, row, older = row, [i], before
        for j, other in enumerate(right, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (one != other))
            if older and j > 1 and one == right[j - 2] and left[i - 2] == other:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        before = last
    return row[-1]


def is_keyword(text: str) -> tuple[Wording, Wording]:
    """What to say of a name that is a word of the language."""
    return (
        Wording(
            f"“{text}”是规则语言的关键词，不能作名称。", f"`{text}` is a word of the language and cannot be a name"
        ),
        Wording(f"换一个名称，如“{text}标准”", f"choose another name, such as `{text.replace(' ', '_')}_standard`"),
    )


def keyword_head(text: str) -> str | None:
    """The longest Chinese keyword that a longer word begins with."""
    heads = [word for word in _keywords() if text.startswith(word) and len(text) > len(word)]
    return max(heads, key=len, default=None)


def split_unit(text: str) -> tuple[str, str] | None:
    """A unit or counting word that runs into a keyword: (天, 扣)."""
    for at in range(1, len(text)):
        rest = text[at:]
        if rest in _keywords() or keyword_head(rest) is not None:
            return text[:at], rest
    return None


def segment(text: str, names: Iterable[str] = ()) -> list[str] | None:
    """Chinese words run together, cut into words of the language and known names; None where that does not come out.

    Everyday words (大于) are cut off too and given as the language has them.
    """
    if len(text) > MAX_WORD:
        return None
    known = {word: word for word in (*_keywords(), *vocabulary().names, *vocabulary().functions, *names)}
    known |= {word: meant.zh for word, meant in NATURAL_WORDS.items() if is_chinese(word) and word not in known}
    best: list[list[str] | None] = [None] * len(text) + [[]]
    for start in range(len(text) - 1, -1, -1):
        for end in range(len(text), start, -1):
            rest = best[end]
            if rest is not None and text[start:end] in known:
                word = known[text[start:end]]
                best[start] = [word, *rest] if word else rest
                break
    words = best[0] if text else None
    return words if words is not None and len(words) > 1 else None


@functools.cache
def _keywords() -> frozenset[str]:
    return frozenset(word.zh for word in vocabulary().words["keywords"].values())

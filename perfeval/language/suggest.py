"""Did you mean …? The nearest known spelling to one that is not known."""

from __future__ import annotations

from collections.abc import Iterable

from perfeval.language.vocabulary import is_chinese


def closest(word: str, known: Iterable[str]) -> str | None:
    """The known word at the smallest edit distance, if that is small against the length; None otherwise.

    Chinese words are short and every character counts: one in three may differ, for Latin script two in five.
    """
    best: tuple[float, str] | None = None
    for candidate in known:
        if is_chinese(candidate) != is_chinese(word):
            continue
        longer = max(len(word), len(candidate))
        if abs(len(word) - len(candidate)) > longer / 2:
            continue
        distance = _distance(word, candidate) / longer
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

"""The comparison around a value: signs (`≥`), words before it (`不超过`), words after it (`以上`), 含 and 不含."""

from __future__ import annotations

import re
from typing import Final

from attrs import frozen

from perfeval.values.model import Sign

SIGN_CHARACTERS: Final = {
    "≥": Sign.AT_LEAST,
    "≤": Sign.AT_MOST,
    "=": Sign.EQUAL,
    ">": Sign.ABOVE,
    "<": Sign.BELOW,
}
"""The signs that are left after folding. 》 and 《 are none: see `problems.BRACKET_FOR_SIGN`."""

_BEFORE: Final = {
    Sign.AT_MOST: (
        "不超过 不超出 不超 不高于 不多于 不大于 不得超过 不得高于 不得多于 不得大于 不能超过 不应超过 未超过 未超出 "
        "小于等于 小于或等于 至多 最多 不长于 不晚于 不迟于"
    ),
    Sign.AT_LEAST: (
        "不低于 不少于 不小于 不得低于 不得少于 不得小于 不能低于 不能少于 不应低于 不应少于 大于等于 大于或等于 "
        "至少 最少 不短于 不早于"
    ),
    Sign.ABOVE: "超过 超出 大于 高于 多于 晚于 长于",
    Sign.BELOW: "低于 少于 小于 不足 未满 不满 不到 未达到 未达 早于 短于",
    Sign.EQUAL: "等于",
}
_AFTER: Final = {
    Sign.AT_LEAST: "以上 及以上 或以上 之上",
    Sign.AT_MOST: "以下 及以下 或以下 以内 及以内 之内 之下 内",
}

_DATES_ONLY: Final = frozenset({"不晚于", "不迟于", "不早于", "晚于", "早于"})

_FILLERS: Final = ("达到", "达", "完成", "实现", "控制在", "保持在", "保持")
"""Verbs that say that the value was, or is to be, reached; they do not compare (`达到90%` has no sign)."""


def _longest_first(table: dict[Sign, str]) -> tuple[tuple[str, Sign], ...]:
    """The words with their signs, a longer word before one that it begins (or ends) with."""
    pairs = [(word, sign) for sign, words in table.items() for word in words.split()]
    return tuple(sorted(pairs, key=lambda pair: -len(pair[0])))


_WORDS_BEFORE: Final = _longest_first(_BEFORE)
_WORDS_AFTER: Final = _longest_first(_AFTER)
_INCLUDED: Final = re.compile(r"\((?P<included>不?包?含)(?P<what>本数|本级|[0-9][0-9.,]*[%‰]?|)\)")
_IN_TIME: Final = re.compile("(?<=内)(?:全部|按时)?(?:完成|办结|办理完毕|到位|支付|发放|交付)$")

_WITH_ENDS_ASKED: Final = {Sign.ABOVE: Sign.AT_LEAST, Sign.BELOW: Sign.AT_MOST}
_WITHOUT_ENDS: Final = {Sign.AT_LEAST: Sign.ABOVE, Sign.AT_MOST: Sign.BELOW}


@frozen
class Compared:
    """A text taken apart: the sign (`None`: none) and what is left to be a value.

    `contradictory` says that there are two signs which disagree (`≤90%以上`), `dated` that the words are those of a
    deadline (不晚于); `filler` is the verb that stood before the value.
    """

    sign: Sign | None
    rest: str
    contradictory: bool = False
    dated: bool = False
    filler: str = ""


def take_marker(text: str) -> tuple[str, bool | None]:
    """The text without its one `(含)` or `(不含)`, and whether the bound is included (`None`: not said)."""
    found = _INCLUDED.search(text)
    # `95%以上(含95%)` repeats the bound; any other figure in the brackets is a second one.
    if found is None or (found["what"][:1].isdigit() and not text.startswith(found["what"], _first_digit(text))):
        return text, None
    return text[: found.start()] + text[found.end() :], not found["included"].startswith("不")


def _first_digit(text: str) -> int:
    return next(index for index, character in enumerate(text) if character.isdigit())


def take_apart(text: str) -> Compared:
    """Take off everything around the value that compares."""
    rest, included = take_marker(text)
    rest = _IN_TIME.sub("", rest)
    signs: list[Sign] = []
    dated, filler = False, ""
    if rest and rest[0] in SIGN_CHARACTERS:
        signs.append(SIGN_CHARACTERS[rest[0]])
        rest = rest[1:]
    for _ in range(3):
        done = rest.removeprefix("已")
        word = next((word for word in _FILLERS if done.startswith(word)), None)
        if word is not None:
            rest, filler = done.removeprefix(word), word
            continue
        before = next((pair for pair in _WORDS_BEFORE if done.startswith(pair[0])), None)
        if before is None:
            break
        signs.append(before[1])
        dated = dated or before[0] in _DATES_ONLY
        rest = done[len(before[0]) :]
    after = next((pair for pair in _WORDS_AFTER if rest.endswith(pair[0])), None)
    if after is not None:
        signs.append(after[1])
        rest = rest[: -len(after[0])]
    sign = signs[0] if signs else None
    if sign is not None and included is not None:
        sign = (_WITH_ENDS_ASKED if included else _WITHOUT_ENDS).get(sign, sign)
    elif included is not None:
        rest = text  # 含 beside a value that is not compared says nothing that can be used
    return Compared(sign, rest, len(set(signs)) > 1, dated, filler)

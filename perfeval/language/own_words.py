"""Mends in the words of the file: a text to paste is written in the vocabulary that the file itself uses."""

from __future__ import annotations

import functools
import re
from typing import Final

from perfeval.language.vocabulary import vocabulary
from perfeval.wording import Lang, Wording

_LEAD_INS: Final = (Wording("改写成 ", "write "), Wording("如 ", "such as "), Wording("", ""))
_OPENING: Final = ("ruleset", "rule", "audit", "total", "grades", "award", "param", "let")
_PROSE: Final = re.compile(r"[；。：（）？…;?`“”]")


def in_own_words(mend: Wording, text: str) -> Wording:
    """The mend, its rule text in the language of the file; as it is where it is prose or both are used."""
    own = _language(text)
    if own is None or mend.zh == mend.en:
        return mend
    for lead_in in _LEAD_INS:
        if mend.zh.startswith(lead_in.zh) and mend.en.startswith(lead_in.en):
            zh, en = mend.zh[len(lead_in.zh) :], mend.en[len(lead_in.en) :]
            if not (_is_rule_text(zh, text) and _is_rule_text(en, text)):
                return mend
            code = zh if own == "zh" else en
            return Wording(lead_in.zh + code, lead_in.en + code)
    return mend


@functools.lru_cache(maxsize=8)
def _language(text: str) -> Lang | None:
    """The vocabulary that the lines of a file begin with; None where that is both or neither."""
    begins = {
        lang: re.compile(
            rf"^\s*(?:{'|'.join(vocabulary().keyword(word).spell(lang) for word in _OPENING)})(?=\W|\d)", re.MULTILINE
        ).search(text)
        is not None
        for lang in ("zh", "en")
    }
    if begins["zh"] == begins["en"]:
        return None
    return "zh" if begins["zh"] else "en"


def _is_rule_text(mend: str, text: str) -> bool:
    """Whether a mend consists of words of the language, of words of the file, and of figures and signs."""
    bare = re.sub(r'"[^"]*"', "", mend)
    if _PROSE.search(bare):
        return False
    return all(word in _words() or word in text for word in re.findall(r"[^\W\d]\w*", bare))


@functools.cache
def _words() -> frozenset[str]:
    spellings = {*vocabulary().reserved, *vocabulary().names}
    return frozenset(part for spelling in spellings for part in spelling.split())

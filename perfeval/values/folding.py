"""The many ways in which one character is typed, folded into one.

Tables come from word processors, scanners and PDF files: full-width ASCII, six kinds of hyphen, four kinds of ≥.
Everything that reads a cell works on the folded text; the original stays in `written`.
"""

from __future__ import annotations

import unicodedata
from itertools import pairwise
from typing import Final

# Full-width ASCII, small form variants, and the look-alikes of ordinary characters that PDF files contain (⽉ for 月).
# Not the whole of NFKC: it would turn ① into a figure and ㎡ into m2.
_COMPATIBILITY_RANGES: Final = ((0xFF01, 0xFF5E), (0xFE50, 0xFE6B), (0x2E80, 0x2FD5), (0xF900, 0xFAFF))

_LOOK_ALIKES: Final = {
    "-": "−‐‑‒–",
    "—": "―─━﹘⸺",
    "~": "〜∼⁓∽",
    "≥": "≧⩾≮",  # ≮ is "not less than"
    "≤": "≦⩽≯",
    "=": "═꞊",
    "%": "٪",
    "¥": "￥",
    ":": "∶",
    "": "\u00ad\u200b\u200c\u200d\u2060\ufeff",
}

_TABLE: Final = {
    **{
        code: unicodedata.normalize("NFKC", chr(code))
        for first, last in _COMPATIBILITY_RANGES
        for code in range(first, last + 1)
    },
    **{ord(typed): meant for meant, all_typed in _LOOK_ALIKES.items() for typed in all_typed},
    # NFKC gives ﹘ as an en dash; both dashes of the compatibility block that mean minus are plain hyphens here.
    0xFE58: "—",
    0xFE63: "-",
}

_DOUBLED: Final = ((">=", "≥"), ("<=", "≤"), ("==", "="))

_FIGURE_PART: Final = frozenset("0123456789.,")
_LETTERS: Final = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")


def fold(text: str) -> str:
    """The text with every character in its plain form; spaces (and line breaks) stay."""
    return text.translate(_TABLE)


def compact(folded: str) -> str:
    """A folded text without the spaces that mean nothing.

    A space stays (as one blank) where leaving it out would make one figure or one word of two: `10 15`, `5 KVA 3`.
    """
    words = folded.split()
    parts = words[:1]
    for before, after in pairwise(words):
        left, right = before[-1], after[0]
        apart = (left in _FIGURE_PART and right in _FIGURE_PART) or (
            left in _LETTERS and (right in _LETTERS or right in _FIGURE_PART)
        )
        parts.append(" " + after if apart else after)
    joined = "".join(parts)
    for typed, meant in _DOUBLED:
        joined = joined.replace(typed, meant)
    return joined


def without_final_stop(text: str) -> str:
    """The compact text without the full stop or semicolon that ends a sentence: `100%。` is `100%`."""
    return text.rstrip("。;") or text

"""Breaking mixed Chinese and Latin text into lines of a display width, as Chinese is set.

A line may break at a space and beside a Chinese character, not before a closing mark and not after an opening one, and
not inside the number of a document (财预〔2020〕10号) or between a figure and its unit (200万元).
"""

from __future__ import annotations

import itertools
import re
from typing import Final

from wcwidth import wcwidth

from perfeval.diagnostic import width_of

_NEVER_FIRST: Final = frozenset("，。、；：？！）》」』”’】〉％%,.;:?!)]}…")
_WHOLE: Final = re.compile(r"[\u4e00-\u9fff]{0,3}〔[0-9]{4}〕(?:第?[0-9]+号)?|[0-9](?:[百千万亿]*元|[分年%])")
_NEVER_LAST: Final = frozenset("（《「『“‘【〈([{")


def wrap(text: str, width: int) -> list[str]:
    """The text in lines of at most `width` columns; a piece that cannot be broken is cut. An empty text is one line."""
    lines: list[str] = []
    line = ""
    for piece in _pieces(one_line(text)):
        if width_of(line + piece.rstrip()) <= width:
            line += piece
            continue
        if line:
            lines.append(line.rstrip())
        line = piece
        while width_of(line.rstrip()) > width:
            cut = _fitting(line, width)
            lines.append(line[:cut])
            line = line[cut:]
    lines.append(line.rstrip())
    return lines


def one_line(text: str) -> str:
    """The text without line breaks, and without the invisible characters by which a cell could steer a terminal."""
    return "".join(char for char in " ".join(text.split()) if char.isprintable())


def shorten(text: str, width: int) -> str:
    """The text on one line of at most `width` columns, cut short with two dots where it is longer."""
    line = one_line(text)
    if width_of(line) <= width:
        return line
    return line[: _fitting(line, max(1, width - 2))].rstrip() + ".."


def _pieces(text: str) -> list[str]:
    """The stretches of a text between which a line may break; a space belongs to the stretch before it."""
    pieces = [text[:1]]
    whole = {at for found in _WHOLE.finditer(text) for at in range(found.start() + 1, found.end())}
    for at, (before, char) in enumerate(itertools.pairwise(text), start=1):
        if at not in whole and _may_break(before, char):
            pieces.append(char)
        else:
            pieces[-1] += char
    return pieces


def _may_break(before: str, after: str) -> bool:
    if after == " " or after in _NEVER_FIRST or before in _NEVER_LAST:
        return False
    return before == " " or _is_wide(before) or _is_wide(after)


def _is_wide(char: str) -> bool:
    return wcwidth(char) == 2


def _fitting(text: str, width: int) -> int:
    """How many characters of a text fit, at least one."""
    used = 0
    for count, char in enumerate(text):
        used += max(0, wcwidth(char))
        if used > width:
            return max(1, count)
    return len(text)

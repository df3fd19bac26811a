"""The labels of a form (产出指标 (40分), ★数量 指标, 指标1：…), folded so that two spellings compare equal."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from perfeval.values.folding import fold
from perfeval.values.model import Missing, Points, PointsCell
from perfeval.values.reader import read_points

_MARKS: Final = re.compile(r"^[★☆*※▲△●○◆■□√·•#]+|[★☆*※▲△#]+$")
_NUMBERING: Final = re.compile(
    r"^(?:\([一二三四五六七八九十0-9]{1,3}\)[、.]?|[一二三四五六七八九十0-9]{1,3}[、.](?![0-9]))"
)
_INDICATOR_NUMBER: Final = re.compile(r"^指标(?:[0-9]{1,3}|[一二三四五六七八九十]{1,3})[:.、]?")
_POINTS: Final = re.compile(
    r"[(\[](?:共|满分|分值|权重)?:?(?P<bracketed>[0-9]+(?:\.[0-9]+)?)分?[)\]]|(?<![0-9.])(?P<plain>[0-9]+(?:\.[0-9]+)?)分$"
)

# Chinese is written without spaces: one between two characters only sets the text, or was a line break.
_SET_APART: Final = re.compile(
    "(?<=[\u3001-\u303f\u4e00-\u9fff\uff01-\uff0f]) (?=[\u3001-\u303f\u4e00-\u9fff\uff01-\uff0f])"
)

_LONGEST_LABEL: Final = 100


def one_line(text: str) -> str:
    """The text on one line: a run of spaces and line breaks is one blank, between Chinese characters none at all."""
    return _SET_APART.sub("", " ".join(text.split()))


def label_text(text: str) -> str:
    """A label as printed, without spaces and line breaks: `产出 指标 (40分)` is `产出指标(40分)`."""
    return "".join(text.split())


def fold_label(text: str) -> str:
    """The label in the form in which labels are compared.

    Spaces, line breaks, full-width characters, marks (★), numbering (`1.`, `指标1：`), points (`(40分)`), a colon and
    a final 指标 are taken off: `★产出 指标（40分）` is `产出`. The result folds to itself; a label of nothing else is
    empty.
    """
    return _folded(text) if len(text) <= _LONGEST_LABEL else _fold_label(text)


def _fold_label(text: str) -> str:
    label = label_text(fold(text))
    before = None
    while label != before:
        before = label
        label = _MARKS.sub("", label)
        label = _INDICATOR_NUMBER.sub("", label)
        label = _NUMBERING.sub("", label)
        label = _POINTS.sub("", label)
        label = label.rstrip(":;。").removesuffix("指标")
    return label


_folded: Final = lru_cache(maxsize=4096)(_fold_label)
"""Forms print the same few labels in row after row."""


def split_points(text: str) -> tuple[str, PointsCell]:
    """Part a level label from the points printed beside it: `产出 指标 (40分)` → `产出指标`, 40 points.

    `(50分)`, whose label was lost, gives an empty label; without points, or with several that differ, the label stays
    whole and the points are `Missing`.
    """
    label = label_text(text)
    if len(label) > _LONGEST_LABEL:
        return label, Missing()
    folded = label_text(fold(text))
    found = list(_POINTS.finditer(folded))
    figures = {match["bracketed"] or match["plain"] for match in found}
    if len(figures) != 1:
        return label, Missing()
    points = read_points(figures.pop())
    if not isinstance(points, Points):
        return label, Missing()
    # Folding may change the length of the text, so the points are cut out of the folded one.
    written = "".join(match[0] for match in found)
    return _POINTS.sub("", folded), Points(points.amount, written=written)

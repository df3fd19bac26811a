"""Kinds of indicator that no row is of at once."""

from __future__ import annotations

from typing import Final

from perfeval.language import nodes
from perfeval.language.problems import Problems
from perfeval.language.vocabulary import vocabulary
from perfeval.wording import Wording

_COSTS: Final = ("economic_cost", "social_cost", "ecological_cost")
_EXCLUSIVE: Final = (
    ("quantity", "quality", "timeliness", "economic_benefit", "social_benefit", "ecological_benefit", "sustainability",
     "satisfaction", "cost"),
    ("output", "benefit", "decision", "process"),
    _COSTS,
    ("quantitative", "qualitative"),
    ("positive", "inverse"),
)  # fmt: skip
"""Groups of which a row is of one kind at most. Cost may stand under output, satisfaction under benefit."""


def check_kinds(one: nodes.Expression, other: nodes.Expression, written: nodes.Written, problems: Problems) -> None:
    """Warn where the two sides of an `and` ask for kinds that exclude each other."""
    clash = next((pair for pair in _pairs(_kinds(one), _kinds(other)) if _exclude(*pair)), None)
    if clash is None:
        return
    left, right = (vocabulary().words["kinds"][kind] for kind in clash)
    problems.warning(
        "kinds-exclude-each-other",
        written.span,
        Wording(
            f"没有哪一行既是{left.zh}又是{right.zh}：这个条件永远不成立。",
            f"no row is both `{left.en}` and `{right.en}`: this condition never holds",
        ),
        Wording(f"{left.zh} 或 {right.zh}", f"{left.en} or {right.en}"),
    )


def _kinds(node: nodes.Expression) -> list[str]:
    """The kinds that a condition asks for, all of them at once."""
    match node:
        case nodes.Kind(id=kind):
            return [kind]
        case nodes.And(left, right):
            return [*_kinds(left), *_kinds(right)]
        case _:
            return []


def _pairs(left: list[str], right: list[str]) -> list[tuple[str, str]]:
    return [(one, other) for one in left for other in right if one != other]


def _exclude(one: str, other: str) -> bool:
    if "budget_execution" in (one, other):
        return True
    if any(one in group and other in group for group in _EXCLUSIVE):
        return True
    first, second = ("cost" if kind in _COSTS else kind for kind in (one, other))
    return first != second and "cost" in (first, second) and first in _EXCLUSIVE[0] and second in _EXCLUSIVE[0]

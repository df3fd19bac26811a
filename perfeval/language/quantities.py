"""Figures with their units: what type they are of, and what is no unit."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from perfeval.language import nodes, tree, types
from perfeval.language.scope import Scope
from perfeval.language.suggest import closest, split_unit
from perfeval.language.types import Plain, Type
from perfeval.wording import Wording, verbatim

if TYPE_CHECKING:
    from perfeval.language.infer import Inference

UNIT_TYPES: Final[dict[str, tuple[Type, Fraction]]] = {
    "%": (types.RATIO, Fraction(1, 100)),
    "‰": (types.RATIO, Fraction(1, 1000)),
    "points": (types.POINTS, Fraction(1)),
    "percentage_points": (types.PERCENTAGE_POINTS, Fraction(1, 100)),
    "days": (types.DAYS, Fraction(1)),
    "yuan": (types.MONEY, Fraction(1)),
    "wan_yuan": (types.MONEY, Fraction(10_000)),
    "yi_yuan": (types.MONEY, Fraction(100_000_000)),
}
_UNIT_SPELLINGS: Final = ("points", "percentage points", "days", "yuan", "wan_yuan", "yi_yuan")


def read_literal(infer: Inference, node: tree.Literal_, scope: Scope) -> nodes.Expression:
    """A figure with its unit."""
    written = infer.written(node)
    if node.unit is None:
        type_: Type = Plain.ZERO if node.number == 0 else types.NUMBER
        return nodes.Constant(node.number, type=type_, written=written)
    if node.unit_is_word:
        if not _check_unit_word(infer, node, scope):
            return nodes.broken(written)
        type_ = types.counted(node.unit)
        return nodes.Constant(node.number, type=type_, written=written)
    type_, scale = UNIT_TYPES[node.unit]
    return nodes.Constant(node.number * scale, type=type_, written=written)


def _check_unit_word(infer: Inference, node: tree.Literal_, scope: Scope) -> bool:
    """Whether the unit of a quantity can be one; reported where it cannot."""
    word = node.unit or ""
    number = infer.text(node).removesuffix(word)
    if word in ("万", "亿", "千", "百"):
        scope.problems.error(
            "unknown-unit",
            node.span,
            Wording(f"“{number}{word}”的单位没有写完。", f"`{number}{word}` lacks its unit"),
            verbatim(f"{number}{word}元") if word in ("万", "亿") else None,
        )
        return False
    if word == "年":
        scope.problems.error(
            "unknown-unit",
            node.span,
            Wording("年份不是数量。", "a year is not a quantity"),
            Wording("年度写成数字：年度 ≥ 2024；日期写成 2024-12-31", "write year >= 2024, or a date 2024-12-31"),
        )
        return False
    split = None if word in types.COUNTING_WORDS else split_unit(word)
    if split is not None:
        unit, rest = split
        scope.problems.error(
            "missing-space",
            node.span,
            Wording(
                f"“{number}{word}”连在一起了：“{number}{unit}”后面少一个空格。",
                f"`{number}{word}` runs two words together: a space is missing after `{number}{unit}`",
            ),
            verbatim(f"{number}{unit} {rest}"),
        )
        return False
    near = closest(word, [spelling for spelling in _UNIT_SPELLINGS if spelling != word])
    if word.isascii() and near:
        scope.problems.error(
            "unknown-unit",
            node.span,
            Wording(f"不认识的单位“{word}”。", f"unknown unit `{word}`"),
            verbatim(f"{number} {near}"),
        )
        return False
    return True

"""Decisions over whole numbers as a Python function of those numbers: the evaluator for one row.

Python's integers have no bound, so that the function is exact for every row; the evaluators over columns hand it the
rows that are too large for them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, Literal, TypeAlias, assert_never

from attrs import define, field

from perfeval.engine.lowering.decisions import ByRow
from perfeval.engine.lowering.python_text import (
    comparison_text,
    defined_function,
    factor_text,
    parameter_names,
    place_of,
    readable,
    sum_text,
    zero_test,
)
from perfeval.engine.lowering.scaled import Counted, CountedTree, Whole, ends_of
from perfeval.language import nodes
from perfeval.symbolic.cheapest import cheapest_first
from perfeval.symbolic.known import NOTHING_KNOWN, Known, pruned
from perfeval.symbolic.number import WHOLE
from perfeval.symbolic.paths import End
from perfeval.symbolic.polynomial import ONE, Division, Polynomial, Variable, half_of

Answer: TypeAlias = Literal["points", "all"]
"""What the function gives: the points (None where there are none), or (number of the end, points, low, high)."""

BY_ROW: Final = "by row"
"""What the function raises `LookupError` with where only the general evaluator can follow."""


def scalar_source(
    tree: CountedTree,
    inputs: tuple[str, ...],
    rules: tuple[nodes.Rule, ...],
    answer: Answer,
    name: str = "score",
    known: Known = NOTHING_KNOWN,
) -> str:
    """The text of a function of whole numbers, in the order of `inputs`; `known` holds for all that it is given."""
    writer = _Writer(parameter_names(inputs), rules, answer, ends_of(tree))
    writer.write(cheapest_first(pruned(tree, known), known), known, 1, dict(writer.parameters))
    return "\n".join([f"def {name}({', '.join(writer.parameters.values())}):", *writer.lines]) + "\n"


def made_function(source: str, name: str, more: Mapping[str, object]) -> Callable[..., object]:
    """The function of a generated text."""
    return defined_function(source, name, {**_NAMES, **more})


_NAMES: Final[Mapping[str, object]] = {mode: function for mode, function in WHOLE.items() if mode != "floor"}


@define
class _Writer:
    parameters: Mapping[Variable, str]
    rules: tuple[nodes.Rule, ...]
    answer: Answer
    ends: list[Counted | ByRow]
    lines: list[str] = field(factory=list)
    _divisions: int = 0

    def write(self, tree: CountedTree, known: Known, depth: int, names: Mapping[Variable, str]) -> None:
        if isinstance(tree, End):
            self._end(tree.result, known, depth, names)
            return
        names = self._named(tree.polynomial, known, depth, names)
        condition = zero_test(tree.polynomial, tree.sign, known, names)
        self._emit(depth, f"if {condition or comparison_text(tree.polynomial, tree.sign, names)}:")
        self.write(tree.yes, known.after(tree.polynomial, tree.sign, holds=True), depth + 1, names)
        self.write(tree.no, known.after(tree.polynomial, tree.sign, holds=False), depth, names)

    def _emit(self, depth: int, line: str) -> None:
        self.lines.append("    " * depth + line)

    def _end(self, end: Counted | ByRow, known: Known, depth: int, names: Mapping[Variable, str]) -> None:
        if isinstance(end, ByRow):
            self._emit(depth, f"raise LookupError({BY_ROW!r})  # {readable(end.reason)}")
            return
        rule = end.outcome.rule
        said = "no rule accepts the row" if rule is None else f"rule {place_of(self.rules[rule])}"
        comment = f"  # {said}" if end.outcome.status == "scored" else f"  # {end.outcome.status}: {said}"
        if self.answer == "points":
            names, points = self._amount(end.points, known, depth, names)
            self._emit(depth, f"return {points}{comment}")
            return
        shown: dict[Whole | None, str] = {}
        for one in (end.points, end.low, end.high):
            if one not in shown:
                names, shown[one] = self._amount(one, known, depth, names)
                if one is not None and not shown[one].isidentifier() and not shown[one].isdigit():
                    self._emit(depth, f"amount_{len(shown)} = {shown[one]}")
                    shown[one] = f"amount_{len(shown)}"
        place = self.ends.index(end)
        self._emit(depth, f"return {place}, {shown[end.points]}, {shown[end.low]}, {shown[end.high]}{comment}")

    def _amount(
        self, one: Whole | None, known: Known, depth: int, names: Mapping[Variable, str]
    ) -> tuple[Mapping[Variable, str], str]:
        if one is None:
            return names, "None"
        names = self._named(one.top, known, depth, self._named(one.bottom, known, depth, names))
        if one.bottom == ONE:
            return names, sum_text(one.top, names)
        return names, division_text(Division(one.mode, one.top, one.bottom), known, names)

    def _named(
        self, polynomial: Polynomial, known: Known, depth: int, names: Mapping[Variable, str]
    ) -> Mapping[Variable, str]:
        """Names for the divisions inside a polynomial, each computed on a line of its own."""
        for one in polynomial.variables():
            if isinstance(one, Division) and one not in names:
                names = self._named(one.top, known, depth, self._named(one.bottom, known, depth, names))
                self._divisions += 1
                name = f"whole_{self._divisions}"
                self._emit(depth, f"{name} = {division_text(one, known, names)}")
                names = {**names, one: name}
        return names


def division_text(one: Division, known: Known, names: Mapping[Variable, str]) -> str:
    """A division of whole numbers, rounded in its mode."""
    top, bottom = sum_text(one.top, names), factor_text(one.bottom, names)
    if one.mode == "floor" or (one.mode == "down" and known.is_not_negative(one.top)):
        return f"{factor_text(one.top, names)} // {bottom}"
    if known.is_not_negative(one.top):
        match one.mode:
            case "half_up":
                # for whole numbers the same as (2 * top + bottom) // (2 * bottom)
                is_even = one.bottom.content % 2 == 0 or one.bottom.constant is not None
                half = sum_text(half_of(one.bottom), names) if is_even else f"{bottom} // 2"
                return f"({top} + {half}) // {bottom}"
            case "up":
                return f"-({factor_text(-one.top, names)} // {bottom})"
            case "half_even" | "down":
                pass
            case _:
                assert_never(one.mode)
    return f"{one.mode}({top}, {sum_text(one.bottom, names)})"

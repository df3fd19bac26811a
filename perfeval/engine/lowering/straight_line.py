"""Decisions over whole numbers as one straight line of statements: every way is computed, then one is selected.

This is the form for columns, where a branch costs more than a selection. Where the points of several ends are
quotients, top and bottom are selected first and divided once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final, Literal, TypeAlias, assert_never

from attrs import define, field, frozen

from perfeval.engine.lowering.common_bottoms import common_bottom, common_of, over, over_others
from perfeval.engine.lowering.decisions import ByRow
from perfeval.engine.lowering.python_text import comparison_text, sum_text
from perfeval.engine.lowering.scaled import Counted, CountedTree, Whole, ends_of
from perfeval.symbolic.known import NOTHING_KNOWN, Known, pruned
from perfeval.symbolic.paths import Branch, Sign
from perfeval.symbolic.polynomial import ONE, Division, Mode, Monomial, Polynomial, Variable, constant, half_of

Dialect: TypeAlias = Literal["arrays", "narrow", "loop"]
"""`narrow`: for columns of 32 bits; a number that all tops share is multiplied by a function, `product`, which leaves
them."""

Amount: TypeAlias = Literal["points", "low", "high"]
Wanted: TypeAlias = Literal["code", "points", "low", "high", "top", "bottom"]
"""`top` and `bottom` are those of the points, for trees of one way of rounding (`way_of`)."""

Way: TypeAlias = "tuple[Mode, bool]"
"""How points are rounded, and whether they are surely not below 0."""


@frozen
class Lines:
    """Statements, and the names (or figures) that hold what is wanted."""

    statements: tuple[str, ...]
    found: Mapping[Wanted, str]
    divisions: tuple[str, ...]
    """Names of quotients inside what is computed, of which the exact division must be sure."""
    bounds: tuple[Polynomial, ...] | None
    """Polynomials over the sizes of a row's numbers. As long as each is below 2^31, and no size is 0 (so that no part
    is larger than the whole), nothing overflows 32 bits before the product and the division that come last.

    None where something comes after these.
    """


_NAME: Final = re.compile(r"\w+")
_MASK: Final[dict[Sign, str]] = {-1: "below_zero", 0: "zero", 1: "above_zero"}
"""The functions that tell rows by the sign of a sum, for columns."""


@define
class _Writer:
    dialect: Dialect
    prefix: str
    names: dict[Variable, str]
    known: Known
    statements: list[str] = field(factory=list)
    computed: dict[Polynomial, None] = field(factory=dict)
    is_divided_last: bool = True
    _named: dict[object, str] = field(factory=dict)
    _below: dict[str, str] = field(factory=dict)
    """By the name of a condition: the number of which it says that it is below 0."""

    def name(self, key: object, text: str, letter: str) -> str:
        """The name of a value, computed once."""
        if key not in self._named:
            made = f"{self.prefix}{letter}{len(self._named)}"
            self.statements.append(f"{made} = {text}")
            self._named[key] = made
        return self._named[key]

    def polynomial(self, one: Polynomial) -> str:
        self.computed[one] = None
        value = one.constant
        if value is not None:
            return str(value)
        self.divisions(one)
        text = sum_text(one, self.names) if self.dialect == "loop" else self._of_named_parts(one)
        return text if text.isidentifier() else self.name(one, text, "n")

    def _of_named_parts(self, one: Polynomial) -> str:
        """A polynomial of parts that are each computed once: a compiler finds those by itself, numpy does not."""
        shared = one.common_monomial()
        if shared and len(one.terms) > 1:
            return f"{self._term(shared, 1)} * {self.polynomial(one.without(shared))}"
        text = ""
        for monomial, factor in one.positive_first():
            term = self._term(monomial, abs(factor))
            text = f"{text} {'-' if factor < 0 else '+'} {term}" if text else f"-{term}" if factor < 0 else term
        return text

    def _term(self, monomial: Monomial, factor: int) -> str:
        text = sum_text(Polynomial([(monomial, factor)]), self.names)
        if text.isidentifier() or text.isdigit():
            return text
        if factor != 1:
            text = f"{factor} * {self._term(monomial, 1)}"
        return self.name((monomial, factor), text, "n")

    def divisions(self, one: Polynomial) -> None:
        """Names for the divisions inside a polynomial."""
        for each in one.variables():
            if isinstance(each, Division) and each not in self.names:
                top, bottom = self.polynomial(each.top), self.polynomial(each.bottom)
                if each.bottom.constant is None:  # where the division is not wanted its bottom may be anything
                    bottom = self.name(
                        ("safe", each.bottom), self.select(self.condition(each.bottom, 1), bottom, "1"), "b"
                    )
                self.names[each] = self.name(each, f"{each.mode}({top}, {bottom})", "w")

    def condition(self, polynomial: Polynomial, sign: Sign) -> str:
        self.divisions(polynomial)
        if self.dialect == "loop":
            text = comparison_text(polynomial, sign, self.names)
        else:
            if sign > 0 and len(polynomial.terms) > 1:  # that is one step less
                polynomial, sign = -polynomial, -1
            value = self.polynomial(polynomial)
            text = f"{_MASK[sign]}({value})"
            if sign < 0:
                self._below[self.name((polynomial, sign), text, "c")] = value
        return self.name((polynomial, sign), text, "c")

    def select(self, condition: str, one: str, other: str) -> str:
        if self.dialect == "loop":
            return f"{one} if {condition} else {other}"
        if one == "0" and self._below.get(condition) == other:
            return f"not_below_zero({other})"
        return f"where({condition}, {one}, {other})"

    def selected(self, tree: CountedTree, what: object, value: Callable[[Counted | ByRow], str | None]) -> str | None:
        """The value of the end that a row reaches: `value` gives it, as text, for an end; None where any will do."""
        return self.selected_knowing(tree, what, lambda end, _: value(end), self.known)

    def selected_knowing(
        self, tree: CountedTree, what: object, value: Callable[[Counted | ByRow, Known], str | None], known: Known
    ) -> str | None:
        """The same; `value` is told what is known on the way to the end."""
        if not isinstance(tree, Branch):
            return value(tree.result, known)
        after = [known.after(tree.polynomial, tree.sign, holds=holds) for holds in (True, False)]
        one = self.selected_knowing(tree.yes, what, value, after[0])
        other = self.selected_knowing(tree.no, what, value, after[1])
        if one == other or one is None or other is None:
            return one if other is None else other
        condition = self.condition(tree.polynomial, tree.sign)
        return self.name((what, condition, one, other), self.select(condition, one, other), "s")


def straight_line(
    tree: CountedTree,
    names: Mapping[Variable, str],
    dialect: Dialect,
    wanted: tuple[Wanted, ...],
    codes: Mapping[Counted | ByRow, int],
    prefix: str = "",
    known: Known = NOTHING_KNOWN,
) -> Lines:
    """The statements of a tree, for what is wanted of it.

    `names` are those of the numbers, `codes` what the code of each end is, `prefix` begins the names of values; `known`
    is what holds for the numbers of every row.
    """
    tree = pruned(tree, known)
    writer = _Writer(dialect, prefix, dict(names), known)
    found: dict[Wanted, str] = {}
    for one in wanted:
        match one:
            case "code":
                found[one] = writer.selected(tree, "code", lambda end: str(codes[end])) or "0"
            case "top":
                found[one] = _quotient(writer, tree, "points", None)[0]
            case "bottom":
                found[one] = _quotient(writer, tree, "points", None)[1]
            case "points" | "low" | "high":
                found[one] = _amount(writer, tree, one) or "0"
            case _:
                assert_never(one)
    inner = tuple(name for one, name in writer.names.items() if isinstance(one, Division))
    bounds = tuple(dict.fromkeys(map(_size, writer.computed))) if writer.is_divided_last and not inner else None
    return Lines(_needed(writer.statements, {*found.values(), *inner}), found, inner, bounds)


def _needed(statements: list[str], wanted: set[str]) -> tuple[str, ...]:
    """The statements without those whose names nothing uses."""
    kept: list[str] = []
    for statement in reversed(statements):
        name, _, text = statement.partition(" = ")
        if name in wanted:
            wanted = wanted | set(_NAME.findall(text))
            kept.append(statement)
    return tuple(reversed(kept))


def amount_of(end: Counted | ByRow, amount: Amount) -> Whole | None:
    """An amount of an end; None where it has none."""
    if isinstance(end, ByRow):
        return None
    match amount:
        case "points":
            return end.points
        case "low":
            return end.low
        case "high":
            return end.high
        case _:
            assert_never(amount)


def _amount(writer: _Writer, tree: CountedTree, amount: Amount) -> str | None:
    """One amount of the end reached: selected, then divided once for each way of rounding."""
    wholes = [one for end in ends_of(tree) if (one := amount_of(end, amount)) is not None]
    modes: list[Mode] = list(dict.fromkeys(one.mode for one in wholes if one.bottom != ONE))
    if not modes:

        def top(end: Counted | ByRow) -> str | None:
            one = amount_of(end, amount)
            return None if one is None else writer.polynomial(one.top)

        return writer.selected(tree, amount, top)
    if len(modes) > 1:  # what is divided in different ways is then selected
        writer.is_divided_last = False
    found: dict[Mode, str] = {}
    for mode in modes:
        parts = _quotient(writer, tree, amount, mode)
        name = rounding_name(mode, sure=_is_sure(tree, amount, writer.known))
        found[mode] = writer.name((amount, mode, parts), f"{name}({', '.join(parts)})", "w")

    def rounded(end: Counted | ByRow) -> str | None:
        one = amount_of(end, amount)
        return None if one is None else found[modes[0] if one.bottom == ONE else one.mode]

    return writer.selected(tree, (amount, "rounded"), rounded)


def _quotient(writer: _Writer, tree: CountedTree, amount: Amount, mode: Mode | None) -> tuple[str, ...]:
    """Top and bottom of the amount reached, where it is rounded in this mode (None: in any).

    Where one bottom serves all ends only the tops are selected; what these share is multiplied once. Half of the bottom
    comes third for columns of 64 bits, where it is rounded half up and that is known already.
    """
    reached = list(_reached(tree, writer.known))
    wholes = [
        one for end, _ in reached if (one := amount_of(end, amount)) is not None and not _is_of_another(one, mode)
    ]
    bottom = common_bottom(one.bottom for one in wholes)
    if bottom is not None and not all(known.is_above_zero(bottom) for _, known in reached):
        bottom = None
    tops: dict[Whole | None, Polynomial] = {one: one.top if bottom is None else over(one, bottom) for one in wholes}
    shared = common_of([one for one in tops.values() if one.terms])
    if writer.dialect == "narrow":
        shared = _last_factor(shared, tree)

    def top(end: Counted | ByRow) -> str | None:
        made = tops.get(amount_of(end, amount))
        return None if made is None else writer.polynomial(made.without(shared) if made.terms else made)

    above = writer.selected(tree, (amount, mode, "top"), top) or "0"
    if shared and above != "0":
        above = _multiplied(writer, shared, above, (amount, mode, "product"))
    if bottom is None:
        return above, _bottom(writer, tree, amount, mode)
    if mode != "half_up" or writer.dialect != "arrays" or (bottom.content % 2 and bottom.constant is None):
        return above, writer.polynomial(bottom)
    return above, writer.polynomial(bottom), writer.polynomial(half_of(bottom))


def _multiplied(writer: _Writer, shared: Monomial, above: str, key: object) -> str:
    """What is left of the tops, times what they share."""
    if writer.dialect == "narrow":
        factor = writer.names[shared[0][0]]  # nothing is computed for it
        return factor if above == "1" else writer.name(key, f"product({factor}, {above})", "n")
    factor = writer.polynomial(Polynomial([(shared, 1)]))
    return factor if above == "1" else writer.name(key, f"{factor} * {above}", "n")


def _last_factor(shared: Monomial, tree: CountedTree) -> Monomial:
    """The number, of those that all tops share, that is multiplied last: if it can be one that no decision asks for."""
    asked = set(_asked_for(tree))
    numbers = sorted((one for one, _ in shared if isinstance(one, str)), key=lambda one: one in asked)
    return ((numbers[0], 1),) if numbers else ()


def _asked_for(tree: CountedTree) -> Iterator[Variable]:
    if isinstance(tree, Branch):
        yield from tree.polynomial.variables()
        yield from _asked_for(tree.yes)
        yield from _asked_for(tree.no)


def _reached(tree: CountedTree, known: Known) -> Iterator[tuple[Counted | ByRow, Known]]:
    """Every end, with what is known on the way to it."""
    if not isinstance(tree, Branch):
        yield tree.result, known
        return
    yield from _reached(tree.yes, known.after(tree.polynomial, tree.sign, holds=True))
    yield from _reached(tree.no, known.after(tree.polynomial, tree.sign, holds=False))


def _bottom(writer: _Writer, tree: CountedTree, amount: Amount, mode: Mode | None) -> str:
    """The bottom of the amount reached, above 0 for every row. Below a top of 0 any will do that is above 0 there."""
    bottoms = {
        one.bottom
        for end in ends_of(tree)
        if (one := amount_of(end, amount)) is not None and not _is_of_another(one, mode)
    }

    def value(end: Counted | ByRow, known: Known) -> str | None:
        one = amount_of(end, amount)
        is_free = one is None or one.top.constant == 0 or _is_of_another(one, mode)
        if is_free and all(known.is_above_zero(bottom) for bottom in bottoms):
            return None
        return "1" if one is None or is_free else writer.polynomial(one.bottom)

    return writer.selected_knowing(tree, (amount, mode, "bottom"), value, writer.known) or "1"


def _is_of_another(one: Whole, mode: Mode | None) -> bool:
    return one.bottom != ONE and mode not in (None, one.mode)


def rounding_name(mode: Mode, *, sure: bool) -> str:
    """The function that divides: another one where the top is surely not below 0."""
    return f"{mode}_of_sizes" if sure else mode


def way_of(tree: CountedTree, known: Known = NOTHING_KNOWN) -> Way | None:
    """The one way in which a tree rounds points; None where there are several."""
    tree = pruned(tree, known)
    wholes = [one for end in ends_of(tree) if (one := amount_of(end, "points")) is not None]
    modes = {one.mode for one in wholes if one.bottom != ONE}
    if len(modes) > 1:
        return None
    return (modes.pop() if modes else "half_up"), _is_sure(tree, "points", known)


def _is_sure(tree: CountedTree, amount: Amount, known: Known) -> bool:
    """Whether an amount is surely not below 0 at any end that a row can reach."""
    if isinstance(tree, Branch):
        yes, no = (known.after(tree.polynomial, tree.sign, holds=holds) for holds in (True, False))
        return _is_sure(tree.yes, amount, yes) and _is_sure(tree.no, amount, no)
    one = amount_of(tree.result, amount)
    return one is None or known.is_not_negative(one.top)


def is_range(end: Counted | ByRow) -> bool:
    """Whether an end has bounds beside its points."""
    return isinstance(end, Counted) and (end.low != end.points or end.high != end.points)


def bounded_by(tree: CountedTree) -> tuple[Polynomial, ...]:
    """Polynomials over the sizes of a row's numbers.

    As long as each is below 2^61 nothing that a kernel computes for the row overflows.
    """
    found: dict[Polynomial, None] = {}
    _collect(tree, found)
    for top, bottom in over_others(dict.fromkeys(one for end in ends_of(tree) for one in _wholes_of(end))):
        _add_division(top, bottom, found)
    return tuple(found)


def _collect(tree: CountedTree, found: dict[Polynomial, None]) -> None:
    if isinstance(tree, Branch):
        _add(tree.polynomial, found)
        _collect(tree.yes, found)
        _collect(tree.no, found)
        return
    for one in _wholes_of(tree.result):
        _add_division(one.top, one.bottom, found)


def _wholes_of(end: Counted | ByRow) -> list[Whole]:
    return [] if isinstance(end, ByRow) else [one for one in (end.points, end.low, end.high) if one is not None]


def _add_division(top: Polynomial, bottom: Polynomial, found: dict[Polynomial, None]) -> None:
    _add(top, found)
    _add(bottom, found)
    found[_size(top) + _size(bottom)] = None


def _add(polynomial: Polynomial, found: dict[Polynomial, None]) -> None:
    if polynomial.constant is None:
        found[_size(polynomial)] = None
        for one in polynomial.variables():
            if isinstance(one, Division):
                _add_division(one.top, one.bottom, found)


def _size(polynomial: Polynomial) -> Polynomial:
    """A bound of its size, over the sizes of the numbers; a division is not larger than its top, and 1."""
    made = Polynomial()
    for monomial, factor in polynomial.terms.items():
        term = constant(abs(factor))
        for one, power in monomial:
            base = _size(one.top) + ONE if isinstance(one, Division) else Polynomial([(((one, 1),), 1)])
            for _ in range(power):
                term = term * base
        made = made + term
    return made

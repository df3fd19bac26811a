"""Computing with symbols and then following the tree is computing with the numbers: random programs, random numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from random import Random
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from perfeval.engine.lowering.by_fractions import value_of
from perfeval.exact import Rounding, round_to
from perfeval.symbolic.number import SymbolicNumber, integer, number, parts, polynomial_of, whole
from perfeval.symbolic.paths import Branch, End, NotSymbolicError, Tree, explore, holds
from perfeval.symbolic.polynomial import ONE, Polynomial, variable
from perfeval.symbolic.simplify import simplified

NAMES = ("a", "b", "c")
CONSTANTS = (Fraction(0), Fraction(1), Fraction(3), Fraction(-2), Fraction(1, 3), Fraction(3, 5), Fraction(100))
STEPS = (Fraction(1), Fraction(1, 10), Fraction(1, 100), Fraction(5))
EDGES = (
    Fraction(0),
    Fraction(1),
    Fraction(-1),
    Fraction(3, 5),
    Fraction(3),
    Fraction(1, 2),
    Fraction(100),
    Fraction(60),
)

Value = Any
"""A fraction, or a symbol in its place."""
Program = Callable[[Mapping[str, Value]], Value]


def rounded(value: Value, step: Fraction, mode: Rounding) -> Value:
    return value.rounded(step, mode) if isinstance(value, SymbolicNumber) else round_to(value, step, mode)


def program(random: Random, depth: int) -> Program:
    """A random computation with arithmetic, comparisons and roundings."""
    if depth == 0:
        if random.random() < 0.7:
            name = random.choice(NAMES)
            return lambda row: row[name]
        fixed = random.choice(CONSTANTS)
        return lambda _: fixed
    one, other = program(random, depth - 1), program(random, random.randrange(depth))
    match random.randrange(14):
        case 0:
            return lambda row: one(row) + other(row)
        case 1:
            return lambda row: one(row) - other(row)
        case 2:
            return lambda row: one(row) * other(row)
        case 3:
            return lambda row: _quotient(one(row), other(row))
        case 4:
            return lambda row: min(one(row), other(row))
        case 5:
            return lambda row: max(one(row), other(row))
        case 6:
            return lambda row: abs(one(row))
        case 7:
            return lambda row: -one(row)
        case 8:
            step, mode = random.choice(STEPS), random.choice(list(Rounding))
            return lambda row: rounded(one(row), step, mode)
        case 9:
            third, fourth = program(random, depth - 1), program(random, 0)
            return lambda row: third(row) if one(row) < other(row) else fourth(row)
        case 10:
            third = program(random, 0)
            return lambda row: third(row) if one(row) == other(row) else other(row) * 2
        case 11:
            return lambda row: other(row) if one(row) else Fraction(7)
        case 12:
            return lambda row: 3 + one(row) / 2 - (1 - other(row))
        case _:
            ends = sorted(random.sample(CONSTANTS, 2))
            return lambda row: one(row) if ends[0] <= other(row) < ends[1] else other(row)


def _quotient(top: Value, bottom: Value) -> Value:
    try:
        return top / bottom
    except ZeroDivisionError:
        return Fraction(-1)


Ratio = tuple[Polynomial, Polynomial] | None


def symbolic_tree(made: Program, most_ends: int = 400) -> Tree[Ratio]:
    return explore(
        lambda: parts(made({name: number(name) for name in NAMES})), {}, otherwise=lambda _: None, most_ends=most_ends
    )


def at(tree: Tree[Ratio], numbers: Mapping[str, Fraction]) -> Fraction | None:
    while isinstance(tree, Branch):
        value = value_of(tree.polynomial, numbers)
        tree = tree.yes if (value > 0) - (value < 0) == tree.sign else tree.no
    if tree.result is None:
        return None
    top, bottom = tree.result
    below = value_of(bottom, numbers)
    assert below > 0, "the bottom is above 0 on every path that meets it"
    return value_of(top, numbers) / below


def replaced(end: Ratio, by: Callable[[Polynomial], Polynomial]) -> Ratio:
    return None if end is None else (by(end[0]), by(end[1]))


figures = st.one_of(
    st.sampled_from(EDGES), st.fractions(-200, 200, max_denominator=100), st.integers(-9, 9).map(Fraction)
)
rows = st.fixed_dictionaries(dict.fromkeys(NAMES, figures))
alike = figures.map(lambda one: dict.fromkeys(NAMES, one))


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 2**32), st.lists(rows | alike, min_size=1, max_size=12))
def test_following_the_tree_of_a_program_gives_what_the_program_gives(
    seed: int, given_rows: list[dict[str, Fraction]]
) -> None:
    random = Random(seed)  # noqa: S311 - test data
    made = program(random, random.choice((2, 3, 4)))
    tree = symbolic_tree(made)
    shorter = simplified(tree, replaced)
    for numbers in given_rows:
        wanted, found = made(numbers), at(tree, numbers)
        assert found is None or found == wanted
        assert at(shorter, numbers) == found


def test_nearly_all_random_programs_are_followed_to_the_end() -> None:
    numbers = dict(zip(NAMES, (Fraction(3), Fraction(7, 2), Fraction(-1)), strict=True))
    found = [at(symbolic_tree(program(Random(seed), 3)), numbers) for seed in range(200)]  # noqa: S311 - test data
    assert sum(one is None for one in found) < 10


# ---- simplified ----


@given(st.sampled_from(EDGES), st.sampled_from(EDGES), rows | alike)
@example(Fraction(3, 5), Fraction(3, 5), {"a": Fraction(3), "b": Fraction(5), "c": Fraction(0)})
def test_two_thresholds_that_meet_keep_their_order(
    one: Fraction, other: Fraction, numbers: dict[str, Fraction]
) -> None:
    def bands(row: Mapping[str, Value]) -> Value:
        full, rate = row["c"], row["a"] - row["b"]
        if rate < one:
            return full * 0
        if rate == one:
            return full * 2
        return full * rate if rate <= other else full

    tree = symbolic_tree(bands)
    assert at(simplified(tree, replaced), numbers) == at(tree, numbers) == bands(numbers)


@given(figures)
def test_a_decision_about_zero_goes_only_where_the_formula_holds_at_zero(full: Fraction) -> None:
    def same(row: Mapping[str, Value]) -> Value:
        return Fraction(0) if row["a"] == 0 else row["a"] * row["b"]

    def other(row: Mapping[str, Value]) -> Value:
        return Fraction(1) if row["a"] == 0 else row["a"] * row["b"]

    numbers = {"a": full, "b": Fraction(3), "c": Fraction(0)}
    assert isinstance(simplified(symbolic_tree(same), replaced), End)
    for made in (same, other):
        assert at(simplified(symbolic_tree(made), replaced), numbers) == made(numbers)


# ---- whole numbers ----

MODES = ("floor", "half_up", "half_even", "down", "up")


@given(st.integers(-500, 500), st.integers(1, 40), st.sampled_from(MODES))
def test_whole_numbers_divide_and_compare_as_ints_do(top: int, bottom: int, mode: str) -> None:
    def run(one: Any, other: Any) -> Any:
        found = [one // other, one % other, whole(mode, one, other), 7 * one - other, -one, abs(one)]  # type: ignore[arg-type]
        found += [1 if one < other else 0, 1 if one >= 3 else 0, 1 if one == 2 * other else 0, 1 if one else 0]
        return tuple(found)

    def symbols() -> Any:
        one, other = integer(variable("a")), integer(variable("b"))
        return tuple(polynomial_of(each) for each in run(one, other))

    tree = explore(symbols, {"b": frozenset({1})}, otherwise=lambda _: None)
    numbers = {"a": Fraction(top), "b": Fraction(bottom)}
    while isinstance(tree, Branch):
        value = value_of(tree.polynomial, numbers)
        tree = tree.yes if (value > 0) - (value < 0) == tree.sign else tree.no
    assert tree.result is not None
    assert tuple(value_of(each, numbers) for each in tree.result) == run(top, bottom)


# ---- limits and refusals ----


def test_what_is_left_after_the_most_paths_ends_in_otherwise() -> None:
    def many(row: Mapping[str, Value]) -> Value:
        total = Fraction(0)
        for place in range(12):
            total = total + (row["a"] if row["b"] * row["b"] + row["a"] > place else Fraction(0)) * (row["b"] + place)
            total = total if row["a"] * row["a"] - row["b"] > place else -total
        return total

    tree = symbolic_tree(many, most_ends=20)
    ends: list[Ratio] = []

    def collect(one: Tree[Ratio]) -> None:
        if isinstance(one, Branch):
            collect(one.yes)
            collect(one.no)
        else:
            ends.append(one.result)

    collect(tree)
    assert sum(end is not None for end in ends) <= 20
    assert None in ends
    for figures_ in ((3, 4), (-1, 0), (0, 0), (12, 2)):
        numbers = dict(zip(NAMES, map(Fraction, (*figures_, 0)), strict=True))
        assert at(tree, numbers) in (None, many(numbers))


REFUSED: dict[str, Callable[[Any], object]] = {
    "hash": hash, "int": int, "float": float, "format": lambda one: f"{one:.2f}", "round": round,
    "numerator": lambda one: one.numerator, "denominator": lambda one: one.denominator, "floor": lambda one: one // 2,
    "mod": lambda one: one % 2, "power": lambda one: one**2, "in a set": lambda one: {one},
    "divmod": lambda one: divmod(one, 2),
}  # fmt: skip


@pytest.mark.parametrize("ask", REFUSED.values(), ids=REFUSED)
def test_what_needs_the_number_itself_is_refused(ask: Callable[[Any], object]) -> None:
    with pytest.raises(NotSymbolicError):
        ask(number("a"))


def test_a_sign_is_asked_for_only_while_paths_are_explored() -> None:
    asked: tuple[Callable[[], object], ...] = (
        lambda: number("a") < 3,
        lambda: bool(number("a")),
        lambda: number("a") == number("b"),
    )
    for ask in asked:
        with pytest.raises(NotSymbolicError):
            ask()
    assert holds(ONE, frozenset({1}))


def test_a_path_that_is_refused_ends_in_otherwise_and_the_others_do_not() -> None:
    def run(row: Mapping[str, Value]) -> Value:
        return Fraction(int(row["a"])) if row["a"] > 1 else row["a"]

    tree = symbolic_tree(run)
    zeros = {"b": Fraction(0), "c": Fraction(0)}
    assert at(tree, {"a": Fraction(5), **zeros}) is None
    assert at(tree, {"a": Fraction(1), **zeros}) == 1


@given(figures, figures)
def test_foreign_operands_are_left_to_them(one: Fraction, other: Fraction) -> None:
    with pytest.raises(TypeError):
        number("a") + 0.5
    with pytest.raises(TypeError):
        number("a") < "b"  # noqa: B015 - the comparison is the point

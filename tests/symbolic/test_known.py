"""What is known of signs on a path holds for every row that takes it; an order of decisions changes no result."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from perfeval.symbolic.cheapest import cheapest_first
from perfeval.symbolic.known import NOTHING_KNOWN, Known, not_negative, pruned
from perfeval.symbolic.paths import Branch, End, Tree
from perfeval.symbolic.polynomial import Polynomial, variable

NAMES = ("a", "f", "t")
A, F, T = map(variable, NAMES)

numbers = st.integers(-6, 6)
rows = st.fixed_dictionaries(dict.fromkeys(NAMES, numbers))
sizes = st.fixed_dictionaries(dict.fromkeys(NAMES, st.integers(0, 6)))
factors = st.integers(-3, 3).filter(bool)
monomials = st.lists(st.sampled_from(NAMES), max_size=2).map(
    lambda names: tuple((name, names.count(name)) for name in sorted(set(names)))
)
polynomials = st.dictionaries(monomials, factors, min_size=1, max_size=3).map(lambda terms: Polynomial(terms.items()))
signs = st.sampled_from((-1, 0, 1))
trees: st.SearchStrategy[Tree[int]] = st.recursive(
    st.integers(0, 9).map(End),
    lambda inner: st.builds(Branch, polynomials, signs, inner, inner),
    max_leaves=12,
)


def value(polynomial: Polynomial, row: Mapping[str, int]) -> int:
    total = 0
    for monomial, factor in polynomial.terms.items():
        for name, power in monomial:
            assert isinstance(name, str)
            factor *= row[name] ** power  # noqa: PLW2901 - the term
        total += factor
    return total


def sign_of(polynomial: Polynomial, row: Mapping[str, int]) -> int:
    found = value(polynomial, row)
    return (found > 0) - (found < 0)


def reached(tree: Tree[int], row: Mapping[str, int]) -> int:
    while isinstance(tree, Branch):
        tree = tree.yes if sign_of(tree.polynomial, row) == tree.sign else tree.no
    return tree.result


@given(rows, st.lists(st.tuples(polynomials, signs), max_size=4), polynomials)
def test_signs_known_on_a_path_hold_for_its_rows(
    row: dict[str, int], decisions: list[tuple[Polynomial, int]], asked: Polynomial
) -> None:
    known = Known({variable(one): frozenset({sign_of(variable(one), row)}) for one in NAMES[1:]})  # type: ignore[arg-type]
    for polynomial, sign in decisions:
        known = known.after(polynomial, sign, holds=sign_of(polynomial, row) == sign)  # type: ignore[arg-type]
    assert sign_of(asked, row) in known.signs(asked)
    assert not known.is_not_negative(asked) or value(asked, row) >= 0


@given(trees, rows)
def test_cheap_decisions_first_lead_to_the_same(tree: Tree[int], row: dict[str, int]) -> None:
    assert reached(cheapest_first(tree, NOTHING_KNOWN), row) == reached(tree, row)


@given(trees, sizes)
def test_what_is_known_of_all_rows_leaves_their_results(tree: Tree[int], row: dict[str, int]) -> None:
    known = not_negative(NAMES)
    left = pruned(tree, known)
    assert reached(left, row) == reached(tree, row)
    assert reached(cheapest_first(left, known), row) == reached(tree, row)


def test_a_cheaper_condition_that_follows_is_asked_first() -> None:
    below = Branch(A.times(5) - T.times(3), -1, End(0), Branch(A - T, -1, End(1), End(2)))
    assert cheapest_first(below, not_negative(NAMES)) == Branch(
        A - T, -1, Branch(A.times(5) - T.times(3), -1, End(0), End(1)), End(2)
    )
    above = Branch(A.times(2) - T.times(3), 1, End(0), Branch(A - T, -1, End(1), End(2)))
    assert cheapest_first(above, not_negative(NAMES)) == Branch(
        A - T, -1, End(1), Branch(A.times(2) - T.times(3), 1, End(0), End(2))
    )
    assert cheapest_first(below, NOTHING_KNOWN) == below, "for t below 0 it does not follow"


def test_the_sign_of_a_sum_follows_from_a_larger_one() -> None:
    known = not_negative(NAMES).after(A.times(5) - T.times(7), 1, holds=False)  # 5 a ≤ 7 t
    assert known.is_not_negative(F * T.times(2) - F * A)
    assert not known.is_not_negative(F * T - F * A)

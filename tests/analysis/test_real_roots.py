"""Roots and signs, exactly: held against polynomials that are made of known factors."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from perfeval.analysis.line import cut
from perfeval.analysis.plain_number import plainest_between
from perfeval.analysis.real_roots import Coefficients, multiplied, roots_of, sign_at, sign_at_root

fractions = st.fractions(min_value=-20, max_value=20, max_denominator=12)
not_zero = fractions.filter(bool)
quadratics = st.tuples(fractions, fractions).map(lambda pair: (pair[0], pair[1], Fraction(1)))


def linear(root: Fraction) -> Coefficients:
    return -root, Fraction(1)


def product(*factors: Coefficients) -> Coefficients:
    made: Coefficients = (Fraction(1),)
    for one in factors:
        made = multiplied(made, one)
    return made


@given(st.lists(fractions, min_size=1, max_size=5), not_zero)
def test_fractions_that_are_roots_are_found_each_once(roots: list[Fraction], factor: Fraction) -> None:
    found = roots_of([product((factor,), *map(linear, roots))])
    assert [root.exact for root in found] == sorted(set(roots))


@given(st.lists(quadratics, min_size=1, max_size=3), st.lists(fractions, max_size=2))
def test_between_neighbouring_roots_no_polynomial_changes_its_sign(
    factors: list[Coefficients], roots: list[Fraction]
) -> None:
    polynomials = [*factors, *map(linear, roots)]
    found = roots_of(polynomials)
    for one, other in pairwise(found):
        assert one.high <= other.low
        assert one.exact is None or other.exact is None or one.exact < other.exact
    ends = [Fraction(-1000), *(end for root in found for end in (root.low, root.high)), Fraction(1000)]
    for polynomial in polynomials:
        signs = [sign_at(polynomial, end) for end in ends]
        changes = sum(left * right < 0 for left, right in pairwise(signs))
        here = sum(sign_at_root(polynomial, root) == 0 for root in found)
        assert changes <= here


@given(quadratics, quadratics)
def test_the_sign_at_a_root_is_that_of_a_fraction_very_near_it(one: Coefficients, other: Coefficients) -> None:
    for root in roots_of([one]):
        sign = sign_at_root(other, root)
        closer = root
        for _ in range(200):
            closer = closer.halved()
        near = sign_at(other, (closer.low + closer.high) / 2)
        assert sign in (near, 0)


def test_a_root_that_is_no_fraction_is_told_from_its_neighbours() -> None:
    square_root_of_2 = (Fraction(-2), Fraction(0), Fraction(1))
    below, above = roots_of([square_root_of_2])
    assert below.exact is None
    assert sign_at_root(linear(Fraction(1414, 1000)), above) == 1
    assert sign_at_root(linear(Fraction(1415, 1000)), above) == -1
    assert sign_at_root(product(square_root_of_2, linear(Fraction(3))), above) == 0


@given(st.lists(fractions, max_size=4), st.booleans())
def test_cells_are_the_whole_line_in_order(roots: list[Fraction], below_zero: bool) -> None:
    cells = cut(map(linear, roots), below_zero=below_zero)
    points = [cell.point.exact for cell in cells if cell.point is not None and cell.point.exact is not None]
    wanted = set(roots) if below_zero else {root for root in roots if root > 0}
    assert points == sorted(wanted if below_zero and roots else wanted | {Fraction(0)})
    samples = [cell.sample(Fraction(1)) for cell in cells]
    assert None not in samples
    assert samples == sorted(one for one in samples if one is not None)
    assert len(set(samples)) == len(samples)


@given(fractions, st.fractions(min_value=Fraction(1, 10**6), max_value=50))
def test_the_plainest_number_lies_between_and_none_is_plainer(low: Fraction, width: Fraction) -> None:
    found = plainest_between(low, low + width)
    assert low < found < low + width
    if not found:
        return
    step = Fraction(1, 10**12)
    while found % (step * 10) == 0:
        step *= 10
    coarser = step * 10
    assert (low // coarser + 1) * coarser >= low + width


def test_plain_numbers() -> None:
    assert plainest_between(Fraction("53.9"), Fraction(60)) == 54
    assert plainest_between(Fraction(0), Fraction(60)) == 10
    assert plainest_between(Fraction(100), None) == 200
    assert plainest_between(Fraction(-60), Fraction("-53.9")) == -54
    assert plainest_between(Fraction(-5), Fraction(7)) == 0
    assert plainest_between(Fraction("0.6"), Fraction("0.61"), Fraction(1, 100)) == Fraction("0.601")

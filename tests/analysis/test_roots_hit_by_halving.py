"""A root that is a fraction is found as one, also where a halving hits it."""

from fractions import Fraction

from perfeval.analysis.real_roots import Root, normal, roots_of, sign_at_root


def polynomial(*coefficients: str) -> tuple[Fraction, ...]:
    return normal([Fraction(one) for one in coefficients])


def test_a_halving_that_hits_the_root() -> None:
    of = polynomial("-1/2", "1")
    assert Root(Fraction(0), Fraction(1), of).halved().exact == Fraction(1, 2)
    assert sign_at_root(polynomial("-1/4", "0", "1"), Root(Fraction(0), Fraction(1), of)) == 0


def test_a_fraction_is_no_irrational_root_beside_itself() -> None:
    # x (1 - x) and its slope: what the points 10 x and 10 x² differ by
    meets, turns = polynomial("0", "10", "-10"), polynomial("10", "-20")
    both = polynomial("0", "1/2", "-3/2", "1")  # x (x - 1/2) (x - 1)
    assert [root.exact for root in roots_of([meets, turns, both])] == [0, Fraction(1, 2), 1]

"""What is known of the signs of polynomials on the way through a tree of decisions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, TypeVar

from perfeval.symbolic.paths import (
    ABOVE,
    ANY,
    BELOW,
    NOT_ABOVE,
    NOT_BELOW,
    NOT_ZERO,
    ZERO,
    Branch,
    End,
    Sign,
    Signs,
    Tree,
)
from perfeval.symbolic.polynomial import Monomial, Polynomial, variable

Result = TypeVar("Result")

_YES: Final[dict[Sign, Signs]] = {-1: BELOW, 0: ZERO, 1: ABOVE}
_NO: Final[dict[Sign, Signs]] = {-1: NOT_BELOW, 0: NOT_ZERO, 1: NOT_ABOVE}


def pruned(tree: Tree[Result], known: Known) -> Tree[Result]:
    """The tree without ways that cannot be taken where this is known."""
    if isinstance(tree, End):
        return tree
    signs = known.signs(tree.polynomial)
    if tree.sign not in signs or len(signs) == 1:
        return pruned(tree.yes if tree.sign in signs else tree.no, known)
    yes = pruned(tree.yes, known.after(tree.polynomial, tree.sign, holds=True))
    no = pruned(tree.no, known.after(tree.polynomial, tree.sign, holds=False))
    return yes if yes == no else Branch(tree.polynomial, tree.sign, yes, no)


class Known:
    """The signs that variables have on a path through a tree."""

    def __init__(self, signs: Mapping[Polynomial, Signs] | None = None) -> None:
        self._signs = dict(signs or {})

    def after(self, polynomial: Polynomial, sign: Sign, *, holds: bool) -> Known:
        """What is known once a decision has been taken."""
        if polynomial.constant is not None:
            return self
        signs = _YES[sign] if holds else _NO[sign]
        return Known({**self._signs, polynomial: self._signs.get(polynomial, ANY) & signs})

    def signs(self, polynomial: Polynomial) -> Signs:
        """The signs that a polynomial can still have, as far as they can be told at once."""
        found = self._signs.get(polynomial, ANY)
        if len(polynomial.terms) == 1:
            ((monomial, factor),) = polynomial.terms.items()
            found &= self._of_term(monomial, factor)
        for side in (1, -1):
            if len(found) > 1 and (follows := self._follows(polynomial.times(side))) is not None:
                found &= frozenset(side * one for one in follows)
        return found

    def is_not_negative(self, polynomial: Polynomial) -> bool:
        """Whether a polynomial is surely 0 or more: by the signs of its terms, or of what is left of it over them."""
        if all(self._of_term(monomial, factor) <= NOT_BELOW for monomial, factor in polynomial.terms.items()):
            return True
        shared = polynomial.common_monomial()
        rest = polynomial.without(shared)
        content = rest.content
        rest = rest.over(content) if content > 1 else rest
        return self._of_term(shared, 1) <= NOT_BELOW and (
            self._signs.get(rest, ANY) <= NOT_BELOW
            or self._signs.get(-rest, ANY) <= NOT_ABOVE
            or self._follows(rest) is not None
        )

    def is_above_zero(self, polynomial: Polynomial) -> bool:
        """Whether a polynomial is surely above 0."""
        return self.signs(polynomial) == ABOVE

    def _follows(self, polynomial: Polynomial) -> Signs | None:
        """ABOVE or NOT_BELOW where that follows from another polynomial; None where nothing follows.

        It follows where it is a multiple of the other and of terms not below 0: a < t from 5 a < 3 t, for t ≥ 0.
        """
        for other, signs in self._signs.items():
            if len(other.terms) < 2 or not (signs <= NOT_BELOW or signs <= NOT_ABOVE):
                continue
            for base in (other, -other) if signs == ZERO else (other if signs <= NOT_BELOW else -other,):
                for monomial, factor in base.terms.items():
                    own = polynomial.terms.get(monomial, 0)
                    if own * factor > 0:
                        rest = polynomial.times(abs(factor)) - base.times(abs(own))
                        terms = [self._of_term(*term) for term in rest.terms.items()]
                        if all(one <= NOT_BELOW for one in terms):
                            return ABOVE if 0 not in signs or ABOVE in terms else NOT_BELOW
        return None

    def _of_term(self, monomial: Monomial, factor: int) -> Signs:
        found: Signs = ABOVE if factor > 0 else BELOW
        for one, power in monomial:
            signs = self._signs.get(variable(one), ANY)
            if power % 2 == 0:
                signs = NOT_BELOW if 0 in signs else ABOVE
            found = frozenset(left * right for left in found for right in signs)  # type: ignore[misc]
        return found


NOTHING_KNOWN: Final = Known()


def not_negative(names: Iterable[str]) -> Known:
    """That some numbers are 0 or more."""
    return Known({variable(one): NOT_BELOW for one in names})

"""What a kernel is made of: a tree over whole numbers, its inputs, the codes of its ends, and when it may be used."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, Literal, TypeAlias

from attrs import frozen

from perfeval.engine.lowering.decisions import ByRow
from perfeval.engine.lowering.scaled import Counted, CountedTree, ends_of, inputs_of
from perfeval.engine.lowering.straight_line import bounded_by, is_range
from perfeval.symbolic.known import Known, pruned
from perfeval.symbolic.paths import ABOVE, NOT_BELOW, Branch, End, Signs
from perfeval.symbolic.polynomial import Polynomial, variable

Status: TypeAlias = Literal["scored", "not scored", "undecided"]

LIMIT: Final = 2**61
"""Numbers that a kernel computes stay below this."""

SMALL: Final = 2**53
"""Below this whole numbers are exact as floats, and the quotient of two of them, cut off, is the whole quotient."""


@frozen
class Code:
    """What an end says beside its amounts: the rule by its name (None: none accepts the row), status and findings."""

    status: Status
    rule: str | None
    findings: tuple[str, ...]
    has_points: bool
    has_bounds: bool
    is_range: bool
    """Whether its bounds are not its points: they are then computed apart."""


BY_ROW: Final = Code("undecided", None, (), False, False, False)
"""An end that only the general evaluator can follow."""


@frozen(eq=False)
class Kernel:
    """A program for the rows of one or more shapes."""

    tree: CountedTree
    inputs: tuple[str, ...]
    codes: tuple[Code, ...]
    """What its ends say, each once."""
    code_of: dict[Counted | ByRow, int]
    bounds: tuple[Polynomial, ...]
    usual: Mapping[str, Signs]
    """Signs that its inputs mostly have, and under which it has the fewest ways."""


def known_signs(signs: Mapping[str, Signs]) -> Known:
    """Signs of inputs as what is known on the way through a tree."""
    return Known({variable(one): found for one, found in signs.items()})


def kernel_of(tree: CountedTree, rule_names: tuple[str, ...]) -> Kernel:
    """The kernel of a tree."""
    codes: dict[Code, int] = {}
    code_of: dict[Counted | ByRow, int] = {}
    for end in ends_of(tree):
        code_of[end] = codes.setdefault(_code(end, rule_names), len(codes))
    inputs = tuple(sorted(inputs_of(tree)))
    return Kernel(tree, inputs, tuple(codes), code_of, bounded_by(tree), _usual(tree, inputs))


def _usual(tree: CountedTree, inputs: tuple[str, ...]) -> dict[str, Signs]:
    """No number is below 0; one of which it matters whether it is 0 is above: in the order in which they are asked for.

    Once some are known to be above 0, others need no look: an actual value above a target above 0.
    """
    signs: dict[str, Signs] = dict.fromkeys(inputs, NOT_BELOW)
    while (asked := _asked_for_zero(pruned(tree, known_signs(signs)))) is not None:
        signs[asked] = ABOVE
    return signs


def _asked_for_zero(tree: CountedTree) -> str | None:
    """The first input that is asked whether it is 0."""
    if not isinstance(tree, Branch):
        return None
    one = next(tree.polynomial.variables(), None)
    if isinstance(one, str) and tree.polynomial == variable(one):
        return one
    return _asked_for_zero(tree.yes) or _asked_for_zero(tree.no)


def _code(end: Counted | ByRow, rule_names: tuple[str, ...]) -> Code:
    if isinstance(end, ByRow):
        return BY_ROW
    outcome = end.outcome
    return Code(
        outcome.status,
        None if outcome.rule is None else rule_names[outcome.rule],
        outcome.findings,
        end.points is not None,
        end.low is not None,
        is_range(end),
    )


def most(bounds: Iterable[Polynomial], sizes: Mapping[str, int]) -> int:
    """The largest of some bounds for numbers of these sizes."""
    return max((_value(bound, sizes) for bound in bounds), default=0)


def _value(bound: Polynomial, sizes: Mapping[str, int]) -> int:
    total = 0
    for monomial, factor in bound.terms.items():
        term = factor
        for one, power in monomial:
            assert isinstance(one, str)  # noqa: S101 - bounds have no divisions
            term *= sizes[one] ** power
        total += term
    return total


NO_KERNEL: Final = kernel_of(End(ByRow("too few rows of its shape")), ())
"""For rows that no kernel scores."""


def programs_of(kernels: tuple[Kernel, ...], *, usual: bool) -> tuple[Kernel, ...]:
    """The kernels that are needed, by the number of their program: one of several that do the same for its rows."""
    return tuple({_does(kernel, usual=usual): kernel for kernel in kernels}.values())


def places_of(kernels: tuple[Kernel, ...], *, usual: bool) -> tuple[int, ...]:
    """By kernel the number of its program."""
    numbers: dict[object, int] = {}
    return tuple(numbers.setdefault(_does(kernel, usual=usual), len(numbers)) for kernel in kernels)


def _does(kernel: Kernel, *, usual: bool) -> object:
    """What a kernel does for rows of usual signs (or all): its ways, what they say, and the signs."""
    if not usual:
        return kernel
    tree = pruned(kernel.tree, known_signs(kernel.usual))
    return tree, tuple(kernel.codes[kernel.code_of[end]] for end in ends_of(tree)), tuple(kernel.usual.items())

"""What a kernel is made of: a tree over whole numbers, its inputs, the codes of its ends, and when it may be used."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, Literal, TypeAlias

from attrs import frozen

from perfeval.engine.lowering.decisions import ByRow
from perfeval.engine.lowering.scaled import Counted, CountedTree, ends_of, inputs_of
from perfeval.engine.lowering.straight_line import Way, bounded_by, is_range, way_of
from perfeval.symbolic.polynomial import Polynomial

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
    way: Way | None
    """The one way in which it rounds points, if there is one."""


def kernel_of(tree: CountedTree, rule_names: tuple[str, ...]) -> Kernel:
    """The kernel of a tree."""
    codes: dict[Code, int] = {}
    code_of: dict[Counted | ByRow, int] = {}
    for end in ends_of(tree):
        code_of[end] = codes.setdefault(_code(end, rule_names), len(codes))
    return Kernel(tree, tuple(sorted(inputs_of(tree))), tuple(codes), code_of, bounded_by(tree), way_of(tree))


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

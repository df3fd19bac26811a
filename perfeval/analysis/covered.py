"""What the examples of a rule set cover: its cases, and the sides of its boundaries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

from attrs import field, frozen

from perfeval.analysis.boundaries import Boundary, Clause, Side
from perfeval.analysis.open_figures import Cell, OpenFigure
from perfeval.language import nodes
from perfeval.wording import Wording

if TYPE_CHECKING:
    from perfeval.engine.ruleset import RuleSet

Covered: TypeAlias = Literal["covered", "missing", "unknown", "impossible"]
"""`missing`: a figure could stand there; `unknown`: missing, and not known to be possible."""


@frozen
class SideCovered:
    """A side of a boundary, and whether some example stands on it."""

    side: Side
    covered: Covered


@frozen
class BoundaryCovered:
    """A boundary, with its sides."""

    boundary: Boundary
    sides: tuple[SideCovered, ...]


@frozen
class ClauseCovered:
    """A case, a band or a deduction under a condition, and whether some example takes it."""

    clause: Clause
    covered: bool


@frozen
class Added:
    """A clause that a row would take, or a boundary and the side of it on which it would stand."""

    decision: Clause | Boundary
    side: Side | None


@frozen
class Proposal:
    """A row that would take a clause or stand on a side that no example does: an example's, with another figure."""

    example: str
    """The title of the example."""
    name: Wording
    """What is put in: the actual value, the expenditure, a fact …"""
    figure: Wording
    adds: tuple[Added, ...]
    cell: Cell = field(repr=False)
    open: OpenFigure = field(repr=False)


@frozen
class BlockCoverage:
    """A rule, the total or the grades."""

    name: str
    block: nodes.Rule | nodes.TableBlock = field(repr=False)
    decisions: tuple[ClauseCovered | BoundaryCovered, ...]
    """In the order of the text."""
    proposals: tuple[Proposal, ...]
    """Few rows that together add all that is known to be possible."""

    @property
    def clauses(self) -> tuple[ClauseCovered, ...]:
        """Its cases, bands and deductions under a condition."""
        return tuple(one for one in self.decisions if isinstance(one, ClauseCovered))

    @property
    def sides(self) -> tuple[SideCovered, ...]:
        """The sides of its boundaries but for those that are impossible."""
        found = (side for one in self.decisions if isinstance(one, BoundaryCovered) for side in one.sides)
        return tuple(one for one in found if one.covered != "impossible")


@frozen
class Coverage:
    """What the examples of a rule set cover of what its own text decides."""

    rules: RuleSet = field(repr=False)
    blocks: tuple[BlockCoverage, ...]

    @property
    def clauses(self) -> tuple[ClauseCovered, ...]:
        """The cases, bands and deductions under a condition, of all rules."""
        return tuple(one for block in self.blocks for one in block.clauses)

    @property
    def sides(self) -> tuple[SideCovered, ...]:
        """The sides of all boundaries but for those that are impossible."""
        return tuple(one for block in self.blocks for one in block.sides)

"""Which sides of a block's boundaries are covered, which are missed, and which figures would stand on those.

A side that no figure reaches counts as impossible only where every figure that the boundary reads was followed to the
end; else it is unknown, and missing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from attrs import define, field, frozen

from perfeval.analysis.boundaries import Boundary, Clause, DecidedBlock, Side
from perfeval.analysis.covered import Added, BoundaryCovered, ClauseCovered, Covered, Proposal, SideCovered
from perfeval.analysis.observer import Mark, Marks, Stand
from perfeval.analysis.open_figures import Reach, Reached
from perfeval.language import nodes
from perfeval.language.traversal import walk


@frozen
class Read:
    """Which cells expressions read; `is_all` where that is all they depend on."""

    cells: frozenset[str]
    is_all: bool


@define
class Judged:
    """A block, with where its examples stand and where other figures in their rows would."""

    place: int
    decided: DecidedBlock
    covered: Marks
    reaches: tuple[Reach, ...]
    variables: dict[str, tuple[nodes.Definition, ...]]
    possible: Marks = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.possible = frozenset[Mark]().union(*(one.marks for reach in self.reaches for one in reach.reached))

    def _mark(self, decision: int, stand: Stand) -> Mark:
        return self.place, decision, stand

    def decisions(self) -> tuple[ClauseCovered | BoundaryCovered, ...]:
        """What the block decides by, judged; without what decides nothing on rows like the examples'."""
        found: list[ClauseCovered | BoundaryCovered] = []
        for place, decision in enumerate(self.decided.decisions):
            match decision:
                case Clause():
                    found.append(ClauseCovered(decision, self._mark(place, "taken") in self.covered))
                case Boundary() if self._is_decided(place, decision):
                    sides = tuple(SideCovered(side, self._side(place, decision, side)) for side in decision.sides)
                    found.append(BoundaryCovered(decision, sides))
                case Boundary():
                    pass
        return tuple(found)

    def _seen(self, place: int, boundary: Boundary) -> set[Side]:
        """The sides that some row stands on, an example's or one with another figure."""
        return {
            side
            for side in boundary.sides
            if (mark := self._mark(place, side)) in self.covered or mark in self.possible
        }

    def _is_decided(self, place: int, boundary: Boundary) -> bool:
        """Whether the boundary is one for the rows that the examples are like."""
        seen = self._seen(place, boundary)
        if boundary.is_closing:  # the net under every rule alike: one that never stops anything decides nothing here
            return len(seen) > 1
        if boundary.of_target == "number":
            others = any(self._seen(place + more, boundary) for more in (1, 2))
            return bool(seen) or not (others or self._is_worded(place))
        if boundary.of_target == "range":
            return bool(seen)
        return bool(seen) or not self._is_worded(place)

    def _is_worded(self, place: int) -> bool:
        return self._mark(place, "worded") in self.covered | self.possible

    def _side(self, place: int, boundary: Boundary, side: Side) -> Covered:
        mark = self._mark(place, side)
        if mark in self.covered:
            return "covered"
        if mark in self.possible:
            return "missing"
        if self._is_known(place, boundary) or (side == "below" and self._runs_from_zero(boundary)):
            return "impossible"
        return "unknown"

    def _runs_from_zero(self, boundary: Boundary) -> bool:
        """Whether a cell itself is held against 0, and holds nothing below it."""
        match boundary.reads:
            case (nodes.RowField(id=name) | nodes.TableField(id=name) | nodes.Fact(name=name), nodes.Constant(value=0)):
                about = [reach.open for reach in self.reaches if reach.open.id == name]
                return bool(about) and not any(one.may_be_below_zero for one in about)
            case _:
                return False

    def _is_known(self, place: int, boundary: Boundary) -> bool:
        """Whether all is known of how the two amounts can lie on the rows: their figures were followed to the end."""
        if not self._seen(place, boundary):
            return False
        read = _read(boundary.reads, self.variables)
        about = [reach for reach in self.reaches if not boundary.reads or reach.open.id in read.cells]
        return read.is_all and bool(about) and all(reach.is_whole for reach in about)

    # ---- proposals ----

    def proposals(self) -> tuple[Proposal, ...]:
        """The row that adds most, then the one that adds most of the rest; of equal ones the first and plainest."""
        wanted = self._missed()
        rows = [
            (order, one)
            for order, reach in enumerate(self.reaches)
            for one in reach.reached
            if one.cell is not None and one.marks & wanted.keys()
        ]
        found = []
        while rows:
            _, best = min(rows, key=lambda row: (-len(row[1].marks & wanted.keys()), row[0], row[1].plainness))
            adds = tuple(wanted.pop(mark) for mark in sorted(best.marks & wanted.keys()))
            found.append(_proposed(best, adds))
            rows = [row for row in rows if row[1].marks & wanted.keys()]
        return tuple(found)

    def _missed(self) -> dict[Mark, Added]:
        """What no example does and a figure can."""
        found: dict[Mark, Added] = {}
        for place, decision in enumerate(self.decided.decisions):
            stands: tuple[Side | Literal["taken"], ...] = ("taken",)
            if isinstance(decision, Boundary):
                stands = decision.sides if self._is_decided(place, decision) else ()
            for stand in stands:
                mark = self._mark(place, stand)
                if mark in self.possible - self.covered:
                    found[mark] = Added(decision, None if stand == "taken" else stand)
        return found


def _proposed(one: Reached, adds: tuple[Added, ...]) -> Proposal:
    assert one.cell is not None  # noqa: S101 - others were left out
    return Proposal(one.open.example.title, one.open.name, one.open.shown(one.cell), adds, one.cell, one.open)


def _read(expressions: tuple[nodes.Expression, ...], variables: Mapping[str, tuple[nodes.Definition, ...]]) -> Read:
    """The cells that expressions read."""
    found: set[str] = set()
    is_all = True
    for one in walk(expressions, variables):
        match one:
            case nodes.RowField(id="full" | "weight"):
                pass  # whatever full marks are, a boundary lies between figures
            case nodes.RowField(id="completion"):
                found |= {"actual", "target"}
            case nodes.RowField(id=name) | nodes.TableField(id=name) | nodes.Fact(name=name):
                found.add(name)
            case nodes.Total():
                found.add("total")
            case nodes.ByRule() | nodes.Aggregate():
                is_all = False
            case _:
                pass
    return Read(frozenset(found), is_all)

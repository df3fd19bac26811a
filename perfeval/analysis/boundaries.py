"""Where a rule decides by how one amount lies to another: its boundaries, and the clauses that it chooses between.

They are found in the rule as written, so that one which no row ever met is known as well. What is compared as words,
labels or yes and no has no sides; the clauses that are taken tell of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, Literal, TypeAlias, assert_never

from attrs import define, field, frozen

from perfeval.language import nodes
from perfeval.language.nodes import Written
from perfeval.language.spelling import spell
from perfeval.language.traversal import parts
from perfeval.language.types import Plain
from perfeval.language.vocabulary import vocabulary
from perfeval.wording import Wording

Side: TypeAlias = Literal["below", "on", "above", "idle", "binding"]
"""`idle` and `binding`: a cap, a floor or a limit that changes nothing, or does."""

SIDES_OF_A_COMPARISON: Final[tuple[Side, ...]] = ("below", "on", "above")
SIDES_OF_A_LIMIT: Final[tuple[Side, ...]] = ("idle", "binding")


@frozen(eq=False)
class Clause:
    """A case, a band, or a deduction with a condition of its own: some example takes it, or none does."""

    written: Written = field(repr=False)
    shown: Wording
    """What it is told by: its condition, or the word for "otherwise"."""


@frozen(eq=False)
class Boundary:
    """Two amounts that are held against each other, or a cap, a floor or a limit that binds or does not."""

    written: Written = field(repr=False)
    left: Wording
    """What is held against something; empty for a cap, a floor or a limit."""
    right: Wording
    sides: tuple[Side, ...] = SIDES_OF_A_COMPARISON
    reads: tuple[nodes.Expression, ...] = field(default=(), repr=False)
    """What is compared; nothing where it is the points so far."""
    is_closing: bool = False
    """Whether it comes from the header, for every rule alike."""
    of_target: Literal["number", "range"] | None = None
    """Of a target that is met or not: the number that it is, or an end of it, whichever the row has."""


Decision: TypeAlias = Clause | Boundary


@frozen(eq=False)
class DecidedBlock:
    """A rule, the total or the grades, with what it decides by, in the order of the text."""

    block: nodes.Rule | nodes.TableBlock
    decisions: tuple[Decision, ...]
    places: Mapping[object, int] = field(repr=False)
    """By what the observer meets (a clause, two expressions, an end of a target) the place among the decisions."""


def decided_by(
    block: nodes.Rule | nodes.TableBlock, variables: Mapping[str, tuple[nodes.Definition, ...]]
) -> DecidedBlock:
    """What a block decides by."""
    found = _Found(variables)
    for case in block.cases:
        found.case(case)
    for adjustment in block.adjustments:
        found.adjustment(adjustment, with_limits=isinstance(block, nodes.Rule))
    return DecidedBlock(block, tuple(found.decisions), found.places)


# ---- what the observer meets ----


def of_clause(one: nodes.Case | nodes.Band | nodes.Adjustment) -> object:
    """The key of a clause that is taken."""
    return "clause", id(one)


def of_comparison(left: nodes.Expression, right: nodes.Expression) -> object:
    """The key of two expressions that are held against each other."""
    return "comparison", id(left), id(right)


def as_written(node: nodes.Shortfall) -> tuple[nodes.Expression, nodes.Expression]:
    """Both sides of a shortfall (short of, over) in the order of the text."""
    sides = sorted((node.low, node.high), key=lambda one: one.written.span.start)
    return sides[0], sides[1]


def of_target(node: nodes.Meets, end: Literal["", "low", "high"]) -> object:
    """The key of a target that is met or not, or of an end of one that is a range."""
    return "target", id(node), end


def of_limit(adjustment: nodes.Adjustment) -> object:
    """The key of a cap, a floor or a limit."""
    return "limit", id(adjustment)


@define
class _Found:
    """The decisions so far."""

    variables: Mapping[str, tuple[nodes.Definition, ...]]
    decisions: list[Decision] = field(factory=list)
    places: dict[object, int] = field(factory=dict)

    def _add(self, decision: Decision, key: object) -> None:
        """What a name stands for is decided once, wherever the name is read."""
        if key in self.places:
            return
        self.places[key] = len(self.decisions)
        self.decisions.append(decision)

    # ---- clauses ----

    def case(self, case: nodes.Case) -> None:
        """A case: its condition, then what it awards."""
        shown = vocabulary().words["keywords"]["otherwise"].wording if case.guard is None else spell(case.guard)
        if not isinstance(case.body, nodes.Bands):
            self._add(Clause(case.written, shown), of_clause(case))
        if case.guard is not None:
            self._in(case.guard)
        match case.body:
            case nodes.PointsAward() | nodes.RangeAward():
                self._award(case.body)
            case nodes.NotScored():
                pass
            case nodes.Bands():
                self._bands(case.body)
            case _:
                assert_never(case.body)

    def _bands(self, bands: nodes.Bands) -> None:
        """Bands meet at their edges: an edge that two of them name is one boundary."""
        self._in(bands.quantity)
        edges: dict[nodes.Expression, int] = {}
        for band in bands.bands:
            self._add(Clause(band.written, Wording(band.written.text, band.written.text)), of_clause(band))
            interval = band.interval
            ends = [band.amount] if interval is None else [interval.low, interval.high]
            for end in ends:
                if end is None or not _has_sides(band.operator or ">=", bands.quantity, end):
                    continue
                key = of_comparison(bands.quantity, end)
                if end in edges:
                    self.places[key] = edges[end]
                    continue
                edges[end] = len(self.decisions)
                self._add(_between(band.written, bands.quantity, end), key)
            self._award(band.award)

    def _award(self, award: nodes.Award) -> None:
        match award:
            case nodes.PointsAward(amount):
                self._in(amount)
            case nodes.RangeAward(low, high, default=default):
                for one in (low, high, default):
                    if one is not None:
                        self._in(one)
            case _:
                assert_never(award)

    def adjustment(self, adjustment: nodes.Adjustment, *, with_limits: bool) -> None:
        """A deduction, an addition, a cap or a floor."""
        if adjustment.guard is not None:
            self._add(Clause(adjustment.written, spell(adjustment.guard)), of_clause(adjustment))
            self._in(adjustment.guard)
        change = adjustment.change
        limit: nodes.Expression | None = None
        match change:
            case nodes.Steps(quantity=quantity, points=points):
                limit = change.limit
                self._in(quantity)
                self._in(points)
            case nodes.Adjust(points=points):
                limit = change.limit
                self._in(points)
            case nodes.Cap(amount) | nodes.Floor(amount):
                limit = amount
            case nodes.Round():
                return
            case _:
                assert_never(change)
        if limit is not None and with_limits:
            self._in(limit)
            made = Boundary(
                adjustment.written, Wording("", ""), _limit_told(change, limit), SIDES_OF_A_LIMIT, (),
                adjustment.closing,
            )  # fmt: skip
            self._add(made, of_limit(adjustment))

    # ---- expressions ----

    def _in(self, expression: nodes.Expression) -> None:
        for node in _inside(expression, self.variables):
            match node:
                case nodes.Compare(operator, left, right) if _has_sides(operator, left, right):
                    self._add(_between(node.written, left, right), of_comparison(left, right))
                case nodes.Inside(operand, interval):
                    for end in (interval.low, interval.high):
                        if _has_sides(">=", operand, end):
                            self._add(_between(node.written, operand, end), of_comparison(operand, end))
                case nodes.Shortfall():
                    one, other = as_written(node)
                    self._add(_between(node.written, one, other), of_comparison(one, other))
                case nodes.Function("min" | "max", (one, other)):
                    self._add(_between(node.written, one, other), of_comparison(one, other))
                case nodes.Meets():
                    self._target(node)
                case _:
                    pass

    def _target(self, node: nodes.Meets) -> None:
        """A target is one number or, as a range or a tolerance, two; which, the row tells."""
        left, right = spell(node.left), spell(node.right)
        lower = Wording(f"{right.zh}下限", f"the lower end of {right.en}")
        upper = Wording(f"{right.zh}上限", f"the upper end of {right.en}")
        reads = (node.left, node.right)
        self._add(Boundary(node.written, left, right, reads=reads, of_target="number"), of_target(node, ""))
        self._add(Boundary(node.written, left, lower, reads=reads, of_target="range"), of_target(node, "low"))
        self._add(Boundary(node.written, left, upper, reads=reads, of_target="range"), of_target(node, "high"))


def _between(written: Written, left: nodes.Expression, right: nodes.Expression) -> Boundary:
    return Boundary(written, spell(left), spell(right), reads=(left, right))


def _limit_told(change: nodes.Change, limit: nodes.Expression) -> Wording:
    amount = spell(limit)
    match change:
        case nodes.Cap():
            return Wording(f"封顶 {amount.zh}", f"cap {amount.en}")
        case nodes.Floor():
            return Wording(f"保底 {amount.zh}", f"floor {amount.en}")
        case _:
            return Wording(f"最多 {amount.zh}", f"at most {amount.en}")


_WITHOUT_SIDES: Final = frozenset({Plain.TRUTH, Plain.TEXT, Plain.BROKEN})


def _has_sides(operator: str, left: nodes.Expression, right: nodes.Expression) -> bool:
    """Whether the two have an order that decides: grades only where one is asked to be better than the other."""
    kinds = {left.type, right.type}
    if kinds & _WITHOUT_SIDES:
        return False
    return Plain.GRADE not in kinds or operator not in ("=", "!=")


def _inside(
    expression: nodes.Expression, variables: Mapping[str, tuple[nodes.Definition, ...]]
) -> Iterator[nodes.Expression]:
    """What is decided on the way to the value of an expression, in the order of the text, also through variables.

    Conditions of sums look at other rows; a target and an actual value are restated before any rule is asked.
    """
    waiting, seen = [expression], set[str]()
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, nodes.Aggregate):
            continue
        if not isinstance(node, nodes.Variable):
            waiting += reversed(parts(node))
        elif node.key not in seen and node.key not in ("target", "actual"):
            seen.add(node.key)
            waiting += [definition.value for definition in variables.get(node.key, ())]

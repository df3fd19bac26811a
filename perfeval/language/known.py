"""What is known of the quantities of a rule where an expression stands: by selector, cases and the rules before.

Not a prover: it reads comparisons with fixed figures and what follows from them at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any, Final, TypeAlias

from attrs import define, field, fields, frozen

from perfeval.diagnostic import SourceText, Span
from perfeval.language import nodes
from perfeval.language.scope import RESTATABLE
from perfeval.language.traversal import parts
from perfeval.language.tree import Comparator
from perfeval.language.types import ROW

Key: TypeAlias = int
"""A number that stands for an expression, variables written out and places forgotten: equal for the same quantity."""

Variables: TypeAlias = Mapping[str, tuple[nodes.Definition, ...]]

_NOWHERE: Final = nodes.Written(SourceText("", ""), Span(0, 0))
_TARGET: Final = nodes.RowField("target", type=ROW, written=_NOWHERE)
_ACTUAL: Final = nodes.RowField("actual", type=ROW, written=_NOWHERE)
_MEETS: Final = nodes.Meets(_ACTUAL, _TARGET, type=nodes.TRUTH, written=_NOWHERE)
_MOST_HOPS: Final = 100
_OPPOSITE: Final[dict[Comparator, Comparator]] = {">=": "<", "<": ">=", "<=": ">", ">": "<=", "=": "!=", "!=": "="}
_MIRRORED: Final[dict[Comparator, Comparator]] = {">=": "<=", "<=": ">=", "<": ">", ">": "<", "=": "=", "!=": "!="}


@define
class Keys:
    """Numbers the expressions of one rule set; a variable that is read in many places is written out once."""

    variables: Variables
    _numbers: dict[tuple[object, ...], Key] = field(factory=dict)
    _of_variables: dict[str, Key] = field(factory=dict)
    _of_nodes: dict[int, tuple[nodes.Expression, Key]] = field(factory=dict)
    """By the identity of the node, which is kept so that no other can come to have it."""
    _fields: dict[type[Any], tuple[str, ...]] = field(factory=dict)
    selectors: dict[int, tuple[tuple[nodes.Expression, frozenset[Constraint]], ...]] = field(factory=dict)
    """The conditions of each selector looked at, by the identity of its node."""

    def root(self, node: nodes.Expression) -> nodes.Expression:
        """The expression that a variable stands for, where it has one definition; any other as it is."""
        for _ in range(_MOST_HOPS):
            if not isinstance(node, nodes.Variable) or node.key in RESTATABLE:
                return node
            definitions = self.variables.get(node.key, ())
            if len(definitions) != 1:
                return node
            node = definitions[0].value
        return node

    def of(self, node: nodes.Expression) -> Key:
        """The number of an expression."""
        if id(node) not in self._of_nodes:
            self._of_nodes[id(node)] = (node, self._of(node))
        return self._of_nodes[id(node)][1]

    def _of(self, node: nodes.Expression) -> Key:
        if isinstance(node, nodes.Variable) and node.key not in RESTATABLE:
            if node.key not in self._of_variables:
                self._of_variables[node.key] = self._number(self.root(node))
            return self._of_variables[node.key]
        return self._number(node)

    def _number(self, node: nodes.Expression) -> Key:
        parts_of: tuple[object, ...]
        match node:
            case nodes.Variable(key=name) | nodes.RowField(id=name):
                parts_of = ("name", name)
            case nodes.Constant(value):
                parts_of = ("figure", value)
            case _:
                own = tuple(
                    value
                    for name in self._own_fields(type(node))
                    if isinstance(value := getattr(node, name), str | int | bool)
                )
                parts_of = (type(node).__name__, *own, *(self.of(part) for part in parts(node)))
        return self._numbers.setdefault(parts_of, len(self._numbers))

    def _own_fields(self, of: type[Any]) -> tuple[str, ...]:
        """What nodes of a class have besides their type and place."""
        if of not in self._fields:
            self._fields[of] = tuple(one.name for one in fields(of) if one.name not in ("type", "written"))
        return self._fields[of]


@frozen
class Bound:
    """A quantity held against a figure."""

    key: Key
    operator: Comparator
    figure: Fraction


@frozen
class Holds:
    """A condition that is no comparison with a figure, and whether it holds."""

    key: Key
    truth: bool


Constraint: TypeAlias = Bound | Holds


@frozen
class Known:
    """What holds where an expression stands."""

    keys: Keys = field(eq=False, repr=False)
    constraints: frozenset[Constraint] = frozenset()

    # ---- expressions ----

    def root(self, node: nodes.Expression) -> nodes.Expression:
        """The expression that a variable stands for, where it has one definition; any other as it is."""
        return self.keys.root(node)

    def meanings(self, node: nodes.Expression) -> tuple[nodes.Expression, ...]:
        """What an expression may stand for: a variable with dated definitions for each of them."""
        meant = self.keys.root(node)
        if isinstance(meant, nodes.Variable) and meant.key not in RESTATABLE:
            return tuple(one.value for one in self.keys.variables.get(meant.key, ())) or (meant,)
        return (meant,)

    def key(self, node: nodes.Expression) -> Key:
        """What makes two expressions the same quantity."""
        return self.keys.of(node)

    def figure(self, node: nodes.Expression) -> Fraction | None:
        """The figure that an expression is, if it is one."""
        node = self.root(node)
        match node:
            case nodes.Constant(value):
                return value
            case nodes.Negative(operand):
                inner = self.figure(operand)
                return None if inner is None else -inner
            case _:
                return None

    # ---- conditions ----

    def given(self, condition: nodes.Expression | None, *, holds: bool = True) -> Known:
        """What is known besides where a condition holds, or does not."""
        if condition is None:
            return self
        return Known(self.keys, self.constraints | self._of(condition, holds=holds))

    def _of(self, condition: nodes.Expression, *, holds: bool) -> frozenset[Constraint]:
        node = self.root(condition)
        match node:
            case nodes.And(left, right) if holds:
                return self._of(left, holds=True) | self._of(right, holds=True)
            case nodes.Or(left, right) if not holds:
                return self._of(left, holds=False) | self._of(right, holds=False)
            case nodes.Not(operand):
                return self._of(operand, holds=not holds)
            case nodes.Compare(operator, left, right):
                bound = self._bound(operator, left, right)
                if bound is None:
                    return frozenset({Holds(self.key(node), holds)})
                stands = bound.operator if holds else _OPPOSITE[bound.operator]
                return frozenset({Bound(bound.key, stands, bound.figure)})
            case nodes.Inside(operand, interval) if holds:
                return self.between(operand, interval)
            case _:
                return frozenset({Holds(self.key(node), holds)})

    def between(self, operand: nodes.Expression, interval: nodes.Interval) -> frozenset[Constraint]:
        """What an interval says of a quantity."""
        low, high = self.figure(interval.low), self.figure(interval.high)
        found: set[Constraint] = set()
        if low is not None:
            found.add(Bound(self.key(operand), ">=" if interval.low_closed else ">", low))
        if high is not None:
            found.add(Bound(self.key(operand), "<=" if interval.high_closed else "<", high))
        return frozenset(found)

    def _bound(self, operator: Comparator, left: nodes.Expression, right: nodes.Expression) -> Bound | None:
        one, other = self.figure(left), self.figure(right)
        if other is not None and one is None:
            return Bound(self.key(left), operator, other)
        if one is not None and other is None:
            return Bound(self.key(right), _MIRRORED[operator], one)
        return None

    def past(self, selector: nodes.Expression | None) -> Known:
        """What is known besides where an earlier rule's selector did not accept the row.

        Of a selector of several conditions something follows only if all but one of them are known to hold. That a
        row is quantitative is not asked for: where a target is held against a figure, it is.
        """
        if selector is None:
            return self
        open_ = None
        for condition, holds in self._conditions(selector):
            if not holds <= self.constraints:
                if open_ is not None:
                    return self
                open_ = condition
        return self if open_ is None else self.given(open_, holds=False)

    def satisfies(self, selector: nodes.Expression | None) -> bool:
        """Whether all conditions of a selector are known to hold; what has a direction is quantitative."""
        if selector is None:
            return False
        for condition, holds in self._conditions(selector, all_=True):
            if holds <= self.constraints:
                continue
            if not isinstance(condition, nodes.Kind) or condition.id != "quantitative" or not self._has_direction():
                return False
        return True

    def _has_direction(self) -> bool:
        return self.is_kind("positive") is True or self.is_kind("inverse") is True

    def _conditions(
        self, selector: nodes.Expression, *, all_: bool = False
    ) -> tuple[tuple[nodes.Expression, frozenset[Constraint]], ...]:
        """The conditions that a selector joins, each with what must be known for it to hold.

        That a row is quantitative, or any, is left out unless all are asked for.
        """
        selectors = self.keys.selectors
        if id(selector) not in selectors:  # one selector stands before many rules
            selectors[id(selector)] = tuple(self._conjuncts(selector))
        found = selectors[id(selector)]
        return found if all_ else tuple(one for one in found if not _is_taken_for_granted(one[0]))

    def _conjuncts(self, condition: nodes.Expression) -> Iterator[tuple[nodes.Expression, frozenset[Constraint]]]:
        """The conditions that a selector joins, each with what must be known for it to hold."""
        node = self.root(condition)
        if isinstance(node, nodes.And):
            yield from self._conjuncts(node.left)
            yield from self._conjuncts(node.right)
        else:
            yield node, self._of(node, holds=True)

    def in_band(self, quantity: nodes.Expression, band: nodes.Band) -> Known:
        """What is known besides where a quantity lies in a band."""
        if band.interval is not None:
            return Known(self.keys, self.constraints | self.between(quantity, band.interval))
        if band.operator is None or band.amount is None:
            return self
        return self.given(nodes.Compare(band.operator, quantity, band.amount, type=nodes.TRUTH, written=band.written))

    # ---- questions ----

    def is_met(self) -> bool | None:
        """Whether the row's target is known to be met or missed."""
        return self.holds(_MEETS)

    def is_above_target(self) -> bool:
        """Whether the row's actual value is known to lie above its target."""
        above = nodes.Compare(">", _ACTUAL, _TARGET, type=nodes.TRUTH, written=_NOWHERE)
        below = nodes.Compare("<", _TARGET, _ACTUAL, type=nodes.TRUTH, written=_NOWHERE)
        within = nodes.Compare("<=", _ACTUAL, _TARGET, type=nodes.TRUTH, written=_NOWHERE)
        return True in (self.holds(above), self.holds(below)) or self.holds(within) is False

    def is_kind(self, kind: str) -> bool | None:
        """Whether the row is known to be, or not to be, of a kind."""
        return self.holds(nodes.Kind(kind, type=nodes.TRUTH, written=_NOWHERE))

    def at_least_target(self, figure: Fraction) -> bool:
        """Whether the row's target is known to be so much or more."""
        return self.at_least(_TARGET, figure)

    def holds(self, condition: nodes.Expression) -> bool | None:
        """Whether a condition is known to hold or not to hold."""
        key = self.key(condition)
        return next((one.truth for one in self.constraints if isinstance(one, Holds) and one.key == key), None)

    def of(self, node: nodes.Expression) -> list[Bound]:
        """The figures that a quantity is held against."""
        key = self.key(node)
        return [one for one in self.constraints if isinstance(one, Bound) and one.key == key]

    def is_not_zero(self, node: nodes.Expression) -> bool:
        """Whether a quantity is known not to be 0."""
        return any(_excludes_zero(one) for one in self.of(node))

    def at_least(self, node: nodes.Expression, figure: Fraction) -> bool:
        """Whether a quantity is known to be so much or more."""
        return any(one.operator in (">=", ">", "=") and one.figure >= figure for one in self.of(node))

    def at_most(self, node: nodes.Expression, figure: Fraction) -> bool:
        """Whether a quantity is known to be so much or less."""
        return any(one.operator in ("<=", "<", "=") and one.figure <= figure for one in self.of(node))


def _is_taken_for_granted(condition: nodes.Expression) -> bool:
    return isinstance(condition, nodes.Kind) and condition.id in ("quantitative", "every")


def _excludes_zero(one: Bound) -> bool:
    match one.operator:
        case ">":
            return one.figure >= 0
        case ">=":
            return one.figure > 0
        case "<":
            return one.figure <= 0
        case "<=":
            return one.figure < 0
        case "=":
            return one.figure != 0
        case "!=":
            return one.figure == 0

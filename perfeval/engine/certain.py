"""Which expressions are sure to be an exact number of one type, known before any row is seen.

The value of such an expression is that number, or nothing can be said of it; so it can be computed on bare integers.
What is left are the cells of a row (target, actual value: any unit, a sign, words) and everything that is mixed with
them, words and days.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from attrs import define, field, frozen

from perfeval.engine.amount import divided, times
from perfeval.language import nodes, types
from perfeval.language.scope import INPUT_TYPES
from perfeval.language.types import Numeric, Plain


@frozen
class Certain:
    """The type of a number; None: a bare 0, of any type."""

    type: Numeric | None


_POINTS: Final = Certain(types.POINTS)
_RATIO: Final = Certain(types.RATIO)
_MONEY: Final = Certain(types.MONEY)
_ROW_FIELDS: Final = {
    "weight": _POINTS,
    "full": _POINTS,
    "declared": _POINTS,
    "level1_points": _POINTS,
    "completion": _RATIO,
    "goal_share": _RATIO,
}
_TABLE_FIELDS: Final = {
    "initial_budget": _MONEY,
    "revised_budget": _MONEY,
    "expenditure": _MONEY,
    "carry_over": _MONEY,
    "appropriation": _MONEY,
    "other_funds": _MONEY,
    "year": Certain(types.NUMBER),
    "printed_rate": _RATIO,
    "declared_total": _POINTS,
}


@define
class Certainty:
    """The certain types of one rule set's expressions, with the variables that are in force."""

    definitions: Mapping[str, nodes.Expression]
    restated: frozenset[str]
    inputs: Mapping[str, nodes.Input]
    _found: dict[int, Certain | None] = field(factory=dict)
    """By the identity of the node: a `let` read in many places is looked at once."""

    def of(self, node: nodes.Expression) -> Certain | None:
        """The type of the number that an expression is sure to be; None where only the data say."""
        if id(node) not in self._found:
            self._found[id(node)] = self._of(node)
        return self._found[id(node)]

    def variable(self, key: str) -> Certain | None:
        """The same of a variable."""
        value = self.definitions.get(key)
        return None if value is None else self.of(value)

    def _of(self, node: nodes.Expression) -> Certain | None:
        match node:
            case nodes.Constant():
                if isinstance(node.type, Numeric):
                    return Certain(node.type)
                return Certain(None) if node.type is Plain.ZERO else None
            case nodes.RowField("full", printed) if not printed and "full" in self.restated:
                return self.variable("full")
            case nodes.RowField(name):
                return _ROW_FIELDS.get(name)
            case nodes.TableField(name):
                return _TABLE_FIELDS.get(name)
            case nodes.Fact(name):
                type_ = INPUT_TYPES[self.inputs[name].type_word]
                return Certain(type_) if isinstance(type_, Numeric) and type_ != types.ROW else None
            case nodes.ByRule():
                return _POINTS
            case nodes.Variable(key):
                return None if key in ("target", "actual") else self.variable(key)
            case nodes.Function("if", (_, *branches)) | nodes.Function("first", branches):
                found = {self.of(branch) for branch in branches}
                return found.pop() if len(found) == 1 else None
            case nodes.Function("min" | "max", arguments):
                return self._alike(arguments)
            case nodes.Function("abs", (operand,)) | nodes.Negative(operand):
                return self.of(operand)
            case nodes.Rounded(operand=operand, step=step):
                return self.of(operand) if self.of(step) is not None else None
            case nodes.Aggregate("count"):
                return Certain(types.TALLY)
            case nodes.Aggregate(operand=operand) if operand is not None:
                summed = self.of(operand)
                return summed if summed is not None and summed.type == node.type else None
            case nodes.Arithmetic(operator, left, right):
                one, other = self.of(left), self.of(right)
                if one is None or other is None:
                    return None
                if operator == "*":
                    return Certain(times(one.type, other.type))
                return (
                    Certain(divided(one.type, other.type))
                    if operator == "/"
                    else added(one, other, minus=operator == "-")
                )
            case nodes.Shortfall(low, high):
                one, other = self.of(high), self.of(low)
                return None if one is None or other is None else added(one, other, minus=True)
            case _:
                return None

    def _alike(self, arguments: tuple[nodes.Expression, ...]) -> Certain | None:
        best = self.of(arguments[0])
        for argument in arguments[1:]:
            one = self.of(argument)
            if best is None or one is None:
                return None
            best = added(best, one, minus=False)
        return best


def added(one: Certain, other: Certain, *, minus: bool) -> Certain | None:
    """The type of a sum or a difference; None where like does not meet like."""
    if one.type is None:
        return other
    if other.type is None:
        return one
    type_ = types.added(one.type, other.type, minus=minus)
    return None if type_ is None else Certain(type_)

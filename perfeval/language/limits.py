"""Whether an award stays between 0 and full marks, as far as that can be seen at once.

Where it cannot be seen, the rule set is asked for a floor or a cap; exact bounds are the business of proofs.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TypeAlias

from perfeval.language import nodes, types
from perfeval.language.known import Key, Known
from perfeval.language.traversal import parts
from perfeval.language.types import Plain

Judged: TypeAlias = dict[tuple[Key, Known], bool]


def is_not_negative(node: nodes.Expression, known: Known, judged: Judged | None = None) -> bool:
    """Whether an amount is seen not to be below 0; `judged`: expressions already looked into."""
    judged = {} if judged is None else judged
    key = known.key(node), known
    if key not in judged:
        judged[key] = False  # while it is looked into
        judged[key] = known.at_least(node, Fraction(0)) or all(
            _is_not_negative(meant, known, judged) for meant in known.meanings(node)
        )
    return judged[key]


def _is_not_negative(meant: nodes.Expression, known: Known, judged: Judged) -> bool:
    match meant:
        case nodes.Constant(value):
            return value >= 0
        case nodes.RowField("full" | "weight" | "level1_points" | "goal_share") | nodes.TableField():
            return True
        case nodes.RowField("actual") | nodes.Variable("actual"):
            return misses_upper_limit(known)
        case nodes.Variable("full"):
            return True
        case nodes.Fact():
            return meant.type in (types.TALLY, types.DAYS, types.MONEY)
        case nodes.ByRule() | nodes.Shortfall() | nodes.Function("abs" | "sqrt" | "exp"):
            return True
        case nodes.Arithmetic("-", left, right):
            figure, other = known.figure(right), known.figure(left)
            if figure is not None:
                return (other is not None and other >= figure) or known.at_least(left, figure)
            return other is not None and known.at_most(right, other)
        case nodes.Arithmetic("*", left, right) if known.key(left) == known.key(right):
            return True
        case nodes.Arithmetic(_, left, right):
            return is_not_negative(left, known, judged) and is_not_negative(right, known, judged)
        case nodes.Function("max", arguments):
            return any(is_not_negative(one, known, judged) for one in arguments)
        case nodes.Function("min" | "first", arguments):
            return all(is_not_negative(one, known, judged) for one in arguments)
        case nodes.Function("if", (condition, one, other_)):
            return is_not_negative(one, known.given(condition), judged) and is_not_negative(
                other_, known.given(condition, holds=False), judged
            )
        case nodes.Aggregate(operand=operand):
            return operand is None or is_not_negative(operand, Known(known.keys), judged)
        case nodes.Rounded(operand=operand):
            return is_not_negative(operand, known, judged)
        case _:
            return False


def misses_upper_limit(known: Known) -> bool:
    """Whether the row is known to miss an upper limit of at least 0: its actual value is then above 0."""
    misses = known.is_met() is False and known.is_kind("inverse") is True
    return (misses or known.is_above_target()) and known.at_least_target(Fraction(0))


def may_pass_full(node: nodes.Expression, known: Known) -> bool:
    """Whether an award grows with something measured or filed that nothing is seen to hold down."""
    return any(_may_pass_full(meant, known) for meant in known.meanings(node))


def _may_pass_full(meant: nodes.Expression, known: Known) -> bool:
    match meant:
        case nodes.Function("min", arguments):
            return all(may_pass_full(one, known) for one in arguments)
        case nodes.Function("max" | "first", arguments):
            return any(may_pass_full(one, known) for one in arguments)
        case nodes.Function("if", (condition, one, other)):
            return may_pass_full(one, known.given(condition)) or may_pass_full(
                other, known.given(condition, holds=False)
            )
        case _:
            pass
    measured = list(_measured(meant, known, set()))
    if not measured:
        return False
    if known.is_met() is False and (known.is_kind("positive") is True or known.is_kind("inverse") is False):
        return False  # a lower limit is missed: the completion rate is below 100%
    return not any(known.at_most(one, Fraction(1)) for one in measured)


def _measured(node: nodes.Expression, known: Known, seen: set[str]) -> Iterator[nodes.Expression]:
    """The measured or filed quantities that an amount grows with, and the variables that stand for them."""
    match node:
        case nodes.Variable() if node.key not in ("target", "actual", "full"):
            if node.key not in seen:
                seen.add(node.key)
                inside = [one for meant in known.meanings(node) for one in _measured(meant, known, seen)]
                if inside:
                    yield node
                yield from inside
        case nodes.Variable("actual") | nodes.RowField("completion" | "actual" | "declared"):
            yield node
        case nodes.TableField("expenditure" | "printed_rate"):
            yield node
        case nodes.Fact():
            if node.type not in (Plain.TRUTH, Plain.TEXT, Plain.DATE, Plain.GRADE):
                yield node
        case nodes.Arithmetic("/" | "-", left, right):
            yield from _measured(left, known, seen)
            if not misses_upper_limit(known):  # else it falls as the overrun grows
                yield from _measured(right, known, seen)
        case nodes.Aggregate() | nodes.ByRule():
            pass
        case _:
            for part in parts(node):
                yield from _measured(part, known, seen)

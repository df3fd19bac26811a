"""What a total can be, as far as the text says it: the step on which it lies, and its ends."""

from __future__ import annotations

from fractions import Fraction

from perfeval.language import nodes
from perfeval.language.bands import Reach
from perfeval.language.traversal import awards_of


def reach_of(total: nodes.TableBlock, rules: tuple[nodes.Rule, ...], closing: list[nodes.Adjustment]) -> Reach:
    """The step of a total and its ends. Full marks of a table are 100 points unless something goes past them."""
    low, high = Reach().low, Reach().high
    if any(_goes_past_full(rule) for rule in rules):
        high = None
    for adjustment in total.adjustments:
        match adjustment.change:
            case nodes.Steps(direction="add") | nodes.Adjust(direction="add"):
                high = None
            case nodes.Steps(direction="deduct") | nodes.Adjust(direction="deduct"):
                low = None
            case nodes.Cap(nodes.Constant(value)) if adjustment.guard is None:
                high = value
            case nodes.Floor(amount) if adjustment.guard is None:
                low = _figure(amount)
            case _:
                pass
    return Reach(_step(total, rules, closing), low, high)


def _goes_past_full(rule: nodes.Rule) -> bool:
    """Whether a rule caps a score at more than full marks: a bonus."""
    return any(
        isinstance(one.change, nodes.Cap) and isinstance(one.change.amount, nodes.Arithmetic)
        for one in rule.adjustments
    )


def _figure(amount: nodes.Expression) -> Fraction | None:
    match amount:
        case nodes.Constant(value):
            return value
        case nodes.Negative(nodes.Constant(value)):
            return -value
        case nodes.Arithmetic("-", nodes.Constant(one), nodes.Constant(other)):
            return one - other
        case _:
            return None


def _step(total: nodes.TableBlock, rules: tuple[nodes.Rule, ...], closing: list[nodes.Adjustment]) -> Fraction | None:
    """The step on which every total lies: its own rounding, or for a plain sum that of the scores.

    A score taken inside a permitted range is taken as declared, so that it need not lie on the rule's step.
    """
    own = _last_step(list(total.adjustments))
    if own is not None:
        return own
    match total.cases:
        case (nodes.Case(None, nodes.PointsAward(nodes.Aggregate("sum", nodes.RowField("score"), None))),) if (
            not total.adjustments and not any(_permits_range(rule) for rule in rules)
        ):
            return _last_step(closing)
        case _:
            return None


def _permits_range(rule: nodes.Rule) -> bool:
    return any(isinstance(award, nodes.RangeAward) for case in rule.cases for award in awards_of(case.body))


def _last_step(adjustments: list[nodes.Adjustment]) -> Fraction | None:
    """The step of the last rounding, where nothing after it leaves the grid (a bound that lies on it does not)."""
    bounds: list[Fraction] = []
    for one in reversed(adjustments):
        match one.change:
            case nodes.Cap(nodes.Constant(value)) | nodes.Floor(nodes.Constant(value)):
                bounds.append(value)
            case nodes.Round(step=nodes.Constant(value)) if one.guard is None and value > 0:
                return value if all((bound / value).denominator == 1 for bound in bounds) else None
            case _:
                return None
    return None

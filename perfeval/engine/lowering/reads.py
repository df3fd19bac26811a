"""What the rules of a rule set look at in a row: what they do not look at need not be told apart."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from attrs import frozen

from perfeval.language import nodes
from perfeval.language.traversal import awards_of, expressions_of, parts, walk

CELLS: Final = frozenset({"target", "actual", "revised_target"})


@frozen
class Reads:
    """What rules read, by the ids of the language's own names."""

    row: frozenset[str]
    """Row names, `target`, `actual` and `full` among them in any case."""
    table: frozenset[str]
    """Table names."""
    facts: tuple[nodes.Input, ...]
    """Declared facts."""
    words: bool
    """Whether it matters which words stand in a target or an actual value, beyond 达成 and its like and copies."""
    written: bool
    """Whether a rule looks for a text in a target or an actual value as written."""
    other_rows: bool
    """Whether a rule reads other rows of the table, or of other units'."""


def reads_of(ruleset: nodes.RuleSetNodes) -> Reads:
    """What the rules, at any time in force, read of a row."""
    stated = [one for rule in ruleset.rules for one in expressions_of(rule)]
    stated += [definition.value for key in ruleset.restated for definition in ruleset.variables.get(key, ())]
    found = list(walk(stated, ruleset.variables))
    row = {one.id for one in found if isinstance(one, nodes.RowField)}
    if any(
        isinstance(one, nodes.RangeAward)
        for rule in ruleset.rules
        for case in rule.cases
        for one in awards_of(case.body)
    ):
        row.add("declared")
    facts = {one.name for one in found if isinstance(one, nodes.Fact)}
    return Reads(
        row=frozenset(row | {"target", "actual", "full"}),
        table=frozenset(one.id for one in found if isinstance(one, nodes.TableField)),
        facts=tuple(item for item in ruleset.inputs if item.name in facts),
        words=bool(ruleset.scales) or bool(ruleset.restated & CELLS) or _look_at_words(found, stated, ruleset),
        written=any(isinstance(one, nodes.Contains) and _has_cell(parts(one), ruleset) for one in found),
        other_rows=any(isinstance(one, nodes.Aggregate) for one in found),
    )


def _has_cell(expressions: Iterable[nodes.Expression], ruleset: nodes.RuleSetNodes) -> bool:
    return any(isinstance(one, nodes.RowField) and one.id in CELLS for one in walk(expressions, ruleset.variables))


def _look_at_words(found: list[nodes.Expression], stated: list[nodes.Expression], ruleset: nodes.RuleSetNodes) -> bool:
    """Whether a cell stands anywhere but where its words cannot matter.

    They cannot as the subject of 达到, 为, 未填报 and its like, and beside a number.
    """
    harmless: set[int] = set()
    for one in found:
        match one:
            case nodes.Meets() | nodes.StateOf() | nodes.IsType():
                harmless |= {id(part) for part in parts(one)}
            case nodes.Compare(left=left, right=right):
                harmless |= {id(part) for part in (left, right)} if _is_number(left) or _is_number(right) else set()
            case nodes.Inside(operand, interval):
                if _is_number(interval.low) and _is_number(interval.high):
                    harmless.add(id(operand))
            case nodes.Arithmetic() | nodes.Shortfall() | nodes.Negative() | nodes.Rounded():
                harmless |= {id(part) for part in parts(one)}  # words cannot be computed with
            case _:
                pass
    looked_at = [one for one in found if isinstance(one, nodes.RowField) and one.id in CELLS]
    in_bands = _quantities_of_bands(ruleset)
    return any(id(one) not in harmless and id(one) not in in_bands for one in looked_at) or bool(
        {id(one) for one in stated if isinstance(one, nodes.RowField) and one.id in CELLS} - harmless - in_bands
    )


def _is_number(node: nodes.Expression) -> bool:
    return isinstance(node, nodes.Constant)


def _quantities_of_bands(ruleset: nodes.RuleSetNodes) -> set[int]:
    """What is looked at by bands whose every end is a number."""
    found: set[int] = set()
    for rule in ruleset.rules:
        for case in rule.cases:
            if not isinstance(case.body, nodes.Bands):
                continue
            ends = [end for band in case.body.bands for end in _ends(band)]
            if all(_is_number(end) for end in ends):
                found.add(id(case.body.quantity))
    return found


def _ends(band: nodes.Band) -> list[nodes.Expression]:
    ends = [band.amount] if band.interval is None else [band.interval.low, band.interval.high]
    return [end for end in ends if end is not None]

"""The generated code of a rule set, to be read: one function for every shape that the examples of its rules have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from attrs import frozen

from perfeval.engine.examples import assumed_kinds, example_table
from perfeval.engine.lowering.decisions import ByRow
from perfeval.engine.lowering.fields import ROW_KIND, YEAR
from perfeval.engine.lowering.python_text import parameter_names, place_of, readable
from perfeval.engine.lowering.scaled import Counted, CountedTree, counted, ends_of, inputs_of
from perfeval.engine.lowering.shape import FACT, MONEY_CELLS, ROW_CELLS, ROW_TEXTS, TABLE_TEXTS, Shape
from perfeval.engine.lowering.straight_line import Wanted, straight_line
from perfeval.engine.lowering.to_scalar import scalar_source
from perfeval.language import nodes
from perfeval.language.vocabulary import vocabulary
from perfeval.tables.kinds import may_be_level1, may_be_level2

if TYPE_CHECKING:
    from perfeval.engine.ruleset import RuleSet

Show: TypeAlias = Literal["python", "columns", "general"]

PLACES: Final = 2
"""Decimal places of the numbers in what is shown: whole numbers of 0.01."""


@frozen
class Listed:
    """One generated function, and the rows that it is for."""

    rows: tuple[str, ...]
    """The examples whose rows it scores, each with its place."""
    source: str


def listing(rules: RuleSet, show: Show, *, only: str | None = None) -> tuple[Listed, ...]:
    """The functions for the rows that the examples of the rules have; `only`: those of one rule.

    `general` shows the one program that scores any row, from which the others are made.
    """
    if show == "general":
        return (Listed((), rules.programs.on(rules.day_without_year).source),)
    found: dict[CountedTree, tuple[list[str], str]] = {}
    for rule, title, row in _rows(rules, only):
        shape, _ = rules.lowering.opened_row(row)
        source, tree = _source(rules, shape, show, f"score_{len(found) + 1}")
        rows, _ = found.setdefault(tree, ([], source))
        rows.append(f"{readable(title)}, {place_of(rule)}")
    return tuple(Listed(tuple(rows), source) for rows, source in found.values())


def _rows(rules: RuleSet, only: str | None) -> Iterator[tuple[nodes.Rule, str, dict[str, object]]]:
    """The rows of the examples beside the rules, as fields; their kinds as labels."""
    for rule in rules.nodes.rules:
        if only not in (None, rule.name):
            continue
        for example in rule.examples:
            table, is_execution = example_table(example, rule)
            row: dict[str, object] = {YEAR: table.year}
            row |= {name: getattr(table, name) for name in TABLE_TEXTS if name != "region"}
            row |= {FACT + name: value for name, value in table.facts.items()}
            if table.execution is not None:
                row |= {name: getattr(table.execution, attribute) for name, attribute in MONEY_CELLS.items()}
                row |= {"full": table.execution.full, "declared": table.execution.declared}
            if is_execution:
                row[ROW_KIND] = "budget_execution"
            else:
                (item,) = table.indicators
                row |= {name: getattr(item, name) for name in (*ROW_TEXTS, *ROW_CELLS)}
                if not (item.level1 or item.level2):
                    row |= _labels(assumed_kinds(rule.selector))
            yield rule, f"example {example.title}", row


def _labels(kinds: frozenset[str]) -> Mapping[str, str]:
    """Labels that give a row these kinds."""
    words = [vocabulary().words["kinds"][kind].zh for kind in sorted(kinds)]
    found = (("level1", may_be_level1), ("level2", may_be_level2))
    return {field: next(one for one in words if may_be(one)) for field, may_be in found if any(map(may_be, words))}


def _source(rules: RuleSet, shape: Shape, show: Show, name: str) -> tuple[str, CountedTree]:
    decisions = rules.lowering.decisions(shape)
    inputs = tuple(sorted(inputs_of(decisions)))
    in_force = rules.programs.on(shape.day(rules)).rules
    tree = counted(decisions, dict.fromkeys(inputs, Fraction(1, 10**PLACES)), PLACES)
    if show == "python":
        return scalar_source(tree, inputs, in_force, "points", name), tree
    return _columns_source(tree, in_force, name), tree


def _columns_source(tree: CountedTree, in_force: tuple[nodes.Rule, ...], name: str) -> str:
    """The statements over whole columns, with what each end says."""
    names = parameter_names(sorted(inputs_of(tree)))
    ends = ends_of(tree)
    wanted: tuple[Wanted, ...] = ("code", "points", "low", "high")
    lines = straight_line(tree, names, "arrays", wanted, {end: place for place, end in enumerate(ends)})
    told = [f"    # end {place}: {_said(end, in_force)}" for place, end in enumerate(ends)]
    body = [f"    {line}" for line in lines.statements]
    found = ", ".join(lines.found[one] for one in wanted)
    return "\n".join([f"def {name}({', '.join(names.values())}):", *told, *body, f"    return {found}"]) + "\n"


def _said(end: Counted | ByRow, in_force: tuple[nodes.Rule, ...]) -> str:
    if isinstance(end, ByRow):
        return f"row by row: {readable(end.reason)}"
    rule = end.outcome.rule
    by = "no rule accepts the row" if rule is None else f"rule {place_of(in_force[rule])}"
    return f"{end.outcome.status}, {by}"

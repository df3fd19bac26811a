"""Every figure that a text of the catalogue compares with has cases below it, on it and above it.

The figures are found in the checked rule set: comparisons, bands, intervals, 不足 and 超出, in rules, audits, total and
grades, also inside parameters and formulas. Steps (按 … 每 …) need a case of none, of whole ones and of a part.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, Final, TypeAlias

import pytest
from attrs import frozen

import perfeval
from perfeval.engine.amount import Amount, Unknown, needed
from perfeval.engine.interpret import Interpreter
from perfeval.language import nodes, types
from perfeval.language.traversal import expressions_of, parts
from perfeval.language.tree import Comparator

if TYPE_CHECKING:
    from tests.conformance import against_perfeval, suite
else:
    suite = sys.modules["conformance_suite"]  # loaded by `conftest.py`
    against_perfeval = sys.modules["conformance_against_perfeval"]

Variables: TypeAlias = dict[str, tuple[nodes.Definition, ...]]

SIDES: Final[dict[Comparator, str]] = {"<": "below", "=": "on", ">": "above"}
ALL: Final = frozenset(SIDES.values())

ZERO_GUARDS: Final = frozenset(
    f"{name} | 0"
    for name in ("指标值", "target", "完成值", "actual", "年初预算数", "initial_budget", "全年预算数", "revised_budget")
)
"""What a target, a budget or a result of 0 gives: the subject of P02, P03, P16 and P24, where each has its three sides.
The texts of whole tables (T) carry it so that nothing is left open, as does the last text of M2."""

EXEMPT: Final[dict[tuple[str, str], tuple[str, str]]] = {
    ("T02-", "分值 | 0分"): ("below", "a row with points below 0 is no row with points"),
    ("T02-without execution", "sum(weight) | 90 points"): ("below", "a sum of points has its three sides on 100"),
    ("T02-without execution", "sum(weight, every) | 90 points"): ("above", "likewise"),
    ("T04-", "合计(分值, 同一级指标) | 100分"): ("above", "both ways of missing a sum are shown in T02"),
    ("T04-", "合计(满分) | 100分"): ("above", "both ways of missing a sum are shown in T02"),
    ("T05-", "合计(分值 × 目标占比) | 100分"): ("above", "both ways of missing a sum are shown in T02"),
    ("T09-whole-number bands", "total | 100 points"): ("above", "no total passes 100 where rows are capped"),
    ("T09-whole-number bands", "total | 0 points"): ("below", "no total is below 0 where rows are floored"),
    ("T14-relative values", "总分 | 90分"): ("above", "the bands of the grade are those of T09"),
    ("T14-units beside", "最好 | 0"): ("below", "a best result below 0 is no case of a share in it"),
    ("T16-", "得分率 | 0%"): ("below", "no share of points is below 0 where rows are floored"),
    ("T17-", "月份 | 0"): ("below", "a month is a whole number from 1 to 12; 0 stands for what is none"),
    ("T17-the lights told apart", "month | 0"): ("below on", "shown in the group before"),
    ("M2-four units", "share | 0"): ("below", "shown with two units"),
}
"""By beginning of the group, and figure: the sides that need no case, and why."""

STEPS_EXEMPT: Final = {
    ("T14-relative values", "完成值 超出 指标值"): ("none", "late days, in time and early, are the subject of P22"),
}
"""The same for steps."""


def exempt(label: str, figure: str) -> frozenset[str]:
    """The sides of a figure that need no case in a group."""
    if figure in ZERO_GUARDS and label.startswith(("T", "M2-four units")):
        return ALL
    found = [sides for (start, text), (sides, _) in EXEMPT.items() if text == figure and label.startswith(start)]
    return frozenset(" ".join(found).split())


@frozen
class Edge:
    """Two sides of a comparison, one of them a figure, and the rows that it is looked at on."""

    left: nodes.Expression
    right: nodes.Expression
    rule: str | None
    """Only rows scored by this rule; None: every row."""
    by_row: bool

    @property
    def text(self) -> str:
        return f"{self.left.written.text} | {self.right.written.text}"

    def sides(self, interpreter: Interpreter) -> Iterator[str]:
        """Below, on or above, where it is known."""
        for operator, side in SIDES.items():
            asked = nodes.Compare(operator, self.left, self.right, type=types.Plain.TRUTH, written=self.left.written)
            if interpreter.truth(asked) is True:
                yield side


# ---- what a text compares with ----


def is_figure(node: nodes.Expression, variables: Variables) -> bool:
    match node:
        case nodes.Constant() | nodes.DateConstant():
            return True
        case nodes.Negative(operand):
            return is_figure(operand, variables)
        case nodes.Variable(key=key):
            return all(is_figure(one.value, variables) for one in variables[key])
        case _:
            return False


def edges(made: nodes.RuleSetNodes) -> Iterator[Edge]:
    variables = made.variables
    for rule in made.rules:
        if rule.selector is not None:
            yield from _in(rule.selector, variables, None, by_row=True)
        within = None if rule.selector is None else rule.name
        yield from _of_block(rule, variables, within, by_row=True)
    for audit in made.audits:
        yield from _of_block(audit, variables, None, by_row=audit.selector is not None)
    for block in (made.total, made.grades):
        if block is not None:
            yield from _of_block(block, variables, None, by_row=False)


def _of_block(
    block: nodes.Rule | nodes.Audit | nodes.TableBlock, variables: Variables, rule: str | None, *, by_row: bool
) -> Iterator[Edge]:
    selector = None if isinstance(block, nodes.TableBlock) else block.selector
    for one in expressions_of(block):
        if one is not selector:
            yield from _in(one, variables, rule, by_row=by_row)
    if isinstance(block, nodes.Audit):
        return
    for case in block.cases:
        if isinstance(case.body, nodes.Bands):
            for band in case.body.bands:
                ends = [band.amount] if band.interval is None else [band.interval.low, band.interval.high]
                for end in ends:
                    if end is not None and is_figure(end, variables):
                        yield Edge(case.body.quantity, end, rule, by_row)


def _in(
    node: nodes.Expression, variables: Variables, rule: str | None, *, by_row: bool, seen: frozenset[str] = frozenset()
) -> Iterator[Edge]:
    compared: list[tuple[nodes.Expression, nodes.Expression]] = []
    match node:
        case nodes.Compare(left=left, right=right) | nodes.Shortfall(left, right):
            compared = [(left, right)]
        case nodes.Inside(operand, interval):
            compared = [(operand, interval.low), (operand, interval.high)]
        case _:
            pass
    for left, right in compared:
        if is_figure(left, variables) is not is_figure(right, variables):
            yield Edge(left, right, rule, by_row)
    within = by_row or isinstance(node, nodes.Aggregate)
    for part in parts(node):
        yield from _in(part, variables, rule, by_row=within, seen=seen)
    if isinstance(node, nodes.Variable) and node.key not in seen:
        for definition in variables[node.key]:  # a formula is the same in every rule that reads it
            yield from _in(definition.value, variables, None, by_row=by_row, seen=seen | {node.key})


def sides_needed(edge: Edge, variables: Variables) -> frozenset[str]:
    """All three; not below 0 for what cannot be: counts, absolute values, shortfalls, whole things."""
    looked_at, figure = (edge.left, edge.right) if is_figure(edge.right, variables) else (edge.right, edge.left)
    is_zero = isinstance(figure, nodes.Constant) and figure.value == 0
    match looked_at:
        case nodes.Aggregate(function="count") | nodes.Function("abs") | nodes.Shortfall() if is_zero:
            return ALL - {"below" if looked_at is edge.left else "above"}
        case nodes.Fact() if is_zero and looked_at.type in (types.TALLY, types.DAYS):
            return ALL - {"below" if looked_at is edge.left else "above"}
        case _:
            return ALL


# ---- what the cases reach ----


def interpreters(found: perfeval.Evaluation, edge: Edge) -> Iterator[Interpreter]:
    made, state = found.rules.nodes, found.state
    if not edge.by_row:
        yield Interpreter(made, state)
        return
    scores = {score.row: score for score in (*found.rows, *([found.execution] if found.execution is not None else []))}
    for row in state.rows:
        score = scores[row.ref]
        if edge.rule is None or (score.rule is not None and score.rule.name == edge.rule):
            yield Interpreter(made, state, row)


def steps_taken(found: perfeval.Evaluation, rule: nodes.Rule, change: nodes.Steps) -> Iterator[str]:
    for interpreter in interpreters(found, Edge(change.quantity, change.size, rule.name, by_row=True)):
        quantity, size = needed(interpreter.operand(change.quantity)), needed(interpreter.operand(change.size))
        if isinstance(quantity, Unknown) or isinstance(size, Unknown):
            continue
        assert isinstance(quantity, Amount)
        assert isinstance(size, Amount)
        if quantity.fraction is None or not size.fraction:
            continue
        count = Fraction(quantity.fraction) / size.fraction
        yield "none" if count <= 0 else "whole" if count.denominator == 1 else "part"


GROUPS: Final = {
    f"{entry.entry}-{group.name}": group
    for pattern in ("P*.toml", "T*.toml", "M*.toml")
    for entry in suite.read_entries(pattern)
    for group in entry.groups
    if group.cases
}


@pytest.mark.parametrize("label", GROUPS)
def test_each_figure_has_cases_on_every_side(label: str) -> None:
    group = GROUPS[label]
    found = [one for case in group.cases for one in against_perfeval.evaluations(group, case)]
    made = against_perfeval.rules_of(group).nodes
    missing = {}
    for edge in edges(made):
        reached = {side for one in found for interpreter in interpreters(one, edge) for side in edge.sides(interpreter)}
        lacking = sides_needed(edge, made.variables) - reached - exempt(label, edge.text)
        if lacking:
            missing[edge.text] = sorted(lacking)
    assert missing == {}


def test_nothing_is_exempt_in_vain() -> None:
    """An exemption that names no text any more, or a side that has cases now, is to be removed."""
    idle = dict.fromkeys(EXEMPT)
    for label, group in GROUPS.items():
        concerned = [key for key in idle if label.startswith(key[0])]
        if concerned:
            found = [one for case in group.cases for one in against_perfeval.evaluations(group, case)]
            for edge in edges(against_perfeval.rules_of(group).nodes):
                reached = {side for one in found for made in interpreters(one, edge) for side in edge.sides(made)}
                for key in concerned:
                    if key[1] == edge.text and not frozenset(EXEMPT[key][0].split()) & reached:
                        idle.pop(key, None)
    assert idle == {}


@pytest.mark.parametrize("label", GROUPS)
def test_steps_have_cases_of_none_of_whole_ones_and_of_a_part(label: str) -> None:
    group = GROUPS[label]
    found = [one for case in group.cases for one in against_perfeval.evaluations(group, case)]
    missing = {}
    for rule in against_perfeval.rules_of(group).nodes.rules:
        for adjustment in rule.adjustments:
            change = adjustment.change
            if isinstance(change, nodes.Steps):
                reached = {kind for one in found for kind in steps_taken(one, rule, change)}
                wanted = {"none", "whole"} if change.part is None else {"none", "whole", "part"}
                text = change.quantity.written.text
                spared = {
                    kind for (start, one), (kind, _) in STEPS_EXEMPT.items() if one == text and label.startswith(start)
                }
                if wanted - reached - spared:
                    missing[text] = sorted(wanted - reached - spared)
    assert missing == {}

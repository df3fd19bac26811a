"""Rules used as formulas (按规则): no circles, no long chains, and only of rules that award points."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from attrs import evolve

from perfeval.language import nodes
from perfeval.language.inherit import Layer
from perfeval.language.traversal import awards_of, expressions_of, walk
from perfeval.wording import Wording

MAX_CHAIN: Final = 16
"""Rules that use one another in a row, at most: digits can double at every step."""


def check_by(
    rules: tuple[nodes.Rule, ...],
    elsewhere: tuple[nodes.Expression, ...],
    variables: Mapping[str, tuple[nodes.Definition, ...]],
    layers: tuple[Layer, ...],
) -> None:
    """Report every `by` that cannot give points. `elsewhere`: the expressions of audits, total and grades."""
    by_name = {rule.name: rule for rule in rules}
    everywhere = (*elsewhere, *(one for rule in rules for one in expressions_of(rule)))
    found = dict.fromkeys(uses_by_name(everywhere, variables))
    for use in found:
        if use.rule in by_name and not _awards_points(by_name[use.rule]):
            report(
                "by-needs-points",
                use,
                layers,
                Wording(
                    f"规则“{use.rule}”给的是区间或不参与评分，不能当作算式用。",
                    f"rule `{use.rule}` awards a range or keeps the row out: it is no formula",
                ),
                Wording("“按规则”只用得出一个分数的规则", "`by` takes rules that award one amount of points"),
            )
    if not found:
        return
    uses = {rule.name: tuple(uses_by_name(_formula_of(rule), variables)) for rule in rules}
    depths: dict[str, int] = {}
    for rule in rules:
        _depth(rule.name, uses, depths, (), layers)


def _formula_of(rule: nodes.Rule) -> tuple[nodes.Expression, ...]:
    """What a rule is as a formula: its cases and its own adjustments, not whom it is for, nor closing clauses."""
    own = tuple(one for one in rule.adjustments if not one.closing)
    return expressions_of(evolve(rule, selector=None, adjustments=own))


def uses_by_name(
    expressions: tuple[nodes.Expression, ...], variables: Mapping[str, tuple[nodes.Definition, ...]]
) -> Iterator[nodes.ByRule]:
    """Every `by` that expressions read, also through variables."""
    return (one for one in walk(expressions, variables) if isinstance(one, nodes.ByRule))


def _awards_points(rule: nodes.Rule) -> bool:
    is_left_out = any(isinstance(case.body, nodes.NotScored) for case in rule.cases)
    awards = [award for case in rule.cases for award in awards_of(case.body)]
    return not is_left_out and all(isinstance(award, nodes.PointsAward) for award in awards)


def _depth(
    name: str,
    uses: Mapping[str, tuple[nodes.ByRule, ...]],
    depths: dict[str, int],
    begun: tuple[str, ...],
    layers: tuple[Layer, ...],
) -> int:
    if name in depths:
        return depths[name]
    deepest = 0
    for use in uses.get(name, ()):
        if use.rule in (*begun, name):
            circle = [*begun, name]
            way = " → ".join([*circle[circle.index(use.rule) :], use.rule])
            report(
                "by-cycle",
                use,
                layers,
                Wording(f"“按规则”绕成了一圈：{way}。", f"the rules use one another in a circle: {way}"),
                Wording("其中一条改为直接写出算式", "let one of them say its formula itself"),
            )
        elif len(begun) >= MAX_CHAIN:
            report(
                "by-too-deep",
                use,
                layers,
                Wording(
                    f"“按规则”一条引用一条，超过 {MAX_CHAIN} 层。",
                    f"more than {MAX_CHAIN} rules use one another in a row",
                ),
                Wording("减少层层引用", "let fewer rules build on one another"),
            )
            return MAX_CHAIN
        else:
            deepest = max(deepest, 1 + _depth(use.rule, uses, depths, (*begun, name), layers))
    depths[name] = deepest
    return deepest


def report(code: str, use: nodes.ByRule, layers: tuple[Layer, ...], message: Wording, mend: Wording) -> None:
    """Report a `by` in the file that it is written in."""
    layer = next((one for one in layers if one.source == use.written.source), None)
    if layer is not None and not layer.problems.has_error_at(use.written.span):
        layer.problems.error(code, use.written.span, message, mend)

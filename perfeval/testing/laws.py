"""`assert_laws`: what holds of every rule set that is right, in one call."""

from __future__ import annotations

from collections.abc import Iterator, Set
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from perfeval.analysis.proving import prove
from perfeval.engine.interpret import Interpreter
from perfeval.engine.rows import rules_in_force, score_row
from perfeval.engine.score import Score
from perfeval.engine.table import table_state
from perfeval.errors import InvalidValueError
from perfeval.exact import Rounding, round_to
from perfeval.tables.indicator import Indicator, SelfEvaluation
from perfeval.testing.figures import closing_rounding
from perfeval.testing.pool import pool_of
from perfeval.testing.saying import example_said, row_said, table_verdict_said, verdict_said
from perfeval.wording import Lang, Wording

if TYPE_CHECKING:
    from perfeval.analysis.proving import Proof
    from perfeval.engine.ruleset import RuleSet


def assert_laws(rules: RuleSet, *, lang: Lang = "en") -> None:
    """Raise `AssertionError` with all that is wrong: each example that fails, each question that a row refutes.

    Besides, every row of `indicators(rules)` that stands where scores change is scored by both evaluators, which must
    say the same, and its score must lie within what was proved.
    """
    found = [example_said(result) for result in rules.test() if not result.passed]
    proof = prove(rules)
    found += [verdict_said(verdict) for verdict in proof.of("refuted")]
    found += [table_verdict_said(verdict) for verdict in proof.of_table("refuted")]
    found += _on_rows(rules, proof)
    if found:
        raise AssertionError("\n".join(one.render(lang) for one in found))


def _on_rows(rules: RuleSet, proof: Proof) -> Iterator[Wording]:
    """What is wrong on rows, each thing once for a rule: the plainest row of it."""
    try:
        rows = pool_of(rules).rows
    except InvalidValueError:
        return  # examples of words and dates only
    proved: set[tuple[str, str]] = {(one.rule.name, one.property) for one in proof.of("proved")}
    steps = {rule.name: rounding[0] for rule in rules.nodes.rules if (rounding := closing_rounding(rule)) is not None}
    told: set[tuple[str, str]] = set()
    for row in rows:
        interpreted, compiled = _by_both(rules, row)
        name = "" if compiled.rule is None else compiled.rule.name
        for law, said in _broken(row, interpreted, compiled, proved, steps.get(name)):
            if (name, law) not in told:
                told.add((name, law))
                yield said


def _by_both(rules: RuleSet, row: Indicator) -> tuple[Score, Score]:
    state = table_state(rules, SelfEvaluation(indicators=(row,)), None)
    in_force = rules_in_force(rules.nodes, state)
    interpreter = Interpreter(rules.nodes, state, state.rows[0])
    interpreted, _ = score_row(interpreter, in_force)
    compiled, _ = score_row(interpreter, in_force, rules.programs.on(state.day))
    return interpreted, compiled


def _broken(
    row: Indicator, interpreted: Score, compiled: Score, proved: Set[tuple[str, str]], step: Fraction | None
) -> Iterator[tuple[str, Wording]]:
    told = row_said(row)
    if interpreted != compiled:
        yield (
            "evaluators",
            Wording(
                f"两个求值器结果不同，请报告此问题：{told.zh}：{interpreted}；{compiled}",
                f"the two evaluators differ, please report this: {told.en}: {interpreted}; {compiled}",
            ),
        )
    points, full = compiled.points, compiled.full
    if points is None or full is None or compiled.rule is None:
        return
    name = compiled.rule.name
    if points < 0 and (name, "not_below_zero") in proved:
        yield "not_below_zero", _outside(told, name, points)
    # full marks between two steps of the rounding may be rounded up
    most = full if step is None else round_to(Fraction(full), step, Rounding.UP)
    if points > most and (name, "not_above_full") in proved:
        yield "not_above_full", _outside(told, name, points)


def _outside(told: Wording, name: str, points: Decimal) -> Wording:
    return Wording(
        f"规则“{name}”给 {points} 分，超出了对示例所证的范围：{told.zh}",
        f"rule `{name}` gives {points} points, outside of what is proved of its examples: {told.en}",
    )

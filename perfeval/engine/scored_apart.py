"""A row of several units that is no number: scored in every unit, and the scores averaged by money."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import partial

from attrs import evolve, frozen

from perfeval.engine.amount import Operand, exactly, show_number
from perfeval.engine.combining import weighted_mean
from perfeval.engine.explain import trace
from perfeval.engine.interpret import Interpreter
from perfeval.engine.outcome import Awarded, adjust
from perfeval.engine.rows import full_marks, rules_in_force, undecided_score
from perfeval.engine.score import RuleRef, Score, Step
from perfeval.exact import is_decimal, to_decimal
from perfeval.language import nodes, types
from perfeval.wording import Wording


@frozen
class UnitScore:
    """What one unit's row scores, the unit's name, and the money that it counts with (or why that is not known)."""

    name: str
    score: Score
    weight: Fraction | Wording


def averaged(interpreter: Interpreter, units: Sequence[UnitScore]) -> tuple[Score, Operand | None]:
    """The average of the units' scores by money, rounded as the rule rounds; and what the total adds for it.

    A unit without money does not count, nor one in which the rule keeps the row out of the total.
    """
    row = interpreter.row
    assert row is not None  # noqa: S101 - a row is averaged
    unknown = next((one.weight for one in units if isinstance(one.weight, Wording)), None)
    if unknown is not None:
        return undecided_score(row, unknown)
    funded = [one for one in units if one.weight != 0] or list(units)
    counted = [one for one in funded if one.score.status != "not scored"]
    if not counted:
        return _kept_out(funded[0].score, interpreter), None
    for one in counted:
        if one.score.points is None:
            why = one.score.reason or Wording("没有得分", "no score")
            return undecided_score(row, Wording(f"{one.name}：{why.zh}", f"{one.name}: {why.en}"))
    points = [Fraction(one.score.points or 0) for one in counted]
    average = weighted_mean(points, [one.weight for one in counted])
    if isinstance(average, Wording):
        return undecided_score(row, average)
    steps = [_step(counted, points, average)]
    rules = _rules_of(interpreter, counted)
    if len({_roundings(rule) for rule in rules}) > 1:
        return undecided_score(
            row,
            Wording("各单位这一行所用规则的舍入不同", "the rules that score this row in the units round differently"),
        )
    roundings = _roundings(rules[0]) if rules else ()
    outcome = adjust(Awarded(average, average), roundings, interpreter, steps)
    taken = outcome.low if isinstance(outcome, Awarded) else average
    if not isinstance(taken, Fraction) or not is_decimal(taken):
        return undecided_score(row, Wording("得分没有舍入成有限小数", "the score is not rounded to a finite decimal"))
    return _scored(interpreter, taken, _ref(rules, counted), steps), exactly(taken, types.POINTS)


def _step(counted: Sequence[UnitScore], points: Sequence[Fraction], average: Fraction) -> Step:
    shown = [show_number(one, types.POINTS) for one in points]
    zh = "，".join(f"{one.name} {points.zh}" for one, points in zip(counted, shown, strict=True))
    en = ", ".join(f"{one.name} {points.en}" for one, points in zip(counted, shown, strict=True))
    mean = show_number(average, types.POINTS)
    return Step(
        "value",
        Wording(
            f"各单位分别评分（{zh}），按金额加权平均，得 {mean.zh}",
            f"scored in every unit ({en}), averaged by money: {mean.en}",
        ),
        average,
    )


def _rules_of(interpreter: Interpreter, units: Sequence[UnitScore]) -> list[nodes.Rule]:
    """The rules that scored the row, in the order of the rule set."""
    names = {one.score.rule.name for one in units if one.score.rule is not None}
    return [rule for rule in rules_in_force(interpreter.ruleset, interpreter.state) if rule.name in names]


def _roundings(rule: nodes.Rule) -> tuple[nodes.Adjustment, ...]:
    return tuple(evolve(one, closing=True) for one in rule.adjustments if isinstance(one.change, nodes.Round))


def _ref(rules: Sequence[nodes.Rule], units: Sequence[UnitScore]) -> RuleRef | None:
    refs = [one.score.rule for one in units if one.score.rule is not None]
    return next((ref for rule in rules for ref in refs if ref.name == rule.name), None)


def _scored(interpreter: Interpreter, points: Fraction, rule: RuleRef | None, steps: list[Step]) -> Score:
    row, full = interpreter.row, full_marks(interpreter)
    assert row is not None  # noqa: S101 - a row is averaged
    shown, taken = show_number(points, types.POINTS), to_decimal(points)
    return Score(
        row=row.ref,
        status="scored",
        points=taken,
        low=taken,
        high=taken,
        full=None if full is None else to_decimal(full),
        score_from="rule",
        rule=rule,
        tell=partial(trace, tuple(steps), rule, Wording(f"得 {shown.zh}", f"Score: {shown.en}")),
    )


def _kept_out(score: Score, interpreter: Interpreter) -> Score:
    """The score of a row that the rule keeps out of the total in every unit."""
    assert interpreter.row is not None  # noqa: S101 - a row is averaged
    said = score.reason or Wording("不参与评分", "not scored")
    steps = (Step("undecided", Wording("各单位均不参与评分", "kept out of the total in every unit")),)
    return evolve(score, row=interpreter.row.ref, findings=(), tell=partial(trace, steps, score.rule, said))

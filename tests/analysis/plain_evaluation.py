"""Rules applied figure by figure, to hold against what is said of all figures at once."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from random import Random

import perfeval
from perfeval.analysis.behaviour import WITHOUT_END, Behaviour, NotOneVariableError, Piece, behaviour_of, unrounded
from perfeval.analysis.properties import way_of
from perfeval.analysis.proving import prove
from perfeval.analysis.real_roots import value_at
from perfeval.analysis.subjects import Subject, subjects_of
from perfeval.analysis.verdict import Verdict
from perfeval.engine.interpret import Interpreter
from perfeval.engine.outcome import Awarded, KeptOut, Undecided, apply_rule
from perfeval.engine.rows import choose_rule, full_marks, rules_in_force

FIGURES = 12
MOST_TURNS = 60


def piece_of(behaviour: Behaviour, figure: Fraction) -> Piece:
    """The stretch that a figure lies in."""
    (piece,) = (one for one in behaviour.pieces if one.cell.holds(figure))
    return piece


def hold(subject: Subject, behaviour: Behaviour, figure: Fraction) -> None:
    """One figure: the rule applied to the row with that figure in it."""
    piece = piece_of(behaviour, figure)
    state, row = subject.row(figure)
    interpreter = Interpreter(subject.rules.nodes, state, row)
    chosen = choose_rule(rules_in_force(subject.rules.nodes, state), interpreter)
    accepted = not isinstance(chosen, Undecided) and chosen.name == subject.rule.name
    assert piece.taken.accepted is accepted, figure
    if not accepted:
        return
    outcome, _ = apply_rule(unrounded(subject.rule), interpreter)
    if piece.taken.reason is WITHOUT_END:
        return
    if not isinstance(outcome, Awarded):
        assert piece.taken.high is None
        assert (piece.taken.reason is None) is not isinstance(outcome, Undecided)
        return
    for points, wanted in ((piece.taken.low, outcome.low), (piece.taken.high, outcome.high)):
        assert points is not None
        assert value_at(points.top, figure) / value_at(points.bottom, figure) == wanted, figure


def figures(behaviour: Behaviour, random: Random) -> list[Fraction]:
    """Every turn, a grid step on both sides of it, and others at random."""
    unit = behaviour.subject.unit / 100
    turns = [piece.inside for piece in behaviour.pieces if piece.inside is not None]
    turns = turns if len(turns) <= MOST_TURNS else random.sample(turns, MOST_TURNS)
    beside = [turn + step for turn in turns for step in (-unit, unit)]
    others = [Fraction(random.randrange(0, 40_000), random.choice((1, 7, 100))) * unit for _ in range(FIGURES)]
    least = -(10**9) if behaviour.subject.may_be_below_zero else 0
    return [one for one in (*turns, *beside, *others) if one >= least]


def hold_all(rules: perfeval.RuleSet, random: Random) -> int:
    """Every stretch of every row of a rule set; how many figures were held."""
    held = 0
    for rule in rules.nodes.rules:
        for subject in subjects_of(rules, rule):
            try:
                behaviour = behaviour_of(subject)
            except NotOneVariableError:
                continue
            for figure in figures(behaviour, random):
                hold(subject, behaviour, figure)
                held += 1
    return held


# ---- verdicts ----


def hold_verdicts(rules: perfeval.RuleSet, random: Random) -> set[str]:
    """What was proved of a rule set of one rule holds of figures tried, and what was refuted of its witness."""
    (rule,) = rules.nodes.rules
    verdicts = {one.property: one for one in prove(rules).verdicts}
    for subject in subjects_of(rules, rule):
        behaviour = behaviour_of(subject)
        tried = sorted(set(figures(behaviour, random)))
        found = [(figure, *outcome_of(subject, figure)) for figure in tried]
        for verdict in verdicts.values():
            if verdict.answer == "proved":
                broken = list(_broken(verdict, behaviour, found))
                assert not broken, (verdict.property, broken[0])
    for verdict in verdicts.values():
        if verdict.answer == "refuted" and verdict.witnesses:
            assert _shows(verdict), (verdict.property, [one.figure for one in verdict.witnesses])
    return {f"{one.property} {one.answer}" for one in verdicts.values()}


def outcome_of(subject: Subject, figure: Fraction) -> tuple[Awarded | KeptOut | Undecided, Fraction]:
    """What the rule gives before it is rounded, and full marks."""
    state, row = subject.row(figure)
    interpreter = Interpreter(subject.rules.nodes, state, row)
    outcome, _ = apply_rule(unrounded(subject.rule), interpreter)
    full = full_marks(interpreter)
    assert full is not None
    return outcome, full


Found = list[tuple[Fraction, Awarded | KeptOut | Undecided, Fraction]]


def _broken(verdict: Verdict, behaviour: Behaviour, found: Found) -> Iterator[object]:
    """Figures that speak against what was proved."""
    way = way_of(behaviour.subject)
    last: Fraction | None = None
    for figure, outcome, full in found:
        match verdict.property:
            case "decided" if isinstance(outcome, Undecided):
                yield figure
            case "not_below_zero" if isinstance(outcome, Awarded) and outcome.low < 0:
                yield figure
            case "not_above_full" if isinstance(outcome, Awarded) and outcome.high > full:
                yield figure
            case "monotone" if isinstance(outcome, Awarded) and way is not None and not verdict.rule.allowances:
                high = outcome.high
                assert isinstance(high, Fraction)
                if last is not None and (high < last if way == "up" else high > last):
                    yield figure
                last = high
            case _:
                pass


def _shows(verdict: Verdict) -> bool:
    """Whether the witnesses show what was refuted."""
    subject = verdict.witnesses[0].subject
    found = [outcome_of(subject, one.figure) for one in verdict.witnesses]
    outcome, full = found[0]
    match verdict.property:
        case "decided":
            return isinstance(outcome, Undecided)
        case "not_below_zero":
            return isinstance(outcome, Awarded) and outcome.low < 0
        case "not_above_full":
            return isinstance(outcome, Awarded) and outcome.high > full
        case "monotone" if len(found) == 2:
            low, high = found[0][0], found[1][0]
            assert isinstance(low, Awarded)
            assert isinstance(high, Awarded)
            way = way_of(subject)
            return high.high < low.high if way == "up" else high.high > low.high
        case _:
            return True

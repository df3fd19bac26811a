"""The stretches of a rule are what plain evaluation gives, figure by figure: on shipped rules and planted faults."""

from __future__ import annotations

import sys
from fractions import Fraction
from random import Random
from typing import TYPE_CHECKING

import pytest

import perfeval
from perfeval.analysis.behaviour import Behaviour, NotOneVariableError, Piece, behaviour_of, unrounded
from perfeval.analysis.real_roots import value_at
from perfeval.analysis.subjects import Subject, subjects_of
from perfeval.engine.interpret import Interpreter
from perfeval.engine.outcome import Awarded, Undecided, apply_rule
from perfeval.engine.rows import choose_rule, rules_in_force

if TYPE_CHECKING:
    from tests.analysis import rule_texts
else:
    rule_texts = sys.modules["rule_texts_of_analysis"]  # loaded by `conftest.py`

FIGURES = 12


def piece_of(behaviour: Behaviour, figure: Fraction) -> Piece:
    for piece in behaviour.pieces:
        low, high = piece.cell.low, piece.cell.high
        if piece.cell.point is not None:
            if piece.cell.point.exact == figure:
                return piece
        elif (low is None or low.high < figure) and (high is None or figure < high.low):
            return piece
    raise AssertionError(f"{figure} lies in no stretch")


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
    beside = [turn + step for turn in turns for step in (-unit, unit)]
    others = [Fraction(random.randrange(0, 40_000), random.choice((1, 7, 100))) * unit for _ in range(FIGURES)]
    least = -(10**9) if behaviour.subject.may_be_below_zero else 0
    return [one for one in (*turns, *beside, *others) if one >= least]


def hold_all(rules: perfeval.RuleSet) -> int:
    random, held = Random(7), 0  # noqa: S311 - test data
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


@pytest.mark.parametrize("rules", perfeval.shipped_rules(), ids=lambda rules: rules.name)
def test_stretches_of_shipped_rules_are_what_evaluation_gives(rules: perfeval.RuleSet) -> None:
    hold_all(rules)


@pytest.mark.parametrize("name", [*rule_texts.SOUND, *rule_texts.FAULTY])
def test_stretches_of_other_rules_are_what_evaluation_gives(name: str) -> None:
    text = rule_texts.SOUND.get(name) or rule_texts.FAULTY[name][0]
    assert hold_all(perfeval.parse_rules(text)) > 20

"""Planted faults are found, by the plainest figures; sound rules are proved; and so are all shipped ones."""

from __future__ import annotations

import sys
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

import perfeval
from perfeval.analysis.behaviour import behaviour_of
from perfeval.analysis.proving import Proof, prove
from perfeval.analysis.subjects import subjects_of
from perfeval.analysis.verdict import Verdict

if TYPE_CHECKING:
    from tests.analysis import rule_texts
else:
    rule_texts = sys.modules["rule_texts_of_analysis"]  # loaded by `conftest.py`


def shown(verdict: Verdict) -> list[str]:
    return [witness.shown.en for witness in verdict.witnesses]


def proof_of(text: str) -> Proof:
    return prove(perfeval.parse_rules(text))


@pytest.mark.parametrize("name", rule_texts.SOUND)
def test_a_sound_rule_is_proved(name: str) -> None:
    proof = proof_of(rule_texts.SOUND[name])
    assert [(one.property, one.answer, one.said) for one in proof.verdicts if one.answer != "proved"] == []


@pytest.mark.parametrize("name", rule_texts.FAULTY)
def test_a_planted_fault_is_found_by_the_plainest_figures(name: str) -> None:
    text, property_, figures = rule_texts.FAULTY[name]
    proof = proof_of(text)
    found = {one.property: one for one in proof.of("refuted")}
    assert property_ in found, [(one.property, one.answer, one.said) for one in proof.verdicts]
    assert shown(found[property_]) == figures


def test_a_witness_scores_what_the_evaluator_gives_it() -> None:
    text, _, _ = rule_texts.FAULTY["ratio without a cap"]
    (verdict,) = proof_of(text).of("refuted")
    (witness,) = verdict.witnesses
    assert witness.scores.en == "20.00 points"
    assert witness.subject.example.title == "e"


def test_what_rounding_hides_is_said_before_it_is_rounded() -> None:
    text, _, _ = rule_texts.FAULTY["a dip of 1e-5"]
    found = {one.property: one for one in proof_of(text).of("refuted")}
    assert [witness.scores.en for witness in found["monotone"].witnesses] == [
        "6.00 points (5.99991 points before rounding)",
        "6.00 points (5.9999 points before rounding)",
    ]


def test_a_rounding_may_hide_a_fall_and_may_make_one() -> None:
    hidden = {one.property: one.answer for one in proof_of(rule_texts.FAULTY["a dip of 1e-5"][0]).verdicts}
    assert (hidden["monotone"], hidden["rounded_monotone"]) == ("refuted", "proved")
    shown_ = {one.property: one.answer for one in proof_of(rule_texts.FAULTY["falls beyond 120 %"][0]).verdicts}
    assert (shown_["monotone"], shown_["rounded_monotone"]) == ("refuted", "refuted")
    text = rule_texts.rule("award full * completion\ncap full\nwhen completion > 75%  round down to 5 points")
    found = {one.property: one for one in proof_of(text).verdicts}
    assert (found["monotone"].answer, found["rounded_monotone"].answer) == ("proved", "refuted")
    assert [witness.scores.en for witness in found["rounded_monotone"].witnesses] == [
        "7.50 points",
        "5.00 points (8.00 points before rounding)",
    ]


def test_every_jump_is_listed_with_its_place_and_size() -> None:
    proof = proof_of(rule_texts.SOUND["bands announce themselves"])
    found = [(one.at, one.below, one.there, one.above) for one in proof.jumps]
    assert found == [tuple(map(Fraction, jump)) for jump in ((80, 0, 8, 8), (100, 8, 10, 10))]
    assert all(one.is_announced for one in proof.jumps)


def test_what_does_not_depend_on_sizes_holds_for_every_target_and_all_full_marks() -> None:
    proof = proof_of(rule_texts.SOUND["proportional, capped"])
    assert [is_free for _, is_free in proof.sizes] == [True]
    absolute = rule_texts.rule("on actual\n  >= 90个  award full\n  < 90个  award 0 points")
    assert [is_free for _, is_free in proof_of(absolute).sizes] == [False]


def test_steps_without_end_are_unknown_with_their_reason_and_refuted_where_a_row_shows_it() -> None:
    proof = proof_of(
        rule_texts.rule("award 0 points\non actual  each 30个  add 1 point, whole steps", gives="3 points")
    )
    (refuted,) = proof.of("refuted")
    assert (refuted.property, shown(refuted)) == ("not_above_full", ["330个"])
    (reason,) = {str(one.said) for one in proof.of("unknown")}
    assert "counted without end" in reason
    assert not proof.of("proved")


def test_a_cliff_where_a_step_ends_is_told_from_the_step() -> None:
    steps = "award full\non completion short of 100%  each 5 percentage points  deduct 1 point, {}\nfloor 0 points"
    cliff = "\nwhen completion <= 60%  deduct 2 points"
    for part in ("whole steps", "started steps"):
        text = steps.format(part)
        assert not proof_of(rule_texts.rule(text)).of("refuted")
        (refuted,) = proof_of(rule_texts.rule(text.replace("\nfloor", cliff + "\nfloor"))).of("refuted")
        assert (refuted.property, shown(refuted)) == ("no_cliff", ["60个"])


def test_a_rounding_on_the_way_announces_its_jumps() -> None:
    proof = proof_of(rule_texts.rule("award full * round half up(completion, 1%)\ncap full"))
    assert not proof.of("refuted")
    assert not proof.of("unknown")
    assert len(proof.jumps) == 100


def test_a_tally_takes_whole_numbers_only() -> None:
    text = (
        "ruleset t\n  unsigned every = positive\n  round half up to 0.01 points\n"
        "input 事故数 tally\nrule r for quantity\n  award full\n  on 事故数  each 1  deduct 3 points\n"
        "  floor 0 points\n"
        '  example "e" target "≥100个", actual 100个, 事故数 2, full 10 points  gives 4 points\n'
    )
    proof = proof_of(text)
    assert not proof.of("refuted")
    assert not proof.of("unknown")


def test_a_rule_on_words_has_no_figure_to_ask_about() -> None:
    text = rule_texts.HEAD.format(kind="qualitative") + (
        '  award full\n  example "w" target "显著提升", actual "显著提升", full 10 points  gives 10 points\n'
    )
    assert proof_of(text).verdicts == ()


def test_the_shipped_rule_sets_are_proved_but_for_what_they_allow() -> None:
    for rules in perfeval.shipped_rules():
        proof = prove(rules)
        assert [(one.rule.name, one.property, one.said) for one in proof.of("refuted")] == [], rules.name
        assert [(one.rule.name, one.property, one.said) for one in proof.of("unknown")] == [], rules.name


def test_what_is_wrong_at_a_figure_that_is_no_fraction_is_not_passed_over() -> None:
    """completion² = 2 has no fraction: the gap, and the jump, are there all the same."""
    gap = rule_texts.rule(
        "when completion * completion > 200%  award full\nwhen completion * completion < 200%  award full"
    )
    found = {one.property: one for one in proof_of(gap).verdicts}
    assert found["decided"].answer == "refuted"
    assert found["decided"].witnesses == ()
    cliff = rule_texts.rule("when completion * completion >= 200%  award full\notherwise  award full * 50%")
    found = {one.property: one for one in proof_of(cliff).verdicts}
    assert found["no_cliff"].answer == "unknown"
    assert "no fraction" in str(found["no_cliff"].said)


def test_a_better_cost_may_score_less_where_that_is_allowed() -> None:
    """The better figure is the smaller: it is there that the allowance has to hold."""
    text = (
        "when completion < 80%  award full * 50%\notherwise  award min(full, full * target / actual)\n"
        "when completion < 80%  allow decrease\nwhen completion = 80%  allow jump"
    )
    row = {"kind": "cost", "target": "≤100万元", "actual": "80万元"}
    allowed = {one.property: one for one in proof_of(rule_texts.rule(text, **row)).verdicts}
    assert allowed["monotone"].answer == "proved"
    other = text.replace("when completion < 80%  allow", "when completion > 90%  allow")
    found = {one.property: one for one in proof_of(rule_texts.rule(other, **row)).verdicts}
    assert found["monotone"].answer == "refuted"


def test_a_stretch_without_a_score_for_lack_of_a_fact_is_no_fault_at_its_end_either() -> None:
    """Up to 60 % and with it the rule asks for a fact that the example does not give."""
    text = rule_texts.rule(
        "when completion <= 60%  award min(full, late * 1 point)\notherwise  award full\nfloor 0 points\n"
        "when completion = 60%  allow jump"
    ).replace("rule r", "input late number\nrule r")
    found = {one.property: one for one in proof_of(text).verdicts}
    assert found["decided"].answer == "unknown"
    assert "`late`" in str(found["decided"].said)


def test_a_rounding_before_the_last_caps_closes_the_rule_as_one_after_them() -> None:
    """Else every hundredth of a point would be a stretch of its own, where the header rounds first."""
    text = rule_texts.rule("award full * completion").replace(
        "round half up to 0.01 points", "round half up to 0.01 points\n  cap full\n  floor 0 points"
    )
    rules = perfeval.parse_rules(text)
    for subject in subjects_of(rules, rules.nodes.rules[0]):
        assert len(behaviour_of(subject).pieces) < 10
    assert not prove(rules).of("refuted")

"""What the examples of a rule set let pass: found, proved to make no difference, or said to be unknown."""

from __future__ import annotations

import functools
import sys
from typing import TYPE_CHECKING

import pytest

import perfeval
from perfeval.analysis.mutants import Mutant
from perfeval.testing.mutation import NOT_REACHED, Judged, Mutation, is_shown
from perfeval.testing.mutation_report import MutationReport, mutate
from perfeval.testing.proposed_examples import Proposal

if TYPE_CHECKING:
    from tests.analysis.rule_texts import rule
else:
    rule = sys.modules["rule_texts_of_analysis"].rule  # loaded by `conftest.py`

SHARE = """
when completion >= 60%  award full * completion
otherwise  award 0 points
cap full
"""


@functools.cache
def report_of(text: str) -> MutationReport:
    return mutate(perfeval.parse_rules(text, "small.perfeval"))


def judged(report: MutationReport, before: str, after: str) -> Judged:
    """What is known of one change."""
    return next(one for one in report.judged if (one.mutant.before.en, one.mutant.after.en) == (before, after))


def noticing(report: MutationReport, mutant: Mutant) -> Proposal:
    return next(one for one in report.proposals if mutant in one.notices)


def with_examples(rules: perfeval.RuleSet, proposals: tuple[Proposal, ...]) -> str:
    """The text of a rule set with the examples where they belong."""
    lines = rules.nodes.source.text.split("\n")
    for one in sorted(proposals, key=lambda one: -one.written.below):
        lines.insert(one.written.below, one.written.line)
    return "\n".join(lines)


def test_the_missing_example_at_a_threshold_is_the_plain_one() -> None:
    report = report_of(rule(SHARE))
    one = judged(report, "completion >= 60%", "completion > 60%")
    assert one.answer == "missed"
    assert noticing(report, one.mutant).written.line == (
        '  example "actual 60个"  target "≥100个", actual 60个, full 10 points  gives 6 points'
    )


def test_a_chinese_file_gets_a_chinese_example() -> None:
    text = perfeval.convert_rules(rule(SHARE), to="zh")
    report = mutate(perfeval.parse_rules(text, "small.perfeval"))
    lines = [one.written.line for one in report.proposals]
    assert '  示例 "完成值60个"  指标值 "≥100个"，完成值 60个，满分 10分  应得 6分' in lines


def test_a_change_that_scores_every_figure_the_same_is_proved_and_left_out() -> None:
    report = report_of(rule("when completion >= 100%  award full\notherwise  award full * completion\ncap full"))
    assert judged(report, "completion >= 100%", "completion > 100%").answer == "same"
    assert judged(report, "when completion >= 100% award full", "(left out)").answer == "same"


def test_a_change_that_other_figures_do_not_meet_is_not_left_out() -> None:
    # above 200 % only: the row of the example is followed for every figure, not only up to the target
    report = report_of(rule("when completion > 200%  award 5 points\notherwise  award min(full, full * completion)"))
    assert judged(report, "completion > 200%", "completion >= 200%").answer == "missed"


def test_what_no_row_comes_to_is_unknown_and_never_said_to_make_no_difference() -> None:
    body = 'when name contains "pilot"  award 5 points\notherwise  award min(full, full * completion)'
    report = report_of(rule(body))
    one = judged(report, "5 points", "4 points")
    assert (one.answer, one.reason) == ("unknown", NOT_REACHED)


def test_kinds_that_the_rows_do_not_show_are_unknown() -> None:
    body = "when positive and completion >= 60%  award full\notherwise  award 0 points"
    report = report_of(rule(body))
    assert judged(report, "positive and completion >= 60%", "completion >= 60%").answer == "unknown"


def test_another_rounding_is_shown_by_a_tie() -> None:
    report = report_of(rule(SHARE))
    half_even = judged(report, "round half up to 0.01 points", "round half even to 0.01 points")
    assert half_even.answer == "missed"
    assert half_even.mutant in noticing(report, half_even.mutant).notices


@pytest.mark.parametrize("name", ["guangxi", "zhongwei", "yinchuan_2021"])
def test_proposed_examples_hold_and_notice_what_they_say(name: str) -> None:
    rules = perfeval.load_rules(name)
    report = mutate(rules)
    assert sum(len(one.notices) for one in report.proposals) == len(report.of("missed"))
    added = perfeval.parse_rules(with_examples(rules, report.proposals), rules.source_name)
    assert all(one.passed for one in added.test())
    assert not mutate(added).of("missed")


@pytest.mark.parametrize("name", ["zhongwei", "yinchuan_2021", "sichuan_linkage_funds"])
def test_what_is_proved_to_make_no_difference_makes_none_at_any_figure_tried(name: str) -> None:
    mutation = Mutation(perfeval.load_rules(name))
    for mutant in mutation.mutants:
        if mutation.compare(mutant).answer == "same":
            for ground in mutation.grounds[::3]:
                assert not any(is_shown(ground, mutant, figure) for figure in ground.figures[::4])

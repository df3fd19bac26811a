"""Odd arguments of the public API: each is refused in words, or leaves its row without a score, with the reason."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import perfeval

RULES = perfeval.load_rules("zhongwei")


def row(**given: object) -> perfeval.Indicator:
    return perfeval.Indicator(**{"name": "印数", "level2": "数量指标", "target": "3200份", "actual": "1600份"} | given)  # type: ignore[arg-type]


@pytest.mark.parametrize("full", ["-10", "abc", "10%"])
def test_points_that_are_none_give_no_score_and_a_finding(full: str) -> None:
    score = RULES.score(row(full=full))
    assert (score.status, score.points) == ("not scored", None)
    assert [finding.code for finding in score.findings] == [perfeval.Code.ROW_NOT_SCORED]
    assert full in score.findings[0].message.zh or "负数" in score.findings[0].message.zh


def test_an_approximate_target_is_no_figure_and_no_word() -> None:
    score = RULES.score(row(full="10", target="约50份"))
    assert score.status == "undecided"
    assert perfeval.Code.VALUE_UNREADABLE in [finding.code for finding in score.findings]


def test_words_with_figures_are_judged_with_a_finding() -> None:
    score = RULES.score(row(full="10", target="刊印2期，印发1600份"))
    assert score.status == "scored"
    assert perfeval.Code.VALUE_UNREADABLE in [finding.code for finding in score.findings]


@pytest.mark.parametrize(
    "call",
    [
        lambda: perfeval.audit(perfeval.SelfEvaluation(), "zhongwei"),  # type: ignore[arg-type]
        lambda: RULES.evaluate([perfeval.SelfEvaluation()]),  # type: ignore[arg-type]
        lambda: RULES.score(None),  # type: ignore[arg-type]
        lambda: perfeval.parse_rules(None),  # type: ignore[arg-type]
        lambda: row(full="10", level2=3),
        lambda: row(full=0.1),
    ],
)
def test_arguments_of_another_type_are_refused_in_words(call: Callable[[], object]) -> None:
    with pytest.raises(perfeval.InvalidValueError) as caught:
        call()
    assert caught.value.render("zh") != caught.value.render("en")

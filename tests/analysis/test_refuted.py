"""What the checker says of rows: faults that the text alone does not show, each with its row, and none twice."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

import perfeval
from perfeval.analysis.refuted import TOLD_BY, refuted

if TYPE_CHECKING:
    from tests.analysis import rule_texts
else:
    rule_texts = sys.modules["rule_texts_of_analysis"]  # loaded by `conftest.py`


def test_a_figure_without_a_score_that_the_text_does_not_show() -> None:
    (warning,) = refuted(perfeval.parse_rules(rule_texts.FAULTY["division by the actual value"][0]))
    assert (warning.code, warning.line) == ("refuted", 4)
    assert warning.message.en.startswith("it does not hold that every figure gets a score: no score: ")
    assert "in the row of example `e`, 0个 → " in warning.message.en
    assert warning.mend is not None


@pytest.mark.parametrize("name", rule_texts.FAULTY)
def test_nothing_is_told_twice(name: str) -> None:
    rules = perfeval.parse_rules(rule_texts.FAULTY[name][0])
    told = {one.code for one in rules.diagnostics}
    for warning in refuted(rules):
        (property_,) = {
            one.property
            for one in perfeval.prove(rules).of("refuted")
            if one.said is not None and one.said.en in warning.message.en
        }
        assert not told & TOLD_BY[property_]


@pytest.mark.parametrize("name", rule_texts.SOUND)
def test_nothing_is_said_of_sound_rules(name: str) -> None:
    assert refuted(perfeval.parse_rules(rule_texts.SOUND[name])) == ()


def test_grades_that_fall_are_told() -> None:
    text = rule_texts.rule("award full * completion\ncap full") + (
        'grades\n  when total >= 90 points  award "优"\n  when total > 60 points  award "差"\n  otherwise  award "中"\n'
    )
    (warning,) = refuted(perfeval.parse_rules(text))
    assert "total 60.00 points → 中; total 70.00 points → 差" in warning.message.en

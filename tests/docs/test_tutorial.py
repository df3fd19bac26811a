"""The tutorial's rule sets are the tutorial's promise: each checks without a word, and its examples hold."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import perfeval

TUTORIAL = Path(__file__).parents[2] / "docs" / "tutorial"
TABLES = Path(__file__).parents[2] / "docs" / "examples" / "zhongwei_2024.txt"


def rule_sets(page: Path) -> list[str]:
    return re.findall(r"```perfeval\n(.*?)```", page.read_text("utf-8"), re.DOTALL)


@pytest.mark.parametrize("page", sorted(TUTORIAL.glob("*.md")), ids=lambda page: page.name)
def test_every_rule_set_checks_and_its_examples_hold(page: Path) -> None:
    texts = rule_sets(page)
    assert len(texts) == 3
    for text in texts:
        assert perfeval.check_rules(text) == ()
        assert all(result.passed for result in perfeval.parse_rules(text).test())


def test_both_languages_tell_the_same_rules() -> None:
    indicator = perfeval.Indicator(name="印刷", level2="数量指标", target="60人", actual="35.66%", full=5)
    satisfaction = perfeval.Indicator(name="群众", level2="满意度指标", target="≥90%", actual="85%", full=10)
    for english, chinese in zip(
        rule_sets(TUTORIAL / "first-rule-set.md"), rule_sets(TUTORIAL / "first-rule-set.zh.md"), strict=True
    ):
        for row in (indicator, satisfaction):
            one, other = perfeval.parse_rules(english).score(row), perfeval.parse_rules(chinese).score(row)
            assert (one.points, one.low, one.high) == (other.points, other.low, other.high)


def test_the_audit_that_the_tutorial_promises() -> None:
    rules = perfeval.parse_rules(rule_sets(TUTORIAL / "first-rule-set.zh.md")[2])
    score = rules.evaluate(perfeval.read_tables(TABLES)[0]).rows[1]
    assert str(score.points) == "0.00"
    assert "第十条" in score.explain("zh")

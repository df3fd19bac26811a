"""The stretches of a rule are what plain evaluation gives, figure by figure: on shipped rules and planted faults."""

from __future__ import annotations

import sys
from random import Random
from typing import TYPE_CHECKING

import pytest

import perfeval

if TYPE_CHECKING:
    from tests.analysis import plain_evaluation, random_rules, rule_texts
else:  # loaded by `conftest.py`
    rule_texts = sys.modules["rule_texts_of_analysis"]
    plain_evaluation = sys.modules["plain_evaluation_of_analysis"]
    random_rules = sys.modules["random_rules_of_analysis"]
RANDOM = Random(7)  # noqa: S311 - test data


@pytest.mark.parametrize("rules", perfeval.shipped_rules(), ids=lambda rules: rules.name)
def test_stretches_of_shipped_rules_are_what_evaluation_gives(rules: perfeval.RuleSet) -> None:
    plain_evaluation.hold_all(rules, RANDOM)


@pytest.mark.parametrize("name", [*rule_texts.SOUND, *rule_texts.FAULTY])
def test_stretches_of_other_rules_are_what_evaluation_gives(name: str) -> None:
    text = rule_texts.SOUND.get(name) or rule_texts.FAULTY[name][0]
    assert plain_evaluation.hold_all(perfeval.parse_rules(text), RANDOM) > 15


CHUNKS, EACH = 8, 12


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_random_rules_do_what_plain_evaluation_does(chunk: int) -> None:
    held = random_rules.hold(range(chunk * EACH, (chunk + 1) * EACH), plain_evaluation)
    assert held["rules"] > EACH / 2
    assert held["figures"] > 20 * held["rules"]


def test_random_rules_are_of_every_kind() -> None:
    held = random_rules.hold(range(1000, 1060), plain_evaluation)
    for property_ in ("decided", "not_below_zero", "not_above_full", "monotone", "no_cliff"):
        assert held[f"{property_} proved"], property_
        assert held[f"{property_} refuted"], property_

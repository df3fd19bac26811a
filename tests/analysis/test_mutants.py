"""Mutants: each differs from the rule set by one change, told as it would read in the file."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

import perfeval
from perfeval.analysis.mutants import Mutant, mutants_of
from perfeval.engine.library import shipped_rules

if TYPE_CHECKING:
    from tests.analysis.rule_texts import rule
else:
    rule = sys.modules["rule_texts_of_analysis"].rule  # loaded by `conftest.py`

BODY = """
when completion >= 60% and actual > 0  award full * completion
otherwise  award 0 points
when actual > 0, on completion short of 90%  each 5 percentage points  deduct 1 point, at most 3 points, whole steps
cap full
"""


def told(text: str) -> set[str]:
    """The changes of a rule set of one rule, as they are told."""
    return {f"{one.before.en} -> {one.after.en}" for one in mutants_of(perfeval.parse_rules(text))}


@pytest.mark.parametrize("rules", shipped_rules(), ids=lambda rules: rules.name)
def test_each_mutant_is_another_program_and_told_apart_from_the_others(rules: perfeval.RuleSet) -> None:
    mutants = list(mutants_of(rules))
    assert all(one.rules.nodes != rules.nodes for one in mutants)
    assert len({one.id for one in mutants}) == len(mutants)
    assert [one.id for one in mutants_of(rules)] == [one.id for one in mutants]


@pytest.mark.parametrize("rules", shipped_rules(), ids=lambda rules: rules.name)
def test_what_is_changed_stands_in_the_rule_sets_own_text(rules: perfeval.RuleSet) -> None:
    def is_there(one: Mutant) -> bool:
        return one.written.source.name == rules.source_name and bool(one.written.text)

    assert all(is_there(one) for one in mutants_of(rules))


def test_every_kind_of_change_is_made() -> None:
    expected = {
        "completion >= 60% -> completion > 60%",
        "completion >= 60% -> completion >= 59.99%",
        "completion >= 60% and actual > 0 -> completion >= 60% or actual > 0",
        "completion >= 60% and actual > 0 -> not (completion >= 60% and actual > 0)",
        "award 0 points -> award full",
        "full * completion -> full / completion",
        "deduct -> add",
        "whole steps -> pro rata",
        "at most 3 points -> (left out)",
        "1 points -> 1.01 points",
        "cap full -> (left out)",
        "round half up to 0.01 points -> round down to 0.01 points",
    }
    assert expected <= told(rule(BODY))


def test_bands_change_at_their_edges_and_in_their_order() -> None:
    bands = "on completion\n  >= 100%  award full\n  [80%, 100%)  award full * 80%\n  < 80%  award 0 points"
    expected = {
        "[80%, 100%) -> (80%, 100%)",
        "[80%, 100%) -> [80%, 100%]",
        "[80%, 100%) -> [79.99%, 100%)",
        "< 80% -> <= 80%",
        "< 80% award 0 points -> (left out)",
        ">= 100% award full / [80%, 100%) award full * 80% -> [80%, 100%) award full * 80% / >= 100% award full",
    }
    assert expected <= told(rule(bands))

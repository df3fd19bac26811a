"""The total and the grades: faults are found by the plainest tables and totals, what is sound is proved."""

from __future__ import annotations

import pytest

import perfeval
from perfeval.analysis.table_verdicts import TableVerdict

RULES = """ruleset t
  unsigned every = positive
  round half up to 0.01 points
rule r for quantity
  award full * completion
  cap full
  floor 0 points
  example "a" target "≥100个", actual 100个, full 50 points  gives 50 points
rule s for quality
  award full * completion
  cap full
  floor 0 points
  example "b" target "≥100%", actual 100%, full 50 points  gives 50 points
"""
GRADES = """grades
  on total
    >= 90 points            award "优"
    [80 points, 90 points)  award "良"
    < 80 points             award "差"
"""
UNEVEN = """grades
  when total > 90 points  award "优"
  when total < 80 points  award "良"
  otherwise  award "差"
"""
ROUNDED = "  round half up to 0.01 points\n"


def verdicts(block: str, rules: str = RULES) -> dict[str, TableVerdict]:
    return {one.property: one for one in perfeval.prove(perfeval.parse_rules(rules + block)).table}


@pytest.mark.parametrize(
    "block",
    [
        "",
        "total\n  award sum(score)\n  cap 100 points\n" + ROUNDED,
        "total\n  award sum(score)\n  when sum(score) < 60 points  deduct 5 points\n  floor 0 points\n" + ROUNDED,
        "total\n  award round down(sum(score), 5 points)\n" + ROUNDED,
        "total\n  award sum(score) / sum(full) * 100 points\n" + ROUNDED,
        GRADES,
    ],
)
def test_what_is_sound_is_proved(block: str) -> None:
    found = verdicts(block)
    assert [(one.property, one.answer, one.said) for one in found.values() if one.answer != "proved"] == []
    assert ("grade_decided" in found) is block.startswith("grades")


@pytest.mark.parametrize(
    ("block", "property_", "shown"),
    [
        (
            "total\n  award sum(score)\n  when sum(score) >= 90 points  add 5 points\n" + ROUNDED,
            "total_within",
            "rows that add to 96.00 points → total 101.00 points",
        ),
        (
            "total\n  award sum(score)\n  when sum(score) > 80 points  deduct 5 points\n" + ROUNDED,
            "total_rises",
            "rows that add to 80.00 points → total 80.00 points; rows that add to 90.00 points → total 85.00 points",
        ),
        (
            "total\n  award 100 points - sum(score)\n" + ROUNDED,
            "total_rises",
            "rows that add to 10.00 points → total 90.00 points; rows that add to 20.00 points → total 80.00 points",
        ),
        (
            "total\n  award sum(score) - 10 points\n" + ROUNDED,
            "total_within",
            "rows that add to 0.00 points → total -10.00 points",
        ),
        (
            "total\n  when sum(score) > 80 points  award sum(score)\n  when sum(score) < 80 points  award 0 points\n"
            + ROUNDED,
            "total_decided",
            "rows that add to 80.00 points → total no case applies",
        ),
        (
            UNEVEN,
            "grade_rises",
            "total 10.00 points → 良; total 80.00 points → 差",
        ),
        (
            'grades\n  when total > 90 points  award "优"\n  when total < 90 points  award "良"\n',
            "grade_decided",
            "total 90.00 points → no grade: no case applies",
        ),
    ],
)
def test_a_planted_fault_is_shown_by_the_plainest_table(block: str, property_: str, shown: str) -> None:
    found = verdicts(block)[property_]
    assert found.said is not None
    assert (found.answer, found.said.en) == ("refuted", shown)


def test_what_rules_may_exceed_is_not_proved_of_the_total() -> None:
    found = verdicts("", RULES.replace("  cap full\n", "", 1))["total_within"]
    assert (found.answer, "rule `r`" in str(found.said)) == ("unknown", True)


def test_several_sums_are_not_passed_over() -> None:
    block = "total\n  award min(30 points, sum(score, quantity)) + sum(score, quality)\n" + ROUNDED
    assert {one.answer for one in verdicts(block).values()} == {"unknown"}


def test_nothing_is_refuted_or_unknown_in_the_shipped_rule_sets() -> None:
    for rules in perfeval.shipped_rules():
        assert {one.answer for one in perfeval.prove(rules).table} <= {"proved"}, rules.name

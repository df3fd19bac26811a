"""Which rule set a table is scored by: in force at the end of its year, made for its region, the most particular."""

from __future__ import annotations

import pytest

import perfeval
from perfeval import Code, SelfEvaluation


def choose(year: int | None, region: str | None = None, **table: str) -> tuple[str | None, Code | None]:
    choice = perfeval.choose_rules(SelfEvaluation(year=year, **table), region=region)  # type: ignore[arg-type]
    return (
        None if choice.rules is None else choice.rules.name,
        None if choice.finding is None else choice.finding.code,
    )


@pytest.mark.parametrize(
    ("year", "expected"),
    [(2015, None), (2016, "national_2016"), (2019, "national_2016"), (2020, "national_2020"), (2024, "national_2020")],
)
def test_by_year(year: int, expected: str | None) -> None:
    assert choose(year) == (expected, None)


def test_by_region() -> None:
    assert choose(2024, "宁夏中卫市") == ("zhongwei", None)
    assert choose(2024, unit="中卫市人民政府办公室") == ("zhongwei", None)
    assert choose(2024, "北京市", unit="中卫市人民政府办公室") == ("national_2020", None)
    assert choose(2023, "中卫市") == ("national_2020", None)  # the city's set is in force from 2024


def test_without_a_year_the_rules_in_force_now() -> None:
    assert choose(None) == ("national_2020", Code.YEAR_MISSING)


def rule_set(name: str, region: str, parent: str = "", dates: str = "effective from 2020-01-01") -> perfeval.RuleSet:
    extends = f" extends {parent}" if parent else ""
    return perfeval.parse_rules(
        f'ruleset {name}{extends}\n  for region contains "{region}"\n  {dates}\n  round half up to 0.01 points\n'
        "rule r for every\n  award full\n"
    )


def test_several_that_accept() -> None:
    national = perfeval.load_rules("national_2020")
    candidates = [national, rule_set("one", "甲"), rule_set("other", "市")]
    table = SelfEvaluation(year=2024)
    choice = perfeval.choose_rules(table, region="甲市", candidates=candidates)
    assert choice.rules is national
    assert choice.finding is not None
    assert choice.finding.code is Code.RULES_UNCERTAIN
    only = perfeval.choose_rules(table, region="乙市", candidates=candidates)
    assert (only.rules, only.finding) == (candidates[2], None)


def test_the_most_particular_is_taken() -> None:
    zhongwei = perfeval.load_rules("zhongwei")
    county = rule_set("county", "沙坡头", "zhongwei", "effective from 2024-01-01")
    choice = perfeval.choose_rules(
        SelfEvaluation(year=2024),
        region="中卫市沙坡头区",
        candidates=[zhongwei, county, perfeval.load_rules("national_2020")],
    )
    assert choice.rules is county


def test_a_set_without_dates_is_used_only_by_name() -> None:
    undated = rule_set("undated", "甲", dates="")
    choice = perfeval.choose_rules(SelfEvaluation(year=2024), region="甲市", candidates=[undated])
    assert choice.rules is None

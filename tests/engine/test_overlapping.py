"""Two rule sets between which perfeval could not choose are reported; those that it can tell apart are not."""

from __future__ import annotations

import pytest

import perfeval
from perfeval.engine.overlapping import overlapping


def made(name: str, dates: str, applies: str = '地区 含 "青山"', parent: str = "national_2020") -> perfeval.RuleSet:
    return perfeval.parse_rules(
        f'规则集 {name} "{name}" 继承 {parent}\n  依据 "x" 自定\n  适用于 {applies}\n  {dates}\n', name
    )


OLD = made("old", "施行 自 2021-01-01 至 2023-12-31")


@pytest.mark.parametrize(
    ("other", "is_told"),
    [
        (made("next", "施行 自 2024-01-01"), False),
        (made("early", "施行 自 2023-12-31"), True),
        (made("inside", "施行 自 2022-01-01 至 2022-12-31"), True),
        (made("elsewhere", "施行 自 2022-01-01", '地区 含 "绿水"'), False),
        (made("undated", ""), False),
    ],
    ids=["the day after", "the last day", "inside", "another region", "undated"],
)
def test_overlapping_sets_are_told_from_both_sides(other: perfeval.RuleSet, is_told: bool) -> None:
    for one, two in ((OLD, other), (other, OLD)):
        assert [found.code for found in overlapping(one, [two])] == (["sets-overlap"] if is_told else [])


def test_no_shipped_set_overlaps_another() -> None:
    shipped = perfeval.shipped_rules()
    assert [found.render("en") for one in shipped for found in overlapping(one, shipped)] == []

"""A rule that takes every row of rules behind it is named with all of them."""

from __future__ import annotations

import pytest

import perfeval

HEAD = """规则集 child "child" 继承 national_2020
  依据 "示例" 自定
"""


def never_reached(selector: str) -> list[str]:
    text = HEAD + f"规则 就高 适用于 {selector}\n  得 满分\n"
    return [one.message.zh for one in perfeval.check_rules(text) if one.code == "rule-never-reached"]


def test_a_general_rule_takes_the_particular_ones_behind_it() -> None:
    (said,) = never_reached("定量指标")
    for name in ("目标为零", "文字完成值", "反向比例", "正向比例"):
        assert f"“{name}”" in said


@pytest.mark.parametrize("selector", ["定量指标 且 正向指标 且 完成值 为 比率", "数量指标", "完成率 > 50%"])
def test_a_narrower_rule_takes_none_whole(selector: str) -> None:
    assert never_reached(selector) == []


def test_a_rule_for_one_direction_leaves_the_other() -> None:
    assert all("正向比例" not in said for said in never_reached("反向指标"))

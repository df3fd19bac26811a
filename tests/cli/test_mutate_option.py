"""`perfeval test --mutate`: changes that no example notices, with the examples to add, in both languages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

Call = Callable[..., CompletedProcess[str]]

RULES = """规则集 示例县 "示例县办法"
  依据 "示例县财政局〔2024〕1号" 自定
  未标方向 成本指标 = 反向指标，所有指标 = 正向指标
  四舍五入 到 0.01分

规则 数量 适用于 数量指标
  当 完成率 ≥ 60%  得 满分 × 完成率
  否则             得 0分
  封顶 满分
  示例 "八成"  指标值 "≥100个"，完成值 80个，满分 10分  应得 {points}分
"""
EXAMPLE = '  示例 "完成值60个"  指标值 "≥100个"，完成值 60个，满分 10分  应得 6分\n'


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    path = tmp_path / "示例县.perfeval"
    path.write_text(RULES.format(points=8), "utf-8")
    return path


def test_it_is_told_in_chinese_and_does_not_fail(call: Call, rules: Path) -> None:
    ran = call("test", rules, "--mutate", "--lang", "zh")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert f"✗ {rules}:7 比较符号：完成率 ≥ 60% → 完成率 > 60%" in ran.stdout
    assert EXAMPLE in ran.stdout


def test_it_is_told_in_english_and_the_example_stays_in_the_words_of_the_file(call: Call, rules: Path) -> None:
    ran = call("test", rules, "--mutate", "--lang", "en")
    assert f"✗ {rules}:7 comparison: completion >= 60% → completion > 60%" in ran.stdout
    assert "below line 10; notices" in ran.stdout
    assert EXAMPLE in ran.stdout


def test_without_it_nothing_is_changed(call: Call, rules: Path) -> None:
    assert "✗" not in call("test", rules).stdout


def test_an_example_that_fails_still_fails(call: Call, rules: Path) -> None:
    rules.write_text(RULES.format(points=9), "utf-8")
    assert call("test", rules, "--mutate").returncode == 1

"""`perfeval diff`: where two rule sets give other points."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Call = Callable[..., subprocess.CompletedProcess[str]]

RULES = """规则集 jia "甲"
  依据 "甲办法" 原文
  未标方向 所有指标 = 正向指标
  扣完为止
  封顶 满分
  四舍五入 到 0.01分

参数 及格线 = 60%

规则 按比例 适用于 定量指标 且 完成值 为 比率 且 指标值 > 0
  依据 "甲办法" "第八条" 原文
  当 完成率 < 及格线  得 0分
  否则               得 满分 × 完成率
  示例 "八成"  指标值 100%，完成值 80%，满分 10分  应得 8分
"""


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, Path]:
    one, other = tmp_path / "jia.perfeval", tmp_path / "yi.perfeval"
    one.write_text(RULES, "utf-8")
    other.write_text(RULES.replace("jia", "yi").replace("60%", "65%"), "utf-8")
    return one, other


def test_in_chinese(call: Call, pair: tuple[Path, Path]) -> None:
    ran = call("diff", *pair, "--lang", "zh")
    assert ran.returncode == 1
    assert ran.stdout.splitlines() == [
        f"A：jia 甲（{pair[0]}）",
        f"B：yi 甲（{pair[1]}）",
        "示例“八成”的行（指标值 100%，满分 10分），完成值从 0 起",
        "  [60%, 65%)：A“按比例” 6.00至6.50分，B“按比例” 0.00分，B 少 6.00至6.50分",
        "      如 60%：A 6.00分，B 0.00分",
        "依据",
        "  A“按比例”：甲办法第八条（原文）",
        "  B“按比例”：甲办法第八条（原文）",
        "结论：B 只更严：从不比 A 多给分，有的少给（比较了 1 种行，1 种有差别）",
    ]


def test_in_english(call: Call, pair: tuple[Path, Path]) -> None:
    said = call("diff", *pair, "--lang", "en").stdout
    assert "Row like example `八成` (target 100%, full marks 10 points); actual value from 0 up\n" in said
    assert "  [60%, 65%): A `按比例` 6.00 to 6.50 points, B `按比例` 0.00 points: B 6.00 to 6.50 points less\n" in said
    assert "      e.g. 60%: A 6.00 points, B 0.00 points\n" in said
    assert "Verdict: B is only stricter: it never gives more than A, and sometimes less" in said


def test_what_is_expected(call: Call, pair: tuple[Path, Path]) -> None:
    one, other = pair
    assert call("diff", one, other, "--expect", "stricter").returncode == 0
    assert call("diff", other, one, "--expect", "lenient").returncode == 0
    assert call("diff", one, one, "--expect", "equivalent").returncode == 0
    assert call("diff", one, one).returncode == 0
    ran = call("diff", one, other, "--expect", "equivalent", "--lang", "zh")
    assert ran.returncode == 1
    assert ran.stdout.endswith("应为：没有差别，与结论不符\n")


def test_two_days(call: Call, tmp_path: Path) -> None:
    rules = tmp_path / "jia.perfeval"
    dated = "参数 及格线 = 60% 至 2023-12-31\n参数 及格线 = 65% 自 2024-01-01"
    rules.write_text(RULES.replace("参数 及格线 = 60%", dated), "utf-8")
    ran = call("diff", rules, "--from", "2023-12-31", "--to", "2024-06-30", "--lang", "zh")
    assert ran.returncode == 1
    assert "，按 2023-12-31 有效的规定" in ran.stdout
    assert "[60%, 65%)" in ran.stdout
    assert call("diff", rules, "--from", "2024-01-01", "--to", "2024-06-30").returncode == 0


def test_tables_beside(call: Call, published: Path) -> None:
    ran = call("diff", "national_2020", "zhongwei", "--tables", published, "--lang", "zh")
    assert ran.returncode == 1
    assert "共比较4张表，3张有差别" in ran.stdout
    assert "-8.16" in ran.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ("zhongwei",),
        ("zhongwei", "--from", "2024-01-01"),
        ("zhongwei", "--from", "1.1.2024", "--to", "2024-01-01"),
        ("zhongwei", "no_such_rules"),
        ("zhongwei", "zhongwei", "--tables", "no_such_file.txt"),
    ],
)
def test_what_cannot_be_used(call: Call, arguments: tuple[str, ...]) -> None:
    ran = call("diff", *arguments, "--lang", "zh")
    assert ran.returncode == 2
    assert len(ran.stderr.splitlines()) == 1

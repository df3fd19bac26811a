import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Call = Callable[..., subprocess.CompletedProcess[str]]
ROOT = Path(__file__).parents[2]

FAILING = """规则集 demo "示例"
  依据 "示例" 自定
  扣完为止，封顶 满分，四舍五入 到 0.01分

规则 比例 适用于 指标值 > 0
  得 满分 × 完成率
  示例 "一半"  指标值 10份，完成值 5份，满分 10分  应得 6分
"""


# ---- score ----


def test_score(call: Call, published: Path) -> None:
    ran = call("score", published)
    assert ran.returncode == 0
    assert "Total: 87.82, grade 良" in ran.stdout
    whole = json.loads(call("score", published, "--format", "json").stdout)
    assert whole["schema"] == "perfeval/score/1"
    assert [table["total"]["score"] for table in whole["tables"]] == ["87.82", "80.00", "100.00", "85.90"]


def test_score_of_something_unusable(call: Call, tmp_path: Path) -> None:
    ran = call("score", tmp_path / "missing.txt", "--format", "json")
    assert ran.returncode == 2
    assert json.loads(ran.stdout)["errors"][0]["code"] == "not-found"


# ---- explain ----


def test_explain(call: Call, published: Path) -> None:
    ran = call("explain", published, "--table", "2", "--row", "1", "--lang", "zh")
    assert ran.returncode == 0
    assert ran.stderr == ""
    assert "3200份" in ran.stdout
    assert "核定5.00分" in ran.stdout


def test_explain_the_execution_row_of_the_first_table(call: Call, published: Path) -> None:
    ran = call("explain", published, "--row", "预算执行")
    assert ran.returncode == 0
    assert "Computed: 5.86 points" in ran.stdout
    assert "--table" in ran.stderr  # the file holds more


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--row", "14"), "13 indicator rows"),
        (("--row", "1", "--table", "5"), "no table 5"),
        (("--row", "zero"), "is no row"),
        (("--row", "0"), "is no row"),
        ((), "--row"),
        (("--row", "1", "--rules", "nowhere"), "nowhere"),
    ],
)
def test_explain_what_is_not_there(call: Call, published: Path, arguments: tuple[str, ...], said: str) -> None:
    ran = call("explain", published, *arguments)
    assert ran.returncode == 2
    assert said in ran.stderr
    assert ran.stdout == ""
    assert "Traceback" not in ran.stderr


def test_explain_a_missing_file(call: Call, tmp_path: Path) -> None:
    ran = call("explain", tmp_path / "missing.txt", "--row", "1", "--lang", "zh")
    assert ran.returncode == 2
    assert "没有这个文件" in ran.stderr


# ---- check ----


def test_check_the_shipped_rules(call: Call) -> None:
    ran = call("check", "rules", "zhongwei")
    assert ran.returncode == 0
    files = list((ROOT / "rules").rglob("*.perfeval"))
    assert ran.stdout.count("nothing wrong") == len(files) + 1


def test_check_reports_every_error_of_every_file(call: Call, tmp_path: Path) -> None:
    (tmp_path / "a.perfeval").write_text('规则集 a "甲"\n规则 一 适用于 所有指标\n  得 满分 × 完成绿\n', "utf-8")
    (tmp_path / "b.perfeval").write_text(FAILING, "utf-8")
    ran = call("check", tmp_path, "--lang", "zh")
    assert ran.returncode == 1
    assert "a.perfeval:3:" in ran.stdout
    assert "^^^" in ran.stdout
    assert "b.perfeval：没有问题" in ran.stdout


def test_check_what_cannot_be_read(call: Call, tmp_path: Path) -> None:
    binary = tmp_path / "binary.perfeval"
    binary.write_bytes(b"\0\1\2\xff" * 50)
    (tmp_path / "empty").mkdir()
    ran = call("check", binary, tmp_path / "missing.perfeval", tmp_path / "empty", "zhongwei", "--lang", "zh")
    assert ran.returncode == 2
    assert len(ran.stderr.splitlines()) == 3
    assert "zhongwei：没有问题" in ran.stdout


# ---- test ----


def test_the_examples_of_the_shipped_rules(call: Call) -> None:
    ran = call("test", "rules")
    assert ran.returncode == 0
    assert "hold" in ran.stdout


def test_a_failing_example(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "demo.perfeval"
    path.write_text(FAILING, "utf-8")
    ran = call("test", path, "--lang", "zh")
    assert ran.returncode == 1
    assert "demo.perfeval:7：规则“比例”的示例不符" in ran.stdout
    assert "1个示例，1个不符" in ran.stdout
    assert "实得 5.00分。算法：满分 × 完成率 = 5.00分" in ran.stdout
    assert "How: full * completion = 5.00 points" in call("test", path, "--lang", "en").stdout


def test_rules_without_examples_and_rules_in_error(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "demo.perfeval"
    path.write_text(FAILING.rsplit("\n  示例", 1)[0] + "\n", "utf-8")
    bad = tmp_path / "bad.perfeval"
    bad.write_text("规则集 坏 坏 坏", "utf-8")
    ran = call("test", path, bad)
    assert ran.returncode == 2
    assert "no examples" in ran.stdout
    assert "bad.perfeval" in ran.stderr


# ---- rules ----


def test_the_list_of_rules(call: Call) -> None:
    ran = call("rules", "--lang", "zh")
    assert ran.returncode == 0
    for word in ("national_2016", "national_2020", "zhongwei", "中卫市项目支出绩效自评", "2024-01-01起", "推定"):
        assert word in ran.stdout

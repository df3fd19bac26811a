"""`perfeval compare`: the same tables under two rule sets."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Call = Callable[..., subprocess.CompletedProcess[str]]
BOTH = ("--rules", "zhongwei", "--rules", "national_2020")


def test_the_tables_of_zhongwei(call: Call, published: Path) -> None:
    ran = call("compare", published, *BOTH, "--format", "json")
    assert ran.returncode == 0
    whole = json.loads(ran.stdout)
    assert whole["schema"] == "perfeval/compare/1"
    totals = [(one["one"]["total"]["score"], one["other"]["total"]["score"]) for one in whole["tables"]]
    assert totals == [("87.82", "95.98"), ("80.00", "90.00"), ("100.00", "100.00"), ("85.90", "100.00")]
    assert [one["difference"] for one in whole["tables"]] == ["8.16", "10.00", "0.00", "14.10"]
    assert [[row["row"] for row in one["rows"]] for one in whole["tables"]] == [
        ["execution", 6, 7, 8], ["execution", 5], [], ["execution", 5],
    ]  # fmt: skip


def test_the_report(call: Call, published: Path) -> None:
    zh = call("compare", published, *BOTH, "--lang", "zh").stdout
    assert "总分：A zhongwei 87.82（良）；B national_2020 95.98（优）；差（B－A）+8.16" in zh
    assert "各行得分都相同。" in zh
    assert "A “成本”（第6行、第7行、第8行）：中卫市人民政府办公室2024年度项目支出绩效自评表（四张）（推定）" in zh
    assert "B “反向比例”（第6行、第7行、第8行）" in zh
    assert "外出公务交通费" in zh
    assert "质量指标" not in zh  # rows that score alike are left out
    assert "共比较4张表，3张有差别" in zh
    summary = zh.partition("共比较4张表")[2]
    assert [points for points in ("+8.16", "+10.00", "+14.10") if points in summary] == ["+8.16", "+10.00", "+14.10"]
    en = call("compare", published, *BOTH, "--lang", "en").stdout
    assert "Total: A zhongwei 87.82 (良); B national_2020 95.98 (优); B - A: +8.16" in en
    assert "4 tables compared, 3 of them scored differently" in en


def test_the_other_way_round_changes_the_signs(call: Call, published: Path) -> None:
    turned = call("compare", published, "--rules", "national_2020", "--rules", "zhongwei", "--lang", "zh").stdout
    assert "差（B－A）-8.16" in turned


def test_a_rule_set_beside_itself(call: Call, published: Path) -> None:
    ran = call("compare", published, "--rules", "zhongwei", "--rules", "zhongwei", "--lang", "zh")
    assert ran.returncode == 0
    assert "共比较4张表，0张有差别" in ran.stdout


@pytest.mark.parametrize("given", [(), ("--rules", "zhongwei"), (*BOTH, "--rules", "hubei")])
def test_two_rule_sets_are_wanted(call: Call, published: Path, given: tuple[str, ...]) -> None:
    ran = call("compare", published, *given, "--lang", "zh")
    assert ran.returncode == 2
    assert ran.stdout == ""
    assert "--rules" in ran.stderr
    assert len(ran.stderr.splitlines()) == 1


def test_what_cannot_be_used(call: Call, published: Path, tmp_path: Path) -> None:
    ran = call("compare", published, "--rules", "zhongwei", "--rules", "nowhere", "--format", "json")
    assert ran.returncode == 2
    whole = json.loads(ran.stdout)
    assert (whole["rules"], whole["tables"], [one["source"] for one in whole["errors"]]) == (None, [], ["nowhere"])
    ran = call("compare", published, tmp_path / "none.txt", *BOTH, "--lang", "zh")
    assert ran.returncode == 2
    assert "没有这个文件" in ran.stderr
    assert "共比较4张表" in ran.stdout

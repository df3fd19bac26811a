"""`perfeval roll-up`: the tables of several units combined into one."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Call = Callable[..., subprocess.CompletedProcess[str]]


def form(unit: str, budget: str, spent: str, seen: str, rate: str, judged: str = "优", year: int = 2024) -> str:
    lines = [
        f"项目支出绩效自评表\n（{year}年）",
        "项目名称\t\t市场检查",
        f"主管部门\t\t{unit}\t\t实施单位\t{unit}",
        "项目资金 (万元)\t\t\t年初预算数\t全年预算数\t全年执行数\t分值\t执行率\t得分",
        f"\t\t年度资金总额:\t{budget}\t{budget}\t{spent}\t20\t\t",
        "绩效指标\t一级指标\t二级指标\t三级指标\t年度指标值\t实际完成值\t分值\t得分\t未完成原因分析",
        f"\t产出指标\t数量指标\t检查企业\t≥100家\t{seen}\t30\t30\t",
        f"\t\t质量指标\t合格率\t≥90%\t{rate}\t30\t30\t",
        f"\t效益指标\t社会效益指标\t秩序\t好转\t{judged}\t20\t20\t",
        "总分\t\t\t\t\t\t100\t100\t",
    ]
    return "\n".join(lines) + "\n"


@pytest.fixture
def units(tmp_path: Path) -> list[Path]:
    files = []
    for name, text in (
        ("甲.txt", form("湖北省甲局", "60", "60", "150家", "95%", "达成年度指标")),
        ("乙.txt", form("湖北省乙局", "20", "10", "40家", "45%", "达成年度指标")),
    ):
        files.append(tmp_path / name)
        files[-1].write_text(text, "utf-8")
    return files


def test_the_units_and_what_they_come_to(call: Call, units: list[Path]) -> None:
    ran = call("roll-up", *units, "--lang", "zh")
    assert ran.returncode == 0
    assert ran.stderr == ""
    assert "汇总2张表，2024年" in ran.stdout
    assert "规则集：hubei" in ran.stdout
    for figure in ("190家", "28.50", "82.5%", "27.50", "17.50"):  # 190 of 200; 82.5% of 90%; 70 of 80
        assert figure in ran.stdout
    told = ran.stdout.partition("各行如何汇总")[2]
    assert [line.split()[-2:] for line in told.splitlines() if line.strip()[:1] in "123" and line.strip()] == [
        ["相加", "相加"], ["加权平均", "加权平均"], ["分别评分", "分别评分"],
    ]  # fmt: skip
    en = call("roll-up", *units, "--lang", "en").stdout
    assert "2 tables rolled up, 2024" in en
    assert "weighted mean" in en


def test_as_data(call: Call, units: list[Path]) -> None:
    ran = call("roll-up", *units, "--format", "json")
    whole = json.loads(ran.stdout)
    assert list(whole) == ["schema", "errors", "units", "combined"]
    assert whole["schema"] == "perfeval/roll-up/1"
    scored = json.loads(call("score", *units, "--format", "json").stdout)["tables"]
    assert [(one["unit"], one["total"]) for one in whole["units"]] == [(one["unit"], one["total"]) for one in scored]
    combined = whole["combined"]
    assert combined["rules"]["name"] == "hubei"
    assert [row["score"] for row in combined["rows"]] == ["28.50", "27.50", "20.00"]
    assert combined["execution"]["score"] == "17.50"
    assert combined["made_of"][1] == {
        "row": 2, "of": [{"unit": 1, "row": 2}, {"unit": 2, "row": 2}], "target": "mean", "actual": "mean",
        "reason": None,
    }  # fmt: skip


def test_one_table_is_itself(call: Call, units: list[Path]) -> None:
    whole = json.loads(call("roll-up", units[0], "--format", "json").stdout)
    (scored,) = json.loads(call("score", units[0], "--format", "json").stdout)["tables"]
    assert whole["combined"]["total"] == scored["total"]
    assert whole["units"][0]["total"] == scored["total"]


def test_tables_that_fall_to_different_rule_sets(call: Call, units: list[Path], published: Path) -> None:
    ran = call("roll-up", *units, published, "--lang", "zh")
    assert ran.returncode == 2
    assert ran.stdout == ""
    assert "各表适用的规则集不同：hubei（" in ran.stderr
    assert "zhongwei（" in ran.stderr
    assert "--rules" in ran.stderr
    whole = json.loads(call("roll-up", *units, published, "--format", "json").stdout)
    assert (whole["combined"], [one["code"] for one in whole["errors"]]) == (None, ["rules-differ"])


def test_a_rule_set_that_does_not_say_how(call: Call, units: list[Path]) -> None:
    ran = call("roll-up", *units, "--rules", "national_2020", "--lang", "zh")
    assert ran.returncode == 2
    assert "没有写怎样汇总各单位" in ran.stderr
    assert "汇总 相对值加权按 全年预算数" in ran.stderr


def test_a_unit_that_cannot_be_read_stops_the_sum(call: Call, units: list[Path], tmp_path: Path) -> None:
    ran = call("roll-up", *units, tmp_path / "丙.txt", "--lang", "zh")
    assert ran.returncode == 2
    assert ran.stdout == ""
    assert "没有这个文件" in ran.stderr
    assert "没有汇总" in ran.stderr


def test_tables_of_different_years(call: Call, units: list[Path]) -> None:
    units[1].write_text(form("湖北省乙局", "20", "10", "40家", "45%", year=2023), "utf-8")
    ran = call("roll-up", *units, "--lang", "zh")
    assert ran.returncode == 2
    assert "年度不同（2023、2024）" in ran.stderr


def test_an_unused_line_of_facts_is_told_and_the_units_combined(call: Call, units: list[Path], tmp_path: Path) -> None:
    facts = tmp_path / "facts.csv"
    facts.write_text("表,行,填报项,内容\n9,,甲,是\n", "utf-8")
    ran = call("roll-up", *units, "--facts", facts, "--lang", "zh")
    assert ran.returncode == 2
    assert "没有用上" in ran.stderr
    assert "汇总2张表" in ran.stdout


def test_a_row_that_cannot_be_combined_is_shown_with_its_cause(call: Call, units: list[Path]) -> None:
    units[1].write_text(form("湖北省乙局", "20", "10", "", "45%"), "utf-8")
    ran = call("roll-up", *units, "--lang", "zh")
    assert ran.returncode == 0
    assert "完成值不能汇总：湖北省乙局没有填写" in ran.stdout
    assert "未能汇总" in ran.stdout

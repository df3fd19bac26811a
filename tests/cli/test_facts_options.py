"""`--facts` and `--set`: what a file of facts may look like, and that no line of it is lost without a word."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Call = Callable[..., subprocess.CompletedProcess[str]]

RULES = """规则集 试行 "填报项试行"
  依据 "示例" 自定
  扣完为止，封顶 满分
  四舍五入 到 0.01分
填报项 项目已完成 是否 "项目是否已完成" 默认 是
填报项 扣减分数 分 默认 0分
规则 一 适用于 所有指标 或 预算执行
  当 非 项目已完成  得 0分
  否则             得 满分
  当 扣减分数 > 0分 扣 扣减分数
"""


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    path = tmp_path / "trial.perfeval"
    path.write_text(RULES, "utf-8")
    return path


def totals(ran: subprocess.CompletedProcess[str]) -> list[str]:
    return [table["total"]["score"] for table in json.loads(ran.stdout)["tables"]]


def saved(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "填报项.csv"
    path.write_bytes(text.encode(encoding))
    return path


LINES = "表,行,填报项,内容\r\n1,,项目已完成,否\r\n2,1,扣减分数,2分\r\n3,执行,扣减分数,1.5\r\n,10,扣减分数,1\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
@pytest.mark.parametrize("separator", [",", "\t"])
def test_a_file_as_spreadsheets_save_it(
    call: Call, published: Path, rules: Path, tmp_path: Path, encoding: str, separator: str
) -> None:
    facts = saved(tmp_path, LINES.replace(",", separator), encoding)
    ran = call("score", published, "--rules", rules, "--facts", facts, "--format", "json")
    whole = json.loads(ran.stdout)
    assert whole["errors"] == []
    assert ran.returncode == 0
    assert ran.stderr == ""
    without = totals(call("score", published, "--rules", rules, "--format", "json"))
    assert without == ["100.00"] * 4
    expected = ["0.00"]  # the first table is not finished
    for table, less in zip(whole["tables"][1:], (2, 1.5, 0), strict=True):
        expected.append(f"{100 - less - (1 if len(table['rows']) >= 10 else 0):.2f}")
    assert totals(ran) == expected


@pytest.mark.parametrize("verb", ["audit", "score", "roll-up", "compare", "explain"])
def test_every_verb_over_tables_takes_facts(
    call: Call, published: Path, rules: Path, tmp_path: Path, verb: str
) -> None:
    more = {"compare": ("--rules", "national_2020"), "explain": ("--row", "1")}.get(verb, ())
    ran = call(verb, published, "--rules", rules, *more, "--set", "项目已完成=有", "--lang", "zh")
    if verb == "roll-up":
        assert "没有写怎样汇总" in ran.stderr
        return
    assert "填报项“项目已完成”应为是否" in ran.stdout or verb == "compare"
    assert "给的是“有”" in ran.stdout or verb == "compare"


@pytest.mark.parametrize(
    "setting", ["项目已完成=否", " 项目已完成 = 否 ", "项目 已完成=否", "项目是否已完成=否", "项目已完成＝否"]
)
def test_a_fact_of_every_table(call: Call, published: Path, rules: Path, setting: str) -> None:
    ran = call("score", published, "--rules", rules, "--set", setting, "--format", "json")
    assert ran.returncode == 0
    assert totals(ran) == ["0.00"] * 4


def test_several_settings_and_a_value_with_an_equals_sign(call: Call, published: Path, rules: Path) -> None:
    ran = call("score", published, "--rules", rules, "--set", "项目已完成=否", "--set", "备注=a=b", "--lang", "zh")
    assert ran.returncode == 0
    assert "没有“备注”这个填报项" in ran.stdout


def test_a_setting_goes_before_the_file(call: Call, published: Path, rules: Path, tmp_path: Path) -> None:
    facts = saved(tmp_path, "填报项,内容\n项目已完成,否\n")
    asked = ("score", published, "--rules", rules, "--facts", facts, "--format", "json")
    assert totals(call(*asked)) == ["0.00"] * 4
    assert totals(call(*asked, "--set", "项目已完成=是")) == ["100.00"] * 4


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (("项目已完成",), "--set 项目已完成：要写成 名称=内容"),
        (("=是",), "--set =是：要写成 名称=内容"),
        (("项目已完成=是", "项目 已完成=否"), "给了两次"),
    ],
)
def test_a_setting_that_cannot_be_read(
    call: Call, published: Path, rules: Path, settings: tuple[str, ...], said: str
) -> None:
    options = [part for setting in settings for part in ("--set", setting)]
    ran = call("score", published, "--rules", rules, *options, "--lang", "zh")
    assert ran.returncode == 2
    assert said in ran.stderr
    assert len(ran.stderr.splitlines()) == 1
    assert "总分" in ran.stdout  # the tables are scored all the same


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        ("表,行,事项,内容\n1,,项目已完成,否\n", "第1行：不认识的列“事项”", ":1: unknown column '事项'"),
        ("1,,项目已完成,否\n", "第1行：不认识的列“1”", ":1: unknown column '1'"),
        ("", "列名", "names the columns"),
        (
            "填报项,内容\n项目已完成,否\n项目已完成,是\n",
            "第3行：填报项“项目已完成”在第2行已经给过",
            "already given in line 2",
        ),
    ],
)
def test_a_file_that_cannot_be_used(
    call: Call, published: Path, rules: Path, tmp_path: Path, text: str, zh: str, en: str
) -> None:
    facts = saved(tmp_path, text)
    for lang, said in (("zh", zh), ("en", en)):
        ran = call("score", published, "--rules", rules, "--facts", facts, "--lang", lang)
        assert ran.returncode == 2
        assert said in ran.stderr
        assert "Traceback" not in ran.stderr


def test_a_missing_file(call: Call, published: Path, tmp_path: Path) -> None:
    ran = call("score", published, "--facts", tmp_path / "none.csv", "--lang", "zh")
    assert ran.returncode == 2
    assert "无法打开" in ran.stderr


def test_a_line_that_fits_no_table_or_row_is_told(call: Call, published: Path, rules: Path, tmp_path: Path) -> None:
    facts = saved(tmp_path, "表,行,填报项,内容\n9,,项目已完成,否\n1,99,扣减分数,1\n,99,扣减分数,1\n1,,项目已完成,否\n")
    ran = call("audit", published, "--rules", rules, "--facts", facts, "--lang", "zh")
    assert ran.returncode == 2
    told = ran.stderr.splitlines()
    assert [line.partition("csv ")[2] for line in told] == [
        "第2行：没有这样的表或行（表“9”，整张表），填报项“项目已完成”没有用上",
        "第3行：没有这样的表或行（表“1”，行“99”），填报项“扣减分数”没有用上",
        "第4行：没有这样的表或行（每张表，行“99”），填报项“扣减分数”没有用上",
    ]
    errors: list[dict[str, Any]] = json.loads(
        call("score", published, "--rules", rules, "--facts", facts, "--format", "json").stdout
    )["errors"]
    assert [(one["code"], one["source"]) for one in errors] == [("facts-unused", str(facts))] * 3


def test_a_year_in_the_file_chooses_the_rules(call: Call, published: Path, tmp_path: Path) -> None:
    facts = saved(tmp_path, "表,填报项,内容\n1,年度,2018\n2,年度,两千\n")
    ran = call("score", published, "--facts", facts, "--format", "json")
    whole = json.loads(ran.stdout)
    assert ran.returncode == 2
    assert whole["tables"][0]["rules"]["name"] == "national_2016"
    assert [table["index"] for table in whole["tables"]] == [1, 3, 4]
    assert [one["code"] for one in whole["errors"]] == ["facts-file"]
    assert ":3: '两千' is no year" in whole["errors"][0]["message"]


@pytest.mark.parametrize("name", ["goal_share", "目标占比", "调整后指标值"])
def test_what_belongs_to_a_row_cannot_be_set_for_all_tables(
    call: Call, published: Path, rules: Path, name: str
) -> None:
    ran = call("score", published, "--rules", rules, "--set", f"{name}=60%", "--lang", "zh")
    assert ran.returncode == 2
    assert f"--set：“{name}”属于某一行指标：请用 --facts 给出文件" in ran.stderr
    assert "第1行" not in ran.stderr

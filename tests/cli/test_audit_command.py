import json
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Call = Callable[..., subprocess.CompletedProcess[str]]


def test_the_published_tables(call: Call, published: Path) -> None:
    ran = call("audit", published, "--rules", "zhongwei", "--format", "json")
    assert ran.returncode == 1
    assert ran.stderr == ""
    tables = json.loads(ran.stdout)["tables"]
    assert [table["total"]["score"] for table in tables] == ["87.82", "80.00", "100.00", "85.90"]
    assert [table["total"]["declared"] for table in tables] == ["86.34", "80.00", "100.00", "94.10"]
    assert [table["total"]["sum_of_declared"] for table in tables] == ["90.34", "80.00", "100.00", "85.90"]
    assert [len(table["rows"]) for table in tables] == [13, 10, 9, 10]
    first = tables[0]["rows"][0]
    assert (first["score"], first["declared"], first["full"]) == ("2.70", "4.50", "3.00")
    assert first["findings"][0]["code"] == "score-above-full"
    assert tables[3]["grade"] == {"declared": "优", "sum_of_declared": "良", "score": "良"}
    assert tables[3]["execution"]["findings"][0]["code"] == "rate-contradicts-amounts"
    for table in tables[1:3]:
        assert all(finding["severity"] != "error" for finding in table["findings"])


def test_by_the_national_rules(call: Call, published: Path) -> None:
    ran = call("audit", published, "--rules", "national_2020", "--format", "json")
    totals = [table["total"]["score"] for table in json.loads(ran.stdout)["tables"]]
    assert totals == ["95.98", "90.00", "100.00", "100.00"]


def test_the_rule_set_is_chosen_by_region_and_said(call: Call, published: Path) -> None:
    chosen = [table["rules"] for table in json.loads(call("audit", published, "--format", "json").stdout)["tables"]]
    assert {one["name"] for one in chosen} == {"zhongwei"}
    assert all(one["why"] for one in chosen)
    elsewhere = call("audit", published, "--region", "北京市", "--format", "json")
    assert {one["rules"]["name"] for one in json.loads(elsewhere.stdout)["tables"]} == {"national_2020"}


def test_a_rule_file(call: Call, published: Path, tmp_path: Path) -> None:
    rules = tmp_path / "mine.perfeval"
    rules.write_text('规则集 mine "我的" 继承 zhongwei\n  依据 "试" 自定\n', "utf-8")
    ran = call("audit", published, "--rules", rules, "--format", "json")
    assert json.loads(ran.stdout)["tables"][0]["rules"]["name"] == "mine"


def test_the_text_report(call: Call, published: Path) -> None:
    ran = call("audit", published, "--lang", "zh")
    assert ran.returncode == 1
    assert ran.stderr == ""
    assert "\x1b" not in ran.stdout
    for number, total in enumerate(("87.82", "80.00", "100.00", "85.90"), start=1):
        assert f"（第{number}张表）" in ran.stdout
        assert re.search(rf"按规则核定\s+{re.escape(total)}", ran.stdout)
    assert "共审核4张表，2张有错误" in ran.stdout


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "规则集"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "en_US.UTF-8"}, "Rule set"),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "zh_CN.UTF-8"}, "规则集"),
        ({"LANG": "C"}, "Rule set"),
    ],
)
def test_the_language_of_the_locale(call: Call, published: Path, environment: dict[str, str], expected: str) -> None:
    assert expected in call("audit", published, **environment).stdout


@pytest.mark.parametrize("form", ["text", "json"])
def test_any_locale_and_encoding_will_do(call: Call, published: Path, form: str) -> None:
    ran = call("audit", published, "--format", form, LC_ALL="C", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert ran.returncode == 1
    assert ran.stderr == ""
    assert "政府专项工作经费" in ran.stdout


def test_columns_widens_a_pipe_but_never_narrows_it(call: Call, published: Path) -> None:
    def widest(columns: str) -> int:
        return max(map(len, call("audit", published, COLUMNS=columns).stdout.splitlines()))

    assert widest("40") == widest("100")
    assert widest("140") > widest("100")


def test_unusable_inputs_do_not_stop_the_others(call: Call, published: Path, tmp_path: Path) -> None:
    folder = tmp_path / "表"
    folder.mkdir()
    (folder / "empty.txt").write_bytes(b"")
    (folder / "binary.txt").write_bytes(bytes(range(256)) * 20)
    (folder / "other.txt").write_text("今天天气很好\n", "utf-8")
    (folder / "ignored.docx").write_bytes(b"PK\x03\x04")
    shutil.copy(published, folder / "good.txt")
    missing, nothing = tmp_path / "missing.txt", tmp_path / "nothing"
    nothing.mkdir()
    ran = call("audit", folder, missing, nothing, "--format", "json")
    assert ran.returncode == 2
    assert ran.stderr == ""
    whole = json.loads(ran.stdout)
    assert [table["total"]["score"] for table in whole["tables"]] == ["87.82", "80.00", "100.00", "85.90"]
    errors = {Path(error["source"]).name: error["code"] for error in whole["errors"]}
    assert errors == {
        "nothing": "no-table-files",
        "binary.txt": "not-text",
        "empty.txt": "empty-file",
        "other.txt": "no-table",
        "missing.txt": "not-found",
    }
    text = call("audit", folder, missing, nothing, "--lang", "zh")
    assert text.returncode == 2
    assert len(text.stderr.splitlines()) == 5
    assert all(line.startswith("perfeval: ") for line in text.stderr.splitlines())
    assert "Traceback" not in text.stderr
    assert "5处未能读取" in text.stdout


def test_a_file_named_twice_is_audited_once(call: Call, published: Path) -> None:
    ran = call("audit", published, published, "--format", "json")
    assert len(json.loads(ran.stdout)["tables"]) == 4


@pytest.mark.parametrize("form", ["text", "json"])
def test_an_unknown_rule_set(call: Call, published: Path, form: str) -> None:
    ran = call("audit", published, "--rules", "zhongwe", "--format", form)
    assert ran.returncode == 2
    said = ran.stderr if form == "text" else json.loads(ran.stdout)["errors"][0]["message"]
    assert "did you mean `zhongwei`" in said


def test_a_rule_file_in_error_shows_every_diagnostic(call: Call, published: Path, tmp_path: Path) -> None:
    rules = tmp_path / "bad.perfeval"
    rules.write_text('规则集 bad "坏"\n规则 甲 适用于 所有指标\n  得 满分 × 完成绿\n', "utf-8")
    ran = call("audit", published, "--rules", rules, "--lang", "zh")
    assert ran.returncode == 2
    assert ran.stdout == ""
    assert "bad.perfeval:1:" in ran.stderr
    assert "bad.perfeval:3:" in ran.stderr
    assert "完成绿" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_no_errors_gives_zero(call: Call, tmp_path: Path, published: Path) -> None:
    third = published.read_text("utf-8").split("项目支出绩效自评表（三）")[1].split("项目支出绩效自评表（四）")[0]
    table = tmp_path / "third.txt"
    table.write_text("项目支出绩效自评表（三）" + third, "utf-8")
    ran = call("audit", table)
    assert ran.returncode == 0
    assert "tables audited" not in ran.stdout


def test_a_year_in_which_no_rule_set_was_in_force(call: Call, tmp_path: Path, published: Path) -> None:
    old = tmp_path / "old.txt"
    old.write_text(
        published.read_text("utf-8").split("项目支出绩效自评表（二）")[0].replace("2024年）", "1999年）"), "utf-8"
    )
    ran = call("audit", old, "--format", "json")
    assert ran.returncode == 2
    assert json.loads(ran.stdout)["errors"][0]["code"] == "no-rules-in-force"


def test_a_rule_set_named_for_another_region_is_doubted(call: Call, published: Path) -> None:
    def doubts(*options: str) -> list[str]:
        ran = call("audit", published, "--rules", "zhongwei", "--format", "json", *options)
        findings = json.loads(ran.stdout)["tables"][0]["findings"]
        return [finding["code"] for finding in findings if finding["code"] == "rules-uncertain"]

    assert doubts() == []
    assert doubts("--region", "宁夏中卫市") == []
    assert doubts("--region", "北京市") == ["rules-uncertain"]

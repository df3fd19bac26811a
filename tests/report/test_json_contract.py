"""The JSON of `perfeval audit`, against docs/reference/json.md and against the `Audit` that it is made of."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

import perfeval
from perfeval.audit.result import Audit
from perfeval.errors import UnreadableTableError
from perfeval.report.as_data import audits_as_data, scores_as_data, to_json
from perfeval.report.unusable import Unusable
from perfeval.wording import Lang, Wording

ROOT = Path(__file__).parents[2]
SENTENCES = {"message", "hint", "explanation", "why"}
EXECUTION = [
    "initial", "revised", "executed", "full", "rate", "declared", "score", "rule", "explanation", "disagreement",
    "findings",
]  # fmt: skip
INDICATOR = ["row", "name", "level1", "level2", "target", "actual", "full"]
SCORED = ["score", "low", "high", "score_from", "rule"]
ROW = [*INDICATOR, "declared", *SCORED, "reason", "explanation", "disagreement", "findings"]
HEAD = ["source", "index", "project", "department", "unit", "year", "money_unit", "rules"]
TABLE = [*HEAD, "execution", "rows", "total", "grade", "findings"]
PROPORTION = """
规则集 demo "示例"
  依据 "示例" 自定
  四舍五入 到 0.01分

规则 比例 适用于 所有指标
  得 满分 × 完成率
"""


@pytest.fixture(scope="module")
def audits() -> list[Audit]:
    rules = perfeval.load_rules("zhongwei")
    tables = perfeval.read_tables(ROOT / "docs" / "examples" / "zhongwei_2024.txt")
    return [perfeval.audit(table, rules, why=Wording("由使用者指定", "named by the user")) for table in tables]


def data(audits: list[Audit], lang: Lang = "en") -> dict[str, Any]:
    parsed: dict[str, Any] = json.loads(to_json(audits_as_data(audits, (), lang)))
    return parsed


def test_the_keys_and_their_order(audits: list[Audit]) -> None:
    whole = data(audits)
    assert list(whole) == ["schema", "errors", "tables"]
    assert whole["schema"] == "perfeval/audit/1"
    for table in whole["tables"]:
        assert list(table) == TABLE
        assert list(table["rules"]) == ["name", "title", "basis", "why"]
        assert list(table["execution"]) == EXECUTION
        assert list(table["execution"]["rate"]) == ["declared", "computed"]
        assert all(list(row) == ROW for row in table["rows"])
        assert list(table["total"]) == ["declared", "sum_of_declared", "score", "low", "high", "unscored"]
        assert list(table["grade"]) == ["declared", "sum_of_declared", "score"]
        for finding in table["findings"]:
            assert list(finding) == ["code", "severity", "row", "message", "hint"]


def test_figures_are_strings(audits: list[Audit]) -> None:
    def walk(value: Any, key: str = "") -> None:
        assert not isinstance(value, float)
        if isinstance(value, int) and not isinstance(value, bool):
            assert key in ("index", "year", "row", "unscored")
        if isinstance(value, dict):
            for inner, item in value.items():
                walk(item, inner)
        elif isinstance(value, list):
            for item in value:
                walk(item, key)

    walk(data(audits))
    for table in data(audits)["tables"]:
        points = [row[key] for row in table["rows"] for key in ("full", "declared", "score", "low", "high")]
        points += [table["total"][key] for key in ("declared", "sum_of_declared", "score", "low", "high")]
        assert all(re.fullmatch(r"\d+\.\d{2}", figure) for figure in points)


def test_the_totals_are_those_of_the_audit(audits: list[Audit]) -> None:
    for table, audit in zip(data(audits)["tables"], audits, strict=True):
        assert table["total"]["score"] == str(audit.evaluation.total.points)
        assert table["total"]["declared"] == f"{audit.declared_total:.2f}"
        assert table["total"]["sum_of_declared"] == f"{audit.sum_of_declared:.2f}"
        assert table["grade"]["score"] == audit.grade
        assert len(table["findings"]) == len(audit.findings)
        rows = [finding for row in table["rows"] for finding in row["findings"]]
        rows += table["execution"]["findings"] + [one for one in table["findings"] if one["row"] is None]
        assert sorted(map(str, rows)) == sorted(map(str, table["findings"]))


def test_known_values(audits: list[Audit]) -> None:
    first, *_, last = data(audits)["tables"]
    assert first["execution"]["initial"] == "200"
    assert first["execution"]["executed"] == "117.23"
    assert first["execution"]["rate"] == {"declared": "58.62%", "computed": "58.62%"}
    assert last["execution"]["rate"] == {"declared": "100%", "computed": "29.45%"}
    row = first["rows"][0]
    assert (row["target"], row["actual"], row["declared"], row["score"]) == ("60人", "90.03%", "4.50", "2.70")
    assert (row["reason"], row["score_from"], row["rule"]) == ("人员减少", "rule", "正向比例")
    assert first["rows"][3]["reason"] is None
    qualitative = first["rows"][10]
    assert (qualitative["low"], qualitative["high"], qualitative["score_from"]) == ("0.00", "10.00", "declared")
    assert first["rules"]["basis"] == "inferred"


def test_sentences_follow_the_language(audits: list[Audit]) -> None:
    zh, en = data(audits, "zh")["tables"][0], data(audits, "en")["tables"][0]
    assert zh["findings"][0]["message"].startswith("等级不一致")
    assert en["findings"][0]["message"].startswith("the grades differ")
    assert zh["rules"]["why"] == "由使用者指定"


def test_what_is_absent_is_null() -> None:
    rules = perfeval.load_rules("national_2020")
    table = perfeval.SelfEvaluation(indicators=(perfeval.Indicator(name="人数", full="10"),), year=2024)
    whole = data([perfeval.audit(table, rules)])["tables"][0]
    assert whole["source"] is None
    assert whole["project"] is None
    assert whole["execution"] is None
    assert whole["rules"]["why"] is None
    assert whole["total"] == {
        "declared": None,
        "sum_of_declared": None,
        "score": None,
        "low": "0.00",
        "high": "10.00",
        "unscored": [1],
    }
    row = whole["rows"][0]
    assert row["explanation"] is not None
    absent = ("target", "actual", "declared", "score", "low", "high", "score_from", "rule", "reason")
    assert all(row[key] is None for key in absent)


def test_unusable_inputs() -> None:
    error = UnreadableTableError("empty-file", Wording("文件是空的", "the file is empty"))
    whole = json.loads(to_json(audits_as_data((), [Unusable.from_error("a.txt", error)], "zh")))
    assert whole["errors"] == [{"source": "a.txt", "code": "empty-file", "message": "文件是空的"}]


def test_scores(audits: list[Audit]) -> None:
    whole = scores_as_data([(audit.evaluation, audit.why) for audit in audits], (), "en")
    assert whole["schema"] == "perfeval/score/1"
    first = json.loads(to_json(whole))["tables"][0]
    assert first["total"] == {"score": "87.82", "low": "87.82", "high": "87.82", "unscored": []}
    assert first["grade"] == "良"
    assert first["execution"]["score"] == "5.86"
    assert first["execution"]["rate"] == {"computed": "58.62%"}
    assert list(first["rows"][0]) == [*INDICATOR, *SCORED, "explanation"]


def test_a_score_without_an_execution_rule() -> None:
    rules = perfeval.parse_rules(PROPORTION)
    table = perfeval.SelfEvaluation(execution=perfeval.BudgetExecution(), year=2024)
    whole = scores_as_data([(rules.evaluate(table), None)], (), "en")
    assert whole["tables"][0]["execution"]["score"] is None


def test_the_page_shows_what_is_printed(audits: list[Audit]) -> None:
    page = (ROOT / "docs" / "reference" / "json.md").read_text("utf-8")
    example = json.loads(page.partition("```json\n")[2].partition("```")[0])
    printed = data(audits)

    def same(shown: Any, real: Any, key: str = "") -> None:
        if key in SENTENCES:
            assert (shown is None) == (real is None)
        elif isinstance(shown, dict):
            assert list(shown) == list(real)
            for inner, item in shown.items():
                same(item, real[inner], inner)
        elif isinstance(shown, list):
            for item in shown:  # an example shows some of the entries only
                same(item, next(one for one in real if _identity(one) == _identity(item)))
        elif key != "source":
            assert shown == real

    same(example, printed)


def _identity(entry: Any) -> Any:
    if not isinstance(entry, dict):
        return entry
    return entry.get("index") or (entry.get("code"), entry["row"])


def test_the_page_names_every_key(audits: list[Audit]) -> None:
    page = (ROOT / "docs" / "reference" / "json.md").read_text("utf-8")
    for key in {*TABLE, *EXECUTION, *ROW}:
        assert key in page

"""The reports and the JSON of a roll-up and of a comparison, against docs/reference/json.md."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

import perfeval
from perfeval import BudgetExecution, Indicator, SelfEvaluation
from perfeval.diagnostic import width_of
from perfeval.engine.units import RollUp
from perfeval.report.as_data import to_json
from perfeval.report.between_rules import between_text, differences_text
from perfeval.report.several_as_data import compared_as_data, roll_up_as_data
from perfeval.report.units import roll_up_text
from perfeval.wording import Lang, Wording

ROOT = Path(__file__).parents[2]
TABLE = ["source", "index", "project", "department", "unit", "year", "money_unit"]
TOTAL = ["score", "low", "high", "unscored"]


def keys(data: Any) -> set[str]:
    if isinstance(data, dict):
        return set(data).union(*map(keys, data.values()))
    return set().union(*map(keys, data)) if isinstance(data, list) else set()


@pytest.fixture(scope="module")
def rolled_up() -> RollUp:
    tables = [
        SelfEvaluation(
            source=f"{name}.txt", year=2024, unit=f"湖北{name}局",
            execution=BudgetExecution(revised="20万元", executed="10万元", full="20"),
            indicators=[
                Indicator(name="检查企业数量和覆盖面" * 4, level2="数量指标", target="≥10家", actual=seen, full="40"),
                Indicator(name="合格率", level2="质量指标", target="≥90%", actual="45%", full="40"),
            ],
        )
        for name, seen in (("甲", "5家"), ("乙", ""))
    ]  # fmt: skip
    return perfeval.load_rules("hubei").roll_up(tables)


def compared() -> list[Any]:
    one, other = perfeval.load_rules("zhongwei"), perfeval.load_rules("national_2020")
    tables = perfeval.read_tables(ROOT / "docs" / "examples" / "zhongwei_2024.txt")
    return [perfeval.compare_rules(table, one, other) for table in tables]


def test_the_keys_of_a_roll_up(rolled_up: RollUp) -> None:
    whole = json.loads(to_json(roll_up_as_data(rolled_up, Wording("指定", "named"), (), "en")))
    assert list(whole) == ["schema", "errors", "units", "combined"]
    for unit in whole["units"]:
        assert list(unit) == [*TABLE, "total", "grade"]
        assert list(unit["total"]) == TOTAL
    combined = whole["combined"]
    assert list(combined) == [*TABLE, "rules", "execution", "rows", "total", "grade", "findings", "made_of"]
    assert [list(one) for one in combined["made_of"]] == [["row", "of", "target", "actual", "reason"]] * 2
    first, second = combined["made_of"]
    assert first["actual"] == "not combined"
    assert "left blank by 湖北乙局" in first["reason"]
    assert second == {
        "row": 2, "of": [{"unit": 1, "row": 2}, {"unit": 2, "row": 2}], "target": "mean", "actual": "mean",
        "reason": None,
    }  # fmt: skip
    assert roll_up_as_data(None, None, (), "zh")["combined"] is None


def test_the_keys_of_a_comparison() -> None:
    made = compared()
    rules = (made[0].one.rules, made[0].other.rules)
    whole = json.loads(to_json(compared_as_data(made, rules, (), "en")))
    assert list(whole) == ["schema", "errors", "rules", "tables"]
    assert list(whole["rules"]) == ["one", "other"]
    assert whole["rules"]["one"] == {"name": "zhongwei", "title": "中卫市项目支出绩效自评", "basis": "inferred"}
    for table in whole["tables"]:
        assert list(table) == [*TABLE, "one", "other", "difference", "rows"]
        assert list(table["one"]) == ["total", "grade"]
        for row in table["rows"]:
            assert list(row) == ["row", "name", "one", "other", "difference"]
            assert list(row["one"]) == ["score", "low", "high", "rule", "cited", "explanation"]
            assert re.fullmatch(r"-?\d+\.\d{2}", row["difference"])
    row = whole["tables"][1]["rows"][1]
    assert (row["row"], row["one"]["score"], row["other"]["score"], row["difference"]) == (5, "5.00", "10.00", "5.00")
    assert "(inferred)" in row["one"]["cited"]


def test_every_key_is_documented(rolled_up: RollUp) -> None:
    page = (ROOT / "docs" / "reference" / "json.md").read_text("utf-8")
    for heading, data in (
        ("roll-up", roll_up_as_data(rolled_up, None, (), "zh")),
        ("compare", compared_as_data(compared(), None, (), "zh")),
    ):
        section = page.partition(f"## `perfeval {heading} --format json`")[2].partition("\n## ")[0]
        assert data["schema"] in section
        for key in keys(data) - {"schema"}:
            assert f"`{key}`" in page or f".{key}`" in page or f"`{key}." in page, key


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("width", [76, 100, 160])
def test_the_reports_keep_to_their_width(rolled_up: RollUp, lang: Lang, width: int) -> None:
    made = compared()
    texts = [roll_up_text(rolled_up, lang, width=width), differences_text(made, lang, width=width)]
    texts += [between_text(one, lang, width=width) for one in made]
    for text in texts:
        for line in text.splitlines():
            assert width_of(line) <= width, line


def test_sentences_follow_the_language(rolled_up: RollUp) -> None:
    zh, en = roll_up_text(rolled_up, "zh"), roll_up_text(rolled_up, "en")
    assert "湖北乙局没有填写" in zh
    assert "left blank by 湖北乙局" in en
    assert "How the rows came about" in en
    assert "各行如何汇总" in zh

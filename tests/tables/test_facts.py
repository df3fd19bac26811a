"""Declared facts (填报项) as tables carry them, and the files that they come in."""

from __future__ import annotations

import copy
import datetime as dt
import pickle
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import perfeval
from perfeval import BudgetExecution, Facts, Indicator, InvalidValueError, SelfEvaluation, UnreadableTableError
from perfeval.values.model import CalendarDate, Number, Quantity, Ratio, Text, YesNo

TABLE = SelfEvaluation(
    source="docs/甲 表.txt",
    index=2,
    project="道路 养护",
    year=2024,
    execution=BudgetExecution(revised="10万元", executed="5万元", full="10"),
    indicators=(Indicator(name="里程"), Indicator(name="合格率"), Indicator(name="合格率", level2="质量指标")),
)


# ---- facts ----


def test_written_forms_go_through_the_reader_of_cells() -> None:
    facts = Facts({"甲": "是", "乙": "3次", "丙": "85%", "丁": dt.date(2024, 6, 30), "戊": Decimal("1.5"), "己": True})
    assert facts == Facts(
        {
            "甲": YesNo(True),
            "乙": Quantity(Fraction(3), "次"),
            "丙": Ratio(Fraction(17, 20)),
            "丁": CalendarDate(2024, 6, 30),
            "戊": Number(Fraction(3, 2)),
            "己": YesNo(True),
        }
    )
    assert list(facts) == ["甲", "乙", "丙", "丁", "戊", "己"]
    assert dict(facts)["丙"] == Ratio(Fraction(17, 20))


def test_names_compare_as_the_rule_language_reads_them() -> None:
    facts = Facts({"项目 A类": "是"})
    for name in ("项目A类", " 项目 A 类", "项目Ａ类", "项目　A类"):
        assert name in facts
        assert facts[name] == YesNo(True)
    assert "项目B类" not in facts
    anything: object = 3
    assert anything not in facts


@given(st.dictionaries(st.text("甲乙丙丁", min_size=1, max_size=3), st.sampled_from(["是", "3次", "良", "x"])))
def test_the_order_of_facts_does_not_matter(given_facts: dict[str, str]) -> None:
    backwards = Facts(dict(reversed(given_facts.items())))
    assert Facts(given_facts) == backwards
    assert hash(Facts(given_facts)) == hash(backwards)


def test_a_blank_fact_is_not_given() -> None:
    assert "甲" not in Facts({"甲": " ", "乙": "未填报"})
    assert len(Facts({"甲": ""})) == 0


def test_facts_put_on_top_of_others() -> None:
    facts = Facts({"甲 一": "是", "乙": "否"})
    assert facts.with_({"甲一": "否", "丙": "1"}) == Facts({"甲一": "否", "乙": "否", "丙": "1"})
    assert facts.with_({"甲一": ""}) == Facts({"乙": "否"})
    assert facts == Facts({"甲 一": "是", "乙": "否"})


def test_facts_are_values() -> None:
    facts = Facts({"甲": "是"})
    for other in (copy.deepcopy(facts), pickle.loads(pickle.dumps(facts))):  # noqa: S301 - our own bytes
        assert other == facts
        assert other["甲"] == YesNo(True)
    assert facts != {"乙": 1}
    assert Indicator(name="x", facts={"甲": "是"}) == Indicator(name="x", facts=facts)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ("项目已完成=是", "wrong-type"),
        ([("甲", "是")], "wrong-type"),
        ({1: "是"}, "wrong-type"),
        ({" ": "是"}, "wrong-type"),
        ({"甲": 0.5}, "binary-float"),
        ({"甲": object()}, "wrong-type"),
        ({"甲 一": "是", "甲一": "否"}, "fact-twice"),
    ],
)
def test_what_is_refused(wrong: Any, code: str) -> None:
    for make in (Facts, lambda facts: Indicator(name="x", facts=facts), lambda facts: SelfEvaluation(facts=facts)):
        with pytest.raises(InvalidValueError) as refused:
            make(wrong)
        assert refused.value.code == code
        assert refused.value.wording.zh != refused.value.wording.en


# ---- files ----


def written(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "facts.csv"
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", "\t"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_every_way_a_spreadsheet_saves_it(tmp_path: Path, encoding: str, separator: str, line_end: str) -> None:
    lines = ["表,行,填报项,内容", "2,,项目已完成,是", "2,1,事故数,2次", "2,执行,扣减分数,1", ""]
    text = line_end.join(lines).replace(",", separator)
    read = perfeval.read_facts(written(tmp_path, text, encoding))
    table = read.on(TABLE)
    assert read.unused == ()
    assert table.facts == Facts({"项目已完成": "是"})
    assert table.execution is not None
    assert table.execution.facts == Facts({"扣减分数": "1"})
    assert [one.facts for one in table.indicators] == [Facts({"事故数": "2次"}), Facts(), Facts()]


@pytest.mark.parametrize("name", ["2", "２", "道路养护", "道路 养护", "甲 表.txt", "甲表.txt:2", ""])
def test_ways_to_name_a_table(tmp_path: Path, name: str) -> None:
    read = perfeval.read_facts(written(tmp_path, f"table,row,fact,value\n{name},,甲,是\n"))
    assert read.on(TABLE).facts == Facts({"甲": "是"})


@pytest.mark.parametrize("name", ["1", "养护", "甲表.txt:1", "乙.txt"])
def test_other_tables_are_left_alone(tmp_path: Path, name: str) -> None:
    read = perfeval.read_facts(written(tmp_path, f"table,row,fact,value\n{name},,甲,是\n"))
    assert read.on(TABLE) == TABLE
    assert [one.line for one in read.unused] == [2]


def test_a_row_by_its_name_is_every_row_of_that_name(tmp_path: Path) -> None:
    read = perfeval.read_facts(written(tmp_path, "行,填报项,内容\n合格 率,甲,是\n"))
    assert [len(one.facts) for one in read.on(TABLE).indicators] == [0, 1, 1]


def test_what_the_form_has_no_column_for(tmp_path: Path) -> None:
    text = "行,填报项,内容\n1,目标占比,60%\n2,调整后指标值,≥95%\n,年度,2023年\n,预算级次,省\n,表式,转移支付\n"
    table = perfeval.read_facts(written(tmp_path, text)).on(TABLE)
    assert table.indicators[0].goal_share == Ratio(Fraction(3, 5))
    assert table.indicators[1].revised_target == perfeval.read_value("≥95%")
    assert (table.year, table.budget_level, table.form) == (2023, "省", "转移支付")
    assert len(table.facts) == 0


def test_what_is_said_of_one_table_goes_before_what_is_said_of_all(tmp_path: Path) -> None:
    for lines in ("2,甲,是\n,甲,否\n", ",甲,否\n2,甲,是\n"):
        read = perfeval.read_facts(written(tmp_path, "表,填报项,内容\n" + lines))
        assert read.on(TABLE).facts == Facts({"甲": "是"})
        assert read.on(SelfEvaluation(index=1)).facts == Facts({"甲": "否"})


def test_a_line_that_fits_nothing_is_remembered(tmp_path: Path) -> None:
    text = "表,行,填报项,内容\n2,9,甲,是\n2,里程,甲,是\n7,,甲,是\n,执行,甲,是\n"
    read = perfeval.read_facts(written(tmp_path, text))
    read.on(TABLE)
    assert [one.line for one in read.unused] == [2, 4]
    other = perfeval.read_facts(written(tmp_path, "行,填报项,内容\n执行,甲,是\n"))
    other.on(SelfEvaluation(indicators=(Indicator(name="里程"),)))
    assert [one.line for one in other.unused] == [2]


def test_cells_in_quotation_marks_may_hold_anything(tmp_path: Path) -> None:
    text = '行,填报项,内容\n1,说明,"因雨, 停工\n两天"\n2,甲,是,\n\n , , \n'
    table = perfeval.read_facts(written(tmp_path, text)).on(TABLE)
    said = table.indicators[0].facts["说明"]
    assert isinstance(said, Text)
    assert said.written == "因雨, 停工\n两天"
    assert table.indicators[1].facts == Facts({"甲": "是"})


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("", 1, "列名"),
        ("\n,甲,是\n", 1, "列名"),
        ("表,行,填报事项,内容\n", 1, "不认识的列“填报事项”"),
        ("表；行；填报项；内容\n", 1, "不认识的列"),
        ("表,行,内容\n", 1, "缺少“填报项”一列"),
        ("表,行,填报项\n", 1, "缺少“内容”一列"),
        ("表,table,填报项,内容\n", 1, "有两个"),
        ("填报项,内容\n甲,是\n,是\n", 3, "没有写填报项的名称"),
        ("填报项,内容\n甲,是,多\n", 2, "多出内容"),
        ("填报项,,内容\n甲,多,是\n", 2, "多出内容"),
        ('填报项,内容\n甲,"因\n雨"\n乙,是,多\n', 4, "多出内容"),
        ("填报项,内容\n甲,是\n甲 ,否\n", 3, "在第2行已经给过"),
        (f"填报项,内容\n甲,是\n乙,{'长' * 200_000}\n", 3, "无法按 CSV 读取"),
    ],
)
def test_a_file_in_error_is_told_with_its_line(tmp_path: Path, text: str, line: int, said: str) -> None:
    with pytest.raises(InvalidValueError) as refused:
        perfeval.read_facts(written(tmp_path, text))
    assert refused.value.code == "facts-file"
    assert f"第{line}行" in refused.value.render("zh")
    assert f":{line}: " in refused.value.render("en")
    assert said in refused.value.render("zh")


def test_a_year_that_is_none(tmp_path: Path) -> None:
    read = perfeval.read_facts(written(tmp_path, "填报项,内容\n年度,去年\n"))
    with pytest.raises(InvalidValueError, match="no year"):
        read.on(TABLE)


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "binary.csv").write_bytes(bytes(range(256)) * 8)
    (tmp_path / "book.csv").write_bytes(b"PK\x03\x04 and so on")
    (tmp_path / "large.csv").write_bytes(b"fact,value\n" * 400_000)
    for name, code in (
        ("binary.csv", "not-text"), ("book.csv", "not-text"), ("large.csv", "too-large"), ("none.csv", "not-readable"),
    ):  # fmt: skip
        with pytest.raises(UnreadableTableError) as refused:
            perfeval.read_facts(tmp_path / name)
        assert refused.value.code == code
        assert name in refused.value.render("zh")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("2,,项目已完成,是", "甲 表.txt:2,,项目已完成,否"),
        ("道路养护,,项目已完成,是", "甲表.txt,,项目 已完成,否"),
        ("2,1,扣减分数,1分", "2,里程,扣减分数,2分"),
        (",1,扣减分数,1分", ",里程,扣减分数,2分"),
        (",合格率,扣减分数,1分", ",3,扣减分数,2分"),
        ("2,1,目标占比,60%", "道路 养护,里程,goal_share,40%"),
        (",执行,扣减分数,1分", ",execution,扣减分数,2分"),
    ],
)
def test_a_fact_given_twice_under_two_ways_of_naming(tmp_path: Path, first: str, second: str) -> None:
    facts = perfeval.read_facts(_saved_facts(tmp_path, first, second))
    with pytest.raises(InvalidValueError) as refused:
        facts.on(TABLE)
    assert "第3行" in refused.value.wording.zh
    assert "第2行已经给过" in refused.value.wording.zh
    assert "line 2" in refused.value.wording.en


def test_what_is_said_of_one_table_still_goes_before_what_is_said_of_all(tmp_path: Path) -> None:
    facts = perfeval.read_facts(_saved_facts(tmp_path, ",1,扣减分数,1分", "2,里程,扣减分数,2分", ",,扣减分数,3分"))
    table = facts.on(TABLE)
    assert table.indicators[0].facts["扣减分数"].written == "2分"
    assert table.facts["扣减分数"].written == "3分"


@pytest.mark.parametrize("name", ["目标占比", "goal_share", "调整后指标值", "revised_target"])
def test_what_belongs_to_a_row_needs_one(tmp_path: Path, name: str) -> None:
    facts = perfeval.read_facts(_saved_facts(tmp_path, f",,{name},60%"))
    with pytest.raises(InvalidValueError) as refused:
        facts.on(TABLE)
    assert "属于某一行指标" in refused.value.wording.zh
    assert "belongs to a row" in refused.value.wording.en


def _saved_facts(folder: Path, *lines: str) -> Path:
    path = folder / "facts.csv"
    path.write_text("\n".join(("表,行,填报项,内容", *lines)) + "\n", "utf-8")
    return path

"""The written forms that tables contain, one by one, with what a person would say they mean."""

from __future__ import annotations

from fractions import Fraction

import pytest

from perfeval.errors import InvalidValueError
from perfeval.place import Place
from perfeval.values import problems
from perfeval.values.model import (
    CalendarDate,
    Comparison,
    Grade,
    Missing,
    Money,
    NotApplicable,
    Number,
    Points,
    Quantity,
    Range,
    Ratio,
    Sign,
    Text,
    Tolerance,
    Value,
    YesNo,
)
from perfeval.values.reader import is_bare_number, read_money, read_points, read_rate, read_value
from perfeval.wording import Wording

F = Fraction


def at_least(bound: Number | Quantity | Money | Ratio | CalendarDate | Grade) -> Comparison:
    return Comparison(Sign.AT_LEAST, bound)


def at_most(bound: Number | Quantity | Money | Ratio | CalendarDate | Grade) -> Comparison:
    return Comparison(Sign.AT_MOST, bound)


def percent(number: int | str) -> Ratio:
    return Ratio(F(number) / 100)


def _split(words: str) -> list[str]:
    return words.split()


FIGURES: dict[str, Value] = {
    "60人": Quantity(F(60), "人"),
    "31家单位": Quantity(F(31), "家单位"),
    "53个": Quantity(F(53), "个"),
    "3200份": Quantity(F(3200), "份"),
    "29.5亩": Quantity(F("29.5"), "亩"),
    "230畝": Quantity(F(230), "亩"),
    "300 公里": Quantity(F(300), "公里"),
    "10 台(套)": Quantity(F(10), "台套"),
    "1250KVA": Quantity(F(1250), "千伏安"),
    "550万粒": Quantity(F(550), "粒", 10_000),
    "20000万美元": Quantity(F(20000), "美元", 10_000),
    "3千人": Quantity(F(3), "人", 1000),
    "3千瓦": Quantity(F(3), "千瓦"),
    "5年": Quantity(F(5), "年"),
    "12个月": Quantity(F(12), "个月"),
    "5个百分点": Quantity(F(5), "个百分点"),
    "90分": Quantity(F(90), "分"),
    "0次": Quantity(F(0), "次"),
    "0起": Quantity(F(0), "起"),
    "0": Number(F(0)),
    "-0": Number(F(0)),
    "8万": Number(F(80_000)),
    "215,457.6": Number(F("215457.6")),
    "20万元": Money(F(20), 10_000),
    "8.4万元": Money(F("8.4"), 10_000),
    "72890 元": Money(F(72890)),
    "5,000.00元": Money(F(5000)),
    "3百万元": Money(F(3), 10**6),
    "1.2亿元": Money(F("1.2"), 10**8),
    "人民币20万元": Money(F(20), 10_000),
    "￥20万": Money(F(20), 10_000),
    "20（万元）": Money(F(20), 10_000),
    "5角": Money(F("0.5")),
    "200元/人": Quantity(F(200), "元/人"),
    "100%": percent(100),
    "90.03%": percent("90.03"),
    "98％": percent(98),
    "-0%": percent(0),
    "-30%": percent(-30),
    "5‰": Ratio(F(5, 1000)),
    "9成": percent(90),
    "百分之九十": percent(90),
    "百分之九十五点五": percent("95.5"),
    "百分之百": percent(100),
    "百分百": percent(100),
    "千分之五": Ratio(F(5, 1000)),
    "万分之一": Ratio(F(1, 10_000)),
    "三分之二": Ratio(F(2, 3)),
    "三次": Quantity(F(3), "次"),
    "两场": Quantity(F(2), "场"),
    "十二个": Quantity(F(12), "个"),
    "二十万元": Money(F(20), 10_000),
    "已完成100%": percent(100),
    "100%完成": percent(100),
    "达到90%": percent(90),
    "290%": percent(290),
    "100%。": percent(100),
}

COMPARISONS: dict[str, Value] = {
    ">= 98 %(百分比)": at_least(percent(98)),
    "≥100百分比": at_least(percent(100)),
    "≧735人次": at_least(Quantity(F(735), "人次")),
    "═100%": Comparison(Sign.EQUAL, percent(100)),
    "﹦72890元": Comparison(Sign.EQUAL, Money(F(72890))),
    "≤90万元": at_most(Money(F(90), 10_000)),
    "≤万分之一": at_most(Ratio(F(1, 10_000))),
    "不超过3次": at_most(Quantity(F(3), "次")),
    "不少于12 种": at_least(Quantity(F(12), "种")),
    "不低于百分之九十五": at_least(percent(95)),
    "至少完成2次": at_least(Quantity(F(2), "次")),
    "不少于三次": at_least(Quantity(F(3), "次")),
    "98%以上": at_least(percent(98)),
    "达到90%以上": at_least(percent(90)),
    "≥90%以上": at_least(percent(90)),
    "95%以上（含95%）": at_least(percent(95)),
    "95%（不含）以上": Comparison(Sign.ABOVE, percent(95)),
    "超过90%（含）": at_least(percent(90)),
    "控制在10万元以内": at_most(Money(F(10), 10_000)),
    "24小时内": at_most(Quantity(F(24), "小时")),
    "15个工作日内完成": at_most(Quantity(F(15), "个工作日")),
    "不足5%": Comparison(Sign.BELOW, percent(5)),
    "≥良": at_least(Grade("良")),
    "良好以上": at_least(Grade("良")),
    "不低于优秀": at_least(Grade("优")),
    "≤12月31日": at_most(CalendarDate(None, 12, 31)),
    "不晚于2024年12月": at_most(CalendarDate(2024, 12)),
}

RANGES: dict[str, Value] = {
    "10-15天": Range(Quantity(F(10), "天"), Quantity(F(15), "天")),
    "10～15": Range(Number(F(10)), Number(F(15))),
    "10至15天": Range(Quantity(F(10), "天"), Quantity(F(15), "天")),
    "85%-95%": Range(percent(85), percent(95)),
    "85-95%": Range(percent(85), percent(95)),
    "10（含）-15": Range(Number(F(10)), Number(F(15))),
    "10（不含）-15（含）": Range(Number(F(10)), Number(F(15)), low_closed=False),
    "[80%,90%)": Range(percent(80), percent(90), high_closed=False),
    "5-10万元": Range(Money(F(5), 10_000), Money(F(10), 10_000)),
    "10万-15万元": Range(Money(F(10), 10_000), Money(F(15), 10_000)),
    "-5%~5%": Range(percent(-5), percent(5)),
    "控制在10-15天": Range(Quantity(F(10), "天"), Quantity(F(15), "天")),
    "±10%": Tolerance(percent(10)),
    "≤±5天": Tolerance(Quantity(F(5), "天")),
}

DATES: dict[str, Value] = {
    "2021年12月31日": CalendarDate(2021, 12, 31),
    "2021-12-31": CalendarDate(2021, 12, 31),
    "2021/12/31": CalendarDate(2021, 12, 31),
    "2021.12.31": CalendarDate(2021, 12, 31),
    "2021-12": CalendarDate(2021, 12),
    "2024年": CalendarDate(2024),
    "2024 年度": CalendarDate(2024),
    "二〇二四年": CalendarDate(2024),
    "7月": CalendarDate(None, 7),
    "2021年12月完成": CalendarDate(2021, 12),
    "2024年12月底前": CalendarDate(2024, 12),
    "12月底之前完成": CalendarDate(None, 12),
    "十二月底前": CalendarDate(None, 12),
    "11月30日前": CalendarDate(None, 11, 30),
    "9月前": CalendarDate(None, 9, excluded=True),
    "9月底前": CalendarDate(None, 9),
    "2024年底前": CalendarDate(2024, 12, 31),
    "年底前完成": CalendarDate(None, 12, 31),
    "2024年内": CalendarDate(2024),
    "2024年2月29日": CalendarDate(2024, 2, 29),
    "2月29日": CalendarDate(None, 2),  # whether the day exists depends on the table's year
}

WORDS: dict[str, Value] = {
    "": Missing(),
    "未填报": Missing(),
    "无": NotApplicable(),
    "不适用": NotApplicable(),
    "—": NotApplicable(),
    "是": YesNo(value=True),
    "否": YesNo(value=False),
    "优": Grade("优"),
    "优秀": Grade("优"),
    "良好": Grade("良"),
    "一般": Grade("中"),
    "较差": Grade("差"),
    "达到优秀": Grade("优"),
    "定性 好坏": Text("好坏"),
    "定性：好坏": Text("好坏"),
    **{
        words: Text(words)
        for words in _split(
            "长期 持续 常年 明显提升 显著提升 效果显著 减少 合格 达标 高 好 及时 已完成 基本达到 部分达成 完成中 优良 "
            "一定 一致 一般化 一次性 一期 二级 三公经费 万无一失 十分满意 百姓满意 高于全省平均水平 不满意 第三季度 "
            "上半年 ~受欢迎"
        )
    },
}

UNREADABLE: dict[str, Wording] = {
    "》90%": problems.BRACKET_FOR_SIGN,
    "1,00": problems.BADLY_GROUPED,
    "≥12,34元": problems.BADLY_GROUPED,
    "2月30日": problems.IMPOSSIBLE_DATE,
    "2023年2月29日": problems.IMPOSSIBLE_DATE,
    "13月": problems.IMPOSSIBLE_DATE,
    "1-12月": problems.PERIOD,
    "2024年1月1日-2024年12月31日": problems.PERIOD,
    "2020-2024年": problems.PERIOD,
    "10-15日": problems.PERIOD,
    "10-5": problems.REVERSED_RANGE,
    "3次-5天": problems.MIXED_RANGE,
    "≤90%以上": problems.TWO_SIGNS,
    "11月底完成100%": problems.SEVERAL_FIGURES,
    "刊印2期,印发1600份": problems.SEVERAL_FIGURES,
    "变压器 1250KVA 3台": problems.SEVERAL_FIGURES,
    "95%以上（含90%）": problems.SEVERAL_FIGURES,
    "按15号文件执行": problems.FIGURE_IN_WORDS,
    "15号文件": problems.FIGURE_IN_WORDS,
    "增长5%": problems.FIGURE_IN_WORDS,
    "5A级景区": problems.FIGURE_IN_WORDS,
    "2个半月": problems.FIGURE_IN_WORDS,
    "3个三级医院": problems.FIGURE_IN_WORDS,
    "7日底": problems.FIGURE_IN_WORDS,
    "50强": problems.FIGURE_IN_WORDS,
    "约50人": problems.APPROXIMATE,
    "近50人": problems.APPROXIMATE,
    "50余人": problems.APPROXIMATE,
    "50多人": problems.APPROXIMATE,
    "10来人": problems.APPROXIMATE,
    "50人左右": problems.APPROXIMATE,
    "～至少完成2次": problems.APPROXIMATE,
    "3M.8万元": problems.DAMAGED,
    ".06.5": problems.DAMAGED,
    "?.32": problems.DAMAGED,
    "WX90": problems.DAMAGED,
    "2X100": problems.DAMAGED,
    "1e999999999": problems.DAMAGED,
    "10 15": problems.DAMAGED,
    "100.": problems.DAMAGED,
    "?": problems.LOST,
    "？": problems.LOST,
    "一": problems.ONE_OR_DASH,
    "≥显著": problems.SIGN_WITHOUT_VALUE,
    "%": problems.SIGN_WITHOUT_VALUE,
    "1" * 41: problems.TOO_LONG_NUMBER,
    "长" * 2001: problems.TOO_LONG_TEXT,
}


@pytest.mark.parametrize(("written", "value"), [*FIGURES.items(), *COMPARISONS.items(), *RANGES.items()])
def test_figures(written: str, value: Value) -> None:
    assert read_value(written) == value


@pytest.mark.parametrize(("written", "value"), DATES.items())
def test_dates(written: str, value: Value) -> None:
    assert read_value(written) == value


@pytest.mark.parametrize(("written", "value"), WORDS.items())
def test_words(written: str, value: Value) -> None:
    assert read_value(written) == value


@pytest.mark.parametrize(("written", "problem"), UNREADABLE.items())
def test_what_cannot_be_read_says_why(written: str, problem: Wording) -> None:
    read = read_value(written)
    assert isinstance(read, Text)
    assert read.problem == problem
    assert read.written == written


@pytest.mark.parametrize("spelling", ["㎡", "m²", "m2", "M2", "平方米", "平米", "（㎡）"])
def test_one_unit_in_several_spellings(spelling: str) -> None:
    assert read_value("3" + spelling) == Quantity(F(3), "平方米")


def test_a_part_is_written_as_it_stands_in_the_text() -> None:
    read = read_value("≥90%", place=Place("t", 1, 1))
    assert isinstance(read, Comparison)
    assert (read.written, read.bound.written, read.bound.place) == ("≥90%", "90%", Place("t", 1, 1))


POINTS: dict[str, Value | Points] = {
    "10": Points(F(10)),
    "10分": Points(F(10)),
    "10.00": Points(F(10)),
    "（40分）": Points(F(40)),
    "-2": Points(F(-2)),
    "": Missing(),
    "－": NotApplicable(),
    "/": NotApplicable(),
}


@pytest.mark.parametrize(("written", "points"), POINTS.items())
def test_points(written: str, points: Value | Points) -> None:
    assert read_points(written) == points


@pytest.mark.parametrize("written", ["?", "10%", "10人", "≤10", "优", "10万分", "8-10", "十分"])
def test_what_is_no_number_of_points(written: str) -> None:
    read = read_points(written)
    assert isinstance(read, Text)
    assert read.problem is not None


def test_money_in_the_unit_of_the_form() -> None:
    assert read_money("117.23", default_unit="万元") == Money(F("117.23"), 10_000)
    assert read_money("215,457.6", default_unit="元") == Money(F("215457.6"))
    assert read_money("620.82万元", default_unit="元") == Money(F("620.82"), 10_000)
    assert read_money("8万", default_unit="万元") == Money(F(8), 10_000)
    assert read_money("¥8", default_unit="万元") == Money(F(8))
    for written in ("100%", "20人", "≤20万元", "约20", "1,00"):
        read = read_money(written, default_unit="万元")
        assert isinstance(read, Text)
        assert read.problem is not None


@pytest.mark.parametrize("unit", ["", "个", "万", "美元", "元/人", "%"])
def test_a_form_prints_money_in_a_unit_of_money(unit: str) -> None:
    with pytest.raises(InvalidValueError):
        read_money("20", default_unit=unit)


def test_the_printed_rate() -> None:
    assert read_rate("58.62%") == Ratio(F("0.5862"))
    assert read_rate("100") == Number(F(100))
    for written in ("≥90%", "90人", "完成", "2024年"):
        read = read_rate(written)
        assert isinstance(read, Text)
        assert read.problem is not None


def test_a_bare_number_has_neither_unit_nor_scale() -> None:
    assert is_bare_number("215,457.6")
    assert is_bare_number(" －３ ")
    for text in ("20万", "20元", "¥20", "", "优", "1,00", "9" * 3000):
        assert not is_bare_number(text)

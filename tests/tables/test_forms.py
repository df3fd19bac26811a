"""Forms of other regions and other exports, each read as a person would read it."""

from __future__ import annotations

from fractions import Fraction

import pytest

from perfeval.finding import Code
from perfeval.tables.indicator import BudgetExecution, Indicator, SelfEvaluation
from perfeval.tables.reading import read_text_tables
from perfeval.values.model import Missing, Money, NotApplicable, Points, Text
from perfeval.values.reader import read_value

HEADINGS = "一级指标\t二级指标\t三级指标\t年度指标值\t实际完成值\t分值\t得分\t偏差原因"


def table(*lines: str) -> SelfEvaluation:
    (only,) = read_text_tables("\n".join(lines), "form")
    return only


def rows(*lines: str) -> SelfEvaluation:
    """A table with the ordinary headings and these rows."""
    return table("项目支出绩效自评表", HEADINGS, *lines)


def written(indicator: Indicator) -> tuple[str, ...]:
    return (
        indicator.level1, indicator.level2, indicator.name, indicator.target.written, indicator.actual.written,
        indicator.full.written, indicator.declared.written,
    )  # fmt: skip


def execution_of(read: SelfEvaluation) -> BudgetExecution:
    assert read.execution is not None
    return read.execution


def repaired_rows(read: SelfEvaluation) -> list[object]:
    return [finding.row for finding in read.findings if finding.code is Code.LAYOUT_REPAIRED]


def test_sign_value_and_unit_in_columns_of_their_own() -> None:
    read = table(
        "部门预算项目支出绩效自评表（2023年度）",
        "项目名称\t51000023T甲项目\t\t\t\t\t\t\t\t",
        "主管部门\t某县财政局\t\t\t实施单位（盖章）\t某县某局\t\t\t\t",
        "预算执行情况（10分）\t年度预算数（万元）\t年初预算\t调整后预算数\t预算执行数\t预算执行率\t权重\t得分\t原因\t",
        "\t总额\t238.93\t251.89\t250\t99.25%\t10\t9.93\t尾款未付\t",
        "\t其中：财政资金\t238.93\t251.89\t250\t\t/\t/\t\t",
        "\t单位资金\t0\t0\t0\t\t/\t/\t\t",
        "绩效指标（90分）\t一级指标\t二级指标\t三级指标\t指标性质\t指标值\t度量单位\t完成值\t权重\t得分\t未完成原因分析",
        "\t产出指标\t数量指标\t培训次数\t≥\t10\t次\t12\t20\t20\t",
        "\t\t质量指标\t合格率\t＝\t100\t%\t100\t20\t20\t",
        "\t\t时效指标\t完成情况\t定性\t优\t\t优\t20\t20\t",
        "\t效益指标\t社会效益指标\t影响\t小于等于\t5\t%\t\t30\t\t未统计",
        "合计\t\t\t\t\t\t\t\t100\t89.93\t",
        "评价结论\t本项目自评得分89.93分\t\t\t\t\t\t\t\t",
    )
    assert (read.project, read.department, read.unit, read.year) == ("51000023T甲项目", "某县财政局", "某县某局", 2023)
    assert [indicator.target for indicator in read.indicators] == [
        read_value("≥10次"), read_value("=100%"), read_value("优"), read_value("≤5%"),
    ]  # fmt: skip
    assert [indicator.nature for indicator in read.indicators] == ["≥", "＝", "定性", "小于等于"]
    assert read.indicators[3].explanation == "未统计"
    assert read.indicators[3].actual == read.indicators[3].declared == Missing()
    execution = execution_of(read)
    amounts = tuple(Money(Fraction(amount), 10_000) for amount in ("238.93", "251.89", "250"))
    assert (execution.initial, execution.revised, execution.executed) == amounts
    assert (execution.full, execution.declared) == (Points(Fraction(10)), Points(Fraction(993, 100)))
    assert (execution.explanation, execution.appropriation) == ("尾款未付", amounts[1])
    assert (read.declared_full, read.declared_total) == (Points(Fraction(100)), Points(Fraction(8993, 100)))
    assert read.findings == ()


@pytest.mark.parametrize(
    "headings",
    [
        (
            "绩效指标\t\t\t\t年度指标值\t\t\t实际完成值\t分值\t得分\t偏差原因分析及改进措施",
            "\t一级指标\t二级指标\t三级指标\t指标性质\t指标值\t度量单位\t\t\t\t",
        ),
        (
            "绩效指标\t年度指标值\t实际完成值\t分值\t得分\t偏差原因分析及改进措施",
            "一级指标\t二级指标\t三级指标\t指标性质\t指标值\t度量单位",
        ),
    ],
)
def test_headings_in_two_rows(headings: tuple[str, str]) -> None:
    read = table(
        "2020年度项目支出绩效自评表",
        "项目名称\t戊经费",
        *headings,
        "\t产出指标\t数量指标\t戊金额\t﹦\t72890\t元\t72890\t10.00\t9.00\t",
        "\t\t质量指标\t戊合格率\t≥\t95\t%\t95\t20\t19\t略",
        "\t总分\t\t\t\t\t\t\t100\t28\t",
    )
    assert [written(indicator) for indicator in read.indicators] == [
        ("产出指标", "数量指标", "戊金额", "=72890元", "72890", "10.00", "9.00"),
        ("产出指标", "质量指标", "戊合格率", "≥95%", "95", "20", "19"),
    ]
    assert (read.year, read.declared_total) == (2020, Points(Fraction(28)))


def test_full_marks_before_the_target_and_parts_without_points() -> None:
    read = table(
        "绩效目标自评表",
        "（二〇二三年度）",
        "项目名称\t\t衔接资金",
        "主管部门\t\t甲局\t\t实施单位\t乙镇",
        "资金情况 (元)\t\t\t全年预算数(A)\t全年执行数(B)\t分值\t执行率(B/A)\t得分",
        "\t\t年度资金总额:\t9480\t9480\t10\t100%\t10",
        "\t\t其中:本年财政拨款\t9480\t9480\t10\t100%\t10",
        "绩效指标\t一级 指标\t二级指标\t三级指标\t分值\t年度指标值\t全年实际值\t得分\t未完成原因及拟采取的改进措施",
        "\t产 出 指 标 (50分)\t数量指标\t★己面积\t20\t29.5亩\t29.5亩\t20\t",
        "\t\t\t其中己一面积\t\t1.5亩\t1.5亩\t\t",
        "\t\t质量指标\t己成活率\t5\t95%\t100%\t5\t",
        "\t\t\t……\t\t\t\t\t",
        "\t效 益 指 标 (30分)\t经济效益 指标\t己总收入\t20\t≥11万元\t12万元\t20\t",
        "\t\t生态效益指标\t\t\t\t\t\t",
        "\t\t可持续影响指标\t指标1：\t\t\t\t\t",
        "\t满意度指标(10分)\t满意度指标\t己满意\t10\t≥90%\t95%\t10\t",
        "总分\t\t\t\t100\t\t\t95\t",
    )
    assert [written(indicator) for indicator in read.indicators] == [
        ("产出指标", "数量指标", "★己面积", "29.5亩", "29.5亩", "20", "20"),
        ("产出指标", "数量指标", "其中己一面积", "1.5亩", "1.5亩", "", ""),
        ("产出指标", "质量指标", "己成活率", "95%", "100%", "5", "5"),
        ("效益指标", "经济效益指标", "己总收入", "≥11万元", "12万元", "20", "20"),
        ("满意度指标", "满意度指标", "己满意", "≥90%", "95%", "10", "10"),
    ]
    assert (read.year, read.money_unit, read.findings) == (2023, "元", ())
    execution = execution_of(read)
    assert (execution.initial, execution.revised) == (Missing(), Money(Fraction(9480)))
    assert (execution.full, execution.declared) == (Points(Fraction(10)), Points(Fraction(10)))


def test_reviewer_and_second_score_columns_are_left_alone() -> None:
    read = table(
        "部门整体支出绩效自评表",
        "（2023年度）",
        "部门名称\t甲局",
        "一级指标\t二级指标\t三级指标\t指标值\t调整后指标值\t实际完成值\t分值\t得分\t自评得分\t财政审核评分\t备注",
        "产出\t数量\t甲\t10\t8\t8\t10\t7\t10\t9\t计划调整",
        "成本指标\t经济成本指标\t乙\t≤1万元\t\t1万元\t10\t7\t10\t9\t",
        "总分：20分",
    )
    assert (read.form, read.department) == ("部门整体支出", "甲局")
    first = read.indicators[0]
    assert (first.target, first.revised_target) == (read_value("10"), read_value("8"))
    assert (first.declared, first.explanation) == (Points(Fraction(10)), "计划调整")
    assert read.indicators[1].level1 == "成本指标"
    assert read.declared_total == Points(Fraction(20))
    assert [finding.message.zh for finding in read.findings] == ["文件第4行的表头有重复的列，未读取：得分"]


def test_a_table_without_full_marks_but_with_scores() -> None:
    read = table(
        "2020年度壬项目自评表",
        "一级指标\t二级指标\t三级指标\t年初目标值(A)\t实际完成值(B)\t得分",
        "产出指标\t数量指标\t壬数\t6\t6\t20",
        "满意度指标\t服务对象满意度\t壬满意度\t90%\t95%\t40",
        "总分\t\t\t\t\t60",
    )
    assert [indicator.full for indicator in read.indicators] == [Missing(), Missing()]
    assert (read.declared_full, read.declared_total) == (Missing(), Points(Fraction(60)))
    assert read.findings == ()


def test_a_form_of_two_levels() -> None:
    read = table(
        "项目支出绩效自评表",
        "一级指标\t二级指标\t指标值\t完成值\t分值\t得分",
        "产出指标\t数量指标\t6\t6\t20\t20",
        "\t培训合格\t是\t是\t20\t20",
    )
    assert [(i.name, i.level2) for i in read.indicators] == [("数量指标", "数量指标"), ("培训合格", "")]


@pytest.mark.parametrize(
    ("head", "year"),
    [
        (["项目支出绩效自评表", "（2024 年）"], 2024),
        (["项目支出绩效自评表", "(2024年度)\t\t\t金额单位：万元"], 2024),
        (["2024年度项目支出绩效自评表"], 2024),
        (["项目支出绩效自评表（2024年度）"], 2024),
        (["项目支出绩效自评表", "二○二四年度"], 2024),
        (["项目支出绩效自评表", "年度\t2024"], 2024),
        (["2025年公开2024年度项目支出绩效自评表"], 2024),
        (["项目支出绩效自评表", "2024年度)"], 2024),
        (["项目支出绩效自评表", "填报日期：2025年3月1日"], None),
        (["项目支出绩效自评表", "项目名称\t2023年采购"], None),
        (["项目支出绩效自评表"], None),
    ],
)
def test_year(head: list[str], year: int | None) -> None:
    assert table(*head, HEADINGS, "产出指标\t数量指标\t甲\t1\t1\t10\t10\t").year == year


def test_two_years_are_told_and_none_is_chosen() -> None:
    read = table("2023年度项目支出绩效自评表", "（2024年度）", HEADINGS, "产出指标\t数量指标\t甲\t1\t1\t10\t10\t")
    assert read.year is None
    assert [finding.code for finding in read.findings] == [Code.YEAR_MISSING]
    assert "2023、2024" in read.findings[0].message.zh


@pytest.mark.parametrize(
    "lines",
    [
        ["项目名称\t甲\t主管部门\t乙\t项目实施单位\t丙"],
        ["项目名称：甲", "主管部门：乙  实施单位：丙"],
        ["项目名称：\t甲", "主管单位\t\t乙\t项目单位（公章）\t\t丙"],
        ["填报单位：丙", "项 目 名 称\t甲\t项目编码\t123", "预算部门\t乙"],
        ["项目名称\t甲\t\t\t", "主管部门及代码\t乙\t实施单位\t丙"],
    ],
)
def test_head_fields(lines: list[str]) -> None:
    read = table("项目支出绩效自评表", *lines, HEADINGS, "产出指标\t数量指标\t甲\t1\t1\t10\t10\t")
    assert (read.project, read.department, read.unit) == ("甲", "乙", "丙")


def test_one_field_for_department_and_unit_and_a_blank_one() -> None:
    read = table(
        "自评表", "主管部门及实施单位\t乙", "项目名称\t主管部门", HEADINGS, "产出指标\t数量指标\t甲\t1\t1\t10\t10\t"
    )
    assert (read.project, read.department, read.unit) == ("", "乙", "乙")


FUNDS = "项目资金（万元）\t\t年初预算数\t全年预算数\t全年执行数\t分值\t执行率\t得分"
ROW = "产出指标\t数量指标\t甲\t1\t1\t10\t10\t"


@pytest.mark.parametrize("total", ["\t年度资金总额\t\t\t\t10\t95%\t9.5", None])
def test_a_blank_total_is_the_sum_of_the_funds(total: str | None) -> None:
    lines = [
        *([total] if total else []),
        "\t其中：当年财政拨款\t90\t100\t95\t10\t95%\t9.5",
        "\t上年结转资金\t\t20万元\t19\t—\t\t—",
        "\t其他资金\t/\t\t\t—\t\t—",
    ]
    read = table("自评表", FUNDS, *lines, HEADINGS, ROW)
    execution = execution_of(read)
    assert (execution.initial, execution.revised, execution.executed) == tuple(
        Money(Fraction(amount), 10_000) for amount in (90, 120, 114)
    )
    assert (execution.full, execution.declared) == (Points(Fraction(10)), Points(Fraction(19, 2)))
    assert (execution.carry_over, execution.other_funds) == (Money(Fraction(20), 10_000), Missing())
    assert repaired_rows(read) == ["execution"]


def test_other_funds_are_not_added_up() -> None:
    read = table("自评表", FUNDS, "\t年度资金总额\t\t\t\t10\t\t", "\t中央财政资金\t9\t9\t9\t\t\t", HEADINGS, ROW)
    assert execution_of(read).revised == Missing()
    assert "按空白处理" in read.findings[0].message.zh


def test_zeros_in_the_total_row_stand() -> None:
    read = table(
        "自评表", FUNDS, "\t年度资金总额\t0\t0\t0\t10\t0\t0", "\t其中:本年财政拨款\t90\t90\t89\t\t\t", HEADINGS, ROW
    )
    assert execution_of(read).revised == Money(Fraction(0), 10_000)
    assert read.findings == ()


def test_unreadable_amounts() -> None:
    read = table("自评表", FUNDS, "\t年度资金总额\t1O0\t?.32\t50\t10\t?\t5", HEADINGS, ROW)
    told = [finding for finding in read.findings if finding.code is Code.VALUE_UNREADABLE]
    assert [finding.row for finding in told] == ["execution"] * 3
    assert isinstance(execution_of(read).initial, Text)


def test_label_in_pieces_down_the_column() -> None:
    read = rows(
        "产出\t数量指标\t甲\t1\t1\t10\t10\t",
        "指标\t\t乙\t1\t1\t10\t10\t",
        "（40分）\t质量\t丙\t1\t1\t10\t10\t",
        "\t指标\t丁\t1\t1\t10\t10\t",
        "效益指标\t社会效益指标\t戊\t1\t1\t10\t10\t",
    )
    assert [(i.level1, i.level2, i.level1_points) for i in read.indicators] == [
        ("产出指标", "数量指标", Points(Fraction(40))),
        ("产出指标", "数量指标", Points(Fraction(40))),
        ("产出指标", "质量指标", Points(Fraction(40))),
        ("产出指标", "质量指标", Points(Fraction(40))),
        ("效益指标", "社会效益指标", Missing()),
    ]
    assert len(repaired_rows(read)) == 3


def test_a_lost_level_1_label_is_noticed_when_its_group_is_complete() -> None:
    read = rows(
        "效益指标(20分)\t社会效益指标\t甲\t1\t1\t10\t10\t",
        "\t生态效益指标\t乙\t1\t1\t10\t10\t",
        "\t服务对象满意度指标\t丙\t90%\t95%\t10\t10\t",
    )
    assert [i.level1 for i in read.indicators] == ["效益指标", "效益指标", ""]
    assert "已丢失" in read.findings[0].message.zh


def test_subtotals_and_repeated_headings_are_no_indicators() -> None:
    read = rows(
        "产出指标\t数量指标\t甲\t1\t1\t10\t10\t",
        "\t\t小计\t\t\t10\t10\t",
        HEADINGS,
        "效益指标\t社会效益指标\t乙\t1\t1\t10\t10\t",
        "合计\t\t\t\t\t20\t20\t",
        "注：1.本表由单位填报。\t\t\t\t\t\t\t",
    )
    assert [i.name for i in read.indicators] == ["甲", "乙"]
    assert "小计" in read.findings[0].message.zh
    assert (read.declared_full, read.declared_total) == (Points(Fraction(20)), Points(Fraction(20)))


def test_a_row_broken_by_line_breaks_in_its_cells() -> None:
    read = table(
        "项目支出绩效自评表",
        "绩效",
        "指标\t一级",
        "指标\t二级指标\t三级指标\t年度",
        "指标值\t实际",
        "完成值\t分值\t得分\t偏差原因",
        "\t产出",
        "指标",
        "(50分)\t数量指标\t甲数量",
        "及种类\t1\t1\t10\t10\t",
        "\t\t\t乙\t1\t1\t10\t10\t",
        "\t\t质量指标\t丙\t≥90%\t95%\t20\t20\t",
        "总分\t\t\t\t\t\t40\t40\t",
    )
    assert [written(i) for i in read.indicators] == [
        ("产出指标", "数量指标", "甲数量及种类", "1", "1", "10", "10"),
        ("产出指标", "数量指标", "乙", "1", "1", "10", "10"),
        ("产出指标", "质量指标", "丙", "≥90%", "95%", "20", "20"),
    ]
    assert repaired_rows(read) == [1]


def test_quoted_cells_with_line_breaks() -> None:
    read = table(
        "项目支出绩效自评表",
        HEADINGS.replace("年度指标值", '"年度\n指标值"'),
        '"产出\n指标\n(50分)"\t数量指标\t"甲""一""数"\t1\t1\t10\t10\t"人员\n减少"',
        '\t\t"放管服"改革\t1\t1\t10\t10\t',
    )
    assert [written(i)[:3] for i in read.indicators] == [
        ("产出指标", "数量指标", '甲"一"数'),
        ("产出指标", "数量指标", '"放管服"改革'),
    ]
    assert read.indicators[0].explanation == "人员减少"
    assert read.indicators[1].full.place is not None
    assert read.indicators[1].full.place.row == 8


@pytest.mark.parametrize(
    ("extra", "further"),
    [
        ("\t6种\t28种\t1\t1", [("", "6种", "28种")]),
        ("\t6种\t28种\t1\t1\t116次\t150次\t1\t1", [("", "6种", "28种"), ("", "116次", "150次")]),
        ("\t指标3 讲座\t6种\t28种\t1\t1", [("指标3 讲座", "6种", "28种")]),
        ("\t原因甲\t6种\t28种\t1\t1\t原因乙", [("", "6种", "28种")]),
    ],
)
def test_several_indicators_on_one_line(extra: str, further: list[tuple[str, str, str]]) -> None:
    read = rows(
        "产出指标\t数量指标\t指标1 资料\t12种\t14种\t1\t1" + extra + "\t", ROW.replace("产出指标\t数量指标", "\t")
    )
    assert [(i.name, i.target.written, i.actual.written) for i in read.indicators] == [
        ("指标1 资料", "12种", "14种"), *further, ("甲", "1", "1"),
    ]  # fmt: skip
    assert all(i.level2 == "数量指标" and i.full == Points(Fraction(1)) for i in read.indicators[:-1])
    assert repaired_rows(read) == [1]


def test_a_row_that_is_too_long_without_a_pattern_is_told() -> None:
    read = rows("产出指标\t数量指标\t甲\t12种\t14种\t1\t1\t\t多余的话\t其他")
    assert written(read.indicators[0])[2:] == ("甲", "12种", "14种", "1", "1")
    assert any("多余的话" in finding.message.zh or "其他" in finding.message.zh for finding in read.findings)


def test_merged_headings_without_parts_of_their_own() -> None:
    read = table(
        "项目支出绩效自评表",
        "一级指标\t二级指标\t三级指标\t年度指标值\t\t\t实际完成值\t分值\t得分",
        "产出指标\t数量指标\t甲\t≥\t90\t%\t95%\t10\t10",
    )
    assert read.indicators[0].target == read_value("≥90%")
    assert repaired_rows(read) == [1]


def test_marks_for_nothing() -> None:
    read = rows("效益指标\t生态效益指标\t/\t\t/\t/\t/\t", "\t可持续影响指标\t甲\t—\t无\t\t\t")
    assert read.indicators[0].full == NotApplicable()
    assert (read.indicators[1].target, read.indicators[1].actual) == (NotApplicable(), NotApplicable())


def test_stray_lines_are_told() -> None:
    read = rows(ROW, "\t\t\t续写的内容\t\t\t\t", "前一格的后半句", "\t\t乙\t1\t1\t10\t10\t", "总分\t\t\t\t\t100\t20\t")
    assert [i.name for i in read.indicators] == ["甲", "乙"]
    assert ["续写的内容" in f.message.zh for f in read.findings] == [True, False]
    assert "前一格的后半句" in read.findings[1].message.zh


def test_tables_without_title_one_after_another() -> None:
    text = "\n".join(
        [
            "说明文字。",
            "项目名称\t甲",
            HEADINGS,
            ROW,
            "总分\t\t\t\t\t100\t10\t",
            "",
            "（2023年）",
            "项目名称\t乙",
            HEADINGS,
            ROW,
        ]
    )
    first, second = read_text_tables(text, "form")
    assert (first.index, first.project, first.year) == (1, "甲", None)
    assert (second.index, second.project, second.year) == (2, "乙", 2023)


def test_headings_of_a_report_are_no_tables() -> None:
    text = "\n".join(
        [
            "目录",
            "一、项目支出绩效自评表",
            "二、部门整体支出绩效自评表",
            "我们公开了项目支出绩效自评表。",
            "",
            "转移支付绩效目标自评表",
            HEADINGS,
            ROW,
        ]
    )
    (only,) = read_text_tables(text, "form")
    assert (only.index, only.title, only.form) == (1, "转移支付绩效目标自评表", "转移支付")


def test_a_row_without_a_name_keeps_its_figures_and_is_told() -> None:
    read = rows(ROW, "\t成本指标\t\t8万元\t4万元\t10\t5\t")
    assert written(read.indicators[1]) == ("产出指标", "成本指标", "", "8万元", "4万元", "10", "5")
    assert any("没有指标名称" in finding.message.zh for finding in read.findings if finding.row == 2)


def test_a_long_text_in_the_label_column_is_no_label() -> None:
    note = "这一段文字写在一级指标那一列里但它不是指标名称"
    read = rows(ROW, note + "\t\t\t\t\t\t\t", "\t\t乙\t1\t1\t10\t10\t")
    assert [(i.level1, i.name) for i in read.indicators] == [("产出指标", "甲"), ("产出指标", "乙")]
    assert "这一段文字" in read.findings[0].message.zh


def test_a_total_that_cannot_be_read_or_placed() -> None:
    read = rows(ROW, "总分\t\t\t\t\t100\t8?6\t")
    assert (read.declared_full, read.declared_total) == (Points(Fraction(100)), Missing())
    assert [finding.code for finding in read.findings] == [Code.VALUE_UNREADABLE]
    read = rows(ROW, "总分\t\t95")
    assert (read.declared_full, read.declared_total) == (Missing(), Missing())
    assert "95" in read.findings[0].message.zh
    read = rows(ROW, "总分（100分）\t\t95")
    assert (read.declared_full, read.declared_total) == (Points(Fraction(100)), Points(Fraction(95)))


def test_scores_before_full_marks() -> None:
    read = table(
        "自评表",
        "一级指标\t二级指标\t三级指标\t指标值\t完成值\t得分\t分值",
        "产出指标\t数量指标\t甲\t1\t1\t9\t10",
        "总分\t90\t100",
    )
    assert (read.indicators[0].declared, read.indicators[0].full) == (Points(Fraction(9)), Points(Fraction(10)))
    assert (read.declared_total, read.declared_full) == (Points(Fraction(90)), Points(Fraction(100)))


def test_two_columns_of_funds_with_one_heading() -> None:
    heading = FUNDS + "\t得分"
    read = table("自评表", heading, "\t年度资金总额\t9\t9\t9\t10\t100%\t10\t8", HEADINGS, ROW)
    assert execution_of(read).declared == Points(Fraction(10))
    assert "重复的列" in read.findings[0].message.zh


def test_texts_beside_the_funds_are_told() -> None:
    read = table("自评表", FUNDS, "\t年度资金总额\t9\t9\t9\t10\t100%\t10\t另有说明", HEADINGS, ROW)
    assert execution_of(read).declared == Points(Fraction(10))
    assert any("另有说明" in finding.message.zh for finding in read.findings)


def test_the_same_text_alone_after_the_table_is_ignored() -> None:
    read = rows(ROW, "", "以上数据由财务科提供。", "联系人：张三\t电话：123\t2024年1月1日")
    assert [i.name for i in read.indicators] == ["甲"]
    assert read.findings == ()

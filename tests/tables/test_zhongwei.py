"""The four tables of one office, held against facts written down by hand from the document."""

from __future__ import annotations

from fractions import Fraction

import pytest

from perfeval.finding import Code
from perfeval.tables.indicator import SelfEvaluation
from perfeval.values.model import (
    CalendarDate,
    Comparison,
    Grade,
    Missing,
    Money,
    Points,
    Quantity,
    Ratio,
    Sign,
    Text,
    Value,
)

OFFICE = "中卫市人民政府办公室"
OUTPUT, BENEFIT, SATISFACTION = ("产出指标", 40), ("效益指标", 40), ("满意度指标", 10)

Row = tuple[tuple[str, int], str, str, str, str, str, str, str]
"""Level 1 with its points, level 2, beginning of the name, target, actual, full marks, declared score, beginning of the
reason."""

ROWS: list[list[Row]] = [
    [
        (OUTPUT, "数量指标", "外出公务交通费、住宿费、伙食补助费", "60人", "90.03%", "3", "4.5", "人员减少"),
        (OUTPUT, "数量指标", "办公费、印刷费、邮电费、劳务费等费用", "60人", "35.66%", "5", "2.5", "人员减少"),
        (OUTPUT, "数量指标", "应急值班人员数", "11人", "74.9%", "2", "1.5", "人员减少"),
        (OUTPUT, "质量指标", "保障政府日常工作的顺利开展", "≥90%", "100%", "10", "10", ""),
        (OUTPUT, "时效指标", "按工作进度有序推进", "2024年", "100%", "10", "10", ""),
        (OUTPUT, "成本指标", "应急值班等人员工资福利", "20万元", "14.98万元", "2", "1.5", "人员减少,费用下降。"),
        (OUTPUT, "成本指标", "外出公务交通费、住宿费、伙食补助费", "70万元", "63.02万元", "3", "2.7", "落实过紧日子"),
        (OUTPUT, "成本指标", "办公费、印刷费、邮电费等费用", "110万元", "39.23万元", "5", "1.78", "落实过紧日子"),
        (BENEFIT, "经济效益指标", "通过外出公务、印刷、办公等经费精准投入", "100%", "100%", "10", "10", ""),
        (BENEFIT, "社会效益指标", "保障机关正常运行,推进政府日常工作", "≥90%", "≥90%", "10", "10", ""),
        (BENEFIT, "生态效益指标", "落实“过紧日子”要求,通过办公耗材按需采购", "≥良", "≥良", "10", "10", ""),
        (BENEFIT, "可持续影响指标", "持续保障市政府各项工作高效有序运转", "长期", "长期", "10", "10", ""),
        (SATISFACTION, "服务对象满意度指标", "相关部门、人员满意度", "≥90%", "≥90%", "10", "10", ""),
    ],
    [
        (OUTPUT, "数量指标", "《政府公报》编辑、排版、印刷期数", "3200份", "1600份", "10", "5", "文件数量减少"),
        (OUTPUT, "质量指标", "无线胶装、清数,按时、按质完成", "≥90%", "≥90%", "5", "5", ""),
        (OUTPUT, "质量指标", "文字差错率", "≤万分之一", "≤万分之一", "5", "5", ""),
        (OUTPUT, "时效指标", "全年工作任务", "2024年", "50%", "10", "5", "文件数量减少,公报印刷期数减少2期"),
        (OUTPUT, "成本指标", "完成编辑、校对、印刷、出版、发行等", "8万元", "4万元", "10", "5", "文件数量减少"),
        (BENEFIT, "经济效益指标", "按工作进度付款", "100%", "100%", "10", "10", ""),
        (BENEFIT, "社会效益指标", "以公开为常态、不公开为例外", "≥90%", "≥90%", "10", "10", ""),
        (BENEFIT, "生态效益指标", "通过技术升级(如优化排版压缩篇幅)", "≥良", "≥良", "10", "10", ""),
        (BENEFIT, "可持续影响指标", "保障人民群众的知情权", "长期", "长期", "10", "10", ""),
        (SATISFACTION, "服务对象满意度指标", "群众满意度", "≥90%", "≥90%", "10", "10", ""),
    ],
    [
        (OUTPUT, "数量指标", "行政中心办公大楼各部门(单位)", "31家单位", "31家单位", "10", "10", ""),
        (OUTPUT, "质量指标", "电信公司为中卫市行政中心", "≥90%", "≥90%", "10", "10", ""),
        (OUTPUT, "时效指标", "全年工作任务", "2024年", "100%", "10", "10", ""),
        (OUTPUT, "成本指标", "行政中心办公大楼各部门(单位)电信网络", "8.4万元", "8.4万元", "10", "10", ""),
        (BENEFIT, "经济效益指标", "经费全额用于网络服务", "100%", "100%", "10", "10", ""),
        (BENEFIT, "社会效益指标", "保障行政中心31家单位互联网使用需求", "≥90%", "提升", "10", "10", ""),
        (BENEFIT, "生态效益指标", "结合网络设备运维特点", "≥良", "≥良", "10", "10", ""),
        (BENEFIT, "可持续影响指标", "长期保障行政中心各部门", "长期", "长期", "10", "10", ""),
        (SATISFACTION, "服务对象满意度指标", "相关部门(单位)满意度", "≥90%", "≥90%", "10", "10", ""),
    ],
    [
        (OUTPUT, "数量指标", "政府门户网站", "1个", "1次", "5", "5", ""),
        (OUTPUT, "数量指标", "政务新媒体(微信、微博、快手等)", "53个", "67个", "5", "5", ""),
        (OUTPUT, "质量指标", "每月开展网站测评,出具书面报告。", "≥90%", "≥90%", "10", "10", ""),
        (OUTPUT, "时效指标", "全年工作任务", "2024年", "100%", "10", "10", ""),
        (OUTPUT, "成本指标", "政府网站和政务新媒体监测", "11万元", "3.24万元", "10", "2.95", "因合同付款方式调整"),
        (BENEFIT, "经济效益指标", "执行经费保障核心工作开展", "100%", "100%", "10", "10", ""),
        (BENEFIT, "社会效益指标", "适应人民期待和需求", "方便查阅", "方便查阅", "10", "10", ""),
        (BENEFIT, "生态效益指标", "通过政府网站、政务新媒体等数字化平台", "≥良", "≥良", "10", "10", ""),
        (BENEFIT, "可持续影响指标", "保障人民群众的知情权", "长期", "长期开展", "10", "10", ""),
        (SATISFACTION, "服务对象满意度指标", "群众满意度", "≥90%", "≥90%", "10", "10", ""),
    ],
]


def test_the_document_holds_four_tables(zhongwei: list[SelfEvaluation]) -> None:
    assert [table.index for table in zhongwei] == [1, 2, 3, 4]
    assert [table.title for table in zhongwei] == [f"项目支出绩效自评表（{number}）" for number in "一二三四"]
    assert [len(table.indicators) for table in zhongwei] == [13, 10, 9, 10]


def test_heads(zhongwei: list[SelfEvaluation]) -> None:
    assert [table.project for table in zhongwei] == [
        "政府专项工作经费",
        "《政府公报》创办费",
        "行政中心互联网电路服务费",
        "政府网站和政务新媒体监测",
    ]
    for table in zhongwei:
        assert (table.department, table.unit, table.year, table.money_unit) == (OFFICE, OFFICE, 2024, "万元")
        assert (table.form, table.budget_level) == ("", "")


@pytest.mark.parametrize("index", range(4))
def test_rows(zhongwei: list[SelfEvaluation], index: int) -> None:
    for expected, indicator in zip(ROWS[index], zhongwei[index].indicators, strict=True):
        (level1, points), level2, name, target, actual, full, declared, reason = expected
        assert (indicator.level1, indicator.level2) == (level1, level2)
        assert indicator.level1_points == Points(Fraction(points))
        assert indicator.name.startswith(name[:10]), indicator.name
        assert (indicator.target.written, indicator.actual.written) == (target, actual)
        assert indicator.full == Points(Fraction(full))
        assert indicator.declared == Points(Fraction(declared))
        assert indicator.explanation.startswith(reason)
        assert bool(indicator.explanation) == bool(reason)
        assert (indicator.nature, indicator.revised_target) == ("", Missing())


@pytest.mark.parametrize(
    ("table", "row", "target", "actual"),
    [
        (0, 0, Quantity(Fraction(60), "人"), Ratio(Fraction(9003, 10000))),
        (0, 4, CalendarDate(2024), Ratio(Fraction(1))),
        (0, 5, Money(Fraction(20), 10_000), Money(Fraction(1498, 100), 10_000)),
        (1, 0, Quantity(Fraction(3200), "份"), Quantity(Fraction(1600), "份")),
        (
            1,
            2,
            Comparison(Sign.AT_MOST, Ratio(Fraction(1, 10_000))),
            Comparison(Sign.AT_MOST, Ratio(Fraction(1, 10_000))),
        ),
        (2, 5, Comparison(Sign.AT_LEAST, Ratio(Fraction(9, 10))), Text("提升")),
        (2, 6, Comparison(Sign.AT_LEAST, Grade("良")), Comparison(Sign.AT_LEAST, Grade("良"))),
    ],
)
def test_values_are_typed(zhongwei: list[SelfEvaluation], table: int, row: int, target: Value, actual: Value) -> None:
    indicator = zhongwei[table].indicators[row]
    assert (indicator.target, indicator.actual) == (target, actual)


@pytest.mark.parametrize(
    ("index", "initial", "revised", "executed", "rate", "declared", "appropriation"),
    [
        (0, "200", "117.23", "117.23", "58.62", "5.86", "117.23"),
        (1, "8", "4", "4", "50", "5", "4"),
        (2, "8.4", "8.4", "8.4", "100", "10", "8.4"),
        (3, "11", "3.24", "3.24", "100", "2.95", "3.24"),
    ],
)
def test_funds(
    zhongwei: list[SelfEvaluation],
    index: int,
    initial: str,
    revised: str,
    executed: str,
    rate: str,
    declared: str,
    appropriation: str,
) -> None:
    execution = zhongwei[index].execution
    assert execution is not None
    assert (execution.initial, execution.revised, execution.executed) == tuple(
        Money(Fraction(amount), 10_000) for amount in (initial, revised, executed)
    )
    assert execution.full == Points(Fraction(10))
    assert execution.printed_rate == Ratio(Fraction(rate) / 100)
    assert execution.declared == Points(Fraction(declared))
    assert execution.appropriation == Money(Fraction(appropriation), 10_000)
    assert (execution.carry_over, execution.other_funds, execution.explanation) == (Missing(), Missing(), "")


def test_totals(zhongwei: list[SelfEvaluation]) -> None:
    assert [table.declared_full for table in zhongwei] == [Points(Fraction(100))] * 4
    assert [table.declared_total for table in zhongwei] == [
        Points(Fraction(total)) for total in ("86.34", "80", "100", "94.1")
    ]


def test_every_repair_is_told_and_nothing_else(zhongwei: list[SelfEvaluation]) -> None:
    assert {finding.code for table in zhongwei for finding in table.findings} == {Code.LAYOUT_REPAIRED}
    assert [[finding.row for finding in table.findings] for table in zhongwei] == [
        [8, 13],
        ["execution", "execution", 5, 10],
        [None],
        [10],
    ]
    lost = zhongwei[0].findings[0].message
    assert lost.zh.startswith("文件第24行")
    assert "年度指标值“110万元”，实际完成值“39.23万元”，分值“5”，得分“1.78”" in lost.zh
    assert lost.en.startswith("line 24:")
    assert 'target "110万元", actual "39.23万元", full marks "5", score "1.78"' in lost.en


def test_values_know_their_places(zhongwei: list[SelfEvaluation]) -> None:
    moved = zhongwei[0].indicators[7]
    assert moved.actual.place is not None
    assert (moved.actual.place.row, moved.actual.place.column) == (24, 5)
    assert moved.full.place is not None
    assert (moved.full.place.row, moved.full.place.column) == (24, 6)
    total = zhongwei[2].declared_total.place
    assert total is not None
    assert (total.row, total.column) == (81, 7)
    assert total.source.endswith("zhongwei_2024.txt")

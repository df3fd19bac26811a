"""The four published tables of Zhongwei, by two rule sets: every total, grade and error that is known of them."""

from decimal import Decimal
from pathlib import Path

import pytest

import perfeval
from perfeval.audit.result import Audit
from perfeval.finding import Code, Severity

TABLES = Path(__file__).parents[2] / "docs" / "examples" / "zhongwei_2024.txt"


def audits(rules: str) -> list[Audit]:
    loaded = perfeval.load_rules(rules)
    return [perfeval.audit(table, loaded) for table in perfeval.read_tables(TABLES)]


@pytest.fixture(scope="module")
def zhongwei() -> list[Audit]:
    return audits("zhongwei")


def errors(audit: Audit) -> list[tuple[Code, object]]:
    return [(finding.code, finding.row) for finding in audit.findings if finding.severity is Severity.ERROR]


def test_totals_and_sums(zhongwei: list[Audit]) -> None:
    assert [str(audit.evaluation.total.points) for audit in zhongwei] == ["87.82", "80.00", "100.00", "85.90"]
    assert [audit.declared_total for audit in zhongwei] == [Decimal("86.34"), 80, 100, Decimal("94.1")]
    assert [audit.sum_of_declared for audit in zhongwei] == [Decimal("90.34"), 80, 100, Decimal("85.90")]
    assert [len(audit.rows) for audit in zhongwei] == [13, 10, 9, 10]


def test_totals_by_the_national_rules() -> None:
    totals = [str(audit.evaluation.total.points) for audit in audits("national_2020")]
    assert totals == ["95.98", "90.00", "100.00", "100.00"]


def test_the_grades(zhongwei: list[Audit]) -> None:
    graded = [(audit.grade_of_declared, audit.grade_of_sum, audit.grade) for audit in zhongwei]
    assert graded == [("良", "优", "良"), ("良", "良", "良"), ("优", "优", "优"), ("优", "良", "良")]


def test_every_error(zhongwei: list[Audit]) -> None:
    assert [errors(audit) for audit in zhongwei] == [
        [
            (Code.GRADE_CHANGES, None),
            (Code.TOTAL_NOT_SUM, None),
            (Code.SCORE_ABOVE_FULL, 1),
            (Code.SCORE_DIFFERS, 2),
        ],
        [],
        [],
        [
            (Code.GRADE_CHANGES, None),
            (Code.TOTAL_NOT_SUM, None),
            (Code.RATE_CONTRADICTS_AMOUNTS, "execution"),
            (Code.RATE_CONTRADICTS_SCORE, "execution"),
        ],
    ]


def test_grades_that_agree_but_for_the_sum(zhongwei: list[Audit]) -> None:
    assert zhongwei[0].findings[0].message.zh == "等级不一致：填列与核定均为“良”，只有各项自评之和为“优”"
    assert zhongwei[3].findings[0].message.zh.startswith("等级不一致：填列总分94.10分为“优”")


def test_the_causes_by_the_national_rules() -> None:
    hints = {
        (number, finding.row): finding.hint.zh
        for number, audit in enumerate(audits("national_2020"), start=1)
        for finding in audit.findings
        if finding.code is Code.SCORE_DIFFERS and finding.hint is not None
    }
    assert hints == {
        (1, "execution"): "可能是用年初预算数作分母算的执行率（58.62%）计分",
        (1, 6): "可能直接按完成值÷指标值（74.90%）乘以满分计分",
        (1, 7): "可能直接按完成值÷指标值（90.03%）乘以满分计分",
        (1, 8): "可能直接按完成值÷指标值（35.66%）乘以满分计分",
        (2, "execution"): "可能是用年初预算数作分母算的执行率（50.00%）计分",
        (2, 5): "可能直接按完成值÷指标值（50.00%）乘以满分计分",
        (4, "execution"): "可能是用年初预算数作分母算的执行率（29.45%）计分",
        (4, 5): "可能直接按完成值÷指标值（29.45%）乘以满分计分",
    }


def test_the_first_row_of_the_first_table(zhongwei: list[Audit]) -> None:
    first = zhongwei[0].rows[0]
    assert (first.declared, first.score.points, first.difference) == (Decimal("4.5"), Decimal("2.70"), Decimal("1.80"))
    finding = first.findings[0]
    assert finding.hint is not None
    assert "满分5.00分" in finding.hint.zh


def test_the_hints_at_the_totals(zhongwei: list[Audit]) -> None:
    hints = [
        finding.hint.zh
        for audit in zhongwei
        for finding in audit.findings
        if finding.code is Code.TOTAL_NOT_SUM and finding.hint is not None
    ]
    assert hints == [
        "可能漏加了第2行和第3行（2.50 + 1.50），第2行和第6行（2.50 + 1.50）也相符",
        "可能把预算执行、第5行的得分当作扣分减掉了（94.10 = 100.00 − 2.95 − 2.95）",
    ]


def test_the_printed_rate_of_the_fourth_table(zhongwei: list[Audit]) -> None:
    finding = zhongwei[3].of_row("execution")[0]
    assert finding.message.zh == "填列的执行率为100%，而全年执行数3.24万元÷年初预算数11万元为29.45%"
    assert finding.hint is not None
    assert finding.hint.zh == "可能是以全年预算数为分母：那样正好是100%"

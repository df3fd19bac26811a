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
        "可能漏加了第2行和第3行（2.50 + 1.50），另有1种两行组合也相符",
        "可能把预算执行、第5行的得分当作扣分减掉了（94.10 = 100.00 − 2.95 − 2.95）",
    ]


def test_the_printed_rate_of_the_fourth_table(zhongwei: list[Audit]) -> None:
    finding = zhongwei[3].of_row("execution")[0]
    assert finding.message.zh == "填列的执行率为100%，而全年执行数3.24÷年初预算数11为29.45%"
    assert finding.hint is not None
    assert finding.hint.zh == "可能是以全年预算数为分母：那样正好是100%"

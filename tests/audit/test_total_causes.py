from fractions import Fraction

import pytest

from perfeval.audit.figures import digits_swapped, exact_points, range_text, row_names, signed_points
from perfeval.audit.lines import Line
from perfeval.audit.total_causes import TotalCase, causes_of_total
from perfeval.values.reader import read_points


def case(declared: str, scores: list[tuple[str, str]], computed: str | None = None) -> TotalCase:
    """A total over rows of (full marks, declared score)."""
    lines = tuple(
        Line(row=number, full_cell=read_points(full), declared_cell=read_points(score), score=None)
        for number, (full, score) in enumerate(scores, start=1)
    )
    total = sum((line.declared or Fraction(0) for line in lines), Fraction(0))
    return TotalCase(Fraction(declared), total, None if computed is None else Fraction(computed), lines, Fraction(100))


def hint(declared: str, scores: list[tuple[str, str]], computed: str | None = None) -> str | None:
    found = causes_of_total(case(declared, scores, computed))
    return None if found is None else found.zh


def test_scores_subtracted_as_if_lost() -> None:
    rows = [("10", "2.95"), ("10", "2.95"), ("40", "40"), ("40", "40")]
    assert hint("94.10", rows) == "可能把第1行、第2行的得分当作扣分减掉了（94.10 = 100.00 − 2.95 − 2.95）"


def test_one_row_left_out() -> None:
    assert hint("80", [("20", "18.3"), ("80", "80")]) == "可能漏加了第1行（18.30分）"


def test_one_of_several_rows_left_out() -> None:
    rows = [("10", "9.7"), ("10", "9.7"), ("80", "80")]
    assert hint("89.7", rows) == "可能漏加了第1行、第2行中的一行（9.70分）"


def test_two_rows_left_out_nearest_first_and_others_named() -> None:
    rows = [("5", "1.5"), ("40", "39"), ("5", "2.5"), ("5", "1.5"), ("45", "45")]
    assert hint("85.5", rows) == "可能漏加了第3行和第4行（2.50 + 1.50），第1行和第3行（1.50 + 2.50）也相符"


def test_many_other_pairs_of_rows_are_counted() -> None:
    rows = [("5", "1.5"), ("5", "2.5"), ("5", "1.5"), ("40", "39"), ("5", "2.5"), ("5", "1.5"), ("45", "45")]
    assert hint("89.5", rows) == "可能漏加了第1行和第2行（1.50 + 2.50），另有5种两行组合也相符"


def test_one_row_added_twice() -> None:
    assert hint("106.3", [("20", "8.3"), ("80", "89.7")]) == "可能第1行（8.30分）加了两次"


def test_full_marks_added_instead_of_the_score() -> None:
    assert hint("94.7", [("20", "16.6"), ("80", "74.7")]) == "可能第1行加的是满分而不是得分"


def test_the_computed_total() -> None:
    found = hint("94.7", [("20", "16.6"), ("80", "74.7")], computed="94.7")
    assert found is not None
    assert found.startswith("可能总分是按规则核算的")


@pytest.mark.parametrize(("declared", "places"), [("91.3", "一位小数"), ("91", "整数"), ("92", "整数")])
def test_a_total_rounded_further(declared: str, places: str) -> None:
    assert hint(declared, [("20", "16.64"), ("80", "74.7")]) == f"可能总分取了{places}"


def test_digits_exchanged() -> None:
    assert hint("93.1", [("20", "16.6"), ("80", "74.7")]) == "可能相邻两个数字写颠倒了"
    assert hint("39.1", [("20", "16.6"), ("80", "74.7")]) is None


def test_no_cause_is_invented() -> None:
    assert hint("77.77", [("20", "16.6"), ("80", "74.7")]) is None


def test_many_rows_are_not_combined() -> None:
    rows = [("1", "0.5")] * 600
    assert "和" not in (hint("299", rows) or "")


def test_exchanged_digits() -> None:
    assert digits_swapped(Fraction("1.87"), Fraction("1.78"))
    assert not digits_swapped(Fraction("1.87"), Fraction("1.87"))
    assert not digits_swapped(Fraction("8.71"), Fraction("1.78"))
    assert not digits_swapped(Fraction(1, 3), Fraction("1.78"))
    assert not digits_swapped(Fraction(10), Fraction("1.78"))


def test_figures_in_sentences() -> None:
    assert exact_points(Fraction("1.498")) == "1.498"
    assert exact_points(Fraction(1, 3)) == "0.3333333333"
    assert signed_points(Fraction("1.8")) == "+1.80"
    assert signed_points(Fraction(-4)) == "-4.00"
    assert row_names([1]).en == "row 1"
    assert row_names(["execution", 2]).en == "budget execution and row 2"
    assert row_names([1, 2, 3, 4, 5]).zh == "第1行、第2行、第3行等5行"
    assert row_names([None]).zh == "全表"
    assert range_text(Fraction(6), Fraction(8), high_closed=False).zh == "6.00至8.00分（不含8.00）"
    assert range_text(Fraction(6), Fraction(8), low_closed=False, high_closed=False).en == (
        "6.00 to 8.00 (6.00 and 8.00 not included)"
    )

"""What holds of every written value: the laws of the reader."""

from __future__ import annotations

import datetime as dt
import string
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfeval.exact import MAX_DIGITS
from perfeval.place import Place
from perfeval.values.model import (
    CalendarDate,
    Comparison,
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
)
from perfeval.values.reader import read_money, read_points, read_rate, read_value

SIGNS_BEFORE = {
    Sign.AT_LEAST: ("≥", "≧", "⩾", ">=", "＞＝", "> =", "≮", "不低于", "不少于", "不小于", "至少", "最少", "大于等于"),
    Sign.AT_MOST: ("≤", "≦", "⩽", "<=", "＜＝", "≯", "不超过", "不高于", "不多于", "不大于", "至多", "最多", "未超过"),
    Sign.EQUAL: ("=", "＝", "﹦", "═", "==", "等于"),
    Sign.ABOVE: (">", "＞", "﹥", "超过", "大于", "高于", "多于"),
    Sign.BELOW: ("<", "＜", "﹤", "低于", "少于", "小于", "不足", "未满"),
}
SIGNS_AFTER = {
    Sign.AT_LEAST: ("以上", "及以上", "（含）以上", "以上(含本数)"),
    Sign.AT_MOST: ("以下", "及以下", "以内", "之内", "内"),
    Sign.ABOVE: ("（不含）以上", "以上（不含）"),
    Sign.BELOW: ("（不含）以下",),
}
PERCENT = ("%", "％", "﹪", " %", "百分比", "%(百分比)", " ％（百分比）")
YUAN = {"元": 1, "千元": 10**3, "万元": 10**4, "百万元": 10**6, "亿元": 10**8, "万圆": 10**4}
UNITS = (
    "人",
    "家单位",
    "个",
    "份",
    "亩",
    "只",
    "公里",
    "次",
    "起",
    "人次",
    "平方米",
    "台套",
    "个工作日",
    "元/人",
    "次/年",
)
SCALES = {"": 1, "万": 10**4, "百万": 10**6, "千万": 10**7, "亿": 10**8}

amounts = st.decimals(min_value=0, max_value=10**9, places=2, allow_nan=False).map(lambda number: format(number, "f"))
before = st.sampled_from([(sign, word) for sign, words in SIGNS_BEFORE.items() for word in words])
after = st.sampled_from([(sign, word) for sign, words in SIGNS_AFTER.items() for word in words])
scalars = st.one_of(
    amounts.map(lambda number: (number, Number(Fraction(number)))),
    st.tuples(amounts, st.sampled_from(PERCENT)).map(lambda x: (x[0] + x[1], Ratio(Fraction(x[0]) / 100))),
    amounts.map(lambda number: (number + "‰", Ratio(Fraction(number) / 1000))),
    st.tuples(amounts, st.sampled_from(list(YUAN))).map(lambda x: ("".join(x), Money(Fraction(x[0]), YUAN[x[1]]))),
    st.tuples(amounts, st.sampled_from(list(SCALES)), st.sampled_from(UNITS)).map(
        lambda x: (
            "".join(x),
            # 元/人 is no amount of money.
            Quantity(Fraction(x[0]), x[2], SCALES[x[1]]),
        )
    ),
)

TABLE_CHARACTERS = (
    "0123456789.,%‰≥≤=<>±-—–~～至到()（）[]/ 年月日底前内以上下不超过低于含约近多余万亿元个次优良中差是否"
    "一二三十百千分之点?X》《％\n"
)
anything = st.one_of(st.text(), st.text(alphabet=TABLE_CHARACTERS, max_size=30))


@given(scalars)
def test_a_figure_is_read_as_it_is_written(scalar: tuple[str, Value]) -> None:
    written, value = scalar
    assert read_value(written) == value


@given(before, scalars)
def test_a_sign_before_a_figure_is_recovered(sign: tuple[Sign, str], scalar: tuple[str, Value]) -> None:
    read = read_value(sign[1] + scalar[0])
    assert isinstance(read, Comparison)
    assert (read.sign, read.bound) == (sign[0], scalar[1])


@given(after, scalars)
def test_a_word_after_a_figure_is_recovered(sign: tuple[Sign, str], scalar: tuple[str, Value]) -> None:
    read = read_value(scalar[0] + sign[1])
    assert isinstance(read, Comparison)
    assert (read.sign, read.bound) == (sign[0], scalar[1])


@given(amounts, st.sampled_from(["", *PERCENT, *UNITS, *YUAN]))
def test_a_minus_negates(number: str, unit: str) -> None:
    for minus in "-－−–":
        read, positive = _scalar(minus + number + unit), _scalar(number + unit)
        assert type(read) is type(positive)
        assert _size(read) == -_size(positive)


@given(st.integers(min_value=0, max_value=10**15))
def test_thousands_commas_change_nothing(number: int) -> None:
    assert read_value(f"{number:,}份") == read_value(f"{number}份")


@given(st.integers(min_value=1000, max_value=10**12), st.data())
def test_misplaced_commas_are_no_number(number: int, data: st.DataObject) -> None:
    digits = str(number)
    at = data.draw(st.integers(1, len(digits) - 1).filter(lambda index: len(digits) - index != 3))
    read = read_value(digits[:at] + "," + digits[at:])
    assert isinstance(read, Text)
    assert read.problem is not None


@given(anything)
def test_no_text_raises_and_the_text_is_kept(text: str) -> None:
    place = Place("table.txt", 3, 4)
    for read in (
        read_value(text, place=place),
        read_points(text, place=place),
        read_money(text, default_unit="万元", place=place),
        read_rate(text, place=place),
    ):
        assert read.written == text
        assert read.place == place


@given(anything)
def test_full_width_reads_as_ascii(text: str) -> None:
    ascii_to_full = {ord(plain): ord(plain) + 0xFEE0 for plain in string.printable if "!" <= plain <= "~"}
    assert read_value(text.translate(ascii_to_full)) == read_value(text)


@given(scalars, before, st.sampled_from([" ", "  ", "\u3000", "\n", "\t", "\u00a0"]))
def test_space_between_the_parts_does_not_matter(scalar: tuple[str, Value], sign: tuple[Sign, str], space: str) -> None:
    number = scalar[0][: max(index for index, character in enumerate(scalar[0]) if character.isdigit()) + 1]
    unit = scalar[0].removeprefix(number)
    spaced = f"{space}{sign[1]}{space}{number}{space}{unit}{space}"
    assert read_value(spaced) == read_value(sign[1] + scalar[0])


@given(st.text(alphabet="提升改善长期持续优良及时达标、", min_size=1, max_size=12))
def test_space_in_words_does_not_matter(words: str) -> None:
    assert read_value(" ".join(words)) == read_value(words)


@given(anything)
def test_an_echo_equals_what_it_repeats(text: str) -> None:
    assert read_value(text) == read_value(f" {text}\n")


@given(scalars, scalars, st.sampled_from(["-", "~", "～", "—", "——", "–", "至", "到"]))
def test_a_range_lies_between_its_ends(low: tuple[str, Value], high: tuple[str, Value], separator: str) -> None:
    read = read_value(low[0] + separator + high[0])
    if isinstance(read, Range):
        assert type(read.low) is type(read.high)
        assert _size(read.low) <= _size(read.high)
    else:
        assert isinstance(read, Text)
        assert read.problem is not None


@given(amounts, amounts, st.sampled_from(["天", "%", "万元", ""]))
def test_the_unit_at_the_end_serves_both_ends_of_a_range(first: str, second: str, unit: str) -> None:
    low, high = sorted((first, second), key=Fraction)
    assert (
        read_value(f"{low}~{high}{unit}")
        == read_value(f"{low}{unit}~{high}{unit}")
        == Range(_scalar(low + unit), _scalar(high + unit))
    )


@given(scalars)
def test_a_tolerance_holds_its_amount(scalar: tuple[str, Value]) -> None:
    assert read_value("±" + scalar[0]) == Tolerance(_scalar(scalar[0]))


@given(st.dates(min_value=dt.date(1900, 1, 1), max_value=dt.date(2199, 12, 31)))
def test_every_day_is_read_in_every_notation(day: dt.date) -> None:
    wanted = CalendarDate(day.year, day.month, day.day)
    for written in (
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year}-{day.month:02}-{day.day:02}",
        f"{day.year}/{day.month}/{day.day}",
        f"{day.year}.{day.month}.{day.day}",
        f"{day.year}年{day.month}月{day.day}日前完成",
    ):
        assert read_value(written) == wanted
    assert wanted.last_day(None) == day


@given(st.integers(1, 12), st.integers(1990, 2100))
def test_the_last_day_of_a_deadline(month: int, year: int) -> None:
    whole, end = read_value(f"{month}月"), read_value(f"{year}年{month}月底前")
    earlier = read_value(f"{month}月前")
    assert isinstance(whole, CalendarDate)
    assert isinstance(end, CalendarDate)
    assert isinstance(earlier, CalendarDate)
    last, before_it = whole.last_day(year), earlier.last_day(year)
    assert last == end.last_day(None)
    assert before_it is not None
    assert last is not None
    assert (before_it.year, before_it.month) == ((year, month - 1) if month > 1 else (year - 1, 12))
    assert whole.last_day(None) is None


@given(st.integers(min_value=10**MAX_DIGITS))
def test_a_number_that_is_too_long_is_said_to_be(number: int) -> None:
    for text in (str(number), f"≥{number}%", f"{number}份", f"{number}-{number}"):
        read = read_value(text)
        assert isinstance(read, Text)
        assert read.problem is not None


@given(st.integers(0, 9999), st.sampled_from(["", "%", "份"]))
def test_nothing_is_read_out_of_a_damaged_figure(number: int, unit: str) -> None:
    for damage in ("{}?", "X{}", "{}.", ".{}.5", "{} {}", "{}..5", "?.{}"):
        read = read_value(damage.replace("{}", str(number)) + unit)
        assert isinstance(read, Text), damage
        assert read.problem is not None, damage


@given(scalars, before)
def test_the_parts_know_their_place(scalar: tuple[str, Value], sign: tuple[Sign, str]) -> None:
    place = Place("t.txt", 1, 2)
    read = read_value(sign[1] + scalar[0], place=place)
    assert isinstance(read, Comparison)
    assert read.bound.place == place
    assert read.bound.written


@given(amounts, st.sampled_from(list(YUAN)))
def test_money_takes_the_unit_of_the_form_unless_it_has_its_own(number: str, unit: str) -> None:
    assert read_money(number, default_unit=unit) == Money(Fraction(number), YUAN[unit])
    assert read_money(number + "万元", default_unit=unit) == Money(Fraction(number), 10**4)


@given(amounts)
def test_points_and_rates_are_plain_numbers(number: str) -> None:
    assert read_points(number) == read_points(number + "分") == Points(Fraction(number))
    assert read_points("－" + number) == Points(-Fraction(number))
    assert read_rate(number) == Number(Fraction(number))
    assert read_rate(number + "%") == Ratio(Fraction(number) / 100)


@pytest.mark.parametrize("length", [2001, 5000, 100_000])
@pytest.mark.parametrize("unit", ["1", "1-", "约", "(含)", "不超过", "含(", "；", "[1,", "1万", "百分之", "二〇二四年"])
def test_a_cell_of_any_length_is_soon_done_with(unit: str, length: int) -> None:
    read = read_value(unit * length)
    assert isinstance(read, Text)
    assert read.problem is not None


@pytest.mark.parametrize("blank", ["", " ", "\u3000\n", "\u200b", " " * 5000])
def test_blank_is_missing_everywhere(blank: str) -> None:
    assert read_value(blank) == read_points(blank) == read_rate(blank) == Missing()
    assert read_money(blank, default_unit="元") == Missing()


@pytest.mark.parametrize("dash", ["/", "／", "—", "–", "-", "－", "--", "———", "无", "不适用", "N/A"])
def test_not_applicable_is_not_missing_except_for_a_rate(dash: str) -> None:
    assert read_value(dash) == read_points(dash) == read_money(dash, default_unit="元") == NotApplicable()
    assert read_rate(dash) == Missing()


def _scalar(written: str) -> Number | Quantity | Money | Ratio:
    read = read_value(written)
    assert isinstance(read, Number | Quantity | Money | Ratio)
    return read


def _size(scalar: Number | Quantity | Money | Ratio) -> Fraction:
    match scalar:
        case Ratio():
            return scalar.value
        case Number():
            return scalar.amount
        case Money() | Quantity():
            return scalar.amount * scalar.scale

from hypothesis import given
from hypothesis import strategies as st

from perfeval.diagnostic import width_of
from perfeval.report.wrap import one_line, shorten, wrap

texts = st.text(st.sampled_from("中文，。（）“”ab 12%≥.…\n\t"), max_size=60)


@given(texts, st.integers(4, 40))
def test_nothing_is_lost_and_nothing_is_too_wide(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(width_of(line) <= width for line in lines)


@given(texts, st.integers(4, 40))
def test_a_shortened_text_fits(text: str, width: int) -> None:
    short = shorten(text, width)
    assert width_of(short) <= width
    assert short == one_line(text) or short.endswith("..")


def test_lines_break_as_chinese_is_set() -> None:
    assert wrap("按规则核定，自评多了", 10) == ["按规则核", "定，自评多", "了"]
    assert wrap("score 得分（2.70）", 8) == ["score 得", "分", "（2.70）"]
    assert wrap("依据 财预〔2020〕10号 第十条", 18) == ["依据", "财预〔2020〕10号", "第十条"]
    assert wrap("年初预算数 8万元", 12) == ["年初预算数", "8万元"]
    assert wrap("", 10) == [""]
    assert wrap("abcdefghij", 4) == ["abcd", "efgh", "ij"]

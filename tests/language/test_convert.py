"""Laws of the converter: nothing is lost, nothing is said differently, and what cannot be read is not touched."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import perfeval
from perfeval import convert_rules
from perfeval.language.vocabulary import vocabulary
from perfeval.wording import Lang

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
DATA = HERE / "data"


def _beside(name: str) -> Any:
    spec = importlib.util.spec_from_file_location(name, HERE / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


syntax_shape, random_rules = _beside("syntax_shape"), _beside("random_rules")
CHINESE = [*sorted(DATA.glob("*.zh.perfeval")), *sorted((ROOT / "rules").rglob("*.perfeval"))]
ENGLISH = sorted(DATA.glob("*.en.perfeval"))
PAIRS = [
    path for path in CHINESE if (DATA / path.name.replace(".zh.", ".en.")) in ENGLISH and path.name != "t09.zh.perfeval"
]
"""Texts written in both vocabularies; in t09 each half shows other bands."""
LANGS: tuple[Lang, Lang] = ("zh", "en")

relaxed = settings(deadline=None, suppress_health_check=list(HealthCheck))


def shape(text: str) -> Any:
    return syntax_shape.shape(syntax_shape.parsed(text))


def own_words(text: str) -> list[str]:
    """The author's names, in order of appearance, and the comments."""
    names: dict[str, str] = {}
    syntax_shape._shape(syntax_shape.parsed(text), names)
    return [*names, *re.findall(r"#.*", re.sub(r'"[^"\n]*"', "", text))]


def other(lang: Lang) -> Lang:
    return "en" if lang == "zh" else "zh"


def there_and_back(text: str) -> None:
    """Both conversions say what the text says, and each comes back from the other to the byte."""
    said = shape(text)
    for lang in LANGS:
        converted = convert_rules(text, lang)
        assert shape(converted) == said
        assert own_words(converted) == own_words(text)
        assert convert_rules(converted, lang) == converted
        assert convert_rules(convert_rules(converted, other(lang)), lang) == converted


# ---- texts that people wrote ----


@pytest.mark.parametrize(
    ("path", "lang"),
    [*((path, "zh") for path in CHINESE), *((path, "en") for path in ENGLISH)],
    ids=lambda value: value.name if isinstance(value, Path) else value,
)
def test_every_written_text_comes_back_to_the_byte(path: Path, lang: Lang) -> None:
    text = path.read_bytes().decode("utf-8")
    converted = convert_rules(text, other(lang))
    assert convert_rules(converted, lang) == text
    assert shape(converted) == shape(text)
    assert converted.count("\n") == text.count("\n")
    there_and_back(text)


@pytest.mark.parametrize("path", PAIRS, ids=lambda path: path.name)
def test_a_text_written_in_both_converts_into_its_other_half(path: Path) -> None:
    chinese = path.read_text("utf-8")
    english = (DATA / path.name.replace(".zh.", ".en.")).read_text("utf-8")
    assert shape(convert_rules(chinese, "en")) == shape(english)
    assert shape(convert_rules(english, "zh")) == shape(chinese)


@pytest.mark.parametrize("path", [*CHINESE, *ENGLISH], ids=lambda path: path.name)
def test_no_word_of_the_language_stays_behind(path: Path) -> None:
    text = path.read_text("utf-8")
    for lang in LANGS:
        bare = re.sub(r'"[^"]*"|#.*', "", convert_rules(text, lang))
        left = set(re.findall(r"[^\W\d]\w*", bare)) & _only(other(lang))
        assert left <= _own_names(text), left


def _only(lang: Lang) -> set[str]:
    """The words that one vocabulary has and the other has not."""
    words = [word for table in vocabulary().words.values() for word in table.values()]
    return {word.spell(lang) for word in words}


def _own_names(text: str) -> set[str]:
    """Names of blocks, which may be spelled like a kind."""
    return {block.name.text for block in syntax_shape.parsed(text).blocks if block.name is not None}


def test_the_shipped_rules_score_alike_in_english() -> None:
    for path in sorted((ROOT / "rules").rglob("*.perfeval")):
        rules = perfeval.parse_rules(convert_rules(path.read_text("utf-8"), "en"))
        assert all(result.passed for result in rules.test())


# ---- random texts ----


@relaxed
@given(random_rules.rule_file, st.sampled_from(LANGS))
def test_random_rules_come_back_to_the_same_shape(words: tuple[str, ...], lang: Lang) -> None:
    there_and_back(random_rules.spell(words, lang))


_PARTS = sorted(
    {part for word in vocabulary().words["keywords"].values() for part in word.en.split() if " " in word.en}
    - set(vocabulary().reserved)
    - set(vocabulary().names)
)
"""Parts of English keywords of several words, which are names by themselves."""
_BLANKS = ["", "", "  ", "\n", "\r\n  ", "\t", "\u3000"]
_GAPS = [*_BLANKS, "，", " ，", ", ", "，  ", "；", "：", "。", " # 得 award, 5分\n", ",#\n"]
_FULL_WIDTH = str.maketrans({chr(code): chr(code + 0xFEE0) for code in map(ord, "()[]<>=+-,%*/0123456789")})


@relaxed
@given(random_rules.rule_file, st.randoms(use_true_random=False))
def test_mixed_texts_in_any_spacing(words: tuple[str, ...], random: Any) -> None:
    """Words of both vocabularies, names that are parts of keywords, full-width signs, tight or pasted spacing."""
    names = {name: random.choice(_PARTS) for name in ("甲", "门槛_1", "share", "x1")}
    text = ""
    for word in words:
        spelled = random_rules.spell((names.get(word, word),), random.choice(LANGS))
        if word[0] not in '"「' and random.random() < 0.1:
            spelled = spelled.translate(_FULL_WIDTH)
        text += spelled + (random.choice(_GAPS) if random.random() < 0.3 else " ")
    try:
        syntax_shape.parsed(text)
    except AssertionError:
        for lang in LANGS:
            with pytest.raises(perfeval.RuleError):
                convert_rules(text, lang)
    else:
        there_and_back(text)


@relaxed
@given(st.text(max_size=100), st.sampled_from(LANGS))
def test_arbitrary_text_is_converted_or_refused(text: str, lang: Lang) -> None:
    try:
        converted = convert_rules(text, lang)
    except perfeval.RuleError as error:
        refused = error
    else:
        assert convert_rules(converted, lang) == converted
        return
    assert refused.diagnostics


@relaxed
@given(
    st.text(st.characters(exclude_characters='\n\r"＂“”', exclude_categories=["Cs", "Cc", "Zl", "Zp"])),
    st.text(st.characters(exclude_characters="\n\r", exclude_categories=["Cs", "Cc", "Zl", "Zp"])),
)
def test_strings_and_comments_stay_as_they_are(inside: str, comment: str) -> None:
    text = f'规则 甲 "{inside}" # {comment}\n  得 0分 # {comment}'
    english = convert_rules(text, "en")
    assert english == f'rule 甲 "{inside}" # {comment}\n  award 0 points # {comment}'
    assert convert_rules(english, "zh") == text


# ---- forms ----


@pytest.mark.parametrize(
    ("chinese", "english"),
    [
        # units: against the number in Chinese, one blank in English, singular after 1 alone
        ("参数 a = 0.01分", "param a = 0.01 points"),
        ("参数 a = 1分", "param a = 1 point"),
        ("参数 a = 1.0分", "param a = 1.0 points"),
        ("参数 a = 11天", "param a = 11 days"),
        ("参数 a = 1天", "param a = 1 day"),
        ("参数 a = 1个百分点", "param a = 1 percentage point"),
        ("参数 a = 1万元", "param a = 1 wan_yuan"),
        ("填报项 a 天 默认 -1天", "input a days default -1 day"),
        ("填报项 a 分", "input a points"),
        ("参数 a = 80%", "param a = 80%"),
        ("参数 a = 3200份", "param a = 3200份"),
        ("参数 a = 5\n分", "param a = 5\npoints"),
        # signs
        ("设 a = 1 × 2 ÷ 3", "let a = 1 * 2 / 3"),
        ("设 a = 1×2÷3", "let a = 1*2/3"),
        ("设 a = 完成值 ≥ 1 或 完成值 ≤ 1 或 完成值 ≠ 1", "let a = actual >= 1 or actual <= 1 or actual != 1"),
        # punctuation that is layout carries its blank in English; the comma between brackets is alike in both
        ("总分 扣完为止，封顶 100分", "total down to zero, cap 100 points"),
        ("总分 扣完为止，  封顶 100分", "total down to zero,   cap 100 points"),
        ("总分 扣完为止，\n  封顶 100分，", "total down to zero,\n  cap 100 points,"),
        ("总分：扣完为止；封顶 100分。", "total: down to zero; cap 100 points。"),
        ("设 a = 合计(分值, 同一级指标)", "let a = sum(weight, same_level1)"),
        ("设 a = 四舍五入(完成率, 1%)", "let a = round half up(completion, 1%)"),
        # the author's words
        ("参数 rate = 1", "param rate = 1"),
        ("设 门槛 = 「及格 分」", "let 门槛 = 「及格 分」"),
        ("设 「满分」 = 「 满分 」", "let 「full」 = 「 full 」"),
        ("设 a = “当 得 5分” # 当 得", "let a = “当 得 5分” # 当 得"),
        ("规则集 质量指标 继承 成本指标", "ruleset 质量指标 extends 成本指标"),
        ("规则集 甲\n  不设 规则 产出指标", "ruleset 甲\n  without rule 产出指标"),
        ("规则 质量指标 适用于 质量指标\n  得 按规则 质量指标", "rule 质量指标 for quality\n  award by 质量指标"),
        # the rest of the language
        ("规则集 r\n  汇总 相对值加权按 全年执行数", "ruleset r\n  roll up ratios weighted by expenditure"),
        ('等次排序 "优" "良"', 'scale "优" "良"'),
        ("设 a = 最高项(完成值, 各单位)", "let a = largest(actual, across units)"),
        ("参数 a = 1 自 2024-01-01 至 2024年12月31日", "param a = 1 from 2024-01-01 until 2024年12月31日"),
        ("\ufeff参数 a = 1\r\n", "\ufeffparam a = 1\r\n"),
        ("", ""),
        ("# 得", "# 得"),
    ],
)
def test_canonical_forms(chinese: str, english: str) -> None:
    assert convert_rules(chinese) == english
    assert convert_rules(english, "zh") == chinese
    assert convert_rules(chinese, "zh") == chinese
    assert convert_rules(english, "en") == english


@pytest.mark.parametrize(
    ("text", "chinese", "english"),
    [
        ("总分 得0分", "总分 得 0分", "total award 0 points"),
        ('等级 得"优"', '等级 得 "优"', 'grades award "优"'),
        ("总分 award 0  points", "总分 得 0分", "total award 0 points"),
        ("total 得5 个百分点", "总分 得 5个百分点", "total award 5 percentage points"),
        ("total 得 5百分点", "总分 得 5个百分点", "total award 5 percentage points"),
        ("总分 得[6分，8分)", "总分 得 [6分, 8分)", "total award [6 points, 8 points)"),
        ("总分 得（６分＋８分）", "总分 得 (6分+8分)", "total award (6 points+8 points)"),
        ("规则 「a」得「a」", "规则 「a」 得 「a」", "rule 「a」 award 「a」"),
        ("总分 当 得分≧90%得 5分", "总分 当 得分≥90% 得 5分", "total when score>=90% award 5 points"),
        ("total cap full,down to zero", "总分 封顶 满分，扣完为止", "total cap full, down to zero"),
        ("总分 round  half\nup 到 1分", "总分 四舍五入 到 1分", "total round half up to 1 point"),
        ("参数 ｒａｔｅ = １", "参数 ｒａｔｅ = 1", "param ｒａｔｅ = 1"),
    ],
)
def test_other_forms_become_canonical(text: str, chinese: str, english: str) -> None:
    assert convert_rules(text, "zh") == chinese
    assert convert_rules(text, "en") == english
    there_and_back(text)


# ---- errors ----


@pytest.mark.parametrize(
    "text",
    [
        "规则 甲 适用于\n  得 满分",
        "规则 甲\n  得 “满分",
        "规则 甲\n  得 " + "(" * 60 + "满分" + ")" * 60,
        "规则 甲\n  得 2024-13-45",
        "规则 甲\n  得 " + "9" * 50 + "分",
        "规则 甲\n  得 满分\n胡说八道 得 5分",
        "规则 甲\n  当完成率 < 1 得 5分",
        "x" * 1_000_001,
    ],
)
def test_a_text_that_does_not_parse_is_refused_as_by_a_load(text: str) -> None:
    with pytest.raises(perfeval.RuleError) as loading:
        perfeval.parse_rules(text)
    for lang in LANGS:
        with pytest.raises(perfeval.RuleError) as converting:
            convert_rules(text, lang)
        assert converting.value.code == loading.value.code
        assert converting.value.diagnostics
        told = {(one.code, one.span) for one in loading.value.diagnostics}
        assert {(one.code, one.span) for one in converting.value.diagnostics} <= told


def test_what_a_text_means_is_not_looked_at() -> None:
    assert convert_rules("规则 甲\n  得 没有这个名称", "en") == "rule 甲\n  award 没有这个名称"


@pytest.mark.parametrize(("text", "to"), [(5, "en"), ("", "de"), ("", None), (b"", "zh")])
def test_arguments_that_cannot_be_used(text: Any, to: Any) -> None:
    with pytest.raises(perfeval.InvalidValueError):
        convert_rules(text, to)

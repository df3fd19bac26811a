"""Every entry of the pattern catalogue and every published rule set checks; both vocabularies say the same."""

from __future__ import annotations

import importlib.util
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from perfeval.diagnostic import SourceText
from perfeval.language import nodes
from perfeval.language.from_syntax import Checked, check

HERE = Path(__file__).parent
DATA = HERE / "data"


def _beside(name: str) -> Any:
    spec = importlib.util.spec_from_file_location(name, HERE / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


syntax_shape = _beside("syntax_shape")
TEXTS = {path.name.removesuffix(".perfeval"): path.read_text("utf-8") for path in sorted(DATA.glob("*.perfeval"))}
PAIRS = sorted(name.removesuffix(".zh") for name in TEXTS if name.endswith(".zh") and name[:-2] + "en" in TEXTS)
DIFFERENT = {"t09"}
"""The Chinese text shows another variant than the English one."""
UNCITED = {"p26", "t07", "t10", "t14", "t18"}
"""Fragments with a header that cites nothing."""
OPEN = {
    "m1": ["floor-unsaid", "cap-unsaid", "rule-never-reached", "floor-unsaid", "cap-unsaid", "zero-unsaid"],
    "p02": ["floor-unsaid", "zero-unsaid"],
    "p05": ["floor-unsaid", "zero-unsaid", "zero-unsaid"],
    "p07": ["zero-unsaid"],
    "p08": ["zero-unsaid"],
    "p12": ["floor-unsaid", "zero-unsaid"],
    "p13": ["floor-unsaid", "zero-unsaid"],
    "p14": ["floor-unsaid", "zero-unsaid"],
    "p15": ["floor-unsaid", "zero-unsaid"],
    "p22": ["zero-unsaid", "floor-unsaid", "zero-unsaid"],
    "p23": ["floor-unsaid", "cap-unsaid", "zero-unsaid"],
    "p23b": ["floor-unsaid"],
    "p27": ["floor-unsaid", "cap-unsaid", "zero-unsaid", "zero-unsaid"],
    "m3": ["total-rounding-unsaid"],
    "t05": ["total-rounding-unsaid"],
    "t13": ["floor-unsaid", "cap-unsaid"],
}
"""What the fragments without a header leave open once a header cites and rounds for them, in the order of the text."""
FRAME = {
    "zh": '规则集 片段 "片段"\n  依据 "本县绩效管理办法" 自定\n  四舍五入 到 0.01分\n',
    "en": 'ruleset fragment "fragment"\n  cite "own" our choice\n  round half up to 0.01 points\n',
}
UNROUNDED_TOTALS = {"t05", "m3", "hubei"}
"""Texts whose total is multiplied and not rounded."""
PUBLISHED = ["national_2016", "national_2020", "national_2021", "zhongwei", "hubei", "hunan_yueyang", "shili_county"]


def library(name: str) -> SourceText | None:
    text = TEXTS.get(f"{name}.zh")
    return None if text is None else SourceText(f"{name}.zh", text)


def checked(name: str) -> Checked:
    return check(SourceText(name, TEXTS[name]), library)


def expected(name: str) -> set[str]:
    """What a fragment gives as it stands: no header, no rounding, nothing cited."""
    text, codes = TEXTS[name], set()
    has_rule = re.search(r"^(?:规则|rule) ", text, re.MULTILINE)
    if has_rule and not re.search(r"四舍五入 到|round half up to|继承|extends", text):
        codes.add("rounding-unsaid")
    if name.startswith("t18"):
        codes.add("never-used")  # it shows dated values and no rule that reads them
    if name.startswith("m1"):
        codes.add("rule-never-reached")  # two forms of one rule, one below the other
    if name.partition(".")[0] in UNROUNDED_TOTALS:
        codes.add("total-rounding-unsaid")
    if name.partition(".")[0] in UNCITED:
        codes.add("nothing-cited")
    return codes


@pytest.mark.parametrize("name", TEXTS)
def test_checks(name: str) -> None:
    assert {one.code for one in checked(name).diagnostics} == expected(name)


@pytest.mark.parametrize("name", [name for name in TEXTS if not re.match(r"规则集|ruleset", TEXTS[name])])
def test_what_a_framed_fragment_leaves_open(name: str) -> None:
    stem, _, language = name.partition(".")
    made = check(SourceText(name, FRAME[language] + TEXTS[name]), library)
    assert [one.code for one in made.diagnostics] == OPEN.get(stem, [])


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_published_rule_set_leaves_nothing_open(name: str) -> None:
    left = {"total-rounding-unsaid"} if name in UNROUNDED_TOTALS else set()
    assert {one.code for one in checked(f"{name}.zh").diagnostics} == left


@pytest.mark.parametrize("name", PAIRS)
def test_both_vocabularies_give_one_tree(name: str) -> None:
    chinese = syntax_shape.shape(syntax_shape.parsed(TEXTS[f"{name}.zh"]))
    english = syntax_shape.shape(syntax_shape.parsed(TEXTS[f"{name}.en"]))
    assert (chinese == english) is (name not in DIFFERENT)


_PASTED = str.maketrans(
    {"(": "（", ")": "）", "[": "［", "]": "］", "%": "％", "=": "＝", ">": "＞", "<": "＜", ",": "，", "+": "＋",
     "-": "－", "0": "０", "5": "５", " ": "　"}
)  # fmt: skip


def outside_strings(text: str, change: Any) -> str:
    """The text with `change` made outside strings and comments."""
    parts = re.split(r'("[^"\n]*"|#[^\n]*)', text)
    return "".join(part if index % 2 else change(part) for index, part in enumerate(parts))


VARIANTS: dict[str, Callable[[str], str]] = {
    "full width": lambda text: outside_strings(text, lambda part: part.translate(_PASTED)),
    "curly quotes": lambda text: re.sub(r'"([^"\n]*)"', r"“\1”", text),
    "curly quotes the wrong way round": lambda text: re.sub(r'"([^"“”\n]*)"', r"”\1“", text),
    "full-width quotes": lambda text: text.replace('"', "＂"),
    "look-alike signs": lambda text: outside_strings(
        text, lambda part: part.replace("≥", "≧").replace("≤", "⩽").replace("=", "﹦")
    ),
    "ASCII signs": lambda text: outside_strings(
        text,
        lambda part: part.replace("≥", ">=").replace("≤", "<=").replace("≠", "!=").replace("×", "*").replace("÷", "/"),
    ),
    "pasted from Word": lambda text: outside_strings(text, lambda part: part.replace("\n", "。\r\n")),
    "semicolons and colons": lambda text: outside_strings(text, lambda part: part.replace("\n", "；\n：")),
    "one line": lambda text: outside_strings(re.sub(r"#[^\n]*", "", text), lambda part: part.replace("\n", " ")),
    "byte order mark": lambda text: "\ufeff" + text,
}


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("name", TEXTS)
def test_pasted_variants_give_the_same_tree(name: str, variant: str) -> None:
    text = VARIANTS[variant](TEXTS[name])
    assert syntax_shape.shape(syntax_shape.parsed(text)) == syntax_shape.shape(syntax_shape.parsed(TEXTS[name]))


# ---- inheritance ----


def ruleset(name: str) -> nodes.RuleSetNodes:
    made = checked(name).ruleset
    assert made is not None
    return made


def test_child_rule_comes_first_and_a_replaced_one_keeps_its_place() -> None:
    assert [rule.name for rule in ruleset("zhongwei.zh").rules] == [
        "成本", "预算执行率", "目标为零", "文字完成值", "反向比例", "正向比例", "定性三档",
    ]  # fmt: skip
    assert [rule.ruleset for rule in ruleset("zhongwei.zh").rules] == ["zhongwei", *["national_2020"] * 5, "zhongwei"]


def test_three_layers() -> None:
    made = ruleset("national_2021.zh")
    assert [rule.name for rule in made.rules] == [
        "满意度", "预算执行率", "目标为零", "文字完成值", "反向比例", "正向比例", "定性三档",
    ]  # fmt: skip
    assert made.lineage == ("national_2020",)


def test_without_drops_and_a_param_is_restated() -> None:
    made = ruleset("hubei.zh")
    assert made.grades is None
    (value,) = made.variables["部分达成下限"]
    assert isinstance(value.value, nodes.Constant)
    assert value.value.value * 100 == 50


def _closing(text: str, library_text: str = "") -> list[str]:
    parent = SourceText("parent", library_text)
    made = check(SourceText("child", text), lambda name: parent if name == "parent" else None)
    assert made.ruleset is not None, [one.render("en") for one in made.diagnostics]
    return [one.written.text for one in made.ruleset.rules[0].adjustments]


PARENT = """ruleset parent "parent"
  down to zero
  cap full
  round half up to 0.01 points
rule r for every
  award full * completion
"""


@pytest.mark.parametrize(
    ("header", "clauses"),
    [
        ("", ["down to zero", "cap full", "round half up to 0.01 points"]),
        ("  cap full * 120%\n", ["down to zero", "cap full * 120%", "round half up to 0.01 points"]),
        ("  deduct 1 point\n", ["deduct 1 point", "down to zero", "cap full", "round half up to 0.01 points"]),
        ("  round half up to 0.1 points\n", ["down to zero", "cap full", "round half up to 0.1 points"]),
        (
            "  deduct 1 point\n  round half up to 0.1 points\n",
            ["deduct 1 point", "down to zero", "cap full", "round half up to 0.1 points"],
        ),
        (
            "  round half up to 0.1 points\n  deduct 1 point\n",
            ["down to zero", "cap full", "round half up to 0.1 points", "deduct 1 point"],
        ),
        (
            "  cap full\n  down to zero\n",
            ["cap full", "down to zero", "round half up to 0.01 points"],
        ),
        (
            "  when completion > 200%  cap 5 points\n",
            ["when completion > 200% cap 5 points", "down to zero", "cap full", "round half up to 0.01 points"],
        ),
    ],
)
def test_closing_clauses_of_parent_and_child(header: str, clauses: list[str]) -> None:
    assert _closing(f'ruleset child "child" extends parent\n{header}', PARENT) == clauses


@pytest.mark.parametrize(
    ("own", "clauses"),
    [
        ("  cap full * 120%\n", ["cap full * 120%", "down to zero", "round half up to 0.01 points"]),
        (
            "  when completion > 200%  cap 5 points\n",
            ["when completion > 200% cap 5 points", "down to zero", "cap full", "round half up to 0.01 points"],
        ),
        ("  round down to 1 point\n", ["round down to 1 point", "down to zero", "cap full"]),
    ],
)
def test_own_unguarded_bound_replaces_the_header_s(own: str, clauses: list[str]) -> None:
    assert _closing(PARENT + own) == clauses


def codes(text: str, library_text: str = "") -> list[str]:
    parent = SourceText("parent", library_text)
    made = check(SourceText("child", text), lambda name: parent if name == "parent" else None)
    return [one.code for one in made.diagnostics]


HEADER = 'ruleset r "r"\n  cite "r" our choice\n  down to zero, cap full\n  round half up to 0.01 points\n'


def test_a_total_on_whole_points_leaves_no_gap_between_89_and_90() -> None:
    grades = 'grades\n  on total\n    [90 points, 100 points] award "A"\n    [0 points, 89 points] award "B"\n'
    assert codes(HEADER + grades) == ["band-gap"]
    assert codes(HEADER + "total\n  award sum(score)\n  round half up to 1 point\n" + grades) == []
    assert codes(HEADER.replace("0.01 points", "1 point") + grades) == []


def test_what_an_earlier_case_takes_is_no_gap() -> None:
    rule = "rule a for target > 0\n  when completion < 60%  award 0 points\n  otherwise on completion\n"
    assert codes(HEADER + rule + "    >= 90% award full\n    [60%, 90%) award 5 points\n") == []
    assert codes(HEADER + rule + "    >= 90% award full\n    [70%, 90%) award 5 points\n") == ["band-gap"]


def test_selector_narrows_target_and_actual() -> None:
    rule = "rule a for timeliness and target is date and actual is date\n  award full\n"
    assert codes(HEADER + rule + "  on actual over target  each 1 day  deduct 1 point\n") == []
    assert codes(HEADER + rule + "  on actual over target  each 1%  deduct 1 point\n") == ["unit-mismatch"]


def test_child_keeps_the_type_of_what_it_restates() -> None:
    parent = "param edge = 60%\nrule r for every\n  award full * edge\n"
    parent = HEADER + parent
    child = 'ruleset c "c" extends parent\n  cite "c" our choice\n'
    assert codes(child + "param edge = 70%\n", parent) == []
    assert codes(child + "let edge = completion\n", parent) == []
    assert codes(child + "param edge = 7 points\n", parent) == ["type-mismatch"]


def test_restated_full_is_one_name_in_both_vocabularies() -> None:
    parent = HEADER + "let full = weight * 2\nrule r for every\n  award 满分 * completion\n"
    made = check(
        SourceText("child", 'ruleset c "c" extends parent\nlet 满分 = weight * 3\n'), lambda _: SourceText("p", parent)
    )
    assert made.ruleset is not None
    (definition,) = made.ruleset.variables["full"]
    assert definition.value.written.text == "weight * 3"


def test_a_missing_parent_makes_no_name_unknown() -> None:
    text = 'ruleset c "c" extends nowhere\n  without rule x\nparam edge = 70%\nrule r for every\n  award full * share\n'
    assert codes(text.replace("nowhere", "no_such")) == ["no-such-ruleset"]


def test_local_lets_see_only_those_before_them() -> None:
    rule = "rule a for every\n  let one = two\n  let two = 50%\n  award full * one * two\n"
    assert codes(HEADER + rule) == ["unknown-name"]

"""Every code has a faulty example that gives it and nothing else, and a mended one that gives nothing."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

from perfeval.diagnostic import SourceText
from perfeval.language.from_syntax import check
from perfeval.wording import Lang

_path = Path(__file__).parent / "faulty_examples.py"
_spec = importlib.util.spec_from_file_location("faulty_examples", _path)
assert _spec is not None
assert _spec.loader is not None
faulty = importlib.util.module_from_spec(_spec)
sys.modules["faulty_examples"] = faulty
_spec.loader.exec_module(faulty)

EXAMPLES: dict[str, Path] = faulty.examples()


def test_every_code_has_an_example() -> None:
    assert faulty.codes_in_source() == set(EXAMPLES) | set(faulty.GENERATED)


@pytest.mark.parametrize("code", EXAMPLES)
def test_faulty_example_gives_its_code_only(code: str) -> None:
    assert [one.code for one in faulty.checked(EXAMPLES[code]).diagnostics] == [code]


@pytest.mark.parametrize("code", EXAMPLES)
def test_mended_example_gives_nothing(code: str) -> None:
    mended = EXAMPLES[code].with_name(f"{code}.mended.perfeval")
    result = faulty.checked(mended)
    assert [one.render("en") for one in result.diagnostics] == []
    assert result.ruleset is not None


@pytest.mark.parametrize("code", EXAMPLES)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_rendering(code: str, lang: Lang) -> None:
    expected = EXAMPLES[code].with_name(f"{code}.{lang}.txt").read_text("utf-8")
    assert faulty.rendering(faulty.checked(EXAMPLES[code]).diagnostics, lang) == expected


@pytest.mark.parametrize("code", EXAMPLES)
def test_says_how_to_mend(code: str) -> None:
    for one in faulty.checked(EXAMPLES[code]).diagnostics:
        assert one.mend is not None or code == "clause-unfinished"
        for wording in (one.message, one.mend):
            if wording is not None:
                assert wording.zh.strip()
                assert wording.en.strip()
                assert any(ord(char) > 0x2E7F for char in wording.zh) or wording.zh.isascii() or wording is one.mend


@pytest.mark.parametrize("code", faulty.GENERATED)
def test_generated_example(code: str) -> None:
    result = check(SourceText("<text>", faulty.GENERATED[code]), faulty.library)
    assert [one.code for one in result.diagnostics] == [code]


HEADER = '规则集 本县 "本县规则集"\n  四舍五入 到 0.01分\n'
ENGLISH = 'ruleset own "own"\n  round half up to 0.01 points\n'

MISTAKES = [
    ("规则 甲 适用于 定量指标\n  当 完成率≥100%得满分\n  否则 得0分\n", "missing-space", "得 满分"),
    ("规则 甲 适用于 定量指标\n  得 满分扣完为止\n", "missing-space", "满分 扣完为止"),
    ("规则 甲 适用于 定量指标\n  当 完成率低于60% 得 0分\n  否则 得 满分\n", "missing-space", "完成率 < 60%"),
    ("规则 甲 适用于 时效指标\n  得 满分\n  按 完成值 超出 指标值 每 5天扣 1分\n", "missing-space", "5天 扣"),
    ("规则 甲 适用于 定量指标\n  得 10分扣完为止\n", "missing-space", None),
    ("规则 甲 适用于 定量指标\n  得 80%满分\n", "share-of", "满分 × 80%"),
    ("规则 甲 适用于 定量指标\n  得 满分 的 80%\n", "share-of", "满分 × 80%"),
    ("规则 甲 适用于 定量指标\n  得 满分80%\n", "share-of", "满分 × 80%"),
    ("规则 甲 适用于 定量指标\n  得 满分的百分之八十\n", "share-of", "满分 × 80%"),
    ("规则 甲 适用于 定量指标\n  得 80%\n", "points-and-ratio", "若指满分的 80%，写 满分 × 80%；若指 80 分，写 80分"),
    ("规则 甲 适用于 指标值 > 20 万\n  得 满分\n", "unknown-unit", "20万元"),
    ("规则 甲 适用于 指标值 > 3200 份\n  得 满分\n", "unknown-unit", "计数单位紧跟数字写：3200份"),
    ("规则 甲 适用于 定量指标\n  不计分\n", "unknown-word", "改写成 不参与评分（不占总分），或 得 0分"),
    ("规则 甲 适用于 定量指标\n  得 满分\n  按 完成率 低于 90% 每 5个百分点 扣 1分，尾数不计\n",
     "unknown-word", "改写成 不足"),
    ("规则 甲 适用于 产出指标 或者 效益指标\n  得 满分\n", "unknown-word", "改写成 或"),
    ("规则 甲 适用于 完成值 是 文字\n  得 [0分, 满分]\n", "unknown-word", "改写成 为"),
    ("规则 甲 适用于 地区 = 中卫\n  得 满分\n", "quotes-needed", '"中卫"'),
    ("规则 甲 适用于 指标名称 含 验收\n  得 满分\n", "quotes-needed", '"验收"'),
    ("规则 甲 适用于 定量指标\n  按 完成率\n    80%-90% 得 5分\n    < 80% 得 0分\n", "band-form", "[80%, 90%)"),
    ("规则 甲 适用于 定量指标\n  按 完成率\n    [80%-90%) 得 5分\n    < 80% 得 0分\n", "band-form", "[80%, 90%)"),
    ("规则 甲 适用于 5人 > 3%\n  得 满分\n", "unit-mismatch", None),
    ("规则 甲 适用于 全年预算数 > 3\n  得 满分\n", "unit-mismatch", "金额要写明单位，如 3元、3万元"),
    ("规则 甲 适用于 定量指标\n  当 完成率 ≥ 0.9  得 满分\n  否则 得 0分\n",
     "percent-needed", "90%（若真是百分之 0.9，写 0.9%）"),
    ("规则 甲 适用于 定量指标\n  得 满分 - 10\n", "points-needed", "10分"),
    ("等级\n  按 总分\n    [90分, 100分] 得 \"优\"\n    [0分, 89分]  得 \"差\"\n", "band-gap", None),
    ("规则 甲 适用于 定量指标\n  得 满分\n  四舍五入 到 2位\n", "points-needed", "两位小数：到 0.01分；取整：到 1分"),
    ("规则 甲 适用于 定量指标\n  当 完成值 达到 90%  得 满分\n  否则 得 0分\n", "type-mismatch", None),
    ("规则 甲 适用于 定量指标\n  得 求和(满分)\n", "unknown-function", "合计(…)"),
    ("规则 成本\n  适用于 成本指标 为 金额\n  得 满分\n", "type-mismatch", "如 成本指标 且 指标值 为 金额"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "code", "mend"), MISTAKES)
def test_typical_mistake(text: str, code: str, mend: str | None) -> None:
    result = check(SourceText("<text>", HEADER + text), faulty.library)
    assert [one.code for one in result.diagnostics] == [code]
    if mend is not None:
        assert result.diagnostics[0].mend is not None
        assert result.diagnostics[0].mend.zh == mend


ENGLISH_MISTAKES = [
    ("rule r for quantitative\n  awrd full\n", "unknown-clause", "did you mean `award`?"),
    ("rule r for quantitative\n  Award full\n", "unknown-clause", "did you mean `award`?"),
    ("rule r for quantitative\n  when actual meets targt  award full\n  otherwise award 0 points\n",
     "unknown-name", "did you mean `target`?"),
    ("rule r for quantitative\n  when completion >= 60% then award full\n  otherwise award 0 points\n",
     "unknown-word", "remove it"),
    ("rule r for quantitative\n  award 80% of full\n", "share-of", "full * 80%"),
    ("rule r for quantitative\n  award 10 pts\n", "unknown-unit", "10 points"),
    ("rule r for target > 300 copies\n  award full\n", "unknown-unit", None),
    ("rule r for quantitative\n  award MAX(full, 1 point)\n", "unknown-function", "max(…)"),
    ("rule r for quantitative\n  when completion == 60% award full\n  otherwise award 0 points\n", "two-signs", "="),
    ("rule r for quantitative and\n  award full\n", "clause-unfinished", None),
    ("rule award for quantitative\n  award full\n", "name-is-keyword", None),
    ("rule 1r for quantitative\n  award full\n", "name-form", None),
    ("rule r quantitative\n  award full\n", "for-missing", "for quantitative"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "code", "mend"), ENGLISH_MISTAKES)
def test_typical_english_mistake(text: str, code: str, mend: str | None) -> None:
    result = check(SourceText("<text>", ENGLISH + text), faulty.library)
    assert [one.code for one in result.diagnostics] == [code]
    if mend is not None:
        assert result.diagnostics[0].mend is not None
        assert result.diagnostics[0].mend.en == mend


FIVE_FAULTS = {
    "types": """规则集 本县 "本县规则集"
  四舍五入 到 0.01分
参数 门槛 = 全年预算数
规则 甲 适用于 数量指标
  得 满分 - 10%
规则 乙 适用于 质量指标
  得 满份
规则 丙 适用于 时效指标
  按 完成率
    ≥ 90%       得 满分
    [60%, 80%)  得 5分
    < 60%       得 0分
规则 丁 适用于 成本指标
  得 满分
  按 完成值 不足 指标值  每 5%  扣 门槛，尾数不计
""",
    "syntax": """规则集 本县 "本县规则集"
  四舍五入 到 0.01分
规则 甲 适用于 数量指标
  当完成率 ≥ 60%  得 满分
  否则 得 0分
规则 乙 适用于 质量指标
  得 满分的80%
规则 丙 适用于 时效指标、成本指标
  得 满分
规则 丁 适用于 效益指标
  得 取小(满分, 5分
规则 戊 适用于 满意度指标
  得 10
""",
    "clauses": """规则集本县 "本县规则集" 继承 national
  四舍五入 到 0.01分
参数 线 = 60%
规则 甲 适用于 数量指标
  如果 完成率 ≥ 线  得 满分
  否则 得 0分
规则 乙 适用于 指标名称 = "验收
  得 满分
规则 丙 适用于 时效指标
  得 满分
  按 完成率 不足 90%  每 5个百分点  扣 1分
审核 丁
  得 满分
""",
    "english": """ruleset own "own"
  round half up to 0.01 points
let a = b
let b = a
rule one for quantity
  awrd full
rule two for quality
  award ful
rule three for cost
  when completion >= 60  award full
  otherwise award 0 points
rule four for benefit
  award full
  on completion short of 90%  each 5%  deduct 1 point, whole steps
""",
}


@pytest.mark.parametrize("name", FIVE_FAULTS)
def test_five_faults_give_five_diagnostics(name: str) -> None:
    result = check(SourceText(name, FIVE_FAULTS[name]), faulty.library)
    assert len(result.diagnostics) == 5, "\n".join(one.render("zh") for one in result.diagnostics)
    assert len({one.line for one in result.diagnostics}) == 5


def test_a_clause_misspelt_after_a_number_is_no_unit() -> None:
    text = '规则集 本县 "本县"\n  依据 "x" 自定\n规则 甲 适用于 指标值 > 0\n  风顶 满分\n'
    diagnostics = check(SourceText("x", text), faulty.library).diagnostics
    found = next(one for one in diagnostics if one.code == "unknown-clause")
    assert "unknown-unit" not in {one.code for one in diagnostics}
    assert found.mend is not None
    assert "封顶" in found.mend.zh

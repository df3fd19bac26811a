"""What people write who have read the documents and not the manual: what is said of it, and that the mend mends."""

from __future__ import annotations

import pytest

from perfeval.diagnostic import SourceText
from perfeval.language.from_syntax import check
from perfeval.language.scope import INPUT_TYPES
from perfeval.language.vocabulary import vocabulary
from perfeval.wording import Lang

HEADER = '规则集 本县 "本县规则集"\n  依据 "本县绩效管理办法" 自定\n  扣完为止，封顶 满分\n  四舍五入 到 0.01分\n'
ENGLISH = 'ruleset own "own"\n  cite "own" our choice\n  down to zero, cap full\n  round half up to 0.01 points\n'
RULE, EN_RULE = "规则 甲 适用于 指标值 > 0 且 定量指标\n", "rule r for target > 0 and quantitative\n"
AUDIT, EN_AUDIT = "审核 甲 适用于 所有指标\n", "audit a for every\n"
STEPS = "按 完成值 不足 指标值  每 1个百分点  扣 1分，尾数不计"
EN_LATE = "on actual over target  each 1 day  deduct 1 point, whole steps"

# text, code, mend; the mend stands in place of what is underlined
CHINESE = [
    (AUDIT + "  当 得分 < 满分，要求 偏差原因 已填报\n", "unknown-word", "应当"),
    (AUDIT + "  必须 偏差原因 已填报\n", "unknown-word", "应当"),
    (AUDIT + "  须 偏差原因 已填报\n", "unknown-word", "应当"),
    (AUDIT + "  应 偏差原因 已填报\n", "unknown-word", "应当"),
    (AUDIT + "  当 得分 < 满分 需要 偏差原因 已填报\n", "unknown-word", "应当"),
    ("检查 甲 适用于 所有指标\n  应当 偏差原因 已填报\n", "unknown-word", "审核"),
    (AUDIT + '  当 得分 < 满分 提醒 "请说明"\n', "unknown-word", "提示"),
    (AUDIT + "  当 得分 < 满分 偏差原因 必须 填写\n", "word-order", "应当 偏差原因 已填报"),
    (AUDIT + "  当 得分 < 满分，应当 填写 偏差原因\n", "word-order", "应当 偏差原因 已填报"),
    (RULE + "  得分 = 满分 × 完成率\n", "unknown-word", "得 满分 × 完成率"),
    (RULE + "  当 完成率 ≥ 60% 得分 = 满分\n  否则 得 0分\n", "unknown-word", "得 满分"),
    (RULE + "  得 满分 x 完成率\n", "unknown-sign", None),
    (RULE + "  得 权重 × 完成率\n", "unknown-word", "满分"),
    ("规则 甲 适用于 全部指标\n  得 满分\n", "unknown-name", "所有指标"),
    ("规则 甲 适用于 每个指标\n  得 满分\n", "unknown-name", "所有指标"),
    ("规则 甲 适用于 各指标\n  得 满分\n", "unknown-name", "所有指标"),
    ("规则 甲 适用于 三级指标 含 “验收”\n  得 满分\n", "unknown-name", "指标名称"),
    (RULE + "  当 完成绿 ≥ 60% 得 满分\n  否则 得 0分\n", "unknown-name", "完成率"),
    (RULE + "  当 实际完成值 达到 指标值 得 满分\n  否则 得 0分\n", "unknown-name", "完成值"),
    (RULE + "  当 完成值 达到 年度指标值 得 满分\n  否则 得 0分\n", "unknown-name", "指标值"),
    (RULE + "  当 完成率 在 60% 和 90% 之间 得 5分\n  否则 得 0分\n", "unknown-word", "属于 [60%, 90%)"),
    (RULE + "  得 满分的六成\n", "share-of", "满分 × 60%"),
    (RULE + "  得 满分 的 六成\n", "share-of", "满分 × 60%"),
    (RULE + "  得 满分\n  每低于1%扣1分\n", "step-form", STEPS),
    (RULE + "  得 满分\n  完成值每低于指标值1个百分点，扣1分\n", "step-form", STEPS),
    (RULE + "  得 满分\n  按 完成值 每低于指标值 1个百分点 扣 1分\n", "step-form", STEPS),
    (RULE + "  得 满分 每低于 1个百分点 扣 1分\n", "step-form", STEPS),
    (RULE + "  得 满分\n  每 5个百分点 低于 90% 扣 1分\n", "step-form",
     "按 完成值 不足 90%  每 5个百分点  扣 1分，尾数不计"),
    (RULE + "  得 满分\n  按 完成率 每 5个百分点 低于 90% 扣 1分\n", "step-form",
     "按 完成率 不足 90%  每 5个百分点  扣 1分，尾数不计"),
    (RULE + "  得 满分\n  每逾期1天扣1分\n", "step-form", "按 完成值 超出 指标值  每 1天  扣 1分，尾数不计"),
    (RULE + "  得 满分\n  按 完成率 不足 90% 每 5个百分点 扣 1分，尾数不计，最多扣 4分\n", "unknown-word", "最多 4分"),
    (RULE + "  按 完成率\n    ≥ 90% 得 满分\n    [60%, 90% 得 5分\n    < 60% 得 0分\n",
     "bracket-not-closed", "[60%, 90%)"),
    (RULE + "  当 完成率 < 90% 且 ≥ 60% 得 5分\n  否则 得 0分\n", "chained-comparison", "且 完成率 ≥ 60%"),
    (RULE + "  按 完成率\n    ≥ 90% 得 满分\n    其他 得 0分\n", "otherwise-in-bands", "< 90%  得 0分"),
    (RULE + "  按 完成率\n    ≥ 90% 得 满分\n    否则 得 0分\n", "otherwise-in-bands", "< 90%  得 0分"),
    (RULE + "  按 完成率\n    < 60% 得 0分\n    否则 得 满分\n", "otherwise-in-bands", "≥ 60%  得 满分"),
    (AUDIT + "  应当 填写偏差原因\n", "unknown-name", "偏差原因 已填报"),
    (RULE + "  得 满分x完成率\n", "unknown-name", "满分 × 完成率"),
    (AUDIT + "  当 得分 < 满分，偏差原因 不能为空\n", "word-order", "应当 偏差原因 已填报"),
    (RULE + "  得 满分\n  扣 1\n", "points-needed", "1分"),
    (RULE + "  得 满分\n  扣 1分 最多 4\n", "points-needed", "4分"),
    (RULE + '  得 满分\n  示例 "a" 完成值 5 满分 10 应得 10分\n', "points-needed", "10分"),
    (RULE + '  得 满分\n  示例 "a" 完成率 80% 应得 10分\n', "example-derived-name", "指标值 100%，完成值 80%"),
    (RULE + '  得 满分\n  示例 "a" 达成程度 "达成" 应得 10分\n', "example-derived-name", "完成值 “达成”"),
    ("规则 甲 适用于 产出指标 且 效益指标\n  得 满分\n", "kinds-exclude-each-other", "产出指标 或 效益指标"),
    ("规则 甲 适用于 数量指标 且 定量指标 且 时效指标\n  得 满分\n", "kinds-exclude-each-other", None),
    ("填报项 事故数 整数 默认 0\n" + RULE + "  得 满分\n  按 事故数 每 1起 扣 1分\n", "unknown-word", "次数"),
    ("填报项 通过率 百分比 默认 100%\n" + RULE + "  得 满分 × 通过率\n", "unknown-word", "比率"),
    ("填报项 去年 金额\n填报项 今年 金额\n规则 甲 适用于 去年 > 0\n  得 满分 × (自然对数(今年) - 自然对数(去年))\n",
     "pure-number-needed", "自然对数(今年 ÷ 去年)"),
]  # fmt: skip
IN_ENGLISH = [
    (EN_RULE + '  cite "x" own choice\n  award full\n', "unknown-word", "our choice"),
    (EN_RULE + "  award full marks\n", "unknown-word", "award full"),
    (EN_RULE + "  award full marks * completion\n", "unknown-word", "award full"),
    (EN_RULE + "  when completion is greater than 60%  award full\n  otherwise award 0 points\n",
     "unknown-word", "> 60%"),
    (EN_RULE + "  when completion is below 60%  award 0 points\n  otherwise award full\n", "unknown-word", "< 60%"),
    (EN_RULE + "  when completion is at least 60%  award full\n  otherwise award 0 points\n",
     "unknown-word", ">= 60%"),
    (EN_RULE + "  when completion between 60% and 90% award full\n  otherwise award 0 points\n", "unknown-word",
     "in [60%, 90%)"),
    (EN_RULE + "  award full\n  deduct 1 point for each 5% below 90%\n", "step-form",
     "on actual short of 90%  each 5 percentage points  deduct 1 point, whole steps"),
    (EN_RULE + "  award full\n  each day late deduct 1 point\n", "step-form", EN_LATE),
    (EN_RULE + "  award full\n  deduct 1 point for each day late\n", "step-form", EN_LATE),
    (EN_RULE + "  on completion\n    90 and above award full\n    < 90% award 0 points\n", "band-form", ">= 90%"),
    (EN_RULE + "  on completion\n    above 90% award full\n    <= 90% award 0 points\n", "unknown-word", "> 90%"),
    ('grades\n  on total\n    90 and above award "A"\n    < 90 points award "B"\n', "band-form", ">= 90 points"),
    (EN_RULE + "  when completion < 90% and >= 60% award 5 points\n  otherwise award 0 points\n", "chained-comparison",
     "and completion >= 60%"),
    (EN_RULE + '  award full\n  example "a" actual 80 people, full 10 points gives 10 points\n', "unknown-unit",
     None),
    (EN_RULE + '  award full\n  example "a" full 10 points, actual 80 people gives 10 points\n', "unknown-unit",
     None),
    (EN_RULE + "  award full * completion / 100\n", "ratio-over-hundred", "full * completion"),
    ("rule r for quantity and quality\n  award full\n", "kinds-exclude-each-other", "quantity or quality"),
    ("rule r for all\n  award full\n", "unknown-name", "every"),
    (EN_AUDIT + "  must explanation is filled\n", "unknown-word", "require"),
    ("input accidents integer default 0\n" + EN_RULE + "  award full\n  on accidents each 1times deduct 1 point\n",
     "unknown-word", "tally"),
    ("input before money\ninput now money\nrule r for before > 0\n  award full * (ln(now) - ln(before))\n",
     "pure-number-needed", "ln(now / before)"),
]  # fmt: skip
CASES = [(HEADER + text, code, mend, "zh") for text, code, mend in CHINESE] + [
    (ENGLISH + text, code, mend, "en") for text, code, mend in IN_ENGLISH
]


@pytest.mark.parametrize(("text", "code", "mend", "lang"), CASES)
def test_natural_wording_and_its_mend(text: str, code: str, mend: str | None, lang: Lang) -> None:
    found = check(SourceText("<text>", text), lambda _: None).diagnostics
    assert [one.code for one in found] == [code], "\n".join(one.render(lang) for one in found)
    assert found[0].mend is not None
    if mend is None:
        return
    said = found[0].mend.render(lang).removeprefix("改写成 ").removeprefix("write ")
    assert said.replace('"', "") == mend.replace("“", "").replace("”", "")
    mended = text[: found[0].span.start] + said + text[found[0].span.end :]
    again = check(SourceText("<text>", mended), lambda _: None).diagnostics
    assert [one.render(lang) for one in again] == []


NOT_AT_ONCE = [
    ("成本指标 且 产出指标", True),
    ("满意度指标 且 效益指标", True),
    ("经济成本指标 且 成本指标", True),
    ("产出指标 且 定量指标", True),
    ("预算执行 且 产出指标", False),
    ("成本指标 且 数量指标", False),
    ("经济成本指标 且 社会成本指标", False),
    ("经济成本指标 且 质量指标", False),
    ("正向指标 且 反向指标", False),
    ("定量指标 且 定性指标", False),
]


@pytest.mark.parametrize(("condition", "is_possible"), NOT_AT_ONCE)
def test_kinds_that_exclude_each_other(condition: str, is_possible: bool) -> None:
    found = check(SourceText("<text>", f"{HEADER}规则 甲 适用于 {condition}\n  得 满分\n"), lambda _: None).diagnostics
    assert [one.code for one in found] == ([] if is_possible else ["kinds-exclude-each-other"])


SAYS = [
    (AUDIT + '  当 得分 < 满分，应当 偏差原因 已填报 提示 "请说明"\n', "flag-without-condition",
     '应当 偏差原因 已填报 "请说明"'),
    (AUDIT + '  提示 "请说明"\n', "flag-without-condition", '当 …，提示 "请说明"'),
    ("规则 甲 适用于 预算执行\n  得 满分 × 执行率\n", "unknown-name", "全年执行数 ÷ 全年预算数"),
    ("规则 甲 适用于 预算执行\n  得 满分 × 预算执行\n", "type-mismatch", "全年执行数 ÷ 全年预算数"),
    ("规则 甲 适用于 满意度指标\n  满意度达到90%得满分\n", "unknown-clause", "当 完成值 ≥ 90%  得 满分"),
    ("规则 甲 适用于 时效指标\n  得 满分\n  按 完成值 超出 指标值 每 1天 扣 1分\n", "part-step-unsaid",
     "且 指标值 为 日期 且 完成值 为 日期"),
    ("规则 甲 适用于 时效指标 且 指标值 为 日期 且 完成值 为 日期\n  得 满分\n  按 完成值 超出 指标值 每 2天 扣 1分\n",
     "part-step-unsaid", "尾数不计"),
    ("总分\n  得 合计(得分)\n  按 项数(得分 < 满分) 每 2 扣 1分\n", "part-step-unsaid", "尾数不计"),
    (RULE + "  得 满分\n  示例 指标值 10 完成值 8 应得 8分\n", "quotes-needed", '示例 "名称" 指标值 …'),
    ('总分\n  得 合计(得分)\n  示例 "a" 应得 90分\n', "example-without-row", "总分 90分"),
    ('等级\n  按 总分\n    ≥ 60分 得 "优"\n    < 60分 得 "中"\n  封顶 中\n', "grade-word-needed", '封顶 "中"'),
    ('等级\n  按 总分\n    ≥ 60分 得 "优"\n    < 60分 得 "中"\n  保底 差\n', "grade-word-needed", '保底 "差"'),
    ("填报项 受批评 是否\n" + RULE + '  得 满分\n  当 受批评 = "是" 扣 1分\n', "type-mismatch",
     "写 受批评，或 受批评 = 是"),
    ("填报项 受批评 是否\n" + RULE + '  得 满分\n  当 受批评 ≠ "是" 加 1分\n', "type-mismatch",
     "写 非 受批评，或 受批评 ≠ 是"),
    ("填报项 受批评 是否\n" + RULE + '  得 满分\n  当 受批评 = "否" 加 1分\n', "type-mismatch",
     "写 非 受批评，或 受批评 = 否"),
    (RULE + "  得 满分\n  按 投诉数 每 1起 扣 1分\n", "unknown-name", "填报项 投诉数 类型"),
    ("规则 甲 适用于 培训类指标\n  得 满分\n", "unknown-name", '指标名称 含 "培训"'),
    ("规则 甲 适用于 党建指标 或 定量指标\n  得 满分\n", "unknown-name", '指标名称 含 "党建"'),
    ("规则 甲 适用于 产初指标\n  得 满分\n", "unknown-name", "是否想写“产出指标”？"),
    ("填报项 事故数\n" + RULE + "  得 满分\n", "clause-unfinished", "金额、等次、分、天、同指标值"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "code", "part"), SAYS)
def test_says_what_to_write(text: str, code: str, part: str) -> None:
    found = check(SourceText("<text>", HEADER + text), lambda _: None).diagnostics
    assert [one.code for one in found] == [code]
    assert found[0].mend is not None
    assert part in found[0].mend.zh
    assert found[0].mend.en


def test_an_unknown_type_of_a_fact_names_all_eleven() -> None:
    text = f"{HEADER}填报项 表彰 奖项\n{RULE}  得 满分\n"
    (found,) = check(SourceText("<text>", text), lambda _: None).diagnostics
    for type_word in INPUT_TYPES:
        assert vocabulary().keyword(type_word).zh in found.message.zh
        assert vocabulary().keyword(type_word).en in found.message.en


@pytest.mark.parametrize(
    ("written", "zh", "en"),
    [
        ("roll up weighted by expenditure", "汇总 相对值加权按 全年执行数", "roll up ratios weighted by expenditure"),
        ("汇总 按 全年执行数 加权", "汇总 相对值加权按 全年执行数", "roll up ratios weighted by expenditure"),
        ("汇总 加权按 年初预算数", "汇总 相对值加权按 年初预算数", "roll up ratios weighted by initial_budget"),
        ("roll up by money", "汇总 相对值加权按 全年预算数", "roll up ratios weighted by revised_budget"),
    ],
)
def test_what_roll_up_lacks(written: str, zh: str, en: str) -> None:
    text = f"{HEADER}  {written}\n{RULE}  得 满分\n"
    (found,) = check(SourceText("<text>", text), lambda _: None).diagnostics
    assert found.mend is not None
    assert found.mend.zh in (zh, en)  # in the words of the file
    assert text[found.span.start : found.span.end] == written
    mended = text.replace(written, found.mend.en)
    assert check(SourceText("<text>", mended), lambda _: None).diagnostics == ()


def test_date_before_effective() -> None:
    text = '规则集 本县 "本县"\n  自 2025-01-01 施行\n  四舍五入 到 0.01分\n规则 甲 适用于 定量指标\n  得 满分\n'
    (found,) = check(SourceText("<text>", text), lambda _: None).diagnostics
    assert found.mend is not None
    assert found.mend.zh == "施行 自 2025-01-01"


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        (HEADER + RULE + "  如果 完成率 ≥ 60% 得 满分\n  否则 得 0分\n", "改写成 当", "write 当"),
        (ENGLISH + EN_RULE + "  if completion >= 60% award full\n  otherwise award 0 points\n",
         "改写成 when", "write when"),
        (ENGLISH + EN_RULE + "  award 80% of full\n", "full * 80%", "full * 80%"),
    ],
)  # fmt: skip
def test_mend_has_the_words_of_the_file(text: str, zh: str, en: str) -> None:
    (found,) = check(SourceText("<text>", text), lambda _: None).diagnostics
    assert found.mend is not None
    assert (found.mend.zh, found.mend.en) == (zh, en)

"""The reports for people: that they say what the data say, fit their width, and obey the language."""

import re
from pathlib import Path

import pytest

import perfeval
from perfeval.audit.result import Audit
from perfeval.diagnostic import width_of
from perfeval.report.rules_list import rules_text
from perfeval.report.text import audit_text, evaluation_text, explanation_text, summary_text
from perfeval.report.unusable import Unusable
from perfeval.wording import Lang, Wording

PROPORTION = """
规则集 demo "示例"
  依据 "示例" 自定
  四舍五入 到 0.01分

规则 比例 适用于 所有指标
  得 满分 × 完成率
"""
TABLES = Path(__file__).parents[2] / "docs" / "examples" / "zhongwei_2024.txt"


@pytest.fixture(scope="module")
def audits() -> list[Audit]:
    rules = perfeval.load_rules("zhongwei")
    return [
        perfeval.audit(table, rules, why=Wording("由使用者指定", "named by the user"))
        for table in perfeval.read_tables(TABLES)
    ]


def flat(text: str) -> str:
    """The text without its line breaks and blanks, to look for sentences that may be broken anywhere."""
    return re.sub(r"\s+", "", text)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_text_and_data_name_the_same_findings(audits: list[Audit], lang: Lang) -> None:
    for audit in audits:
        text = flat(audit_text(audit, lang))
        for finding in audit.findings:
            assert flat(finding.message.render(lang)) in text
            assert f"[{finding.code.value}]" in text
            if finding.hint is not None:
                assert flat(finding.hint.render(lang)) in text
        shown = set(re.findall(r"\[([a-z-]+)\]", text))
        assert shown == {finding.code.value for finding in audit.findings}


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("width", [76, 80, 100, 140])
def test_no_line_is_wider_than_the_sheet(audits: list[Audit], lang: Lang, width: int) -> None:
    texts = [audit_text(audit, lang, width=width) for audit in audits]
    texts += [evaluation_text(audit.evaluation, lang, width=width) for audit in audits]
    texts += [explanation_text(audits[0], 1, lang, width=width), summary_text(audits, (), lang, width=width)]
    texts.append(rules_text(perfeval.shipped_rules(), lang, width=width))
    for text in texts:
        assert max(width_of(line) for line in text.splitlines()) <= width
        assert all(line == line.rstrip() for line in text.splitlines())


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_columns_are_aligned(audits: list[Audit], lang: Lang) -> None:
    lines = audit_text(audits[0], lang).splitlines()
    rule = next(number for number, line in enumerate(lines) if set(line) == {"-"})
    heading = lines[rule - 1]
    column = width_of(heading[: heading.index("核定" if lang == "zh" else "computed")])
    column += width_of("核定" if lang == "zh" else "computed")
    for figure in ("5.86", "2.70", "1.78"):
        line = next(line for line in lines[rule:] if f" {figure} " in line)
        ends = [match.end() for match in re.finditer(re.escape(f" {figure} "), line)]
        assert column in [width_of(line[: end - 1]) for end in ends]


def test_a_report_in_chinese(audits: list[Audit]) -> None:
    text = audit_text(audits[0], "zh")
    assert "政府专项工作经费，中卫市人民政府办公室，2024年" in text
    assert "选用理由：由使用者指定" in text
    assert re.search(r"填列的总分\s+86\.34\s+-1\.48\s+良", text)
    assert re.search(r"各项自评之和\s+90\.34\s+\+2\.52\s+优", text)
    assert re.search(r"按规则核定\s+87\.82\s+良", text)
    assert "发现的问题（错误4项" in text
    assert "财预〔2020〕10号第十六条" in flat(text)


def test_each_disagreement_is_explained_with_the_article(audits: list[Audit]) -> None:
    text = flat(audit_text(audits[3], "zh"))
    execution = audits[3].evaluation.execution
    assert execution is not None
    assert text.count(flat(execution.explain("zh"))) == 1


def test_colour_only_where_it_is_asked_for(audits: list[Audit]) -> None:
    assert "\x1b[" not in audit_text(audits[0], "zh")
    assert "\x1b[" in audit_text(audits[0], "zh", colours="standard")


def test_an_evaluation(audits: list[Audit]) -> None:
    text = evaluation_text(audits[0].evaluation, "zh")
    assert "总分：87.82，等级：良" in text
    assert "定性三档（采用自评，" in evaluation_text(audits[0].evaluation, "zh", width=160)
    assert "Total: 87.82, grade 良" in evaluation_text(audits[0].evaluation, "en")


def test_an_explanation_of_a_row(audits: list[Audit]) -> None:
    text = flat(explanation_text(audits[0], 1, "zh"))
    for step in audits[0].evaluation.rows[0].trace.steps:
        assert flat(step.wording.zh) in text
    assert "填报的原因：人员减少" in text
    assert "核定2.70分" in text


def test_an_explanation_of_a_range_and_of_the_execution_row(audits: list[Audit]) -> None:
    assert "核定10.00分（规则允许0.00至10.00分）" in flat(explanation_text(audits[0], 11, "zh"))
    text = explanation_text(audits[3], "execution", "en")
    assert "Initial budget: 11万元" in text
    assert "Printed rate: 100%" in text


def test_a_table_with_nothing_in_it() -> None:
    rules = perfeval.load_rules("national_2020")
    table = perfeval.SelfEvaluation(indicators=(perfeval.Indicator(name="人数", full="10"),))
    audit = perfeval.audit(table, rules)
    text = audit_text(audit, "zh")
    assert "（未命名）（第1张表）" in text
    assert "第1行未能核定，总分只能给出范围" in text
    assert "0.00至10.00" in text
    assert "核定过程" in explanation_text(audit, 1, "zh")
    empty = perfeval.audit(perfeval.SelfEvaluation(), rules)
    assert "没有带分值的指标行" in audit_text(empty, "zh")
    assert "Total: -" in evaluation_text(empty.evaluation, "en")


def test_nothing_found() -> None:
    rules = perfeval.parse_rules(PROPORTION)
    row = perfeval.Indicator(name="人数", level2="数量指标", target="1人", actual="1人", full="100", declared="100")
    audit = perfeval.audit(perfeval.SelfEvaluation(indicators=(row,), declared_total="100"), rules)
    assert "没有发现问题。" in audit_text(audit, "zh")
    assert audit_text(audit, "en").rstrip().endswith("Nothing was found.")
    unknown = perfeval.SelfEvaluation(execution=perfeval.BudgetExecution(full="10"), indicators=(row,))
    assert "budget execution" in audit_text(perfeval.audit(unknown, rules), "en")


def test_a_cell_cannot_steer_the_terminal() -> None:
    rules = perfeval.load_rules("national_2020")
    row = perfeval.Indicator(name="人\x1b[2J数", target="1人\x07", actual="1人", full="10")
    text = audit_text(perfeval.audit(perfeval.SelfEvaluation(project="\x1b]0;x\x07", indicators=(row,)), rules), "zh")
    assert "\x1b" not in text
    assert "\x07" not in text


def test_the_summary(audits: list[Audit]) -> None:
    unusable = Unusable("a.txt", "empty-file", Wording("空", "empty"))
    text = summary_text(audits, [unusable], "zh")
    assert "共审核4张表，2张有错误；1处未能读取" in text
    assert re.search(r"94\.10\s+85\.90\s+85\.90\s+优 -> 良", text)
    assert "4 tables audited, 2 with errors; 1 input not usable" in summary_text(audits, [unusable], "en")


def test_the_list_of_rule_sets() -> None:
    text = rules_text(perfeval.shipped_rules(), "zh")
    for rules in perfeval.shipped_rules():
        assert rules.name in text
        assert rules.title in text
    assert "2016-11-17起至2020-02-24止" in text
    assert '适用：地区 含 "中卫"' in text
    undated = perfeval.parse_rules(PROPORTION.replace('  依据 "示例" 自定\n', ""))
    assert "not stated" in rules_text([undated], "en")

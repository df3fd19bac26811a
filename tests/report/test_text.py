"""The reports for people: that they say what the data say, fit their width, and obey the language."""

import re
from pathlib import Path

import pytest
from attrs import evolve

import perfeval
from perfeval.audit.result import Audit
from perfeval.diagnostic import width_of
from perfeval.finding import Code, Finding
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
            assert f"[{finding.code.value}]" in text
            # Cells put back below their headings are one line for the table; their details stand in the data.
            if finding.moved_line is not None:
                continue
            assert flat(finding.message.render(lang)) in text
            for below in (finding.hint, finding.cited):
                assert below is None or flat(below.render(lang)) in text
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


def test_repairs_of_the_layout_are_one_line_with_rows_and_lines(audits: list[Audit]) -> None:
    text = flat(audit_text(audits[1], "zh"))
    assert text.count("[layout-repaired]") == 1
    assert (
        "说明预算执行（文件第39、40行）、第5行（文件第50行）、第10行（文件第55行）：单元格未与表头对齐，已按内容归位，"
        "请与原表核对[layout-repaired]"
    ) in text
    assert flat("Budget execution (lines 39 and 40 of the file), row 5 (line 50 of the file)") in flat(
        audit_text(audits[1], "en")
    )
    assert "说明文件第81行（总分）的单元格与表头没有对齐，按先后读作" in flat(audit_text(audits[2], "zh"))
    row = explanation_text(audits[0], 8, "zh")
    assert "文件第24行的单元格与表头没有对齐" in flat(row)
    assert "实际完成值“39.23万元”" in flat(row)


def test_a_repair_that_could_be_read_otherwise_is_told_in_full(audits: list[Audit]) -> None:
    sure = Finding(
        Code.LAYOUT_REPAIRED, 1, Wording("文件第7行已按内容归位：分值“5”", "line 7: full marks 5"), moved_line=7
    )
    rival = evolve(
        sure, message=Wording("文件第8行已归位；也可以读作：得分“5”", "line 8, or else: score 5"), moved_line=None
    )
    text = audit_text(evolve(audits[0], findings=(sure, rival)), "zh")
    assert "第1行（文件第7行）：单元格未与表头对齐" in text
    assert "第1行：文件第8行已归位；也可以读作：得分“5”" in text
    assert "分值“5”" not in text


def test_the_rows_of_an_audit_that_could_not_be_made_are_named_once(audits: list[Audit]) -> None:
    rules = perfeval.load_rules("zhongwei")
    rows = tuple(row for row in audits[0].evaluation.table.indicators if row.name == "相关部门、人员满意度")
    one = perfeval.audit(evolve(audits[0].evaluation.table, indicators=rows), rules)
    assert "第1行：审核“超额完成”未能进行：" in audit_text(one, "zh")
    assert "审核“超额完成”未能进行（第10行、第13行）：" in audit_text(audits[0], "zh")


def test_units_that_differ_have_one_heading(audits: list[Audit]) -> None:
    text = audit_text(audits[0], "zh")
    assert text.count("[unit-differs]") == 1
    assert "警告 第1行、第2行、第3行、第5行：完成值与指标值的单位或类别不同 [unit-differs]" in text
    assert "\n         第3行：指标值是“11人”，完成值填的是百分数“74.9%”，按完成率使用\n" in text


def test_a_wrong_rate_is_explained_after_both_of_its_findings(audits: list[Audit]) -> None:
    text = audit_text(audits[3], "zh")
    places = [text.index(part) for part in ("[rate-contradicts-amounts]", "因此自评得分", "核定：得 2.95分")]
    assert places == sorted(places)


def test_the_citation_of_an_audit_is_no_hint(audits: list[Audit]) -> None:
    text = flat(audit_text(audits[3], "zh"))
    assert "[over-achieved]审核“超额完成”，依据：" in text
    assert "未能进行（第3行、第10行）：" in text


def test_the_head_tells_what_the_ancestors_rest_on(audits: list[Audit], tmp_path: Path) -> None:
    expected = "继承：national_2020（凭记忆整理，待与原文核对；规定未写明处由规则集编写者自定）"
    assert expected in audit_text(audits[0], "zh")
    assert "Extends: national_2020 (recalled" in audit_text(audits[0], "en")
    assert expected in rules_text(perfeval.shipped_rules(), "zh", width=140)
    (tmp_path / "parent.perfeval").write_text(PROPORTION.replace("规则集 demo", "规则集 base_rules"), "utf-8")
    child = tmp_path / "child.perfeval"
    child.write_text('规则集 child "子" 继承 base_rules\n  依据 "示例" 自定\n', "utf-8")
    audit = perfeval.audit(audits[0].evaluation.table, perfeval.load_rules(child))
    assert "继承：base_rules\n" in audit_text(audit, "zh")
    two = perfeval.parse_rules('规则集 child "子" 继承 zhongwei\n  依据 "示例" 自定\n')
    text = flat(rules_text([two], "zh", width=160))
    assert "继承：zhongwei（由已公布的表格推定，未见规定原文），national_2020（凭记忆整理" in text


def test_the_verdict(audits: list[Audit]) -> None:
    lines = [audit_text(audit, "zh").splitlines()[2] for audit in audits]
    assert lines == [
        "结论：总分应为87.82（填列86.34），等级良不变；4处错误",
        "结论：总分80.00，与填列一致，等级良；没有错误",
        "结论：总分100.00，与填列一致，等级优；没有错误",
        "结论：总分应为85.90（填列94.10），等级应为良（按填列总分为优）；4处错误",
    ]
    assert ("Verdict: the total should be 87.82 (declared 86.34), grade 良 unchanged; 4 errors") in audit_text(
        audits[0], "en"
    )


def test_the_points_that_nobody_measured(audits: list[Audit]) -> None:
    assert "\n  其中40.00分未经核实（完成值照抄指标值或只写文字、区间内采用自评）\n" in audit_text(audits[0], "zh")
    assert "of which 40.00 points rest on no measurement" in audit_text(audits[0], "en")
    rules = perfeval.parse_rules(PROPORTION)
    row = perfeval.Indicator(name="人数", level2="数量指标", target="1人", actual="1人", full="100", declared="100")
    assert "未经核实" not in audit_text(perfeval.audit(perfeval.SelfEvaluation(indicators=(row,)), rules), "zh")


def test_the_legend_has_the_words_used_only(audits: list[Audit]) -> None:
    text = flat(audit_text(audits[1], "zh"))
    assert (
        "注：未实测：完成值照抄指标值或只写文字；单位不同：完成值与指标值的单位或类别不同；"
        "采用自评：规则允许区间内，采用自评得分总分"
    ) in text
    assert "超额完成：" not in text
    assert "超额完成：完成值明显高于指标值" in flat(audit_text(audits[3], "zh"))


def test_the_execution_row_names_its_budget(audits: list[Audit]) -> None:
    assert re.search(r"年初预算数 +4万元.*\n +8万元\n", audit_text(audits[1], "zh"))
    table = audits[1].evaluation.table
    national = audit_text(perfeval.audit(table, perfeval.load_rules("national_2020")), "zh")
    assert re.search(r"全年预算数 +4万元.*\n +4万元 *", national)


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
    assert re.search(r"94\.10\s+85\.90\s+85\.90\s+填列优、合计良、核定良", text)
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

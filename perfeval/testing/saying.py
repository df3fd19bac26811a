"""What fails of a rule set, in sentences: an example, a verdict, a row."""

from __future__ import annotations

from perfeval.analysis.table_verdicts import TABLE_PROPERTIES, TableVerdict
from perfeval.analysis.verdict import PROPERTIES, Verdict
from perfeval.diagnostic import visible
from perfeval.engine.examples import ExampleResult
from perfeval.exact import plain
from perfeval.language import nodes
from perfeval.tables.indicator import Indicator
from perfeval.values.model import Missing, Points, PointsCell, Value
from perfeval.wording import Wording


def example_said(result: ExampleResult) -> Wording:
    """An example that does not give what it says, with its place."""
    place = f"{result.source}:{result.line}"
    return Wording(
        visible(f"{place}：规则“{result.rule}”的示例不符：{result.message.zh}"),
        visible(f"{place}: example of rule `{result.rule}` fails: {result.message.en}"),
    )


def verdict_said(verdict: Verdict) -> Wording:
    """A verdict that is refuted: what was asked, what is wrong, the rows that show it."""
    place, asked = _place(verdict.rule), PROPERTIES[verdict.property]
    said = verdict.said or Wording("", "")
    zh = [f"{place}：规则“{verdict.rule.name}”，{asked.zh}：不成立，{said.zh}"]
    en = [f"{place}: rule `{verdict.rule.name}`, {asked.en}: refuted, {said.en}"]
    for witness in verdict.witnesses:
        title = witness.subject.example.title
        zh.append(f"  {witness.shown.zh} → {witness.scores.zh}（示例“{title}”的行）")
        en.append(f"  {witness.shown.en} → {witness.scores.en} (the row of example `{title}`)")
    return Wording("\n".join(map(visible, zh)), "\n".join(map(visible, en)))


def table_verdict_said(verdict: TableVerdict) -> Wording:
    """A verdict about the total or the grades that is refuted: what was asked, and what shows that it is wrong."""
    written, asked, said = verdict.block.written, TABLE_PROPERTIES[verdict.property], verdict.said or Wording("", "")
    place = "" if written is None else f"{written.source.name}:{written.source.line_of(written.span.start)}"
    return Wording(
        visible(f"{place}：{asked.zh}：不成立，{said.zh}"), visible(f"{place}: {asked.en}: refuted, {said.en}")
    )


def _place(rule: nodes.Rule) -> str:
    source = rule.written.source
    return f"{source.name}:{source.line_of(rule.written.span.start)}"


def row_said(row: Indicator) -> Wording:
    """A row as it would stand in a table, blank cells left out."""
    cells = [
        (Wording("一级指标", "level1"), row.level1),
        (Wording("二级指标", "level2"), row.level2),
        (Wording("指标值", "target"), _cell(row.target)),
        (Wording("完成值", "actual"), _cell(row.actual)),
        (Wording("分值", "full"), _cell(row.full)),
        (Wording("自评得分", "declared"), _cell(row.declared)),
        *((Wording(name, name), _cell(cell)) for name, cell in row.facts.items()),
    ]
    given = [(name, text) for name, text in cells if text]
    return Wording(
        visible(f"“{row.name}”，" + "，".join(f"{name.zh} {text}" for name, text in given)),
        visible(f"“{row.name}”, " + ", ".join(f"{name.en} {text}" for name, text in given)),
    )


def _cell(cell: Value | PointsCell) -> str:
    if cell.written or isinstance(cell, Missing):
        return cell.written
    return plain(cell.amount) if isinstance(cell, Points) else str(cell)

"""The head of a report: which table, whose, which year, and by which rule set with what it rests on."""

from __future__ import annotations

from perfeval.engine.ruleset import RuleSet
from perfeval.report.sheet import Sheet
from perfeval.report.words import ancestry_words, basis_words
from perfeval.tables.indicator import SelfEvaluation
from perfeval.wording import Wording


def write_headline(
    sheet: Sheet, table: SelfEvaluation, rules: RuleSet, why: Wording | None, verdict: Wording | None = None
) -> None:
    """The first lines about a table; `verdict` says in one line what came out."""
    write_table_name(sheet, table)
    if verdict is not None:
        sheet.paragraph(sheet.say(verdict), lead=sheet.say(Wording("结论：", "Verdict: ")), style="bold")
    write_rule_set(sheet, rules, why)


def write_table_name(sheet: Sheet, table: SelfEvaluation) -> None:
    """Which table it is: the document, the project, whose, which year."""
    source = table.source or sheet.say(Wording("（未命名）", "(unnamed)"))
    number = Wording(f"（第{table.index}张表）", f" (table {table.index})")
    sheet.paragraph(source + sheet.say(number), style="dim")
    title = table.project or table.title or sheet.say(Wording("（未填项目名称）", "(no project name)"))
    year = "" if table.year is None else sheet.say(Wording(f"{table.year}年", f"{table.year}"))
    sheet.paragraph(_joined(sheet, title, *_bodies(table), year), style="bold")


def write_rule_set(sheet: Sheet, rules: RuleSet, why: Wording | None) -> None:
    """By which rule set, what it and those that it extends rest on, and why it was taken."""
    basis, ancestry = basis_words(rules), ancestry_words(rules)
    title = "" if rules.title == rules.name else f" {rules.title}"
    sheet.paragraph(f"{rules.name}{title}", lead=sheet.say(Wording("规则集：", "Rule set: ")))
    sheet.paragraph(sheet.say(basis), lead=sheet.say(Wording("依据：", "Basis: ")))
    if ancestry is not None:
        sheet.paragraph(sheet.say(ancestry), lead=sheet.say(Wording("继承：", "Extends: ")))
    if why is not None:
        sheet.paragraph(sheet.say(why), lead=sheet.say(Wording("选用理由：", "Chosen because: ")))


def _bodies(table: SelfEvaluation) -> list[str]:
    if table.unit and table.department and table.unit != table.department:
        return [table.department, table.unit]
    return [table.unit or table.department]


def _joined(sheet: Sheet, *parts: str) -> str:
    return sheet.say(Wording("，", ", ")).join(part for part in parts if part)

"""The list of rule sets: name, title, document, region, dates, basis."""

from __future__ import annotations

from collections.abc import Sequence

from perfeval.engine.ruleset import RuleSet
from perfeval.engine.score import cite
from perfeval.language.nodes import InForce
from perfeval.language.vocabulary import vocabulary
from perfeval.report.sheet import Colours, Sheet
from perfeval.report.words import ancestry_words, basis_words
from perfeval.wording import Lang, Wording


def rules_text(rule_sets: Sequence[RuleSet], lang: Lang, *, width: int = 100, colours: Colours = None) -> str:
    """A paragraph for each rule set."""
    sheet = Sheet(lang, width, colours)
    for number, rules in enumerate(rule_sets):
        if number:
            sheet.blank()
        sheet.paragraph(rules.name, style="bold")
        for label, text in _entries(rules):
            sheet.paragraph(sheet.say(text), lead=sheet.say(label), indent=2)
    return sheet.text


def _entries(rules: RuleSet) -> list[tuple[Wording, Wording]]:
    region = rules.region_condition
    ancestry = ancestry_words(rules)
    entries = [
        (Wording("名称：", "title:    "), Wording(rules.title, rules.title)),
        (Wording("文件：", "document: "), cite(rules.citations)),
        (
            Wording("适用：", "for:      "),
            Wording("所有地区", "every region") if region is None else Wording(region, region),
        ),
        (Wording("施行：", "in force: "), _dates(rules.in_force)),
        (Wording("依据：", "basis:    "), basis_words(rules)),
    ]
    if rules.nodes.inputs:
        entries.append((Wording("填报：", "facts:    "), _facts(rules)))
    if ancestry is not None:
        entries.append((Wording("继承：", "extends:  "), ancestry))
    return entries


def _facts(rules: RuleSet) -> Wording:
    """The facts that the rule set asks for beyond the form, with their types; one with a default may be left out."""
    zh, en = [], []
    for item in rules.nodes.inputs:
        word = vocabulary().keyword(item.type_word)
        zh.append(f"{item.name}（{word.zh}{'' if item.default is None else '，可不填'}）")
        en.append(f"{item.name} ({word.en}{'' if item.default is None else ', optional'})")
    return Wording("、".join(zh), ", ".join(en))


def _dates(in_force: InForce) -> Wording:
    first, last = in_force.first, in_force.last
    if first is None and last is None:
        return Wording("未注明，只按名称选用", "not stated: used only by name")
    zh = (f"{first.isoformat()}起" if first else "") + (f"至{last.isoformat()}止" if last else "")
    en = " ".join(part for part in (f"from {first}" if first else "", f"to {last} inclusive" if last else "") if part)
    return Wording(zh, en)

"""The row of an example with another figure, written out as an example of the rule file, in the file's own words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from attrs import frozen

from perfeval.errors import RuleError
from perfeval.exact import plain
from perfeval.language import nodes
from perfeval.language.excerpt import name_excerpt, value_excerpt
from perfeval.language.to_text import convert
from perfeval.language.vocabulary import vocabulary
from perfeval.testing.mutation_rows import Ground
from perfeval.testing.open_rows import open_row, written_cell
from perfeval.values.model import Money
from perfeval.wording import Lang

if TYPE_CHECKING:
    from perfeval.engine.ruleset import RuleSet
    from perfeval.engine.score import Score

_NUMBER: Final = re.compile(r"\d+(?:\.\d+)?[^\W\d]*[%‰]?")
_HEADER: Final = re.compile(r"^\s*(规则集|ruleset)\b", re.MULTILINE)
_WAN: Final = 10_000
_LABELS: Final = ("name", "level1", "level2")


@frozen
class Written:
    """An example as a line of the rule file."""

    line: str
    """The line, indented as those around it."""
    below: int
    """The line of the file below which it belongs; 0: it is the first."""
    rule: str | None
    """The rule that it stands beside; None: it stands in the header."""
    title: str


def language_of(rules: RuleSet) -> Lang:
    """The words of a rule file: those of its header."""
    found = _HEADER.search(rules.nodes.source.text)
    return "en" if found is not None and found[1] == "ruleset" else "zh"


def example_texts(rules: RuleSet, ground: Ground, figure: Fraction) -> Iterator[Written]:
    """Ways to write the row with its score, the likeliest first; none where it has no score."""
    lang, score = language_of(rules), ground.score(figure)
    settings = _settings(rules, ground, figure, lang)
    below, indent, rule = _place(rules, ground)
    title = _title(rules, ground, settings, lang)
    listed = ("，" if lang == "zh" else ", ").join(f"{name} {text}" for name, text, _ in settings)
    opening, gives = (vocabulary().keyword(word).spell(lang) for word in ("example", "gives"))
    for given in _gives(score, lang):
        yield Written(f'{indent}{opening} "{title}"  {listed}  {gives} {given}', below, rule, title)


# ---- what it gives ----


def _gives(score: Score, lang: Lang) -> Iterator[str]:
    if score.status == "not scored":
        yield vocabulary().keyword("not_scored").spell(lang)
    if score.status != "scored" and score.low is None:
        return
    if score.is_range and score.low is not None and score.high is not None:
        opening, closing = "[" if score.low_closed else "(", "]" if score.high_closed else ")"
        yield f"{opening}{_points(Fraction(score.low), lang)}, {_points(Fraction(score.high), lang)}{closing}"
    if score.points is not None:
        yield _points(Fraction(score.points), lang)


def _points(points: Fraction, lang: Lang) -> str:
    return _literal(f"{plain(points, 40)}分", lang)


# ---- its row ----


def _settings(rules: RuleSet, ground: Ground, figure: Fraction, lang: Lang) -> list[tuple[str, str, bool]]:
    """Name, text and whether it is not as in the example whose row it is."""
    example, changed = ground.subject.example, _changed(ground, figure, lang)
    found: list[tuple[str, str, bool]] = []
    for label, text in _labels(rules, ground).items():
        found.append((_name(label, lang, is_fact=False), text, False))
    for one in example.settings:
        if one.id in _LABELS and found:
            continue
        name = _name(one.id, lang, is_fact=one.is_fact)
        if one.id not in changed:
            found.append((name, value_excerpt(one.value.written.source, one.value.written.span, lang), False))
            continue
        text = changed.pop(one.id)
        is_quoted = isinstance(one.value, nodes.WordConstant)
        found.append((name, _quoted(ground, one.id, figure) if is_quoted else text, True))
    for name, text in changed.items():
        is_fact = name not in vocabulary().words["row"] and name not in vocabulary().words["table"]
        found.append((_name(name, lang, is_fact=is_fact), text, True))
    return found


def _name(setting: str, lang: Lang, *, is_fact: bool) -> str:
    if is_fact:
        return name_excerpt(setting)
    words = vocabulary().words
    return (words["row"].get(setting) or words["table"][setting]).spell(lang)


def _changed(ground: Ground, figure: Fraction, lang: Lang) -> dict[str, str]:
    """What is not as in the example, by the setting's id or the fact's name."""
    found = {name: _literal(f"{text}分" if name == "full" else text, lang) for name, text in ground.varies}
    if ground.subject.open != "nothing":
        found[_open_name(ground)] = _literal(_cell(ground, figure), lang)
    return found


def _open_name(ground: Ground) -> str:
    return ground.subject.fact or ground.subject.open


def _cell(ground: Ground, figure: Fraction) -> str:
    subject = ground.subject
    if isinstance(subject.template, Money) and subject.template.scale == 1 and figure >= _WAN:
        return f"{plain(figure / _WAN, 40)}万元"
    return written_cell(subject.template, figure, subject.unit).written or plain(figure / subject.unit, 40)


def _quoted(ground: Ground, setting: str, figure: Fraction) -> str:
    """What stood in quotation marks stays in them."""
    varied = dict(ground.varies).get(setting)
    return f'"{_cell(ground, figure) if varied is None else varied}"'


def _literal(text: str, lang: Lang) -> str:
    """A number with its unit, yes or no in the file's words; whatever else is written, in quotation marks."""
    if text in ("是", "否"):
        return vocabulary().keyword("yes" if text == "是" else "no").spell(lang)
    if _NUMBER.fullmatch(text):
        try:
            return convert(f"param x = {text}", lang).partition("= ")[2]
        except RuleError:
            pass
    return f'"{text}"'


def _labels(rules: RuleSet, ground: Ground) -> dict[str, str]:
    """What says which row it is, where the example does not stand beside its rule in this file."""
    subject = ground.subject
    if _is_own(rules, subject.example) or not subject.table.indicators:
        return {}
    row = open_row(subject, Fraction(1)).indicator
    named = {"name": row.name if row.name != subject.example.title else "", "level1": row.level1, "level2": row.level2}
    return {name: f'"{text}"' for name, text in named.items() if text}


# ---- its title and its place ----


def _title(rules: RuleSet, ground: Ground, settings: list[tuple[str, str, bool]], lang: Lang) -> str:
    blank = "" if lang == "zh" else " "
    told = ("，" if lang == "zh" else ", ").join(
        f"{name}{blank}{text.strip(chr(34))}" for name, text, is_other in settings if is_other
    )
    title = told or f"{ground.subject.example.title}{'，再一例' if lang == 'zh' else ', once more'}"
    taken = {one.title for rule in rules.nodes.rules for one in rule.examples} | {
        one.title for one in rules.nodes.examples
    }
    times, unique = 1, title
    while unique in taken:
        times += 1
        unique = f"{title} {times}"
    return unique


def _is_own(rules: RuleSet, example: nodes.Example) -> bool:
    return example.written.source.name == rules.source_name


def _place(rules: RuleSet, ground: Ground) -> tuple[int, str, str | None]:
    """The line below which it belongs, how far it is indented, and the rule beside which it then stands."""
    example, source = ground.subject.example, rules.nodes.source
    if _is_own(rules, example):
        first = source.line(source.line_of(example.written.span.start))
        indent = first[: len(first) - len(first.lstrip())]
        return source.line_of(max(example.written.span.end - 1, 0)), indent, ground.subject.rule.name or None
    blocks = [*rules.nodes.rules, *rules.nodes.audits, rules.nodes.total, rules.nodes.grades]
    starts = [
        source.line_of(block.written.span.start)
        for block in blocks
        if block is not None and block.written is not None and block.written.source.name == source.name
    ]
    lines = source.text.count("\n") + (not source.text.endswith("\n"))
    return min(starts) - 1 if starts else lines, "", None

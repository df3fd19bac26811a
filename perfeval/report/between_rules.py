"""Tables under two rule sets: totals side by side, the rows that score differently, what either side cites."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from perfeval.audit.between_rules import Between, RowBetween
from perfeval.audit.figures import row_names, signed_points
from perfeval.engine.ruleset import RuleSet
from perfeval.engine.score import Evaluation, RuleRef, Score
from perfeval.finding import RowRef
from perfeval.report.headline import write_table_name
from perfeval.report.sheet import Colours, Column, Sheet
from perfeval.report.text import total_text
from perfeval.report.words import NO_RULE, basis_words, way
from perfeval.wording import Lang, Wording

_MOST_ROWS = 8


def rule_sets_text(one: RuleSet, other: RuleSet, lang: Lang, *, width: int = 100, colours: Colours = None) -> str:
    """Which two rule sets are compared, and what they rest on."""
    sheet = Sheet(lang, width, colours)
    for letter, rules in (("A", one), ("B", other)):
        title = "" if rules.title == rules.name else f" {rules.title}"
        basis = basis_words(rules)
        said = Wording(f"{rules.name}{title}（{basis.zh}）", f"{rules.name}{title} ({basis.en})")
        sheet.paragraph(sheet.say(said), lead=sheet.say(Wording(f"{letter}：", f"{letter}: ")))
    return sheet.text


def between_text(between: Between, lang: Lang, *, width: int = 100, colours: Colours = None) -> str:
    """One table under two rule sets."""
    sheet = Sheet(lang, width, colours)
    write_table_name(sheet, between.one.table)
    one, other = _total(between.one), _total(between.other)
    difference = _difference(between.difference)
    sheet.paragraph(
        sheet.say(
            Wording(
                f"A {one.zh}；B {other.zh}；差（B－A）{difference}", f"A {one.en}; B {other.en}; B - A: {difference}"
            )
        ),
        lead=sheet.say(Wording("总分：", "Total: ")),
        style="bold",
    )
    sheet.blank()
    if not between.differing:
        sheet.paragraph(sheet.say(Wording("各行得分都相同。", "Every row scores the same.")))
        return sheet.text
    _write_rows(sheet, between)
    sheet.blank()
    _write_citations(sheet, between)
    return sheet.text


def differences_text(compared: Sequence[Between], lang: Lang, *, width: int = 100, colours: Colours = None) -> str:
    """One line for each table."""
    sheet = Sheet(lang, width, colours)
    differing = sum(not one.same for one in compared)
    count = len(compared)
    sheet.paragraph(
        sheet.say(
            Wording(
                f"共比较{count}张表，{differing}张有差别",
                f"{count} table{'s' if count != 1 else ''} compared, {differing} of them scored differently",
            )
        ),
        style="bold",
    )
    tables = [one.one.table for one in compared]

    def grades(evaluations: Sequence[Evaluation]) -> list[str]:
        return [one.grade or "" for one in evaluations]

    def totals(evaluations: Sequence[Evaluation]) -> list[str]:
        return [total_text(one.total).render(lang) for one in evaluations]

    one, other = [each.one for each in compared], [each.other for each in compared]
    sheet.table(
        [
            Column(
                sheet.say(Wording("表", "table")),
                [f"{table.source}:{table.index} {table.project}".strip() for table in tables],
                stretch=True,
            ),
            Column("A", totals(one), figures=True),
            Column(sheet.say(Wording("等级", "grade")), grades(one)),
            Column("B", totals(other), figures=True),
            Column(sheet.say(Wording("等级", "grade")), grades(other)),
            Column("B-A", [_difference(each.difference) for each in compared], figures=True),
        ]
    )
    return sheet.text


def _total(evaluation: Evaluation) -> Wording:
    total, name = total_text(evaluation.total), evaluation.rules.name
    if evaluation.grade is None:
        return Wording(f"{name} {total.zh}", f"{name} {total.en}")
    return Wording(f"{name} {total.zh}（{evaluation.grade}）", f"{name} {total.en} ({evaluation.grade})")


def _difference(points: Decimal | None) -> str:
    return "-" if points is None else signed_points(Fraction(points))


def _write_rows(sheet: Sheet, between: Between) -> None:
    rows = between.differing
    most = max(10, min(24, sheet.width // 7))
    sheet.table(
        [
            Column(sheet.say(Wording("行", "row")), [_number(sheet, row.row) for row in rows], figures=True),
            Column(
                sheet.say(Wording("指标", "indicator")), [_name(sheet, row.row, between) for row in rows], stretch=True
            ),
            Column("A", [_points(row.one) for row in rows], figures=True),
            Column("B", [_points(row.other) for row in rows], figures=True),
            Column("B-A", [_difference(row.difference) for row in rows], figures=True),
            Column(sheet.say(Wording("A 的规则", "rule of A")), [_rule(sheet, row.one) for row in rows], most=most),
            Column(sheet.say(Wording("B 的规则", "rule of B")), [_rule(sheet, row.other) for row in rows], most=most),
        ]
    )


def _number(sheet: Sheet, row: RowRef) -> str:
    return str(row) if isinstance(row, int) else sheet.say(Wording("执行", "exec"))


def _name(sheet: Sheet, row: RowRef, between: Between) -> str:
    if isinstance(row, int):
        return between.one.table.indicators[row - 1].name
    return sheet.say(Wording("预算执行", "budget execution"))


def _points(score: Score) -> str:
    return "-" if score.points is None else format(score.points, "f")


def _rule(sheet: Sheet, score: Score) -> str:
    known = way(score)
    if score.rule is None:
        return sheet.say(known if known.zh else NO_RULE)
    name = score.rule.name
    return sheet.say(Wording(f"{name}（{known.zh}）", f"{name} ({known.en})")) if known.zh else name


def _write_citations(sheet: Sheet, between: Between) -> None:
    """What the rules of the rows shown rest on, each rule once for each side."""
    sheet.paragraph(sheet.say(Wording("依据", "Cited")), style="bold")
    for letter, side in (("A", "one"), ("B", "other")):
        for rule, rows in _rules(between.differing, side).items():
            where, cited = row_names(rows, _MOST_ROWS), rule.cite()
            sheet.paragraph(
                sheet.say(
                    Wording(
                        f"{letter} “{rule.name}”（{where.zh}）：{cited.zh}",
                        f"{letter} `{rule.name}` ({where.en}): {cited.en}",
                    )
                ),
                indent=2,
            )


def _rules(rows: Sequence[RowBetween], side: str) -> dict[RuleRef, list[RowRef]]:
    found: dict[RuleRef, list[RowRef]] = {}
    for row in rows:
        score: Score = getattr(row, side)
        if score.rule is not None:
            found.setdefault(score.rule, []).append(row.row)
    return found

"""`perfeval diff A B`: the difference in meaning between two rule sets, or between two days of one."""

from __future__ import annotations

import datetime as dt
from typing import Any

import click
from attrs import evolve

from perfeval.audit.between_rules import Between, compare_rules
from perfeval.cli.language import Option, Verb, current_language
from perfeval.cli.options import FOUND_ERRORS, FOUND_NOTHING, UNUSABLE_INPUT
from perfeval.cli.tables_given import Given, Run
from perfeval.cli.terminal import surface, write
from perfeval.engine.ruleset import RuleSet
from perfeval.report.between_rules import differences_text
from perfeval.wording import Lang, Wording

_EXPECTED = {
    "equivalent": Wording("没有差别", "no difference"),
    "stricter": Wording("B 只更严", "B only stricter"),
    "lenient": Wording("B 只更宽", "B only more lenient"),
}


def _day(ctx: click.Context, param: click.Parameter, value: Any) -> dt.date | None:
    if value is None:
        return None
    try:
        return dt.date.fromisoformat(str(value))
    except ValueError:
        wording = Wording("日期写成 2024-06-30 的样子", "a date is written like 2024-06-30")
        raise click.BadParameter(wording.render(current_language()), ctx, param) from None


def _run(
    one: str,
    other: str | None,
    first: dt.date | None,
    second: dt.date | None,
    tables: tuple[str, ...],
    expected: str | None,
) -> int:
    from perfeval.analysis.difference import difference
    from perfeval.report.difference import difference_lines

    lang = current_language()
    if other is None and (first is None or second is None):
        wording = Wording(
            "要写两个规则集，或者一个规则集和 --from、--to 两个日期",
            "two rule sets are wanted, or one with the two dates --from and --to",
        )
        raise click.UsageError(wording.render(lang), click.get_current_context())
    run = Run(lang, one, None)
    loaded = [run.rule_set(name) for name in (one, one if other is None else other)]
    if loaded[0] is None or loaded[1] is None:
        return UNUSABLE_INPUT
    sides = _on(loaded[0], first), _on(loaded[1], second)
    found = difference(*sides)
    write("".join(line.render(lang) + "\n" for line in difference_lines(found)))
    is_as_expected = found.is_whole and found.relation == (expected or "equivalent")
    if expected is not None and not is_as_expected:
        write(_not_as_expected(expected, found.relation).render(lang) + "\n")
    if tables:
        _write_tables(run, tables, sides, lang)
    if run.unusable:
        return UNUSABLE_INPUT
    return FOUND_NOTHING if is_as_expected else FOUND_ERRORS


def _on(rules: RuleSet, day: dt.date | None) -> RuleSet:
    return rules if day is None else evolve(rules, on=day)


def _not_as_expected(expected: str, relation: str) -> Wording:
    wanted = _EXPECTED[expected]
    if relation == expected:
        return Wording(
            f"应为：{wanted.zh}。还有未能比较的，不能算数",
            f"Expected: {wanted.en}; not shown of all that is to compare",
        )
    return Wording(f"应为：{wanted.zh}，与结论不符", f"Expected: {wanted.en}, which is not the verdict")


def _write_tables(run: Run, tables: tuple[str, ...], sides: tuple[RuleSet, RuleSet], lang: Lang) -> None:
    """One line for each table: both totals and grades."""

    def compare(given: Given) -> Between:
        return compare_rules(given.table, *sides)

    compared = list(run.each(tables, compare))
    if compared:
        on = surface()
        write("\n" + differences_text(compared, lang, width=on.width, colours=on.colours))


DIFF = Verb(
    "diff",
    callback=_run,
    params=[
        click.Argument(["one"], metavar="A"),
        click.Argument(["other"], metavar="[B]", required=False),
        Option(
            ["--from", "first"],
            metavar="DATE",
            callback=_day,
            about=Wording("A 按这一天有效的规定", "A as in force on this day."),
        ),
        Option(
            ["--to", "second"],
            metavar="DATE",
            callback=_day,
            about=Wording(
                "B（不写则为 A）按这一天有效的规定", "B (or A, where no B is given) as in force on this day."
            ),
        ),
        Option(
            ["--tables"],
            metavar="TABLE",
            multiple=True,
            about=Wording(
                "再列出这些表的总分和等级有无变化，文件或文件夹，可多次使用",
                "Also show how totals and grades of these tables change: files or folders; may be repeated.",
            ),
        ),
        Option(
            ["--expect", "expected"],
            type=click.Choice(tuple(_EXPECTED)),
            about=Wording(
                "应得的结论；不是这个结论，或有未能比较的，退出状态为 1",
                "The verdict wanted; with another, or where something could not be compared, the exit status is 1.",
            ),
        ),
    ],
    brief=Wording(
        "两个规则集的差别：哪些数得分不同，差多少",
        "Show for which figures two rule sets differ, and by how much.",
    ),
    about=Wording(
        "A 和 B 是规则集的名称或文件。以两边示例的行为样本，让完成值（或执行数、填报项）取遍从 0 起的所有数，"
        "列出得分不同的区间、差多少、一个最简单的数和两边的依据。"
        "退出状态：0 没有差别（或与 --expect 相同），1 有差别或有未能比较的，2 有文件无法使用。",
        "A and B are names or files of rule sets. On the rows of the examples of both, the actual value (or the "
        "expenditure, or a fact) runs over all numbers from 0 up; told are the intervals in which points differ, by "
        "how much, the plainest figure, and what either side cites. Exit status: 0 no difference (or the verdict "
        "expected), 1 a difference or something that could not be compared, 2 some input could not be used.",
    ),
)

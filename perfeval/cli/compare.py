"""`perfeval compare TABLE…`: the same tables under two rule sets."""

from __future__ import annotations

from typing import Any

import click

from perfeval.audit.between_rules import Between, compare_rules
from perfeval.cli.language import Option, Verb, current_language
from perfeval.cli.options import FOUND_NOTHING, UNUSABLE_INPUT, format_option, place_options, tables_argument
from perfeval.cli.tables_given import Given, Run
from perfeval.cli.terminal import surface, write
from perfeval.report.as_data import to_json
from perfeval.report.between_rules import between_text, differences_text, rule_sets_text
from perfeval.report.several_as_data import compared_as_data
from perfeval.wording import Wording


def _two(ctx: click.Context, param: click.Parameter, value: Any) -> tuple[str, str]:
    if isinstance(value, tuple) and len(value) == 2:
        return str(value[0]), str(value[1])
    wording = Wording("要写两次，如 --rules zhongwei --rules national_2020",
                      "it is given twice: --rules zhongwei --rules national_2020")  # fmt: skip
    raise click.BadParameter(wording.render(current_language()), ctx, param)


def _run(
    tables: tuple[str, ...],
    rules: tuple[str, str],
    region: str | None,
    facts: str | None,
    settings: tuple[str, ...],
    form: str,
) -> int:
    lang = current_language()
    run = Run(lang, rules[0], region, facts, settings, quiet=form == "json")
    on = surface()
    loaded = [run.rule_set(name) for name in rules]
    one, other = loaded
    if one is None or other is None:
        if form == "json":
            write(to_json(compared_as_data((), None, run.unusable, lang)))
        return UNUSABLE_INPUT

    def compare(given: Given) -> Between:
        return compare_rules(given.table, one, other, region=region)

    divider = "=" * on.width + "\n\n"
    if form == "text":
        write(rule_sets_text(one, other, lang, width=on.width, colours=on.colours) + "\n")
    compared: list[Between] = []
    for between in run.each(tables, compare):
        if form == "text":
            shown = between_text(between, lang, width=on.width, colours=on.colours)
            write((divider if compared else "") + shown + "\n")
        compared.append(between)
    if form == "json":
        write(to_json(compared_as_data(compared, (one, other), run.unusable, lang)))
    elif len(compared) > 1:
        write(divider + differences_text(compared, lang, width=on.width, colours=on.colours))
    return UNUSABLE_INPUT if run.unusable else FOUND_NOTHING


COMPARE = Verb(
    "compare",
    callback=_run,
    params=[
        tables_argument(),
        Option(
            ["--rules"],
            metavar="NAME|FILE",
            multiple=True,
            required=True,
            callback=_two,
            about=Wording(
                "规则集名称或文件，要写两次：先 A 后 B", "Rule set, by name or file; given twice: first A, then B."
            ),
        ),
        *place_options(),
        format_option(),
    ],
    brief=Wording("同一张表按两个规则集评分，列出差别", "Score tables by two rule sets and show the differences."),
    about=Wording(
        "每张表先给两个总分和等级，再列出得分不同的行和两边的依据。退出状态：0 正常，2 有文件无法使用。",
        "For each table both totals and grades, then the rows that score differently, with what either side cites. "
        "Exit status: 0 done, 2 some input could not be used.",
    ),
)

"""`perfeval explain TABLE --row N`: how one row got its score."""

from __future__ import annotations

from pathlib import Path

import click

from perfeval.audit.auditing import audit
from perfeval.cli.language import Option, Verb, current_language
from perfeval.cli.options import FOUND_NOTHING, UNUSABLE_INPUT, scoring_options
from perfeval.cli.tables_given import Run
from perfeval.cli.terminal import complain, surface, write
from perfeval.finding import RowRef
from perfeval.report.text import explanation_text
from perfeval.tables.indicator import SelfEvaluation
from perfeval.wording import Wording


class _Row(click.ParamType):  # type: ignore[type-arg]
    """A row number, or the execution row."""

    name = "N|execution"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> RowRef:
        text = str(value).strip()
        if text in ("execution", "执行", "预算执行"):
            return "execution"
        if text.isdecimal() and int(text[:9]) >= 1:
            return int(text[:9])
        wording = Wording(
            f"“{text}”不是行号：请写 1、2……，或 execution（预算执行）",
            f"{text!r} is no row: give 1, 2 …, or execution",
        )
        raise click.BadParameter(wording.render(current_language()), ctx, param)


def _run(
    table: str,
    number: int | None,
    row: RowRef,
    rules: str | None,
    region: str | None,
    facts: str | None,
    settings: tuple[str, ...],
) -> int:
    lang = current_language()
    run = Run(lang, rules, region, facts, settings)
    tables = run.tables(Path(table))
    if not tables:
        return UNUSABLE_INPUT
    chosen = _chosen(tables, number)
    if isinstance(chosen, Wording):
        complain(chosen, lang)
        return UNUSABLE_INPUT
    absent = _absent(chosen, row)
    if absent is not None:
        complain(absent, lang)
        return UNUSABLE_INPUT
    if number is None and len(tables) > 1:
        complain(
            Wording(
                f"文件里有{len(tables)}张表，这里是第{chosen.index}张；其他的请用 --table 指定",
                f"the file holds {len(tables)} tables, this is table {chosen.index}; --table chooses another",
            ),
            lang,
        )
    given = run.with_rules(chosen)
    if given is None:
        return UNUSABLE_INPUT
    audited = audit(given.table, given.rules, region=region, why=given.choice.why)
    on = surface()
    write(explanation_text(audited, row, lang, width=on.width, colours=on.colours))
    return FOUND_NOTHING


def _chosen(tables: list[SelfEvaluation], number: int | None) -> SelfEvaluation | Wording:
    if number is None:
        return tables[0]
    for table in tables:
        if table.index == number:
            return table
    known = [str(table.index) for table in tables]
    return Wording(
        f"文件里没有第{number}张表；可以选：{'、'.join(known)}",
        f"the file has no table {number}; there is {', '.join(known)}",
    )


def _absent(table: SelfEvaluation, row: RowRef) -> Wording | None:
    if row == "execution":
        if table.execution is not None:
            return None
        return Wording("这张表没有预算执行部分", "this table has no budget-execution part")
    rows = len(table.indicators)
    if isinstance(row, int) and row <= rows:
        return None
    return Wording(
        f"这张表有{rows}行指标，没有第{row}行", f"this table has {rows} indicator rows; there is no row {row}"
    )


EXPLAIN = Verb(
    "explain",
    callback=_run,
    params=[
        click.Argument(["table"], metavar="TABLE"),
        Option(
            ["--table", "number"],
            type=int,
            metavar="K",
            about=Wording("文件中的第几张表，默认第1张", "Which table of the file; by default the first."),
        ),
        Option(
            ["--row"],
            type=_Row(),
            required=True,
            metavar="N|execution",
            about=Wording("第几行指标，或 execution（预算执行）", "Row number, or execution (预算执行); required."),
        ),
        *scoring_options(),
    ],
    brief=Wording("逐步说明一行得分的由来", "Explain how one row got its score, step by step."),
)

"""`perfeval score TABLE…`: scores only."""

from __future__ import annotations

from perfeval.cli.language import Verb, current_language
from perfeval.cli.options import FOUND_NOTHING, UNUSABLE_INPUT, format_option, scoring_options, tables_argument
from perfeval.cli.tables_given import Given, Run
from perfeval.cli.terminal import surface, write
from perfeval.engine.score import Evaluation
from perfeval.report.as_data import scores_as_data, to_json
from perfeval.report.text import evaluation_text
from perfeval.wording import Wording


def _run(
    tables: tuple[str, ...],
    rules: str | None,
    region: str | None,
    facts: str | None,
    settings: tuple[str, ...],
    form: str,
) -> int:
    lang = current_language()
    run = Run(lang, rules, region, facts, settings, quiet=form == "json")
    on = surface()

    def score(given: Given) -> tuple[Evaluation, Wording | None]:
        return given.rules.evaluate(given.table, region=region), given.choice.why

    scored: list[tuple[Evaluation, Wording | None]] = []
    for evaluation, why in run.each(tables, score):
        if form == "text":
            divider = "=" * on.width + "\n\n" if scored else ""
            write(divider + evaluation_text(evaluation, lang, why=why, width=on.width, colours=on.colours) + "\n")
        scored.append((evaluation, why))
    if form == "json":
        write(to_json(scores_as_data(scored, run.unusable, lang)))
    return UNUSABLE_INPUT if run.unusable else FOUND_NOTHING


SCORE = Verb(
    "score",
    callback=_run,
    params=[tables_argument(), *scoring_options(), format_option()],
    brief=Wording("只计分，不与填列数比较", "Score tables, without comparing with what was declared."),
    about=Wording(
        "规则只给区间的行，区间内的自评得分予以采用。退出状态：0 正常，2 有文件无法使用。",
        "Where a rule gives a range, a declared score inside it is taken. Exit status: 0 done, 2 some input could "
        "not be used.",
    ),
)

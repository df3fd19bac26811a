"""`perfeval audit TABLE…`: every declared figure against what the rules give."""

from __future__ import annotations

from perfeval.audit.auditing import audit
from perfeval.audit.result import Audit
from perfeval.cli.language import Verb, current_language
from perfeval.cli.options import (
    FOUND_ERRORS,
    FOUND_NOTHING,
    UNUSABLE_INPUT,
    format_option,
    scoring_options,
    tables_argument,
)
from perfeval.cli.tables_given import Given, Run
from perfeval.cli.terminal import surface, write
from perfeval.report.as_data import audits_as_data, to_json
from perfeval.report.text import audit_text, summary_text
from perfeval.wording import Wording


def _audit(given: Given, region: str | None) -> Audit:
    noticed = () if given.choice.finding is None else (given.choice.finding,)
    return audit(given.table, given.rules, region=region, why=given.choice.why, noticed=noticed)


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
    audits: list[Audit] = []
    on = surface()
    for audited in run.each(tables, lambda given: _audit(given, region)):
        if form == "text":
            divider = "=" * on.width + "\n\n" if audits else ""
            write(divider + audit_text(audited, lang, width=on.width, colours=on.colours) + "\n")
        audits.append(audited)
    if form == "json":
        write(to_json(audits_as_data(audits, run.unusable, lang)))
    elif len(audits) > 1:
        divider = "=" * on.width + "\n\n"
        write(divider + summary_text(audits, run.unusable, lang, width=on.width, colours=on.colours))
    if run.unusable:
        return UNUSABLE_INPUT
    return FOUND_ERRORS if any(audited.has_errors for audited in audits) else FOUND_NOTHING


AUDIT = Verb(
    "audit",
    callback=_run,
    params=[tables_argument(), *scoring_options(), format_option()],
    brief=Wording(
        "审核自评表：逐行核定得分，与填列数比较",
        "Audit tables (自评表): score every row and compare with what was declared.",
    ),
    about=Wording(
        "TABLE 是自评表文件或文件夹（制表符分隔的文本）。"
        "退出状态：0 没有错误，1 有错误，2 有文件无法使用（其余照常审核）。",
        "TABLE is a file or folder of self-evaluation tables (tab-separated text). Exit status: 0 no errors found, "
        "1 some found, 2 some input could not be used (the others are audited all the same).",
    ),
)

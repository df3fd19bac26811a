"""The suite's texts and cells as perfeval takes them, and what perfeval makes of a case."""

from __future__ import annotations

import functools
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import perfeval
from perfeval.engine.table import Evaluator, evaluate
from perfeval.engine.units import evaluate_units, roll_up
from perfeval.wording import Lang

if TYPE_CHECKING:
    from tests.conformance import suite
else:
    suite = sys.modules["conformance_suite"]  # loaded by `conftest.py`


# ---- texts ----


def vocabularies(text: str) -> Iterator[Lang | None]:
    """As written, and the vocabularies that the text is not written in."""
    yield None
    try:
        converted: dict[Lang, str] = {lang: perfeval.convert_rules(text, lang) for lang in ("zh", "en")}
    except perfeval.RuleError:  # a sentence that cannot be parsed has no conversion
        return
    yield from (lang for lang, made in converted.items() if made != text)


def spelled(text: str, lang: Lang | None) -> str:
    """The text as written, or converted."""
    return text if lang is None else perfeval.convert_rules(text, lang)


def rules_of(group: suite.Group, lang: Lang | None = None) -> perfeval.RuleSet:
    """The rule set of a group, in the vocabulary asked for. Raises `RuleError` where it is in error."""
    return rules(group.rules or "", tuple(sorted(group.library.items())), lang)


@functools.cache
def rules(text: str, library: tuple[tuple[str, str], ...] = (), lang: Lang | None = None) -> perfeval.RuleSet:
    """A rule set from its text and the texts that it extends, all in one vocabulary."""
    if not library:
        return perfeval.parse_rules(spelled(text, lang))
    with tempfile.TemporaryDirectory() as name:  # a file finds its parents beside itself
        folder = Path(name)
        for parent, parent_text in library:
            folder.joinpath(f"{parent}.perfeval").write_text(spelled(parent_text, lang), "utf-8")
        path = folder / "the text itself.perfeval"
        path.write_text(spelled(text, lang), "utf-8")
        return perfeval.load_rules(path)


def diagnostics(
    text: str, library: tuple[tuple[str, str], ...] = (), lang: Lang | None = None
) -> tuple[perfeval.Diagnostic, ...]:
    """All that the checker says of a text."""
    try:
        return rules(text, library, lang).diagnostics
    except perfeval.RuleError as error:
        return error.diagnostics


# ---- what is given ----


def indicator(row: suite.Cells) -> perfeval.Indicator:
    cells: dict[str, Any] = {"name": "指标", **row.cells}
    return perfeval.Indicator(**cells, facts=dict(row.facts))


def execution(row: suite.Cells) -> perfeval.BudgetExecution:
    cells: dict[str, Any] = dict(row.cells)
    if "printed_rate" in cells:
        cells["printed_rate"] = perfeval.read_value(cells["printed_rate"])
    return perfeval.BudgetExecution(**cells, facts=dict(row.facts))


def table(given: suite.Table) -> perfeval.SelfEvaluation:
    texts: Mapping[str, Any] = given.texts
    total: dict[str, Any] = {} if given.declared_total is None else {"declared_total": given.declared_total}
    return perfeval.SelfEvaluation(
        year=given.year,
        execution=None if given.execution is None else execution(given.execution),
        indicators=[indicator(row) for row in given.rows],
        facts=dict(given.facts),
        **texts,
        **total,
    )


def evaluations(
    group: suite.Group, case: suite.Case, evaluator: Evaluator = "compiled", lang: Lang | None = None
) -> tuple[perfeval.Evaluation, ...]:
    """What a case gives: one evaluation, or one a unit."""
    made = rules_of(group, lang)
    if isinstance(case, suite.RowCase | suite.TableCase):
        return (evaluate(made, table(case.table), group.region, evaluator=evaluator),)
    tables = [table(one) for one in case.tables]
    if case.combine:
        return (roll_up(made, tables, group.region, evaluator=evaluator).evaluation,)
    return evaluate_units(made, tables, group.region, evaluator=evaluator)

"""Units rolled up, and tables under two rule sets, as plain data: the JSON described in docs/reference/json.md."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from perfeval.audit.between_rules import Between, RowBetween
from perfeval.engine.ruleset import RuleSet
from perfeval.engine.score import Evaluation, Score
from perfeval.engine.units import RollUp
from perfeval.report.as_data import (
    Data,
    errors_as_data,
    points_as_data,
    rules_as_data,
    score_as_data,
    table_as_data,
    total_as_data,
)
from perfeval.report.unusable import Unusable
from perfeval.wording import Lang, Wording

ROLL_UP_SCHEMA: Final = "perfeval/roll-up/1"
COMPARE_SCHEMA: Final = "perfeval/compare/1"


def roll_up_as_data(made: RollUp | None, why: Wording | None, unusable: Iterable[Unusable], lang: Lang) -> Data:
    """What `perfeval roll-up --format json` prints; `made` is None where nothing could be combined."""
    return {
        "schema": ROLL_UP_SCHEMA,
        "errors": errors_as_data(unusable, lang),
        "units": [] if made is None else [_scored_table(unit) for unit in made.units],
        "combined": None
        if made is None
        else {
            **score_as_data(made.evaluation, why, lang),
            "made_of": [
                {
                    "row": row.row,
                    "of": [{"unit": unit + 1, "row": number} for unit, number in row.of],
                    "target": row.target,
                    "actual": row.actual,
                    "reason": None if row.reason is None else row.reason.render(lang),
                }
                for row in made.rows
            ],
        },
    }


def _scored_table(evaluation: Evaluation) -> Data:
    return {**table_as_data(evaluation.table), **_totals(evaluation)}


def _totals(evaluation: Evaluation) -> Data:
    return {"total": total_as_data(evaluation.total), "grade": evaluation.grade}


def compared_as_data(
    compared: Iterable[Between], rules: tuple[RuleSet, RuleSet] | None, unusable: Iterable[Unusable], lang: Lang
) -> Data:
    """What `perfeval compare --format json` prints; `rules` is None where one of them cannot be used."""
    return {
        "schema": COMPARE_SCHEMA,
        "errors": errors_as_data(unusable, lang),
        "rules": None if rules is None else {"one": rules_as_data(rules[0]), "other": rules_as_data(rules[1])},
        "tables": [_between(one, lang) for one in compared],
    }


def _between(between: Between, lang: Lang) -> Data:
    return {
        **table_as_data(between.one.table),
        "one": _totals(between.one),
        "other": _totals(between.other),
        "difference": points_as_data(between.difference),
        "rows": [_row(row, between, lang) for row in between.differing],
    }


def _row(row: RowBetween, between: Between, lang: Lang) -> Data:
    name = between.one.table.indicators[row.row - 1].name if isinstance(row.row, int) else None
    return {
        "row": row.row,
        "name": name or None,
        "one": _side(row.one, lang),
        "other": _side(row.other, lang),
        "difference": points_as_data(row.difference),
    }


def _side(score: Score, lang: Lang) -> Data:
    return {
        "score": points_as_data(score.points),
        "low": points_as_data(score.low),
        "high": points_as_data(score.high),
        "rule": None if score.rule is None else score.rule.name,
        "cited": None if score.rule is None else score.rule.cite().render(lang),
        "explanation": score.explain(lang),
    }

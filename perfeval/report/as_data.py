"""Audits and scores as plain data: the JSON contract, described in docs/reference/json.md.

Figures are strings of exact decimals, points with two or more places; what is absent is null; rows count from 1. The
order of the keys is part of what is written here, so that the output of two runs can be compared line by line.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final, TypeAlias

from perfeval.audit.figures import decimal_of, points_of
from perfeval.audit.rate import printed_rate_of
from perfeval.audit.result import Audit, Comparison
from perfeval.engine.ruleset import RuleSet
from perfeval.engine.score import Evaluation, Score, TotalScore
from perfeval.exact import percent_text, plain
from perfeval.finding import Finding
from perfeval.report.as_written import as_written
from perfeval.report.money import in_money_unit
from perfeval.report.unusable import Unusable
from perfeval.tables.indicator import BudgetExecution, Indicator, SelfEvaluation
from perfeval.values.model import PointsCell
from perfeval.wording import Lang, Wording

AUDIT_SCHEMA: Final = "perfeval/audit/1"
SCORE_SCHEMA: Final = "perfeval/score/1"

Data: TypeAlias = dict[str, Any]
"""A JSON object."""


def audits_as_data(audits: Iterable[Audit], unusable: Iterable[Unusable], lang: Lang) -> Data:
    """What `perfeval audit --format json` prints; sentences in the language given."""
    return {
        "schema": AUDIT_SCHEMA,
        "errors": errors_as_data(unusable, lang),
        "tables": [audit_as_data(audit, lang) for audit in audits],
    }


def scores_as_data(
    evaluations: Iterable[tuple[Evaluation, Wording | None]], unusable: Iterable[Unusable], lang: Lang
) -> Data:
    """What `perfeval score --format json` prints; each evaluation with the reason for its rule set."""
    return {
        "schema": SCORE_SCHEMA,
        "errors": errors_as_data(unusable, lang),
        "tables": [score_as_data(evaluation, why, lang) for evaluation, why in evaluations],
    }


def to_json(data: Data) -> str:
    """The data as JSON text: Chinese as such, two spaces of indentation, a line break at the end."""
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def audit_as_data(audit: Audit, lang: Lang) -> Data:
    """One audited table."""
    evaluation = audit.evaluation
    table = evaluation.table
    as_data = {id(finding): _finding(finding, lang) for finding in audit.findings}
    return {
        **_head(table, evaluation.rules, audit.why, lang),
        "execution": None
        if table.execution is None
        else _execution(table.execution, evaluation, audit.execution, as_data, lang),
        "rows": [
            _row(indicator, comparison, as_data, lang)
            for indicator, comparison in zip(table.indicators, audit.rows, strict=True)
        ],
        "total": {
            "declared": points_as_data(audit.declared_total),
            "sum_of_declared": points_as_data(audit.sum_of_declared),
            **total_as_data(evaluation.total),
        },
        "grade": {
            "declared": audit.grade_of_declared,
            "sum_of_declared": audit.grade_of_sum,
            "score": audit.grade,
        },
        "findings": list(as_data.values()),
    }


def score_as_data(evaluation: Evaluation, why: Wording | None, lang: Lang) -> Data:
    """One scored table."""
    table = evaluation.table
    execution = table.execution
    return {
        **_head(table, evaluation.rules, why, lang),
        "execution": None
        if execution is None
        else {
            **_amounts(execution, table.money_unit),
            "rate": {"computed": _rate(evaluation.execution_rate)},
            **_scored(evaluation.execution, lang),
        },
        "rows": [
            {**_indicator(number, indicator), **_scored(score, lang)}
            for number, (indicator, score) in enumerate(zip(table.indicators, evaluation.rows, strict=True), start=1)
        ],
        "total": total_as_data(evaluation.total),
        "grade": evaluation.grade,
        "findings": [_finding(finding, lang) for finding in evaluation.findings],
    }


def errors_as_data(unusable: Iterable[Unusable], lang: Lang) -> list[Data]:
    """The inputs that could not be used."""
    return [{"source": one.source, "code": one.code, "message": one.message.render(lang)} for one in unusable]


def _head(table: SelfEvaluation, rules: RuleSet, why: Wording | None, lang: Lang) -> Data:
    return {
        **table_as_data(table),
        "rules": {**rules_as_data(rules), "why": None if why is None else why.render(lang)},
    }


def table_as_data(table: SelfEvaluation) -> Data:
    """Which table it is."""
    return {
        "source": table.source or None,
        "index": table.index,
        "project": table.project or None,
        "department": table.department or None,
        "unit": table.unit or None,
        "year": table.year,
        "money_unit": table.money_unit or None,
    }


def rules_as_data(rules: RuleSet) -> Data:
    """Which rule set, and what it rests on."""
    return {"name": rules.name, "title": rules.title, "basis": rules.basis}


def total_as_data(total: TotalScore) -> Data:
    """A computed total."""
    return {
        "score": points_as_data(total.points),
        "low": points_as_data(total.low),
        "high": points_as_data(total.high),
        "unscored": list(total.unscored),
    }


def _execution(
    execution: BudgetExecution,
    evaluation: Evaluation,
    comparison: Comparison | None,
    as_data: dict[int, Data],
    lang: Lang,
) -> Data:
    printed = printed_rate_of(execution)
    score = evaluation.execution
    return {
        **_amounts(execution, evaluation.table.money_unit),
        "rate": {
            "declared": None if printed is None else plain(printed.value * 100, 12) + "%",
            "computed": _rate(evaluation.execution_rate),
        },
        "declared": _cell(execution.declared),
        "score": None if score is None else points_as_data(score.points),
        "rule": None if score is None or score.rule is None else score.rule.name,
        "explanation": None if score is None else score.explain(lang),
        "disagreement": _disagreement(comparison),
        "findings": [] if comparison is None else [as_data[id(finding)] for finding in comparison.findings],
    }


def _disagreement(comparison: Comparison | None) -> str | None:
    return None if comparison is None or comparison.disagreement is None else comparison.disagreement.value


def _amounts(execution: BudgetExecution, money_unit: str) -> Data:
    return {
        "initial": in_money_unit(execution.initial, money_unit),
        "revised": in_money_unit(execution.revised, money_unit),
        "executed": in_money_unit(execution.executed, money_unit),
        "full": _cell(execution.full),
    }


def _row(indicator: Indicator, comparison: Comparison, as_data: dict[int, Data], lang: Lang) -> Data:
    score = comparison.score
    number = comparison.row
    return {
        **_indicator(number if isinstance(number, int) else 0, indicator),
        "declared": _cell(indicator.declared),
        **_scored(score, lang, reason=indicator.explanation or None),
        "disagreement": _disagreement(comparison),
        "findings": [as_data[id(finding)] for finding in comparison.findings],
    }


def _indicator(number: int, indicator: Indicator) -> Data:
    return {
        "row": number,
        "name": indicator.name or None,
        "level1": indicator.level1 or None,
        "level2": indicator.level2 or None,
        "target": as_written(indicator.target),
        "actual": as_written(indicator.actual),
        "full": _cell(indicator.full),
    }


_UNSCORED: Final[Data] = {"score": None, "low": None, "high": None, "score_from": None, "rule": None}


def _scored(score: Score | None, lang: Lang, **filed: str | None) -> Data:
    """What scoring gives a row; `filed` stands before our explanation."""
    if score is None:
        return {**_UNSCORED, **filed, "explanation": None}
    return {
        "score": points_as_data(score.points),
        "low": points_as_data(score.low),
        "high": points_as_data(score.high),
        "score_from": score.score_from,
        "rule": None if score.rule is None else score.rule.name,
        **filed,
        "explanation": score.explain(lang),
    }


def _finding(finding: Finding, lang: Lang) -> Data:
    return {
        "code": finding.code.value,
        "severity": finding.severity.value,
        "row": finding.row,
        "message": finding.message.render(lang),
        "hint": None if (hint := finding.hint or finding.cited) is None else hint.render(lang),
    }


def _cell(cell: PointsCell) -> str | None:
    points = points_of(cell)
    return None if points is None else points_as_data(decimal_of(points))


def points_as_data(points: Decimal | None) -> str | None:
    """Points with two or more places."""
    return None if points is None else format(decimal_of(Fraction(points)), "f")


def _rate(rate: Fraction | None) -> str | None:
    return None if rate is None else percent_text(rate)

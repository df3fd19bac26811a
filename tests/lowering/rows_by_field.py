"""Rows given by field, as the evaluators of the lowering take them, and what the interpreter makes of them.

The way from fields to a row is written here once more, apart from `engine/lowering`, with the table classes alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from attrs import frozen

import perfeval
from perfeval.engine.interpret import Interpreter
from perfeval.engine.row import Place
from perfeval.engine.rows import make_row, rules_in_force, score_row
from perfeval.engine.score import Score
from perfeval.engine.table_state import TableState
from perfeval.tables.joined import join_target
from perfeval.values.model import Number

MONEY: Final = {
    "initial_budget": "initial", "revised_budget": "revised", "expenditure": "executed", "carry_over": "carry_over",
    "appropriation": "appropriation", "other_funds": "other_funds", "printed_rate": "printed_rate",
}  # fmt: skip
OF_INDICATORS: Final = (
    "name", "level1", "level2", "nature", "explanation", "target", "actual", "revised_target", "goal_share", "full",
    "declared", "level1_points",
)  # fmt: skip
OF_TABLES: Final = ("form", "budget_level", "project", "department", "unit", "declared_total")

Fields: type = dict[str, Any]


@frozen
class Found:
    """What a row scores."""

    status: str
    points: Decimal | None
    low: Decimal | None
    high: Decimal | None
    rule: str | None
    findings: tuple[str, ...]


def of_score(score: Score) -> Found:
    """The part of a score that columns show."""
    return Found(
        score.status,
        score.points,
        score.low,
        score.high,
        None if score.rule is None else score.rule.name,
        tuple(dict.fromkeys(one.code.value for one in score.findings)),
    )


def interpreted(rules: perfeval.RuleSet, fields: Mapping[str, Any], *, compiled: bool = False) -> Found:
    """What the interpreter (or the generated evaluator) makes of a row, alone in its table."""
    given = {name: value for name, value in fields.items() if value is not None}
    facts = {name.removeprefix("fact "): value for name, value in given.items() if name.startswith("fact ")}
    if "target" in given and ("nature" in given or "measure" in given):
        nature, measure = given.get("nature", ""), given.get("measure", "")
        target = given["target"]
        if isinstance(target, str | int | Decimal) and not isinstance(target, bool):
            given["target"] = join_target(str(target), nature, measure)
    money = {MONEY[name]: value for name, value in given.items() if name in MONEY}
    is_execution = given.get("row_kind", "") in ("预算执行", "budget_execution")
    if is_execution:
        money |= {name: given[name] for name in ("full", "declared", "explanation") if name in given}
        execution = perfeval.BudgetExecution(**money, facts=facts)
    else:
        execution = perfeval.BudgetExecution(**money)
    item: Any = execution
    if not is_execution:
        item = perfeval.Indicator(
            **{"name": "", **{one: given[one] for one in OF_INDICATORS if one in given}}, facts=facts
        )
    year = given.get("year")
    table = perfeval.SelfEvaluation(
        year=None if year is None else int(year),
        execution=execution if money or is_execution else None,
        indicators=() if is_execution else (item,),
        **{one: given[one] for one in OF_TABLES if one in given},
    )
    state = TableState(Place(table, given.get("region")), rules.day_for(table))
    row = make_row(rules.nodes, state, "execution" if is_execution else 1, item, table)
    state.rows = (row,)
    program = rules.programs.on(state.day) if compiled else None
    return of_score(score_row(Interpreter(rules.nodes, state, row), rules_in_force(rules.nodes, state), program)[0])


def of_indicator(item: perfeval.Indicator, table: perfeval.SelfEvaluation) -> dict[str, Any]:
    """A row of a table by field, as written."""
    made: dict[str, Any] = {
        one: getattr(item, one).written if hasattr(getattr(item, one), "written") else getattr(item, one)
        for one in OF_INDICATORS
    }
    made |= _of_table(table)
    return made | {f"fact {name}": value.written for name, value in item.facts.items()}


def of_execution(table: perfeval.SelfEvaluation) -> dict[str, Any]:
    """The budget-execution row of a table by field, as written."""
    execution = table.execution
    assert execution is not None
    made = _of_table(table) | {"row_kind": "预算执行", "full": execution.full.written}
    made |= {"declared": execution.declared.written, "explanation": execution.explanation}
    return made | {f"fact {name}": value.written for name, value in execution.facts.items()}


def _of_table(table: perfeval.SelfEvaluation) -> dict[str, Any]:
    made: dict[str, Any] = {one: getattr(table, one) for one in OF_TABLES if one != "declared_total"}
    made |= {"declared_total": table.declared_total.written, "year": table.year}
    if table.execution is not None:
        for name, attribute in MONEY.items():
            value = getattr(table.execution, attribute)
            written = value.written
            if isinstance(value, Number) and not written:
                written = str(value.amount)
            made[name] = written
    return made


def columns_of(rows: Sequence[Mapping[str, Any]]) -> dict[str, list[Any]]:
    """Rows as columns; what a row has not is None."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    return {name.removeprefix("fact "): [row.get(name) for row in rows] for name in names}

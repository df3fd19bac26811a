"""A row in a few words: what stands in its cells, but for the figure that is left open."""

from __future__ import annotations

from perfeval.analysis.subjects import Subject
from perfeval.engine.amount import show
from perfeval.engine.pairing import operand
from perfeval.exact import plain
from perfeval.tables.indicator import BudgetExecution, Indicator
from perfeval.values.model import Missing, Points, Value
from perfeval.wording import Wording, verbatim

_TARGET = Wording("指标值", "target")
_ACTUAL = Wording("完成值", "actual value")
_EXPENDITURE = Wording("全年执行数", "expenditure")


def open_figure(subject: Subject) -> Wording | None:
    """The name of the figure that is left open; None where the row stands as it is written."""
    match subject.open:
        case "actual":
            return _ACTUAL
        case "expenditure":
            return _EXPENDITURE
        case "fact":
            return verbatim(subject.fact)
        case "nothing":
            return None


def row_described(subject: Subject) -> Wording:
    """The row of an example, in a few words."""
    table, title = subject.table, subject.example.title
    cells: list[tuple[Wording, Value | Points]] = []
    labels: list[str] = []
    for indicator in table.indicators:
        labels += [one for one in (indicator.level1, indicator.level2) if one]
        cells += _of_indicator(indicator, subject)
    if table.execution is not None:
        cells += _of_execution(table.execution, subject)
    for name, fact in table.facts.items():
        if subject.open != "fact" or name != subject.fact:
            cells.append((verbatim(name), fact))
    shown = [(name, _shown(cell, table.year)) for name, cell in cells if not isinstance(cell, Missing)]
    zh = "，".join([*labels, *(f"{name.zh} {cell.zh}" for name, cell in shown)])
    en = ", ".join([*labels, *(f"{name.en} {cell.en}" for name, cell in shown)])
    return Wording(f"示例“{title}”的行（{zh}）", f"Row like example `{title}` ({en})")


def _of_indicator(indicator: Indicator, subject: Subject) -> list[tuple[Wording, Value | Points]]:
    cells: list[tuple[Wording, Value | Points]] = [
        (_TARGET, indicator.target),
        (Wording("调整后指标值", "revised target"), indicator.revised_target),
    ]
    if subject.open != "actual":
        cells.append((_ACTUAL, indicator.actual))
    return [*cells, *_of_both(indicator)]


def _of_execution(execution: BudgetExecution, subject: Subject) -> list[tuple[Wording, Value | Points]]:
    cells: list[tuple[Wording, Value | Points]] = [
        (Wording("年初预算数", "initial budget"), execution.initial),
        (Wording("全年预算数", "revised budget"), execution.revised),
    ]
    if subject.open != "expenditure":
        cells.append((_EXPENDITURE, execution.executed))
    return cells if subject.table.indicators else [*cells, *_of_both(execution)]


def _of_both(item: Indicator | BudgetExecution) -> list[tuple[Wording, Value | Points]]:
    return [(Wording("满分", "full marks"), item.full), (Wording("自评得分", "declared score"), item.declared)]


def _shown(cell: Value | Points, year: int | None) -> Wording:
    if cell.written:
        return verbatim(cell.written)
    if isinstance(cell, Points):
        text = plain(cell.amount)
        return Wording(f"{text}分", f"{text} points")
    return show(operand(cell, year))

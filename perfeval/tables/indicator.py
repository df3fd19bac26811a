"""A self-evaluation table as typed, frozen objects: what the readers make and everything later works on."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import field, frozen

from perfeval.finding import Finding
from perfeval.tables.facts import NO_FACTS, Facts, as_facts
from perfeval.values.convert import as_money, as_points, as_rate, as_text, as_value
from perfeval.values.model import Missing, MoneyCell, Number, PointsCell, Ratio, Text, Value


@frozen(kw_only=True)
class Indicator:
    """One indicator row (三级指标).

    `target`, `actual` accept a written form (`"≥90%"`, `"3200份"`) or a typed value; `full` and `declared` accept a
    written form, an `int`, `Decimal` or `Fraction`, in points. A binary float is refused: it is not the number written.

    Raises `perfeval.InvalidValueError` for an argument of another type.
    """

    name: str = field(converter=as_text)
    level1: str = field(default="", converter=as_text)
    """Level-1 label as printed, folded to one line: `产出指标 (40分)`."""
    level2: str = field(default="", converter=as_text)
    """Level-2 label as printed, folded to one line: `数量指标`."""
    target: Value = field(factory=Missing, converter=as_value)
    actual: Value = field(factory=Missing, converter=as_value)
    nature: str = field(default="", converter=as_text)
    """What a separate 指标性质 column says (`≥`, `定性` …); a sign in it is already joined to `target`."""
    full: PointsCell = field(factory=Missing, converter=as_points)
    """Full marks printed in the row (分值), in points."""
    declared: PointsCell = field(factory=Missing, converter=as_points)
    """The score that the filer wrote (自评得分), in points."""
    explanation: str = field(default="", converter=as_text)
    """The filer's reason (未完成原因分析); empty when none is given."""
    level1_points: PointsCell = field(factory=Missing, converter=as_points)
    """Points printed beside the level-1 label (`(40分)`)."""
    revised_target: Value = field(factory=Missing, converter=as_value)
    """The target after adjustment in mid-year, where the form has such a column."""
    goal_share: Value = field(factory=Missing, converter=as_value)
    """The share (`"60%"`) of the objective that this row belongs to, where a table has several; else missing."""
    facts: Facts = field(default=NO_FACTS, converter=as_facts)
    """What rules read of this row beyond the form (填报项): `{"年中取消": "是"}`."""


@frozen(kw_only=True)
class BudgetExecution:
    """The budget-execution part of a table: 年度资金总额, or the sum of the fund rows where that is blank.

    Money accepts a written form with its unit (`"20万元"`) or a typed value.
    """

    initial: MoneyCell = field(factory=Missing, converter=as_money)
    """年初预算数."""
    revised: MoneyCell = field(factory=Missing, converter=as_money)
    """全年预算数, carry-over included."""
    executed: MoneyCell = field(factory=Missing, converter=as_money)
    """全年执行数."""
    full: PointsCell = field(factory=Missing, converter=as_points)
    printed_rate: Ratio | Number | Missing | Text = field(factory=Missing, converter=as_rate)
    """执行率 as printed; a `Number` when the % sign is missing."""
    declared: PointsCell = field(factory=Missing, converter=as_points)
    explanation: str = ""
    appropriation: MoneyCell = field(factory=Missing, converter=as_money)
    """当年财政拨款: the revised budget of that fund row (its initial one where that is blank)."""
    carry_over: MoneyCell = field(factory=Missing, converter=as_money)
    """上年结转资金, likewise."""
    other_funds: MoneyCell = field(factory=Missing, converter=as_money)
    """其他资金, likewise."""
    facts: Facts = field(default=NO_FACTS, converter=as_facts)
    """What rules read of this row beyond the form (填报项)."""


def _indicators(given: Iterable[Indicator]) -> tuple[Indicator, ...]:
    return tuple(given)


def _findings(given: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(given)


@frozen(kw_only=True)
class SelfEvaluation:
    """One self-evaluation table (绩效自评表) as it was filed."""

    source: str = ""
    """Path or name of the document."""
    index: int = 1
    """Which table of the document this is, 1-based."""
    title: str = ""
    project: str = ""
    department: str = ""
    """Line department (主管部门)."""
    unit: str = ""
    """Implementing unit (实施单位)."""
    year: int | None = None
    money_unit: str = "万元"
    """The unit in which the form prints money; `万元` when the form does not say."""
    form: str = ""
    """表式, where known: `部门整体支出`, `转移支付`; empty for the ordinary project form."""
    budget_level: str = ""
    """预算级次, where the caller knows it: `中央`, `省` …"""
    execution: BudgetExecution | None = None
    indicators: tuple[Indicator, ...] = field(default=(), converter=_indicators)
    declared_total: PointsCell = field(factory=Missing, converter=as_points)
    declared_full: PointsCell = field(factory=Missing, converter=as_points)
    """Full marks printed in the total row, usually 100."""
    facts: Facts = field(default=NO_FACTS, converter=as_facts)
    """What rules read of the whole table, or of every row alike, beyond the form (填报项): `{"项目已完成": "是"}`."""
    findings: tuple[Finding, ...] = field(default=(), converter=_findings)
    """What the reader noticed: damage that it repaired, cells that it could not read."""

"""A row as rules see it: its kinds, its direction, its target and actual value brought together."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from attrs import evolve, field, frozen

from perfeval.engine import meeting, pairing
from perfeval.engine.amount import Amount, Blank, Cell, Operand, Unknown, Word, exactly
from perfeval.engine.cells import place_on
from perfeval.engine.lazily import lazily
from perfeval.engine.meeting import Direction
from perfeval.engine.pairing import Pair
from perfeval.finding import RowRef
from perfeval.language import nodes, types
from perfeval.tables.indicator import BudgetExecution, Indicator, SelfEvaluation
from perfeval.tables.kinds import label_kinds
from perfeval.tables.labels import fold_label
from perfeval.values.model import (
    CalendarDate,
    Comparison,
    Grade,
    Missing,
    Money,
    MoneyCell,
    NotApplicable,
    Number,
    Points,
    PointsCell,
    Quantity,
    Range,
    Ratio,
    Sign,
    Text,
    Tolerance,
    Value,
    YesNo,
)
from perfeval.values.reader import read_blank
from perfeval.wording import Wording, verbatim


@frozen
class Place:
    """What a row is read against: its table and the region given by the caller."""

    table: SelfEvaluation
    region: str | None = None
    supposed: BudgetExecution | None = None
    """A budget execution to be read instead of the table's."""

    @property
    def execution(self) -> BudgetExecution | None:
        """The budget execution that rules read."""
        return self.table.execution if self.supposed is None else self.supposed

    @property
    def region_text(self) -> str:
        """The region given, else the names of department and unit."""
        return self.region or f"{self.table.department} {self.table.unit}".strip()


@frozen(slots=False, eq=False)
class Row:
    """One row with what can be said of it before any rule: an indicator, or the budget-execution row."""

    ref: RowRef
    item: Indicator | BudgetExecution
    table: SelfEvaluation
    unsigned: tuple[nodes.Direction_, ...]
    target: Value
    """The target as the rule set restates it, else as printed."""
    actual: Value
    assumed: frozenset[str] = field(default=frozenset())
    """Kinds taken for granted: an example beside a rule takes its row as selected."""
    scales: tuple[tuple[str, ...], ...] = ()
    """The rule set's own scales of grade words, best first."""

    @lazily
    def identity(self) -> tuple[str, str, str]:
        """What makes rows of different tables the same indicator: labels and name, folded."""
        if isinstance(self.item, BudgetExecution):
            return ("", "", "")
        return *self.labels, "".join(self.item.name.split())

    @lazily
    def labels(self) -> tuple[str, str]:
        """The labels of an indicator's levels, folded; empty for the budget-execution row."""
        if isinstance(self.item, BudgetExecution):
            return ("", "")
        return fold_label(self.item.level1), fold_label(self.item.level2)

    @lazily
    def target_cell(self) -> Cell:
        """The target as an operand with its sign."""
        return Cell(self.target)

    @lazily
    def actual_cell(self) -> Cell:
        """The actual value as an operand with its sign."""
        return Cell(self.actual)

    @lazily
    def pair(self) -> Pair:
        """Target and actual value in one unit."""
        return pairing.pair(self.target, self.actual, self.table.year)

    @lazily
    def group_kinds(self) -> frozenset[str]:
        """Kinds that the labels give, and `every` or `budget_execution`."""
        if isinstance(self.item, BudgetExecution):
            return frozenset({"budget_execution"}) | self.assumed
        return label_kinds(self.item.level1, self.item.level2) | {"every"} | self.assumed

    @lazily
    def kinds(self) -> frozenset[str]:
        """All kinds of the row."""
        kinds = set(self.group_kinds)
        measure = self._measure()
        if measure is not None and not kinds & {"quantitative", "qualitative"}:
            kinds.add(measure)
        if isinstance(self.target, Comparison) and self.target.sign is Sign.EQUAL:
            kinds.add("equality")
        if "quantitative" in kinds and not kinds & {"positive", "inverse"}:
            kinds.add(self.direction)
        return frozenset(kinds)

    def _measure(self) -> str | None:
        if isinstance(self.item, Indicator) and "定性" in self.item.nature and not isinstance(self.target, Missing):
            return "qualitative"
        match self.target:
            case Number() | Quantity() | Money() | Ratio() | CalendarDate() | Range() | Tolerance():
                return "quantitative"
            case Comparison(bound=bound):
                return "qualitative" if isinstance(bound, Grade) else "quantitative"
            case Grade() | YesNo():
                return "qualitative"
            case Text():
                return "qualitative" if pairing.is_words(self.target) else None
            case Missing() | NotApplicable():
                return None

    @lazily
    def direction(self) -> Direction:
        """Whether more is better: by the sign, else by the rule set's list, else positive; an unsigned 0 is inverse."""
        for kind in ("positive", "inverse"):
            if kind in self.assumed:
                return "positive" if kind == "positive" else "inverse"
        match self.target:
            case Comparison(sign=Sign.AT_LEAST | Sign.ABOVE):
                return "positive"
            case Comparison(sign=Sign.AT_MOST | Sign.BELOW):
                return "inverse"
            case _:
                pass
        bound = self.pair.target
        if isinstance(bound, Amount) and bound.low == 0:
            return "inverse"
        for entry in self.unsigned:
            if self.group_kinds & set(entry.kinds):
                return entry.direction
        return "positive"

    @lazily
    def meets(self) -> bool | Unknown:
        """Whether the actual value meets the target."""
        ranked = self._ranked() if self.scales else None
        return meeting.meets(self.pair, self.direction) if ranked is None else ranked

    def _ranked(self) -> bool | Unknown | None:
        """The same by the rule set's own scale of words; None where neither side stands on one."""
        sign, target_word = Sign.AT_LEAST, self.target
        if isinstance(target_word, Comparison):
            sign, target_word = target_word.sign, target_word.bound
        wanted, given = _word_of(target_word), _word_of(self.actual)
        for scale in self.scales:
            target = None if wanted is None else place_on(scale, wanted)
            actual = None if given is None else place_on(scale, given)
            if target is not None and actual is not None:
                return meeting.better_by(sign, target - actual)
            if target is not None and given is not None and not meeting.is_achievement(self.actual):
                said = Wording("、".join(scale), ", ".join(scale))
                return Unknown(
                    Wording(f"“{given}”不在等次排序“{said.zh}”里", f"{given!r} is not on the scale {said.en}")
                )
        return None

    @lazily
    def completion(self) -> Operand:
        """The completion rate."""
        return meeting.completion(self.pair)

    @lazily
    def achievement(self) -> Operand:
        """达成, 部分达成, 未达成 or missing."""
        return meeting.achievement(self.pair, self.direction)

    @property
    def sign(self) -> str:
        """The sign as the forms print it; 定性 for a qualitative target; empty where there is none."""
        if isinstance(self.target, Comparison):
            return self.target.sign.value
        return "定性" if "qualitative" in self.kinds else ""

    @lazily
    def weight(self) -> Operand:
        """Points printed in the row."""
        return points(self.item.full)

    @lazily
    def declared(self) -> Operand:
        """The declared score."""
        return points(self.item.declared)

    @lazily
    def level1_points(self) -> Operand:
        """Points printed beside the level-1 label."""
        return points(self.item.level1_points) if isinstance(self.item, Indicator) else pairing.MISSING

    @lazily
    def has_points(self) -> bool:
        """Whether points are printed, not below 0: only such rows are scored and counted."""
        return isinstance(self.item.full, Points) and self.item.full.amount >= 0

    @lazily
    def _explanation(self) -> Operand:
        return _said(self.item.explanation)

    def shares_labels(self, other: Row, level: int) -> bool:
        """Whether both are indicators with the same labels down to a level."""
        if not isinstance(self.item, Indicator) or not isinstance(other.item, Indicator):
            return False
        return self.labels[:level] == other.labels[:level]

    def with_points_of(self, item: Indicator) -> Row:
        """The row with other points printed: what does not depend on them is not worked out again."""
        made = evolve(self, item=item)
        known = vars(self)
        vars(made).update({name: known[name] for name in _WHATEVER_THE_POINTS if name in known})
        return made

    def text_field(self, field_id: str) -> Operand:
        """A text of the row: name, labels, explanation."""
        if field_id == "explanation":
            return self._explanation
        if field_id == "sign":
            return text(self.sign)
        if isinstance(self.item, BudgetExecution):
            return text("预算执行率") if field_id == "name" else pairing.MISSING
        return text({"name": self.item.name, "level1": self.item.level1, "level2": self.item.level2}[field_id])


_WHATEVER_THE_POINTS: Final = (
    "identity", "labels", "target_cell", "actual_cell", "pair", "group_kinds", "kinds", "direction", "meets",
    "completion", "achievement",
)  # fmt: skip
"""What is worked out of a row's labels, target and actual value alone."""


def _word_of(value: Value) -> str | None:
    match value:
        case Grade(word):
            return value.written or word
        case Text(text):
            return text
        case _:
            return None


def _said(written: str) -> Operand:
    """A reason given; a dash or 无 is none."""
    match read_blank(written):
        case Missing():
            return pairing.MISSING
        case NotApplicable():
            return pairing.NOT_APPLICABLE
        case _:
            return text(written)


def points(cell: PointsCell) -> Operand:
    """A cell for points as an operand."""
    match cell:
        case Points(amount):
            return exactly(amount, types.POINTS)
        case Missing():
            return pairing.MISSING
        case NotApplicable():
            return pairing.NOT_APPLICABLE
        case Text():
            return Unknown(cell.problem or Wording(f"“{cell.text}”不是分数", f"{cell.text!r} is not points"))


def money(cell: MoneyCell) -> Operand:
    """A cell for money as an operand, in yuan."""
    match cell:
        case Money():
            return exactly(cell.yuan, types.MONEY)
        case Missing():
            return pairing.MISSING
        case NotApplicable():
            return pairing.NOT_APPLICABLE
        case Text():
            return Unknown(cell.problem or Wording(f"“{cell.text}”不是金额", f"{cell.text!r} is not money"))


def text(value: str) -> Operand:
    """A text as an operand; an empty one is missing."""
    return Word(value) if value.strip() else pairing.MISSING


_MONEY_FIELDS: Final = {
    "initial_budget": "initial",
    "revised_budget": "revised",
    "expenditure": "executed",
    "carry_over": "carry_over",
    "appropriation": "appropriation",
    "other_funds": "other_funds",
}
_MONEY_NAMES: Final = {
    "initial_budget": Wording("年初预算数", "the initial budget"),
    "revised_budget": Wording("全年预算数", "the revised budget"),
    "expenditure": Wording("全年执行数", "the expenditure"),
    "carry_over": Wording("上年结转资金", "the carry-over"),
    "appropriation": Wording("当年财政拨款", "the appropriation"),
    "other_funds": Wording("其他资金", "other funds"),
}


def table_field(place: Place, field_id: str) -> Operand:
    """A built-in name of the table."""
    table, execution = place.table, place.execution
    if field_id in _MONEY_FIELDS:
        cell: MoneyCell = getattr(execution, _MONEY_FIELDS[field_id]) if execution else Missing()
        found = money(cell)
        if isinstance(found, Blank):
            name = _MONEY_NAMES[field_id]
            return Blank(found.applicable, Wording(f"{name.zh}没有填写", f"{name.en} is not filled in"))
        return found
    match field_id:
        case "year":
            return exactly(Fraction(table.year), types.NUMBER) if table.year is not None else pairing.MISSING
        case "region":
            return text(place.region_text)
        case "printed_rate":
            return _printed_rate(execution)
        case "declared_total":
            return points(table.declared_total)
        case "budget_level" | "form" | "project" | "department" | "unit":
            return text(str(getattr(table, field_id)))
        case _:
            raise AssertionError(f"no table name: {field_id}")


def _printed_rate(execution: BudgetExecution | None) -> Operand:
    printed = execution.printed_rate if execution else Missing()
    match printed:
        case Ratio(value):
            return exactly(value, types.RATIO)
        case Number(amount):
            return exactly(amount / 100, types.RATIO)
        case Missing():
            return pairing.MISSING
        case Text():
            return Unknown(printed.problem or verbatim(printed.text))

"""Several units' tables: scored beside one another, or combined into one table (汇总) that is then scored.

Combined as the notes of the forms have it: absolute values are added, relative values averaged by an amount of money,
and only then is the row scored. What is no number (words, dates) is scored in every unit, and the scores are averaged.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, TypeVar

from attrs import evolve, frozen

from perfeval.engine.amount import Amount, Operand, needed
from perfeval.engine.combined_facts import Asked, Unit, combine_facts
from perfeval.engine.combining import Combined, How, combine, some_blank
from perfeval.engine.interpret import Interpreter
from perfeval.engine.row import Row
from perfeval.engine.rows import undecided_score
from perfeval.engine.score import Evaluation, Score
from perfeval.engine.scored_apart import UnitScore, averaged
from perfeval.engine.table import Evaluator, evaluated, table_state
from perfeval.engine.table_state import TableState
from perfeval.errors import InvalidValueError, expect
from perfeval.language.spelling import spell
from perfeval.tables.facts import Facts
from perfeval.tables.indicator import BudgetExecution, Indicator, SelfEvaluation
from perfeval.values.model import Missing, Money, MoneyCell, NotApplicable, Points, PointsCell, Text, Value
from perfeval.wording import Wording

if TYPE_CHECKING:
    from perfeval.engine.ruleset import RuleSet

T = TypeVar("T")


@frozen(kw_only=True)
class CombinedRow:
    """How a row of the combined table came about."""

    row: int
    """Its number in the combined table, 1-based."""
    of: tuple[tuple[int, int], ...]
    """The rows that it is made of: the unit (0-based, as in `RollUp.units`) and the row's number there (1-based)."""
    target: How
    actual: How
    reason: Wording | None = None
    """Why it could not be combined; it is then undecided."""


@frozen(kw_only=True)
class RollUp:
    """Several units combined: the evaluation of the combined table, and those of the units in the order given."""

    evaluation: Evaluation
    units: tuple[Evaluation, ...]
    rows: tuple[CombinedRow, ...]
    """How each row of the combined table came about, in its order."""


def evaluate_units(
    rules: RuleSet,
    tables: Sequence[SelfEvaluation],
    region: str | None = None,
    *,
    evaluator: Evaluator = "compiled",
) -> tuple[Evaluation, ...]:
    """Evaluate several units' tables; what a rule asks across units (各单位) is gathered over all of them."""
    given = tuple(tables)
    for table in given:
        expect("tables", table, SelfEvaluation)
    states = [table_state(rules, table, region) for table in given]
    # What is gathered over the units must not depend on which of them has been scored already.
    unscored = tuple(TableState(state.place, state.day, state.rows) for state in states)
    for state in (*unscored, *states):
        state.units = unscored
    return tuple(evaluated(rules, state, evaluator=evaluator) for state in states)


def roll_up(
    rules: RuleSet,
    tables: Sequence[SelfEvaluation],
    region: str | None = None,
    *,
    evaluator: Evaluator = "compiled",
) -> RollUp:
    """Combine the units' tables as the rule set says (汇总) and score the result.

    Raises `InvalidValueError` where there is no table, the rule set does not say how units are combined, or the tables
    are of different years.
    """
    given = tuple(tables)
    _check(rules, given)
    units = evaluate_units(rules, given, region, evaluator=evaluator)
    known = _Units.of(rules, [one.state for one in units])
    groups = _groups(given)
    made = [_combined(group, known) for group in groups]
    table = _table(given, known, [one.indicator for one in made])
    state = table_state(rules, table, region)
    presets: dict[int, tuple[Score, Operand | None]] = {}  # None adds nothing: a row kept out in every unit
    for position, row in enumerate(state.rows):
        if not isinstance(row.ref, int) or not row.has_points:
            continue
        one, group = made[row.ref - 1], groups[row.ref - 1]
        if one.reason is not None:
            presets[position] = undecided_score(row, one.reason)
        elif one.scored_apart:
            scores = [
                UnitScore(known.every[at.unit].name, units[at.unit].rows[at.number], known.every[at.unit].weight)
                for at in group
            ]
            presets[position] = averaged(Interpreter(rules.nodes, state, row), scores)
    return RollUp(
        evaluation=evaluated(rules, state, evaluator=evaluator, presets=presets),
        units=units,
        rows=tuple(one.told(number, group) for number, (one, group) in enumerate(zip(made, groups, strict=True), 1)),
    )


def _check(rules: RuleSet, tables: Sequence[SelfEvaluation]) -> None:
    if not tables:
        raise InvalidValueError("no-tables", Wording("没有给出要汇总的表", "no tables are given to roll up"))
    for table in tables:
        expect("tables", table, SelfEvaluation)
    if rules.nodes.roll_up is None:
        raise InvalidValueError(
            "no-roll-up",
            Wording(
                f"规则集“{rules.name}”没有写怎样汇总各单位；在规则集开头写：汇总 相对值加权按 全年预算数",
                f"rule set `{rules.name}` does not say how units are combined; write into its header: "
                "roll up ratios weighted by revised_budget",
            ),
        )
    years = {table.year for table in tables}
    if len(years) > 1:
        known = sorted(year for year in years if year is not None)
        zh = [*map(str, known), *(["未填"] if None in years else [])]
        en = [*map(str, known), *(["none stated"] if None in years else [])]
        raise InvalidValueError(
            "years-differ",
            Wording(
                f"各单位的年度不同（{'、'.join(zh)}），不能汇总",
                f"the tables are of different years ({', '.join(en)}) and cannot be combined",
            ),
        )


@frozen
class _Units:
    """The units, and the facts that the rule set asks them for."""

    every: tuple[Unit, ...]
    asked: Asked

    @classmethod
    def of(cls, rules: RuleSet, states: Sequence[TableState]) -> _Units:
        made = []
        for number, state in enumerate(states, 1):
            name = _name(state.place.table, number)
            made.append(Unit(name, state.place.table, _weight(rules, state, name)))
        return cls(tuple(made), Asked.by(rules.nodes, states[0]))

    def combine(self, values: Sequence[Value], units: Sequence[int]) -> Combined:
        """Values, and the units that they are of, combined."""
        of = [self.every[unit] for unit in units]
        return combine(values, [one.weight for one in of], [one.name for one in of])

    def facts(self, given: Sequence[Facts], units: Sequence[int]) -> Facts:
        """Facts, and the units that they are of, combined."""
        return combine_facts([(self.every[unit], one) for unit, one in zip(units, given, strict=True)], self.asked)


def _name(table: SelfEvaluation, number: int) -> str:
    return table.unit or table.department or (f"{table.source}:{table.index}" if table.source else f"#{number}")


def _weight(rules: RuleSet, state: TableState, name: str) -> Fraction | Wording:
    assert rules.nodes.roll_up is not None  # noqa: S101 - asked by `roll_up`
    value = needed(Interpreter(rules.nodes, state).operand(rules.nodes.roll_up))
    fraction = value.fraction if isinstance(value, Amount) else None
    if fraction is not None and fraction >= 0:
        return fraction
    by = spell(rules.nodes.roll_up)
    return Wording(f"{name}的{by.zh}没有可用的数", f"{by.en} of {name} is not known")


# ---- one row ----


@frozen
class _At:
    """A row of one unit's table: which unit, which indicator of it (both 0-based)."""

    unit: int
    number: int
    indicator: Indicator


def _groups(tables: Sequence[SelfEvaluation]) -> list[tuple[_At, ...]]:
    """Rows alike in level 1, level 2 and name, in the order of their first appearance."""
    groups: dict[tuple[str, str, str, int], list[_At]] = {}
    for unit, table in enumerate(tables):
        seen: dict[tuple[str, str, str], int] = {}
        for number, indicator in enumerate(table.indicators):
            identity = Row(number, indicator, table, (), indicator.target, indicator.actual).identity
            seen[identity] = seen.get(identity, 0) + 1  # rows of one name stay apart, in their order
            groups.setdefault((*identity, seen[identity]), []).append(_At(unit, number, indicator))
    return [tuple(group) for group in groups.values()]


@frozen
class _Made:
    """A combined row; `reason`: why it cannot be scored; `scored_apart`: it is scored in every unit."""

    indicator: Indicator
    target: How
    actual: How
    reason: Wording | None = None

    @property
    def scored_apart(self) -> bool:
        return "apart" in (self.target, self.actual)

    def told(self, row: int, group: tuple[_At, ...]) -> CombinedRow:
        return CombinedRow(
            row=row,
            of=tuple((at.unit, at.number + 1) for at in group),
            target=self.target,
            actual=self.actual,
            reason=self.reason,
        )


def _combined(group: tuple[_At, ...], known: _Units) -> _Made:
    rows = [at.indicator for at in group]
    units = [at.unit for at in group]
    target = known.combine([one.target for one in rows], units)
    actual = known.combine([one.actual for one in rows], units)
    revised = known.combine([one.revised_target for one in rows], units)
    fulls = [one.full for one in rows if isinstance(one.full, Points)]
    base = evolve(
        rows[0],
        target=target.value or Missing(),
        actual=actual.value or Missing(),
        full=max(fulls, key=lambda one: one.amount, default=rows[0].full),
        declared=_same([one.declared for one in rows], Missing()),
        revised_target=revised.value or Missing(),
        explanation=_joined([one.explanation for one in rows]),
        facts=known.facts([one.facts for one in rows], units),
    )
    reason = _unlike_rows(rows, fulls)
    if reason is None and "apart" in (target.how, actual.how):
        # the text of the first unit stands for all: what counts are the scores
        return _Made(evolve(base, target=rows[0].target, actual=rows[0].actual), target.how, actual.how)
    for name, cell in (
        (Wording("指标值", "target"), target),
        (Wording("完成值", "actual value"), actual),
        (Wording("调整后指标值", "revised target"), revised),
    ):
        if reason is None and cell.reason is not None:
            why = cell.reason
            reason = Wording(f"{name.zh}不能汇总：{why.zh}", f"the {name.en} cannot be combined: {why.en}")
    return _Made(base, target.how, actual.how, reason)


def _unlike_rows(rows: Sequence[Indicator], fulls: Sequence[Points]) -> Wording | None:
    """What keeps rows of the same name from being one."""
    if fulls and (len(fulls) < len(rows) or len({one.amount for one in fulls}) > 1):
        return Wording("各单位这一行的分值不同，不能汇总", "the units print different points for this row")
    if len({one.goal_share for one in rows}) > 1:
        return Wording(
            "各单位这一行的目标占比不同，不能汇总", "the units give this row different shares of its goal (目标占比)"
        )
    return None


# ---- the table ----


def _same(values: Sequence[T], otherwise: T) -> T:
    """What all units say alike."""
    return values[0] if all(value == values[0] for value in values) else otherwise


def _joined(texts: Sequence[str]) -> str:
    return "；".join(dict.fromkeys(one.strip() for one in texts if one.strip()))


def _table(tables: Sequence[SelfEvaluation], known: _Units, indicators: Sequence[Indicator]) -> SelfEvaluation:
    first = tables[0]
    return SelfEvaluation(
        source="，".join(dict.fromkeys(table.source for table in tables if table.source)),
        title=first.title,
        project=_same([table.project for table in tables], ""),
        department="、".join(dict.fromkeys(table.department for table in tables if table.department)),
        unit="、".join(dict.fromkeys(table.unit for table in tables if table.unit)),
        year=first.year,
        money_unit=first.money_unit,
        form=_same([table.form for table in tables], ""),
        budget_level=_same([table.budget_level for table in tables], ""),
        execution=_execution(tables, known),
        indicators=indicators,
        declared_total=_same([table.declared_total for table in tables], Missing()),
        facts=known.facts([table.facts for table in tables], range(len(tables))),
    )


def _execution(tables: Sequence[SelfEvaluation], known: _Units) -> BudgetExecution | None:
    given = [(unit, table.execution) for unit, table in enumerate(tables) if table.execution is not None]
    if not given:
        return None
    rows = [one for _, one in given]
    names = [known.every[unit].name for unit, _ in given]
    lacking = [unit.name for unit in known.every if unit.table.execution is None]
    fulls: list[PointsCell] = [one.full for one in rows]

    def added(cell: Callable[[BudgetExecution], MoneyCell]) -> MoneyCell:
        return _added([cell(one) for one in rows], names, lacking)

    return BudgetExecution(
        initial=added(lambda one: one.initial),
        revised=added(lambda one: one.revised),
        executed=added(lambda one: one.executed),
        appropriation=added(lambda one: one.appropriation),
        carry_over=added(lambda one: one.carry_over),
        other_funds=added(lambda one: one.other_funds),
        full=_same(fulls, Text("", problem=Wording("各单位的分值不同", "the units print different points"))),
        printed_rate=_same([one.printed_rate for one in rows], Missing()),
        declared=_same([one.declared for one in rows], Missing()),
        explanation=_joined([one.explanation for one in rows]),
        facts=known.facts([one.facts for one in rows], [unit for unit, _ in given]),
    )


def _added(cells: Sequence[MoneyCell], names: Sequence[str], lacking: Sequence[str]) -> MoneyCell:
    """Amounts of the units that are named, added; `lacking`: units that have no such part at all."""
    blank = [isinstance(cell, Missing | NotApplicable) for cell in cells]
    if all(blank):
        return next((cell for cell in cells if isinstance(cell, Missing)), cells[0])
    left_out = [*lacking, *(name for name, empty in zip(names, blank, strict=True) if empty)]
    if left_out:
        return Text("", problem=some_blank(left_out))
    unread = next((cell for cell in cells if isinstance(cell, Text)), None)
    if unread is not None:
        return unread
    amounts = [cell for cell in cells if isinstance(cell, Money)]
    scale = amounts[0].scale
    return Money(sum((cell.yuan for cell in amounts), Fraction(0)) / scale, scale)

"""Declared facts as rules read them: looked up on the row, then on the table, and held to the declared type."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final, assert_never

from perfeval.engine import pairing
from perfeval.engine.amount import Blank, Day, Operand, Unknown, Word, exactly, show
from perfeval.engine.row import Row
from perfeval.engine.table_state import TableState
from perfeval.finding import Code, Finding, RowRef
from perfeval.language import nodes, types
from perfeval.language.remembered import remembered
from perfeval.language.suggest import closest
from perfeval.language.traversal import expressions_of, walk
from perfeval.language.types import COUNTING_WORDS
from perfeval.tables.facts import Facts, folded_name
from perfeval.tables.indicator import Indicator, SelfEvaluation
from perfeval.values.model import (
    CalendarDate,
    Comparison,
    Grade,
    Missing,
    Money,
    NotApplicable,
    Number,
    Points,
    Quantity,
    Ratio,
    Text,
    Value,
    YesNo,
)
from perfeval.wording import Wording, verbatim


def find(item: nodes.Input, row: Row | None, table: SelfEvaluation) -> Value | None:
    """The value given for a fact, by its name or title: the row's own, else the table's; None where there is none."""
    places: tuple[Facts, ...] = (table.facts,) if row is None else (row.item.facts, table.facts)
    for facts in places:
        for name in (item.name, item.title):
            if name is not None and name in facts:
                return facts[name]
    return None


def read(item: nodes.Input, row: Row | None, table: SelfEvaluation) -> Operand | None:
    """A fact as a value of its declared type; None where it is not given and its default counts."""
    given = find(item, row, table)
    match given:
        case None:
            return None if item.default is not None else missing(item)
        case Missing():
            return missing(item)
        case NotApplicable():
            return Blank(
                False, Wording(f"填报项“{item.name}”填的是不适用", f"the fact `{item.name}` is not applicable")
            )
        case _:
            return _typed(item, given, row, table)


def missing(item: nodes.Input) -> Blank:
    """A fact that is not given."""
    about = f"（{item.title}）" if item.title else ""
    about_en = f" ({item.title})" if item.title else ""
    return Blank(
        True,
        Wording(f"填报项“{item.name}”{about}没有填报", f"the fact `{item.name}`{about_en} is not given"),
    )


def _typed(item: nodes.Input, given: Value, row: Row | None, table: SelfEvaluation) -> Operand:
    made = as_type(item.type_word, given, row, table)
    if made is not None:
        return made
    if isinstance(given, Text) and not given.text and given.problem is not None:  # nothing that a person wrote
        why = given.problem
        return Unknown(Wording(f"填报项“{item.name}”：{why.zh}", f"the fact `{item.name}`: {why.en}"))
    written, wanted = _written(given, table), _WANTED[item.type_word]
    return Unknown(
        Wording(
            f"填报项“{item.name}”应为{wanted.zh}，给的是“{written.zh}”",
            f"the fact `{item.name}` should be {wanted.en}; {written.en} is given",
        )
    )


def _written(given: Value, table: SelfEvaluation) -> Wording:
    """The value as it was written, or as a person writes it."""
    text = given.written or (given.text if isinstance(given, Text) else "")
    return verbatim(text) if text else show(pairing.operand(given, table.year))


_WANTED: Final = {
    "yes_no": Wording("是否（填 是 或 否）", "yes or no (是 or 否)"),
    "text": Wording("文字", "a text"),
    "date": Wording("日期，如 2024年6月30日", "a date, such as 2024-06-30"),
    "ratio": Wording("比率，如 85%", "a ratio, such as 85%"),
    "number": Wording("数值，如 12", "a number, such as 12"),
    "tally": Wording("次数，如 3次（不小于 0 的整数）", "a count, such as 3 (whole, 0 or more)"),
    "money": Wording("金额，写明单位，如 20万元", "money with its unit, such as 20万元"),
    "grade": Wording("等次，如 良", "a grade, such as 良"),
    "same_as_target": Wording("与指标值同类的数，比率要写 %", "measured as the target is, a ratio with its %"),
    "points": Wording("分数，如 2分", "points, such as 2"),
    "days": Wording("天数，如 15天（不小于 0 的整数）", "days, such as 15天 (whole, 0 or more)"),
}
_YES: Final = {"是": True, "yes": True, "true": True, "否": False, "no": False, "false": False}


def as_type(type_word: str, given: Value, row: Row | None, table: SelfEvaluation) -> Operand | None:
    """The value as one of the declared type (by its word's id); None where it is none."""
    match type_word, given:
        case "yes_no", YesNo(truth):
            return truth
        case "yes_no", Text(text):
            return _YES.get(text.strip().lower())
        case "text", _:
            said = _written(given, table).zh
            return Word(said) if said else None
        case "date", CalendarDate():
            day = given.last_day(table.year)
            return None if day is None else Day(day)
        case "ratio", Ratio(value):
            return exactly(value, types.RATIO)
        case "number", Number(amount):
            return exactly(amount, types.NUMBER)
        case "number", Quantity(amount, unit, scale) if unit in COUNTING_WORDS:
            return exactly(amount * scale, types.NUMBER)
        case "tally", Number() | Quantity():
            return _whole(given, types.TALLY, COUNTING_WORDS)
        case "days", Number() | Quantity():
            return _whole(given, types.DAYS, frozenset({"天", "日"}))
        case "money", Money():
            return exactly(given.yuan, types.MONEY)
        case "grade", Grade(word):
            return Word(given.written or word)
        case "grade", Text(text, problem=None):
            return Word(given.written or text)
        case "points", Number(amount):
            return exactly(amount, types.POINTS)
        case "points", Quantity(amount, "分", scale):
            return exactly(amount * scale, types.POINTS)
        case "same_as_target", _ if row is not None:
            return _beside_target(given, row, table)
        case _:
            return None


def _whole(given: Number | Quantity, type_: types.Numeric, units: frozenset[str]) -> Operand | None:
    """Whole things, at least none."""
    match given:
        case Number(amount):
            pass
        case Quantity(amount, unit, scale):
            amount = amount * scale
            if unit not in units:
                return None
        case _:
            assert_never(given)
    return exactly(amount, type_) if amount >= 0 and amount.denominator == 1 else None


def _beside_target(given: Value, row: Row, table: SelfEvaluation) -> Operand | None:
    """A value measured as the row's target is: a bare number takes the target's unit."""
    if isinstance(given, Text) and given.problem is not None:
        return None
    target = row.target.bound if isinstance(row.target, Comparison) else row.target
    if isinstance(given, Number) and isinstance(target, Ratio):
        return None  # 0.55 may be 55% or 0.55%
    return pairing.pair(row.target, given, table.year).actual


def wanted_for_execution(ruleset: nodes.RuleSetNodes, table: SelfEvaluation) -> tuple[nodes.Input, ...]:
    """Facts without which the rule set cannot score the table's budget-execution row, and which are not given."""
    if table.execution is None:
        return ()
    read: set[str] = set()
    for rule in ruleset.rules:
        if rule.selector is None:
            continue
        if any(isinstance(one, nodes.Kind) and one.id == "budget_execution" for one in walk((rule.selector,), {})):
            found = walk(expressions_of(rule), ruleset.variables)
            read |= {one.name for one in found if isinstance(one, nodes.Fact)}
    given = table.execution.facts, table.facts
    return tuple(
        item
        for item in ruleset.inputs
        if item.name in read
        and item.default is None
        and not any(name in facts for facts in given for name in (item.name, item.title))
    )


def undeclared(ruleset: nodes.RuleSetNodes, table: SelfEvaluation) -> Iterator[Finding]:
    """Facts that the table carries and the rule set does not ask for: often a misspelt name."""
    places: list[tuple[RowRef, Facts]] = [(None, table.facts)]
    if table.execution is not None:
        places.append(("execution", table.execution.facts))
    places += [(number, one.facts) for number, one in enumerate(table.indicators, 1)]
    places = [(ref, facts) for ref, facts in places if facts]
    if not places:
        return
    known = [name for item in ruleset.inputs for name in (item.name, item.title) if name is not None]
    folded = {folded_name(name) for name in known}
    for ref, facts in places:
        for name in facts:
            if folded_name(name) in folded:
                continue
            near = closest(name, known)
            yield Finding(
                Code.FACT_NOT_ASKED_FOR,
                ref,
                Wording(
                    f"规则集“{ruleset.name}”没有“{name}”这个填报项，所填内容没有用上",
                    f"rule set `{ruleset.name}` asks for no fact `{name}`: what is given is not used",
                ),
                Wording(f"是否想写“{near}”？", f"did you mean `{near}`?") if near else None,
            )


def shares_not_given(ruleset: nodes.RuleSetNodes, state: TableState) -> Iterator[Finding]:
    """Rows that count in full in a total by goals although the table has several: no share is stated."""
    if not _weighs_goals(ruleset):
        return
    lacking = [
        row.ref
        for row in state.rows
        if isinstance(row.item, Indicator) and row.has_points and isinstance(row.item.goal_share, Missing)
    ]
    scored = [row for row in state.rows if row.has_points]
    full = sum((row.item.full.amount for row in scored if isinstance(row.item.full, Points)), Fraction(0))
    none_given = len(lacking) == sum(row.ref != "execution" for row in scored)
    if not lacking or (none_given and full <= _ONE_GOAL):
        return  # a table with one goal states no shares
    zh = "、".join(str(ref) for ref in lacking[:_MOST_NAMED]) + ("等" if len(lacking) > _MOST_NAMED else "")
    en = ", ".join(str(ref) for ref in lacking[:_MOST_NAMED]) + (" …" if len(lacking) > _MOST_NAMED else "")
    yield Finding(
        Code.GOAL_SHARE_MISSING,
        None,
        Wording(
            f"规则集“{ruleset.name}”按目标占比计总分，第{zh}行没有填目标占比，按100%计入",
            f"rule set `{ruleset.name}` weights rows by the share of their goal; rows {en} lack one and count in full",
        ),
        Wording(
            "在填报项文件里逐行填写目标占比，如 60%",
            "state the share of each row, such as 60%, in a file of facts",
        ),
    )


@remembered
def _weighs_goals(ruleset: nodes.RuleSetNodes) -> bool:
    """Whether the total reads the share of its goal that a row has."""
    read = walk(expressions_of(ruleset.total), ruleset.variables)
    return any(isinstance(one, nodes.RowField) and one.id == "goal_share" for one in read)


_MOST_NAMED: Final = 10
_ONE_GOAL: Final = 100
"""Points of a table with a single goal; rows of several goals have more together."""


def share_of_goal(cell: Value) -> Operand:
    """The share of its goal that a row has: 100% for a row outside any goal."""
    match cell:
        case Missing():
            return exactly(Fraction(1), types.RATIO)
        case Ratio(value):
            return exactly(value, types.RATIO)
        case NotApplicable():
            return pairing.NOT_APPLICABLE
        case _:
            return Unknown(
                Wording(f"目标占比“{cell.written}”不是百分数", f"the goal's share {cell.written!r} is no percentage")
            )

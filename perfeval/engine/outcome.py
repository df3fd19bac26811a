"""Applying a rule to a row: its first case that holds, then its adjustments in the order written."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Final, TypeAlias, assert_never

from attrs import frozen

from perfeval.engine.amount import Amount, Operand, Unknown, exactly, needed, show_number
from perfeval.engine.comparison import like
from perfeval.engine.interpret import Interpreter
from perfeval.engine.score import Step
from perfeval.engine.values_read import values_read
from perfeval.exact import Rounding
from perfeval.language import nodes, types
from perfeval.language.remembered import remembered
from perfeval.language.spelling import rounding, spell, spell_interval
from perfeval.language.traversal import walk
from perfeval.language.tree import PartStep
from perfeval.reals import Number, RealArithmeticError, round_to
from perfeval.wording import Wording

NOTHING_TOLD: Final = Wording("", "")


@frozen
class Awarded:
    """Points, or a permitted range of points with what to take when no declared score lies inside."""

    low: Number
    high: Number
    low_closed: bool = True
    high_closed: bool = True
    default: Number | None = None

    @property
    def is_range(self) -> bool:
        """Whether more than one score is permitted."""
        return self.low is not self.high and self.low != self.high

    def each(self, change: Callable[[Number], Number]) -> Awarded:
        """Both ends and the default changed alike; an open end stays open."""
        low = change(self.low)
        high = low if self.high is self.low else change(self.high)
        default = None if self.default is None else change(self.default)
        return Awarded(low, high, self.low_closed, self.high_closed, default)

    def holds(self, value: Number) -> bool:
        """Whether the value is a permitted score."""
        above = value > self.low or (value == self.low and self.low_closed)
        below = value < self.high or (value == self.high and self.high_closed)
        return above and below


@frozen
class KeptOut:
    """The row is not scored."""


@frozen
class Undecided:
    """The rule cannot decide the row, and why."""

    reason: Wording


Outcome: TypeAlias = Awarded | KeptOut | Undecided


def apply_rule(rule: nodes.Rule, interpreter: Interpreter) -> tuple[Outcome, tuple[Step, ...]]:
    """Apply a rule to the interpreter's row; the outcome and how it came about."""
    steps: list[Step] = []
    outcome = _outcome(rule, rule.adjustments, interpreter, steps)
    if isinstance(outcome, Undecided):
        steps.append(Step("undecided", outcome.reason))
    return outcome, tuple(steps)


def _outcome(
    rule: nodes.Rule, adjustments: tuple[nodes.Adjustment, ...], interpreter: Interpreter, steps: list[Step]
) -> Outcome:
    try:
        outcome = _award(rule.cases, interpreter, steps)
        return adjust(outcome, adjustments, interpreter, steps) if isinstance(outcome, Awarded) else outcome
    except RealArithmeticError as refused:  # a sign or a digit of an irrational number that cannot be decided
        return Undecided(refused.wording)


def points_by(rule: nodes.Rule, interpreter: Interpreter) -> Operand:
    """The points that a rule used as a formula gives the interpreter's row: its cases, then its own adjustments."""
    outcome = _outcome(rule, tuple(one for one in rule.adjustments if not one.closing), interpreter, [])
    match outcome:
        case Awarded() if not outcome.is_range:
            return exactly(outcome.low, types.POINTS)
        case Undecided(reason):
            return Unknown(Wording(f"规则“{rule.name}”：{reason.zh}", f"rule `{rule.name}`: {reason.en}"))
        case _:
            return Unknown(Wording(f"规则“{rule.name}”没有给出一个分数", f"rule `{rule.name}` gives no single score"))


# ---- cases ----


def _award(cases: tuple[nodes.Case, ...], interpreter: Interpreter, steps: list[Step]) -> Outcome:
    failed: list[nodes.Expression] = []
    for case in cases:
        if case.guard is not None:
            holds = interpreter.truth(case.guard)
            if isinstance(holds, Unknown):
                return Undecided(_cannot_decide(case.guard, holds))
            if not holds:
                failed.append(case.guard)
                continue
            condition = spell(case.guard)
            read = values_read((case.guard,), interpreter)
            steps.append(Step("case", _with_values(Wording(f"符合“{condition.zh}”", f"`{condition.en}` holds"), read)))
        elif isinstance(case.body, nodes.PointsAward) and isinstance(case.body.amount, nodes.Constant):
            steps += [_failed(guard, interpreter) for guard in failed]  # nothing else says why it is so much
        return _body(case.body, interpreter, steps)
    return Undecided(Wording("规则的各种情形都不符合", "no case of the rule applies"))


def _failed(guard: nodes.Expression, interpreter: Interpreter) -> Step:
    condition = spell(guard)
    said = Wording(f"不符合“{condition.zh}”", f"`{condition.en}` does not hold")
    return Step("case", _with_values(said, values_read((guard,), interpreter)))


def _cannot_decide(condition: nodes.Expression, unknown: Unknown) -> Wording:
    text = spell(condition)
    return Wording(f"无法判断“{text.zh}”：{unknown.reason.zh}", f"`{text.en}` cannot be decided: {unknown.reason.en}")


def _with_values(sentence: Wording, read: Wording | None) -> Wording:
    return sentence if read is None else Wording(f"{sentence.zh}（{read.zh}）", f"{sentence.en} ({read.en})")


def _body(body: nodes.Body, interpreter: Interpreter, steps: list[Step]) -> Outcome:
    match body:
        case nodes.PointsAward() | nodes.RangeAward():
            return _awarded(body, interpreter, steps)
        case nodes.NotScored():
            return KeptOut()
        case nodes.Bands():
            return _banded(body, interpreter, steps)
        case _:
            assert_never(body)


def _awarded(award: nodes.Award, interpreter: Interpreter, steps: list[Step]) -> Outcome:
    match award:
        case nodes.PointsAward(amount):
            points = points_of(interpreter.operand(amount))
            if isinstance(points, Unknown):
                return Undecided(_cannot_compute(amount, points))
            formula = spell(amount)
            shown = show_number(points, types.POINTS)
            steps += _told_by_rules(amount, interpreter)
            read = values_read((amount,), interpreter)
            sign = "=" if isinstance(points, Fraction) else "≈"
            sentence = (
                Wording(f"{formula.zh} {sign} {shown.zh}", f"{formula.en} {sign} {shown.en}")
                if not isinstance(amount, nodes.Constant)
                else Wording(f"得 {shown.zh}", f"awards {shown.en}")
            )
            steps.append(Step("award", _with_values(sentence, read), points))
            return Awarded(points, points)
        case nodes.RangeAward(low, high, low_closed, high_closed, default):
            ends = [points_of(interpreter.operand(end)) for end in (low, high)]
            chosen = None if default is None else points_of(interpreter.operand(default))
            for value, end in zip((*ends, chosen), (low, high, default), strict=True):
                if isinstance(value, Unknown) and end is not None:
                    return Undecided(_cannot_compute(end, value))
            least, most = ends
            assert not isinstance(least, Unknown | None)  # noqa: S101 - unknown ends were answered above
            assert not isinstance(most, Unknown | None)  # noqa: S101
            made = Awarded(least, most, low_closed, high_closed, None if isinstance(chosen, Unknown) else chosen)
            shown = show_range(made)
            steps.append(Step("range", Wording(f"可在 {shown.zh} 内评分", f"any score in {shown.en} is permitted")))
            return made
        case _:
            assert_never(award)


def _told_by_rules(amount: nodes.Expression, interpreter: Interpreter) -> list[Step]:
    """How the rules that an amount uses as formulas came to their points."""
    told: list[Step] = []
    for name in _rules_used(amount):
        rule = interpreter.rule_named(name)
        if rule is None:
            continue
        inner: list[Step] = []
        _outcome(rule, tuple(one for one in rule.adjustments if not one.closing), interpreter, inner)
        for step in inner:
            zh, en = f"按规则“{rule.name}”，{step.wording.zh}", f"by rule `{rule.name}`, {step.wording.en}"
            told.append(Step("value", Wording(zh, en), step.value))
    return told


@remembered
def _rules_used(amount: nodes.Expression) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.rule for one in walk((amount,), {}) if isinstance(one, nodes.ByRule)))


def _cannot_compute(amount: nodes.Expression, unknown: Unknown) -> Wording:
    text = spell(amount)
    return Wording(f"无法计算“{text.zh}”：{unknown.reason.zh}", f"`{text.en}` cannot be computed: {unknown.reason.en}")


def show_range(awarded: Awarded) -> Wording:
    """A range of points with its brackets."""
    low, high = show_number(awarded.low, types.POINTS), show_number(awarded.high, types.POINTS)
    opening, closing = "[" if awarded.low_closed else "(", "]" if awarded.high_closed else ")"
    return Wording(f"{opening}{low.zh}, {high.zh}{closing}", f"{opening}{low.en}, {high.en}{closing}")


def _banded(bands: nodes.Bands, interpreter: Interpreter, steps: list[Step]) -> Outcome:
    for band in bands.bands:
        holds = band_holds(bands, band, interpreter)
        if isinstance(holds, Unknown):
            return Undecided(_cannot_decide(bands.quantity, holds))
        if holds:
            quantity = spell(bands.quantity)
            test = _spell_test(band)
            read = values_read((bands.quantity,), interpreter)
            steps.append(
                Step("case", _with_values(Wording(f"{quantity.zh} {test.zh}", f"{quantity.en} {test.en}"), read))
            )
            return _awarded(band.award, interpreter, steps)
    text = spell(bands.quantity)
    return Undecided(Wording(f"“{text.zh}”不在任何一档", f"`{text.en}` is in none of the bands"))


def band_holds(bands: nodes.Bands, band: nodes.Band, interpreter: Interpreter) -> bool | Unknown:
    """Whether the quantity lies in the band."""
    if band.interval is not None:
        return interpreter.inside(bands.quantity, band.interval)
    assert band.operator is not None  # noqa: S101 - a band is an interval or a comparison
    assert band.amount is not None  # noqa: S101
    return interpreter.comparison(band.operator, bands.quantity, band.amount)


def _spell_test(band: nodes.Band) -> Wording:
    if band.interval is not None:
        shown = spell_interval(band.interval)
        return Wording(f"在 {shown.zh} 内", f"in {shown.en}")
    assert band.amount is not None  # noqa: S101 - a band is an interval or a comparison
    amount = spell(band.amount)
    signs = {">=": "≥", "<=": "≤", "!=": "≠"}
    sign = band.operator or "="
    return Wording(f"{signs.get(sign, sign)} {amount.zh}", f"{sign} {amount.en}")


def points_of(value: Operand) -> Number | Unknown:
    """Points as a number."""
    if isinstance(value, Amount) and value.low is value.high and value.type is types.POINTS:
        return value.low
    known = needed(value)
    if isinstance(known, Unknown):
        return known
    if isinstance(known, Amount) and known.is_exact and (known.type in (None, types.POINTS) or known.low == 0):
        return known.low
    return Unknown(Wording("结果不是分数", "the result is not points"))


# ---- adjustments ----


def adjust(
    awarded: Awarded, adjustments: tuple[nodes.Adjustment, ...], interpreter: Interpreter, steps: list[Step]
) -> Outcome:
    """Apply deductions, additions, caps, floors and rounding in order, to both ends of a range and to its default."""
    for adjustment in adjustments:
        if adjustment.guard is not None:
            holds = interpreter.truth(adjustment.guard)
            if isinstance(holds, Unknown):
                return Undecided(_cannot_decide(adjustment.guard, holds))
            if not holds:
                continue
        changed = _changed(awarded, adjustment.change, interpreter, steps)
        if isinstance(changed, Undecided):
            return changed
        awarded = changed
    if awarded.is_range or (awarded.low_closed and awarded.high_closed):
        return awarded
    return Awarded(awarded.low, awarded.high, default=awarded.default)


def _changed(
    awarded: Awarded, change: nodes.Change, interpreter: Interpreter, steps: list[Step]
) -> Awarded | Undecided:
    match change:
        case nodes.Steps():
            stepped = _stepped(change, interpreter)
            if isinstance(stepped, Undecided):
                return stepped
            count, shift = stepped
            return _shifted(awarded, change.direction, shift, steps, _steps_told(change, count, interpreter))
        case nodes.Adjust(direction, points, limit):
            amount = points_of(interpreter.operand(points))
            if isinstance(amount, Unknown):
                return Undecided(_cannot_compute(points, amount))
            limited = _limited(amount, limit, interpreter)
            return limited if isinstance(limited, Undecided) else _shifted(awarded, direction, limited, steps)
        case nodes.Cap(amount) | nodes.Floor(amount):
            bound = points_of(interpreter.operand(amount))
            if isinstance(bound, Unknown):
                return Undecided(_cannot_compute(amount, bound))
            return _bounded(awarded, bound, steps, is_cap=isinstance(change, nodes.Cap))
        case nodes.Round(mode, step):
            size = points_of(interpreter.operand(step))
            if isinstance(size, Unknown):
                return Undecided(_cannot_compute(step, size))
            if not isinstance(size, Fraction) or size <= 0:
                return Undecided(Wording("舍入的步长不大于 0", "the step of the rounding is not above 0"))
            if awarded.low is awarded.high and awarded.default is None:
                only = round_to(awarded.low, size, mode)
                made = Awarded(only, only, awarded.low_closed, awarded.high_closed)
            else:
                made = awarded.each(lambda value: round_to(value, size, mode))
            if (
                not made.is_range
                and made.low is not awarded.low
                and (made.low != awarded.low or made.high != awarded.high)
            ):
                word, shown = rounding(mode), show_number(made.low, types.POINTS)
                to = show_number(size, types.POINTS)
                steps.append(
                    Step(
                        "round",
                        Wording(f"{word.zh}到 {to.zh}，得 {shown.zh}", f"{word.en} to {to.en}: {shown.en}"),
                        made.low,
                    )
                )
            return made
        case _:
            assert_never(change)


def _shifted(
    awarded: Awarded, direction: str, amount: Number, steps: list[Step], told: Wording = NOTHING_TOLD
) -> Awarded:
    by = amount if direction == "add" else -amount
    made = awarded.each(lambda value: value + by)
    if by:
        shown, after = show_number(amount, types.POINTS), show_number(made.low, types.POINTS)
        zh, en = ("加", "adds") if direction == "add" else ("扣", "deducts")
        steps.append(
            Step(
                "change",
                Wording(f"{told.zh}{zh} {shown.zh}，为 {after.zh}", f"{told.en}{en} {shown.en}: {after.en}"),
                made.low,
            )
        )
    return made


def _bounded(awarded: Awarded, bound: Number, steps: list[Step], *, is_cap: bool) -> Awarded:
    pick = min if is_cap else max
    is_single = awarded.low is awarded.high and awarded.default is None
    if is_single and (awarded.low is bound or _keeps(bound, awarded.low, is_cap=is_cap)):
        return awarded
    made = awarded.each(lambda value: pick(value, bound))
    low_moved, high_moved = made.low is not awarded.low, made.high is not awarded.high
    if low_moved or high_moved:  # an end moved to the bound is included
        low_closed, high_closed = awarded.low_closed or low_moved, awarded.high_closed or high_moved
        made = Awarded(made.low, made.high, low_closed, high_closed, made.default)
        shown = show_number(bound, types.POINTS)
        zh, en = ("不超过", "capped at") if is_cap else ("不低于", "not below")
        steps.append(Step("change", Wording(f"{zh} {shown.zh}", f"{en} {shown.en}"), made.low))
    return made


def _keeps(bound: Number, value: Number, *, is_cap: bool) -> bool:
    """Whether a cap or a floor leaves a value as it is; plain fractions are compared as integers, which is faster."""
    if type(value) is not Fraction or type(bound) is not Fraction:
        return (min if is_cap else max)(value, bound) is value
    (top, bottom), (above, below) = value.as_integer_ratio(), bound.as_integer_ratio()
    return top * below <= above * bottom if is_cap else top * below >= above * bottom


def _limited(amount: Number, limit: nodes.Expression | None, interpreter: Interpreter) -> Number | Undecided:
    if limit is None:
        return amount
    most = points_of(interpreter.operand(limit))
    return Undecided(_cannot_compute(limit, most)) if isinstance(most, Unknown) else min(amount, most)


def _stepped(change: nodes.Steps, interpreter: Interpreter) -> tuple[Number, Number] | Undecided:
    """The number of steps, and the points of all of them, within the limit."""
    quantity, size = needed(interpreter.operand(change.quantity)), needed(interpreter.operand(change.size))
    if isinstance(quantity, Unknown):
        return Undecided(_cannot_compute(change.quantity, quantity))
    if isinstance(size, Unknown):
        return Undecided(_cannot_compute(change.size, size))
    if not isinstance(quantity, Amount) or not isinstance(size, Amount) or not like(quantity.type, size.type):
        return Undecided(
            _cannot_compute(change.quantity, Unknown(Wording("单位与步长不同", "its unit is not that of the step")))
        )
    count = steps_taken(quantity.low, size.low, change.part)
    if isinstance(count, Unknown):
        return Undecided(count.reason)
    points = points_of(interpreter.operand(change.points))
    if isinstance(points, Unknown):
        return Undecided(_cannot_compute(change.points, points))
    limited = _limited(count * points, change.limit, interpreter)
    return limited if isinstance(limited, Undecided) else (count, limited)


def _steps_told(change: nodes.Steps, count: Number, interpreter: Interpreter) -> Wording:
    """What was counted: the quantity with its value, the size of a step, how many there are."""
    quantity, size = spell(change.quantity), spell(change.size)
    read = values_read((change.quantity,), interpreter)
    steps = show_number(count, types.NUMBER)
    zh_read, en_read = ("", "") if read is None else (f"（{read.zh}）", f" ({read.en})")
    zh, en = (
        f"{quantity.zh}{zh_read}每 {size.zh}，计 {steps.zh} 次",
        f"{quantity.en}{en_read}, each {size.en}: {steps.en}",
    )
    if change.limit is not None:
        limit = spell(change.limit)
        zh, en = f"{zh}，最多 {limit.zh}", f"{en}, at most {limit.en}"
    return Wording(f"{zh}，", f"{en}; ")


def steps_taken(quantity: Number, size: Number, part: PartStep | None) -> Number | Unknown:
    """How many steps a quantity makes: the positive part of quantity ÷ size, a part step as the rule says."""
    if size <= 0:
        return Unknown(Wording("步长不大于 0", "the step is not above 0"))
    exact = max(Fraction(0), quantity / size)
    match part:
        case "whole_steps":
            return round_to(exact, Fraction(1), Rounding.DOWN)
        case "started_steps":
            return round_to(exact, Fraction(1), Rounding.UP)
        case "pro_rata":
            return exact
        case None:
            if isinstance(exact, Fraction) and exact == round_to(exact, Fraction(1), Rounding.DOWN):
                return exact
            return Unknown(
                Wording(
                    "不足一个步长，规则没有写明怎样扣", "there is a part step, and the rule does not say what it costs"
                )
            )
        case _:
            assert_never(part)

"""Rule set → Python text → functions that score a row.

Three functions a rule: whether it accepts a row, what its cases award, the score after its adjustments; and one for
every variable and aggregate that they read.

Everything that a rule can say is compiled. The total and the grade are computed once a table and stay with the
interpreter, as do a target and an actual value that a `let` restates, which both evaluators are given alike.

The text is for reading too; a program keeps it as `source`.
"""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Any, Final, assert_never

from perfeval.engine.amount import exactly
from perfeval.engine.certain import Certain, Certainty
from perfeval.engine.comparison import like
from perfeval.engine.compiled import Program, generated_names
from perfeval.engine.expressions_to_python import Writer
from perfeval.engine.lowering.python_text import place_of
from perfeval.engine.python_parts import ROUNDING, Form, Number, Shared, product, reads_scores
from perfeval.language import nodes, types
from perfeval.language.traversal import awards_of

_POINTS: Final = Certain(types.POINTS)


def compile_rules(ruleset: nodes.RuleSetNodes, day: dt.date) -> Program:
    """Generate the evaluators of a rule set, with the variables and rules in force on a day."""
    definitions = {
        key: one.value for key, choices in ruleset.variables.items() for one in choices if one.in_force.covers(day)
    }
    rules = tuple(rule for rule in ruleset.rules if rule.in_force.covers(day))
    inputs = {item.name: item for item in ruleset.inputs}
    places = {rule.name: place for place, rule in enumerate(rules)}
    shared = Shared(Certainty(definitions, ruleset.restated, inputs), ruleset.variables, places)
    text = _source(rules, ruleset, shared)
    names: dict[str, object] = generated_names() | shared.constants
    exec(compile(text, f"<rules {len(rules)}>", "exec"), names)  # noqa: S102 - text of our own making, see the test of names
    made: Any = names
    return Program(
        rules, made["choose"], tuple(made[f"score_{index}"] for index in range(len(rules))), made["full_marks"], text
    )


def _source(rules: tuple[nodes.Rule, ...], ruleset: nodes.RuleSetNodes, shared: Shared) -> str:
    parts = [_choose(rules, shared)]
    for index, rule in enumerate(rules):
        parts.append(f"# rule {index}: {place_of(rule)}")
        if rule.selector is not None:
            parts.append(_accepts(index, rule.selector, shared))
        parts += [_award(index, rule, shared), _score(index, rule, shared)]
    parts.append(_full_marks(ruleset, shared))
    written, by_name = 0, 0
    while written < len(shared.wanted) or by_name < len(shared.by_name):  # writing one may ask for others
        if by_name < len(shared.by_name):
            place = list(shared.by_name)[by_name]
            parts.append(_by_name(place, rules[place], shared))
            by_name += 1
            continue
        (_, form), (name, subject) = list(shared.wanted.items())[written]
        parts.append(
            _variable(name, subject, form, shared)
            if isinstance(subject, str)
            else _aggregate(name, subject, form, shared)
        )
        written += 1
    return "\n\n".join(parts) + "\n"


def _readable(name: str) -> str:
    """A name in a comment: letters and digits only, so that nothing in it can end the comment."""
    return "".join(letter if letter.isalnum() else " " for letter in name)


def _function(name: str, writer: Writer) -> str:
    return "\n".join([f"def {name}(here):", *writer.lines])


# ---- which rule ----


def _choose(rules: tuple[nodes.Rule, ...], shared: Shared) -> str:
    writer = Writer(shared)
    for index, rule in enumerate(rules):
        if rule.selector is None:
            continue
        writer.emit(f"accepted = accepts_{index}(here)")
        with writer.block("if accepted is not False:"):
            writer.emit(f"return {index} if accepted else None")
    writer.emit("return None")
    return _function("choose", writer)


def _accepts(index: int, selector: nodes.Expression, shared: Shared) -> str:
    writer = Writer(shared)
    writer.emit(f"return {writer.condition(selector).atom}")
    return _function(f"accepts_{index}", writer)


# ---- cases ----


def _is_range(rule: nodes.Rule) -> bool:
    return any(isinstance(award, nodes.RangeAward) for case in rule.cases for award in awards_of(case.body))


def _award(index: int, rule: nodes.Rule, shared: Shared) -> str:
    """The first case that holds: a pair of integers, or in a rule that permits ranges a range; None where undecided."""
    writer = Writer(shared)
    ranges = _is_range(rule)
    for case in rule.cases:
        if case.guard is None:
            _write_body(case.body, writer, ranges=ranges)
            return _function(f"award_{index}", writer)
        holds = writer.condition(case.guard)
        if not holds.is_sure:
            with writer.block(f"if {holds.atom} is None:"):
                writer.emit("return None")
        with writer.block(f"if {holds.atom}:"):
            _write_body(case.body, writer, ranges=ranges)
    writer.emit("return None")
    return _function(f"award_{index}", writer)


def _write_body(body: nodes.Body, writer: Writer, *, ranges: bool) -> None:
    match body:
        case nodes.PointsAward() | nodes.RangeAward():
            _write_award(body, writer, ranges=ranges)
        case nodes.NotScored():
            writer.emit("return KEPT_OUT")
        case nodes.Bands(quantity, bands):
            looked_at = writer.looked_at(quantity)
            for band in bands:
                if band.interval is not None:
                    holds = writer.inside(looked_at, band.interval)
                else:
                    assert band.operator is not None  # noqa: S101 - a band is an interval or a comparison
                    assert band.amount is not None  # noqa: S101
                    holds = writer.held(band.operator, looked_at, band.amount)
                if not holds.is_sure:
                    with writer.block(f"if {holds.atom} is None:"):
                        writer.emit("return None")
                with writer.block(f"if {holds.atom}:"):
                    _write_award(band.award, writer, ranges=ranges)
            writer.emit("return None")
        case _:
            assert_never(body)


def _write_award(award: nodes.Award, writer: Writer, *, ranges: bool) -> None:
    match award:
        case nodes.PointsAward(amount):
            points = _known(_points(amount, writer), writer)
            writer.emit(
                f"return Awarded(Fraction({points.top}, {points.bottom}), Fraction({points.top}, {points.bottom}))"
                if ranges
                else f"return {points.top}, {points.bottom}"
            )
        case nodes.RangeAward(low, high, low_closed, high_closed, default):
            ends = [_known(_points(end, writer), writer) for end in (low, high)]
            arguments = [f"Fraction({end.top}, {end.bottom})" for end in ends]
            chosen = "None"
            if default is not None:
                taken = _known(_points(default, writer), writer)
                chosen = f"Fraction({taken.top}, {taken.bottom})"
            writer.emit(f"return Awarded({', '.join(arguments)}, {low_closed}, {high_closed}, {chosen})")
        case _:
            assert_never(award)


def _points(node: nodes.Expression, writer: Writer) -> Number:
    """Points as a pair; a number of another type is points only where it is 0."""
    found = writer.certain(node)
    if found is None:
        operand = writer.operand(node)
        top, bottom = writer.name("n"), writer.name("d")
        writer.emit(f"{top}, {bottom} = as_points({operand})")
        return Number(top, bottom, False, types.POINTS)
    points = writer.number(node)
    if found.type in (None, types.POINTS):
        return points
    top = writer.name("n")
    writer.emit(f"{top} = {points.top} if {points.top} == 0 else None")
    return Number(top, points.bottom, False, types.POINTS)


def _known(points: Number, writer: Writer) -> Number:
    """The points; where they are unknown the rule cannot decide the row."""
    if not points.is_sure:
        with writer.block(f"if {points.top} is None:"):
            writer.emit("return None")
    return Number(points.top, points.bottom, True, points.type)


# ---- adjustments ----


def _score(index: int, rule: nodes.Rule, shared: Shared) -> str:
    """What the cases award, adjusted in the order written."""
    writer = Writer(shared)
    ranges = _is_range(rule)
    writer.emit(f"award = award_{index}(here)")
    with writer.block("if award is None or award is KEPT_OUT:"):
        writer.emit("return award")
    if not ranges:
        writer.emit("top, bottom = award")
    _write_adjustments(rule.adjustments, writer, ranges=ranges)
    writer.emit("return settled(award)" if ranges else "return Fraction(top, bottom)")
    return _function(f"score_{index}", writer)


def _by_name(index: int, rule: nodes.Rule, shared: Shared) -> str:
    """A rule as a formula: what its cases award after its own adjustments, once a row; None where undecided."""
    adjusted, own = Writer(shared), tuple(one for one in rule.adjustments if not one.closing)
    adjusted.emit(f"award = award_{index}(here)")
    with adjusted.block("if award is None or award is KEPT_OUT:"):
        adjusted.emit("return None")
    adjusted.emit("top, bottom = award")
    _write_adjustments(own, adjusted, ranges=False)
    adjusted.emit("return reduced(top, bottom)")
    once = Writer(shared)
    memo = shared.word(f"by_{index}")
    with once.block(f"if {memo} not in here.memo:"):
        once.emit(f"here.memo[{memo}] = own_{index}(here)")
    once.emit(f"return here.memo[{memo}]")
    return _function(f"own_{index}", adjusted) + "\n\n" + _function(f"by_{index}", once)


def _write_adjustments(adjustments: tuple[nodes.Adjustment, ...], writer: Writer, *, ranges: bool) -> None:
    for adjustment in adjustments:
        if adjustment.guard is None:
            _write_change(adjustment.change, writer, ranges=ranges)
            continue
        holds = writer.condition(adjustment.guard)
        if not holds.is_sure:
            with writer.block(f"if {holds.atom} is None:"):
                writer.emit("return None")
        with writer.block(f"if {holds.atom}:"):
            _write_change(adjustment.change, writer, ranges=ranges)


def _write_change(change: nodes.Change, writer: Writer, *, ranges: bool) -> None:
    match change:
        case nodes.Steps(direction=direction, limit=limit):
            _write_shift(direction, _limited(_stepped(change, writer), limit, writer), writer, ranges=ranges)
        case nodes.Adjust(direction, points, limit):
            amount = _known(_points(points, writer), writer)
            _write_shift(direction, _limited(amount, limit, writer), writer, ranges=ranges)
        case nodes.Cap(amount_node) | nodes.Floor(amount_node):
            bound = _known(_points(amount_node, writer), writer)
            is_cap = isinstance(change, nodes.Cap)
            if ranges:
                writer.emit(f"award = {'capped' if is_cap else 'floored'}(award, {bound.top}, {bound.bottom})")
                return
            left, right = product("top", bound.bottom), product(bound.top, "bottom")
            with writer.block(f"if {left} {'>' if is_cap else '<'} {'0' if bound.top == '0' else right}:"):
                writer.emit(f"top, bottom = {bound.top}, {bound.bottom}")
        case nodes.Round(mode, step):
            size = _positive(_known(_points(step, writer), writer), writer)
            if ranges:
                writer.emit(f"award = rounded_to(award, {size.top}, {size.bottom}, {writer.shared.constant(mode)})")
                return
            steps = f"{ROUNDING[mode]}({product('top', size.bottom)}, {product('bottom', size.top)})"
            writer.emit(f"top, bottom = {product(steps, size.top)}, {size.bottom}")
        case _:
            assert_never(change)


def _write_shift(direction: str, amount: Number, writer: Writer, *, ranges: bool) -> None:
    sign = "+" if direction == "add" else "-"
    if ranges:
        writer.emit(f"award = shifted(award, {'' if sign == '+' else '-'}{amount.top}, {amount.bottom})")
        return
    left, right = product("top", amount.bottom), product(amount.top, "bottom")
    writer.emit(f"top, bottom = {left} {sign} {right}, {product('bottom', amount.bottom)}")


def _limited(amount: Number, limit: nodes.Expression | None, writer: Writer) -> Number:
    if limit is None:
        return amount
    most = _known(_points(limit, writer), writer)
    return writer.bounded(amount, most, _POINTS, sign=">")


def _positive(one: Number, writer: Writer) -> Number:
    """A step; where it is not above 0 the rule cannot decide the row."""
    if not one.top.isdigit() or one.top == "0":
        with writer.block(f"if {one.top} <= 0:"):
            writer.emit("return None")
    return one


def _stepped(change: nodes.Steps, writer: Writer) -> Number:
    """The points of all steps that the quantity makes."""
    steps = _steps(change, writer)
    points = _known(_points(change.points, writer), writer)
    if (points.top, points.bottom) == ("1", "1"):
        return Number(steps.top, steps.bottom, True, types.POINTS)
    top, bottom = writer.name("n"), writer.name("d")
    writer.emit(f"{top}, {bottom} = {product(steps.top, points.top)}, {product(steps.bottom, points.bottom)}")
    return Number(top, bottom, True, types.POINTS)


def _steps(change: nodes.Steps, writer: Writer) -> Number:
    """How many steps there are: the positive part of quantity ÷ size, a part step as the rule says."""
    one, other = writer.certain(change.quantity), writer.certain(change.size)
    top, bottom = writer.name("n"), writer.name("d")
    if one is not None and other is not None and like(one.type, other.type):
        quantity = _known(writer.number(change.quantity), writer)
        size = _positive(_known(writer.number(change.size), writer), writer)
        above, below = product(quantity.top, size.bottom), product(quantity.bottom, size.top)
        writer.emit(f"{top}, {bottom} = max(0, {above}), {below}")
    else:
        writer.emit(f"{top}, {bottom} = steps_in({writer.operand(change.quantity)}, {writer.operand(change.size)})")
        with writer.block(f"if {top} is None:"):
            writer.emit("return None")
        writer.emit(f"{top} = max(0, {top})")
    match change.part:
        case "pro_rata":
            return Number(top, bottom, True, types.NUMBER)
        case "whole_steps":
            writer.emit(f"{top} = {top} // {bottom}")
        case "started_steps":
            writer.emit(f"{top} = -(-{top} // {bottom})")
        case None:
            with writer.block(f"if {top} % {bottom}:"):
                writer.emit("return None")
            writer.emit(f"{top} = {top} // {bottom}")
        case _:
            assert_never(change.part)
    return Number(top, "1", True, types.NUMBER)


# ---- variables, aggregates, full marks ----


def _variable(name: str, key: str, form: Form, shared: Shared) -> str:
    """A variable: computed once for a row."""
    writer = Writer(shared)
    memo = shared.word(name)
    with writer.block(f"if {memo} in here.memo:"):
        writer.emit(f"return here.memo[{memo}]")
    node = shared.certainty.definitions[key]
    match form:
        case "number":
            number = writer.number(node)
            writer.emit(f"result = reduced({number.top}, {number.bottom})")
        case "condition":
            writer.emit(f"result = {writer.condition(node).atom}")
        case "value":
            writer.emit(f"result = {writer.value(node)}")
        case _:
            assert_never(form)
    writer.emit(f"here.memo[{memo}] = result")
    writer.emit("return result")
    return f"# {_readable(key)}\n" + _function(name, writer)


def _aggregate(name: str, node: nodes.Aggregate, form: Form, shared: Shared) -> str:
    """An aggregate over the rows that its condition chooses."""
    writer = Writer(shared)
    is_number = form == "number"
    writer.emit("found = []" if node.function == "largest" or not is_number else "top, bottom = 0, 1")
    unknown = "NOTHING" if is_number else "UNKNOWN"
    writer.emit("outer = here")
    rows = f"outer.others(unless_kept_out={reads_scores(node, shared.variables)})"
    if node.across_units:
        rows = "outer.across_units()"
        with writer.block("if not outer.state.units:"):
            writer.emit(f"return {unknown}")
    with writer.block(f"for here in {rows}:"):
        if node.condition is not None:
            chosen = writer.condition(node.condition)
            if not chosen.is_sure:
                with writer.block(f"if {chosen.atom} is None:"):
                    writer.emit(f"return {unknown}")
            with writer.block(f"if not {chosen.atom}:"):
                writer.emit("continue")
        _write_taken(node, writer, is_number=is_number)
    _write_result(node, writer, is_number=is_number)
    return _function(name, writer)


def _write_taken(node: nodes.Aggregate, writer: Writer, *, is_number: bool) -> None:
    if node.operand is None:
        writer.emit("top += 1")
    elif not is_number:
        writer.emit(f"found.append({writer.operand(node.operand)})")
    else:
        one = writer.number(node.operand)
        if not one.is_sure:
            with writer.block(f"if {one.top} is None:"):
                writer.emit("return NOTHING")
        if node.function == "largest":
            writer.emit(f"found.append(Fraction({one.top}, {one.bottom}))")
        else:
            writer.emit(f"top, bottom = plus(top, bottom, {one.top}, {one.bottom})")


def _write_result(node: nodes.Aggregate, writer: Writer, *, is_number: bool) -> None:
    match node.function:
        case "largest":
            writer.emit(
                "return max(found).as_integer_ratio() if found else NOTHING"
                if is_number
                else "return extreme(tuple(found), greatest=True)"
            )
        case "sum" | "count":
            if is_number:
                writer.emit("return top, bottom")
                return
            zero = exactly(Fraction(0), node.type if isinstance(node.type, types.Numeric) else None)
            writer.emit(f"total = {writer.shared.constant(zero)}")
            with writer.block("for one in found:"):
                writer.emit(f"total = arithmetic({writer.shared.word('+')}, total, one)")
            writer.emit("return total")
        case _:
            assert_never(node.function)


def _full_marks(ruleset: nodes.RuleSetNodes, shared: Shared) -> str:
    writer = Writer(shared)
    if "full" not in ruleset.restated:
        writer.emit("return here.weight")
    elif "full" not in shared.certainty.definitions:
        writer.emit("return NOTHING")
    else:
        written = shared.certainty.definitions["full"].written
        full = _points(nodes.Variable("full", "full", type=types.POINTS, written=written), writer)
        writer.emit(f"return {full.top}, {full.bottom}")
    return _function("full_marks", writer)

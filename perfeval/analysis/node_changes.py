"""One small change to a part of a rule: another sign, another number, a part left out.

A change keeps the types: what the checker would refuse is no change that an author could have written.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any, Final, Literal, TypeAlias

import attrs
from attrs import evolve, frozen

from perfeval.exact import Rounding
from perfeval.language import nodes, types
from perfeval.language.spelling import rounding, spell, spell_interval
from perfeval.language.tree import Comparator, Operator, PartStep
from perfeval.language.vocabulary import vocabulary
from perfeval.wording import Wording, verbatim

Kind: TypeAlias = Literal[
    "comparison", "edge", "threshold", "amount", "arithmetic", "logic", "order", "left out", "steps", "rounding"
]

KINDS: Final[dict[Kind, Wording]] = {
    "comparison": Wording("比较符号", "comparison"),
    "edge": Wording("界限含不含", "edge in or out"),
    "threshold": Wording("界限的数", "threshold"),
    "amount": Wording("分数", "amount of points"),
    "arithmetic": Wording("运算", "arithmetic"),
    "logic": Wording("条件", "condition"),
    "order": Wording("先后", "order"),
    "left out": Wording("删去一条", "clause left out"),
    "steps": Wording("按步计算", "steps"),
    "rounding": Wording("舍入", "rounding"),
}

LEFT_OUT: Final = Wording("（删去）", "(left out)")


@frozen
class Changed:
    """A node with one change somewhere in it."""

    node: Any
    kind: Kind
    before: Wording
    after: Wording
    written: nodes.Written
    """The smallest stretch of text that holds what was changed."""
    condition: nodes.Expression | None = None
    """The condition that what was changed is a part of."""


def changes(node: Any, written: nodes.Written, *, is_amount: bool = False) -> Iterator[Changed]:
    """Every node that differs from this one by one small change, here or further inside."""
    written = getattr(node, "written", written)
    yield from _here(node, written, is_amount=is_amount)
    yield from _in_lists(node, written)
    for name, part in _parts(node):
        inner_amount = is_amount or (type(node), name) in _AMOUNTS
        for one in changes(part, written, is_amount=inner_amount):
            yield _lifted(node, evolve(node, **{name: one.node}), one, written)


_AMOUNTS: Final = frozenset(
    [
        (nodes.PointsAward, "amount"), (nodes.RangeAward, "low"), (nodes.RangeAward, "high"),
        (nodes.RangeAward, "default"), (nodes.Steps, "points"), (nodes.Steps, "limit"), (nodes.Adjust, "points"),
        (nodes.Adjust, "limit"), (nodes.Cap, "amount"), (nodes.Floor, "amount"),
    ]
)  # fmt: skip
"""Where points are said; numbers elsewhere decide."""

_UNTOUCHED: Final = frozenset({"type", "written", "step"})


def _parts(node: Any) -> Iterator[tuple[str, Any]]:
    """The nodes inside a node by the name of their field; lists are looked at by `_in_lists`."""
    for one in attrs.fields(type(node)):
        part = getattr(node, one.name)
        if one.name not in _UNTOUCHED and attrs.has(type(part)):
            yield one.name, part


def _in_lists(node: Any, written: nodes.Written) -> Iterator[Changed]:
    for name in ("cases", "bands", "adjustments", "arguments"):
        members: tuple[Any, ...] = getattr(node, name, ())
        for place, member in enumerate(members):
            if getattr(member, "closing", False):
                continue  # written in the header, for all rules at once
            for one in changes(member, written):
                changed = (*members[:place], one.node, *members[place + 1 :])
                yield evolve(one, node=evolve(node, **{name: changed}))
        if name != "arguments":
            yield from _of_list(node, name, members)


def _of_list(node: Any, name: str, members: tuple[Any, ...]) -> Iterator[Changed]:
    """A clause left out; two neighbours the other way round."""
    own = [place for place, one in enumerate(members) if not getattr(one, "closing", False)]
    for place in own:
        if name != "adjustments" and len(members) == 1:
            continue
        kept = (*members[:place], *members[place + 1 :])
        said = verbatim(members[place].written.text)
        yield Changed(evolve(node, **{name: kept}), "left out", said, LEFT_OUT, members[place].written)
    for place in own[:-1]:
        one, other = members[place : place + 2]
        if name == "cases" and other.guard is None:
            continue  # the later one would never be reached: as if it were left out
        swapped = (*members[:place], other, one, *members[place + 2 :])
        first, second = one.written.text, other.written.text
        yield Changed(
            evolve(node, **{name: swapped}), "order", verbatim(f"{first} / {second}"), verbatim(f"{second} / {first}"),
            one.written,
        )  # fmt: skip


def _lifted(before: Any, after: Any, one: Changed, written: nodes.Written) -> Changed:
    """The change as one of the node around it, told with that node where the inner part says little by itself."""
    one = evolve(one, condition=_condition_of(before) or one.condition)
    if isinstance(before, nodes.Compare | nodes.Shortfall | nodes.Inside | nodes.Arithmetic):
        return Changed(after, one.kind, spell(before), spell(after), written, one.condition)
    if isinstance(before, nodes.Band) and one.written is not before.award.written and before.award == after.award:
        return Changed(after, one.kind, _band(before), _band(after), written)
    return evolve(one, node=after)


# ---- here ----


def _here(node: Any, written: nodes.Written, *, is_amount: bool) -> Iterator[Changed]:
    """The changes of a node itself."""
    for kind, changed in _changed(node, is_amount=is_amount):
        if changed != node:
            before, after = _said(node, changed)
            guard = node.guard if isinstance(node, nodes.Case | nodes.Adjustment) else _condition_of(node)
            yield Changed(changed, kind, before, after, written, guard)


def _condition_of(node: Any) -> nodes.Expression | None:
    return node if isinstance(node, nodes.And | nodes.Or | nodes.Not) else None


def _changed(node: Any, *, is_amount: bool) -> Iterator[tuple[Kind, Any]]:
    match node:
        case nodes.Case() | nodes.Adjustment():
            yield from _of_guard(node)
            if isinstance(node, nodes.Case) and isinstance(node.body, nodes.NotScored):
                yield "amount", evolve(node, body=nodes.PointsAward(_points(Fraction(0), node.body), node.body.written))
        case nodes.PointsAward(amount):
            yield from (("amount", evolve(node, amount=other)) for other in _other_award(amount))
        case nodes.RangeAward() | nodes.Interval():
            yield "edge", evolve(node, low_closed=not node.low_closed)
            yield "edge", evolve(node, high_closed=not node.high_closed)
            if isinstance(node, nodes.RangeAward) and node.default is not None:
                yield "left out", evolve(node, default=None)
        case nodes.Band(operator=str(operator)):
            yield from (("comparison", evolve(node, operator=other)) for other in _NEIGHBOURS[operator])
        case nodes.Steps():
            yield from _of_steps(node)
        case nodes.Adjust(direction, limit=limit):
            yield "steps", evolve(node, direction="add" if direction == "deduct" else "deduct")
            if limit is not None:
                yield "left out", evolve(node, limit=None)
        case nodes.Round(mode, step):
            yield from (("rounding", evolve(node, mode=other)) for other in Rounding if other is not mode)
            if isinstance(step, nodes.Constant):
                for times in (Fraction(10), Fraction(1, 10)):
                    yield "rounding", evolve(node, step=evolve(step, value=step.value * times))
        case nodes.Rounded(mode=mode):
            yield from (("rounding", evolve(node, mode=other)) for other in Rounding if other is not mode)
            yield "rounding", node.operand
        case _:
            yield from _of_expression(node, is_amount=is_amount)


def _of_guard(node: nodes.Case | nodes.Adjustment) -> Iterator[tuple[Kind, Any]]:
    guard = node.guard
    if guard is None:
        return
    if not isinstance(guard, nodes.Compare | nodes.Not):  # those are turned by another sign, or by leaving it out
        yield "logic", evolve(node, guard=nodes.Not(guard, type=guard.type, written=guard.written))
    if isinstance(node, nodes.Adjustment):
        yield "logic", evolve(node, guard=None)


def _of_steps(node: nodes.Steps) -> Iterator[tuple[Kind, Any]]:
    yield "steps", evolve(node, direction="add" if node.direction == "deduct" else "deduct")
    parts: tuple[PartStep, ...] = ("whole_steps", "started_steps", "pro_rata")
    if node.part is not None:
        yield from (("steps", evolve(node, part=part)) for part in parts if part != node.part)
    if node.limit is not None:
        yield "left out", evolve(node, limit=None)


_NEIGHBOURS: Final[dict[Comparator, tuple[Comparator, ...]]] = {
    ">=": (">", "<"), ">": (">=", "<="), "<=": ("<", ">"), "<": ("<=", ">="), "=": ("!=",), "!=": ("=",),
}  # fmt: skip
_OTHER_OPERATOR: Final[dict[Operator, Operator]] = {"+": "-", "-": "+", "*": "/", "/": "*"}


def _of_expression(node: nodes.Expression, *, is_amount: bool) -> Iterator[tuple[Kind, nodes.Expression]]:
    match node:
        case nodes.Constant(value):
            kind: Kind = "amount" if is_amount else "threshold"
            for other in _other_numbers(value, node.type):
                yield kind, evolve(node, value=other)
        case nodes.TruthConstant(value):
            yield "logic", evolve(node, value=not value)
        case nodes.Compare(operator, left):
            for comparator in _NEIGHBOURS[operator]:
                yield "comparison", evolve(node, operator=comparator)
            if operator == "=" and isinstance(left.type, types.Numeric):
                yield "comparison", evolve(node, operator=">=")
                yield "comparison", evolve(node, operator="<=")
        case nodes.Meets(left, right):
            equal = nodes.Compare("!=", left, right, type=node.type, written=node.written)
            yield "comparison", nodes.And(node, equal, type=node.type, written=node.written)
        case nodes.And(left, right):
            yield "logic", nodes.Or(left, right, type=node.type, written=node.written)
            yield "logic", left
            yield "logic", right
        case nodes.Or(left, right):
            yield "logic", nodes.And(left, right, type=node.type, written=node.written)
            yield "logic", left
            yield "logic", right
        case nodes.Not(operand):
            yield "logic", operand
        case nodes.Negative(operand):
            yield "arithmetic", operand
        case nodes.Shortfall(low, high):
            yield "arithmetic", evolve(node, low=high, high=low)
        case nodes.Arithmetic(operator, left, right):
            if operator in "+-" or _is_pure(right):
                yield "arithmetic", evolve(node, operator=_OTHER_OPERATOR[operator])
            if operator in "-/" and left.type == right.type:
                yield "arithmetic", evolve(node, left=right, right=left)
        case nodes.Function(function="min"):
            yield "arithmetic", evolve(node, function="max")
        case nodes.Function(function="max"):
            yield "arithmetic", evolve(node, function="min")
        case nodes.Function(function="abs"):
            yield "arithmetic", node.arguments[0]
        case nodes.Function(function="if"):
            condition, yes, no = node.arguments
            yield "logic", evolve(node, arguments=(condition, no, yes))
        case _:
            return


def _is_pure(node: nodes.Expression) -> bool:
    return isinstance(node.type, types.Numeric) and node.type.is_pure


# ---- numbers ----


def _other_numbers(value: Fraction, type_: types.Type) -> Iterator[Fraction]:
    """A number one step of its grid off, and further off."""
    if not isinstance(type_, types.Numeric):
        return  # a bare 0 fits every type
    small, large = _steps(value, type_)
    for step in (-small, small, -large, large):
        if value + step >= 0 or value < 0:
            yield value + step


def _steps(value: Fraction, type_: types.Numeric) -> tuple[Fraction, Fraction]:
    if type_ in (types.RATIO, types.PERCENTAGE_POINTS):
        return Fraction(1, 10_000), Fraction(1, 20)
    if type_ == types.POINTS:
        return Fraction(1, 100), Fraction(1)
    if type_ == types.MONEY:
        return Fraction(1), max(abs(value) / 10, Fraction(1))
    whole = value.denominator == 1 and type_ != types.NUMBER
    return (Fraction(1), Fraction(2)) if whole else (Fraction(1, 100), Fraction(1))


def _other_award(amount: nodes.Expression) -> Iterator[nodes.Expression]:
    """Full marks in the place of nothing, nothing in the place of full marks, or a part of them."""
    match amount:
        case nodes.RowField("full") | nodes.Variable(key="full"):
            yield _points(Fraction(0), amount)
            part = nodes.Constant(Fraction(9, 10), type=types.RATIO, written=amount.written)
            yield nodes.Arithmetic("*", amount, part, type=amount.type, written=amount.written)
        case nodes.Constant(Fraction(numerator=0)):
            yield nodes.RowField("full", type=types.POINTS, written=amount.written)
        case nodes.Constant():
            yield _points(Fraction(0), amount)
        case _:
            return


def _points(value: Fraction, like: nodes.Expression | nodes.NotScored) -> nodes.Constant:
    return nodes.Constant(value, type=types.POINTS, written=like.written)


# ---- in words ----


def _said(before: Any, after: Any) -> tuple[Wording, Wording]:
    match before:
        case nodes.Case(guard=guard) | nodes.Adjustment(guard=guard) if guard is not None and guard != after.guard:
            return spell(guard), LEFT_OUT if after.guard is None else _condition(after.guard)
        case nodes.Case():
            return _word("not_scored"), _award(after.body)
        case nodes.PointsAward():
            return _award(before), _award(after)
        case nodes.RangeAward(default=default) if default is not None and after.default is None:
            word, shown = _word("default"), spell(default)
            return Wording(f"{word.zh} {shown.zh}", f"{word.en} {shown.en}"), LEFT_OUT
        case nodes.RangeAward():
            return spell_interval(_as_interval(before)), spell_interval(_as_interval(after))
        case nodes.Interval():
            return spell_interval(before), spell_interval(after)
        case nodes.Band():
            return _band(before), _band(after)
        case nodes.Steps(limit=limit) | nodes.Adjust(limit=limit) if limit is not None and after.limit is None:
            word, shown = _word("at_most"), spell(limit)
            return Wording(f"{word.zh} {shown.zh}", f"{word.en} {shown.en}"), LEFT_OUT
        case nodes.Steps() if before.part != after.part and before.part is not None:
            return _word(before.part), _word(after.part)
        case nodes.Steps() | nodes.Adjust():
            return _word(before.direction), _word(after.direction)
        case nodes.Round():
            return _round(before), _round(after)
        case _:
            return spell(before), spell(after)


def _condition(guard: nodes.Expression) -> Wording:
    """A condition, with brackets around what is negated as a whole."""
    if isinstance(guard, nodes.Not) and isinstance(guard.operand, nodes.And | nodes.Or | nodes.Meets):
        word, inner = _word("not"), spell(guard.operand)
        return Wording(f"{word.zh} ({inner.zh})", f"{word.en} ({inner.en})")
    return spell(guard)


def _award(award: nodes.PointsAward) -> Wording:
    word, shown = _word("award"), spell(award.amount)
    return Wording(f"{word.zh} {shown.zh}", f"{word.en} {shown.en}")


def _band(band: nodes.Band) -> Wording:
    if band.interval is not None:
        return spell_interval(band.interval)
    assert band.amount is not None  # noqa: S101 - a band is an interval or a comparison
    signs = {">=": "≥", "<=": "≤", "!=": "≠"}
    sign, amount = band.operator or "=", spell(band.amount)
    return Wording(f"{signs.get(sign, sign)} {amount.zh}", f"{sign} {amount.en}")


def _as_interval(award: nodes.RangeAward) -> nodes.Interval:
    return nodes.Interval(award.low, award.high, award.low_closed, award.high_closed, award.written)


def _round(change: nodes.Round) -> Wording:
    mode, step = rounding(change.mode), spell(change.step)
    return Wording(f"{mode.zh} 到 {step.zh}", f"{mode.en} to {step.en}")


def _word(word_id: str) -> Wording:
    return vocabulary().keyword(word_id).wording

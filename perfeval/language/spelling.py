"""Typed expressions written out again, in either vocabulary: for explanations."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from typing import Final, assert_never

from perfeval.exact import Rounding, plain
from perfeval.language import nodes, types
from perfeval.language.remembered import remembered
from perfeval.language.types import Plain, Type
from perfeval.language.vocabulary import vocabulary
from perfeval.wording import Wording, verbatim

_SIGNS: Final = {
    ">=": Wording("≥", ">="),
    "<=": Wording("≤", "<="),
    "!=": Wording("≠", "!="),
    "*": Wording("×", "*"),
    "/": Wording("÷", "/"),
}
_STRENGTH: Final = {"+": 1, "-": 1, "*": 2, "/": 2}


@remembered
def spell(node: nodes.Expression) -> Wording:
    """The expression as it reads in Chinese and in English."""
    match node:
        case nodes.Constant(value):
            return number(value, node.type)
        case nodes.WordConstant(text):
            return Wording(f"“{text}”", f'"{text}"')
        case nodes.TruthConstant(value):
            return _keyword("yes" if value else "no")
        case nodes.DateConstant(date):
            return Wording(f"{date.year}年{date.month}月{date.day}日", date.isoformat())
        case nodes.RowField(field_id):
            return vocabulary().words["row"][field_id].wording
        case nodes.TableField(field_id):
            return vocabulary().words["table"][field_id].wording
        case nodes.Kind(kind):
            return vocabulary().words["kinds"][kind].wording
        case nodes.SameGroup(level):
            return vocabulary().words["row"][f"same_level{level}"].wording
        case nodes.Variable(key=key) if key in vocabulary().words["row"]:
            return vocabulary().words["row"][key].wording  # a built-in name restated
        case nodes.Variable(name=name):
            return verbatim(name)
        case nodes.Fact(name=name):
            return verbatim(name)
        case nodes.ByRule(rule=rule):
            by = _keyword("by")
            return Wording(f"{by.zh} {rule}", f"{by.en} {rule}")
        case nodes.Total():
            return _keyword("total")
        case nodes.Function(function, arguments):
            return _call(vocabulary().words["functions"][function].wording, arguments)
        case nodes.Aggregate(function, operand, condition, across_units):
            inside = tuple(one for one in (operand, condition) if one is not None)
            around = (_keyword("across_units"),) if across_units else ()
            return _call(vocabulary().words["functions"][function].wording, inside, around)
        case nodes.Rounded(mode, operand, step):
            return _call(rounding(mode), (operand, step))
        case nodes.Arithmetic(operator, left, right):
            return _join(_side(left, node, right=False), _SIGNS.get(operator, verbatim(operator)),
                         _side(right, node, right=True))  # fmt: skip
        case nodes.Negative(operand):
            one = spell(operand)
            return Wording(f"-{one.zh}", f"-{one.en}")
        case nodes.Shortfall(low, high):
            return _join(spell(low), _keyword("short_of"), spell(high))
        case nodes.And(left, right):
            return _join(spell(left), _keyword("and"), spell(right))
        case nodes.Or(left, right):
            return _join(spell(left), _keyword("or"), spell(right))
        case nodes.Not(operand):
            one = spell(operand)
            word = _keyword("not")
            return Wording(f"{word.zh} {one.zh}", f"{word.en} {one.en}")
        case nodes.Compare(operator, left, right):
            return _join(spell(left), _SIGNS.get(operator, verbatim(operator)), spell(right))
        case nodes.Meets(left, right):
            return _join(spell(left), _keyword("meets"), spell(right))
        case nodes.Contains(left, right):
            return _join(spell(left), _keyword("contains"), spell(right))
        case nodes.Inside(operand, interval):
            return _join(spell(operand), _keyword("in"), spell_interval(interval))
        case nodes.StateOf(operand, state):
            one, word = spell(operand), _keyword(state)
            return Wording(f"{one.zh}{word.zh}", f"{one.en} {word.en}")
        case nodes.IsType(operand, type_word):
            return _join(spell(operand), _keyword("is"), _keyword(type_word))
        case _:
            assert_never(node)


@remembered
def spell_interval(interval: nodes.Interval) -> Wording:
    """An interval with its brackets."""
    low, high = spell(interval.low), spell(interval.high)
    opening = "[" if interval.low_closed else "("
    closing = "]" if interval.high_closed else ")"
    return Wording(f"{opening}{low.zh}, {high.zh}{closing}", f"{opening}{low.en}, {high.en}{closing}")


@cache
def rounding(mode: Rounding) -> Wording:
    """A rounding mode."""
    return _keyword(mode.value.replace(" ", "_"))


def number(value: Fraction, type_: Type) -> Wording:
    """A figure with its unit."""
    if type_ == types.POINTS:
        return Wording(f"{plain(value)}分", f"{plain(value)} points")
    if type_ == types.RATIO:
        return verbatim(f"{plain(value * 100)}%")
    if type_ == types.PERCENTAGE_POINTS:
        return Wording(f"{plain(value * 100)}个百分点", f"{plain(value * 100)} percentage points")
    if type_ == types.MONEY:
        large = value >= 10_000
        shown = plain(value / 10_000, 6) if large else plain(value)
        return Wording(f"{shown}{'万元' if large else '元'}", f"{shown} {'wan_yuan' if large else 'yuan'}")
    if type_ == types.DAYS:
        return Wording(f"{plain(value)}天", f"{plain(value)} days")
    unit = types.unit_of(type_) if type_ is not Plain.ZERO else None
    return verbatim(f"{plain(value)}{unit or ''}")


def _keyword(word_id: str) -> Wording:
    return vocabulary().keyword(word_id).wording


def _join(left: Wording, sign: Wording, right: Wording) -> Wording:
    return Wording(f"{left.zh} {sign.zh} {right.zh}", f"{left.en} {sign.en} {right.en}")


def _call(name: Wording, arguments: tuple[nodes.Expression, ...], more: tuple[Wording, ...] = ()) -> Wording:
    inside = [*(spell(argument) for argument in arguments), *more]
    zh, en = ", ".join(one.zh for one in inside), ", ".join(one.en for one in inside)
    return Wording(f"{name.zh}({zh})", f"{name.en}({en})")


def _side(node: nodes.Expression, outer: nodes.Arithmetic, *, right: bool) -> Wording:
    """An operand, in brackets where the reading would change without them."""
    one = spell(node)
    match node:
        case nodes.Arithmetic(operator):
            inner, around = _STRENGTH[operator], _STRENGTH[outer.operator]
            if inner < around or (right and inner == around and outer.operator in ("-", "/")):
                return Wording(f"({one.zh})", f"({one.en})")
        case nodes.Shortfall():
            return Wording(f"({one.zh})", f"({one.en})")
        case _:
            pass
    return one

"""Expressions as Python statements.

Numbers of a certain type are computed on bare integers, conditions in three values, all the rest through the algebra of
`amount.py`. Every subexpression gets a variable of its own, so that the generated text reads from top to bottom.

No rule text becomes code: names are numbered, texts and types are handed over in a table of constants.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from keyword import iskeyword
from typing import assert_never

from attrs import define, field

from perfeval.engine.amount import Day, Word, exactly
from perfeval.engine.cells import is_label
from perfeval.engine.certain import Certain
from perfeval.engine.comparison import like
from perfeval.engine.python_parts import (
    CELLS,
    PRINTED,
    PYTHON_SIGN,
    ROUNDING,
    TEXTS,
    Condition,
    Number,
    Shared,
    is_cell_of,
    may_be_cell,
    product,
)
from perfeval.exact import Rounding
from perfeval.language import nodes, types
from perfeval.language.tree import Comparator
from perfeval.language.types import Numeric


@define
class Writer:
    """Writes the body of one function."""

    shared: Shared
    lines: list[str] = field(factory=list)
    _indent: int = 1
    _names: int = 0

    def emit(self, line: str) -> None:
        """One line at the present depth."""
        self.lines.append("    " * self._indent + line)

    @contextmanager
    def block(self, head: str) -> Iterator[None]:
        """A line and what is indented below it."""
        self.emit(head)
        self._indent += 1
        yield
        self._indent -= 1

    def name(self, letter: str) -> str:
        """A new local name."""
        self._names += 1
        return f"{letter}{self._names}"

    def certain(self, node: nodes.Expression) -> Certain | None:
        """The certain type of an expression."""
        return self.shared.certainty.of(node)

    # ---- numbers ----

    def number(self, node: nodes.Expression) -> Number:
        """An expression of a certain type, as a pair of integers."""
        found = self.certain(node)
        assert found is not None  # noqa: S101 - asked by the caller
        match node:
            case nodes.Constant(value):
                return Number(str(value.numerator), str(value.denominator), True, found.type)
            case nodes.RowField("weight"):
                return self._own_weight()
            case nodes.RowField("full", printed) if printed or "full" not in self.shared.certainty.restated:
                return self._own_weight()
            case nodes.RowField("full"):
                return self._call(f"{self.shared.function('full', 'number')}(here)", found)
            case nodes.RowField("declared" | "completion" as name):
                return self._call(f"number(here.row.{name})", found)
            case nodes.RowField("level1_points" | "goal_share" as name):
                return self._call(f"number(here.{name}())", found)
            case nodes.Fact():
                return self._call(f"number({self._fact(node)})", found)
            case nodes.ByRule(rule):
                return self._call(self._by_rule(rule), found)
            case nodes.TableField(name):
                return self._call(f"number(here.field({self.shared.word(name)}))", found)
            case nodes.Variable(key):
                return self._call(f"{self.shared.function(key, 'number')}(here)", found)
            case nodes.Aggregate():
                return self._call(f"{self.shared.function(node, 'number')}(here)", found)
            case nodes.Function("if", (condition, *branches)):
                return self._either_number(condition, (branches[0], branches[1]), found)
            case nodes.Function("first"):
                return self._call(f"number({self.value(node)})", found)
            case nodes.Function("abs", (operand,)):
                one = self.number(operand)
                return self._from((one,), f"abs({one.top})", one.bottom, found)
            case nodes.Function("min" | "max" as which, arguments):
                return self._extreme(tuple(self.number(one) for one in arguments), found, greatest=which == "max")
            case nodes.Rounded(mode, operand, step):
                return self._rounded(self.number(operand), self.number(step), mode, found)
            case nodes.Negative(operand):
                one = self.number(operand)
                return self._from((one,), f"-{one.top}", one.bottom, found)
            case nodes.Shortfall(low, high):
                one = self._arithmetic("-", self.number(high), self.number(low), found)
                return self._from((one,), f"max(0, {one.top})", one.bottom, found)
            case nodes.Arithmetic(operator, left, right):
                return self._arithmetic(operator, self.number(left), self.number(right), found)
            case _:
                raise AssertionError(f"not a number of a certain type: {node}")

    @staticmethod
    def _own_weight() -> Number:
        return Number("here.weight[0]", "here.weight[1]", True, types.POINTS)

    def _call(self, call: str, found: Certain) -> Number:
        top, bottom = self.name("n"), self.name("d")
        self.emit(f"{top}, {bottom} = {call}")
        return Number(top, bottom, False, found.type)

    def _from(self, parts: tuple[Number, ...], top: str, bottom: str, found: Certain) -> Number:
        """A number computed from others; unknown where one of them is."""
        made, below = self.name("n"), self.name("d")
        unsure = [part.top for part in parts if not part.is_sure]
        value = f"{top}, {bottom}"
        if not unsure:
            self.emit(f"{made}, {below} = {value}")
        else:
            unknown = " or ".join(f"{one} is None" for one in unsure)
            self.emit(f"{made}, {below} = NOTHING if {unknown} else ({value})")
        return Number(made, below, not unsure, found.type)

    def _either_number(
        self, condition: nodes.Expression, branches: tuple[nodes.Expression, nodes.Expression], found: Certain
    ) -> Number:
        chosen = self.condition(condition)
        top, bottom = self.name("n"), self.name("d")
        for index, head in enumerate((f"if {chosen.atom}:", f"elif {chosen.atom} is False:")):
            with self.block(head):
                one = self.number(branches[index])
                self.emit(f"{top}, {bottom} = {one.top}, {one.bottom}")
        with self.block("else:"):
            self.emit(f"{top}, {bottom} = NOTHING")
        return Number(top, bottom, False, found.type)

    def _extreme(self, parts: tuple[Number, ...], found: Certain, *, greatest: bool) -> Number:
        best = parts[0]
        for one in parts[1:]:
            best = self.bounded(best, one, found, sign="<" if greatest else ">")
        return best

    def bounded(self, one: Number, bound: Number, found: Certain, *, sign: str) -> Number:
        """The number, or the bound where the number is past it."""
        past = f"{product(one.top, bound.bottom)} {sign} {product(bound.top, one.bottom)}"
        value = f"({bound.top}, {bound.bottom}) if {past} else ({one.top}, {one.bottom})"
        made, below = self.name("n"), self.name("d")
        unsure = [part.top for part in (one, bound) if not part.is_sure]
        if unsure:
            value = f"NOTHING if {' or '.join(f'{name} is None' for name in unsure)} else {value}"
        self.emit(f"{made}, {below} = {value}")
        return Number(made, below, not unsure, found.type)

    def _rounded(self, one: Number, step: Number, mode: Rounding, found: Certain) -> Number:
        steps = f"{ROUNDING[mode]}({product(one.top, step.bottom)}, {product(one.bottom, step.top)})"
        if not step.top.isdigit() or step.top == "0":
            step = self.positive(step)
        return self._from((one, step), product(steps, step.top), step.bottom, found)

    def positive(self, one: Number) -> Number:
        """The number, unknown where it is not above 0."""
        made = self.name("n")
        known = "" if one.is_sure else f"{one.top} is not None and "
        self.emit(f"{made} = {one.top} if {known}{one.top} > 0 else None")
        return Number(made, one.bottom, False, one.type)

    def _arithmetic(self, operator: str, one: Number, other: Number, found: Certain) -> Number:
        parts = (one, other)
        match operator:
            case "*":
                return self._from(parts, product(one.top, other.top), product(one.bottom, other.bottom), found)
            case "+" | "-":
                if one.bottom == other.bottom:
                    return self._from(parts, f"{one.top} {operator} {other.top}", one.bottom, found)
                top = f"{product(one.top, other.bottom)} {operator} {product(other.top, one.bottom)}"
                return self._from(parts, top, product(one.bottom, other.bottom), found)
            case "/":
                divisor = self._not_zero(other)
                top, bottom = product(one.top, other.bottom), product(one.bottom, divisor.top)
                made = self._from((one, divisor), top, bottom, found)
                if not divisor.top.isdigit():
                    with self.block(f"if {made.top} is not None and {made.bottom} < 0:"):
                        self.emit(f"{made.top}, {made.bottom} = -{made.top}, -{made.bottom}")
                return made
            case _:
                raise AssertionError(f"no operator: {operator}")

    def _not_zero(self, one: Number) -> Number:
        if one.top.isdigit() and one.top != "0":
            return one
        made = self.name("n")
        self.emit(f"{made} = {one.top} or None")
        return Number(made, one.bottom, False, one.type)

    def _fact(self, node: nodes.Fact) -> str:
        item = self.shared.certainty.inputs[node.name]
        given = f"here.fact({self.shared.constant(item)})"
        return given if item.default is None else f"given({given}, {self.value(item.default)})"

    def _by_rule(self, name: str) -> str:
        place = self.shared.places.get(name)
        if place is None:
            return "NOTHING"
        self.shared.wants_by_name(place)
        return f"by_{place}(here) or NOTHING"

    # ---- conditions ----

    def condition(self, node: nodes.Expression) -> Condition:
        """A condition, in three values."""
        match node:
            case nodes.TruthConstant(value):
                return Condition(str(value), True)
            case nodes.Kind(kind):
                return self._set(f"{self.shared.word(kind)} in here.row.kinds", is_sure=True)
            case nodes.SameGroup(level):
                return self._set(f"here.same_group({level})")
            case nodes.And(left, right):
                return self._joined(left, right, stops="False")
            case nodes.Or(left, right):
                return self._joined(left, right, stops="True")
            case nodes.Not(operand):
                one = self.condition(operand)
                return self._set(
                    f"not {one.atom}" if one.is_sure else f"None if {one.atom} is None else not {one.atom}",
                    is_sure=one.is_sure,
                )
            case nodes.Compare(operator, left, right):
                return self.comparison(operator, left, right)
            case nodes.Inside(operand, interval):
                return self.inside(self.looked_at(operand), interval)
            case nodes.Meets(left, right):
                if is_cell_of(left, "actual") and is_cell_of(right, "target"):
                    return self._set("truth(here.row.meets)")
                return self._set(f"here.meets({self.value(left)}, {self.value(right)})")
            case nodes.Contains(left, right):
                return self._set(f"here.contains({self.value(left)}, {self.value(right)})")
            case nodes.StateOf(operand, state):
                return self._state(operand, state)
            case nodes.IsType(operand, word):
                kind = self.shared.word(word)
                return self._set(f"here.is_type({self.value(operand)}, {kind})", is_sure=True)
            case nodes.Variable(key) if key not in ("target", "actual") and key in self.shared.certainty.definitions:
                return self._set(f"{self.shared.function(key, 'condition')}(here)")
            case _:
                return self._set(f"truth(here.plain({self.value(node)}))")

    def _set(self, value: str, *, is_sure: bool = False) -> Condition:
        made = self.name("c")
        self.emit(f"{made} = {value}")
        return Condition(made, is_sure)

    def _changeable(self, one: Condition) -> str:
        """A variable that holds a condition and may be set anew: its own, unless it is a literal."""
        return one.atom if one.atom.isidentifier() and not iskeyword(one.atom) else self._set(one.atom).atom

    def _joined(self, left: nodes.Expression, right: nodes.Expression, *, stops: str) -> Condition:
        """且 and 或: the right side matters unless the left one decides; what is unknown yields to what decides."""
        one = self.condition(left)
        made = self._changeable(one)
        goes_on = "True" if stops == "False" else "False"
        with self.block(f"if {made} is not {stops}:"):
            other = self.condition(right)
            if one.is_sure:
                self.emit(f"{made} = {other.atom}")
            else:
                with self.block(f"if {made} is {goes_on} or {other.atom} is {stops}:"):
                    self.emit(f"{made} = {other.atom}")
        return Condition(made, one.is_sure and other.is_sure)

    def looked_at(self, node: nodes.Expression) -> Number | str | nodes.Expression:
        """The quantity of bands or of an interval, computed once: a number, a value; a label stays as it is."""
        if is_label(node):
            return node
        return self.number(node) if self.certain(node) is not None else self.value(node)

    def held(
        self, operator: Comparator, quantity: Number | str | nodes.Expression, other: nodes.Expression
    ) -> Condition:
        """A quantity looked at, held against an expression."""
        if not isinstance(quantity, Number | str):
            return self.comparison(operator, quantity, other)
        if isinstance(quantity, Number) and self.certain(other) is not None:
            return self._numbers_compared(operator, quantity, self.number(other))
        value = self._as_value(quantity) if isinstance(quantity, Number) else quantity
        sign = self.shared.word(operator)
        method = "labels" if is_label(other) else "compared"
        return self._set(f"here.{method}({sign}, {value}, {self.value(other)})")

    def inside(self, quantity: Number | str | nodes.Expression, interval: nodes.Interval) -> Condition:
        """Whether a quantity looked at lies in an interval."""
        above: Comparator = ">=" if interval.low_closed else ">"
        below: Comparator = "<=" if interval.high_closed else "<"
        low = self.held(above, quantity, interval.low)
        made = self._changeable(low)
        with self.block(f"if {made} is not False:"):
            high = self.held(below, quantity, interval.high)
            with self.block(f"if {made} or {high.atom} is False:"):
                self.emit(f"{made} = {high.atom}")
        return Condition(made, low.is_sure and high.is_sure)

    def comparison(self, operator: Comparator, left: nodes.Expression, right: nodes.Expression) -> Condition:
        """A comparison of two expressions."""
        if not is_label(left) and not is_label(right):
            return self.held(operator, self.looked_at(left), right)
        sign = self.shared.word(operator)
        return self._set(f"here.labels({sign}, {self.value(left)}, {self.value(right)})")

    def _numbers_compared(self, operator: Comparator, one: Number, other: Number) -> Condition:
        if not like(one.type, other.type):
            return Condition("None", False)
        left, right = product(one.top, other.bottom), product(other.top, one.bottom)
        if one.bottom == other.bottom or other.top == "0":
            left, right = one.top, other.top
        value = f"{left} {PYTHON_SIGN[operator]} {right}"
        unsure = [part.top for part in (one, other) if not part.is_sure]
        if unsure:
            value = f"None if {' or '.join(f'{name} is None' for name in unsure)} else {value}"
        return self._set(value, is_sure=not unsure)

    def _state(self, operand: nodes.Expression, state: nodes.State) -> Condition:
        value = self.value(operand)
        match state:
            case "is_missing":
                return self._set(f"blank({value}) is True", is_sure=True)
            case "is_not_applicable":
                return self._set(f"blank({value}) is False", is_sure=True)
            case "is_filled":
                return self._set(f"blank({value}) is None", is_sure=True)
            case "is_a_claim":
                return self._set(f"here.is_claim({value})", is_sure=True)
            case _:
                assert_never(state)

    # ---- values of any type ----

    def operand(self, node: nodes.Expression) -> str:
        """An expression of which only the data know the type, to compute with."""
        return f"here.plain({self.value(node)})" if may_be_cell(node, self.shared.certainty) else self.value(node)

    def value(self, node: nodes.Expression) -> str:
        """The same, a cell kept as it is; the name of the variable or the constant that holds it."""
        if isinstance(node, nodes.Constant | nodes.WordConstant | nodes.TruthConstant | nodes.DateConstant):
            return self._value(node)
        made = self.name("v")
        self.emit(f"{made} = {self._value(node)}")
        return made

    def _as_value(self, one: Number) -> str:
        made = self.name("v")
        self.emit(f"{made} = amount({one.top}, {one.bottom}, {self.shared.constant(one.type)})")
        return made

    def _value(self, node: nodes.Expression) -> str:
        shared = self.shared
        match node:
            case nodes.Constant(value):
                return shared.constant(exactly(value, node.type if isinstance(node.type, Numeric) else None))
            case nodes.WordConstant(text):
                return shared.constant(Word(text))
            case nodes.TruthConstant(truth):
                return str(truth)
            case nodes.DateConstant(date):
                return shared.constant(Day(date))
            case nodes.RowField():
                return self._row_field(node)
            case nodes.TableField(name):
                return f"here.field({shared.word(name)})"
            case nodes.Variable("target" | "actual" as name):
                return CELLS[name]
            case nodes.Variable(key):
                return f"{shared.function(key, 'value')}(here)" if key in shared.certainty.definitions else "UNKNOWN"
            case nodes.Fact():
                return self._fact(node)
            case nodes.Total():
                return "here.total()"
            case nodes.Function("if", (condition, *branches)):
                return self._either_value(condition, (branches[0], branches[1]))
            case nodes.Function("first", arguments):
                return f"first({', '.join([self.value(argument) for argument in arguments])})"
            case nodes.Aggregate() if self.certain(node) is None:
                return f"{shared.function(node, 'value')}(here)"
            case _ if self.certain(node) is not None:
                return self._as_value(self.number(node))
            case nodes.Function("abs", (operand,)):
                return f"absolute({self.operand(operand)})"
            case nodes.Function("min" | "max" as which, arguments):
                operands = ", ".join([self.operand(argument) for argument in arguments])
                return f"extreme(({operands},), greatest={which == 'max'})"
            case nodes.Function("sqrt" | "ln" | "exp" | "power" as which, arguments):
                operands = ", ".join([self.operand(argument) for argument in arguments])
                type_ = node.type if isinstance(node.type, Numeric) else None
                return f"real_function({shared.word(which)}, ({operands},), {shared.constant(type_)})"
            case nodes.Rounded(mode, operand, step):
                return f"rounded({self.operand(operand)}, {self.operand(step)}, {shared.constant(mode)})"
            case nodes.Negative(operand):
                return f"negative({self.operand(operand)})"
            case nodes.Arithmetic(operator, left, right):
                return f"arithmetic({shared.word(operator)}, {self._sides(left, right)})"
            case nodes.Shortfall(low, high):
                return f"shortfall({self._sides(low, high)})"
            case _:
                condition_ = self.condition(node)
                return condition_.atom if condition_.is_sure else f"known({condition_.atom})"

    def _row_field(self, node: nodes.RowField) -> str:
        match node.id:
            case "target" | "actual" if node.printed:
                return PRINTED[node.id]
            case "target" | "actual" | "revised_target":
                return CELLS[node.id]
            case "full" if not node.printed and "full" in self.shared.certainty.restated:
                return f"{self.shared.function('full', 'value')}(here)"
            case "full" | "weight":
                return "here.row.weight"
            case "declared" | "completion" | "achievement":
                return f"here.row.{node.id}"
            case "level1_points" | "score" | "goal_share":
                return f"here.{node.id}()"
            case name if name in TEXTS:
                return f"here.row.text_field({self.shared.word(name)})"
            case _:
                raise AssertionError(f"no row name: {node.id}")

    def _either_value(self, condition: nodes.Expression, branches: tuple[nodes.Expression, nodes.Expression]) -> str:
        chosen = self.condition(condition)
        made = self.name("v")
        for index, head in enumerate((f"if {chosen.atom}:", f"elif {chosen.atom} is False:")):
            with self.block(head):
                self.emit(f"{made} = {self.value(branches[index])}")
        with self.block("else:"):
            self.emit(f"{made} = UNKNOWN")
        return made

    def _sides(self, left: nodes.Expression, right: nodes.Expression) -> str:
        one, other = self.value(left), self.value(right)
        if not may_be_cell(left, self.shared.certainty) and not may_be_cell(right, self.shared.certainty):
            return f"{one}, {other}"
        return f"here.beside({one}, {other}), here.beside({other}, {one})"

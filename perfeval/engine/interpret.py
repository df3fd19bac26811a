"""The interpreter: what every expression of the language means. It is the definition of the language.

The generated evaluators are tested against it. It works on typed values (`amount.py`) and is total: what cannot be
decided is `Unknown`, with the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from typing import Any, ClassVar, Final, assert_never

from attrs import define, evolve, field

from perfeval.engine import facts, pairing
from perfeval.engine.aggregates import aggregate
from perfeval.engine.amount import (
    UNDECIDED_ROWS,
    Amount,
    Blank,
    Cell,
    Day,
    Operand,
    Unknown,
    Word,
    absolute,
    arithmetic,
    exactly,
    extreme,
    needed,
    negative,
    real_function,
    rounded,
    shortfall,
)
from perfeval.engine.cells import as_cell_value, blank_of, is_grade_word, is_label, ranks_of, read_text, value_is
from perfeval.engine.comparison import both, compare, either, fold_text, negated
from perfeval.engine.facts import share_of_goal
from perfeval.engine.row import Row, table_field
from perfeval.engine.standing import Standing, standing
from perfeval.engine.table_state import TableState
from perfeval.language import nodes, types
from perfeval.language.remembered import remembered
from perfeval.language.tree import Comparator
from perfeval.tables.indicator import Indicator
from perfeval.tables.labels import fold_label
from perfeval.values.model import (
    Comparison,
    Grade,
    Missing,
    NotApplicable,
    Text,
    Value,
    YesNo,
)
from perfeval.wording import Wording


@define
class Interpreter:
    """Evaluates expressions of one rule set about one table, or about one row of it."""

    ruleset: nodes.RuleSetNodes
    state: TableState
    row: Row | None = None
    outer: Row | None = None
    """In an aggregate's condition: the row that the aggregate stands in."""
    restating: bool = False
    """While a row's restated target and actual value are worked out: names mean the values before."""
    _memo: dict[str, Operand | Cell] = field(factory=dict)
    _standing: Standing | None = None

    @property
    def standing(self) -> Standing:
        """What of the rule set is in force on the day that decides."""
        if self._standing is None:
            self._standing = standing(self.ruleset, self.state.day)
        return self._standing

    def about(self, row: Row) -> Interpreter:
        """The same about another row; the row so far becomes the outer one."""
        return Interpreter(self.ruleset, self.state, row, self.row, standing=self.standing)

    def about_each(self, rows: Iterable[Row]) -> Iterator[Interpreter]:
        """The same about each row in turn: one interpreter that goes from row to row, to be used before the next."""
        inner = Interpreter(self.ruleset, self.state, None, self.row, standing=self.standing)
        for row in rows:
            inner.row = row
            inner._memo.clear()
            yield inner

    def about_unit(self, unit: TableState, row: Row) -> Interpreter:
        """The same about a row of another unit's table."""
        return Interpreter(self.ruleset, unit, row, self.row)

    # ---- entry points ----

    def truth(self, node: nodes.Expression) -> bool | Unknown:
        """A condition, three-valued."""
        value = self._MEANING[type(node)](self, node)
        if value is True or value is False or isinstance(value, Unknown):
            return value
        value = self._plain(value)
        if isinstance(value, bool | Unknown):
            return value
        if isinstance(value, Blank):
            return Unknown(value.wording)
        return Unknown(Wording("不是条件", "not a condition"))

    def operand(self, node: nodes.Expression) -> Operand:
        """An expression as a value to compute or compare with."""
        value = self._MEANING[type(node)](self, node)
        return self._plain(value) if isinstance(value, Cell) else value

    def value(self, node: nodes.Expression) -> Operand | Cell:
        """An expression; a target or actual value keeps its sign."""
        return self._MEANING[type(node)](self, node)

    # ---- nodes without a section of their own ----

    def _constant(self, node: nodes.Constant) -> Operand:
        return _amount_of(node)

    def _word(self, node: nodes.WordConstant) -> Operand:
        return Word(node.text)

    def _truth_constant(self, node: nodes.TruthConstant) -> Operand:
        return node.value

    def _day(self, node: nodes.DateConstant) -> Operand:
        return Day(node.date)

    def _kind(self, node: nodes.Kind) -> Operand:
        row = self.row
        assert row is not None  # noqa: S101 - as in `_row`
        return node.id in row.kinds

    def _total(self, node: nodes.Total) -> Operand:  # noqa: ARG002 - every node is handed over
        return self.state.total if self.state.total is not None else Unknown(UNDECIDED_ROWS)

    def _aggregate(self, node: nodes.Aggregate) -> Operand:
        return aggregate(node, self)

    def _rounded(self, node: nodes.Rounded) -> Operand:
        return rounded(self.operand(node.operand), self.operand(node.step), node.mode)

    def _arithmetic(self, node: nodes.Arithmetic) -> Operand:
        one, other = self._sides(node.left, node.right)
        return arithmetic(node.operator, one, other)

    def _negative(self, node: nodes.Negative) -> Operand:
        return negative(self.operand(node.operand))

    def _shortfall(self, node: nodes.Shortfall) -> Operand:
        one, other = self._sides(node.low, node.high)
        return shortfall(one, other)

    def _and(self, node: nodes.And) -> Operand:
        first = self.truth(node.left)
        return first if first is False else both(first, self.truth(node.right))

    def _or(self, node: nodes.Or) -> Operand:
        first = self.truth(node.left)
        return first if first is True else either(first, self.truth(node.right))

    def _not(self, node: nodes.Not) -> Operand:
        return negated(self.truth(node.operand))

    def _compare(self, node: nodes.Compare) -> Operand:
        return self.comparison(node.operator, node.left, node.right)

    def _inside(self, node: nodes.Inside) -> Operand:
        return self.inside(node.operand, node.interval)

    # ---- names ----

    def _row(self) -> Row:
        assert self.row is not None  # noqa: S101 - the checker lets row names stand only where there is a row
        return self.row

    def _row_field(self, node: nodes.RowField) -> Operand | Cell:
        row = self.row
        assert row is not None  # noqa: S101 - as in `_row`
        read = self._ROW_FIELDS.get(node.id)
        return row.text_field(node.id) if read is None else read(self, node, row)

    def _full(self, node: nodes.RowField, row: Row) -> Operand | Cell:
        return self.variable("full") if "full" in self.ruleset.restated and not node.printed else row.weight

    def _score(self, row: Row) -> Operand:
        score = self.state.scores.get(self.state.position(row), _NOT_YET_SCORED)
        return _KEPT_OUT if score is None else score

    _ROW_FIELDS: ClassVar[dict[str, Callable[[Interpreter, nodes.RowField, Row], Operand | Cell]]] = {
        "target": lambda _, node, row: Cell(_printed_target(row)) if node.printed else row.target_cell,
        "actual": lambda _, node, row: Cell(_printed_actual(row)) if node.printed else row.actual_cell,
        "revised_target": lambda _, __, row: Cell(_revised_target(row)),
        "weight": lambda _, __, row: row.weight,
        "full": _full,
        "declared": lambda _, __, row: row.declared,
        "score": lambda self, _, row: self._score(row),
        "completion": lambda _, __, row: row.completion,
        "achievement": lambda _, __, row: row.achievement,
        "goal_share": lambda _, __, row: share_of_goal(
            row.item.goal_share if isinstance(row.item, Indicator) else Missing()
        ),
        "level1_points": lambda _, __, row: row.level1_points,
    }
    """What is no text, by name."""

    def variable(self, key: str) -> Operand | Cell:
        """The value of a `param` or `let` in force on the day that decides."""
        if self.row is not None and not self.restating and key in ("target", "actual"):
            return self.row.target_cell if key == "target" else self.row.actual_cell
        known = self._memo.get(key)
        if known is None:
            definition = self.standing.variables.get(key)
            known = self._memo[key] = (
                Unknown(Wording(f"“{key}”在 {self.state.day} 没有值", f"`{key}` has no value on {self.state.day}"))
                if definition is None
                else self.value(definition.value)
            )
        return known

    def _table_field(self, node: nodes.TableField) -> Operand:
        return table_field(self.state.place, node.id)

    def _variable(self, node: nodes.Variable) -> Operand | Cell:
        return self.variable(node.key)

    def _fact(self, node: nodes.Fact) -> Operand | Cell:
        """A declared fact: the row's, else the table's, else its default."""
        item = self.standing.inputs[node.name]
        given = facts.read(item, self.row, self.state.place.table)
        if given is not None:
            return given
        return facts.missing(item) if item.default is None else self.operand(item.default)

    def _by_rule(self, node: nodes.ByRule) -> Operand | Cell:
        """The points that another rule gives the row, once a row."""
        from perfeval.engine.outcome import points_by  # clauses are applied there, by this interpreter

        name = node.rule
        key = f"by {name}"
        if key not in self._memo:
            rule = self.rule_named(name)
            if rule is None:
                self._memo[key] = Unknown(
                    Wording(
                        f"规则“{name}”在 {self.state.day} 没有施行",
                        f"rule `{name}` is not in force on {self.state.day}",
                    )
                )
            else:
                self._memo[key] = points_by(rule, self)
        return self._memo[key]

    def rule_named(self, name: str) -> nodes.Rule | None:
        """The rule of that name, if it is in force on the day that decides."""
        return self.standing.by_name.get(name)

    def _same_group(self, node: nodes.SameGroup) -> bool | Unknown:
        inner, outer = self._row(), self.outer
        if outer is None:
            return Unknown(Wording("没有可比的行", "there is no outer row to compare with"))
        return inner.shares_labels(outer, node.level)

    # ---- cells ----

    def _sides(self, left: nodes.Expression, right: nodes.Expression) -> tuple[Operand, Operand]:
        """Both sides of an operation; a bare number in a cell takes the other side's unit."""
        meaning = self._MEANING
        one, other = meaning[type(left)](self, left), meaning[type(right)](self, right)
        if not isinstance(one, Cell) and not isinstance(other, Cell):
            return one, other
        return self._beside(one, other), self._beside(other, one)

    def _beside(self, value: Operand | Cell, other: Operand | Cell) -> Operand:
        if not isinstance(value, Cell):
            return value
        plain = self._plain(value)
        if not isinstance(other, Amount) or other.type is None or not other.type.is_ratio:
            return plain
        if isinstance(plain, Amount) and plain.type == types.NUMBER:
            return exactly(plain.low / 100, types.RATIO)
        return plain

    def _plain(self, value: Operand | Cell) -> Operand:
        """The value to compute with; a cell is read as its row pairs it."""
        if not isinstance(value, Cell):
            return value
        if self.row is not None:
            if value.value is self.row.target:
                return self.row.pair.target
            if value.value is self.row.actual:
                return self.row.pair.actual
        if isinstance(value.value, Comparison) and self.row is not None and value.value is _printed_actual(self.row):
            return pairing.claim(value.value, self.state.place.table.year)
        return pairing.operand(value.value, self.state.place.table.year)

    # ---- conditions ----

    def comparison(self, operator: Comparator, left: nodes.Expression, right: nodes.Expression) -> bool | Unknown:
        """A comparison, three-valued."""
        is_of_row = isinstance(left, nodes.RowField) or isinstance(right, nodes.RowField)
        if is_of_row and (is_label(left) or is_label(right)):
            return self._labels(operator, left, right)
        one, other = self._sides(left, right)
        return self.compared(operator, one, other)

    def compared(self, operator: Comparator, one: Operand, other: Operand) -> bool | Unknown:
        """A comparison of values; grade words by their order."""
        if isinstance(one, Word) and isinstance(other, Word):
            ranks = ranks_of(one.text, other.text, self.ruleset.scales)
            if ranks is not None:
                first, second = exactly(Fraction(-ranks[0]), None), exactly(Fraction(-ranks[1]), None)
                return compare(operator, first, second)
            folded = read_text(one.text), read_text(other.text)
            return compare(operator, Word(folded[0]), Word(folded[1]))
        return compare(operator, one, other)

    def _labels(self, operator: Comparator, left: nodes.Expression, right: nodes.Expression) -> bool | Unknown:
        one, other = needed(self.operand(left)), needed(self.operand(right))
        if isinstance(one, Unknown) or isinstance(other, Unknown):
            # a missing label is no label: it equals nothing
            return operator == "!="
        if not isinstance(one, Word) or not isinstance(other, Word):
            return compare(operator, one, other)
        return compare(operator, Word(fold_label(one.text)), Word(fold_label(other.text)))

    def _meets(self, node: nodes.Meets) -> bool | Unknown:
        one, other = self._as_value(self.value(node.left)), self._as_value(self.value(node.right))
        row = self._row()
        if one is row.actual and other is row.target:
            return row.meets
        if isinstance(one, Unknown):
            return one
        if isinstance(other, Unknown):
            return other
        return evolve(row, target=other, actual=one).meets

    @staticmethod
    def _as_value(value: Operand | Cell) -> Value | Unknown:
        return value.value if isinstance(value, Cell) else as_cell_value(value)

    def _contains(self, node: nodes.Contains) -> bool | Unknown:
        one, other = self._text_of(node.left), self._text_of(node.right)
        if isinstance(one, Unknown):
            return one
        if isinstance(other, Unknown):
            return other
        return fold_text(other) in fold_text(one)

    def _text_of(self, node: nodes.Expression) -> str | Unknown:
        value = self.value(node)
        if isinstance(value, Cell) and not isinstance(value.value, Missing | NotApplicable):
            return value.value.written or (value.value.text if isinstance(value.value, Text) else "")
        known = needed(self._plain(value))
        if isinstance(known, Unknown):
            return known
        return known.text if isinstance(known, Word) else Unknown(Wording("不是文字", "not a text"))

    def inside(self, operand: nodes.Expression, interval: nodes.Interval) -> bool | Unknown:
        """Whether a value lies in an interval."""
        above = self.comparison(">=" if interval.low_closed else ">", operand, interval.low)
        below = self.comparison("<=" if interval.high_closed else "<", operand, interval.high)
        return both(above, below)

    def _state(self, node: nodes.StateOf) -> bool | Unknown:
        value = self.value(node.operand)
        blank = blank_of(value)
        match node.state:
            case "is_missing":
                return blank is not None and blank.applicable
            case "is_not_applicable":
                return blank is not None and not blank.applicable
            case "is_filled":
                return blank is None
            case "is_a_claim":
                if not isinstance(value, Cell):
                    return False
                row = self._row()
                copied = (
                    value.value is row.actual
                    and not isinstance(row.actual, Text | Grade | YesNo)
                    and isinstance(row.actual, Comparison)
                )
                return pairing.is_claim(value.value) or copied
            case _:
                assert_never(node.state)

    def _is_type(self, node: nodes.IsType) -> bool:
        value, type_word = self.value(node.operand), node.type_word
        if isinstance(value, Cell):
            is_target = value.value is self._row().target
            return value_is(value.value, type_word, is_target=is_target, own=self.ruleset.scales)
        match type_word:
            case "text":
                return isinstance(value, Word)
            case "grade":
                return isinstance(value, Word) and is_grade_word(value.text, self.ruleset.scales)
            case "date":
                return isinstance(value, Day)
            case "yes_no":
                return isinstance(value, bool)
            case "ratio":
                return isinstance(value, Amount) and value.type == types.RATIO
            case "money":
                return isinstance(value, Amount) and value.type == types.MONEY
            case "number":
                return isinstance(value, Amount) and value.type not in (types.RATIO, types.MONEY, types.POINTS)
            case _:
                return False

    # ---- functions ----

    def _function(self, node: nodes.Function) -> Operand | Cell:
        function, arguments = node.function, node.arguments
        match function:
            case "min" | "max":
                return extreme(tuple(self.operand(argument) for argument in arguments), greatest=function == "max")
            case "abs":
                return absolute(self.operand(arguments[0]))
            case "if":
                chosen = self.truth(arguments[0])
                if isinstance(chosen, Unknown):
                    return chosen
                return self.value(arguments[1] if chosen else arguments[2])
            case "first":
                values = [self.value(argument) for argument in arguments]
                return next((value for value in values if blank_of(value) is None), values[-1])
            case "sqrt" | "ln" | "exp" | "power":
                operands = tuple(self.operand(argument) for argument in arguments)
                return real_function(function, operands, node.type if isinstance(node.type, types.Numeric) else None)
            case _:
                assert_never(function)

    _MEANING: ClassVar[dict[type, Callable[[Interpreter, Any], Operand | Cell]]] = {
        nodes.Constant: _constant,
        nodes.WordConstant: _word,
        nodes.TruthConstant: _truth_constant,
        nodes.DateConstant: _day,
        nodes.RowField: _row_field,
        nodes.TableField: _table_field,
        nodes.Kind: _kind,
        nodes.SameGroup: _same_group,
        nodes.Variable: _variable,
        nodes.Fact: _fact,
        nodes.ByRule: _by_rule,
        nodes.Total: _total,
        nodes.Function: _function,
        nodes.Aggregate: _aggregate,
        nodes.Rounded: _rounded,
        nodes.Arithmetic: _arithmetic,
        nodes.Negative: _negative,
        nodes.Shortfall: _shortfall,
        nodes.And: _and,
        nodes.Or: _or,
        nodes.Not: _not,
        nodes.Compare: _compare,
        nodes.Meets: _meets,
        nodes.Contains: _contains,
        nodes.Inside: _inside,
        nodes.StateOf: _state,
        nodes.IsType: _is_type,
    }
    """By the kind of node: a `match` would try one after the other, for every node of every row."""


_NOT_YET_SCORED: Final = Unknown(UNDECIDED_ROWS)
_KEPT_OUT: Final = Unknown(Wording("本行不参与评分", "this row is not scored"))


@remembered
def _amount_of(node: nodes.Constant) -> Amount:
    return exactly(node.value, node.type if isinstance(node.type, types.Numeric) else None)


def _printed_target(row: Row) -> Value:
    return row.item.target if isinstance(row.item, Indicator) else Missing()


def _printed_actual(row: Row) -> Value:
    return row.item.actual if isinstance(row.item, Indicator) else Missing()


def _revised_target(row: Row) -> Value:
    return row.item.revised_target if isinstance(row.item, Indicator) else Missing()

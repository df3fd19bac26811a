"""The interpreter: what every expression of the language means. It is the definition of the language.

The generated evaluators are tested against it. It works on typed values (`amount.py`) and is total: what cannot be
decided is `Unknown`, with the reason.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Final, assert_never

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
from perfeval.engine.row import Row, points, table_field
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
        return Interpreter(self.ruleset, self.state, row, self.row, standing=self._standing)

    def about_unit(self, unit: TableState, row: Row) -> Interpreter:
        """The same about a row of another unit's table."""
        return Interpreter(self.ruleset, unit, row, self.row)

    # ---- entry points ----

    def truth(self, node: nodes.Expression) -> bool | Unknown:
        """A condition, three-valued."""
        value = self.value(node)
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
        return self._plain(self.value(node))

    def value(self, node: nodes.Expression) -> Operand | Cell:
        """An expression; a target or actual value keeps its sign."""
        match node:  # what rules consist of mostly comes first
            case nodes.Kind(kind):
                return kind in self._row().kinds
            case nodes.RowField():
                return self._row_field(node)
            case nodes.Constant():
                return _constant(node)
            case nodes.Compare(operator, left, right):
                return self.comparison(operator, left, right)
            case nodes.And(left, right):
                first = self.truth(left)
                return first if first is False else both(first, self.truth(right))
            case nodes.Variable(key):
                return self.variable(key)
            case nodes.TableField(field_id):
                return table_field(self.state.place, field_id)
            case nodes.Arithmetic(operator, left, right):
                one, other = self._sides(left, right)
                return arithmetic(operator, one, other)
            case nodes.Meets(left, right):
                return self._meets(left, right)
            case nodes.StateOf(operand, state):
                return self._state(operand, state)
            case nodes.Aggregate():
                return aggregate(node, self)
            case nodes.WordConstant(text):
                return Word(text)
            case nodes.IsType(operand, type_word):
                return self._is_type(operand, type_word)
            case nodes.Total():
                return self.state.total if self.state.total is not None else Unknown(UNDECIDED_ROWS)
            case nodes.Or(left, right):
                first = self.truth(left)
                return first if first is True else either(first, self.truth(right))
            case nodes.Not(operand):
                return negated(self.truth(operand))
            case nodes.TruthConstant(truth):
                return truth
            case nodes.DateConstant(date):
                return Day(date)
            case nodes.SameGroup(level):
                return self._same_group(level)
            case nodes.Fact(name):
                return self._fact(name)
            case nodes.ByRule(rule):
                return self._by_rule(rule)
            case nodes.Function(function, arguments):
                return self._function(node, function, arguments)
            case nodes.Rounded(mode, operand, step):
                return rounded(self.operand(operand), self.operand(step), mode)
            case nodes.Negative(operand):
                return negative(self.operand(operand))
            case nodes.Shortfall(low, high):
                one, other = self._sides(low, high)
                return shortfall(one, other)
            case nodes.Contains(left, right):
                return self._contains(left, right)
            case nodes.Inside(operand, interval):
                return self.inside(operand, interval)
            case _:
                assert_never(node)

    # ---- names ----

    def _row(self) -> Row:
        assert self.row is not None  # noqa: S101 - the checker lets row names stand only where there is a row
        return self.row

    def _row_field(self, node: nodes.RowField) -> Operand | Cell:
        row = self._row()
        match node.id:
            case "target":
                return Cell(_printed_target(row) if node.printed else row.target)
            case "actual":
                return Cell(_printed_actual(row) if node.printed else row.actual)
            case "revised_target":
                return Cell(row.item.revised_target if isinstance(row.item, Indicator) else Missing())
            case "weight":
                return row.weight
            case "full":
                if not node.printed and "full" in self.ruleset.restated:
                    return self.variable("full")
                return row.weight
            case "declared":
                return row.declared
            case "score":
                return self._score(row)
            case "completion":
                return row.completion
            case "achievement":
                return row.achievement
            case "goal_share":
                return share_of_goal(row.item.goal_share if isinstance(row.item, Indicator) else Missing())
            case "level1_points":
                return points(row.item.level1_points) if isinstance(row.item, Indicator) else pairing.MISSING
            case "name" | "level1" | "level2" | "sign" | "explanation":
                return row.text_field(node.id)
            case _:
                raise AssertionError(f"no row name: {node.id}")

    def _score(self, row: Row) -> Operand:
        score = self.state.scores.get(self.state.position(row), _NOT_YET_SCORED)
        return _KEPT_OUT if score is None else score

    def variable(self, key: str) -> Operand | Cell:
        """The value of a `param` or `let` in force on the day that decides."""
        if self.row is not None and not self.restating and key in ("target", "actual"):
            return Cell(self.row.target if key == "target" else self.row.actual)
        known = self._memo.get(key)
        if known is None:
            definition = self.standing.variables.get(key)
            known = self._memo[key] = (
                Unknown(Wording(f"“{key}”在 {self.state.day} 没有值", f"`{key}` has no value on {self.state.day}"))
                if definition is None
                else self.value(definition.value)
            )
        return known

    def _fact(self, name: str) -> Operand | Cell:
        """A declared fact: the row's, else the table's, else its default."""
        item = self.standing.inputs[name]
        given = facts.read(item, self.row, self.state.place.table)
        if given is not None:
            return given
        return facts.missing(item) if item.default is None else self.operand(item.default)

    def _by_rule(self, name: str) -> Operand | Cell:
        """The points that another rule gives the row, once a row."""
        from perfeval.engine.outcome import points_by  # clauses are applied there, by this interpreter

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

    def _same_group(self, level: int) -> bool | Unknown:
        inner, outer = self._row(), self.outer
        if outer is None:
            return Unknown(Wording("没有可比的行", "there is no outer row to compare with"))
        if not isinstance(inner.item, Indicator) or not isinstance(outer.item, Indicator):
            return False
        return inner.identity[:level] == outer.identity[:level]

    # ---- cells ----

    def _sides(self, left: nodes.Expression, right: nodes.Expression) -> tuple[Operand, Operand]:
        """Both sides of an operation; a bare number in a cell takes the other side's unit."""
        one, other = self.value(left), self.value(right)
        if not isinstance(one, Cell) and not isinstance(other, Cell):
            return one, other
        return self._beside(one, other), self._beside(other, one)

    def _beside(self, value: Operand | Cell, other: Operand | Cell) -> Operand:
        plain = self._plain(value)
        is_ratio = isinstance(other, Amount) and other.type == types.RATIO
        if is_ratio and isinstance(value, Cell) and isinstance(plain, Amount) and plain.type == types.NUMBER:
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
        if is_label(left) or is_label(right):
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

    def _meets(self, left: nodes.Expression, right: nodes.Expression) -> bool | Unknown:
        one, other = self._as_value(self.value(left)), self._as_value(self.value(right))
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

    def _contains(self, left: nodes.Expression, right: nodes.Expression) -> bool | Unknown:
        one, other = self._text_of(left), self._text_of(right)
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

    def _state(self, node: nodes.Expression, state: nodes.State) -> bool | Unknown:
        value = self.value(node)
        blank = blank_of(value)
        match state:
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
                assert_never(state)

    def _is_type(self, node: nodes.Expression, type_word: str) -> bool:
        value = self.value(node)
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

    def _function(
        self, node: nodes.Function, function: nodes.FunctionName, arguments: tuple[nodes.Expression, ...]
    ) -> Operand | Cell:
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


_NOT_YET_SCORED: Final = Unknown(UNDECIDED_ROWS)
_KEPT_OUT: Final = Unknown(Wording("本行不参与评分", "this row is not scored"))


@remembered
def _constant(node: nodes.Constant) -> Amount:
    return exactly(node.value, node.type if isinstance(node.type, types.Numeric) else None)


def _printed_target(row: Row) -> Value:
    return row.item.target if isinstance(row.item, Indicator) else Missing()


def _printed_actual(row: Row) -> Value:
    return row.item.actual if isinstance(row.item, Indicator) else Missing()

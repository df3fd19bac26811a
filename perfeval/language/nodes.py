"""The typed rule set: names resolved, inheritance merged, every expression with its type.

This is what the evaluators, and later the provers, work on. The node sets are closed: every function over them is a
`match` that ends in `assert_never`.
"""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Literal, TypeAlias

from attrs import field, frozen

from perfeval.diagnostic import SourceText, Span
from perfeval.exact import Rounding
from perfeval.language.tree import Basis, Comparator, Direction, Operator, PartStep
from perfeval.language.types import Plain, Type


@frozen
class Written:
    """Where in which rule text a node stands."""

    source: SourceText
    span: Span

    @property
    def text(self) -> str:
        """The text as written, on one line."""
        return " ".join(self.source.slice(self.span).split())


@frozen(kw_only=True)
class Typed:
    """Every expression knows its type and where it was written."""

    type: Type
    written: Written = field(eq=False, repr=False)


@frozen
class Constant(Typed):
    """A number in the base unit of its type: points, yuan, a pure number, a count of a unit."""

    value: Fraction


@frozen
class WordConstant(Typed):
    """Quoted text; beside a grade it is a word of the scale."""

    text: str


@frozen
class TruthConstant(Typed):
    """是 or 否."""

    value: bool


@frozen
class DateConstant(Typed):
    """A day."""

    date: dt.date


@frozen
class RowField(Typed):
    """A built-in name of the row, by its id. `printed`: as printed, whatever a `let` restates."""

    id: str
    printed: bool = False


@frozen
class TableField(Typed):
    """A built-in name of the table, by its id."""

    id: str


@frozen
class Kind(Typed):
    """Whether the row is of a kind, by the kind's id."""

    id: str


@frozen
class SameGroup(Typed):
    """Inside an aggregate: whether the inner row shares the outer row's label of that level."""

    level: Literal[1, 2]


@frozen
class Variable(Typed):
    """A `param` or `let`, by its key in `RuleSetNodes.variables`."""

    key: str
    name: str


@frozen
class Fact(Typed):
    """A declared fact (填报项), by its name in `RuleSetNodes.inputs`."""

    name: str


@frozen
class ByRule(Typed):
    """按规则: the points that the named rule gives this row, before closing clauses."""

    rule: str


@frozen
class Total(Typed):
    """The total, once the table is scored."""


FunctionName: TypeAlias = Literal["min", "max", "abs", "if", "first", "sqrt", "ln", "exp", "power"]


@frozen
class Function(Typed):
    """取小, 取大, 绝对值, 如果, 优先取, 平方根, 自然对数, 自然指数, 乘方."""

    function: FunctionName
    arguments: tuple[Expression, ...]


@frozen
class Aggregate(Typed):
    """合计, 项数, 最高项 over the rows that satisfy the condition; `operand` is None for 项数.

    `across_units`: over the same row of every unit's table instead.
    """

    function: Literal["sum", "count", "largest"]
    operand: Expression | None
    condition: Expression | None
    across_units: bool = False


@frozen
class Rounded(Typed):
    """A value rounded to a multiple of a step."""

    mode: Rounding
    operand: Expression
    step: Expression


@frozen
class Arithmetic(Typed):
    """Sum, difference, product, quotient."""

    operator: Operator
    left: Expression
    right: Expression


@frozen
class Negative(Typed):
    """A sign change."""

    operand: Expression


@frozen
class Shortfall(Typed):
    """不足 and 超出: by how much `low` lies below `high`; 0 where it does not."""

    low: Expression
    high: Expression


@frozen
class And(Typed):
    """且, three-valued."""

    left: Expression
    right: Expression


@frozen
class Or(Typed):
    """或, three-valued."""

    left: Expression
    right: Expression


@frozen
class Not(Typed):
    """非, three-valued."""

    operand: Expression


@frozen
class Compare(Typed):
    """A comparison."""

    operator: Comparator
    left: Expression
    right: Expression


@frozen
class Meets(Typed):
    """达到: the left satisfies the right in the right's own sense."""

    left: Expression
    right: Expression


@frozen
class Contains(Typed):
    """含: the right text stands in the left one."""

    left: Expression
    right: Expression


@frozen
class Interval:
    """Two ends of one type, each included or not."""

    low: Expression
    high: Expression
    low_closed: bool
    high_closed: bool
    written: Written = field(eq=False, repr=False)


@frozen
class Inside(Typed):
    """属于: in an interval."""

    operand: Expression
    interval: Interval


State: TypeAlias = Literal["is_missing", "is_filled", "is_not_applicable", "is_a_claim"]


@frozen
class StateOf(Typed):
    """未填报, 已填报, 不适用, 非实测值."""

    operand: Expression
    state: State


@frozen
class IsType(Typed):
    """为 with a type, by the type word's id."""

    operand: Expression
    type_word: str


Expression: TypeAlias = (
    Constant | WordConstant | TruthConstant | DateConstant | RowField | TableField | Kind | SameGroup | Variable
    | Fact | ByRule | Total | Function | Aggregate | Rounded | Arithmetic | Negative | Shortfall | And | Or | Not
    | Compare | Meets | Contains | Inside | StateOf | IsType
)  # fmt: skip


def broken(written: Written) -> Expression:
    """What stands for an expression in error: nothing more is said of it."""
    return Constant(Fraction(0), type=Plain.BROKEN, written=written)


# ---- clauses ----


@frozen
class PointsAward:
    """One amount: points, or in `grades` a word."""

    amount: Expression
    written: Written = field(eq=False, repr=False)


@frozen
class RangeAward:
    """A permitted range of points; `default` is taken where no declared score lies inside."""

    low: Expression
    high: Expression
    low_closed: bool
    high_closed: bool
    default: Expression | None
    written: Written = field(eq=False, repr=False)


Award: TypeAlias = PointsAward | RangeAward


@frozen
class NotScored:
    """The row stays out of the total."""

    written: Written = field(eq=False, repr=False)


@frozen
class Band:
    """One band: a comparison of the quantity with an amount, or an interval, and its award."""

    operator: Comparator | None
    amount: Expression | None
    interval: Interval | None
    award: Award
    written: Written = field(eq=False, repr=False)


@frozen
class Bands:
    """The quantity looked at, and its bands."""

    quantity: Expression
    bands: tuple[Band, ...]
    written: Written = field(eq=False, repr=False)


Body: TypeAlias = PointsAward | RangeAward | NotScored | Bands


@frozen
class Case:
    """A case: its condition (None: the only case, or 否则) and what it awards."""

    guard: Expression | None
    body: Body
    written: Written = field(eq=False, repr=False)


@frozen
class Steps:
    """按 … 每 … 扣/加 …: `part` None where the quantity counts whole things."""

    quantity: Expression
    size: Expression
    direction: Direction
    points: Expression
    part: PartStep | None
    limit: Expression | None


@frozen
class Adjust:
    """扣 or 加."""

    direction: Direction
    points: Expression
    limit: Expression | None


@frozen
class Cap:
    """封顶: not above."""

    amount: Expression


@frozen
class Floor:
    """保底, 扣完为止: not below."""

    amount: Expression


@frozen
class Round:
    """Rounding to a multiple of the step."""

    mode: Rounding
    step: Expression


Change: TypeAlias = Steps | Adjust | Cap | Floor | Round


@frozen
class Adjustment:
    """A change with its own condition; `closing` when it comes from the rule set's header."""

    guard: Expression | None
    change: Change
    closing: bool
    written: Written = field(eq=False, repr=False)


@frozen
class Weighing:
    """权重: kinds that together have so many points."""

    kinds: tuple[str, ...]
    points: Expression


@frozen
class Duty:
    """One clause of an audit: a condition under which something must hold, is hinted at, or is weighed."""

    guard: Expression | None
    require: Expression | None
    flag: str | None
    weights: tuple[Weighing, ...]
    message: str | None
    written: Written = field(eq=False, repr=False)


# ---- blocks ----


@frozen
class Citation:
    """依据: document, article, basis (`full_text` … `our_choice`; None where the file does not say)."""

    document: str
    article: str | None
    basis: Basis | None


@frozen
class InForce:
    """First and last day, both included; None where open."""

    first: dt.date | None = None
    last: dt.date | None = None

    def covers(self, day: dt.date) -> bool:
        """Whether the day lies inside."""
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


ALWAYS = InForce()


@frozen
class Setting:
    """One value of an example: the id of a row or table name, or `total`, and its value as a person would write it."""

    id: str
    value: Expression
    is_fact: bool = False
    """Whether `id` is the name of a declared fact."""


@frozen
class Example:
    """A row and what it must give; `gives` None: not scored."""

    title: str
    settings: tuple[Setting, ...]
    gives: Award | None
    written: Written = field(eq=False, repr=False)


@frozen
class Allowance:
    """允许跳档, 允许递减: where the condition holds (None: everywhere) a cliff, or a falling stretch, is meant."""

    guard: Expression | None
    what: Literal["allow_jump", "allow_decrease"]
    written: Written = field(eq=False, repr=False)


@frozen
class Rule:
    """A rule: it scores the rows that its selector accepts (None: it selects nothing)."""

    name: str
    title: str | None
    selector: Expression | None
    cases: tuple[Case, ...]
    adjustments: tuple[Adjustment, ...]
    """The rule's own, then the header's closing clauses that it does not replace."""
    citations: tuple[Citation, ...]
    """The rule's own, else those of the rule set it was written in."""
    in_force: InForce
    examples: tuple[Example, ...]
    ruleset: str
    """Name of the rule set it was written in."""
    allowances: tuple[Allowance, ...] = field(eq=False)
    """For the prover; they change no score."""
    written: Written = field(eq=False, repr=False)


@frozen
class Audit:
    """An audit: on every row that its selector accepts, or (None) once on the table."""

    name: str
    title: str | None
    selector: Expression | None
    duties: tuple[Duty, ...]
    citations: tuple[Citation, ...]
    in_force: InForce
    written: Written = field(eq=False, repr=False)


@frozen
class TableBlock:
    """The total or the grades: cases and adjustments over the table."""

    kind: Literal["total", "grades"]
    cases: tuple[Case, ...]
    adjustments: tuple[Adjustment, ...]
    citations: tuple[Citation, ...]
    examples: tuple[Example, ...]
    written: Written | None = field(default=None, eq=False, repr=False)


@frozen
class Input:
    """填报项: a fact that rules read beyond what the form prints, with its type word's id."""

    name: str
    title: str | None
    type_word: str
    default: Expression | None
    """A fixed value for a fact that is not given; None: it is then missing."""
    written: Written = field(eq=False, repr=False)


@frozen
class Definition:
    """A value of a variable, and when it holds."""

    value: Expression
    in_force: InForce
    is_param: bool


@frozen
class Direction_:  # noqa: N801 - `Direction` is that of a step
    """未标方向: targets of these kinds, written without a sign, are positive or inverse."""

    kinds: tuple[str, ...]
    direction: Literal["positive", "inverse"]


@frozen
class RuleSetNodes:
    """A whole rule set, its ancestors merged in."""

    name: str
    title: str
    lineage: tuple[str, ...]
    """Names of the ancestors, parent first."""
    citations: tuple[Citation, ...]
    in_force: InForce
    dated: bool
    """Whether the set states its dates at all; one that does not is used only by name."""
    applies: Expression | None
    unsigned: tuple[Direction_, ...]
    variables: dict[str, tuple[Definition, ...]]
    restated: frozenset[str]
    """Which of full, target, actual the set restates (the keys in `variables` are these names)."""
    rules: tuple[Rule, ...]
    audits: tuple[Audit, ...]
    total: TableBlock
    grades: TableBlock | None
    examples: tuple[Example, ...]
    source: SourceText = field(eq=False, repr=False)
    inputs: tuple[Input, ...] = ()
    scales: tuple[tuple[str, ...], ...] = ()
    """Its own scales of grade words, best first; they come before the built-in ones."""
    roll_up: Expression | None = None
    """The money that weights relative values where several units are combined; None: units are not combined."""


TRUTH = Plain.TRUTH

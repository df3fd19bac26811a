"""The syntax tree of a rule text: what was written, with spans; nothing resolved, nothing typed."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Literal, TypeAlias

from attrs import field, fields, frozen

from perfeval.diagnostic import Span
from perfeval.exact import Rounding

Operator: TypeAlias = Literal["+", "-", "*", "/"]
Comparator: TypeAlias = Literal[">=", "<=", ">", "<", "=", "!="]


@frozen(kw_only=True)
class Node:
    """Every node knows the stretch of text that it was made from."""

    span: Span = field(eq=False, repr=False)


def children(node: Node) -> list[Node]:
    """The nodes directly below one."""
    found: list[Node] = []
    for attribute in fields(type(node)):
        value = getattr(node, attribute.name)
        found += [value] if isinstance(value, Node) else []
        found += [item for item in value if isinstance(item, Node)] if isinstance(value, tuple) else []
    return found


# ---- expressions ----


@frozen
class Literal_(Node):  # noqa: N801 - `Literal` is typing's
    """A number with its unit: a keyword's id (`points`, `wan_yuan`), `%`, `‰`, a counted unit's text, or None."""

    number: Fraction
    unit: str | None
    unit_is_word: bool = False


@frozen
class DateLiteral(Node):
    """A day of the calendar."""

    date: dt.date


@frozen
class String(Node):
    """Quoted text."""

    text: str


@frozen
class Truth(Node):
    """是 or 否."""

    value: bool


@frozen
class Name(Node):
    """A name: built in, a parameter, a `let`, a fact."""

    text: str


@frozen
class TotalValue(Node):
    """总分 as a value."""


@frozen
class ByRule(Node):
    """Points that another rule gives this row."""

    rule: Name


@frozen
class Call(Node):
    """A function by its id, with its arguments."""

    function: str
    arguments: tuple[Expression, ...]
    across_units: bool = False


@frozen
class Rounded(Node):
    """A rounding mode used as a function: value, step."""

    mode: Rounding
    arguments: tuple[Expression, ...]


@frozen
class Arithmetic(Node):
    """Sum, difference, product or quotient."""

    operator: Operator
    left: Expression
    right: Expression


@frozen
class Negative(Node):
    """A sign change."""

    operand: Expression


@frozen
class Either(Node):
    """或."""

    left: Expression
    right: Expression


@frozen
class Both(Node):
    """且."""

    left: Expression
    right: Expression


@frozen
class Negate(Node):
    """非."""

    operand: Expression


@frozen
class Compare(Node):
    """A comparison."""

    operator: Comparator
    left: Expression
    right: Expression


@frozen
class Meets(Node):
    """达到: in the target's own sense."""

    left: Expression
    right: Expression


@frozen
class Contains(Node):
    """含: text in text."""

    left: Expression
    right: Expression


@frozen
class Inside(Node):
    """属于: in an interval."""

    operand: Expression
    interval: Interval


@frozen
class StateOf(Node):
    """未填报, 已填报, 不适用, 非实测值: by the keyword's id."""

    operand: Expression
    state: str


@frozen
class TypeOf(Node):
    """为 with a type, by the keyword's id."""

    operand: Expression
    type: str


@frozen
class ShortOf(Node):
    """不足: by how much the left is below the right."""

    left: Expression
    right: Expression


@frozen
class Over(Node):
    """超出: by how much the left is above the right."""

    left: Expression
    right: Expression


Expression: TypeAlias = (
    Literal_ | DateLiteral | String | Truth | Name | TotalValue | ByRule | Call | Rounded | Arithmetic | Negative
    | Either | Both | Negate | Compare | Meets | Contains | Inside | StateOf | TypeOf | ShortOf | Over
)  # fmt: skip


@frozen
class Interval(Node):
    """`[80%, 100%)`."""

    low: Expression
    high: Expression
    low_closed: bool
    high_closed: bool


# ---- clauses ----


@frozen
class AwardPoints(Node):
    """A single award."""

    amount: Expression
    default: Expression | None = None


@frozen
class AwardRange(Node):
    """A permitted range: of points, or (with `base`) of a share of points."""

    interval: Interval
    base: Expression | None = None
    default: Expression | None = None


AwardTree: TypeAlias = AwardPoints | AwardRange


@frozen
class Award(Node):
    """得."""

    award: AwardTree


@frozen
class NotScored(Node):
    """不参与评分."""


@frozen
class Band(Node):
    """One line under 按: a comparison or an interval, and its award."""

    test: BandCompare | Interval
    award: AwardTree


@frozen
class BandCompare(Node):
    """`≥ 90%`, `= "达成"`."""

    operator: Comparator
    amount: Expression


@frozen
class Bands(Node):
    """按 … with bands."""

    amount: Expression
    bands: tuple[Band, ...]


PartStep: TypeAlias = Literal["whole_steps", "started_steps", "pro_rata"]
Direction: TypeAlias = Literal["deduct", "add"]


@frozen
class Steps(Node):
    """按 … 每 … 扣/加 …."""

    amount: Expression
    size: Expression
    direction: Direction
    points: Expression
    part: PartStep | None
    limit: Expression | None


@frozen
class Adjust(Node):
    """扣 or 加 an amount."""

    direction: Direction
    points: Expression
    limit: Expression | None


@frozen
class Cap(Node):
    """封顶."""

    amount: Expression


@frozen
class Floor(Node):
    """保底; `amount` is None for 扣完为止."""

    amount: Expression | None


@frozen
class Round(Node):
    """A rounding clause."""

    mode: Rounding
    step: Expression


@frozen
class Require(Node):
    """应当."""

    condition: Expression
    message: String | None


@frozen
class Flag(Node):
    """提示."""

    message: String


@frozen
class Pair(Node):
    """Kinds and what is said of them: in 权重 and 未标方向."""

    kinds: tuple[Name, ...]
    value: Expression


@frozen
class Weights(Node):
    """权重."""

    pairs: tuple[Pair, ...]


@frozen
class Allow(Node):
    """允许跳档, 允许递减."""

    what: Literal["allow_jump", "allow_decrease"]


Action: TypeAlias = Award | NotScored | Bands | Steps | Adjust | Cap | Floor | Round | Require | Flag | Weights | Allow


@frozen
class Clause(Node):
    """An action with its guard: a condition, `otherwise`, or nothing."""

    guard: Expression | None
    otherwise: bool
    action: Action


# ---- blocks, header, definitions ----

Basis: TypeAlias = Literal["full_text", "excerpt", "inferred", "recalled", "our_choice"]


@frozen
class Cite(Node):
    """依据: document, article, basis."""

    document: str
    article: str | None
    basis: Basis | None


@frozen
class Dates(Node):
    """First and last day, both included; None where open."""

    first: dt.date | None
    last: dt.date | None


@frozen
class Setting(Node):
    """One value of an example's row."""

    name: str
    name_span: Span
    value: Expression


@frozen
class Example(Node):
    """示例; `gives` is None for 不参与评分."""

    title: str
    settings: tuple[Setting, ...]
    gives: AwardTree | None


@frozen
class Let(Node):
    """设."""

    name: Name
    value: Expression
    dates: Dates | None = None


@frozen
class Param(Node):
    """参数."""

    name: Name
    value: Expression
    dates: Dates | None = None


@frozen
class Input(Node):
    """填报项."""

    name: Name
    type: str
    title: str | None
    default: Expression | None


@frozen
class Scale(Node):
    """等次排序."""

    words: tuple[str, ...]


@frozen
class Block(Node):
    """A rule, an audit, the total or the grades; total and grades have no name."""

    kind: Literal["rule", "audit", "total", "grades"]
    name: Name | None
    title: str | None
    applies: Expression | None
    clauses: tuple[Clause, ...]
    lets: tuple[Let, ...]
    cites: tuple[Cite, ...]
    effective: Dates | None
    examples: tuple[Example, ...]


@frozen
class Without(Node):
    """不设: what kind of block, and its name."""

    kind: Literal["rule", "audit", "total", "grades"]
    name: Name | None


@frozen
class Header(Node):
    """规则集 and what belongs to the whole file."""

    name: Name
    title: str | None
    extends: Name | String | None
    cites: tuple[Cite, ...]
    effective: Dates | None
    applies: Expression | None
    unsigned: tuple[Pair, ...] | None
    roll_up: Expression | None
    without: tuple[Without, ...]
    closing: tuple[Clause, ...]


@frozen
class RuleFile(Node):
    """A whole rule text."""

    header: Header | None
    params: tuple[Param, ...]
    lets: tuple[Let, ...]
    inputs: tuple[Input, ...]
    scales: tuple[Scale, ...]
    examples: tuple[Example, ...]
    blocks: tuple[Block, ...]
    lost_names: frozenset[str] = frozenset()
    """Names declared in clauses that could not be parsed: using them is no further error."""
    lost: tuple[Span, ...] = field(default=(), eq=False)
    """Stretches that could not be parsed."""
    lost_clauses: tuple[Span, ...] = field(default=(), eq=False)
    """Those that are not whole blocks: what they may have said is not asked for of the block that they belong to."""
    lost_parent: bool = False
    """Whether the name of the parent is among what could not be parsed."""

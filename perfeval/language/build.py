"""Parse tree → syntax tree: Lark's tree becomes the typed nodes of `tree.py`, offsets become spans."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any, Final, Literal, TypeVar, cast

from lark import Token, Tree

from perfeval.diagnostic import Span
from perfeval.exact import NumberTooLongError, Rounding, read_decimal
from perfeval.language import tree
from perfeval.language.problems import Problems
from perfeval.language.source import FoldedText
from perfeval.language.vocabulary import vocabulary
from perfeval.wording import Wording

MAX_DEPTH: Final = 60
"""Levels of one expression; a longer chain of operators wants a `let`."""

_COMPARATOR: Final = {"≥": ">=", "≤": "<=", "≠": "!="}
_ROUNDING: Final = {mode.value.replace(" ", "_").upper(): mode for mode in Rounding}
_BLOCKS: Final = ("rule", "audit", "total", "grades")

Child = Token | Tree[Token]
N = TypeVar("N")


def too_deep(root: Tree[Token]) -> Tree[Token] | None:
    """The first subtree that lies more than `MAX_DEPTH` levels deep, found without recursion."""
    level: list[Tree[Token]] = [root]
    for _ in range(MAX_DEPTH):
        level = [child for parent in level for child in parent.children if isinstance(child, Tree)]
        if not level:
            return None
    return level[0]


def _trees(children: list[Child]) -> Iterator[Tree[Token]]:
    return (child for child in children if isinstance(child, Tree))


def _span(child: Child) -> Span:
    place: Any = child if isinstance(child, Token) else child.meta
    return Span(place.start_pos, place.end_pos)


class TreeBuilder:
    """Builds the syntax tree of one text; numbers that are too long and impossible dates are reported as problems."""

    def __init__(self, folded: FoldedText, problems: Problems) -> None:
        self._source = folded.source
        self._problems = problems

    def file(self, root: Tree[Token]) -> tree.RuleFile:
        """The whole text."""
        header: tree.Header | None = None
        parts: list[tree.Node] = []
        for child in _trees(root.children):
            if child.data == "header":
                header = self._header(child)
            elif child.data in _BLOCKS:
                parts.append(self._block(child))
            else:
                parts.append(self._definition(child))
        return tree.RuleFile(
            header,
            _of(parts, tree.Param),
            _of(parts, tree.Let),
            _of(parts, tree.Input),
            _of(parts, tree.Scale),
            _of(parts, tree.Example),
            _of(parts, tree.Block),
            span=Span(0, len(self._source.text)),
        )

    # ---- header and blocks ----

    def _header(self, node: Tree[Token]) -> tree.Header:
        parts: list[tree.Node] = []
        applies: tree.Expression | None = None
        unsigned: tuple[tree.Pair, ...] | None = None
        roll_up: tree.Expression | None = None
        extends: tree.Name | tree.String | None = None
        for child in _trees(node.children):
            match child.data:
                case "extends":
                    token = _token(child, "NAME", "STRING")
                    extends = self._name(token) if token.type == "NAME" else self._string(token)
                case "applies":
                    applies = self.expression(_last(child))
                case "unsigned":
                    unsigned = (*(unsigned or ()), *(self._pair(pair) for pair in _trees(child.children)))
                case "roll_up":
                    roll_up = self.expression(_last(child))
                case _:
                    parts.append(self._clause(child))
        return tree.Header(
            self._name(_token(node, "NAME")),
            self._optional_string(node),
            extends,
            _of(parts, tree.Cite),
            next(iter(_of(parts, tree.Dates)), None),
            applies,
            unsigned,
            roll_up,
            _of(parts, tree.Without),
            _of(parts, tree.Clause),
            span=_span(node),
        )

    def _block(self, node: Tree[Token]) -> tree.Block:
        kind = cast("Literal['rule', 'audit', 'total', 'grades']", node.data)
        applies: tree.Expression | None = None
        parts: list[tree.Node] = []
        children = iter(node.children)
        for child in children:
            if isinstance(child, Token):
                if child.type == "FOR":
                    applies = self.expression(next(children))
                continue
            parts.append(self._clause(child))
        name = next((token for token in _tokens(node) if token.type == "NAME"), None)
        if kind in ("rule", "audit"):
            # the first NAME token is the block's own; `for` and the clauses are trees
            name = _token(node, "NAME")
        return tree.Block(
            kind,
            self._name(name) if name is not None and kind in ("rule", "audit") else None,
            self._optional_string(node) if kind in ("rule", "audit") else None,
            applies,
            _of(parts, tree.Clause),
            _of(parts, tree.Let),
            _of(parts, tree.Cite),
            next(iter(_of(parts, tree.Dates)), None),
            _of(parts, tree.Example),
            span=_span(node),
        )

    def _definition(self, node: Tree[Token]) -> tree.Node:
        match node.data:
            case "param":
                return tree.Param(*self._named_value(node), span=_span(node))
            case "input":
                default = None
                if any(token.type == "DEFAULT" for token in _tokens(node)):
                    default = self.expression(_last(node))
                kind = next(child for child in _trees(node.children) if child.data == "type")
                return tree.Input(
                    self._name(_token(node, "NAME")),
                    self._word(kind),
                    self._optional_string(node),
                    default,
                    span=_span(node),
                )
            case "scale":
                words = tuple(self._text(token) for token in _tokens(node) if token.type == "STRING")
                return tree.Scale(words, span=_span(node))
            case _:
                return self._clause(node)

    def _named_value(self, node: Tree[Token]) -> tuple[tree.Name, tree.Expression, tree.Dates | None]:
        dates = next((child for child in _trees(node.children) if str(child.data).startswith("dates_")), None)
        values = [child for child in node.children if isinstance(child, Tree) and child is not dates]
        return self._name(_token(node, "NAME")), self.expression(values[-1]), self._dates(dates) if dates else None

    # ---- clauses ----

    def _clause(self, node: Tree[Token]) -> tree.Node:
        match node.data:
            case "cite":
                strings = [self._text(token) for token in _tokens(node) if token.type == "STRING"]
                basis = next((self._word(child) for child in _trees(node.children)), None)
                article = strings[1] if len(strings) > 1 else None
                return tree.Cite(strings[0], article, cast("tree.Basis | None", basis), span=_span(node))
            case "effective":
                return self._dates(next(_trees(node.children)))
            case "example":
                return self._example(node)
            case "let":
                return tree.Let(*self._named_value(node), span=_span(node))
            case "without_block" | "without_table":
                token = next(token for token in _tokens(node) if token.type in ("RULE", "AUDIT", "TOTAL", "GRADES"))
                names = [self._name(token) for token in _tokens(node) if token.type == "NAME"]
                kind = cast("Literal['rule', 'audit', 'total', 'grades']", token.type.lower())
                return tree.Without(kind, names[0] if names else None, span=_span(node))
            case "when":
                condition, action = list(_expressions(node))
                return tree.Clause(self.expression(condition), False, self._action(action), span=_span(node))
            case "otherwise":
                return tree.Clause(None, True, self._action(_last(node)), span=_span(node))
            case "always":
                return tree.Clause(None, False, self._action(_last(node)), span=_span(node))
            case _:
                raise AssertionError(f"no clause: {node.data}")

    def _action(self, node: Child) -> tree.Action:
        assert isinstance(node, Tree)  # noqa: S101 - every alternative of `action` has an alias
        span = _span(node)
        inner = list(_expressions(node))
        match node.data:
            case "award":
                return tree.Award(self._award(inner[-1]), span=span)
            case "not_scored":
                return tree.NotScored(span=span)
            case "bands":
                bands = tuple(self._band(child) for child in _trees(node.children) if child.data == "band")
                return tree.Bands(self.expression(inner[0]), bands, span=span)
            case "steps":
                return self._steps(node)
            case "adjust":
                return tree.Adjust(_direction(node), self.expression(inner[0]), self._limit(node), span=span)
            case "cap":
                return tree.Cap(self.expression(inner[0]), span=span)
            case "floor":
                return tree.Floor(self.expression(inner[0]), span=span)
            case "down_to_zero":
                return tree.Floor(None, span=span)
            case "round":
                return tree.Round(self._mode(node), self.expression(inner[-1]), span=span)
            case "require":
                message = next((self._string(token) for token in _tokens(node) if token.type == "STRING"), None)
                return tree.Require(self.expression(inner[0]), message, span=span)
            case "flag":
                return tree.Flag(self._string(_token(node, "STRING")), span=span)
            case "weights":
                return tree.Weights(tuple(self._pair(child) for child in _trees(node.children)), span=span)
            case "allow_jump":
                return tree.Allow("allow_jump", span=span)
            case "allow_decrease":
                return tree.Allow("allow_decrease", span=span)
            case _:
                raise AssertionError(f"no action: {node.data}")

    def _steps(self, node: Tree[Token]) -> tree.Steps:
        amount, size, points = (child for child in _expressions(node) if not _is(child, "step"))
        part: tree.PartStep | None = None
        limit: tree.Expression | None = None
        for step in (child for child in _trees(node.children) if child.data == "step"):
            inner = step.children[0]
            if isinstance(inner, Token):
                if part is not None:
                    self._said_twice(_span(inner))
                part = cast("tree.PartStep", inner.type.lower())
            else:
                if limit is not None:
                    self._said_twice(_span(inner))
                limit = self.expression(_last(inner))
        return tree.Steps(
            self.expression(amount),
            self.expression(size),
            _direction(node),
            self.expression(points),
            part,
            limit,
            span=_span(node),
        )

    def _said_twice(self, span: Span) -> None:
        self._problems.error(
            "said-twice",
            span,
            Wording(
                "同一条扣分（加分）里重复写了尾数或上限。", "the part step or the limit is said twice in one clause"
            ),
            Wording("只留一处", "keep one of the two"),
        )

    def _limit(self, node: Tree[Token]) -> tree.Expression | None:
        found = next((child for child in _trees(node.children) if child.data == "limit"), None)
        return None if found is None else self.expression(_last(found))

    def _band(self, node: Tree[Token]) -> tree.Band:
        test, award = _trees(node.children)
        made: tree.BandCompare | tree.Interval
        if test.data == "test_compare":
            made = tree.BandCompare(_comparator(test), self.expression(_last(test)), span=_span(test))
        else:
            made = self._interval(next(_trees(test.children)) if test.data == "test_interval" else test)
        return tree.Band(made, self._award(award), span=_span(node))

    def _award(self, node: Child) -> tree.AwardTree:
        assert isinstance(node, Tree)  # noqa: S101 - every alternative of `award` has an alias
        span = _span(node)
        inner = list(_expressions(node))
        match node.data:
            case "award_points":
                default = self.expression(inner[1]) if len(inner) > 1 else None
                return tree.AwardPoints(self.expression(inner[0]), default, span=span)
            case "award_interval":
                default = self.expression(inner[1]) if len(inner) > 1 else None
                return tree.AwardRange(self._interval(inner[0]), None, default, span=span)
            case "award_share":
                default = self.expression(inner[2]) if len(inner) > 2 else None
                return tree.AwardRange(self._interval(inner[1]), self.expression(inner[0]), default, span=span)
            case _:
                raise AssertionError(f"no award: {node.data}")

    def _interval(self, node: Child) -> tree.Interval:
        assert isinstance(node, Tree)  # noqa: S101 - an interval has several children
        low, high = _expressions(node)
        first, last = node.children[0], node.children[-1]
        return tree.Interval(self.expression(low), self.expression(high), first == "[", last == "]", span=_span(node))

    def _pair(self, node: Tree[Token]) -> tree.Pair:
        kinds = next(child for child in _trees(node.children) if child.data == "kinds")
        names = tuple(self._name(token) for token in _tokens(kinds) if token.type == "NAME")
        return tree.Pair(names, self.expression(_last(node)), span=_span(node))

    def _example(self, node: Tree[Token]) -> tree.Example:
        settings = []
        gives: tree.AwardTree | None = None
        for child in _trees(node.children):
            if child.data == "setting":
                token = cast("Token", child.children[0])
                name = "total" if token.type == "TOTAL" else self._name_text(token)
                settings.append(tree.Setting(name, _span(token), self.expression(_last(child)), span=_span(child)))
            else:
                gives = self._award(child)
        return tree.Example(self._text(_token(node, "STRING")), tuple(settings), gives, span=_span(node))

    def _dates(self, node: Tree[Token]) -> tree.Dates:
        dates = [self._date(token) for token in _tokens(node) if token.type == "DATE"]
        if node.data == "dates_until":
            return tree.Dates(None, dates[0], span=_span(node))
        return tree.Dates(dates[0], dates[1] if len(dates) > 1 else None, span=_span(node))

    # ---- expressions ----

    def expression(self, node: Child) -> tree.Expression:
        """An expression or a condition."""
        assert isinstance(node, Tree)  # noqa: S101 - every alternative of an expression has an alias
        made = _EXPRESSIONS.get(str(node.data))
        if made is None:
            raise AssertionError(f"no expression: {node.data}")
        return made(self, node, _span(node))

    def _two(self, node: Tree[Token]) -> tuple[tree.Expression, tree.Expression]:
        left, right = _expressions(node)
        return self.expression(left), self.expression(right)

    def _one(self, node: Tree[Token]) -> tree.Expression:
        return self.expression(_last(node))

    def read_literal(self, node: Tree[Token], span: Span) -> tree.Expression:
        """A number with its unit."""
        number = self._number(_token(node, "NUMBER"))
        units = list(_trees(node.children))
        if not units:
            return tree.Literal_(number, None, span=span)
        token = cast("Token", units[0].children[0])
        word = vocabulary().by_terminal.get(token.type)
        if word is not None:
            return tree.Literal_(number, word.id, span=span)
        return tree.Literal_(number, str(token), token.type == "WORD", span=span)

    def read_call(self, node: Tree[Token], span: Span) -> tree.Expression:
        """A function with its arguments."""
        arguments = next(_trees(node.children))
        return tree.Call(
            vocabulary().functions[str(_token(node, "FUNCTION"))].id,
            tuple(self.expression(child) for child in _expressions(arguments)),
            any(token.type == "ACROSS_UNITS" for token in _tokens(arguments)),
            span=span,
        )

    def read_rounded(self, node: Tree[Token], span: Span) -> tree.Expression:
        """A rounding mode used as a function."""
        arguments = next(child for child in _trees(node.children) if child.data == "arguments")
        return tree.Rounded(
            self._mode(node), tuple(self.expression(child) for child in _expressions(arguments)), span=span
        )

    def read_state(self, node: Tree[Token], span: Span) -> tree.Expression:
        """Whether something is filled in."""
        operand, state = _trees(node.children)
        return tree.StateOf(self.expression(operand), self._word(state), span=span)

    def read_type(self, node: Tree[Token], span: Span) -> tree.Expression:
        """Whether something is of a type."""
        operand, kind = _trees(node.children)
        return tree.TypeOf(self.expression(operand), self._word(kind), span=span)

    def read_inside(self, node: Tree[Token], span: Span) -> tree.Expression:
        """An amount held against an interval."""
        operand, interval = _trees(node.children)
        return tree.Inside(self.expression(operand), self._interval(interval), span=span)

    # ---- words and figures ----

    def _mode(self, node: Tree[Token]) -> Rounding:
        mode = next(child for child in _trees(node.children) if child.data == "mode")
        return _ROUNDING[cast("Token", mode.children[0]).type]

    def _word(self, node: Tree[Token]) -> str:
        """The id of the keyword that is a node's only child."""
        return vocabulary().by_terminal[cast("Token", node.children[0]).type].id

    def _name(self, token: Token) -> tree.Name:
        return tree.Name(self._name_text(token), span=_span(token))

    @staticmethod
    def _name_text(token: Token) -> str:
        return str(token).strip("「」").strip() if str(token).startswith("「") else str(token)

    def _string(self, token: Token) -> tree.String:
        return tree.String(self._text(token), span=_span(token))

    def _text(self, token: Token) -> str:
        span = _span(token)
        return self._source.text[span.start + 1 : span.end - 1]

    def _optional_string(self, node: Tree[Token]) -> str | None:
        token = next((token for token in _tokens(node) if token.type == "STRING"), None)
        return None if token is None else self._text(token)

    def _number(self, token: Token) -> Fraction:
        try:
            return read_decimal(str(token))
        except NumberTooLongError:
            digits = sum(char.isdigit() for char in token)
            self._problems.error(
                "number-too-long",
                _span(token),
                Wording(f"数字有 {digits} 位，太长了。", f"a number of {digits} digits is too long"),
                Wording("最多 40 位", "at most 40 digits"),
            )
            return Fraction(1)

    def _date(self, token: Token) -> dt.date:
        parts = [int(part) for part in str(token).replace("年", "-").replace("月", "-").rstrip("日").split("-")]
        try:
            return dt.date(*parts)
        except ValueError:
            self._problems.error(
                "no-such-date",
                _span(token),
                Wording(f"没有 {token} 这一天。", f"there is no such day as {token}"),
                Wording("写成 2024-12-31 或 2024年12月31日", "write it as 2024-12-31"),
            )
            return dt.date(2000, 1, 1)


def _tokens(node: Tree[Token]) -> Iterator[Token]:
    return (child for child in node.children if isinstance(child, Token))


def _token(node: Tree[Token], *types: str) -> Token:
    for child in node.children:
        if isinstance(child, Token) and child.type in types:
            return child
    raise AssertionError(f"no {' or '.join(types)} in {node.data}")


def _is(child: Child, data: str) -> bool:
    return isinstance(child, Tree) and child.data == data


def _expressions(node: Tree[Token]) -> Iterator[Tree[Token]]:
    return (child for child in node.children if isinstance(child, Tree) and child.data not in ("mode", "limit"))


def _last(node: Tree[Token]) -> Child:
    return node.children[-1]


def _of(parts: list[tree.Node], kind: type[N]) -> tuple[N, ...]:
    return tuple(part for part in parts if isinstance(part, kind))


def _direction(node: Tree[Token]) -> tree.Direction:
    return "deduct" if any(token.type == "DEDUCT" for token in _tokens(node)) else "add"


def _comparator(node: Tree[Token]) -> tree.Comparator:
    sign = str(_token(node, "CMP", "EQUALS"))
    return cast("tree.Comparator", _COMPARATOR.get(sign, sign))


def _operator(node: Tree[Token]) -> tree.Operator:
    sign = str(_token(node, "PLUS", "MINUS", "TIMES", "DIVIDE"))
    return cast("tree.Operator", {"×": "*", "÷": "/"}.get(sign, sign))


_Builder = Callable[[TreeBuilder, Tree[Token], Span], tree.Expression]
_EXPRESSIONS: Final[dict[str, _Builder]] = {
    "literal": TreeBuilder.read_literal,
    "date": lambda self, node, span: tree.DateLiteral(self._date(_token(node, "DATE")), span=span),
    "string": lambda self, node, span: tree.String(self._text(_token(node, "STRING")), span=span),
    "truth": lambda _self, node, span: tree.Truth(_token(node, "YES", "NO").type == "YES", span=span),
    "name": lambda self, node, span: tree.Name(self._name_text(_token(node, "NAME")), span=span),
    "total_value": lambda _self, _node, span: tree.TotalValue(span=span),
    "by": lambda self, node, span: tree.ByRule(self._name(_token(node, "NAME")), span=span),
    "call": TreeBuilder.read_call,
    "rounded": TreeBuilder.read_rounded,
    "arithmetic": lambda self, node, span: tree.Arithmetic(_operator(node), *self._two(node), span=span),
    "negative": lambda self, node, span: tree.Negative(self._one(node), span=span),
    "either": lambda self, node, span: tree.Either(*self._two(node), span=span),
    "both": lambda self, node, span: tree.Both(*self._two(node), span=span),
    "negate": lambda self, node, span: tree.Negate(self._one(node), span=span),
    "compare": lambda self, node, span: tree.Compare(_comparator(node), *self._two(node), span=span),
    "meets": lambda self, node, span: tree.Meets(*self._two(node), span=span),
    "contains": lambda self, node, span: tree.Contains(*self._two(node), span=span),
    "inside": TreeBuilder.read_inside,
    "state_of": TreeBuilder.read_state,
    "type_of": TreeBuilder.read_type,
    "short_of": lambda self, node, span: tree.ShortOf(*self._two(node), span=span),
    "over": lambda self, node, span: tree.Over(*self._two(node), span=span),
}

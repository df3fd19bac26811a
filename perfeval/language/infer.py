"""Expressions: names resolved, types inferred, ill-typed ones rejected with the mend.

Sources of the type rules: the regulations' own distinctions (分, %, 百分点, 元, 份, 天); a ratio and a difference of
ratios are different things, and points are always written as points.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Final, assert_never, cast

from perfeval.diagnostic import SourceText, Span
from perfeval.language import nodes, tree, types
from perfeval.language.nodes import Written
from perfeval.language.scope import RESTATABLE, ROW_TYPES, SELECTION_NAMES, TABLE_TYPES, Scope, built_in
from perfeval.language.suggest import closest
from perfeval.language.type_errors import cannot_add, cannot_compare
from perfeval.language.types import Numeric, Plain, Type, describe
from perfeval.language.vocabulary import vocabulary
from perfeval.wording import Wording, verbatim

UNIT_TYPES: Final[dict[str, tuple[Type, Fraction]]] = {
    "%": (types.RATIO, Fraction(1, 100)),
    "‰": (types.RATIO, Fraction(1, 1000)),
    "points": (types.POINTS, Fraction(1)),
    "percentage_points": (types.PERCENTAGE_POINTS, Fraction(1, 100)),
    "days": (types.DAYS, Fraction(1)),
    "yuan": (types.MONEY, Fraction(1)),
    "wan_yuan": (types.MONEY, Fraction(10_000)),
    "yi_yuan": (types.MONEY, Fraction(100_000_000)),
}
NOT_YET: Final = frozenset({"sqrt", "ln", "exp", "power"})

ResolveVariable = Callable[[str, Span, Scope], "nodes.Variable | None"]


class Inference:
    """Checks the expressions of one source text."""

    def __init__(self, source: SourceText, resolve: ResolveVariable, known_names: Callable[[], list[str]]) -> None:
        self._source = source
        self._resolve = resolve
        self._known_names = known_names

    def written(self, node: tree.Node) -> Written:
        """Where a syntax node stands."""
        return Written(self._source, node.span)

    # ---- entry points ----

    def condition(self, node: tree.Expression, scope: Scope) -> nodes.Expression:
        """An expression that must be true or false."""
        made = self.expression(node, scope)
        if made.type not in (Plain.TRUTH, Plain.BROKEN):
            mend: Wording | None = None
            if isinstance(node, tree.ShortOf):
                mend = Wording(f"写成比较：{self._text(node.left)} < {self._text(node.right)}",
                               f"write a comparison: {self._text(node.left)} < {self._text(node.right)}")  # fmt: skip
            elif isinstance(node, tree.Over):
                mend = Wording(f"写成比较：{self._text(node.left)} > {self._text(node.right)}",
                               f"write a comparison: {self._text(node.left)} > {self._text(node.right)}")  # fmt: skip
            scope.problems.error(
                "condition-needed",
                node.span,
                Wording(
                    f"这里要一个条件，读到的是{describe(made.type).zh}。",
                    f"a condition is needed here, this is {describe(made.type).en}",
                ),
                mend or Wording("写成比较，如 完成率 < 60%", "write a comparison, such as completion < 60%"),
            )
        return made

    def points(self, node: tree.Expression, scope: Scope) -> nodes.Expression:
        """An expression that must be points."""
        made = self.expression(node, scope)
        if made.type not in (types.POINTS, Plain.ZERO, Plain.BROKEN):
            self._not_points(node, made, scope)
        return made

    def _not_points(self, node: tree.Expression, made: nodes.Expression, scope: Scope) -> None:
        text = self._text(node)
        if made.type in (types.RATIO, types.PERCENTAGE_POINTS):
            scope.problems.error(
                "points-and-ratio",
                node.span,
                Wording(f"这里要的是分数，“{text}”是百分数。", f"points are needed here, `{text}` is a ratio"),
                Wording(f"若指满分的几成：满分 × {text}", f"if a share of full marks is meant: full * {text}"),
            )
        elif made.type in (types.NUMBER, types.TALLY):
            scope.problems.error(
                "points-needed",
                node.span,
                Wording(
                    f"“{text}”没有写明是分还是百分数。", f"`{text}` does not say whether it is points or a percentage"
                ),
                Wording(f"{text}分", f"{text} points")
                if isinstance(node, tree.Literal_)
                else Wording("乘以满分或写明“分”", "multiply by full, or write `points`"),
            )
        else:
            scope.problems.error(
                "points-needed",
                node.span,
                Wording(
                    f"这里要的是分数，读到的是{describe(made.type).zh}。",
                    f"points are needed here, this is {describe(made.type).en}",
                ),
            )

    # ---- expressions ----

    def expression(self, node: tree.Expression, scope: Scope) -> nodes.Expression:
        """Any expression. Where it is in error the result has the type `BROKEN` and no further error follows."""
        written = self.written(node)
        match node:
            case tree.Literal_():
                return self._literal(node, scope)
            case tree.DateLiteral(date):
                return nodes.DateConstant(date, type=Plain.DATE, written=written)
            case tree.String(text):
                return nodes.WordConstant(text, type=Plain.TEXT, written=written)
            case tree.Truth(value):
                return nodes.TruthConstant(value, type=Plain.TRUTH, written=written)
            case tree.Name(text):
                return self._name(text, node.span, scope)
            case tree.TotalValue():
                return self._total(node, scope)
            case tree.ByRule():
                return self._not_yet(node, scope, "按规则", "by")
            case tree.Call():
                return self._call(node, scope)
            case tree.Rounded():
                return self._rounded(node, scope)
            case tree.Arithmetic():
                return self._arithmetic(node, scope)
            case tree.Negative(operand):
                made = self.expression(operand, scope)
                self._numeric(made, operand, scope)
                return nodes.Negative(made, type=made.type, written=written)
            case tree.Either(left, right):
                return nodes.Or(
                    self.condition(left, scope), self.condition(right, scope), type=Plain.TRUTH, written=written
                )
            case tree.Both(left, right):
                return nodes.And(
                    self.condition(left, scope), self.condition(right, scope), type=Plain.TRUTH, written=written
                )
            case tree.Negate(operand):
                return nodes.Not(self.condition(operand, scope), type=Plain.TRUTH, written=written)
            case tree.Compare(operator, left, right):
                one, other = self.compared(left, right, operator, node.span, scope)
                return nodes.Compare(operator, one, other, type=Plain.TRUTH, written=written)
            case tree.Meets(left, right):
                return self._meets(node, left, right, scope)
            case tree.Contains(left, right):
                one, other = self.expression(left, scope), self.expression(right, scope)
                self._text_wanted(one, left, scope)
                self._text_wanted(other, right, scope)
                return nodes.Contains(one, other, type=Plain.TRUTH, written=written)
            case tree.Inside(operand, interval):
                made = self.expression(operand, scope)
                return nodes.Inside(
                    made, self.interval(interval, made, operand, scope), type=Plain.TRUTH, written=written
                )
            case tree.StateOf(operand, state):
                made = self.expression(operand, scope)
                return nodes.StateOf(made, cast("nodes.State", state), type=Plain.TRUTH, written=written)
            case tree.TypeOf(operand, type_word):
                made = self.expression(operand, scope)
                if type_word in ("points", "same_as_target", "days", "tally"):
                    scope.problems.error(
                        "type-mismatch",
                        node.span,
                        Wording("“为”后面不能写这个类型。", "`is` cannot ask for this type"),
                        Wording(
                            "可写：金额、比率、数值、日期、等次、是否、文字",
                            "it can ask for: money, ratio, number, date, grade, yes_no, text",
                        ),
                    )
                return nodes.IsType(made, type_word, type=Plain.TRUTH, written=written)
            case tree.ShortOf(left, right):
                return self._shortfall(node, left, right, left, right, scope)
            case tree.Over(left, right):
                return self._shortfall(node, left, right, right, left, scope)
            case _:
                assert_never(node)

    def interval(
        self, node: tree.Interval, operand: nodes.Expression, operand_node: tree.Expression, scope: Scope
    ) -> nodes.Interval:
        """An interval against which an amount is held."""
        low, high = self.expression(node.low, scope), self.expression(node.high, scope)
        for end, end_node in ((low, node.low), (high, node.high)):
            if not types.comparable(operand.type, end.type) or self._bare_against_ratio(operand, end):
                cannot_compare(scope.problems, self._source, operand, end, operand_node, end_node, end_node.span)
        return nodes.Interval(low, high, node.low_closed, node.high_closed, self.written(node))

    def compared(
        self, left: tree.Expression, right: tree.Expression, operator: tree.Comparator, span: Span, scope: Scope
    ) -> tuple[nodes.Expression, nodes.Expression]:
        """The two sides of a comparison, found comparable or reported."""
        one, other = self.expression(left, scope), self.expression(right, scope)
        self.check_comparison(one, other, left, right, operator, span, scope)
        return one, other

    def check_comparison(
        self,
        one: nodes.Expression,
        other: nodes.Expression,
        left: tree.Expression,
        right: tree.Expression,
        operator: tree.Comparator,
        span: Span,
        scope: Scope,
    ) -> None:
        """Report two sides that cannot be compared."""
        ordered = operator not in ("=", "!=")
        words = {Plain.TEXT, Plain.TRUTH}
        if not types.comparable(one.type, other.type) or self._bare_against_ratio(one, other):
            cannot_compare(scope.problems, self._source, one, other, left, right, span)
        elif ordered and one.type in words and other.type in words and types.Plain.GRADE not in (one.type, other.type):
            scope.problems.error(
                "type-mismatch",
                span,
                Wording("文字和是否没有大小，只能用 = 或 ≠。", "text and yes/no have no order: only = and != make sense"),
            )

    @staticmethod
    def _bare_against_ratio(one: nodes.Expression, other: nodes.Expression) -> bool:
        """A literal `60` beside a ratio may mean 60% or 60: the type alone does not show it for the row's measure."""
        return {one.type, other.type} == {types.RATIO, types.NUMBER}

    # ---- names and literals ----

    def _literal(self, node: tree.Literal_, scope: Scope) -> nodes.Expression:
        written = self.written(node)
        if node.unit is None:
            type_: Type = Plain.ZERO if node.number == 0 else types.NUMBER
            return nodes.Constant(node.number, type=type_, written=written)
        if node.unit_is_word:
            self._check_unit_word(node, scope)
            type_ = types.counted(node.unit)
            return nodes.Constant(node.number, type=type_, written=written)
        type_, scale = UNIT_TYPES[node.unit]
        return nodes.Constant(node.number * scale, type=type_, written=written)

    def _check_unit_word(self, node: tree.Literal_, scope: Scope) -> None:
        word = node.unit or ""
        number = self._text(node).removesuffix(word)
        if word in ("万", "亿", "千", "百"):
            scope.problems.error(
                "unknown-unit",
                node.span,
                Wording(f"“{number}{word}”没有写完单位。", f"`{number}{word}` lacks its unit"),
                verbatim(f"{number}{word}元") if word in ("万", "亿") else None,
            )
            return
        if word == "年":
            scope.problems.error(
                "unknown-unit",
                node.span,
                Wording("年份不是数量。", "a year is not a quantity"),
                Wording("年度写成数字：年度 ≥ 2024；日期写成 2024-12-31", "write year >= 2024, or a date 2024-12-31"),
            )
            return
        for keyword in vocabulary().words["keywords"].values():
            unit_or_clause = keyword.zh
            rest = word.removeprefix(unit_or_clause)
            if rest != word and rest and keyword.id in UNIT_TYPES:
                scope.problems.error(
                    "missing-space",
                    node.span,
                    Wording(
                        f"“{number}{word}”连在一起了：“{unit_or_clause}”后面少一个空格。",
                        f"`{number}{word}` runs two words together: a space is missing after `{unit_or_clause}`",
                    ),
                    verbatim(f"{number}{unit_or_clause} {rest}"),
                )
                return
        near = closest(word, [spelling for spelling in _UNIT_SPELLINGS if spelling != word])
        if word.isascii() and near:
            scope.problems.error(
                "unknown-unit",
                node.span,
                Wording(f"不认识的单位“{word}”。", f"unknown unit `{word}`"),
                verbatim(f"{number} {near}"),
            )

    def _name(self, text: str, span: Span, scope: Scope) -> nodes.Expression:
        written = Written(self._source, span)
        if text in scope.locals or built_in(text) is None or self._is_restated(text, scope):
            variable = self._resolve(text, span, scope)
            if variable is not None:
                return variable
        word = built_in(text)
        if word is None:
            self._unknown(text, span, scope)
            return _broken(written)
        match word.category:
            case "row":
                return self._row_name(word.id, text, span, scope)
            case "table":
                if scope.where == "selection" and word.id not in SELECTION_NAMES:
                    self._misplaced(span, scope, Wording("规则集的“适用于”只能用年度、地区、部门等表头信息。",
                                    "the header's `for` can only ask for year, region, department and the like"))  # fmt: skip
                return nodes.TableField(word.id, type=TABLE_TYPES[word.id], written=written)
            case _:
                self._row_wanted(text, span, scope)
                return nodes.Kind(word.id, type=Plain.TRUTH, written=written)

    def _is_restated(self, text: str, scope: Scope) -> bool:
        word = built_in(text)
        return word is not None and word.category == "row" and word.id in RESTATABLE and scope.seeing != word.id

    def _row_name(self, name_id: str, text: str, span: Span, scope: Scope) -> nodes.Expression:
        written = Written(self._source, span)
        if name_id == "goal_share":
            return self._not_yet_at(span, scope, "目标占比", "goal_share")
        self._row_wanted(text, span, scope)
        if name_id in ("same_level1", "same_level2"):
            if not scope.in_aggregate:
                self._misplaced(
                    span, scope, Wording(f"“{text}”只能写在 合计、项数、最高项 的条件里。",
                                         f"`{text}` can only stand in the condition of sum, count or largest"),
                )  # fmt: skip
            return nodes.SameGroup(1 if name_id == "same_level1" else 2, type=Plain.TRUTH, written=written)
        if name_id == "score":
            scope.uses_scores = True
            if not scope.after_scoring:
                self._misplaced(
                    span, scope, Wording("评分规则里不能用“得分”：它正是这里要算的。",
                                         "a rule cannot use `score`: it is what the rule computes"),
                )  # fmt: skip
        type_ = scope.narrowed.get(name_id, ROW_TYPES[name_id])
        return nodes.RowField(name_id, scope.seeing == name_id, type=type_, written=written)

    def _row_wanted(self, text: str, span: Span, scope: Scope) -> None:
        scope.uses_row = True
        if scope.where != "row":
            self._misplaced(
                span,
                scope,
                Wording(f"“{text}”说的是某一行指标，这里说的是整张表。", f"`{text}` is about a row; this is about the table"),
                Wording(
                    f"用 合计(…, {text}) 或 项数({text})，或给这一块写上“适用于”",
                    f"use sum(…, {text}) or count({text}), or give the block a `for`",
                ),
            )

    def _misplaced(self, span: Span, scope: Scope, message: Wording, mend: Wording | None = None) -> None:
        scope.problems.error("name-misplaced", span, message, mend)

    def _unknown(self, text: str, span: Span, scope: Scope) -> None:
        near = closest(text, [*vocabulary().names, *self._known_names(), *scope.locals])
        scope.problems.error(
            "unknown-name",
            span,
            Wording(f"不认识的名称“{text}”。", f"unknown name `{text}`"),
            Wording(f"是否想写“{near}”？", f"did you mean `{near}`?")
            if near
            else Wording("用“参数”或“设”先定义它", "define it first, with `param` or `let`"),
        )

    def _total(self, node: tree.TotalValue, scope: Scope) -> nodes.Expression:
        scope.uses_total = True
        if not scope.after_total:
            self._misplaced(
                node.span, scope,
                Wording("这里还没有总分：只有等级和审核可以用它。", "there is no total here: only grades and audits can use it"),
                Wording("合计(得分)", "sum(score)"),
            )  # fmt: skip
        return nodes.Total(type=types.POINTS, written=self.written(node))

    # ---- functions ----

    def _call(self, node: tree.Call, scope: Scope) -> nodes.Expression:
        written = self.written(node)
        word = vocabulary().words["functions"][node.function]
        if node.function in NOT_YET:
            return self._not_yet(node, scope, word.zh, word.en)
        if node.across_units:
            return self._not_yet(node, scope, "各单位", "across units")
        least, most = _ARGUMENTS[node.function]
        if not least <= len(node.arguments) <= most:
            usual = str(least) if least == most else f"{least}–{most}" if most < 9 else f"{least}+"
            scope.problems.error(
                "wrong-arguments",
                node.span,
                Wording(
                    f"“{word.zh}”要 {usual} 个参数，写了 {len(node.arguments)} 个。",
                    f"`{word.en}` takes {usual} arguments, {len(node.arguments)} are given",
                ),
            )
            return _broken(written)
        if node.function in ("sum", "count", "largest"):
            return self._aggregate(node, scope)
        if node.function == "if":
            condition = self.condition(node.arguments[0], scope)
            parts, type_ = self._alike(node.arguments[1:], node, scope)
            return nodes.Function("if", (condition, *parts), type=type_, written=written)
        parts, type_ = self._alike(node.arguments, node, scope)
        if node.function != "first":
            for part, argument in zip(parts, node.arguments, strict=True):
                self._numeric(part, argument, scope)
        function = cast("nodes.Literal['min', 'max', 'abs', 'first']", node.function)
        return nodes.Function(function, tuple(parts), type=type_, written=written)

    def _alike(
        self, arguments: tuple[tree.Expression, ...], node: tree.Expression, scope: Scope
    ) -> tuple[list[nodes.Expression], Type]:
        """Arguments of one type, and that type; a bare 0 fits every one."""
        parts = [self.expression(argument, scope) for argument in arguments]
        type_: Type = Plain.ZERO
        for part, argument in zip(parts, arguments, strict=True):
            if type_ is Plain.ZERO or type_ is Plain.BROKEN:
                type_ = part.type
            elif part.type not in (type_, Plain.ZERO, Plain.BROKEN):
                if types.ROW in (type_, part.type) and types.comparable(type_, part.type):
                    type_ = part.type if type_ == types.ROW else type_
                    continue
                scope.problems.error(
                    "type-mismatch",
                    argument.span,
                    Wording(
                        f"几个参数类型不同：{describe(type_).zh}与{describe(part.type).zh}。",
                        f"the arguments differ in type: {describe(type_).en} and {describe(part.type).en}",
                    ),
                )
                return parts, Plain.BROKEN
        return parts, type_

    def _aggregate(self, node: tree.Call, scope: Scope) -> nodes.Expression:
        written = self.written(node)
        if scope.where == "selection":
            self._misplaced(node.span, scope, Wording("选用规则集时还没有各行数据。", "no rows are known when a rule set is chosen"))
        inner = scope.inner()
        inner.after_scoring = scope.after_scoring
        if node.function == "count":
            condition = self.condition(node.arguments[0], inner)
            made = nodes.Aggregate("count", None, condition, type=types.TALLY, written=written)
        else:
            operand = self.expression(node.arguments[0], inner)
            self._numeric(operand, node.arguments[0], scope)
            second = self.condition(node.arguments[1], inner) if len(node.arguments) > 1 else None
            function = cast("nodes.Literal['sum', 'largest']", node.function)
            made = nodes.Aggregate(function, operand, second, type=operand.type, written=written)
        scope.uses_scores |= inner.uses_scores
        scope.uses_total |= inner.uses_total
        return made

    def _rounded(self, node: tree.Rounded, scope: Scope) -> nodes.Expression:
        if len(node.arguments) != 2:
            scope.problems.error(
                "wrong-arguments",
                node.span,
                Wording("舍入要两个参数：数值和步长。", "rounding takes two arguments: the value and the step"),
                Wording("四舍五入(执行率, 1%)", "round half up(rate, 1%)"),
            )
            return _broken(self.written(node))
        operand, step = (self.expression(argument, scope) for argument in node.arguments)
        self._numeric(operand, node.arguments[0], scope)
        if not types.comparable(operand.type, step.type):
            cannot_compare(
                scope.problems, self._source, operand, step, node.arguments[0], node.arguments[1], node.arguments[1].span
            )
        self.positive(step, node.arguments[1], scope)
        return nodes.Rounded(node.mode, operand, step, type=operand.type, written=self.written(node))

    def positive(self, step: nodes.Expression, node: tree.Expression, scope: Scope) -> None:
        """A step (of rounding, of a deduction) written as a figure must be above 0."""
        if isinstance(step, nodes.Constant | nodes.Negative) and (
            isinstance(step, nodes.Negative) or step.value <= 0
        ):
            scope.problems.error(
                "step-not-positive",
                node.span,
                Wording("步长必须大于 0。", "a step must be above 0"),
            )

    # ---- operators ----

    def _arithmetic(self, node: tree.Arithmetic, scope: Scope) -> nodes.Expression:
        left, right = self.expression(node.left, scope), self.expression(node.right, scope)
        written = self.written(node)
        is_date = Plain.DATE in (left.type, right.type)
        if is_date and node.operator in ("+", "-"):
            return self._date_arithmetic(node, left, right, scope)
        if not (self._numeric(left, node.left, scope) and self._numeric(right, node.right, scope)):
            return _broken(written)
        if Plain.BROKEN in (left.type, right.type):
            return _broken(written)
        type_: Type | None
        if node.operator in ("+", "-"):
            type_ = self._sum_type(node, left, right)
            if type_ is None:
                cannot_add(scope.problems, self._source, left, right, node)
                return _broken(written)
        else:
            if node.operator == "/" and right.type is Plain.ZERO:
                scope.problems.error(
                    "division-by-zero",
                    node.right.span,
                    Wording("除数是 0。", "this divides by 0"),
                )
                return _broken(written)
            one = left.type if isinstance(left.type, Numeric) else types.NUMBER
            other = right.type if isinstance(right.type, Numeric) else types.NUMBER
            type_ = types.times(one, other) if node.operator == "*" else types.divided(one, other)
        return nodes.Arithmetic(node.operator, left, right, type=type_, written=written)

    @staticmethod
    def _sum_type(node: tree.Arithmetic, left: nodes.Expression, right: nodes.Expression) -> Type | None:
        if left.type is Plain.ZERO:
            return right.type
        if right.type is Plain.ZERO:
            return left.type
        assert isinstance(left.type, Numeric)  # noqa: S101 - checked by the caller
        assert isinstance(right.type, Numeric)  # noqa: S101
        return types.added(left.type, right.type, minus=node.operator == "-")

    def _date_arithmetic(
        self, node: tree.Arithmetic, left: nodes.Expression, right: nodes.Expression, scope: Scope
    ) -> nodes.Expression:
        written = self.written(node)
        pair = (left.type, right.type)
        dates = (Plain.DATE, types.ROW)
        if node.operator == "-" and left.type in dates and right.type in dates:
            return nodes.Arithmetic("-", left, right, type=types.DAYS, written=written)
        if pair == (Plain.DATE, types.DAYS) or (node.operator == "+" and pair == (types.DAYS, Plain.DATE)):
            return nodes.Arithmetic(node.operator, left, right, type=Plain.DATE, written=written)
        if Plain.BROKEN not in pair:
            cannot_add(scope.problems, self._source, left, right, node)
        return _broken(written)

    def _shortfall(
        self,
        node: tree.ShortOf | tree.Over,
        first: tree.Expression,
        second: tree.Expression,
        low: tree.Expression,
        high: tree.Expression,
        scope: Scope,
    ) -> nodes.Expression:
        as_difference = tree.Arithmetic("-", high, low, span=first.span.to(second.span))
        difference = self._arithmetic(as_difference, scope)
        if not isinstance(difference, nodes.Arithmetic):
            return _broken(self.written(node))
        return nodes.Shortfall(difference.right, difference.left, type=difference.type, written=self.written(node))

    def _meets(
        self, node: tree.Meets, left: tree.Expression, right: tree.Expression, scope: Scope
    ) -> nodes.Expression:
        one, other = self.expression(left, scope), self.expression(right, scope)
        for side, syntax in ((one, left), (other, right)):
            is_cell = side.type in (types.ROW, Plain.BROKEN) or isinstance(side, nodes.RowField | nodes.Variable)
            if not is_cell:
                scope.problems.error(
                    "type-mismatch",
                    syntax.span,
                    Wording("“达到”只比较完成值与指标值。", "`meets` compares the actual value with a target"),
                    Wording("与固定数比较时写 ≥ 或 ≤", "to compare with a figure write >= or <="),
                )
        return nodes.Meets(one, other, type=Plain.TRUTH, written=self.written(node))

    # ---- small checks ----

    def _numeric(self, made: nodes.Expression, node: tree.Expression, scope: Scope) -> bool:
        if isinstance(made.type, Numeric) or made.type in (Plain.ZERO, Plain.BROKEN):
            return True
        scope.problems.error(
            "type-mismatch",
            node.span,
            Wording(
                f"这里要一个数，“{self._text(node)}”是{describe(made.type).zh}。",
                f"a number is needed here, `{self._text(node)}` is {describe(made.type).en}",
            ),
        )
        return False

    def _text_wanted(self, made: nodes.Expression, node: tree.Expression, scope: Scope) -> None:
        if made.type not in (Plain.TEXT, Plain.GRADE, types.ROW, Plain.BROKEN):
            scope.problems.error(
                "type-mismatch",
                node.span,
                Wording("“含”比较的是文字。", "`contains` compares texts"),
                Wording("文字加引号", "put texts between quotation marks"),
            )

    def _not_yet(self, node: tree.Expression, scope: Scope, zh: str, en: str) -> nodes.Expression:
        return self._not_yet_at(node.span, scope, zh, en)

    def _not_yet_at(self, span: Span, scope: Scope, zh: str, en: str) -> nodes.Expression:
        not_yet(scope, span, zh, en)
        return _broken(Written(self._source, span))

    def _text(self, node: tree.Expression) -> str:
        return " ".join(self._source.slice(node.span).split())


def not_yet(scope: Scope, span: Span, zh: str, en: str) -> None:
    """A construct of the language that this version reads but does not evaluate."""
    scope.problems.error(
        "not-yet",
        span,
        Wording(f"“{zh}”属于本语言，但这一版还不能计算。", f"`{en}` is part of the language, but this version cannot evaluate it"),
        Wording("暂时不用它", "do without it for now"),
    )


def _broken(written: Written) -> nodes.Expression:
    return nodes.Constant(Fraction(0), type=Plain.BROKEN, written=written)


_ARGUMENTS: Final[dict[str, tuple[int, int]]] = {
    "min": (2, 9),
    "max": (2, 9),
    "abs": (1, 1),
    "if": (3, 3),
    "first": (2, 9),
    "sum": (1, 2),
    "count": (1, 1),
    "largest": (1, 2),
}
_UNIT_SPELLINGS: Final = ("points", "percentage points", "days", "yuan", "wan_yuan", "yi_yuan")

"""Expressions: names resolved, types inferred, ill-typed ones rejected with the mend.

Sources of the type rules: the regulations' own distinctions (分, %, 百分点, 元, 份, 天); a ratio and a difference of
ratios are different things, and points are always written as points.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import assert_never, cast

from attrs import evolve

from perfeval.diagnostic import SourceText, Span
from perfeval.language import nodes, tree, types
from perfeval.language.calls import read_call, read_rounded
from perfeval.language.kinds import check_kinds
from perfeval.language.named import read_by, read_name, read_total
from perfeval.language.natural_words import EXECUTION_RATE
from perfeval.language.nodes import Written
from perfeval.language.problems import Problems
from perfeval.language.quantities import read_literal
from perfeval.language.scope import Scope, built_in
from perfeval.language.type_errors import cannot_add, cannot_compare, not_points, ratio_over_hundred
from perfeval.language.types import Numeric, Plain, Type, describe
from perfeval.wording import Wording, verbatim

_YES, _NO = ("是", "yes", "true"), ("否", "no", "false")

ResolveVariable = Callable[[str, Span, Scope], "nodes.Variable | nodes.Fact | None"]


class Inference:
    """Checks the expressions of one source text."""

    def __init__(
        self,
        source: SourceText,
        resolve: ResolveVariable,
        known_names: Callable[[], list[str]],
        known_rules: tuple[str, ...] | None,
    ) -> None:
        self.source = source
        self.resolve = resolve
        self.known_names = known_names
        self.known_rules = known_rules
        """Names that `by` may use; None where an ancestor that may define others cannot be read."""
        self.used_rules: set[str] = set()
        """Rules that something names after `by`."""

    def written(self, node: tree.Node) -> Written:
        """Where a syntax node stands."""
        return Written(self.source, node.span)

    # ---- entry points ----

    def condition(self, node: tree.Expression, scope: Scope) -> nodes.Expression:
        """An expression that must be true or false."""
        made = self.expression(node, scope)
        if made.type not in (Plain.TRUTH, Plain.BROKEN):
            mend: Wording | None = None
            if isinstance(node, tree.ShortOf):
                mend = Wording(f"写成比较：{self.text(node.left)} < {self.text(node.right)}",
                               f"write a comparison: {self.text(node.left)} < {self.text(node.right)}")  # fmt: skip
            elif isinstance(node, tree.Over):
                mend = Wording(f"写成比较：{self.text(node.left)} > {self.text(node.right)}",
                               f"write a comparison: {self.text(node.left)} > {self.text(node.right)}")  # fmt: skip
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

    def points(self, node: tree.Expression, scope: Scope, *, is_share: bool = True) -> nodes.Expression:
        """An expression that must be points; `is_share`: a bare figure may have been meant as a share of full marks."""
        made = self.expression(node, scope)
        if made.type not in (types.POINTS, Plain.ZERO, Plain.BROKEN):
            not_points(scope.problems, self.source, made, node, is_share=is_share)
        return made

    def kind(self, node: tree.Name, scope: Scope) -> str | None:
        """The id of the kind of indicator that a name says; None (reported) for any other name."""
        made = self.expression(node, scope)
        if isinstance(made, nodes.Kind):
            return made.id
        if made.type is not Plain.BROKEN:
            scope.problems.error(
                "kind-needed",
                node.span,
                Wording(f"“{node.text}”不是指标类别。", f"`{node.text}` is not a kind of indicator"),
                Wording(
                    "如 产出指标、成本指标、满意度指标、预算执行",
                    "such as output, cost, satisfaction, budget_execution",
                ),
            )
        return None

    # ---- expressions ----

    def expression(self, node: tree.Expression, scope: Scope) -> nodes.Expression:
        """Any expression. Where it is in error the result has the type `BROKEN` and no further error follows."""
        written = self.written(node)
        match node:
            case tree.Literal_():
                return read_literal(self, node, scope)
            case tree.DateLiteral(date):
                return nodes.DateConstant(date, type=Plain.DATE, written=written)
            case tree.String(text):
                return nodes.WordConstant(text, type=Plain.TEXT, written=written)
            case tree.Truth(value):
                return nodes.TruthConstant(value, type=Plain.TRUTH, written=written)
            case tree.Name(text):
                return read_name(self, text, node.span, scope)
            case tree.TotalValue():
                return read_total(self, node, scope)
            case tree.ByRule():
                return read_by(self, node, scope)
            case tree.Call():
                return read_call(self, node, scope)
            case tree.Rounded():
                return read_rounded(self, node, scope)
            case tree.Arithmetic():
                return self._arithmetic(node, scope)
            case tree.Negative(operand):
                made = self.expression(operand, scope)
                self.numeric(made, operand, scope)
                return nodes.Negative(made, type=made.type, written=written)
            case tree.Either(left, right):
                return nodes.Or(
                    self.condition(left, scope), self.condition(right, scope), type=Plain.TRUTH, written=written
                )
            case tree.Both(left, right):
                one, other = self.condition(left, scope), self.condition(right, scope)
                check_kinds(one, other, written, scope.problems)
                return nodes.And(one, other, type=Plain.TRUTH, written=written)
            case tree.Negate(operand):
                return nodes.Not(self.condition(operand, scope), type=Plain.TRUTH, written=written)
            case tree.Compare(operator, left, right):
                one, other = self.compared(left, right, operator, node.span, scope)
                return nodes.Compare(operator, one, other, type=Plain.TRUTH, written=written)
            case tree.Meets(left, right):
                return self._meets(node, left, right, scope)
            case tree.Contains(left, right):
                one = self.expression(left, scope)
                other = self.beside(right, one, scope)
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
                self._value_wanted(made, operand, scope)
                return nodes.StateOf(made, cast("nodes.State", state), type=Plain.TRUTH, written=written)
            case tree.TypeOf(operand, type_word):
                made = self.expression(operand, scope)
                self._value_wanted(made, operand, scope)
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
                cannot_compare(scope.problems, self.source, operand, end, operand_node, end_node, end_node.span)
        return nodes.Interval(low, high, node.low_closed, node.high_closed, self.written(node))

    def compared(
        self, left: tree.Expression, right: tree.Expression, operator: tree.Comparator, span: Span, scope: Scope
    ) -> tuple[nodes.Expression, nodes.Expression]:
        """The two sides of a comparison, found comparable or reported."""
        one = self.expression(left, scope)
        other = self.beside(right, one, scope)
        self.check_comparison(one, other, left, right, operator, span, scope)
        return one, other

    def beside(self, node: tree.Expression, other: nodes.Expression, scope: Scope) -> nodes.Expression:
        """An expression held against another; beside a text an unknown name is text without its quotation marks."""
        if isinstance(node, tree.Name) and other.type in (Plain.TEXT, Plain.GRADE) and not self.is_known(node, scope):
            scope.problems.error(
                "quotes-needed",
                node.span,
                Wording(f"文字“{node.text}”要加引号。", f"the text `{node.text}` goes between quotation marks"),
                verbatim(f'"{node.text}"'),
            )
            return nodes.broken(self.written(node))
        return self.expression(node, scope)

    def is_known(self, node: tree.Name, scope: Scope) -> bool:
        """Whether a name stands for anything here; nothing is reported."""
        return built_in(node.text) is not None or self.resolve(node.text, node.span, scope) is not None

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
        if self._quoted_yes(one, other, left, operator, span, scope):
            return
        if not types.comparable(one.type, other.type) or self._bare_against_ratio(one, other):
            cannot_compare(scope.problems, self.source, one, other, left, right, span)
        elif ordered and one.type in words and other.type in words and types.Plain.GRADE not in (one.type, other.type):
            scope.problems.error(
                "type-mismatch",
                span,
                Wording(
                    "文字和是否没有大小，只能用 = 或 ≠。", "text and yes/no have no order: only = and != make sense"
                ),
            )

    def _quoted_yes(
        self,
        one: nodes.Expression,
        other: nodes.Expression,
        left: tree.Expression,
        operator: tree.Comparator,
        span: Span,
        scope: Scope,
    ) -> bool:
        """Report `受批评 = "是"`: yes and no are no texts."""
        word = other.text.strip().lower() if isinstance(other, nodes.WordConstant) else ""
        if one.type is not Plain.TRUTH or word not in (*_YES, *_NO) or operator not in ("=", "!="):
            return False
        truth = Wording("是", "yes") if word in _YES else Wording("否", "no")
        sign = Wording("=", "=") if operator == "=" else Wording("≠", "!=")
        mend = Wording(f"{sign.zh} {truth.zh}", f"{sign.en} {truth.en}")
        if span.start <= left.span.start:  # a condition, not a band
            text = self.text(left)
            bare = (word in _YES) == (operator == "=")
            mend = Wording(
                f"写 {text if bare else f'非 {text}'}，或 {text} {mend.zh}",
                f"write {text if bare else f'not {text}'}, or {text} {mend.en}",
            )
        message = Wording(
            f"“{self.text(left)}”的内容是“是”或“否”，不是文字，不加引号。",
            f"`{self.text(left)}` is yes or no, not a text: no quotation marks",
        )
        scope.problems.error("type-mismatch", span, message, mend)
        return True

    @staticmethod
    def _bare_against_ratio(one: nodes.Expression, other: nodes.Expression) -> bool:
        """A literal `60` beside a ratio may mean 60% or 60: the type alone does not show it for the row's measure."""
        return {one.type, other.type} == {types.RATIO, types.NUMBER}

    # ---- names and literals ----

    @staticmethod
    def misplaced(span: Span, scope: Scope, message: Wording, mend: Wording | None = None) -> None:
        """Report a name that means nothing where it stands."""
        scope.problems.error("name-misplaced", span, message, mend)

    # ---- operators ----

    def _arithmetic(self, node: tree.Arithmetic, scope: Scope) -> nodes.Expression:
        written = self.written(node)
        if self._difference_of_logarithms(node, scope):
            return nodes.broken(written)
        left, right = self.expression(node.left, scope), self.expression(node.right, scope)
        is_date = Plain.DATE in (left.type, right.type)
        if is_date and node.operator in ("+", "-"):
            return self._date_arithmetic(node, left, right, scope)
        if not (self.numeric(left, node.left, scope) and self.numeric(right, node.right, scope)):
            return nodes.broken(written)
        if Plain.BROKEN in (left.type, right.type):
            return nodes.broken(written)
        type_: Type | None
        if node.operator in ("+", "-"):
            type_ = self._sum_type(node, left, right)
            if type_ is None:
                cannot_add(scope.problems, self.source, left, right, node)
                return nodes.broken(written)
        else:
            if node.operator == "/" and isinstance(right, nodes.Constant) and right.value == 0:
                scope.problems.error(
                    "division-by-zero",
                    node.right.span,
                    Wording("除数是 0。", "this divides by 0"),
                    Wording(
                        "换成会变的量；它可能为 0 时先写一种情形：当 … = 0 …",
                        "divide by what varies; where that may be 0 begin with a case of its own: when … = 0 …",
                    ),
                )
                return nodes.broken(written)
            if node.operator == "/":
                ratio_over_hundred(scope.problems, self.source, left, right, node)
            one = left.type if isinstance(left.type, Numeric) else types.NUMBER
            other = right.type if isinstance(right.type, Numeric) else types.NUMBER
            type_ = types.times(one, other) if node.operator == "*" else types.divided(one, other)
        return nodes.Arithmetic(node.operator, left, right, type=type_, written=written)

    def _difference_of_logarithms(self, node: tree.Arithmetic, scope: Scope) -> bool:
        """Report `自然对数(a) - 自然对数(b)` of two like quantities that have a unit: it is `自然对数(a ÷ b)`."""
        match node:
            case tree.Arithmetic("-", tree.Call("ln", (tree.Name() as one,)), tree.Call("ln", (tree.Name() as other,))):
                pass
            case _:
                return False
        trial = evolve(scope, problems=Problems(self.source))
        first, second = (self.expression(argument, trial).type for argument in (one, other))
        if not isinstance(first, Numeric) or first.is_pure or second != first:
            return False
        scope.problems.error(
            "pure-number-needed",
            node.span,
            Wording(
                f"“自然对数”的括号里要写没有单位的数，这里是{describe(first).zh}。",
                f"`ln` wants a number without a unit, this is {describe(first).en}",
            ),
            Wording(f"自然对数({one.text} ÷ {other.text})", f"ln({one.text} / {other.text})"),
        )
        return True

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
            cannot_add(scope.problems, self.source, left, right, node)
        return nodes.broken(written)

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
            return nodes.broken(self.written(node))
        return nodes.Shortfall(difference.right, difference.left, type=difference.type, written=self.written(node))

    def _meets(self, node: tree.Meets, left: tree.Expression, right: tree.Expression, scope: Scope) -> nodes.Expression:
        one, other = self.expression(left, scope), self.expression(right, scope)
        for side, syntax in ((one, left), (other, right)):
            is_cell = side.type in (types.ROW, Plain.BROKEN) or isinstance(
                side, nodes.RowField | nodes.Variable | nodes.Fact
            )
            if not is_cell:
                scope.problems.error(
                    "type-mismatch",
                    syntax.span,
                    Wording("“达到”只比较完成值与指标值。", "`meets` compares the actual value with a target"),
                    Wording(
                        f"与固定的数相比，写 {self.text(left)} ≥ {self.text(right)}（或 ≤）",
                        f"to compare with a figure write {self.text(left)} >= {self.text(right)} (or <=)",
                    ),
                )
        return nodes.Meets(one, other, type=Plain.TRUTH, written=self.written(node))

    # ---- small checks ----

    def positive(self, step: nodes.Expression, node: tree.Expression, scope: Scope) -> None:
        """A step (of rounding, of a deduction) written as a figure must be above 0."""
        if step.type is Plain.BROKEN:
            return
        if isinstance(step, nodes.Constant | nodes.Negative) and (isinstance(step, nodes.Negative) or step.value <= 0):
            scope.problems.error(
                "step-not-positive",
                node.span,
                Wording("步长必须大于 0。", "a step must be above 0"),
                Wording("如 每 5个百分点；到 0.01分", "such as each 5 percentage points; to 0.01 points"),
            )

    def numeric(self, made: nodes.Expression, node: tree.Expression, scope: Scope) -> bool:
        """Whether an expression is a number; reported where it is not."""
        if isinstance(made.type, Numeric) or made.type in (Plain.ZERO, Plain.BROKEN):
            return True
        scope.problems.error(
            "type-mismatch",
            node.span,
            Wording(
                f"这里要一个数，“{self.text(node)}”是{describe(made.type).zh}。",
                f"a number is needed here, `{self.text(node)}` is {describe(made.type).en}",
            ),
            EXECUTION_RATE if isinstance(made, nodes.Kind) and made.id == "budget_execution" else None,
        )
        return False

    def _value_wanted(self, made: nodes.Expression, node: tree.Expression, scope: Scope) -> None:
        """What may be blank, or of this type or that: something read from the table, not a condition or a figure."""
        is_condition = made.type is Plain.TRUTH and not isinstance(made, nodes.Variable | nodes.RowField | nodes.Fact)
        if not is_condition and not isinstance(made, nodes.Constant | nodes.WordConstant | nodes.DateConstant):
            return
        if made.type is Plain.BROKEN:
            return
        text = self.text(node)
        scope.problems.error(
            "type-mismatch",
            node.span,
            Wording(
                f"“{text}”不是填报的内容，不能问它填没填、是什么。", f"`{text}` is not something that is filled in"
            ),
            Wording(f"如 {text} 且 指标值 为 金额", f"such as {text} and target is money")
            if isinstance(made, nodes.Kind)
            else Wording("如 完成值 未填报、指标值 为 金额", "such as actual is missing, target is money"),
        )

    def _text_wanted(self, made: nodes.Expression, node: tree.Expression, scope: Scope) -> None:
        if made.type not in (Plain.TEXT, Plain.GRADE, types.ROW, Plain.BROKEN):
            scope.problems.error(
                "type-mismatch",
                node.span,
                Wording("“含”比较的是文字。", "`contains` compares texts"),
                Wording("文字加引号", "put texts between quotation marks"),
            )

    def text(self, node: tree.Node) -> str:
        """The text of a node as written, on one line."""
        return " ".join(self.source.slice(node.span).split())

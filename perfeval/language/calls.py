"""Functions, aggregates over rows, and rounding used as a function: arguments counted and typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, cast

from perfeval.language import nodes, tree, types
from perfeval.language.scope import Scope
from perfeval.language.type_errors import cannot_compare
from perfeval.language.types import Plain, Type, describe
from perfeval.language.vocabulary import vocabulary
from perfeval.wording import Wording

if TYPE_CHECKING:
    from perfeval.language.infer import Inference

MOST: Final = 20
"""Arguments of one call at most."""
_AGGREGATES: Final = ("sum", "count", "largest")
_ARGUMENTS: Final[dict[str, tuple[int, int]]] = {
    "min": (2, MOST),
    "max": (2, MOST),
    "abs": (1, 1),
    "if": (3, 3),
    "first": (2, MOST),
    "sum": (1, 2),
    "count": (1, 1),
    "largest": (1, 2),
    "sqrt": (1, 1),
    "ln": (1, 1),
    "exp": (1, 1),
    "power": (2, 2),
}
FORMS: Final = {
    "min": Wording("取小(满分, 10分)", "min(full, 10 points)"),
    "max": Wording("取大(得分一, 得分二)", "max(one, other)"),
    "abs": Wording("绝对值(完成值)", "abs(actual)"),
    "if": Wording("如果(条件, 成立时的值, 不成立时的值)", "if(condition, value if so, value if not)"),
    "first": Wording("优先取(调整后指标值, 指标值)", "first(revised_target, target)"),
    "sum": Wording("合计(得分) 或 合计(得分, 产出指标)", "sum(score) or sum(score, output)"),
    "count": Wording("项数(满意度指标)", "count(satisfaction)"),
    "largest": Wording("最高项(得分) 或 最高项(得分, 产出指标)", "largest(score) or largest(score, output)"),
    "sqrt": Wording("平方根(完成率)", "sqrt(completion)"),
    "ln": Wording("自然对数(完成率)", "ln(completion)"),
    "exp": Wording("自然指数(完成率)", "exp(completion)"),
    "power": Wording("乘方(完成率, 2)", "power(completion, 2)"),
}


def read_call(infer: Inference, node: tree.Call, scope: Scope) -> nodes.Expression:
    """A function with its arguments."""
    written = infer.written(node)
    word = vocabulary().words["functions"][node.function]
    least, most = _ARGUMENTS[node.function]
    if not least <= len(node.arguments) <= most:
        usual = Wording(*(_number_of(least, most, lang) for lang in ("zh", "en")))
        scope.problems.error(
            "wrong-arguments",
            node.span,
            Wording(
                f"“{word.zh}”的括号里要写 {usual.zh} 项，这里写了 {len(node.arguments)} 项。",
                f"`{word.en}` takes {usual.en}; {len(node.arguments)} given",
            ),
            FORMS[node.function],
        )
        return nodes.broken(written)
    if node.function in _AGGREGATES:
        return _aggregate(infer, node, scope)
    if node.function == "if":
        condition = infer.condition(node.arguments[0], scope)
        parts, type_ = _alike(infer, node.arguments[1:], scope)
        return nodes.Function("if", (condition, *parts), type=type_, written=written)
    if node.function in ("sqrt", "ln", "exp", "power"):
        return _real(infer, node, scope)
    parts, type_ = _alike(infer, node.arguments, scope)
    if node.function != "first":
        for part, argument in zip(parts, node.arguments, strict=True):
            infer.numeric(part, argument, scope)
    function = cast("Literal['min', 'max', 'abs', 'first']", node.function)
    return nodes.Function(function, tuple(parts), type=type_, written=written)


def _real(infer: Inference, node: tree.Call, scope: Scope) -> nodes.Expression:
    """平方根, 自然对数, 自然指数, 乘方: of pure numbers; a root also of a square of points, money and the like."""
    written = infer.written(node)
    parts = [infer.expression(argument, scope) for argument in node.arguments]
    type_: Type = types.NUMBER
    for index, (part, argument) in enumerate(zip(parts, node.arguments, strict=True)):
        if not infer.numeric(part, argument, scope) or part.type is Plain.BROKEN:
            return nodes.broken(written)
        if not isinstance(part.type, types.Numeric):
            continue
        root = types.square_root(part.type) if node.function == "sqrt" else None
        if root is not None:
            type_ = root
        elif not part.type.is_pure:
            word = vocabulary().words["functions"][node.function]
            scope.problems.error(
                "pure-number-needed",
                argument.span,
                Wording(
                    f"“{word.zh}”的括号里要写没有单位的数，这里是{describe(part.type).zh}。",
                    f"`{word.en}` wants a number without a unit, this is {describe(part.type).en}",
                ),
                Wording(
                    f"先除以同单位的量：{infer.text(argument)} ÷ …",
                    f"divide by a quantity of the same unit: {infer.text(argument)} / …",
                ),
            )
            return nodes.broken(written)
        elif node.function == "power" and index == 0 and part.type == types.RATIO:
            type_ = types.RATIO
    function = cast("nodes.FunctionName", node.function)
    return nodes.Function(function, tuple(parts), type=type_, written=written)


def _number_of(least: int, most: int, lang: str) -> str:
    if least == most:
        return str(least) if lang == "zh" else f"{least} argument{'s' if least > 1 else ''}"
    if most == MOST:
        return f"至少 {least} 项、至多 {MOST}" if lang == "zh" else f"{least} to {MOST} arguments"
    return f"{least} 或 {most}" if lang == "zh" else f"{least} or {most} arguments"


def _alike(
    infer: Inference, arguments: tuple[tree.Expression, ...], scope: Scope
) -> tuple[list[nodes.Expression], Type]:
    """Arguments of one type, and that type; a bare 0 fits every one."""
    parts = [infer.expression(argument, scope) for argument in arguments]
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
                    f"括号里各项要是同一种量：前面是{describe(type_).zh}，这一项是{describe(part.type).zh}。",
                    f"the arguments must be of one kind: {describe(type_).en} before, this is {describe(part.type).en}",
                ),
                Wording(
                    "各项都写成分数，如 满分、满分 × 80%、5分", "make all of them points: full, full * 80%, 5 points"
                )
                if types.POINTS in (type_, part.type)
                else Wording("改成同一种量", "make them the same kind of quantity"),
            )
            return parts, Plain.BROKEN
    return parts, type_


def _aggregate(infer: Inference, node: tree.Call, scope: Scope) -> nodes.Expression:
    written = infer.written(node)
    if scope.where == "selection":
        infer.misplaced(
            node.span,
            scope,
            Wording("选用规则集时还没有各行数据，不能合计。", "no rows are known when a rule set is chosen"),
            Wording("这里只用年度、地区、部门等表头信息", "ask for year, region, department and the like"),
        )
    if node.across_units:
        _check_across_units(infer, node, scope)
    inner = scope.inner()
    if node.function == "count":
        condition = infer.condition(node.arguments[0], inner)
        made = nodes.Aggregate("count", None, condition, node.across_units, type=types.TALLY, written=written)
    else:
        operand = infer.expression(node.arguments[0], inner)
        infer.numeric(operand, node.arguments[0], scope)
        second = infer.condition(node.arguments[1], inner) if len(node.arguments) > 1 else None
        function = cast("Literal['sum', 'largest']", node.function)
        made = nodes.Aggregate(function, operand, second, node.across_units, type=operand.type, written=written)
    scope.uses_scores |= inner.uses_scores
    scope.uses_total |= inner.uses_total
    scope.uses_row |= inner.uses_outer_row
    return made


def _check_across_units(infer: Inference, node: tree.Call, scope: Scope) -> None:
    """The same row of every unit's table: there must be a row."""
    scope.uses_row = True
    if scope.where != "row":
        infer.misplaced(
            node.span,
            scope,
            Wording("“各单位”比较各单位的同一行，这里说的是整张表。",
                    "`across units` gathers one row over the units; this is about the table"),
            Wording("写在规则里，或写进“设”再在规则里用", "write it in a rule, or in a `let` that a rule reads"),
        )  # fmt: skip


def read_rounded(infer: Inference, node: tree.Rounded, scope: Scope) -> nodes.Expression:
    """A rounding mode used as a function: the value and the step."""
    if len(node.arguments) != 2:
        word = vocabulary().keyword(node.mode.value.replace(" ", "_"))
        value = infer.text(node.arguments[0])
        scope.problems.error(
            "wrong-arguments",
            node.span,
            Wording("舍入要写两项：被舍入的数，和保留到多少。", "rounding takes two arguments: the value and the step"),
            Wording(f"{word.zh}({value}, 1%) 或 {word.zh}({value}, 0.01分)",
                    f"{word.en}({value}, 1%) or {word.en}({value}, 0.01 points)"),
        )  # fmt: skip
        for argument in node.arguments:
            infer.expression(argument, scope)
        return nodes.broken(infer.written(node))
    operand, step = (infer.expression(argument, scope) for argument in node.arguments)
    infer.numeric(operand, node.arguments[0], scope)
    if infer.numeric(step, node.arguments[1], scope) and not types.comparable(operand.type, step.type):
        cannot_compare(
            scope.problems, infer.source, operand, step, node.arguments[0], node.arguments[1], node.arguments[1].span
        )
    infer.positive(step, node.arguments[1], scope)
    return nodes.Rounded(node.mode, operand, step, type=operand.type, written=infer.written(node))

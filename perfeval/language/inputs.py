"""Declared facts (填报项): what a rule reads beyond what the form prints, each with its type and default."""

from __future__ import annotations

from collections.abc import Callable

from perfeval.diagnostic import Span
from perfeval.language import nodes, tree, types
from perfeval.language.infer import Inference
from perfeval.language.inherit import Layer, Merged
from perfeval.language.scope import INPUT_TYPES, Scope
from perfeval.language.types import Plain, describe
from perfeval.language.vocabulary import vocabulary
from perfeval.wording import Wording


def read_inputs(merged: Merged, inference: Callable[[Layer], Inference]) -> tuple[nodes.Input, ...]:
    """The facts that a rule set and its ancestors declare, their defaults checked."""
    _check_restated(merged)
    return tuple(_read(item, layer, inference(layer)) for item, layer in merged.inputs.values())


def _read(item: tree.Input, layer: Layer, infer: Inference) -> nodes.Input:
    default = None if item.default is None else _default(item, item.default, layer, infer)
    return nodes.Input(item.name.text, item.title, item.type, default, infer.written(item))


def _default(item: tree.Input, value: tree.Expression, layer: Layer, infer: Inference) -> nodes.Expression:
    made = infer.expression(value, Scope(layer.problems, "table"))
    wanted = INPUT_TYPES[item.type]
    if made.type is Plain.BROKEN:
        return made
    if not is_fixed(made):
        layer.problems.error(
            "default-not-fixed",
            value.span,
            Wording(
                "填报项的默认值必须是固定的值，不能是算式。", "the default of an input is a fixed value, not a formula"
            ),
            Wording("写成一个数、一个词、一个日期，或 是、否", "write a figure, a word, a date, yes or no"),
        )
    elif not types.comparable(wanted, made.type):
        word = vocabulary().keyword(item.type)
        layer.problems.error(
            "type-mismatch",
            value.span,
            Wording(
                f"填报项“{item.name.text}”是{word.zh}，默认值却是{describe(made.type).zh}。",
                f"the input `{item.name.text}` is of type {word.en}, its default is {describe(made.type).en}",
            ),
            Wording(f"默认值也写成{word.zh}", f"write a default of type {word.en}"),
        )
    return made


def is_fixed(node: nodes.Expression) -> bool:
    """Whether an expression is one value, written out."""
    match node:
        case nodes.Negative(operand):
            return isinstance(operand, nodes.Constant)
        case nodes.Constant() | nodes.WordConstant() | nodes.TruthConstant() | nodes.DateConstant():
            return True
        case _:
            return False


def _check_restated(merged: Merged) -> None:
    """A child may declare its parent's fact again, with another default or title, but not with another type."""
    before: dict[str, tree.Input] = {}
    for layer in reversed(merged.layers):
        for item in layer.file.inputs:
            old = before.get(item.name.text)
            if old is not None and old.type != item.type:
                word = vocabulary().keyword(old.type)
                layer.problems.error(
                    "type-mismatch",
                    item.span,
                    Wording(
                        f"上级规则集的填报项“{item.name.text}”是{word.zh}，不能改成别的类型。",
                        f"the parent declares `{item.name.text}` with type {word.en}; it cannot be given another",
                    ),
                    Wording(f"写 填报项 {item.name.text} {word.zh}，或换一个名称",
                            f"write input {item.name.text} {word.en}, or choose another name"),
                )  # fmt: skip
            before[item.name.text] = item


def fact(item: tree.Input, text: str, span: Span, scope: Scope, written: nodes.Written) -> nodes.Fact:
    """A declared fact as an expression; reported where it cannot be read."""
    if scope.where == "selection":
        scope.problems.error(
            "name-misplaced",
            span,
            Wording("规则集的“适用于”不能用填报项。", "the header's `for` cannot ask for an input"),
            Wording("可用：年度、地区、部门、表式 等", "it can ask for year, region, department, form and the like"),
        )
    type_ = INPUT_TYPES[item.type]
    if type_ == types.ROW:
        scope.uses_row = True
        if scope.where != "row":
            scope.problems.error(
                "name-misplaced",
                span,
                Wording(
                    f"“{text}”与某一行的指标值同类，这里说的是整张表。",
                    f"`{text}` is measured as a row's target is; this is about the table",
                ),
                Wording(f"用 合计({text}) 等汇总各行", f"gather the rows: sum({text}) or the like"),
            )
        type_ = scope.narrowed.get("target", type_)
    return nodes.Fact(item.name.text, type=type_, written=written)

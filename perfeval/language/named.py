"""Names in expressions: built in, a variable, a kind; what may stand where; and what is meant by an unknown one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from perfeval.diagnostic import Span
from perfeval.language import nodes, tree, types
from perfeval.language.calls import FORMS
from perfeval.language.natural_sentences import share_in_words
from perfeval.language.natural_words import NATURAL_NAMES
from perfeval.language.nodes import Written
from perfeval.language.scope import RESTATABLE, ROW_TYPES, SELECTION_NAMES, TABLE_TYPES, Scope, built_in, variable_key
from perfeval.language.suggest import MAX_WORD, closest, segment
from perfeval.language.types import Numeric, Plain
from perfeval.language.vocabulary import vocabulary
from perfeval.wording import Wording, verbatim

if TYPE_CHECKING:
    from perfeval.language.infer import Inference


def read_name(infer: Inference, text: str, span: Span, scope: Scope) -> nodes.Expression:
    """What a name stands for."""
    written = Written(infer.source, span)
    if variable_key(text) in scope.locals or built_in(text) is None or _is_restated(text, scope):
        variable = infer.resolve(text, span, scope)
        if variable is not None:
            return variable
    word = built_in(text)
    if word is None:
        _unknown(infer, text, span, scope)
        return nodes.broken(written)
    match word.category:
        case "row":
            return _row_name(infer, word.id, text, span, scope)
        case "table":
            if scope.where == "selection" and word.id not in SELECTION_NAMES:
                infer.misplaced(
                    span,
                    scope,
                    Wording(
                        "规则集的“适用于”只能用表头信息。",
                        "the header's `for` can only ask for what the table's head says",
                    ),
                    Wording("可用：年度、地区、部门、表式 等", "such as year, region, department, form"),
                )
            return nodes.TableField(word.id, type=TABLE_TYPES[word.id], written=written)
        case _:
            _row_wanted(infer, text, span, scope)
            return nodes.Kind(word.id, type=Plain.TRUTH, written=written)


def _is_restated(text: str, scope: Scope) -> bool:
    key = variable_key(text)
    return key in RESTATABLE and scope.seeing != key


def _row_name(infer: Inference, name_id: str, text: str, span: Span, scope: Scope) -> nodes.Expression:
    written = Written(infer.source, span)
    _row_wanted(infer, text, span, scope)
    if name_id in ("same_level1", "same_level2"):
        if not scope.in_aggregate:
            infer.misplaced(
                span,
                scope,
                Wording(
                    f"“{text}”只能写在 合计、项数、最高项 的条件里。",
                    f"`{text}` can only stand in the condition of sum, count or largest",
                ),
                Wording(f"如 合计(分值, {text})", f"such as sum(weight, {text})"),
            )
        elif scope.outer_where != "row":
            infer.misplaced(
                span,
                scope,
                Wording(
                    f"“{text}”要有一行可比，这里说的是整张表。",
                    f"`{text}` compares with a row, and this is about the table",
                ),
                Wording("给这一块写上“适用于”，如 适用于 所有指标", "give the block a `for`, such as for every"),
            )
        scope.uses_outer_row = True
        return nodes.SameGroup(1 if name_id == "same_level1" else 2, type=Plain.TRUTH, written=written)
    if name_id == "score":
        scope.uses_scores = True
        if not scope.after_scoring:
            infer.misplaced(
                span, scope, Wording("评分规则里不能用“得分”：它正是这里要算的。",
                                     "a rule cannot use `score`: it is what the rule computes"),
                Wording("从 满分、完成率、完成值 算起", "compute it from full, completion, actual"),
            )  # fmt: skip
    type_ = scope.narrowed.get(name_id, ROW_TYPES[name_id])
    return nodes.RowField(name_id, scope.seeing == name_id, type=type_, written=written)


def _row_wanted(infer: Inference, text: str, span: Span, scope: Scope) -> None:
    scope.uses_row = True
    if scope.where != "row":
        infer.misplaced(
            span,
            scope,
            Wording(
                f"“{text}”说的是某一行指标，这里说的是整张表。", f"`{text}` is about a row; this is about the table"
            ),
            _gathered(text),
        )


def _gathered(text: str) -> Wording:
    word = built_in(text)
    if word is not None and word.category == "kinds":
        return Wording(
            f"写 项数({text}) 或 合计(得分, {text})；审核要逐行看时，写上“适用于”",
            f"write count({text}) or sum(score, {text}); for an audit of each row give it a `for`",
        )
    if word is not None and isinstance(ROW_TYPES.get(word.id), Numeric):
        return Wording(
            f"写 合计({text})；审核要逐行看时，写上“适用于”，如 适用于 所有指标",
            f"write sum({text}); for an audit of each row give it a `for`, such as for every",
        )
    return Wording("给这一块写上“适用于”，如 适用于 所有指标", "give the block a `for`, such as for every")


def _unknown(infer: Inference, text: str, span: Span, scope: Scope) -> None:
    known = [*vocabulary().names, *infer.known_names(), *scope.locals]
    if text in vocabulary().functions:
        scope.problems.error(
            "unknown-name",
            span,
            Wording(f"“{text}”是函数，后面要有括号。", f"`{text}` is a function and wants its brackets"),
            FORMS[vocabulary().functions[text].id],
        )
        return
    natural = NATURAL_NAMES.get(text.lower()) or _glued_words(text, known)
    if natural is not None:
        scope.problems.error(
            "unknown-name",
            span,
            Wording(f"不认识的名称“{text}”。", f"unknown name `{text}`"),
            Wording(f"改写成 {natural.zh}", f"write {natural.en}"),
        )
        return
    if re.fullmatch(r"\w+指标", text) and len(text) <= MAX_WORD and segment(text, known) is None:
        _unknown_kind(text, span, scope)
        return
    near = closest(text, known)
    words = segment(text, known) if near is None or len(near) < len(text) - 1 else None
    of = re.fullmatch(r"(\w+?)的(\w+)", text) if len(text) <= MAX_WORD else None
    text = text if len(text) <= MAX_WORD else text[:MAX_WORD] + "…"
    if of is not None and near is None:
        share = share_in_words(of.group(2))
        scope.problems.error(
            "share-of",
            span,
            Wording(f"“{text}”：几分之几要写成乘法。", f"`{text}`: a share is written as a product"),
            Wording(f"{of.group(1)} × {share}", f"{of.group(1)} * {share}")
            if share
            else Wording(f"如 {of.group(1)} × 80%", f"such as {of.group(1)} * 80%"),
        )
        return
    if words is not None:
        scope.problems.error(
            "missing-space",
            span,
            Wording(
                f"“{text}”连在一起了，词与词之间要有空格。",
                f"`{text}` runs words together: put spaces between them",
            ),
            verbatim(" ".join(words)),
        )
        return
    scope.problems.error(
        "unknown-name",
        span,
        Wording(f"不认识的名称“{text}”。", f"unknown name `{text}`"),
        Wording(f"是否想写“{near}”？", f"did you mean `{near}`?")
        if near
        else Wording(
            f"在第一条规则之前定义它：参数 {text} = … 或 设 {text} = …；表上没有的内容：填报项 {text} 类型（如 是否、"
            "次数）；若是文字，加引号",
            f"define it before the first rule, param {text} = … or let {text} = …; what the form has no column for: "
            f"input {text} TYPE (such as yes_no, tally); if it is text, quote it",
        ),
    )


def _unknown_kind(text: str, span: Span, scope: Scope) -> None:
    """`党建指标`, `培训类指标`: no kind of the form; what it names is chosen by its name.

    Kinds are compared without their last word, which all of them share.
    """
    kinds = [word.zh for word in vocabulary().words["kinds"].values() if word.zh.endswith("指标")]
    stem = text.removesuffix("指标").removesuffix("类") or text
    near = closest(stem, [kind.removesuffix("指标") for kind in kinds])
    scope.problems.error(
        "unknown-name",
        span,
        Wording(f"没有“{text}”这个指标类别。", f"there is no kind of indicator called `{text}`"),
        Wording(f"是否想写“{near}指标”？", f"did you mean `{near}指标`?")
        if near
        else Wording(f'按名称选：指标名称 含 "{stem}"', f'choose by name: name contains "{stem}"'),
    )


def _glued_words(text: str, known: list[str]) -> Wording | None:
    """`满分x完成率`, `填写偏差原因`: what is meant, where the parts are known names."""
    product = re.fullmatch(r"(\w+?)[xX](\w+)", text) if len(text) <= MAX_WORD else None
    if product is not None and {*product.groups()} <= {*known}:
        return Wording(f"{product.group(1)} × {product.group(2)}", f"{product.group(1)} * {product.group(2)}")
    filled = re.fullmatch(r"(?:填写|填报|说明|写明)(\w+)", text)
    if filled is not None and filled.group(1) in known:
        return Wording(f"{filled.group(1)} 已填报", f"{filled.group(1)} is filled")
    return None


def read_by(infer: Inference, node: tree.ByRule, scope: Scope) -> nodes.Expression:
    """The points that another rule gives the row."""
    written, name = infer.written(node), node.rule.text
    infer.used_rules.add(name)
    if infer.known_rules is not None and name not in infer.known_rules:
        near = closest(name, infer.known_rules)
        scope.problems.error(
            "no-such-rule",
            node.rule.span,
            Wording(f"没有名为“{name}”的规则。", f"there is no rule called `{name}`"),
            Wording(f"是否想写“{near}”？", f"did you mean `{near}`?")
            if near
            else Wording(f"先写出这条规则：规则 {name}", f"write that rule: rule {name}"),
        )
        return nodes.broken(written)
    _row_wanted(infer, infer.text(node), node.span, scope)
    return nodes.ByRule(name, type=types.POINTS, written=written)


def read_total(infer: Inference, node: tree.TotalValue, scope: Scope) -> nodes.Expression:
    """总分 as a value."""
    scope.uses_total = True
    if not scope.after_total:
        infer.misplaced(
            node.span, scope,
            Wording("这里还没有总分：只有等级和审核可以用它。", "there is no total yet; grades and audits have it"),
            Wording("合计(得分)", "sum(score)"),
        )  # fmt: skip
    return nodes.Total(type=types.POINTS, written=infer.written(node))

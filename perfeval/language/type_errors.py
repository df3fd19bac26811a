"""What to say when two things do not go together: the commonest ambiguities of the documents, each with its mend."""

from __future__ import annotations

from perfeval.diagnostic import SourceText, Span
from perfeval.language import nodes, tree, types
from perfeval.language.problems import Problems
from perfeval.language.types import Plain, Type, describe, unit_of
from perfeval.wording import Wording, verbatim

_RATIOS = (types.RATIO, types.PERCENTAGE_POINTS)


def cannot_add(
    problems: Problems, source: SourceText, left: nodes.Expression, right: nodes.Expression, node: tree.Arithmetic
) -> None:
    """Report a sum or a difference of unlike things."""
    pair = (left.type, right.type)
    right_text = _text(source, node.right)
    if types.POINTS in pair and (pair[0] in _RATIOS or pair[1] in _RATIOS):
        ratio = right_text if right.type in _RATIOS else _text(source, node.left)
        problems.error(
            "points-and-ratio",
            node.span,
            Wording("分数与百分数不能相加减。", "points and ratios cannot be added or subtracted"),
            Wording(f"若指满分的 {ratio}：写 满分 × {ratio}", f"if {ratio} of full marks is meant: write full * {ratio}"),
        )
        return
    _unlike(problems, node.span, left.type, right.type, Wording("不能相加减", "cannot be added or subtracted"))


def cannot_compare(
    problems: Problems,
    source: SourceText,
    one: nodes.Expression,
    other: nodes.Expression,
    left: tree.Expression,
    right: tree.Expression,
    span: Span,
) -> None:
    """Report a comparison, a band or a step of unlike things."""
    pair = {one.type, other.type}
    if pair == {types.RATIO, types.NUMBER}:
        literal = right if other.type == types.NUMBER else left
        text = _text(source, literal)
        problems.error(
            "percent-needed",
            literal.span,
            Wording(f"比率与“{text}”相比：没有写明是不是百分数。", f"a ratio is held against `{text}`: is it a percentage?"),
            verbatim(f"{text}%") if isinstance(literal, tree.Literal_) else Wording("写明 %", "write the %"),
        )
        return
    if pair == {types.RATIO, types.PERCENTAGE_POINTS}:
        difference, ratio = (one, right) if one.type == types.PERCENTAGE_POINTS else (other, left)
        text = _text(source, ratio)
        number = text.rstrip("% ")
        problems.error(
            "percent-or-points",
            ratio.span,
            Wording(
                "两个比率的差是百分点，不是百分之几。", "the difference of two ratios is in percentage points, not in per cent"
            ),
            Wording(f"{number}个百分点", f"{number} percentage points")
            if text.endswith("%")
            else Wording(
                f"“{difference.written.text}”的类型是{describe(difference.type).zh}",
                f"`{difference.written.text}` is {describe(difference.type).en}",
            ),
        )
        return
    if types.POINTS in pair and (types.NUMBER in pair or types.TALLY in pair):
        literal = right if other.type in (types.NUMBER, types.TALLY) else left
        text = _text(source, literal)
        problems.error(
            "points-needed",
            literal.span,
            Wording(f"分数与“{text}”相比：要写明“分”。", f"points are held against `{text}`: write `points`"),
            Wording(f"{text}分", f"{text} points"),
        )
        return
    if types.POINTS in pair and pair & set(_RATIOS):
        problems.error(
            "points-and-ratio",
            span,
            Wording("分数不能与百分数相比。", "points cannot be compared with a ratio"),
            Wording("除以满分再比，或写明“分”", "divide by full first, or write `points`"),
        )
        return
    _unlike(problems, span, one.type, other.type, Wording("不能相比", "cannot be compared"))


def _unlike(problems: Problems, span: Span, one: Type, other: Type, cannot: Wording) -> None:
    units = (unit_of(one), unit_of(other))
    code = "unit-mismatch" if None not in units or types.MONEY in (one, other) else "type-mismatch"
    problems.error(
        code,
        span,
        Wording(
            f"{describe(one).zh}与{describe(other).zh}{cannot.zh}。",
            f"{describe(one).en} and {describe(other).en} {cannot.en}",
        ),
        Wording("文字要加引号，数要带单位", "texts go between quotation marks, figures carry their unit")
        if Plain.TEXT in (one, other)
        else None,
    )


def _text(source: SourceText, node: tree.Node) -> str:
    return " ".join(source.slice(node.span).split())

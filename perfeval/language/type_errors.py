"""What to say when two things do not go together: the commonest ambiguities of the documents, each with its mend."""

from __future__ import annotations

from fractions import Fraction

from perfeval.diagnostic import SourceText, Span
from perfeval.exact import plain
from perfeval.language import nodes, tree, types
from perfeval.language.problems import Problems
from perfeval.language.types import Plain, Type, describe, unit_of
from perfeval.wording import Wording, verbatim

_RATIOS = (types.RATIO, types.PERCENTAGE_POINTS)
_BARE = (types.NUMBER, types.TALLY)


def cannot_add(
    problems: Problems, source: SourceText, left: nodes.Expression, right: nodes.Expression, node: tree.Arithmetic
) -> None:
    """Report a sum or a difference of unlike things."""
    pair = (left.type, right.type)
    if types.POINTS in pair and (pair[0] in _RATIOS or pair[1] in _RATIOS):
        ratio = _text(source, node.right if right.type in _RATIOS else node.left)
        points = _text(source, node.left if right.type in _RATIOS else node.right)
        number = ratio.rstrip("%")
        problems.error(
            "points-and-ratio",
            node.span,
            Wording("分数与百分数不能相加减。", "points and a ratio cannot be added or subtracted"),
            _share_as_range(source, node)
            or Wording(
                f"若指满分的 {ratio}，写 {points} {node.operator} 满分 × {ratio}；若指 {number} 分，写 {number}分",
                f"if {ratio} of full marks is meant: {points} {node.operator} full * {ratio}; "
                f"if points are meant: {number} points",
            ),
        )
        return
    if types.POINTS in pair and (pair[0] in _BARE or pair[1] in _BARE):
        bare = node.right if right.type in _BARE else node.left
        _points_needed(problems, source, bare)
        return
    _unlike(problems, node.span, (left.type, right.type), Wording("不能相加减", "cannot be added or subtracted"))


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
    if types.RATIO in pair and pair & set(_BARE):
        _percent_needed(problems, source, right if other.type in _BARE else left)
    elif pair == {types.RATIO, types.PERCENTAGE_POINTS}:
        ratio = right if one.type == types.PERCENTAGE_POINTS else left
        difference = left if ratio is right else right
        _percentage_points_needed(problems, source, ratio, difference)
    elif types.POINTS in pair and pair & set(_BARE):
        _points_needed(problems, source, right if other.type in _BARE else left)
    elif types.POINTS in pair and pair & set(_RATIOS):
        problems.error(
            "points-and-ratio",
            span,
            Wording("分数不能与百分数相比。", "points cannot be compared with a ratio"),
            Wording(
                "写成分数相比：得分 < 满分 × 80%；或先除以满分：得分 ÷ 满分 < 80%",
                "compare points: score < full * 80%; or divide by full first: score / full < 80%",
            ),
        )
    else:
        _unlike(problems, span, (one.type, other.type), Wording("不能相比", "cannot be compared"))


def _percent_needed(problems: Problems, source: SourceText, bare: tree.Expression) -> None:
    text = _text(source, bare)
    mend = Wording("写明 %", "write the %")
    if isinstance(bare, tree.Literal_) and bare.number > 1:
        mend = verbatim(f"{text}%")
    elif isinstance(bare, tree.Literal_):
        percent = plain(bare.number * Fraction(100))
        mend = Wording(f"{percent}%（若真是百分之 {text}，写 {text}%）", f"{percent}% (or {text}% if that is meant)")
    elif isinstance(bare, tree.Name):
        mend = Wording(f"在定义“{text}”的地方写明 %，如 60%", f"write the % where `{text}` is defined, such as 60%")
    problems.error(
        "percent-needed",
        bare.span,
        Wording(
            f"这里比的是比率，“{text}”没有写明是不是百分数。", f"a ratio is compared with `{text}`: is it a percentage?"
        ),
        mend,
    )


def _percentage_points_needed(
    problems: Problems, source: SourceText, ratio: tree.Expression, difference: tree.Expression
) -> None:
    text, other = _text(source, ratio), _text(source, difference)
    number = text.rstrip("% ")
    mend = (
        Wording(f"{number}个百分点", f"{number} percentage point{'' if number == '1' else 's'}")
        if text.endswith("%")
        else None
    )
    problems.error(
        "percent-or-points",
        ratio.span,
        Wording(
            f"“{other}”是百分点（两个比率之差），“{text}”是百分数。",
            f"`{other}` is in percentage points (a difference of two ratios), `{text}` is a ratio",
        ),
        mend or Wording("两边都写个百分点，或都写比率", "make both percentage points, or both ratios"),
    )


def _points_needed(problems: Problems, source: SourceText, bare: tree.Expression) -> None:
    text = _text(source, bare)
    problems.error(
        "points-needed",
        bare.span,
        Wording(f"“{text}”没有写明是不是分数。", f"`{text}` does not say that it is points"),
        Wording(f"{text}分", f"{text} point{'' if text == '1' else 's'}")
        if isinstance(bare, tree.Literal_)
        else Wording("在它的定义里写明“分”", "write `points` where it is defined"),
    )


def _unlike(problems: Problems, span: Span, pair: tuple[Type, Type], cannot: Wording) -> None:
    one, other = pair
    has_unit = unit_of(one) is not None or unit_of(other) is not None
    numbers = isinstance(one, types.Numeric) and isinstance(other, types.Numeric)
    problems.error(
        "unit-mismatch" if numbers and (has_unit or types.MONEY in pair or types.DAYS in pair) else "type-mismatch",
        span,
        Wording(
            f"{describe(one).zh}与{describe(other).zh}{cannot.zh}。",
            f"{describe(one).en} and {describe(other).en} {cannot.en}",
        ),
        _how_to_match(pair),
    )


def _how_to_match(pair: tuple[Type, Type]) -> Wording | None:
    has_ratio = bool(set(pair) & set(_RATIOS))
    if types.MONEY in pair and has_ratio:
        return Wording(
            "比率要由两个金额相除：如 全年执行数 ÷ 全年预算数",
            "make a ratio by dividing amounts: such as expenditure / revised_budget",
        )
    if types.MONEY in pair and set(pair) & set(_BARE):
        return Wording("金额要写明单位，如 3元、3万元", "amounts carry their unit: 3 yuan, 3 wan_yuan")
    if types.MONEY in pair:
        return Wording("两边都写金额（元、万元、亿元）", "make both amounts of money (yuan, wan_yuan, yi_yuan)")
    if has_ratio:
        return Wording(
            "若指占指标值的百分之几：完成值 ÷ 指标值，或 完成率",
            "if a share of the target is meant: actual / target, or completion",
        )
    if unit_of(pair[0]) is not None and unit_of(pair[1]) is not None:
        return Wording("两边用同一个单位", "use one unit on both sides")
    if Plain.TEXT in pair or Plain.GRADE in pair:
        return Wording(
            '比文字时加引号，如 = "达成"；比数时换成数值类的名称，如 完成值',
            'to compare text quote it, such as = "达成"; to compare figures use such as actual',
        )
    if Plain.DATE in pair:
        return Wording("日期写成 2024-12-31，天数写成 5天", "a date is written 2024-12-31, a number of days 5 days")
    if Plain.TRUTH in pair:
        return Wording("条件只能与 是、否 相比", "a condition is compared with yes or no only")
    return Wording("两边要是同一种量", "both sides must be the same kind of quantity")


def not_points(
    problems: Problems, source: SourceText, made: nodes.Expression, node: tree.Expression, *, is_share: bool
) -> None:
    """Report an amount that had to be points; `is_share`: it may have been meant as a share of full marks."""
    text = _text(source, node)
    if made.type in (types.RATIO, types.PERCENTAGE_POINTS):
        problems.error(
            "points-and-ratio",
            node.span,
            Wording(f"这里要的是分数，“{text}”是百分数。", f"points are needed here, `{text}` is a ratio"),
            Wording(
                f"若指满分的 {text}，写 满分 × {text}；若指 {text.rstrip('%')} 分，写 {text.rstrip('%')}分",
                f"if {text} of full marks is meant: full * {text}; if points are meant: {text.rstrip('%')} points",
            )
            if isinstance(node, tree.Literal_)
            else _as_range(source, node, Wording("满分", "full"))
            or Wording(f"若指满分的几成，写 满分 × {text}", f"if a share of full marks is meant: full * {text}"),
        )
    elif made.type in (types.NUMBER, types.TALLY) and isinstance(node, tree.Literal_) and not is_share:
        _points_needed(problems, source, node)
    elif made.type in (types.NUMBER, types.TALLY):
        problems.error(
            "points-needed",
            node.span,
            Wording(
                f"“{text}”没有写明是分数还是百分数。", f"`{text}` does not say whether it is points or a percentage"
            ),
            Wording(
                f"若指分数，写 {text}分；若指满分的 {text}%，写 满分 × {text}%",
                f"if points are meant: {text} points; if a percentage: full * {text}%",
            )
            if isinstance(node, tree.Literal_)
            else Wording(
                f"写 满分 × {text}，或在定义里写明“分”", f"full * {text}, or write `points` where it is defined"
            ),
        )
    else:
        problems.error(
            "points-needed",
            node.span,
            Wording(
                f"这里要的是分数，“{text}”是{describe(made.type).zh}。",
                f"points are needed here, `{text}` is {describe(made.type).en}",
            ),
            Wording(
                "等次只能写在“等级”里；这里写分数，如 满分 × 80%",
                "words are awarded in `grades` only; write points here, such as full * 80%",
            )
            if made.type in (Plain.TEXT, Plain.GRADE)
            else Wording("写成分数，如 满分、满分 × 完成率、5分", "write points: full, full * completion, 5 points"),
        )


def _share_as_range(source: SourceText, node: tree.Arithmetic) -> Wording | None:
    """`满分 × 80%-100%`: the share of a range, without its brackets."""
    match node:
        case tree.Arithmetic("-", tree.Arithmetic("*", base, low), high):
            shown = _text(source, base)
            difference = tree.Arithmetic("-", low, high, span=low.span.to(high.span))
            return _as_range(source, difference, Wording(shown, shown))
        case _:
            return None


def _as_range(source: SourceText, node: tree.Expression, base: Wording) -> Wording | None:
    """`80%-100%` is most often meant as a range, not as a difference."""
    match node:
        case tree.Arithmetic("-", tree.Literal_(unit="%") as low, tree.Literal_(unit="%") as high):
            ends = f"[{_text(source, low)}, {_text(source, high)}]"
            return Wording(f"若指区间，写 {base.zh} × {ends}", f"if a range is meant: {base.en} * {ends}")
        case _:
            return None


def ratio_over_hundred(
    problems: Problems, source: SourceText, left: nodes.Expression, right: nodes.Expression, node: tree.Arithmetic
) -> None:
    """Warn of `满分 × 完成率 ÷ 100`: a rate such as 85% is 0.85 already."""
    factors: list[nodes.Expression] = []
    waiting = [left]
    while waiting:
        one = waiting.pop()
        if isinstance(one, nodes.Arithmetic) and one.operator == "*":
            waiting += [one.left, one.right]
        else:
            factors.append(one)
    rates = [
        one for one in factors
        if isinstance(one, nodes.RowField | nodes.TableField) and one.id in ("completion", "printed_rate")
    ]  # fmt: skip
    is_hundred = isinstance(right, nodes.Constant) and right.value == 100 and right.type == types.NUMBER
    if not is_hundred or not rates:
        return
    problems.warning(
        "ratio-over-hundred",
        node.span,
        Wording("比率不必再除以 100：85% 就是 0.85。", "a rate needs no division by 100: 85% is 0.85"),
        verbatim(_text(source, node.left)),
    )


def _text(source: SourceText, node: tree.Node) -> str:
    return " ".join(source.slice(node.span).split())

"""The difference in meaning between two rule sets, in lines for the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Literal, assert_never

from perfeval.analysis.both_given import Bounds, Change
from perfeval.analysis.difference import Difference, NotFollowed, RowDifference, Stretch
from perfeval.analysis.given import Given, Step
from perfeval.analysis.points import Points
from perfeval.analysis.real_roots import Root, near
from perfeval.analysis.same_as_written import Outside
from perfeval.analysis.scored_twice import ScoredTwice
from perfeval.analysis.subjects import Subject
from perfeval.engine.amount import show_number
from perfeval.engine.ruleset import RuleSet
from perfeval.engine.score import RuleRef, Score
from perfeval.exact import points_text
from perfeval.language import types
from perfeval.language.spelling import rounding
from perfeval.report.row_described import open_figure, row_described
from perfeval.wording import Wording

LETTERS = (("A", "one"), ("B", "other"))

_STRICTER = Wording(
    "B 只更严：从不比 A 多给分，有的少给", "B is only stricter: it never gives more than A, and sometimes less"
)
_LENIENT = Wording(
    "B 只更宽：从不比 A 少给分，有的多给", "B is only more lenient: it never gives less than A, and sometimes more"
)
_CHANGES: dict[Change, Wording] = {
    "less": Wording("B 有的少给", "B sometimes gives less"),
    "more": Wording("B 有的多给", "B sometimes gives more"),
    "otherwise": Wording(
        "有的行能否评分、允许的区间或舍入后的分不同", "some rows are scored by one only, or in another range"
    ),
    "rounding": Wording("有的行舍入不同", "some points are rounded in another way"),
}
_OUTSIDE: dict[Outside, Wording] = {
    "total": Wording("总分的算法", "how the total is made"),
    "grades": Wording("等级的划分", "how totals are graded"),
    "roll_up": Wording("多个单位怎样汇总", "how several units are combined"),
}


def difference_lines(found: Difference) -> Iterator[Wording]:
    """Which rule sets, every row that differs, what was not compared, the rules that are cited, the verdict."""
    for letter, rules in (("A", found.one), ("B", found.other)):
        yield _rule_set(letter, rules)
    for row in found.differing:
        yield from _of_row(row)
    for each in found.not_followed:
        if not each.is_same:
            yield from _of_not_followed(each)
    yield from _not_compared(found)
    yield from _cited(found)
    yield _verdict(found)


def _rule_set(letter: str, rules: RuleSet) -> Wording:
    title = "" if rules.title == rules.name else f" {rules.title}"
    zh, en = ("", "") if rules.on is None else (f"，按 {rules.on} 有效的规定", f", as in force on {rules.on}")
    return Wording(
        f"{letter}：{rules.name}{title}（{rules.source_name}）{zh}",
        f"{letter}: {rules.name}{title} ({rules.source_name}){en}",
    )


# ---- rows ----


def _of_row(row: RowDifference) -> Iterator[Wording]:
    described, figure = row_described(row.subject), open_figure(row.subject)
    if figure is None:
        yield described
    else:
        yield Wording(f"{described.zh}，{figure.zh}从 0 起", f"{described.en}; {figure.en} from 0 up")
    for stretch in row.stretches:
        yield from _of_stretch(stretch, row.subject)


def _of_stretch(stretch: Stretch, subject: Subject) -> Iterator[Wording]:
    where = Wording("", "")
    if subject.open != "nothing":
        shown = _interval(stretch, subject)
        where = Wording(f"{shown.zh}：", f"{shown.en}: ")
    if stretch.change == "rounding":
        one, other = _roundings(stretch.one.roundings), _roundings(stretch.other.roundings)
        yield Wording(
            f"  {where.zh}舍入前同分，舍入不同：A“{_name(stretch.one)}”{one.zh}，B“{_name(stretch.other)}”{other.zh}",
            f"  {where.en}the same points, but for rounding: A `{_name(stretch.one)}`: {one.en}; "
            f"B `{_name(stretch.other)}`: {other.en}",
        )
    else:
        one, other, by = _side("A", stretch), _side("B", stretch), _by(stretch)
        yield Wording(f"  {where.zh}{one.zh}，{other.zh}{by.zh}", f"  {where.en}{one.en}, {other.en}{by.en}")
    if stretch.witness is not None:
        yield _witness(stretch.witness, with_reason=_is_open(stretch.one) or _is_open(stretch.other))


def _interval(stretch: Stretch, subject: Subject) -> Wording:
    low = _figure(stretch.low, subject)
    if stretch.high is None:
        sign = "≥" if stretch.low_closed else ">"
        return Wording(f"{sign} {low.zh}", f"{sign} {low.en}")
    if stretch.low is stretch.high:
        return Wording(f"= {low.zh}", f"= {low.en}")
    high = _figure(stretch.high, subject)
    opening, closing = "[" if stretch.low_closed else "(", "]" if stretch.high_closed else ")"
    return Wording(f"{opening}{low.zh}, {high.zh}{closing}", f"{opening}{low.en}, {high.en}{closing}")


def _figure(root: Root, subject: Subject) -> Wording:
    shown = subject.shown(near(root))
    return shown if root.exact is not None else Wording(f"约{shown.zh}", f"about {shown.en}")


def _name(given: Given[Points]) -> str:
    return "" if given.rule is None else given.rule.name


def _side(letter: Literal["A", "B"], stretch: Stretch) -> Wording:
    given = stretch.one if letter == "A" else stretch.other
    points = stretch.points("one" if letter == "A" else "other")
    lead = Wording(letter, letter)
    if given.rule is not None:
        lead = Wording(f"{letter}“{given.rule.name}”", f"{letter} `{given.rule.name}`")
    if given.status == "not scored":
        return Wording(f"{lead.zh} 不参与评分", f"{lead.en} not scored")
    if points is None:
        reason = given.reason or Wording("", "")
        return Wording(f"{lead.zh} 不能评分（{reason.zh}）", f"{lead.en} no score ({reason.en})")
    shown = _bounds(points)
    if _is_open(given):
        left_out, default = _left_out(given), stretch.default("one" if letter == "A" else "other")
        zh = f"（不含{'、'.join(one.zh for one in left_out)}）" if left_out else ""
        en = f" ({' and '.join(one.en for one in left_out)} left out)" if left_out else ""
        if default is not None:
            taken = _bounds(default)
            zh, en = f"{zh}、默认 {taken.zh}", f"{en} with {taken.en} by default"
        return Wording(f"{lead.zh} 允许 {shown.zh}{zh}", f"{lead.en} permits {shown.en}{en}")
    return Wording(f"{lead.zh} {shown.zh}", f"{lead.en} {shown.en}")


def _is_open(given: Given[Points]) -> bool:
    """Whether the rule leaves the points to the declared score: then only the row shows what is taken."""
    return given.status == "scored" and given.low != given.high


def _left_out(given: Given[Points]) -> list[Wording]:
    ends = (
        (Wording("下限", "the lower end"), given.low_closed),
        (Wording("上限", "the upper end"), given.high_closed),
    )
    return [name for name, closed in ends if not closed]


def _bounds(bounds: Bounds) -> Wording:
    if bounds.single is not None:
        return _points(bounds.single)
    if bounds.low is None or bounds.high is None:
        if bounds.low is not None:
            low = _points(bounds.low)
            return Wording(f"{low.zh}以上，没有上限", f"{low.en} and more, without limit")
        if bounds.high is not None:
            high = _points(bounds.high)
            return Wording(f"{high.zh}以下，没有下限", f"{high.en} and less, without limit")
        return Wording("没有界限的分", "points without limit")
    return Wording(
        f"{points_text(bounds.low)}至{points_text(bounds.high)}分",
        f"{points_text(bounds.low)} to {points_text(bounds.high)} points",
    )


def _points(points: Fraction) -> Wording:
    return Wording(f"{points_text(points)}分", f"{points_text(points)} points")


def _by(stretch: Stretch) -> Wording:
    """How much more or less B gives."""
    by, change = stretch.by, stretch.change
    if by is None or change not in ("less", "more") or (by.low == 0 and by.high == 0):
        return Wording("", "")
    zh, en = ("少", "less") if change == "less" else ("多", "more")
    size = by if change == "more" else Bounds(_minus(by.high), _minus(by.low))
    if size.high is None:
        return Wording(f"，B {zh}给，没有上限", f": B {en}, without limit")
    if size.low is not None and size.low <= 0:
        most = _points(size.high)
        return Wording(f"，B 最多{zh} {most.zh}", f": B up to {most.en} {en}")
    shown = _bounds(size)
    return Wording(f"，B {zh} {shown.zh}", f": B {shown.en} {en}")


def _minus(one: Fraction | None) -> Fraction | None:
    return None if one is None else -one


def _roundings(steps: tuple[Step, ...]) -> Wording:
    if not steps:
        return Wording("不舍入", "not rounded")
    words = [(rounding(step.mode), show_number(step.size, types.POINTS)) for step in steps]
    return Wording(
        "，再".join(f"{word.zh}到{size.zh}" for word, size in words),
        ", then ".join(f"{word.en} to {size.en}" for word, size in words),
    )


def _witness(witness: ScoredTwice, *, with_reason: bool) -> Wording:
    one, other = (_score(score, with_reason=with_reason) for score in (witness.one, witness.other))
    at = Wording("该行", "that row")
    if witness.shown.zh:
        at = Wording(f"如 {witness.shown.zh}", f"e.g. {witness.shown.en}")
    note = Wording("", "")
    if witness.change == "same" and witness.one.status == "scored" and not with_reason:
        note = Wording("（试过的数舍入后都同分）", " (every figure tried scores the same once rounded)")
    elif witness.one.points == witness.other.points and witness.one.points is not None:
        note = Wording("（该行得分相同）", " (the same score here)")
    return Wording(
        f"      {at.zh}：A {one.zh}，B {other.zh}{note.zh}", f"      {at.en}: A {one.en}, B {other.en}{note.en}"
    )


def _score(score: Score, *, with_reason: bool) -> Wording:
    if score.status == "not scored":
        return Wording("不参与评分", "not scored")
    if score.points is not None:
        return _points(Fraction(score.points))
    if score.reason is None or not with_reason:
        return Wording("不能评分", "no score")
    return Wording(f"不能评分（{score.reason.zh}）", f"no score ({score.reason.en})")


# ---- what was not compared ----


def _of_not_followed(each: NotFollowed) -> Iterator[Wording]:
    described = row_described(each.subject)
    yield Wording(
        f"{described.zh}未能逐数比较：{each.reason.zh}",
        f"{described.en} is not compared for every figure: {each.reason.en}",
    )
    for shown in each.shown:
        yield _witness(shown, with_reason=True)
    if not each.shown:
        yield Wording("      试了一些数，都同分", "      some figures were tried, and score the same")


def _not_compared(found: Difference) -> Iterator[Wording]:
    same = sum(each.is_same for each in found.not_followed)
    if same:
        yield Wording(
            f"另有 {same} 种行不能逐数比较，但两边评分所用的规则相同",
            f"{same} more kind{'s' if same > 1 else ''} of row cannot be compared figure by figure, but the rules that "
            "score them are the same on both sides",
        )
    for letter, side in LETTERS:
        names = [rule.name for each, rule in found.not_reached if each == side]
        if names:
            zh, en = "、".join(f"“{one}”" for one in names), ", ".join(f"`{one}`" for one in names)
            yield Wording(
                f"未比较：{letter} 的规则{zh}，没有示例的行用得上；补上示例即可比较",
                f"Not compared: the rules {en} of {letter}, to which no example's row falls; an example would do",
            )
    for outside in found.outside:
        what = _OUTSIDE[outside]
        yield Wording(f"未比较：{what.zh}，两边写法不同", f"Not compared: {what.en}, which is written differently")


# ---- what is cited ----


def _cited(found: Difference) -> Iterator[Wording]:
    rules: dict[tuple[str, RuleRef], None] = {}
    for row in found.differing:
        for stretch in row.stretches:
            for letter, ref in (("A", stretch.one.rule), ("B", stretch.other.rule)):
                if ref is not None:
                    rules[letter, ref] = None
    for each in found.not_followed:
        for shown in each.shown:
            for letter, ref in (("A", shown.one.rule), ("B", shown.other.rule)):
                if ref is not None:
                    rules[letter, ref] = None
    if rules:
        yield Wording("依据", "Cited")
    for letter, rule in sorted(rules, key=lambda one: one[0]):
        cited = rule.cite()
        yield Wording(f"  {letter}“{rule.name}”：{cited.zh}", f"  {letter} `{rule.name}`: {cited.en}")


# ---- the verdict ----


def verdict_wording(found: Difference) -> Wording:
    """What B is beside A, and of how much that holds."""
    said = _relation(found)
    if found.is_whole:
        return said
    return Wording(
        f"{said.zh}。只对能比较的部分成立，未比较的见上",
        f"{said.en}. This holds only of what could be compared; what could not is told above",
    )


def _relation(found: Difference) -> Wording:
    match found.relation:
        case "equivalent":
            return Wording("没有差别", "no difference")
        case "stricter":
            return _STRICTER
        case "lenient":
            return _LENIENT
        case "different":
            parts = [_CHANGES[change] for change in _CHANGES if change in found.changes]
            return Wording(
                f"两者不同：{'，'.join(one.zh for one in parts)}", f"they differ: {', '.join(one.en for one in parts)}"
            )
        case _:
            assert_never(found.relation)


def _verdict(found: Difference) -> Wording:
    said = verdict_wording(found)
    count = len(found.rows) + len(found.not_followed)
    differing = len(found.differing) + sum(bool(each.shown) for each in found.not_followed)
    return Wording(
        f"结论：{said.zh}（比较了 {count} 种行，{differing} 种有差别）",
        f"Verdict: {said.en} ({count} kind{'s' if count != 1 else ''} of row compared, {differing} differ)",
    )

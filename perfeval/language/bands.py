"""Gaps and overlaps among bands written with figures.

The bands cut the line into points and open stretches; each piece must belong to exactly one band or to an earlier
case. What the quantity can be bounds the line: rates, amounts and points are not below 0, a total not above 100.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Final, TypeAlias

from attrs import frozen

from perfeval.exact import plain
from perfeval.language import nodes, tree, types
from perfeval.language.line import Stretch, compared, constant, of_interval, region
from perfeval.language.problems import Problems
from perfeval.language.types import Plain, Type
from perfeval.wording import Wording, verbatim

FULL_TOTAL: Final = Fraction(100)
ACHIEVEMENTS: Final = ("达成", "部分达成", "未达成")


@frozen
class Reach:
    """What a total can be: the step on which it lies (None: any), the least and the greatest (None: no bound seen)."""

    step: Fraction | None = None
    low: Fraction | None = Fraction(0)
    high: Fraction | None = FULL_TOTAL


Piece: TypeAlias = tuple[Fraction | None, Fraction | None]
"""A point (both the same) or the open stretch between two neighbours."""


def check_bands(
    bands: nodes.Bands, written: tree.Bands, earlier: list[nodes.Case], problems: Problems, reach: Reach | None = None
) -> None:
    """Report bands that overlap, and stretches that no band and no earlier case covers.

    `reach` is what the total can be: what falls between two steps, or past its ends, is no gap.
    """
    if _words(bands, written, problems):
        return
    stretches = [_stretch(band) for band in bands.bands]
    covered = [stretch for stretch in stretches if stretch is not None and not stretch.is_empty]
    if len(covered) < len(stretches):
        return  # an end is not a figure, or a band is empty (which has been reported): nothing can be said here
    taken = [found[1] for case in earlier if (found := region(case.guard)) and found[0] == bands.quantity]
    gaps: list[list[Piece]] = []
    last_open = False
    grid = None if reach is None else reach.step
    for piece in _pieces([*covered, *taken], *_line(bands, covered, reach or Reach())):
        sample = _sample(piece, grid)
        if sample is None:
            continue
        owners = [index for index, stretch in enumerate(covered) if stretch.holds(sample)]
        is_taken = any(stretch.holds(sample) for stretch in taken)
        if len(owners) > 1 and not is_taken:
            _overlap(bands, written, owners, sample, problems)
        is_open = not owners and not is_taken
        if is_open and last_open:
            gaps[-1].append(piece)
        elif is_open:
            gaps.append([piece])
        last_open = is_open
    for gap in gaps:
        _gap(bands, written, covered, gap, grid, problems)


def left_over(bands: nodes.Bands) -> Wording | None:
    """What lies below the lowest of the bands, else above the highest, as a band would say it; None where nothing."""
    stretches = [stretch for band in bands.bands if (stretch := _stretch(band)) is not None]
    lows = [stretch for stretch in stretches if stretch.low is not None]
    highs = [stretch for stretch in stretches if stretch.high is not None]
    if len(lows) == len(bands.bands):
        lowest = min(lows, key=lambda one: (one.low or Fraction(0), not one.low_closed))
        return _as_test(Stretch(None, lowest.low, False, not lowest.low_closed), _shown_type(bands))
    if len(highs) == len(bands.bands):
        highest = max(highs, key=lambda one: (one.high or Fraction(0), one.high_closed))
        return _as_test(Stretch(highest.high, None, not highest.high_closed), _shown_type(bands))
    return None


def _stretch(band: nodes.Band) -> Stretch | None:
    if band.interval is not None:
        return of_interval(band.interval)
    value = None if band.amount is None else constant(band.amount)
    return None if value is None or band.operator is None else compared(band.operator, value)


def _line(bands: nodes.Bands, covered: list[Stretch], reach: Reach) -> tuple[Fraction | None, Fraction | None]:
    ends = [end for stretch in covered for end in (stretch.low, stretch.high) if end is not None]
    if isinstance(bands.quantity, nodes.Total):
        low, high = reach.low, reach.high
        if high is not None and any(end > high for end in ends):
            high = None
        return (None if low is not None and any(end < low for end in ends) else low), high
    can_be_negative = any(end < 0 for end in ends) or _is_difference(bands.quantity)
    return None if can_be_negative else Fraction(0), None


def _is_difference(quantity: nodes.Expression) -> bool:
    match quantity:
        case nodes.Arithmetic("-"):
            return True
        case nodes.Arithmetic(_, left, right):
            return _is_difference(left) or _is_difference(right)
        case nodes.Rounded(_, operand):
            return _is_difference(operand)
        case _:
            return False


def _pieces(stretches: list[Stretch], low: Fraction | None, high: Fraction | None) -> list[Piece]:
    cuts = {end for stretch in stretches for end in (stretch.low, stretch.high) if end is not None}
    cuts |= {end for end in (low, high) if end is not None}
    inside = sorted(cut for cut in cuts if (low is None or cut >= low) and (high is None or cut <= high))
    pieces: list[Piece] = [] if low is not None or not inside else [(None, inside[0])]
    for index, cut in enumerate(inside):
        pieces.append((cut, cut))
        if index + 1 < len(inside):
            pieces.append((cut, inside[index + 1]))
    if high is None and inside:
        pieces.append((inside[-1], None))
    return pieces


def _sample(piece: Piece, grid: Fraction | None) -> Fraction | None:
    """A value of the piece, the plainest on the grid; None where the grid has none."""
    low, high = piece
    if low is not None and low == high:
        return low if grid is None or (low / grid).denominator == 1 else None
    if low is None or high is None:
        step = grid or Fraction(1, 100)
        known = low if low is not None else high
        return None if known is None else (known + step if low is not None else known - step)
    for step in [grid] if grid else [Fraction(1, 10**digits) for digits in range(8)]:
        first = (low / step).__floor__() * step + step
        if first < high:
            return first
    return None if grid else (low + high) / 2


def _overlap(bands: nodes.Bands, written: tree.Bands, owners: list[int], sample: Fraction, problems: Problems) -> None:
    one, other = (_test_text(bands.bands[index]) for index in owners[:2])
    shown = show(sample, _shown_type(bands))
    problems.error(
        "band-overlap",
        written.bands[owners[1]].span,
        Wording(f"两档重叠：{shown.zh} 既属于“{one}”又属于“{other}”。",
                f"two bands overlap: {shown.en} is in `{one}` and in `{other}`"),
        Wording("交界的值只归一档：含用方括号，不含用圆括号，如 [80%, 90%)",
                "let the edge belong to one of them: square bracket for included, round for not, as in [80%, 90%)"),
    )  # fmt: skip


def _test_text(band: nodes.Band) -> str:
    if band.interval is not None:
        return band.interval.written.text
    sign = {">=": "≥", "<=": "≤", "!=": "≠"}.get(band.operator or "", band.operator or "")
    return f"{sign} {band.amount.written.text}" if band.amount is not None else sign


def _gap(
    bands: nodes.Bands,
    written: tree.Bands,
    covered: list[Stretch],
    gap: list[Piece],
    grid: Fraction | None,
    problems: Problems,
) -> None:
    first, last = gap[0], gap[-1]
    lows, highs = [stretch.low for stretch in covered], [stretch.high for stretch in covered]
    bottom = None if None in lows else min(low for low in lows if low is not None)
    top = None if None in highs else max(high for high in highs if high is not None)
    # outside all bands it may be that no such value exists (a survey above 100%): a warning; between two it is an error
    is_outside = (bottom is not None and last[1] is not None and last[1] <= bottom) or (
        top is not None and first[0] is not None and first[0] >= top
    )
    type_ = _shown_type(bands)
    hole = Stretch(first[0], last[1], first[0] == first[1], last[0] == last[1])
    samples = [sample for piece in gap if (sample := _sample(piece, grid)) is not None]
    shown, test = show(samples[0], type_), _as_test(hole, type_)
    report = problems.warning if is_outside else problems.error
    report(
        "band-gap",
        written.span,
        Wording(f"分档有空隙：{test.zh} 不属于任何一档，如 {shown.zh}。",
                f"the bands leave a gap: {test.en} is in none of them, for instance {shown.en}"),
        _fill(bands, hole, test),
    )  # fmt: skip


def _fill(bands: nodes.Bands, hole: Stretch, test: Wording) -> Wording:
    between = hole.low is not None and hole.high is not None and hole.high - hole.low == 1
    if isinstance(bands.quantity, nodes.Total) and between and not (hole.low_closed or hole.high_closed):
        return Wording(
            "总分可能有小数：写成 [80分, 90分)；或先把总分取整：总分  四舍五入 到 1分",
            "totals have fractions: write [80 points, 90 points); or round the total: total  round half up to 1 point",
        )
    return Wording(
        f"补上一档：{test.zh}  得 …；或让相邻两档首尾相接",
        f"add a band: {test.en}  award …; or let each band begin where its neighbour ends",
    )


def _as_test(hole: Stretch, type_: Type) -> Wording:
    """A stretch as a band would say it."""
    if hole.low is None and hole.high is not None:
        shown = show(hole.high, type_)
        return Wording(
            f"{'≤' if hole.high_closed else '<'} {shown.zh}", f"{'<=' if hole.high_closed else '<'} {shown.en}"
        )
    if hole.low is not None and hole.high is None:
        shown = show(hole.low, type_)
        return Wording(
            f"{'≥' if hole.low_closed else '>'} {shown.zh}", f"{'>=' if hole.low_closed else '>'} {shown.en}"
        )
    low, high = show(hole.low or Fraction(0), type_), show(hole.high or Fraction(0), type_)
    if hole.low == hole.high:
        return Wording(f"= {low.zh}", f"= {low.en}")
    left, right = "[" if hole.low_closed else "(", "]" if hole.high_closed else ")"
    return Wording(f"{left}{low.zh}, {high.zh}{right}", f"{left}{low.en}, {high.en}{right}")


def _words(bands: nodes.Bands, written: tree.Bands, problems: Problems) -> bool:
    """Bands on words: each word once, and all three of 达成程度."""
    words = [band.amount.text for band in bands.bands if isinstance(band.amount, nodes.WordConstant)]
    if not words:
        return False
    for index, word in enumerate(words):
        if word in words[:index]:
            problems.error(
                "band-overlap",
                written.bands[index].span,
                Wording(f"“{word}”写了两档。", f"`{word}` has two bands"),
                Wording("只留一档", "keep one of them"),
            )
    is_achievement = isinstance(bands.quantity, nodes.RowField) and bands.quantity.id == "achievement"
    lacking = [word for word in ACHIEVEMENTS if word not in words]
    if is_achievement and lacking:
        names = "、".join(lacking)
        problems.error(
            "band-gap",
            written.span,
            Wording(f"达成程度缺少一档：{names}。", f"a band is missing: {names}"),
            Wording(f'补上：= "{lacking[0]}"  得 …', f'add: = "{lacking[0]}"  award …'),
        )
    return True


def _shown_type(bands: nodes.Bands) -> Type:
    """The type of the quantity, or where only the data know it, that of the figures it is held against."""
    if bands.quantity.type != types.ROW:
        return bands.quantity.type
    ends = (band.amount or (band.interval.low if band.interval else None) for band in bands.bands)
    return next((end.type for end in ends if end is not None and end.type is not Plain.ZERO), types.NUMBER)


def show(value: Fraction, type_: Type) -> Wording:
    """A figure in the unit of its type."""
    if type_ == types.RATIO:
        return verbatim(f"{plain(value * 100)}%")
    if type_ == types.PERCENTAGE_POINTS:
        return Wording(f"{plain(value * 100)}个百分点", f"{plain(value * 100)} percentage points")
    if type_ == types.POINTS:
        return Wording(f"{plain(value)}分", f"{plain(value)} points")
    if type_ == types.MONEY:
        return Wording(f"{plain(value)}元", f"{plain(value)} yuan")
    if type_ == types.DAYS:
        return Wording(f"{plain(value)}天", f"{plain(value)} days")
    unit = types.unit_of(type_)
    return verbatim(f"{plain(value)}{unit or ''}")

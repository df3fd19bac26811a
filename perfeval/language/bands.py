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
from perfeval.language.problems import Problems
from perfeval.language.tree import Comparator
from perfeval.language.types import Plain, Type
from perfeval.wording import Wording, verbatim

FULL_TOTAL: Final = Fraction(100)
ACHIEVEMENTS: Final = ("达成", "部分达成", "未达成")


@frozen
class Stretch:
    """An interval of the line; None is an open end at infinity."""

    low: Fraction | None
    high: Fraction | None
    low_closed: bool = False
    high_closed: bool = False

    def holds(self, value: Fraction) -> bool:
        """Whether the value lies inside."""
        above = self.low is None or value > self.low or (value == self.low and self.low_closed)
        below = self.high is None or value < self.high or (value == self.high and self.high_closed)
        return above and below


Piece: TypeAlias = tuple[Fraction | None, Fraction | None]
"""A point (both the same) or the open stretch between two neighbours."""


def check_bands(
    bands: nodes.Bands, written: tree.Bands, earlier: list[nodes.Case], problems: Problems, grid: Fraction | None = None
) -> None:
    """Report bands that overlap, and stretches that no band and no earlier case covers.

    `grid` is the step on which the quantity lies (a total rounded to whole points): what falls between is no gap.
    """
    if _words(bands, written, problems):
        return
    stretches = [_stretch(band) for band in bands.bands]
    if any(stretch is None for stretch in stretches):
        return  # an end is not a figure: nothing can be said here
    covered = [stretch for stretch in stretches if stretch is not None]
    taken = [stretch for case in earlier if (stretch := _guarded(case, bands.quantity)) is not None]
    low, high = _line(bands, covered)
    reported = False
    for piece in _pieces([*covered, *taken], low, high):
        sample = _sample(piece, grid)
        if sample is None or any(stretch.holds(sample) for stretch in taken):
            continue
        owners = [index for index, stretch in enumerate(covered) if stretch.holds(sample)]
        if len(owners) > 1:
            _overlap(bands, written, owners, sample, problems)
        elif not owners and not reported:
            reported = True
            _gap(bands, written, covered, piece, sample, problems)


def constant(expression: nodes.Expression) -> Fraction | None:
    """The value of a figure, with its sign; None for anything that is not one."""
    match expression:
        case nodes.Constant(value):
            return value
        case nodes.Negative(operand):
            value = constant(operand)
            return None if value is None else -value
        case _:
            return None


def _stretch(band: nodes.Band) -> Stretch | None:
    if band.interval is not None:
        low, high = constant(band.interval.low), constant(band.interval.high)
        if low is None or high is None:
            return None
        return Stretch(low, high, band.interval.low_closed, band.interval.high_closed)
    value = None if band.amount is None else constant(band.amount)
    return None if value is None or band.operator is None else _compared(band.operator, value)


def _compared(operator: Comparator, value: Fraction) -> Stretch | None:
    match operator:
        case ">=":
            return Stretch(value, None, low_closed=True)
        case ">":
            return Stretch(value, None)
        case "<=":
            return Stretch(None, value, high_closed=True)
        case "<":
            return Stretch(None, value)
        case "=":
            return Stretch(value, value, True, True)
        case "!=":
            return None


def _guarded(case: nodes.Case, quantity: nodes.Expression) -> Stretch | None:
    """What an earlier case takes away, where its condition compares the same quantity with a figure."""
    match case.guard:
        case nodes.Compare(operator, left, right) if left == quantity:
            value = constant(right)
            return None if value is None else _compared(operator, value)
        case _:
            return None


def _line(bands: nodes.Bands, covered: list[Stretch]) -> tuple[Fraction | None, Fraction | None]:
    ends = [end for stretch in covered for end in (stretch.low, stretch.high) if end is not None]
    low = None if any(end < 0 for end in ends) else Fraction(0)
    high = FULL_TOTAL if isinstance(bands.quantity, nodes.Total) and all(end <= FULL_TOTAL for end in ends) else None
    return low, high


def _pieces(stretches: list[Stretch], low: Fraction | None, high: Fraction | None) -> list[Piece]:
    cuts = {end for stretch in stretches for end in (stretch.low, stretch.high) if end is not None}
    cuts |= {end for end in (low, high) if end is not None}
    inside = sorted(
        cut for cut in cuts if (low is None or cut >= low) and (high is None or cut <= high)
    )
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


def _overlap(
    bands: nodes.Bands, written: tree.Bands, owners: list[int], sample: Fraction, problems: Problems
) -> None:
    one, other = (bands.bands[index].written.text for index in owners[:2])
    shown = show(sample, _shown_type(bands))
    problems.error(
        "band-overlap",
        written.bands[owners[1]].span,
        Wording(f"两档重叠：{shown.zh} 既属于“{one}”又属于“{other}”。",
                f"two bands overlap: {shown.en} is in `{one}` and in `{other}`"),
        Wording("一端写圆括号（不含），如 [80%, 90%)", "leave one end out with a round bracket: [80%, 90%)"),
    )  # fmt: skip


def _gap(
    bands: nodes.Bands,
    written: tree.Bands,
    covered: list[Stretch],
    piece: Piece,
    sample: Fraction,
    problems: Problems,
) -> None:
    lows = [stretch.low for stretch in covered]
    highs = [stretch.high for stretch in covered]
    bottom = None if None in lows else min(low for low in lows if low is not None)
    top = None if None in highs else max(high for high in highs if high is not None)
    # outside all bands it may be that no such value exists (a survey above 100%): a warning; between two it is an error
    is_outside = (bottom is not None and piece[1] is not None and piece[1] <= bottom) or (
        top is not None and piece[0] is not None and piece[0] >= top
    )
    shown = show(sample, _shown_type(bands))
    message = Wording(f"分档有空隙：{shown.zh} 不属于任何一档。", f"the bands leave a gap: {shown.en} is in none of them")
    mend = Wording("让相邻两档首尾相接，如 ≥ 90%、[80%, 90%)、< 80%",
                   "let each band begin where the next one ends: >= 90%, [80%, 90%), < 80%")  # fmt: skip
    report = problems.warning if is_outside else problems.error
    report("band-gap", written.span, message, mend)


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
    if is_achievement and lacking and bands.quantity.type is Plain.GRADE:
        names = "、".join(lacking)
        problems.error(
            "band-gap",
            written.span,
            Wording(f"达成程度缺少一档：{names}。", f"a band is missing: {names}"),
            Wording(f"补上 = \"{lacking[0]}\" 得 …", f'add = "{lacking[0]}" award …'),
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
    return verbatim(plain(value))

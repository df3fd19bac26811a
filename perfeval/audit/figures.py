"""Points as the audit reads and writes them: exact, with two or more places; and the rows' names in a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final

from perfeval.exact import CENT, Rounding, is_decimal, points_text, round_to, to_decimal
from perfeval.finding import RowRef
from perfeval.values.model import Points, PointsCell
from perfeval.wording import Wording

_FINEST: Final = Fraction(1, 10**10)


def points_of(cell: PointsCell) -> Fraction | None:
    """The points in a cell; `None` for a blank, a dash, and what could not be read."""
    return cell.amount if isinstance(cell, Points) else None


def fraction_of(points: Decimal | None) -> Fraction | None:
    """Points as an exact number."""
    return None if points is None else Fraction(*points.as_integer_ratio())


def decimal_of(points: Fraction) -> Decimal:
    """Points as a `Decimal` with two or more places, exact.

    A number without a finite decimal form, which no table can print but a caller can pass, is rounded to ten places.
    """
    shown = points if is_decimal(points) else round_to(points, _FINEST, Rounding.HALF_UP)
    return to_decimal(shown)


def exact_points(points: Fraction) -> str:
    """Points written out in full, with two or more places: `4.50`, `1.498`."""
    if 100 % points.denominator == 0:
        return points_text(points)
    return format(decimal_of(points), "f")


def signed_points(points: Fraction) -> str:
    """A difference in points with its sign: `+1.80`, `-4.00`, `0.00`."""
    return ("+" if points > 0 else "") + exact_points(points)


def range_text(low: Fraction, high: Fraction, *, low_closed: bool = True, high_closed: bool = True) -> Wording:
    """A permitted range of points in words: `6.00至8.00分（不含8.00）`."""
    left_out = [exact_points(end) for end, closed in ((low, low_closed), (high, high_closed)) if not closed]
    zh = f"{exact_points(low)}至{exact_points(high)}分"
    en = f"{exact_points(low)} to {exact_points(high)}"
    if left_out:
        zh += f"（不含{'、'.join(left_out)}）"
        en += f" ({' and '.join(left_out)} not included)"
    return Wording(zh, en)


def row_name(row: RowRef) -> Wording:
    """How a row is called in a sentence: `第2行`, `预算执行`."""
    if row is None:
        return Wording("全表", "the table")
    if row == "execution":
        return Wording("预算执行", "budget execution")
    return Wording(f"第{row}行", f"row {row}")


def row_names(rows: Sequence[RowRef], most: int = 3) -> Wording:
    """Some rows in a sentence, at most so many by name: `第2行、第8行等5行`."""
    named = [row_name(row) for row in rows[:most]]
    zh = "、".join(name.zh for name in named)
    en = ", ".join(name.en for name in named)
    if len(rows) > most:
        return Wording(f"{zh}等{len(rows)}行", f"{en} and {len(rows) - most} more")
    if len(named) > 1:
        en = f"{', '.join(name.en for name in named[:-1])} and {named[-1].en}"
    return Wording(zh, en)


def digits_swapped(written: Fraction, meant: Fraction) -> bool:
    """Whether the two figures differ only by two neighbouring digits being exchanged: 1.87 and 1.78."""
    apart = (written - meant) * 100
    if apart.numerator % 9 != 0:
        return False  # exchanging digits changes a figure by a multiple of nine
    left, right = (f"{number / CENT}" for number in (written, meant))
    if "/" in left + right or len(left) != len(right):
        return False
    places = [at for at, (one, other) in enumerate(zip(left, right, strict=True)) if one != other]
    return (
        len(places) == 2
        and places[1] == places[0] + 1
        and left[places[0]] == right[places[1]]
        and left[places[1]] == right[places[0]]
    )

"""What may have led to a declared total that is not the sum: causes from a closed list, each giving it exactly.

At most two rows are combined, through a table of the scores, so that the work grows with the rows and not with their
pairs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from math import lcm
from typing import Final

from attrs import frozen

from perfeval.audit.figures import digits_swapped, exact_points, row_name, row_names
from perfeval.audit.lines import Line
from perfeval.audit.row_causes import perhaps
from perfeval.engine.lazily import lazily
from perfeval.exact import Rounding, round_to
from perfeval.wording import Wording

MOST_OFFERED: Final = 3
"""How many causes are named in one hint."""
MOST_PAIRS: Final = 3
"""Of further pairs of rows that would fit so many are named; more are counted."""
MOST_ROWS: Final = 500
"""In a table of more scored rows no combination is looked for: some pair would always fit."""
MOST_TERMS: Final = 8
"""Of a longer row of figures the sentence names the first so many."""


@frozen(slots=False)
class TotalCase:
    """A declared total that is not the sum of the declared scores. In points."""

    declared: Fraction
    total: Fraction
    """The sum of the declared scores."""
    computed: Fraction | None
    """What the rules give."""
    lines: tuple[Line, ...]
    full: Fraction
    """The full marks of the table, usually 100."""

    @lazily
    def units_in_point(self) -> int:
        """How many units make a point: in these every figure of the table is whole, and quickly added and compared."""
        figures = [self.declared, self.total, self.full]
        for line in self.lines:
            figures += [one for one in (line.full, line.declared) if one is not None]
        return lcm(*[one.denominator for one in figures])

    def units(self, points: Fraction) -> int:
        """Points of the table in units."""
        return points.numerator * (self.units_in_point // points.denominator)

    def shown(self, units: int) -> str:
        """Units written out as points."""
        return exact_points(Fraction(units, self.units_in_point))

    @lazily
    def scored(self) -> tuple[tuple[Line, int], ...]:
        """The lines with their declared scores in units, those that add nothing left out."""
        return tuple((line, self.units(line.declared)) for line in self.lines if line.declared)

    @lazily
    def rows_by_score(self) -> dict[int, list[Line]]:
        """The lines that declare a score, by that score in units."""
        found: dict[int, list[Line]] = {}
        for line, declared in self.scored:
            found.setdefault(declared, []).append(line)
        return found

    @lazily
    def missing(self) -> int:
        """What the declared total lacks, in units."""
        return self.units(self.total) - self.units(self.declared)


Cause = Callable[[TotalCase], Iterator[Wording]]


def causes_of_total(case: TotalCase) -> Wording | None:
    """The causes that give the declared total exactly, as one hint; None if no cause of the list does."""
    offered: list[Wording] = []
    for cause in CAUSES:
        offered += cause(case)
    return perhaps(offered[:MOST_OFFERED])


def scores_subtracted(case: TotalCase) -> Iterator[Wording]:
    """The scores obtained in the rows that lost points, subtracted from the full marks as if they were the loss."""
    short = [
        (line, declared) for line, declared in case.scored if line.full is not None and declared < case.units(line.full)
    ]
    if not short or case.units(case.full) - sum(declared for _, declared in short) != case.units(case.declared):
        return
    terms = "".join(f" − {case.shown(declared)}" for _, declared in short[:MOST_TERMS])
    terms += " − …" if len(short) > MOST_TERMS else ""
    rows = row_names([line.row for line, _ in short])
    sign, points = f"{exact_points(case.declared)} = {exact_points(case.full)}{terms}", "、".join(["得分"])
    yield Wording(
        f"把{rows.zh}的{points}当作扣分减掉了（{sign}）",
        f"the scores obtained in {rows.en} were subtracted as if they were the points lost ({sign})",
    )


def one_left_out(case: TotalCase) -> Iterator[Wording]:
    """One row was not added."""
    rows = [line.row for line in case.rows_by_score.get(case.missing, ())]
    if rows:
        names, points = row_names(rows), case.shown(case.missing)
        one = Wording("中的一行" if len(rows) > 1 else "", "one of " if len(rows) > 1 else "")
        yield Wording(f"漏加了{names.zh}{one.zh}（{points}分）", f"{one.en}{names.en} was not added ({points})")


def two_left_out(case: TotalCase) -> Iterator[Wording]:
    """Two rows were not added: first the two that stand nearest to each other, then the others that fit."""
    if case.missing in case.rows_by_score or len(case.scored) > MOST_ROWS:
        return
    position = {line.row: at for at, line in enumerate(case.lines)}
    pairs = [
        (line, other)
        for line, declared in case.scored
        for other in case.rows_by_score.get(case.missing - declared, ())
        if position[line.row] < position[other.row]
    ]
    if not pairs:
        return
    nearest, *others = sorted(pairs, key=lambda pair: position[pair[1].row] - position[pair[0].row])
    named = _pair(nearest)
    zh = f"漏加了{named.zh}"
    en = f"{named.en} were not added"
    if len(others) > MOST_PAIRS:
        zh += f"，另有{len(others)}种两行组合也相符"
        en += f"; {len(others)} other pairs of rows would fit too"
    elif others:
        also = [_pair(pair) for pair in others]
        zh += f"，{'、'.join(pair.zh for pair in also)}也相符"
        en += f"; {', '.join(pair.en for pair in also)} would fit too"
    yield Wording(zh, en)


def _pair(pair: tuple[Line, Line]) -> Wording:
    """Two rows with their scores: `第2行和第3行（2.50 + 1.50）`."""
    one, other = (row_name(line.row) for line in pair)
    scores = " + ".join(exact_points(line.declared or Fraction(0)) for line in pair)
    return Wording(f"{one.zh}和{other.zh}（{scores}）", f"{one.en} and {other.en} ({scores})")


def one_twice(case: TotalCase) -> Iterator[Wording]:
    """One row was added twice."""
    rows = [line.row for line in case.rows_by_score.get(-case.missing, ())]
    if rows:
        names, points = row_names(rows), case.shown(-case.missing)
        one = Wording("中的一行" if len(rows) > 1 else "", "one of " if len(rows) > 1 else "")
        yield Wording(f"{names.zh}{one.zh}（{points}分）加了两次", f"{one.en}{names.en} was added twice ({points})")


def full_added(case: TotalCase) -> Iterator[Wording]:
    """The full marks of one row were added instead of its score."""
    too_much = -case.missing
    rows = [
        line.row
        for line in case.lines
        if line.full is not None
        and line.declared is not None
        and case.units(line.full) == case.units(line.declared) + too_much
    ]
    if rows:
        names = row_names(rows)
        one = Wording("中的一行" if len(rows) > 1 else "", "one of " if len(rows) > 1 else "")
        yield Wording(
            f"{names.zh}{one.zh}加的是满分而不是得分",
            f"the full marks of {one.en}{names.en} were added instead of the score",
        )


def computed_total(case: TotalCase) -> Iterator[Wording]:
    """The total is the right one; the row scores are not."""
    if case.declared == case.computed:
        yield Wording(
            "总分是按规则核算的，而各行得分没有随之更正",
            "the total was worked out by the rules and the scores of the rows were not corrected",
        )


def rounded_total(case: TotalCase) -> Iterator[Wording]:
    """The total was rounded further."""
    for step, places in (
        (Fraction(1, 10), Wording("一位小数", "one place")),
        (Fraction(1), Wording("整数", "a whole")),
    ):
        for mode in (Rounding.HALF_UP, Rounding.DOWN, Rounding.UP):
            if round_to(case.total, step, mode) == case.declared:
                yield Wording(f"总分取了{places.zh}", f"the total was rounded to {places.en}")
                return


def swapped(case: TotalCase) -> Iterator[Wording]:
    """Two neighbouring digits exchanged."""
    if digits_swapped(case.declared, case.total):
        yield Wording("相邻两个数字写颠倒了", "two neighbouring digits were exchanged")


CAUSES: Final[tuple[Cause, ...]] = (
    computed_total,
    scores_subtracted,
    swapped,
    rounded_total,
    one_left_out,
    one_twice,
    full_added,
    two_left_out,
)
"""The closed list, likeliest first."""

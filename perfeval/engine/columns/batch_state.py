"""The rows of a batch while they are scored, and what came of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np
from attrs import frozen

from perfeval.engine.columns.kernel import LIMIT, Kernel
from perfeval.engine.columns.said import HAS_NO_BOUNDS, HAS_NO_POINTS, HAS_NO_RULE, LOOKED_AT, Said
from perfeval.engine.columns.shapes import Keys, Rows
from perfeval.engine.lowering.cells import symbols

if TYPE_CHECKING:
    from numpy.typing import NDArray

_SHORT: Final = 127

Amounts: TypeAlias = "tuple[Fraction | None, Fraction | None, Fraction | None]"
"""Points, low and high of a row."""


@frozen(eq=False)
class Scored:
    """What scoring a batch gave, by row; amounts are counted in 10^-places."""

    points: NDArray[np.int64]
    low: NDArray[np.int64]
    high: NDArray[np.int64]
    """Where no row has bounds beside its points, `low` and `high` are the very array of the points."""
    without_points: NDArray[np.bool_] | None
    without_bounds: NDArray[np.bool_] | None
    """Rows that have none; None: every row has them."""
    rules: NDArray[np.int16]
    findings: NDArray[np.int16] | None
    """None: no row has any."""
    statuses: NDArray[np.int8]
    """Words by number (-1: none)."""
    has_no_rule: bool
    """Whether some row has no rule."""
    said: Said
    apart: Mapping[int, Amounts]
    """Rows whose amounts 64 bits do not hold or 10^-places do not count."""
    by_row: int
    """How many rows were scored one by one."""


class Batch:
    """The rows while they are scored."""

    def __init__(self, rows: Rows, keys: Keys) -> None:
        self.rows, self.keys, self.count = rows, keys, rows.count
        self.columns = {
            name: numbers
            for one, column in rows.cells.items()
            for name, numbers in zip(symbols(one), column.numbers, strict=False)
        }
        self.kernels: tuple[Kernel, ...] = ()
        self.kernel_of_key: NDArray[np.int16] = np.zeros(1, dtype=np.int16)
        self.flags = 0
        self.codes: NDArray[np.int16] = np.zeros(self.count, dtype=np.int16)
        """Those of rows that have to be looked at once more; where nothing is written here or in `statuses` they are 0,
        and take no memory."""
        self.points: NDArray[np.int64] = np.empty(self.count, dtype=np.int64)
        self.rules: NDArray[np.int16] = np.empty(self.count, dtype=np.int16)
        self.findings: NDArray[np.int16] | None = None
        self.statuses: NDArray[np.int8] = np.zeros(self.count, dtype=np.int8)
        self.low: NDArray[np.int64] | None = None
        self.high: NDArray[np.int64] | None = None
        self.left: NDArray[np.bool_] | None = None
        """Rows that are still to be scored one by one."""
        self.apart: dict[int, Amounts] = {}

    def which(self, rows: slice, places: Sequence[int] | None = None) -> NDArray[np.signedinteger[Any]]:
        """By row the place of its kernel (or, of these, the one of that place); -1 where its key has none."""
        type_ = np.int8 if len(self.kernels) <= _SHORT else np.int16  # that is quicker to sort
        of_keys: NDArray[Any] = self.kernel_of_key if places is None else self.program_of_key(places)
        of_keys = of_keys.astype(type_)
        if self.keys.of_rows is None:
            return np.full(rows.stop - rows.start, of_keys[0], dtype=type_)
        return of_keys.take(self.keys.of_rows[rows], mode="clip")

    def program_of_key(self, places: Sequence[int]) -> NDArray[Any]:
        """By key the place, among these, of its kernel; -1 where it has none."""
        return np.where(self.kernel_of_key < 0, -1, np.array(places, dtype=np.int16)[self.kernel_of_key])

    def leave(self, rows: NDArray[Any]) -> None:
        """Leave some rows (a mask, or their numbers) to be scored one by one."""
        if self.left is None:
            self.left = np.zeros(self.count, dtype=np.bool_)
        self.left[rows] = True

    def say(self, said: Said, rows: slice, told_by: Any, codes: Sequence[int]) -> None:
        """What some rows say: `told_by` has for each (or for all) which of `codes` is its own."""
        self.unsay(rows)
        all_of = [said.codes[code] for code in codes]
        rules, findings, statuses = zip(*map(said.words, all_of), strict=True)
        _write(self.rules[rows], told_by, rules)
        if any(one >= 0 for one in findings):
            _write(self.finding_column()[rows], told_by, findings)
        if any(statuses):
            _write(self.statuses[rows], told_by, statuses)
        if any(said.flags(one) & LOOKED_AT for one in all_of):
            _write(self.codes[rows], told_by, codes)

    def unsay(self, rows: slice) -> None:
        """Take back what rows say, but for rules and points, which are always written again."""
        if self.findings is not None:
            self.findings[rows] = -1
        if self.flags & LOOKED_AT:
            self.statuses[rows] = 0
            self.codes[rows] = 0

    def finding_column(self) -> NDArray[np.int16]:
        """The findings of all rows."""
        if self.findings is None:
            self.findings = np.full(self.count, -1, dtype=np.int16)
        return self.findings

    def apart_from_points(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The bounds, from now on columns of their own."""
        if self.low is None or self.high is None:
            self.low, self.high = self.points.copy(), self.points.copy()
        return self.low, self.high

    def put(self, row: int, code: int, amounts: Amounts, said: Said, places: int) -> None:
        """What scoring a row by itself gave."""
        self.codes[row] = code
        self.rules[row], finding, self.statuses[row] = said.words(said.codes[code])
        if finding >= 0 or self.findings is not None:
            self.finding_column()[row] = finding
        self.flags |= said.flags(said.codes[code])
        steps = [None if one is None else one * 10**places for one in amounts]
        if any(one is not None and (one.denominator != 1 or abs(one) >= LIMIT) for one in steps):
            self.apart[row] = amounts
            return
        points, low, high = (0 if one is None else int(one) for one in steps)
        self.points[row] = points
        if self.low is not None or said.codes[code].is_range:
            lows, highs = self.apart_from_points()
            lows[row], highs[row] = low, high

    def scored(self, said: Said) -> Scored:
        """The result."""
        missing = [
            ~said.table(lambda code, name=name: getattr(code, name)).astype(np.bool_)[self.codes]  # type: ignore[misc]
            if self.flags & flag
            else None
            for name, flag in (("has_points", HAS_NO_POINTS), ("has_bounds", HAS_NO_BOUNDS))
        ]
        return Scored(
            points=self.points,
            low=self.points if self.low is None else self.low,
            high=self.points if self.high is None else self.high,
            without_points=missing[0],
            without_bounds=missing[1],
            rules=self.rules,
            findings=self.findings,
            statuses=self.statuses,
            has_no_rule=bool(self.flags & HAS_NO_RULE),
            said=said,
            apart=self.apart,
            by_row=0 if self.left is None else int(np.count_nonzero(self.left)),
        )


def _write(column: NDArray[Any], told_by: Any, words: Sequence[int]) -> None:
    if len(set(words)) == 1:
        column[:] = words[0]
    elif isinstance(told_by, int):
        column[:] = words[told_by]
    else:
        np.array(words, dtype=column.dtype).take(told_by, out=column, mode="clip")

"""A batch by columns: block by block, and in a block the rows of one kernel side by side, in a stretch."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np
from attrs import define, field

from perfeval.engine.columns.batch_state import Batch
from perfeval.engine.columns.exact_division import TooLargeError
from perfeval.engine.columns.kernel import NO_KERNEL, Code, Kernel
from perfeval.engine.columns.numpy_kernel import Found, Functions, rows_that_fit, span_of
from perfeval.engine.columns.said import PLAIN, Said

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Which: TypeAlias = NDArray[np.signedinteger[Any]]
    Write = Callable[[NDArray[np.intp], Found], None]

_COLUMN_BLOCK: Final = 2**13
"""Rows at a time of one kernel: each column is then small enough (64 KB) for its memory to be used again at once."""

_MIXED_BLOCK: Final = 2**15
"""Rows at a time that are sorted by kernel."""

_FEW: Final = 64
"""Of so many rows all are scored one by one where one is too large."""


class _Scratch:
    """Memory for the columns of a block; the same for every block of a batch."""

    def __init__(self, batch: Batch) -> None:
        rows = min(_MIXED_BLOCK, batch.count)
        used = sorted({one for kernel in batch.kernels for one in kernel.inputs})
        self.columns = {one: np.empty(rows, dtype=np.int64) for one in used}
        self.points = np.empty(rows, dtype=np.int64)
        self.codes = np.empty(rows, dtype=np.int16)
        self.unsorted = np.empty(rows, dtype=np.int16)


@define(eq=False)
class Stretches:
    """The functions of columns that were made for the kernels of batches."""

    said: Said
    _points: dict[Kernel, Functions] = field(factory=dict)
    _bounds: dict[Kernel, Functions] = field(factory=dict)

    def score(self, batch: Batch, rows: slice) -> bool:
        """Score some rows; those that are too large for their kernel are left to be scored one by one.

        False where some row has a key without a kernel.
        """
        scratch = None if batch.keys.of_rows is None else _Scratch(batch)
        for block in _blocks(rows, _COLUMN_BLOCK if scratch is None else _MIXED_BLOCK):
            which = batch.which(block)
            if int(np.minimum.reduce(which)) < 0:
                return False
            if scratch is None:
                is_done = self._single_block(batch, block)
            else:
                is_done = self._mixed_block(batch, block, which, scratch)
            if not is_done:
                self._with_care(batch, block, which)
        return True

    def bound(self, batch: Batch, rows: NDArray[np.intp]) -> None:
        """Low and high of rows whose bounds are not their points."""
        ends = batch.apart_from_points()

        def write(some: NDArray[np.intp], found: Found) -> None:
            ends[0][some], ends[1][some] = found.columns

        programs = batch.which(slice(0, batch.count))[rows]
        for place, kernel in enumerate(batch.kernels):
            mine = rows[programs == place]
            if len(mine):
                functions = self._functions(self._bounds, kernel, ("low", "high"))
                self._kernel_on(batch, kernel, mine, functions, write)

    def _functions(self, made: dict[Kernel, Functions], kernel: Kernel, wanted: tuple[Any, ...]) -> Functions:
        if kernel not in made:
            made[kernel] = Functions(kernel, wanted, self.said.number)
        return made[kernel]

    def _of_points(self, kernel: Kernel) -> Functions:
        return self._functions(self._points, kernel, ("code", "points"))

    # ---- blocks without numbers that are too large ----

    def _single_block(self, batch: Batch, block: slice) -> bool:
        """A block of one kernel; False where some number is too large."""
        (kernel,) = batch.kernels
        try:
            found = self._of_points(kernel)({one: batch.columns[one][block] for one in kernel.inputs})
        except TooLargeError:
            return False
        codes, batch.points[block] = found.columns
        self._flag(batch, found)
        self._say(batch, block, codes, found.reached)
        return True

    def _mixed_block(self, batch: Batch, block: slice, which: Which, scratch: _Scratch) -> bool:
        """A block sorted by kernel; False where some number is too large."""
        kernels = batch.kernels
        own = {one: batch.columns[one][block] for one in scratch.columns}
        spans = {one: span_of(column) for one, column in own.items()}
        order = np.argsort(which, kind="stable")
        count = len(which)
        firsts = np.searchsorted(which, np.arange(len(kernels) + 1, dtype=which.dtype), sorter=order).tolist()
        columns = {
            one: own[one].take(order, out=column[:count], mode="clip") for one, column in scratch.columns.items()
        }
        points, codes = scratch.points[:count], scratch.codes[:count]
        codes_of: list[dict[Code, None]] = [{} for _ in kernels]
        for place, kernel in enumerate(kernels):
            stretch = slice(firsts[place], firsts[place + 1])
            if kernel is NO_KERNEL:  # its rows get theirs later
                points[stretch] = codes[stretch] = 0
                continue
            for part in _blocks(stretch, _COLUMN_BLOCK):
                try:
                    found = self._of_points(kernel)({one: columns[one][part] for one in kernel.inputs}, spans)
                except TooLargeError:
                    return False
                codes[part], points[part] = found.columns
                codes_of[place].update(dict.fromkeys(found.reached))
                self._flag(batch, found)
        batch.points[block][order] = points
        if max(map(len, codes_of)) > 1:
            scratch.unsorted[:count][order] = codes
            self._say(batch, block, scratch.unsorted[:count], [one for codes in codes_of for one in codes])
        else:  # all rows of a kernel say the same
            batch.say(
                self.said, block, which, [self.said.number(one) for codes in codes_of for one in codes or [PLAIN]]
            )
        return True

    def _say(self, batch: Batch, rows: slice, codes: Any, reached: Iterable[Code]) -> None:
        """What rows say, by their codes (or the one of all), of which these are among them."""
        numbers = {self.said.number(code) for code in reached}
        batch.say(self.said, rows, codes, [one if one in numbers else 0 for one in range(max(numbers, default=0) + 1)])

    def _flag(self, batch: Batch, found: Found) -> None:
        """What has to be looked at once more for rows of a stretch."""
        for said in found.reached:
            flags = self.said.flags(said)
            if flags & ~batch.flags and np.any(np.equal(found.columns[0], self.said.number(said))):
                batch.flags |= flags

    # ---- others ----

    def _with_care(self, batch: Batch, block: slice, which: Which) -> None:
        """A block in which some number is too large: those rows are left."""
        reached: set[Code] = set()

        def write(rows: NDArray[np.intp], found: Found) -> None:
            codes[rows - block.start], batch.points[rows] = found.columns
            self._flag(batch, found)
            reached.update(found.reached)

        codes = np.zeros(len(which), dtype=np.int16)
        batch.points[block] = 0
        for place, kernel in enumerate(batch.kernels):
            if kernel is not NO_KERNEL:
                rows = np.flatnonzero(which == place) + block.start
                self._kernel_on(batch, kernel, rows, self._of_points(kernel), write)
        self._say(batch, block, codes, reached)

    def _kernel_on(
        self,
        batch: Batch,
        kernel: Kernel,
        rows: NDArray[np.intp],
        functions: Functions,
        write: Write,
        *,
        are_checked: bool = False,
    ) -> None:
        """One kernel on some rows. `are_checked`: each of them fits by itself."""
        if not len(rows):
            return
        columns = {one: batch.columns[one][rows] for one in kernel.inputs}
        try:
            found = functions(columns, are_checked=are_checked)
        except TooLargeError:
            for piece in _pieces(batch, kernel, columns, rows, are_checked=are_checked):
                self._kernel_on(batch, kernel, piece, functions, write, are_checked=True)
            return
        write(rows, found)


def _blocks(rows: slice, size: int) -> list[slice]:
    return [slice(start, min(start + size, rows.stop)) for start in range(rows.start, rows.stop, size)]


def _pieces(
    batch: Batch,
    kernel: Kernel,
    columns: Mapping[str, NDArray[np.int64]],
    rows: NDArray[np.intp],
    *,
    are_checked: bool,
) -> tuple[NDArray[np.intp], ...]:
    """Rows of which some is too large, in pieces that may do; the others are left.

    Each row is looked at by itself: the largest numbers of different rows need not meet in one.
    """
    if not are_checked:
        fit = rows_that_fit(kernel, columns, len(rows))
        batch.leave(rows[~fit])
        return (rows[fit],)
    if len(rows) <= _FEW:
        batch.leave(rows)
        return ()
    middle = len(rows) // 2
    return rows[:middle], rows[middle:]

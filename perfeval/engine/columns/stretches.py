"""A batch by columns: block by block, and in a block the rows of one kernel side by side, in a stretch."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np
from attrs import define, field, frozen

from perfeval.engine.columns.batch_state import Batch
from perfeval.engine.columns.exact_division import TooLargeError
from perfeval.engine.columns.kernel import NO_KERNEL, Code, Kernel, places_of, programs_of
from perfeval.engine.columns.numpy_kernel import SIGNS, Found, Functions, Span, rows_that_fit, span_of
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


@frozen
class _Programs:
    """Kernels that are needed for a batch, and by kernel of the batch the place of its own among them."""

    kernels: tuple[Kernel, ...]
    places: tuple[int, ...]


@frozen(eq=False)
class _Block:
    """Some rows of a batch: their numbers, the spans of these, and for each row the place of its program."""

    rows: slice
    columns: Mapping[str, NDArray[np.int64]]
    spans: Mapping[str, Span]
    which: Which


@define(eq=False)
class Stretches:
    """The functions of columns that were made for the kernels of batches."""

    said: Said
    _needed: dict[tuple[tuple[Kernel, ...], bool], _Programs] = field(factory=dict)
    _points: dict[Kernel, Functions] = field(factory=dict)
    _bounds: dict[Kernel, Functions] = field(factory=dict)

    def score(self, batch: Batch, rows: slice) -> bool:
        """Score some rows; those that are too large for their kernel are left to be scored one by one.

        False where some row has a key without a kernel.
        """
        scratch = _Scratch(batch)
        for part in _blocks(rows, _MIXED_BLOCK if len(batch.kernels) > 1 else _COLUMN_BLOCK):
            columns = {one: batch.columns[one][part] for one in scratch.columns}
            spans = {one: span_of(column) for one, column in columns.items()}
            programs = self._programs(batch.kernels, spans)
            block = _Block(part, columns, spans, batch.which(part, programs.places))
            if int(np.minimum.reduce(block.which)) < 0:
                return False
            try:
                if len(programs.kernels) == 1:
                    self._single_block(batch, block, programs.kernels[0])
                else:
                    self._mixed_block(batch, block, programs.kernels, scratch)
            except TooLargeError:
                self._with_care(batch, part)
        return True

    def _programs(self, kernels: tuple[Kernel, ...], spans: Mapping[str, Span]) -> _Programs:
        """The kernels that are needed for numbers of such signs."""
        usual = all(SIGNS[spans[one][0]] <= signs for kernel in kernels for one, signs in kernel.usual.items())
        if (kernels, usual) not in self._needed:
            found = _Programs(programs_of(kernels, usual=usual), places_of(kernels, usual=usual))
            self._needed[kernels, usual] = found
        return self._needed[kernels, usual]

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

    # ---- blocks without numbers that are too large: `TooLargeError` otherwise ----

    def _single_block(self, batch: Batch, block: _Block, kernel: Kernel) -> None:
        found = self._of_points(kernel)({one: block.columns[one] for one in kernel.inputs}, block.spans)
        codes, batch.points[block.rows] = found.columns
        self._flag(batch, found)
        self._say(batch, block.rows, codes, found.reached)

    def _mixed_block(self, batch: Batch, block: _Block, kernels: tuple[Kernel, ...], scratch: _Scratch) -> None:
        """A block sorted by kernel."""
        which, count = block.which, len(block.which)
        order = np.argsort(which, kind="stable")
        firsts = np.searchsorted(which, np.arange(len(kernels) + 1, dtype=which.dtype), sorter=order).tolist()
        columns = {
            one: block.columns[one].take(order, out=column[:count], mode="clip")
            for one, column in scratch.columns.items()
        }
        points, codes = scratch.points[:count], scratch.codes[:count]
        codes_of: list[dict[Code, None]] = [{} for _ in kernels]
        for place, kernel in enumerate(kernels):
            stretch = slice(firsts[place], firsts[place + 1])
            if kernel is NO_KERNEL:  # its rows get theirs later
                points[stretch] = codes[stretch] = 0
                continue
            for part in _blocks(stretch, _COLUMN_BLOCK):
                found = self._of_points(kernel)({one: columns[one][part] for one in kernel.inputs}, block.spans)
                codes[part], points[part] = found.columns
                codes_of[place].update(dict.fromkeys(found.reached))
                self._flag(batch, found)
        batch.points[block.rows][order] = points
        if max(map(len, codes_of)) > 1:
            scratch.unsorted[:count][order] = codes
            self._say(batch, block.rows, scratch.unsorted[:count], [one for codes in codes_of for one in codes])
        else:  # all rows of a kernel say the same
            said = [next(iter(codes), PLAIN) for codes in codes_of]
            batch.say(self.said, block.rows, which, [self.said.number(one) for one in said])

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

    def _with_care(self, batch: Batch, block: slice) -> None:
        """A block in which some number is too large: those rows are left."""
        reached: set[Code] = set()

        def write(rows: NDArray[np.intp], found: Found) -> None:
            codes[rows - block.start], batch.points[rows] = found.columns
            self._flag(batch, found)
            reached.update(found.reached)

        which = batch.which(block)
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

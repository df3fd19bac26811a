"""A batch of rows scored: kernels for what they can do, the general evaluator for the rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from fractions import Fraction
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

import numpy as np
from attrs import define, field, frozen

from perfeval.engine.columns.batch_state import Amounts, Batch, Scored
from perfeval.engine.columns.exact_division import TooLargeError
from perfeval.engine.columns.kernel import BY_ROW, LIMIT, SMALL, Code, Kernel, kernel_of, most
from perfeval.engine.columns.numpy_kernel import Functions, rows_that_fit, size_of
from perfeval.engine.columns.said import HAS_RANGE, IS_BY_ROW, Said
from perfeval.engine.columns.shapes import Counting, Rows, keys_of
from perfeval.engine.lowering.cells import symbols
from perfeval.engine.lowering.decisions import ByRow
from perfeval.engine.lowering.opening import Lowering
from perfeval.engine.lowering.scaled import Counted, counted, ends_of, inputs_of
from perfeval.engine.lowering.shape import Shape
from perfeval.engine.lowering.to_scalar import made_function, scalar_source
from perfeval.engine.score import Score
from perfeval.symbolic.paths import End

if TYPE_CHECKING:
    from numpy.typing import NDArray

Engine: TypeAlias = Literal["auto", "numba", "numpy", "scalar"]

_BLOCK: Final = 2**16
"""Rows that a loop goes over at a time, so that what is computed for them stays near the processor."""

_COLUMN_BLOCK: Final = 2**13
"""The same for columns: each is then small enough (64 KB) for its memory to be used again at once."""

_MIXED_BLOCK: Final = 2**15
"""The same where each kernel picks its rows out of a block."""

_MOST_TOGETHER: Final = 24
"""Up to so many kernels are joined in one compiled loop."""

_MOST_CODES: Final = 4000
"""So many things that rows say can be told apart in a compiled loop."""

_WORTH_COMPILING: Final = 500_000
"""Rows from which on a loop is compiled when that is left open."""

_FEW: Final = 64
"""Of so many rows all are scored one by one where one is too large."""

_REMEMBERED: Final = 100_000
"""Rows that are scored one by one whose score is remembered, for others that are the same."""

_PLANS: Final = 1000
_UNUSUAL, _UNKNOWN_KEY = 1 << 13, 1 << 14
_UNUSUAL_BLOCKS: Final = 16
_NO_KERNEL: Final = kernel_of(End(ByRow("too few rows of its shape")), ())


@frozen
class Variant:
    """A compiled loop: for numbers below 2^53 only; with the ways for usual signs only."""

    small: bool
    usual: bool


@frozen
class Loop:
    """A compiled loop, and by kernel the number of its program in it."""

    function: Callable[..., Any]
    places: tuple[int, ...]


@define(eq=False)
class Scorer:
    """Scores batches of rows by one rule set; what was made for one batch serves the next.

    Several threads may score at a time: two may make the same kernel, and either will do.
    """

    lowering: Lowering
    places: int
    worth_lowering: int = 30
    """Rows of a shape from which on it gets a kernel; fewer are scored one by one."""
    said: Said = field(factory=Said)
    _rows_of_shape: Counter[Shape] = field(factory=Counter)
    _kernels: dict[object, Kernel] = field(factory=dict)
    _chosen: dict[int, tuple[Kernel, Counting]] = field(factory=dict)
    """By the identity of what `Rows.shape` gave, which is kept too."""
    _plans: dict[object, tuple[tuple[Kernel, ...], NDArray[np.int16]]] = field(factory=dict)
    """By what a batch is like: its kernels, and by key which of them."""
    _same: dict[object, Kernel] = field(factory=dict)
    _points: dict[Kernel, Functions] = field(factory=dict)
    _bounds: dict[Kernel, Functions] = field(factory=dict)
    _scalars: dict[Kernel, tuple[Callable[..., Any], list[Counted | ByRow]]] = field(factory=dict)
    _loops: dict[tuple[tuple[Kernel, ...], Variant], Loop] = field(factory=dict)
    _remembered: dict[object, tuple[int, Amounts]] = field(factory=dict)
    _rows_seen: int = 0
    _sees_large: bool = False
    _blocks: int = 0
    _unusual: int = 0

    def score(self, rows: Rows, engine: Engine = "auto") -> Scored:
        """Score the rows of a batch."""
        self._rows_seen += rows.count
        keys = keys_of(rows, self.lowering)
        batch = Batch(rows, keys)
        if not self._computed(batch, engine, all_rows=False):
            batch = Batch(rows, keys)
            self._computed(batch, engine, all_rows=True)
        if batch.flags & IS_BY_ROW:
            batch.leave(self.said.table(lambda code: code == BY_ROW).astype(np.bool_)[batch.codes])
        if batch.flags & HAS_RANGE:
            self._bound(batch)
        for column in rows.cells.values():
            if column.unread is not None:
                batch.leave(column.unread)
        if batch.left is not None:
            for row in np.flatnonzero(batch.left):
                self._one_by_one(batch, int(row))
        return batch.scored(self.said)

    def _computed(self, batch: Batch, engine: Engine, *, all_rows: bool) -> bool:
        """Compute what kernels can; False where some row is of a shape that was not seen among the rows looked at."""
        self._choose(batch, engine, all_rows=all_rows)
        if self._compiles(batch, engine):
            self._by_loop(batch)
            return not batch.flags & _UNKNOWN_KEY
        if not all_rows and len(batch.which) and int(batch.which.min()) < 0:
            return False
        self._by_columns(batch, slice(0, batch.count))
        batch.say(self.said, slice(0, batch.count))
        return True

    # ---- kernels ----

    def _choose(self, batch: Batch, engine: Engine, *, all_rows: bool) -> None:
        """Find the kernel for every key; rows of shapes that are too rare for one are left."""
        rows, keys = batch.rows, batch.keys
        examples, likeness = keys.examples(all_rows=all_rows), rows.likeness
        plan = likeness, keys.size, tuple(key for key, _ in examples)
        if plan in self._plans and engine != "scalar":
            batch.kernels, batch.kernel_of_key = self._plans[plan]
            return
        batch.kernel_of_key = np.full(keys.size, -1, dtype=np.int16)
        places: dict[Kernel, int] = {}
        counts: NDArray[np.intp] | None = None
        for key, row in examples:
            counting = rows.shape(row, self.lowering)
            chosen = self._chosen.get(id(counting))
            if chosen is not None and engine != "scalar":
                batch.kernel_of_key[key] = places.setdefault(chosen[0], len(places))
                continue
            shape, steps = counting
            if self._rows_of_shape[shape] < self.worth_lowering and engine != "scalar":
                if counts is None:
                    counts = np.array([rows.count]) if keys.of_rows is None else np.bincount(keys.of_rows)
                if len(self._rows_of_shape) >= _REMEMBERED:
                    self._rows_of_shape.clear()
                self._rows_of_shape[shape] += int(counts[key])
            rare = engine == "scalar" or self._rows_of_shape[shape] < self.worth_lowering
            kernel = _NO_KERNEL if rare else self._kernel(shape, steps)
            if not rare:
                if len(self._chosen) >= _REMEMBERED:
                    self._chosen.clear()
                self._chosen[id(counting)] = kernel, counting
            batch.kernel_of_key[key] = places.setdefault(kernel, len(places))
        batch.kernels = tuple(places)
        if _NO_KERNEL in places:
            batch.leave(batch.which == places[_NO_KERNEL])
        elif likeness is not None:
            if len(self._plans) >= _PLANS:
                self._plans.clear()
            self._plans[plan] = batch.kernels, batch.kernel_of_key

    def _kernel(self, shape: Shape, steps: tuple[tuple[str, Fraction], ...]) -> Kernel:
        decisions = self.lowering.decisions(shape)
        key = (shape, steps)
        if key not in self._kernels:
            needed = inputs_of(decisions)
            tree = counted(decisions, {name: step for name, step in steps if name in needed}, self.places)
            rules = self.lowering.rules
            made = kernel_of(tree, tuple(rule.name for rule in rules.programs.on(shape.day(rules)).rules))
            made = self._same.setdefault((made.tree, made.codes), made)
            for code in made.codes:
                self.said.number(code)
            self._kernels[key] = made
        return self._kernels[key]

    # ---- by one compiled loop ----

    def _compiles(self, batch: Batch, engine: Engine) -> bool:
        if len(batch.kernels) > _MOST_TOGETHER or _NO_KERNEL in batch.kernels or engine == "numpy" or not batch.kernels:
            return False
        if max(len(self.said.codes), len(self.said.findings)) > _MOST_CODES:
            return False
        return engine == "numba" or (self._rows_seen >= _WORTH_COMPILING and find_spec("numba") is not None)

    def _by_loop(self, batch: Batch) -> None:
        """Every block by the compiled loop; one with numbers too large for it by columns."""
        ordered = self._ordered(batch.kernels)
        programs_of: dict[Variant, NDArray[np.int8]] = {}
        inputs = sorted({one for kernel in ordered for one in kernel.inputs})
        bounds = tuple(dict.fromkeys(bound for kernel in batch.kernels for bound in kernel.bounds))
        largest_of: dict[tuple[int, ...], int] = {}
        none = np.zeros(min(_BLOCK, batch.count), dtype=np.int64)
        keys = np.zeros(len(none), dtype=np.int8) if batch.keys.of_rows is None else batch.keys.of_rows
        scratch = np.empty(len(none), dtype=np.int8), np.empty(len(none), dtype=np.int64)
        for start in range(0, batch.count, _BLOCK):
            block = slice(start, min(start + _BLOCK, batch.count))
            own = keys if batch.keys.of_rows is None else keys[block]
            columns = [batch.columns[one][block] if one in batch.columns else none for one in inputs]
            for variant in self._variants():
                loop = self._loop(ordered, variant)
                if variant not in programs_of:
                    places = np.array([loop.places[ordered.index(kernel)] for kernel in batch.kernels], dtype=np.int8)
                    own_places = places[batch.kernel_of_key]
                    programs_of[variant] = np.where(batch.kernel_of_key < 0, -1, own_places).astype(np.int8)
                found = loop.function(own, programs_of[variant], *scratch, *columns, *batch.outputs(block))
                *bits, quotients, flags = (int(one) for one in found)
                if variant.usual and (flags & _UNUSUAL or min(bits, default=0) < 0):
                    self._unusual += 1
                    continue
                sizes = tuple(one if one >= 0 else size_of(column) for one, column in zip(bits, columns, strict=True))
                if sizes not in largest_of:  # the sizes of blocks are mostly alike, as they are bits
                    largest_of[sizes] = most(bounds, dict(zip(inputs, sizes, strict=True)))
                largest = largest_of[sizes]
                if largest < SMALL or (not variant.small and largest < LIMIT and not quotients):
                    batch.flags |= flags
                    self._blocks += 1
                    break
                self._sees_large |= variant.small and largest < LIMIT
            else:
                if flags & _UNKNOWN_KEY:  # of the last loop, which has gone over every row
                    batch.flags |= flags
                    return
                self._by_columns(batch, block)
                batch.say(self.said, block)

    def _variants(self) -> tuple[Variant, ...]:
        """The loops to try on a block: those with the fewest ways first, as long as they mostly serve."""
        if self._sees_large:
            return (Variant(small=False, usual=False),)
        usual = (Variant(small=True, usual=True),) if self._unusual < _UNUSUAL_BLOCKS + self._blocks // 8 else ()
        return (*usual, Variant(small=True, usual=False), Variant(small=False, usual=False))

    def _ordered(self, kernels: tuple[Kernel, ...]) -> tuple[Kernel, ...]:
        """The kernels of a loop that has these. It has those of the loop before too, so that few are compiled."""
        before: tuple[Kernel, ...] = ()
        for ordered, _ in list(self._loops):
            if set(kernels) <= set(ordered):
                return ordered
            before = ordered
        joined = tuple(dict.fromkeys([*before, *kernels]))
        return joined if len(joined) <= _MOST_TOGETHER else kernels

    def _loop(self, ordered: tuple[Kernel, ...], variant: Variant) -> Loop:
        if (ordered, variant) not in self._loops:
            from perfeval.engine.columns import numba_kernel

            said = {
                code: numba_kernel.packed(self.said.number(code), *self.said.words(code), flags=self.said.flags(code))
                for kernel in ordered
                for code in kernel.codes
            }
            function = numba_kernel.compiled(ordered, said, small=variant.small, usual=variant.usual)
            self._loops[ordered, variant] = Loop(function, numba_kernel.places_of(ordered, usual=variant.usual))
        return self._loops[ordered, variant]

    # ---- by numpy ----

    def _by_columns(self, batch: Batch, rows: slice) -> None:
        """Rows by block, and in it by kernel."""
        size = _COLUMN_BLOCK if batch.keys.of_rows is None else _MIXED_BLOCK
        for start in range(rows.start, rows.stop, size):
            block = slice(start, min(start + size, rows.stop))
            if batch.keys.of_rows is None:
                columns = {one: column[block] for one, column in batch.columns.items()}
                self._kernel_on(batch, batch.kernels[0], columns, block, batch.codes[block], batch.points[block])
            else:
                self._mixed_block(batch, block)

    def _mixed_block(self, batch: Batch, block: slice) -> None:
        """The rows of a block sorted by kernel, so that each kernel has a stretch of its own."""
        which = batch.which[block]
        order = np.argsort(which, kind="stable")
        used = {one for kernel in batch.kernels for one in kernel.inputs}
        columns = {one: batch.columns[one][block].take(order, mode="clip") for one in used if one in batch.columns}
        # zeros: rows without a kernel get theirs later, and the codes of all rows are looked up before
        codes, points = np.zeros(len(which), dtype=np.int16), np.zeros(len(which), dtype=np.int64)
        numbers = order + block.start
        first = 0
        for kernel, count in zip(batch.kernels, np.bincount(which, minlength=len(batch.kernels)), strict=True):
            for start in range(first, first + int(count), _COLUMN_BLOCK):
                part = slice(start, min(start + _COLUMN_BLOCK, first + int(count)))
                if kernel is not _NO_KERNEL:
                    own = {one: columns[one][part] for one in kernel.inputs}
                    self._kernel_on(batch, kernel, own, numbers[part], codes[part], points[part])
            first += int(count)
        batch.codes[block][order] = codes
        batch.points[block][order] = points

    @staticmethod
    def _pieces(
        batch: Batch,
        kernel: Kernel,
        columns: Mapping[str, NDArray[np.int64]],
        rows: NDArray[np.intp],
        *,
        are_checked: bool,
    ) -> tuple[NDArray[np.intp], ...]:
        """Columns with a row that is too large, in pieces (by place) that may do; the other rows are left.

        Each row is looked at by itself: the largest numbers of different rows need not meet in one.
        """
        places = np.arange(len(rows))
        if not are_checked:
            fit = rows_that_fit(kernel, columns, len(rows))
            batch.leave(rows[~fit])
            return (places[fit],) if fit.any() else ()
        if len(rows) <= _FEW:
            batch.leave(rows)
            return ()
        middle = len(rows) // 2
        return places[:middle], places[middle:]

    def _kernel_on(
        self,
        batch: Batch,
        kernel: Kernel,
        columns: Mapping[str, NDArray[np.int64]],
        rows: slice | NDArray[np.intp],
        codes: NDArray[np.int16],
        points: NDArray[np.int64],
        *,
        are_checked: bool = False,
    ) -> None:
        """One kernel on columns; rows that are too large for it are left to be scored one by one."""
        if kernel not in self._points:
            self._points[kernel] = Functions(kernel, ("code", "points"), self.said.number)
        own = {one: columns[one] for one in kernel.inputs}
        try:
            (code, amount), reached = self._points[kernel](own, are_checked=are_checked)
        except TooLargeError:
            numbers = np.arange(rows.start, rows.stop) if isinstance(rows, slice) else rows
            codes[:] = points[:] = 0
            for piece in self._pieces(batch, kernel, own, numbers, are_checked=are_checked):
                some_codes, some_points = codes[piece], points[piece]
                some = {one: column[piece] for one, column in own.items()}
                self._kernel_on(batch, kernel, some, numbers[piece], some_codes, some_points, are_checked=True)
                codes[piece], points[piece] = some_codes, some_points
            return
        codes[:], points[:] = code, amount
        batch.reached.update(reached)
        for said in reached:
            flags = self.said.flags(said)
            if flags & ~batch.flags and np.any(np.equal(code, self.said.number(said))):
                batch.flags |= flags

    # ---- bounds ----

    def _bound(self, batch: Batch) -> None:
        """Low and high of rows whose bounds are not their points."""
        ranges = self.said.table(lambda code: code.is_range).astype(np.bool_)[batch.codes]
        rows = np.flatnonzero(ranges if batch.left is None else ranges & ~batch.left)
        low, high = batch.apart_from_points()
        programs = batch.which[rows]
        for place, kernel in enumerate(batch.kernels):
            mine = rows[programs == place]
            if not len(mine):
                continue
            if kernel not in self._bounds:
                self._bounds[kernel] = Functions(kernel, ("low", "high"), self.said.number)
            self._bound_on(batch, kernel, mine, (low, high))

    def _bound_on(
        self,
        batch: Batch,
        kernel: Kernel,
        rows: NDArray[np.intp],
        ends: tuple[NDArray[np.int64], NDArray[np.int64]],
        *,
        are_checked: bool = False,
    ) -> None:
        columns = {one: batch.columns[one][rows] for one in kernel.inputs}
        try:
            (ends[0][rows], ends[1][rows]), _ = self._bounds[kernel](columns, are_checked=are_checked)
        except TooLargeError:
            for piece in self._pieces(batch, kernel, columns, rows, are_checked=are_checked):
                self._bound_on(batch, kernel, rows[piece], ends, are_checked=True)

    # ---- one by one ----

    def _one_by_one(self, batch: Batch, row: int) -> None:
        shape, steps = batch.rows.shape(row, self.lowering)
        cells = {one: cell.numbers for one, column in batch.rows.cells.items() if (cell := column.cell(row)).numbers}
        flat = {name: value for one, found in cells.items() for name, value in zip(symbols(one), found, strict=False)}
        key = (shape, tuple(flat.items()))
        found = self._remembered.get(key)
        if found is None:
            if len(self._remembered) >= _REMEMBERED:
                self._remembered.clear()
            found = self._by_whole_numbers(shape, steps, flat) or self._generally(shape, cells)
            self._remembered[key] = found
        batch.put(row, *found, self.said, self.places)

    def _by_whole_numbers(
        self, shape: Shape, steps: tuple[tuple[str, Fraction], ...], numbers: Mapping[str, Fraction]
    ) -> tuple[int, Amounts] | None:
        """A row that was too large for its kernel, on whole numbers without a bound; None where it has no kernel."""
        if self._rows_of_shape[shape] < self.worth_lowering:
            return None
        kernel = self._kernel(shape, steps)
        counts = [numbers[one] / dict(steps)[one] for one in kernel.inputs]
        if any(one.denominator != 1 for one in counts):
            return None
        if kernel not in self._scalars:
            source = scalar_source(kernel.tree, kernel.inputs, self.lowering.rules.nodes.rules, "all")
            self._scalars[kernel] = made_function(source, "score", {}), ends_of(kernel.tree)
        function, ends = self._scalars[kernel]
        try:
            end, *found = function(*(int(one) for one in counts))
        except LookupError:
            return None
        reached = ends[end]
        assert isinstance(reached, Counted)  # noqa: S101 - others raise
        points, low, high = (None if one is None else Fraction(one, 10**self.places) for one in found)
        return self.said.number(kernel.codes[kernel.code_of[reached]]), (points, low, high)

    def _generally(self, shape: Shape, cells: Mapping[str, tuple[Fraction, ...]]) -> tuple[int, Amounts]:
        score = shape.score(self.lowering.rules, cells)
        return self.said.number(_code_of(score)), _amounts_of(score)


def _code_of(score: Score) -> Code:
    return Code(
        score.status,
        None if score.rule is None else score.rule.name,
        tuple(dict.fromkeys(one.code.value for one in score.findings)),
        score.points is not None,
        score.low is not None,
        score.low is not None and (score.low, score.high) != (score.points, score.points),
    )


def _amounts_of(score: Score) -> Amounts:
    points, low, high = (None if one is None else Fraction(one) for one in (score.points, score.low, score.high))
    return points, low, high

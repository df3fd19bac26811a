"""A batch of rows scored: kernels for what they can do, the general evaluator for the rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import cached_property
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

import numpy as np
from attrs import define, field, frozen

from perfeval.engine.columns.exact_division import TooLargeError
from perfeval.engine.columns.kernel import BY_ROW, LIMIT, SMALL, Code, Kernel, kernel_of, most
from perfeval.engine.columns.numpy_kernel import Functions, rows_that_fit, size_of
from perfeval.engine.columns.shapes import Counting, Keys, Rows, keys_of
from perfeval.engine.interpret import Interpreter
from perfeval.engine.lowering.cells import symbols
from perfeval.engine.lowering.decisions import ByRow
from perfeval.engine.lowering.opening import Lowering
from perfeval.engine.lowering.scaled import Counted, counted, ends_of, inputs_of
from perfeval.engine.lowering.shape import Shape, with_numbers
from perfeval.engine.lowering.to_scalar import made_function, scalar_source
from perfeval.engine.rows import rules_in_force, score_row
from perfeval.engine.score import Score
from perfeval.symbolic.paths import End
from perfeval.symbolic.polynomial import Polynomial

if TYPE_CHECKING:
    from numpy.typing import NDArray

Engine: TypeAlias = Literal["auto", "numba", "numpy", "scalar"]
Amounts: TypeAlias = "tuple[Fraction | None, Fraction | None, Fraction | None]"
"""Points, low and high of a row."""

_BLOCK: Final = 2**14
"""Rows that are computed at a time, so that what is computed for them stays near the processor."""

_MOST_TOGETHER: Final = 24
"""Up to so many kernels are joined in one compiled loop."""

_MOST_CODES: Final = 4000
"""So many things that rows say can be told apart in a compiled loop."""

_WORTH_COMPILING: Final = 500_000
"""Rows from which on a loop is compiled when that is left open."""

_REMEMBERED: Final = 100_000
"""Rows that are scored one by one whose score is remembered, for others that are the same."""

STATUSES: Final = ("scored", "not scored", "undecided")
_HAS_RANGE, _HAS_NO_POINTS, _HAS_NO_BOUNDS, _IS_BY_ROW, _UNKNOWN_KEY = 1, 2, 4, 8, 1 << 14
_NO_KERNEL: Final = kernel_of(End(ByRow("too few rows of its shape")), ())


@define(eq=False)
class Said:
    """What ends can say, by number, and the words for it; numbers stay what they are while more is added."""

    codes: list[Code] = field(factory=list)
    rules: dict[str, int] = field(factory=dict)
    findings: dict[str, int] = field(factory=dict)
    _numbers: dict[Code, int] = field(factory=dict)

    def number(self, code: Code) -> int:
        """The number of a code."""
        if code not in self._numbers:
            self._numbers[code] = len(self.codes)
            self.codes.append(code)
            if code.rule is not None:
                self.rules.setdefault(code.rule, len(self.rules))
            if code.findings:
                self.findings.setdefault(" ".join(code.findings), len(self.findings))
        return self._numbers[code]

    def words(self, code: Code) -> tuple[int, int, int]:
        """The words for rule and finding, by number (-1: none), and the status."""
        rule = -1 if code.rule is None else self.rules[code.rule]
        finding = self.findings[" ".join(code.findings)] if code.findings else -1
        return rule, finding, STATUSES.index(code.status)

    @staticmethod
    def flags(code: Code) -> int:
        """What has to be looked at once more for rows with this code."""
        flags = _IS_BY_ROW if code == BY_ROW else 0
        flags |= _HAS_RANGE if code.is_range else 0
        return flags | (0 if code.has_points else _HAS_NO_POINTS) | (0 if code.has_bounds else _HAS_NO_BOUNDS)

    def table(self, of: Callable[[Code], int]) -> NDArray[np.int16]:
        """Something of every code, by number."""
        return np.array([of(code) for code in self.codes], dtype=np.int16)


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
    findings: NDArray[np.int16]
    statuses: NDArray[np.int8]
    """Words by number (-1: none)."""
    said: Said
    apart: Mapping[int, Amounts]
    """Rows whose amounts 64 bits do not hold or 10^-places do not count."""
    by_row: int
    """How many rows were scored one by one."""


@define(eq=False)
class Scorer:
    """Scores batches of rows by one rule set; what was made for one batch serves the next."""

    lowering: Lowering
    places: int
    worth_lowering: int = 30
    """Rows of a shape from which on it gets a kernel; fewer are scored one by one."""
    said: Said = field(factory=Said)
    _rows_of_shape: Counter[Shape] = field(factory=Counter)
    _kernels: dict[object, Kernel] = field(factory=dict)
    _chosen: dict[int, tuple[Kernel, Counting]] = field(factory=dict)
    """By the identity of what `Rows.shape` gave, which is kept too."""
    _largest: dict[object, int] = field(factory=dict)
    _same: dict[object, Kernel] = field(factory=dict)
    _points: dict[Kernel, Functions] = field(factory=dict)
    _bounds: dict[Kernel, Functions] = field(factory=dict)
    _scalars: dict[Kernel, Callable[..., Any]] = field(factory=dict)
    _loops: dict[tuple[tuple[Kernel, ...], bool], Callable[..., Any]] = field(factory=dict)
    _remembered: dict[object, tuple[int, Amounts]] = field(factory=dict)
    _rows_seen: int = 0
    _sees_large: bool = False

    def score(self, rows: Rows, engine: Engine = "auto") -> Scored:
        """Score the rows of a batch."""
        self._rows_seen += rows.count
        keys = keys_of(rows, self.lowering)
        batch = _Batch(rows, keys)
        if not self._computed(batch, engine, all_rows=False):
            batch = _Batch(rows, keys)
            self._computed(batch, engine, all_rows=True)
        if batch.flags & _IS_BY_ROW:
            batch.leave(self.said.table(lambda code: code == BY_ROW).astype(np.bool_)[batch.codes])
        if batch.flags & _HAS_RANGE:
            self._bound(batch)
        for column in rows.cells.values():
            if column.unread is not None:
                batch.leave(column.unread)
        if batch.left is not None:
            for row in np.flatnonzero(batch.left):
                self._one_by_one(batch, int(row))
        return batch.scored(self.said)

    def _computed(self, batch: _Batch, engine: Engine, *, all_rows: bool) -> bool:
        """Compute what kernels can; False where some row is of a shape that was not seen among the rows looked at."""
        self._choose(batch, engine, all_rows=all_rows)
        if self._compiles(batch, engine):
            self._by_loop(batch)
            return not batch.flags & _UNKNOWN_KEY
        if not all_rows and len(batch.which) and int(batch.which.min()) < 0:
            return False
        self._by_columns(batch, slice(0, batch.count))
        return True

    # ---- kernels ----

    def _choose(self, batch: _Batch, engine: Engine, *, all_rows: bool) -> None:
        """Find the kernel for every key; rows of shapes that are too rare for one are left."""
        rows, keys = batch.rows, batch.keys
        batch.kernel_of_key = np.full(keys.size, -1, dtype=np.int16)
        places: dict[Kernel, int] = {}
        counts: NDArray[np.intp] | None = None
        for key, row in keys.examples(all_rows=all_rows):
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

    def _compiles(self, batch: _Batch, engine: Engine) -> bool:
        if len(batch.kernels) > _MOST_TOGETHER or _NO_KERNEL in batch.kernels or engine == "numpy" or not batch.kernels:
            return False
        if max(len(self.said.codes), len(self.said.findings)) > _MOST_CODES:
            return False
        return engine == "numba" or (self._rows_seen >= _WORTH_COMPILING and find_spec("numba") is not None)

    def _by_loop(self, batch: _Batch) -> None:
        """Every block by the compiled loop; one with numbers too large for it by columns."""
        ordered = self._ordered(batch.kernels)
        places = np.array([ordered.index(kernel) for kernel in batch.kernels], dtype=np.int8)
        programs = np.where(batch.kernel_of_key < 0, -1, places[batch.kernel_of_key]).astype(np.int8)
        inputs = sorted({one for kernel in ordered for one in kernel.inputs})
        bounds = tuple(dict.fromkeys(bound for kernel in batch.kernels for bound in kernel.bounds))
        none = np.zeros(min(_BLOCK, batch.count), dtype=np.int64)
        keys = np.zeros(len(none), dtype=np.int8) if batch.keys.of_rows is None else batch.keys.of_rows
        scratch = np.empty(len(none), dtype=np.int8), np.empty(len(none), dtype=np.int64)
        for start in range(0, batch.count, _BLOCK):
            block = slice(start, min(start + _BLOCK, batch.count))
            own = keys if batch.keys.of_rows is None else keys[block]
            columns = [batch.columns[one][block] if one in batch.columns else none for one in inputs]
            for small in (False,) if self._sees_large else (True, False):
                found = self._loop(ordered, small=small)(own, programs, *scratch, *columns, *batch.outputs(block))
                *bits, quotients, flags = (int(one) for one in found)
                sizes = [one if one >= 0 else size_of(column) for one, column in zip(bits, columns, strict=True)]
                largest = self._most(bounds, inputs, sizes)
                if largest < SMALL or (not small and largest < LIMIT and not quotients):
                    batch.flags |= flags
                    break
                self._sees_large |= small and largest < LIMIT
            else:
                self._by_columns(batch, block)

    def _most(self, bounds: tuple[Polynomial, ...], inputs: list[str], sizes: list[int]) -> int:
        """The largest of some bounds; the sizes of blocks are mostly alike, as they are bits."""
        key = bounds, *sizes
        if key not in self._largest:
            if len(self._largest) >= _REMEMBERED:
                self._largest.clear()
            self._largest[key] = most(bounds, dict(zip(inputs, sizes, strict=True)))
        return self._largest[key]

    def _ordered(self, kernels: tuple[Kernel, ...]) -> tuple[Kernel, ...]:
        """The kernels of a loop that has these. It has those of the loop before too, so that few are compiled."""
        before: tuple[Kernel, ...] = ()
        for ordered, _ in self._loops:
            if set(kernels) <= set(ordered):
                return ordered
            before = ordered
        joined = tuple(dict.fromkeys([*before, *kernels]))
        return joined if len(joined) <= _MOST_TOGETHER else kernels

    def _loop(self, ordered: tuple[Kernel, ...], *, small: bool) -> Callable[..., Any]:
        if (ordered, small) not in self._loops:
            from perfeval.engine.columns import numba_kernel

            said = {
                code: numba_kernel.packed(self.said.number(code), *self.said.words(code), flags=self.said.flags(code))
                for kernel in ordered
                for code in kernel.codes
            }
            self._loops[ordered, small] = numba_kernel.compiled(ordered, said, small=small)
        return self._loops[ordered, small]

    # ---- by numpy ----

    def _by_columns(self, batch: _Batch, rows: slice) -> None:
        """Rows by kernel and block."""
        for place, kernel in enumerate(batch.kernels):
            if kernel is _NO_KERNEL:
                continue
            if batch.keys.of_rows is None:
                for start in range(rows.start, rows.stop, _BLOCK):
                    self._kernel_on(batch, kernel, slice(start, min(start + _BLOCK, rows.stop)))
                continue
            mine = np.flatnonzero(batch.which[rows] == place) + rows.start
            for start in range(0, len(mine), _BLOCK):
                self._kernel_on(batch, kernel, mine[start : start + _BLOCK])

    def _kernel_on(self, batch: _Batch, kernel: Kernel, rows: Any) -> None:
        """One kernel on some rows; those that are too large for it are left to be scored one by one."""
        if kernel not in self._points:
            self._points[kernel] = Functions(kernel, ("code", "points"))
        columns = {one: batch.columns[one][rows] for one in kernel.inputs}
        try:
            code, points = self._points[kernel](columns)
        except TooLargeError:
            taken = np.arange(batch.count)[rows]
            fit = rows_that_fit(kernel, columns, len(taken))
            batch.leave(taken if fit.all() else taken[~fit])
            if fit.any() and not fit.all():
                self._kernel_on(batch, kernel, taken[fit])
            return
        batch.points[rows] = points
        numbers = np.array([self.said.number(one) for one in kernel.codes], dtype=np.int16)
        flags = [self.said.flags(one) for one in kernel.codes]
        words = [np.array(column) for column in zip(*(self.said.words(one) for one in kernel.codes), strict=True)]
        batch.codes[rows] = numbers[code]
        written: tuple[NDArray[Any], ...] = (batch.rules, batch.findings, batch.statuses)
        for column, table in zip(written, words, strict=True):
            column[rows] = table[0] if len(set(table)) == 1 else table.astype(column.dtype)[code]
        present = np.unique(code) if any(flags) else ()
        for one in present:
            batch.flags |= flags[int(one)]

    # ---- bounds ----

    def _bound(self, batch: _Batch) -> None:
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
                self._bounds[kernel] = Functions(kernel, ("low", "high"))
            try:
                low[mine], high[mine] = self._bounds[kernel]({one: batch.columns[one][mine] for one in kernel.inputs})
            except TooLargeError:
                batch.leave(mine)

    # ---- one by one ----

    def _one_by_one(self, batch: _Batch, row: int) -> None:
        shape, steps = batch.rows.shape(row, self.lowering)
        cells = {one: cell.numbers for one, column in batch.rows.cells.items() if (cell := column.cell(row)).numbers}
        flat = {name: value for one, found in cells.items() for name, value in zip(symbols(one), found, strict=False)}
        key = (shape, tuple(flat.items()))
        if key not in self._remembered:
            if len(self._remembered) >= _REMEMBERED:
                self._remembered.clear()
            self._remembered[key] = self._by_whole_numbers(shape, steps, flat) or self._generally(shape, cells)
        batch.put(row, *self._remembered[key], self.said, self.places)

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
            self._scalars[kernel] = made_function(source, "score", {})
        try:
            end, *found = self._scalars[kernel](*(int(one) for one in counts))
        except LookupError:
            return None
        reached = ends_of(kernel.tree)[end]
        assert isinstance(reached, Counted)  # noqa: S101 - others raise
        points, low, high = (None if one is None else Fraction(one, 10**self.places) for one in found)
        return self.said.number(kernel.codes[kernel.code_of[reached]]), (points, low, high)

    def _generally(self, shape: Shape, cells: Mapping[str, tuple[Fraction, ...]]) -> tuple[int, Amounts]:
        rules = self.lowering.rules
        state, row = shape.row(rules, with_numbers(cells))
        score, _ = score_row(
            Interpreter(rules.nodes, state, row), rules_in_force(rules.nodes, state), rules.programs.on(state.day)
        )
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


class _Batch:
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
        self.points: NDArray[np.int64] = np.empty(self.count, dtype=np.int64)
        self.rules: NDArray[np.int16] = np.empty(self.count, dtype=np.int16)
        self.findings: NDArray[np.int16] = np.empty(self.count, dtype=np.int16)
        self.statuses: NDArray[np.int8] = np.empty(self.count, dtype=np.int8)
        self.low: NDArray[np.int64] | None = None
        self.high: NDArray[np.int64] | None = None
        self.left: NDArray[np.bool_] | None = None
        """Rows that are still to be scored one by one."""
        self.apart: dict[int, Amounts] = {}

    @cached_property
    def which(self) -> NDArray[np.int16]:
        """By row the place of its kernel."""
        if self.keys.of_rows is None:
            return np.zeros(self.count, dtype=np.int16)
        which: NDArray[np.int16] = self.kernel_of_key[self.keys.of_rows]
        return which

    def leave(self, rows: NDArray[Any]) -> None:
        """Leave some rows (a mask, or their numbers) to be scored one by one."""
        if self.left is None:
            self.left = np.zeros(self.count, dtype=np.bool_)
        self.left[rows] = True

    def outputs(self, block: slice) -> tuple[NDArray[Any], ...]:
        """What a loop writes into."""
        written = (self.codes, self.points, self.rules, self.findings, self.statuses)
        return tuple(one[block] for one in written)

    def apart_from_points(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The bounds, from now on columns of their own."""
        if self.low is None or self.high is None:
            self.low, self.high = self.points.copy(), self.points.copy()
        return self.low, self.high

    def put(self, row: int, code: int, amounts: Amounts, said: Said, places: int) -> None:
        """What scoring a row by itself gave."""
        self.codes[row] = code
        self.rules[row], self.findings[row], self.statuses[row] = said.words(said.codes[code])
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
            for name, flag in (("has_points", _HAS_NO_POINTS), ("has_bounds", _HAS_NO_BOUNDS))
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
            said=said,
            apart=self.apart,
            by_row=0 if self.left is None else int(np.count_nonzero(self.left)),
        )

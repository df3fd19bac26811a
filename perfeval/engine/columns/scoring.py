"""A batch of rows scored: kernels for what they can do, the general evaluator for the rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

import numpy as np
from attrs import define, field, frozen

from perfeval.engine.columns import numpy_kernel
from perfeval.engine.columns.exact_division import TooLargeError
from perfeval.engine.columns.kernel import BY_ROW, LIMIT, Code, Kernel, kernel_of, largest
from perfeval.engine.columns.shapes import Rows, Shapes, shapes_of
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

if TYPE_CHECKING:
    from numpy.typing import NDArray

Engine: TypeAlias = Literal["auto", "numba", "numpy", "scalar"]

_BLOCK: Final = 2**15
"""Rows that are computed at a time, so that what is computed for them stays near the processor."""

_MOST_TOGETHER: Final = 24
"""Up to so many kernels are joined in one compiled loop."""

_WORTH_COMPILING: Final = 200_000
"""Rows from which on a loop is compiled when that is left open."""

_REMEMBERED: Final = 100_000
"""Rows that are scored one by one whose score is remembered, for others that are the same."""


_NO_KERNEL: Final = kernel_of(End(ByRow("too few rows of its shape")), ())


@frozen(eq=False)
class Scored:
    """What scoring a batch gave, by row; amounts are counted in 10^-places."""

    codes: NDArray[np.int16]
    said: tuple[Code, ...]
    points: NDArray[np.int64]
    low: NDArray[np.int64]
    high: NDArray[np.int64]
    """Where no row has bounds beside its points, `low` and `high` are the very array of the points."""
    apart: Mapping[int, tuple[Fraction | None, Fraction | None, Fraction | None]]
    """Rows whose amounts 64 bits do not hold or 10^-places do not count: points, low, high."""
    by_row: int
    """How many rows were scored one by one."""


@define(eq=False)
class Scorer:
    """Scores batches of rows by one rule set; what was made for one batch serves the next."""

    lowering: Lowering
    places: int
    worth_lowering: int = 30
    """Rows of a shape from which on it gets a kernel; fewer are scored one by one."""
    _rows_of_shape: Counter[Shape] = field(factory=Counter)
    _kernels: dict[object, Kernel] = field(factory=dict)
    _by_tree: dict[object, Kernel] = field(factory=dict)
    _said: dict[Code, int] = field(factory=dict)
    _points: dict[Kernel, Callable[..., Any]] = field(factory=dict)
    _ranges: dict[Kernel, Callable[..., Any]] = field(factory=dict)
    _scalars: dict[Kernel, Callable[..., Any]] = field(factory=dict)
    _loops: dict[tuple[Kernel, ...], Callable[..., Any]] = field(factory=dict)
    _remembered: dict[object, tuple[int, Fraction | None, Fraction | None, Fraction | None]] = field(factory=dict)
    _rows_seen: int = 0

    def score(self, rows: Rows, engine: Engine = "auto") -> Scored:
        """Score the rows of a batch."""
        self._rows_seen += rows.count
        shapes = shapes_of(rows, self.lowering)
        batch = _Batch(rows, rows.count)
        worth = self._worth_lowering(shapes, engine)
        for place in np.flatnonzero(~worth):
            batch.left |= shapes.numbers == place
        kernels: dict[Kernel, int] = {}
        programs = [
            kernels.setdefault(self._kernel(shape, steps) if wanted else _NO_KERNEL, len(kernels))
            for (shape, steps), wanted in zip(shapes.found, worth, strict=True)
        ]
        batch.columns = {
            name: numbers
            for field_, column in rows.cells.items()
            for name, numbers in zip(symbols(field_), column.numbers, strict=False)
        }
        which = np.array(programs, dtype=np.int16)[shapes.numbers] if len(kernels) > 1 else None
        self._said.setdefault(BY_ROW, len(self._said))
        self._compute(batch, tuple(kernels), which, engine)
        self._bounds(batch, tuple(kernels), which)
        unread = [column.unread for column in rows.cells.values() if column.unread is not None]
        for mask in unread:
            batch.left[mask] = True
        self._one_by_one(batch, shapes.found, shapes.numbers)
        low = batch.points if batch.low is None else batch.low
        high = batch.points if batch.high is None else batch.high
        return Scored(batch.codes, tuple(self._said), batch.points, low, high, batch.apart, int(batch.left.sum()))

    def _worth_lowering(self, shapes: Shapes, engine: Engine) -> NDArray[np.bool_]:
        """Which shapes have, with the batches before, rows enough to be worth a kernel."""
        if engine == "scalar":
            return np.zeros(len(shapes.found), dtype=np.bool_)
        worth = np.ones(len(shapes.found), dtype=np.bool_)
        counts = np.bincount(shapes.numbers, minlength=len(shapes.found))
        for place, ((shape, _), count) in enumerate(zip(shapes.found, counts, strict=True)):
            if len(self._rows_of_shape) >= _REMEMBERED:
                self._rows_of_shape.clear()
            self._rows_of_shape[shape] += int(count)
            worth[place] = self._rows_of_shape[shape] >= self.worth_lowering
        return worth

    # ---- kernels ----

    def _kernel(self, shape: Shape, steps: tuple[tuple[str, Fraction], ...]) -> Kernel:
        decisions = self.lowering.decisions(shape)
        needed = inputs_of(decisions)
        key = (decisions, tuple((name, step) for name, step in steps if name in needed), shape.year)
        if key not in self._kernels:
            tree = counted(decisions, dict(steps), self.places)
            day_rules = self._rules_of(shape)
            made = kernel_of(tree, day_rules)
            same = (made.tree, made.codes)
            made = self._by_tree.setdefault(same, made)
            for code in made.codes:
                self._said.setdefault(code, len(self._said))
            self._kernels[key] = made
        return self._kernels[key]

    def _rules_of(self, shape: Shape) -> tuple[str, ...]:
        rules = self.lowering.rules
        return tuple(rule.name for rule in rules.programs.on(shape.day(rules)).rules)

    # ---- points ----

    def _compute(
        self, batch: _Batch, kernels: tuple[Kernel, ...], which: NDArray[np.int16] | None, engine: Engine
    ) -> None:
        if self._compiles(kernels, engine):
            self._by_loop(batch, kernels, which)
            return
        for start in range(0, batch.count, _BLOCK):
            self._by_columns(batch, kernels, which, slice(start, min(start + _BLOCK, batch.count)))

    def _compiles(self, kernels: tuple[Kernel, ...], engine: Engine) -> bool:
        if engine == "numba":
            return len(kernels) <= _MOST_TOGETHER
        if engine != "auto" or self._rows_seen < _WORTH_COMPILING or len(kernels) > _MOST_TOGETHER:
            return False
        from importlib.util import find_spec

        return find_spec("numba") is not None

    def _by_loop(self, batch: _Batch, kernels: tuple[Kernel, ...], which: NDArray[np.int16] | None) -> None:
        """Every block by the compiled loop; a block with numbers too large for it by columns."""
        ordered, loop = self._loop(kernels)
        places = np.array([ordered.index(kernel) for kernel in kernels], dtype=np.int16)
        which = (
            np.broadcast_to(places[0], batch.count)
            if which is None
            else which
            if (places == np.arange(len(places))).all()
            else places[which]
        )
        inputs = sorted({one for kernel in ordered for one in kernel.inputs})
        bounds = tuple(dict.fromkeys(bound for kernel in kernels for bound in kernel.bounds))
        zeros = np.zeros(_BLOCK, dtype=np.int64)
        for start in range(0, batch.count, _BLOCK):
            block = slice(start, min(start + _BLOCK, batch.count))
            columns = [batch.columns[one][block] if one in batch.columns else zeros for one in inputs]
            *bits, most = loop(which[block], *columns, batch.codes[block], batch.points[block])
            sizes = dict(zip(inputs, (int(one) for one in bits), strict=True))
            if most or any(largest(bound, sizes) >= LIMIT for bound in bounds):
                self._by_columns(
                    batch,
                    kernels,
                    None if len(kernels) == 1 else np.argsort(places)[which[block]],
                    block,
                    is_block=True,
                )

    def _loop(self, kernels: tuple[Kernel, ...]) -> tuple[tuple[Kernel, ...], Callable[..., Any]]:
        """A loop that has these kernels. It is made of those of the loop before too, so that few are compiled."""
        for ordered, loop in self._loops.items():
            if set(kernels) <= set(ordered):
                return ordered, loop
        from perfeval.engine.columns import numba_kernel

        before = next(reversed(self._loops), ())
        ordered = tuple(dict.fromkeys([*before, *kernels]))
        if len(ordered) > _MOST_TOGETHER:
            ordered = kernels
        numbers = [{code: self._said[code] for code in kernel.codes} for kernel in ordered]
        self._loops[ordered] = numba_kernel.compiled(ordered, numbers)
        return ordered, self._loops[ordered]

    def _by_columns(
        self,
        batch: _Batch,
        kernels: tuple[Kernel, ...],
        which: NDArray[np.integer[Any]] | None,
        block: slice,
        *,
        is_block: bool = False,
    ) -> None:
        if which is None:
            columns = {one: batch.columns[one][block] for one in kernels[0].inputs}
            self._kernel_on(batch, kernels[0], columns, block, block.stop - block.start)
            return
        programs = which if is_block else which[block]
        order = np.argsort(programs, kind="stable")
        ends = np.cumsum(np.bincount(programs, minlength=len(kernels)))
        start = 0
        for kernel, end in zip(kernels, ends, strict=True):
            if end > start:
                rows = order[start:end] + block.start
                self._kernel_on(
                    batch, kernel, {one: batch.columns[one][rows] for one in kernel.inputs}, rows, end - start
                )
            start = end

    def _kernel_on(
        self, batch: _Batch, kernel: Kernel, columns: dict[str, NDArray[np.int64]], rows: Any, count: int
    ) -> None:
        """One kernel on some rows; those that are too large for it are left to be scored one by one."""
        if kernel not in self._points:
            self._points[kernel] = numpy_kernel.function_of(kernel, "points", ("code", "points"))
        numbers = np.array([self._said[code] for code in kernel.codes], dtype=np.int16)
        try:
            if numpy_kernel.fits(kernel, columns):
                code, points = self._points[kernel](*columns.values())
                batch.codes[rows] = numbers[code]
                batch.points[rows] = points
                return
            fit = numpy_kernel.rows_that_fit(kernel, columns)
        except TooLargeError:
            fit = np.zeros(count, dtype=np.bool_)
        taken = np.arange(batch.count)[rows]
        batch.left[taken[~fit]] = True
        if fit.any() and not fit.all():
            self._kernel_on(
                batch, kernel, {one: column[fit] for one, column in columns.items()}, taken[fit], int(fit.sum())
            )

    # ---- bounds ----

    def _bounds(self, batch: _Batch, kernels: tuple[Kernel, ...], which: NDArray[np.int16] | None) -> None:
        """Low and high of rows whose bounds are not their points."""
        said = list(self._said)
        is_range = np.array([code.is_range for code in said], dtype=np.bool_)
        by_row = np.array([code == BY_ROW for code in said], dtype=np.bool_)
        if by_row.any():
            batch.left |= by_row[batch.codes]
        if not is_range.any():
            return
        present = is_range[batch.codes] & ~batch.left
        rows = np.flatnonzero(present)
        if not len(rows):
            return
        batch.low, batch.high = batch.points.copy(), batch.points.copy()
        programs = np.zeros(len(rows), dtype=np.int16) if which is None else which[rows]
        for place, kernel in enumerate(kernels):
            mine = rows[programs == place]
            if not len(mine):
                continue
            if kernel not in self._ranges:
                self._ranges[kernel] = numpy_kernel.function_of(kernel, "bounds", ("low", "high"))
            try:
                low, high = self._ranges[kernel](*(batch.columns[one][mine] for one in kernel.inputs))
            except TooLargeError:
                batch.left[mine] = True
                continue
            batch.low[mine], batch.high[mine] = low, high

    # ---- one by one ----

    def _one_by_one(
        self,
        batch: _Batch,
        found: tuple[tuple[Shape, tuple[tuple[str, Fraction], ...]], ...],
        shapes: NDArray[np.int32],
    ) -> None:
        for row in np.flatnonzero(batch.left):
            shape, steps = found[shapes[row]]
            code, *amounts = self._one(batch.rows, int(row), shape, steps)
            batch.put(int(row), code, amounts, self.places)

    def _one(
        self, rows: Rows, row: int, shape: Shape, steps: tuple[tuple[str, Fraction], ...]
    ) -> tuple[int, Fraction | None, Fraction | None, Fraction | None]:
        """A row by whole numbers without bounds, else by the general evaluator."""
        numbers = {field_: one.numbers for field_, column in rows.cells.items() if (one := column.cell(row)).numbers}
        flat = {
            name: value
            for field_, found in numbers.items()
            for name, value in zip(symbols(field_), found, strict=False)
        }
        key = (shape, tuple(flat.items()))
        if key not in self._remembered:
            if len(self._remembered) >= _REMEMBERED:
                self._remembered.clear()
            self._remembered[key] = self._exactly(shape, steps, flat, numbers)
        return self._remembered[key]

    def _exactly(
        self,
        shape: Shape,
        steps: tuple[tuple[str, Fraction], ...],
        flat: Mapping[str, Fraction],
        numbers: Mapping[str, tuple[Fraction, ...]],
    ) -> tuple[int, Fraction | None, Fraction | None, Fraction | None]:
        kernel = self._kernel(shape, steps) if self._rows_of_shape[shape] >= self.worth_lowering else None
        counts = [] if kernel is None else [flat[one] / dict(steps)[one] for one in kernel.inputs]
        if kernel is not None and all(one.denominator == 1 for one in counts):
            if kernel not in self._scalars:
                rules = self.lowering.rules.nodes.rules
                source = scalar_source(kernel.tree, kernel.inputs, rules, "all")
                self._scalars[kernel] = made_function(source, "score", {})
            try:
                end, *found = self._scalars[kernel](*(int(one) for one in counts))
            except LookupError:
                pass
            else:
                reached = ends_of(kernel.tree)[end]
                assert isinstance(reached, Counted)  # noqa: S101 - others raise
                code = kernel.codes[kernel.code_of[reached]]
                points, low, high = (None if one is None else Fraction(one, 10**self.places) for one in found)
                return self._said[code], points, low, high
        state, one_row = shape.row(self.lowering.rules, with_numbers(numbers))
        rules_set = self.lowering.rules
        score, _ = score_row(
            Interpreter(rules_set.nodes, state, one_row),
            rules_in_force(rules_set.nodes, state),
            rules_set.programs.on(state.day),
        )
        return self._of_score(score)

    def _of_score(self, score: Score) -> tuple[int, Fraction | None, Fraction | None, Fraction | None]:
        code = Code(
            score.status,
            None if score.rule is None else score.rule.name,
            tuple(dict.fromkeys(one.code.value for one in score.findings)),
            score.points is not None,
            score.low is not None,
            False,
        )
        amounts = [None if one is None else Fraction(one) for one in (score.points, score.low, score.high)]
        return self._said.setdefault(code, len(self._said)), *amounts  # type: ignore[return-value]


@define(eq=False)
class _Batch:
    """The rows while they are scored."""

    rows: Rows
    count: int
    columns: dict[str, NDArray[np.int64]] = field(factory=dict)
    codes: NDArray[np.int16] = field(init=False)
    points: NDArray[np.int64] = field(init=False)
    left: NDArray[np.bool_] = field(init=False)
    """Rows that are still to be scored one by one."""
    low: NDArray[np.int64] | None = None
    high: NDArray[np.int64] | None = None
    apart: dict[int, tuple[Fraction | None, Fraction | None, Fraction | None]] = field(factory=dict)

    def __attrs_post_init__(self) -> None:
        self.codes = np.zeros(self.count, dtype=np.int16)
        self.points = np.zeros(self.count, dtype=np.int64)
        self.left = np.zeros(self.count, dtype=np.bool_)

    def put(self, row: int, code: int, amounts: list[Fraction | None], places: int) -> None:
        """What scoring a row by itself gave."""
        self.codes[row] = code
        steps = [None if one is None else one * 10**places for one in amounts]
        if any(one is not None and (one.denominator != 1 or abs(one) >= LIMIT) for one in steps):
            points, low, high = amounts
            self.apart[row] = (points, low, high)
            return
        first, second, third = (0 if one is None else int(one) for one in steps)
        self.points[row] = first
        if self.low is None and (second != first or third != first):
            self.low, self.high = self.points.copy(), self.points.copy()
        if self.low is not None and self.high is not None:
            self.low[row], self.high[row] = second, third

"""A batch of rows scored: kernels for what they can do, the general evaluator for the rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from fractions import Fraction
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

import numpy as np
from attrs import Factory, define, field

from perfeval.engine.columns.batch_state import Amounts, Batch, Scored
from perfeval.engine.columns.kernel import BY_ROW, NO_KERNEL, Code, Kernel, kernel_of
from perfeval.engine.columns.loops import UNKNOWN_KEY, Loops
from perfeval.engine.columns.said import HAS_RANGE, IS_BY_ROW, Said
from perfeval.engine.columns.shapes import Counting, Rows, keys_of
from perfeval.engine.columns.stretches import Stretches
from perfeval.engine.lowering.cells import symbols
from perfeval.engine.lowering.decisions import ByRow
from perfeval.engine.lowering.opening import Lowering
from perfeval.engine.lowering.scaled import Counted, counted, ends_of, inputs_of
from perfeval.engine.lowering.shape import Shape
from perfeval.engine.lowering.to_scalar import made_function, scalar_source
from perfeval.engine.score import Score

if TYPE_CHECKING:
    from numpy.typing import NDArray

Engine: TypeAlias = Literal["auto", "numba", "numpy", "scalar"]

_WORTH_COMPILING: Final = 500_000
"""Rows from which on a loop is compiled when that is left open."""


_REMEMBERED: Final = 100_000
"""Rows that are scored one by one whose score is remembered, for others that are the same."""

_PLANS: Final = 1000


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
    _scalars: dict[Kernel, tuple[Callable[..., Any], list[Counted | ByRow]]] = field(factory=dict)
    _remembered: dict[object, tuple[int, Amounts]] = field(factory=dict)
    _rows_seen: int = 0
    _loops: Loops = Factory(lambda self: Loops(self.said), takes_self=True)
    _stretches: Stretches = Factory(lambda self: Stretches(self.said), takes_self=True)

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
            ranges = self.said.table(lambda code: code.is_range).astype(np.bool_)[batch.codes]
            self._stretches.bound(batch, np.flatnonzero(ranges if batch.left is None else ranges & ~batch.left))
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
        rest = [slice(0, batch.count)]
        if self._compiles(batch, engine):
            rest = self._loops.score(batch)
            if batch.flags & UNKNOWN_KEY:
                return False
        return all(self._stretches.score(batch, rows) for rows in rest)

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
            kernel = NO_KERNEL if rare else self._kernel(shape, steps)
            if not rare:
                if len(self._chosen) >= _REMEMBERED:
                    self._chosen.clear()
                self._chosen[id(counting)] = kernel, counting
            batch.kernel_of_key[key] = places.setdefault(kernel, len(places))
        batch.kernels = tuple(places)
        if NO_KERNEL in places:
            batch.leave(batch.which(slice(0, batch.count)) == places[NO_KERNEL])
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

    def _compiles(self, batch: Batch, engine: Engine) -> bool:
        if engine == "numpy" or NO_KERNEL in batch.kernels or not self._loops.takes(batch.kernels):
            return False
        return engine == "numba" or (self._rows_seen >= _WORTH_COMPILING and find_spec("numba") is not None)

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

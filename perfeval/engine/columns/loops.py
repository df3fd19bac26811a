"""A batch by one loop over all its rows, compiled for its kernels, block by block."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from attrs import define, field, frozen

from perfeval.engine.columns.batch_state import Batch
from perfeval.engine.columns.kernel import LIMIT, SMALL, Kernel, most, places_of
from perfeval.engine.columns.said import HAS_FINDING, Said
from perfeval.engine.columns.selection import size_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from perfeval.symbolic.polynomial import Polynomial

MOST_TOGETHER: Final = 24
"""Up to so many kernels are joined in one loop."""

MOST_CODES: Final = 4000
"""So many things that rows say can be told apart in a loop."""

_BLOCK: Final = 2**16
"""Rows that a loop goes over at a time, so that what is computed for them stays near the processor."""

_UNUSUAL, UNKNOWN_KEY = 1 << 13, 1 << 14
_UNUSUAL_BLOCKS: Final = 16


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
class Bounds:
    """What limits the numbers that some kernels can take."""

    inputs: tuple[str, ...]
    polynomials: tuple[Polynomial, ...]
    _largest: dict[tuple[int, ...], int] = field(factory=dict)

    def largest(self, sizes: tuple[int, ...]) -> int:
        """The largest number that is computed from inputs up to these sizes; those of blocks are mostly alike."""
        if sizes not in self._largest:
            if len(self._largest) >= MOST_CODES:
                self._largest.clear()
            self._largest[sizes] = most(self.polynomials, dict(zip(self.inputs, sizes, strict=True)))
        return self._largest[sizes]


@define(eq=False)
class Loops:
    """The loops that were compiled for the kernels of batches."""

    said: Said
    _loops: dict[tuple[tuple[Kernel, ...], Variant], Loop] = field(factory=dict)
    _bounds: dict[tuple[Kernel, ...], Bounds] = field(factory=dict)
    _sees_large: bool = False
    _blocks: int = 0
    _unusual: int = 0

    def takes(self, kernels: tuple[Kernel, ...]) -> bool:
        """Whether one loop can have these kernels."""
        return 0 < len(kernels) <= MOST_TOGETHER and max(len(self.said.codes), len(self.said.findings)) <= MOST_CODES

    def score(self, batch: Batch) -> list[slice]:
        """Score every block; those are given back, unscored, whose numbers are too large for every loop."""
        ordered = self._ordered(batch.kernels)
        bounds = self._bounds_of(batch.kernels, ordered)
        programs: dict[Variant, NDArray[np.int8]] = {}
        none = np.zeros(min(_BLOCK, batch.count), dtype=np.int64)
        keys = np.zeros(len(none), dtype=np.int8) if batch.keys.of_rows is None else batch.keys.of_rows
        scratch = np.empty(len(none), dtype=np.int8), np.empty(len(none), dtype=np.int64)
        findings = np.empty(len(none), dtype=np.int16)
        too_large: list[slice] = []
        for start in range(0, batch.count, _BLOCK):
            block = slice(start, min(start + _BLOCK, batch.count))
            own = keys if batch.keys.of_rows is None else keys[block]
            columns = [batch.columns[one][block] if one in batch.columns else none for one in bounds.inputs]
            for variant in self._variants():
                loop = self._loop(ordered, variant)
                if variant not in programs:
                    places = [loop.places[ordered.index(kernel)] for kernel in batch.kernels]
                    programs[variant] = batch.program_of_key(places).astype(np.int8)
                written = batch.codes, batch.points, batch.rules, batch.statuses
                codes, points, rules, statuses = (one[block] for one in written)
                found = loop.function(
                    own, programs[variant], *scratch, *columns, codes, points, rules, findings, statuses
                )
                *bits, quotients, flags = (int(one) for one in found)
                if variant.usual and (flags & _UNUSUAL or min(bits, default=0) < 0):
                    self._unusual += 1
                    codes[:] = statuses[:] = 0
                    continue
                sizes = tuple(one if one >= 0 else size_of(column) for one, column in zip(bits, columns, strict=True))
                largest = bounds.largest(sizes)
                if largest < SMALL or (not variant.small and largest < LIMIT and not quotients):
                    batch.flags |= flags
                    self._blocks += 1
                    if flags & HAS_FINDING:
                        batch.finding_column()[block] = findings[: len(points)]
                    break
                self._sees_large |= variant.small and largest < LIMIT
                codes[:] = statuses[:] = 0
            else:
                batch.flags |= flags & UNKNOWN_KEY  # the last loop has gone over every row
                too_large.append(block)
        return too_large

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
        return joined if len(joined) <= MOST_TOGETHER else kernels

    def _bounds_of(self, kernels: tuple[Kernel, ...], ordered: tuple[Kernel, ...]) -> Bounds:
        """What limits the numbers of these kernels; the inputs are those of the whole loop."""
        key = (*kernels, *ordered)
        if key not in self._bounds:
            inputs = tuple(sorted({one for kernel in ordered for one in kernel.inputs}))
            self._bounds[key] = Bounds(inputs, tuple(dict.fromkeys(one for kernel in kernels for one in kernel.bounds)))
        return self._bounds[key]

    def _loop(self, ordered: tuple[Kernel, ...], variant: Variant) -> Loop:
        if (ordered, variant) not in self._loops:
            from perfeval.engine.columns import numba_kernel

            said = {
                code: numba_kernel.packed(self.said.number(code), *self.said.words(code), flags=self.said.flags(code))
                for kernel in ordered
                for code in kernel.codes
            }
            function = numba_kernel.compiled(ordered, said, small=variant.small, usual=variant.usual)
            self._loops[ordered, variant] = Loop(function, places_of(ordered, usual=variant.usual))
        return self._loops[ordered, variant]

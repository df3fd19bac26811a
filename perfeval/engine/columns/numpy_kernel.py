"""A kernel as numpy statements over whole columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from perfeval.engine.columns import exact_division
from perfeval.engine.columns.kernel import LIMIT, SMALL, Code, Kernel, known_signs, most
from perfeval.engine.columns.selection import above_zero, below_zero, where, zero
from perfeval.engine.lowering.python_text import defined_function, parameter_names
from perfeval.engine.lowering.scaled import ends_of
from perfeval.engine.lowering.straight_line import Wanted, straight_line
from perfeval.symbolic.known import pruned
from perfeval.symbolic.paths import ABOVE, ANY, NOT_BELOW, Signs
from perfeval.symbolic.polynomial import Polynomial

if TYPE_CHECKING:
    from numpy.typing import NDArray


def source_of(
    kernel: Kernel,
    name: str,
    wanted: tuple[Wanted, ...],
    numbers: Callable[[Code], int],
    signs: Mapping[str, Signs] | None = None,
) -> str:
    """The text of a function of columns that gives what is wanted of every row, codes by their `numbers`.

    `signs` are those that every number of an input has.
    """
    names = parameter_names(kernel.inputs)
    codes = {end: numbers(kernel.codes[code]) for end, code in kernel.code_of.items()}
    lines = straight_line(kernel.tree, names, "arrays", wanted, codes, known=known_signs(signs or {}))
    text = [
        f"def {name}({', '.join(names.values())}):",
        *(f"    {line}" for line in lines.statements),
        f"    return {', '.join(lines.found[one] for one in wanted)},",
    ]
    return "\n".join(text) + "\n"


class Functions:
    """The functions of a kernel that give what is wanted of its rows: by the signs of its inputs, and their sizes."""

    def __init__(self, kernel: Kernel, wanted: tuple[Wanted, ...], numbers: Callable[[Code], int]) -> None:
        self._kernel = kernel
        self._wanted = wanted
        self._numbers = numbers
        self._made: dict[tuple[object, ...], tuple[Callable[..., tuple[Any, ...]], tuple[Code, ...]]] = {}

    def __call__(
        self, columns: Mapping[str, NDArray[np.int64]], *, are_checked: bool = False
    ) -> tuple[tuple[Any, ...], tuple[Code, ...]]:
        """What is wanted of the rows of some columns, by the order of the kernel's inputs; and the codes they can have.

        `are_checked`: each row fits. Raises `TooLargeError` where nothing can be said of some row.
        """
        spans = {name: (int(column.min()), int(column.max())) for name, column in columns.items()}
        largest = most(self._kernel.bounds, {name: max(-low, high) for name, (low, high) in spans.items()})
        if largest >= LIMIT and not are_checked:
            raise exact_division.TooLargeError
        signs = {name: ABOVE if low > 0 else NOT_BELOW if low == 0 else ANY for name, (low, _) in spans.items()}
        key = (largest < SMALL, *signs.values())
        if key not in self._made:
            source = source_of(self._kernel, "columns", self._wanted, self._numbers, signs)
            function = _made(source, exact_division.SMALL if largest < SMALL else exact_division.LARGE)
            ends = ends_of(pruned(self._kernel.tree, known_signs(signs)))
            codes = dict.fromkeys(self._kernel.codes[self._kernel.code_of[end]] for end in ends)
            self._made[key] = function, tuple(codes)
        function, reached = self._made[key]
        with np.errstate(divide="ignore", invalid="ignore"):
            return function(*columns.values()), reached


def _made(source: str, roundings: Mapping[str, Any]) -> Callable[..., tuple[Any, ...]]:
    names: dict[str, Any] = {one.__name__: one for one in (below_zero, above_zero, zero, where)} | dict(roundings)
    return defined_function(source, "columns", names)


def size_of(column: NDArray[np.int64]) -> int:
    """The size of the largest number of a column."""
    return max(int(column.max()), -int(column.min())) if len(column) else 0


def rows_that_fit(kernel: Kernel, columns: Mapping[str, NDArray[np.int64]], count: int) -> NDArray[np.bool_]:
    """Which rows surely do not overflow: bounds computed in floats, with room for their error."""
    fit = np.ones(count, dtype=np.bool_)
    sizes = {one: np.abs(columns[one].astype(np.float64)) for one in kernel.inputs}
    for bound in kernel.bounds:
        fit &= _floats(bound, sizes) < LIMIT * 0.99
    return fit


def _floats(bound: Polynomial, sizes: Mapping[str, NDArray[np.float64]]) -> Any:
    total: Any = 0.0
    for monomial, factor in bound.terms.items():
        term: Any = float(factor)
        for one, power in monomial:
            assert isinstance(one, str)  # noqa: S101 - bounds have no divisions
            term = term * sizes[one] ** power
        total = total + term
    return total

"""A kernel as numpy statements over whole columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from perfeval.engine.columns import exact_division
from perfeval.engine.columns.kernel import LIMIT, SMALL, Kernel, most
from perfeval.engine.lowering.python_text import parameter_names
from perfeval.engine.lowering.straight_line import Wanted, straight_line
from perfeval.symbolic.polynomial import Polynomial

if TYPE_CHECKING:
    from numpy.typing import NDArray


def source_of(kernel: Kernel, name: str, wanted: tuple[Wanted, ...]) -> str:
    """The text of a function of columns that gives what is wanted of every row."""
    names = parameter_names(kernel.inputs)
    lines = straight_line(kernel.tree, names, "arrays", wanted, kernel.code_of)
    text = [
        f"def {name}({', '.join(names.values())}):",
        *(f"    {line}" for line in lines.statements),
        f"    return {', '.join(lines.found[one] for one in wanted)},",
    ]
    return "\n".join(text) + "\n"


class Functions:
    """The functions of a kernel that give what is wanted of its rows, for small numbers and for large ones."""

    def __init__(self, kernel: Kernel, wanted: tuple[Wanted, ...]) -> None:
        self._kernel = kernel
        code = compile(source_of(kernel, "columns", wanted), "<columns>", "exec")
        self._small = _made(code, exact_division.SMALL)
        self._large = _made(code, exact_division.LARGE)

    def __call__(self, columns: Mapping[str, NDArray[np.int64]]) -> tuple[Any, ...]:
        """What is wanted of the rows of some columns, by the order of the kernel's inputs.

        Raises `TooLargeError` where nothing can be said of some row.
        """
        sizes = {name: size_of(column) for name, column in columns.items()}
        largest = most(self._kernel.bounds, sizes)
        if largest >= LIMIT:
            raise exact_division.TooLargeError
        with np.errstate(divide="ignore", invalid="ignore"):
            return (self._small if largest < SMALL else self._large)(*columns.values())


def _made(code: Any, roundings: Mapping[str, Any]) -> Callable[..., tuple[Any, ...]]:
    names: dict[str, Any] = {"where": np.where, **roundings}
    exec(code, names)  # noqa: S102 - text of our own making: polynomials only
    made: Callable[..., tuple[Any, ...]] = names["columns"]
    return made


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

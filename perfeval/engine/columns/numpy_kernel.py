"""A kernel as numpy statements over whole columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from perfeval.engine.columns import exact_division
from perfeval.engine.columns.kernel import LIMIT, Kernel, largest
from perfeval.engine.lowering.python_text import parameter_names
from perfeval.engine.lowering.straight_line import Wanted, straight_line
from perfeval.symbolic.polynomial import Polynomial

if TYPE_CHECKING:
    from numpy.typing import NDArray

_NAMES: Final[Mapping[str, object]] = {
    "where": np.where,
    **{mode: getattr(exact_division, mode) for mode in ("floor", "half_up", "half_even", "down", "up")},
}


def source_of(kernel: Kernel, name: str, wanted: tuple[Wanted, ...]) -> str:
    """The text of a function of columns that gives what is wanted of every row."""
    names = parameter_names(kernel.inputs)
    lines = straight_line(kernel.tree, names, "arrays", wanted, kernel.code_of)
    return (
        "\n".join(
            [
                f"def {name}({', '.join(names.values())}):",
                *(f"    {line}" for line in lines.statements),
                f"    return {', '.join(lines.found[one] for one in wanted)},",
            ]
        )
        + "\n"
    )


def function_of(kernel: Kernel, name: str, wanted: tuple[Wanted, ...]) -> Callable[..., tuple[Any, ...]]:
    """The function of columns."""
    names: dict[str, Any] = dict(_NAMES)
    exec(compile(source_of(kernel, name, wanted), f"<{name}>", "exec"), names)  # noqa: S102 - text of our own making
    made: Callable[..., tuple[Any, ...]] = names[name]
    return made


def fits(kernel: Kernel, columns: Mapping[str, NDArray[np.int64]]) -> bool:
    """Whether nothing overflows for any row of the columns."""
    sizes = {one: size_of(columns[one]) for one in kernel.inputs}
    return all(largest(bound, sizes) < LIMIT for bound in kernel.bounds)


def size_of(column: NDArray[np.int64]) -> int:
    """The size of the largest number of a column."""
    return max(int(column.max()), -int(column.min())) if len(column) else 0


def rows_that_fit(kernel: Kernel, columns: Mapping[str, NDArray[np.int64]]) -> NDArray[np.bool_]:
    """Which rows surely do not overflow: bounds computed in floats, with room for their error."""
    count = len(columns[kernel.inputs[0]]) if kernel.inputs else 0
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

"""A kernel as numpy statements over whole columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np
from attrs import frozen

from perfeval.engine.columns import exact_division
from perfeval.engine.columns.kernel import LIMIT, SMALL, Code, Kernel, known_signs, most
from perfeval.engine.columns.selection import above_zero, below_zero, not_below_zero, where, zero
from perfeval.engine.lowering.python_text import defined_function, parameter_names
from perfeval.engine.lowering.scaled import ends_of
from perfeval.engine.lowering.straight_line import Wanted, straight_line
from perfeval.symbolic.known import pruned
from perfeval.symbolic.paths import ABOVE, ANY, NOT_BELOW, Signs
from perfeval.symbolic.polynomial import Polynomial

if TYPE_CHECKING:
    from numpy.typing import NDArray


Span: TypeAlias = tuple[int, int]
"""The sign of the least number of a column, and the length in bits of the largest."""

SIGNS: Final[Mapping[int, Signs]] = {-1: ANY, 0: NOT_BELOW, 1: ABOVE}
"""By the sign of the least number of a column: those that all its numbers can have."""
_SPANS: Final = 4096


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


@frozen(eq=False)
class Found:
    """What is wanted of the rows of some columns, and the codes that they can have. One number stands for all rows."""

    columns: tuple[Any, ...]
    reached: tuple[Code, ...]


@frozen(eq=False)
class _Function:
    call: Callable[..., tuple[Any, ...]]
    reached: tuple[Code, ...]
    is_too_large: bool


class Functions:
    """The functions of a kernel that give what is wanted of its rows: by the signs of its inputs, and their sizes."""

    def __init__(self, kernel: Kernel, wanted: tuple[Wanted, ...], numbers: Callable[[Code], int]) -> None:
        self._kernel = kernel
        self._wanted = wanted
        self._numbers = numbers
        self._made: dict[tuple[Span, ...], _Function] = {}
        self._calls: dict[tuple[object, ...], Callable[..., tuple[Any, ...]]] = {}

    def __call__(
        self,
        columns: Mapping[str, NDArray[np.int64]],
        outer: Mapping[str, Span] | None = None,
        *,
        are_checked: bool = False,
    ) -> Found:
        """What is wanted of the rows of some columns (one row at least), by the order of the kernel's inputs.

        `outer`: spans of columns of which these are part. `are_checked`: each row fits. Raises `TooLargeError` where
        nothing can be said of some row.
        """
        usual = self._kernel.usual
        # what numbers of one sign and of one length in bits can give is alike
        spans = tuple(
            outer[name] if outer is not None and SIGNS[outer[name][0]] <= usual[name] else span_of(column)
            for name, column in columns.items()
        )
        if spans not in self._made:
            if len(self._made) >= _SPANS:
                self._made.clear()
            self._made[spans] = self._made_for(dict(zip(columns, spans, strict=True)))
        function = self._made[spans]
        if function.is_too_large and not are_checked:
            raise exact_division.TooLargeError
        with np.errstate(divide="ignore", invalid="ignore"):
            return Found(function.call(*columns.values()), function.reached)

    def _made_for(self, spans: Mapping[str, Span]) -> _Function:
        largest = most(self._kernel.bounds, {name: 2**bits - 1 for name, (_, bits) in spans.items()})
        signs = {name: SIGNS[low] for name, (low, _) in spans.items()}
        roundings = exact_division.SMALL if largest < SMALL else exact_division.LARGE
        key = (largest < SMALL, *signs.values())
        if key not in self._calls:
            source = source_of(self._kernel, "columns", self._wanted, self._numbers, signs)
            self._calls[key] = _made(source, roundings)
        ends = ends_of(pruned(self._kernel.tree, known_signs(signs)))
        codes = dict.fromkeys(self._kernel.codes[self._kernel.code_of[end]] for end in ends)
        return _Function(self._calls[key], tuple(codes), largest >= LIMIT)


def span_of(column: NDArray[np.int64]) -> Span:
    """The span of a column of one row at least."""
    low, high = int(np.minimum.reduce(column)), int(np.maximum.reduce(column))
    return (low > 0) - (low < 0), max(-low, high).bit_length()


def _made(source: str, roundings: Mapping[str, Any]) -> Callable[..., tuple[Any, ...]]:
    names: dict[str, Any] = {one.__name__: one for one in (below_zero, above_zero, zero, not_below_zero, where)} | dict(
        roundings
    )
    return defined_function(source, "columns", names)


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

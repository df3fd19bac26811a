"""A kernel as numpy statements over whole columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np
from attrs import frozen

from perfeval.engine.columns import exact_division
from perfeval.engine.columns.kernel import LIMIT, SMALL, Code, Kernel, known_signs, most
from perfeval.engine.columns.selection import above_zero, below_zero, not_below_zero, where, zero
from perfeval.engine.lowering.python_text import defined_function, parameter_names
from perfeval.engine.lowering.scaled import ends_of
from perfeval.engine.lowering.straight_line import Dialect, Lines, Wanted, straight_line
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

NARROW: Final = 2**31
"""32 bits hold numbers below this."""

HALVES: Final = 2**51
"""Below this `exact_division.NARROW` divides."""


def source_of(kernel: Kernel, name: str, wanted: tuple[Wanted, ...], lines: Lines, narrow: Iterable[str] = ()) -> str:
    """The text of a function of columns. `narrow`: inputs that it takes in 32 bits."""
    names = parameter_names(kernel.inputs)
    text = [
        f"def {name}({', '.join(names.values())}):",
        *(f"    {names[one]} = {names[one]}.astype(int32)" for one in narrow),
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
        self._made_lines: dict[tuple[object, ...], Lines] = {}
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
        is_narrow = self._fits_narrow(signs, {name: 2 ** max(bits, 1) - 1 for name, (_, bits) in spans.items()})
        key = (is_narrow, largest < SMALL, *signs.values())
        if key not in self._calls:
            self._calls[key] = self._narrow(signs) if is_narrow else self._wide(signs, is_small=largest < SMALL)
        ends = ends_of(pruned(self._kernel.tree, known_signs(signs)))
        codes = dict.fromkeys(self._kernel.codes[self._kernel.code_of[end]] for end in ends)
        return _Function(self._calls[key], tuple(codes), largest >= LIMIT)

    def _fits_narrow(self, signs: Mapping[str, Signs], sizes: Mapping[str, int]) -> bool:
        """Whether 32 bits hold what comes before the last product and the division; no size is 0."""
        if most(self._kernel.bounds, sizes) >= HALVES:
            return False
        bounds = self._lines("narrow", signs).bounds
        return bounds is not None and most(bounds, sizes) < NARROW

    def _narrow(self, signs: Mapping[str, Signs]) -> Callable[..., tuple[Any, ...]]:
        lines = self._lines("narrow", signs)
        used = {one for bound in lines.bounds or () for one in bound.variables()}
        narrow = [one for one in self._kernel.inputs if one in used]  # what is only multiplied last stays as it is
        return _made(source_of(self._kernel, "columns", self._wanted, lines, narrow), exact_division.NARROW)

    def _wide(self, signs: Mapping[str, Signs], *, is_small: bool) -> Callable[..., tuple[Any, ...]]:
        source = source_of(self._kernel, "columns", self._wanted, self._lines("arrays", signs))
        return _made(source, exact_division.SMALL if is_small else exact_division.LARGE)

    def _lines(self, dialect: Dialect, signs: Mapping[str, Signs]) -> Lines:
        key = (dialect, *signs.values())
        if key not in self._made_lines:
            kernel = self._kernel
            codes = {end: self._numbers(kernel.codes[code]) for end, code in kernel.code_of.items()}
            names = parameter_names(kernel.inputs)
            self._made_lines[key] = straight_line(
                kernel.tree, names, dialect, self._wanted, codes, known=known_signs(signs)
            )
        return self._made_lines[key]


def span_of(column: NDArray[np.int64]) -> Span:
    """The span of a column of one row at least."""
    low, high = int(np.minimum.reduce(column)), int(np.maximum.reduce(column))
    return (low > 0) - (low < 0), max(-low, high).bit_length()


def _made(source: str, roundings: Mapping[str, Any]) -> Callable[..., tuple[Any, ...]]:
    functions = (below_zero, above_zero, zero, not_below_zero, where, exact_division.product)
    names: dict[str, Any] = {one.__name__: one for one in functions} | {"int32": np.int32} | dict(roundings)
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

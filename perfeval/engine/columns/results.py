"""What scoring gave, as Arrow columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

import numpy as np
import pyarrow as pa

from perfeval.engine.columns.kernel import Code
from perfeval.engine.columns.scoring import Scored

if TYPE_CHECKING:
    from numpy.typing import NDArray

Decimals: TypeAlias = Literal["decimal", "scaled"]

RESULTS: Final = ("points", "low", "high", "rule", "status", "finding")
DIGITS: Final = 38


def result_schema(places: int, decimals: Decimals, prefix: str = "") -> pa.Schema:
    """The columns of a result: points, low and high as decimals (or whole numbers of 10^-places), the rest as texts."""
    amount = pa.decimal128(DIGITS, places) if decimals == "decimal" else pa.int64()
    words = pa.dictionary(pa.int16(), pa.string())
    return pa.schema([(prefix + name, amount if name in RESULTS[:3] else words) for name in RESULTS])


def result_columns(scored: Scored, places: int, decimals: Decimals) -> list[pa.Array]:
    """The columns of a result, in the order of `RESULTS`. `rule` and `finding` are null where there is none."""
    said = scored.said
    has_points, has_bounds = _lookup(said, lambda code: code.has_points), _lookup(said, lambda code: code.has_bounds)
    no_points, no_bounds = _missing(scored.codes, has_points), _missing(scored.codes, has_bounds)
    apart: list[Mapping[int, Fraction | None]] = [
        {row: found[which] for row, found in scored.apart.items()} for which in range(3)
    ]
    make = _decimals if decimals == "decimal" else _whole
    points = make(scored.points, no_points, apart[0], places)
    if (
        scored.low is scored.points
        and not scored.apart
        and (no_points is no_bounds or _same(has_points, has_bounds, scored.codes))
    ):
        low = high = points
    else:
        low, high = make(scored.low, no_bounds, apart[1], places), make(scored.high, no_bounds, apart[2], places)
    words = [
        _words(scored.codes, said, lambda code: code.rule),
        _words(scored.codes, said, lambda code: code.status),
        _words(scored.codes, said, lambda code: " ".join(code.findings) or None),
    ]
    return [points, low, high, *words]


def _lookup(said: tuple[Code, ...], of: Callable[[Code], bool]) -> NDArray[np.bool_]:
    return np.array([of(code) for code in said], dtype=np.bool_)


def _missing(codes: NDArray[np.int16], has: NDArray[np.bool_]) -> NDArray[np.bool_] | None:
    """Rows without an amount; None where every row has one."""
    if has.all():
        return None
    missing = ~has[codes]
    return missing if missing.any() else None


def _same(one: NDArray[np.bool_], other: NDArray[np.bool_], codes: NDArray[np.int16]) -> bool:
    return bool((one == other).all()) or bool((one[codes] == other[codes]).all())


def _decimals(
    steps: NDArray[np.int64], missing: NDArray[np.bool_] | None, apart: Mapping[int, Fraction | None], places: int
) -> pa.Array:
    """Whole numbers of 10^-places as Arrow decimals: the same numbers, in 128 bits."""
    count = len(steps)
    words = np.empty((count, 2), dtype=np.int64)
    words[:, 0] = steps
    np.right_shift(steps, 63, out=words[:, 1])
    for row, amount in apart.items():
        if amount is None:
            continue
        counted = amount * 10**places
        if counted.denominator != 1 or abs(counted) >= 10**DIGITS:
            missing = np.zeros(count, dtype=np.bool_) if missing is None else missing.copy()
            missing[row] = True
            continue
        words[row] = np.frombuffer(counted.numerator.to_bytes(16, "little", signed=True), dtype="<i8")
    return pa.Array.from_buffers(pa.decimal128(DIGITS, places), count, [_validity(missing), pa.py_buffer(words)])


def _whole(
    steps: NDArray[np.int64], missing: NDArray[np.bool_] | None, apart: Mapping[int, Fraction | None], places: int
) -> pa.Array:
    for row, amount in apart.items():
        counted = None if amount is None else amount * 10**places
        missing = np.zeros(len(steps), dtype=np.bool_) if missing is None else missing
        missing[row] = counted is None or counted.denominator != 1 or abs(counted) >= 2**63
        if counted is not None and not missing[row]:
            steps[row] = counted.numerator
    return pa.Array.from_buffers(pa.int64(), len(steps), [_validity(missing), pa.py_buffer(steps)])


def _validity(missing: NDArray[np.bool_] | None) -> pa.Buffer | None:
    return None if missing is None else pa.py_buffer(np.packbits(~missing, bitorder="little"))


def _words(codes: NDArray[np.int16], said: tuple[Code, ...], of: Callable[[Code], str | None]) -> pa.DictionaryArray:
    """What the codes say of one thing, as a column of words."""
    words: dict[str, int] = {}
    table = [-1 if (word := of(code)) is None else words.setdefault(word, len(words)) for code in said]
    indices = np.array(table or [-1], dtype=np.int16)[codes]
    missing = indices < 0 if any(one < 0 for one in table) else None
    array = pa.Array.from_buffers(pa.int16(), len(codes), [_validity(missing), pa.py_buffer(indices)])
    return pa.DictionaryArray.from_arrays(array, pa.array(list(words), pa.string()))

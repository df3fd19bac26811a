"""What scoring gave, as Arrow columns."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

import numpy as np
import pyarrow as pa
from attrs import evolve

from perfeval.engine.columns.batch_state import Scored
from perfeval.engine.columns.said import STATUSES
from perfeval.finding import Code

if TYPE_CHECKING:
    from numpy.typing import NDArray

Decimals: TypeAlias = Literal["decimal", "scaled"]

RESULTS: Final = ("points", "low", "high", "rule", "status", "finding")
DIGITS: Final = 38


def result_schema(places: int, decimals: Decimals, prefix: str = "") -> pa.Schema:
    """The columns of a result: points, low and high as decimals (or whole numbers of 10^-places), the rest as texts."""
    amount = pa.decimal128(DIGITS, places) if decimals == "decimal" else pa.int64()
    words = [pa.dictionary(type_, pa.string()) for type_ in (pa.int16(), pa.int8(), pa.int16())]
    return pa.schema([(prefix + name, type_) for name, type_ in zip(RESULTS, [amount] * 3 + words, strict=True)])


def result_columns(scored: Scored, places: int, decimals: Decimals) -> list[pa.Array]:
    """The columns of a result, in the order of `RESULTS`. `rule` and `finding` are null where there is none.

    A row whose points the columns cannot hold is undecided: they are never rounded once more.
    """
    limit = 2**63 if decimals == "scaled" else 10**DIGITS
    beyond = [row for row, amounts in scored.apart.items() if not all(_fits(one, places, limit) for one in amounts)]
    if beyond:
        scored = _undecided(scored, beyond)
    apart = [{row: found[which] for row, found in scored.apart.items()} for which in range(3)]
    make = _decimals if decimals == "decimal" else _whole
    points = make(scored.points, scored.without_points, apart[0], places)
    low = high = points
    if scored.low is not scored.points or scored.apart or scored.without_bounds is not scored.without_points:
        low = make(scored.low, scored.without_bounds, apart[1], places)
        high = make(scored.high, scored.without_bounds, apart[2], places)
    rules, findings = list(scored.said.rules), list(scored.said.findings)
    return [
        points,
        low,
        high,
        _words(scored.rules, rules, has_missing=scored.has_no_rule),
        _words(scored.statuses, list(STATUSES), has_missing=False),
        _none(len(scored.rules), findings)
        if scored.findings is None
        else _words(scored.findings, findings, has_missing=True),
    ]


def _fits(amount: Fraction | None, places: int, limit: int) -> bool:
    """Whether an amount is a whole number of 10^-places, and not too large."""
    if amount is None:
        return True
    counted = amount * 10**places
    return bool(counted.denominator == 1 and abs(counted) < limit)


def _undecided(scored: Scored, rows: list[int]) -> Scored:
    """The result with some rows undecided."""
    said, count = scored.said, len(scored.points)
    finding = said.findings.setdefault(Code.ROW_NOT_SCORED.value, len(said.findings))
    findings = np.full(count, -1, dtype=np.int16) if scored.findings is None else scored.findings
    missing = [
        np.zeros(count, dtype=np.bool_) if one is None else one
        for one in (scored.without_points, scored.without_bounds)
    ]
    for row in rows:
        missing[0][row] = missing[1][row] = True
        scored.statuses[row] = STATUSES.index("undecided")
        findings[row] = finding
    apart = {row: amounts for row, amounts in scored.apart.items() if row not in rows}
    return evolve(scored, without_points=missing[0], without_bounds=missing[1], apart=apart, findings=findings)


def _decimals(
    steps: NDArray[np.int64], missing: NDArray[np.bool_] | None, apart: Mapping[int, Fraction | None], places: int
) -> pa.Array:
    """Whole numbers of 10^-places as Arrow decimals: the same numbers, in 128 bits."""
    count = len(steps)
    words = np.empty((count, 2), dtype=np.int64)
    words[:, 0] = steps
    np.right_shift(steps, 63, out=words[:, 1])
    for row, amount in apart.items():
        if amount is not None:
            counted = int(amount * 10**places)
            words[row] = np.frombuffer(counted.to_bytes(16, "little", signed=True), dtype="<i8")
    return pa.Array.from_buffers(pa.decimal128(DIGITS, places), count, [_validity(missing), pa.py_buffer(words)])


def _whole(
    steps: NDArray[np.int64], missing: NDArray[np.bool_] | None, apart: Mapping[int, Fraction | None], places: int
) -> pa.Array:
    steps = steps.copy() if apart else steps  # points, low and high may be one array
    for row, amount in apart.items():
        if amount is not None:
            steps[row] = int(amount * 10**places)
    return pa.Array.from_buffers(pa.int64(), len(steps), [_validity(missing), pa.py_buffer(steps)])


def _validity(missing: NDArray[np.bool_] | None) -> pa.Buffer | None:
    return None if missing is None else pa.py_buffer(np.packbits(~missing, bitorder="little"))


@lru_cache(maxsize=4)
def _no_words(count: int) -> pa.Array:
    return pa.nulls(count, pa.int16())


def _words(numbers: NDArray[np.integer[Any]], words: list[str], *, has_missing: bool) -> pa.DictionaryArray:
    """Words by number as a column of words; -1 is none."""
    missing = numbers < 0 if has_missing else None
    type_ = pa.from_numpy_dtype(numbers.dtype)
    array = pa.Array.from_buffers(type_, len(numbers), [_validity(missing), pa.py_buffer(numbers)])
    return pa.DictionaryArray.from_arrays(array, pa.array(words, pa.string()), safe=False)


def _none(count: int, words: list[str]) -> pa.DictionaryArray:
    """A column of words in which no row has one."""
    return pa.DictionaryArray.from_arrays(_no_words(count), pa.array(words, pa.string()), safe=False)

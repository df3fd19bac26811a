"""Columns by field → the rows of a batch, taken apart."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeVar

import numpy as np
import pyarrow as pa
from attrs import evolve, field, frozen

from perfeval.engine.columns.plain_numbers import text_column
from perfeval.engine.columns.reading import Column, ColumnError, column_of, indices_of, number_column, whole_numbers
from perfeval.engine.columns.shapes import Rows, Texts
from perfeval.engine.lowering.fields import MEASURE, NATURE, TEXT_FIELDS, YEAR, as_cell
from perfeval.engine.lowering.opening import ABSENT, Lowering, Opened, year_of
from perfeval.errors import InvalidValueError
from perfeval.wording import Wording

if TYPE_CHECKING:
    from numpy.typing import NDArray

_BARE_NUMBER: Final = re.compile(r"\s*[+-]?\d[\d,]*(?:\.\d+)?\s*")
_Read = TypeVar("_Read")


@frozen
class Reading:
    """How the columns of a table are read."""

    names: Mapping[str, str]
    """By field: the name of the column, for messages."""
    scales: Mapping[str, int] = field(factory=dict)
    """By field of whole numbers: in how many decimal places they are counted."""
    units: Mapping[str, str] = field(factory=dict)
    """By field of bare numbers: their unit (`%`, `万元`)."""
    given: Mapping[str, object] = field(factory=dict)
    """By field: what every row has."""
    first_row: int = 0
    """How many rows came before, for messages."""


def rows_of(columns: Mapping[str, pa.Array], count: int, lowering: Lowering, reading: Reading) -> Rows:
    """The rows of a batch. Raises `ColumnError` for a column that cannot be used."""
    texts: dict[str, Texts] = {}
    years: Texts | None = None
    for name, array in columns.items():
        if name == YEAR:
            years = _texts(name, array, reading)
            _expect(year_of, name, years.distinct, years.indices, reading)
        elif name in TEXT_FIELDS:
            texts[name] = _texts(name, array, reading)
    for name, value in reading.given.items():
        if name == YEAR:
            years = Texts(np.zeros(count, dtype=np.int8), (value,))  # type: ignore[arg-type]
        elif name in TEXT_FIELDS:
            texts[name] = Texts(np.zeros(count, dtype=np.int8), (str(value),))
    cells = {
        name: _cells(name, array, lowering, reading, texts)
        for name, array in columns.items()
        if name != YEAR and name not in TEXT_FIELDS
    }
    for name, value in reading.given.items():
        if name != YEAR and name not in TEXT_FIELDS:
            one = lowering.read(name, value) if isinstance(value, str) else lowering.opened(name, as_cell(name, value))
            column = column_of([one], np.zeros(count, dtype=np.int8), partial(lowering.kind, name))
            cells[name] = evolve(column, likeness=("given", repr(value)))
    return Rows(count, cells, texts, years)


def _texts(name: str, array: pa.Array, reading: Reading) -> Texts:
    if pa.types.is_null(array.type):
        return Texts(np.full(len(array), -1, dtype=np.int8), ())
    type_ = array.type.value_type if pa.types.is_dictionary(array.type) else array.type
    if not (_is_text(type_) or (name == YEAR and pa.types.is_integer(type_))):
        raise _refused(name, array, reading, "文字" if name != YEAR else "年份", "texts" if name != YEAR else "years")
    encoded = _encoded(array)
    return Texts(indices_of(encoded), tuple(encoded.dictionary.to_pylist()))


def _cells(name: str, array: pa.Array, lowering: Lowering, reading: Reading, texts: Mapping[str, Texts]) -> Column:
    if pa.types.is_null(array.type):
        return column_of([], np.full(len(array), -1, dtype=np.int8), partial(lowering.kind, name))
    value_type = array.type.value_type if pa.types.is_dictionary(array.type) else array.type
    if _is_number(value_type) and not pa.types.is_dictionary(array.type):
        return _numbers(name, array, lowering, reading, texts)
    if not (
        _is_text(value_type)
        or _is_number(value_type)
        or pa.types.is_date(value_type)
        or pa.types.is_boolean(value_type)
    ):
        raise _refused(name, array, reading, "文字或数", "texts or numbers")
    if name in reading.scales:
        raise _refused(name, array, reading, "整数，因为给了小数位数", "whole numbers, as a scale is given for it")
    encoded, unit = _encoded(array), reading.units.get(name, "")
    indices = indices_of(encoded)
    kind = partial(lowering.kind, name)
    if unit:
        _in_unit(name, unit, lowering, reading)
    if name == "target" and _is_text(value_type) and (NATURE in texts or MEASURE in texts):
        return column_of(*_joined(encoded.dictionary.to_pylist(), indices, lowering, texts, unit), kind)
    read = partial(_opened, name, lowering, unit)
    if _is_text(value_type):
        try:
            return text_column(encoded.dictionary, indices, lambda given: [read(one) for one in given], kind)
        except InvalidValueError:
            pass  # below it is found out in which row, if in any
    return column_of(_expect(read, name, encoded.dictionary.to_pylist(), indices, reading), indices, kind)


def _opened(name: str, lowering: Lowering, unit: str, given: object) -> Opened:
    if not isinstance(given, str):
        return lowering.opened(name, as_cell(name, given))
    return lowering.read(name, given + unit if unit and _BARE_NUMBER.fullmatch(given) else given)


def _joined(
    distinct: Sequence[str],
    indices: NDArray[np.signedinteger[Any]],
    lowering: Lowering,
    texts: Mapping[str, Texts],
    unit: str,
) -> tuple[list[Opened], NDArray[np.signedinteger[Any]]]:
    """Targets with the sign and unit of their row (else the unit given): each combination that occurs is read once."""
    key = indices.astype(np.int64) + 1
    for one in (NATURE, MEASURE):
        if one in texts:
            key = key * (len(texts[one].distinct) + 1) + texts[one].indices + 1
    _, first, inverse = np.unique(key, return_index=True, return_inverse=True)
    opened = []
    for row in first:
        if indices[row] < 0:
            opened.append(ABSENT)
            continue
        given, (nature, measure) = distinct[indices[row]], _beside(int(row), texts)
        in_unit = measure or (unit if _BARE_NUMBER.fullmatch(given) else "")
        opened.append(lowering.read("target", given, nature, in_unit))
    return opened, inverse.astype(np.int32)


def _beside(row: int, texts: Mapping[str, Texts]) -> tuple[str, str]:
    """Sign and unit that stand beside the target of a row."""
    nature, measure = (texts[field].at(row) or "" if field in texts else "" for field in (NATURE, MEASURE))
    return nature, measure


def _numbers(name: str, array: pa.Array, lowering: Lowering, reading: Reading, texts: Mapping[str, Texts]) -> Column:
    """Bare numbers, in the unit given for the column, or (targets) in that of the row."""
    given = reading.units.get(name, "")
    alone = _in_unit(name, given, lowering, reading)
    if alone.is_fixed:
        return _fixed_numbers(name, array, given, lowering, reading, texts)

    def unit(row: int) -> Opened:
        if name != "target" or not texts:
            return alone
        nature, measure = _beside(row, texts)
        return _in_unit(name, measure or given, lowering, reading, nature) if nature or measure else alone

    try:
        scale = reading.scales.get(name)
        return number_column(reading.names.get(name, name), array, scale, unit, reading.first_row, ("number", given))
    except OverflowError:
        raise _refused(name, array, reading, "数", "numbers of bearable size") from None


def _fixed_numbers(
    name: str, array: pa.Array, unit: str, lowering: Lowering, reading: Reading, texts: Mapping[str, Texts]
) -> Column:
    """Numbers that rules look at one by one (how they are written, whether they are whole): as if they were texts."""
    scale = reading.scales.get(name)
    whole_numbers(reading.names.get(name, name), array, scale, reading.first_row)  # refuses what is no number
    encoded = _encoded(array)
    distinct, indices = [_written(one, scale or 0) for one in encoded.dictionary.to_pylist()], indices_of(encoded)
    kind = partial(lowering.kind, name)
    if name == "target":
        return column_of(*_joined(distinct, indices, lowering, texts, unit), kind)
    return column_of([lowering.read(name, f"{one}{unit}") for one in distinct], indices, kind)


def _written(number: int | float | Decimal, scale: int) -> str:
    """A number of a column in digits."""
    if isinstance(number, float):
        exact = Decimal(repr(number))
        return format(exact.quantize(Decimal(1)) if exact == exact.to_integral_value() else exact.normalize(), "f")
    return format(Decimal(number).scaleb(-scale), "f")


def _in_unit(name: str, unit: str, lowering: Lowering, reading: Reading, nature: str = "") -> Opened:
    """What a bare number of a column means: the template, and what 1 is in it."""
    try:
        one = lowering.read(name, "1", nature, unit) if name == "target" else lowering.read(name, f"1{unit}")
    except InvalidValueError:  # money without a unit
        column = reading.names.get(name, name)
        raise ColumnError(
            "money-without-unit",
            Wording(
                f"“{column}”列是没有单位的金额，请用 units= 指定，例如 units={{'{name}': '万元'}}",
                f"column `{column}` holds money without a unit; pass units=, for example units={{'{name}': '万元'}}",
            ),
        ) from None
    if len(one.numbers) == 1 or one.is_fixed:
        return one
    if name == "target" and not reading.units.get(name):
        return lowering.opened(name, as_cell(name, 1))
    column = reading.names.get(name, name)
    raise ColumnError(
        "not-a-unit",
        Wording(
            f"“{column}”列的单位“{unit}”不是这一列能用的单位",
            f"`{unit}` is no unit that numbers of column `{column}` can have",
        ),
    )


def _expect(
    read: Callable[[Any], _Read],
    name: str,
    distinct: Sequence[Any],
    indices: NDArray[np.signedinteger[Any]],
    reading: Reading,
) -> list[_Read]:
    """Every distinct value read. Raises `ColumnError` with the first row whose value is refused."""
    made: list[_Read] = []
    refused: list[tuple[int, InvalidValueError]] = []
    for place, one in enumerate(distinct):
        try:
            made.append(read(one))
        except InvalidValueError as refusal:
            stands = indices == place
            if stands.any():  # a dictionary may hold what no row has
                refused.append((int(np.argmax(stands)), refusal))
            made.append(read(None))
    if refused:
        first, cause = min(refused, key=lambda one: one[0])
        row, column, said = first + 1 + reading.first_row, reading.names.get(name, name), cause.wording
        raise ColumnError(
            cause.code,
            Wording(f"“{column}”列第 {row} 行：{said.zh}", f"column `{column}`, row {row}: {said.en}"),
            first,
        )
    return made


def _refused(name: str, array: pa.Array, reading: Reading, zh: str, en: str) -> ColumnError:
    column = reading.names.get(name, name)
    return ColumnError(
        "wrong-column-type",
        Wording(
            f"“{column}”列的类型是 {array.type}，应为{zh}",
            f"column `{column}` is of type {array.type}; it must hold {en}",
        ),
    )


def _encoded(array: pa.Array) -> pa.DictionaryArray:
    return array if pa.types.is_dictionary(array.type) else array.dictionary_encode()


def _is_text(type_: pa.DataType) -> bool:
    return bool(pa.types.is_string(type_) or pa.types.is_large_string(type_) or pa.types.is_string_view(type_))


def _is_number(type_: pa.DataType) -> bool:
    return bool(pa.types.is_integer(type_) or pa.types.is_decimal(type_) or pa.types.is_floating(type_))

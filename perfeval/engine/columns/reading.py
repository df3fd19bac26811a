"""Columns as they are given → for every cell a class (what it is but for its number) and a whole number.

Texts are read once for each distinct one; numbers are taken over as they are. Nothing becomes a binary float on the
way: a column of floats must show that it holds decimals.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from attrs import frozen

from perfeval.engine.comparison import fold_text
from perfeval.engine.lowering.opening import ABSENT, Opened
from perfeval.errors import InvalidValueError
from perfeval.exact import decimal_places
from perfeval.values.model import Text
from perfeval.wording import Wording

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST_PLACES: Final = 9
"""Decimal places of a number beyond which a row is computed by itself."""

_FLOAT_PLACES: Final = 9
LARGEST: Final = 2**61
"""Whole numbers are kept in columns up to this; a row with a larger one is computed by itself."""


class ColumnError(InvalidValueError):
    """A column cannot be used; says which, in which row, and why.

    `place` is the place of the row in its batch, where it is about one.
    """

    def __init__(self, code: str, wording: Wording, place: int | None = None) -> None:
        super().__init__(code, wording)
        self.place = place


@frozen(eq=False)
class Codes:
    """Which of some things stands in each row; -1, and the last of `classes`, where there is none."""

    of_rows: NDArray[np.signedinteger[Any]]
    classes: NDArray[np.int32]
    """By code, and at the end for rows without one: things of one class are not told apart."""

    @property
    def count(self) -> int:
        """How many classes there are."""
        return int(self.classes.max()) + 1

    def told_apart(self) -> NDArray[np.signedinteger[Any]]:
        """The class of each row."""
        plain = np.arange(len(self.classes), dtype=np.int32)
        return (
            self.of_rows
            if (self.classes[:-1] == plain[:-1]).all() and self._all_known()
            else self.classes[self.of_rows]
        )

    def _all_known(self) -> bool:
        return not len(self.of_rows) or int(self.of_rows.min()) >= 0


def codes_of(indices: NDArray[np.signedinteger[Any]], kinds: Sequence[Hashable]) -> Codes:
    """Codes of things that are told apart by `kinds`, the last of which is that of rows without one."""
    number: dict[Hashable, int] = {}
    return Codes(indices, np.array([number.setdefault(kind, len(number)) for kind in kinds], dtype=np.int32))


@frozen(eq=False)
class Column:
    """A column taken apart."""

    codes: Codes | None
    """Cells of different templates; None: all are of one, or other columns tell which."""
    cell: Callable[[int], Opened]
    """The cell of a row, taken apart: its numbers whatever their size."""
    like: Callable[[int], Opened]
    """A cell of the same template as that of a row; often the very same object for many rows."""
    step: Callable[[int], Fraction]
    """In what the numbers of a row are counted: what 1 is in its unit, by so many decimal `places`."""
    places: int
    numbers: tuple[NDArray[np.int64], ...] = ()
    """By number of a cell (a range has two) and row."""
    unread: NDArray[np.bool_] | None = None
    """Rows whose number is too large or too fine to be counted so; None: no row."""
    words: tuple[NDArray[np.signedinteger[Any]], tuple[str | None, ...]] | None = None
    """By row which of some texts (folded; None: no words) stands in the cell; None: there are no words."""
    likeness: Hashable = None
    """Columns with the same (not None) have cells of the same templates, counted in the same steps."""


def column_of(
    distinct: list[Opened],
    indices: NDArray[np.signedinteger[Any]],
    kind: Callable[[Opened], Hashable],
    least_places: int = 0,
) -> Column:
    """A column of cells of which each distinct one was taken apart; an index of -1 is an empty cell.

    `kind` tells cells apart that no program serves alike. Numbers are counted in `least_places` decimal places or more.
    """
    distinct = [*distinct, ABSENT]
    codes = codes_of(indices, [kind(one) for one in distinct])
    worded = [fold_text(one.template.text) if isinstance(one.template, Text) else None for one in distinct]
    words = (indices, tuple(worded)) if any(one is not None for one in worded) else None
    found = [min(decimal_places(number), MOST_PLACES) for one in distinct for number in one.numbers]
    places = max([*found, least_places])
    tables = np.zeros((max(len(one.numbers) for one in distinct), len(distinct)), dtype=np.int64)
    unread = np.zeros(len(distinct), dtype=np.bool_)
    for place, one in enumerate(distinct):
        for which, number in enumerate(one.numbers):
            counted = number * 10**places
            if counted.denominator == 1 and abs(counted.numerator) < LARGEST:
                tables[which, place] = counted.numerator
            else:
                unread[place] = True
    step = Fraction(1, 10**places)
    return Column(
        codes,
        lambda row: distinct[indices[row]],
        lambda row: distinct[indices[row]],
        lambda _: step,
        places,
        tuple(table[indices] for table in tables),
        unread[indices] if unread.any() else None,
        words,
    )


def number_column(
    name: str,
    column: pa.Array,
    scale: int | None,
    unit: Callable[[int], Opened],
    first_row: int = 0,
    likeness: Hashable = None,
) -> Column:
    """Bare numbers; `unit` gives what 1 is in a row. `likeness` says what that depends on, beside the texts of the row.

    Raises `ColumnError` for a type that holds no exact numbers, and for NaN or an infinity.
    """
    whole, places, unread = whole_numbers(name, column, scale, first_row)
    codes = None
    if column.null_count:
        nulls = np.asarray(column.is_null().to_numpy(zero_copy_only=False)).view(np.int8)
        codes = Codes(nulls, np.array([0, 1, 1], dtype=np.int32))

    def one(row: int) -> Fraction:
        found = unit(row).numbers
        return found[0] if found else Fraction(1)

    def cell(row: int) -> Opened:
        given, what = column[row].as_py(), unit(row)
        if given is None:
            return ABSENT
        number = Fraction(Decimal(repr(given)) if isinstance(given, float) else given) / 10 ** (scale or 0)
        return Opened(what.template, (number * one(row),), what.written, what.is_fixed)

    def like(row: int) -> Opened:
        return ABSENT if codes is not None and codes.of_rows[row] else unit(row)

    return Column(
        codes,
        cell,
        like,
        lambda row: one(row) / 10**places,
        places,
        (whole,),
        unread,
        likeness=None if likeness is None else (likeness, places, codes is not None),
    )


def indices_of(texts: pa.DictionaryArray) -> NDArray[np.signedinteger[Any]]:
    """The index of each row, -1 where it is null."""
    indices = texts.indices
    if not indices.null_count:
        found = np.asarray(indices.to_numpy(zero_copy_only=False))
        return found if np.issubdtype(found.dtype, np.signedinteger) else found.astype(np.int32)
    return np.asarray(pc.fill_null(indices.cast(pa.int32()), -1).to_numpy(zero_copy_only=False), dtype=np.int32)


def whole_numbers(
    name: str, column: pa.Array, scale: int | None, first_row: int = 0
) -> tuple[NDArray[np.int64], int, NDArray[np.bool_] | None]:
    """The numbers of a column counted in 10^-places, the places, and rows whose number is too large for that."""
    type_ = column.type
    if pa.types.is_integer(type_):
        if pa.types.is_uint64(type_):
            large = pc.fill_null(pc.greater_equal(column, 2**61), False).to_numpy(zero_copy_only=False)
            values = _filled(column).astype(np.int64)
            return values, scale or 0, np.asarray(large) if large.any() else None
        values = _filled(column).astype(np.int64, copy=False)
        return values, scale or 0, None
    if scale is not None:
        raise _wrong_type(name, f"{type_}", "整数", "whole numbers, as a scale is given for it")
    if pa.types.is_decimal(type_):
        return _decimals(column)
    if pa.types.is_floating(type_):
        return _floats(name, column, first_row)
    raise _wrong_type(name, f"{type_}", "数", "numbers")


def _filled(column: pa.Array) -> NDArray[Any]:
    if column.null_count:
        column = pc.fill_null(column, 0)
    return np.asarray(column.to_numpy(zero_copy_only=False))


def _decimals(column: pa.Array) -> tuple[NDArray[np.int64], int, NDArray[np.bool_] | None]:
    """Decimals: the whole numbers that they are stored as, where 64 bits hold them."""
    places = column.type.scale
    if places < 0:
        column = column.cast(pa.decimal128(38, 0))
        places = 0
    if not pa.types.is_decimal128(column.type):
        column = column.cast(pa.decimal128(38, places))
    if column.null_count:
        column = pc.fill_null(column, pa.scalar(Decimal(0), column.type))
    words = np.frombuffer(column.buffers()[1], dtype=np.int64, count=2 * (column.offset + len(column)))
    words = words[2 * column.offset :].reshape(-1, 2)
    low = np.ascontiguousarray(words[:, 0])
    unread = (words[:, 1] != low >> 63) | (np.abs(low) >= LARGEST)
    return (low, places, None) if not unread.any() else (np.where(unread, 0, low), places, unread)


def _floats(name: str, column: pa.Array, first_row: int) -> tuple[NDArray[np.int64], int, NDArray[np.bool_] | None]:
    """Floats that hold decimals of a few places; others by their shortest decimal text, row by row."""
    values = _filled(column.cast(pa.float64()) if column.type != pa.float64() else column)
    odd = ~np.isfinite(values)
    if odd.any():
        place = int(np.argmax(odd))
        row, value = place + 1 + first_row, values[place]
        raise ColumnError(
            "not-a-finite-number",
            Wording(
                f"“{name}”列第 {row} 行是 {value}，不是一个确定的数；空缺请用空值",
                f"column `{name}`, row {row} is {value}, which is no number; leave a missing cell null",
            ),
            place,
        )
    for places in range(_FLOAT_PLACES + 1):
        scaled = np.rint(values * 10.0**places)
        if (scaled / 10.0**places == values).all() and (np.abs(scaled) < 2**53).all():
            return scaled.astype(np.int64), places, None
    texts = [Decimal(repr(float(one))) for one in values]
    places = min(max(-int(one.as_tuple().exponent) for one in texts), _FLOAT_PLACES)
    counted = [one.scaleb(places) for one in texts]
    fits = np.array([one == one.to_integral_value() and abs(one) < LARGEST for one in counted])
    whole = np.array([int(one) if fit else 0 for one, fit in zip(counted, fits, strict=True)], dtype=np.int64)
    return whole, places, None if fits.all() else ~fits


def _wrong_type(name: str, type_: str, zh: str, en: str) -> ColumnError:
    return ColumnError(
        "wrong-column-type",
        Wording(f"“{name}”列的类型是 {type_}，应为{zh}", f"column `{name}` is of type {type_}; it must hold {en}"),
    )

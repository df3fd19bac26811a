"""Rows of a table of columns, told apart by shape: for every row a number, for every number a shape."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa
from attrs import frozen

from perfeval.engine.columns.reading import Column
from perfeval.engine.lowering.cells import symbols
from perfeval.engine.lowering.opening import Lowering, Opened, year_of
from perfeval.engine.lowering.shape import Shape

if TYPE_CHECKING:
    from numpy.typing import NDArray

_TABLE: Final = 2**20
"""Up to so many combinations are looked up in a table; more are hashed."""


@frozen(eq=False)
class Texts:
    """A column of texts: which of the distinct ones stands in a row; below 0 none."""

    indices: NDArray[np.int32]
    distinct: tuple[str, ...]


@frozen(eq=False)
class Rows:
    """The rows of a batch, ready to be scored."""

    count: int
    cells: Mapping[str, Column]
    texts: Mapping[str, Texts]
    years: Texts | None

    def opened(self, row: int) -> tuple[dict[str, Opened], dict[str, str], int | None]:
        """The cells, texts and year of a row."""
        cells = {field: column.cell(row) for field, column in self.cells.items()}
        texts = {
            field: column.distinct[column.indices[row]] if column.indices[row] >= 0 else ""
            for field, column in self.texts.items()
        }
        year = (
            None if self.years is None or self.years.indices[row] < 0 else self.years.distinct[self.years.indices[row]]
        )
        return cells, texts, year_of(year)


@frozen(eq=False)
class Shapes:
    """By row the number of a shape; by number the shape and in what its numbers are counted."""

    numbers: NDArray[np.int32]
    found: tuple[tuple[Shape, tuple[tuple[str, Fraction], ...]], ...]


def shapes_of(rows: Rows, lowering: Lowering) -> Shapes:
    """The shapes of the rows of a batch."""
    texts = _classes_of_texts(rows, lowering) + ([] if rows.years is None else [rows.years])
    parts = [(one.indices + 1, len(one.distinct) + 1) for one in texts]
    parts += [(column.classes, len(column.opened)) for column in rows.cells.values()]
    repeats = _repeats(rows)
    if repeats is not None:
        parts.append((repeats, 2))
    numbers, firsts = _combined([(codes, count) for codes, count in parts if count > 1], rows.count)
    found = []
    for row in firsts:
        cells, texts_, year = rows.opened(row)
        shape = lowering.shape(cells, texts_, year)
        steps = tuple(
            (name, rows.cells[field].steps[rows.cells[field].classes[row]])
            for field, one in cells.items()
            for name, _ in zip(symbols(field), one.numbers, strict=False)
        )
        found.append((shape, steps))
    return Shapes(numbers, tuple(found))


def _classes_of_texts(rows: Rows, lowering: Lowering) -> list[Texts]:
    """Texts by what rules can tell of them. The labels of a row are told apart together, but by column here."""
    made = []
    for field, texts in rows.texts.items():
        if field in ("level1", "level2"):
            pairs = [lowering.words.labels(*((one, "") if field == "level1" else ("", one))) for one in texts.distinct]
            keys: list[object] = list(pairs)
        else:
            keys = [lowering.words.text(field, one) for one in texts.distinct]
        number: dict[object, int] = {}
        of_text = np.array([number.setdefault(key, len(number)) for key in keys], dtype=np.int32)
        if len(number) == len(texts.distinct):
            made.append(texts)
        else:
            indices = np.where(texts.indices < 0, -1, of_text[texts.indices]).astype(np.int32)
            made.append(Texts(indices, tuple(str(key) for key in number)))
    return made


def _repeats(rows: Rows) -> NDArray[np.int32] | None:
    """1 where words as actual value repeat the words of the target; None where that cannot be."""
    target, actual = rows.cells.get("target"), rows.cells.get("actual")
    if target is None or actual is None or target.words is None or actual.words is None:
        return None
    number: dict[str, int] = {}
    one, other = (
        np.array([none if text is None else number.setdefault(text, len(number)) for text in texts])[indices]
        for (indices, texts), none in ((target.words, -1), (actual.words, -2))
    )
    repeats: NDArray[np.int32] = np.equal(one, other).astype(np.int32)
    return repeats


def _combined(parts: list[tuple[NDArray[np.int32], int]], count: int) -> tuple[NDArray[np.int32], list[int]]:
    """A number for every combination that occurs, by row; and for every number a row that has it."""
    if not count:
        return np.zeros(0, dtype=np.int32), []
    if not parts:
        return np.zeros(count, dtype=np.int32), [0]
    key, size = parts[0][0], parts[0][1]
    for codes, more in parts[1:]:
        if size * more > _TABLE:
            key, size = _compacted(key, size)
        if size * more >= 2**31:
            key = key.astype(np.int64)
        key = key * more + codes
        size *= more
    numbers, size = _compacted(key, size)
    first = np.full(size, -1, dtype=np.int64)
    if size <= 8:
        for one in range(size):
            first[one] = np.argmax(numbers == one)
    else:
        first[numbers[::-1]] = np.arange(count - 1, -1, -1)
    return numbers, [int(row) for row in first]


def _compacted(key: NDArray[np.signedinteger], size: int) -> tuple[NDArray[np.int32], int]:
    """Numbers without gaps."""
    if size <= _TABLE:
        present = np.flatnonzero(np.bincount(key, minlength=size))
        if len(present) == size:
            return key.astype(np.int32, copy=False), size
        table = np.zeros(size, dtype=np.int32)
        table[present] = np.arange(len(present), dtype=np.int32)
        return table[key], len(present)
    encoded = pa.array(key).dictionary_encode()
    return np.asarray(encoded.indices.to_numpy(zero_copy_only=False), dtype=np.int32), len(encoded.dictionary)

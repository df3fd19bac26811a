"""Rows of a table of columns, told apart by shape: for every row a number, for every number a shape."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np
import pyarrow as pa
from attrs import frozen

from perfeval.engine.columns.reading import Codes, Column, codes_of
from perfeval.engine.lowering.cells import symbols
from perfeval.engine.lowering.opening import Lowering, Opened, year_of
from perfeval.engine.lowering.shape import Shape

if TYPE_CHECKING:
    from numpy.typing import NDArray

_SAMPLE: Final = 2**14
"""So many rows are looked at to find most of the combinations."""

_SHAPES_KEPT: Final = 20_000
_TABLE: Final = 2**20
"""Up to so many combinations are looked up in a table; more are hashed."""


@frozen(eq=False)
class Texts:
    """A column of texts: which of the distinct ones stands in a row; -1: none."""

    indices: NDArray[np.signedinteger[Any]]
    distinct: tuple[str, ...]

    def at(self, row: int) -> str | None:
        """The text of a row."""
        return self.distinct[self.indices[row]] if self.indices[row] >= 0 else None


@frozen(eq=False)
class Rows:
    """The rows of a batch, ready to be scored."""

    count: int
    cells: Mapping[str, Column]
    texts: Mapping[str, Texts]
    years: Texts | None

    def opened(self, row: int) -> tuple[dict[str, Opened], dict[str, str], int | None]:
        """The cells, texts and year of a row."""
        cells = {field: column.like(row) for field, column in self.cells.items()}
        texts = {field: column.at(row) or "" for field, column in self.texts.items()}
        return cells, texts, None if self.years is None else year_of(self.years.at(row))

    @property
    def likeness(self) -> Hashable:
        """Batches with the same (not None) have the same shapes by `Keys`."""
        columns = tuple((field, column.likeness) for field, column in self.cells.items())
        if any(one is None for _, one in columns):
            return None
        texts = tuple((field, column.distinct) for field, column in self.texts.items())
        return columns, texts, None if self.years is None else repr(self.years.distinct)

    def shape(self, row: int, lowering: Lowering) -> Counting:
        """The shape of a row, and in what its numbers are counted."""
        cells, texts, year = self.opened(row)
        # rows of later batches have the very same cells but for their numbers
        places = tuple(column.places for column in self.cells.values())
        known: dict[Hashable, tuple[Counting, object]] = lowering.kept.setdefault("shapes", {})
        key = tuple(map(id, cells.values())), tuple(cells), tuple(texts.items()), year, places
        found = known.get(key)
        if found is None:
            if len(known) >= _SHAPES_KEPT:
                known.clear()
            counting = lowering.shape(cells, texts, year), self._steps(cells, row)
            known[key] = found = counting, tuple(cells.values())
        return found[0]

    def _steps(self, cells: Mapping[str, Opened], row: int) -> tuple[tuple[str, Fraction], ...]:
        return tuple(
            (name, self.cells[field].step(row))
            for field, one in cells.items()
            for name, _ in zip(symbols(field), one.numbers, strict=False)
        )


Counting: TypeAlias = tuple[Shape, tuple[tuple[str, Fraction], ...]]
"""A shape, and by number of its rows the step in which it is counted."""


@frozen(eq=False)
class Keys:
    """By row a number that is the same for rows of one shape."""

    of_rows: NDArray[np.signedinteger[Any]] | None
    """None: it is 0 for all rows."""
    size: int
    """All are below this."""
    count: int
    """How many rows there are."""

    def examples(self, *, all_rows: bool) -> list[tuple[int, int]]:
        """Numbers that occur, each with a row; without `all_rows` those of some rows, which are quick to find."""
        if self.of_rows is None:
            return [(0, 0)] if self.count else []
        step = 1 if all_rows else max(1, self.count // _SAMPLE)
        sample = self.of_rows[::step]
        example = np.full(self.size, -1, dtype=np.int64)
        example[sample] = np.arange(len(sample))  # the last row of each number stays
        return [(int(one), int(example[one]) * step) for one in np.flatnonzero(example >= 0)]


def keys_of(rows: Rows, lowering: Lowering) -> Keys:
    """What tells the rows of a batch apart."""
    parts = [_told_apart(field, texts, lowering) for field, texts in rows.texts.items()]
    if rows.years is not None:
        parts.append(codes_of(rows.years.indices, [*range(len(rows.years.distinct)), -1]))
    parts += [column.codes for column in rows.cells.values() if column.codes is not None]
    repeats = _repeats(rows)
    if repeats is not None:
        parts.append(Codes(repeats, np.array([0, 1, 1], dtype=np.int32)))
    return _combined([(part.told_apart(), part.count) for part in parts if part.count > 1], rows.count)


def _told_apart(field: str, texts: Texts, lowering: Lowering) -> Codes:
    """Texts by what rules can tell of them."""
    kinds: list[Hashable]
    if field in ("level1", "level2"):
        kinds = [
            lowering.words.labels(*((one, "") if field == "level1" else ("", one))) for one in (*texts.distinct, "")
        ]
    else:
        kinds = [lowering.words.text(field, one) for one in (*texts.distinct, "")]
    return codes_of(texts.indices, kinds)


def _repeats(rows: Rows) -> NDArray[np.int8] | None:
    """1 where words as actual value repeat the words of the target; None where that cannot be."""
    target, actual = rows.cells.get("target"), rows.cells.get("actual")
    if target is None or actual is None or target.words is None or actual.words is None:
        return None
    number: dict[str, int] = {}
    one, other = (
        np.array([none if text is None else number.setdefault(text, len(number)) for text in texts])[indices]
        for (indices, texts), none in ((target.words, -1), (actual.words, -2))
    )
    repeats: NDArray[np.int8] = np.equal(one, other).view(np.int8)
    return repeats


def _combined(parts: list[tuple[NDArray[np.signedinteger[Any]], int]], count: int) -> Keys:
    """One number for every combination."""
    if not count:
        return Keys(None, 1, 0)
    if not parts:
        return Keys(None, 1, count)
    key, size = parts[0]
    for codes, more in parts[1:]:
        if size * more > _TABLE:
            key, size = _hashed(key)
        wide = np.min_scalar_type(-size * more)
        key = np.multiply(key, more, dtype=wide, casting="unsafe")
        np.add(key, codes, out=key, casting="unsafe")
        size *= more
    if size > _TABLE:
        key, size = _hashed(key)
    return Keys(key, size, count)


def _hashed(key: NDArray[np.signedinteger[Any]]) -> tuple[NDArray[np.signedinteger[Any]], int]:
    """Numbers without gaps for those that occur."""
    encoded = pa.array(key).dictionary_encode()
    return np.asarray(encoded.indices.to_numpy(zero_copy_only=False), dtype=np.int32), len(encoded.dictionary)

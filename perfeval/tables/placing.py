"""The cells of one row in the columns of its block, as printed or, where the row is damaged, put back by what they are.

A row that makes sense as printed is taken as printed. Otherwise the cheapest alignment counts, with two things
remembered for the finding: that cells were moved, and whether another reading is nearly as likely.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from attrs import evolve, frozen

from perfeval.place import Place
from perfeval.tables.align import LEFT_OVER, Alignment, Prices, alignments, as_printed
from perfeval.tables.columns import Columns
from perfeval.tables.fit import ABSENT, STEP, Looks, looks, price
from perfeval.tables.grid import Cell, Row
from perfeval.tables.headings import Part
from perfeval.tables.kinds import kind_of, label_kinds
from perfeval.values.model import Points
from perfeval.values.reader import read_points

FIGURES: Final = (
    Part.NAME, Part.NATURE, Part.TARGET, Part.UNIT, Part.REVISED, Part.ACTUAL,
    Part.INITIAL, Part.BUDGET, Part.EXECUTED, Part.FULL, Part.RATE, Part.SCORE,
)  # fmt: skip
"""The columns whose reading decides a score."""

_LEVELS: Final = (Part.LEVEL1, Part.LEVEL2)
_WIDEST: Final = 60
_MARGIN: Final = 60
_WIDE_MARGIN: Final = 150
_CHEAP_STEP: Final = 40
_ENOUGH_ROWS: Final = 3
_UNLIKELY: Final = 40


@frozen
class Placed:
    """A row whose cells are in columns."""

    row: Row
    cells: Mapping[Part, tuple[Cell, ...]]
    moved: bool = False
    """Whether the cells do not stand below their headings in the document, or were joined."""
    left_over: tuple[Cell, ...] = ()
    """Filled cells that no column takes."""
    rival: Placed | None = None
    """Another reading of the row, nearly as likely."""
    misfit: bool = False
    """Whether the cells are not what their columns are for, and no better reading was found."""

    def text(self, part: Part) -> str:
        """What is written in the column, "" where nothing is."""
        return "".join(cell.text for cell in self.cells.get(part, ()))

    def cell(self, part: Part) -> Cell | None:
        """The (first) cell that stands in the column; `None` where nothing does."""
        cells = self.cells.get(part)
        return cells[0] if cells else None

    def place(self, part: Part) -> Place | None:
        """Where the cell of the column stands in the document; `None` where there is none."""
        cell = self.cell(part)
        return None if cell is None else cell.place


@frozen
class Placer:
    """Places the rows of one block."""

    columns: Columns
    widths: frozenset[int]
    """The lengths that undamaged rows of the block have."""
    trimmed: bool
    """Whether the export cut blank cells at the ends of rows, so that lengths mean nothing."""
    expected: Mapping[Part, int]
    """What it costs that a row has no full marks or no score: the more, the more rows of the block have them."""
    labels_known: bool
    """Whether the labels of the block's rows are mostly in the lists of known labels."""
    unlikely: frozenset[Part] = frozenset()
    """Columns in which these rows hardly have a figure, although it would fit."""

    def place(self, row: Row, level1: str | None = None) -> Placed:
        """The row in its columns; `level1` is the level-1 label of the rows above."""
        cells = row.cells[: max(row.reach, min(len(row.cells), len(self.columns.parts)))]
        blank = [cell.blank for cell in cells]
        count = len(self.columns.parts)
        prices = self._prices(row, level1)
        printed = as_printed(blank, count, prices)
        odd = self._is_odd(row)
        if len(cells) > _WIDEST or (printed.price < STEP and not odd):
            return self._placed(row, printed, moved=False)
        misfits = self._misfits(row, printed, prices)
        others = [way for way in alignments(blank, count, prices) if way.placing != printed.placing]
        # A row of the right length that could stand as printed is moved only for a clear gain.
        gain = _MARGIN if not odd and max(misfits) <= STEP and self._has_name(printed) else 0
        best = printed
        if others and others[0].price + gain < printed.price:
            best, others = others[0], [printed, *others[1:]]
        moved = best is not printed
        margin = _WIDE_MARGIN if odd else _MARGIN if moved else 1
        rival = next(
            (way for way in others if way.price < best.price + margin and self._reads_otherwise(best, way)), None
        )
        return evolve(
            self._placed(row, best, moved=moved),
            rival=None if rival is None else self._placed(row, rival, moved=rival is not printed),
            misfit=not moved and sum(misfits) > STEP,
        )

    def place_like(self, row: Row, model: Placed) -> Placed | None:
        """The row with its figures moved as those of another row of the same length were.

        `None` if a cell would stand in a column that it does not belong to.
        """
        shifts = {
            cell.place.column: self.columns.parts.index(part) + 1 - cell.place.column
            for part, cells in model.cells.items()
            for cell in cells
            if part in FIGURES
        }
        if len(row.cells) != len(model.row.cells) or not shifts:
            return None
        placing = []
        for cell in row.filled:
            nearest = max((column for column in shifts if column <= cell.place.column), default=min(shifts))
            column = cell.place.column - 1 + (shifts[nearest] if cell is not row.filled[0] else 0)
            if not 0 <= column < len(self.columns.parts) or self._price_at(cell, column) >= STEP:
                return None
            placing.append(column)
        return self._placed(row, Alignment(0, tuple(placing)), moved=model.moved)

    def _price_at(self, cell: Cell, column: int) -> int:
        return price(cell.text, self.columns.parts[column], self.columns.owner(column))

    def as_printed(self, row: Row) -> Placed:
        """The row with every cell below its heading, whatever it is."""
        way = as_printed([cell.blank for cell in row.cells], len(self.columns.parts), self._prices(row, None))
        return self._placed(row, way, moved=False)

    def is_short(self, row: Row) -> bool:
        """Whether the row has fewer cells than the others, and may be the beginning of one that was broken."""
        return not self.trimmed and row.reach > 0 and len(row.cells) < min(self.widths)

    def is_whole(self, row: Row) -> bool:
        """Whether the row has as many cells as the others and makes sense as printed, with points."""
        if len(row.cells) not in self.widths:
            return False
        way = as_printed([cell.blank for cell in row.cells], len(self.columns.parts), self._prices(row, None))
        points = (_has_points(row, self.columns.position(part)) for part in (Part.FULL, Part.SCORE))
        return way.price < STEP and self._has_name(way) and any(points)

    def _has_name(self, way: Alignment) -> bool:
        return any(column >= 0 and self.columns.parts[column] is Part.NAME for column in way.placing)

    def _misfits(self, row: Row, way: Alignment, prices: Prices) -> list[int]:
        """How little each filled cell belongs in its column."""
        filled = [position for position, cell in enumerate(row.cells) if not cell.blank]
        return [
            prices.placed(position, column) if column >= 0 else LEFT_OVER
            for position, column in zip(filled, way.placing, strict=True)
        ]

    def _prices(self, row: Row, level1: str | None) -> Prices:
        columns = self.columns
        length = len(row.cells)
        if len(row.filled) > 1 and "cost" in label_kinds("", row.filled[1].text):
            # 成本指标 before 经济成本指标 is a level-1 label wherever the row stands.
            level1 = None
        lost = _CHEAP_STEP if not self.trimmed and length < min(self.widths) else STEP
        extra = _CHEAP_STEP if length > max(self.widths) else STEP
        absent = [0 if part is None else self.expected.get(part, ABSENT.get(part, 0)) for part in columns.parts]
        owners = [columns.owner(position) for position in range(len(columns.parts))]

        known: dict[tuple[int, int], int] = {}

        def placed(cell: int, column: int) -> int:
            if (cell, column) not in known:
                text, part = row.cells[cell].text, columns.parts[column]
                known[cell, column] = price(text, part, owners[column], level1, labels_known=self.labels_known)
                if part in self.unlikely and looks(text) is Looks.FIGURE:
                    known[cell, column] += _UNLIKELY
            return known[cell, column]

        return Prices(placed, absent.__getitem__, lost, extra)

    def _is_odd(self, row: Row) -> bool:
        """Whether the row's length says that a cell is lost or too many."""
        return not self.trimmed and len(row.cells) not in self.widths

    def _reads_otherwise(self, best: Alignment, other: Alignment) -> bool:
        """Whether the other reading gives other figures or another group."""
        parts = self.columns.parts

        def reading(alignment: Alignment) -> list[tuple[int, Part | None]]:
            return [
                (at, parts[column] if column >= 0 else None)
                for at, column in enumerate(alignment.placing)
                if column < 0 or parts[column] in FIGURES or parts[column] in _LEVELS
            ]

        return reading(best) != reading(other)

    def _placed(self, row: Row, way: Alignment, *, moved: bool) -> Placed:
        cells: dict[Part, tuple[Cell, ...]] = {}
        left_over = []
        joined = False
        for cell, column in zip(row.filled, way.placing, strict=True):
            owner = self.columns.owner(column) if column >= 0 else None
            if owner is None:
                left_over.append(cell)
                continue
            joined = joined or self.columns.parts[column] is None
            cells[owner] = (*cells.get(owner, ()), cell)
        return Placed(row, cells, moved=moved or joined, left_over=tuple(left_over))


def placer(columns: Columns, rows: Sequence[Row]) -> Placer:
    """A placer for the rows below these headings."""
    filled = [row for row in rows if len(row.filled) > 1]
    lengths = Counter(len(row.cells) for row in filled)
    widths = {columns.width} if not columns.merged else set()
    usual, rows_of_it = lengths.most_common(1)[0] if lengths else (0, 0)
    if rows_of_it >= _ENOUGH_ROWS and 2 * rows_of_it > len(filled):
        widths.add(usual)
    return Placer(
        columns,
        frozenset(widths or {len(columns.parts)}),
        trimmed=not any(row.cells[-1].blank for row in filled) and 4 * rows_of_it < 3 * len(filled),
        expected={part: _expectation(filled, columns, part) for part in (Part.FULL, Part.SCORE)},
        labels_known=_labels_known(filled, columns),
    )


def _expectation(rows: Sequence[Row], columns: Columns, part: Part) -> int:
    """The price of a row without points in the column, by the share of rows that have them there."""
    having = sum(1 for row in rows if _has_points(row, columns.position(part)))
    if 4 * having >= 3 * len(rows):
        return 60
    return 30 if 2 * having >= len(rows) else 0


def _labels_known(rows: Sequence[Row], columns: Columns) -> bool:
    position = columns.position(Part.LEVEL2)
    if position is None:
        return False
    labels = [row.cells[position].text for row in rows if len(row.cells) > position and not row.cells[position].blank]
    return 2 * sum(1 for label in labels if kind_of(label) is not None) > len(labels)


def _has_points(row: Row, position: int | None) -> bool:
    if position is None or position >= len(row.cells):
        return False
    return isinstance(read_points(row.cells[position].text), Points)

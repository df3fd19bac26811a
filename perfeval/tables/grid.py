"""A document as a grid of cells: what every front end (text, Word, Excel …) makes and the reading of forms starts from.

A row may be of any length. A merged cell has its text in its first (top left) position, and the positions that it
covers are blank cells, which is also how a text file shows it; a front end that knows the extent says it in
`Cell.across` and `Cell.down`.
"""

from __future__ import annotations

from attrs import field, frozen

from perfeval.place import Place


@frozen
class Cell:
    """One cell: its text as it stands in the document, and where that is."""

    text: str
    place: Place
    across: int = 1
    """How many columns a merged cell covers, where the document says so."""
    down: int = 1
    """How many rows a merged cell covers, where the document says so."""

    @property
    def blank(self) -> bool:
        """Whether nothing (or only spaces) is written in the cell."""
        return not self.text.strip()


@frozen
class Row:
    """The cells of one row, from left to right; never empty. `number` is the 1-based row (line) of the document."""

    number: int
    cells: tuple[Cell, ...]
    filled: tuple[Cell, ...] = field(init=False, eq=False, repr=False)
    """The cells in which something is written."""

    @filled.default
    def _filled(self) -> tuple[Cell, ...]:
        return tuple(cell for cell in self.cells if not cell.blank)

    @property
    def blank(self) -> bool:
        """Whether nothing is written in the whole row."""
        return not self.filled

    @property
    def reach(self) -> int:
        """The length of the row up to its last filled cell."""
        return max((position + 1 for position, cell in enumerate(self.cells) if not cell.blank), default=0)


@frozen
class Grid:
    """All rows of a document, blank ones included, in order."""

    source: str
    """Path or name of the document."""
    rows: tuple[Row, ...] = ()

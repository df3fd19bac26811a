"""Where in a document a value was read: every value of a table keeps it, so that a finding can point there."""

from __future__ import annotations

from attrs import frozen

from perfeval.wording import Wording


@frozen
class Place:
    """A cell of a source document.

    `source` is the path or name of the document; `row` and `column` are 1-based: for a text file the line number and
    the tab-separated field of that line.
    """

    source: str
    row: int
    column: int

    def describe(self) -> Wording:
        """The place as a person would look for it."""
        return Wording(
            f"{self.source} 第{self.row}行第{self.column}格", f"{self.source}, line {self.row}, cell {self.column}"
        )

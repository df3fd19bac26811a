"""What a report is written on: a width in columns, a language, and colour or none; and its paragraphs and tables."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Final, Literal, TypeAlias

from attrs import field, frozen
from rich.box import Box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from perfeval.diagnostic import width_of
from perfeval.report.wrap import shorten, wrap
from perfeval.wording import Lang, Wording

Colours: TypeAlias = Literal["standard", "256", "truecolor"] | None
"""The colours that a terminal has; None for plain text."""

MIN_WIDTH: Final = 76
"""Narrower than this no table of rows can be: a report is as wide at least, and the terminal breaks its lines."""
GAP: Final = 2
_MAX_LINES: Final = 2
_LEAST: Final = 6
_LEAST_STRETCH: Final = 14

# Hyphens and spaces only: the line-drawing characters are two columns wide on many Chinese terminals.
_RULED: Final = Box(
    "\n".join(("    ", "    ", "--- ", "    ", "    ", "--- ", "    ", "    ")),
    ascii=True,
)


@frozen
class Column:
    """A column of a table: its heading, its cells, whether figures stand in it, how wide it may become."""

    heading: str
    cells: Sequence[str]
    figures: bool = False
    most: int | None = None
    """Columns at most; longer cells are broken into lines. None: as wide as its longest cell."""
    stretch: bool = False
    """Whether it takes the width that is left over; its cells are cut short. One column of a table has it."""
    styles: Sequence[str] = ()

    @property
    def natural(self) -> int:
        """Columns that the longest cell takes."""
        return max(width_of(text) for text in (self.heading, *self.cells))

    @property
    def width(self) -> int:
        """Columns taken, where it does not stretch."""
        return self.natural if self.most is None else max(width_of(self.heading), min(self.natural, self.most))


@frozen
class Sheet:
    """Collects a report; `text` gives it."""

    lang: Lang
    width: int = 100
    colours: Colours = None
    _console: Console = field(init=False, repr=False, eq=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(
            self,
            "_console",
            Console(
                file=io.StringIO(),
                width=max(self.width, MIN_WIDTH),
                force_terminal=self.colours is not None,
                color_system=self.colours,
                legacy_windows=False,
                markup=False,
                emoji=False,
                highlight=False,
            ),
        )

    @property
    def text(self) -> str:
        """Everything written so far, lines without trailing blanks."""
        written = self._console.file
        assert isinstance(written, io.StringIO)  # noqa: S101 - set above
        return "".join(line.rstrip() + "\n" for line in written.getvalue().splitlines())

    def say(self, wording: Wording) -> str:
        """A sentence in the reader's language."""
        return wording.render(self.lang)

    def blank(self) -> None:
        """An empty line."""
        self._line(Text())

    def paragraph(self, text: str, *, lead: str = "", indent: int = 0, style: str = "", lead_style: str = "") -> None:
        """A paragraph, its further lines set under its first; `lead` stands before it."""
        hang = indent + width_of(lead)
        for number, line in enumerate(wrap(text, max(20, self._console.width - hang))):
            start = (" " * indent + lead, lead_style) if number == 0 else (" " * hang, "")
            self._line(Text.assemble(start, (line, style)))

    def table(self, columns: Sequence[Column]) -> None:
        """A table over the width of the sheet; one column stretches, longer cells of the others are broken."""
        # The box puts one blank between two columns, the padding the other.
        table = Table(box=_RULED, show_edge=False, pad_edge=False, padding=(0, GAP - 1, 0, 0), header_style="bold")
        laid_out: list[list[Text]] = []
        for column, width in zip(columns, _widths(columns, self._console.width), strict=True):
            table.add_column(
                Text(column.heading), width=width, justify="right" if column.figures else "left", no_wrap=True
            )
            laid_out.append(list(_cells(column, width)))
        for cells in zip(*laid_out, strict=True):
            table.add_row(*cells)
        self._console.print(table)

    def _line(self, text: Text) -> None:
        self._console.print(text, soft_wrap=True)


def _widths(columns: Sequence[Column], width: int) -> list[int]:
    """Columns for each column: those that can be broken give way until the one that stretches has room."""
    widths = [0 if column.stretch else column.width for column in columns]
    room = width - GAP * (len(columns) - 1)
    for at, column in enumerate(columns):
        if not column.stretch:
            continue
        wanted = min(column.natural, _LEAST_STRETCH)
        breakable = [other for other, one in enumerate(columns) if one.most is not None]
        while room - sum(widths) < wanted:
            widest = max(breakable, key=lambda other: widths[other], default=None)
            if widest is None or widths[widest] <= max(_LEAST, width_of(columns[widest].heading)):
                break
            widths[widest] -= 1
        widths[at] = min(column.natural, max(_LEAST, room - sum(widths)))
    return widths


def _cells(column: Column, width: int) -> Iterable[Text]:
    for number, cell in enumerate(column.cells):
        style = column.styles[number] if column.styles else ""
        lines = wrap(cell, width)
        if column.stretch and len(lines) > _MAX_LINES:
            rest = " ".join(lines[_MAX_LINES - 1 :])
            lines = [*lines[: _MAX_LINES - 1], shorten(rest, width)]
        yield Text("\n".join(lines), style=style)

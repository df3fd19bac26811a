"""The streams: what a terminal can show, writing to it, and the progress of a long run."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from typing import Final, TextIO, cast

from attrs import define, frozen
from rich.console import Console

from perfeval.diagnostic import Diagnostic
from perfeval.report.sheet import Colours
from perfeval.wording import Lang, Wording

PIPE_WIDTH: Final = 100
MOST_WIDTH: Final = 160
"""A wider terminal is not used to its edge: such lines are hard to read."""
_SAMPLE: Final = "中≥“”〔〕"


@frozen
class Surface:
    """What a report is laid out for."""

    width: int
    colours: Colours


def prepare_streams() -> None:
    """Make sure that Chinese can be written to stdout and stderr, whatever the locale says.

    A terminal that can show Chinese keeps its encoding; everything else is UTF-8.
    """
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is None:
            continue
        if stream.isatty() and _shows_chinese(stream):
            reconfigure(errors="replace")
        else:
            reconfigure(encoding="utf-8", errors="replace")


def _shows_chinese(stream: TextIO) -> bool:
    try:
        _SAMPLE.encode(stream.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def surface() -> Surface:
    """Width and colours of stdout; a pipe or a file is plain and at least `PIPE_WIDTH` wide."""
    if not sys.stdout.isatty():
        columns = os.environ.get("COLUMNS", "")
        asked = int(columns) if columns.isdecimal() and len(columns) < 5 else 0
        return Surface(max(PIPE_WIDTH, min(asked, MOST_WIDTH)), None)
    console = Console(file=sys.stdout)
    colours = console.color_system
    # Consoles of old Windows take no escape sequences.
    known = colours if colours in ("standard", "256", "truecolor") and not console.legacy_windows else None
    return Surface(min(console.width, MOST_WIDTH), cast("Colours", known))


def write(text: str) -> None:
    """Write to stdout at once."""
    sys.stdout.write(text)
    sys.stdout.flush()


def complain(wording: Wording, lang: Lang) -> None:
    """One line about something wrong, on stderr."""
    sys.stdout.flush()
    sys.stderr.write(f"perfeval: {wording.render(lang)}\n")
    sys.stderr.flush()


def show_diagnostics(diagnostics: Iterable[Diagnostic], lang: Lang) -> None:
    """What is wrong in a rule file, on stderr."""
    sys.stdout.flush()
    for diagnostic in diagnostics:
        sys.stderr.write(diagnostic.render(lang) + "\n\n")
    sys.stderr.flush()


@define
class Progress:
    """How far a long run is, on stderr, while nothing else appears on the terminal."""

    total: int
    lang: Lang
    done: int = 0

    @property
    def shown(self) -> bool:
        """Whether there is somebody to see it: the reports go elsewhere and stderr is a terminal."""
        return self.total > 1 and sys.stderr.isatty() and not sys.stdout.isatty()

    def step(self) -> None:
        """One more file is done."""
        self.done += 1
        if self.shown:
            words = Wording(f"已处理 {self.done}/{self.total} 个文件", f"{self.done} of {self.total} files done")
            end = "\n" if self.done == self.total else ""
            sys.stderr.write(f"\r{words.render(self.lang)}{end}")
            sys.stderr.flush()

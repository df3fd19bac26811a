"""How far a run over many rows is: a bar on the terminal with rows done, rows a second and the time left."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING

from perfeval.wording import Lang, Wording

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

    from perfeval.engine.columns.batch import Progress


class RowsProgress:
    """A progress bar on stderr while the context lasts; nothing where stderr is no terminal."""

    def __init__(self, lang: Lang, *, is_shown: bool) -> None:
        self._lang = lang
        self._bar: Bar | None = None
        self._task: TaskID | None = None
        self._started = time.monotonic()
        self._is_shown = is_shown and sys.stderr.isatty()

    def __enter__(self) -> RowsProgress:
        if self._is_shown:
            from rich.console import Console
            from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

            self._bar = Progress(
                BarColumn(bar_width=30),
                TaskProgressColumn(),
                TextColumn("{task.fields[said]}"),
                TextColumn(Wording("剩余", "left").render(self._lang)),
                TimeRemainingColumn(),
                console=Console(stderr=True),
                transient=True,
                refresh_per_second=4,
            )
            self._task = self._bar.add_task("", total=None, said="")
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def show(self, progress: Progress) -> None:
        """How far it is now."""
        if self._bar is None or self._task is None:
            return
        a_second = progress.rows / max(time.monotonic() - self._started, 0.001)
        said = Wording(
            f"{progress.rows:,} 行，每秒 {a_second:,.0f} 行", f"{progress.rows:,} rows, {a_second:,.0f} rows/s"
        )
        self._bar.update(self._task, total=progress.total, completed=progress.done, said=said.render(self._lang))

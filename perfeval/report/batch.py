"""What scoring a large file came to, in words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from perfeval.wording import Wording

if TYPE_CHECKING:
    from perfeval.engine.columns.batch import FileScored


def summary_text(target: Path, done: FileScored) -> Wording:
    """How many rows of which status, in what time, and how many had to be computed one by one."""
    scored, undecided, not_scored = (f"{done.statuses[one]:,}" for one in ("scored", "undecided", "not scored"))
    a_second = f"{done.rows / max(done.seconds, 0.001):,.0f}"
    return Wording(
        f"{target}：{done.rows:,} 行（已评分 {scored}，无法评分 {undecided}，不参与评分 {not_scored}），"
        f"用时 {done.seconds:.1f} 秒，每秒 {a_second} 行；逐行计算 {done.one_by_one:,} 行",
        f"{target}: {done.rows:,} rows ({scored} scored, {undecided} undecided, {not_scored} not scored) "
        f"in {done.seconds:.1f} s, {a_second} rows/s; {done.one_by_one:,} computed one by one",
    )


def broken_rows_text(source: Path, done: FileScored) -> Iterator[Wording]:
    """Each row that was left out, as far as they are kept, and how many there are beside."""
    for row in done.broken:
        said = row.wording
        yield Wording(f"{source}：已略过：{said.zh}", f"{source}: left out: {said.en}")
    more = done.broken_count - len(done.broken)
    if more:
        yield Wording(
            f"{source}：另有 {more:,} 行格数不对，也已略过", f"{source}: {more:,} more such rows were left out"
        )

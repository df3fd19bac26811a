"""The figures of speed.py and flat.py as tables, in a terminal and between markers in Markdown, and as a chart."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from chart import draw
from rich import box
from rich.console import Console
from rich.table import Table

HERE = Path(__file__).parent
README = HERE / "README.md"
PAGE = HERE.parent / "docs" / "explanation" / "speed.md"
CHART = PAGE.with_suffix(".svg")
GROUPS = {"scalar": "row at a time", "columns": "columns"}
KINDS = ("ordinary", "ties", "near ties", "hostile")

Cells = tuple[list[str], list[list[str]]]
"""Headings and lines of a table."""


def times(number: float | None) -> str:
    """A ratio with two or three digits that say something."""
    if number is None:
        return "–"
    return f"{number:,.0f}" if number >= 100 else f"{number:.2g}" if number < 1 else f"{number:.3g}"


def _wrong(counted: list[int] | None, usual: int) -> str:
    if counted is None:
        return "–"
    number, of = counted
    return f"{number:,}" if of == usual else f"{number:,} of {of:,}"


def _checked(result: dict[str, Any]) -> int:
    return max((of for way in result["ways"] for _, of in (way["wrong"] or {}).values()), default=0)


def speed_table(result: dict[str, Any], group: str) -> Cells:
    """The ways of one group, the fastest first."""
    usual, peer = _checked(result), result["peer"][group]
    heading = [GROUPS[group], "M rows/s", "× baseline"]
    heading += [f"× {peer}"] if peer else []
    heading += [f"wrong, {kind}" for kind in KINDS]
    lines = []
    for way in result["ways"]:
        if way["group"] == group:
            counts = way["wrong"] or {}
            line = [way["name"], times(1e3 / way["ns"]), times(way["times_baseline"])]
            line += [times(way["times_peer"])] if peer else []
            lines.append(line + [_wrong(counts.get(kind), usual) for kind in KINDS])
    return heading, lines


def conditions(result: dict[str, Any]) -> str:
    """What the figures rest on, in one sentence."""
    machine, count = result["machine"], result["rows"]
    return (
        f"{machine['processor']}, one thread, CPython {machine['python']}; processor time, medians of "
        f"{result['rounds']} interleaved rounds over {count['columns']:,} rows in columns and {count['scalar']:,} row "
        f"at a time; wrong: of {_checked(result):,} rows of each kind where nothing else is said."
    )


def threshold_lines(result: dict[str, Any]) -> list[str]:
    """What is wanted, and whether it is reached."""
    return [
        f"{one['way']}: {times(one['times'])}× {one['against']}, at least {one['wanted']:g}× wanted: "
        + ("reached" if one["reached"] else "not reached")
        for one in result["thresholds"]
    ]


def show(result: dict[str, Any], console: Console) -> None:
    """Tables in the terminal."""
    console.print(conditions(result), highlight=False)
    for group in GROUPS:
        heading, lines = speed_table(result, group)
        if lines:
            _show(heading, lines, console, {way["name"] for way in result["ways"] if way["ours"]})
    for line in threshold_lines(result):
        console.print(line, highlight=False)


def _show(heading: list[str], lines: list[list[str]], console: Console, bold: Iterable[str] = ()) -> None:
    table = Table(box=box.SIMPLE)
    for number, title in enumerate(heading):
        table.add_column(title, justify="right" if number else "left")
    for line in lines:
        table.add_row(*line, style="bold" if line[0] in bold else "")
    console.print(table)


def show_flat(result: dict[str, Any], console: Console) -> None:
    """The table of flat.py in the terminal."""
    _show(*flat_table(result), console)


def flat_table(result: dict[str, Any]) -> Cells:
    """Cost a row and memory by the number of rows."""
    lines = [
        [one["way"], f"{one['rows']:,}", f"{one['ns']:.1f}", f"{one['peak_mb']:,.0f}", f"{one['wrong']:,}"]
        for one in result["sizes"]
    ]
    return ["way", "rows", "ns a row", "peak RSS, MB", "wrong"], lines


def markdown(cells: Cells) -> str:
    """A table in Markdown."""
    heading, lines = cells
    rule = ["---", *("--:" for _ in heading[1:])]
    return "\n".join(f"| {' | '.join(line)} |" for line in [heading, rule, *lines])


def write_between(path: Path, mark: str, text: str) -> None:
    """Replace what stands between <!-- mark --> and <!-- /mark -->."""
    pattern = re.compile(f"(<!-- {mark} -->\n).*?(<!-- /{mark} -->)", re.DOTALL)
    page, count = pattern.subn(lambda found: f"{found[1]}\n{text}\n\n{found[2]}", path.read_text("utf-8"))
    if count != 1:
        raise SystemExit(f"{path}: expected one pair of markers <!-- {mark} --> … <!-- /{mark} -->")
    path.write_text(page, "utf-8")


def write_speed(result: dict[str, Any]) -> None:
    """All tables into benchmarks/README.md; the chart, and what is wanted of perfeval, into docs/explanation/."""
    tables = [markdown(cells) for cells in (speed_table(result, group) for group in GROUPS) if cells[1]]
    versions = ", ".join(f"{name} {version}" for name, version in result["machine"]["versions"].items())
    missing = [f"Not run: {line}." for line in result["skipped"]]
    reached = "\n".join(f"- {line}" for line in threshold_lines(result))
    text = [conditions(result), *tables, reached, f"Versions: {versions}.", *missing]
    write_between(README, "speed", "\n\n".join(part for part in text if part))
    CHART.write_text(draw(result), "utf-8")
    ours = [way for way in result["ways"] if way["ours"]]
    heading = ["perfeval", "M rows/s", "× baseline", *(f"wrong, {kind}" for kind in KINDS)]
    usual = _checked(result)
    lines = [
        [way["name"].removeprefix("perfeval: "), times(1e3 / way["ns"]), times(way["times_baseline"])]
        + [_wrong(way["wrong"].get(kind), usual) for kind in KINDS]
        for way in ours
    ]
    text = [f"![Speed of each way against the baseline]({CHART.name})", conditions(result), markdown((heading, lines))]
    write_between(PAGE, "speed", "\n\n".join(part for part in [*text, reached] if part))


def write_flat(result: dict[str, Any]) -> None:
    """The table of flat.py into both pages."""
    for page in (README, PAGE):
        write_between(page, "flat", markdown(flat_table(result)))

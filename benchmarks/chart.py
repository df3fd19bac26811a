"""The figures of speed.py as a picture: SVG written by hand. `python benchmarks/chart.py speed.json > speed.svg`."""

from __future__ import annotations

import json
import sys
from math import log10
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

WIDTH, LEFT, RIGHT, TOP, STEP, BAR = 920, 300, 130, 118, 25, 15
OURS, EXACT, INEXACT, LIMIT = "#1f5fbf", "#7b8794", "#e3a587", "#ffffff"
INK, FAINT, GRID = "#1c2733", "#66727f", "#e3e7eb"
GROUPS = {"scalar": "Row at a time", "columns": "Columns"}
STYLE = (
    "text{font-family:'Helvetica Neue',Helvetica,Arial,'Noto Sans CJK SC','Noto Sans SC',sans-serif;font-size:13px}"
    ".title{font-size:18px;font-weight:700}.group{font-weight:700}.small{font-size:12px}.ours{font-weight:700}"
)


def _colour(way: dict[str, Any]) -> str:
    if way["ours"]:
        return OURS
    if way["wrong"] is None:
        return LIMIT
    return INEXACT if any(number for number, _ in way["wrong"].values()) else EXACT


def _times(number: float) -> str:
    return f"{number:,.0f}×" if number >= 20 else f"{number:.2g}×" if number < 1 else f"{number:.1f}×"


def _share_wrong(way: dict[str, Any]) -> str:
    if way["wrong"] is None:
        return "–"
    number, of = way["wrong"]["ties"]
    share = 100 * number / of
    return "none" if not number else f"{share:.0f} %" if share >= 1 else "< 1 %"


def _text(x: float, y: float, text: str, *, colour: str = INK, anchor: str = "start", kind: str = "") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" fill="{colour}" text-anchor="{anchor}" class="{kind}">{escape(text)}</text>'


def _legend() -> list[str]:
    parts, x = [], 20
    for colour, text in (
        (OURS, "perfeval"),
        (EXACT, "every row right"),
        (INEXACT, "some rows wrong"),
        (LIMIT, "limit: scores nothing"),
    ):
        parts.append(f'<rect x="{x}" y="64" width="13" height="13" rx="2" fill="{colour}" stroke="{FAINT}"/>')
        parts.append(_text(x + 19, 75, text, kind="small"))
        x += 19 + 26 + 7 * len(text)
    return parts


def draw(result: dict[str, Any]) -> str:
    """Bars from the baseline: to the right what is faster, to the left what is slower, on a logarithmic scale."""
    values = [way["times_baseline"] for way in result["ways"]]
    low, high = (log10(end) for end in (min([*values, 1]) * 0.7, max([*values, 1]) * 1.4))
    scale = (WIDTH - LEFT - RIGHT) / (high - low)

    def place(value: float) -> float:
        return LEFT + (log10(value) - low) * scale

    body: list[str] = []
    y = TOP + 18
    for group, title in GROUPS.items():
        ways = [way for way in result["ways"] if way["group"] == group]
        if not ways:
            continue
        body.append(_text(20, y + 12, title, kind="group"))
        y += STEP
        for way in ways:
            start, end = sorted((place(1), place(way["times_baseline"])))
            body.append(
                f'<rect x="{start:.1f}" y="{y}" width="{max(end - start, 1.5):.1f}" height="{BAR}" rx="2" '
                f'fill="{_colour(way)}" stroke="{FAINT if way["wrong"] is None else "none"}"/>'
            )
            faster = way["times_baseline"] >= 1
            body.append(_text(20, y + 12, way["name"], kind="ours" if way["ours"] else ""))
            x = end + 6 if faster else place(1) + 6
            body.append(_text(x, y + 12, _times(way["times_baseline"]), kind="ours" if way["ours"] else "small"))
            share = _share_wrong(way)
            body.append(
                _text(WIDTH - 20, y + 12, share, anchor="end", colour=FAINT if share in ("none", "–") else "#b4532a")
            )
            y += STEP
        y += 12
    bottom = y
    grid = []
    for power in range(-5, 5):
        if low <= power <= high:
            x = place(10**power)
            stroke = FAINT if power == 0 else GRID
            grid.append(f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{TOP + 8}" y2="{bottom}" stroke="{stroke}"/>')
            label = "baseline" if power == 0 else f"{10**power:g}×"
            grid.append(_text(x, TOP, label, colour=FAINT, anchor="middle", kind="small"))
    head = [
        _text(20, 32, "Times as fast as Decimal by hand, and how much of it is wrong", kind="title"),
        _text(20, 52, "One rule, one thread, one process; logarithmic scale.", colour=FAINT, kind="small"),
        *_legend(),
        _text(WIDTH - 20, TOP - 34, "wrong, of scores that", colour=FAINT, anchor="end", kind="small"),
        _text(WIDTH - 20, TOP - 18, "are exact half cents", colour=FAINT, anchor="end", kind="small"),
    ]
    height = bottom + 16
    size = f'width="{WIDTH}" height="{height}"'
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} viewBox="0 0 {WIDTH} {height}" role="img">',
            "<title>How many times as fast each way is as a hand-written function over Decimal</title>",
            f"<style>{STYLE}</style>",
            f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
            *grid,
            *head,
            *body,
            "</svg>\n",
        ]
    )


if __name__ == "__main__":
    sys.stdout.write(draw(json.loads(Path(sys.argv[1]).read_text("utf-8"))))

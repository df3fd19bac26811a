"""How fast the one rule is computed, and how many rows come out wrong, in many ways.

    python benchmarks/speed.py [--rows N] [--rounds N] [--check N] [--only scalar|columns] [--json FILE] [--markdown]

All ways of a group (row at a time, or columns) run in one process and one thread, in turn, every round in another
order; a ratio is taken within a round, and the median over the rounds is reported. Every way is first checked against
the oracle.
"""

from __future__ import annotations

import argparse
import gc
import importlib
import json
import platform
import random
import statistics
import sys
import time
from collections.abc import Callable
from importlib import metadata
from pathlib import Path
from typing import Any

import publish
from oracle import GENERATORS, Row, rows, score
from rich.console import Console
from way import Columns, Way, use_one_thread

HERE = Path(__file__).parent
BASELINE = "Decimal by hand, as it reads"
EXACT_BY_HAND = "Decimal by hand, exact"
FLOAT_COLUMNS = ("numpy, float64", "polars, float64", "DuckDB, float64")
LIMIT = "limit: 5 columns read, 6 written"
"""As many as score_table reads and adds."""
WANTED = (
    ("perfeval: evaluator, integers by position", (BASELINE,), 4.0),
    ("perfeval: evaluator, integers by position", (EXACT_BY_HAND,), 4.0),
    ("perfeval: evaluator, dict of Decimals", (BASELINE,), 1.5),
    ("perfeval: evaluator, dict of Decimals", ("zen-engine, expression", "datalogic-py", "CEL (Rust)"), 1.0),
    ("perfeval: score_table, numpy", ("numpy, float64",), 1.5),
    ("perfeval: score_table, numpy", ("polars, float64",), 1.5),
    ("perfeval: score_table, numba", FLOAT_COLUMNS, 1.5),
    ("perfeval: score_table, numba", (LIMIT,), 0.4),
)
"""A way, those it is held against (the fastest of them counts), and how many times as fast it is wanted to be."""
SCALAR_ROWS = 20_000
SHORT = 0.05
"""Runs shorter than so many seconds are made three times a round, and the best counts."""


def load_ways(only: str | None) -> tuple[list[Way], list[str]]:
    """Every way of the group that can be loaded, and a line on each that cannot. The baseline is in every group."""
    ways, skipped = [], []
    for stem in ["ours", *(f"peers.{path.stem}" for path in sorted((HERE / "peers").glob("*.py")))]:
        try:
            module = importlib.import_module(stem)
        except ImportError as error:
            skipped.append(f"{stem}: {error}")
            continue
        ways += module.WAYS
        skipped += getattr(module, "SKIPPED", [])
    return [way for way in ways if only in (None, way.group) or way.name == BASELINE], skipped


def given_to(way: Way, data: list[Row], count: int | None = None) -> tuple[list[Row] | Columns, int]:
    """The rows as the way's group takes them, and how many they are."""
    if way.group == "scalar":
        part = data[: min(count or len(data), way.at_most or len(data))]
        return part, len(part)
    return Columns(data, count), count or len(data)


def check(ways: list[Way], data: dict[str, list[Row]]) -> tuple[dict[str, dict[str, list[int]]], list[str]]:
    """For each way and kind of rows, how many come out wrong, and of how many; and a line on each way that fails."""
    right = {kind: [score(row) for row in part] for kind, part in data.items()}
    wrong: dict[str, dict[str, list[int]]] = {}
    failed = []
    for way in ways:
        if way.hundredths is None:
            continue
        try:
            wrong[way.name] = {}
            for kind, part in data.items():
                given, count = given_to(way, part)
                found = way.hundredths(way.prepare(given)())
                pairs = zip(found, right[kind][:count], strict=True)
                wrong[way.name][kind] = [sum(one != other for one, other in pairs), count]
        except Exception as error:
            failed.append(f"{way.name}: {type(error).__name__}: {error}")
            del wrong[way.name]
    return wrong, failed


def measure(ways: list[Way], data: list[Row], count: int, rounds: int) -> dict[str, list[float]]:
    """Nanoseconds a row of each way in each round."""
    runs: list[tuple[Way, Callable[[], Any], int]] = []
    columns = Columns(data, count) if any(way.group == "columns" for way in ways) else None
    for way in ways:
        given, size = given_to(way, data, min(count, SCALAR_ROWS)) if way.group == "scalar" else (columns, count)
        runs.append((way, way.prepare(given), size))
        runs[-1][1]()
    random_ = random.Random(20)  # noqa: S311 - the order of the runs
    found: dict[str, list[float]] = {way.name: [] for way in ways}
    gc.collect()
    gc.disable()
    for _ in range(rounds):
        for way, run, size in random_.sample(runs, len(runs)):
            seconds = timed(run)
            if seconds < SHORT:
                seconds = min(seconds, timed(run), timed(run))
            found[way.name].append(seconds / size * 1e9)
        gc.collect()
    gc.enable()
    return found


def timed(run: Callable[[], Any]) -> float:
    """Seconds of processor time of one run, all threads together: waiting for a busy machine does not count."""
    start = time.process_time()
    run()
    return time.process_time() - start


def ratio(taken: dict[str, list[float]], way: str, against: str) -> float:
    """How many times as fast the first is as the second: the median over the rounds."""
    return statistics.median(other / one for one, other in zip(taken[way], taken[against], strict=True))


def thresholds(taken: dict[str, list[float]]) -> list[dict[str, Any]]:
    """What is wanted of our own ways, and what was found."""
    found = []
    for way, others, wanted in WANTED:
        present = [other for other in others if other in taken]
        if way in taken and present:
            times, other = min((ratio(taken, way, other), other) for other in present)
            found.append({"way": way, "against": other, "times": times, "wanted": wanted, "reached": times >= wanted})
    return found


def machine() -> dict[str, Any]:
    """What it ran on: the processor, Python, and the pinned peers."""
    model = [line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    pinned = [line.split("==")[0] for line in (HERE / "requirements.txt").read_text().splitlines() if "==" in line]
    installed = {one.metadata["Name"].lower(): one.version for one in metadata.distributions()}
    return {
        "processor": model[0].partition(":")[2].strip() if model else platform.processor(),
        "python": platform.python_version(),
        "versions": {name: installed[name.lower()] for name in pinned if name.lower() in installed},
    }


def main() -> None:
    """Check, measure, report."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rows", type=int, default=1_000_000, help="rows for ways over columns (scalar: up to 20,000)")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--check", type=int, default=200_000, help="rows of each kind that are checked")
    parser.add_argument("--only", choices=("scalar", "columns"))
    parser.add_argument("--json", type=Path, help="write all figures to this file")
    parser.add_argument("--markdown", action="store_true", help="write tables and chart into README.md and docs/")
    options = parser.parse_args()
    use_one_thread()
    ways, skipped = load_ways(options.only)
    for line in skipped:
        print("skipped:", line, file=sys.stderr)
    data = {kind: rows(generator, options.check) for kind, generator in GENERATORS.items()}
    wrong, failed = check(ways, data)
    for line in failed:
        print("failed:", line, file=sys.stderr)
    ways = [way for way in ways if way.hundredths is None or way.name in wrong]
    taken: dict[str, dict[str, list[float]]] = {}
    for group in ("scalar", "columns"):  # apart: columns of a million rows leave nothing of a row in the caches
        own = [way for way in ways if way.group == group]
        if own and options.only in (None, group):
            baseline = [way for way in ways if way.name == BASELINE and way not in own]
            taken[group] = measure([*own, *baseline], data["ordinary"], options.rows, options.rounds)
    columns = taken.get("columns", {})
    fastest_float = min(
        (name for name in FLOAT_COLUMNS if name in columns),
        key=lambda name: statistics.median(columns[name]),
        default=None,
    )
    peer = {"scalar": EXACT_BY_HAND, "columns": fastest_float}
    result = {
        "machine": machine(),
        "rows": {"columns": options.rows, "scalar": min(options.rows, SCALAR_ROWS)},
        "rounds": options.rounds,
        "baseline": BASELINE,
        "peer": peer,
        "ways": [
            {
                "name": way.name,
                "group": way.group,
                "ours": way.ours,
                "ns": statistics.median(found[way.name]),
                "times_baseline": ratio(found, way.name, BASELINE),
                "times_peer": ratio(found, way.name, other) if (other := peer[way.group]) in found else None,
                "wrong": wrong.get(way.name),
            }
            for group, found in taken.items()
            for way in sorted(
                (way for way in ways if way.group == group), key=lambda way: -ratio(found, way.name, BASELINE)
            )
        ],
        "thresholds": [one for found in taken.values() for one in thresholds(found)],
        "skipped": skipped + failed,
    }
    publish.show(result, Console(width=None if sys.stdout.isatty() else 150))
    if options.json:
        options.json.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    if options.markdown:
        publish.write_speed(result)


if __name__ == "__main__":
    main()

"""What a row costs from 10⁶ to 10⁸ rows: streamed in record batches that are made on the fly, in constant memory.

    python benchmarks/flat.py [--sizes 1000000 10000000 100000000] [--json FILE] [--markdown]

Each size of each way is a process of its own, so that its peak memory is its own. Every score of every batch is held
against the oracle. The time is processor time spent in scoring; making and comparing batches is not counted. What is
shown is the median over the batches of a size, so that what else the machine does for a moment does not count.
"""

from __future__ import annotations

import argparse
import importlib
import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import publish
from oracle import ordinary, rows, score
from rich.console import Console
from way import Columns, use_one_thread

SIZES = (10**6, 10**7, 10**8)
BATCH = 2**17
DISTINCT = 100_000
"""Different rows; batches draw from them."""

Function = Callable[[Any], Any]


def scorers() -> dict[str, tuple[Function, Function, Function]]:
    """By name: how a way is fed with integer columns, the way, and how its points are read in hundredths."""
    import numpy as np

    def floats(columns: dict[str, Any]) -> tuple[Any, ...]:
        return tuple(column / 100 if column.dtype == np.int64 else column for column in columns.values())

    def hundredths(points: Any) -> Any:
        return np.rint(points * 100).astype(np.int64)

    ours, peer = importlib.import_module("ours"), importlib.import_module("peers.numpy_float")
    found: dict[str, tuple[Function, Function, Function]] = {"numpy, float64": (floats, peer.score_blocks, hundredths)}
    if ours.HAS_TABLES:
        found |= {
            f"perfeval: {engine}": (ours.table, ours.by_engine(engine), ours.points_of) for engine in ours.ENGINES
        }
    return found


def run(way: str, size: int) -> dict[str, Any]:
    """Score so many rows, batch by batch."""
    import numpy as np

    feed, scoring, read = scorers()[way]
    data = rows(ordinary, DISTINCT)
    columns = Columns(data).integers
    right = np.array([score(row) for row in data])
    random_ = np.random.default_rng(20)
    scoring(feed({name: column[:BATCH] for name, column in columns.items()}))  # compiles it
    nanoseconds: list[float] = []
    wrong = 0
    for start in range(0, size, BATCH):
        taken = random_.integers(0, DISTINCT, min(BATCH, size - start))
        given = feed({name: column[taken] for name, column in columns.items()})
        begun = time.process_time()
        found = scoring(given)
        nanoseconds.append((time.process_time() - begun) / len(taken) * 1e9)
        wrong += int((read(found) != right[taken]).sum())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024  # Linux counts in KiB
    ns = statistics.median(nanoseconds)
    return {"way": way, "rows": size, "ns": ns, "peak_mb": peak, "wrong": wrong}


def main() -> None:
    """Each way and size in a process of its own; then the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--json", type=Path, help="write all figures to this file")
    parser.add_argument("--markdown", action="store_true", help="write the table into README.md and docs/")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    options = parser.parse_args()
    use_one_thread()
    if options.one:
        print(json.dumps(run(options.one, options.sizes[0])))
        return
    found = []
    for way in scorers():
        for size in options.sizes:
            command = [sys.executable, __file__, "--one", way, "--sizes", str(size)]
            answer = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603 - ourselves
            found.append(json.loads(answer.stdout))
    result = {"sizes": found}
    publish.show_flat(result, Console())
    if options.json:
        options.json.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    if options.markdown:
        publish.write_flat(result)


if __name__ == "__main__":
    main()

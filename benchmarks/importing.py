"""What `import perfeval` costs beside `import attrs`. Run it: `python benchmarks/importing.py`.

Each is imported by new interpreters under `-X importtime`, in turn; what is shown is the median of the cumulative time
that CPython prints for it. The interpreters start without `site`, so that nothing that an installation loads at start
is had for nothing. `import perfeval` looks its public names up when they are first used, so the third line says what it
costs to have used them all: everything is loaded then but the command line and its libraries.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
from pathlib import Path

import attrs

import perfeval

ROUNDS = 15
PROGRAMS = {
    "import attrs": "import attrs",
    "import perfeval": "import perfeval",
    "every public name": "import perfeval; [getattr(perfeval, name) for name in perfeval.__all__]",
}
PLACES = [str(Path(str(one.__file__)).parent.parent) for one in (attrs, perfeval)]


def microseconds(program: str) -> int:
    """What importing attrs or perfeval, with all that they need, takes a program in a new interpreter."""
    program = f"import sys; sys.path += {PLACES}; {program}"
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-I", "-S", "-X", "importtime", "-c", program],
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    times = 0
    for line in done.stderr.splitlines():
        cumulative, _, name = line.partition("|")[2].partition("| ")
        if name.partition(".")[0] in ("attrs", "perfeval"):  # not indented: asked for by the program itself
            times += int(cumulative)
    return times


def main() -> None:
    """Measure and print."""
    found: dict[str, list[int]] = {name: [] for name in PROGRAMS}
    for _ in range(ROUNDS):
        for name, program in PROGRAMS.items():
            found[name].append(microseconds(program))
    base = statistics.median(found["import attrs"])
    print(f"median of {ROUNDS} interleaved rounds, CPython {sys.version.split()[0]}")
    print(f"{'':<20}{'ms':>8}{'× attrs':>10}")
    for name, times in found.items():
        median = statistics.median(times)
        print(f"{name:<20}{median / 1000:>8.2f}{median / base:>10.2f}")


if __name__ == "__main__":
    main()

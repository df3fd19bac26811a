"""What `import perfeval` costs beside `import attrs`. Run it: `python benchmarks/importing.py`.

Each is imported by new interpreters under `-X importtime`, in turn; what is shown is the median of the cumulative time
that CPython prints for it. `import perfeval` looks its public names up when they are first used, so the third line says
what it costs to have used them all: everything is loaded then but the command line and its libraries.
"""

from __future__ import annotations

import statistics
import subprocess
import sys

ROUNDS = 15
PROGRAMS = {
    "import attrs": ("attrs", "import attrs"),
    "import perfeval": ("perfeval", "import perfeval"),
    "every public name": ("", "import perfeval; [getattr(perfeval, name) for name in perfeval.__all__]"),
}


def microseconds(module: str, program: str) -> int:
    """The cumulative time of a module in a new interpreter; of all that the program imports where none is named."""
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-X", "importtime", "-c", program], capture_output=True, encoding="utf-8", check=True
    )
    times: list[tuple[int, str]] = []
    after_site = False
    for line in done.stderr.splitlines():
        cumulative, _, name = line.removeprefix("import time:").partition("|")[2].partition("|")
        if after_site and not name.startswith("  "):  # a name that is not indented was asked for by the program itself
            times.append((int(cumulative), name.strip()))
        after_site = after_site or name.strip() == "site"
    return sum(time for time, name in times if module in ("", name))


def main() -> None:
    """Measure and print."""
    found: dict[str, list[int]] = {name: [] for name in PROGRAMS}
    for _ in range(ROUNDS):
        for name, (module, program) in PROGRAMS.items():
            found[name].append(microseconds(module, program))
    base = statistics.median(found["import attrs"])
    print(f"median of {ROUNDS} interleaved rounds, CPython {sys.version.split()[0]}")
    print(f"{'':<20}{'ms':>8}{'× attrs':>10}")
    for name, times in found.items():
        median = statistics.median(times)
        print(f"{name:<20}{median / 1000:>8.2f}{median / base:>10.2f}")


if __name__ == "__main__":
    main()

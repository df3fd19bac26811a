"""How long proofs of the shipped rules take, one figure open and all at once: python benchmarks/proving.py."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from statistics import median
from time import perf_counter

import perfeval
from perfeval.analysis.any_size import verdicts_at_any_size
from perfeval.analysis.proving import verdicts_of
from perfeval.analysis.solver import expect_z3
from perfeval.analysis.verdict import Verdict
from perfeval.engine.ruleset import RuleSet
from perfeval.language import nodes

WAYS: dict[str, Callable[[RuleSet, nodes.Rule], Iterable[Verdict]]] = {
    "one figure open": verdicts_of,
    "all figures open at once (z3)": verdicts_at_any_size,
}


def main() -> None:
    """Print a line for each way."""
    expect_z3("benchmarks/proving.py")
    rules = [(one, rule) for one in perfeval.shipped_rules() for rule in one.nodes.rules]
    for name, way in WAYS.items():
        times: list[float] = []
        answers: list[str] = []
        for one, rule in rules:
            begun = perf_counter()
            found = list(way(one, rule))
            if found:
                times.append((perf_counter() - begun) * 1000)
                answers += [verdict.answer for verdict in found]
        counted = ", ".join(f"{answers.count(one)} {one}" for one in ("proved", "refuted", "unknown"))
        print(
            f"{name}: {len(times)} rules in {sum(times) / 1000:.1f} s, "
            f"median {median(times):.0f} ms, slowest {max(times):.0f} ms; {counted}"
        )


if __name__ == "__main__":
    main()

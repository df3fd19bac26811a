"""Rules at random in which one figure decides, with faults left in: gaps, overlaps, cliffs, falls, missing caps, steps.

`python tests/analysis/random_rules.py --rules 5000` holds as many against plain evaluation.
"""

from __future__ import annotations

import argparse
import importlib
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from itertools import pairwise
from random import Random
from types import ModuleType
from typing import Any, Final

import perfeval

HEADS: Final = (
    ("quantity", "≥{}个", "个"),
    ("quantity", "{}个", "个"),
    ("quality", "≥{}%", "%"),
    ("cost", "≤{}万元", "万元"),
    ("quality", "={}天", "天"),
)


class RuleWriter:
    """Writes one rule at a time."""

    def __init__(self, random: Random) -> None:
        self.random = random

    def pick(self, *options: Any) -> Any:
        """One of some."""
        return self.random.choice(options)

    def rate(self) -> str:
        """A threshold."""
        return f"{self.pick(50, 60, 75, 80, 90, 100, 110, 120, '62.5', '33.3', 0)}%"

    def condition(self) -> str:
        """What a case asks."""
        simple = [
            lambda: f"completion {self.pick('<', '<=', '>', '>=', '=')} {self.rate()}",
            lambda: "actual meets target",
            lambda: (
                f"completion in {self.pick('[', '(')}{self.rate()}, {self.pick(120, 150, 200)}%{self.pick(']', ')')}"
            ),
            lambda: f"abs(actual - target) / target <= {self.rate()}",
            lambda: f"completion * completion {self.pick('<', '>=')} {self.pick(200, 50, 81)}%",
        ]
        made: str = self.pick(*simple)()
        if self.random.random() < 0.2:
            made = f"{made} {self.pick('and', 'or')} {self.pick(*simple)()}"
        return made

    def amount(self, depth: int = 0) -> str:
        """Points."""
        forms: list[Callable[[], str]] = [
            lambda: "full",
            lambda: f"{self.pick(0, 2, 5, 8, '7.5')} points",
            lambda: "full * completion",
            lambda: f"full * (completion - {self.rate()}) / {self.pick(40, 50, 25)}%",
            lambda: f"full - (100% - completion) * {self.pick(5, 10, 20)} points",
            lambda: (
                f"full * {self.pick('round half up', 'round down', 'round up', 'round half even')}"
                f"(completion, {self.pick(1, 5, 10)}%)"
            ),
            lambda: "full * target / actual",
            lambda: "full * completion * completion",
        ]
        if depth < 1:
            forms.append(lambda: f"{self.pick('min', 'max')}({self.amount(1)}, {self.amount(1)})")
        made: str = self.pick(*forms)()
        return made

    def body(self) -> list[str]:
        """The cases."""
        if self.random.random() < 0.25:
            edges = sorted(self.random.sample((50, 60, 70, 80, 90, 100), self.pick(2, 3)), reverse=True)
            lines = ["on completion"]
            if self.random.random() < 0.5:
                lines += [f"  {self.pick('>=', '>=', '>')} {edge}%  award {self.amount()}" for edge in edges[:1]]
                lines += [
                    f"  {self.pick('[', '[', '(')}{low}%, {high}%{self.pick(')', ')', ']')}  award {self.amount()}"
                    for high, low in pairwise(edges)
                ]
                lines += [f"  {self.pick('<', '<', '<=')} {edges[-1]}%  award {self.amount()}"]
            else:
                lines += [f"  >= {edge}%  award {self.amount()}" for edge in edges]
                lines += [f"  < {edges[-1]}%  award {self.amount()}"]
            return lines
        count = self.pick(0, 1, 1, 2, 3)
        lines = [f"when {self.condition()}  award {self.amount()}" for _ in range(count)]
        if not count:
            return [f"award {self.amount()}"]
        return [*lines, f"otherwise  award {self.amount()}"] if self.random.random() < 0.8 else lines

    def adjustments(self) -> list[str]:
        """What follows the cases."""
        found = []
        if self.random.random() < 0.35:
            quantity = self.pick("completion short of 100%", f"completion over {self.rate()}", "abs(completion - 100%)")
            limit = self.pick("", "", ", at most 3 points", ", at most full")
            part = self.pick("whole steps", "started steps", "pro rata")
            size, way = self.pick(1, 3, 5, 10), self.pick("deduct", "deduct", "add")
            found.append(
                f"when {self.condition()}, on {quantity}  each {size} percentage points  "
                f"{way} {self.pick('0.5', 1, 2)} points, {part}{limit}"
            )
        if self.random.random() < 0.2:
            found.append(f"when {self.condition()}  {self.pick('deduct', 'add')} {self.pick(1, 2)} points")
        if self.random.random() < 0.5:
            found.append("cap full")
        if self.random.random() < 0.5:
            found.append("floor 0 points")
        if self.random.random() < 0.15:
            found.append(f"when {self.condition()}  {self.pick('allow jump', 'allow decrease')}")
        return found

    def text(self) -> str:
        """A rule set of one rule, with one example."""
        kind, target, unit = self.pick(*HEADS)
        number = self.pick(100, 80, 60, 7, 30)
        lines = [*self.body(), *self.adjustments()]
        return (
            "ruleset random\n  unsigned cost = inverse, every = positive\n"
            f"  round half up to 0.01 points\nrule r for {kind}\n"
            + "".join(f"  {line}\n" for line in lines)
            + f'  example "e" target "{target.format(number)}", actual {number}{unit}, '
            f"full {self.pick(10, 15, 3)} points  gives 1 points\n"
        )


def hold(seeds: Iterable[int], plain_evaluation: ModuleType) -> Counter[str]:
    """Hold rules against plain evaluation; how many rules and figures there were, and what was proved and refuted."""
    counted: Counter[str] = Counter()
    for seed in seeds:
        random = Random(seed)  # noqa: S311 - test data
        text = RuleWriter(random).text()
        try:
            rules = perfeval.parse_rules(text)
        except perfeval.RuleError:
            continue
        try:
            counted["figures"] += plain_evaluation.hold_all(rules, random)
            counted.update(plain_evaluation.hold_verdicts(rules, random))
        except Exception as error:
            error.add_note(f"seed {seed}:\n{text}")
            raise
        counted["rules"] += 1
    return counted


def main() -> None:
    """Hold many rules against plain evaluation, and tell how many."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rules", type=int, default=1000)
    asked.add_argument("--seed", type=int, default=0)
    given = asked.parse_args()
    plain_evaluation = importlib.import_module("plain_evaluation")
    counted: Counter[str] = Counter()
    for first in range(given.seed, given.seed + given.rules, 100):
        counted += hold(range(first, min(first + 100, given.seed + given.rules)), plain_evaluation)
        print(f"{counted['rules']} rules, {counted['figures']} figures", file=sys.stderr)
    for name, count in sorted(counted.items()):
        print(f"{count:>8}  {name}")


if __name__ == "__main__":
    main()

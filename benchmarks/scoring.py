"""How fast rows are scored, and how many come out wrong, several ways. Run it: `python benchmarks/scoring.py`.

One rule (the proportional one of national_2020, with its cap and its rounding half up to 0.01), the same rows for every
way, one process, one thread. Each round runs every way once, in turn; what is shown is the median over the rounds as a
multiple of the hand-written Decimal function. Run it on an idle machine: a busy one slows small functions least.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import perfeval
from perfeval import Indicator, SelfEvaluation
from perfeval.engine.compiled import Here
from perfeval.engine.table import evaluate, table_state

ROWS = 400
ROUNDS = 7
RULES = perfeval.load_rules("national_2020")
CENT = Decimal("0.01")

Given = tuple[Decimal, Decimal, Decimal]
"""Target, actual value, full marks."""


def by_decimal(target: Decimal, actual: Decimal, full: Decimal) -> Decimal:
    """The rule written by hand over Decimal, as it reads."""
    points = full if actual >= target else full * (actual / target)
    return min(points, full).quantize(CENT, rounding=ROUND_HALF_UP)


def by_float(target: float, actual: float, full: float) -> float:
    """The rule written by hand over binary floats."""
    points = full if actual >= target else full * (actual / target)
    return round(min(points, full), 2)


def exactly(target: Decimal, actual: Decimal, full: Decimal) -> Decimal:
    """What is right: rational numbers, rounded once."""
    cents = min(Fraction(full), Fraction(full) * Fraction(actual) / Fraction(target)) * 100
    return Decimal((2 * cents.numerator + cents.denominator) // (2 * cents.denominator)).scaleb(-2)


def ordinary(random_: random.Random) -> Given:
    """Figures as tables have them."""
    target = Decimal(random_.choice([3, 8, 36, 60, 100, 200, 365, 3200, 12_500]))
    full = Decimal(random_.choice(["2", "3", "3.63", "5", "7.5", "10", "22.5"]))
    return target, (target * random_.randrange(0, 1300) / 1000).quantize(CENT), full


def ties(random_: random.Random) -> Given:
    """Figures whose score lies exactly half-way between two cents."""
    while True:
        target, full = Decimal(random_.randrange(3, 4000)), Decimal(random_.randrange(100, 3000)) / 100
        half = Fraction(2 * random_.randrange(0, int(full * 100)) + 1, 200)
        actual = half / Fraction(full) * Fraction(target)
        if actual.denominator in (1, 2, 4, 5, 10, 20, 25, 50, 100) and half < full:
            return target, Decimal(actual.numerator * (100 // actual.denominator)) / 100, full


def indicator(given: Given) -> Indicator:
    """The row as typed values, its cells already read."""
    target, actual, full = given
    return Indicator(name="x", level2="数量指标", target=target, actual=actual, full=full)


def ways(rows: list[Given]) -> dict[str, Callable[[], list[Decimal | float | Fraction | None]]]:
    """Every way as a function that scores all rows."""
    indicators = [indicator(row) for row in rows]
    floats = [(float(target), float(actual), float(full)) for target, actual, full in rows]
    table = SelfEvaluation(year=2024, indicators=indicators)
    program = RULES.programs.on(RULES.day_for(table))

    def generated() -> list[Decimal | float | Fraction | None]:
        state = table_state(RULES, table, None)
        found: list[Decimal | float | Fraction | None] = []
        for row in state.rows:
            here = Here(row, state)
            index = program.choose(here)
            result = None if index is None else program.outcomes[index](here)
            found.append(result if isinstance(result, Fraction) else None)
        return found

    def explained() -> list[Decimal | float | Fraction | None]:
        scores = [RULES.score(one) for one in indicators]
        for score in scores:
            score.explain()
        return [score.points for score in scores]

    return {
        "hand-written, Decimal": lambda: [by_decimal(*row) for row in rows],
        "hand-written, float": lambda: [by_float(*row) for row in floats],
        "generated functions alone": generated,
        "RuleSet.score, row by row": lambda: [RULES.score(one).points for one in indicators],
        "RuleSet.score and explain": explained,
        "RuleSet.evaluate, one table": lambda: [one.points for one in RULES.evaluate(table).rows],
        "interpreter, one table": lambda: [one.points for one in evaluate(RULES, table, evaluator="interpreter").rows],
    }


def wrong(found: list[Decimal | float | Fraction | None], right: list[Decimal]) -> int:
    """How many rows differ from what is right, to the cent."""
    return sum(
        one is None
        or Decimal(repr(one) if isinstance(one, float) else str(one if isinstance(one, Decimal) else float(one)))
        != other
        for one, other in zip(found, right, strict=True)
    )


def main() -> None:
    """Measure and print."""
    random_ = random.Random(20)  # noqa: S311 - test data
    rows, tied = [ordinary(random_) for _ in range(ROWS)], [ties(random_) for _ in range(ROWS)]
    measured = ways(rows)
    seconds: dict[str, list[float]] = {name: [] for name in measured}
    for _ in range(ROUNDS):
        for name, run in measured.items():
            start = time.perf_counter()
            run()
            seconds[name].append(time.perf_counter() - start)
    right, right_ties = [exactly(*row) for row in rows], [exactly(*row) for row in tied]
    base = statistics.median(seconds["hand-written, Decimal"])
    print(f"{ROWS} rows, median of {ROUNDS} interleaved rounds")
    print(f"{'way':<30}{'× time of Decimal':>18}{'wrong, ordinary':>18}{'wrong, ties':>14}")
    for (name, run), run_ties in zip(measured.items(), ways(tied).values(), strict=True):
        ratio = statistics.median(seconds[name]) / base
        print(f"{name:<30}{ratio:>18.2f}{wrong(run(), right):>18}{wrong(run_ties(), right_ties):>14}")


if __name__ == "__main__":
    main()

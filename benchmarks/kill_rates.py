"""How many mutants of the shipped rule sets rows find: those of `perfeval.testing.indicators`, and plain decimals.

Run it: `python benchmarks/kill_rates.py`. A mutant is a rule set with one small change (`perfeval.analysis.mutants`);
it is found by a row that it scores otherwise than the rule set does. Only mutants count for which the comparison of
both rule sets (`perfeval test --mutate`) finds an indicator that scores otherwise: those that make no difference cannot
be found, and the budget-execution row is no indicator. The rows are derived from the rule set as it
is. Beside them stand the rows of the same examples with an actual value from
`st.decimals(min_value=0, max_value=2 * target, places=2)`. Every mutant is held against the same rows, in runs with
different seeds.

`--half` looks at a fixed half of the mutants only: `development`, at which the strategies may be improved, or
`held-out`, at which nobody looks while doing so.
"""

from __future__ import annotations

import argparse
import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from perfeval import Indicator, RuleSet
from perfeval.analysis.mutants import Mutant
from perfeval.analysis.node_changes import KINDS
from perfeval.analysis.scored_twice import ScoredTwice
from perfeval.engine.interpret import Interpreter
from perfeval.engine.library import shipped_rules
from perfeval.engine.lowering.cells import opened
from perfeval.engine.rows import rules_in_force, score_row
from perfeval.engine.score import Score
from perfeval.engine.table import table_state
from perfeval.errors import InvalidValueError
from perfeval.tables.indicator import SelfEvaluation
from perfeval.testing import indicators
from perfeval.testing.mutation import Mutation, Witness
from perfeval.testing.open_rows import OpenRow, open_row
from perfeval.testing.pool import pool_of
from perfeval.wording import Wording

EXAMPLES = 200
Half = Literal["all", "development", "held-out"]


def half_of(rules: RuleSet, mutant: Mutant) -> Half:
    """To which half a mutant belongs, the same in every run."""
    digest = hashlib.sha256(f"{rules.name}|{mutant.id}".encode()).digest()
    return "development" if digest[0] % 2 else "held-out"


def score(rules: RuleSet, row: Indicator) -> Score | None:
    """The row as the interpreter scores it; None where a mutant breaks down."""
    try:
        state = table_state(rules, SelfEvaluation(indicators=(row,)), None)
        found, _ = score_row(Interpreter(rules.nodes, state, state.rows[0]), rules_in_force(rules.nodes, state))
    except Exception:  # whatever a mutant breaks, a row shows it
        return None
    return found


def differ(one: Score | None, other: Score | None) -> bool:
    """Whether two scores are not the same."""
    if one is None or other is None:
        return one is not other
    return ScoredTwice(Fraction(0), Wording("", ""), one, other).change != "same"


def drawn(strategy: st.SearchStrategy[Indicator], run: int) -> list[Indicator]:
    """The rows of one run of Hypothesis."""
    rows: list[Indicator] = []

    @seed(run)
    @settings(
        max_examples=EXAMPLES, database=None, deadline=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(strategy)
    def draw(row: Indicator) -> None:
        rows.append(row)

    draw()
    return rows


def plain_decimals(rules: RuleSet) -> st.SearchStrategy[Indicator]:
    """The rows of the examples with any actual value up to twice the target."""
    pool = pool_of(rules)
    own = [row for row in pool.open_rows if not row.is_varied]

    def with_actual(row: OpenRow) -> st.SearchStrategy[Indicator]:
        _, numbers = opened(row.indicator.target)
        target = max((one for one in numbers if one > 0), default=100 * row.unit)
        most = Decimal((2 * target / row.unit).__ceil__())
        values = st.decimals(min_value=0, max_value=most, places=2)
        return values.map(lambda value: row.at(Fraction(value) * row.unit))

    return st.sampled_from(own).flatmap(with_actual)


def judged(rules: RuleSet, half: Half) -> Iterator[Mutant]:
    """The mutants that score some indicator by itself otherwise."""
    mutation = Mutation(rules)
    grounds = [one for one in mutation.grounds if one.subject.table.indicators and one.subject.open != "expenditure"]
    rows = {id(one): open_row(one.subject, Fraction(1)) for one in grounds}
    for mutant in mutation.mutants:
        if half != "all" and half != half_of(rules, mutant):
            continue
        shown = (witness for ground in grounds for witness in mutation.shown_on(ground, mutant))
        if any(stands_alone(rules, mutant, rows[id(one.ground)], one) for one in shown):
            yield mutant


def stands_alone(rules: RuleSet, mutant: Mutant, row: OpenRow, witness: Witness) -> bool:
    """Whether a row shows a mutant also where nothing says which rule is to take it but the row itself."""
    alone = row.indicator if witness.ground.subject.open == "nothing" else row.at(witness.figure)
    return differ(score(rules, alone), score(mutant.rules, alone))


def main() -> None:
    """Measure, and print a table by rule set and one by kind of change."""
    parser = argparse.ArgumentParser(description="kill rates of rows, on mutants of the shipped rule sets")
    parser.add_argument("--half", choices=["all", "development", "held-out"], default="all")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--show", action="store_true", help="list the mutants that indicators do not find")
    parser.add_argument("rules", nargs="*")
    asked = parser.parse_args()
    ways: dict[str, Callable[[RuleSet], st.SearchStrategy[Indicator]]] = {
        "indicators": indicators, "decimals": plain_decimals,
    }  # fmt: skip
    found: Counter[tuple[str, str]] = Counter()
    total: Counter[str] = Counter()
    print(f"{'rule set':<24}{'mutants':>8}{'indicators':>12}{'st.decimals':>12}")
    for rules in shipped_rules():
        if asked.rules and rules.name not in asked.rules:
            continue
        mutants = list(judged(rules, asked.half))
        here = of_rules(rules, mutants, ways, asked.runs, show=asked.show)
        found += here
        for kind in ("all", *(mutant.kind for mutant in mutants)):
            total[kind] += len(mutants) if kind == "all" else 1
        if mutants:
            print(line(rules.name, len(mutants), here, "all", asked.runs), flush=True)
    print(line("all", total["all"], found, "all", asked.runs))
    print()
    for kind, said in KINDS.items():
        if total[kind]:
            print(line(said.en, total[kind], found, kind, asked.runs))


def line(name: str, count: int, found: Counter[tuple[str, str]], kind: str, runs: int) -> str:
    """A line of the table."""
    shares = (f"{100 * found[way, kind] / (count * runs):>11.1f}%" for way in ("indicators", "decimals"))
    return f"{name:<24}{count:>8}" + "".join(shares)


def of_rules(
    rules: RuleSet, mutants: Sequence[Mutant], ways: dict[str, Callable[[RuleSet], st.SearchStrategy[Indicator]]],
    runs: int, *, show: bool,
) -> Counter[tuple[str, str]]:  # fmt: skip
    """How often mutants are found, by way and kind."""
    found: Counter[tuple[str, str]] = Counter()
    if not mutants:
        return found
    for way, strategy in ways.items():
        try:
            made = strategy(rules)
        except InvalidValueError:
            continue
        for run in range(runs):
            rows = [(row, score(rules, row)) for row in drawn(made, run)]
            for mutant in mutants:
                if any(differ(known, score(mutant.rules, row)) for row, known in rows):
                    found[way, "all"] += 1
                    found[way, mutant.kind] += 1
                elif show and way == "indicators" and run == 0:
                    print(f"    {mutant.place} {mutant.rule}: {mutant.before.en} -> {mutant.after.en}")
    return found


if __name__ == "__main__":
    main()

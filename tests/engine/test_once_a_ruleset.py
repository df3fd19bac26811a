"""What is worked out once a rule set: by identity, no longer than the rules live, and with the same results."""

from __future__ import annotations

import datetime as dt
import gc
import random
from fractions import Fraction
from pathlib import Path
from typing import get_args

import pytest
from attrs import evolve

import perfeval
from perfeval.engine.interpret import Interpreter
from perfeval.engine.standing import standing
from perfeval.engine.supposed import Alone, execution_points
from perfeval.exact import sum_of
from perfeval.language import nodes
from perfeval.language.remembered import remembered
from perfeval.tables.indicator import SelfEvaluation
from perfeval.values.model import Points

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples" / "zhongwei_2024.txt"


class Thing:
    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        raise AssertionError("things are told apart by identity")


def test_a_function_is_called_once_for_each_object_even_where_all_are_equal() -> None:
    called: list[int] = []

    @remembered
    def made(thing: Thing) -> int:
        called.append(id(thing))
        return len(called)

    one, other = Thing(), Thing()
    assert [made(one), made(other), made(one), made(other)] == [1, 2, 1, 2]


def test_nothing_is_kept_of_an_object_that_is_gone() -> None:
    made = remembered(lambda thing: [str(id(thing))])
    results = [made(Thing()) for _ in range(100)]
    gc.collect()
    kept = next(cell.cell_contents for cell in made.__closure__ or () if isinstance(cell.cell_contents, dict))
    assert kept == {}
    assert len(results) == 100


def test_a_rule_set_that_is_dropped_leaves_nothing_behind() -> None:
    text = 'ruleset r "r"\n  round half up to 0.01 points\nrule a for quantitative\n  award full * completion\n'
    table = SelfEvaluation(year=2024, indicators=[perfeval.Indicator(name="x", target="3", actual="1", full="10")])

    def living() -> int:
        gc.collect()
        # By type: `isinstance` asks a weak proxy for the class of what may be gone.
        return sum(issubclass(type(one), nodes.RuleSetNodes | nodes.Rule) for one in gc.get_objects())

    before = living()
    for _ in range(3):
        rules = perfeval.parse_rules(text)
        perfeval.audit(table, rules).evaluation.rows[0].explain()
        del rules
    assert living() == before


def test_every_kind_of_node_has_a_meaning() -> None:
    assert set(Interpreter._MEANING) == set(get_args(nodes.Expression))


def test_what_is_in_force_changes_with_the_day() -> None:
    ruleset = perfeval.parse_rules(
        'ruleset r "r"\n  round half up to 0.01 points\n'
        "rule new for quantitative\n  effective from 2024-01-01\n  award full * 80%\n"
        "rule old for quantitative\n  award full * 60%\n"
    ).nodes

    def on(day: dt.date) -> list[str]:
        return [rule.name for rule in standing(ruleset, day).rules]

    assert on(dt.date(2023, 12, 31)) == ["old"]
    assert on(dt.date(2024, 1, 1)) == ["new", "old"]
    assert standing(ruleset, dt.date(2024, 1, 1)) is standing(ruleset, dt.date(2030, 1, 1))


@pytest.mark.parametrize("name", ["zhongwei", "national_2020", "national_2016", "hubei"])
def test_other_figures_score_as_the_public_functions_say(name: str) -> None:
    rules = perfeval.load_rules(name)
    random_ = random.Random(3)  # noqa: S311 - test data
    for table in perfeval.read_tables(EXAMPLES):
        evaluation = rules.evaluate(table)
        for rate in (Fraction(0), Fraction(1, 2), Fraction(117, 200), Fraction(3)):
            given = rules.execution_points_at(rate, table)
            assert execution_points(evaluation, rate) == (None if given is None else Fraction(given))
        rows = [row for row in evaluation.state.rows if row.ref != "execution"]
        for row, indicator in zip(rows, table.indicators, strict=True):
            alone = Alone(rules, row, indicator)
            assert alone.points() == _single(rules, indicator, table.year)
            full = Fraction(random_.randrange(1, 30))
            assert alone.with_full(full) == _single(rules, evolve(indicator, full=full), table.year)
            target = random_.choice(table.indicators).target
            assert alone.with_target(target) == _single(rules, evolve(indicator, target=target), table.year)
        other = Points(Fraction(random_.randrange(1, 30)))
        assert table.execution is not None
        changed = evolve(table.execution, full=other)
        given = rules.execution_points_at(Fraction(1, 2), evolve(table, execution=changed))
        assert execution_points(evaluation, Fraction(1, 2), changed) == (None if given is None else Fraction(given))


def _single(rules: perfeval.RuleSet, indicator: perfeval.Indicator, year: int | None) -> Fraction | None:
    """The one figure that an indicator scores by itself."""
    score = rules.score(indicator, year=year)
    return None if score.is_range or score.points is None else Fraction(score.points)


def test_a_sum_is_the_sum() -> None:
    random_ = random.Random(5)  # noqa: S311 - test data
    for length in range(12):
        numbers = [Fraction(random_.randrange(-999, 999), random_.randrange(1, 99)) for _ in range(length)]
        assert sum_of(numbers) == sum(numbers, Fraction(0))

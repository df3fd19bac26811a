"""Columns score as rows do: every engine, every shape by a kernel, against the interpreter row by row."""

from __future__ import annotations

import datetime as dt
import sys
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pytest

import perfeval
from perfeval.engine.columns.scoring import Engine

if TYPE_CHECKING:
    from tests.columns import scored_columns
    from tests.differential import test_random_rules as random_rules
    from tests.differential import test_written_rules as written_rules
    from tests.lowering import rows_by_field
else:  # loaded by `conftest.py`
    scored_columns, random_rules, written_rules, rows_by_field = (
        sys.modules[name]
        for name in ("scored_columns", "random_rules_of_tests", "written_rules_of_tests", "rows_by_field")
    )

WRITTEN = [
    *(rows_by_field.of_indicator(item, table) for table in written_rules.tables() for item in table.indicators),
    *(rows_by_field.of_execution(table) for table in written_rules.tables()),
]


def hold(rules: perfeval.RuleSet, rows: list[dict[str, Any]], *engines: Engine, **options: Any) -> None:
    wanted = [rows_by_field.interpreted(rules, row) for row in rows]
    for engine in engines:
        found = scored_columns.scored(rules, rows_by_field.columns_of(rows), engine, **options)
        for row, one, other in zip(rows, wanted, found, strict=True):
            assert one == other, (engine, row)


ALL = [*perfeval.shipped_rules(), *written_rules.usable()]


@pytest.mark.parametrize("rules", ALL, ids=lambda rules: str(rules.name))
def test_rule_texts_on_every_written_form(rules: perfeval.RuleSet) -> None:
    """Text columns of targets, actual values, points and money; nulls; years; budget-execution rows."""
    hold(rules, WRITTEN[::131], "numpy")


def test_every_kind_of_clause_on_every_written_form() -> None:
    rules = perfeval.parse_rules(written_rules.CLAUSES)
    hold(rules, WRITTEN[::9], "numpy", "scalar")
    hold(rules, WRITTEN[1000:1015], "numba")


@pytest.mark.parametrize("seed", range(4))
def test_random_rule_sets_on_random_rows(seed: int) -> None:
    """Facts of every type as columns, own scales of words, aggregates, formulas, irrational numbers, ranges."""
    random = Random(seed)  # noqa: S311 - test data
    text = random_rules.Author(random).rule_set()
    if random_rules.errors_of(text):
        return
    rows = []
    for table in [random_rules.Filer(random).table() for _ in range(2)]:
        rows += [rows_by_field.of_indicator(item, table) for item in table.indicators]
        rows += [rows_by_field.of_execution(table)] if table.execution is not None else []
    hold(perfeval.parse_rules(text), rows, "numpy", "scalar", places=12)


IRRATIONAL = """
ruleset roots "roots and logarithms, which only the general evaluator follows"
  floor 0 points, cap full
  round half up to 0.01 points
rule rooted for quantity
  award full * sqrt(completion)
rule logged for cost
  when ln(1 + completion) > 0.5  award full
  otherwise                      award full / 2
rule plain for every
  award full * completion
"""


def test_roots_and_logarithms_are_computed_row_by_row_beside_rows_of_kernels() -> None:
    rows: list[dict[str, Any]] = [
        {"level2": level2, "target": target, "actual": actual, "full": "10"}
        for level2 in ("数量指标", "成本指标", "质量指标")
        for target in ("100", "3", "0")
        for actual in ("50", "49", "2", "0", "")
    ]
    hold(perfeval.parse_rules(IRRATIONAL), rows, "numpy", "numba", "scalar")


FACTS = """
ruleset facts "facts of every type"
  floor 0 points, cap full
  round half up to 0.01 points
input accidents tally default 0
input late days "" default 0 days
input share ratio default 100%
input amount number default 1
input bonus points default 0 points
input word grade default "良"
input said text default ""
input done yes_no default yes
input spent money default 0 yuan
input due date default 2024-12-31
rule one for every
  when done = no              award 0 points
  when said contains "免"      award full
  when due > 2024-12-31       award full / 4
  when word >= "良"            award full * share * amount + bonus - accidents * 0.5 points
  when spent > 1 wan_yuan     award full / 3
  otherwise                   award full / 2
  when late > 0 days  on late each 1 day  deduct 0.25 points
"""


def test_facts_of_every_type_are_columns() -> None:
    random = Random(1)  # noqa: S311 - test data
    choices: dict[str, tuple[Any, ...]] = {
        "accidents": ("2", "3次", "1.5", "0", None), "late": ("3天", "2", "1.5天", None), "share": ("95%", "0.5", None),
        "amount": ("0.5", "2", "3个", None), "bonus": ("1", "0.25分", None), "word": ("优", "良", "中", "好", None),
        "said": ("免于考核", "照常", None), "done": ("是", "否", "不详", None), "spent": ("2万元", "3元", None),
        "due": ("2024-12-31", "2025年1月2日", None),
    }  # fmt: skip
    rows: list[dict[str, Any]] = []
    for _ in range(150):
        row: dict[str, Any] = {"target": "100", "actual": random.choice(("90", "120%", "")), "full": "10"}
        given = random.sample(sorted(choices), random.randrange(4))
        rows.append(row | {f"fact {name}": random.choice(choices[name]) for name in given})
    hold(perfeval.parse_rules(FACTS), rows, "numpy", "scalar")


def test_numbers_dates_and_truths_as_typed_columns_of_facts() -> None:
    rules = perfeval.parse_rules(FACTS)
    count = 24
    accidents, late = [one % 4 for one in range(count)], [one % 3 for one in range(count)]
    amounts = [Decimal(one % 5) / 4 for one in range(count)]
    days = [dt.date(2024, 12, 30) + dt.timedelta(one % 4) for one in range(count)]
    done = [one % 7 != 0 for one in range(count)]
    columns = {
        "target": np.full(count, 100), "actual": np.arange(count), "full": np.full(count, 10),
        "accidents": np.array(accidents), "late": pa.array([f"{one}天" for one in late]),
        "amount": pa.array(amounts, pa.decimal128(10, 2)),
        "due": pa.array(days, pa.date32()), "done": pa.array(done),
    }  # fmt: skip
    wanted = [
        rows_by_field.interpreted(
            rules,
            {
                "target": 100,
                "actual": one,
                "full": 10,
                "fact accidents": accidents[one],
                "fact late": f"{late[one]}天",
                "fact amount": amounts[one],
                "fact due": days[one],
                "fact done": done[one],
            },
        )
        for one in range(count)
    ]
    assert len({one.points for one in wanted}) > 5
    for engine in scored_columns.ENGINES:
        assert scored_columns.scored(rules, columns, engine) == wanted


def test_years_decide_which_rules_are_in_force() -> None:
    rules = perfeval.parse_rules(
        "ruleset r\n  round half up to 0.01 points\nparam line = 60% until 2023-12-31\n"
        "param line = 75% from 2024-01-01\n"
        "rule one for every\n  when completion < line  award 0 points\n  otherwise  award full * completion"
    )
    years = [2023, 2024, 2022, 2025, None, 2024]
    actuals = [70, 70, 59, 75, 70, 80]
    wanted = [
        rows_by_field.interpreted(rules, {"target": 100, "actual": one, "full": 10, "year": year})
        for one, year in zip(actuals, years, strict=True)
    ]
    assert [one.points and int(one.points) for one in wanted] == [7, 0, 0, 7, 0, 8]
    for engine in scored_columns.ENGINES:
        for column in (years, [None if year is None else str(year) for year in years]):
            columns = {"target": np.full(6, 100), "actual": np.array(actuals), "full": np.full(6, 10), "year": column}
            assert scored_columns.scored(rules, columns, engine) == wanted


@pytest.mark.parametrize("name", ["speed", "clauses", "facts"])
def test_many_distinct_written_numbers_are_read_as_each_by_itself(name: str) -> None:
    """Beyond some hundred distinct texts plain numbers are read at once, and mean the same."""
    speed = Path(__file__).parents[2] / "benchmarks" / "speed_rule.perfeval"
    rules = {
        "speed": perfeval.load_rules(speed), "clauses": perfeval.parse_rules(written_rules.CLAUSES),
        "facts": perfeval.parse_rules(FACTS),
    }[name]  # fmt: skip
    random = Random(3)  # noqa: S311 - test data
    odd = (
        "",
        "长期",
        "≥90%",
        "0.50",
        "007",
        "1,234.5",
        "-3.25",
        "99999999999.9999",
        "12345678901234567.5",
        "2024",
        "9 %",
        "１２",
    )

    def written() -> str:
        figure = random.choice((str(random.randrange(3000)), f"{random.randrange(400)}.{random.randrange(10_000)}"))
        return random.choice((*odd, *[figure + unit for unit in ("", "", "%", "%", "元", "万元", "亿元", "份")] * 4))

    rows: list[dict[str, Any]] = []
    for _ in range(450):
        target = written()
        like = target.lstrip("0123456789.")
        actual = f"{random.randrange(300)}.{random.randrange(100)}{like}" if random.random() < 0.7 else written()
        row = {
            "level2": random.choice(("数量指标", "成本指标")),
            "target": target,
            "actual": actual,
            "full": f"{random.randrange(1, 40)}.5",
        }
        rows.append(
            row | ({"fact accidents": str(random.randrange(600) / 2).removesuffix(".0")} if name == "facts" else {})
        )
    hold(rules, rows, "numpy")

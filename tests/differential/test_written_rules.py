"""The two evaluators agree: rule texts of the test data and the shipped rule sets, on rows of every written form."""

from __future__ import annotations

import itertools
from fractions import Fraction
from pathlib import Path

import pytest

import perfeval
from perfeval.engine.table import evaluate
from perfeval.values.model import Ratio

TEXTS = sorted((Path(__file__).parents[1] / "language" / "data").glob("*.perfeval"))
VALUES = [
    "", "/", "长期", "达成", "部分达成", "未达成", "优", "≥良", "良", "是", "否", "0", "0次", "≤0次", "3次", "1个",
    "-2", "100", "≥90%", "90%", "=100%", "85%", "120.5%", "3200份", "1600份", "20万元", "≤8万元", "14.98万元",
    "200000元", "60人", "2024年", "12月底前", "2024年11月3日", "2025年1月5日", "10-15天", "12天", "85%-95%", "±10%",
    "5%", "≥3", "<3", "约3次", "120元",
]  # fmt: skip
LABELS = ["数量指标", "成本指标", "时效指标", "社会效益指标", "满意度指标", ""]
MONEY = ["", "0元", "20万元", "14.98万元"]

CLAUSES = """
ruleset clauses "every kind of clause"
  unsigned cost = inverse, every = positive
  deduct 0.25 points
  floor 0 points, cap full
  when cost  round up to 0.1 points
  round half even to 0.01 points
param line = 60% until 2023-12-31
param line = 75% from 2024-01-01
param bonus = 2 points from 2025-01-01
let rate = expenditure / initial_budget
let is_done = actual meets target
let gap = target - actual
rule execution for budget_execution
  when initial_budget is missing or expenditure is missing  not scored
  when rate > 120%  award [0 points, full)
  otherwise on rate
    >= 100%      award full
    [60%, 100%)  award full * rate
    < 60%        award full * [0%, 50%], default full * rate
rule worded for actual is text or achievement is filled and not quantitative
  let half = full / 2
  when actual contains "底"           award (half, full]
  when level2 = "满意度指标"           award [half, half]
  when name contains "数" and not is_done  award [half, full), default half
  otherwise                            award half
  when is_done  add 1.5 points, at most declared
  cap full * 120%
rule late for timeliness
  award full
  on actual over target  each 1 day  deduct 0.5 points, started steps, at most 5 points
  on count(timeliness)   each 2      add 1 point, whole steps
  when 2024-12-31 - 2024-12-01 > 29 days  deduct min(1 point, full * 10%)
  down to zero
rule ranged for satisfaction
  award full * if(completion in [line, 100%], completion, 0%)
  on 90% - completion  each 3 percentage points  deduct 1 point, pro rata
  on gap               each 2 percentage points  deduct 0.5 points, whole steps
rule summed for social_benefit or cost
  award largest(weight, same_level2) * weight / sum(weight, same_level1)
  when actual is a claim  deduct 1 point
  when year = 2024 and not (target is money)  add abs(first(declared, weight) - weight)
  when bonus > 0 points   add bonus
rule rounded for quantitative
  when actual in [target, 200份]  award round up(full * completion, 1 point)
  when gap > 3 or gap < -3%       award max(full * target / actual, 1 point)
  otherwise                       award full - round down(full * (100% - completion), 0.1 points)
grades
  on total
    >= 90 points award "优"
    < 90 points  award "中"
"""


def table(indicators: list[perfeval.Indicator], year: int | None, money: tuple[str, str]) -> perfeval.SelfEvaluation:
    execution = perfeval.BudgetExecution(
        initial=money[0], revised=money[0], executed=money[1], full="10", printed_rate=Ratio(Fraction(9, 10)),
        declared="8",
    )  # fmt: skip
    return perfeval.SelfEvaluation(
        year=year, unit="中卫市", form="部门整体支出", execution=execution, indicators=indicators, declared_total="90"
    )


def tables() -> list[perfeval.SelfEvaluation]:
    names = (
        "数量",
        "验收合格",
        "安全生产",
        "三公经费变动率",
        "重点支出安排率",
        "预算调整率",
        "在职人员控制率",
        "结转结余",
    )
    rows = [
        perfeval.Indicator(
            name=names[number % len(names)],
            level1="产出指标" if number % 3 else "效益指标",
            level2=LABELS[number % len(LABELS)],
            target=target,
            actual=actual,
            full=("10", "7.5", "3.63", "")[number % 7 % 4],
            declared=("", "8", "0", "12.5")[number % 5 % 4],
            explanation="" if number % 2 else "因疫情",
        )
        for number, (target, actual) in enumerate(itertools.product(VALUES, VALUES))
    ]
    pieces = [rows[start : start + 40] for start in range(0, len(rows), 40)]
    money = list(itertools.product(MONEY, MONEY))
    years = (2024, 2019, 2025, None)
    return [table(piece, years[index % 4], money[index % len(money)]) for index, piece in enumerate(pieces)]


@pytest.fixture(scope="module")
def many() -> list[perfeval.SelfEvaluation]:
    return tables()


def usable() -> list[perfeval.RuleSet]:
    """The rule texts of the language's tests that this version can evaluate."""
    found = []
    for path in TEXTS:
        try:
            found.append(perfeval.load_rules(path))
        except perfeval.RuleError:
            continue
    return found


def agree(rules: perfeval.RuleSet, given: perfeval.SelfEvaluation) -> None:
    compiled, interpreted = evaluate(rules, given), evaluate(rules, given, evaluator="interpreter")
    assert compiled.rows == interpreted.rows
    assert compiled.execution == interpreted.execution
    assert (compiled.total, compiled.grade) == (interpreted.total, interpreted.grade)
    assert compiled.findings == interpreted.findings


@pytest.mark.parametrize("rules", [*perfeval.shipped_rules(), *usable()], ids=lambda rules: str(rules.name))
def test_rule_texts_score_alike(rules: perfeval.RuleSet, many: list[perfeval.SelfEvaluation]) -> None:
    for given in many[::6]:
        agree(rules, given)


def test_every_kind_of_clause_scores_alike(many: list[perfeval.SelfEvaluation]) -> None:
    rules = perfeval.parse_rules(CLAUSES)
    for given in many:
        agree(rules, given)
    statuses = {score.status for given in many for score in rules.evaluate(given).rows}
    assert statuses == {"scored", "undecided", "not scored"}


def test_traces_are_alike(many: list[perfeval.SelfEvaluation]) -> None:
    for rules in (perfeval.parse_rules(CLAUSES), perfeval.load_rules("zhongwei")):
        for given in many[:2]:
            compiled, interpreted = evaluate(rules, given), evaluate(rules, given, evaluator="interpreter")
            for one, other in zip(compiled.rows, interpreted.rows, strict=True):
                assert one.trace == other.trace

"""The benchmarks' oracle and the interpreter are two independent computations of one rule: they must agree."""

import importlib.util
import sys
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from types import ModuleType

import pytest

import perfeval
from perfeval import Indicator, SelfEvaluation
from perfeval.engine.table import evaluate
from perfeval.values.model import Comparison, Missing, Number, Sign

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
RULES = perfeval.load_rules(str(BENCHMARKS / "speed_rule.perfeval"))


def _load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"benchmarks_{name}", BENCHMARKS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


oracle = _load("oracle")


def _indicator(level2: str, sign: str, target: int | None, actual: int | None, full: int | None) -> Indicator:
    number = None if target is None else Number(Fraction(target, 100))
    return Indicator(
        name="x",
        level2=level2,
        target=Missing() if number is None else Comparison(Sign(sign), number) if sign else number,
        actual=Missing() if actual is None else Decimal(actual) / 100,
        full=Missing() if full is None else Decimal(full) / 100,
    )


@pytest.mark.parametrize(
    ("row", "points"),
    [
        (
            ("数量指标", "≥", 3_00, 5_00, 3_63),
            3_03,
        ),  # 3.63 × (1 − (5 ÷ 3 − 150 %)) = 3.025; Decimal in that order: 3.02
        (("数量指标", "≥", 3_35, 2_01, 18_00), 10_80),  # exactly 60 %; floats: 0
        (("数量指标", "≥", 3_35, 2_00, 18_00), 0),
        (("数量指标", "≥", 369_729_258_129_66, 228_908_974_429_43, 21_28), 13_17),  # 2.7 × 10⁻¹⁶ below 13.175
        (("满意度指标", "≥", 95_00, 79_99, 3_61), 1_81),
        (("数量指标", "", 0, 0, 5_00), 5_00),  # an unsigned target of 0: the fewer the better
        (("数量指标", "", 0, 1, 5_00), 0),
        (("数量指标", "≥", -5_00, -3_00, 5_00), 5_00),
        (("成本指标", "", 8_00, 10_00, 10_00), 8_00),
        (("质量指标", "=", 8_00, 4_80, 10_00), 6_00),
        (("满意度指标", "≥", 95_00, 79_99, 3_63), 1_82),
        (("满意度指标", "≥", None, 90_00, 10_00), 10_00),
        (("数量指标", "≥", None, 90_00, 10_00), None),
        (("数量指标", "≥", 3_00, None, 10_00), None),
    ],
)
def test_the_known_cases(row: tuple[str, str, int | None, int | None, int | None], points: int | None) -> None:
    assert oracle.score(oracle.Row(*row)) == points
    expected = None if points is None else Decimal(points) / 100
    assert RULES.score(_indicator(*row)).points == expected


@pytest.mark.parametrize("name", [*oracle.GENERATORS, "blanks"])
def test_the_oracle_agrees_with_the_interpreter(name: str) -> None:
    rows = oracle.rows(oracle.GENERATORS.get(name, oracle.blanks), 200)
    table = SelfEvaluation(year=2024, indicators=[_indicator(*row) for row in rows])
    found = [one.points for one in evaluate(RULES, table, evaluator="interpreter").rows]
    assert found == [None if (right := oracle.score(row)) is None else Decimal(right) / 100 for row in rows]


def test_rows_are_what_they_are_called() -> None:
    assert all(oracle.is_tie(row) for row in oracle.rows(oracle.ties, 500))
    for row in oracle.rows(oracle.near_ties, 500):
        assert 0 < abs(oracle.exact(row) % 1 - Fraction(1, 2)) < Fraction(1, 10**13)  # hundredths: 10⁻¹⁵ points
        assert row.target > 1000 * 10**8 * 100
    ordinary = oracle.rows(oracle.ordinary, 4000)
    assert 0.003 < sum(map(oracle.is_tie, ordinary)) / len(ordinary) < 0.009


def test_the_rule_set_holds_its_examples() -> None:
    assert not perfeval.check_rules((BENCHMARKS / "speed_rule.perfeval").read_text("utf-8"))
    assert all(result.passed for result in RULES.test())

"""The two evaluators agree: random well-typed rule sets on random tables."""

from __future__ import annotations

import functools
from collections.abc import Callable
from fractions import Fraction
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

import perfeval
from perfeval.engine.table import evaluate
from perfeval.values.model import Number

# ---- expressions, as text, by the type that they have ----

POINTS = [
    "full",
    "full",
    "weight",
    "8 points",
    "0 points",
    "2.5 points",
    "3.333 points",
    "0",
    "declared",
    "some_points",
    "f_points",
    "by formula",
]
RATIOS = ["completion", "60%", "95.5%", "0%", "120%", "33.3%", "printed_rate", "line", "share", "f_ratio", "goal_share"]
MONEY = ["initial_budget", "revised_budget", "expenditure", "carry_over", "20 wan_yuan", "0", "5000 yuan", "base"]
NUMBERS = ["3", "0", "0.5", "12", "count(every)"]
ROWS = ["target", "actual", "target", "actual", "revised_target", "some_row", "f_row"]
IRRATIONAL = [
    "sqrt(abs(completion))", "sqrt(share)", "ln(1 + abs(completion))", "ln(completion)", "exp(min(completion, 200%))",
    "exp(-abs(share))", "power(abs(completion), 1.5)", "power(1 + abs(share), -2)", "power(completion, f_ratio)",
    "ln(abs(completion)) / ln(2)",
]  # fmt: skip
INPUTS = [
    "input f_points points default 1.5 points", "input f_ratio ratio default 80%", "input f_row same as target",
    "input f_count tally default 0", "input f_yes yes_no default no", 'input f_word grade default "良好"',
]  # fmt: skip
TEXTS = ["name", "level1", "level2", "sign", "explanation", "region", "project"]
KINDS = [
    "every", "budget_execution", "output", "quantity", "quality", "cost", "benefit", "satisfaction", "quantitative",
    "qualitative", "positive", "inverse", "equality", "timeliness",
]  # fmt: skip
TYPES = ["money", "ratio", "number", "date", "grade", "yes_no", "text"]
STATES = ["is missing", "is filled", "is not applicable", "is a claim"]
MODES = ["round half up", "round half even", "round down", "round up"]
SIGNS = [">=", ">", "<=", "<", "=", "!="]
WORDS = ['"合格"', '"良好"', '"良"', '"优"', '"达成"', '"部分达成"', '"验收合格"', '"产出"', '"长期"']
STEPS = [
    "completion over 100% each 5 percentage points", "90% - completion each 3 percentage points", "completion each 7%",
    "expenditure over revised_budget each 1 wan_yuan", "actual short of 90% each 5 percentage points",
    "(target - actual) / target each 5%", "target - actual each 2份", "actual over 0% each 1 percentage point",
    "count(every) each 2", "2024-12-31 - 2024-12-01 each 3 days", "count(cost) each count(every)",
]  # fmt: skip
WHOLE_STEPS = [
    "count(output) each 1",
    "f_count each 1",
    "2024-12-31 - 2024-12-01 each 1 day",
]
RESTATED_FULL = [
    "let full = weight * 100 points / sum(weight)", "let full = level1_points * weight / 100 points",
    "let full = if(cost, 0 points, weight)", "let full = full * 2", "let full = full * actual / target",
]  # fmt: skip
RESTATED_CELLS = [
    "let target = first(revised_target, target)", "let actual = first(actual, target)", "let target = target * 2",
    "let actual = actual * 90%",
]  # fmt: skip
BESIDE_A_ROW = ["target", "actual", "0", "90%", "3 wan_yuan", "100", "5份"]
LABELLED = ["level1", "level2", "name", "achievement", "actual"]
SOME_POINTS = ["weight / 2", "first(declared, weight)", "if(cost, 0, weight)", "sum(weight) / 4"]
SOME_ROWS = ["target", "actual - target", "first(revised_target, target)", "target * 2"]
PARTS = ['"卫"', '"数"', "name"]
OTHER_NAMES = [
    "f_points",
    "f_ratio",
    "f_count",
    "f_yes",
    "f_word",
    "declared",
    "explanation",
    "expenditure",
    "completion",
    "achievement",
    "name",
    "full",
]
LIMITS = ["10%", "60%", "80%", "90%", "100%"]


class Author:
    """Writes a random rule set."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._in_formula = False

    def pick(self, *options: Any) -> Any:
        picked = self._random.choice(options)
        return "full" if picked == "by formula" and self._in_formula else picked

    def one_of(self, *forms: Callable[[], str]) -> str:
        return self._random.choice(forms)()

    # ---- numbers ----

    def numeric(self, depth: int, atoms: list[str]) -> str:
        """An expression of one numeric type: an atom, or what keeps the type."""
        if depth == 0:
            return str(self.pick(*atoms))

        def same() -> str:
            return self.numeric(depth - 1, atoms)

        return self.one_of(
            lambda: str(self.pick(*atoms)),
            lambda: f"({same()} + {same()})",
            lambda: f"min({same()}, {same()})",
            lambda: f"max({same()}, {same()})",
            lambda: f"first({same()}, {same()})",
            lambda: f"abs({same()})",
            lambda: f"(-{same()})",
            lambda: f"if({self.condition(depth - 1)}, {same()}, {same()})",
            lambda: f"{same()} / {self.pick('3', '0.5', '12')}",
        )

    def points(self, depth: int) -> str:
        below = max(depth - 1, 0)
        atom = functools.partial(self.pick, *(one for one in POINTS if one != "0"))
        return self.one_of(
            lambda: self.numeric(depth, POINTS),
            lambda: f"{atom()} * ({self.ratio(below)})",
            lambda: f"{self.pick(*MODES)}({atom()}, {self.pick('0.1 points', '1 point', 'weight')})",
            lambda: f"sum({self.pick('weight', 'full', 'declared', 'weight * 2')}, {self.condition(below)})",
            lambda: f"sum({self.pick('full * completion', 'full * target / actual')}, {self.pick(*KINDS)})",
            lambda: f"largest({self.pick('weight', 'full')}, {self.pick('same_level1', 'same_level2', *KINDS)})",
            lambda: f"({atom()} - {atom()})",
            lambda: f"full * ({self.row_value(0)}) / {self.pick(*ROWS)}",
        )

    def ratio(self, depth: int) -> str:
        money = functools.partial(self.pick, *(one for one in MONEY if one != "0"))
        return self.one_of(
            lambda: self.numeric(depth, RATIOS),
            lambda: f"{money()} / {money()}",
            lambda: f"{self.pick('full', 'declared')} / {self.pick('full', 'weight', 'declared', 'some_points')}",
            lambda: f"{self.row_value(0)} / {self.pick(*ROWS)}",
            lambda: f"{self.pick('(actual - target)', 'abs(actual - target)')} / target",
            lambda: f"count({self.condition(0)}) / count(every)",
            lambda: f"{self.pick(*MODES)}({self.pick('completion', 'share')}, {self.pick('1%', '0.1%')})",
            lambda: str(self.pick("completion", "share", *IRRATIONAL)),
        )

    def row_value(self, depth: int) -> str:
        one = functools.partial(self.pick, *ROWS)
        if depth == 0:
            return str(one())
        return self.one_of(
            one,
            lambda: f"({one()} - {one()})",
            lambda: f"({one()} + {one()})",
            lambda: f"first({one()}, {one()})",
            lambda: f"min({one()}, {one()})",
            lambda: f"({one()} over {one()})",
            lambda: f"({one()} * 50%)",
            lambda: f"(-{one()})",
            lambda: f"abs({one()})",
            lambda: f"if({self.condition(0)}, {one()}, {one()})",
            lambda: f"round down({one()}, 2)",
            lambda: f"sum({one()}, quantity)",
            lambda: f"largest({one()}, quantity)",
        )

    def interval(self) -> str:
        low, high = self.limits()
        return f"{self.pick('[', '(')}{low}, {high}{self.pick(']', ')')}"

    def limits(self) -> tuple[str, str]:
        low = self._random.randrange(len(LIMITS) - 1)
        return LIMITS[low], LIMITS[self._random.randrange(low + 1, len(LIMITS))]

    # ---- conditions ----

    def condition(self, depth: int) -> str:
        def inner() -> str:
            return self.condition(depth - 1)

        def compound() -> str:
            if depth == 0:
                return str(self.pick(*KINDS))
            return self.one_of(
                lambda: f"({inner()} and {inner()})", lambda: f"({inner()} or {inner()})", lambda: f"not ({inner()})"
            )

        sign = functools.partial(self.pick, *SIGNS)
        return self.one_of(
            compound,
            compound,
            lambda: str(self.pick(*KINDS)),
            lambda: str(self.pick(*KINDS)),
            lambda: str(self.pick(*KINDS)),
            lambda: str(self.pick("actual meets target", "completion < line", "weight > 5 points")),
            lambda: str(self.pick("is_done", "f_yes", "yes", "no")),
            lambda: f"f_word {sign()} {self.pick(*WORDS[:4])}",
            lambda: f"f_count {sign()} {self.pick('2', '0')}",
            lambda: f"{self.pick(*ROWS)} meets {self.pick('target', 'revised_target', 'some_row')}",
            lambda: (
                f"{self.row_value(1)} {sign()} {self.pick('target', 'actual', '0', '90%', '3 wan_yuan', '100', '5份')}"
            ),
            lambda: f"{self.ratio(0)} {sign()} {self.numeric(0, RATIOS)}",
            lambda: f"{self.pick(*MONEY)} {sign()} {self.pick(*MONEY)}",
            lambda: f"{self.pick(*POINTS)} {sign()} {self.pick(*POINTS)}",
            lambda: f"{self.pick(*LABELLED)} {self.pick('=', '!=')} {self.pick(*WORDS)}",
            lambda: f"actual {self.pick('>=', '<')} {self.pick(*WORDS)}",
            lambda: f"achievement {self.pick('>=', '<')} {self.pick(*WORDS)}",
            lambda: f"{self.pick('year', 'count(every)')} {sign()} {self.pick('2024', '3')}",
            lambda: f"{self.pick(*TEXTS)} contains {self.pick(*PARTS)}",
            lambda: f"{self.pick(*ROWS, *OTHER_NAMES)} {self.pick(*STATES)}",
            lambda: f"{self.pick(*ROWS, *OTHER_NAMES)} is {self.pick(*TYPES)}",
            lambda: f"({self.ratio(0)}) in {self.interval()}",
            lambda: f"{self.pick(*ROWS)} in {self.interval()}",
        )

    # ---- clauses ----

    def award(self) -> str:
        def default() -> str:
            return str(self.pick("", "", ", default full", ", default weight / 2", ", default declared"))

        low, high = self.pick("[", "("), self.pick("]", ")")
        return self.one_of(
            lambda: f"award {self.points(2)}",
            lambda: f"award {self.points(1)}",
            lambda: f"award {self.pick('full', 'full * completion', 'full * target / actual', 'full * share')}",
            lambda: f"award {self.pick('full', 'full * completion', 'full * target / actual', '6 points')}",
            lambda: f"award {low}{self.points(1)}, {self.points(1)}{high}{default()}",
            lambda: f"award full * {self.interval()}{default()}",
        )

    def body(self) -> str:
        low, high = self.limits()
        tests = self.pick(
            (f">= {high}", f"[{low}, {high})", f"< {low}"), (f"> {high}", f"({low}, {high}]", f"<= {low}")
        )
        words = ('= "达成"', '= "部分达成"', '= "未达成"')
        return self.one_of(
            self.award,
            self.award,
            lambda: "not scored",
            lambda: "on achievement " + " ".join(f"{word} {self.award()}" for word in words),
            lambda: f"on {self.ratio(1)} " + " ".join(f"{test} {self.award()}" for test in tests),
            lambda: f"on {self.row_value(1)} " + " ".join(f"{test} {self.award()}" for test in tests),
        )

    def amount(self) -> str:
        """Points of an adjustment, seldom anything unknown."""
        return str(self.pick("1 point", "0.333 points", "full", "weight / 3", "full * 10%", "5 points", self.points(1)))

    def change(self) -> str:
        limit = functools.partial(self.pick, "", "", ", at most 3 points", ", at most declared")
        part = functools.partial(self.pick, "whole steps", "started steps", "pro rata")
        which = functools.partial(self.pick, "deduct", "add")
        return self.one_of(
            lambda: f"{which()} {self.amount()}{limit()}",
            lambda: f"{self.pick('cap', 'floor')} {self.amount()}",
            lambda: f"{self.pick(*MODES)} to {self.pick('0.1 points', '0.01 points', '1 point', '0.3 points')}",
            lambda: "down to zero",
            lambda: f"on {self.pick(*STEPS)} {which()} {self.amount()}, {part()}{limit()}",
            lambda: f"on {self.pick(*WHOLE_STEPS)} {which()} {self.amount()}{limit()}",
        )

    def rule(self, name: str) -> str:
        kind = functools.partial(self.pick, *KINDS)
        lines = [f"rule {name} for {self.pick('every', kind(), f'{kind()} or {kind()}', self.condition(1))}"]
        count = self.pick(0, 0, 1, 2, 3)
        lines += [f"  when {self.condition(2)} {self.body()}" for _ in range(count)]
        lines.append(f"  {'otherwise ' if count else ''}{self.body()}")
        for _ in range(self.pick(0, 1, 2)):
            lines.append(f"  when {self.pick(self.pick(*KINDS), self.condition(1))} {self.change()}")
        lines += [f"  {self.pick('cap full', 'floor 1 point', 'round down to 0.1 points')}"] * self.pick(0, 0, 1)
        return "\n".join(lines)

    def formula(self) -> str:
        """A rule used by name: it awards one amount."""
        self._in_formula = True
        lines = [
            "rule formula",
            f"  when {self.pick(*KINDS, self.condition(1))} award {self.points(1)}",
            f"  otherwise award {self.pick('full', 'weight / 3', self.points(1))}",
            *(f"  when {self.condition(0)} {self.change()}" for _ in range(self.pick(0, 1))),
        ]
        self._in_formula = False
        return "\n".join(lines)

    def rule_set(self) -> str:
        lines = [
            'ruleset random "random"',
            "  unsigned cost = inverse, every = positive",
            *(f"  when {self.pick(*KINDS)} {self.change()}" for _ in range(self.pick(0, 1, 2))),
            f"  {self.pick('down to zero', 'cap full', 'floor 0 points, cap full', 'deduct 0.125 points')}",
            f"  {self.pick(*MODES)} to 0.01 points",
            *INPUTS,
            'scale "优秀", "良好", "合格", "不合格"',
            "param line = 60% until 2023-12-31",
            "param line = 75% from 2024-01-01",
            f"let base = {self.pick('initial_budget', 'revised_budget', 'max(initial_budget, revised_budget)')}",
            "let share = expenditure / base",
            f"let some_points = {self.pick(*SOME_POINTS)}",
            f"let some_row = {self.pick(*SOME_ROWS)}",
            f"let is_done = {self.pick('completion >= line', 'actual meets target', 'count(cost) > 1')}",
        ]
        lines += [self.pick(*RESTATED_FULL)] * self.pick(0, 0, 1)
        lines += [self.pick(*RESTATED_CELLS)] * self.pick(0, 0, 1)
        lines += [self.formula()]
        lines += [self.rule(f"r{index}") for index in range(self.pick(2, 3, 4))]
        lines += [f"total\n  award sum(score) + {self.pick('0', 'largest(score)', 'sum(full, output)')}"] * self.pick(
            0, 1
        )
        lines.append('grades on total >= 60 points award "优" < 60 points award "差"')
        return "\n".join(lines)


# ---- tables ----

FIGURES = ["0", "1", "3", "90", "100", "3200", "-2", "3.35", "12.5", "99.5"]
UNITS = ["", "份", "次", "个", "%", "万元", "元", "天", "人", "亩"]
FRONTS = ["", "", "≥", "≤", "=", ">", "<", "不超过"]
OTHERS = [
    "", "/", "长期", "达成", "部分达成", "未达成", "优", "≥良", "良", "差", "是", "否", "2024年12月", "12月底前",
    "2024年", "2024年11月3日", "10-15天", "85%-95%", "±10%", "验收合格", "约3次", "明显提升", "合格", "不合格", "优秀",
]  # fmt: skip
LABELS = ["", "数量指标", "质量指标", "成本指标", "时效指标", "社会效益指标", "服务对象满意度指标", "★经济成本 指标"]


class Filer:
    """Fills in a random table."""

    def __init__(self, random: Random) -> None:
        self._random = random

    def pick(self, *options: Any) -> Any:
        return self._random.choice(options)

    def figure(self, unit: str) -> str:
        return f"{self.pick(*FIGURES)}{unit}"

    def cells(self) -> tuple[str, str]:
        """Target and actual value: mostly of one unit, at times copied, or anything at all."""
        unit = self.pick(*UNITS)
        target = f"{self.pick(*FRONTS)}{self.figure(unit)}"
        match self.pick("alike", "alike", "alike", "words", "echo", "any"):
            case "alike":
                return target, self.figure(unit)
            case "words":
                return self.pick("长期", "≥良", "是"), self.pick(*OTHERS)
            case "echo":
                return target, target
            case _:
                other = f"{self.pick(*FRONTS)}{self.figure(self.pick(*UNITS))}"
                return self.pick(target, *OTHERS), self.pick(other, *OTHERS)

    def indicator(self) -> perfeval.Indicator:
        target, actual = self.cells()
        return perfeval.Indicator(
            name=self.pick("验收合格", "数量", "印发份数"),
            level1=self.pick("", "产出指标", "产出指标(40分)", "效益指标", "成本指标"),
            level2=self.pick(*LABELS),
            target=target,
            actual=actual,
            full=self.pick("10", "7.5", "22.5", "3.63", "2", "0", ""),
            declared=self.pick("", "10", "8", "6.5", "1", "0.5", "5", "2", "9", "12", "无"),
            revised_target=self.pick("", "", self.cells()[0]),
            explanation=self.pick("", "因疫情"),
            level1_points=self.pick("", "40", "40", "50"),
            nature=self.pick("", "", "", "定性"),
            goal_share=self.pick("", "", "60%", "三成"),
            facts=self.facts(),
        )

    def facts(self) -> dict[str, str]:
        """Facts of a row or a table: given, blank, of the right type or of none."""
        choices = {
            "f_points": ("2", "0.5分", "1"), "f_ratio": ("90%", "110%"), "f_row": ("100", "3份", "90%", "长期"),
            "f_count": ("3次", "2", "0"), "f_yes": ("是", "否"), "f_word": ("良好", "优", "不合格", "中"),
        }  # fmt: skip
        given: dict[str, str] = {
            name: self.pick(*values) for name, values in choices.items() if self.pick(True, True, True, False)
        }
        wrong: tuple[tuple[str, str], ...] = (
            ("f_ratio", "0.9"),
            ("f_count", "1.5"),
            ("f_yes", "大概"),
            ("f_points", "x"),
        )
        if self.pick(True, False, False):
            name, value = self.pick(*wrong)
            given[name] = value
        return given

    def table(self) -> perfeval.SelfEvaluation:
        money = functools.partial(
            self.pick, "", "1万元", "9元", "7万元", "0元", "20万元", "8万元", "3.35万元", "117.23万元"
        )
        execution = perfeval.BudgetExecution(
            initial=money(), revised=money(), executed=money(), carry_over=money(),
            full=self.pick("10", "10", ""), printed_rate=Number(Fraction(50)), declared=self.pick("", "9"),
        )  # fmt: skip
        return perfeval.SelfEvaluation(
            year=self.pick(2024, 2023, None),
            unit=self.pick("", "中卫市政府"),
            project=self.pick("", "印刷项目"),
            execution=self.pick(execution, execution, None),
            indicators=[self.indicator() for _ in range(self.pick(2, 4, 8))],
            declared_total=self.pick("", "88"),
            facts=self.facts(),
        )


def agree(rules: perfeval.RuleSet, table: perfeval.SelfEvaluation) -> None:
    compiled, interpreted = evaluate(rules, table), evaluate(rules, table, evaluator="interpreter")
    assert compiled.rows == interpreted.rows
    assert compiled.execution == interpreted.execution
    assert (compiled.total, compiled.grade) == (interpreted.total, interpreted.grade)
    assert compiled.findings == interpreted.findings
    for one, other in zip(compiled.rows, interpreted.rows, strict=True):
        assert (
            one.trace == other.trace
        )  # telling a compiled score checks its outcome once more, ends of ranges included


REFUSED = {
    "points-and-ratio",
    "points-needed",
    "type-mismatch",
    "unit-mismatch",
    "interval-reversed",
    "percent-needed",
    "percent-or-points",
    "pure-number-needed",
}
"""What a random text cannot always avoid: a bare 0, or a bare step of rounding, that takes another type than meant, and
`power(completion, …)` in a rule for rows whose `completion is money`."""


def errors_of(text: str) -> set[str]:
    return {one.code for one in perfeval.check_rules(text) if one.level.value == "error"}


def scored(seed: int) -> list[perfeval.Score]:
    """The rows of random tables, scored by a random rule set and found equal; none where the text is refused."""
    random = Random(seed)  # noqa: S311 - test data
    text = Author(random).rule_set()
    errors = {one.code for one in perfeval.check_rules(text) if one.level.value == "error"}
    assert errors <= REFUSED, text
    if errors:
        return []
    rules = perfeval.parse_rules(text)
    found: list[perfeval.Score] = []
    for _ in range(3):
        table = Filer(random).table()
        agree(rules, table)
        found += rules.evaluate(table).rows
    return found


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 2**64))
def test_compiled_rules_score_as_the_interpreter_does(seed: int) -> None:
    scored(seed)


def test_random_rows_are_of_every_status() -> None:
    scores = [score for seed in range(40) for score in scored(seed)]
    number = len(scores)
    assert number > 300
    assert sum(score.status == "scored" for score in scores) > number / 10
    assert sum(score.status == "undecided" and score.rule is not None for score in scores) > number / 10
    assert {score.score_from for score in scores} == {"rule", "declared", "default", None}

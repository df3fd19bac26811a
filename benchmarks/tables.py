"""How many whole tables a second are scored, audited and explained. Run it: `python benchmarks/tables.py`.

The tables: the four of docs/examples/zhongwei_2024.txt by the rule set `zhongwei`, and made-up ones of fifteen rows
that have every written form of a value, by `national_2020`, with figures and names that differ from one round to the
next: one whose declared scores are wrong in three rows, as in a table that a person filed, and one where most are.
Every round reads or makes all tables anew, outside the time measured, so that nothing is remembered of them that
somebody who audits each table once would not have. One process, one thread, processor time, garbage collected between
rounds, as in `speed.py`; each round goes through every table and every way in turn; what is shown is the median over
the rounds. Promised are 200 tables a second, scored and audited with the traces of all rows; the last column adds the
sentence on each row.

Machines differ, and one machine from one minute to the next. So every round also times the baseline of `speed.py`, a
function over Decimals, and the second table says what the first would be where that does 0.74 million rows a second, as
on the machine for which 200 was promised.
"""

from __future__ import annotations

import gc
import random
import statistics
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import oracle
from peers import python_decimal
from speed import timed

import perfeval
from perfeval import BudgetExecution, Indicator, RuleSet, SelfEvaluation

ROUNDS = 41
PROMISED_ON = 0.74e6
"""Rows a second of the baseline, on the machine for which so many tables a second were promised."""
EXAMPLES = Path(__file__).parent.parent / "docs" / "examples" / "zhongwei_2024.txt"
OUTPUT, BENEFIT, SATISFACTION = "产出指标 (50分)", "效益指标 (30分)", "满意度指标 (10分)"


def made_up(random_: random.Random, given: Sequence[str] = ()) -> SelfEvaluation:
    """A table of fifteen rows with every written form that the reader of cells knows.

    `given`: the scores that the rules give; all but every fifth row declares them. Else every row declares full marks.
    """

    def below(most: int) -> int:
        return random_.randrange(most // 3, most + most // 4)

    people, copies, budget, acres = (random_.randrange(40, 4000) for _ in range(4))
    share, word = random_.randrange(80, 99), random_.choice(("明显提升", "逐步改善", "持续向好", "有效保障"))
    deducted = f"{random_.randrange(100, 499) / 100:.2f}"
    day, late = random_.randrange(1, 28), random_.randrange(1, 28)
    rows = (
        (OUTPUT, "数量指标", "培训人数", f"{people}人", f"{below(people)}人", "4"),
        (OUTPUT, "数量指标", "印刷册数", f"≥{copies}册", f"{below(copies)}份", "4"),
        (OUTPUT, "数量指标", "绿化面积", f"{acres}万亩", f"{below(acres)}万亩", "4"),
        (OUTPUT, "数量指标", "走访家庭", f"{people}", f"{below(people)}户", "4"),
        (OUTPUT, "质量指标", "验收合格率", f"≥{share}%", f"{share - 7}.5%", "5"),
        (OUTPUT, "质量指标", "安全事故", "0起", "0起", "5"),
        (OUTPUT, "质量指标", "抽检偏差", f"{share - 20}%-{share}%", f"{share - 3}%", "4"),
        (OUTPUT, "时效指标", "完成时间", f"2024年11月{day}日前", f"2024年11月{late}日", "5"),
        (OUTPUT, "时效指标", "按期完成率", "2024年", f"{share}%", "5"),
        (OUTPUT, "成本指标", "项目成本", f"≤{budget}万元", f"{below(budget)}.25万元", "5"),
        (OUTPUT, "成本指标", "预算偏差", "±10%", f"{random_.randrange(1, 14)}%", "5"),
        (BENEFIT, "社会效益指标", "服务能力", word, word, "10"),
        (BENEFIT, "生态效益指标", "环境质量", "≥良", "优", "10"),
        (BENEFIT, "可持续影响指标", "机制健全", "健全", "部分达成年度指标并具有一定效果", "10"),
        (SATISFACTION, "服务对象满意度指标", "群众满意度", f"≥{share}%", f"≥{share}%", "10"),
    )
    made = []
    for number, (level1, level2, name, target, actual, full) in enumerate(rows):
        label, points = level1[:-1].split(" (")
        made.append(
            Indicator(
                name=f"{name}{random_.randrange(10_000)}",
                level1=label,
                level1_points=points,
                level2=level2,
                target=target,
                actual=actual,
                full=full,
                declared=deducted if number % 5 == 2 else given[number] if given else full,
                explanation="按实际需要压减" if number % 3 == 0 else "",
            )
        )
    spent = random_.randrange(budget // 2, budget)
    return SelfEvaluation(
        title="项目支出绩效自评表",
        project="一个项目",
        department="某市某局",
        unit="某中心",
        year=2024,
        execution=BudgetExecution(
            initial=f"{budget}万元",
            revised=f"{budget}万元",
            executed=f"{spent}万元",
            full="10",
            printed_rate=f"{round(spent / budget * 100, 2)}%",
            declared="9",
        ),
        indicators=made,
        declared_total=f"{random_.randrange(7000, 9999) / 100:.2f}",
        declared_full="100",
    )


def filed(seed: float, rules: RuleSet) -> SelfEvaluation:
    """The made-up table as somebody files it who knows the rules, all but three rows of it."""
    scores = rules.evaluate(made_up(random.Random(seed))).rows  # noqa: S311 - test data
    given = ["8" if score.points is None else str(score.points) for score in scores]
    return made_up(random.Random(seed), given)  # noqa: S311 - test data


def traced(table: SelfEvaluation, rules: RuleSet) -> list[perfeval.Score]:
    """The audit, and the trace of every row: how its score came about, step by step."""
    found = perfeval.audit(table, rules).evaluation
    scores = [*found.rows, *(() if found.execution is None else (found.execution,))]
    for score in scores:
        assert score.trace.steps is not None  # noqa: S101 - read, as a report does
    return scores


def explained(table: SelfEvaluation, rules: RuleSet) -> None:
    """What a report of every row reads: the audit, each row's steps, and its sentence."""
    for score in traced(table, rules):
        score.explain("zh")


WAYS: dict[str, Callable[[SelfEvaluation, RuleSet], object]] = {
    "evaluate": lambda table, rules: rules.evaluate(table),
    "audit": perfeval.audit,
    "audit, all rows traced": traced,
    "audit, all rows explained": explained,
}


def tables_of_round(random_: random.Random, rules: RuleSet) -> dict[str, Callable[[], SelfEvaluation]]:
    """Every table by name, made anew each time that it is asked for."""
    seed = random_.random()
    made: dict[str, Callable[[], SelfEvaluation]] = {
        f"zhongwei {index + 1}": lambda index=index: perfeval.read_tables(EXAMPLES)[index]  # type: ignore[misc]
        for index in range(4)
    }
    made["made-up, few wrong"] = lambda: filed(seed, rules)
    made["made-up, most wrong"] = lambda: made_up(random.Random(seed))  # noqa: S311 - test data
    return made


def main() -> None:
    """Measure and print."""
    zhongwei, national = perfeval.load_rules("zhongwei"), perfeval.load_rules("national_2020")
    random_ = random.Random(20)  # noqa: S311 - test data
    seconds: dict[tuple[str, str], list[float]] = {}
    rows: dict[str, int] = {}
    baseline_rows = oracle.rows(oracle.ordinary, 3000)
    by_hand = python_decimal.WAYS[0].prepare(baseline_rows)
    baseline: list[float] = []
    gc.collect()
    gc.disable()
    for _ in range(ROUNDS):
        baseline.append(min(timed(by_hand) for _ in range(3)))
        for name, fresh in tables_of_round(random_, national).items():
            rules = zhongwei if name.startswith("zhongwei") else national
            for way, run in WAYS.items():
                table = fresh()
                rows[name] = len(table.indicators)
                one = timed(partial(run, table, rules))
                seconds.setdefault((name, way), []).append(one)
        gc.collect()
    print(f"tables a second (milliseconds a table), median of {ROUNDS} interleaved rounds")
    shown(rows, seconds, lambda _: 1.0)
    speeds = [len(baseline_rows) / one for one in baseline]
    done = statistics.median(speeds) / 1e6
    print(f"\nthe baseline did {done:.2f} M rows/s; where it does {PROMISED_ON / 1e6} M rows/s:")
    shown(rows, seconds, lambda index: speeds[index] / PROMISED_ON)


def shown(rows: dict[str, int], seconds: dict[tuple[str, str], list[float]], slowness: Callable[[int], float]) -> None:
    """Print the medians; what each round took is multiplied by its `slowness`."""
    print(f"{'table':<20}{'rows':>5}" + "".join(f"{way:>28}" for way in WAYS))
    for name, count in rows.items():
        medians = [
            statistics.median(one * slowness(index) for index, one in enumerate(seconds[name, way])) for way in WAYS
        ]
        print(f"{name:<20}{count:>5}" + "".join(f"{1 / one:>17.0f} ({one * 1000:>5.2f} ms)" for one in medians))


if __name__ == "__main__":
    main()

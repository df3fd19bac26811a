"""`RuleSet.evaluator` is `RuleSet.score` as a plain callable, however a row is given and whatever came before it."""

from __future__ import annotations

import datetime as dt
import itertools
import pickle
import threading
from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import perfeval
from perfeval import Indicator

NATIONAL = perfeval.load_rules("national_2020")
SPEED = perfeval.load_rules(Path(__file__).parents[2] / "benchmarks" / "speed_rule.perfeval")
RANGE = perfeval.parse_rules(
    "ruleset r\n  round half up to 0.01 points\nrule one for every\n"
    "  when achievement is filled  award [full / 2, full]\n  otherwise  award full * completion"
)
FULL_IN_CENTS = NATIONAL.evaluator("target", "actual", "full", scaled={"full": 2})
BY_MAPPING = NATIONAL.evaluator()
NAN = Decimal("NaN")
LABELS = ("数量指标", "成本指标", "满意度指标", "")
FORMS = ("3", "≥3", "≤5", "90%", "≥90%", "长期", "达成", "", "0", "-2", "12.5", "3份", "20万元", "2024年12月")

decimals = st.decimals(-20, 200, places=2) | st.sampled_from([Decimal(0), Decimal(3), Decimal(5), Decimal("1E+2")])
cells = st.one_of(decimals, decimals, st.sampled_from(FORMS), st.integers(-5, 100), st.none(), st.just(Fraction(1, 4)))
fulls = st.one_of(st.decimals(0, 30, places=2), st.integers(0, 20), st.sampled_from(["10", "7.5分", ""]), st.none())


def scored(rules: perfeval.RuleSet, **row: Any) -> Decimal | None:
    given_row = {name: value for name, value in row.items() if value is not None}
    return rules.score(Indicator(**{"name": "", **given_row})).points


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from([NATIONAL, SPEED, RANGE]),
    st.lists(st.tuples(st.sampled_from(LABELS), cells, cells, fulls, st.none() | decimals), min_size=1, max_size=12),
)
def test_positional_mapping_and_indicator_give_what_score_gives(
    rules: perfeval.RuleSet, rows: list[tuple[Any, ...]]
) -> None:
    names = ("level2", "target", "actual", "full", "declared")
    positional, by_mapping = rules.evaluator(*names), rules.evaluator()
    for row in rows * 2:  # once learned, once looked up
        fields = dict(zip(names, row, strict=True))
        wanted = scored(rules, **fields)
        assert positional(*row) == wanted
        assert by_mapping(fields) == wanted
        assert by_mapping(dict(reversed(fields.items()))) == wanted
        assert by_mapping(SimpleNamespace(**fields)) == wanted
        assert (
            by_mapping(Indicator(**{"name": "", **{name: one for name, one in fields.items() if one is not None}}))
            == wanted
        )


@settings(max_examples=40, deadline=None)
@given(st.permutations(["level2", "target", "actual", "full", "declared"]), st.integers(0, 2**32))
def test_keys_in_any_order_with_any_others_never_meet_a_function_made_for_other_keys(
    order: list[str], seed: int
) -> None:
    random = Random(seed)  # noqa: S311 - test data
    evaluate = RANGE.evaluator()
    chinese = {"level2": "二级指标", "target": "指标值", "actual": "完成值", "full": "分值", "declared": "自评得分"}
    for _ in range(12):
        row: dict[str, Any] = {
            "level2": random.choice(LABELS), "target": Decimal(random.choice((3, 5, 0))),
            "actual": Decimal(random.randrange(7)),
            "full": Decimal(random.choice((10, 8))), "declared": random.choice((None, Decimal(7), Decimal(3), "7")),
        }  # fmt: skip
        names = random.sample(order, 5)
        if random.random() < 0.3:
            names = [one for one in names if one != "declared"]
            row.pop("declared")
        given_row: dict[str, Any] = {(chinese[one] if random.random() < 0.3 else one): row[one] for one in names}
        if random.random() < 0.4:
            given_row = {"another": random.choice((1, "x", Decimal(2), None)), **given_row, "备用": Decimal(99)}
        if random.random() < 0.3:
            given_row["nature"] = random.choice(("≥", "≤", ""))
        beside = {"nature": given_row["nature"]} if "nature" in given_row else {}
        target = f"{beside.get('nature', '')}{row['target']}"
        wanted = scored(RANGE, **{**row, "target": target, **beside})
        assert evaluate(given_row) == wanted, given_row


def test_the_same_texts_with_other_types_are_other_rows() -> None:
    """A learned key holds texts; a year, a truth and a number that compare alike must not be taken for each other."""
    evaluate = NATIONAL.evaluator()
    base = {"level2": "数量指标", "full": Decimal(10)}
    for target, actual in itertools.permutations((Decimal(1), 1, "1", "是", True, "100%", Fraction(1), "1份", None), 2):
        row = {**base, "target": target, "actual": actual}
        assert evaluate(row) == scored(NATIONAL, **row), (target, actual)
    for year in (2020, "2020", Decimal(2020), None, True, 1.5, "二〇二〇"):
        row = {**base, "target": Decimal(3), "actual": Decimal(2), "year": year}
        if year in (2020, "2020", None) and not isinstance(year, bool | Decimal):
            assert evaluate(row) == Decimal("6.67")
        else:
            with pytest.raises(perfeval.InvalidValueError):
                evaluate(row)


def test_scaled_and_plain_answers_are_one() -> None:
    random = Random(5)  # noqa: S311 - test data
    scale = {"target": 2, "actual": 2, "full": 2}
    names = ("level2", "nature", "target", "actual", "full")
    scaled = SPEED.evaluator(*names, scaled=scale, answer="scaled")
    plain = SPEED.evaluator(*names, scaled=scale)
    finer = SPEED.evaluator(*names, scaled=scale, answer="scaled", places=4)
    for _ in range(300):
        level2, nature = random.choice(LABELS), random.choice(("≥", "≤", "=", ""))
        numbers = [random.choice((0, 1, -100, 300, random.randrange(2000), 2**70)) for _ in range(3)]
        wanted = scored(
            SPEED, level2=level2, target=f"{nature}{Decimal(numbers[0]).scaleb(-2):f}",
            actual=Decimal(numbers[1]).scaleb(-2), full=Decimal(numbers[2]).scaleb(-2),
        )  # fmt: skip
        row = (level2, nature, *numbers)
        assert plain(*row) == wanted
        assert scaled(*row) == (None if wanted is None else int(wanted * 100))
        assert finer(*row) == (None if wanted is None else int(wanted * 10_000))


def test_given_fields_are_those_of_every_row_and_one_of_the_row_wins() -> None:
    evaluate = NATIONAL.evaluator("actual", given={"level2": "质量指标", "target": "≥90%", "full": "10"})
    assert evaluate("45%") == scored(NATIONAL, level2="质量指标", target="≥90%", actual="45%", full="10")
    by_mapping = NATIONAL.evaluator(given={"full": 10, "指标值": 4})
    assert by_mapping({"actual": Decimal(2)}) == by_mapping({"完成值": Decimal(2)}) == Decimal("5.00")
    assert [by_mapping({"actual": Decimal(2), "full": Decimal(8)}) for _ in range(2)] == [Decimal("4.00")] * 2


def test_units_beside_the_target() -> None:
    evaluate = NATIONAL.evaluator("nature", "measure", "target", "actual", "full")
    for _ in range(2):
        assert evaluate("≥", "份", 100, "50份", 10) == scored(
            NATIONAL, target="≥100份", actual="50份", full=10, nature="≥"
        )
        assert evaluate("≥", "%", Decimal(90), "45%", 10) == scored(
            NATIONAL, target="≥90%", actual="45%", full=10, nature="≥"
        )


REFUSED: dict[str, tuple[Callable[[], object], str]] = {
    "a binary float": (lambda: NATIONAL.evaluator("target", "actual", "full")(1, 0.5, 10), "binary-float"),
    "a float in a mapping": (lambda: BY_MAPPING({"target": 1, "actual": 0.5, "full": 10}), "binary-float"),
    "a missing field": (lambda: BY_MAPPING({"target": 1, "actual": 1}), "field-missing"),
    "an unknown input": (lambda: NATIONAL.evaluator("targt"), "unknown-field"),
    "an unknown given": (lambda: NATIONAL.evaluator(given={"fulll": 1}), "unknown-field"),
    "a scale for what is no input": (lambda: NATIONAL.evaluator("target", scaled={"actual": 2}), "not-an-input"),
    "a scaled text": (lambda: FULL_IN_CENTS(1, 1, "10"), "wrong-type"),
    "a scaled truth": (lambda: FULL_IN_CENTS(1, 1, True), "wrong-type"),
    "no finite number": (lambda: BY_MAPPING({"target": 1, "actual": NAN, "full": 10}), "not-a-finite-number"),
    "infinite": (lambda: BY_MAPPING({"target": Decimal("Infinity"), "actual": 1, "full": 10}), "not-a-finite-number"),
    "a text that is none": (lambda: BY_MAPPING({"target": 1, "actual": 1, "full": 1, "level2": 3}), "wrong-type"),
    "no row": (lambda: BY_MAPPING(3), "wrong-type"),
    "points of more places": (
        lambda: NATIONAL.evaluator("target", "actual", "full", answer="scaled", places=1)(4, 3, Decimal("0.1")),
        "too-few-places",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("ask", "code"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_row_is_refused_every_time(ask: Callable[[], object], code: str) -> None:
    for _ in range(2):
        with pytest.raises(perfeval.InvalidValueError) as caught:
            ask()
        assert caught.value.code == code
        assert caught.value.wording.zh
        assert caught.value.wording.en


def test_a_refused_row_is_refused_also_once_rows_like_it_were_scored() -> None:
    evaluate = NATIONAL.evaluator()
    good = {"level2": "数量指标", "target": Decimal(4), "actual": Decimal(2), "full": Decimal(10)}
    assert evaluate(good) == Decimal("5.00")
    for odd in (0.5, Decimal("NaN"), Decimal("sNaN"), Decimal("-Infinity"), [1], b"2", dt.datetime(2024, 1, 1).time()):  # noqa: DTZ001
        with pytest.raises(perfeval.InvalidValueError):
            evaluate({**good, "actual": odd})
        assert evaluate(good) == Decimal("5.00")


def test_a_mapping_of_any_class_is_a_row() -> None:
    class Row(dict[str, Any]):
        pass

    from collections import ChainMap, OrderedDict
    from types import MappingProxyType

    fields = {"level2": "数量指标", "target": Decimal(4), "actual": Decimal(2), "full": Decimal(10)}
    evaluate = NATIONAL.evaluator()
    made: list[Mapping[str, Any]] = [
        Row(fields),
        OrderedDict(fields),
        MappingProxyType(fields),
        ChainMap({"full": Decimal(8)}, fields),
    ]
    assert [evaluate(one) for one in made * 2] == [Decimal(5), Decimal(5), Decimal(5), Decimal(4)] * 2


def test_several_threads_score_as_one() -> None:
    rules = perfeval.load_rules("national_2020")
    evaluate = rules.evaluator()
    rows = [
        {"level2": level2, "target": Decimal(target), "actual": Decimal(actual), "full": Decimal(10)}
        for level2 in LABELS for target in (0, 3, 5) for actual in (0, 2, 5, 9)
    ]  # fmt: skip
    wanted = [scored(NATIONAL, **row) for row in rows]
    found: list[list[Any]] = []

    def run(seed: int) -> None:
        order = Random(seed).sample(range(len(rows)), len(rows))  # noqa: S311 - test data
        by_row = {place: evaluate(dict(rows[place])) for place in order}
        found.append([by_row[place] for place in range(len(rows))])

    threads = [threading.Thread(target=run, args=(seed,)) for seed in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [wanted] * 6


def test_a_rule_set_that_has_evaluators_can_be_pickled() -> None:
    rules = perfeval.load_rules("zhongwei")
    row = {"level2": "数量指标", "target": "3200份", "actual": "1600份", "full": "10"}
    assert rules.evaluator()(row) == Decimal(5)
    again = pickle.loads(pickle.dumps(rules))  # noqa: S301 - our own
    assert again.evaluator()(row) == Decimal(5)
    assert again.name == rules.name

"""The generated evaluator as a piece of software: what it contains, when it is made, when the interpreter is asked."""

from __future__ import annotations

import copy
import datetime as dt
import keyword
import pickle
import re
import threading
from decimal import Decimal
from fractions import Fraction

import pytest
from attrs import evolve

import perfeval
from perfeval import Indicator, SelfEvaluation
from perfeval.engine import outcome
from perfeval.engine.compiled import EvaluatorsDisagreeError
from perfeval.engine.outcome import Awarded
from perfeval.engine.score import Trace
from perfeval.engine.to_python import compile_rules
from perfeval.language import nodes

ROW = Indicator(name="x", level2="数量指标", target="3200份", actual="1600份", full="10")


def fresh(name: str = "national_2020") -> perfeval.RuleSet:
    return evolve(perfeval.load_rules(name))


def test_no_rule_text_becomes_code() -> None:
    hostile = """ruleset h "h"
  round half up to 0.01 points
let 「import os」 = 60%
rule 「os system」 for name = "__import__('os')" or level1 contains "{K0}"
  let 「os」 = completion
  when 「os」 < 「import os」  award 1 point
  otherwise award full
"""
    source = perfeval.parse_rules(hostile).programs.on(dt.date(2024, 12, 31)).source
    code = "\n".join(line for line in source.splitlines() if not line.startswith("#"))
    words = re.findall(r"\w+", code)
    assert "os" not in words
    assert "__" not in code
    allowed = re.compile(r"[a-z]+_\d+|[ncdv]\d+|K\d+|\d+")
    ours = {
        "here", "row", "kinds", "memo", "result", "award", "accepted", "top", "bottom", "weight", "completion", "name",
        "level1", "text_field", "labels", "contains", "compared", "number", "reduced", "choose", "full_marks",
        "half_up", "Fraction", "NOTHING", "KEPT_OUT",
    }  # fmt: skip
    assert {word for word in words if not allowed.fullmatch(word) and not keyword.iskeyword(word)} <= ours


def test_comments_hold_no_line_breaks() -> None:
    national = fresh().nodes
    renamed = evolve(national, rules=tuple(evolve(rule, name="a\nimport os\r\u2028b") for rule in national.rules))
    source = compile_rules(renamed, dt.date(2024, 12, 31)).source
    assert "import os" not in source.splitlines()
    assert not re.search(r"^import", source, re.MULTILINE)


def test_a_program_is_made_once_for_the_days_between_two_changes() -> None:
    text = """ruleset dated
  round half up to 0.01 points
param line = 60% until 2020-12-31
param line = 70% from 2021-01-01
rule r for every
  effective from 2019-06-01
  when completion < line award 0 points otherwise award full
"""
    programs = perfeval.parse_rules(text).programs
    assert programs.on(dt.date(2019, 12, 31)) is programs.on(dt.date(2020, 12, 31))
    assert programs.on(dt.date(2021, 1, 1)) is programs.on(dt.date(9999, 12, 31))
    assert programs.on(dt.date(2020, 12, 31)) is not programs.on(dt.date(2021, 1, 1))
    assert programs.on(dt.date(2019, 5, 31)).rules == ()


def test_scoring_builds_no_sentences(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("the interpreter was asked")

    rules = fresh()
    score = rules.score(ROW)
    monkeypatch.setattr("perfeval.engine.rows.apply_rule", refuse)
    assert rules.score(ROW).points == Decimal("5.00")
    with pytest.raises(AssertionError):
        _ = score.trace


def test_a_trace_is_told_once() -> None:
    score = fresh().score(ROW)
    assert isinstance(score.trace, Trace)
    assert score.trace is score.trace
    assert "1600" in score.explain("zh")


def test_evaluators_that_disagree_are_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    score = fresh().score(ROW)
    honest = outcome.apply_rule

    def wrong(rule: nodes.Rule, interpreter: object) -> tuple[object, object]:
        _, steps = honest(rule, interpreter)  # type: ignore[arg-type]
        return Awarded(Fraction(4), Fraction(4)), steps

    monkeypatch.setattr("perfeval.engine.rows.apply_rule", wrong)
    with pytest.raises(EvaluatorsDisagreeError, match="disagree"):
        score.explain()


def test_an_undecided_row_is_decided_by_neither(monkeypatch: pytest.MonkeyPatch) -> None:
    blank = evolve(ROW, actual="")
    rules = fresh()
    assert rules.score(blank).status == "undecided"
    monkeypatch.setattr("perfeval.engine.rows.apply_rule", lambda *_: (Awarded(Fraction(4), Fraction(4)), ()))
    with pytest.raises(EvaluatorsDisagreeError):
        rules.score(blank)


def test_rule_sets_and_scores_can_be_copied_and_pickled() -> None:
    rules = fresh()
    score = rules.score(ROW)
    for other in (copy.deepcopy(rules), pickle.loads(pickle.dumps(rules))):  # noqa: S301 - our own bytes
        assert other.score(ROW) == score
    again = pickle.loads(pickle.dumps(score))  # noqa: S301
    assert again == score
    assert again.trace == score.trace


def test_the_order_of_scoring_is_kept_for_traces() -> None:
    # full marks of a row kept out do not count in sums of rows after it; a trace told later says the same
    text = """ruleset order
  round half up to 0.01 points
rule dropped for name = "取消"
  not scored
rule share for every
  award sum(full) / 10
"""
    rows = [evolve(ROW, name=name) for name in ("一", "取消", "二")]
    made = perfeval.parse_rules(text).evaluate(SelfEvaluation(year=2024, indicators=rows))
    for score in made.rows:
        assert score.explain()


def test_several_threads_may_score_by_one_rule_set() -> None:
    rules = fresh("zhongwei")
    found: list[Decimal | None] = []
    barrier = threading.Barrier(8)

    def work() -> None:
        barrier.wait()
        found.extend(rules.score(evolve(ROW, actual=f"{number}份"), year=2024).points for number in range(0, 3200, 160))

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8 * 20
    assert set(found) == {Decimal(number) / 2 for number in range(20)}


def test_compiling_a_long_chain_of_variables_does_not_take_for_ever() -> None:
    chain = "\n".join(f"let v{number} = v{number - 1} + v{number - 1}" for number in range(1, 25))
    text = f"ruleset chain\n  round half up to 0.01 points\nlet v0 = weight\n{chain}\nrule r for every\n  award v24"
    assert perfeval.parse_rules(text).score(ROW).points == Decimal(10 * 2**24)


def test_explaining_a_long_chain_of_variables_does_not_take_for_ever() -> None:
    chain = "\n".join(f"let v{number} = v{number - 1} + v{number - 1}" for number in range(1, 25))
    text = f"ruleset chain\n  round half up to 0.01 points\nlet v0 = weight\n{chain}\nrule r for every\n  award v24"
    assert "v24" in perfeval.parse_rules(text).score(ROW).explain("en")

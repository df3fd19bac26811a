"""All figures open at once: z3 and the exact engine of one figure agree, and plain rows stay inside what is proved."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from fractions import Fraction
from random import Random
from typing import TYPE_CHECKING, Final

import pytest

import perfeval
from perfeval.analysis import solver
from perfeval.analysis.any_size import prove_any_size
from perfeval.analysis.behaviour import Behaviour, behaviour_of, unrounded
from perfeval.analysis.open_row import OpenRow, open_rows
from perfeval.analysis.properties import above_full, below_zero, in_two_bands, undecided
from perfeval.analysis.proving import prove
from perfeval.analysis.subjects import Subject
from perfeval.analysis.verdict import Verdict
from perfeval.engine.interpret import Interpreter
from perfeval.engine.outcome import Awarded, Outcome, Undecided, apply_rule
from perfeval.engine.rows import choose_rule, full_marks, rules_in_force

if TYPE_CHECKING:
    from tests.analysis import rule_texts
else:
    rule_texts = sys.modules["rule_texts_of_analysis"]  # loaded by `conftest.py`

ASKED: Final = ("decided", "one_band", "not_below_zero", "not_above_full", "monotone")
QUESTIONS: Final = {
    "decided": undecided,
    "one_band": in_two_bands,
    "not_below_zero": below_zero,
    "not_above_full": above_full,
}
BUDGETS: Final = rule_texts.HEAD.format(kind="budget_execution")
HUNDRED: Final = (
    '\n  example "e" initial_budget 100万元, revised_budget 90万元, expenditure 80万元, full 10 points  gives '
)


def parsed(text: str) -> perfeval.RuleSet:
    return perfeval.parse_rules(text)


def by_property(verdicts: tuple[Verdict, ...]) -> dict[str, Verdict]:
    return {one.property: one for one in verdicts}


def shown(verdict: Verdict) -> list[tuple[str, str]]:
    return [(one.shown.en, one.scores.en) for one in verdict.witnesses]


# ---- the two engines against each other ----


def agree(rules: perfeval.RuleSet) -> tuple[Verdict, ...]:
    """What is refuted with one figure of an example open is refuted with all of them open; so nothing is both."""
    one = {(verdict.rule.name, verdict.property): verdict for verdict in prove(rules).verdicts}
    several = prove_any_size(rules)
    for verdict in several:
        if one[verdict.rule.name, verdict.property].answer == "refuted":
            assert verdict.answer == "refuted", (verdict.rule.name, verdict.property, verdict.said)
        assert (verdict.said is None) is (verdict.answer == "proved")
    assert {verdict.rule.name for verdict in several} == {rule for rule, _ in one}
    return several


@pytest.mark.parametrize("name", [one.name for one in perfeval.shipped_rules()])
def test_shipped_rules_have_no_fault_at_any_size(name: str) -> None:
    found = agree(perfeval.load_rules(name))
    assert [(one.rule.name, one.property, shown(one)) for one in found if one.answer == "refuted"] == []


@pytest.mark.parametrize("name", rule_texts.SOUND)
def test_a_sound_rule_is_proved(name: str) -> None:
    verdicts = agree(parsed(rule_texts.SOUND[name]))
    assert [(one.property, one.answer) for one in verdicts] == [(asked, "proved") for asked in ASKED]


@pytest.mark.parametrize("name", rule_texts.FAULTY)
def test_a_planted_fault_of_one_figure_is_found_by_the_same_figures(name: str) -> None:
    text, property_, figures = rule_texts.FAULTY[name]
    verdicts = by_property(agree(parsed(text)))
    if property_ in ASKED:
        found = verdicts[property_].witnesses
        assert [witness.subject.shown(witness.figure).en for witness in found] == figures


# ---- faults that another target, other full marks or another budget bring out ----

HIDDEN: Final[dict[str, tuple[str, str, list[tuple[str, str]]]]] = {
    "points taken off in absolute figures, full marks smaller": (
        rule_texts.rule("award full - (100% - completion) * 10 points\ncap full"),
        "not_below_zero",
        [("target 100个, actual 0个, full 5.00 points", "-5.00 points")],
    ),
    "a point for each one short, target larger": (
        rule_texts.rule(
            "award full\non actual short of target  each 1个  deduct 1 point, pro rata", target="≥8个", actual="8个"
        ),
        "not_below_zero",
        [("target 20个, actual 0个, full 10.00 points", "-10.00 points")],
    ),
    "ten points whatever full marks are": (
        rule_texts.rule("award min(10 points, completion * 10 points)"),
        "not_above_full",
        [("target 100个, actual 60个, full 5.00 points", "6.00 points")],
    ),
    "a gap below a larger target": (
        rule_texts.rule(
            "when actual meets target  award full\nwhen actual < 60个  award 0 points", target="≥50个", actual="50个"
        ),
        "decided",
        [("target 100个, actual 60个, full 10.00 points", "no case of the rule applies")],
    ),
    "two bands that a smaller target lets meet": (
        rule_texts.rule(
            "on actual\n  >= target  award full\n  [10个, 50个]  award full * 50%\n  < 10个  award 0 points",
            target="≥100个",
        ),
        "one_band",
        [("target 50个, actual 50个, full 10.00 points", "10.00 points")],
    ),
    "budgets that are equal": (
        BUDGETS
        + "  award full * expenditure / abs(initial_budget - revised_budget)\n  cap full"
        + HUNDRED
        + "10 points\n",
        "decided",
        [
            (
                "initial budget 100 wan yuan, revised budget 100 wan yuan, expenditure 80 wan yuan, full 10.00 points",
                "`full * expenditure / abs(initial_budget - revised_budget)` cannot be computed: this divides by 0",
            )
        ],
    ),
    "more spent scores less once the budget was raised": (
        BUDGETS
        + "  when initial_budget >= revised_budget  award min(full, full * expenditure / revised_budget)\n"
        + "  otherwise  award full * (100% - expenditure / revised_budget)\n  floor 0 points"
        + HUNDRED
        + "8.89 points\n",
        "monotone",
        [
            (
                "initial budget 100 wan yuan, revised budget 200 wan yuan, expenditure 100 wan yuan, full 10.00 points",
                "5.00 points",
            ),
            (
                "initial budget 100 wan yuan, revised budget 200 wan yuan, expenditure 110 wan yuan, full 10.00 points",
                "4.50 points",
            ),
        ],
    ),
}
"""By what is wrong: the rule, the property, and the plainest rows that show it with their scores."""


@pytest.mark.parametrize("name", HIDDEN)
def test_a_fault_that_the_example_hides_is_found_by_the_plainest_figures(name: str) -> None:
    text, property_, rows = HIDDEN[name]
    rules = parsed(text)
    assert by_property(prove(rules).verdicts)[property_].answer == "proved"
    found = by_property(prove_any_size(rules))[property_]
    assert (found.answer, shown(found)) == ("refuted", rows), found.said


def test_two_facts_are_open_together() -> None:
    head = rule_texts.HEAD.format(kind="quantity").replace("rule r", "input late number\ninput most number\nrule r")
    example = '\n  example "e" target "≥100个", actual 100个, late 2, most 10, full 10 points  gives 10 points\n'
    loose = parsed(head + "  award full - max(0, late - most) * 1 point\n  cap full" + example)
    found = by_property(prove_any_size(loose))
    assert shown(found["not_below_zero"]) != []
    held = parsed(head + "  award full - max(0, late - most) * 1 point\n  cap full\n  floor 0 points" + example)
    assert {one.answer for one in prove_any_size(held)} == {"proved"}


def test_rows_that_differ_in_their_name_are_not_taken_for_one() -> None:
    row = '\n  example "{0}" name "{0}", target "≥100个", actual 80个, full 10 points  gives 8 points'
    text = rule_texts.HEAD.format(kind="every") + (
        '  when name contains "open"  award full * completion\n  otherwise  award min(full, full * completion)'
    )
    found = by_property(prove_any_size(parsed(text + row.format("held") + row.format("left open") + "\n")))
    assert found["not_above_full"].answer == "refuted"
    assert found["not_above_full"].witnesses[0].subject.example.title == "left open"


def test_a_quotient_that_may_have_no_bottom_is_never_left_to_z3() -> None:
    """For z3 x / 0 may be anything: the rule is decided at every size only where it looks for the 0 itself."""
    text = (
        "  when initial_budget = revised_budget  award full\n"
        "  otherwise  award min(full, full * expenditure / abs(initial_budget - revised_budget))"
    )
    found = by_property(prove_any_size(parsed(BUDGETS + text + HUNDRED + "10 points\n")))
    assert {one: found[one].answer for one in ASKED} == dict.fromkeys(ASKED, "proved")


def test_a_rounding_on_the_way_is_followed_in_its_bounds() -> None:
    """One figure is followed step by step; z3 proves of any number within a step what holds of the rounded."""
    rules = parsed(rule_texts.rule("award full * completion\nround down to 1 point\ncap full"))
    assert by_property(prove(rules).verdicts)["not_below_zero"].answer == "proved"
    assert {one.answer for one in prove_any_size(rules)} == {"proved"}
    rules = parsed(
        rule_texts.rule("award full * completion\nround down to 1 point\ndeduct 1 point\ncap full", gives="9 points")
    )
    found = by_property(prove_any_size(rules))
    assert found["not_below_zero"].answer == "refuted"
    assert [scores for _, scores in shown(found["not_below_zero"])] == ["-1.00 points"]


def test_what_no_fraction_shows_is_refuted_with_the_other_figures() -> None:
    text = "when completion * completion > 200%  award full\nwhen completion * completion < 200%  award full"
    found = by_property(prove_any_size(parsed(rule_texts.rule(text))))["decided"]
    assert (found.answer, found.witnesses) == ("refuted", ())
    assert "target 100个" in str(found.said)


def test_a_question_that_takes_too_much_work_is_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solver, "MOST_WORK", 1)
    verdicts = prove_any_size(parsed(rule_texts.SOUND["inverse, in proportion"]))
    assert {one.answer for one in verdicts} <= {"proved", "unknown"}
    assert "came to no answer" in {str(one.said) for one in verdicts if one.answer == "unknown"}.pop()


def test_the_same_question_has_the_same_answer() -> None:
    text, _, _ = HIDDEN["a gap below a larger target"]
    first, second = (
        [(one.property, one.answer, str(one.said), shown(one)) for one in prove_any_size(parsed(text))]
        for _ in range(2)
    )
    assert first == second


# ---- plain rows ----


def outcome_of(subject: Subject, figure: Fraction) -> tuple[Outcome | None, Fraction | None]:
    """What the rule gives a row whose figures are all known, and its full marks; None where another rule takes it."""
    state, row = subject.row(figure)
    interpreter = Interpreter(subject.rules.nodes, state, row)
    chosen = choose_rule(rules_in_force(subject.rules.nodes, state), interpreter)
    if isinstance(chosen, Undecided) or chosen.name != subject.rule.name:
        return None, None
    outcome, _ = apply_rule(unrounded(subject.rule), interpreter)
    return outcome, full_marks(interpreter)


def inside(proved: Mapping[str, bool], subject: Subject, figure: Fraction) -> None:
    """A row is as was proved of all rows."""
    outcome, full = outcome_of(subject, figure)
    if proved["decided"]:
        assert not isinstance(outcome, Undecided)
    if isinstance(outcome, Awarded) and full is not None:
        assert not proved["not_below_zero"] or outcome.low >= 0
        assert not proved["not_above_full"] or outcome.high <= full


def not_refuted(proved: Mapping[str, bool], behaviour: Behaviour) -> None:
    """The exact engine finds no fault in a row of which there is none at any size."""
    for property_, question in QUESTIONS.items():
        if proved[property_]:
            assert next(question(behaviour), None) is None, property_


def drawn(random: Random, row: OpenRow) -> dict[str, Fraction]:
    """Figures of a row, often just at a line of the rule."""
    size = random.choice((1, 1, 10, 1000))
    numbers = [Fraction(random.randrange(1, 2_001), random.choice((10, 20, 100))) * size for _ in row.figures]
    figures = {one.name: number * one.unit for one, number in zip(row.figures, numbers, strict=True)}
    if "target" in figures and "actual" in figures and random.random() < 0.5:
        figures["actual"] = figures["target"] * Fraction(
            random.choice((0, 50, 60, 80, 99, 100, 101, 120, 150, 200)), 100
        )
    return figures


def body(random: Random) -> str:
    """A rule that mixes rates with absolute figures, and points with parts of full marks."""
    rate = ["completion", "min(completion, 100%)", "completion * completion"]
    sized = ["actual", "target", "abs(target - actual)"]
    amount = [
        "full", "full * {rate}", "full * 50%", "full - {rate} * 5 points", "full - (100% - completion) * 5 points",
        "8 points", "0 points", "{rate} * 10 points", "full * target / actual", "full * actual / (target + actual)",
    ]  # fmt: skip

    def award() -> str:
        return random.choice(amount).format(rate=random.choice(rate))

    def line() -> str:
        sign = random.choice((">=", ">", "<", "<="))
        if random.random() < 0.5:
            return f"{random.choice(rate)} {sign} {random.choice((50, 60, 80, 100, 120))}%"
        return f"{random.choice(sized)} {sign} {random.choice((5, 20, 80, 100))}个"

    lines = [f"when {line()}  award {award()}" for _ in range(random.randrange(3))]
    last = f"otherwise  award {award()}" if lines else f"award {award()}"
    if not lines or random.random() < 0.7:
        lines.append(last)
    lines += [one for one in ("cap full", "floor 0 points") if random.random() < 0.6]
    return "\n".join(lines)


def hold(seed: int) -> dict[str, str]:
    random = Random(seed)  # noqa: S311 - test data
    text = rule_texts.rule(body(random), target=random.choice(("≥100个", "≤100个")), actual="80个")
    try:
        rules = parsed(text)
    except perfeval.RuleError:
        return {}
    verdicts = by_property(agree(rules))
    proved = {asked: verdicts[asked].answer == "proved" for asked in ASKED}
    (row,) = open_rows(rules, rules.nodes.rules[0])
    for _ in range(5):
        figures = drawn(random, row)
        (subject,) = row.subjects(figures)
        not_refuted(proved, behaviour_of(subject))
        inside(proved, subject, figures["actual"])
        inside(proved, subject, Fraction(0))
    for property_ in ("decided", "not_below_zero", "not_above_full"):
        for witness in verdicts[property_].witnesses:
            with pytest.raises(AssertionError):
                inside({**dict.fromkeys(ASKED, False), property_: True}, witness.subject, witness.figure)
    return {property_: verdict.answer for property_, verdict in verdicts.items()}


@pytest.mark.parametrize("seed", range(8))
def test_plain_rows_stay_inside_what_is_proved(seed: int) -> None:
    hold(seed)

"""Choices left open: what guards a division, a floor or a cap is seen however it is said, and nothing else is.

The evaluator is the judge: where the checker is silent no row with a 0 stays without a score and no score leaves
[0, full marks]; where it warns of a 0 there is such a row.
"""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import perfeval
from perfeval.diagnostic import Level

CITED = 'ruleset own "own"\n  cite "own" our choice\n  unsigned every = positive\n'
ROUNDED = "  round half up to 0.01 points\n"
BOUNDED = "  down to zero, cap full\n"
CHINESE = '规则集 本县 "本县规则集"\n  依据 "本县绩效管理办法" 自定\n  扣完为止，封顶 满分\n  四舍五入 到 0.01分\n'
FLOOR, CAP, ZERO = "floor-unsaid", "cap-unsaid", "zero-unsaid"

relaxed = settings(deadline=None)


def found(text: str, *, bounds: str = BOUNDED) -> list[perfeval.Diagnostic]:
    return list(perfeval.check_rules(CITED + bounds + ROUNDED + text))


def codes(text: str, *, bounds: str = BOUNDED) -> list[str]:
    return [one.code for one in found(text, bounds=bounds)]


def score(text: str, target: str, actual: str, *, bounds: str = BOUNDED) -> perfeval.Score:
    rules = perfeval.parse_rules(CITED + bounds + ROUNDED + text)
    return rules.score(perfeval.Indicator(name="印数", level2="数量指标", target=target, actual=actual, full="10"))


# ---- a target that may be 0 ----

ABOVE = ["target > 0", "0 < target", "not target <= 0", "not target = 0", "target != 0", "target >= 1",
         "target > nothing", "goal > 0", "actual is filled and target > 0", "target in (0%, 100000%]"]  # fmt: skip
ZERO_OR_LESS = ["target = 0", "0 = target", "target <= 0", "0 >= target", "not target > 0", "not target != 0",
                "target = nothing", "goal = 0", "target = 0 or actual is missing", "not (target > 0)"]  # fmt: skip
DIVIDES = ["full * completion", "full * actual / target", "full * (actual - target) / target", "full * share",
           "full * rate", "full * abs(completion)", "full * actual / abs(target)", "min(full, full * completion)",
           "round half up(full * completion, 1 point)", "full * 50% * (1 + completion)"]  # fmt: skip
NAMED = {"share": "let share = completion\n", "rate": "let rate = actual / target\n", "goal": "let goal = target\n",
         "nothing": "param nothing = 0\n"}  # fmt: skip

UNGUARDED = "rule a for quantitative\n  award {award}\n"
GUARDED = {
    "selector": "rule a for quantitative and {above}\n  award {award}\n",
    "selector first": "rule a for {above} and quantitative\n  award {award}\n",
    "rule before": "rule z for {zero}\n  not scored\nrule a for quantitative\n  award {award}\n",
    "quantitative rule before": "rule z for quantitative and ({zero})\n  award 0 points\n"
    "rule b for name = \"x\"\n  award full\nrule a for quantitative\n  award {award}\n",
    "case before": "rule a for quantitative\n  when {zero}  not scored\n  otherwise  award {award}\n",
    "two cases before": "rule a for quantitative\n  when {zero}  not scored\n  when actual is missing  award 0 points\n"
    "  otherwise  award {award}\n",
    "its own case": "rule a for quantitative\n  when {above}  award {award}\n  otherwise  award 0 points\n",
    "if above": "rule a for quantitative\n  award if({above}, {award}, 0 points)\n",
    "if zero": "rule a for quantitative\n  award if({zero}, 0 points, {award})\n",
    "band": "rule a for quantitative\n  on target\n    > 0  award {award}\n    <= 0  award 0 points\n",
    "bands in otherwise": "rule a for quantitative\n  when {zero}  award 0 points\n  otherwise on completion\n"
    "    >= 60%  award {award}\n    < 60%   award 0 points\n",
    "named rule": "rule z for {zero}\n  not scored\nrule p\n  award {award}\nrule a for quantitative\n  award by p\n",
}  # fmt: skip


def written(form: str, above: str, zero: str, award: str) -> str:
    body = form.format(above=above, zero=zero, award=award)
    return "".join(line for name, line in NAMED.items() if name in body) + body


guarded_texts = st.builds(
    written,
    st.sampled_from(sorted(GUARDED.values())),
    st.sampled_from(ABOVE),
    st.sampled_from(ZERO_OR_LESS),
    st.sampled_from(DIVIDES),
)


@pytest.mark.parametrize("award", DIVIDES)
@pytest.mark.parametrize("form", GUARDED)
def test_each_guard_silences(form: str, award: str) -> None:
    assert codes(written(GUARDED[form], "target > 0", "target = 0", award)) == []


@relaxed
@given(guarded_texts)
def test_equivalent_guards_silence(text: str) -> None:
    assert codes(text) == []


@relaxed
@given(guarded_texts, st.sampled_from(["-3", "0", "3", "12"]))
def test_a_zero_target_never_stops_a_silent_rule(text: str, actual: str) -> None:
    reached = score(text, "0", actual)
    assert reached.reason is None or "target is 0" not in reached.reason.en


@pytest.mark.parametrize("award", DIVIDES)
def test_without_a_guard_the_target_is_named_and_its_row_has_no_score(award: str) -> None:
    text = written(UNGUARDED, "", "", award)
    (one,) = found(text)
    assert (one.code, one.level) == (ZERO, Level.WARNING)
    assert "指标值" in one.message.zh
    assert "target" in one.message.en
    assert score(text, "0", "5").points is None
    assert score(text, "10", "5").points is not None


UNHELPFUL = [
    "rule a for quantitative and target >= 0\n  award {}\n",
    "rule a for quantitative and actual > 0\n  award {}\n",
    "rule a for quantitative and not target > 0\n  award {}\n",
    "rule a for quantitative and target <= 5\n  award {}\n",
    "rule a for quantitative\n  award {}\nrule z for target = 0\n  not scored\n",
    "rule z for target = 0 and name = \"x\"\n  not scored\nrule a for quantitative\n  award {}\n",
    "rule z for quantity and target = 0\n  not scored\nrule a for quantitative\n  award {}\n",
    "rule z for target > 0\n  not scored\nrule a for quantitative\n  award {}\n",
    "rule a for quantitative\n  when actual > 0  award {}\n  when target = 0  not scored\n  otherwise  award full\n",
    "rule a for quantitative\n  when target = 0 and actual > 0  award 0 points\n  otherwise  award {}\n",
    "rule a for quantitative\n  when target > 0  award full\n  otherwise  award {}\n",
    "rule a for quantitative\n  award if(target > 0, 0 points, {})\n",
    "rule a for quantitative\n  when completion is not applicable  award 0 points\n  otherwise  award {}\n",
    "rule a for quantitative\n  award first({}, 0 points)\n",
]  # fmt: skip


@pytest.mark.parametrize("text", UNHELPFUL)
def test_what_is_no_guard_silences_nothing(text: str) -> None:
    assert codes(text.format("full * completion")) == [ZERO]


PARTS = ["quantitative", "target > 0", "positive", "actual is filled"]


@pytest.mark.parametrize("order", list(permutations(PARTS)))
def test_the_order_of_conditions_means_nothing(order: tuple[str, ...]) -> None:
    with_guard = f"rule a for {' and '.join(order)}\n  award full * completion\n"
    assert codes(with_guard) == []
    assert codes(
        f"rule a for {' and '.join(one for one in order if one != 'target > 0')}\n  award full * completion\n"
    ) == [ZERO]


RULES = {
    "zero": "rule z for target = 0\n  not scored\n",
    "ratio": "rule a for quantitative\n  award full * completion\n",
    "words": "rule w for qualitative\n  award full\n",
    "money": "rule m for budget_execution\n  award full\n",
}


@pytest.mark.parametrize("order", list(permutations(RULES)))
def test_a_rule_guards_those_after_it_only(order: tuple[str, ...]) -> None:
    guards = order.index("zero") < order.index("ratio")
    assert codes("".join(RULES[one] for one in order)) == ([] if guards else [ZERO])


CASES = [
    "when target = 0  not scored",
    "when actual >= 5  award full * completion",
    "when actual is missing  award 0 points",
]


@pytest.mark.parametrize("order", list(permutations(CASES)))
def test_a_case_guards_those_after_it_only(order: tuple[str, ...]) -> None:
    cases = "".join(f"  {one}\n" for one in order)
    guards = order.index(CASES[0]) < order.index(CASES[1])
    assert codes(f"rule a for quantitative\n{cases}  otherwise  award 0 points\n") == ([] if guards else [ZERO])
    assert codes(f"rule a for quantitative\n{cases}  otherwise  award full * completion\n") == (
        [] if guards else [ZERO]
    )


CLAUSES = ["  down to zero\n", "  cap full\n", ROUNDED, "  effective from 2024-01-01\n"]


@pytest.mark.parametrize("order", list(permutations(CLAUSES)))
def test_the_order_of_the_header_silences_nothing(order: tuple[str, ...]) -> None:
    head = 'ruleset own "own"\n'
    cited = [one.code for one in perfeval.check_rules(head + "".join(order) + "rule a for every\n  award full\n")]
    assert cited == ["nothing-cited"]
    text = CITED + "".join(order) + written(UNGUARDED, "", "", "full * completion")
    assert [one.code for one in perfeval.check_rules(text)] == [ZERO]


# ---- the actual value below a limit ----

MEETS = "  when actual meets target  award full\n  otherwise  award full * target / actual\n"


def test_a_missed_upper_limit_above_zero_leaves_no_zero_to_divide_by() -> None:
    text = f"rule a for inverse and target > 0\n{MEETS}"
    assert codes(text) == []
    assert all(score(text, "≤8", actual).points is not None for actual in ("0", "8", "9", "-1"))


@pytest.mark.parametrize("kept", [("inverse",), ("target > 0",), ("quantitative",)])
def test_each_part_of_that_argument_is_needed(kept: tuple[str, ...]) -> None:
    (one,) = found(f"rule a for {' and '.join(kept)}\n{MEETS}")
    assert one.code == ZERO
    assert "完成值" in one.message.zh
    assert "actual" in one.message.en


def test_meeting_is_needed_too() -> None:
    (one,) = found("rule a for inverse and target > 0\n  award full * target / actual\n")
    assert one.code == ZERO


# ---- budgets ----

MONEY = {"initial_budget": "年初预算数", "revised_budget": "全年预算数", "expenditure": "全年执行数",
         "carry_over": "上年结转", "appropriation": "财政拨款", "other_funds": "其他资金"}  # fmt: skip
BUDGET_RULES = [
    ("", "award full * expenditure / {by}"),
    ("let base = {by}\n", "award full * expenditure / base"),
    ("let base = {by}\nlet rate = expenditure / base\n", "award full * rate"),
    ("let rate = expenditure / {by}\n", "on rate  >= 90% award full  < 90% award full * rate"),
    ("", "award full * expenditure / ({by} * 2)"),
]


@pytest.mark.parametrize(("definitions", "case"), BUDGET_RULES)
@pytest.mark.parametrize("by", MONEY)
def test_a_budget_is_guarded_by_its_name_or_by_what_stands_for_it(by: str, definitions: str, case: str) -> None:
    head = definitions.format(by=by) + "rule a for budget_execution\n"
    (one,) = found(head + f"  {case.format(by=by)}\n")
    assert one.code == ZERO
    assert by in one.message.en
    for guard in (by, "base") if "base" in definitions else (by,):
        assert codes(head + f"  when {guard} = 0  not scored\n  otherwise  {case.format(by=by)}\n") == []


@pytest.mark.parametrize("by", ["initial_budget", "revised_budget"])
def test_another_budget_guards_nothing(by: str) -> None:
    other = {"initial_budget": "revised_budget", "revised_budget": "initial_budget"}[by]
    text = (
        f"rule a for budget_execution\n  when {other} = 0  not scored\n  otherwise  award full * expenditure / {by}\n"
    )
    assert codes(text) == [ZERO]


def test_the_message_has_the_name_that_the_form_has() -> None:
    text = "规则 甲 适用于 预算执行\n  得 满分 × 全年执行数 ÷ 全年预算数\n"
    (one,) = perfeval.check_rules(CHINESE + text)
    assert "全年预算数" in one.message.zh
    assert "revised_budget" in one.message.en
    assert one.mend is not None
    assert "当 全年预算数 = 0" in one.mend.zh


def test_each_quantity_is_named_once() -> None:
    award = "award full * completion"
    text = f"rule a for quantitative\n  when actual >= 5  {award}\n  otherwise  {award} * 50%\n"
    assert codes(text) == [ZERO]


# ---- floors and caps ----

LOW = "  on completion short of 90%  each 1 percentage point  deduct 1 point, whole steps\n"
HIGH = "  on completion over 100%  each 1 percentage point  add 1 point, whole steps\n"
SOUND = "rule a for quantitative and target > 0\n  award full\n"
EITHER = "rule a for quantitative and target > 0\n  award full * completion\n"
SILENCES = [
    ("", {FLOOR, CAP}),
    ("  down to zero\n", {CAP}),
    ("  floor 0 points\n", {CAP}),
    ("  floor 1 point\n", {CAP}),
    ("  cap full\n", {FLOOR}),
    ("  cap full * 120%\n", {FLOOR}),
    ("  down to zero\n  cap full\n", set()),
    ("  cap full\n  down to zero\n", set()),
]


@pytest.mark.parametrize(("said", "left"), SILENCES)
def test_a_bound_silences_its_warning_in_the_rule_and_in_the_header(said: str, left: set[str]) -> None:
    assert set(codes(EITHER + said, bounds="")) == left
    assert set(codes(EITHER, bounds=said)) == left
    assert set(codes(SOUND + LOW + HIGH + said, bounds="")) == left


@pytest.mark.parametrize("bound", ["down to zero", "floor 0 points", "cap full"])
def test_a_bound_under_a_condition_silences_nothing(bound: str) -> None:
    text = f"{EITHER}  when actual > 3  {bound}\n"
    assert {FLOOR, CAP} <= set(codes(text, bounds=""))


def test_a_parent_s_bounds_hold_for_the_child() -> None:
    head = 'ruleset own "own" extends national_2020\n  cite "own" our choice\n'
    narrow = EITHER.replace(" for ", " for quantity and ", 1)  # else it would take all rows of the parent's rules
    assert perfeval.check_rules(head + narrow) == ()


@pytest.mark.parametrize(
    "order", list(permutations([LOW, "  down to zero\n", "  when actual is filled  deduct 2 points\n"]))
)
def test_a_floor_holds_for_the_clauses_before_it(order: tuple[str, ...]) -> None:
    text = SOUND + "".join(order)
    lowest = min(score(text, "10", actual, bounds="").points or 0 for actual in ("0", "-20"))
    assert codes(text, bounds="") == ([FLOOR] if lowest < 0 else [])
    assert (lowest < 0) is (order[-1] != "  down to zero\n")


@pytest.mark.parametrize("order", list(permutations([HIGH, "  cap full\n", "  round half up to 1 point\n"])))
def test_a_cap_holds_for_the_clauses_before_it(order: tuple[str, ...]) -> None:
    text = SOUND + "".join(order)
    highest = score(text, "10", "20", bounds="").points or 0
    assert codes(text, bounds="") == ([CAP] if highest > 10 else [])
    assert (highest > 10) is (order.index(HIGH) > order.index("  cap full\n"))


AWARDS = ["full", "0 points", "full * 60%", "full * completion", "min(full, full * completion)",
          "full * (100% - 40%)", "max(0 points, full * completion)", "min(full, max(0 points, full * completion))",
          "full * (completion - 60%)"]  # fmt: skip
CONDITIONS = ["actual meets target", "completion < 60%", "completion <= 0%", "completion > 100%", "actual > 5"]


@st.composite
def rules_with_cases(draw: st.DrawFn) -> str:
    conditions = draw(st.lists(st.sampled_from(CONDITIONS), unique=True, max_size=3))
    awards = st.sampled_from(AWARDS)
    bounds = "".join(draw(st.lists(st.sampled_from(["  cap full\n", "  down to zero\n"]), unique=True)))
    head = "rule a for quantitative and positive and target > 0\n"
    if not conditions:
        return f"{head}  award {draw(awards)}\n{bounds}"
    cases = "".join(f"  when {one}  award {draw(awards)}\n" for one in conditions)
    return f"{head}{cases}  otherwise  award {draw(awards)}\n{bounds}"


@relaxed
@given(rules_with_cases(), st.integers(-30, 40))
def test_where_nothing_is_said_no_score_leaves_its_limits(text: str, actual: int) -> None:
    said = set(codes(text, bounds=""))
    points = score(text, "10", str(actual), bounds="").points
    assert points is not None
    assert FLOOR in said or points >= 0
    assert CAP in said or points <= 10


# ---- sources ----


@pytest.mark.parametrize("basis", ["full text", "excerpt", "inferred", "recalled", "our choice"])
def test_any_basis_is_a_source(basis: str) -> None:
    text = f'ruleset own "own"\n  cite "d" {basis}\n{ROUNDED}rule a for every\n  award full\n'
    assert perfeval.check_rules(text) == ()


def test_sources_of_every_block_are_enough() -> None:
    cited = "".join(f'rule {name}\n  cite "d" full text\n  award full\n' for name in ("a for cost", "b for every"))
    head = f'ruleset own "own"\n{ROUNDED}'
    assert perfeval.check_rules(head + cited) == ()
    one_less = cited.replace('  cite "d" full text\n', "", 1)
    assert [one.code for one in perfeval.check_rules(head + one_less)] == ["nothing-cited"]


def test_errors_come_first() -> None:
    assert codes("rule a for quantitative\n  award full * completin\n", bounds="") == ["unknown-name"]

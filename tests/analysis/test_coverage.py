"""What examples cover is what they stand on: added ones only add, offered ones add what is said, and no figure stands
where none is said to."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import perfeval
from perfeval.analysis.coverage import coverage, rows_of
from perfeval.analysis.covered import BlockCoverage, BoundaryCovered, ClauseCovered, Coverage, Proposal
from perfeval.analysis.open_figures import OpenFigure, Reach, open_figures, reach_of
from perfeval.engine.lowering.cells import filled, opened
from perfeval.engine.ruleset import RuleSet

SHIPPED = perfeval.shipped_rules()
HEAD = "ruleset demo\n  unsigned cost = inverse, every = positive\n  round half up to 0.01 points\n"


@cache
def covered_by(rules: RuleSet) -> Coverage:
    return coverage(rules)


def of(text: str) -> Coverage:
    return perfeval.coverage(perfeval.parse_rules(text))


def sides(found: Coverage | BlockCoverage) -> dict[tuple[str, str], str]:
    """By boundary and side: covered, missing, unknown or impossible."""
    blocks = found.blocks if isinstance(found, Coverage) else (found,)
    return {
        (f"{one.boundary.left.en}: {one.boundary.right.en}".removeprefix(": "), side.side): side.covered
        for block in blocks
        for one in block.decisions
        if isinstance(one, BoundaryCovered)
        for side in one.sides
    }


def at(found: Coverage | BlockCoverage, boundary: str) -> str:
    """A letter for each side of a boundary: c, m, u, i."""
    return "".join(covered[0] for (name, _), covered in sides(found).items() if name == boundary)


def taken(found: Coverage | BlockCoverage) -> list[bool]:
    return [one.covered for one in found.clauses]


def offered(found: Coverage | BlockCoverage) -> list[str]:
    blocks = found.blocks if isinstance(found, Coverage) else (found,)
    return [f"{one.example}: {one.name.en} {one.figure.en}" for block in blocks for one in block.proposals]


# ---- laws, on all shipped rule sets ----


def covered_things(found: Coverage) -> list[object]:
    """What is covered, told apart by its text; what stands twice in a rule is there twice."""
    things: list[object] = []
    for block in found.blocks:
        things += [(block.name, place) for place, one in enumerate(block.clauses) if one.covered]
        for one in block.decisions:
            if isinstance(one, BoundaryCovered):
                told = block.name, one.boundary.left.en, one.boundary.right.en
                things += [(*told, side.side) for side in one.sides if side.covered == "covered"]
    return things


def with_the_rows_offered(rules: RuleSet, found: Coverage) -> RuleSet:
    """The rule set with an example for every row offered. What they expect is wrong; where they stand is not."""
    lines = rules.nodes.source.text.split("\n")
    made: dict[int, list[str]] = {}
    for place, proposal in enumerate(one for block in found.blocks for one in block.proposals):
        written = proposal.open.example.written
        line = written.source.line_of(written.span.start)
        made.setdefault(line, []).append(example_text(lines[line - 1], place, proposal))
    text = "\n".join("\n".join([line, *made.get(number, [])]) for number, line in enumerate(lines, start=1))
    return perfeval.parse_rules(text, name=rules.source_name)


def example_text(line: str, place: int, proposal: Proposal) -> str:
    figure = proposal.figure.zh.strip("“”")
    new = figure if proposal.open.id not in ("actual", "target") else "" if figure == "空白" else f'"{figure}"'
    line = re.sub(r'示例 "[^"]*"', f'示例 "补{place}"', line)
    setting = rf'{proposal.name.zh} ("[^"]*"|[^，\s]*)(，)?'
    return re.sub(setting, f"{proposal.name.zh} {new}\\2" if new else "", line, count=1)


@pytest.mark.parametrize("rules", SHIPPED, ids=lambda rules: rules.name)
def test_the_rows_offered_add_what_is_said_and_take_nothing_away(rules: RuleSet) -> None:
    before = covered_by(rules)
    after = coverage(with_the_rows_offered(rules, before))
    assert not Counter(covered_things(before)) - Counter(covered_things(after))
    said = sum(len(one.adds) for block in before.blocks for one in block.proposals)
    assert len(covered_things(after)) == len(covered_things(before)) + said
    assert not any(one.covered == "missing" for one in after.sides)


def reaches(rules: RuleSet) -> Iterator[Reach]:
    for row in rows_of(rules):
        yield from map(reach_of, open_figures(row))


@pytest.mark.parametrize("rules", SHIPPED, ids=lambda rules: rules.name)
def test_an_example_stands_where_its_figure_is_said_to_reach(rules: RuleSet) -> None:
    for reach in reaches(rules):
        if reach.is_whole and opened(reach.open.given)[1]:
            everywhere = frozenset().union(*(one.marks for one in reach.reached))
            assert reach.open.observe(reach.open.given) <= everywhere


@cache
def whole_reaches() -> list[Reach]:
    found = [
        one
        for name in ("national_2020", "national_2021", "hunan_yueyang")
        for one in reaches(perfeval.load_rules(name))
    ]
    return [one for one in found if one.is_whole and len(opened(one.open.given)[1]) == 1]


def test_what_is_found_with_a_symbol_is_what_the_figure_does() -> None:
    for reach in whole_reaches():
        for one in reach.reached:
            assert one.cell is None or reach.open.observe(one.cell) == one.marks


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_no_figure_stands_where_none_is_said_to(data: st.DataObject) -> None:
    reach = data.draw(st.sampled_from(whole_reaches()))
    open_ = reach.open
    least = "-300" if open_.may_be_below_zero else "0"
    figure = Fraction(data.draw(st.decimals(least, "300", places=2) | st.integers(int(least), 300).map(Decimal)))
    template, _ = opened(open_.given)
    everywhere = frozenset().union(*(one.marks for one in reach.reached))
    assert open_.observe(filled(template, (figure * open_.unit,))) <= everywhere


def test_what_is_covered_does_not_depend_on_what_an_example_expects() -> None:
    text = HEAD + RULE.format('example "e" target 100个, actual 60个, full 10 points  gives {} points')
    assert sides(of(text.format(6))) == sides(of(text.format(7)))


# ---- worked out by hand ----

RULE = """rule share for quantity and target > 0
  when actual meets target  award full
  when completion < 60%     award 0 points
  otherwise                 award full * completion
  {}
"""


def test_each_example_stands_on_the_sides_that_it_meets() -> None:
    found = of(HEAD + RULE.format('example "e" target 100个, actual 80个, full 10 points  gives 8 points'))
    assert taken(found) == [False, False, True]
    assert sides(found) == {
        ("actual: target", "below"): "covered",
        ("actual: target", "on"): "missing",
        ("actual: target", "above"): "missing",
        ("completion: 60%", "below"): "missing",
        ("completion: 60%", "on"): "missing",
        ("completion: 60%", "above"): "covered",
    }
    assert offered(found) == ["e: actual 0个", "e: actual 100个", "e: actual 60个", "e: actual 200个"]


def test_a_comparison_that_was_not_asked_for_is_not_covered() -> None:
    found = of(HEAD + RULE.format('example "e" target 100个, actual 100个, full 10 points  gives 10 points'))
    assert at(found, "actual: target") == "mcm"
    assert at(found, "completion: 60%") == "mmm"


def test_a_side_that_no_figure_reaches_is_not_counted() -> None:
    found = of(
        HEAD + "rule r for quantity\n  when completion < 0%  award 0 points\n  otherwise  award full\n"
        '  example "e" target 100个, actual 80个, full 10 points  gives 10 points\n'
    )
    assert at(found, "completion: 0%") == "imc"
    assert len(found.sides) == 2
    assert taken(found) == [False, True]


BANDS = """rule satisfaction for every
  on actual
    >= 90%      award full
    [80%, 90%)  award full * 80%
    < 80%       award 0 points
  {}
"""


def test_an_edge_that_two_bands_share_is_one_boundary() -> None:
    found = of(HEAD + BANDS.format('example "e" target 90%, actual 80%, full 10 points  gives 8 points'))
    assert sides(found) == {
        ("actual: 90%", "below"): "covered",
        ("actual: 90%", "on"): "missing",
        ("actual: 90%", "above"): "missing",
        ("actual: 80%", "below"): "missing",
        ("actual: 80%", "on"): "covered",
        ("actual: 80%", "above"): "missing",
    }
    assert taken(found) == [False, True, False]
    assert offered(found) == ["e: actual 0%", "e: actual 90%", "e: actual 81%", "e: actual 100%"]


def test_a_cap_binds_or_does_not() -> None:
    text = HEAD.replace("  round", "  cap full\n  round") + "rule r for quantity\n  award full * completion\n  {}\n"
    found = of(text.format('example "e" target 100个, actual 100个, full 10 points  gives 10 points'))
    assert sides(found) == {("cap full", "idle"): "covered", ("cap full", "binding"): "missing"}
    assert offered(found) == ["e: actual 200个"]


def test_a_closing_clause_that_can_never_bind_decides_nothing() -> None:
    found = of(
        HEAD.replace("  round", "  down to zero\n  cap full\n  round")
        + 'rule r for quantity\n  award full\n  example "e" target 1个, actual 1个, full 10 points  gives 10 points\n'
    )
    assert found.sides == ()


def test_examples_below_zero_make_room_below_zero() -> None:
    text = HEAD + (
        "rule r for every\n  when actual < -5%  award 0 points\n  otherwise  award full\n"
        '  example "a" target 90%, actual 85%, full 10 points  gives 10 points\n{}'
    )
    assert at(of(text.format("")), "actual: -5%") == "iic"
    below = '  example "b" target 90%, actual "-1%", full 10 points  gives 10 points\n'
    assert at(of(text.format(below)), "actual: -5%") == "mmc"


def test_a_limit_of_steps_and_what_they_count_from() -> None:
    text = HEAD + (
        "rule r for every\n  award full\n"
        "  on actual short of 90%  each 5 percentage points  deduct 1 point, pro rata, at most 4 points\n"
        '  example "e" target 90%, actual 85%, full 10 points  gives 9 points\n'
    )
    found = of(text)
    assert at(found, "actual: 90%") == "cmm"
    assert at(found, "at most 4 points") == "cm"
    assert offered(found) == ["e: actual 0%", "e: actual 90%", "e: actual 100%"]


def test_counted_steps_are_followed() -> None:
    text = HEAD + (
        "rule r for every\n  award full\n"
        "  on actual short of 90%  each 5 percentage points  deduct 1 point, whole steps\n"
        "  when actual < -400%  deduct 1 point\n"
        '  example "e" target 90%, actual 85%, full 10 points  gives 9 points\n'
    )
    found = of(text)
    assert at(found, "actual: 90%") == "cmm"
    assert at(found, "actual: -400%") == "iic"


def test_a_range_has_two_ends_and_a_word_none() -> None:
    text = HEAD + (
        "rule r for every\n  when actual meets target  award full\n  otherwise  award 0 points\n"
        '  example "range" target "10个-20个", actual 10个, full 10 points  gives 10 points\n'
    )
    found = of(text)
    assert at(found, "actual: the lower end of target") == "mcm"
    assert at(found, "actual: the upper end of target") == "cmm"
    words = of(re.sub(r"example.*", 'example "w" target "完成", actual "完成", full 10 points  gives 10 points', text))
    assert words.sides == ()
    assert taken(words) == [True, False]


def test_days_are_before_on_or_after() -> None:
    text = HEAD + (
        "rule r for every\n  when actual meets target  award full\n  otherwise  award 0 points\n"
        '  example "d" target 2025-06-30, actual 2025-07-02, full 10 points  gives 0 points\n'
    )
    found = of(text)
    assert at(found, "actual: target") == "mmc"
    assert taken(found) == [False, True]


def test_the_execution_rate_and_its_budget() -> None:
    text = HEAD + (
        "let rate = expenditure / revised_budget\n"
        "rule execution for budget_execution\n  when revised_budget = 0  not scored\n"
        "  when rate >= 80%  award full\n  otherwise  award full * rate\n"
        '  example "e" revised_budget 100万元, expenditure 80万元, full 10 points  gives 10 points\n'
    )
    found = of(text)
    assert at(found, "revised_budget: 0") == "imc"
    assert at(found, "rate: 80%") == "mcm"
    assert offered(found) == ["e: expenditure 0 wan yuan", "e: revised_budget 0 wan yuan", "e: expenditure 90 wan yuan"]


def test_facts_are_figures_and_choices() -> None:
    text = HEAD + (
        "input accidents tally\ninput finished yes_no\n"
        "rule r for every\n  when accidents > 2  award 0 points\n  otherwise  award full\n"
        "  when finished  deduct 1 point\n"
        '  example "e" target 1个, actual 1个, accidents 1, finished no, full 10 points  gives 10 points\n'
    )
    found = of(text)
    assert at(found, "accidents: 2") == "cmm"
    assert taken(found) == [False, True, False]
    assert "e: finished yes" in offered(found)


def test_an_example_of_the_header_counts_for_the_rule_that_takes_it() -> None:
    text = HEAD + 'example "e" level2 "数量指标", target 100个, actual 100个, full 10 points  gives 10 points\n'
    share, other = of(
        text + RULE.format("") + "rule other for quality\n  when actual meets target  award full\n"
        "  otherwise  award 0 points\n"
    ).blocks
    assert taken(share) == [True, False, False]
    assert at(share, "actual: target") == "mcm"
    assert taken(other) == [False, False]
    assert at(other, "actual: target") == "uuu"


def test_a_figure_with_which_another_rule_takes_the_row_stands_nowhere() -> None:
    text = HEAD + (
        "rule large for quantity and actual > 100\n  award full\n"
        "rule r for quantity\n  when actual >= 100  award full\n  otherwise  award 0 points\n"
        '  example "e" target 50, actual 50, full 10 points  gives 0 points\n'
    )
    _, r = of(text).blocks
    assert at(r, "actual: 100") == "cmi"


def test_grades_are_stood_on_by_totals() -> None:
    text = HEAD + (
        'grades\n  on total\n    >= 60 points  award "中"\n    < 60 points  award "差"\n'
        '  example "e" total 60 points  gives "中"\n'
    )
    found = of(text)
    assert at(found, "total: 60 points") == "mcm"
    assert offered(found) == ["e: total 0.00 points", "e: total 70.00 points"]


def test_a_rule_used_as_a_formula_is_covered_by_the_rows_that_use_it() -> None:
    text = HEAD + (
        "rule plain for qualitative\n  when completion < 60%  award 0 points\n  otherwise  award full * completion\n"
        "rule r for quantity\n  award by plain\n"
        '  example "e" target 100个, actual 60个, full 10 points  gives 6 points\n'
    )
    plain, _ = of(text).blocks
    assert taken(plain) == [False, True]
    assert at(plain, "completion: 60%") == "ucu"


def test_a_condition_with_a_name_belongs_to_each_rule_that_reads_it() -> None:
    text = HEAD + (
        "let enough = completion >= 60%\n"
        "rule one for quantity\n  when enough  award full\n  otherwise  award 0 points\n"
        '  example "a" target 100个, actual 60个, full 10 points  gives 10 points\n'
        "rule other for quality\n  when enough  award full\n  when not enough  award 0 points\n"
        '  example "b" target 100个, actual 50个, full 10 points  gives 0 points\n'
    )
    one, other = of(text).blocks
    assert at(one, "completion: 60%") == "mcm"
    assert at(other, "completion: 60%") == "cmm"


def test_rules_and_examples_of_an_ancestor_are_left_to_it() -> None:
    child = of("ruleset child extends national_2020\n  effective from 2030-01-01\nparam 达成下限 = 70%\n")
    assert child.blocks == ()


def test_every_clause_and_boundary_says_where_it_is_written() -> None:
    for rules in SHIPPED:
        for one in (one for block in covered_by(rules).blocks for one in block.decisions):
            written = one.clause.written if isinstance(one, ClauseCovered) else one.boundary.written
            assert written.text


def test_an_open_figure_is_known_by_its_name() -> None:
    found: list[OpenFigure] = [
        one for row in rows_of(perfeval.load_rules("national_2020")) for one in open_figures(row)
    ]
    assert {one.name.en for one in found} == {"actual", "target", "expenditure", "revised_budget"}

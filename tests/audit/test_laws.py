"""What must hold of every audit, whatever the table says."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import perfeval
from perfeval.audit.auditing import audit
from perfeval.engine.ruleset import RuleSet
from perfeval.finding import SEVERITY_ORDER, Code
from perfeval.tables.indicator import BudgetExecution, Indicator, SelfEvaluation
from perfeval.values.reader import read_rate

RULES: list[RuleSet] = [perfeval.load_rules(name) for name in ("zhongwei", "national_2020")]

figures = st.integers(0, 1200).map(lambda cents: str(Decimal(cents) / 100))
cells = st.one_of(figures, st.sampled_from(["", "—", "不详", "10"]))
amounts = st.sampled_from(["", "0万元", "8万元", "4万元", "117.23万元", "200万元"])
values = st.sampled_from(["60人", "54人", "≥90%", "90.03%", "长期", "2024年", "", "20万元", "14.98万元", "≥良", "0次"])

indicators = st.builds(
    Indicator,
    name=st.just("指标"),
    level1=st.sampled_from(["产出指标", "效益指标", "满意度指标"]),
    level2=st.sampled_from(["数量指标", "成本指标", "社会效益指标"]),
    target=values,
    actual=values,
    full=st.sampled_from(["10", "5", "3", "", "—"]),
    declared=cells,
    explanation=st.sampled_from(["", "人员减少"]),
)
tables = st.builds(
    SelfEvaluation,
    year=st.just(2024),
    indicators=st.lists(indicators, max_size=6),
    execution=st.none()
    | st.builds(
        BudgetExecution,
        initial=amounts,
        revised=amounts,
        executed=amounts,
        full=st.sampled_from(["10", ""]),
        printed_rate=st.sampled_from(["", "100%", "58.62%", "50", "很高"]).map(read_rate),
        declared=cells,
    ),
    declared_total=cells,
)


@pytest.mark.parametrize("rules", RULES, ids=lambda rules: rules.name)
@settings(deadline=None, max_examples=80)
@given(table=tables)
def test_the_differences_add_up(rules: RuleSet, table: SelfEvaluation) -> None:
    audited = audit(table, rules)
    compared = [one for one in (*audited.rows, audited.execution) if one is not None]
    for one in compared:
        if one.declared is not None and one.score.points is not None:
            assert one.difference == one.declared - one.score.points
        else:
            assert one.difference is None
    complete = all((one.declared is None) == (one.score.points is None) for one in compared)
    if complete and audited.sum_of_declared is not None and audited.evaluation.total.points is not None:
        apart = sum((one.difference for one in compared if one.difference is not None), Decimal(0))
        assert apart == audited.sum_of_declared - audited.evaluation.total.points


@pytest.mark.parametrize("rules", RULES, ids=lambda rules: rules.name)
@settings(deadline=None, max_examples=80)
@given(table=tables)
def test_findings_are_ordered_single_and_complete(rules: RuleSet, table: SelfEvaluation) -> None:
    audited = audit(table, rules)
    ranks = [SEVERITY_ORDER.index(finding.severity) for finding in audited.findings]
    assert ranks == sorted(ranks)
    assert len(set(audited.findings)) == len(audited.findings)
    assert set(audited.evaluation.findings) <= set(audited.findings)
    per_row = [*audited.rows, *([audited.execution] if audited.execution else [])]
    spread = [finding for one in per_row for finding in one.findings] + list(audited.of_row(None))
    assert len(spread) == len(audited.findings)


@pytest.mark.parametrize("rules", RULES, ids=lambda rules: rules.name)
@settings(deadline=None, max_examples=80)
@given(table=tables)
def test_a_declared_figure_is_reported_exactly_where_it_is_wrong(rules: RuleSet, table: SelfEvaluation) -> None:
    audited = audit(table, rules)
    wrong = {Code.SCORE_ABOVE_FULL, Code.SCORE_DIFFERS, Code.SCORE_OUTSIDE_RANGE}
    for one in (*audited.rows, audited.execution):
        if one is None:
            continue
        found = [finding for finding in one.findings if finding.code in wrong]
        assert len(found) <= 1
        if one.difference is not None:
            assert bool(found) == (one.difference != 0)
    total = [finding for finding in audited.findings if finding.code is Code.TOTAL_NOT_SUM]
    both = audited.declared_total is not None and audited.sum_of_declared is not None
    assert bool(total) == (both and audited.declared_total != audited.sum_of_declared)


@given(table=tables)
@settings(deadline=None, max_examples=80)
def test_a_table_filled_in_with_the_computed_scores_has_no_wrong_figure(table: SelfEvaluation) -> None:
    rules = RULES[0]
    scored = rules.evaluate(table)
    rows = [
        Indicator(
            name=row.name,
            level1=row.level1,
            level2=row.level2,
            target=row.target,
            actual=row.actual,
            full=row.full,
            declared="" if score.points is None else Fraction(score.points),
            explanation="如实填报",
        )
        for row, score in zip(table.indicators, scored.rows, strict=True)
    ]
    total = "" if scored.total.points is None else Fraction(scored.total.points)
    filled = SelfEvaluation(year=2024, indicators=rows, declared_total=total)
    found = {finding.code for finding in audit(filled, rules).findings}
    assert not found & {Code.SCORE_ABOVE_FULL, Code.SCORE_DIFFERS, Code.SCORE_OUTSIDE_RANGE}

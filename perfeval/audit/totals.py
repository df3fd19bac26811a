"""The declared total against the sum of the declared scores, and the grades that the three totals give."""

from __future__ import annotations

from fractions import Fraction

from attrs import frozen

from perfeval.audit.figures import exact_points, fraction_of, points_of
from perfeval.audit.lines import Line
from perfeval.audit.total_causes import TotalCase, causes_of_total
from perfeval.engine.score import Evaluation
from perfeval.engine.table import grade_of, is_plain_sum, total_of
from perfeval.exact import sum_of
from perfeval.finding import Code, Finding
from perfeval.wording import Wording


@frozen(kw_only=True)
class Totals:
    """The declared total, the sum of the declared scores, the computed total; in points, `None` where unknown."""

    declared: Fraction | None
    sum_of_declared: Fraction | None
    counted: Fraction | None
    """What the rule set's own total makes of the declared scores: their sum, unless it says otherwise."""
    computed: Fraction | None
    grade_of_declared: str | None
    grade_of_sum: str | None
    grade: str | None


def totals_of(evaluation: Evaluation, lines: tuple[Line, ...]) -> Totals:
    """The three totals of a table with the grade of each."""
    declared = points_of(evaluation.table.declared_total)
    total = _sum_of_declared(lines)
    counted = _counted(evaluation, lines, total)
    return Totals(
        declared=declared,
        sum_of_declared=total,
        counted=counted,
        computed=fraction_of(evaluation.total.points),
        grade_of_declared=_grade(evaluation, declared),
        grade_of_sum=_grade(evaluation, counted),
        grade=evaluation.grade,
    )


def _sum_of_declared(lines: tuple[Line, ...]) -> Fraction | None:
    if all(line.declared is None for line in lines):
        return None
    parts = [line.part_of_sum for line in lines]
    known = [part for part in parts if part is not None]
    return sum_of(known) if len(known) == len(parts) else None


def _counted(evaluation: Evaluation, lines: tuple[Line, ...], total: Fraction | None) -> Fraction | None:
    if total is None or is_plain_sum(evaluation.rules.nodes.total):
        return total
    declared = {line.row: part for line in lines if (part := line.part_of_sum) is not None}
    return total_of(evaluation.rules, evaluation.state, declared)


def _grade(evaluation: Evaluation, total: Fraction | None) -> str | None:
    return None if total is None else grade_of(evaluation.rules, total, evaluation.state)


def compare_totals(totals: Totals, evaluation: Evaluation, lines: tuple[Line, ...]) -> tuple[Finding, ...]:
    """What the three totals say against each other."""
    found = [_grades(totals), _sum(totals, evaluation, lines)]
    return tuple(finding for finding in found if finding is not None)


def _sum(totals: Totals, evaluation: Evaluation, lines: tuple[Line, ...]) -> Finding | None:
    declared, total = totals.declared, totals.sum_of_declared
    if not is_plain_sum(evaluation.rules.nodes.total):
        return _not_by_its_total(declared, totals.counted, evaluation)
    if declared is None or total is None or declared == total:
        return None
    apart = exact_points(abs(declared - total))
    more = declared > total
    base = points_of(evaluation.table.declared_full)
    case = TotalCase(declared, total, totals.computed, lines, base if base is not None else Fraction(100))
    return Finding(
        Code.TOTAL_NOT_SUM,
        None,
        Wording(
            f"填列的总分{exact_points(declared)}分，各项自评得分之和为{exact_points(total)}分，"
            f"总分{'多' if more else '少'}{apart}分",
            f"the declared total is {exact_points(declared)}, the declared scores add up to {exact_points(total)}: "
            f"the total is {apart} too {'high' if more else 'low'}",
        ),
        causes_of_total(case),
    )


def _not_by_its_total(declared: Fraction | None, counted: Fraction | None, evaluation: Evaluation) -> Finding | None:
    """Where the rule set says how the total is made (weights, items added and deducted), the sum proves nothing."""
    if declared is None or counted is None or declared == counted:
        return None
    name = evaluation.rules.name
    return Finding(
        Code.TOTAL_NOT_SUM,
        None,
        Wording(
            f"填列的总分{exact_points(declared)}分；按规则集“{name}”的总分算法，各项自评得分应合为{exact_points(counted)}分",
            f"the declared total is {exact_points(declared)}; by the total of rule set `{name}` the declared scores "
            f"come to {exact_points(counted)}",
        ),
    )


def _grades(totals: Totals) -> Finding | None:
    graded = (
        (totals.grade_of_declared, totals.declared, Wording("填列总分", "the declared total")),
        (totals.grade_of_sum, totals.counted, Wording("各项自评之和", "the sum of the declared scores")),
        (totals.grade, totals.computed, Wording("核定总分", "the computed total")),
    )
    known = [(grade, total, name) for grade, total, name in graded if grade is not None and total is not None]
    if len({grade for grade, _, _ in known}) < 2:
        return None
    if len(known) == len(graded) and totals.grade_of_declared == totals.grade:
        return Finding(
            Code.GRADE_CHANGES,
            None,
            Wording(
                f"等级不一致：填列与核定均为“{totals.grade}”，只有各项自评之和为“{totals.grade_of_sum}”",
                f"the grades differ: declared and computed are both {totals.grade}, "
                f"only the sum of the declared scores is {totals.grade_of_sum}",
            ),
        )
    zh = "，".join(f"{name.zh}{exact_points(total)}分为“{grade}”" for grade, total, name in known)
    en = ", ".join(f"{name.en} {exact_points(total)} is {grade}" for grade, total, name in known)
    return Finding(Code.GRADE_CHANGES, None, Wording(f"等级不一致：{zh}", f"the grades differ: {en}"))

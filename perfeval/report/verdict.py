"""What an audit comes to in one line, and how much of the computed total nobody has measured."""

from __future__ import annotations

from fractions import Fraction

from perfeval.audit.figures import exact_points
from perfeval.audit.result import Audit, Comparison
from perfeval.finding import Code, Severity
from perfeval.wording import Wording


def verdict(audit: Audit) -> Wording:
    """The line at the top of a report: the total as it should be, the grade, how many errors."""
    total, grade = _total(audit), _grade(audit)
    parts = total if grade is None else Wording(f"{total.zh}，{grade.zh}", f"{total.en}, {grade.en}")
    errors = sum(finding.severity is Severity.ERROR for finding in audit.findings)
    if errors:
        return Wording(f"{parts.zh}；{errors}处错误", f"{parts.en}; {errors} error{'s' if errors > 1 else ''}")
    return Wording(f"{parts.zh}；没有错误", f"{parts.en}; no errors")


def _total(audit: Audit) -> Wording:
    total, declared = audit.evaluation.total, audit.declared_total
    filed = Wording("未填总分", "none declared")
    if declared is not None:
        filed = Wording(f"填列{declared:f}", f"declared {declared:f}")
    if total.points is not None and declared is not None and total.points == declared:
        return Wording(f"总分{total.points:f}，与填列一致", f"the total is {total.points:f}, as declared")
    if total.points is not None:
        return Wording(f"总分应为{total.points:f}（{filed.zh}）", f"the total should be {total.points:f} ({filed.en})")
    if total.low is not None and total.high is not None:
        return Wording(
            f"总分只能核定在{total.low:f}至{total.high:f}之间（{filed.zh}）",
            f"the total can only be put between {total.low:f} and {total.high:f} ({filed.en})",
        )
    return Wording(f"总分无法核定（{filed.zh}）", f"no total can be computed ({filed.en})")


def _grade(audit: Audit) -> Wording | None:
    filed, computed = audit.grade_of_declared, audit.grade
    if computed is None:
        return None
    if filed is None:
        return Wording(f"等级为{computed}", f"grade {computed}")
    if filed != computed:
        return Wording(
            f"等级应为{computed}（按填列总分为{filed}）", f"grade {computed} (the declared total gives {filed})"
        )
    if audit.declared_total == audit.evaluation.total.points:
        return Wording(f"等级{computed}", f"grade {computed}")
    return Wording(f"等级{computed}不变", f"grade {computed} unchanged")


def unmeasured(audit: Audit) -> Wording | None:
    """How many of the computed points rest on no measurement, and why; None where all are measured."""
    points = Fraction(0)
    reasons: dict[Wording, None] = {}
    for comparison in (*audit.rows, *(() if audit.execution is None else (audit.execution,))):
        why = _unmeasured(comparison)
        if why is not None and comparison.score.points:
            points += Fraction(comparison.score.points)
            reasons[why] = None
    if not points:
        return None
    zh = "、".join(why.zh for why in reasons)
    en = ", ".join(why.en for why in reasons)
    return Wording(
        f"其中{exact_points(points)}分未经核实（{zh}）",
        f"of which {exact_points(points)} points rest on no measurement ({en})",
    )


def _unmeasured(comparison: Comparison) -> Wording | None:
    if any(finding.code is Code.NOT_MEASURED for finding in comparison.findings):
        return Wording("完成值照抄指标值或只写文字", "actual values that repeat the target or are only words")
    if comparison.score.score_from == "declared":
        return Wording("区间内采用自评", "declared scores taken inside a permitted range")
    if comparison.score.score_from == "default":
        return Wording("区间内采用默认得分", "defaults taken inside a permitted range")
    return None

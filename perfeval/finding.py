"""What scoring and auditing find out about a table: one closed list of codes, each with its severity and meaning.

The list is the contract of `perfeval audit --format json` and of `docs/reference/findings.md`, which is generated
from it.
"""

from __future__ import annotations

import enum
from typing import Literal, TypeAlias

from attrs import frozen

from perfeval.wording import Wording

RowRef: TypeAlias = int | Literal["execution"] | None
"""Which row a finding speaks of: a 1-based row number, the budget-execution row, or the whole table."""


class Severity(enum.Enum):
    """How bad a finding is; `error` decides the exit status of `perfeval audit`."""

    ERROR = "error"
    """A declared figure is wrong, or contradicts another declared figure."""
    WARNING = "warning"
    """Something needs a person: a value could not be used as written, or a duty was not met."""
    INFO = "info"
    """Worth knowing; nothing has to be done."""


class Code(enum.Enum):
    """Everything that can be found; the member's value is the stable code."""

    SCORE_ABOVE_FULL = "score-above-full"
    SCORE_DIFFERS = "score-differs"
    SCORE_OUTSIDE_RANGE = "score-outside-range"
    TOTAL_NOT_SUM = "total-not-sum"
    GRADE_CHANGES = "grade-changes"
    RATE_CONTRADICTS_AMOUNTS = "rate-contradicts-amounts"
    RATE_CONTRADICTS_SCORE = "rate-contradicts-score"
    UNIT_DIFFERS = "unit-differs"
    NOT_MEASURED = "not-measured"
    VALUE_UNREADABLE = "value-unreadable"
    ROW_NOT_SCORED = "row-not-scored"
    EXPLANATION_MISSING = "explanation-missing"
    OVER_ACHIEVED = "over-achieved"
    WEIGHTS_DO_NOT_SUM = "weights-do-not-sum"
    REQUIREMENT_NOT_MET = "requirement-not-met"
    NOT_CHECKED = "not-checked"
    FLAGGED = "flagged"
    LAYOUT_REPAIRED = "layout-repaired"
    YEAR_MISSING = "year-missing"
    RULES_UNCERTAIN = "rules-uncertain"
    FACT_NOT_ASKED_FOR = "fact-not-asked-for"
    GOAL_SHARE_MISSING = "goal-share-missing"
    GRADE_UNDECIDED = "grade-undecided"

    @property
    def severity(self) -> Severity:
        """The documented severity of this code."""
        return _SEVERITY[self]

    @property
    def meaning(self) -> Wording:
        """One line on what the code says, for the reference page."""
        return _MEANING[self]


@frozen
class Finding:
    """One thing found: its code, the row it is about, the sentence, and (if there is one) a hint at cause or mend."""

    code: Code
    row: RowRef
    message: Wording
    hint: Wording | None = None
    cited: Wording | None = None
    """The audit (审核) of the rule set that found it, with its citation."""
    moved_line: int | None = None
    """The line of the document whose cells were, beyond doubt, put back below their headings."""

    @property
    def severity(self) -> Severity:
        """The severity that belongs to the code."""
        return self.code.severity


_SEVERITY: dict[Code, Severity] = {
    Code.SCORE_ABOVE_FULL: Severity.ERROR,
    Code.SCORE_DIFFERS: Severity.ERROR,
    Code.SCORE_OUTSIDE_RANGE: Severity.ERROR,
    Code.TOTAL_NOT_SUM: Severity.ERROR,
    Code.GRADE_CHANGES: Severity.ERROR,
    Code.RATE_CONTRADICTS_AMOUNTS: Severity.ERROR,
    Code.RATE_CONTRADICTS_SCORE: Severity.ERROR,
    Code.UNIT_DIFFERS: Severity.WARNING,
    Code.NOT_MEASURED: Severity.WARNING,
    Code.VALUE_UNREADABLE: Severity.WARNING,
    Code.ROW_NOT_SCORED: Severity.WARNING,
    Code.EXPLANATION_MISSING: Severity.WARNING,
    Code.OVER_ACHIEVED: Severity.WARNING,
    Code.WEIGHTS_DO_NOT_SUM: Severity.WARNING,
    Code.REQUIREMENT_NOT_MET: Severity.WARNING,
    Code.NOT_CHECKED: Severity.INFO,
    Code.FLAGGED: Severity.INFO,
    Code.LAYOUT_REPAIRED: Severity.INFO,
    Code.YEAR_MISSING: Severity.WARNING,
    Code.RULES_UNCERTAIN: Severity.WARNING,
    Code.FACT_NOT_ASKED_FOR: Severity.INFO,
    Code.GOAL_SHARE_MISSING: Severity.WARNING,
    Code.GRADE_UNDECIDED: Severity.WARNING,
}

_MEANING: dict[Code, Wording] = {
    Code.SCORE_ABOVE_FULL: Wording("自评得分高于该行满分", "the declared score is above the row's full marks"),
    Code.SCORE_DIFFERS: Wording(
        "自评得分与按规则核算的得分不同", "the declared score is not the score that the rule gives"
    ),
    Code.SCORE_OUTSIDE_RANGE: Wording(
        "自评得分不在规则允许的区间内", "the declared score lies outside the range that the rule permits"
    ),
    Code.TOTAL_NOT_SUM: Wording(
        "填列的总分不等于各行自评得分之和", "the declared total is not the sum of the declared scores"
    ),
    Code.GRADE_CHANGES: Wording(
        "填列总分、各行之和、核算总分对应的等级不一致",
        "the declared total, the sum of the declared scores and the computed total give different grades",
    ),
    Code.RATE_CONTRADICTS_AMOUNTS: Wording(
        "填列的执行率与预算数、执行数算出的不符",
        "the printed execution rate is not what the budget and the expenditure give",
    ),
    Code.RATE_CONTRADICTS_SCORE: Wording(
        "预算执行的自评得分与填列的执行率不符",
        "the declared execution score does not follow from the printed execution rate",
    ),
    Code.UNIT_DIFFERS: Wording(
        "完成值与指标值的单位或类别不同", "target and actual are written in different units or kinds"
    ),
    Code.NOT_MEASURED: Wording(
        "可计量的指标值没有对应的实测完成值（照抄指标值或只写文字）",
        "a measurable target is answered by a repetition of the target or by words",
    ),
    Code.VALUE_UNREADABLE: Wording("单元格内容无法识别，按文字保留", "a cell could not be read and is kept as text"),
    Code.ROW_NOT_SCORED: Wording("该行无法按规则核算得分", "the rules give this row no score"),
    Code.EXPLANATION_MISSING: Wording("应填写偏差原因而未填写", "an explanation is due and none is given"),
    Code.OVER_ACHIEVED: Wording("完成值明显高于指标值", "the actual value is far above the target"),
    Code.WEIGHTS_DO_NOT_SUM: Wording(
        "分值之和与规定的合计不符", "the points printed do not add up to what the frame asks for"
    ),
    Code.REQUIREMENT_NOT_MET: Wording("不满足规则集的审核要求", "a requirement of the rule set's audit is not met"),
    Code.NOT_CHECKED: Wording(
        "因缺少数据，某项审核未能进行", "an audit of the rule set could not be decided for lack of data"
    ),
    Code.FLAGGED: Wording("规则集的审核提示", "a hint of the rule set's audit"),
    Code.LAYOUT_REPAIRED: Wording(
        "表格结构有缺损，读取时已还原", "the table's layout was damaged and was restored when it was read"
    ),
    Code.YEAR_MISSING: Wording("表上没有年度", "the table states no year"),
    Code.RULES_UNCERTAIN: Wording(
        "适用的规则集不确定", "it is not certain that the rule set used is the one that applies"
    ),
    Code.FACT_NOT_ASKED_FOR: Wording(
        "所填的填报项不是该规则集要的，没有用上", "a fact is given for which the rule set does not ask"
    ),
    Code.GOAL_SHARE_MISSING: Wording(
        "规则集按目标占比计总分，有的行没有填目标占比",
        "the rule set weights rows by the share of their goal, and some rows state none",
    ),
    Code.GRADE_UNDECIDED: Wording("有总分而等级无法确定", "there is a total, and its grade cannot be decided"),
}

SEVERITY_ORDER: tuple[Severity, ...] = (Severity.ERROR, Severity.WARNING, Severity.INFO)


def worst_first(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """The findings by severity, those of one severity in the order in which they were found."""
    return tuple(sorted(findings, key=lambda finding: SEVERITY_ORDER.index(finding.severity)))

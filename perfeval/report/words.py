"""The short words of the reports: headings, what a finding comes to in a narrow column, severities."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from perfeval.engine.library import load_rules, shipped_names
from perfeval.engine.ruleset import BASIS_BY_STRENGTH, RuleSet
from perfeval.engine.score import Score
from perfeval.finding import Code, Finding, Severity
from perfeval.wording import Wording, verbatim

SEVERITY: Final = {
    Severity.ERROR: Wording("错误", "error"),
    Severity.WARNING: Wording("警告", "warning"),
    Severity.INFO: Wording("说明", "note"),
}

SHORT: Final = {
    Code.SCORE_ABOVE_FULL: Wording("高于满分", "above full marks"),
    Code.SCORE_DIFFERS: Wording("与核定不符", "differs"),
    Code.SCORE_OUTSIDE_RANGE: Wording("超出区间", "outside range"),
    Code.TOTAL_NOT_SUM: Wording("总分不等于合计", "not the sum"),
    Code.GRADE_CHANGES: Wording("等级变化", "grade changes"),
    Code.RATE_CONTRADICTS_AMOUNTS: Wording("执行率与金额不符", "rate against amounts"),
    Code.RATE_CONTRADICTS_SCORE: Wording("执行率与得分不符", "rate against score"),
    Code.UNIT_DIFFERS: Wording("单位不同", "unit differs"),
    Code.NOT_MEASURED: Wording("未实测", "not measured"),
    Code.VALUE_UNREADABLE: Wording("无法识别", "unreadable"),
    Code.ROW_NOT_SCORED: Wording("未能核定", "not scored"),
    Code.EXPLANATION_MISSING: Wording("缺原因说明", "no explanation"),
    Code.OVER_ACHIEVED: Wording("超额完成", "over-achieved"),
    Code.WEIGHTS_DO_NOT_SUM: Wording("分值合计不符", "weights do not sum"),
    Code.REQUIREMENT_NOT_MET: Wording("不合要求", "requirement not met"),
    Code.NOT_CHECKED: Wording("未能审核", "not checked"),
    Code.FLAGGED: Wording("有提示", "flagged"),
    Code.LAYOUT_REPAIRED: Wording("表格已还原", "layout repaired"),
    Code.YEAR_MISSING: Wording("无年度", "no year"),
    Code.RULES_UNCERTAIN: Wording("规则集不确定", "rules uncertain"),
    Code.GOAL_SHARE_MISSING: Wording("没有目标占比", "no goal share"),
    Code.GRADE_UNDECIDED: Wording("等级无法确定", "grade undecided"),
    Code.FACT_NOT_ASKED_FOR: Wording("填报项没有用上", "fact not asked for"),
}
"""What each code comes to in the last column of the rows."""

AGREES: Final = Wording("相符", "agrees")
AS_DECLARED: Final = Wording("采用自评", "as declared")
BY_DEFAULT: Final = Wording("按默认得分", "by default")
NOT_SCORED: Final = Wording("不计分", "not scored")
UNDECIDED: Final = Wording("未能核定", "undecided")
NOT_DECLARED: Final = Wording("未填自评", "not declared")
NO_RULE: Final = Wording("规则集未涉及", "no rule")

LEGEND: Final = {
    AS_DECLARED: Wording(
        "规则允许区间内，采用自评得分", "inside the range that the rule permits, the declared score is taken"
    ),
    BY_DEFAULT: Wording(
        "规则允许一个区间，按规则写明的默认得分", "the rule permits a range; its stated default is taken"
    ),
    NOT_SCORED: Wording("规则规定该行不参与评分", "the rule keeps the row out of the total"),
    UNDECIDED: Wording("缺少数据，无法得出该行得分", "data are lacking, so no score can be given"),
    NOT_DECLARED: Wording("自评得分空着或无法识别，没有比较", "no declared score can be read, so nothing is compared"),
    NO_RULE: Wording("规则集没有为这一行规定算法", "the rule set says nothing of this row"),
    SHORT[Code.NOT_MEASURED]: Wording(
        "完成值照抄指标值或只写文字", "the actual value repeats the target or is only words"
    ),
    SHORT[Code.UNIT_DIFFERS]: Wording(
        "完成值与指标值的单位或类别不同", "target and actual are in different units or kinds"
    ),
    SHORT[Code.OVER_ACHIEVED]: Wording("完成值明显高于指标值", "the actual value is far above the target"),
    SHORT[Code.FLAGGED]: Wording("规则集的审核有提示", "the rule set's audit has a hint"),
}
"""The words of the last column that do not speak for themselves."""

_BASIS: Final = {
    "full_text": Wording("规定原文", "the document's full text"),
    "excerpt": Wording("规定节录", "excerpts of the document"),
    "inferred": Wording("由已公布的表格推定，未见规定原文", "inferred from published tables, no rule text seen"),
    "recalled": Wording("凭记忆整理，待与原文核对", "recalled, to be checked against the original"),
    "our_choice": Wording(
        "规定未写明处由规则集编写者自定", "the rule set author's own choice where the document is silent"
    ),
}


def basis_words(rules: RuleSet) -> Wording:
    """What a rule set rests on, in words: every basis of its citations, the strongest first."""
    stated = {citation.basis for citation in rules.citations}
    words = [_BASIS[basis] for basis in BASIS_BY_STRENGTH if basis in stated]
    if not words:
        return Wording("未注明", "not stated")
    return Wording("；".join(word.zh for word in words), "; ".join(word.en for word in words))


def ancestry_words(rules: RuleSet) -> Wording | None:
    """The ancestors of a rule set, the parent first, each with what it rests on where it is a shipped one."""
    if not rules.lineage:
        return None
    ancestors = [_ancestor(name, rules.lineage[at:]) for at, name in enumerate(rules.lineage, start=1)]
    return Wording("，".join(one.zh for one in ancestors), ", ".join(one.en for one in ancestors))


def _ancestor(name: str, above: tuple[str, ...]) -> Wording:
    if name not in shipped_names():
        return verbatim(name)
    rules = load_rules(name)
    if rules.name != name or rules.lineage != above:  # a file beside the rule set that took a shipped one's name
        return verbatim(name)
    basis = basis_words(rules)
    return Wording(f"{name}（{basis.zh}）", f"{name} ({basis.en})")


def outcomes(score: Score | None, *, declared: bool, findings: tuple[Finding, ...]) -> tuple[Wording, ...]:
    """What a row comes to, in a few words: its findings, else how the score was come by."""
    named = tuple(dict.fromkeys(SHORT[finding.code] for finding in findings if finding.severity is not Severity.INFO))
    return named or (_way(score, declared=declared),)


def listed(words: Iterable[Wording]) -> Wording:
    """Some words in a row."""
    known = tuple(words)
    return Wording("、".join(word.zh for word in known), ", ".join(word.en for word in known))


def legend(used: Iterable[Wording]) -> Wording | None:
    """What the words used in the last column mean, in the order in which they are met; None where all speak plainly."""
    known = [(word, LEGEND[word]) for word in dict.fromkeys(used) if word in LEGEND]
    if not known:
        return None
    return Wording(
        "；".join(f"{word.zh}：{meaning.zh}" for word, meaning in known),
        "; ".join(f"{word.en}: {meaning.en}" for word, meaning in known),
    )


def way(score: Score | None) -> Wording:
    """How a score was come by, in a few words, where nothing is compared."""
    if score is None:
        return NO_RULE
    if score.status == "undecided":
        return UNDECIDED
    if score.status == "not scored":
        return NOT_SCORED
    if score.score_from == "declared":
        return AS_DECLARED
    return BY_DEFAULT if score.score_from == "default" else Wording("", "")


def _way(score: Score | None, *, declared: bool) -> Wording:
    known = way(score)
    if known.zh:
        return known
    return AGREES if declared else NOT_DECLARED

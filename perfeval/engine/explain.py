"""From the steps of a score to one sentence that a person can check, with the article cited."""

from __future__ import annotations

from perfeval.engine.score import RuleRef, Step, Trace
from perfeval.language.remembered import remembered
from perfeval.wording import Wording


def trace(steps: tuple[Step, ...], rule: RuleRef | None, result: Wording) -> Trace:
    """The trace of a score: its steps, the rule first, and the sentence that ends in the citation."""
    shown = steps if rule is None else (_rule_applied(rule), *steps)
    return Trace(shown, _sentence(steps, rule, result))


@remembered
def _rule_applied(rule: RuleRef) -> Step:
    title = f"（{rule.title}）" if rule.title else ""
    title_en = f" ({rule.title})" if rule.title else ""
    cites = _cites(rule)
    said = Wording(
        f"适用规则“{rule.name}”{title}，规则集 {rule.ruleset}，依据：{cites.zh}",
        f"rule `{rule.name}`{title_en} of rule set {rule.ruleset}, citing: {cites.en}",
    )
    return Step("rule", said)


@remembered
def _cites(rule: RuleRef) -> Wording:
    return rule.cite()


def _sentence(steps: tuple[Step, ...], rule: RuleRef | None, result: Wording) -> Wording:
    zh, en = "；".join([step.wording.zh for step in steps]), "; ".join([step.wording.en for step in steps])
    if rule is None:
        return Wording(f"{result.zh}：{zh}。", f"{result.en}: {en}.") if steps else result
    cites = _cites(rule)
    zh_how = f"：{zh}" if zh else ""
    en_how = f": {en}" if en else ""
    return Wording(
        f"{result.zh}。按规则“{rule.name}”{zh_how}。依据：{cites.zh}",
        f"{result.en}. By rule `{rule.name}`{en_how}. Cited: {cites.en}",
    )

"""From the steps of a score to one sentence that a person can check, with the article cited."""

from __future__ import annotations

from perfeval.engine.score import RuleRef, Step, Trace
from perfeval.wording import Wording


def trace(steps: tuple[Step, ...], rule: RuleRef | None, result: Wording) -> Trace:
    """The trace of a score: its steps, the rule first, and the sentence that ends in the citation."""
    shown = list(steps)
    if rule is not None:
        title = f"（{rule.title}）" if rule.title else ""
        title_en = f" ({rule.title})" if rule.title else ""
        cites = rule.cite()
        shown.insert(
            0,
            Step(
                "rule",
                Wording(
                    f"适用规则“{rule.name}”{title}，规则集 {rule.ruleset}，依据：{cites.zh}",
                    f"rule `{rule.name}`{title_en} of rule set {rule.ruleset}, citing: {cites.en}",
                ),
            ),
        )
    return Trace(tuple(shown), _sentence(steps, rule, result))


def _sentence(steps: tuple[Step, ...], rule: RuleRef | None, result: Wording) -> Wording:
    told = [step.wording for step in steps]
    zh, en = "；".join(one.zh for one in told), "; ".join(one.en for one in told)
    if rule is None:
        return Wording(f"{result.zh}：{zh}。", f"{result.en}: {en}.") if told else result
    cites = rule.cite()
    zh_how = f"：{zh}" if zh else ""
    en_how = f": {en}" if en else ""
    return Wording(
        f"{result.zh}。按规则“{rule.name}”{zh_how}。依据：{cites.zh}",
        f"{result.en}. By rule `{rule.name}`{en_how}. Cited: {cites.en}",
    )

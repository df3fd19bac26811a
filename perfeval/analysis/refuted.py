"""What a row refutes about a rule set, as warnings of the checker: the part of the proofs that asks for no decision.

A score that jumps or falls may be meant, and `perfeval prove` asks about it; a figure without a score, in two bands,
below 0 or above full marks is hardly ever meant.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from perfeval.analysis.proving import prove
from perfeval.analysis.table_verdicts import TABLE_PROPERTIES, TableProperty
from perfeval.analysis.verdict import MENDS, PROPERTIES, Property, Verdict
from perfeval.diagnostic import Diagnostic, Level
from perfeval.language import nodes
from perfeval.wording import Wording

if TYPE_CHECKING:
    from perfeval.engine.ruleset import RuleSet

CODE: Final = "refuted"

TOLD_BY: Final[dict[Property, frozenset[str]]] = {
    "decided": frozenset({"band-gap", "no-otherwise", "needs-otherwise"}),
    "one_band": frozenset({"band-overlap"}),
    "no_dead_case": frozenset({"dead-case"}),
    "not_below_zero": frozenset({"floor-unsaid"}),
    "not_above_full": frozenset({"cap-unsaid"}),
}
"""The properties told here, and the diagnostics of the text after which there is nothing new in telling them."""
TABLE_TOLD: Final[frozenset[TableProperty]] = frozenset(
    {"total_decided", "total_within", "grade_decided", "one_grade", "grade_rises"}
)


def refuted(rules: RuleSet) -> tuple[Diagnostic, ...]:
    """A warning for each such fault of the rule set's own text that a row shows."""
    return tuple(_refuted(rules))


def _refuted(rules: RuleSet) -> Iterator[Diagnostic]:
    own = sorted(
        (rule for rule in rules.nodes.rules if rule.written.source.name == rules.source_name),
        key=lambda rule: rule.written.span.start,
    )
    ends = {one.name: following.written.span.start for one, following in pairwise(own)}
    names = {rule.name for rule in own}
    proof = prove(rules)
    for verdict in proof.of("refuted"):
        told = TOLD_BY.get(verdict.property)
        if told is None or verdict.rule.name not in names:
            continue
        end = ends.get(verdict.rule.name, len(rules.nodes.source.text))
        if not any(one.code in told and _stands_in(one, verdict.rule, end) for one in rules.diagnostics):
            yield _of_rule(verdict)
    for one in proof.of_table("refuted"):
        written = one.block.written
        if one.property in TABLE_TOLD and written is not None and written.source.name == rules.source_name:
            asked, said = TABLE_PROPERTIES[one.property], one.said or Wording("", "")
            message = Wording(f"这一条不成立：{asked.zh}。{said.zh}", f"it does not hold that {asked.en}: {said.en}")
            yield _warning(written, message, None)


def _stands_in(one: Diagnostic, rule: nodes.Rule, end: int) -> bool:
    return rule.written.span.start <= one.span.start < end


def _of_rule(verdict: Verdict) -> Diagnostic:
    asked, said = PROPERTIES[verdict.property], verdict.said or Wording("", "")
    zh, en = f"这一条不成立：{asked.zh}。{said.zh}", f"it does not hold that {asked.en}: {said.en}"
    for witness in verdict.witnesses:
        title = witness.subject.example.title
        zh += f"；示例“{title}”的行，{witness.shown.zh} → {witness.scores.zh}"
        en += f"; in the row of example `{title}`, {witness.shown.en} → {witness.scores.en}"
    return _warning(verdict.rule.written, Wording(zh, en), MENDS.get(verdict.property))


def _warning(written: nodes.Written, message: Wording, mend: Wording | None) -> Diagnostic:
    return Diagnostic(
        code=CODE, level=Level.WARNING, source=written.source, span=written.span, message=message, mend=mend
    )

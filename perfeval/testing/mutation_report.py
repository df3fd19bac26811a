"""All mutants of a rule set judged, and the examples to add for those that nothing notices."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from attrs import frozen

from perfeval.testing.mutation import Answer, Judged, Mutation
from perfeval.testing.proposed_examples import Proposal, proposals

if TYPE_CHECKING:
    from perfeval.engine.ruleset import RuleSet


@frozen(eq=False)
class MutationReport:
    """What the examples of a rule set notice, and what they let pass."""

    rules: RuleSet
    judged: tuple[Judged, ...]
    """Every mutant, in the order of the rule set."""
    proposals: tuple[Proposal, ...]
    """Examples to add, in the order of the file."""

    def of(self, answer: Answer) -> tuple[Judged, ...]:
        """The mutants with that answer."""
        return tuple(one for one in self.judged if one.answer == answer)


def mutate(rules: RuleSet, progress: Callable[[int, int], None] | None = None) -> MutationReport:
    """Change each part of each rule a little and see whether an example notices; `progress` is told how far it is."""
    mutation = Mutation(rules)
    judged: list[Judged] = []
    for mutant in mutation.mutants:
        if progress is not None:
            progress(len(judged), len(mutation.mutants))
        judged.append(mutation.judge(mutant))
    return MutationReport(rules, tuple(judged), proposals(rules, judged))

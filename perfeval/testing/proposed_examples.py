"""Examples to add, so that changes which no example notices would be noticed; each tried before it is offered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from perfeval.analysis.mutants import Mutant
from perfeval.engine.examples import own_examples
from perfeval.engine.library import changed_text
from perfeval.errors import RuleError
from perfeval.language import nodes
from perfeval.testing.example_text import Written, example_texts
from perfeval.testing.mutation import Judged, Witness, holds, is_shown, may_differ

if TYPE_CHECKING:
    from perfeval.engine.ruleset import RuleSet

MOST_OF_EACH = 6
"""So many figures of a mutant are thought of as examples."""


@frozen(eq=False)
class Proposal:
    """An example to add, and the mutants that it notices."""

    written: Written
    notices: tuple[Mutant, ...]


def proposals(rules: RuleSet, judged: Sequence[Judged]) -> tuple[Proposal, ...]:
    """Few examples that together notice all mutants that are missed, as far as examples can be written that do.

    Each loads in its place in the file, holds for the rules as they are, and does not hold for the mutants it notices.
    """
    open_ = {one.mutant: one for one in judged if one.answer == "missed"}
    candidates = _candidates(open_.values())
    shown = {one: {mutant for mutant in open_ if _shows(one, mutant)} for one in candidates}
    found: list[Proposal] = []
    while open_ and shown:
        best = min(shown, key=lambda one: (-len(shown[one] & open_.keys()), one.plainness))
        left = shown.pop(best) & open_.keys()
        if not left:
            break
        proposal = _written(rules, best, [mutant for mutant in open_ if mutant in left])
        if proposal is not None:
            found.append(proposal)
            for mutant in proposal.notices:
                del open_[mutant]
    found.sort(key=lambda one: one.written.below)
    return tuple(found)


def _candidates(judged: Iterable[Judged]) -> list[Witness]:
    seen: dict[tuple[int, Fraction], Witness] = {}
    for one in judged:
        for witness in one.witnesses[:MOST_OF_EACH]:
            seen.setdefault((id(witness.ground), witness.figure), witness)
    return list(seen.values())


def _shows(witness: Witness, mutant: Mutant) -> bool:
    return may_differ(witness.ground, mutant) and is_shown(witness.ground, mutant, witness.figure)


def _written(rules: RuleSet, witness: Witness, mutants: list[Mutant]) -> Proposal | None:
    """The row as an example that is what it should be; None where there is no way to write one."""
    for written in example_texts(rules, witness.ground, witness.figure):
        example = _read(rules, written)
        if example is not None:
            noticed = tuple(mutant for mutant in mutants if not _holds_for(mutant.rules, example, written.rule))
            if noticed:
                return Proposal(written, noticed)
    return None


def _read(rules: RuleSet, written: Written) -> nodes.Example | None:
    """The example as it is read in its place in the file; None where it is in error or does not hold there."""
    lines = rules.nodes.source.text.split("\n")
    text = "\n".join([*lines[: written.below], written.line, *lines[written.below :]])
    try:
        changed = changed_text(rules, text)
    except RuleError:
        return None
    if rules.on is not None:
        changed = evolve(changed, on=rules.on)
    line = written.below + 1
    if not any(one.line == line and one.title == written.title and holds(one) for one in own_examples(changed)):
        return None
    beside = [rule.examples for rule in changed.nodes.rules if rule.name == written.rule]
    examples = changed.nodes.examples if written.rule is None else beside[0] if beside else ()
    return next((one for one in examples if one.title == written.title), None)


def _holds_for(rules: RuleSet, example: nodes.Example, rule: str | None) -> bool:
    """Whether a rule set, with this example and no other, scores it as it says."""
    made = rules.nodes
    alone = tuple(evolve(one, examples=(example,) if one.name == rule else ()) for one in made.rules)
    total = evolve(made.total, examples=())
    grades = None if made.grades is None else evolve(made.grades, examples=())
    header = (example,) if rule is None else ()
    nodes_of_it = evolve(made, rules=alone, total=total, grades=grades, examples=header)
    return all(holds(one) for one in own_examples(type(rules)(nodes_of_it, on=rules.on)))

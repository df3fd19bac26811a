"""Which changes of its rules the examples of a rule set notice, and which they would let pass.

A mutant is noticed where an example that holds does not hold any more. For one that is not, every row of the examples
is followed for every figure by both rule sets, as `perfeval diff` does: nowhere another score is a proof that the
change makes no difference on such rows, and anything less is said to be unknown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from attrs import evolve, field, frozen

from perfeval.analysis.behaviour import NotOneVariableError, Refused
from perfeval.analysis.both_given import Piece
from perfeval.analysis.difference import pieces_of_both, plainest_first
from perfeval.analysis.given import given_to
from perfeval.analysis.mutants import Mutant, mutants_of
from perfeval.analysis.scored_twice import ScoredTwice
from perfeval.analysis.subjects import Subject
from perfeval.engine.examples import GRADES, TOTAL, OwnExample, own_examples
from perfeval.language import nodes, types
from perfeval.language.traversal import walk
from perfeval.symbolic.paths import ends
from perfeval.testing.figures import plainness
from perfeval.testing.mutation_rows import Ground, grounds_of
from perfeval.wording import Wording

if TYPE_CHECKING:
    from perfeval.engine.ruleset import RuleSet

Answer: TypeAlias = Literal["noticed", "same", "missed", "unknown"]
"""By an example; no other score for any figure; another score that no example shows; not known."""

MOST_WITNESSES: Final = 12
"""So many figures that show a mutant are kept of a row."""
MOST_TRIED: Final = 24
"""So many figures are tried of a row that varies one that was tried already, where neither can be followed."""
MOST_ROWS_SHOWN: Final = 3
"""So many rows that show a mutant are looked for."""

NOT_REACHED: Final = Wording(
    "示例的行都走不到这里，请为它补一个示例",
    "no row of the examples comes here: it needs an example of its own",
)
_ONLY_UNROUNDED: Final = Wording(
    "只在舍入以前不同；试过的数舍入后得分都相同",
    "points differ only before they are rounded: at all figures tried they round to the same",
)
_NO_OTHER_ROW: Final = Wording(
    "示例的行上得分不变，但没有试遍这个条件里的类别、文字、日期或空白",
    "the rows of the examples score the same, but not every kind, word, date or blank that the condition asks for "
    "is among them",
)
_IN_ONE_WAY: Final = (
    nodes.Kind, nodes.WordConstant, nodes.DateConstant, nodes.StateOf, nodes.IsType, nodes.Contains, nodes.Aggregate,
)  # fmt: skip
_NO_SCORE: Final = Wording(
    "只在原规则无法得出分数的数上不同，没有示例能说明",
    "it differs only where the rule as it is gives no score, which no example can say",
)


@frozen(eq=False)
class Witness:
    """A row that gets another score from a mutant."""

    ground: Ground
    figure: Fraction

    @property
    def plainness(self) -> tuple[object, ...]:
        """The plainer the less."""
        return len(self.ground.varies), *plainness(self.figure, self.ground.subject.unit)


@frozen(eq=False)
class Judged:
    """What is known of a mutant."""

    mutant: Mutant
    answer: Answer
    reason: Wording | None = None
    """Why it is unknown."""
    witnesses: tuple[Witness, ...] = field(default=(), repr=False)
    """Rows that show one that is missed, the plainest first."""


@frozen(slots=False, eq=False)
class Mutation:
    """The mutants of a rule set, one after the other."""

    rules: RuleSet

    @cached_property
    def mutants(self) -> tuple[Mutant, ...]:
        """All of them."""
        return tuple(mutants_of(self.rules))

    @cached_property
    def grounds(self) -> tuple[Ground, ...]:
        """The rows on which they are held against the rule set."""
        return grounds_of(self.rules)

    def judge(self, mutant: Mutant) -> Judged:
        """What is known of a mutant."""
        if self._is_noticed(mutant):
            return Judged(mutant, "noticed")
        return self.compare(mutant)

    def compare(self, mutant: Mutant) -> Judged:
        """Whether a mutant scores any row otherwise, whatever the examples say."""
        reasons: list[Wording] = []
        witnesses: list[Witness] = []
        shown = 0
        for ground in self.grounds:
            if not may_differ(ground, mutant):
                continue
            reason, found = _on(ground, mutant)
            witnesses += found
            shown += bool(found)
            if reason is not None:
                reasons.append(reason)
            if shown >= MOST_ROWS_SHOWN:
                break
        if witnesses:
            witnesses.sort(key=lambda one: one.plainness)
            return Judged(mutant, "missed", witnesses=tuple(witnesses))
        if not self._is_reached(mutant):
            return Judged(mutant, "unknown", NOT_REACHED)
        if reasons:
            return Judged(mutant, "unknown", reasons[0])
        return Judged(mutant, "unknown", _NO_OTHER_ROW) if self._reads_words(mutant) else Judged(mutant, "same")

    def shown_on(self, ground: Ground, mutant: Mutant) -> list[Witness]:
        """Figures for which a row scores otherwise by a mutant; none where none is found."""
        return _on(ground, mutant)[1] if may_differ(ground, mutant) else []

    def _reads_words(self, mutant: Mutant) -> bool:
        """Whether the change hangs on what the rows may show in one way only: kinds, words, dates, blank cells."""
        asked = () if mutant.condition is None else (mutant.condition,)
        return any(isinstance(one, _IN_ONE_WAY) for one in walk(asked, self.rules.nodes.variables))

    # ---- by examples ----

    @cached_property
    def _holding(self) -> frozenset[tuple[str, int]]:
        """The examples that hold, by rule and line; the others can notice nothing."""
        return frozenset((one.rule, one.line) for one in own_examples(self.rules) if one.run().passed)

    def _is_noticed(self, mutant: Mutant) -> bool:
        # those beside the changed rule first: they are the likeliest
        examples = sorted(own_examples(mutant.rules), key=lambda one: one.rule != mutant.rule)
        concerned = (one for one in examples if self._concerns(mutant, one))
        return any(not holds(one) for one in concerned if (one.rule, one.line) in self._holding)

    def _concerns(self, mutant: Mutant, example: OwnExample) -> bool:
        if example.rule in (TOTAL, GRADES):
            return False
        return mutant.concerns is None or example.rule == self.rules.name or example.rule in mutant.concerns

    # ---- whether it is reached ----

    @cached_property
    def _places(self) -> Mapping[tuple[str, int, int], bool]:
        """By the text of each case, band and adjustment whether a row of the examples comes to it."""
        found: dict[tuple[str, int, int], bool] = {}
        for rule in self.rules.nodes.rules:
            for clause, probe in _probes(self.rules, rule):
                key = (clause.source.name, clause.span.start, clause.span.end)
                found[key] = found.get(key, False) or any(
                    may_differ(ground, probe) and _shows(ground, probe) for ground in self.grounds
                )
        return found

    def _is_reached(self, mutant: Mutant) -> bool:
        """Whether the innermost clause around what was changed is one that a row comes to."""
        span, name = mutant.written.span, mutant.written.source.name
        around = [
            (end - start, is_reached)
            for (source, start, end), is_reached in self._places.items()
            if source == name and start <= span.start and span.end <= end
        ]
        return min(around)[1] if around else True


def holds(example: OwnExample) -> bool:
    """Whether an example gives what it says; one that breaks down does not."""
    try:
        return example.run().passed
    except Exception:
        return False


def may_differ(ground: Ground, mutant: Mutant) -> bool:
    """Whether the row falls to a rule that the change concerns, as far as that is known."""
    if mutant.concerns is None or ground.reached is None or len(ground.subject.table.indicators) != 1:
        return True
    return bool(ground.reached & mutant.concerns)


# ---- on a row ----


def _on(ground: Ground, mutant: Mutant) -> tuple[Wording | None, list[Witness]]:
    """Why a row proves nothing, None where it is proved to score the same; the figures that show a difference."""
    subject, other = ground.subject, ground.by(mutant.rules)
    if isinstance(ground.given, Wording):
        return _tried(ground, mutant, ground.given)
    try:
        given = given_to(other)
        if given == ground.given:  # the row does not come to what was changed
            return None, _shown(ground, mutant, _below_zero(subject))
        pieces = pieces_of_both(ground.given, given, subject.unit, below_zero=subject.may_be_below_zero)
    except NotOneVariableError as refusal:
        return _tried(ground, mutant, refusal.wording)
    differing = [piece for piece in pieces if piece.change != "same"]
    if not differing:
        return None, _shown(ground, mutant, _below_zero(subject))
    found = _shown(ground, mutant, [*_figures(subject, differing), *ground.figures])
    if found:
        return None, found
    is_scored = any(piece.one.status != "undecided" for piece in differing)
    return (_ONLY_UNROUNDED if is_scored else _NO_SCORE), []


def _below_zero(subject: Subject) -> list[Fraction]:
    """Figures that proofs leave out where a target is above 0, although a table may hold them."""
    return [] if subject.open != "actual" or subject.may_be_below_zero else [-subject.unit]


def _figures(subject: Subject, differing: Sequence[Piece]) -> list[Fraction]:
    """Figures where the two differ before they are rounded, the plainest first."""
    if subject.open == "nothing":
        return [Fraction(0)]
    below = [piece for piece in differing if piece.cell.low is None or piece.cell.low.low < 0]
    above = [piece for piece in differing if piece not in below]
    inside = [piece.inside for piece in below if piece.inside is not None]
    return [*(plainest_first(subject, above) if above else ()), *sorted(inside, reverse=True)]


def _tried(ground: Ground, mutant: Mutant, reason: Wording) -> tuple[Wording | None, list[Witness]]:
    figures = ground.figures[:MOST_TRIED] if ground.varies else ground.figures
    found = _shown(ground, mutant, figures)
    return (None, found) if found else (reason, [])


def _shown(ground: Ground, mutant: Mutant, figures: list[Fraction] | tuple[Fraction, ...]) -> list[Witness]:
    found: list[Witness] = []
    for figure in dict.fromkeys(figures):
        if is_shown(ground, mutant, figure):
            found.append(Witness(ground, figure))
            if len(found) == MOST_WITNESSES:
                break
    return found


def is_shown(ground: Ground, mutant: Mutant, figure: Fraction) -> bool:
    """Whether an example with this figure holds for the rule set and not for the mutant."""
    score = ground.score(figure)
    if score.status == "undecided":
        return False
    try:
        other = ground.score_by(mutant.rules, figure)
    except Exception:
        return True
    return ScoredTwice(figure, Wording("", ""), score, other).change != "same"


# ---- whether a clause is reached ----


def _probes(rules: RuleSet, rule: nodes.Rule) -> Iterator[tuple[nodes.Written, Mutant]]:
    """Each clause of a rule, and the rule set with something in its place that gives no score."""
    for place, case in enumerate(rule.cases):
        bodies: list[tuple[nodes.Written, nodes.Body]] = [(case.written, _nothing(case.written))]
        if isinstance(case.body, nodes.Bands):
            bands = case.body.bands
            for at, band in enumerate(bands):
                poisoned = (*bands[:at], evolve(band, award=_nothing(band.written)), *bands[at + 1 :])
                bodies.append((band.written, evolve(case.body, bands=poisoned)))
        for written, body in bodies:
            cases = (*rule.cases[:place], evolve(case, body=body), *rule.cases[place + 1 :])
            yield written, _probe(rules, rule, evolve(rule, cases=cases), written)
    for place, one in enumerate(rule.adjustments):
        change = nodes.Adjust("deduct", _nothing(one.written).amount, None)
        adjustments = (*rule.adjustments[:place], evolve(one, change=change), *rule.adjustments[place + 1 :])
        yield one.written, _probe(rules, rule, evolve(rule, adjustments=adjustments), one.written)


def _nothing(written: nodes.Written) -> nodes.PointsAward:
    """An award that cannot be computed: 1 point ÷ 0."""
    one, zero = (nodes.Constant(Fraction(n), type=types.POINTS, written=written) for n in (1, 0))
    return nodes.PointsAward(nodes.Arithmetic("/", one, zero, type=types.POINTS, written=written), written)


def _probe(rules: RuleSet, rule: nodes.Rule, made: nodes.Rule, written: nodes.Written) -> Mutant:
    mutated = tuple(made if one is rule else one for one in rules.nodes.rules)
    changed = type(rules)(evolve(rules.nodes, rules=mutated), on=rules.on)
    said = Wording("", "")
    return Mutant(changed, rule.name, "left out", said, said, written, frozenset({rule.name}))


def _shows(ground: Ground, probe: Mutant) -> bool:
    """Whether for some figure the row comes to what the probe stands for."""
    given = ground.given
    if not isinstance(given, Wording):
        try:
            found = given_to(ground.by(probe.rules))
        except NotOneVariableError:
            pass
        else:
            reasons = {end.reason for end in ends(given) if not isinstance(end, Refused)}
            return any(end.reason not in reasons for end in ends(found) if not isinstance(end, Refused))
    return any(is_shown(ground, probe, figure) for figure in ground.figures)

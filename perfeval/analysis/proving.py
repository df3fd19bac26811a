"""`prove`: every question about every rule of a rule set, answered."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from attrs import define, evolve, field, frozen

from perfeval.analysis.behaviour import (
    Behaviour,
    NotOneVariableError,
    Piece,
    behaviour_of,
    closing_roundings,
    unrounded,
)
from perfeval.analysis.grading import grade_verdicts
from perfeval.analysis.properties import (
    Fault,
    above_full,
    against_the_way,
    below_zero,
    cases_taken,
    falls_rounded,
    in_two_bands,
    is_linear,
    jumps,
    jumps_at_no_fraction,
    missing,
    reaches_full,
    undecided,
    way_of,
)
from perfeval.analysis.scale import is_of_any_size
from perfeval.analysis.subjects import Subject, subjects_of
from perfeval.analysis.table_verdicts import TableVerdict
from perfeval.analysis.totals import total_verdicts
from perfeval.analysis.verdict import Answer, Jump, Property, Verdict, Witness
from perfeval.engine.amount import show_number
from perfeval.engine.interpret import Interpreter
from perfeval.engine.lowering.cells import opened
from perfeval.engine.outcome import Awarded, apply_rule
from perfeval.engine.rows import rules_in_force, score_row
from perfeval.language import nodes, types
from perfeval.language.traversal import walk
from perfeval.wording import Wording

if TYPE_CHECKING:
    from perfeval.engine.ruleset import RuleSet


_READS_MORE: Final = (
    nodes.TableField, nodes.Kind, nodes.SameGroup, nodes.Fact, nodes.ByRule, nodes.Total, nodes.Aggregate, nodes.Meets,
    nodes.Contains, nodes.StateOf, nodes.IsType, nodes.WordConstant, nodes.DateConstant,
)  # fmt: skip
"""What may be otherwise on another row, whatever the completion."""

_CURVED: Final = Wording(
    "得分不是完成值的一次式，没有逐一看每个取整的台阶",
    "points are no straight lines: not every rounded step was looked at",
)


@frozen
class Proof:
    """What was found out about a rule set."""

    rules: RuleSet
    verdicts: tuple[Verdict, ...]
    jumps: tuple[Jump, ...]
    sizes: tuple[tuple[Subject, bool], ...]
    """The rows looked at, and whether what was found of each holds for every target above 0 and all full marks."""
    table: tuple[TableVerdict, ...] = ()
    """The verdicts about the total and the grades."""

    def of(self, answer: Answer) -> tuple[Verdict, ...]:
        """The verdicts about rules with an answer."""
        return tuple(one for one in self.verdicts if one.answer == answer)

    def of_table(self, answer: Answer) -> tuple[TableVerdict, ...]:
        """The verdicts about the total and the grades with an answer."""
        return tuple(one for one in self.table if one.answer == answer)


def prove(rules: RuleSet) -> Proof:
    """Answer every question about every rule on the rows of its examples, one figure left open, and about the total."""
    verdicts: list[Verdict] = []
    found: list[Jump] = []
    sizes: list[tuple[Subject, bool]] = []
    for rule in rules.nodes.rules:
        case = _RuleCase(rules, rule)
        verdicts += case.verdicts()
        found += case.jumps
        sizes += [(one.subject, is_of_any_size(one.subject)) for one in case.behaviours]
    return Proof(rules, tuple(verdicts), tuple(found), tuple(sizes), table_verdicts(rules, verdicts))


def table_verdicts(rules: RuleSet, verdicts: Iterable[Verdict]) -> tuple[TableVerdict, ...]:
    """Answer every question about the total and the grades, with the verdicts about the rules."""
    grades = rules.nodes.grades
    return (*total_verdicts(rules, verdicts), *(() if grades is None else grade_verdicts(rules, grades)))


def verdicts_of(rules: RuleSet, rule: nodes.Rule) -> tuple[Verdict, ...]:
    """Answer every question about one rule; none where there is no figure to ask about."""
    return tuple(_RuleCase(rules, rule).verdicts())


@define
class _RuleCase:
    """One rule, with what its subjects show."""

    rules: RuleSet
    rule: nodes.Rule
    behaviours: list[Behaviour] = field(factory=list)
    refusals: list[Wording] = field(factory=list)
    jumps: list[Jump] = field(factory=list)
    used: set[int] = field(factory=set)
    """Allowances that something needs, by place."""

    def verdicts(self) -> Iterator[Verdict]:
        """The answers about the rule."""
        for subject in subjects_of(self.rules, self.rule):
            try:
                behaviour = behaviour_of(subject)
            except NotOneVariableError as refusal:
                self.refusals.append(refusal.wording)
                continue
            if any(piece.taken.accepted for piece in behaviour.pieces):
                self.behaviours.append(behaviour)
                if behaviour.unfollowed is not None:  # faults of the rest are told nevertheless
                    self.refusals.append(behaviour.unfollowed)
        if not self.behaviours and not self.refusals:
            return  # words and dates only: there is no figure to ask about
        yield self._decided()
        yield self._by_faults("one_band", in_two_bands)
        yield self._no_dead_case()
        yield self._by_faults("not_below_zero", below_zero)
        yield self._by_faults("not_above_full", above_full)
        monotone = self._monotone()
        yield monotone
        yield self._rounded_monotone(monotone)
        yield self._no_cliff()
        yield self._full_reachable()
        if self.rule.allowances:
            yield self._allowances_needed()

    # ---- answers ----

    def _verdict(self, property_: Property, faults: Iterable[tuple[Behaviour, Fault]]) -> Verdict:
        """Refuted by the first fault that a row shows; else proved, or unknown where something was not followed."""
        for behaviour, fault in faults:
            witnesses = tuple(replayed(behaviour.subject, figure) for figure in fault.figures)
            return Verdict(self.rule, property_, "refuted", fault.said, witnesses)
        return self._proved_or_unknown(property_)

    def _proved_or_unknown(self, property_: Property) -> Verdict:
        if self.refusals:
            return Verdict(self.rule, property_, "unknown", self.refusals[0])
        return Verdict(self.rule, property_, "proved")

    def _by_faults(self, property_: Property, question: Callable[[Behaviour], Iterator[Fault]]) -> Verdict:
        return self._verdict(property_, ((one, fault) for one in self.behaviours for fault in question(one)))

    def _decided(self) -> Verdict:
        found = self._by_faults("decided", undecided)
        lacking = next((one for behaviour in self.behaviours if (one := missing(behaviour)) is not None), None)
        if found.answer == "proved" and lacking is not None:
            return Verdict(self.rule, "decided", "unknown", lacking)
        return found

    def _no_dead_case(self) -> Verdict:
        taken = {case for behaviour in self.behaviours for case in cases_taken(behaviour)}
        never = [place for place in range(len(self.rule.cases)) if place not in taken]
        if not never or self.refusals:
            return self._proved_or_unknown("no_dead_case")
        place = next((one for one in never if self._is_dead(one)), None)
        if place is not None:
            said = Wording(
                f"第 {place + 1} 种情形永远轮不到：不论完成率是多少，都先归了前面的情形，或者不符合它的条件",
                f"case {place + 1} is never reached: whatever the completion, a case before it applies or it does not",
            )
            return Verdict(self.rule, "no_dead_case", "refuted", said)
        said = Wording(
            f"第 {never[0] + 1} 种情形在各示例的行上都没有出现",
            f"case {never[0] + 1} does not occur on the rows of the examples",
        )
        return Verdict(self.rule, "no_dead_case", "unknown", said)

    def _is_dead(self, place: int) -> bool:
        """Whether a case hangs on completion alone, which takes all values in some row, and does not occur there."""
        guards = [one.guard for one in self.rule.cases[: place + 1] if one.guard is not None]
        for one in walk(guards, self.rules.nodes.variables):
            if isinstance(one, nodes.RowField) and one.id != "completion":
                return False
            if isinstance(one, _READS_MORE):
                return False
        for behaviour in self.behaviours:
            subject = behaviour.subject
            _, target = opened(subject.table.indicators[0].target) if subject.open == "actual" else (None, ())
            if len(target) == 1 and target[0] > 0 and all(one.taken.accepted for one in behaviour.pieces):
                return place not in cases_taken(behaviour_of(subject, below_zero=True))
        return False

    def _monotone(self) -> Verdict:
        return self._verdict("monotone", self._falls(self.behaviours))

    def _rounded_monotone(self, monotone: Verdict) -> Verdict:
        """A rounding keeps the order of points; only one that has a condition, or hides a fall, is looked at."""
        closing = closing_roundings(self.rule)
        if monotone.answer != "refuted" and all(one.guard is None for one in closing):
            return evolve(monotone, property="rounded_monotone")
        for behaviour, fault in self._falls(self.behaviours):
            if falls_rounded(behaviour.subject, fault):
                return self._verdict("rounded_monotone", [(behaviour, fault)])
        if not all(map(is_linear, self.behaviours)):  # so many roundings of a curve would take too long
            return Verdict(self.rule, "rounded_monotone", "unknown", _CURVED)
        rounded = [behaviour_of(one.subject, is_rounded=True) for one in self.behaviours]
        found = self._verdict("rounded_monotone", self._falls(rounded))
        lacking = next((one.unfollowed for one in rounded if one.unfollowed is not None), None)
        if found.answer == "proved" and lacking is not None:
            return Verdict(self.rule, "rounded_monotone", "unknown", lacking)
        return found

    def _falls(self, behaviours: Iterable[Behaviour]) -> Iterator[tuple[Behaviour, Fault]]:
        for behaviour in behaviours:
            way = way_of(behaviour.subject)
            if way is None:
                continue
            for fault, piece in against_the_way(behaviour, way):
                if not self._is_allowed("allow_decrease", piece):
                    yield behaviour, fault

    def _is_allowed(self, what: str, piece: Piece) -> bool:
        places = [
            place
            for place, one in enumerate(self.rule.allowances)
            if one.what == what and place < len(piece.taken.allows) and piece.taken.allows[place]
        ]
        self.used.update(places)
        return bool(places)

    def _no_cliff(self) -> Verdict:
        faults: list[tuple[Behaviour, Fault]] = []
        for behaviour in self.behaviours:
            pieces = {piece.inside: piece for piece in behaviour.pieces if piece.cell.point is not None}
            for jump in jumps(behaviour, self.rule):
                self.jumps.append(jump)
                self._is_allowed("allow_jump", pieces[jump.at])
                if not jump.is_announced:
                    faults.append((behaviour, Fault((jump.at,), _jump_said(jump))))
        found = self._verdict("no_cliff", faults)
        if found.answer == "proved" and any(map(jumps_at_no_fraction, self.behaviours)):
            said = Wording("得分在一个不是分数的数处跳变", "the score jumps at a figure that is no fraction")
            return Verdict(self.rule, "no_cliff", "unknown", said)
        return found

    def _full_reachable(self) -> Verdict:
        if self.refusals or any(reaches_full(one) for one in self.behaviours):
            return self._proved_or_unknown("full_reachable")
        said = Wording("各示例的行上没有一个数得满分", "no figure gets full marks on the rows of the examples")
        return Verdict(self.rule, "full_reachable", "unknown", said)

    def _allowances_needed(self) -> Verdict:
        idle = [one for place, one in enumerate(self.rule.allowances) if place not in self.used]
        if not idle or self.refusals:
            return self._proved_or_unknown("allowances_needed")
        text = idle[0].written.text
        return Verdict(
            self.rule,
            "allowances_needed",
            "refuted",
            Wording(f"“{text}”没有什么要允许的", f"`{text}` allows nothing that occurs"),
        )


def _jump_said(jump: Jump) -> Wording:
    below, there, above = (
        None if one is None else show_number(one, types.POINTS) for one in (jump.below, jump.there, jump.above)
    )
    assert there is not None  # noqa: S101 - a jump is at a figure that scores
    parts = [(below, "从下方趋近", "coming from below"), (there, "此处", "there"), (above, "往上", "going on")]
    zh = "，".join(f"{name} {one.zh}" for one, name, _ in parts if one is not None)
    en = ", ".join(f"{one.en} {name}" for one, _, name in parts if one is not None)
    return Wording(f"得分跳变：{zh}", f"the score jumps: {en}")


def replayed(subject: Subject, figure: Fraction) -> Witness:
    """A figure put into the row, and what the evaluators give it."""
    state, row = subject.row(figure)
    interpreter = Interpreter(subject.rules.nodes, state, row)
    score, _ = score_row(interpreter, rules_in_force(subject.rules.nodes, state), subject.rules.programs.on(state.day))
    if score.points is None:
        reason = score.reason or Wording("不参与评分", "not scored")
        return Witness(subject, figure, subject.shown(figure), reason)
    points = Fraction(score.points)
    shown = show_number(points, types.POINTS)
    outcome, _ = apply_rule(unrounded(subject.rule), interpreter)
    if isinstance(outcome, Awarded) and not outcome.is_range and outcome.low != points:
        exact = show_number(outcome.low, types.POINTS)
        shown = Wording(f"{shown.zh}（取整前 {exact.zh}）", f"{shown.en} ({exact.en} before rounding)")
    return Witness(subject, figure, subject.shown(figure), shown)

"""A row whose figures are all open, with a solver: whether figures lead to a fault, and which are the plainest.

The solver only names what all figures but one have to be. With these in the row, the exact engine looks at the one that
is left, finds the plainest figure and replays it: nothing is refuted on the solver's word.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Final, TypeAlias

from attrs import define, evolve, field, frozen

from perfeval.analysis.behaviour import LOOKED_AT, Behaviour, NotOneVariableError, behaviour_of
from perfeval.analysis.open_row import OpenRow, Path, Quotient
from perfeval.analysis.plain_number import plain_numbers
from perfeval.analysis.properties import Fault, Way, missing, way_of
from perfeval.analysis.proving import replayed
from perfeval.analysis.solver import SIGNS_BUT, Decision, Formula, Solver, not_above
from perfeval.analysis.subjects import Subject
from perfeval.analysis.verdict import Witness
from perfeval.symbolic.polynomial import Division, Polynomial, variable
from perfeval.wording import Wording

GIVEN_UP: Final = Wording("z3 在允许的步数内没有得出答案", "z3 came to no answer in the work that it may do")
NOT_SHOWN: Final = Wording(
    "z3 找到的数代入该行后并不如此，既未证明也未举出反例",
    "the figures that z3 found do not show it once they stand in the row: neither proved nor refuted",
)

OTHER: Final = " again"
"""The second copy of a row, with another figure in the place of the one that is looked for last."""

_OPEN: Final = {"actual": "actual", "expenditure": "executed"}
"""The symbols of what a subject leaves open, where it is no fact."""


@frozen
class Question:
    """How a fault that the solver supposes is looked for exactly."""

    in_behaviour: Callable[[Behaviour], Iterator[Fault]]
    """As one figure runs over all that it can be."""
    in_row: Callable[[OpenRow, Mapping[str, Fraction]], Wording | None] = lambda _, __: None
    """In a row whose figures are all known."""


@frozen
class Refutation:
    """What is wrong, and the rows that show it."""

    said: Wording
    witnesses: tuple[Witness, ...]


Answer: TypeAlias = "Refutation | Wording | None"
"""None: no figures lead to a fault. A wording: why that is not known."""


@define
class SolvedRow:
    """A row with the paths of its rule that score it, and a solver that knows what its figures can be."""

    open: OpenRow
    paths: tuple[Path, ...]
    subject: Subject
    """The row as in the example, the figure left open that is looked for last."""
    way: Way | None
    solver: Solver = field(init=False)
    domain: Formula = field(init=False)
    _taken: dict[tuple[Path, str], Formula] = field(factory=dict, init=False)

    def __attrs_post_init__(self) -> None:
        self.solver = Solver(self.last)
        used = {name for path in self.paths for one in _polynomials(path) for name in _numbers(one)}
        held = [
            Decision(variable(one.name), one.signs, copy)
            for one in self.open.figures
            if one.name in used
            for copy in ("", OTHER)
        ]
        held += [not_above(low, high) for low, high in self.open.ranges if low in used and high in used]
        self.domain = self.solver.all_of(held)

    @property
    def last(self) -> str:
        """The symbol of the figure that is looked for last."""
        return _symbol(self.subject)

    @property
    def likeness(self) -> object:
        """What is the same for rows that are answered alike."""
        return self.paths, self.way, tuple((one.name, one.signs) for one in self.open.figures)

    # ---- formulas ----

    def taken(self, path: Path, copy: str = "") -> Formula:
        """That a path is taken."""
        key = (path, copy)
        if key not in self._taken:
            self._taken[key] = self.solver.all_of(
                Decision(one, frozenset({sign}) if holds else SIGNS_BUT[sign], copy)
                for one, sign, holds in path.decisions
            )
        return self._taken[key]

    def less(self, one: Quotient, other: Quotient, copy: str = "", second: str = "") -> Formula:
        """That an amount is below another: multiplied out, as both bottoms are above 0."""
        (top, bottom), (above, below) = one, other
        value = self.solver.value
        return self.solver.less(value(top, copy) * value(below, second), value(above, second) * value(bottom, copy))

    def lost(self) -> list[Formula]:
        """That a path is taken that cannot be followed."""
        return [self.taken(path) for path in self.paths if path.ending.is_lost]

    def is_possible(self, formulas: Iterable[Formula]) -> bool:
        """Whether figures may exist for which one of the formulas holds; False where there surely are none."""
        asked = list(formulas)
        return bool(asked) and self.solver.ask(self.domain, self.solver.any_of(asked))[0] != "none"

    # ---- answers ----

    def answer(self, faults: list[Formula], question: Question) -> Answer:
        """What comes of formulas that say together where a fault would be."""
        found = self._looked_for(faults, question) if faults else None
        return LOOKED_AT if found is None and self.is_possible(self.lost()) else found

    def _looked_for(self, faults: list[Formula], question: Question) -> Answer:
        """All at once, which gives the plainest figures; then one by one, as not every one need be shown exactly."""
        reason: Wording | None = None
        for formula in (self.solver.any_of(faults), *faults):
            said, named = self.solver.ask(self.domain, formula)
            if said == "none" and reason is None:
                return None
            found = self._shown(formula, named, question) if said == "exist" else GIVEN_UP if said != "none" else None
            if isinstance(found, Refutation):
                return found
            reason = reason or found
        return reason

    def _shown(self, formula: Formula, named: Mapping[str, Fraction], question: Question) -> Refutation | Wording:
        """The fault, found again exactly in a row with plain figures; else why it was not."""
        figures = self._figures(formula, named)
        if figures is None:
            return GIVEN_UP
        given, named = figures
        subject = next(one for one in self.open.subjects(given) if _symbol(one) == self.last)
        try:
            behaviour = behaviour_of(subject)
        except NotOneVariableError as refusal:
            return self._tried(subject, given, named, question) or refusal.wording
        fault = next(question.in_behaviour(behaviour), None)
        if fault is None:
            return self._tried(subject, given, named, question) or missing(behaviour) or NOT_SHOWN
        if not fault.figures:
            at = self.open.shown(given)
            return Refutation(Wording(f"{fault.said.zh}（{at.zh}）", f"{fault.said.en} ({at.en})"), ())
        return Refutation(fault.said, tuple(self._witness(subject, given, figure) for figure in fault.figures))

    def _tried(
        self, subject: Subject, given: dict[str, Fraction], named: Mapping[str, Fraction], question: Question
    ) -> Refutation | None:
        """A fault at some plain number in the place of the last figure: one that shows in no formula of that alone."""
        figure = next((one for one in self.open.figures if one.name == self.last), None)
        if figure is None:
            return None
        for number in plain_numbers(figure.given, named.get(figure.name, figure.given), figure.unit):
            said = question.in_row(self.open, {**given, figure.name: number})
            if said is not None:
                return Refutation(said, (self._witness(subject, given, number),))
        return None

    def _witness(self, subject: Subject, given: dict[str, Fraction], figure: Fraction) -> Witness:
        return evolve(replayed(subject, figure), shown=self.open.shown({**given, self.last: figure}))

    def _figures(
        self, formula: Formula, named: Mapping[str, Fraction]
    ) -> tuple[dict[str, Fraction], Mapping[str, Fraction]] | None:
        """Figures, but for the last one, for which a formula can hold: those of the example, else plain ones.

        With them what the solver names last.
        """
        given: dict[str, Fraction] = {}
        held = [self.domain, formula]
        for figure in self.open.figures:
            if figure.name == self.last or not self.solver.knows(figure.name):
                continue
            for number in plain_numbers(figure.given, named[figure.name], figure.unit):
                is_so = self.solver.is_number(figure.name, number)
                said, others = self.solver.ask(*held, is_so)
                if said == "exist":
                    given[figure.name], named = number, others
                    held.append(is_so)
                    break
            else:
                return None
        return given, named


def solved(open_: OpenRow) -> SolvedRow | None:
    """The row with its paths; None where the rule takes it on none."""
    paths = tuple(path for path in open_.paths() if path.ending.accepted)
    if not paths:
        return None
    symbols = {one.name for one in open_.figures}
    subjects = open_.subjects({})
    subject = next((one for one in subjects if _symbol(one) in symbols), subjects[0])
    return SolvedRow(open_, paths, subject, way_of(subject))


def _symbol(subject: Subject) -> str:
    return _OPEN.get(subject.open, f"fact {subject.fact}")


def _polynomials(path: Path) -> Iterator[Polynomial]:
    for polynomial, _, _ in path.decisions:
        yield polynomial
    for quotient in (path.ending.low, path.ending.high, path.ending.full):
        if quotient is not None:
            yield from quotient


def _numbers(polynomial: Polynomial) -> Iterator[str]:
    """The numbers of the row in a polynomial, those in its roundings too."""
    for one in polynomial.variables():
        if isinstance(one, Division):
            yield from _numbers(one.top)
            yield from _numbers(one.bottom)
        else:
            yield one

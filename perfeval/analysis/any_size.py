"""`prove_any_size`: the questions about rules, asked with all figures of a row open at once.

`proving.py` answers for the targets, full marks and facts of the examples, with one figure open, and needs nothing but
the standard library. Here what is proved holds for all of them; z3 is asked (`perfeval[smt]`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from fractions import Fraction
from functools import partial
from itertools import product
from typing import TYPE_CHECKING, Final

from perfeval.analysis.behaviour import Behaviour, Truth
from perfeval.analysis.open_row import OpenRow, Path, Quotient, open_rows
from perfeval.analysis.properties import (
    LESS_THAN_NOTHING,
    MORE_THAN_FULL,
    Fault,
    Way,
    above_full,
    against_the_way,
    below_zero,
    in_two_bands,
    no_score,
    undecided,
)
from perfeval.analysis.solved_row import OTHER, Answer, Question, Refutation, SolvedRow, solved
from perfeval.analysis.solver import Formula, expect_z3
from perfeval.analysis.verdict import Property, Verdict
from perfeval.language import nodes
from perfeval.symbolic.polynomial import ONE, ZERO, variable
from perfeval.wording import Wording

if TYPE_CHECKING:
    from perfeval.engine.ruleset import RuleSet

_ALLOWED_PART = Wording(
    "写明允许递减的各数与其余各数交错，几个数同时变动时无法比较",
    "figures for which `allow decrease` holds lie between others: they cannot be compared while several are open",
)


def prove_any_size(rules: RuleSet) -> tuple[Verdict, ...]:
    """Answer the questions about every rule with all figures of a row open at once.

    Raises `MissingExtraError` where `perfeval[smt]` is not installed.
    """
    expect_z3("prove_any_size")
    return tuple(verdict for rule in rules.nodes.rules for verdict in verdicts_at_any_size(rules, rule))


def verdicts_at_any_size(rules: RuleSet, rule: nodes.Rule) -> Iterator[Verdict]:
    """The answers about one rule; none where there is no figure to ask about."""
    rows: dict[object, SolvedRow] = {}
    for open_ in open_rows(rules, rule):
        row = solved(open_)
        if row is not None:
            rows.setdefault(row.likeness, row)
    if not rows:
        return
    suspected = [row for row in rows.values() if _may_have_a_fault(row)]
    for property_, ask in _QUESTIONS.items():
        yield _verdict(rule, property_, map(ask, suspected))


def _may_have_a_fault(row: SolvedRow) -> bool:
    """Whether some question has to be asked by itself: most rows are settled by all of them at once."""
    where = (_without_score, _in_several_bands, _scored_below_zero, _scored_above_full, _falling)
    return row.is_possible([*row.lost(), *(formula for faults in where for formula in faults(row))])


def _verdict(rule: nodes.Rule, property_: Property, answers: Iterable[Answer]) -> Verdict:
    """Refuted by the first row that shows it; else unknown for the first reason; else proved."""
    reason: Wording | None = None
    for answer in answers:
        if isinstance(answer, Refutation):
            return Verdict(rule, property_, "refuted", answer.said, answer.witnesses)
        reason = reason or answer
    return Verdict(rule, property_, "proved" if reason is None else "unknown", reason)


# ---- where faults of one row would be ----


def _without_score(row: SolvedRow) -> list[Formula]:
    return [row.taken(path) for path in row.paths if path.ending.reason is not None]


def _in_several_bands(row: SolvedRow) -> list[Formula]:
    return [row.taken(path) for path in row.paths if len(path.ending.bands) > 1]


def _scored_below_zero(row: SolvedRow) -> list[Formula]:
    return [
        row.solver.both(row.taken(path), row.less(path.ending.low, _NOTHING))
        for path in row.paths
        if path.ending.low is not None
    ]


def _scored_above_full(row: SolvedRow) -> list[Formula]:
    return [
        row.solver.both(row.taken(path), row.less(path.ending.full, path.ending.high))
        for path in row.paths
        if path.ending.high is not None and path.ending.full is not None
    ]


def _falling(row: SolvedRow, paths: Collection[Path] | None = None) -> list[Formula]:
    """That the larger of two figures, which is the better, scores less; or the more, where the smaller is better."""
    asked = [path for path in (row.paths if paths is None else paths) if path.ending.high is not None]
    found = []
    for one, other in product(asked, asked) if row.way is not None else ():
        first, second = one.ending.high, other.ending.high
        assert first is not None  # noqa: S101 - the others were left out
        assert second is not None  # noqa: S101
        falls = row.less(second, first, OTHER, "") if row.way == "up" else row.less(first, second, "", OTHER)
        found.append(row.solver.both(_ordered(row, one, other), falls))
    return found


def _ordered(row: SolvedRow, one: Path, other: Path) -> Formula:
    """That a path is taken, and another one for a larger figure in the same row."""
    last = variable(row.last)
    larger = row.solver.less(row.solver.value(last), row.solver.value(last, OTHER))
    return row.solver.both(row.taken(one), row.taken(other, OTHER), larger)


# ---- how they are shown exactly ----


def _no_score(row: OpenRow, figures: Mapping[str, Fraction]) -> Wording | None:
    """As `undecided`: no case or band holds, or the rows on both sides of this one have a score."""
    ending = row.ending(figures)
    if ending.reason is None or not (ending.is_gap or _is_alone(row, figures)):
        return None
    return no_score(ending.reason)


def _is_alone(row: OpenRow, figures: Mapping[str, Fraction]) -> bool:
    """Whether rows with a little more, and with a little less, of some figure are scored."""
    return any(
        row.is_scored({**figures, name: figure + _A_LITTLE})
        and (figure == 0 or row.is_scored({**figures, name: figure - _A_LITTLE}))
        for name, figure in figures.items()
    )


def _less_than_nothing(row: OpenRow, figures: Mapping[str, Fraction]) -> Wording | None:
    ending = row.ending(figures)
    return LESS_THAN_NOTHING if ending.low is not None and _is_less(ending.low, _NOTHING) else None


def _more_than_full(row: OpenRow, figures: Mapping[str, Fraction]) -> Wording | None:
    ending = row.ending(figures)
    if ending.high is None or ending.full is None:
        return None
    return MORE_THAN_FULL if _is_less(ending.full, ending.high) else None


def _is_less(one: Quotient, other: Quotient) -> bool:
    """Whether an amount is below another, both known."""
    (top, bottom), (above, below) = one, other
    difference = (top * below - above * bottom).constant
    assert difference is not None  # noqa: S101 - all figures of the row are known
    return difference < 0


_NOTHING: Final = (ZERO, ONE)
_A_LITTLE: Final = Fraction(1, 10**12)

_UNDECIDED: Final = Question(undecided, _no_score)
_IN_TWO_BANDS: Final = Question(in_two_bands)
_BELOW_ZERO: Final = Question(below_zero, _less_than_nothing)
_ABOVE_FULL: Final = Question(above_full, _more_than_full)


def _against(behaviour: Behaviour, *, row: SolvedRow, way: Way) -> Iterator[Fault]:
    for fault, piece in against_the_way(behaviour, way):
        if not _is_allowed(row.open.rule, piece.taken.allows):
            yield fault


def _is_allowed(rule: nodes.Rule, allows: tuple[Truth, ...]) -> bool:
    return any(one.what == "allow_decrease" and holds for one, holds in zip(rule.allowances, allows, strict=False))


# ---- the questions ----


def _monotone(row: SolvedRow) -> Answer:
    way = row.way
    if way is None:
        return None
    question = Question(partial(_against, row=row, way=way))
    found = row.answer(_falling(row), question)
    allowed = [path for path in row.paths if _is_allowed(row.open.rule, path.ending.allows)]
    if found is None or isinstance(found, Refutation) or not allowed:
        return found
    # what falls only where that is allowed is no fault: the others must all be worse figures, in one stretch
    others = [path for path in row.paths if path not in allowed]
    smaller, larger = (allowed, others) if way == "up" else (others, allowed)
    if row.is_possible(_ordered(row, one, other) for one, other in product(smaller, larger)):
        return _ALLOWED_PART
    return row.answer(_falling(row, others), question)


_QUESTIONS: Final[dict[Property, Callable[[SolvedRow], Answer]]] = {
    "decided": lambda row: row.answer(_without_score(row), _UNDECIDED),
    "one_band": lambda row: row.answer(_in_several_bands(row), _IN_TWO_BANDS),
    "not_below_zero": lambda row: row.answer(_scored_below_zero(row), _BELOW_ZERO),
    "not_above_full": lambda row: row.answer(_scored_above_full(row), _ABOVE_FULL),
    "monotone": _monotone,
}

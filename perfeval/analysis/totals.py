"""The total of a rule set, proved from what is proved of its rules.

Every rule gives between 0 and full marks: that is asked of each by itself. The total is then looked at on a table of
all rows that the examples have, their scores open. Where it hangs on one sum of them alone, in which no score counts
against it, that sum runs from 0 up to what full marks give, and the total is a function of one figure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Final, TypeAlias

from attrs import define, field, frozen

from perfeval.analysis.behaviour import FIGURE, WITHOUT_END, Refused, unrounded
from perfeval.analysis.plain_number import plainest_between
from perfeval.analysis.points import NOTHING, Points, amount, counted, over, points_at, slope
from perfeval.analysis.real_roots import Coefficients, sign_at_root
from perfeval.analysis.stretches import Stretch, stretches
from perfeval.analysis.subjects import PER_CENT, example_tables
from perfeval.analysis.table_verdicts import TableProperty, TableVerdict
from perfeval.analysis.verdict import Answer, Verdict
from perfeval.engine.amount import Unknown, exactly, show_number
from perfeval.engine.examples import assumed_kinds
from perfeval.engine.interpret import Interpreter
from perfeval.engine.lowering.decisions import Quotient
from perfeval.engine.row import Place, Row
from perfeval.engine.rows import full_marks, make_row
from perfeval.engine.table import IN_NO_BAND, NO_CASE, block_points
from perfeval.engine.table_state import TableState
from perfeval.language import types
from perfeval.symbolic.number import number
from perfeval.symbolic.paths import NOT_BELOW, Tree, decisions, ends, explore
from perfeval.symbolic.polynomial import Division, Polynomial
from perfeval.tables.facts import Facts
from perfeval.tables.indicator import BudgetExecution, Indicator, SelfEvaluation
from perfeval.values.model import Value
from perfeval.wording import Wording

if TYPE_CHECKING:
    from perfeval.engine.ruleset import RuleSet


@frozen
class _Undecided:
    reason: Wording


_Ending: TypeAlias = "Quotient | _Undecided | Refused"
_Settled: TypeAlias = "Points | _Undecided"


def total_verdicts(rules: RuleSet, verdicts: Iterable[Verdict]) -> tuple[TableVerdict, ...]:
    """Answer the questions about the total, with the verdicts about the rules; none where no example has full marks."""
    return tuple(_Total(rules, tuple(verdicts)).verdicts())


@define
class _Total:
    """The total on a table of all rows of the examples, each row's score a share of its full marks."""

    rules: RuleSet
    proved: tuple[Verdict, ...]
    table: SelfEvaluation = field(init=False)
    rows: tuple[Row, ...] = field(init=False)
    full: tuple[Fraction, ...] = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.table, assumed = _table_of_examples(self.rules)
        state = TableState(Place(self.table), self.rules.day_for(self.table))
        rows = []
        if self.table.execution is not None:
            rows.append(make_row(self.rules.nodes, state, "execution", self.table.execution, self.table))
        for place, (indicator, kinds) in enumerate(zip(self.table.indicators, assumed, strict=True), 1):
            rows.append(make_row(self.rules.nodes, state, place, indicator, self.table, kinds))
        marks = [full_marks(Interpreter(self.rules.nodes, state, row)) for row in rows]
        known = [(row, one) for row, one in zip(rows, marks, strict=True) if isinstance(one, Fraction) and one > 0]
        self.rows, self.full = tuple(row for row, _ in known), tuple(one for _, one in known)

    def verdicts(self) -> Iterator[TableVerdict]:
        """The answers about the total."""
        if not self.rows:
            return
        found = self._followed()
        if isinstance(found, Wording):
            yield from (self._unknown(one, found) for one in ("total_decided", "total_within", "total_rises"))
            return
        yield self._decided(found)
        yield self._within(found)
        yield self._rises(found)

    def _answer(self, property_: TableProperty, answer: Answer, said: Wording | None = None) -> TableVerdict:
        return TableVerdict(self.rules.nodes.total, property_, answer, said)

    def _unknown(self, property_: TableProperty, why: Wording) -> TableVerdict:
        return self._answer(property_, "unknown", why)

    def total(self, scores: Sequence[Fraction]) -> _Ending:
        """What the rule set makes of scores, known or not, before it rounds the total."""
        given = {place: exactly(one, types.POINTS) for place, one in enumerate(scores)}
        state = TableState(Place(self.table), self.rules.day_for(self.table), self.rows, dict(given))
        value = block_points(unrounded(self.rules.nodes.total), Interpreter(self.rules.nodes, state))
        return _Undecided(value.reason) if isinstance(value, Unknown) else amount(value.low)

    def _followed(self) -> list[Stretch[_Settled]] | Wording:
        """The total as the share of full marks runs; or why it is no function of one sum."""
        names = [f"score {place}" for place in range(len(self.rows))]
        signs = dict.fromkeys(names, NOT_BELOW)
        tree: Tree[_Ending] = explore(
            lambda: self.total([number(one) for one in names]), signs, otherwise=lambda _: Refused()
        )
        if any(isinstance(end, Refused) for end in ends(tree)):
            return _NOT_FOLLOWED
        if not _is_of_one_sum(tree):
            return _SEVERAL_SUMS
        share: Tree[_Ending] = explore(
            lambda: self.total([number(FIGURE) * one for one in self.full]),
            {FIGURE: NOT_BELOW},
            otherwise=lambda _: Refused(),
        )
        found = stretches([share], _settled, self._turns, unit=PER_CENT)
        inside = [one for one in found if one.cell.start.high <= 1 and (one.cell.point or one.cell.start.high < 1)]
        return WITHOUT_END if any(one.ends is None for one in inside) else inside

    def _turns(self, one: Sequence[_Settled]) -> Iterator[Coefficients]:
        yield -Fraction(1), Fraction(1)  # no row has more than all of its full marks
        for total in one:
            if isinstance(total, Points):
                yield from (total.top, total.bottom, slope(total), over(total, self._most))

    @property
    def _most(self) -> Points:
        return Points((sum(self.full, Fraction(0)),), (Fraction(1),))

    def _decided(self, found: list[Stretch[_Settled]]) -> TableVerdict:
        for one, total in _with_ends(found):
            if isinstance(total, _Undecided) and total.reason in (IN_NO_BAND, NO_CASE) and one.inside is not None:
                return self._answer("total_decided", "refuted", self._told(one.inside))
            if isinstance(total, _Undecided):
                return self._unknown("total_decided", total.reason)
        return self._answer("total_decided", "proved")

    def _within(self, found: list[Stretch[_Settled]]) -> TableVerdict:
        for one, total in _with_ends(found):
            if not isinstance(total, Points):
                continue
            low = one.cell.sign(over(total, NOTHING), one.inside) * one.cell.sign(total.bottom, one.inside)
            high = one.cell.sign(over(total, self._most), one.inside) * one.cell.sign(total.bottom, one.inside)
            if low < 0 or high > 0:
                told = None if one.inside is None else self._told(one.inside)
                return self._answer("total_within", "refuted", told)
        lacking = next(
            (
                one.rule.name
                for one in self.proved
                if one.property in ("not_below_zero", "not_above_full") and one.answer != "proved"
            ),
            None,
        )
        if lacking is not None:
            return self._unknown(
                "total_within",
                Wording(
                    f"规则“{lacking}”的得分没有证明在 0 与满分之间",
                    f"the scores of rule `{lacking}` are not proved to lie between 0 and full marks",
                ),
            )
        return self._answer("total_within", "proved")

    def _rises(self, found: list[Stretch[_Settled]]) -> TableVerdict:
        last: tuple[Stretch[_Settled], Points] | None = None
        for one, total in _with_ends(found):
            if not isinstance(total, Points):
                last = None
                continue
            falls = one.cell.point is None and one.cell.sign(slope(total), one.inside) < 0
            steps = last is not None and sign_at_root(over(total, last[1]), one.cell.start) < 0
            if falls or steps:
                figures = _falling(one) if falls or last is None else (last[0].inside, one.inside)
                shown = [self._told(each) for each in figures if each is not None]
                return self._answer(
                    "total_rises",
                    "refuted",
                    Wording("；".join(each.zh for each in shown), "; ".join(each.en for each in shown)),
                )
            last = one, total
        return self._answer("total_rises", "proved")

    def _told(self, share: Fraction) -> Wording:
        """A table whose rows have a share of full marks, and its total, made by the evaluator."""
        scores = [share * one for one in self.full]
        total = self.total(scores)
        if isinstance(total, Quotient):
            exact = points_at(counted(total, {}), Fraction(0))
            shown = show_number(exact or Fraction(0), types.POINTS)
        else:
            shown = total.reason if isinstance(total, _Undecided) else _NOT_FOLLOWED
        rows = show_number(sum(scores, Fraction(0)), types.POINTS)
        return Wording(f"各行得分之和 {rows.zh} → 总分 {shown.zh}", f"rows that add to {rows.en} → total {shown.en}")


_NOT_FOLLOWED: Final = Wording(
    "总分要看各行得分怎么写，或者情形太多", "the total looks at how scores are written, or tells too many cases apart"
)
_SEVERAL_SUMS: Final = Wording(
    "总分取决于几个不同的和，或者某一行得分越高总分越低，没有逐一证明",
    "the total hangs on several sums of scores, or a row counts against it: that is not followed",
)


def _falling(stretch: Stretch[_Settled]) -> tuple[Fraction | None, Fraction | None]:
    """Two figures of a stretch, the plainest first."""
    if stretch.inside is None:
        return None, None
    high = None if stretch.cell.high is None else stretch.cell.high.low
    return stretch.inside, plainest_between(stretch.inside, high, PER_CENT)


def _settled(end: _Ending, points: Callable[[Quotient], Points]) -> _Settled:
    assert not isinstance(end, Refused)  # noqa: S101 - refusals were turned away before
    return end if isinstance(end, _Undecided) else points(end)


def _with_ends(found: Iterable[Stretch[_Settled]]) -> Iterator[tuple[Stretch[_Settled], _Settled]]:
    for one in found:
        assert one.ends is not None  # noqa: S101 - what was not followed was turned away before
        yield one, one.ends[0]


def _table_of_examples(rules: RuleSet) -> tuple[SelfEvaluation, list[frozenset[str]]]:
    """One table of the rows of all examples, and what kinds each row is taken to be of."""
    indicators: list[Indicator] = []
    assumed: list[frozenset[str]] = []
    execution: BudgetExecution | None = None
    facts: dict[str, Value] = {}
    for rule in rules.nodes.rules:
        for _, table in example_tables(rules, rule):
            facts = {**table.facts, **facts}
            if table.indicators:
                indicators += table.indicators
                assumed += [assumed_kinds(rule.selector)] * len(table.indicators)
            else:
                execution = execution or table.execution
    return SelfEvaluation(execution=execution, indicators=tuple(indicators), facts=Facts(facts)), assumed


def _is_of_one_sum(tree: Tree[_Ending]) -> bool:
    """Whether all that is decided and given hangs on one sum of scores, each counted for it."""
    sums: set[tuple[tuple[str, Fraction], ...]] = set()
    polynomials = [*decisions(tree)]
    for end in ends(tree):
        if isinstance(end, Quotient):
            polynomials += [end.top, end.bottom]
    for one in polynomials:
        if not _gather(one, sums):
            return False
    return len(sums) <= 1


def _gather(one: Polynomial, sums: set[tuple[tuple[str, Fraction], ...]]) -> bool:
    """Add the sum that a polynomial is of, brought to one size; whether there is such a sum."""
    factors: dict[str, int] = {}
    for monomial, factor in one.terms.items():
        for name, power in monomial:
            if isinstance(name, Division):
                if not (_gather(name.top, sums) and _gather(name.bottom, sums)):
                    return False
            elif power > 1 or len(monomial) > 1:
                return False
            else:
                factors[name] = factors.get(name, 0) + factor
    if factors:
        first = next(iter(sorted(factors.items())))[1]
        sized = tuple((name, Fraction(factor, first)) for name, factor in sorted(factors.items()))
        if any(factor <= 0 for _, factor in sized):
            return False
        sums.add(sized)
    return True

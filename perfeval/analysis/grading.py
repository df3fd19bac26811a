"""The grades of a rule set, proved for every total from 0 up."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, TypeAlias

from attrs import frozen

from perfeval.analysis.behaviour import FIGURE, LOOKED_AT, Refused
from perfeval.analysis.stretches import Stretch, stretches
from perfeval.analysis.table_verdicts import TableProperty, TableVerdict
from perfeval.analysis.verdict import Answer
from perfeval.engine.amount import Unknown, exactly, show_number
from perfeval.engine.cells import ranks_of
from perfeval.engine.examples import example_table
from perfeval.engine.interpret import Interpreter
from perfeval.engine.outcome import band_holds
from perfeval.engine.table import IN_NO_BAND, NO_CASE, chosen_body, grade, table_state
from perfeval.engine.table_state import TableState
from perfeval.language import nodes, types
from perfeval.symbolic.number import number
from perfeval.symbolic.paths import NOT_BELOW, Tree, ends, explore
from perfeval.tables.indicator import SelfEvaluation
from perfeval.wording import Wording, verbatim

if TYPE_CHECKING:
    from perfeval.engine.ruleset import RuleSet


@frozen
class Graded:
    """What becomes of a total."""

    word: str | None
    reason: Wording | None = None
    """Why it has no grade."""
    bands: int = 0
    """How many bands it lies in."""

    @property
    def is_gap(self) -> bool:
        """Whether it has no grade although nothing is missing that the grades read."""
        return self.reason in (IN_NO_BAND, NO_CASE)


_Graded: TypeAlias = "Graded | Refused"


def grade_verdicts(rules: RuleSet, block: nodes.TableBlock) -> tuple[TableVerdict, ...]:
    """Answer the questions about the grades, on the tables of their examples."""
    tables = [example_table(one, None)[0] for one in block.examples] or [SelfEvaluation()]
    looked_at = {str((one.facts, one.form, one.project)): one for one in tables}
    found = [_OnTable(rules, block, table).verdicts() for table in looked_at.values()]
    order: dict[Answer, int] = {"refuted": 0, "unknown": 1, "proved": 2}
    return tuple(min(alike, key=lambda one: order[one.answer]) for alike in zip(*found, strict=True))


@frozen
class _OnTable:
    rules: RuleSet
    block: nodes.TableBlock
    table: SelfEvaluation

    def _state(self, total: Fraction) -> TableState:
        state = table_state(self.rules, self.table, None)
        state.total = exactly(total, types.POINTS)
        return state

    def graded(self, total: Fraction) -> Graded:
        """What becomes of a total, known or not."""
        state = self._state(total)
        found = grade(self.rules, state)
        interpreter = Interpreter(self.rules.nodes, state)
        body, bands = chosen_body(self.block.cases, interpreter), 0
        if isinstance(body, nodes.Bands):
            bands = sum(band_holds(body, one, interpreter) is True for one in body.bands)
        if isinstance(found, str):
            return Graded(found, None, bands)
        return Graded(None, found.reason if isinstance(found, Unknown) else NO_CASE, bands)

    def verdicts(self) -> tuple[TableVerdict, ...]:
        """The answers on this table."""
        tree: Tree[_Graded] = explore(
            lambda: self.graded(number(FIGURE)), {FIGURE: NOT_BELOW}, otherwise=lambda _: Refused()
        )
        names: tuple[TableProperty, ...] = ("grade_decided", "one_grade", "grade_rises")
        if any(isinstance(end, Refused) for end in ends(tree)):
            return tuple(TableVerdict(self.block, one, "unknown", LOOKED_AT) for one in names)
        found = stretches([tree], lambda end, _: end, lambda _: (), unit=Fraction(1))
        faults = (self._gaps(found), self._twice(found), self._falls(found))
        lacking = next((end.reason for _, end in _with_ends(found) if end.reason and not end.is_gap), None)
        return tuple(self._verdict(name, fault, lacking) for name, fault in zip(names, faults, strict=True))

    def _verdict(self, name: TableProperty, faults: Iterator[Wording], lacking: Wording | None) -> TableVerdict:
        fault = next(faults, None)
        if fault is not None:
            return TableVerdict(self.block, name, "refuted", fault)
        if lacking is not None:
            return TableVerdict(self.block, name, "unknown", lacking)
        return TableVerdict(self.block, name, "proved")

    def _gaps(self, found: list[Stretch[_Graded]]) -> Iterator[Wording]:
        for one, end in _with_ends(found):
            if end.is_gap and one.inside is not None:
                yield self._told(one.inside)

    def _twice(self, found: list[Stretch[_Graded]]) -> Iterator[Wording]:
        for one, end in _with_ends(found):
            if end.bands > 1 and one.inside is not None:
                told = self._told(one.inside)
                yield Wording(f"{told.zh}，同时属于 {end.bands} 档", f"{told.en}, in {end.bands} bands at once")

    def _falls(self, found: list[Stretch[_Graded]]) -> Iterator[Wording]:
        last: tuple[Stretch[_Graded], str] | None = None
        for one, end in _with_ends(found):
            if end.word is None:
                continue
            if last is not None:
                ranks = ranks_of(last[1], end.word, self.rules.nodes.scales)
                if ranks is not None and ranks[1] > ranks[0]:
                    told = [self._told(each.inside) for each in (last[0], one) if each.inside is not None]
                    yield Wording("；".join(each.zh for each in told), "; ".join(each.en for each in told))
            last = one, end.word

    def _told(self, total: Fraction) -> Wording:
        """A total and its grade, made by the evaluator."""
        graded, shown = self.graded(total), show_number(total, types.POINTS)
        if graded.word is not None:
            got = verbatim(graded.word)
        else:
            reason = graded.reason or NO_CASE
            got = Wording(f"没有等级：{reason.zh}", f"no grade: {reason.en}")
        return Wording(f"总分 {shown.zh} → {got.zh}", f"total {shown.en} → {got.en}")


def _with_ends(found: list[Stretch[_Graded]]) -> Iterator[tuple[Stretch[_Graded], Graded]]:
    for one in found:
        if one.ends is not None and isinstance(one.ends[0], Graded):
            yield one, one.ends[0]

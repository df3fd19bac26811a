"""`coverage`: which cases of a rule set its own examples take, and on which sides of its boundaries they stand.

Examples can take every case and yet stand on few sides of the thresholds, where most mistakes are: at 60 % itself, just
below it, above it. A side that no figure in the rows can stand on is not counted; where that is not known, it is
counted as missing. For what is missed and possible there is a row that would stand there.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from attrs import define

from perfeval.analysis.boundaries import DecidedBlock, decided_by
from perfeval.analysis.covered import BlockCoverage, Coverage
from perfeval.analysis.judged_sides import Judged
from perfeval.analysis.observer import Mark, Marks, Observer
from perfeval.analysis.open_figures import (
    OpenFigure,
    Reach,
    RowOfExample,
    graded,
    open_figures,
    open_total,
    reach_of,
    total_of,
)
from perfeval.engine.examples import GRADES, TOTAL, example_table
from perfeval.engine.table import table_state
from perfeval.language import nodes

if TYPE_CHECKING:
    from perfeval.engine.ruleset import RuleSet


def coverage(rules: RuleSet) -> Coverage:
    """What the rule set's own examples cover of the rules, the total and the grades of its own text.

    Rules of an ancestor have their examples there, and are looked at with it.
    """
    return _Looked(rules).coverage()


def rows_of(rules: RuleSet) -> Iterator[RowOfExample]:
    """The rows of the rule set's own examples of rules, each under the rule that it is looked at with."""
    looked = _Looked(rules)
    looked.decide()
    for one in looked.blocks:
        if isinstance(one.block, nodes.Rule):
            yield from looked.rows_of(one.block)


@define
class _Looked:
    """One rule set."""

    rules: RuleSet
    blocks: tuple[DecidedBlock, ...] = ()

    def decide(self) -> None:
        """Find what its own text decides by."""
        ruleset = self.rules.nodes
        owned: list[nodes.Rule | nodes.TableBlock] = [one for one in ruleset.rules if self._is_own(one.written)]
        blocks = (one for one in (ruleset.total, ruleset.grades) if one is not None)
        owned += [one for one in blocks if one.written is not None and self._is_own(one.written)]
        self.blocks = tuple(decided_by(one, ruleset.variables) for one in owned)

    def coverage(self) -> Coverage:
        """All of it."""
        self.decide()
        covered = frozenset[Mark]().union(*self._covered())
        made = (self._block(place, one, covered) for place, one in enumerate(self.blocks))
        return Coverage(
            self.rules, tuple(one for one in made if isinstance(one.block, nodes.Rule) or len(one.decisions) > 1)
        )

    def _is_own(self, written: nodes.Written) -> bool:
        return written.source.name == self.rules.source_name

    def _own(self, examples: tuple[nodes.Example, ...]) -> tuple[nodes.Example, ...]:
        return tuple(one for one in examples if self._is_own(one.written))

    # ---- the rows of the examples ----

    def _covered(self) -> Iterator[Marks]:
        """Where the rows of the examples stand."""
        for one in self.blocks:
            if isinstance(one.block, nodes.Rule):
                for row in self.rows_of(one.block):
                    yield row.marks(row.table, is_chosen=row.has_to_be_chosen)
            elif one.block.kind == "grades":
                for example in self._own(one.block.examples):
                    total = total_of(example)
                    if total is not None:
                        yield graded(self.rules, self.blocks, example, total)
            else:
                yield from (self._totalled(one.block, example) for example in self._own(one.block.examples))

    def rows_of(self, rule: nodes.Rule) -> Iterator[RowOfExample]:
        """The rows of the examples beside a rule; those of the header are looked at under the rule that takes them."""
        for example in self._own(rule.examples):
            yield RowOfExample(self.rules, self.blocks, rule, example, rule)
        for example in self._own(self.rules.nodes.examples):
            yield RowOfExample(self.rules, self.blocks, rule, example, None)

    def _totalled(self, block: nodes.TableBlock, example: nodes.Example) -> Marks:
        table, _ = example_table(example, None)
        observer = Observer(self.rules.nodes, table_state(self.rules, table, None), blocks=self.blocks)
        observer.follow_block(block)
        return frozenset(observer.marks)

    # ---- a block ----

    def _block(self, place: int, decided: DecidedBlock, covered: Marks) -> BlockCoverage:
        reaches = self._reaches(decided.block)
        judged = Judged(place, decided, covered, reaches, self.rules.nodes.variables)
        block = decided.block
        name = block.name if isinstance(block, nodes.Rule) else TOTAL if block.kind == "total" else GRADES
        return BlockCoverage(name, block, judged.decisions(), judged.proposals())

    def _reaches(self, block: nodes.Rule | nodes.TableBlock) -> tuple[Reach, ...]:
        """What the figures of the block's rows can bring about, of rows that are alike once."""
        found: list[OpenFigure] = []
        if isinstance(block, nodes.Rule):
            for row in self.rows_of(block):
                if not row.has_to_be_chosen or row.is_seen_chosen():
                    found += open_figures(row)
        elif block.kind == "grades":
            for example in self._own(block.examples)[:1]:  # the total is all that they differ in
                found += open_total(self.rules, self.blocks, example)
        alike: dict[object, OpenFigure] = {}
        for one in found:
            alike.setdefault((one.likeness, one.may_be_below_zero), one)
        return tuple(map(reach_of, alike.values()))

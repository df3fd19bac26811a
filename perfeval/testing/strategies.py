"""Hypothesis strategies of rows and tables, made from a rule set."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import TYPE_CHECKING

from attrs import evolve
from hypothesis import strategies as st

from perfeval.tables.indicator import Indicator, SelfEvaluation
from perfeval.testing.figures import GRID
from perfeval.testing.open_rows import OpenRow
from perfeval.testing.pool import pool_of

if TYPE_CHECKING:
    from perfeval.engine.ruleset import RuleSet

MOST_ROWS = 5
PARTS = 10_000
"""Into so many parts the figures up to the largest of interest are cut, where any figure is drawn."""


def indicators(rules: RuleSet) -> st.SearchStrategy[Indicator]:
    """Rows that try a rule set where scores change.

    They are the rows of its examples with other figures: each threshold and a step on either side of it, ties of the
    rounding, plain numbers of every stretch, 0, a negative one; with a missing or zero target, a missing figure, one in
    another unit; and any figure at all. They are found when the strategy is made, once for a rule set, and shrink
    towards the plainest row. The rows that tell most, some hundred, are drawn before the others.

    Raises `perfeval.InvalidValueError` for a rule set without an example that has a figure.
    """
    pool = pool_of(rules)
    any_figure = st.tuples(st.sampled_from(pool.open_rows), st.integers(0, 2 * PARTS)).map(_at)
    others = st.one_of(_one_of(pool.rows), any_figure)
    telling = [st.just(row) for row in pool.telling]
    # Hypothesis does not draw the same number again: a run goes through the telling rows, then to others
    return st.integers(0, len(telling)).flatmap(lambda place: telling[place] if place < len(telling) else others)


def _one_of(rows: Sequence[Indicator]) -> st.SearchStrategy[Indicator]:
    # by their place: `sampled_from` looks at every row whenever it draws one
    return st.integers(0, len(rows) - 1).map(rows.__getitem__)


def tables(rules: RuleSet) -> st.SearchStrategy[SelfEvaluation]:
    """Tables of 1 to 5 such rows, each with a name of its own."""
    return st.lists(indicators(rules), min_size=1, max_size=MOST_ROWS).map(_table)


def _at(drawn: tuple[OpenRow, int]) -> Indicator:
    row, part = drawn
    step = row.unit * GRID
    return row.at(part * ceil(row.top / step / PARTS) * step)


def _table(rows: Sequence[Indicator]) -> SelfEvaluation:
    taken: set[str] = set()
    named = []
    for row in rows:
        name, times = row.name, 1
        while name in taken:
            times += 1
            name = f"{row.name} {times}"
        taken.add(name)
        named.append(evolve(row, name=name))
    return SelfEvaluation(indicators=named)

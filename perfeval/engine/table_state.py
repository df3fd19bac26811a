"""What is known of a table while it is evaluated: its rows, their scores once they have them, the other units."""

from __future__ import annotations

import datetime as dt

from attrs import define, field

from perfeval.engine.amount import Operand
from perfeval.engine.row import Place, Row


@define
class TableState:
    """What is known of a table while it is evaluated: its rows, and their scores once they have them."""

    place: Place
    day: dt.date
    rows: tuple[Row, ...] = ()
    """All rows, budget execution first where there is one."""
    scores: dict[int, Operand | None] = field(factory=dict)
    """By position in `rows`: points (a range where undecided), or None for a row kept out of the total."""
    total: Operand | None = None
    aggregates: dict[tuple[object, ...], Operand] = field(factory=dict)
    """Aggregates worked out for this total: by node, what was scored by then, the outer row's group where asked."""
    positions: dict[int, int] = field(factory=dict)
    units: tuple[TableState, ...] = ()
    """The tables of every unit, this one among them, none of them scored, where several are scored together."""

    @property
    def is_scored(self) -> bool:
        """Whether every row has been scored: before that no row is known to be kept out of the total."""
        return len(self.scores) == len(self.rows)

    def across_units(self, row: Row) -> list[tuple[TableState, Row]]:
        """The same row in every unit's table: alike in level 1, level 2 and name. Units without it are left out."""
        wanted = row.identity
        return [(unit, one) for unit in self.units for one in unit.rows if one.identity == wanted]

    def position(self, row: Row) -> int:
        """Where a row stands among the rows."""
        if len(self.positions) != len(self.rows):
            self.positions = {id(one): index for index, one in enumerate(self.rows)}
        return self.positions[id(row)]

"""The level-1 and level-2 labels of the rows: printed once for a group of rows, blank below, sometimes in pieces."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from attrs import define, field

from perfeval.tables.kinds import kind_of, label_kinds
from perfeval.tables.labels import fold_label, label_text, split_points
from perfeval.values.model import Missing, Points, PointsCell

_GROUP_KINDS: Final = frozenset({"output", "benefit", "satisfaction", "cost", "decision", "process"})


@define
class Group:
    """The rows under one level-1 label. The label may be completed by pieces that stand further down."""

    label: str = ""
    points: PointsCell = field(factory=Missing)
    full_so_far: Fraction = Fraction(0)
    """The full marks of the rows read so far."""

    @property
    def complete(self) -> bool:
        """Whether the rows read so far have all the points that the label promises."""
        return isinstance(self.points, Points) and self.full_so_far == self.points.amount


@define
class Subgroup:
    """The rows under one level-2 label."""

    label: str = ""


@define
class Groups:
    """The groups that the next row belongs to, kept up to date from row to row."""

    group: Group = field(factory=Group)
    subgroup: Subgroup = field(factory=Subgroup)

    def enter(self, level1: str, level2: str) -> bool:
        """Take in the labels printed in a row, "" for blank cells; says whether a damaged label was completed.

        A new level-1 label also ends the level-2 group. A level-2 label that cannot stand in a group whose points are
        used up begins a group whose label was lost.
        """
        repaired = False
        if level1.strip():
            repaired = self._enter_level1(level1)
        if level2.strip():
            if self._is_piece(level2) and self.subgroup.label and not self.subgroup.label.endswith("指标"):
                self.subgroup.label += label_text(level2)
                return True
            if not level1.strip() and self._group_is_over(level2):
                self.group = Group()
                repaired = True
            self.subgroup = Subgroup(label_text(level2))
        return repaired

    def _enter_level1(self, level1: str) -> bool:
        label, points = split_points(level1)
        group = self.group
        if group.label and isinstance(group.points, Missing) and (self._is_piece(label) or not label):
            if not group.label.endswith(label):
                group.label += label
            group.points = points
            return True
        self.group, self.subgroup = Group(label, points), Subgroup()
        return False

    def _group_is_over(self, level2: str) -> bool:
        own = label_kinds("", level2) & _GROUP_KINDS
        return self.group.complete and bool(own) and kind_of(self.group.label) not in own | {None}

    @staticmethod
    def _is_piece(label: str) -> bool:
        """Whether the text is only the end of a label: 指标."""
        return fold_label(label) == "" and label_text(label).startswith("指标")

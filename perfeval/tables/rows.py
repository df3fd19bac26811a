"""The rows of the indicator block → indicators: labels inherited, damaged rows put back, every repair told."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from attrs import define, evolve, field, frozen

from perfeval.finding import Finding
from perfeval.tables import remarks
from perfeval.tables.broken import ways_to_join
from perfeval.tables.columns import Columns, indicator_columns
from perfeval.tables.fit import is_group_word, is_template
from perfeval.tables.fused import split_fused
from perfeval.tables.grid import Cell, Row
from perfeval.tables.groups import Group, Groups, Subgroup
from perfeval.tables.headings import Part
from perfeval.tables.indicator import Indicator
from perfeval.tables.joined import joined_target
from perfeval.tables.kinds import kind_of, may_be_level2
from perfeval.tables.labels import label_text, one_line, split_points
from perfeval.tables.placing import Placed, Placer, placer
from perfeval.values.model import Points, Text, Written
from perfeval.values.reader import read_points, read_value

_SUBTOTAL: Final = re.compile(r"(?:分项|本级|[一二三]级指标)?(?:小计|合计|总计|总分|得分合计)")
_LABELS: Final = frozenset({Part.GROUP, Part.LEVEL1, Part.LEVEL2})
_LONGEST_LABEL: Final = 12


@frozen
class IndicatorRows:
    """What the rows of a block say."""

    indicators: tuple[Indicator, ...]
    findings: tuple[Finding, ...]


@frozen
class _Draft:
    """An indicator whose labels may still be completed by the rows below."""

    placed: Placed
    group: Group
    subgroup: Subgroup


@define
class _Reading:
    """The state between the rows of one block."""

    placer: Placer
    groups: Groups = field(factory=Groups)
    drafts: list[_Draft] = field(factory=list)
    findings: list[Finding] = field(factory=list)

    @property
    def next_row(self) -> int:
        """The 1-based number that the next indicator will have."""
        return len(self.drafts) + 1


def read_rows(rows: Sequence[Row], columns: Columns) -> IndicatorRows:
    """Read the rows between the headings and the total row.

    Rows that repeat the headings (at the top of a page) may name the columns anew; blank rows and the empty lines of a
    template (`……`, `指标2:`) are left out; whatever else is left out is told in a finding.
    """
    reading = _Reading(placer(columns, rows))
    if columns.doubled:
        reading.findings.append(remarks.doubled(columns.doubled, columns.rows[0]))
    position = 0
    while position < len(rows):
        row = rows[position]
        repeated = indicator_columns(rows, position)
        if repeated is not None:
            reading.placer = placer(repeated[0], rows[position:])
            position += repeated[1]
            continue
        whole, lines = _whole(rows, position, reading)
        if not row.blank:
            _read_row(whole, reading)
        position += lines
    indicators = []
    for number, draft in enumerate(reading.drafts, start=1):
        indicator = _indicator(draft)
        indicators.append(indicator)
        reading.findings += _unreadable(indicator, number)
    # What was noticed below the last indicator belongs to no row.
    findings = [
        evolve(finding, row=None) if isinstance(finding.row, int) and finding.row > len(indicators) else finding
        for finding in reading.findings
    ]
    return IndicatorRows(tuple(indicators), tuple(findings))


def _whole(rows: Sequence[Row], position: int, reading: _Reading) -> tuple[Row, int]:
    """The row at this position, put together again if its cells hold line breaks, and how many lines it takes."""
    row = rows[position]
    if not reading.placer.is_short(row):
        return row, 1
    for candidate, lines in ways_to_join(rows, position):
        if not reading.placer.is_short(rows[position + lines - 1]):
            break
        if reading.placer.is_whole(candidate):
            reading.findings.append(remarks.joined(row.number, lines, reading.next_row))
            return candidate, lines
    return row, 1


def is_subtotal(row: Row) -> bool:
    """Whether the row is a sum of the rows above it."""
    return any(_SUBTOTAL.fullmatch(label_text(cell.text).rstrip(":：")) for cell in row.filled[:2])


def _read_row(row: Row, reading: _Reading) -> None:
    level1 = reading.groups.group.label or None
    if is_subtotal(row):
        reading.findings.append(remarks.subtotal(row.filled, row.number))
        return
    if all(_is_known_label(cell) for cell in row.filled):
        # Only labels, and no indicator below them: the empty part of a template.
        _take_labels(reading.placer.as_printed(row), reading)
        return
    if len(row.filled) == 1:
        # One cell alone tells nothing about where it belongs but its position.
        _take(reading.placer.as_printed(row), reading)
        return
    fused = split_fused(row, reading.placer, level1)
    if fused is None:
        _take(reading.placer.place(row, level1), reading)
        return
    reading.findings.append(remarks.split(row.number, len(fused), reading.next_row))
    for placed in fused:
        _take(placed, reading, of_several=True)


def _take(placed: Placed, reading: _Reading, *, of_several: bool = False) -> None:
    """Take in the labels of a row and, if it is one, its indicator."""
    rest = [cell for part, cells in placed.cells.items() if part not in _LABELS for cell in cells]
    if not rest and not placed.left_over:
        _take_labels(placed, reading)
        return
    name = placed.cell(Part.NAME)
    if len(rest) == 1 and not placed.left_over:
        if name is not None and is_template(name.text):
            _enter(placed, reading)
            return
        if name is None or (len(placed.row.cells) == 1 and not reading.placer.trimmed):
            # A piece of text without tabs, or alone below a figure, is the rest of another cell or stands outside.
            reading.findings.append(remarks.stray(placed.row.filled, placed.row.number))
            return
    _enter(placed, reading)
    _remark(placed, reading, of_several=of_several)
    group = reading.groups.group
    full = read_points(placed.text(Part.FULL))
    if isinstance(full, Points):
        group.full_so_far += full.amount
    subgroup = reading.groups.subgroup
    if Part.LEVEL2 not in reading.placer.columns and name is not None and may_be_level2(name.text):
        # A form of two levels, whose indicators are named as level 2 is elsewhere.
        subgroup = Subgroup(label_text(name.text))
    reading.drafts.append(_Draft(placed, group, subgroup))


def _take_labels(placed: Placed, reading: _Reading) -> None:
    """Take in a row in which only labels stand, and tell of one that is too long for a label."""
    labels = [cell for part in (Part.LEVEL1, Part.LEVEL2) for cell in placed.cells.get(part, ())]
    if all(_is_label(cell) for cell in labels):
        _enter(placed, reading)
    else:
        reading.findings.append(remarks.stray(labels, placed.row.number))


def _is_known_label(cell: Cell) -> bool:
    label, points = split_points(cell.text)
    return kind_of(label) is not None or isinstance(points, Points) or is_group_word(label)


def _is_label(cell: Cell) -> bool:
    label = label_text(cell.text)
    return (
        _is_known_label(cell)
        or is_template(label)
        or (len(label) <= _LONGEST_LABEL and len(cell.text.splitlines()) <= 1 and cell.place.column > 1)
    )


def _enter(placed: Placed, reading: _Reading) -> None:
    if reading.groups.enter(placed.text(Part.LEVEL1), placed.text(Part.LEVEL2)):
        label = reading.groups.group.label
        reading.findings.append(remarks.label_completed(label, placed.row.number, reading.next_row))


def _remark(placed: Placed, reading: _Reading, *, of_several: bool) -> None:
    """Tell what had to be done to read the row."""
    row, line = reading.next_row, placed.row.number
    if placed.moved:
        reading.findings.append(remarks.moved(placed, row))
    elif placed.rival is not None or placed.misfit:
        reading.findings.append(remarks.doubtful(placed, row))
    if placed.left_over:
        reading.findings.append(remarks.left_over(placed.left_over, row, line))
    if placed.cell(Part.NAME) is None and not of_several:
        reading.findings.append(remarks.without_name(row, line))


def _indicator(draft: _Draft) -> Indicator:
    placed = draft.placed
    return Indicator(
        name=one_line(placed.text(Part.NAME)),
        level1=draft.group.label,
        level2=draft.subgroup.label,
        level1_points=draft.group.points,
        nature=one_line(placed.text(Part.NATURE)),
        target=read_value(joined_target(placed), place=placed.place(Part.TARGET)),
        revised_target=read_value(placed.text(Part.REVISED), place=placed.place(Part.REVISED)),
        actual=read_value(placed.text(Part.ACTUAL), place=placed.place(Part.ACTUAL)),
        full=read_points(placed.text(Part.FULL), place=placed.place(Part.FULL)),
        declared=read_points(placed.text(Part.SCORE), place=placed.place(Part.SCORE)),
        explanation=one_line(placed.text(Part.REASON)),
    )


def _unreadable(indicator: Indicator, row: int) -> list[Finding]:
    """A finding for every cell of the row that looks like a figure and could not be read as one."""
    cells: tuple[tuple[Part, Written], ...] = (
        (Part.TARGET, indicator.target),
        (Part.REVISED, indicator.revised_target),
        (Part.ACTUAL, indicator.actual),
        (Part.FULL, indicator.full),
        (Part.SCORE, indicator.declared),
    )
    return [
        remarks.unreadable(part, value, value.problem, row)
        for part, value in cells
        if isinstance(value, Text) and value.problem is not None
    ]

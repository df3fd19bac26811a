"""Tables published by 25 governments, read and held against their rows as written down one by one."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from perfeval.finding import Code
from perfeval.tables.indicator import SelfEvaluation
from perfeval.tables.labels import label_text, split_points
from perfeval.tables.reading import read_document
from perfeval.values.model import Missing, Text
from perfeval.values.reader import read_money, read_points, read_rate, read_value

PUBLISHED = Path(__file__).parent / "data" / "published"
FILES = sorted(path.name for path in PUBLISHED.glob("*.txt"))

REPAIRED = {"012": [2], "016": [1], "032": [1, 2, 3]}
"""The rows that have lost a cell (or, in 012, their line ends) in these files."""


def lines_of(name: str) -> list[dict[str, str]]:
    with (PUBLISHED / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


ROWS, TABLES = lines_of("rows.csv"), {line["file"]: line for line in lines_of("tables.csv")}


def read(name: str) -> SelfEvaluation:
    document = read_document(PUBLISHED / name)
    assert document.errors == ()
    (table,) = document.tables
    return table


def test_all_are_here() -> None:
    assert len(FILES) == len(TABLES) == 25


@pytest.mark.parametrize("name", FILES)
def test_rows(name: str) -> None:
    expected = [line for line in ROWS if line["file"] == name]
    indicators = read(name).indicators
    assert len(indicators) == len(expected) == int(TABLES[name]["indicator_rows"])
    for line, indicator in zip(expected, indicators, strict=True):
        level1, points = split_points(line["level1"])
        assert (indicator.level1, indicator.level1_points) == (level1, points)
        assert indicator.level2 == label_text(line["level2"])
        assert indicator.name == line["level3_tag"]
        assert indicator.target == read_value(line["target_text"])
        assert indicator.actual == read_value(line["actual_text"])
        assert (indicator.full, indicator.declared) == (
            read_points(line["weight"]),
            read_points(line["declared_score"]),
        )
        assert indicator.explanation == line["reason_summary"]


@pytest.mark.parametrize("name", FILES)
def test_heads_funds_and_totals(name: str) -> None:
    line, table = TABLES[name], read(name)
    assert table.title == "项目支出绩效自评表"
    assert table.department == line["unit"]
    assert table.year == (None if line["year"] == "unknown" else int(line["year"]))
    assert table.declared_full == read_points(line["total_weight"])
    assert table.declared_total == read_points(line["total_score"])
    execution = table.execution
    assert execution is not None
    assert execution.initial == read_money(line["budget_start"], default_unit="万元")
    assert execution.revised == read_money(line["budget_full"], default_unit="万元")
    assert execution.executed == read_money(line["executed"], default_unit="万元")
    assert execution.full == read_points(line["budget_weight"])
    assert execution.printed_rate == read_rate(line["rate"])
    assert execution.declared == read_points(line["budget_score"])
    assert (execution.appropriation, execution.carry_over) == (Missing(), Missing())


@pytest.mark.parametrize("name", FILES)
def test_findings(name: str) -> None:
    """Repairs are told where there are some, unreadable cells wherever a value is kept with its problem."""
    table = read(name)
    repaired = [finding.row for finding in table.findings if finding.code is Code.LAYOUT_REPAIRED]
    assert repaired == REPAIRED.get(name[:3], [])
    unreadable = [
        (row, value)
        for row, indicator in enumerate(table.indicators, start=1)
        for value in (indicator.target, indicator.actual, indicator.full, indicator.declared)
        if isinstance(value, Text) and value.problem is not None
    ]
    told = [finding for finding in table.findings if finding.code is Code.VALUE_UNREADABLE]
    assert [row for row, _ in unreadable] == [finding.row for finding in told if finding.row != "execution"]
    for (_, value), finding in zip(
        unreadable, [finding for finding in told if finding.row != "execution"], strict=True
    ):
        assert value.problem is not None
        assert value.place is not None
        assert value.problem.zh in finding.message.zh
        assert f"第{value.place.row}行第{value.place.column}格" in finding.message.zh
        assert f"line {value.place.row}, cell {value.place.column}" in finding.message.en

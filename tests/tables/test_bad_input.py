"""Input that is no table, or too much of one: a clear error in bounded time, and the other tables all the same."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from perfeval.errors import UnreadableTableError
from perfeval.tables import read_text
from perfeval.tables.reading import Document, read_document, read_tables, read_text_tables, table_files

HEAD = "项目支出绩效自评表\n（2024年）\n项目名称\t甲\n"
HEADINGS = "一级指标\t二级指标\t三级指标\t年度指标值\t实际完成值\t分值\t得分\t原因\n"
ROW = "产出指标\t数量指标\t甲数\t1\t1\t10\t10\t\n"
TABLE = HEAD + HEADINGS + ROW


def read(tmp_path: Path, text: str) -> Document:
    path = tmp_path / "table.txt"
    path.write_text(text, encoding="utf-8")
    return read_document(path)


def the_error(document: Document) -> UnreadableTableError:
    assert document.tables == ()
    (error,) = document.errors
    return error


@pytest.mark.parametrize("text", ["", "\n", " \t\r\n \n", "\ufeff"])
def test_empty(tmp_path: Path, text: str) -> None:
    assert the_error(read(tmp_path, text)).code == "empty-file"


def test_missing_file_and_folder(tmp_path: Path) -> None:
    assert the_error(read_document(tmp_path / "nothing.txt")).code == "not-found"
    assert the_error(read_document(tmp_path)).code == "unreadable"
    assert the_error(read_document("a\0b")).code == "unreadable"
    with pytest.raises(UnreadableTableError) as caught:
        read_tables(tmp_path / "nothing.txt")
    assert caught.value.code == "not-found"


@pytest.mark.skipif(getattr(os, "geteuid", lambda: 0)() == 0, reason="root may read everything")
def test_no_permission(tmp_path: Path) -> None:
    path = tmp_path / "table.txt"
    path.write_text(TABLE, encoding="utf-8")
    path.chmod(0)
    assert the_error(read_document(path)).code == "unreadable"


@pytest.mark.parametrize("text", ["只是一段文字。\n没有表。\n", "a\tb\tc\n1\t2\t3\n", "项目支出绩效自评表\n"])
def test_no_table(tmp_path: Path, text: str) -> None:
    error = the_error(read(tmp_path, text))
    assert error.code == "no-table"
    assert "自评表" in error.wording.zh
    assert "tabs" in error.wording.en


def test_no_headings(tmp_path: Path) -> None:
    error = the_error(read(tmp_path, HEAD + "分值\t得分\n" + ROW * 3))
    assert error.code == "no-indicator-header"
    assert "需要的列：三级指标、年度指标值、实际完成值、分值、得分；找到的列：分值、得分" in error.wording.zh
    assert "第1张表（第1行起）" in error.wording.zh
    assert "table 1 (from line 1)" in error.wording.en


def test_headings_in_one_cell(tmp_path: Path) -> None:
    error = the_error(read(tmp_path, HEAD + HEADINGS.replace("\t", " ") + ROW.replace("\t", " ")))
    assert error.code == "no-indicator-header"
    assert "制表符" in error.wording.zh


def test_headings_one_below_another(tmp_path: Path) -> None:
    error = the_error(read(tmp_path, HEAD + HEADINGS.replace("\t", "\n") + ROW.replace("\t", "\n")))
    assert error.code == "no-indicator-header"
    assert "不在同一行" in error.wording.zh


@pytest.mark.parametrize(
    ("headings", "missing"),
    [
        ("一级指标\t二级指标\t三级指标\t指标值\t实际完成值\t分值\t原因\n", "没有“得分”列"),
        ("一级指标\t二级指标\t三级指标\t指标值\t实际完成值\t原因\n", "没有“分值”列和“得分”列"),
    ],
)
def test_no_score_column(tmp_path: Path, headings: str, missing: str) -> None:
    error = the_error(read(tmp_path, HEAD + headings + "产出指标\t数量指标\t甲数\t1\t1\t10\t\n"))
    assert error.code == "no-score-column"
    assert missing in error.wording.zh
    assert "第4行的表头有：一级指标、二级指标、三级指标、指标值、实际完成值" in error.wording.zh


def test_the_other_tables_of_a_file_are_read(tmp_path: Path) -> None:
    without_score = TABLE.replace("得分", "备注")
    document = read(tmp_path, "\n".join([TABLE, without_score, TABLE]))
    assert [table.index for table in document.tables] == [1, 3]
    assert [error.code for error in document.errors] == ["no-score-column"]
    assert "第2张表" in document.errors[0].wording.zh
    assert len(read_tables(tmp_path / "table.txt")) == 2


def test_too_many_rows_in_one_table(tmp_path: Path) -> None:
    document = read(tmp_path, TABLE + ROW * 2100 + "\n" + TABLE)
    assert [table.index for table in document.tables] == [2]
    (error,) = document.errors
    assert error.code == "too-many-rows"
    assert "2101" in error.wording.en


def test_a_huge_file_ends_with_an_error(tmp_path: Path) -> None:
    assert the_error(read(tmp_path, TABLE + ROW * 200_000)).code == "too-many-rows"


def test_too_many_cells_and_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert the_error(read(tmp_path, TABLE + "\t" * 600_000)).code == "too-large"
    monkeypatch.setattr(read_text, "MAX_BYTES", 100)
    assert the_error(read(tmp_path, TABLE)).code == "too-large"


def test_very_long_rows_and_cells_are_read(tmp_path: Path) -> None:
    long_row = "\t\t乙数\t1\t1\t10\t10\t" + "\t".join(["1"] * 20_000) + "\n"
    document = read(tmp_path, TABLE + long_row + "\t\t" + "长" * 100_000 + "\t1\t1\t10\t10\t\n")
    (table,) = document.tables
    assert [len(indicator.name) for indicator in table.indicators] == [2, 2, 100_000]
    assert any("不属于任何一列" in finding.message.zh for finding in table.findings)


def test_text_in_memory() -> None:
    (table,) = read_text_tables(TABLE, "note")
    assert (table.source, table.project, table.year) == ("note", "甲", 2024)
    with pytest.raises(UnreadableTableError) as caught:
        read_text_tables("")
    assert caught.value.code == "empty-file"


def test_table_files(tmp_path: Path) -> None:
    for name in ["b.txt", "a.TSV", "sub/c.txt", ".hidden.txt", ".git/d.txt", "e.csv"]:
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(TABLE, encoding="utf-8")
    assert table_files(tmp_path) == [tmp_path / "a.TSV", tmp_path / "b.txt", tmp_path / "sub" / "c.txt"]
    assert table_files(tmp_path / "e.csv") == [tmp_path / "e.csv"]

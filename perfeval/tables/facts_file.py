"""Facts from a file: a small table with the columns 表, 行, 填报项, 内容, as a spreadsheet saves it (CSV).

    表,行,填报项,内容
    1,,项目已完成,是
    1,3,事故数,2次
    ,执行,扣减分数,1

`表` is the number of the table in its document, the name of the document (with `:2` for its second table), or the name
of its project; blank: every table. `行` is the number of the indicator row, its name, or 执行 (execution) for the
budget-execution row; blank: the whole table. What is said of one table goes before what is said of all. Besides facts
a line may give what the form has no column for: 目标占比, 调整后指标值 (of a row), 年度, 预算级次, 表式 (of a table).
"""

from __future__ import annotations

import csv
import io
import os
from pathlib import Path
from typing import Final, Literal, TypeAlias

from attrs import define, evolve, field, frozen

from perfeval.errors import InvalidValueError, UnreadableTableError
from perfeval.tables.encoding import decode
from perfeval.tables.facts import folded_name
from perfeval.tables.indicator import Indicator, SelfEvaluation
from perfeval.values.model import Number
from perfeval.values.reader import read_value
from perfeval.wording import Wording

MAX_BYTES: Final = 4_000_000
"""Size of a file of facts at most."""

_COLUMNS: Final = {
    "表": "table", "table": "table", "行": "row", "row": "row", "填报项": "fact", "fact": "fact", "内容": "value",
    "value": "value",
}  # fmt: skip
SETTINGS: Final = "--set"
"""The source of facts that are given on the command line: they have no lines."""

_EXECUTION: Final = ("执行", "预算执行", "预算执行率", "execution")
_ROW_FIELDS: Final = {
    "目标占比": "goal_share", "goal_share": "goal_share", "调整后指标值": "revised_target",
    "revised_target": "revised_target",
}  # fmt: skip
_TABLE_FIELDS: Final = {
    "年度": "year", "year": "year", "预算级次": "budget_level", "budget_level": "budget_level", "表式": "form",
    "form": "form",
}  # fmt: skip


@frozen
class FactLine:
    """One line: for which table and row (empty: all tables, the whole table), which fact, what it is."""

    line: int
    table: str
    row: str
    fact: str
    value: str


@define
class FactsFile:
    """The lines of a file of facts; it remembers which of them were of use."""

    source: str
    lines: tuple[FactLine, ...]
    _used: set[int] = field(factory=set, repr=False)

    def on(self, table: SelfEvaluation) -> SelfEvaluation:
        """The table with its facts. Raises `InvalidValueError` where a line's value cannot stand where it is put."""
        fitting = [line for line in self.lines if _is_for(line, table) and _has(line, table)]
        self._used.update(line.line for line in fitting)
        seen: dict[tuple[bool, Place, str], int] = {}
        for line in sorted(fitting, key=lambda one: bool(one.table)):
            if not line.row and folded_name(line.fact) in _ROW_FIELDS:
                raise _refused(self.source, line.line, _row_wanted(line.fact))
            for place in _places(line, table):
                # Two lines may name one table or row in two ways: by number, by document, by the name of the project.
                before = seen.setdefault((bool(line.table), place, _fact_key(line)), line.line)
                if before != line.line:
                    raise _refused(self.source, line.line, _twice(line, before))
            table = _with(line, table, self.source)
        return table

    @property
    def unused(self) -> tuple[FactLine, ...]:
        """Lines that fitted no table and row so far."""
        return tuple(one for one in self.lines if one.line not in self._used)


def read_facts(path: str | os.PathLike[str]) -> FactsFile:
    """Read a file of facts: CSV or tab-separated, in UTF-8, UTF-16 or GB18030.

    Raises `UnreadableTableError` where it cannot be opened, is too large or no text, and `InvalidValueError`
    (`facts-file`) with the line for a heading that is missing, unknown or there twice, a line without a fact, and one
    that says again what a line before it says.
    """
    source = str(path)
    try:
        size = Path(path).stat().st_size
        data = Path(path).read_bytes() if size <= MAX_BYTES else b""
    except OSError as error:
        raise UnreadableTableError(
            "not-readable",
            Wording(f"{source}：无法打开（{error.strerror}）", f"{source}: cannot be opened ({error.strerror})"),
        ) from None
    if size > MAX_BYTES:
        raise UnreadableTableError(
            "too-large",
            Wording(
                f"{source}：文件有 {size} 字节，填报项文件上限是 {MAX_BYTES}",
                f"{source}: the file has {size} bytes; a file of facts has at most {MAX_BYTES}",
            ),
        )
    text = decode(data, source).lstrip("\ufeff")
    return FactsFile(source, _lines(_records(text, source), source))


def _records(text: str, source: str) -> list[tuple[int, list[str]]]:
    """The records of the file, each with the line that it begins in."""
    first = text.splitlines()[0] if text.strip() else ""
    reader = csv.reader(io.StringIO(text, newline=None), delimiter="\t" if "\t" in first else ",")
    records: list[tuple[int, list[str]]] = []
    begins = 1
    try:
        for cells in reader:
            records.append((begins, cells))
            begins = reader.line_num + 1
    except csv.Error:
        what = Wording("这一行无法按 CSV 读取，请检查引号", "this line is no CSV; see to its quotation marks")
        raise _refused(source, begins, what) from None
    return records


def facts_given(pairs: tuple[tuple[str, str], ...], source: str) -> FactsFile:
    """Facts of every table alike, given as names with values."""
    return FactsFile(
        source, tuple(FactLine(index, "", "", name, value) for index, (name, value) in enumerate(pairs, 1))
    )


def _lines(records: list[tuple[int, list[str]]], source: str) -> tuple[FactLine, ...]:
    columns = _columns(records[0][1] if records else [], source)
    made: list[FactLine] = []
    seen: dict[tuple[str, str, str], int] = {}
    for number, cells in records[1:]:
        if not any(cell.strip() for cell in cells):
            continue
        given = {column: cell.strip() for column, cell in zip(columns, cells, strict=False) if column is not None}
        without = [cell for column, cell in zip(columns, cells, strict=False) if column is None]
        if any(cell.strip() for cell in (*without, *cells[len(columns) :])):
            raise _refused(source, number, Wording("这一行比列名多出内容", "this line has more cells than columns"))
        if not given.get("fact"):
            raise _refused(source, number, Wording("没有写填报项的名称", "the fact is not named"))
        line = FactLine(number, given.get("table", ""), given.get("row", ""), given["fact"], given.get("value", ""))
        before = seen.setdefault((folded_name(line.table), folded_name(line.row), folded_name(line.fact)), number)
        if before != number:
            raise _refused(
                source,
                number,
                _twice(line, before),
            )
        made.append(line)
    return tuple(made)


def _columns(names: list[str], source: str) -> list[str | None]:
    """Which column is what; None for one without a name."""
    if not any(name.strip() for name in names):
        raise _refused(
            source,
            1,
            Wording("第一行要有列名：表,行,填报项,内容", "the first line names the columns: table,row,fact,value"),
        )
    columns: list[str | None] = []
    for name in names:
        column = _COLUMNS.get(name.strip().lower())
        if column is None and name.strip():
            raise _refused(
                source,
                1,
                Wording(
                    f"不认识的列“{name.strip()}”；列名用 表,行,填报项,内容",
                    f"unknown column {name.strip()!r}; use table,row,fact,value",
                ),
            )
        if column is not None and column in columns:
            what = Wording(f"“{name.strip()}”这一列有两个", f"there are two columns {name.strip()!r}")
            raise _refused(source, 1, what)
        columns.append(column)
    for wanted, word in (("fact", Wording("填报项", "fact")), ("value", Wording("内容", "value"))):
        if wanted not in columns:
            raise _refused(source, 1, Wording(f"缺少“{word.zh}”一列", f"there is no column {word.en!r}"))
    return columns


def _twice(line: FactLine, before: int) -> Wording:
    return Wording(
        f"填报项“{line.fact}”在第{before}行已经给过，请删去一行",
        f"the fact {line.fact!r} is already given in line {before}; delete one of them",
    )


def _row_wanted(fact: str) -> Wording:
    return Wording(
        f"“{fact}”属于某一行指标：请用 --facts 给出文件，并在“行”一列写明是哪一行",
        f"{fact!r} belongs to a row: give it in a file by --facts, with the row in the column 'row'",
    )


def _refused(source: str, line: int, what: Wording) -> InvalidValueError:
    if source == SETTINGS:
        return InvalidValueError("facts-file", Wording(f"{source}：{what.zh}", f"{source}: {what.en}"))
    return InvalidValueError("facts-file", Wording(f"{source} 第{line}行：{what.zh}", f"{source}:{line}: {what.en}"))


# ---- which table and row ----


def _is_for(line: FactLine, table: SelfEvaluation) -> bool:
    wanted = folded_name(line.table)
    document = folded_name(Path(table.source).name)
    named = {str(table.index), folded_name(table.project), document, f"{document}:{table.index}"}
    return not wanted or wanted in named


def _has(line: FactLine, table: SelfEvaluation) -> bool:
    """Whether the table has the row that a line is about."""
    return not line.row or (_is_execution(line) and table.execution is not None) or bool(_rows(line, table))


Place: TypeAlias = int | Literal["table", "execution"]
"""What a line is about: the whole table, the budget-execution row, or the row at an index."""


def _places(line: FactLine, table: SelfEvaluation) -> list[Place]:
    if not line.row:
        return ["table"]
    if _is_execution(line) and table.execution is not None:
        return ["execution"]
    return [*_rows(line, table)]


def _fact_key(line: FactLine) -> str:
    """One key for all spellings of a fact."""
    name = folded_name(line.fact)
    return (_ROW_FIELDS if line.row else _TABLE_FIELDS).get(name, name)


def _is_execution(line: FactLine) -> bool:
    return folded_name(line.row).lower() in _EXECUTION


def _rows(line: FactLine, table: SelfEvaluation) -> list[int]:
    """Where the rows are that a line is about."""
    wanted = folded_name(line.row)
    names = [folded_name(one.name) for one in table.indicators]
    return [index for index, name in enumerate(names) if wanted in (str(index + 1), name)]


def _with(line: FactLine, table: SelfEvaluation, source: str) -> SelfEvaluation:
    """The table with one line put in."""
    if not line.row:
        return _on_table(line, table, source)
    if _is_execution(line) and table.execution is not None:
        facts = table.execution.facts.with_({line.fact: line.value})
        return evolve(table, execution=evolve(table.execution, facts=facts))
    indicators = list(table.indicators)
    for index in _rows(line, table):
        indicators[index] = _on_row(line, indicators[index])
    return evolve(table, indicators=tuple(indicators))


def _on_row(line: FactLine, indicator: Indicator) -> Indicator:
    name = _ROW_FIELDS.get(folded_name(line.fact))
    if name == "goal_share":
        return evolve(indicator, goal_share=line.value)
    if name == "revised_target":
        return evolve(indicator, revised_target=line.value)
    return evolve(indicator, facts=indicator.facts.with_({line.fact: line.value}))


def _on_table(line: FactLine, table: SelfEvaluation, source: str) -> SelfEvaluation:
    match _TABLE_FIELDS.get(folded_name(line.fact)):
        case "year":
            year = read_value(line.value.removesuffix("年"))
            if not isinstance(year, Number) or year.amount.denominator != 1 or not 1900 <= year.amount <= 2200:
                raise _refused(source, line.line, Wording(f"年度“{line.value}”不是年份", f"{line.value!r} is no year"))
            return evolve(table, year=int(year.amount))
        case "budget_level":
            return evolve(table, budget_level=line.value)
        case "form":
            return evolve(table, form=line.value)
        case _:
            return evolve(table, facts=table.facts.with_({line.fact: line.value}))

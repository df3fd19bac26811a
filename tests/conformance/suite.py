"""The conformance suite as data: reads the TOML files of this folder into frozen objects.

It imports nothing of perfeval. The format is described in `README.md`; a key that is not named there is refused with
the file and the place, so that a misspelt expectation cannot pass as none.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from attrs import field, frozen

FOLDER: Final = Path(__file__).parent

Form: TypeAlias = Mapping[str, str]
"""Written forms by the name of their cell."""

ROW_KEYS: Final = frozenset({
    "name", "level1", "level2", "target", "actual", "nature", "full", "declared", "explanation", "level1_points",
    "revised_target", "goal_share",
})  # fmt: skip
EXECUTION_KEYS: Final = frozenset({
    "initial", "revised", "executed", "full", "printed_rate", "declared", "explanation", "appropriation", "carry_over",
    "other_funds",
})  # fmt: skip
TABLE_TEXTS: Final = ("form", "budget_level", "unit", "department", "project")
TABLE_KEYS: Final = frozenset({"rows", "facts", "execution", "year", "declared_total", *TABLE_TEXTS})


class SuiteError(Exception):
    """A file of the suite is not in the format; the message names the file and the place."""


@frozen
class Cells:
    """A row as it is given: its cells, and its facts."""

    cells: Form
    facts: Form


@frozen
class Table:
    """A table as it is given."""

    rows: tuple[Cells, ...]
    execution: Cells | None
    facts: Form
    year: int | None
    texts: Form
    """`form`, `budget_level`, `unit`, `department`, `project`."""
    declared_total: str | None = None


@frozen(kw_only=True)
class RowExpected:
    """What a row must give; None where the case says nothing of it."""

    points: str | None
    range: str | None
    status: str
    low: str | None
    high: str | None
    rule: str | None


@frozen(kw_only=True)
class TableExpected:
    """What a table must give; None where the case says nothing of it."""

    total: str | tuple[str, str] | None
    grade: str | None
    rows: tuple[str, ...] | None
    execution: str | None
    findings: tuple[str, ...] | None


@frozen
class RowCase:
    """A row scored alone; `of_execution`: the row is the budget-execution row."""

    name: str
    table: Table
    of_execution: bool
    expected: RowExpected


@frozen
class TableCase:
    """A whole table."""

    name: str
    table: Table
    expected: TableExpected


@frozen
class UnitsCase:
    """Several units' tables: combined (one expectation), or scored beside one another (one a unit)."""

    name: str
    tables: tuple[Table, ...]
    combine: bool
    expected: tuple[TableExpected, ...]


@frozen
class Check:
    """What the checker must say of a text: exactly these codes."""

    name: str
    rules: str
    library: Form
    expected: tuple[str, ...]


Case: TypeAlias = RowCase | TableCase | UnitsCase


@frozen
class Group:
    """One rule text and its cases; `rules` is None where there are checks only."""

    name: str
    rules: str | None
    library: Form
    region: str | None
    cases: tuple[Case, ...]
    checks: tuple[Check, ...]


@frozen
class Entry:
    """One file."""

    entry: str
    zh: str
    en: str
    groups: tuple[Group, ...]
    path: Path = field(repr=False)


def read_entries(pattern: str = "*.toml") -> tuple[Entry, ...]:
    """The files of this folder, by name. Raises `SuiteError` for the first that is not in the format."""
    return tuple(read_entry(path) for path in sorted(FOLDER.glob(pattern)))


def read_entry(path: Path) -> Entry:
    """One file. Raises `SuiteError` where it is not in the format."""
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SuiteError(f"{path.name}: {error}") from error
    return _Reader(path.name).entry(data, path)


@frozen
class _Reader:
    """Reads one place of a file and names it when something is wrong."""

    place: str

    def below(self, what: str, number: int, data: object) -> _Reader:
        name = data.get("name", "") if isinstance(data, dict) else ""
        return _Reader(f'{self.place}: {what} {number} "{name}"')

    def wrong(self, message: str) -> SuiteError:
        return SuiteError(f"{self.place}: {message}")

    # ---- values ----

    def known(self, data: object, keys: frozenset[str] | set[str]) -> dict[str, Any]:
        if not isinstance(data, dict):
            raise self.wrong(f"a table is expected, not {data!r}")
        for key in data:
            if key not in keys:
                raise self.wrong(f'unknown key "{key}"; known are {", ".join(sorted(keys))}')
        return data

    def text(self, data: dict[str, Any], key: str) -> str | None:
        value = data.get(key)
        if value is not None and not isinstance(value, str):
            raise self.wrong(f'"{key}" must be a string, not {value!r}')
        return value

    def needed(self, data: dict[str, Any], key: str) -> str:
        value = self.text(data, key)
        if value is None:
            raise self.wrong(f'"{key}" is missing')
        return value

    def texts(self, data: dict[str, Any], key: str) -> tuple[str, ...] | None:
        value = data.get(key)
        if value is None:
            return None
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise self.wrong(f'"{key}" must be a list of strings, not {value!r}')
        return tuple(value)

    def form(self, value: object, keys: frozenset[str] | None, what: str) -> Form:
        """Strings by name; any name where `keys` is None."""
        found = {} if value is None else value
        if not isinstance(found, dict) or not all(isinstance(one, str) for one in found.values()):
            raise self.wrong(f'"{what}" must hold strings, not {found!r}')
        return MappingProxyType(self.known(found, frozenset(found) if keys is None else keys))

    def list_of(self, data: dict[str, Any], key: str) -> list[Any]:
        value = data.get(key, [])
        if not isinstance(value, list):
            raise self.wrong(f'"{key}" must be a list')
        return value

    # ---- the file ----

    def entry(self, data: dict[str, Any], path: Path) -> Entry:
        found = self.known(data, {"entry", "zh", "en", "group"})
        groups = tuple(
            self.below("group", number, one).group(one) for number, one in enumerate(self.list_of(found, "group"), 1)
        )
        made = Entry(self.needed(found, "entry"), self.needed(found, "zh"), self.needed(found, "en"), groups, path)
        if not groups:
            raise self.wrong("there is no [[group]]")
        if made.entry != path.stem:
            raise self.wrong(f'the entry "{made.entry}" must be called like its file')
        return made

    def group(self, data: object) -> Group:
        found = self.known(data, {"name", "rules", "library", "region", "case", "table", "units", "check"})
        library = self.form(found.get("library"), None, "library")
        cases: list[Case] = []
        for number, one in enumerate(self.list_of(found, "case"), 1):
            cases.append(self.below("case", number, one).row_case(one))
        for number, one in enumerate(self.list_of(found, "table"), 1):
            cases.append(self.below("table", number, one).table_case(one))
        for number, one in enumerate(self.list_of(found, "units"), 1):
            cases.append(self.below("units", number, one).units_case(one))
        checks = tuple(
            self.below("check", number, one).check(one, library)
            for number, one in enumerate(self.list_of(found, "check"), 1)
        )
        rules = self.text(found, "rules")
        if cases and rules is None:
            raise self.wrong('"rules" is missing')
        if not cases and not checks:
            raise self.wrong("there is no case")
        names = [one.name for one in (*cases, *checks)]
        for name in names:
            if names.count(name) > 1:
                raise self.wrong(f'two cases are called "{name}"')
        return Group(self.needed(found, "name"), rules, library, self.text(found, "region"), tuple(cases), checks)

    # ---- cases ----

    def row_case(self, data: object) -> RowCase:
        found = self.known(data, {"name", "row", "facts", "execution", "year", "expect", *TABLE_TEXTS})
        row = found.get("row")
        if row is None:
            raise self.wrong('"row" is missing')
        of_execution = row == "execution"
        if of_execution and "execution" not in found:
            raise self.wrong('"execution" is missing')
        given = {key: value for key, value in found.items() if key not in ("name", "row", "expect")}
        table = self.table(given | {"rows": [] if of_execution else [row]})
        return RowCase(self.needed(found, "name"), table, of_execution, self.row_expected(found.get("expect")))

    def table_case(self, data: object) -> TableCase:
        found = self.known(
            data, {"name", "rows", "facts", "execution", "year", "declared_total", "expect", *TABLE_TEXTS}
        )
        given = {key: value for key, value in found.items() if key not in ("name", "expect")}
        table = self.table(given)
        return TableCase(self.needed(found, "name"), table, self.table_expected(found.get("expect"), table))

    def units_case(self, data: object) -> UnitsCase:
        found = self.known(data, {"name", "tables", "combine", "expect"})
        tables = tuple(
            self.below("table", number, one).table(one) for number, one in enumerate(self.list_of(found, "tables"), 1)
        )
        combine, expect = found.get("combine"), found.get("expect")
        if not isinstance(combine, bool):
            raise self.wrong('"combine" must be true or false')
        given = [expect] if combine else expect
        if not isinstance(given, list) or (not combine and len(given) != len(tables)):
            raise self.wrong('"expect" must hold one table where units are combined, else a list with one a unit')
        expected = tuple(
            self.table_expected(one, None if combine else table)
            for one, table in zip(given, [None] if combine else tables, strict=True)
        )
        return UnitsCase(self.needed(found, "name"), tables, combine, expected)

    def check(self, data: object, library: Form) -> Check:
        found = self.known(data, {"name", "rules", "expect"})
        codes = self.texts(found, "expect")
        if codes is None:
            raise self.wrong('"expect" is missing')
        return Check(self.needed(found, "name"), self.needed(found, "rules"), library, codes)

    # ---- what is given ----

    def table(self, data: object) -> Table:
        found = self.known(data, TABLE_KEYS)
        year = found.get("year")
        if year is not None and not isinstance(year, int):
            raise self.wrong(f'"year" must be a whole number, not {year!r}')
        rows = tuple(
            self.below("row", number, one).cells(one, ROW_KEYS)
            for number, one in enumerate(self.list_of(found, "rows"), 1)
        )
        execution = found.get("execution")
        texts = {key: text for key in TABLE_TEXTS if (text := self.text(found, key)) is not None}
        return Table(
            rows,
            None if execution is None else _Reader(f"{self.place}: execution").cells(execution, EXECUTION_KEYS),
            self.form(found.get("facts"), None, "facts"),
            year,
            MappingProxyType(texts),
            self.text(found, "declared_total"),
        )

    def cells(self, data: object, keys: frozenset[str]) -> Cells:
        found = self.known(data, keys | {"facts"})
        facts = self.form(found.get("facts"), None, "facts")
        return Cells(self.form({key: one for key, one in found.items() if key != "facts"}, keys, "row"), facts)

    # ---- what is expected ----

    def row_expected(self, data: object) -> RowExpected:
        if data is None:
            raise self.wrong('"expect" is missing')
        found = self.known(data, {"points", "range", "status", "low", "high", "rule"})
        status = self.text(found, "status") or "scored"
        if status not in ("scored", "undecided", "not scored"):
            raise self.wrong(f'"status" must be "undecided" or "not scored", not "{status}"')
        if status == "scored" and "points" not in found:
            raise self.wrong('a scored row needs "points"')
        if status != "scored" and "points" in found:
            raise self.wrong(f'a row that is {status} has no "points"')
        texts = {key: self.text(found, key) for key in ("points", "range", "low", "high", "rule")}
        return RowExpected(status=status, **texts)

    def table_expected(self, data: object, table: Table | None) -> TableExpected:
        if data is None:
            raise self.wrong('"expect" is missing')
        found = self.known(data, {"total", "grade", "rows", "execution", "findings"})
        if not found:
            raise self.wrong('"expect" says nothing')
        total: str | tuple[str, str] | None
        if isinstance(found.get("total"), list):
            ends = self.texts(found, "total") or ()
            if len(ends) != 2:
                raise self.wrong('"total" must be one figure, or the two ends of a range')
            total = (ends[0], ends[1])
        else:
            total = self.text(found, "total")
        rows = self.texts(found, "rows")
        if table is not None and rows is not None and len(rows) != len(table.rows):
            raise self.wrong(f'"rows" has {len(rows)} figures for {len(table.rows)} rows')
        return TableExpected(
            total=total,
            grade=self.text(found, "grade"),
            rows=rows,
            execution=self.text(found, "execution"),
            findings=self.texts(found, "findings"),
        )

"""The fields that a row may be given with, by name, and how each is read."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Final

from perfeval.engine.lowering.cells import Cell
from perfeval.engine.lowering.reads import Reads
from perfeval.engine.lowering.shape import EXECUTION_CELLS, FACT, MONEY_CELLS, ROW_CELLS, TABLE_CELLS, TABLE_TEXTS
from perfeval.errors import InvalidValueError
from perfeval.language import nodes
from perfeval.language.suggest import closest
from perfeval.language.vocabulary import vocabulary
from perfeval.tables.facts import folded_name
from perfeval.tables.headings import Part, fund_heading, indicator_heading
from perfeval.values.convert import as_money, as_points, as_rate, as_value
from perfeval.values.model import Missing
from perfeval.wording import Wording

ROW_KIND: Final = "row_kind"
NATURE: Final = "nature"
MEASURE: Final = "measure"
YEAR: Final = "year"
POINTS_FIELDS: Final = frozenset({"full", "declared", "level1_points", "declared_total"})
TEXT_FIELDS: Final = frozenset({"name", "level1", "level2", "explanation", NATURE, MEASURE, ROW_KIND, *TABLE_TEXTS})
EXECUTION_WORDS: Final = frozenset({"budget_execution", "预算执行", "预算执行率"})
"""What the field `row_kind` says of a budget-execution row."""

FIELDS: Final = (
    "name", "level1", "level2", NATURE, MEASURE, ROW_KIND, "explanation", *ROW_CELLS, *EXECUTION_CELLS, *TABLE_CELLS,
    *TABLE_TEXTS, YEAR,
)  # fmt: skip

_BY_PART: Final = {
    Part.LEVEL1: "level1",
    Part.LEVEL2: "level2",
    Part.NAME: "name",
    Part.NATURE: NATURE,
    Part.TARGET: "target",
    Part.UNIT: MEASURE,
    Part.REVISED: "revised_target",
    Part.ACTUAL: "actual",
    Part.FULL: "full",
    Part.SCORE: "declared",
    Part.REASON: "explanation",
    Part.INITIAL: "initial_budget",
    Part.BUDGET: "revised_budget",
    Part.EXECUTED: "expenditure",
    Part.RATE: "printed_rate",
}
_OTHER_NAMES: Final = {
    "sign": NATURE, "weight": "full", "行类型": ROW_KIND, "计量单位": MEASURE, "度量单位": MEASURE,
}  # fmt: skip


@lru_cache(maxsize=4096)
def field_named(name: str) -> str | None:
    """The field that a column or key means: an id, a name of the rule language, or a heading of the form."""
    folded = folded_name(name)
    if folded in FIELDS:
        return folded
    if folded in _OTHER_NAMES:
        return _OTHER_NAMES[folded]
    words = vocabulary().words
    for category in ("row", "table"):
        for word in words[category].values():
            if folded in word.spellings:
                return _OTHER_NAMES.get(word.id, word.id if word.id in FIELDS else None)
    part = indicator_heading(name) or fund_heading(name)
    return None if part is None else _BY_PART.get(part)


def fact_named(name: str, facts: Iterable[nodes.Input]) -> str | None:
    """The field of a declared fact, by the fact's name or title."""
    folded = folded_name(name)
    for item in facts:
        if folded in {folded_name(one) for one in (item.name, item.title) if one is not None}:
            return FACT + item.name
    return None


def field_meant(name: str, facts: Iterable[nodes.Input]) -> str | None:
    """The field that a column or key means in a rule set: a fact by its name, a field, or a fact by its title.

    No fact has the name of a word of the language, but it may have that of a heading (`特殊原因`).
    """
    facts = tuple(facts)
    named = next((FACT + item.name for item in facts if folded_name(item.name) == folded_name(name)), None)
    return named or field_named(name) or fact_named(name, facts)


def fields_read(reads: Reads) -> tuple[str, ...]:
    """The fields on which a score depends, in a fixed order."""
    wanted = {"level1", "level2", NATURE, MEASURE, ROW_KIND, YEAR, *reads.row, *reads.table, "declared"}
    if "region" in reads.table:
        wanted |= {"department", "unit"}
    if "sign" in reads.row:
        wanted.add(NATURE)
    return tuple(one for one in FIELDS if one in wanted) + tuple(FACT + item.name for item in reads.facts)


def expected_field(name: str, facts: Iterable[nodes.Input]) -> str:
    """The field that a name means. Raises `InvalidValueError` where it means none."""
    facts = tuple(facts)
    found = field_meant(name, facts)
    if found is None:
        raise _unknown_field(name, facts)
    return found


def _unknown_field(name: str, facts: Iterable[nodes.Input]) -> InvalidValueError:
    known = [*FIELDS, *(one for item in facts for one in (item.name, item.title) if one is not None)]
    near = closest(name, known)
    return InvalidValueError(
        "unknown-field",
        Wording(
            f"没有“{name}”这个字段" + (f"，是否想写“{near}”？" if near else f"；可用的有：{'、'.join(FIELDS)}"),
            f"there is no field `{name}`"
            + (f"; did you mean `{near}`?" if near else f"; there are: {', '.join(FIELDS)}"),
        ),
    )


def as_cell(field: str, given: object) -> Cell:
    """What stands in a cell of a field, read as the table classes read it. Raises `InvalidValueError`."""
    if given is None:
        return Missing()
    if field in POINTS_FIELDS:
        return as_points(given)  # type: ignore[arg-type]
    if field in MONEY_CELLS:
        return as_money(given)  # type: ignore[arg-type]
    if field == "printed_rate":
        return as_rate(given)  # type: ignore[arg-type]
    return as_value(given)  # type: ignore[arg-type]


def is_number(given: object) -> bool:
    """Whether what is given is a bare number, not a written form."""
    return isinstance(given, int | Decimal | Fraction) and not isinstance(given, bool)

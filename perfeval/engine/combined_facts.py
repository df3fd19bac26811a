"""Declared facts of several units combined: numbers like any value; what is no number stays where all say the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Final

from attrs import frozen

from perfeval.engine import facts as declared
from perfeval.engine.amount import Amount, Operand, Unknown
from perfeval.engine.cells import as_cell_value
from perfeval.engine.combining import combine, some_blank
from perfeval.engine.interpret import Interpreter
from perfeval.engine.table_state import TableState
from perfeval.language import nodes
from perfeval.tables.facts import Facts, folded_name
from perfeval.tables.indicator import SelfEvaluation
from perfeval.values.model import Text, Value
from perfeval.wording import Wording


@frozen
class Asked:
    """The facts that a rule set asks for, by name and by title, with the values that stand for one not given."""

    items: Mapping[str, nodes.Input]
    defaults: Mapping[str, Value]

    @classmethod
    def by(cls, ruleset: nodes.RuleSetNodes, state: TableState) -> Asked:
        """Those that a rule set declares."""
        items = {
            folded_name(name): item for item in ruleset.inputs for name in (item.title, item.name) if name is not None
        }
        interpreter = Interpreter(ruleset, state)
        defaults = {
            item.name: _as_value(interpreter.operand(item.default))
            for item in ruleset.inputs
            if item.default is not None
        }
        return cls(items, {name: value for name, value in defaults.items() if value is not None})


@frozen
class Unit:
    """A unit: how it is called, its table, and the money that its relative values count with."""

    name: str
    table: SelfEvaluation
    weight: Fraction | Wording


def combine_facts(given: Sequence[tuple[Unit, Facts]], asked: Asked) -> Facts:
    """The facts of a row or a table of several units, combined.

    A fact that a unit has not given is looked up on its table, then counts with its default. Where there is none, and
    where what is no number differs, the combined fact is unknown, with the reason.
    """
    read = [_read(unit, facts, asked) for unit, facts in given]
    of_tables = [_read(unit, unit.table.facts, asked) for unit, _ in given]
    made: dict[str, Value] = {}
    for name in dict.fromkeys(name for facts in read for name in facts):
        default = asked.defaults.get(name)
        values = [facts.get(name, of_table.get(name, default)) for facts, of_table in zip(read, of_tables, strict=True)]
        known = [value for value in values if value is not None]
        if len(known) < len(values):
            lacking = [unit.name for (unit, _), value in zip(given, values, strict=True) if value is None]
            made[name] = Text("", problem=some_blank(lacking))
        elif all(value == known[0] for value in known) and not _is_number(known[0]):
            made[name] = known[0]
        else:
            combined = combine(known, [unit.weight for unit, _ in given], [unit.name for unit, _ in given])
            made[name] = combined.value or Text("", problem=combined.reason or _DIFFER)
    return Facts(made)


_DIFFER: Final = Wording("各单位填的不同，不能汇总", "the units give it differently, so it cannot be combined")


def _read(unit: Unit, facts: Facts, asked: Asked) -> dict[str, Value]:
    """The facts of one unit by the names that the rule set has for them, numbers in the measure of their type."""
    read: dict[str, Value] = {}
    for name, value in facts.items():
        item = asked.items.get(folded_name(name))
        if item is None:
            read[folded_name(name)] = value
            continue
        typed = declared.as_type(item.type_word, value, None, unit.table)
        number = _as_value(typed) if isinstance(typed, Amount) else None
        read[item.name] = value if number is None else number
    return read


def _as_value(operand: Operand | None) -> Value | None:
    value = None if operand is None else as_cell_value(operand)
    return None if isinstance(value, Unknown) else value


def _is_number(value: Value) -> bool:
    return combine([value], [Fraction(0)], [""]).how in ("sum", "mean")

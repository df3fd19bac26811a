"""The figures behind a formula: every name that it reads, with its value, for explanations."""

from __future__ import annotations

from typing import Final

from perfeval.engine.amount import Blank, Cell, Unknown, show
from perfeval.engine.interpret import Interpreter
from perfeval.engine.standing import Named, Standing
from perfeval.language import nodes, types
from perfeval.language.spelling import spell
from perfeval.language.traversal import parts
from perfeval.values.model import Missing, NotApplicable
from perfeval.wording import Wording, verbatim

MAX_NAMED = 8


def values_read(expressions: tuple[nodes.Expression, ...], interpreter: Interpreter) -> Wording | None:
    """The values of all names that the expressions read, in one line; a `let` is followed to what it is made of."""
    zh: list[str] = []
    en: list[str] = []
    seen: set[str] = set()
    for expression in expressions:
        for node, name in _names_read(expression, interpreter.standing):
            if name.zh in seen:
                continue
            seen.add(name.zh)
            value = _shown(node, interpreter)
            if value is not None and len(zh) < MAX_NAMED:
                zh.append(f"{name.zh} {value.zh}")
                en.append(f"{name.en} {value.en}")
    return Wording("，".join(zh), ", ".join(en)) if zh else None


def _names_read(expression: nodes.Expression, in_force: Standing) -> tuple[Named, ...]:
    """The names that an expression reads, each once, by what is in force."""
    known = in_force.names_read.get(id(expression))
    if known is not None:
        return known[1]
    found: dict[str, Named] = {}
    _collect(expression, in_force, found)
    names = tuple(found.values())
    in_force.names_read[id(expression)] = expression, names
    return names


def _collect(node: nodes.Expression, in_force: Standing, found: dict[str, Named]) -> None:
    match node:
        case nodes.RowField("completion" | "achievement"):
            # what they are made of is what a person checks
            for made_of in ("target", "actual"):
                _name(nodes.RowField(made_of, type=types.ROW, written=node.written), found)
            _name(node, found)
        case nodes.RowField() | nodes.TableField() | nodes.Fact() | nodes.ByRule():
            _name(node, found)
        case nodes.Meets(left, right):
            _name(right, found)
            _name(left, found)
        case nodes.Variable(key):
            if spell(node).zh in found:
                return
            _name(node, found)
            current = in_force.variables.get(key)
            if current is not None and not current.is_param:
                _collect(current.value, in_force, found)
        case nodes.Aggregate():
            _name(node, found)
        case _:
            for part in parts(node):
                _collect(part, in_force, found)


def _name(node: nodes.Expression, found: dict[str, Named]) -> None:
    name = spell(node)
    found.setdefault(name.zh, (node, name))


def _shown(node: nodes.Expression, interpreter: Interpreter) -> Wording | None:
    """The value of a name as a person writes it; None where it is unknown and there is nothing to show."""
    value = interpreter.value(node)
    if isinstance(value, Cell):
        written = value.value.written
        if isinstance(value.value, Missing | NotApplicable) or not written:
            return show(interpreter.operand(node))
        return verbatim(written)
    if isinstance(value, Blank):
        return _BLANK
    return None if isinstance(value, Unknown) else show(value)


_BLANK: Final = Wording("空", "blank")

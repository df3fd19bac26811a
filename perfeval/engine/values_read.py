"""The figures behind a formula: every name that it reads, with its value, for explanations."""

from __future__ import annotations

from perfeval.engine.amount import Blank, Cell, Unknown, show
from perfeval.engine.interpret import Interpreter
from perfeval.language import nodes, types
from perfeval.language.spelling import spell
from perfeval.language.traversal import parts
from perfeval.values.model import Missing, NotApplicable
from perfeval.wording import Wording

MAX_NAMED = 8


def values_read(expressions: tuple[nodes.Expression, ...], interpreter: Interpreter) -> Wording | None:
    """The values of all names that the expressions read, in one line; a `let` is followed to what it is made of."""
    shown: dict[str, Wording | None] = {}
    for expression in expressions:
        _collect(expression, interpreter, shown)
    named = [one for one in shown.values() if one is not None][:MAX_NAMED]
    if not named:
        return None
    return Wording("，".join(one.zh for one in named), ", ".join(one.en for one in named))


def _collect(node: nodes.Expression, interpreter: Interpreter, shown: dict[str, Wording | None]) -> None:
    match node:
        case nodes.RowField("completion" | "achievement"):
            # what they are made of is what a person checks
            for made_of in ("target", "actual"):
                _name(nodes.RowField(made_of, type=types.ROW, written=node.written), interpreter, shown)
            _name(node, interpreter, shown)
        case nodes.RowField() | nodes.TableField() | nodes.Fact() | nodes.ByRule():
            _name(node, interpreter, shown)
        case nodes.Meets(left, right):
            _name(right, interpreter, shown)
            _name(left, interpreter, shown)
        case nodes.Variable(key):
            if spell(node).zh in shown:
                return
            _name(node, interpreter, shown)
            definitions = interpreter.ruleset.variables.get(key, ())
            current = next((one for one in definitions if one.in_force.covers(interpreter.state.day)), None)
            if current is not None and not current.is_param:
                _collect(current.value, interpreter, shown)
        case nodes.Aggregate():
            _name(node, interpreter, shown)
        case _:
            for part in parts(node):
                _collect(part, interpreter, shown)


def _name(node: nodes.Expression, interpreter: Interpreter, shown: dict[str, Wording | None]) -> None:
    name = spell(node)
    if name.zh in shown:
        return
    value = interpreter.value(node)
    if isinstance(value, Cell):
        written = value.value.written
        if isinstance(value.value, Missing | NotApplicable) or not written:
            text = show(interpreter.operand(node))
        else:
            text = Wording(written, written)
    elif isinstance(value, Blank):
        text = Wording("空", "blank")
    elif isinstance(value, Unknown):
        shown[name.zh] = None  # looked at, with nothing to show
        return
    else:
        text = show(value)
    shown[name.zh] = Wording(f"{name.zh} {text.zh}", f"{name.en} {text.en}")

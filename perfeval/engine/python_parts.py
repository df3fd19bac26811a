"""What generated code is put together from: its atoms, the constants and functions that it shares, small questions."""

from __future__ import annotations

import re
from typing import Final, Literal, TypeAlias

from attrs import define, field, frozen

from perfeval.engine.certain import Certainty
from perfeval.exact import Rounding
from perfeval.language import nodes
from perfeval.language.traversal import SCORED_FIELDS, mentions
from perfeval.language.tree import Comparator
from perfeval.language.types import Numeric

Form: TypeAlias = Literal["number", "condition", "value"]
"""As what a variable or an aggregate is wanted."""

PYTHON_SIGN: Final[dict[Comparator, str]] = {">=": ">=", "<=": "<=", "=": "==", "!=": "!=", "<": "<", ">": ">"}
ROUNDING: Final = {
    Rounding.HALF_UP: "half_up",
    Rounding.HALF_EVEN: "half_even",
    Rounding.DOWN: "down",
    Rounding.UP: "up",
}
CELLS: Final = {"target": "here.target()", "actual": "here.actual()", "revised_target": "here.revised_target()"}
PRINTED: Final = {"target": "here.printed_target()", "actual": "here.printed_actual()"}
_OWN_WORD: Final = re.compile(r"[a-z][a-z0-9_]*|[-+*/<>=!]=?", re.ASCII)
TEXTS: Final = ("name", "level1", "level2", "sign", "explanation")


@define
class Shared:
    """What the functions of one program have in common."""

    certainty: Certainty
    variables: dict[str, tuple[nodes.Definition, ...]]
    places: dict[str, int]
    """Where each rule in force stands among them, by its name."""
    by_name: dict[int, None] = field(factory=dict)
    """Places of the rules that others use as formulas: each needs a function of its own."""
    constants: dict[str, object] = field(factory=dict)
    wanted: dict[tuple[int | str, Form], tuple[str, nodes.Aggregate | str]] = field(factory=dict)
    """Functions to be written: the variable (by its key) or the aggregate that each is of, and its name."""
    _constant_names: dict[tuple[type, object], str] = field(factory=dict)

    def constant(self, value: object) -> str:
        """The name of a constant in the table."""
        name = self._constant_names.setdefault((type(value), value), f"K{len(self.constants)}")
        self.constants[name] = value
        return name

    @staticmethod
    def word(text: str) -> str:
        """A word of the language's own closed lists (a kind, a field, an operator), as a Python literal."""
        assert _OWN_WORD.fullmatch(text) is not None  # noqa: S101 - nothing that a rule author wrote
        return f'"{text}"'

    def wants_by_name(self, place: int) -> None:
        """Ask for the function that gives a rule's points before closing clauses."""
        self.by_name.setdefault(place, None)

    def function(self, subject: nodes.Aggregate | str, form: Form) -> str:
        """The name of the function that computes a variable (by its key) or an aggregate."""
        key = (subject if isinstance(subject, str) else id(subject), form)
        if key not in self.wanted:
            self.wanted[key] = (f"{form}_{len(self.wanted)}", subject)
        return self.wanted[key][0]


@frozen
class Number:
    """A number in generated code: two atoms, and whether it is sure to be known."""

    top: str
    bottom: str
    is_sure: bool
    type: Numeric | None


@frozen
class Condition:
    """A condition in generated code: an atom, and whether it is sure to be True or False."""

    atom: str
    is_sure: bool


def product(one: str, other: str) -> str:
    """A product of two atoms, without factors of 1."""
    if one.isdigit() and other.isdigit():
        return str(int(one) * int(other))
    if other == "1":
        return one
    return other if one == "1" else f"{one} * {other}"


def is_cell_of(node: nodes.Expression, name: str) -> bool:
    """Whether an expression is the row's target or actual value as restated."""
    match node:
        case nodes.RowField(field_id, printed):
            return field_id == name and not printed
        case nodes.Variable(key):
            return key == name
        case _:
            return False


def may_be_cell(node: nodes.Expression, certainty: Certainty) -> bool:
    """Whether the value of an expression may be a cell."""
    match node:
        case nodes.RowField("target" | "actual" | "revised_target") | nodes.Variable():
            return certainty.of(node) is None
        case nodes.Function("if" | "first"):
            return certainty.of(node) is None
        case _:
            return False


def reads_scores(node: nodes.Aggregate, variables: dict[str, tuple[nodes.Definition, ...]]) -> bool:
    """Whether an aggregate reads scores or full marks: rows kept out of the total do not count in it."""
    return node.operand is not None and mentions(node.operand, SCORED_FIELDS, variables)

"""What a name means where: built-in names, variables, kinds; and which of them may stand in which block."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

from attrs import define, field

from perfeval.language import types
from perfeval.language.problems import Problems
from perfeval.language.types import Plain, Type
from perfeval.language.vocabulary import Word, vocabulary

Where: TypeAlias = Literal["selection", "row", "table"]
"""Where an expression stands: in the header's 适用于, in something about a row, in something about the table."""

ROW_TYPES: Final[dict[str, Type]] = {
    "name": Plain.TEXT,
    "level1": Plain.TEXT,
    "level2": Plain.TEXT,
    "target": types.ROW,
    "sign": Plain.TEXT,
    "revised_target": types.ROW,
    "actual": types.ROW,
    "weight": types.POINTS,
    "full": types.POINTS,
    "declared": types.POINTS,
    "score": types.POINTS,
    "explanation": Plain.TEXT,
    "completion": types.RATIO,
    "achievement": Plain.GRADE,
    "level1_points": types.POINTS,
    "goal_share": types.RATIO,
}
TABLE_TYPES: Final[dict[str, Type]] = {
    "year": types.NUMBER,
    "region": Plain.TEXT,
    "budget_level": Plain.TEXT,
    "form": Plain.TEXT,
    "project": Plain.TEXT,
    "department": Plain.TEXT,
    "unit": Plain.TEXT,
    "initial_budget": types.MONEY,
    "revised_budget": types.MONEY,
    "expenditure": types.MONEY,
    "carry_over": types.MONEY,
    "appropriation": types.MONEY,
    "other_funds": types.MONEY,
    "printed_rate": types.RATIO,
    "declared_total": types.POINTS,
}
INPUT_TYPES: Final[dict[str, Type]] = {
    "yes_no": Plain.TRUTH,
    "text": Plain.TEXT,
    "date": Plain.DATE,
    "ratio": types.RATIO,
    "number": types.NUMBER,
    "tally": types.TALLY,
    "money": types.MONEY,
    "grade": Plain.GRADE,
    "same_as_target": types.ROW,
    "points": types.POINTS,
    "days": types.DAYS,
}
"""The types that a declared fact may have, by the type word's id."""
RESTATABLE: Final = frozenset({"full", "target", "actual"})
"""Row names that a `let` may restate; the right side sees the value before."""

SELECTION_NAMES: Final = frozenset({"year", "region", "budget_level", "form", "project", "department", "unit"})
"""Table names known before anything is scored: the header's 适用于 may ask for them."""


@define
class Scope:
    """Where an expression stands, what it may use, and (filled while it is checked) what it did use."""

    problems: Problems
    where: Where
    after_scoring: bool = False
    """Whether scores exist: in audits, total and grades."""
    after_total: bool = False
    """Whether the total exists: in audits and grades."""
    in_aggregate: bool = False
    locals: dict[str, str] = field(factory=dict)
    """Names of `let`s of the block, with their keys."""
    narrowed: dict[str, Type] = field(factory=dict)
    """Types that the block's selector fixes for target and actual."""
    seeing: str | None = None
    """The restated name whose own definition this is: inside, it means the value before."""
    outer_where: Where = "row"
    """Inside an aggregate: where the aggregate stands."""
    uses_row: bool = False
    uses_outer_row: bool = False
    """Inside an aggregate: whether it compares its rows with the one outside."""
    uses_scores: bool = False
    uses_total: bool = False

    def inner(self) -> Scope:
        """The scope inside an aggregate: every inner row is a row, also in a block about the table."""
        return Scope(
            self.problems,
            "row",
            self.after_scoring,
            self.after_total,
            True,
            self.locals,
            {},
            self.seeing,
            self.outer_where if self.in_aggregate else self.where,
        )

    def inner_block(self) -> Scope:
        """A scope like this one as it stands now, for a definition that sees only what came before it."""
        return Scope(
            self.problems,
            self.where,
            self.after_scoring,
            self.after_total,
            self.in_aggregate,
            dict(self.locals),
            self.narrowed,
        )


def variable_key(name: str) -> str:
    """The key of a variable: its name, or the id of the built-in name that a `let` of either spelling restates."""
    word = built_in(name)
    return word.id if word is not None and word.category == "row" and word.id in RESTATABLE else name


def built_in(name: str) -> Word | None:
    """The built-in row name, table name or kind of that spelling, if there is one."""
    return vocabulary().names.get(name)

"""What is asked about the total and the grades of a rule set, and the answers."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

from attrs import field, frozen

from perfeval.analysis.verdict import Answer
from perfeval.language import nodes
from perfeval.wording import Wording

TableProperty: TypeAlias = Literal[
    "total_decided", "total_within", "total_rises", "grade_decided", "one_grade", "grade_rises"
]
TABLE_PROPERTIES: Final[dict[TableProperty, Wording]] = {
    "total_decided": Wording("每张表都能得出总分", "every table gets a total"),
    "total_within": Wording("总分不低于 0，不超过各行满分之和", "the total lies between 0 and the sum of full marks"),
    "total_rises": Wording("任何一行得分提高，总分不会降低", "no total falls because a row scores more"),
    "grade_decided": Wording("每个总分都有等级", "every total has a grade"),
    "one_grade": Wording("没有总分同时属于两个等级", "no total has two grades"),
    "grade_rises": Wording("总分更高，等级不会更低", "a higher total never has a lower grade"),
}
"""In the order of the report."""


@frozen
class TableVerdict:
    """The answer to one question about the total or the grades."""

    block: nodes.TableBlock = field(repr=False)
    property: TableProperty
    answer: Answer
    said: Wording | None = None
    """What shows that it is wrong, replayed through the evaluator; or why it is not known."""

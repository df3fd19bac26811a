"""What was found out about a rule: proved, refuted by a row, or unknown, and why."""

from __future__ import annotations

from fractions import Fraction
from typing import Final, Literal, TypeAlias

from attrs import frozen

from perfeval.analysis.subjects import Subject
from perfeval.language import nodes
from perfeval.wording import Wording

Property: TypeAlias = Literal[
    "decided", "one_band", "no_dead_case", "not_below_zero", "not_above_full", "monotone", "rounded_monotone",
    "no_cliff", "full_reachable", "allowances_needed",
]  # fmt: skip
Answer: TypeAlias = Literal["proved", "refuted", "unknown"]

PROPERTIES: Final[dict[Property, Wording]] = {
    "decided": Wording("每个数都能得出分数", "every figure gets a score"),
    "one_band": Wording("没有两档同时成立", "no figure lies in two bands"),
    "no_dead_case": Wording("每种情形都用得上", "every case can occur"),
    "not_below_zero": Wording("得分不低于 0", "no score below 0"),
    "not_above_full": Wording("得分不超过满分", "no score above full marks"),
    "monotone": Wording("完成得越好得分不会越低", "a better figure never scores less"),
    "rounded_monotone": Wording("取整以后也是如此", "nor does it once points are rounded"),
    "no_cliff": Wording("得分不会突然跳变", "the score does not jump"),
    "full_reachable": Wording("能得到满分", "full marks can be reached"),
    "allowances_needed": Wording("写明的允许都用得上", "every allowance is needed"),
}
"""What is asked about every rule, in the order of the report."""

MENDS: Final[dict[Property, Wording]] = {
    "decided": Wording(
        "补上漏掉的情形，或写 否则；除以 0 的，写明为 0 时怎样评",
        "add the case that is missing, or `otherwise`; for a division by 0, say what 0 gives",
    ),
    "not_below_zero": Wording("写上 扣完为止", "add `floor 0 points`"),
    "not_above_full": Wording("写上 封顶 满分", "add `cap full`"),
}
"""What to write, where that does not hang on the figure that shows it."""


@frozen
class Witness:
    """A figure that shows it, as a row's cell and what it scores, both replayed through the evaluator."""

    subject: Subject
    figure: Fraction
    shown: Wording
    scores: Wording


@frozen
class Verdict:
    """The answer to one question about one rule."""

    rule: nodes.Rule
    property: Property
    answer: Answer
    said: Wording | None = None
    """What is wrong, or why it is not known."""
    witnesses: tuple[Witness, ...] = ()


@frozen
class Jump:
    """A figure at which the score jumps: from what it comes up to below, what it is there, what it goes on with."""

    subject: Subject
    at: Fraction
    below: Fraction | None
    there: Fraction | None
    above: Fraction | None
    is_announced: bool
    """By bands, or by `allow jump`."""

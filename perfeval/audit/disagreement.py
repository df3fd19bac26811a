"""Kinds of disagreement between a declared score and the computed one: what it takes to settle it."""

from __future__ import annotations

import enum
from fractions import Fraction
from typing import Final

from perfeval.audit import row_causes
from perfeval.audit.lines import Line
from perfeval.audit.row_causes import Cause
from perfeval.finding import Code
from perfeval.wording import Wording


class Disagreement(enum.Enum):
    """Why a declared score differs, as far as the figures show. It is a guess like the cause that it rests on."""

    FILERS_ERROR = "filers-error"
    """It contradicts the row's own figures: above full marks, full marks or none without regard to the result."""
    DISCRETIONARY = "discretionary-deduction"
    """Less than full marks for a target that is met: a judgement that no rule states."""
    OTHER_ROUNDING = "other-rounding"
    """The same figure, rounded otherwise or at another stage."""
    UNKNOWN_LOCAL_RULE = "unknown-local-rule"
    """None of these: another formula, another base, or figures that the table does not show."""

    @property
    def wording(self) -> Wording:
        """The kind in words."""
        return _WORDS[self]


_WORDS = {
    Disagreement.FILERS_ERROR: Wording("填报有误", "filer's error"),
    Disagreement.DISCRETIONARY: Wording("酌情扣分", "discretionary deduction"),
    Disagreement.OTHER_ROUNDING: Wording("舍入不同", "other rounding"),
    Disagreement.UNKNOWN_LOCAL_RULE: Wording("未知的当地规则", "unknown local rule"),
}
_LEAST_SHARE: Final = Fraction(1, 2)
"""Who takes off more than half for a target that is met does not judge by discretion."""
_ROUNDING: frozenset[Cause] = frozenset({row_causes.other_rounding, row_causes.rounded_ratio, row_causes.printed_rate})
_ERRORS: frozenset[Cause] = frozenset(
    {
        row_causes.full_marks_given,
        row_causes.zero_given,
        row_causes.swapped,
        row_causes.other_target,
        row_causes.other_full,
    }
)


def disagreement(
    code: Code, cause: Cause | None, line: Line, declared: Fraction, computed: Fraction | None
) -> Disagreement:
    """The kind of a disagreement: by its finding, by the cause that gives just the declared score, by the figures."""
    if code is Code.SCORE_ABOVE_FULL:
        return Disagreement.FILERS_ERROR
    if cause in _ROUNDING:
        return Disagreement.OTHER_ROUNDING
    is_met = computed is not None and computed == line.full and declared < computed
    if is_met and cause not in _ERRORS and computed is not None and declared >= computed * _LEAST_SHARE:
        return Disagreement.DISCRETIONARY
    if cause in _ERRORS:
        return Disagreement.FILERS_ERROR
    return Disagreement.UNKNOWN_LOCAL_RULE

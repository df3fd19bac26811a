"""Declared scores against computed ones, row by row."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from attrs import frozen

from perfeval.audit.disagreement import Disagreement, disagreement
from perfeval.audit.figures import exact_points, fraction_of, range_text
from perfeval.audit.lines import Line
from perfeval.audit.row_causes import RowCase, cause_of_row, perhaps
from perfeval.engine.score import Evaluation, Score
from perfeval.finding import Code, Finding
from perfeval.wording import Wording

MOST_EXPLAINED: Final = 200
"""In how many rows of a table, at most, a cause is looked for: a table with more wrong rows is wrong as a whole."""


@frozen
class RowDisagreement:
    """A row whose declared score differs: the finding, and what kind of disagreement it is."""

    finding: Finding
    kind: Disagreement


def compare_rows(lines: tuple[Line, ...], evaluation: Evaluation) -> tuple[RowDisagreement, ...]:
    """What the declared scores say against the computed ones: at most one finding a row."""
    found: list[RowDisagreement] = []
    for line in lines:
        compared = _compare(line)
        if compared is None:
            continue
        code, message = compared
        declared, computed, cause = line.declared, None, None
        assert declared is not None  # noqa: S101 - only a declared score can differ
        if line.score is not None and code is not Code.SCORE_OUTSIDE_RANGE:
            computed = line.points
        if len(found) < MOST_EXPLAINED and computed is not None:
            cause = cause_of_row(RowCase(evaluation, lines, line, declared, computed))
        hint = None if cause is None else perhaps([cause[1]])
        kind = disagreement(code, None if cause is None else cause[0], line, declared, computed)
        found.append(RowDisagreement(Finding(code, line.row, message, hint), kind))
    return tuple(found)


def _compare(line: Line) -> tuple[Code, Wording] | None:
    declared, score = line.declared, line.score
    if declared is None or score is None:
        return None
    points, (low, high) = line.points, line.permitted or (None, None)
    if line.agrees and points is low is high:
        return None
    full = line.full
    if full is not None and declared > full and (high is None or declared > high):
        return Code.SCORE_ABOVE_FULL, _above_full(declared, full, score)
    if low is not None and high is not None and low is not high and low != high:
        inside = _inside(declared, low, high, score)
        return None if inside else (Code.SCORE_OUTSIDE_RANGE, _outside(declared, low, high, score))
    if points is not None and not line.agrees:
        return Code.SCORE_DIFFERS, _differs(declared, points, score)
    if score.status == "not scored" and score.rule is not None and declared != 0:
        return Code.ROW_NOT_SCORED, _kept_out(declared, score)
    return None


def _inside(declared: Fraction, low: Fraction, high: Fraction, score: Score) -> bool:
    above = declared > low or (declared == low and score.low_closed)
    below = declared < high or (declared == high and score.high_closed)
    return above and below


def _above_full(declared: Fraction, full: Fraction, score: Score) -> Wording:
    given = _given(score)
    zh = f"自评得分{exact_points(declared)}分，高于该行满分{exact_points(full)}分"
    en = f"the declared score {exact_points(declared)} is above the row's full marks, {exact_points(full)}"
    return Wording(zh + (f"；{given.zh}" if given else ""), en + (f"; {given.en}" if given else ""))


def _given(score: Score) -> Wording | None:
    """What the rule gives, as the second half of a sentence."""
    points, low, high = (fraction_of(figure) for figure in (score.points, score.low, score.high))
    if low is not None and high is not None and low != high:
        permitted = range_text(low, high, low_closed=score.low_closed, high_closed=score.high_closed)
        return Wording(f"规则允许{permitted.zh}", f"the rule permits {permitted.en}")
    if points is None:
        return None
    return Wording(f"按规则为{exact_points(points)}分", f"the rule gives {exact_points(points)}")


def _outside(declared: Fraction, low: Fraction, high: Fraction, score: Score) -> Wording:
    permitted = range_text(low, high, low_closed=score.low_closed, high_closed=score.high_closed)
    return Wording(
        f"自评得分{exact_points(declared)}分，不在规则允许的{permitted.zh}之内",
        f"the declared score {exact_points(declared)} lies outside what the rule permits, {permitted.en}",
    )


def _kept_out(declared: Fraction, score: Score) -> Wording:
    reason = score.reason or Wording("按规则不参与评分", "the rule keeps it out of the total")
    return Wording(
        f"自评得分{exact_points(declared)}分，而该行{reason.zh}",
        f"a score of {exact_points(declared)} is declared, but the row is {reason.en}",
    )


def _differs(declared: Fraction, points: Fraction, score: Score) -> Wording:
    apart = exact_points(abs(declared - points))
    rule = score.rule.name if score.rule is not None else None
    by = Wording(f"按规则“{rule}”", f"rule `{rule}` gives") if rule else Wording("按规则", "the rules give")
    direction = Wording("多", "much") if declared > points else Wording("少", "little")
    return Wording(
        f"自评得分{exact_points(declared)}分，{by.zh}应为{exact_points(points)}分，自评{direction.zh}{apart}分",
        f"the declared score is {exact_points(declared)}, {by.en} {exact_points(points)}: {apart} too {direction.en}",
    )

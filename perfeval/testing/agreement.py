"""`assert_agrees`: a program's own scoring function against a rule set."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, TypeAlias

from hypothesis import HealthCheck, Phase, find, settings
from hypothesis.errors import NoSuchExample

from perfeval.errors import InvalidValueError
from perfeval.exact import is_decimal, to_decimal
from perfeval.tables.indicator import Indicator
from perfeval.testing.pool import pool_of
from perfeval.testing.saying import row_said
from perfeval.testing.strategies import indicators
from perfeval.wording import Lang, Wording

if TYPE_CHECKING:
    from perfeval.engine.ruleset import RuleSet
    from perfeval.engine.score import Score

Answer: TypeAlias = "Decimal | Fraction | int | None"


def assert_agrees(
    function: Callable[[Indicator], Answer], rules: RuleSet, *, examples: int = 200, lang: Lang = "en"
) -> None:
    """Hold a scoring function against a rule set; raise `AssertionError` with the plainest row on which they differ.

    The function is given an `Indicator` and gives its points, exact, or None where there is no score: what
    `rules.score(indicator).points` is. It is tried on every row of `indicators(rules)` that stands where scores
    change, and on as many `examples` drawn besides; the same rows each time.

    Raises `perfeval.InvalidValueError` where the function gives a binary float, and for a rule set without an example
    that has a figure.
    """

    def differ(row: Indicator) -> bool:
        return not _same(_answer(function, row), rules.score(row).points)

    found = next((row for row in pool_of(rules).rows if differ(row)), None)
    if found is None and examples:
        found = _drawn(rules, differ, examples)
    if found is not None:
        said = _said(rules, found, _answer(function, found), rules.score(found))
        raise AssertionError(said.render(lang))


def _drawn(rules: RuleSet, differ: Callable[[Indicator], bool], examples: int) -> Indicator | None:
    how = settings(
        max_examples=examples,
        derandomize=True,
        database=None,
        deadline=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    try:
        return find(indicators(rules), differ, settings=how)
    except NoSuchExample:
        return None


def _answer(function: Callable[[Indicator], Answer], row: Indicator) -> Answer:
    try:
        answer: object = function(row)
    except Exception as error:
        error.add_note(f"perfeval.testing.assert_agrees called the function with {row_said(row).en}")
        raise
    if answer is None or (isinstance(answer, Decimal | Fraction | int) and not isinstance(answer, bool)):
        return answer
    kind = type(answer).__name__
    raise InvalidValueError(
        "wrong-type",
        Wording(
            f"函数应给出 Decimal、Fraction、int 或 None，给的是 {kind}",
            f"the function must give a Decimal, a Fraction, an int or None, not a {kind}",
        ),
    )


def _same(answer: Answer, points: Decimal | None) -> bool:
    if answer is None or points is None:
        return answer is None and points is None
    return answer == points if isinstance(answer, Decimal) else Fraction(answer) == Fraction(points)


def _said(rules: RuleSet, row: Indicator, answer: Answer, score: Score) -> Wording:
    told, shown = row_said(row), _shown(answer)
    points = _shown(score.points)
    return Wording(
        f"函数与规则集 {rules.name} 对这一行的结果不同：{told.zh}\n  函数：{shown.zh}\n  规则集：{points.zh}\n"
        f"  {score.explain('zh')}",
        f"the function and rule set {rules.name} differ on this row: {told.en}\n  the function gives: {shown.en}\n"
        f"  the rules give: {points.en}\n  {score.explain('en')}",
    )


def _shown(points: Answer) -> Wording:
    if points is None:
        return Wording("没有得分", "no score")
    exact = Fraction(points)
    text = f"{to_decimal(exact):f}" if is_decimal(exact) else str(exact)
    return Wording(text, text)

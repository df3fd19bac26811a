"""Every case of the suite: under both evaluators, as written and in the other vocabulary."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

import perfeval
from perfeval.engine.table import Evaluator
from perfeval.wording import Lang

if TYPE_CHECKING:
    from tests.conformance import against_perfeval, suite
else:
    suite = sys.modules["conformance_suite"]  # loaded by `conftest.py`
    against_perfeval = sys.modules["conformance_against_perfeval"]

ENTRIES: Final = suite.read_entries()
EVALUATORS: Final[tuple[Evaluator, ...]] = ("interpreter", "compiled")


# ---- what comes out ----


def row_found(score: perfeval.Score) -> str:
    """The score of a row in the words of the suite."""
    return str(score.points) if score.points is not None else score.status


def same(expected: str, found: str) -> bool:
    """Equal as figures, or as words."""
    try:
        return Decimal(expected) == Decimal(found)
    except ArithmeticError:
        return expected == found


def figures(text: str) -> tuple[bool, Decimal, Decimal, bool]:
    """A range such as `[6, 8)`: its ends, and whether they are included."""
    low, high = text[1:-1].split(",")
    assert text[0] in "[("
    assert text[-1] in "])"
    return text[0] == "[", Decimal(low), Decimal(high), text[-1] == "]"


def hold_row(expected: suite.RowExpected, score: perfeval.Score) -> None:
    found = row_found(score)
    about = score.reason.en if score.reason else score
    assert score.status == expected.status, about
    if expected.points is not None:
        assert same(expected.points, found), about
    if expected.range is not None:
        assert (score.low_closed, score.low, score.high, score.high_closed) == figures(expected.range), about
    if expected.low is not None:
        assert Decimal(expected.low) == (Decimal(0) if score.low is None else score.low)
    if expected.high is not None:
        assert Decimal(expected.high) == (score.full if score.high is None else score.high)
    if expected.rule is not None:
        assert score.rule is not None, about
        assert score.rule.name == expected.rule


def hold_table(expected: suite.TableExpected, found: perfeval.Evaluation) -> None:
    rows = [row_found(score) for score in found.rows]
    if expected.rows is not None:
        assert len(expected.rows) == len(rows), rows
        assert all(itertools.starmap(same, zip(expected.rows, rows, strict=True))), rows
    if expected.execution is not None:
        assert found.execution is not None
        assert same(expected.execution, row_found(found.execution)), found.execution
    if expected.total is not None:
        _hold_total(expected.total, found.total)
    if expected.grade is not None:
        assert (found.grade or "") == expected.grade
    if expected.findings is not None:
        assert sorted(expected.findings) == findings(found)


def _hold_total(expected: str | tuple[str, str], total: perfeval.TotalScore) -> None:
    about = total.reason.en if total.reason else total
    if expected == "":
        assert total.low is None, about
        return
    low, high = (expected, expected) if isinstance(expected, str) else expected
    assert (total.low, total.high) == (Decimal(low), Decimal(high)), about


def findings(found: perfeval.Evaluation) -> list[str]:
    """What the rule set's audits find, as the suite writes it."""
    return sorted(
        one.code.value if one.row is None else f"{one.code.value}@{one.row}" for one in found.rules.run_audits(found)
    )


# ---- the cases ----


def _groups() -> Iterator[tuple[str, suite.Group]]:
    for entry in ENTRIES:
        for group in entry.groups:
            yield f"{entry.entry}-{group.name}", group


def _cases() -> Iterator[Any]:
    for label, group in _groups():
        if group.rules is None:
            continue
        for lang in against_perfeval.vocabularies(group.rules):
            for case in group.cases:
                for evaluator in EVALUATORS:
                    name = f"{label}-{case.name}-{lang or 'as written'}-{evaluator}"
                    yield pytest.param(group, case, lang, evaluator, id=name)


@pytest.mark.parametrize(("group", "case", "lang", "evaluator"), list(_cases()))
def test_case(group: suite.Group, case: suite.Case, lang: Lang | None, evaluator: Evaluator) -> None:
    found = against_perfeval.evaluations(group, case, evaluator, lang)
    if isinstance(case, suite.RowCase):
        score = found[0].execution if case.of_execution else found[0].rows[0]
        assert score is not None
        hold_row(case.expected, score)
        return
    expected = (case.expected,) if isinstance(case, suite.TableCase) else case.expected
    for wanted, one in zip(expected, found, strict=True):
        hold_table(wanted, one)


@pytest.mark.parametrize(
    ("group", "case"),
    [pytest.param(group, case, id=f"{label}-{case.name}") for label, group in _groups() for case in group.cases],
)
def test_the_interpreter_tells_how_each_score_came_about(group: suite.Group, case: suite.Case) -> None:
    """Telling has the interpreter score the row again; a disagreement is an error."""
    for one in against_perfeval.evaluations(group, case):
        for score in one.rows if one.execution is None else (one.execution, *one.rows):
            assert score.explain("zh")
            assert score.explain("en")


@pytest.mark.parametrize(
    ("group", "lang"),
    [
        pytest.param(group, lang, id=f"{label}-{lang or 'as written'}")
        for label, group in _groups()
        if group.rules is not None
        for lang in against_perfeval.vocabularies(group.rules)
    ],
)
def test_checker_says_nothing_of_a_text(group: suite.Group, lang: Lang | None) -> None:
    assert [one.render("en") for one in against_perfeval.rules_of(group, lang).diagnostics] == []


def _checks() -> Iterator[Any]:
    for label, group in _groups():
        for check in group.checks:
            for lang in against_perfeval.vocabularies(check.rules):
                yield pytest.param(check, lang, id=f"{label}-{check.name}-{lang or 'as written'}")


@pytest.mark.parametrize(("check", "lang"), list(_checks()))
def test_check(check: suite.Check, lang: Lang | None) -> None:
    said = against_perfeval.diagnostics(check.rules, tuple(sorted(check.library.items())), lang)
    assert sorted(one.code for one in said) == sorted(check.expected), [one.render("en") for one in said]


@pytest.mark.parametrize(
    "text", [pytest.param(group.rules, id=label) for label, group in _groups() if group.rules is not None]
)
def test_conversion_and_back_gives_the_same_text(text: str) -> None:
    for lang, other in (("zh", "en"), ("en", "zh")):
        once = perfeval.convert_rules(text, lang)  # type: ignore[arg-type]
        back = perfeval.convert_rules(once, other)  # type: ignore[arg-type]
        assert perfeval.convert_rules(back, lang) == once  # type: ignore[arg-type]


# ---- the format ----

WRONG: Final = {
    "unknown key of a row": (
        'row = { actul = "1" }\nexpect = { points = "1" }',
        'group 1 "g": case 1 "c": row 1 "": unknown key "actul"',
    ),
    "unknown expectation": (
        'row = { actual = "1" }\nexpect = { point = "1" }',
        'group 1 "g": case 1 "c": unknown key "point"',
    ),
    "a figure that is no string": ('row = { actual = 1 }\nexpect = { points = "1" }', '"row" must hold strings'),
    "no expectation": ('row = { actual = "1" }', '"expect" is missing'),
    "scored without points": ('row = { actual = "1" }\nexpect = { rule = "r" }', 'a scored row needs "points"'),
    "undecided with points": (
        'row = { actual = "1" }\nexpect = { status = "undecided", points = "1" }',
        'has no "points"',
    ),
    "execution row without execution": ('row = "execution"\nexpect = { points = "1" }', '"execution" is missing'),
}


@pytest.mark.parametrize(("text", "message"), WRONG.values(), ids=WRONG)
def test_what_is_not_in_the_format_is_refused_with_its_place(text: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "X.toml"
    path.write_text(
        'entry = "X"\nzh = "x"\nen = "x"\n[[group]]\nname = "g"\nrules = ""\n[[group.case]]\nname = "c"\n' + text,
        "utf-8",
    )
    with pytest.raises(suite.SuiteError) as caught:
        suite.read_entry(path)
    assert str(caught.value).startswith("X.toml: ")
    assert message in str(caught.value)

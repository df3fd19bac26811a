"""`perfeval test --coverage`: what the examples cover, beside what they give."""

import subprocess
from collections.abc import Callable
from pathlib import Path

Call = Callable[..., subprocess.CompletedProcess[str]]

RULES = """ruleset demo
  unsigned cost = inverse, every = positive
  round half up to 0.01 points
rule r for quantity
  when actual meets target  award full
  otherwise                 award full * completion
  example "e" target 100个, actual 80个, full 10 points  gives {gives} points
"""


def test_coverage_is_told_in_both_languages_and_fails_nothing(call: Call, tmp_path: Path) -> None:
    rules = tmp_path / "demo.perfeval"
    rules.write_text(RULES.format(gives=8), "utf-8")
    plain, en, zh = (call("test", rules, *more) for more in ((), ("--coverage",), ("--coverage", "--lang", "zh")))
    assert (plain.returncode, en.returncode, zh.returncode) == (0, 0, 0)
    assert "cases" not in plain.stdout
    assert "all" in plain.stdout or "its one example holds" in plain.stdout
    assert "demo.perfeval: cases 1 of 2, sides 1 of 3" in en.stdout
    assert "the row of example `e` with actual 100个: the case of line 5, actual on target" in en.stdout
    assert "示例“e”的行，完成值换成 100个：第5行的情形、完成值 等于 指标值" in zh.stdout


def test_an_example_that_fails_still_fails_and_still_covers(call: Call, tmp_path: Path) -> None:
    rules = tmp_path / "demo.perfeval"
    rules.write_text(RULES.format(gives=7), "utf-8")
    ran = call("test", rules, "--coverage")
    assert ran.returncode == 1
    assert "example of rule `r` fails" in ran.stdout
    assert "cases 1 of 2, sides 1 of 3" in ran.stdout


def test_a_rule_set_with_errors_is_told_and_the_others_are_covered(call: Call, tmp_path: Path) -> None:
    (tmp_path / "bad.perfeval").write_text("ruleset bad\nrule r for every\n  award full * target\n", "utf-8")
    (tmp_path / "demo.perfeval").write_text(RULES.format(gives=8), "utf-8")
    ran = call("test", tmp_path, "--coverage")
    assert ran.returncode == 2
    assert "bad.perfeval" in ran.stderr
    assert "Traceback" not in ran.stderr
    assert "cases 1 of 2, sides 1 of 3" in ran.stdout


def test_a_set_whose_own_text_decides_nothing(call: Call) -> None:
    ran = call("test", "tianjin", "--coverage")
    assert ran.returncode == 0
    assert "its own text decides nothing" in ran.stdout

"""What is covered stands beside the rule text: in columns, within the terminal, in both languages."""

import re
from typing import get_args

import pytest

import perfeval
from perfeval.diagnostic import width_of
from perfeval.report.coverage import coverage_lines
from perfeval.wording import Lang

NAMES = ("hunan_yueyang", "national_2003", "national_2021")
FOUND = {name: perfeval.coverage(perfeval.load_rules(name)) for name in NAMES}
SIDE = re.compile(r"[✓✗?–] (?:低于|below|不起作用|idle)")
OF_TEXT = re.compile(r" +\d+  [✓✗ ]")


@pytest.mark.parametrize("lang", get_args(Lang))
@pytest.mark.parametrize("width", [72, 100, 160])
@pytest.mark.parametrize("name", NAMES)
def test_lines_of_text_and_rows_offered_stay_within_the_terminal(name: str, width: int, lang: Lang) -> None:
    for line in coverage_lines(FOUND[name], name, lang, width):
        if line.startswith(" "):
            assert width_of(line) <= width, line


@pytest.mark.parametrize("lang", get_args(Lang))
@pytest.mark.parametrize("name", NAMES)
def test_the_sides_of_a_rule_stand_below_each_other(name: str, lang: Lang) -> None:
    columns: set[int] = set()
    for line in coverage_lines(FOUND[name], name, lang, 100):
        found = SIDE.search(line)
        if not line.startswith(" "):
            columns = set()
        elif found and not line.startswith("    +"):
            columns.add(width_of(line[: found.start()]))
            assert len(columns) == 1, line


@pytest.mark.parametrize("lang", get_args(Lang))
def test_every_line_of_text_is_one_of_the_file(lang: Lang) -> None:
    for name, found in FOUND.items():
        source = found.rules.nodes.source
        for line in coverage_lines(found, name, lang, 160):
            if OF_TEXT.match(line):
                number, word = re.match(r" +(\d+)  [✓✗ ]+ *(\S+)", line).groups()  # type: ignore[union-attr]
                assert word.strip(".") in source.line(int(number))


TWO_ON_A_LINE = """ruleset demo
  unsigned every = positive
  round half up to 0.01 points
rule r for quantity
  when completion >= 60% and completion < 80%  award full  # "middle"
  otherwise  award 0 points
  example "e" target 100个, actual 60个, full 10 points  gives 10 points
"""


def test_a_line_with_two_boundaries_names_both() -> None:
    lines = list(coverage_lines(perfeval.coverage(perfeval.parse_rules(TWO_ON_A_LINE)), "demo", "en", 100))
    assert lines == [
        "rule `r` (<text>:4): cases 1 of 2, sides 2 of 6",
        "  5  ✓ when completion >= 60% and completion < 80% award full  60%  ✗ below  ✓ on  ✗ above",
        "                                                               80%  ✓ below  ✗ on  ✗ above",
        "  6  ✗ otherwise award 0 points",
        "    + the row of example `e` with actual 80个: completion above 60%, completion on 80%, the case of",
        "      line 6",
        "    + the row of example `e` with actual 0个: completion below 60%",
        "    + the row of example `e` with actual 90个: completion above 80%",
        "demo: cases 1 of 2, sides 2 of 6",
    ]

"""`assert_laws` on rule sets that are right and wrong."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.testing import small_rules
else:
    small_rules = sys.modules["small_rules_of_tests"]  # loaded by `conftest.py`

import perfeval
from perfeval.testing import assert_laws


@pytest.mark.parametrize("name", ["small", "national_2020", "inspection_bureau", "national_2003"])
def test_rule_sets_that_are_right_pass(name: str) -> None:
    assert_laws(perfeval.parse_rules(small_rules.RULES) if name == "small" else perfeval.load_rules(name))


def test_all_that_is_wrong_is_told() -> None:
    text = small_rules.RULES.replace("gives 8 points", "gives 7 points").replace(
        "  when completion = 60% allow jump\n", ""
    )
    with pytest.raises(AssertionError) as caught:
        assert_laws(perfeval.parse_rules(text))
    said = str(caught.value)
    assert "<text>:11: example of rule `share` fails: four fifths: expected 7.00 points, got 8.00 points" in said
    assert "rule `share`, the score does not jump: refuted" in said
    assert "60人 → 6.00 points" in said


def test_it_is_told_in_chinese_where_asked() -> None:
    with pytest.raises(AssertionError, match="规则“share”的示例不符"):
        assert_laws(perfeval.parse_rules(small_rules.RULES.replace("gives 8 points", "gives 7 points")), lang="zh")

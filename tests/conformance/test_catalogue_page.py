"""`docs/reference/catalogue.md` is what `docs/write_reference.py` writes, and all 50 entries stand in it."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

if TYPE_CHECKING:
    from tests.conformance import suite
else:
    suite = sys.modules["conformance_suite"]  # loaded by `conftest.py`

ROOT: Final = Path(__file__).parents[2]
PAGE: Final = (ROOT / "docs/reference/catalogue.md").read_text("utf-8")
NUMBERS: Final = [f"P{number:02}" for number in range(1, 33)] + [f"T{number:02}" for number in range(1, 19)]
BY_NUMBER: Final = {entry.entry: entry for entry in suite.read_entries()}


def _writer() -> Any:
    spec = importlib.util.spec_from_file_location("write_reference", ROOT / "docs" / "write_reference.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_page_is_up_to_date() -> None:
    assert _writer().catalogue_page() == PAGE


def test_page_has_the_50_entries_in_their_order() -> None:
    assert re.findall(r"^## (\S+)$", PAGE, re.MULTILINE) == NUMBERS


@pytest.mark.parametrize("number", NUMBERS)
def test_entry_has_both_names_a_text_and_cases(number: str) -> None:
    entry = BY_NUMBER[number]
    assert re.search(r"[一-鿿]", entry.zh)
    assert re.search(r"[A-Za-z]", entry.en)
    assert any(group.rules is not None and group.cases for group in entry.groups)


@pytest.mark.parametrize("number", NUMBERS)
def test_entry_shows_each_text_in_both_vocabularies(number: str) -> None:
    section = PAGE.split(f"\n## {number}\n", 1)[1].split("\n## ", 1)[0]
    texts = sum(group.rules is not None for group in BY_NUMBER[number].groups)
    assert len(re.findall(r"^规则集 ", section, re.MULTILINE)) >= texts
    assert len(re.findall(r"^ruleset ", section, re.MULTILINE)) >= texts


@pytest.mark.parametrize("number", ["M1", "M2", "M3"])
def test_methods_without_a_number_have_texts_and_cases(number: str) -> None:
    assert all(group.rules is not None and group.cases for group in BY_NUMBER[number].groups)


def test_documentation_names_the_page() -> None:
    assert "reference/catalogue.md" in (ROOT / "docs/README.md").read_text("utf-8")

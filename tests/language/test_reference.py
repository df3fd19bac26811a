"""The reference pages agree with the program: their examples check, the generated ones are up to date."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from typing import Any

import pytest

from perfeval.diagnostic import SourceText
from perfeval.language.from_syntax import check

ROOT = Path(__file__).parents[2]
PAGES = [*sorted((ROOT / "docs" / "reference").glob("*.md")), *ROOT.glob("README.md"), ROOT / "grammar" / "README.md"]


def _writer() -> Any:
    spec = importlib.util.spec_from_file_location("write_reference", ROOT / "docs" / "write_reference.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


FENCE = re.compile(r"^```perfeval\n(.*?)^```", re.DOTALL | re.MULTILINE)
BLOCKS = [
    pytest.param(found.group(1), id=f"{page.relative_to(ROOT)} block {number}")
    for page in PAGES
    for number, found in enumerate(FENCE.finditer(page.read_text("utf-8")), 1)
]


def _shipped(name: str) -> SourceText | None:
    found = [*(ROOT / "rules").rglob(f"{name}.perfeval"), *(ROOT / "tests/language/data").glob(f"{name}.zh.perfeval")]
    return SourceText(found[0].name, found[0].read_text("utf-8")) if found else None


@pytest.mark.parametrize("text", BLOCKS)
def test_example_checks(text: str) -> None:
    result = check(SourceText("<page>", text), _shipped)
    assert [one.render("en") for one in result.diagnostics] == []


def test_vocabulary_page_is_up_to_date() -> None:
    assert (ROOT / "docs/reference/vocabulary.md").read_text("utf-8") == _writer().vocabulary_page()


def test_diagnostics_page_is_up_to_date() -> None:
    assert (ROOT / "docs/reference/diagnostics.md").read_text("utf-8") == _writer().diagnostics_page()


def test_every_code_has_its_heading() -> None:
    page = (ROOT / "docs/reference/diagnostics.md").read_text("utf-8")
    faulty = {path.stem for path in (ROOT / "tests/language/faulty").glob("*.perfeval") if ".mended" not in path.name}
    assert set(re.findall(r"^## (\S+)$", page, re.MULTILINE)) == faulty | {"file-too-large", "refuted", "sets-overlap"}

from pathlib import Path

from perfeval.finding import Code
from perfeval.report.findings_page import findings_page
from perfeval.report.words import SHORT

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "findings.md"


def test_the_page_is_the_one_that_the_codes_make() -> None:
    assert PAGE.read_text("utf-8") == findings_page()


def test_every_code_has_its_short_word() -> None:
    assert set(SHORT) == set(Code)

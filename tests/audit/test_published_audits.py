"""Every declared score of 25 published tables, audited and recorded: nothing crashes, no row is skipped."""

from __future__ import annotations

import csv
import importlib.util
import io
import sys
from decimal import Decimal
from pathlib import Path

import pytest

_path = Path(__file__).parent / "published_audits.py"
_spec = importlib.util.spec_from_file_location("published_audits", _path)
assert _spec is not None
assert _spec.loader is not None
published = importlib.util.module_from_spec(_spec)
sys.modules["published_audits"] = published
_spec.loader.exec_module(published)


@pytest.fixture(scope="module")
def recorded() -> str:
    text: str = published.record()
    return text


def test_the_record_is_what_the_audits_give(recorded: str) -> None:
    assert published.RECORD.read_text("utf-8") == recorded


def test_the_page_sums_the_record_up(recorded: str) -> None:
    assert published.PAGE.read_text("utf-8") == published.page(recorded)


def test_every_row_of_every_table_is_there_with_a_known_result(recorded: str) -> None:
    lines = [line for line in csv.DictReader(io.StringIO(recorded)) if line["row"] != "total"]
    with (published.PUBLISHED / "rows.csv").open(encoding="utf-8", newline="") as rows:
        expected = [line["file"] for line in csv.DictReader(rows)]
    assert [line["file"] for line in lines if line["row"] != "execution"] == expected
    assert {line["result"] for line in lines} <= set(published.RESULTS)


def test_a_kind_is_given_exactly_where_the_declared_score_does_not_stand(recorded: str) -> None:
    kinds = {kind.value for kind in published.Disagreement}
    for line in csv.DictReader(io.StringIO(recorded)):
        if line["row"] == "total" or not line["declared"] or not line["low"]:
            continue
        inside = Decimal(line["low"]) <= Decimal(line["declared"]) <= Decimal(line["high"])
        if line["result"] in kinds:
            assert not inside or line["low"] != line["high"]
        else:
            assert inside

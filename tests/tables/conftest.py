"""The sample documents that the tests of the readers share."""

from __future__ import annotations

from pathlib import Path

import pytest

from perfeval.tables.indicator import SelfEvaluation
from perfeval.tables.reading import read_tables

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"


@pytest.fixture(scope="session")
def zhongwei_path() -> Path:
    return EXAMPLES / "zhongwei_2024.txt"


@pytest.fixture(scope="session")
def zhongwei_text(zhongwei_path: Path) -> str:
    return zhongwei_path.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def zhongwei(zhongwei_path: Path) -> list[SelfEvaluation]:
    return read_tables(zhongwei_path)


@pytest.fixture(scope="session")
def published() -> Path:
    return Path(__file__).parent / "data" / "published"

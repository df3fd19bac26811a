"""The how-to page on declared facts: what it shows can be run, and every type stands in its table."""

import re
from pathlib import Path

import pytest

from perfeval.language.scope import INPUT_TYPES
from perfeval.language.vocabulary import vocabulary

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "how-to" / "facts.md").read_text("utf-8")


def test_the_python_on_the_page_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tables = (ROOT / "docs" / "examples" / "zhongwei_2024.txt").read_text("utf-8")
    for name in ("tables.txt", "自评表.txt"):
        (tmp_path / name).write_text(tables, "utf-8")
    for name in ("facts.csv", "填报项.csv"):
        (tmp_path / name).write_text("表,行,填报项,内容\n1,,项目已完成,是\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    assert len(blocks) == 2
    for block in blocks:
        exec(block, {})  # noqa: S102 - our own documentation


def test_every_type_is_listed() -> None:
    for type_word in INPUT_TYPES:
        word = vocabulary().keyword(type_word)
        assert f"| {word.zh} {word.en} |" in PAGE

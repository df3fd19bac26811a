"""The way from nothing to a region's rule set, as rules/README tells it: walked by the commands and edits shown."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import perfeval

ROOT = Path(__file__).parents[2]
PAGES = {"README.md": "C.UTF-8", "README.zh.md": "zh_CN.UTF-8"}
RULES = "示例县.perfeval"


def fences(page: str) -> list[tuple[str, str]]:
    """The fenced pieces of the section, each with its kind: sh, text, perfeval."""
    section = re.split(r"^## ", (ROOT / "rules" / page).read_text("utf-8"), flags=re.MULTILINE)
    mine = [part for part in section if "perfeval new-rules" in part]
    assert len(mine) == 1
    return re.findall(r"```(\w+)\n(.*?)```", mine[0], re.DOTALL)


def run(command: str, folder: Path, locale: str) -> str:
    program, *arguments = shlex.split(command)
    assert program == "perfeval"
    kept = {name: value for name, value in os.environ.items() if name not in ("LC_ALL", "LC_MESSAGES", "COLUMNS")}
    ran = subprocess.run(
        [sys.executable, "-m", "perfeval", *arguments],
        cwd=folder, capture_output=True, encoding="utf-8", check=False,
        env={**kept, "LANG": locale, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert ran.returncode == (1 if arguments[0] == "audit" else 0), ran.stderr
    assert ran.stderr == ""
    return ran.stdout


def holds(shown: str, printed: str) -> None:
    """What is shown was printed, line after line; `…` stands for lines left out."""
    rest: Iterator[str] = iter(printed.splitlines())
    skipping = False
    for line in shown.splitlines():
        if line == "…":
            skipping = True
        elif skipping:
            assert line in rest, f"not printed, or not in this order: {line}"
            skipping = False
        else:
            assert next(rest) == line
    assert skipping or next(rest, None) is None


def put_in(text: str, piece: str) -> str:
    """The file with a piece put in place of the one that is commented out and opens with the same words."""
    opening = " ".join(piece.split()[:2])
    lines = text.split("\n")
    starts = [at for at, line in enumerate(lines) if line.startswith(f"# {opening} ")]
    assert len(starts) == 1, opening
    end = next(at for at in range(starts[0], len(lines)) if not lines[at].startswith("# "))
    return "\n".join([*lines[: starts[0]], piece.rstrip("\n"), *lines[end:]])


@pytest.fixture(scope="module", params=PAGES)
def walked(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which the page was followed from top to bottom."""
    folder = tmp_path_factory.mktemp("region")
    shutil.copytree(ROOT / "docs" / "examples", folder / "docs" / "examples")
    printed = ""
    for kind, shown in fences(request.param):
        if kind == "sh":
            printed = run(shown, folder, PAGES[request.param])
        elif kind == "text":
            holds(shown, printed)
        else:
            path = folder / RULES
            path.write_text(put_in(path.read_text("utf-8"), shown), "utf-8")
    return folder


def test_the_page_is_followed_to_the_end(walked: Path) -> None:
    """A pass mark of article 10 takes row 2 of the first table (60人, filled in as 35.66%) from 1.78 to 0."""
    rules = perfeval.load_rules(walked / RULES)
    assert rules.diagnostics == ()
    assert rules.basis == "full_text"
    row = perfeval.audit(perfeval.read_tables(walked / "docs/examples/zhongwei_2024.txt")[0], rules).evaluation.rows[1]
    assert row.points == 0
    assert "第十条" in row.explain("zh")
    alone = perfeval.Indicator(name="印刷", level2="数量指标", target="60人", actual="35.66%", full=5)
    assert str(perfeval.load_rules("national_2020").score(alone).points) == "1.78"


def test_both_pages_show_the_same_way() -> None:
    english, chinese = (fences(page) for page in PAGES)
    assert [kind for kind, _ in english] == [kind for kind, _ in chinese]
    for (kind, one), (_, other) in zip(english, chinese, strict=True):
        if kind == "sh":
            assert one.replace("full_text", "原文") == other
        elif kind == "perfeval":
            plain = [re.sub('"[^"]*"|#.*', "", text).split() for text in (perfeval.convert_rules(one, "zh"), other)]
            assert plain[0] == plain[1]

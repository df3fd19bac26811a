"""The how-to page on testing rules: its rule file, its programs and what they tell are what happens."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "how-to" / "test-rules.md").read_text("utf-8")
PLUGIN = "perfeval.testing.pytest_plugin"


def fences(kind: str) -> list[str]:
    return re.findall(rf"```{kind}\n(.*?)```", PAGE, re.DOTALL)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "small.perfeval").write_text(fences("perfeval")[0], "utf-8")
    (tmp_path / "pytest.ini").touch()
    return tmp_path


def run(folder: Path, *arguments: str) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    environment |= {"PYTHONUTF8": "1", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, *arguments], cwd=folder, env=environment, capture_output=True, encoding="utf-8", check=False
    )
    return done.stdout + done.stderr


def test_pytest_tells_what_the_page_shows(folder: Path) -> None:
    told = run(folder, "-m", "pytest", "-p", PLUGIN, "rules/")
    assert fences("text")[0] in told
    assert "1 failed" in told
    file = folder / "rules" / "small.perfeval"
    text = file.read_text("utf-8")
    file.write_text(text.replace("  example", "  when completion = 60%  allow jump\n  example"), "utf-8")
    told = run(folder, "-m", "pytest", "-p", PLUGIN, "rules/")
    assert "failed" not in told
    assert "skipped" not in told


def test_the_planted_bugs_are_told(folder: Path) -> None:
    program = fences("python")[0]
    (folder / "program.py").write_text(program, "utf-8")
    assert fences("text")[1].rpartition(" …")[0] in run(folder, "program.py")
    (folder / "program.py").write_text(program.replace("<= target * 60", "< target * 60"), "utf-8")
    told = run(folder, "program.py")
    assert "target 100人, actual 60.05人, full 10\n  the function gives: 6.00\n  the rules give: 6.01" in told


def test_the_properties_hold(folder: Path) -> None:
    (folder / "test_properties.py").write_text(fences("python")[1], "utf-8")
    assert "3 passed" in run(folder, "-m", "pytest", "test_properties.py")


def test_the_coverage_is_printed(folder: Path) -> None:
    (command,) = (one for one in fences("sh") if "--coverage" in one)
    shown = next(one for one in fences("text") if "sides 2 of 6" in one)
    assert run(folder, "-m", *command.split(), "--lang", "en") == shown


def test_the_rows_offered_on_the_page_cover_all(folder: Path) -> None:
    file = folder / "rules" / "small.perfeval"
    shown = next(one for one in fences("text") if "sides 2 of 6" in one)
    text = file.read_text("utf-8")
    for actual in re.findall(r"with actual (\S+):", shown):
        text += f'  example "{actual}"  target 100人, actual {actual}, full 10 points  gives 1 point\n'
    file.write_text(text, "utf-8")
    assert "cases 3 of 3, sides 6 of 6" in run(folder, "-m", "perfeval", "test", "rules/small.perfeval", "--coverage")


def test_the_missing_examples_are_those_of_the_page(folder: Path) -> None:
    told = run(folder, "-m", "perfeval", "test", "rules/small.perfeval", "--mutate", "--lang", "en").splitlines()
    shown = next(one for one in fences("text") if "changes tried" in one).splitlines()
    assert [line for line in told if line in shown] == shown

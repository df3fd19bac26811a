"""pytest on rule files: what passes, fails, is skipped, and what is told."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import perfeval

ROOT = Path(perfeval.__file__).parent.parent

HEADER = """ruleset small "A small set"
  cite "District notice 3/2025 (invented)" full text
  unsigned every = positive
  round half up to 0.01 points

"""
PASSING = (
    HEADER
    + """rule share for quantitative and target > 0
  cite "District notice 3/2025 (invented)" "article 9" full text
  when actual meets target award full
  when completion < 60%    award 0 points
  otherwise                award full * completion
  when completion = 60% allow jump
  example "four fifths" target 100人, actual 80人, full 10 points gives 8 points
  example "at the line" target 100人, actual 60人, full 10 points gives 6 points
"""
)


def run(folder: Path, *arguments: str) -> str:
    """What pytest prints, run in a folder that has its own configuration."""
    (folder / "pytest.ini").touch()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    environment |= {"PYTHONUTF8": "1", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "pytest", "-p", "perfeval.testing.pytest_plugin", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [*command, *arguments], cwd=folder, env=environment, capture_output=True, encoding="utf-8", check=False
    )
    return done.stdout + done.stderr


def test_every_example_and_every_proof_is_a_test(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "small.perfeval").write_text(PASSING, "utf-8")
    told = run(tmp_path, "-v", "rules/")
    assert "rules/small.perfeval::check PASSED" in told
    assert "rules/small.perfeval::share::four fifths PASSED" in told
    assert "rules/small.perfeval::share::proof: no score above full marks PASSED" in told
    assert "rules/small.perfeval::share::proof: every allowance is needed PASSED" in told
    assert "13 passed" in told


def test_one_test_can_be_chosen(tmp_path: Path) -> None:
    (tmp_path / "small.perfeval").write_text(PASSING, "utf-8")
    assert "1 passed" in run(tmp_path, "small.perfeval::share::four fifths")
    assert "10 passed, 3 deselected" in run(tmp_path, "-k", "proof")


def test_a_failing_example_is_told_without_traceback(tmp_path: Path) -> None:
    (tmp_path / "small.perfeval").write_text(PASSING.replace("gives 8 points", "gives 7 points"), "utf-8")
    told = run(tmp_path)
    assert (
        "small.perfeval:12: example of rule `share` fails: four fifths: expected 7.00 points, got 8.00 points" in told
    )
    assert "FAILED small.perfeval::share::four fifths" in told
    assert "Traceback" not in told
    assert "rule_file.py" not in told
    assert "1 failed, 12 passed" in told


def test_examples_of_one_title_have_names_of_their_own(tmp_path: Path) -> None:
    (tmp_path / "small.perfeval").write_text(PASSING.replace('"at the line"', '"four fifths"'), "utf-8")
    told = run(tmp_path, "-v")
    assert "share::four fifths (line 12) PASSED" in told
    assert "share::four fifths (line 13) PASSED" in told


def test_a_refuted_proof_fails_with_the_row_that_shows_it(tmp_path: Path) -> None:
    text = PASSING.replace("  when completion = 60% allow jump\n", "").replace(
        "award full\n", "award full * completion\n", 1
    )
    (tmp_path / "small.perfeval").write_text(text, "utf-8")
    told = run(tmp_path)
    assert "rule `share`, no score above full marks: refuted, scores more than full marks" in told
    assert "200人 → 20.00 points (the row of example `four fifths`)" in told
    assert "rule `share`, the score does not jump: refuted" in told
    assert "Traceback" not in told
    assert "2 failed" in told


def test_what_is_unknown_is_skipped_with_its_reason(tmp_path: Path) -> None:
    text = HEADER + (
        "rule judged for quantitative\n"
        "  award 0 points\n"
        "  on actual each 5人 add 0.001 points, whole steps\n"
        '  example "some" target 100人, actual 89人, full 10 points gives 0.02 points\n'
    )
    (tmp_path / "small.perfeval").write_text(text, "utf-8")
    told = run(tmp_path, "-rs")
    assert "2 passed, 9 skipped" in told
    assert "SKIPPED [9] small.perfeval:6: unknown: whole steps are counted without end" in told


def test_a_broken_file_fails_with_its_diagnostics(tmp_path: Path) -> None:
    (tmp_path / "broken.perfeval").write_text(PASSING.replace("award 0 points", "award 60%"), "utf-8")
    (tmp_path / "small.perfeval").write_text(PASSING, "utf-8")
    told = run(tmp_path)
    assert "broken.perfeval:9:34: error [points-and-ratio]" in told
    assert "^^^" in told
    assert "Traceback" not in told
    assert "1 failed, 13 passed" in told


def test_failures_are_told_in_chinese_where_that_is_configured(tmp_path: Path) -> None:
    (tmp_path / "small.perfeval").write_text(PASSING.replace("gives 8 points", "gives 7 points"), "utf-8")
    (tmp_path / "pytest.ini").write_text("[pytest]\nperfeval_lang = zh\n", "utf-8")
    assert "规则“share”的示例不符：four fifths：应得 7.00分，实得 8.00分" in run(tmp_path)


def test_the_configuration_says_which_files_are_collected(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "data").mkdir()
    (tmp_path / "rules" / "small.perfeval").write_text(PASSING, "utf-8")
    (tmp_path / "data" / "broken.perfeval").write_text("nothing of use", "utf-8")
    (tmp_path / "pytest.ini").write_text("[pytest]\nperfeval_files = rules/*.perfeval\n", "utf-8")
    assert "13 passed" in run(tmp_path)
    (tmp_path / "pytest.ini").write_text("[pytest]\nperfeval_files =\n", "utf-8")
    assert "no tests ran" in run(tmp_path)


def test_nothing_of_perfeval_is_loaded_where_no_rule_file_is(tmp_path: Path) -> None:
    (tmp_path / "test_nothing.py").write_text(
        "import sys\n"
        "def test_nothing():\n"
        "    ours = {name for name in sys.modules if name.partition('.')[0] == 'perfeval'}\n"
        "    assert ours == {'perfeval', 'perfeval.testing', 'perfeval.testing.pytest_plugin'}\n"
        "    assert not {'lark', 'attr', 'mpmath', 'hypothesis'} & set(sys.modules)\n",
        "utf-8",
    )
    assert "1 passed" in run(tmp_path)


@pytest.mark.skipif(not (ROOT / "pyproject.toml").is_file(), reason="not a checkout")
def test_an_installation_registers_the_plugin() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["entry-points"]["pytest11"] == {"perfeval": "perfeval.testing.pytest_plugin"}

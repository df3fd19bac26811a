"""`perfeval prove`: what it says of rule files, shipped sets and files that cannot be used."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Call = Callable[..., subprocess.CompletedProcess[str]]

UNCAPPED = """ruleset demo
  unsigned cost = inverse, every = positive
  round half up to 0.01 points
rule r for quantity
  award full * completion
  example "e" target "≥100个", actual 80个, full 10 points  gives 8 points
"""


def test_a_shipped_rule_set_is_proved(call: Call) -> None:
    ran = call("prove", "zhongwei")
    assert ran.returncode == 0
    assert "0 refuted" in ran.stdout


def test_a_fault_is_shown_with_the_row_and_the_mend(call: Call, tmp_path: Path) -> None:
    rules = tmp_path / "demo.perfeval"
    rules.write_text(UNCAPPED, "utf-8")
    ran = call("prove", rules, "--lang", "zh")
    assert ran.returncode == 1
    assert "200个 → 20.00分（示例“e”的行）" in ran.stdout
    assert "改法：写上 封顶 满分" in ran.stdout


def test_a_file_with_errors_is_said_and_the_others_are_proved(call: Call, tmp_path: Path) -> None:
    (tmp_path / "bad.perfeval").write_text("ruleset bad\nrule r for every\n  award full * target\n", "utf-8")
    (tmp_path / "demo.perfeval").write_text(UNCAPPED, "utf-8")
    ran = call("prove", tmp_path)
    assert ran.returncode == 2
    assert "bad.perfeval" in ran.stderr
    assert "demo.perfeval: 10 proved, 1 refuted, 1 unknown" in ran.stdout
    assert "Traceback" not in ran.stderr


def test_a_name_that_nobody_knows(call: Call) -> None:
    ran = call("prove", "nowhere")
    assert ran.returncode == 2
    assert ran.stdout == ""


BY_TEN = UNCAPPED.replace("full * completion", "full - (100% - completion) * 10 points\n  cap full")


def test_all_figures_open_at_once_show_what_the_example_hides(call: Call, tmp_path: Path) -> None:
    rules = tmp_path / "demo.perfeval"
    rules.write_text(BY_TEN, "utf-8")
    assert call("prove", rules).returncode == 0
    ran = call("prove", rules, "--any-size", "--lang", "zh")
    assert ran.returncode == 1
    assert "指标值 100个，完成值 0个，满分 5.00分 → -5.00分（示例“e”的行，换上这些数）" in ran.stdout
    assert "各数同时变动时，4项已证，1项不成立，0项未定" in ran.stdout
    assert ran.stderr == ""


@pytest.mark.parametrize("how", ["sys.modules['z3'] = None", "sys.path.insert(0, {folder!r})"])
def test_without_z3_the_usual_report_is_given_and_what_to_install_is_said(call: Call, tmp_path: Path, how: str) -> None:
    """Not installed; and installed, but not to be loaded."""
    (tmp_path / "z3.py").write_text("raise OSError('no libz3 here')\n", "utf-8")
    (tmp_path / "sitecustomize.py").write_text("import sys; " + how.format(folder=str(tmp_path)) + "\n", "utf-8")
    rules = tmp_path / "demo.perfeval"
    rules.write_text(BY_TEN, "utf-8")
    paths = f"{tmp_path}:{Path(__file__).parents[2]}"
    usual = call("prove", rules)
    ran = call("prove", rules, "--any-size", PYTHONPATH=paths)
    assert ran.returncode == 2
    assert ran.stdout == usual.stdout
    (said,) = ran.stderr.splitlines()
    assert "--any-size needs z3" in said
    assert "'perfeval[smt]'" in said


def test_proofs_of_one_figure_never_load_z3(call: Call, tmp_path: Path) -> None:
    (tmp_path / "z3.py").write_text("raise SystemExit('z3 was loaded')\n", "utf-8")
    ran = call("prove", "zhongwei", PYTHONPATH=f"{tmp_path}:{Path(__file__).parents[2]}")
    assert (ran.returncode, ran.stderr) == (0, "")

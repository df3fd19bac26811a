"""`perfeval prove`: what it says of rule files, shipped sets and files that cannot be used."""

import subprocess
from collections.abc import Callable
from pathlib import Path

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
    assert "demo.perfeval: 7 proved, 1 refuted, 0 unknown" in ran.stdout
    assert "Traceback" not in ran.stderr


def test_a_name_that_nobody_knows(call: Call) -> None:
    ran = call("prove", "nowhere")
    assert ran.returncode == 2
    assert ran.stdout == ""

"""What the README shows is what the program prints, and its Python runs."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_output_shown_is_real(lang: str) -> None:
    shown = re.search(rf"<!-- audit-output {lang} -->\n```text\n(.*?)```", README, re.DOTALL)
    assert shown is not None
    lines = [line for line in shown.group(1).splitlines() if line.strip() and line.strip() != "…"]
    assert len(lines) > 20
    printed = subprocess.run(
        [sys.executable, "-m", "perfeval", "audit", "docs/examples/zhongwei_2024.txt", "--lang", lang],
        cwd=ROOT, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert printed.returncode == 1
    rest = iter(printed.stdout.splitlines())
    for line in lines:
        assert line in rest, f"not printed, or not in this order: {line}"


@pytest.mark.parametrize("half", [0, 1])
def test_the_python_shown_runs(half: int) -> None:
    code = "\n".join(re.findall(r"```python\n(.*?)```", README.split("# 中文说明")[half], re.DOTALL))
    ran = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", code], cwd=ROOT, capture_output=True, encoding="utf-8", check=False
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.count("5.00") >= 2  # one row with its trace, and the same without


def test_both_languages_show_the_same_commands() -> None:
    english, chinese = README.split("# 中文说明")
    for command in re.findall(r"```bash\n(.*?)```", chinese, re.DOTALL):
        assert command in english

"""The how-to page on proofs: the rule files are its own, and what it shows is what is printed."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "how-to" / "prove-rules.md").read_text("utf-8")
BLOCKS = re.findall(r"```(perfeval|sh|text)\n(.*?)```", PAGE, re.DOTALL)


@pytest.mark.parametrize("place", [place for place, (kind, _) in enumerate(BLOCKS) if kind == "sh"])
def test_what_the_page_shows_is_printed(tmp_path: Path, place: int) -> None:
    rules = [text for kind, text in BLOCKS[:place] if kind == "perfeval"][-1]
    (tmp_path / "示例县.perfeval").write_text(rules, "utf-8")
    program, *arguments = shlex.split(BLOCKS[place][1])
    assert program == "perfeval"
    ran = subprocess.run(
        [sys.executable, "-m", "perfeval", *arguments],
        cwd=tmp_path, capture_output=True, encoding="utf-8", check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
    kind, shown = BLOCKS[place + 1]
    assert kind == "text"
    assert ran.stdout == shown
    assert ran.stderr == ""
    assert ran.returncode == ("✗" in shown)

"""The how-to page on large files: its commands give what it shows, in both languages."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "how-to" / "large-files.md").read_text("utf-8")
ENGLISH, CHINESE = PAGE.split("# 大文件评分\n")


def fences(text: str, kind: str) -> list[str]:
    return re.findall(rf"```{kind}\n(.*?)```", text, re.DOTALL)


def called(folder: Path, lang: str, command: str) -> str:
    program, *arguments = command.split()
    assert program == "perfeval"
    ran = subprocess.run(
        [sys.executable, "-m", "perfeval", *arguments, "--lang", lang],
        cwd=folder, capture_output=True, encoding="utf-8", check=False, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    return ran.stdout + ran.stderr


def without_times(text: str) -> str:
    return re.sub(r"[\d.,]+ (s|秒|rows/s|行；)", r"N \1", text)


@pytest.mark.parametrize(("lang", "text"), [("en", ENGLISH), ("zh", CHINESE)])
def test_the_page_is_what_happens(tmp_path: Path, lang: str, text: str) -> None:
    rows, scored, more = fences(text, "csv")
    (tmp_path / "rows.csv").write_text(rows, "utf-8")
    command = fences(text, "sh")[0]
    summary, stopped = fences(text, "text")[:2]
    assert without_times(called(tmp_path, lang, command)) == without_times(summary)
    assert (tmp_path / "scored.csv").read_text("utf-8-sig") == scored
    (tmp_path / "rows.csv").write_text(rows + more, "utf-8")
    command = command.replace("scored.csv", "all.csv")
    assert called(tmp_path, lang, command) == stopped
    (tmp_path / "rows.csv").write_text(rows + more.replace("100份\n", "100份,90份,10\n"), "utf-8")
    (command,) = re.findall(r"`(perfeval batch .* --from-row 5)`", text)
    called(tmp_path, lang, command)
    part, rest = ((tmp_path / name).read_text("utf-8-sig").splitlines() for name in ("all.partial.csv", "all.csv"))
    assert "\n".join(part) + "\n" == scored
    assert len(rest) == 3


def test_both_languages_tell_the_same() -> None:
    assert fences(ENGLISH, "csv") == fences(CHINESE, "csv")
    assert fences(ENGLISH, "sh") == fences(CHINESE, "sh")

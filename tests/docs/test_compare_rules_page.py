"""The how-to page on differences between rule sets: its rules give the output that it shows."""

import re
from pathlib import Path

import pytest

from perfeval.cli.main import run

PAGE = (Path(__file__).parents[2] / "docs" / "how-to" / "compare-rules.md").read_text("utf-8")


def marked(name: str) -> str:
    found = re.search(rf"<!-- {name} -->\n```\w*\n(.*?)```", PAGE, re.DOTALL)
    assert found is not None
    return found.group(1)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_output_on_the_page(
    lang: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("qingshan.perfeval").write_text(marked("rules"), "utf-8")
    assert run(["test", "qingshan.perfeval", "--lang", lang]) == 0
    capsys.readouterr()
    assert run(["diff", "national_2020", "qingshan.perfeval", "--lang", lang]) == 1
    assert capsys.readouterr().out == marked(f"output {lang}")


def test_two_days_as_on_the_page() -> None:
    line = re.search(r"^perfeval (diff \w+ --from .*)$", PAGE, re.MULTILINE)
    assert line is not None
    assert run(line.group(1).split()) in (0, 1)

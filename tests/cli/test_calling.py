"""How the command line answers a wrong call, a fault of its own, and a reader that goes away."""

import importlib.metadata
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from perfeval.cli import main
from perfeval.cli.language import locale_language
from perfeval.cli.main import PERFEVAL, run
from perfeval.cli.terminal import Progress, surface

Call = Callable[..., subprocess.CompletedProcess[str]]
ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("arguments", "en", "zh"),
    [
        (("audit",), "Missing argument", "缺少参数"),
        (("audit", "--rulez", "x"), "No such option", "没有选项 --rulez，是否想写 --rules"),
        (("adit",), "No such command", "没有命令 'adit'"),
        (("audit", "x", "--format", "xml"), "'xml' is not one of", "参数 --format 不能用"),
        (("explain", "x"), "Missing option", "缺少参数 --row"),
    ],
)
def test_a_call_that_is_not_understood(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], en: str, zh: str
) -> None:
    for lang, said in (("en", en), ("zh", zh)):
        assert run(["--lang", lang, *arguments]) == 2
        told = capsys.readouterr()
        assert told.out == ""
        assert said in told.err
        assert len(told.err.splitlines()) == 1


@pytest.mark.parametrize("verb", PERFEVAL.commands)
def test_help_in_both_languages(capsys: pytest.CaptureFixture[str], verb: str) -> None:
    assert run([verb, "--lang", "zh", "--help"]) == 0
    zh = capsys.readouterr().out
    assert "用法：" in zh
    assert "显示本说明" in zh
    assert run([verb, "--lang", "en", "--help"]) == 0
    assert "Usage:" in capsys.readouterr().out


def test_help_on_the_whole(call: Call) -> None:
    whole = call("--help", LANG="zh_CN.UTF-8")
    assert "审核自评表" in whole.stdout
    assert call(LANG="zh_CN.UTF-8").stdout == whole.stdout


def test_the_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--version"]) == 0
    assert capsys.readouterr().out.startswith("perfeval ")


def test_an_internal_error_is_one_line(call: Call, tmp_path: Path, published: Path) -> None:
    broken = tmp_path / "sitecustomize.py"
    broken.write_text(
        "import perfeval.tables.reading as reading\n"
        "original = reading.read_form\n"
        "def broken(form):\n"
        "    raise RuntimeError('broken on purpose')\n"
        "reading.read_form = broken\n",
        "utf-8",
    )
    path = os.pathsep.join((str(tmp_path), str(ROOT)))
    ran = call("audit", published, "--lang", "zh", PYTHONPATH=path)
    assert ran.returncode == 2
    assert len(ran.stderr.splitlines()) == 1
    assert "内部错误（RuntimeError: broken on purpose）" in ran.stderr
    shown = call("audit", published, PYTHONPATH=path, PERFEVAL_DEBUG="1")
    assert "Traceback" in shown.stderr


def test_the_last_resort(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def fails(**_: object) -> None:
        raise RecursionError("too deep")

    monkeypatch.setattr(PERFEVAL, "main", fails)
    monkeypatch.setattr(main, "prepare_streams", lambda: None)
    assert run(["rules", "--lang", "en"]) == 2
    assert "internal error (RecursionError: too deep)" in capsys.readouterr().err


def test_an_interruption_is_quiet(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupted(**_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(PERFEVAL, "main", interrupted)
    monkeypatch.setattr(main, "prepare_streams", lambda: None)
    assert run(["rules"]) == 130
    assert capsys.readouterr().err == ""


@pytest.mark.skipif(not hasattr(signal, "SIGPIPE"), reason="pipes close otherwise on Windows")
def test_a_reader_that_goes_away(published: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "perfeval", "audit", str(published)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 141


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"LC_ALL": "zh_CN.GBK", "LANG": "en_US"}, "zh"),
        ({"LC_ALL": "", "LC_MESSAGES": "", "LANG": "zh_TW"}, "zh"),
        ({"LC_ALL": "C", "LANG": "zh_CN"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
    ],
)
def test_the_language_of_a_locale(environment: dict[str, str], expected: str) -> None:
    assert locale_language(environment) == expected


@pytest.mark.parametrize(
    ("name", "expected"), [("Chinese (Simplified)_China", "zh"), ("English_World", "en"), (None, "en")]
)
def test_the_language_of_the_system(monkeypatch: pytest.MonkeyPatch, name: str | None, expected: str) -> None:
    monkeypatch.setattr("locale.getlocale", lambda: (name, None))
    assert locale_language({}) == expected


def test_the_reference_page_names_every_verb_and_option() -> None:
    page = (ROOT / "docs" / "reference" / "cli.md").read_text("utf-8")
    for verb, command in PERFEVAL.commands.items():
        section = page.partition(f"### `perfeval {verb}")[2].partition("###")[0]
        assert section, verb
        for parameter in command.params:
            option = parameter.opts[0]
            if option.startswith("--"):
                assert option in (page if option == "--lang" else section), (verb, option)


def test_the_entry_point() -> None:
    points = importlib.metadata.entry_points(group="console_scripts", name="perfeval")
    assert [point.value for point in points] in ([], ["perfeval.cli.main:run"])


def test_progress_is_shown_only_where_nothing_else_is(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    progress = Progress(2, "en")
    progress.step()
    assert capsys.readouterr().err == ""  # stderr is no terminal here
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    progress.step()
    assert "2 of 2 files done\n" in capsys.readouterr().err


def test_a_terminal_gives_width_and_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "90")
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    on = surface()
    assert on.width == 90
    assert on.colours is not None

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Call = Callable[..., subprocess.CompletedProcess[str]]

CHINESE = "规则集 a “甲”\r\n  四舍五入 到 0.01分 # 得\r\n规则 一 适用于 所有指标\r\n  得 满分 × 1分\r\n"
ENGLISH = "ruleset a “甲”\r\n  round half up to 0.01 points # 得\r\nrule 一 for every\r\n  award full * 1 point\r\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "a.perfeval"
    path.write_bytes(CHINESE.encode())
    return path


def test_to_stdout(call: Call, file: Path) -> None:
    ran = call("convert", file, "--to", "en")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout == ENGLISH.replace("\r\n", "\n")  # as the fixture reads it
    assert file.read_bytes() == CHINESE.encode()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_in_place_and_back(call: Call, file: Path, encoding: str) -> None:
    file.write_bytes(CHINESE.encode(encoding))
    file.chmod(0o640)
    ran = call("convert", file, "--to", "en", "--write", "--lang", "zh")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "已改写为英文词汇" in ran.stdout
    assert file.read_bytes() == ENGLISH.encode(encoding)
    assert file.stat().st_mode & 0o777 == 0o640
    assert call("convert", file, "--to", "zh", "--write").returncode == 0
    assert file.read_bytes() == CHINESE.encode(encoding)
    assert [one.name for one in file.parent.iterdir()] == [file.name]


def test_big_endian_stays_big_endian(call: Call, file: Path) -> None:
    file.write_bytes(b"\xfe\xff" + CHINESE.encode("utf-16-be"))
    assert call("convert", file, "--to", "en", "--write").returncode == 0
    assert file.read_bytes() == b"\xfe\xff" + ENGLISH.encode("utf-16-be")


def test_a_file_that_needs_no_change_is_not_written(call: Call, file: Path) -> None:
    before = file.stat()
    ran = call("convert", file, "--to", "zh", "--write")
    assert ran.returncode == 0
    assert "nothing changed" in ran.stdout
    assert (file.stat().st_ino, file.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_a_link_stays_a_link(call: Call, file: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.perfeval"
    link.symlink_to(file)
    assert call("convert", link, "--to", "en", "--write").returncode == 0
    assert link.is_symlink()
    assert file.read_bytes() == ENGLISH.encode()


@pytest.mark.parametrize("arguments", [(), ("--write",)])
def test_a_file_that_does_not_parse_is_left_alone(call: Call, file: Path, arguments: tuple[str, ...]) -> None:
    text = CHINESE + "规则 二\r\n  当完成率 < 60% 得 0分\r\n"
    file.write_bytes(text.encode())
    ran = call("convert", file, "--to", "en", *arguments, "--lang", "zh")
    assert ran.returncode == 2
    assert ran.stdout == ""
    assert "a.perfeval:6:" in ran.stderr
    assert "^^^" in ran.stderr
    assert "改法" in ran.stderr
    assert "Traceback" not in ran.stderr
    assert file.read_bytes() == text.encode()


def test_what_cannot_be_read(call: Call, file: Path, tmp_path: Path) -> None:
    file.write_bytes(b"\0\1\2\xff" * 50)
    for path, said in ((file, "不是文本文件"), (tmp_path / "missing", "没有这个文件"), (tmp_path, "是文件夹")):
        ran = call("convert", path, "--to", "en", "--lang", "zh")
        assert ran.returncode == 2
        assert ran.stdout == ""
        assert said in ran.stderr
        assert len(ran.stderr.splitlines()) == 1


@pytest.mark.parametrize("arguments", [(), ("--to", "de")])
def test_the_vocabulary_must_be_named(call: Call, file: Path, arguments: tuple[str, ...]) -> None:
    ran = call("convert", file, *arguments)
    assert ran.returncode == 2
    assert "--to" in ran.stderr


def test_a_replacement_that_fails_leaves_the_file(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from perfeval.cli.main import run

    def fails(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "replace", fails)
    assert run(["convert", str(file), "--to", "en", "--write", "--lang", "en"]) == 2
    assert "cannot be rewritten: Permission denied" in capsys.readouterr().err
    assert file.read_bytes() == CHINESE.encode()
    assert [one.name for one in file.parent.iterdir()] == [file.name]

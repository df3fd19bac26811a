"""What perfeval keeps between runs: believed only where this user wrote it whole, and never needed."""

from __future__ import annotations

import hashlib
import json
import os
import stat
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from lark import Lark

from perfeval import kept
from perfeval.language import parser as parsers

TEXT = '规则集 例 "例"\n  四舍五入 到 0.01分\n规则 数量 适用于 数量指标\n  得 满分 × (完成率 + 1)\n'

posix = pytest.mark.skipif(sys.platform == "win32", reason="permissions of POSIX")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(kept.VARIABLE, str(tmp_path / "kept"))
    return tmp_path / "kept"


def fresh_parser() -> Lark:
    """The parser as a new process makes it."""
    return parsers.parser.__wrapped__()


def was_restored(parser: Lark) -> bool:
    return parser.source_path == "<deserialized>"


def test_a_text_is_kept(folder: Path) -> None:
    assert kept.read("x") is None
    kept.keep("x", "文\n二")
    assert kept.read("x") == "文\n二"
    kept.keep("x", "")
    assert kept.read("x") == ""
    assert [one.name for one in folder.iterdir()] == ["x"]


@posix
def test_nobody_else_may_look_or_write(folder: Path) -> None:
    kept.keep("x", "text")
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "x").stat().st_mode) == 0o600


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-1])


def changed(file: Path) -> None:
    file.write_bytes(file.read_bytes().replace(b"t", b"T"))


def emptied(file: Path) -> None:
    file.write_bytes(b"")


def not_text(file: Path) -> None:
    file.write_bytes(hashlib.sha256(b"\xff").hexdigest().encode("ascii") + b"\n\xff")


def writable_by_others(file: Path) -> None:
    file.chmod(0o622)


def linked(file: Path) -> None:
    file.rename(file.with_name("elsewhere"))
    file.symlink_to(file.with_name("elsewhere"))


def a_pipe(file: Path) -> None:
    file.unlink()
    os.mkfifo(file)


def a_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


@posix
@pytest.mark.parametrize("spoil", [cut, changed, emptied, not_text, writable_by_others, linked, a_pipe, a_folder])
def test_what_cannot_be_trusted_is_not_believed(folder: Path, spoil: Callable[[Path], None]) -> None:
    kept.keep("x", "text")
    spoil(folder / "x")
    assert kept.read("x") is None


@posix
def test_what_another_user_owns_is_not_believed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept.keep("x", "text")
    owner = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: owner + 1)
    assert kept.read("x") is None


def test_where_nothing_can_be_written_nothing_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv(kept.VARIABLE, str(tmp_path / "file" / "kept"))
    kept.keep("x", "text")
    assert kept.read("x") is None
    assert not was_restored(fresh_parser())


def test_keeping_can_be_switched_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(kept.VARIABLE, "")
    assert kept.folder() is None
    kept.keep("x", "text")
    assert kept.read("x") is None


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="the folder of other systems")
def test_the_users_cache_folder_is_the_usual_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(kept.VARIABLE, raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", "/caches")
    assert kept.folder() == Path("/caches/perfeval")
    monkeypatch.setenv("XDG_CACHE_HOME", "not/absolute")
    assert kept.folder() is None
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", "/home/somebody")
    assert kept.folder() == Path("/home/somebody/.cache/perfeval")


@pytest.mark.usefixtures("folder")
def test_the_second_parser_is_restored_and_parses_alike() -> None:
    built, restored = fresh_parser(), fresh_parser()
    assert not was_restored(built)
    assert was_restored(restored)
    one, other = built.parse(TEXT), restored.parse(TEXT)
    assert one == other
    assert [tree.meta.start_pos for tree in one.iter_subtrees()] == [
        tree.meta.start_pos for tree in other.iter_subtrees()
    ]


@pytest.mark.parametrize("table", ["", "[]", "{}", '{"data": {}, "memo": {}}', "not JSON", "[" * 100_000])
def test_a_table_that_is_none_is_built_again(folder: Path, table: str) -> None:
    fresh_parser()
    name = next(folder.iterdir()).name
    kept.keep(name, table)
    assert not was_restored(fresh_parser())
    assert was_restored(fresh_parser())


@pytest.mark.usefixtures("folder")
def test_another_grammar_has_another_table(monkeypatch: pytest.MonkeyPatch) -> None:
    fresh_parser()
    grammar = parsers.grammar()
    monkeypatch.setattr(parsers, "grammar", lambda: grammar + "\n// changed\n")
    assert not was_restored(fresh_parser())


def test_a_table_is_data(folder: Path) -> None:
    """Nothing in it is executed when it is read, as a pickle would be."""
    fresh_parser()
    _, _, table = next(folder.iterdir()).read_bytes().partition(b"\n")
    assert set(json.loads(table)) == {"data", "memo"}

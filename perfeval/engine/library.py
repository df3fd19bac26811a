"""Finding and loading rule sets: the shipped ones by name, files by path, texts as they are."""

from __future__ import annotations

import functools
import os
import re
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final

from attrs import frozen

from perfeval import resources
from perfeval.diagnostic import Diagnostic, SourceText
from perfeval.engine.ruleset import RuleSet
from perfeval.errors import RuleError, RuleSetNotFoundError, expect
from perfeval.language.from_syntax import Checked, check
from perfeval.language.suggest import closest
from perfeval.wording import Wording

SUFFIX: Final = ".perfeval"
MAX_BYTES: Final = 4_000_000
"""Size of a rule file at most."""

_HEADER: Final = re.compile(r"^\s*(?:规则集|ruleset)\s+(\w+|「[^」]+」)(?:\s*[\"“]([^\"”\n]*)[\"”])?", re.MULTILINE)


@frozen
class _Shipped:
    by_name: dict[str, SourceText]
    by_title: dict[str, SourceText]


@functools.cache
def _shipped() -> _Shipped:
    by_name: dict[str, SourceText] = {}
    by_title: dict[str, SourceText] = {}
    for path, label in _files(resources.folder("rules"), "rules"):
        source = SourceText(label, path.read_text("utf-8"))
        name, title = _heading(source)
        by_name[name] = source
        if title:
            by_title[title] = source
    return _Shipped(by_name, by_title)


def _files(folder: Traversable, label: str) -> list[tuple[Traversable, str]]:
    found: list[tuple[Traversable, str]] = []
    for entry in sorted(folder.iterdir(), key=lambda one: one.name):
        if entry.is_dir():
            found += _files(entry, f"{label}/{entry.name}")
        elif entry.name.endswith(SUFFIX):
            found.append((entry, f"{label}/{entry.name}"))
    return found


def _heading(source: SourceText) -> tuple[str, str]:
    found = _HEADER.search(source.text)
    if found is None:
        return Path(source.name).stem, ""
    return found.group(1).strip("「」"), found.group(2) or ""


def _find_shipped(name: str) -> SourceText | None:
    shipped = _shipped()
    return shipped.by_name.get(name) or shipped.by_title.get(name)


def shipped_names() -> tuple[str, ...]:
    """Names of the shipped rule sets."""
    return tuple(_shipped().by_name)


@functools.cache
def _load_shipped(name: str) -> RuleSet:
    source = _find_shipped(name)
    if source is None:
        raise _not_found(name)
    return _usable(check(source, _find_shipped, shipped_names()), source.name)


def shipped_rules() -> tuple[RuleSet, ...]:
    """All shipped rule sets."""
    return tuple(_load_shipped(name) for name in shipped_names())


def load_rules(name_or_path: str | os.PathLike[str]) -> RuleSet:
    """Load a rule set: a shipped one by its name or title, or a file by its path.

    A file may extend a shipped rule set, or another `.perfeval` file of its own folder.

    Raises `RuleSetNotFoundError` where there is none, `RuleError` (with all diagnostics) where it is in error.
    """
    text = os.fspath(name_or_path)
    if _find_shipped(text) is not None:
        return _load_shipped(text)
    path = Path(text)
    if not path.is_file():
        raise _not_found(text)
    source = read_rule_file(path)
    return _usable(check(source, _beside(path), shipped_names()), source.name)


def parse_rules(text: str, name: str = "<text>") -> RuleSet:
    """A rule set from its text; it may extend the shipped ones. Raises `RuleError` with all diagnostics."""
    expect("text", text, str)
    return _usable(check(SourceText(name, text), _find_shipped, shipped_names()), name)


def changed_text(rules: RuleSet, text: str) -> RuleSet:
    """A rule set as it would be with another text in its file. Raises `RuleError` with all diagnostics."""
    name = rules.source_name
    shipped = _shipped().by_name.get(rules.name)
    is_file = (shipped is None or shipped.name != name) and Path(name).is_file()
    find = _beside(Path(name)) if is_file else _find_shipped
    return _usable(check(SourceText(name, text), find, shipped_names()), name)


def check_rules(text: str, name: str = "<text>") -> tuple[Diagnostic, ...]:
    """All diagnostics of a rule text."""
    return check(SourceText(name, text), _find_shipped, shipped_names()).diagnostics


def check_file(path: str | os.PathLike[str]) -> tuple[Diagnostic, ...]:
    """All diagnostics of a rule file. Raises `RuleError` where the file cannot be read as text at all."""
    return checked_file(path)[1]


def checked_file(path: str | os.PathLike[str]) -> tuple[RuleSet | None, tuple[Diagnostic, ...]]:
    """The rule set of a file, None where it is in error, and all diagnostics. Raises as `check_file` does."""
    file = Path(path)
    checked = check(read_rule_file(file), _beside(file), shipped_names())
    rules = None if checked.ruleset is None else RuleSet(checked.ruleset, checked.diagnostics)
    return rules, checked.diagnostics


def _beside(path: Path) -> functools.partial[SourceText | None]:
    return functools.partial(_find_beside, path)


def _find_beside(path: Path, name: str) -> SourceText | None:
    """A parent named in a file: one in its folder, else a shipped one."""
    for sibling in sorted(path.resolve().parent.glob(f"*{SUFFIX}")):
        try:
            source = read_rule_file(sibling)
        except RuleError:
            continue
        if name in _heading(source) or sibling.name == name:
            return source
    return _find_shipped(name)


def read_rule_file(path: Path) -> SourceText:
    """The text of a rule file: UTF-8, UTF-16 with its mark, or GB18030. Raises `RuleError` where it is not text."""
    try:
        size = path.stat().st_size
        data = path.read_bytes() if size <= MAX_BYTES else b""
    except OSError as error:
        raise RuleError(
            "unreadable",
            Wording(f"无法读取 {path}：{error.strerror}", f"{path} cannot be read: {error.strerror}"),
        ) from error
    if size > MAX_BYTES:
        raise RuleError(
            "file-too-large",
            Wording(
                f"{path} 有 {size} 字节，规则文件上限是 {MAX_BYTES}",
                f"{path} has {size} bytes; a rule file has at most {MAX_BYTES}",
            ),
        )
    encodings = ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030")
    if b"\0" not in data or encodings == ("utf-16",):
        for encoding in encodings:
            try:
                return SourceText(str(path), data.decode(encoding))
            except UnicodeDecodeError:
                continue
    raise RuleError(
        "not-text",
        Wording(f"{path} 不是文本文件，请另存为 UTF-8 文本", f"{path} is not a text file; save it as UTF-8 text"),
    )


def _usable(checked: Checked, name: str) -> RuleSet:
    if checked.ruleset is None:
        errors = [one for one in checked.diagnostics if one.level.value == "error"]
        first = errors[0]
        raise RuleError(
            "rules-in-error",
            Wording(
                f"规则集 {name} 有 {len(errors)} 处错误，第一处在第 {first.line} 行：{first.message.zh}",
                f"rule set {name} has {_errors(len(errors))}, the first in line {first.line}: {first.message.en}",
            ),
            checked.diagnostics,
        )
    return RuleSet(checked.ruleset, checked.diagnostics)


def _errors(count: int) -> str:
    return "1 error" if count == 1 else f"{count} errors"


def _not_found(name: str) -> RuleSetNotFoundError:
    near = closest(name, shipped_names())
    known_zh = f"是否想写“{near}”？" if near else f"随附的有：{'、'.join(shipped_names())}"
    known_en = f"did you mean `{near}`?" if near else f"shipped are: {', '.join(shipped_names())}"
    return RuleSetNotFoundError(
        "no-such-ruleset",
        Wording(
            f"没有叫“{name}”的规则集，也没有这个文件。{known_zh}",
            f"there is no rule set and no file called `{name}`; {known_en}",
        ),
    )

"""`perfeval convert FILE --to zh|en`: a rule file in the other vocabulary."""

from __future__ import annotations

import codecs
import contextlib
import os
import sys
import tempfile
from pathlib import Path
from typing import Final

import click

from perfeval.cli.language import Option, Verb, current_language
from perfeval.cli.options import FOUND_NOTHING, UNUSABLE_INPUT
from perfeval.cli.terminal import complain, show_diagnostics, write
from perfeval.engine.library import read_rule_file
from perfeval.errors import PerfevalError, RuleError
from perfeval.language.to_text import convert
from perfeval.wording import Lang, Wording

_ENCODINGS: Final = (
    (b"", "utf-8"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"", "gb18030"),
)
"""Byte order mark and encoding of each form that a rule file is read in."""
_VOCABULARIES: Final[dict[Lang, Wording]] = {"zh": Wording("中文", "Chinese"), "en": Wording("英文", "English")}


def _run(file: str, to: Lang, in_place: bool) -> int:
    lang = current_language()
    path = Path(file)
    if not path.is_file():
        complain(_not_a_file(file, path), lang)
        return UNUSABLE_INPUT
    try:
        source = read_rule_file(path)
        converted = convert(source.text, to, source.name)
        if in_place:
            _rewrite(path, source.text, converted)
    except PerfevalError as error:
        if isinstance(error, RuleError):
            show_diagnostics(error.diagnostics, lang)
        complain(error.wording, lang)
        return UNUSABLE_INPUT
    if in_place:
        write(_told(file, to, is_changed=converted != source.text).render(lang) + "\n")
    else:
        _write_unchanged(converted)
    return FOUND_NOTHING


def _not_a_file(file: str, path: Path) -> Wording:
    if path.is_dir():
        return Wording(f"{file}：是文件夹，请指定一个规则文件", f"{file}: is a folder; name one rule file")
    return Wording(f"{file}：没有这个文件", f"{file}: no such file")


def _write_unchanged(text: str) -> None:
    """To stdout, line ends as they are: Windows would add to those of a text that has its own."""
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(newline="")
    write(text)


def _told(file: str, to: Lang, *, is_changed: bool) -> Wording:
    words = _VOCABULARIES[to]
    if is_changed:
        return Wording(f"{file}：已改写为{words.zh}词汇", f"{file}: rewritten with the {words.en} vocabulary")
    return Wording(f"{file}：已是{words.zh}词汇，未作改动", f"{file}: is in the {words.en} vocabulary; nothing changed")


def _rewrite(path: Path, text: str, converted: str) -> None:
    """Put the converted text into the place of the file, in its encoding: whole, or not at all."""
    if converted == text:
        return
    real = path.resolve()  # a link stays a link
    try:
        mark, encoding = _encoding(real, text)
        handle, name = tempfile.mkstemp(prefix=f".{real.name}.", dir=real.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(mark + converted.encode(encoding))
                file.flush()
                os.fsync(file.fileno())
            Path(name).chmod(real.stat().st_mode & 0o7777)
            Path(name).replace(real)
        except BaseException:
            with contextlib.suppress(OSError):
                Path(name).unlink()
            raise
    except OSError as error:
        raise PerfevalError(
            "unwritable",
            Wording(
                f"无法改写 {path}：{error.strerror}；文件没有改动",
                f"{path} cannot be rewritten: {error.strerror}; the file is as it was",
            ),
        ) from error


def _encoding(path: Path, text: str) -> tuple[bytes, str]:
    """The mark and the encoding that make the text into just the bytes of the file."""
    data = path.read_bytes()
    for mark, encoding in _ENCODINGS:
        if mark + text.encode(encoding) == data:
            return mark, encoding
    raise PerfevalError(
        "unwritable",
        Wording(
            f"{path} 的编码无法原样写回，文件没有改动；请先另存为 UTF-8",
            f"{path} is in an encoding that cannot be written back as it was; save it as UTF-8 first",
        ),
    )


CONVERT = Verb(
    "convert",
    callback=_run,
    params=[
        click.Argument(["file"], metavar="FILE"),
        Option(
            ["--to"],
            type=click.Choice(["zh", "en"]),
            required=True,
            about=Wording("改写成的词汇：zh 中文，en 英文", "The vocabulary to write: zh Chinese, en English."),
        ),
        Option(
            ["--write", "in_place"],
            is_flag=True,
            about=Wording("改写文件本身，编码不变；默认只输出", "Rewrite the file itself, in its encoding."),
        ),
    ],
    brief=Wording("把规则文件改写成另一种语言的词汇", "Write a rule file in the other vocabulary, Chinese or English."),
    about=Wording(
        "名称、引号里的文字、注释和换行不变。退出状态：0 已改写，2 文件无法读取或有语法错误。",
        "Names, quoted texts, comments and line breaks stay. Exit status: 0 converted, 2 the file could not be read or "
        "parsed.",
    ),
)

"""A call that is not understood, said in both languages: click itself speaks English only."""

from __future__ import annotations

import re
from typing import Final

import click

from perfeval.wording import Wording

_SENTENCES: Final = (
    (re.compile(r"('.*') is not one of (.*)\."), r"没有 \1，可选：\2"),
    (re.compile(r"('.*') is not a valid integer\."), r"\1 不是整数"),
    (re.compile(r"No such command ('.*?')\.(?: Did you mean (?:one of: )?(.*)\?)?"), r"没有命令 \1"),
    (re.compile(r"Got unexpected extra arguments? \((.*)\)"), r"多出了：\1"),
    (re.compile(r"Option ('.*') requires an argument\."), r"\1 后面要写内容"),
)
"""What click says, and the same in Chinese."""


def usage_wording(error: click.ClickException) -> Wording:
    """The line for an error that click found in the command line, with the help page that tells more."""
    message = " ".join(error.format_message().split())
    said = Wording(_in_chinese(error, message), message)
    if not isinstance(error, click.UsageError) or error.ctx is None:
        return said
    page = f"{error.ctx.command_path} --help"
    return Wording(f"{said.zh}（用法见 {page}）", f"{said.en} (see {page})")


def _in_chinese(error: click.ClickException, message: str) -> str:
    match error:
        case click.NoSuchOption():
            near = f"，是否想写 {'、'.join(error.possibilities)}？" if error.possibilities else ""
            return f"没有选项 {error.option_name}{near}"
        case click.MissingParameter():
            name = error.param.make_metavar(error.ctx) if error.param and error.ctx else error.param_hint or ""
            return f"缺少参数 {error.param.opts[-1] if isinstance(error.param, click.Option) else name}"
        case click.BadParameter():
            name = error.param.opts[-1] if error.param is not None else ""
            return f"参数 {name} 不能用：{_sentence(error.message)}"
        case _:
            return _sentence(message)


def _sentence(message: str) -> str:
    for pattern, chinese in _SENTENCES:
        found = pattern.fullmatch(message)
        if found is not None:
            near = found.groups()[1] if "Did you mean" in message else None
            return found.expand(chinese) + (f"，是否想写 {near}？" if near else "")
    return message

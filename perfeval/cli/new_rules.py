"""`perfeval new-rules REGION`: a rule file for a region, to be filled in beside its regulation."""

from __future__ import annotations

import datetime as dt
import os
import sys
from pathlib import Path
from typing import Final

import click

from perfeval.cli.language import Option, Verb, current_language
from perfeval.cli.options import FOUND_NOTHING
from perfeval.cli.terminal import show_diagnostics, surface, write
from perfeval.engine.library import SUFFIX, load_rules, parse_rules, shipped_names
from perfeval.engine.ruleset import RuleSet
from perfeval.errors import PerfevalError, RuleError
from perfeval.report.new_region import DOCUMENT_BASES, NewRegion, new_region
from perfeval.report.next_steps import next_steps
from perfeval.report.scaffold import scaffold
from perfeval.wording import Lang, Wording

_STDOUT: Final = "-"


def _run(
    region: str,
    parent_name: str,
    name: str | None,
    document: str | None,
    basis: str | None,
    first_day: str | None,
    words: Lang | None,
    output: str | None,
) -> int:
    lang = current_language()
    try:
        parent = load_rules(parent_name)
    except RuleError as error:
        show_diagnostics(error.diagnostics, lang)
        raise
    new = new_region(
        parent, region, name=name, document=document, basis=basis, first_day=first_day, year=_this_year(),
        words=words or lang,
    )  # fmt: skip
    text = scaffold(parent, new)
    usual = new.name + SUFFIX
    if output == _STDOUT:
        _check_text(text, parent)
        write(text)
        sys.stderr.write(next_steps(parent, new, None, usual, lang, width=surface().width))
        return FOUND_NOTHING
    target = Path(usual if output is None else output)
    _write_new(target, text, parent, new)
    write(next_steps(parent, new, str(target), str(target), lang, width=surface().width))
    return FOUND_NOTHING


def _this_year() -> int:
    return dt.datetime.now(dt.UTC).astimezone().year


# ---- writing ----


def _check_text(text: str, parent: RuleSet) -> None:
    """That the text can be used, where that does not depend on the folder it is put into."""
    if _is_shipped(parent):
        parse_rules(text)


def _write_new(target: Path, text: str, parent: RuleSet, new: NewRegion) -> None:
    """Write a file that is not there yet: at once and whole, after it was seen to work in its folder."""
    if os.path.lexists(target):
        raise _exists(target)
    _check_folder(parent, target)
    unfinished = target.with_name(f".{new.name}.{os.getpid()}.unfinished")
    try:
        with unfinished.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
        _check_parent(load_rules(unfinished), parent, target)
        _give_name(unfinished, target)
    except FileExistsError as error:
        raise _exists(target) from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise PerfevalError(
            "unwritable",
            Wording(f"{target} 写不进去：{reason}。可用 --output 换一处", f"{target} cannot be written: {reason}"),
        ) from error
    finally:
        _discard(unfinished)


def _check_folder(parent: RuleSet, target: Path) -> None:
    """That a parent which is a file stands where the new file will look for it."""
    folder = Path(parent.source_name).resolve().parent
    if _is_shipped(parent) or target.resolve().parent == folder:
        return
    beside = Path(parent.source_name).parent / target.name
    raise PerfevalError(
        "parent-elsewhere",
        Wording(
            f"{target} 要与它沿用的规则文件 {parent.source_name} 放在同一个文件夹，如 --output {beside}",
            f"{target} must stand in the same folder as the rule file {parent.source_name} that it extends, such as "
            f"--output {beside}",
        ),
    )


def _is_shipped(rules: RuleSet) -> bool:
    return rules.name in shipped_names() and rules.source_name == load_rules(rules.name).source_name


def _check_parent(made: RuleSet, parent: RuleSet, target: Path) -> None:
    """That the name of the parent, seen from the new file's folder, means the same rule set."""
    if made.nodes.rules == parent.nodes.rules and made.nodes.variables == parent.nodes.variables:
        return
    raise PerfevalError(
        "another-parent",
        Wording(
            f"{target} 所在的文件夹里另有一个规则集“{parent.name}”，与 --extends 给的不同；换一个文件夹，"
            "或把那个文件改名",
            f"beside {target} there is another rule set called `{parent.name}` than the one that --extends gives: "
            "choose another folder, or rename that file",
        ),
    )


def _give_name(unfinished: Path, target: Path) -> None:
    """Give the finished file its name, unless another has it by now. Raises `FileExistsError`."""
    try:
        target.hardlink_to(unfinished)
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        if os.path.lexists(target):
            raise FileExistsError from None
        unfinished.replace(target)


def _discard(unfinished: Path) -> None:
    try:
        unfinished.unlink(missing_ok=True)
    except OSError:
        return


def _exists(target: Path) -> PerfevalError:
    return PerfevalError(
        "file-exists",
        Wording(
            f"{target} 已经存在，没有改动它。用 --output 另给一个文件名，或先把它移走",
            f"{target} exists already and is left as it is. Give another file with --output, or move it away first",
        ),
    )


NEW_RULES = Verb(
    "new-rules",
    callback=_run,
    params=[
        click.Argument(["region"], metavar="REGION"),
        Option(
            ["--extends", "parent_name"],
            metavar="NAME|FILE",
            default="national_2020",
            about=Wording(
                "沿用哪个规则集（名称或文件），默认 national_2020",
                "Rule set to start from, by name or file; by default national_2020.",
            ),
        ),
        Option(
            ["--name"],
            metavar="NAME",
            about=Wording("规则集和文件的名称，默认用地区名", "Name of rule set and file; by default the region's."),
        ),
        Option(
            ["--document"],
            metavar="TEXT",
            about=Wording("本地文件的名称和文号", "Title and number of the region's document."),
        ),
        Option(
            ["--basis"],
            metavar="|".join(DOCUMENT_BASES),
            about=Wording(
                "根据什么写的：原文、节录、推定、待核",
                "How the document is known; also in Chinese: 原文, 节录, 推定, 待核.",
            ),
        ),
        Option(
            ["--from", "first_day"],
            metavar="YYYY-MM-DD",
            about=Wording(
                "施行日期，默认今年1月1日，不早于所沿用的规则集",
                "First day in force; by default 1 January of this year, not before the parent's.",
            ),
        ),
        Option(
            ["--words"],
            type=click.Choice(["zh", "en"]),
            about=Wording("文件用哪种语言写，默认随输出语言", "Words of the file; by default the output language."),
        ),
        Option(
            ["--output"],
            metavar="FILE|-",
            about=Wording(
                "写到哪个文件，- 为标准输出；默认当前文件夹里的 名称.perfeval；已有的文件不会覆盖",
                "File to write, - for stdout; by default NAME.perfeval in this folder. No file is overwritten.",
            ),
        ),
    ],
    brief=Wording("为一个地区新写一份规则文件", "Begin the rule file of a region."),
    about=Wording(
        "REGION 是地区名称，如 示例县。写出的文件沿用上级规则集，把其中的参数、算法、规则、审核、等级列在注释里，"
        "照本地文件改动即可。退出状态：0 已写成，2 没有写。",
        "REGION is the region's name, such as 示例县. The file extends a rule set and shows its params, formulas, "
        "rules, audits and grades in comments, to be changed where the region's document says otherwise. Exit status: "
        "0 written, 2 not written.",
    ),
)

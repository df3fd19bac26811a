"""The options and arguments that several verbs share."""

from __future__ import annotations

import click

from perfeval.cli.language import Option
from perfeval.wording import Wording

FOUND_NOTHING = 0
FOUND_ERRORS = 1
UNUSABLE_INPUT = 2
INTERRUPTED = 130


def tables_argument() -> click.Argument:
    """`TABLE…`: files and folders."""
    return click.Argument(["tables"], nargs=-1, required=True, metavar="TABLE...")


def rules_argument() -> click.Argument:
    """`RULES…`: files, folders, names of shipped rule sets."""
    return click.Argument(["rules"], nargs=-1, required=True, metavar="RULES...")


def scoring_options() -> list[click.Parameter]:
    """Which rule set, for which region, with which facts."""
    return [
        Option(
            ["--rules"],
            metavar="NAME|FILE",
            about=Wording(
                "规则集名称或文件；默认按年度和地区选用",
                "Rule set, by name or file; by default the one in force for the table's year and region.",
            ),
        ),
        *place_options(),
    ]


def place_options() -> list[click.Parameter]:
    """For which region, with which facts."""
    return [
        Option(
            ["--region"],
            metavar="NAME",
            about=Wording(
                "地区；默认看表上的部门和单位名称",
                "Region (地区); by default the names of the table's department and unit.",
            ),
        ),
        Option(
            ["--facts"],
            metavar="FILE",
            about=Wording(
                "填报项文件：CSV，列名 表,行,填报项,内容",
                "Facts that rules ask for beyond the form (填报项): CSV with the columns table,row,fact,value.",
            ),
        ),
        Option(
            ["--set", "settings"],
            metavar="NAME=VALUE",
            multiple=True,
            about=Wording(
                "每张表都适用的填报项，可多次使用，如 --set 项目已完成=是",
                "A fact of every table; may be repeated: --set 项目已完成=是.",
            ),
        ),
    ]


def format_option() -> click.Option:
    """`--format`."""
    return Option(
        ["--format", "form"],
        type=click.Choice(["text", "json"]),
        default="text",
        about=Wording("输出形式，默认 text", "Form of the output; by default text."),
    )

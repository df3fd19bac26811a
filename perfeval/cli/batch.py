"""`perfeval batch IN OUT --rules NAME|FILE`: the rows of a large file scored into another file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from perfeval.cli.language import Option, Verb, current_language
from perfeval.cli.options import FOUND_NOTHING, INTERRUPTED, UNUSABLE_INPUT
from perfeval.cli.rows_progress import RowsProgress
from perfeval.cli.tables_given import Run
from perfeval.cli.terminal import complain, write
from perfeval.errors import PerfevalError, need
from perfeval.report.batch import broken_rows_text, summary_text
from perfeval.wording import Wording

if TYPE_CHECKING:
    from perfeval.engine.ruleset import RuleSet

Value = TypeVar("Value")


def _run(
    source: str,
    target: str,
    rules: str,
    columns: tuple[str, ...],
    units: tuple[str, ...],
    scales: tuple[str, ...],
    given: tuple[str, ...],
    quiet: bool,
    **options: Any,
) -> int:
    lang = current_language()
    try:
        need("numpy", "pyarrow", extra="columns", what="perfeval batch")
        if options["engine"] == "numba":
            need("numba", extra="jit", what="--engine numba")
        fields = {
            "columns": _pairs("--column", columns, str),
            "units": _pairs("--unit", units, str),
            "scales": _pairs("--scale", scales, _places),
            "given": _pairs("--given", given, str),
        }
    except PerfevalError as error:
        complain(error.wording, lang)
        return UNUSABLE_INPUT
    found = Run(lang, None, None).rule_set(rules)
    if found is None:
        return UNUSABLE_INPUT
    return _scored(found, Path(source), Path(target), quiet=quiet, **fields, **options)


def _scored(rules: RuleSet, source: Path, target: Path, *, quiet: bool, **options: Any) -> int:
    from perfeval.engine.columns.batch import InterruptedRunError, score_file

    lang = current_language()
    try:
        with RowsProgress(lang, is_shown=not quiet) as progress:
            done = score_file(rules, source, target, watch=progress.show, **options)
    except InterruptedRunError as error:
        complain(error.wording, lang)
        return INTERRUPTED
    except PerfevalError as error:
        complain(error.wording, lang)
        return UNUSABLE_INPUT
    if not quiet:
        write(summary_text(target, done).render(lang) + "\n")
    if not done.broken_count:
        return FOUND_NOTHING
    for told in broken_rows_text(source, done):
        complain(told, lang)
    return UNUSABLE_INPUT


def _pairs(option: str, settings: tuple[str, ...], read: Callable[[str], Value]) -> dict[str, Value]:
    """By name what is set for it. Raises `PerfevalError` for what is not NAME=VALUE, or set twice."""
    found: dict[str, Value] = {}
    for setting in settings:
        name, equals, value = (part.strip() for part in setting.replace("＝", "=").partition("="))
        try:
            made = read(value)
        except ValueError:
            equals = ""
        if not equals or not name or not value:
            raise PerfevalError("setting-form", _form(option, setting))
        if name in found:
            raise PerfevalError(
                "setting-twice", Wording(f"{option} {setting}：“{name}”给了两次", f"{option} {setting}: given twice")
            )
        found[name] = made
    return found


def _form(option: str, setting: str) -> Wording:
    value, example = {
        "--column": ("COLUMN", "target=年度指标值"),
        "--unit": ("UNIT", "actual=%"),
        "--scale": ("PLACES", "full=2"),
        "--given": ("VALUE", "year=2024"),
    }[option]
    return Wording(
        f"{option} {setting}：要写成 FIELD={value}，如 {option} {example}",
        f"{option} {setting}: write FIELD={value}, such as {option} {example}",
    )


def _places(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 3):
        raise ValueError(text)
    return int(text)


BATCH = Verb(
    "batch",
    callback=_run,
    params=[
        click.Argument(["source"], metavar="IN"),
        click.Argument(["target"], metavar="OUT"),
        Option(
            ["--rules"],
            metavar="NAME|FILE",
            required=True,
            about=Wording("规则集名称或文件", "Rule set, by name or file."),
        ),
        Option(
            ["--column", "columns"],
            metavar="FIELD=COLUMN",
            multiple=True,
            about=Wording(
                "哪一列是什么，可多次使用，如 target=年度指标值；默认看列名",
                "Which column a field stands in; may be repeated: target=年度指标值. By default the headings say.",
            ),
        ),
        Option(
            ["--unit", "units"],
            metavar="FIELD=UNIT",
            multiple=True,
            about=Wording(
                "一列中不带单位的数以什么为单位，如 actual=%、expenditure=万元",
                "The unit of the bare numbers in a column: actual=%, expenditure=万元.",
            ),
        ),
        Option(
            ["--scale", "scales"],
            metavar="FIELD=PLACES",
            multiple=True,
            about=Wording(
                "一列整数含几位小数，如 full=2 时 850 表示 8.50",
                "Decimal places in a column of whole numbers: with full=2, 850 is 8.50.",
            ),
        ),
        Option(
            ["--given"],
            metavar="FIELD=VALUE",
            multiple=True,
            about=Wording("每一行都有的内容，如 year=2024", "What every row has: year=2024."),
        ),
        Option(
            ["--prefix"],
            default="",
            metavar="TEXT",
            about=Wording("加在结果列名前面", "Put before the names of the columns of the result."),
        ),
        Option(
            ["--engine"],
            type=click.Choice(["auto", "numba", "numpy", "scalar"]),
            default="auto",
            about=Wording(
                "计算方式，结果都一样；默认 auto：行数多且装有 numba 时用它，否则用 numpy",
                "How it is computed; the results are the same. By default auto: numba for many rows where it is "
                "installed, else numpy.",
            ),
        ),
        Option(
            ["--rows-at-once"],
            type=click.IntRange(1, 2**24),
            default=2**17,
            metavar="N",
            about=Wording(
                "一次读写多少行，默认 131072；越少越省内存",
                "Rows read and written at a time, by default 131072; fewer take less memory.",
            ),
        ),
        Option(
            ["--from-row"],
            type=click.IntRange(1),
            default=1,
            metavar="N",
            about=Wording("从第几条数据开始（表头不算）", "Begin with this row of the data (the heading is none)."),
        ),
        Option(
            ["--skip-broken-rows", "skip_broken"],
            is_flag=True,
            about=Wording(
                "略过格数不对的 CSV 行，最后列出；默认停下",
                "Leave out CSV rows with a wrong number of cells and tell them at the end; by default stop.",
            ),
        ),
        Option(
            ["--force", "overwrite"],
            is_flag=True,
            about=Wording("输出文件已存在时覆盖", "Overwrite the output if it exists."),
        ),
        Option(
            ["--quiet"],
            is_flag=True,
            about=Wording("不显示进度和小结", "Show neither progress nor summary."),
        ),
    ],
    brief=Wording("给大文件逐行评分（Parquet、Arrow、CSV）", "Score the rows of a large file: Parquet, Arrow or CSV."),
    about=Wording(
        "读入 IN 的每一行指标，写出 OUT：原有各列之后加 points、low、high、rule、status、finding。格式看后缀："
        ".parquet、.arrow、.feather、.ipc、.arrows、.csv、.tsv。内存用量与文件大小无关。OUT 要么完整，要么没有；"
        "中途出错时，已完成的行留在 OUT 同名的 .partial 文件中。退出状态：0 已完成，2 有内容无法使用，130 被中断。",
        "Writes OUT with the columns of IN and points, low, high, rule, status and finding after them. The suffix says "
        "the format: .parquet, .arrow, .feather, .ipc, .arrows, .csv, .tsv. Memory does not grow with the file. OUT is "
        "whole or not there; if something breaks on the way, the complete rows are kept in a .partial file beside it. "
        "Exit status: 0 done, 2 some input could not be used, 130 interrupted.",
    ),
)

"""Findings as the text report words them, where that is shorter or plainer than the sentence in the data.

A sentence that is not of the form expected here is shown as it stands: nothing is ever lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from perfeval.audit.figures import row_name
from perfeval.finding import Code, Finding, RowRef
from perfeval.wording import Wording

_MOVED: Final = re.compile(r"(?:文件)?第([0-9]+)行的单元格与表头没有对齐（[^）]*），已按内容归位：")
_RIVAL: Final = "；也可以读作："
_FILE_LINE: Final = re.compile(r"^第(?=[0-9]+(?:行|至第[0-9]+行))")
_ROWS: Final = re.compile(r"（第 ([^（）]+) 行）")
_ROWS_EN: Final = re.compile(r" \(rows [^()]+\)")
_BASIS_GIVEN: Final = re.compile(r"审核“.*”，依据：")


def sentence(finding: Finding) -> Wording:
    """The message: lines of the file are told from rows of the table, rows are named as everywhere else."""
    zh = finding.message.zh
    if finding.code is Code.LAYOUT_REPAIRED:
        zh = _FILE_LINE.sub("文件第", zh)
    elif finding.code is Code.NOT_CHECKED and finding.row is not None:  # the row stands before the sentence already
        return Wording(_ROWS.sub("", zh, count=1), _ROWS_EN.sub("", finding.message.en, count=1))
    elif finding.code is Code.NOT_CHECKED:
        zh = _ROWS.sub(lambda found: f"（{'、'.join(_named(found.group(1).split('、')))}）", zh, count=1)
    return Wording(zh, finding.message.en)


def _named(rows: Iterable[str]) -> Iterable[str]:
    return (f"第{row}行" if row.isdecimal() else row for row in rows)


def gives_basis(hint: Wording) -> bool:
    """Whether a hint is the citation of an audit (审核) and no advice."""
    return _BASIS_GIVEN.match(hint.zh) is not None


def line_moved(finding: Finding) -> int | None:
    """The line of the file whose cells were put below their headings; None for any other finding.

    A line that could also be read otherwise is none of these: both readings must be shown.
    """
    if finding.code is not Code.LAYOUT_REPAIRED or finding.row is None or _RIVAL in finding.message.zh:
        return None
    found = _MOVED.match(finding.message.zh)
    return None if found is None else int(found.group(1))


def rows_moved(moved: Sequence[tuple[RowRef, int]]) -> Wording:
    """One sentence for all rows whose cells were put below their headings, each with its lines of the file."""
    lines: dict[RowRef, list[int]] = {}
    for row, line in moved:
        lines.setdefault(row, []).append(line)
    zh, en = [], []
    for row, numbers in lines.items():
        name = row_name(row)
        listed = [str(number) for number in numbers]
        zh.append(f"{name.zh}（文件第{'、'.join(listed)}行）")
        en.append(f"{name.en} ({'line' if len(listed) == 1 else 'lines'} {' and '.join(listed)} of the file)")
    start = ", ".join(en)
    return Wording(
        f"{'、'.join(zh)}：单元格未与表头对齐，已按内容归位，请与原表核对",
        f"{start[:1].upper()}{start[1:]}: the cells did not stand below their headings and were put back by what they "
        "are; please check them against the original",
    )

"""Rows whose cells were put back below their headings, in one sentence: in full each takes several lines."""

from __future__ import annotations

from collections.abc import Sequence

from perfeval.audit.figures import row_name
from perfeval.finding import RowRef
from perfeval.wording import Wording


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

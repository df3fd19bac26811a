"""Text files → grid: the lines of a file are the rows, what stands between tabs are the cells.

The first of the front ends; a form itself is understood on the grid and does not know where the grid came from.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from perfeval.errors import UnreadableTableError
from perfeval.place import Place
from perfeval.tables.encoding import decode
from perfeval.tables.grid import Cell, Grid, Row
from perfeval.wording import Wording

MAX_BYTES: Final = 64 * 1024 * 1024
"""The largest file that is read (64 MB)."""
MAX_LINES: Final = 50_000
"""The longest text that is read, in lines: more than a thousand tables."""
MAX_CELLS: Final = 500_000
"""The most cells that are read from one text."""

_LINE_END: Final = re.compile("\r\n|\r|\n")
# Breaks that word processors put inside a cell or a page; no editor counts them as lines.
_INNER_BREAK: Final = re.compile("[\v\f\x1c-\x1e\x85\u2028\u2029]")
_LONGEST_QUOTED_CELL: Final = 20


def read_file(path: Path) -> Grid:
    """Read a text file (UTF-8, UTF-16 or GB18030, any newline) as a grid.

    Raises `UnreadableTableError`: `not-found`, `unreadable`, `empty-file`, `too-large`, `too-many-rows`, `not-text`.
    """
    source = str(path)
    data = _bytes_of(path)
    if not data.strip(b" \t\r\n"):
        raise _empty(source)
    return read_text(decode(data, source), source)


def read_text(text: str, source: str) -> Grid:
    """Read a text, whose lines are rows of tab-separated cells, as a grid; blank lines are rows of one blank cell.

    A cell in double quotes that runs over several lines, as Excel writes it, is one cell. Raises
    `UnreadableTableError`: `empty-file`, `too-large`, `too-many-rows`.
    """
    if not text.strip("\ufeff \t\r\n"):
        raise _empty(source)
    lines = _LINE_END.split(text.removeprefix("\ufeff"))
    if len(lines) > MAX_LINES:
        raise UnreadableTableError(
            "too-many-rows",
            Wording(
                f"{source}：文件有{len(lines)}行，最多可读取{MAX_LINES}行；请拆分成多个文件",
                f"{source}: the file has {len(lines)} lines; at most {MAX_LINES} are read; split it into several files",
            ),
        )
    if text.count("\t") + len(lines) > MAX_CELLS:
        raise UnreadableTableError(
            "too-large",
            Wording(
                f"{source}：单元格超过{MAX_CELLS}个；请拆分成多个文件",
                f"{source}: more than {MAX_CELLS} cells; split the file into several",
            ),
        )
    return Grid(source, tuple(_rows(lines, source)))


def _bytes_of(path: Path) -> bytes:
    source = str(path)
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            megabytes = MAX_BYTES // 1024 // 1024
            raise UnreadableTableError(
                "too-large",
                Wording(
                    f"{source}：文件大于 {megabytes} MB，未读取；请拆分成多个文件",
                    f"{source}: the file is larger than {megabytes} MB and was not read; split it into several files",
                ),
            )
        return path.read_bytes()
    except FileNotFoundError as error:
        raise UnreadableTableError(
            "not-found", Wording(f"{source}：没有这个文件，请检查路径", f"{source}: no such file; check the path")
        ) from error
    except IsADirectoryError as error:
        raise UnreadableTableError(
            "unreadable",
            Wording(f"{source}：这是文件夹，不是文件", f"{source}: this is a folder, not a file"),
        ) from error
    except (OSError, ValueError) as error:
        raise UnreadableTableError(
            "unreadable",
            Wording(
                f"{source}：无法打开文件，请检查权限，或是否被其他程序占用（{error}）",
                f"{source}: the file cannot be opened; check the permissions and whether another program uses it "
                f"({error})",
            ),
        ) from error


def _empty(source: str) -> UnreadableTableError:
    return UnreadableTableError(
        "empty-file",
        Wording(
            f"{source}：文件是空的；请检查导出是否成功", f"{source}: the file is empty; check whether the export worked"
        ),
    )


def _rows(lines: list[str], source: str) -> Iterator[Row]:
    position = 0
    while position < len(lines):
        number = position + 1
        fields, position = _fields(lines, position)
        yield Row(
            number,
            tuple(
                Cell(_INNER_BREAK.sub("\n", text), Place(source, number, column))
                for column, text in enumerate(fields, start=1)
            ),
        )


def _fields(lines: list[str], position: int) -> tuple[list[str], int]:
    """The cells of the row that begins at this line, and the position of the line after it."""
    fields = lines[position].split("\t")
    following = position + 1
    while _is_open(fields[-1]):
        end = _closing_line(lines, following)
        if end is None:
            break
        rest = "\n".join(lines[following : end + 1]).split("\t")
        fields = [*fields[:-1], fields[-1] + "\n" + rest[0], *rest[1:]]
        following = end + 1
    return [_unquoted(text) for text in fields], following


def _is_open(text: str) -> bool:
    """Whether a cell begins with a quotation mark that is not closed on its line."""
    return text.startswith('"') and text.count('"') % 2 == 1


def _closing_line(lines: list[str], start: int) -> int | None:
    """The line on which an open quoted cell ends: the first with a quotation mark, if that closes the cell."""
    for position in range(start, min(start + _LONGEST_QUOTED_CELL, len(lines))):
        first = lines[position].split("\t", 1)[0]
        if first.count('"') % 2 == 1:
            return position if first.endswith('"') else None
        if first != lines[position] or not first.strip():
            # A tab or an empty line before the mark: the quotation mark was only a character of the text.
            return None
    return None


def _unquoted(text: str) -> str:
    """A quoted cell without its quotes; anything else as it stands."""
    inner = text[1:-1]
    if len(text) >= 2 and text.startswith('"') and text.endswith('"') and inner.count('"') == 2 * inner.count('""'):
        return inner.replace('""', '"')
    return text

"""Documents → self-evaluation tables: the functions that the rest of perfeval, and users of the library, call."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from attrs import frozen

from perfeval.errors import UnreadableTableError
from perfeval.tables.grid import Grid
from perfeval.tables.indicator import SelfEvaluation
from perfeval.tables.layout import read_form
from perfeval.tables.read_text import read_file, read_text
from perfeval.tables.refusals import no_table
from perfeval.tables.split import split_tables

TABLE_SUFFIXES: Final = (".txt", ".tsv")
"""The endings of the files in a folder that are taken for tables."""


@frozen
class Document:
    """What one document holds: the tables that could be read, and an error for each that could not."""

    tables: tuple[SelfEvaluation, ...] = ()
    errors: tuple[UnreadableTableError, ...] = ()


def read_document(path: str | os.PathLike[str]) -> Document:
    """Read every table of a text file (UTF-8, UTF-16 or GB18030; cells separated by tabs).

    Never raises for what the file holds or for its absence: whatever cannot be read is an entry of `errors`, with the
    code `not-found`, `unreadable`, `empty-file`, `too-large`, `too-many-rows`, `not-text`, `no-table`,
    `no-indicator-header` or `no-score-column`.
    """
    try:
        return _read_grid(read_file(Path(path)))
    except UnreadableTableError as error:
        return Document(errors=(error,))


def read_tables(path: str | os.PathLike[str]) -> list[SelfEvaluation]:
    """Read the tables of a text file; those that cannot be read are left out (`read_document` tells of them).

    Raises `UnreadableTableError`, the first one, if not a single table can be read.
    """
    return _tables_of(read_document(path))


def read_text_tables(text: str, source: str = "") -> list[SelfEvaluation]:
    """Read the tables of a text in memory, like `read_tables`; `source` names it in places and messages."""
    return _tables_of(_read_grid(read_text(text, source)))


def table_files(path: str | os.PathLike[str]) -> list[Path]:
    """The table files (`*.txt`, `*.tsv`) in a folder and the folders in it, sorted; hidden ones are left out.

    A path that is no folder is given back as the only file, whatever its ending.
    """
    folder = Path(path)
    if not folder.is_dir():
        return [folder]
    found = []
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        found += [
            Path(parent, name) for name in names if not name.startswith(".") and name.lower().endswith(TABLE_SUFFIXES)
        ]
    return sorted(found)


def _tables_of(document: Document) -> list[SelfEvaluation]:
    if not document.tables and document.errors:
        raise document.errors[0]
    return list(document.tables)


def _read_grid(grid: Grid) -> Document:
    tables, errors = [], []
    for form in split_tables(grid):
        try:
            tables.append(read_form(form))
        except UnreadableTableError as error:
            errors.append(error)
    if not tables and not errors:
        errors.append(no_table(grid))
    return Document(tuple(tables), tuple(errors))

"""The tables that a command line names, each with its rule set; what cannot be used is told and passed over."""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, TypeVar

from attrs import define, field, frozen

from perfeval.cli.terminal import Progress, complain, show_diagnostics
from perfeval.engine.library import load_rules
from perfeval.engine.ruleset import RuleSet
from perfeval.engine.selection import Choice, choose_rules, named
from perfeval.errors import PerfevalError, RuleError
from perfeval.report.unusable import Unusable
from perfeval.tables.indicator import SelfEvaluation
from perfeval.tables.reading import TABLE_SUFFIXES, read_document, table_files
from perfeval.wording import Lang, Wording, verbatim

Result = TypeVar("Result")

DEBUG: Final = "PERFEVAL_DEBUG"
"""The environment variable that, set to 1, shows the traceback of an internal error."""


@frozen
class Given:
    """A table with the rule set that it is scored by, and how that was chosen."""

    table: SelfEvaluation
    rules: RuleSet
    choice: Choice


@define
class Run:
    """One call of a verb over tables: what it was asked, and what it met that could not be used."""

    lang: Lang
    rules_name: str | None
    region: str | None
    quiet: bool = False
    """Whether unusable inputs are only collected (JSON), not told on stderr as they are met."""
    unusable: list[Unusable] = field(factory=list)

    def each(self, paths: tuple[str, ...], work: Callable[[Given], Result]) -> Iterator[Result]:
        """What `work` makes of every table in the files and folders, one after the other.

        A table at which it fails is one more unusable input: the others must not suffer.
        """
        rules = self._named_rules()
        if self.rules_name is not None and rules is None:
            return
        files = self._files(paths)
        progress = Progress(len(files), self.lang)
        for file in files:
            for table in self.tables(file):
                given = self._with_rules(table, rules)
                if given is None:
                    continue
                try:
                    result = work(given)
                except Exception as error:
                    self._failed(table.source, _name(table), error)
                else:
                    yield result
            progress.step()

    def tables(self, file: Path) -> list[SelfEvaluation]:
        """The tables of one file that can be read."""
        try:
            document = read_document(file)
        except Exception as error:
            self._failed(str(file), verbatim(str(file)), error)
            return []
        for unreadable in document.errors:
            self.pass_over(Unusable.from_error(str(file), unreadable))
        return list(document.tables)

    def with_rules(self, table: SelfEvaluation) -> Given | None:
        """A single table with its rule set; None where there is none."""
        rules = self._named_rules()
        return None if self.rules_name is not None and rules is None else self._with_rules(table, rules)

    def pass_over(self, unusable: Unusable) -> None:
        """Note an input that cannot be used."""
        self.unusable.append(unusable)
        if not self.quiet:
            complain(unusable.message, self.lang)

    def _named_rules(self) -> RuleSet | None:
        if self.rules_name is None:
            return None
        try:
            return load_rules(self.rules_name)
        except RuleError as error:
            if not self.quiet:
                show_diagnostics(error.diagnostics, self.lang)
            self.pass_over(Unusable.from_error(self.rules_name, error))
        except PerfevalError as error:
            self.pass_over(Unusable.from_error(self.rules_name, error))
        return None

    def _files(self, paths: tuple[str, ...]) -> list[Path]:
        found: dict[Path, None] = {}
        for path in paths:
            files = table_files(path)
            if not files:
                endings = "、".join(TABLE_SUFFIXES)
                self.pass_over(
                    Unusable(
                        path,
                        "no-table-files",
                        Wording(
                            f"{path}：文件夹里没有表格文件（{endings}）",
                            f"{path}: the folder holds no table files ({endings.replace('、', ', ')})",
                        ),
                    )
                )
            found.update(dict.fromkeys(files))
        return list(found)

    def _with_rules(self, table: SelfEvaluation, rules: RuleSet | None) -> Given | None:
        try:
            choice = (
                named(rules, table, region=self.region)
                if rules is not None
                else choose_rules(table, region=self.region)
            )
        except Exception as error:
            self._failed(table.source, _name(table), error)
            return None
        if choice.rules is None:
            name = _name(table)
            message = Wording(f"{name.zh}：{choice.why.zh}", f"{name.en}: {choice.why.en}")
            self.pass_over(Unusable(table.source, "no-rules-in-force", message))
            return None
        return Given(table, choice.rules, choice)

    def _failed(self, source: str, where: Wording, error: Exception) -> None:
        if isinstance(error, PerfevalError):
            self.pass_over(Unusable.from_error(source, error))
            return
        show_traceback(error)
        self.pass_over(Unusable(source, "internal-error", internal_error(where, error)))


def internal_error(where: Wording | None, error: BaseException) -> Wording:
    """The line for a fault of perfeval's own."""
    at = Wording("", "") if where is None else Wording(f"{where.zh}：", f"{where.en}: ")
    what = type(error).__name__ + (f": {error}" if str(error) else "")
    what = " ".join(what.split())[:300]
    return Wording(
        f"{at.zh}perfeval 内部错误（{what}），请把这一行和所用文件报告给开发者；设置 {DEBUG}=1 可显示详情",
        f"{at.en}internal error ({what}); please report this line with the file; {DEBUG}=1 shows the details",
    )


def show_traceback(error: BaseException) -> None:
    """The traceback of an internal error, if it is asked for."""
    if os.environ.get(DEBUG) == "1":
        traceback.print_exception(error)


def _name(table: SelfEvaluation) -> Wording:
    return Wording(f"{table.source} 第{table.index}张表", f"{table.source}, table {table.index}")

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
from perfeval.tables.facts import folded_name
from perfeval.tables.facts_file import FactsFile, facts_given, read_facts
from perfeval.tables.indicator import SelfEvaluation
from perfeval.tables.reading import TABLE_SUFFIXES, read_document, table_files
from perfeval.wording import Lang, Wording, verbatim

Result = TypeVar("Result")

DEBUG: Final = "PERFEVAL_DEBUG"
"""The environment variable that, set to 1, shows the traceback of an internal error."""

FACTS_UNUSED: Final = "facts-unused"
"""The code of a line of facts that fitted no table and row."""

_ANY_TABLE: Final = Wording("每张表", "every table")
_WHOLE_TABLE: Final = Wording("整张表", "the whole table")


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
    facts: str | None = None
    """The file of facts."""
    settings: tuple[str, ...] = ()
    """Facts of every table, as NAME=VALUE."""
    quiet: bool = False
    """Whether unusable inputs are only collected (JSON), not told on stderr as they are met."""
    unusable: list[Unusable] = field(factory=list)
    _facts_read: list[FactsFile] | None = None

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
        self.tell_unused()

    def tell_unused(self) -> None:
        """Tell which lines of the file of facts fitted no table and row."""
        for given in self._facts_read or ():
            for line in given.unused:
                at = Wording(f"{given.source} 第{line.line}行", f"{given.source}:{line.line}")
                table = Wording(f"表“{line.table}”", f"table {line.table!r}") if line.table else _ANY_TABLE
                row = Wording(f"行“{line.row}”", f"row {line.row!r}") if line.row else _WHOLE_TABLE
                message = Wording(
                    f"{at.zh}：没有这样的表或行（{table.zh}，{row.zh}），填报项“{line.fact}”没有用上",
                    f"{at.en}: no such table or row ({table.en}, {row.en}): fact {line.fact!r} is unused",
                )
                self.pass_over(Unusable(given.source, FACTS_UNUSED, message))

    def _with_facts(self, table: SelfEvaluation) -> SelfEvaluation:
        if self._facts_read is None:
            self._facts_read = self._read_facts()
        for given in self._facts_read:
            table = given.on(table)
        return table

    def _read_facts(self) -> list[FactsFile]:
        read: list[FactsFile] = []
        if self.facts is not None:
            try:
                read.append(read_facts(self.facts))
            except PerfevalError as error:
                self.pass_over(Unusable.from_error(self.facts, error))
        pairs: list[tuple[str, str]] = []
        for setting in self.settings:
            name, equals, value = setting.replace("＝", "=").partition("=")
            if folded_name(name) in {folded_name(known) for known, _ in pairs}:
                twice = Wording(f"--set {setting}：“{name.strip()}”给了两次", f"--set {setting}: given twice")
                self.pass_over(Unusable("--set", "setting-twice", twice))
                continue
            if equals and name.strip():
                pairs.append((name.strip(), value.strip()))
                continue
            message = Wording(
                f"--set {setting}：要写成 名称=内容，如 项目已完成=是",
                f"--set {setting}: write NAME=VALUE, such as 项目已完成=是",
            )
            self.pass_over(Unusable("--set", "setting-form", message))
        return [*read, facts_given(tuple(pairs), "--set")] if pairs else read

    def tables(self, file: Path) -> list[SelfEvaluation]:
        """The tables of one file that can be read."""
        try:
            document = read_document(file)
        except Exception as error:
            self._failed(str(file), verbatim(str(file)), error)
            return []
        for unreadable in document.errors:
            self.pass_over(Unusable.from_error(str(file), unreadable))
        made: list[SelfEvaluation] = []
        for table in document.tables:
            try:
                made.append(self._with_facts(table))
            except Exception as error:
                self._failed(table.source, _name(table), error)
        return made

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
        return None if self.rules_name is None else self.rule_set(self.rules_name)

    def rule_set(self, name: str) -> RuleSet | None:
        """A rule set by name or path; None, and told, where it cannot be used."""
        try:
            return load_rules(name)
        except RuleError as error:
            if not self.quiet:
                show_diagnostics(error.diagnostics, self.lang)
            self.pass_over(Unusable.from_error(name, error))
        except PerfevalError as error:
            self.pass_over(Unusable.from_error(name, error))
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

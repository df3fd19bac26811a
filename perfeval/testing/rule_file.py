"""A rule file as pytest sees it: a test for each example, and for each question that can be proved of its rules."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import pytest

from perfeval.analysis.proving import prove, verdicts_of
from perfeval.analysis.subjects import subjects_of
from perfeval.analysis.table_verdicts import TABLE_PROPERTIES, TableProperty, TableVerdict
from perfeval.analysis.verdict import PROPERTIES, Answer, Property, Verdict
from perfeval.engine.examples import OwnExample, own_examples
from perfeval.engine.library import checked_file
from perfeval.engine.ruleset import RuleSet
from perfeval.errors import RuleError
from perfeval.language import nodes
from perfeval.testing.saying import example_said, table_verdict_said, verdict_said
from perfeval.wording import Lang, Wording

_NOT_BY_IT: Final = Wording("示例的行不由这条规则评分", "the rows of its examples are not scored by this rule")

CHECK: Final = "check"
"""The name of the test that a file is without errors."""


class RuleFileFailedError(Exception):
    """A test of a rule file fails; its text is the whole report, as a traceback would show nothing of the rules."""


class RuleFile(pytest.File):
    """A rule file: its check, then a node for every rule."""

    rules: RuleSet | None = None
    errors: tuple[Wording, ...] = ()

    def collect(self) -> Iterator[pytest.Item | pytest.Collector]:
        """The check of the file and, where it can be used, its rules."""
        # read here and not in the test, as the names of the examples stand in the file
        try:
            self.rules, found = checked_file(_as_given(self.path))
            if self.rules is None:
                self.errors = tuple(Wording(one.render("zh"), one.render("en")) for one in found)
        except RuleError as error:
            self.errors = (error.wording,)
        yield CheckItem.from_parent(self, name=CHECK)
        if self.rules is None:
            return
        names: dict[str, list[OwnExample]] = {}
        for example in own_examples(self.rules):
            names.setdefault(example.rule, []).append(example)
        by_name = {rule.name: rule for rule in self.rules.nodes.rules}
        for name in dict.fromkeys([*names, *by_name]):
            yield RuleNode.from_parent(
                self, name=_node_name(name), rules=self.rules, rule=by_name.get(name), examples=names.get(name, [])
            )
        if any(_own_blocks(self.rules)):
            yield TableNode.from_parent(self, name="table", rules=self.rules)


class RuleNode(pytest.Collector):
    """A rule of a file, or what else has examples: the header, the total, the grades."""

    def __init__(self, *, rules: RuleSet, rule: nodes.Rule | None, examples: list[OwnExample], **rest: Any) -> None:
        super().__init__(**rest)
        self.rules = rules
        self.rule = rule
        self.examples = examples

    def collect(self) -> Iterator[pytest.Item]:
        """Its examples, then the questions about it."""
        titles = Counter(example.title for example in self.examples)
        for example in self.examples:
            # names are unique, or none could be run by itself
            line = f" (line {example.line})" if titles[example.title] > 1 else ""
            yield ExampleItem.from_parent(self, name=_node_name(example.title + line), example=example)
        if self.rule is None or self.rule.selector is None:  # a rule that others call by name scores no row itself
            return
        if next(subjects_of(self.rules, self.rule), None) is None:
            return
        for question, asked in PROPERTIES.items():
            if question != "allowances_needed" or self.rule.allowances:
                yield ProofItem.from_parent(self, name=f"proof: {asked.en}", rule=self.rule, question=question)

    @cached_property
    def verdicts(self) -> dict[Property, Verdict]:
        """What is proved of the rule; worked out by the first test that asks."""
        assert self.rule is not None  # noqa: S101 - only a rule is asked about
        return {one.property: one for one in verdicts_of(self.rules, self.rule)}


class TableNode(pytest.Collector):
    """The total and the grades of a file that writes some of them."""

    def __init__(self, *, rules: RuleSet, **rest: Any) -> None:
        super().__init__(**rest)
        self.rules = rules

    def collect(self) -> Iterator[pytest.Item]:
        """The questions about them."""
        own = {block.kind for block in _own_blocks(self.rules)}
        for question, asked in TABLE_PROPERTIES.items():
            if ("total" if question.startswith("total") else "grades") in own:
                yield TableProofItem.from_parent(self, name=f"proof: {asked.en}", question=question)

    @cached_property
    def verdicts(self) -> dict[TableProperty, TableVerdict]:
        """What is proved of them; worked out by the first test that asks."""
        return {one.property: one for one in prove(self.rules).table}


def _own_blocks(rules: RuleSet) -> Iterator[nodes.TableBlock]:
    """The total and the grades, where the file itself writes them."""
    for block in (rules.nodes.total, rules.nodes.grades):
        if block is not None and block.written is not None and block.written.source.name == rules.source_name:
            yield block


class _Item(pytest.Item):
    """A test of a rule file, its failure told in the file's own terms."""

    @property
    def lang(self) -> Lang:
        return "zh" if self.config.getini("perfeval_lang") == "zh" else "en"

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], *args: Any, **options: Any) -> Any:
        """The failure in words; the traceback only where perfeval itself breaks."""
        if isinstance(excinfo.value, RuleFileFailedError):
            return str(excinfo.value)
        return super().repr_failure(excinfo, *args, **options)

    def _reported(self, line: int) -> tuple[Path, int, str]:
        # pytest counts lines from 0
        return self.path, line - 1, "::".join(node.name for node in self.listchain() if not _is_above(node))


def _is_above(node: object) -> bool:
    return isinstance(node, pytest.Session | pytest.Directory | pytest.File)


class CheckItem(_Item):
    """Whether the file can be used at all."""

    def runtest(self) -> None:
        """Fail with all that is wrong in the file."""
        assert isinstance(self.parent, RuleFile)  # noqa: S101 - made there
        if self.parent.errors:
            raise RuleFileFailedError("\n".join(one.render(self.lang) for one in self.parent.errors))

    def reportinfo(self) -> tuple[Path, int, str]:
        """The file's first line."""
        return self._reported(1)


class ExampleItem(_Item):
    """An example of a rule."""

    def __init__(self, *, example: OwnExample, **rest: Any) -> None:
        super().__init__(**rest)
        self.example = example

    def runtest(self) -> None:
        """Fail where the example does not give what it says."""
        result = self.example.run()
        if not result.passed:
            raise RuleFileFailedError(example_said(result).render(self.lang))

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where the example stands."""
        return self._reported(self.example.line)


class ProofItem(_Item):
    """A question about a rule."""

    def __init__(self, *, rule: nodes.Rule, question: Property, **rest: Any) -> None:
        super().__init__(**rest)
        self.rule = rule
        self.question = question

    def runtest(self) -> None:
        """Fail where a row refutes it; skip where it is not known."""
        assert isinstance(self.parent, RuleNode)  # noqa: S101 - made there
        verdict = self.parent.verdicts.get(self.question)
        if verdict is None:
            raise _skipped(_NOT_BY_IT.render(self.lang))
        _judge(verdict.answer, verdict.said, verdict_said(verdict), self.lang)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where the rule begins; for one that the file inherits, the file's first line."""
        written = self.rule.written
        assert isinstance(self.parent, RuleNode)  # noqa: S101 - made there
        is_own = written.source.name == self.parent.rules.source_name
        return self._reported(written.source.line_of(written.span.start) if is_own else 1)


class TableProofItem(_Item):
    """A question about the total or the grades."""

    def __init__(self, *, question: TableProperty, **rest: Any) -> None:
        super().__init__(**rest)
        self.question = question

    def runtest(self) -> None:
        """Fail where a total refutes it; skip where it is not known."""
        assert isinstance(self.parent, TableNode)  # noqa: S101 - made there
        verdict = self.parent.verdicts.get(self.question)
        if verdict is None:
            raise _skipped(_NOT_BY_IT.render(self.lang))
        _judge(verdict.answer, verdict.said, table_verdict_said(verdict), self.lang)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where the total or the grades begin."""
        assert isinstance(self.parent, TableNode)  # noqa: S101 - made there
        verdict = self.parent.verdicts.get(self.question)
        written = None if verdict is None else verdict.block.written
        return self._reported(1 if written is None else written.source.line_of(written.span.start))


def _judge(answer: Answer, said: Wording | None, refuted: Wording, lang: Lang) -> None:
    said = said or Wording("", "")
    if answer == "unknown":
        raise _skipped(Wording(f"未定：{said.zh}", f"unknown: {said.en}").render(lang))
    if answer == "refuted":
        raise RuleFileFailedError(refuted.render(lang))


def _skipped(reason: str) -> BaseException:
    """A skip that pytest reports at the rule, not here."""
    return pytest.skip.Exception(reason, _use_item_location=True)


def _as_given(path: Path) -> Path:
    """The path from where pytest runs, as a person would write it."""
    try:
        return Path(os.path.relpath(path))
    except ValueError:  # another drive
        return path


def _node_name(text: str) -> str:
    """A name that pytest does not take apart when it is given on the command line."""
    return text.replace("::", ":")

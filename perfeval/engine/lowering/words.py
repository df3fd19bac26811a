"""Texts told apart only as far as the rules ask: one representative for all that no rule can tell from each other."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from perfeval.engine.interpret import Interpreter
from perfeval.engine.lowering.reads import Reads
from perfeval.engine.meeting import achievement_word
from perfeval.engine.row import Place, Row
from perfeval.engine.table_state import TableState
from perfeval.language import nodes
from perfeval.language.traversal import expressions_of, parts, walk
from perfeval.tables.indicator import Indicator, SelfEvaluation
from perfeval.tables.kinds import label_kinds
from perfeval.values.model import Missing, Text

if TYPE_CHECKING:
    from perfeval.engine.ruleset import RuleSet

_TEXTS_KEPT: Final = 100_000
"""How many different texts of a field are remembered with their representative."""

_ASKED_ABOUT: Final = frozenset({"name", "explanation"})
_SOME_WORDS: Final = {"target": "指标值", "actual": "完成值"}


class Words:
    """The representatives of texts, for one rule set."""

    def __init__(self, rules: RuleSet, reads: Reads) -> None:
        self._rules = rules
        self._reads = reads
        self._first: dict[Hashable, str] = {}
        self._questions = {field: self._questions_about(field) for field in _ASKED_ABOUT & reads.row}
        self.labels: Callable[[str, str], tuple[str, str]] = lru_cache(_TEXTS_KEPT)(self._labels)
        self.text: Callable[[str, str], str] = lru_cache(_TEXTS_KEPT)(self._text)

    def _labels(self, level1: str, level2: str) -> tuple[str, str]:
        """Two level labels that give a row the same kinds."""
        if self._reads.row & {"level1", "level2"} or self._reads.other_rows:
            return level1, level2
        kinds = label_kinds(level1, level2)
        return self._first.setdefault(("level1", kinds), level1), self._first.setdefault(("level2", kinds), level2)

    def _text(self, field: str, text: str) -> str:
        """A text about which every question of the rules has the same answer."""
        questions = self._questions.get(field)
        if questions is None:
            return text
        table = SelfEvaluation()
        item = Indicator(name=text if field == "name" else "", explanation=text if field == "explanation" else "")
        row = Row(1, item, table, (), Missing(), Missing())
        asked = Interpreter(self._rules.nodes, TableState(Place(table), self._rules.day_for(table)), row)
        answers = tuple(answer if isinstance(answer := asked.truth(one), bool) else None for one in questions)
        return self._first.setdefault((field, answers), text)

    def _questions_about(self, field: str) -> tuple[nodes.Expression, ...] | None:
        """The conditions that rules put on a text; None where a rule does anything else with it."""
        variables = self._rules.nodes.variables
        found = list(walk([one for rule in self._rules.nodes.rules for one in expressions_of(rule)], variables))
        inside = {id(one) for one in found if isinstance(one, nodes.RowField) and one.id == field}
        questions: dict[nodes.Expression, None] = {}
        for one in found:
            match one:
                case nodes.Contains(nodes.RowField(id=name) as text, nodes.WordConstant()) if name == field:
                    questions[one] = None
                case nodes.Compare(left=nodes.RowField(id=name) as text, right=nodes.WordConstant()) if name == field:
                    questions[one] = None
                case nodes.StateOf(operand=nodes.RowField(id=name) as text) if name == field:
                    questions[one] = None
                case _:
                    continue
            inside.discard(id(text))
        whole = {id(part) for rule in self._rules.nodes.rules for part in expressions_of(rule)}
        whole |= {id(part) for one in found if one not in questions for part in parts(one)}
        return tuple(questions) if not inside & whole and not inside else None

    def cell(self, field: str, value: Text, other: str | None) -> Text:
        """Words in a target or actual value; `other` is the representative of a text that they repeat."""
        if self._reads.words:
            return value
        if other is not None:
            return Text(other, value.problem)
        word = achievement_word(value) if field == "actual" else None
        return Text(word or _SOME_WORDS.get(field, "文字"), value.problem)

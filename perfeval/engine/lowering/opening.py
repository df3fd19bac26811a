"""A row taken apart: its shape, and its numbers by name."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from attrs import evolve, frozen

from perfeval.engine.comparison import fold_text
from perfeval.engine.lowering.cells import Cell, filled, opened, symbols
from perfeval.engine.lowering.decisions import Decisions, decide
from perfeval.engine.lowering.fields import (
    EXECUTION_WORDS,
    MEASURE,
    NATURE,
    ROW_KIND,
    TEXT_FIELDS,
    YEAR,
    as_cell,
    fields_read,
    is_number,
)
from perfeval.engine.lowering.reads import reads_of
from perfeval.engine.lowering.shape import FACT, Shape
from perfeval.engine.lowering.words import Words
from perfeval.errors import InvalidValueError
from perfeval.exact import is_decimal
from perfeval.tables.joined import join_target
from perfeval.values.model import Comparison, Grade, Missing, Number, Points, Text
from perfeval.wording import Wording

if TYPE_CHECKING:
    from perfeval.engine.ruleset import RuleSet

SHAPES_KEPT: Final = 4096
"""How many shapes of a rule set are remembered with their decisions."""

_CELLS_KEPT: Final = 65_536
_WORDS: Final = frozenset({"target", "actual", "revised_target"})
_KEEPS_TEXT: Final = frozenset({"text", "grade"})


@frozen
class Opened:
    """A cell taken apart: its template (`Missing` where there is nothing), its numbers, what is written in it."""

    template: Cell
    numbers: tuple[Fraction, ...] = ()
    written: str = ""
    is_fixed: bool = False
    """Whether the template keeps its numbers; see `Shape.fixed`."""


ABSENT: Final = Opened(Missing())


class Lowering:
    """A rule set's decisions by shape, made when a shape is first met.

    It may be used from several threads: two may make the same decisions, and either will do.
    """

    def __init__(self, rules: RuleSet) -> None:
        self.rules = rules
        self.reads = reads_of(rules.nodes)
        self.fields = fields_read(self.reads)
        self.words = Words(rules, self.reads)
        self.kept: dict[Any, Any] = {}
        """What evaluators keep with the rule set: functions and kernels made of its decisions."""
        self._decisions: OrderedDict[Shape, Decisions] = OrderedDict()
        self._fact_types = {FACT + item.name: item.type_word for item in self.reads.facts}
        self.read: Callable[..., Opened] = lru_cache(_CELLS_KEPT)(self._read)

    def __reduce__(self) -> tuple[type[Lowering], tuple[RuleSet]]:
        return Lowering, (self.rules,)

    # ---- decisions ----

    def decisions(self, shape: Shape) -> Decisions:
        """The decisions that the rule set takes on rows of a shape."""
        found = self._decisions.get(shape)
        if found is None:
            found = decide(self.rules, shape)
            self._decisions[shape] = found
            while len(self._decisions) > SHAPES_KEPT:
                self._decisions.popitem(last=False)
        return found

    # ---- cells ----

    def _read(self, field: str, text: str, nature: str = "", measure: str = "") -> Opened:
        """A written form taken apart."""
        if field == "target":
            text = join_target(text, nature, measure) if nature or measure else text
        return self.opened(field, as_cell(field, text))

    def opened(self, field: str, cell: Cell) -> Opened:
        """A cell taken apart, as far as the rules look into it."""
        keeps = (self.reads.written and field in ("target", "actual", "revised_target")) or self._fact_types.get(
            field
        ) in _KEEPS_TEXT
        if keeps:
            return Opened(evolve(cell, place=None), (), cell.written, is_fixed=True)
        template, numbers = opened(cell)
        if any(not is_decimal(one) for one in numbers) or self._is_whole_number(field, numbers):
            return Opened(evolve(cell, place=None), is_fixed=True)
        if self.reads.words and isinstance(template, Grade | Text | Comparison) and not numbers:
            return Opened(template, (), cell.written)
        return Opened(template, numbers)

    def _is_whole_number(self, field: str, numbers: tuple[Fraction, ...]) -> bool:
        """Whether a rule asks if a number is whole, so that it cannot be a symbol."""
        return self._fact_types.get(field) in ("tally", "days") and bool(numbers)

    def kind(self, field: str, one: Opened) -> Hashable:
        """What tells a cell from cells that no program serves alike."""
        template = one.template
        if isinstance(template, Text) and field in _WORDS:
            template = self.words.cell(field, template, None)
        return template, one.written, one.is_fixed

    def number_in_unit(self, nature: str, measure: str) -> Opened:
        """What a bare number as target means beside a sign and a unit: the template, and what 1 is in it."""
        return self.read("target", "1", nature, measure)

    # ---- rows ----

    def opened_row(self, given: Mapping[str, object]) -> tuple[Shape, dict[str, Fraction]]:
        """The shape and the numbers of a row given by its fields. Raises `InvalidValueError` for what cannot be one."""
        texts = {one: _text(one, given.get(one)) for one in self.fields if one in TEXT_FIELDS}
        cells = {
            one: self._cell(one, given.get(one), texts) for one in self.fields if one not in TEXT_FIELDS and one != YEAR
        }
        shape = self.shape(cells, texts, year_of(given.get(YEAR)))
        numbers = {
            name: value
            for field, cell in cells.items()
            for name, value in zip(symbols(field), cell.numbers, strict=False)
        }
        return shape, numbers

    def _cell(self, field: str, given: object, texts: Mapping[str, str]) -> Opened:
        if given is None:
            return ABSENT
        nature, measure = texts.get(NATURE, ""), texts.get(MEASURE, "")
        if isinstance(given, str):
            return self.read(field, given, *((nature, measure) if field == "target" else ()))
        cell = as_cell(field, given)
        if field == "target" and is_number(given) and (nature or measure):
            assert isinstance(cell, Number)  # noqa: S101 - a bare number
            unit = self.number_in_unit(nature, measure)
            if len(unit.numbers) == 1:
                return self.opened(field, filled(unit.template, (cell.amount * unit.numbers[0],)))
        return self.opened(field, cell)

    def shape(self, cells: Mapping[str, Opened], texts: Mapping[str, str], year: int | None) -> Shape:
        """The shape of a row by its cells, taken apart, and its texts."""
        is_execution = texts.get(ROW_KIND, "").strip() in EXECUTION_WORDS
        kept = {field: one for field, one in cells.items() if not isinstance(one.template, Missing)}
        if is_execution:
            kept = {field: one for field, one in kept.items() if field not in _OF_INDICATORS}
        if "declared" not in self.reads.row and "full" in kept and isinstance(kept["full"].template, Points):
            kept.pop("declared", None)  # only a row without points is told apart by it
        templates = {field: one.template for field, one in kept.items()}
        self._represent(templates)
        return Shape(
            is_execution=is_execution,
            year=year,
            cells=tuple(templates.items()),
            texts=self._texts(texts, is_execution=is_execution),
            written=tuple((field, one.written) for field, one in kept.items() if one.written),
            fixed=frozenset(field for field, one in kept.items() if one.is_fixed),
        )

    def _represent(self, templates: dict[str, Cell]) -> None:
        """Put the representative of all words that no rule can tell apart in the place of words."""
        target, actual, revised = (templates.get(field) for field in ("target", "actual", "revised_target"))
        repeated = None
        if isinstance(actual, Text):
            templates["actual"] = one = self.words.cell("actual", actual, None)
            if isinstance(target, Text) and fold_text(target.text) == fold_text(actual.text):
                repeated = one.text
        if isinstance(target, Text):
            templates["target"] = self.words.cell("target", target, repeated)
        if isinstance(revised, Text):
            templates["revised_target"] = self.words.cell("revised_target", revised, None)

    def _texts(self, texts: Mapping[str, str], *, is_execution: bool) -> tuple[tuple[str, str], ...]:
        made: dict[str, str] = {}
        if not is_execution:
            made["level1"], made["level2"] = self.words.labels(texts.get("level1", ""), texts.get("level2", ""))
            made[NATURE] = "定性" if "定性" in texts.get(NATURE, "") else ""
        for field, text in texts.items():
            if field not in made and field not in (ROW_KIND, MEASURE, NATURE, "level1", "level2"):
                made[field] = self.words.text(field, text)
        return tuple((field, text) for field, text in made.items() if text)


_OF_INDICATORS: Final = frozenset({"target", "actual", "revised_target", "goal_share", "level1_points"})


def _text(field: str, given: object) -> str:
    if given is None:
        return ""
    if isinstance(given, str):
        return given
    raise InvalidValueError(
        "wrong-type",
        Wording(
            f"“{field}”应为文字，给的是 {type(given).__name__}",
            f"`{field}` must be a text, not a {type(given).__name__}",
        ),
    )


def year_of(given: object) -> int | None:
    """A year; None where none is given. Raises `InvalidValueError` for anything but a year."""
    if given is None or given == "":
        return None
    if isinstance(given, str) and given.strip().removesuffix("年").isdigit():
        given = int(given.strip().removesuffix("年"))
    if isinstance(given, int) and not isinstance(given, bool) and 1 <= given <= 9999:
        return given
    raise InvalidValueError(
        "not-a-year", Wording(f"{given!r} 不是年份，应如 2024", f"{given!r} is no year such as 2024")
    )

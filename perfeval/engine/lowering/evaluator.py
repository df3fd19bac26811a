"""`RuleSet.evaluator`: a plain callable that gives the points of one row.

The callable looks up the shape of the row by its texts and by the types of its numbers and calls the function that was
generated for that shape. What it has not met before, and whatever is not as the function expects it (a blank, a written
form, a number beyond all bounds), goes the long way round, which reads everything and raises clear errors.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

from perfeval.engine.interpret import Interpreter
from perfeval.engine.lowering.by_fractions import amount_of, reached
from perfeval.engine.lowering.cells import symbols
from perfeval.engine.lowering.decisions import ByRow
from perfeval.engine.lowering.fields import (
    MEASURE,
    NATURE,
    TEXT_FIELDS,
    YEAR,
    fact_named,
    field_named,
    unknown_field,
)
from perfeval.engine.lowering.opening import Lowering, Opened
from perfeval.engine.lowering.scaled import counted, inputs_of
from perfeval.engine.lowering.shape import FACT, Shape, with_numbers
from perfeval.engine.lowering.to_decimal import NOT_SO, NotDecimalError, decimal_function, decimal_source
from perfeval.engine.lowering.to_scalar import made_function, scalar_source
from perfeval.engine.rows import rules_in_force, score_row
from perfeval.errors import InvalidValueError
from perfeval.exact import is_decimal, to_decimal
from perfeval.tables.indicator import Indicator
from perfeval.wording import Wording

if TYPE_CHECKING:
    from perfeval.engine.ruleset import RuleSet

Answer: TypeAlias = Literal["decimal", "scaled"]
Points: TypeAlias = "Decimal | int | None"

_SHAPES: Final = 65_536
"""How many combinations of texts and types are remembered with their function."""


class Evaluator:
    """What the generated callable falls back on: reads a row whatever it is, and makes the functions of shapes."""

    def __init__(
        self,
        rules: RuleSet,
        inputs: Sequence[str],
        scaled: Mapping[str, int],
        given: Mapping[str, object],
        answer: Answer,
        places: int,
    ) -> None:
        self.lowering: Lowering = rules.lowering
        self.rules = rules
        self.inputs = tuple(self._field(one) for one in inputs)
        self.scaled = {self._field(one): scale for one, scale in scaled.items()}
        self.given = {self._field(one): value for one, value in given.items()}
        self.answer: Answer = answer
        self.places = places
        self.functions: dict[tuple[Any, ...], Callable[..., Points]] = {}
        for one in self.scaled:
            if self.inputs and one not in self.inputs:
                raise _not_an_input(one)
        self.words = tuple(one for one in self.inputs if one in TEXT_FIELDS or one == YEAR)
        self.numbers = tuple(one for one in self.inputs if one not in self.words)

    def _field(self, name: str) -> str:
        facts = self.rules.nodes.inputs
        found = field_named(name) or fact_named(name, facts)
        if found is None:
            raise unknown_field(name, facts)
        return found

    # ---- the long way round ----

    def row(self, given: object) -> Points:
        """The points of a row given as a mapping or as an object with attributes."""
        fields = self._fields_of(given)
        points = self._points(fields)
        self._learn(fields)
        return points

    def positional(self, *values: object) -> Points:
        """The points of a row given by its inputs in order."""
        fields = dict(zip(self.inputs, values, strict=True))
        points = self._points(fields)
        self._learn(fields)
        return points

    def _fields_of(self, given: object) -> dict[str, object]:
        if isinstance(given, Mapping):
            return self._named(given)
        found: dict[str, object] = {}
        for field in self.lowering.fields:
            if field.startswith(FACT):
                facts = getattr(given, "facts", {})
                name = field.removeprefix(FACT)
                if name in facts:
                    found[field] = facts[name]
            else:
                found[field] = getattr(given, field, None)
        if not isinstance(given, Indicator) and not hasattr(given, "full"):
            raise InvalidValueError(
                "wrong-type",
                Wording(
                    f"{type(given).__name__} 不能作为一行：请给 Indicator、字段名到内容的对照，或有这些属性的对象",
                    f"a {type(given).__name__} is no row: give an Indicator, a mapping from fields, "
                    "or an object that has them",
                ),
            )
        return found

    def _named(self, given: Mapping[Any, object]) -> dict[str, object]:
        facts = self.rules.nodes.inputs
        found: dict[str, object] = {}
        for name, value in given.items():
            field = (field_named(name) or fact_named(name, facts)) if isinstance(name, str) else None
            if field is not None:
                found[field] = value
        for field in ("full", "target", "actual"):
            is_money_row = field != "full" and ("expenditure" in found or "expenditure" in self.given)
            if field not in found and field not in self.given and not is_money_row:
                raise InvalidValueError(
                    "field-missing",
                    Wording(
                        f"缺少“{field}”；给出的有：{'、'.join(map(str, given))}",
                        f"the field `{field}` is missing; given are: {', '.join(map(str, given))}",
                    ),
                )
        return found

    def _points(self, fields: Mapping[str, object]) -> Points:
        shape, numbers = self.lowering.opened_row({**self.given, **self._unscaled(fields)})
        decisions = self.lowering.decisions(shape)
        end = reached(decisions, numbers)
        points = self._by_row(shape, numbers) if isinstance(end, ByRow) else amount_of(end.points, numbers)
        if points is None:
            return None
        if self.answer == "decimal":
            return to_decimal(points) if is_decimal(points) else None
        steps = points * 10**self.places
        if steps.denominator != 1:
            raise InvalidValueError(
                "too-few-places",
                Wording(
                    f"得分 {points} 需要多于 {self.places} 位小数，请用 places= 指定",
                    f"the score {points} needs more than {self.places} decimal places; pass places=",
                ),
            )
        return int(steps)

    def _unscaled(self, fields: Mapping[str, object]) -> dict[str, object]:
        found = dict(fields)
        for one, scale in self.scaled.items():
            value = found.get(one)
            if value is None:
                continue
            if not isinstance(value, int) or isinstance(value, bool):
                raise InvalidValueError(
                    "wrong-type",
                    Wording(
                        f"“{one}”应为整数（10 的 -{scale} 次方的个数），给的是 {value!r}",
                        f"`{one}` must be a whole number of 10^-{scale}, not {value!r}",
                    ),
                )
            found[one] = Fraction(value, 10**scale)
        return found

    def _by_row(self, shape: Shape, numbers: Mapping[str, Fraction]) -> Fraction | None:
        by_field = {
            field: tuple(numbers[name] for name in symbols(field) if name in numbers) for field, _ in shape.cells
        }
        state, row = shape.row(self.rules, with_numbers(by_field))
        score, _ = score_row(
            Interpreter(self.rules.nodes, state, row),
            rules_in_force(self.rules.nodes, state),
            self.rules.programs.on(state.day),
        )
        return None if score.points is None else Fraction(score.points)

    # ---- functions of shapes ----

    def _learn(self, fields: Mapping[str, object]) -> None:
        """Make the function of the row's shape, for rows whose texts are the same and whose numbers are numbers."""
        if self.inputs:
            key = tuple(fields[one] for one in self.words)
            order = self.numbers
        else:
            key = self.key_of(fields)
            order = NUMBERS_OF_ROWS
        if key in self.functions or len(self.functions) >= _SHAPES:
            return
        texts = {**self.given, **{one: fields.get(one) for one in fields if one in TEXT_FIELDS or one == YEAR}}
        numbers = {one: fields.get(one) for one in order}
        wanted = int if self.inputs else Decimal
        if not all(type(value) is wanted or (one == "declared" and value is None) for one, value in numbers.items()):
            return
        made = self._function(texts, order, frozenset(one for one in order if numbers[one] is None))
        if made is not None:
            self.functions[key] = made

    def key_of(self, fields: Mapping[str, object]) -> tuple[object, ...]:
        """What a mapping's function is looked up by: its texts, and the types of its numbers."""
        return (*(fields.get(one) for one in self.row_words), *(type(fields.get(one)) for one in NUMBERS_OF_ROWS))

    @property
    def row_words(self) -> tuple[str, ...]:
        """The texts of a mapping that matter."""
        return tuple(one for one in self.lowering.fields if one in TEXT_FIELDS or one == YEAR)

    def _function(
        self, texts: Mapping[str, object], order: tuple[str, ...], missing: frozenset[str]
    ) -> Callable[..., Points] | None:
        units = {one: self._unit(one, texts) for one in order if one in self.lowering.fields and one not in missing}
        if any(len(one.numbers) != 1 for one in units.values()):
            return None
        sample = {**texts, **{one: Fraction(1) for one in units}}
        shape, found = self.lowering.opened_row(sample)
        if any(found.get(one) != unit.numbers[0] for one, unit in units.items() if one in dict(shape.cells)):
            return None
        decisions = self.lowering.decisions(shape)
        needed = inputs_of(decisions)
        if not needed <= set(order):
            return None
        state, _ = shape.row(self.rules, lambda _, template: template)
        rules = self.rules.programs.on(state.day).rules
        ones = {one: unit.numbers[0] for one, unit in units.items()} | {
            one: Fraction(1) for one in order if one not in units
        }
        if self.inputs:
            steps = {one: value / 10 ** self.scaled.get(one, 0) for one, value in ones.items()}
            source = scalar_source(counted(decisions, steps, self.places), order, rules, "points")
            function = made_function(source, "score", {})
            if self.answer == "scaled":
                return function  # type: ignore[return-value]
            return _as_decimals(function, self.places)
        try:
            return decimal_function(decimal_source(decisions, order, ones, rules, "score"), "score")
        except NotDecimalError:
            return None

    def _unit(self, field: str, texts: Mapping[str, object]) -> Opened:
        """What 1 is for a number of a row."""
        nature, measure = (str(texts.get(one) or "") for one in (NATURE, MEASURE))
        if field == "target" and (nature or measure):
            return self.lowering.number_in_unit(nature, measure)
        return self.lowering.read(field, "1")


NUMBERS_OF_ROWS: Final = ("target", "actual", "full", "declared")
"""The numbers for which a function of decimals is made when a row is given as a mapping."""


def _as_decimals(function: Callable[..., Any], places: int) -> Callable[..., Decimal | None]:
    def points(*numbers: int) -> Decimal | None:
        found = function(*numbers)
        return None if found is None else to_decimal(Fraction(found, 10**places))

    return points


def _not_an_input(field: str) -> InvalidValueError:
    return InvalidValueError(
        "not-an-input",
        Wording(f"scaled= 里的“{field}”不在各项输入之中", f"`{field}` in scaled= is not among the inputs"),
    )


def evaluator(
    rules: RuleSet,
    inputs: Sequence[str],
    *,
    scaled: Mapping[str, int],
    given: Mapping[str, object],
    answer: Answer,
    places: int,
) -> Callable[..., Points]:
    """See `RuleSet.evaluator`."""
    made = Evaluator(rules, inputs, scaled, given, answer, places)
    names: dict[str, Any] = {
        "functions": made.functions,
        "otherwise": made.positional if inputs else made.row,
        "Decimal": Decimal,
        "NOT_SO": NOT_SO,
    }
    source = _of_positionals(made) if inputs else _of_mappings(made)
    exec(compile(source, "<evaluator>", "exec"), names)  # noqa: S102 - text of our own making: fixed names only
    evaluate: Callable[..., Points] = names["evaluate"]
    evaluate.__doc__ = f"Points of one row under rule set {rules.name}; None where it has none."
    return evaluate


def _of_positionals(made: Evaluator) -> str:
    """Whole numbers are told from everything else by `|`, which takes nothing else."""
    names = {one: f"input_{place}" for place, one in enumerate(made.inputs)}
    key = ", ".join([*(names[one] for one in made.words), ""])
    numbers = ", ".join(names[one] for one in made.numbers)
    are_whole = " | ".join([*(names[one] for one in made.numbers), "0"])
    return f"""
def evaluate({", ".join(names.values())}):
    try:
        {are_whole}
        return functions[{key or "()"}]({numbers})
    except (LookupError, TypeError):
        return otherwise({", ".join(names.values())})
"""


def _of_mappings(made: Evaluator) -> str:
    """Only finite decimals go to the generated function; whatever is not exact comes back as an exception."""
    words = [f"get({one!r})" for one in made.row_words]
    numbers = list(NUMBERS_OF_ROWS)
    read = "\n        ".join(f"{one} = get({one!r})" for one in numbers)
    key = ", ".join([*words, *(f"{one}.__class__" for one in numbers), ""])
    finite = " and ".join(
        f"({one} is None or {one}.is_finite())" if one == "declared" else f"{one}.is_finite()" for one in numbers
    )
    return f"""
def evaluate(row):
    try:
        get = row.get
        {read}
        score = functions[{key}]
        if {finite}:
            return score({", ".join(numbers)})
    except (AttributeError, TypeError, *NOT_SO):
        pass
    return otherwise(row)
"""

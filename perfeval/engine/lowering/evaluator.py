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
    as_cell,
    field_meant,
    unknown_field,
)
from perfeval.engine.lowering.opening import ABSENT, Lowering, Opened
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

_SCHEMES: Final = 1000
"""How many different sets of keys of mappings are remembered."""

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
        self.schemes: dict[tuple[str, ...], Scheme] = {}
        self.by_keys: dict[tuple[str, ...], Callable[..., Points]] = {}
        for one in self.scaled:
            if self.inputs and one not in self.inputs:
                raise _not_an_input(one)
        self.positionals = Scheme(self, self.inputs)

    def _field(self, name: str) -> str:
        facts = self.rules.nodes.inputs
        found = field_meant(name, facts)
        if found is None:
            raise unknown_field(name, facts)
        return found

    # ---- the long way round ----

    def row(self, given: object) -> Points:
        """The points of a row given as a mapping or as an object with attributes."""
        fields = self._fields_of(given)
        points = self._points(fields)
        if isinstance(given, Mapping) and all(isinstance(one, str) for one in given):
            self._scheme(tuple(given)).learn(fields)
        return points

    def positional(self, *values: object) -> Points:
        """The points of a row given by its inputs in order."""
        fields = dict(zip(self.inputs, values, strict=True))
        points = self._points(fields)
        self.positionals.learn(fields)
        return points

    def _scheme(self, keys: tuple[str, ...]) -> Scheme:
        """The scheme of mappings with these keys in this order."""
        if keys not in self.schemes:
            if len(self.schemes) >= _SCHEMES:
                self.schemes.clear()
                self.by_keys.clear()
            named = [self._known_field(one) for one in keys]
            self.schemes[keys] = made = Scheme(self, [one if one in self.lowering.fields else None for one in named])
            self.by_keys[keys] = made.function(of_decimals=True)
        return self.schemes[keys]

    def _known_field(self, name: str) -> str | None:
        return field_meant(name, self.rules.nodes.inputs)

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
            field = field_meant(name, facts) if isinstance(name, str) else None
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


class Scheme:
    """Rows given in one way: which field each value is, and the functions of the shapes met."""

    def __init__(self, evaluator: Evaluator, fields: Sequence[str | None]) -> None:
        self._evaluator = evaluator
        self._fields = fields
        self.words = tuple(one for one in fields if one in TEXT_FIELDS or one == YEAR)
        self.numbers = tuple(one for one in fields if one is not None and one not in self.words)
        self._functions: dict[tuple[object, ...], Callable[..., Points]] = {}

    def function(self, *, of_decimals: bool) -> Callable[..., Points]:
        """The generated function of the values. Raises `LookupError` or `TypeError` for what it has no function for."""
        names: dict[str, Any] = {"functions": self._functions}
        source = self._of_decimals() if of_decimals else self._of_whole_numbers()
        exec(compile(source, "<evaluator>", "exec"), names)  # noqa: S102 - text of our own making: fixed names only
        made: Callable[..., Points] = names["evaluate"]
        return made

    def _parameters(self) -> dict[str | None, str]:
        return {one: f"value_{place}" for place, one in enumerate(self._fields)}

    def _of_decimals(self) -> str:
        """Only a finite decimal has and passes `is_finite`."""
        names = self._parameters()
        finite = [f"{names[one]}.is_finite()" for one in self.numbers if one != _MAY_LACK]
        key = [names[one] for one in self.words]
        if _MAY_LACK in self.numbers:
            finite.append(f"({names[_MAY_LACK]} is None or {names[_MAY_LACK]}.is_finite())")
            key.append(f"{names[_MAY_LACK]} is None")
        return f"""
def evaluate({", ".join(f"value_{place}" for place in range(len(self._fields)))}):
    if {" and ".join(finite) or "True"}:
        return functions[{", ".join([*key, ""]) if key else "()"}]({", ".join(names[one] for one in self.numbers)})
    raise LookupError
"""

    def _of_whole_numbers(self) -> str:
        """`|` takes nothing but whole numbers."""
        names = self._parameters()
        numbers = [names[one] for one in self.numbers]
        key = ", ".join([*(names[one] for one in self.words), ""]) if self.words else "()"
        return f"""
def evaluate({", ".join(names.values())}):
    try:
        {" | ".join([*numbers, "0"])}
        return functions[{key}]({", ".join(numbers)})
    except (LookupError, TypeError):
        return otherwise({", ".join(names.values())})
"""

    # ---- functions of shapes ----

    def learn(self, fields: Mapping[str, object]) -> None:
        """Make the function of the row's shape, for rows whose texts are the same and whose numbers are numbers."""
        wanted = int if self._evaluator.inputs else Decimal
        missing = frozenset(one for one in self.numbers if one == _MAY_LACK and fields.get(one) is None)
        if not all(type(fields.get(one)) is wanted for one in self.numbers if one not in missing):
            return
        key: tuple[object, ...] = tuple(fields.get(one) for one in self.words)
        if _MAY_LACK in self.numbers and not self._evaluator.inputs:
            key = (*key, bool(missing))
        if key in self._functions or len(self._functions) >= _SHAPES:
            return
        texts = {**self._evaluator.given, **{one: fields.get(one) for one in self.words}}
        made = self._made(texts, missing)
        if made is not None:
            self._functions[key] = made

    def _made(self, texts: Mapping[str, object], missing: frozenset[str]) -> Callable[..., Points] | None:
        evaluator, lowering = self._evaluator, self._evaluator.lowering
        units = {one: _unit(lowering, one, texts) for one in self.numbers if one not in missing}
        if any(len(one.numbers) != 1 for one in units.values()):
            return None
        shape, found = lowering.opened_row({**texts, **{one: Fraction(1) for one in units}})
        if any(found.get(one) != unit.numbers[0] for one, unit in units.items() if one in dict(shape.cells)):
            return None
        decisions = lowering.decisions(shape)
        if not inputs_of(decisions) <= set(units):
            return None
        rules = evaluator.rules.programs.on(shape.day(evaluator.rules)).rules
        ones = {one: unit.numbers[0] for one, unit in units.items()} | dict.fromkeys(missing, Fraction(1))
        if not evaluator.inputs:
            try:
                return decimal_function(decimal_source(decisions, self.numbers, ones, rules, "score"), "score")
            except NotDecimalError:
                return None
        steps = {one: value / 10 ** evaluator.scaled.get(one, 0) for one, value in ones.items()}
        source = scalar_source(counted(decisions, steps, evaluator.places), self.numbers, rules, "points")
        function = made_function(source, "score", {})
        return function if evaluator.answer == "scaled" else _as_decimals(function, evaluator.places)  # type: ignore[return-value]


def _unit(lowering: Lowering, field: str, texts: Mapping[str, object]) -> Opened:
    """What 1 is for a number of a row."""
    nature, measure = (str(texts.get(one) or "") for one in (NATURE, MEASURE))
    if field == "target" and (nature or measure):
        return lowering.number_in_unit(nature, measure)
    try:
        return lowering.opened(field, as_cell(field, 1))
    except InvalidValueError:  # money without a unit
        return ABSENT


_MAY_LACK: Final = "declared"
"""The number that rows often lack, and that a function is made without."""


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
    if inputs:
        evaluate = made.positionals.function(of_decimals=False)
        evaluate.__globals__["otherwise"] = made.positional
        return evaluate
    by_keys, otherwise = made.by_keys, made.row

    def evaluate_row(row: Any) -> Points:
        try:
            return by_keys[tuple(row)](*row.values())
        except _NOT_SO:
            return otherwise(row)

    return evaluate_row


_NOT_SO: Final = (AttributeError, TypeError, *NOT_SO)
"""What tells that a row is not as a generated function expects it."""

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

from perfeval.engine.lowering.by_fractions import amount_of, reached
from perfeval.engine.lowering.cells import symbols
from perfeval.engine.lowering.decisions import ByRow
from perfeval.engine.lowering.fields import (
    MEASURE,
    NATURE,
    TEXT_FIELDS,
    YEAR,
    as_cell,
    expected_field,
    field_meant,
)
from perfeval.engine.lowering.opening import ABSENT, Lowering, Opened
from perfeval.engine.lowering.python_text import defined_function
from perfeval.engine.lowering.scaled import counted, inputs_of
from perfeval.engine.lowering.shape import FACT, Shape
from perfeval.engine.lowering.to_decimal import NOT_SO, NotDecimalError, decimal_function, decimal_source
from perfeval.engine.lowering.to_scalar import made_function, scalar_source
from perfeval.errors import InvalidValueError
from perfeval.exact import is_decimal, to_decimal
from perfeval.symbolic.known import NOTHING_KNOWN, Known, not_negative
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
        self._keys: tuple[frozenset[str], Scheme] | None = None
        self.adopt: Callable[[tuple[str, ...], Scheme], None] | None = None
        for one in self.scaled:
            if self.inputs and one not in self.inputs:
                raise _not_an_input(one)
        self.positionals = Scheme(self, self.inputs)

    def _field(self, name: str) -> str:
        return expected_field(name, self.rules.nodes.inputs)

    # ---- the long way round ----

    def row(self, given: object) -> Points:
        """The points of a row given as a mapping or as an object with attributes."""
        fields = self._fields_of(given)
        points = self._points(fields)
        if isinstance(given, Mapping) and all(isinstance(one, str) for one in given):
            scheme = self._scheme_of(tuple(given))
            if scheme is not None:
                scheme.learn(fields)
        return points

    def positional(self, *values: object) -> Points:
        """The points of a row given by its inputs in order."""
        fields = dict(zip(self.inputs, values, strict=True))
        points = self._points(fields)
        self.positionals.learn(fields)
        return points

    def _scheme_of(self, keys: tuple[str, ...]) -> Scheme | None:
        """The scheme of mappings with these keys, if it is that of the first mapping with texts and numbers."""
        if self._keys is None:
            named = [field_meant(one, self.rules.nodes.inputs) for one in keys]
            fields = [one if one in self.lowering.fields else None for one in named]
            scheme = Scheme(self, fields, keys)
            if (
                not scheme.words
                or len(scheme.numbers) < 2
                or len({*scheme.words, *scheme.numbers}) < len([one for one in fields if one is not None])
            ):
                return None
            self._keys = frozenset(keys), scheme
            if self.adopt is not None:
                self.adopt(keys, scheme)
        known, scheme = self._keys
        return scheme if known == frozenset(keys) else None

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
        score = shape.score(self.rules, by_field)
        return None if score.points is None else Fraction(score.points)


class Scheme:
    """Rows given in one way: which field each value is, and the functions of the shapes met."""

    def __init__(self, evaluator: Evaluator, fields: Sequence[str | None], keys: Sequence[str] = ()) -> None:
        self._evaluator = evaluator
        self.fields = fields
        self.keys = {field: key for field, key in zip(fields, keys, strict=False) if field is not None}
        """By field, for mappings."""
        self.words = tuple(one for one in fields if one in TEXT_FIELDS or one == YEAR)
        self.numbers = tuple(one for one in fields if one is not None and one not in self.words)
        self.functions: dict[Any, Any] = {}
        """By words, one within the other; for positional rows those where no number is below 0."""
        self._of_any_sign: dict[Any, Any] = {}
        self._count = 0

    def whole_numbers(self, otherwise: Callable[..., Points]) -> Callable[..., Points]:
        """The generated function of positional values: `|` takes whole numbers only, and tells if one is below 0."""
        names = [f"value_{place}" for place, _ in enumerate(self.fields)]
        of = dict(zip(self.fields, names, strict=True))
        numbers = [of[one] for one in self.numbers]
        words = "".join(f"[{of[one]}]" for one in self.words) or "[None]"
        source = f"""
def evaluate({", ".join(names)}):
    try:
        if {" | ".join([*numbers, "0"] if len(numbers) < 2 else numbers)} >= 0:
            return functions{words}({", ".join(numbers)})
        return of_any_sign{words}({", ".join(numbers)})
    except (LookupError, TypeError):
        return otherwise({", ".join(names)})
"""
        names_used: dict[str, object] = {
            "functions": self.functions,
            "of_any_sign": self._of_any_sign,
            "otherwise": otherwise,
        }
        return defined_function(source, "evaluate", names_used)

    def remember(self, key: tuple[object, ...], function: Callable[..., Points], other: Callable[..., Points]) -> None:
        """Keep the function for these words, and the one for rows with numbers below 0."""
        for inner, one in ((self.functions, function), (self._of_any_sign, other)):
            for word in key[:-1]:
                inner = inner.setdefault(word, {})  # noqa: PLW2901 - further in
            inner[key[-1]] = one

    def knows(self, key: tuple[object, ...]) -> bool:
        """Whether there is a function for these words."""
        inner: Any = self.functions
        for word in key:
            if word not in inner:
                return False
            inner = inner[word]
        return True

    # ---- functions of shapes ----

    def learn(self, fields: Mapping[str, object]) -> None:
        """Make the function of the row's shape, for rows whose texts are the same and whose numbers are numbers."""
        wanted = int if self._evaluator.inputs else Decimal
        if any(type(fields.get(one)) is not wanted for one in self.numbers):
            return
        key: tuple[object, ...] = tuple(fields.get(one) for one in self.words) or (None,)
        if self.knows(key) or self._count >= _SHAPES:
            return
        made = self._made({**self._evaluator.given, **{one: fields.get(one) for one in self.words}})
        if made is not None:
            self.remember(key, *made)
            self._count += 1

    def _made(self, texts: Mapping[str, object]) -> tuple[Callable[..., Points], Callable[..., Points]] | None:
        evaluator, lowering = self._evaluator, self._evaluator.lowering
        units = {one: _unit(lowering, one, texts) for one in self.numbers}
        if any(len(one.numbers) != 1 for one in units.values()):
            return None
        shape, found = lowering.opened_row({**texts, **{one: Fraction(1) for one in units}})
        if any(found.get(one) != unit.numbers[0] for one, unit in units.items() if one in dict(shape.cells)):
            return None
        decisions = lowering.decisions(shape)
        if not inputs_of(decisions) <= set(units):
            return None
        rules = evaluator.rules.programs.on(shape.day(evaluator.rules)).rules
        ones = {one: unit.numbers[0] for one, unit in units.items()}
        if not evaluator.inputs:
            try:
                keys = {one: self.keys[one] for one in self.numbers}
                function = decimal_function(decimal_source(decisions, keys, ones, rules, "score"), "score")
            except NotDecimalError:
                return None
            return function, function
        steps = {one: value / 10 ** evaluator.scaled.get(one, 0) for one, value in ones.items()}
        tree = counted(decisions, steps, evaluator.places)

        def of_whole_numbers(known: Known) -> Callable[..., Any]:
            source = scalar_source(tree, self.numbers, rules, "points", known=known)
            function = made_function(source, "score", {})
            return function if evaluator.answer == "scaled" else _as_decimals(function, evaluator.places)

        return of_whole_numbers(not_negative(self.numbers)), of_whole_numbers(NOTHING_KNOWN)


def _unit(lowering: Lowering, field: str, texts: Mapping[str, object]) -> Opened:
    """What 1 is for a number of a row."""
    nature, measure = (str(texts.get(one) or "") for one in (NATURE, MEASURE))
    if field == "target" and (nature or measure):
        return lowering.number_in_unit(nature, measure)
    try:
        return lowering.opened(field, as_cell(field, 1))
    except InvalidValueError:  # money without a unit
        return ABSENT


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
    return made.positionals.whole_numbers(made.positional) if inputs else _of_mappings(made)


def _of_mappings(made: Evaluator) -> Callable[[Any], Points]:
    """The callable for mappings and objects.

    Once it has met a mapping, it takes over the code that is written for the keys of that one: as many keys, and all of
    these. Only finite decimals go on; whatever is not as a generated function expects it comes back as an exception.
    """
    names = {"otherwise": made.row, "NOT_SO": _NOT_SO}
    evaluate = defined_function("def evaluate(row):\n    return otherwise(row)\n", "evaluate", names)

    def adopt(keys: tuple[str, ...], scheme: Scheme) -> None:
        words = "".join(f"[row[{scheme.keys[one]!r}]]" for one in scheme.words)
        passed_over = [one for one, field in zip(keys, scheme.fields, strict=True) if field is None]
        source = f"""
def evaluate(row):
    try:
        if len(row) == {len(keys)}:{"".join(f"{_INDENT}row[{one!r}]" for one in passed_over)}
            return functions{words}(row)
    except NOT_SO:
        pass
    return otherwise(row)
"""
        evaluate.__globals__["functions"] = scheme.functions
        evaluate.__code__ = defined_function(source, "evaluate", {}).__code__

    made.adopt = adopt
    return evaluate


_INDENT: Final = "\n" + " " * 12

_NOT_SO: Final = (AttributeError, TypeError, *NOT_SO)
"""What tells that a row is not as a generated function expects it."""

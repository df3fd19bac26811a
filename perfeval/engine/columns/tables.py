"""`RuleSet.score_table`: a table of columns in, the same kind of table out, with the columns of the result."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from perfeval.engine.columns.batches import Reading, rows_of
from perfeval.engine.columns.reading import ColumnError
from perfeval.engine.columns.results import RESULTS, Decimals, result_columns, result_schema
from perfeval.engine.columns.scoring import Engine, Scorer
from perfeval.engine.lowering.fields import expected_field, field_meant
from perfeval.engine.lowering.opening import Lowering
from perfeval.errors import InvalidValueError
from perfeval.exact import MAX_DIGITS, decimal_places, is_decimal
from perfeval.language import nodes
from perfeval.wording import Wording

if TYPE_CHECKING:
    from perfeval.engine.ruleset import RuleSet

WINDOW: Final = 2**22
"""Rows of a table that are scored at a time."""

_MOST_PLACES: Final = 12

_UNROUNDED: Final = 6
"""Decimal places of points where a rule does not round."""


class TableScorer:
    """Scores tables of one form by one rule set, window by window."""

    def __init__(
        self,
        rules: RuleSet,
        *,
        columns: Mapping[str, str] | None = None,
        scales: Mapping[str, int] | None = None,
        units: Mapping[str, str] | None = None,
        given: Mapping[str, object] | None = None,
        engine: Engine = "auto",
        decimals: Decimals = "decimal",
        places: int | None = None,
        prefix: str = "",
    ) -> None:
        self.lowering: Lowering = rules.lowering
        facts = rules.nodes.inputs
        self._columns = {expected_field(name, facts): column for name, column in (columns or {}).items()}
        self.scales = {expected_field(name, facts): _scale(name, one) for name, one in (scales or {}).items()}
        self._units = {expected_field(name, facts): one for name, one in (units or {}).items()}
        self._given = {expected_field(name, facts): one for name, one in (given or {}).items()}
        self.places = _places(rules, places)
        self.decimals: Decimals = decimals
        self.prefix = prefix
        self.engine: Engine = engine
        self.scorer = scorer_of(self.lowering, self.places)
        self.rows_before = 0
        self.one_by_one = 0
        """How many rows had to be computed by themselves."""

    def schema(self, given: pa.Schema) -> pa.Schema:
        """The schema of what comes out. Raises `ColumnError` where a column of the result would hide one given."""
        added = result_schema(self.places, self.decimals, self.prefix)
        twice = next((name for name in added.names if name in given.names), None)
        if twice is not None:
            raise ColumnError(
                "column-exists",
                Wording(
                    f"表中已有“{twice}”列；请用 prefix=（命令行 --prefix）给结果列加前缀",
                    f"there is a column `{twice}` already; pass prefix= (--prefix) to name the results otherwise",
                ),
            )
        return pa.schema([*given, *added])

    def roles(self, names: Iterable[str]) -> dict[str, str]:
        """By field: its column. Raises `ColumnError` where that is not clear, or one is missing."""
        names = list(names)
        found: dict[str, str] = {}
        facts = self.lowering.rules.nodes.inputs
        for field, column in self._columns.items():
            if column not in names:
                raise _missing_column(field, column, names)
            found[field] = column
        taken = set(found.values())
        for name in names:
            if name in taken:
                continue
            meant = field_meant(name, facts)
            if meant is None or meant in self._columns:
                continue
            if meant in found:
                raise ColumnError(
                    "column-twice",
                    Wording(
                        f"“{found[meant]}”和“{name}”两列都像是“{meant}”；请用 columns=（命令行 --column）指明",
                        f"the columns `{found[meant]}` and `{name}` both seem to be `{meant}`; "
                        "pass columns= (--column) to say which",
                    ),
                )
            found[meant] = name
        for field in ("full", *(() if self._has_money(found) else ("target", "actual"))):
            if field not in found and field not in self._given:
                raise _missing_column(field, None, names)
        return {field: name for field, name in found.items() if field in self.lowering.fields}

    def _has_money(self, found: Mapping[str, str]) -> bool:
        return "expenditure" in found or "expenditure" in self._given

    def result(self, batch: pa.RecordBatch, roles: Mapping[str, str]) -> list[pa.Array]:
        """The columns of the result for a batch."""
        reading = Reading(roles, self.scales, self._units, self._given, self.rows_before)
        columns = {field: batch.column(name) for field, name in roles.items()}
        rows = rows_of(columns, batch.num_rows, self.lowering, reading)
        scored = self.scorer.score(rows, self.engine)
        found = result_columns(scored, self.places, self.decimals)
        self.rows_before += batch.num_rows
        self.one_by_one += scored.by_row
        return found

    def scored(self, batches: Iterable[pa.RecordBatch], schema: pa.Schema) -> Iterator[pa.RecordBatch]:
        """Batches with the columns of the result."""
        roles, made = self.roles(schema.names), self.schema(schema)
        for batch in batches:
            yield pa.RecordBatch.from_arrays([*batch.columns, *self.result(batch, roles)], schema=made)


def scorer_of(lowering: Lowering, places: int) -> Scorer:
    """The rule set's scorer of points so fine, with the kernels that it has made."""
    kept: dict[int, Scorer] = lowering.kept
    return kept.setdefault(places, Scorer(lowering, places))


def _scale(name: str, given: object) -> int:
    if isinstance(given, int) and not isinstance(given, bool) and 0 <= given <= MAX_DIGITS:
        return given
    raise InvalidValueError(
        "not-a-scale",
        Wording(
            f"scales= 里的“{name}”应为小数位数（0 到 {MAX_DIGITS} 的整数），给的是 {given!r}",
            f"`{name}` in scales= must be a number of decimal places (whole, 0 to {MAX_DIGITS}), not {given!r}",
        ),
    )


def _missing_column(field: str, column: str | None, names: list[str]) -> ColumnError:
    known = "、".join(names) or "（没有列）"
    if column is not None:
        said = Wording(
            f"表中没有“{column}”列（用作“{field}”）；有：{known}",
            f"there is no column `{column}` (for `{field}`); there are: {', '.join(names)}",
        )
    else:
        said = Wording(
            f"缺少“{field}”列；请用 columns=（命令行 --column）指明是哪一列，"
            f"或用 given=（命令行 --given）给一个固定值。现有列：{known}",
            f"the column for `{field}` is missing; pass columns= (--column) to say which it is, "
            f"or given= (--given) for a fixed value. There are: {', '.join(names)}",
        )
    return ColumnError("column-missing", said)


def _places(rules: RuleSet, given: int | None) -> int:
    """The decimal places of points: those given, which must be as many as the rules need."""
    needed = places_of(rules)
    if given is None:
        return needed
    if type(given) is int and needed <= given <= _MOST_PLACES:
        return given
    raise ColumnError(
        "too-few-places",
        Wording(
            f"规则集 {rules.name} 的得分需要 {needed} 位小数，places= 应为 {needed} 至 {_MOST_PLACES} 的整数，"
            f"不能是 {given!r}",
            f"the points of rule set {rules.name} need {needed} decimal places: places= must be a whole number from "
            f"{needed} to {_MOST_PLACES}, not {given!r}",
        ),
    )


def places_of(rules: RuleSet) -> int:
    """In how many decimal places the points of a rule set are counted: as finely as its rules round, at least 2."""
    places = 2
    for rule in rules.nodes.rules:
        steps = [one.change.step for one in rule.adjustments if isinstance(one.change, nodes.Round)]
        if not steps:
            places = max(places, _UNROUNDED)
        for step in steps:
            if isinstance(step, nodes.Constant) and step.value > 0 and is_decimal(step.value):
                places = max(places, decimal_places(step.value))
            else:
                places = max(places, _UNROUNDED)
    return places


def score_table(rules: RuleSet, data: Any, **options: Any) -> Any:
    """See `RuleSet.score_table`."""
    from perfeval.engine.columns.frames import opened_frame

    scorer = TableScorer(rules, **options)
    frame = opened_frame(data)
    schema = scorer.schema(frame.schema)
    roles = scorer.roles(frame.schema.names)
    if frame.stream is not None:
        return pa.RecordBatchReader.from_batches(schema, scorer.scored(frame.stream, frame.schema))
    windows: list[list[pa.Array]] = []
    for start in range(0, max(frame.count, 1), WINDOW):
        window = frame.window(start, min(WINDOW, frame.count - start), roles.values())
        windows.append(scorer.result(window, roles))
    made = {
        scorer.prefix + name: windows[0][place]
        if len(windows) == 1
        else pa.chunked_array([one[place] for one in windows])
        for place, name in enumerate(RESULTS)
    }
    return frame.with_columns(made)

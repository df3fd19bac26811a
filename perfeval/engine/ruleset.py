"""`RuleSet`: a checked rule set that scores indicators and tables."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any, Literal

from attrs import evolve, field, frozen

from perfeval.diagnostic import Diagnostic
from perfeval.engine import table as tables
from perfeval.engine import units
from perfeval.engine.duties import run_audits
from perfeval.engine.examples import ExampleResult, run_examples
from perfeval.engine.execution_rate import budget_of, execution_rate
from perfeval.engine.lowering.evaluator import evaluator
from perfeval.engine.lowering.opening import Lowering
from perfeval.engine.programs import Programs
from perfeval.engine.score import Evaluation, Score
from perfeval.engine.units import RollUp
from perfeval.errors import expect, need
from perfeval.finding import Finding
from perfeval.language import nodes
from perfeval.language.nodes import Citation, InForce
from perfeval.language.tree import Basis
from perfeval.tables.indicator import Indicator, SelfEvaluation
from perfeval.values.model import Money

BASIS_BY_STRENGTH: tuple[Basis, ...] = ("full_text", "excerpt", "inferred", "recalled", "our_choice")
"""The basis of a citation, the strongest first."""


@frozen(slots=False, eq=False)
class RuleSet:
    """A rule set, its ancestors merged in, ready to score. Make one with `load_rules` or `parse_rules`.

    It is immutable and may be used from several threads.
    """

    nodes: nodes.RuleSetNodes = field(repr=lambda made: made.name)
    diagnostics: tuple[Diagnostic, ...] = field(default=(), repr=False)
    """Warnings of the check."""
    on: dt.date | None = None
    """The day that decides which parameters and rules are in force; None: 31 December of the table's year."""

    @property
    def name(self) -> str:
        """The rule set's name."""
        return self.nodes.name

    @property
    def title(self) -> str:
        """Its title; the name where it has none."""
        return self.nodes.title

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The documents that it rests on."""
        return self.nodes.citations

    @property
    def basis(self) -> Basis | None:
        """The weakest basis among its citations: `full_text` … `our_choice`; None where none is stated."""
        stated = [one.basis for one in self.citations if one.basis is not None]
        return max(stated, key=BASIS_BY_STRENGTH.index) if stated else None

    @property
    def in_force(self) -> InForce:
        """First and last day in force."""
        return self.nodes.in_force

    @property
    def lineage(self) -> tuple[str, ...]:
        """Names of its ancestors, the parent first."""
        return self.nodes.lineage

    @property
    def region_condition(self) -> str | None:
        """The header's 适用于, as written; None for a set that accepts every table."""
        return None if self.nodes.applies is None else self.nodes.applies.written.text

    @property
    def source_name(self) -> str:
        """Path or name of its text."""
        return self.nodes.source.name

    @cached_property
    def programs(self) -> Programs:
        """The evaluators generated from it."""
        return Programs(self.nodes)

    @cached_property
    def lowering(self) -> Lowering:
        """Its decisions by the shape of a row, which the fast evaluators are made of."""
        return Lowering(self)

    def __getstate__(self) -> dict[str, Any]:
        # what is made of the rules is made again
        return {name: value for name, value in self.__dict__.items() if name != "lowering"}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)

    @cached_property
    def day_without_year(self) -> dt.date:
        """The day that decides for a table without a year: the last one of the rule set."""
        return self.in_force.last or dt.date(9999, 12, 31)

    def day_for(self, table: SelfEvaluation) -> dt.date:
        """The day that decides which parameters and rules are in force for a table."""
        if self.on is not None:
            return self.on
        return dt.date(table.year, 12, 31) if table.year is not None else self.day_without_year

    def score(self, indicator: Indicator, *, year: int | None = None) -> Score:
        """Score one indicator by itself.

        Rules that read the table (budgets, sums over rows) see a table of this row alone.
        """
        expect("indicator", indicator, Indicator)
        return tables.score_alone(self, indicator, year)

    def evaluate(self, table: SelfEvaluation, *, region: str | None = None) -> Evaluation:
        """Score a table: every row, the total, the grade. Declared scores are used only inside permitted ranges."""
        expect("table", table, SelfEvaluation)
        return tables.evaluate(self, table, region)

    def evaluate_units(self, tables: Sequence[SelfEvaluation], *, region: str | None = None) -> tuple[Evaluation, ...]:
        """Score the tables of several units; what rules ask across units (各单位) is gathered over all of them."""
        return units.evaluate_units(self, tables, region)

    def roll_up(self, tables: Sequence[SelfEvaluation], *, region: str | None = None) -> RollUp:
        """Combine several units' tables as the rule set says (汇总) and score the combined one.

        Raises `InvalidValueError` where the rule set does not say how, or the tables are of different years.
        """
        return units.roll_up(self, tables, region)

    def evaluator(
        self,
        *inputs: str,
        scaled: Mapping[str, int] | None = None,
        given: Mapping[str, object] | None = None,
        answer: Literal["decimal", "scaled"] = "decimal",
        places: int = 2,
    ) -> Callable[..., Decimal | int | None]:
        """A plain callable that gives the points of one row, many times faster than `score`; without a trace.

        With `inputs`, names of fields (`"level2"`, `"指标值"`), it takes them in that order; without, one mapping from
        fields or one object with them, such as an `Indicator`. A cell may be whatever an `Indicator` takes: a written
        form, an exact number, a typed value, None where it is missing. Other names in a mapping are passed over.

        `scaled` says which inputs are whole numbers, and of how many decimal places: with `{"target": 2}` 8550 is
        85.50. `given` are fields that every row has. The answer is a `Decimal`, or with `answer="scaled"` a whole
        number of 10^-`places` points; None where the row is not scored or undecided, and `score` says why.

        The callable raises `InvalidValueError` for a row that cannot be one (a binary float, a missing field).
        """
        return evaluator(self, inputs, scaled=scaled or {}, given=given or {}, answer=answer, places=places)

    def score_table(
        self,
        data: Any,
        *,
        columns: Mapping[str, str] | None = None,
        units: Mapping[str, str] | None = None,
        scales: Mapping[str, int] | None = None,
        given: Mapping[str, object] | None = None,
        engine: Literal["auto", "numba", "numpy", "scalar"] = "auto",
        decimals: Literal["decimal", "scaled"] = "decimal",
        places: int | None = None,
        prefix: str = "",
    ) -> Any:
        """Score every row of a table of columns; each row by itself, as `score` does.

        `data` is a pyarrow, pandas or polars table, a DuckDB relation, anything else that hands out Arrow, or a mapping
        from names to arrays; back comes the same kind with the columns `points`, `low`, `high` (decimals, null where
        there are none), `rule`, `status` (`scored`, `not scored`, `undecided`) and `finding` (codes, see the
        findings page). A `pyarrow.RecordBatchReader` is scored as it is read. A row that cannot be scored says so.

        Columns are known by the names of fields (`target`, `指标值`) and by the headings of the form; `columns` names
        others, `{"target": "目标"}`. Texts are read as written forms; numbers are bare numbers, in the unit that
        `units` gives (`{"target": "%", "expenditure": "万元"}`) or, for targets, that the columns 指标性质 and 计量单位
        give. `scales` says of whole numbers in how many decimal places they are counted; `given` are fields that
        every row has (`{"year": 2024}`).

        `engine`: `numba` compiles (extra `perfeval[jit]`), `numpy` does not, `scalar` goes row by row; `auto` chooses.
        All give the same. `decimals="scaled"` gives points as whole numbers of 10^-`places`. `prefix` begins the names
        of the new columns.

        Raises `InvalidValueError` for a column that is missing, of a wrong type or length, or holds NaN or an infinity,
        naming column and row, and `MissingExtraError` where `perfeval[columns]` is not installed.
        """
        need("numpy", "pyarrow", "narwhals", extra="columns", what="score_table")
        if engine == "numba":
            need("numba", extra="jit", what='engine="numba"')
        from perfeval.engine.columns.tables import score_table

        return score_table(
            self, data, columns=columns, units=units, scales=scales, given=given, engine=engine, decimals=decimals,
            places=places, prefix=prefix,
        )  # fmt: skip

    def run_audits(self, evaluation: Evaluation) -> tuple[Finding, ...]:
        """The rule set's own audits (审核) on an evaluated table."""
        return run_audits(self.nodes, evaluation.state)

    def grade_of(self, total: Fraction, table: SelfEvaluation, *, region: str | None = None) -> str | None:
        """The grade that a total of so many points gives; None where the rule set does not grade."""
        return tables.grade_of(self, total, self.evaluate(table, region=region).state)

    def execution_points_at(
        self, rate: Fraction, table: SelfEvaluation, *, region: str | None = None
    ) -> Decimal | None:
        """Points of the budget-execution row if the rate were the one given; None where that cannot be said."""
        if table.execution is None:
            return None
        alone = evolve(table, indicators=())
        state = tables.table_state(self, alone, region)
        _, base = execution_rate(self.nodes, state)
        budget = budget_of(state.place, base)
        if budget is None:
            return None
        supposed = evolve(table.execution, executed=Money(rate * budget))
        score = self.evaluate(evolve(table, execution=supposed), region=region).execution
        return None if score is None else score.points

    def test(self) -> tuple[ExampleResult, ...]:
        """Run the rule set's own examples (示例)."""
        return run_examples(self)

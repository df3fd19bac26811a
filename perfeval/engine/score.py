"""What evaluating a table gives: scores with their trace, the total, the grade, and what scoring noticed."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Literal, TypeAlias

from attrs import field, frozen

from perfeval.finding import Finding, RowRef
from perfeval.language.nodes import Citation
from perfeval.reals import Number
from perfeval.tables.indicator import SelfEvaluation
from perfeval.wording import Lang, Wording

if TYPE_CHECKING:
    from perfeval.engine.ruleset import RuleSet
    from perfeval.engine.table_state import TableState

ScoreFrom: TypeAlias = Literal["rule", "declared", "default"]
"""Where the points come from: the rule alone, a declared score inside the permitted range, the range's default."""

Status: TypeAlias = Literal["scored", "not scored", "undecided"]
"""`not scored`: the rule keeps the row out of the total; `undecided`: no rule accepts it or something is unknown."""


@frozen
class RuleRef:
    """The rule that scored a row, with what it rests on."""

    name: str
    title: str | None
    ruleset: str
    citations: tuple[Citation, ...]

    def cite(self) -> Wording:
        """Documents, articles and basis, as they are shown beside the score."""
        return cite(self.citations)


@frozen
class Step:
    """One step of a trace: what was done, in words, and the points (or other number) after it where there is one."""

    kind: Literal["rule", "value", "case", "award", "range", "change", "round", "taken", "undecided"]
    wording: Wording
    value: Number | None = None


@frozen
class Trace:
    """How a score came about, step by step."""

    steps: tuple[Step, ...]
    sentence: Wording
    """The whole in one sentence, the citation included."""

    def render(self, lang: Lang) -> str:
        """The steps, one a line."""
        return "\n".join(step.wording.render(lang) for step in self.steps)


@frozen(kw_only=True)
class Score:
    """The score of one row. `points`, `low`, `high`, `full` are in points (分), exact, with two or more places."""

    row: RowRef
    status: Status
    points: Decimal | None = None
    """None where undecided or not scored."""
    low: Decimal | None = None
    """Least permitted points; equal to `high` for a rule that awards a single amount."""
    high: Decimal | None = None
    low_closed: bool = True
    high_closed: bool = True
    full: Decimal | None = None
    """Full marks of the row, as the rule set counts them."""
    score_from: ScoreFrom | None = None
    rule: RuleRef | None = None
    reason: Wording | None = None
    """Why the row is undecided or not scored."""
    findings: tuple[Finding, ...] = ()
    tell: Callable[[], Trace] = field(repr=False, eq=False)
    """Makes the trace."""

    @cached_property
    def trace(self) -> Trace:
        """How the score came about: told by the interpreter when first asked for, which must agree with the score."""
        return self.tell()

    @property
    def is_range(self) -> bool:
        """Whether the rule permits more than one score."""
        return self.low != self.high

    def explain(self, lang: Lang = "zh") -> str:
        """The score in one sentence, with the article cited."""
        return self.trace.sentence.render(lang)


@frozen(kw_only=True)
class TotalScore:
    """The total: a number, or a range where some row is undecided. In points."""

    points: Decimal | None
    """None where `low` and `high` differ."""
    low: Decimal | None
    high: Decimal | None
    unscored: tuple[RowRef, ...] = ()
    """Rows that have full marks but no score."""
    reason: Wording | None = None
    """Why there is no total at all."""


@frozen(kw_only=True)
class Evaluation:
    """A table evaluated by a rule set: `rows` stand in the order of `table.indicators`."""

    table: SelfEvaluation
    rules: RuleSet = field(repr=False)
    rows: tuple[Score, ...]
    execution: Score | None
    total: TotalScore
    grade: str | None
    execution_rate: Fraction | None
    """The budget execution rate that the rule set reads, unrounded (117.23/200)."""
    execution_base: Literal["initial_budget", "revised_budget"] | None
    """Which budget that rate divides by."""
    findings: tuple[Finding, ...]
    """What scoring noticed about the table, those of the rows included."""
    state: TableState = field(repr=False, eq=False)
    """The table as it was scored, for the rule set's audits."""


_BASIS: dict[str, Wording] = {
    "full_text": Wording("原文", "full text"),
    "excerpt": Wording("节录", "excerpt"),
    "inferred": Wording("推定", "inferred"),
    "recalled": Wording("待核", "recalled, to be checked"),
    "our_choice": Wording("自定", "our choice"),
}


def basis_wording(basis: str | None) -> Wording:
    """The basis of a citation in words."""
    return _BASIS[basis] if basis is not None else Wording("未注明", "basis not stated")


def cite(citations: tuple[Citation, ...]) -> Wording:
    """Citations in one line: document, article, basis."""

    def one(citation: Citation) -> Wording:
        article = citation.article or ""
        basis = basis_wording(citation.basis)
        separator = " " if article else ""
        return Wording(
            f"{citation.document}{article}（{basis.zh}）", f"{citation.document}{separator}{article} ({basis.en})"
        )

    if not citations:
        return Wording("规则集没有注明依据", "the rule set cites nothing")
    shown = [one(citation) for citation in citations]
    return Wording("；".join(item.zh for item in shown), "; ".join(item.en for item in shown))

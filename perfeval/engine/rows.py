"""Scoring one row: the first rule that accepts it, the score taken inside a permitted range, what was noticed."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from functools import partial
from itertools import islice
from typing import Final, assert_never

from attrs import evolve, frozen

from perfeval.engine.amount import Amount, Cell, Operand, Unknown, exactly, show_number
from perfeval.engine.cells import as_cell_value, with_own_grades
from perfeval.engine.compiled import EvaluatorsDisagreeError, Here, Program
from perfeval.engine.explain import trace
from perfeval.engine.integer_pairs import IrrationalError, Pair
from perfeval.engine.interpret import Interpreter
from perfeval.engine.meeting import repeats
from perfeval.engine.outcome import Awarded, KeptOut, Outcome, Undecided, apply_rule, points_of, show_range
from perfeval.engine.pairing import is_claim
from perfeval.engine.row import Row
from perfeval.engine.score import RuleRef, Score, ScoreFrom, Step, Trace
from perfeval.engine.standing import standing
from perfeval.engine.table_state import TableState
from perfeval.exact import is_decimal, to_decimal
from perfeval.finding import Code, Finding, RowRef
from perfeval.language import nodes, types
from perfeval.language.remembered import remembered
from perfeval.language.spelling import spell
from perfeval.reals import Number
from perfeval.tables.indicator import BudgetExecution, Indicator, SelfEvaluation
from perfeval.values.model import Missing, NotApplicable, Points, Text, Value
from perfeval.wording import Wording


def make_row(
    ruleset: nodes.RuleSetNodes,
    state: TableState,
    ref: RowRef,
    item: Indicator | BudgetExecution,
    table: SelfEvaluation,
    assumed: frozenset[str] = frozenset(),
) -> Row:
    """A row with its target and actual value as the rule set restates them."""
    target: Value = with_own_grades(item.target, ruleset.scales) if isinstance(item, Indicator) else Missing()
    actual: Value = Missing()
    if isinstance(item, Indicator):
        actual = _distinct(with_own_grades(item.actual, ruleset.scales), target)
    printed = Row(ref, item, table, ruleset.unsigned, target, actual, assumed, ruleset.scales)
    if not ruleset.restated & {"target", "actual"} or isinstance(item, BudgetExecution):
        return printed
    interpreter = Interpreter(ruleset, state, printed, restating=True)
    for name in ruleset.restated & {"target", "actual"}:
        value = interpreter.variable(name)
        restated = value.value if isinstance(value, Cell) else as_cell_value(value)
        known = Text("", problem=restated.reason) if isinstance(restated, Unknown) else restated
        target, actual = (known, actual) if name == "target" else (target, known)
    return evolve(printed, target=target, actual=_distinct(actual, target))


def _distinct(actual: Value, target: Value) -> Value:
    """The actual value as an object of its own: cells are told apart by identity, also where one was copied."""
    return evolve(actual) if actual is target else actual


def rules_in_force(ruleset: nodes.RuleSetNodes, state: TableState) -> tuple[nodes.Rule, ...]:
    """The rules in force on the day that decides."""
    return standing(ruleset, state.day).rules


def choose_rule(rules: tuple[nodes.Rule, ...], interpreter: Interpreter) -> nodes.Rule | Undecided:
    """The first rule that accepts the row; an acceptance that cannot be decided stops the search."""
    for rule in rules:
        if rule.selector is None:
            continue
        accepts = interpreter.truth(rule.selector)
        if isinstance(accepts, Unknown):
            text = spell(rule.selector)
            return Undecided(
                Wording(
                    f"无法判断规则“{rule.name}”是否适用（{text.zh}）：{accepts.reason.zh}",
                    f"whether rule `{rule.name}` applies ({text.en}) cannot be decided: {accepts.reason.en}",
                )
            )
        if accepts:
            return rule
    return Undecided(_no_rule(interpreter))


def _no_rule(interpreter: Interpreter) -> Wording:
    row = interpreter.row
    assert row is not None  # noqa: S101 - rules are chosen for rows
    if isinstance(row.target, Text) and row.target.problem is not None and "qualitative" not in row.kinds:
        written = row.target.written or row.target.text
        return Wording(
            f"指标值“{written}”无法识别：{row.target.problem.zh}",
            f"the target {written!r} cannot be read: {row.target.problem.en}",
        )
    if isinstance(row.target, Missing | NotApplicable) and isinstance(row.item, Indicator):
        return Wording("没有填写指标值，没有规则适用", "no target is given, and no rule accepts such a row")
    return Wording("没有规则适用于本行", "no rule accepts this row")


def score_row(
    interpreter: Interpreter, rules: tuple[nodes.Rule, ...], program: Program | None = None
) -> tuple[Score, Operand | None]:
    """Score the interpreter's row: the score, and what the total adds for it (None: kept out).

    With a program the generated evaluator decides; the interpreter is asked only why a row is undecided, and, when a
    trace is wanted, how the score came about.
    """
    row = interpreter.row
    assert row is not None  # noqa: S101 - a row is scored
    if not row.has_points:
        return _without_points(row), None
    if program is None:
        judged = judge(interpreter, rules)
        full = full_marks(interpreter)
    else:
        here = Here(row, interpreter.state)
        try:
            judged = _judged(program, here) or _undecided(interpreter, rules)
            full = _points(program.full_marks(here))
        except IrrationalError:  # generated code computes on fractions; the interpreter on every exact number
            judged = judge(interpreter, rules)
            full = full_marks(interpreter)
    return _finished(interpreter, rules, judged, full)


def points_taken(
    interpreter: Interpreter, rules: tuple[nodes.Rule, ...], program: Program
) -> tuple[Fraction | None, bool]:
    """The points of the interpreter's row and whether it was permitted a range; without reason, findings or trace."""
    row = interpreter.row
    assert row is not None  # noqa: S101 - a row is scored
    if not row.has_points:
        return None, False
    try:
        judged = _judged(program, Here(row, interpreter.state))
    except IrrationalError:
        judged = judge(interpreter, rules)
    if judged is None or not isinstance(judged.outcome, Awarded):
        return None, False
    awarded = judged.outcome
    points, _ = taken_points(awarded, row)
    if not all(isinstance(one, Fraction) and is_decimal(one) for one in (points, awarded.low, awarded.high)):
        return None, awarded.is_range
    return points if isinstance(points, Fraction) else None, awarded.is_range


@frozen
class Judged:
    """Which rule a row fell to (None: to none), and what came out."""

    rule: nodes.Rule | None
    outcome: Outcome

    def agrees_with(self, other: Judged) -> bool:
        """Whether both say the same; one rule is not compared with itself, all its expressions through."""
        same_rule = self.rule is other.rule or self.rule == other.rule
        return same_rule and self.outcome == other.outcome


def judge(interpreter: Interpreter, rules: tuple[nodes.Rule, ...]) -> Judged:
    """What the interpreter makes of its row."""
    return _judge(interpreter, rules)[0]


def _judge(interpreter: Interpreter, rules: tuple[nodes.Rule, ...]) -> tuple[Judged, tuple[Step, ...]]:
    chosen = choose_rule(rules, interpreter)
    if isinstance(chosen, Undecided):
        return Judged(None, chosen), (Step("undecided", chosen.reason),)
    outcome, steps = apply_rule(chosen, interpreter)
    return Judged(chosen, outcome), steps


def _judged(program: Program, here: Here) -> Judged | None:
    """What the generated evaluator makes of a row; None where it is undecided."""
    index = program.choose(here)
    if index is None:
        return None
    result = program.outcomes[index](here)
    if result is None:
        return None
    return Judged(program.rules[index], Awarded(result, result) if isinstance(result, Fraction) else result)


def _undecided(interpreter: Interpreter, rules: tuple[nodes.Rule, ...]) -> Judged:
    judged = judge(interpreter, rules)
    if not isinstance(judged.outcome, Undecided):
        raise _disagree(interpreter, None, judged)
    return judged


def _disagree(interpreter: Interpreter, compiled: Judged | None, interpreted: Judged) -> EvaluatorsDisagreeError:
    row = interpreter.row
    ref = None if row is None else row.ref
    name = interpreter.ruleset.name
    return EvaluatorsDisagreeError(
        "evaluators-disagree",
        Wording(
            f"规则集 {name} 的两个求值器对第 {ref} 行结果不同，请报告此问题：{compiled}；{interpreted}",
            f"the evaluators of rule set {name} disagree on row {ref}; please report this: {compiled}; {interpreted}",
        ),
    )


@frozen
class _Telling:
    """How a score came about, told when it is asked for: the interpreter scores the row again and must agree."""

    ruleset: nodes.RuleSetNodes
    rules: tuple[nodes.Rule, ...]
    state: TableState
    scored_before: int
    row: Row
    judged: Judged
    ref: RuleRef | None
    points: Number | None = None
    source: ScoreFrom | None = None
    reason: Wording | None = None
    """Why no points are taken, where the rule itself decided the row."""

    def __call__(self) -> Trace:
        # the table as it was then: while rules are applied no row is known to be kept out of the total
        scores = dict(islice(self.state.scores.items(), self.scored_before))
        then = TableState(self.state.place, self.state.day, self.state.rows, scores, units=self.state.units)
        interpreter = Interpreter(self.ruleset, then, self.row)
        judged, steps = _judge(interpreter, self.rules)
        if not judged.agrees_with(self.judged):
            raise _disagree(interpreter, self.judged, judged)
        return self._told(steps)

    def _told(self, steps: tuple[Step, ...]) -> Trace:
        match self.judged.outcome:
            case KeptOut():
                return trace(steps, self.ref, _KEPT_OUT)
            case Undecided():
                return trace(steps, self.ref, _NO_SCORE)
            case Awarded():
                pass
        shown = None if self.points is None else show_number(self.points, types.POINTS)
        if self.source is not None and self.points is not None and shown is not None:
            steps = (*steps, *_taken_step(self.source, self.points, shown))
        if self.reason is not None or shown is None:
            reason = self.reason or _NO_SCORE
            return trace((*steps, Step("undecided", reason)), self.ref, _NO_SCORE)
        return trace(steps, self.ref, Wording(f"得 {shown.zh}", f"Score: {shown.en}"))


_KEPT_OUT: Final = Wording("按规则不参与评分", "kept out of the total by the rule")
_NO_SCORE: Final = Wording("无法评分", "no score can be given")


def _taken_step(source: ScoreFrom, points: Number, shown: Wording) -> tuple[Step, ...]:
    match source:
        case "rule":
            return ()
        case "declared":
            said = Wording(f"自评 {shown.zh} 在区间内，予以采用", f"the declared {shown.en} lies inside and is taken")
        case "default":
            said = Wording(
                f"没有区间内的自评得分，取默认 {shown.zh}",
                f"no declared score lies inside; the default {shown.en} is taken",
            )
        case _:
            assert_never(source)
    return (Step("taken", said, points),)


def _without_points(row: Row) -> Score:
    full = row.item.full
    mend: Wording | None
    match full:
        case Points():
            reason = Wording("分值是负数，无法评分", "the points printed are below 0; the row cannot be scored")
            mend = Wording("改正分值后重新审核", "correct the points available and audit again")
        case Text():
            written = full.written or full.text
            reason = Wording(
                f"分值“{written}”无法识别，无法评分", f"the points {written!r} cannot be read; no score can be given"
            )
            mend = Wording("改正分值后重新审核", "correct the points available and audit again")
        case Missing() | NotApplicable():
            reason = Wording("本行没有分值，不参与评分", "no points are printed in this row; it is not scored")
            mend = None
    if mend is None and isinstance(row.item.declared, Points):
        told = Wording(
            "有自评得分而没有分值，无法核算",
            "a score is declared but no points are printed; it cannot be checked",
        )
        mend = Wording("补填分值后重新审核", "fill in the points available and audit again")
    else:
        told = reason
    findings = () if mend is None else (Finding(Code.ROW_NOT_SCORED, row.ref, told, mend),)
    return Score(
        row=row.ref, status="not scored", reason=reason, findings=findings, tell=partial(trace, (), None, reason)
    )


def undecided_score(row: Row, reason: Wording) -> tuple[Score, Operand]:
    """A row that no rule was applied to, since what it would be applied to is not known."""
    full = row.item.full
    points = full.amount if isinstance(full, Points) else None
    score = Score(
        row=row.ref, status="undecided", full=_decimal(points), reason=reason, findings=(_not_scored(row, reason),),
        tell=partial(trace, (Step("undecided", reason),), None, _NO_SCORE),
    )  # fmt: skip
    return score, Amount(Fraction(0), points or Fraction(0), types.POINTS)


def _finished(
    interpreter: Interpreter, rules: tuple[nodes.Rule, ...], judged: Judged, full: Fraction | None
) -> tuple[Score, Operand | None]:
    row, rule, state = interpreter.row, judged.rule, interpreter.state
    assert row is not None  # noqa: S101 - a row is scored
    ref = None if rule is None else rule_ref(rule)
    noticed = what_is_noticed(row)
    telling = partial(_Telling, interpreter.ruleset, rules, state, len(state.scores), row, judged, ref)
    match judged.outcome:
        case KeptOut():
            made = Score(
                row=row.ref, status="not scored", full=_decimal(full), rule=ref, reason=_KEPT_OUT, findings=noticed,
                tell=telling(),
            )  # fmt: skip
            return made, None
        case Undecided(reason):
            made = Score(
                row=row.ref, status="undecided", full=_decimal(full), rule=ref, reason=reason,
                findings=(*noticed, _not_scored(row, reason)), tell=telling(),
            )  # fmt: skip
            return made, Amount(Fraction(0), full or Fraction(0), types.POINTS)
        case Awarded() as awarded:
            return _taken(row, ref, awarded, full, noticed, telling)


@remembered
def rule_ref(rule: nodes.Rule) -> RuleRef:
    """What a score says of its rule."""
    return RuleRef(rule.name, rule.title, rule.ruleset, rule.citations)


def _taken(
    row: Row,
    ref: RuleRef | None,
    awarded: Awarded,
    full: Fraction | None,
    noticed: tuple[Finding, ...],
    telling: Callable[..., _Telling],
) -> tuple[Score, Operand | None]:
    """The score inside what is permitted: the single award, else the declared score, else the default."""
    points, source = taken_points(awarded, row)
    low = _decimal(awarded.low)
    high = _decimal(awarded.high) if awarded.is_range else low
    taken = low if points is awarded.low else _decimal(points)
    if points is None or taken is None or low is None or high is None:
        reason = _not_taken(awarded, points)
        undecided = Score(
            row=row.ref, status="undecided", low=low, high=high, low_closed=awarded.low_closed,
            high_closed=awarded.high_closed, full=_decimal(full), rule=ref, reason=reason,
            findings=(*noticed, _not_scored(row, reason)),
            tell=telling(points=points, source=source, reason=reason),
        )  # fmt: skip
        ends = sorted((awarded.low, awarded.high))
        return undecided, Amount(ends[0], ends[1], types.POINTS)
    score = Score(
        row=row.ref, status="scored", points=taken, low=low, high=high, low_closed=awarded.low_closed,
        high_closed=awarded.high_closed, full=_decimal(full), score_from=source, rule=ref, findings=noticed,
        tell=telling(points=points, source=source),
    )  # fmt: skip
    return score, exactly(points, types.POINTS)


def taken_points(awarded: Awarded, row: Row) -> tuple[Number | None, ScoreFrom | None]:
    """The points taken, and where they come from."""
    if not awarded.is_range:
        return awarded.low, "rule"
    if awarded.low > awarded.high:
        return None, None
    declared = row.declared
    if isinstance(declared, Amount) and awarded.holds(declared.low):
        return declared.low, "declared"
    return (None, None) if awarded.default is None else (awarded.default, "default")


def _not_taken(awarded: Awarded, points: Number | None) -> Wording:
    if points is not None:
        return Wording("得分没有舍入成有限小数", "the score is not rounded to a finite decimal")
    shown = show_range(awarded)
    if awarded.low > awarded.high:
        return Wording(f"允许的区间 {shown.zh} 上下限颠倒", f"the permitted range {shown.en} is upside down")
    return Wording(
        f"应在 {shown.zh} 内评分，没有可采用的自评得分，规则也没有默认值",
        f"any score in {shown.en} is permitted, none is declared inside, and the rule states no default",
    )


def _points(pair: Pair) -> Fraction | None:
    """Full marks from a pair; None where they are unknown or no finite decimal."""
    top, bottom = pair
    if top is None:
        return None
    value = Fraction(top, bottom)
    return value if is_decimal(value) else None


def _decimal(value: Number | None) -> Decimal | None:
    """Points to be shown; None where there are none, or no finite decimal."""
    if not isinstance(value, Fraction):
        return None
    top, bottom = value.numerator, value.denominator
    if 100 % bottom == 0 and abs(top) < _SMALL:
        return Decimal(top * (100 // bottom)).scaleb(-2)
    return to_decimal(value) if is_decimal(value) else None


_SMALL: Final = 10**20
"""Below this the default precision of `Decimal` holds every point and cent."""


def full_marks(interpreter: Interpreter) -> Fraction | None:
    """Full marks of the row as the rule set counts them."""
    row = interpreter.row
    assert row is not None  # noqa: S101 - a row is scored
    value = interpreter.variable("full") if "full" in interpreter.ruleset.restated else row.weight
    points = Unknown(Wording("", "")) if isinstance(value, Cell) else points_of(value)
    return points if isinstance(points, Fraction) and is_decimal(points) else None


def _not_scored(row: Row, reason: Wording) -> Finding:
    return Finding(
        Code.ROW_NOT_SCORED,
        row.ref,
        Wording(f"无法评分：{reason.zh}", f"no score can be given: {reason.en}"),
        Wording("补正该行内容，或由评审人按规则评定", "correct the row, or have a reviewer score it"),
    )


_TARGET: Final = Wording("指标值", "target")
_ACTUAL: Final = Wording("完成值", "actual value")


def what_is_noticed(row: Row) -> tuple[Finding, ...]:
    """What the row's values show before any rule looks at them."""
    if isinstance(row.item, BudgetExecution):
        return ()
    found = []
    for name, value in ((_TARGET, row.target), (_ACTUAL, row.actual)):
        if isinstance(value, Text) and value.problem is not None:
            said = Wording(
                f"{name.zh}“{value.written}”不能作为数值：{value.problem.zh}",
                f"the {name.en} {value.written!r} is no figure: {value.problem.en}",
            )
            found.append(Finding(Code.VALUE_UNREADABLE, row.ref, said))
    if row.pair.differs is not None:
        found.append(Finding(Code.UNIT_DIFFERS, row.ref, row.pair.differs))
    if "quantitative" in row.kinds:
        target, actual = row.target.written, row.actual.written
        if is_claim(row.actual) and repeats(row.target, row.actual):
            found.append(
                Finding(
                    Code.NOT_MEASURED,
                    row.ref,
                    Wording(
                        f"完成值照抄指标值“{target}”，不是实测结果",
                        f"the actual value repeats the target {target!r}; nothing was measured",
                    ),
                    Wording("填写实际达到的数值", "state the figure that was reached"),
                )
            )
        elif is_claim(row.actual) or isinstance(row.actual, Text):
            found.append(
                Finding(
                    Code.NOT_MEASURED,
                    row.ref,
                    Wording(
                        f"指标值“{target}”可以计量，完成值“{actual}”不是实测数值",
                        f"the target {target!r} can be measured, the actual value {actual!r} is no measurement",
                    ),
                    Wording("填写实际达到的数值", "state the figure that was reached"),
                )
            )
    return tuple(found)

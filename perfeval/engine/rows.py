"""Scoring one row: the first rule that accepts it, the score taken inside a permitted range, what was noticed."""

from __future__ import annotations

from fractions import Fraction

from attrs import evolve

from perfeval.engine.amount import Amount, Cell, Operand, Unknown, exactly, show_number
from perfeval.engine.explain import trace
from perfeval.engine.interpret import Interpreter, TableState, as_cell_value
from perfeval.engine.outcome import Awarded, KeptOut, Outcome, Undecided, apply_rule, points_of, show_range
from perfeval.engine.pairing import is_claim, repeats
from perfeval.engine.row import Row
from perfeval.engine.score import RuleRef, Score, ScoreFrom, Step
from perfeval.exact import is_decimal, to_decimal
from perfeval.finding import Code, Finding, RowRef
from perfeval.language import nodes, types
from perfeval.language.spelling import spell
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
    target: Value = item.target if isinstance(item, Indicator) else Missing()
    actual: Value = item.actual if isinstance(item, Indicator) else Missing()
    printed = Row(ref, item, table, ruleset.unsigned, target, actual, assumed)
    if not ruleset.restated & {"target", "actual"} or isinstance(item, BudgetExecution):
        return printed
    interpreter = Interpreter(ruleset, state, printed, restating=True)
    made = {}
    for name in ruleset.restated & {"target", "actual"}:
        value = interpreter.variable(name)
        restated = value.value if isinstance(value, Cell) else as_cell_value(value)
        made[name] = Text("", problem=restated.reason) if isinstance(restated, Unknown) else restated
    return evolve(printed, **made)


def rules_in_force(ruleset: nodes.RuleSetNodes, state: TableState) -> tuple[nodes.Rule, ...]:
    """The rules in force on the day that decides."""
    return tuple(rule for rule in ruleset.rules if rule.in_force.covers(state.day))


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


def score_row(interpreter: Interpreter, rules: tuple[nodes.Rule, ...]) -> tuple[Score, Operand | None]:
    """Score the interpreter's row: the score, and what the total adds for it (None: kept out)."""
    row = interpreter.row
    assert row is not None  # noqa: S101 - a row is scored
    if not row.has_points:
        return _without_points(row), None
    chosen = choose_rule(rules, interpreter)
    if isinstance(chosen, Undecided):
        steps = (Step("undecided", chosen.reason),)
        return _finished(interpreter, None, chosen, steps)
    outcome, steps = apply_rule(chosen, interpreter)
    ref = RuleRef(chosen.name, chosen.title, chosen.ruleset, chosen.citations)
    return _finished(interpreter, ref, outcome, steps)


def _without_points(row: Row) -> Score:
    reason = Wording("本行没有分值，不参与评分", "no points are printed in this row; it is not scored")
    findings: tuple[Finding, ...] = ()
    if isinstance(row.item.declared, Points):
        findings = (
            Finding(
                Code.ROW_NOT_SCORED,
                row.ref,
                Wording("有自评得分而没有分值，无法核算", "a score is declared but no points are printed; it cannot be checked"),
                Wording("补填分值后重新审核", "fill in the points available and audit again"),
            ),
        )
    return Score(
        row=row.ref,
        status="not scored",
        reason=reason,
        trace=trace((), None, reason),
        findings=findings,
    )


def _finished(
    interpreter: Interpreter, rule: RuleRef | None, outcome: Outcome, steps: tuple[Step, ...]
) -> tuple[Score, Operand | None]:
    row = interpreter.row
    assert row is not None  # noqa: S101 - a row is scored
    full = full_marks(interpreter)
    shown_full = None if full is None else to_decimal(full)
    noticed = _noticed(row)
    match outcome:
        case KeptOut():
            reason = Wording("按规则不参与评分", "kept out of the total by the rule")
            made = Score(
                row=row.ref, status="not scored", full=shown_full, rule=rule, reason=reason,
                trace=trace(steps, rule, reason), findings=noticed,
            )  # fmt: skip
            return made, None
        case Undecided(reason):
            made = Score(
                row=row.ref, status="undecided", full=shown_full, rule=rule, reason=reason,
                trace=trace(steps, rule, Wording("无法评分", "no score can be given")),
                findings=(*noticed, _not_scored(row, reason)),
            )  # fmt: skip
            return made, Amount(Fraction(0), full or Fraction(0), types.POINTS)
        case Awarded():
            return _taken(interpreter, rule, outcome, steps, noticed)


def _taken(
    interpreter: Interpreter,
    rule: RuleRef | None,
    awarded: Awarded,
    steps: tuple[Step, ...],
    noticed: tuple[Finding, ...],
) -> tuple[Score, Operand | None]:
    """The score inside what is permitted: the single award, else the declared score, else the default."""
    row = interpreter.row
    assert row is not None  # noqa: S101 - a row is scored
    full = full_marks(interpreter)
    declared = row.declared
    source: ScoreFrom | None
    points: Fraction | None
    if not awarded.is_range:
        points, source = awarded.low, "rule"
    elif isinstance(declared, Amount) and awarded.holds(declared.low):
        points, source = declared.low, "declared"
        shown = show_number(points, types.POINTS)
        steps = (*steps, Step("taken", Wording(f"自评 {shown.zh} 在区间内，予以采用", f"the declared {shown.en} lies inside and is taken"), points))
    elif awarded.default is not None:
        points, source = awarded.default, "default"
        shown = show_number(points, types.POINTS)
        steps = (*steps, Step("taken", Wording(f"没有区间内的自评得分，取默认 {shown.zh}", f"no declared score lies inside; the default {shown.en} is taken"), points))
    else:
        points, source = None, None
    low, high = to_decimal(awarded.low) if is_decimal(awarded.low) else None, to_decimal(awarded.high) if is_decimal(awarded.high) else None
    if points is None or not is_decimal(points) or low is None or high is None:
        shown_range = show_range(awarded)
        reason = (
            Wording("得分没有舍入成有限小数", "the score is not rounded to a finite decimal")
            if points is not None
            else Wording(
                f"应在 {shown_range.zh} 内评分，没有可采用的自评得分，规则也没有默认值",
                f"any score in {shown_range.en} is permitted, none is declared inside, and the rule states no default",
            )
        )
        undecided = Score(
            row=row.ref, status="undecided", low=low, high=high, low_closed=awarded.low_closed,
            high_closed=awarded.high_closed, full=None if full is None else to_decimal(full), rule=rule, reason=reason,
            trace=trace((*steps, Step("undecided", reason)), rule, Wording("无法评分", "no score can be given")),
            findings=(*noticed, _not_scored(row, reason)),
        )  # fmt: skip
        return undecided, Amount(awarded.low, awarded.high, types.POINTS)
    shown = show_number(points, types.POINTS)
    score = Score(
        row=row.ref, status="scored", points=to_decimal(points), low=low, high=high, low_closed=awarded.low_closed,
        high_closed=awarded.high_closed, full=None if full is None else to_decimal(full), score_from=source, rule=rule,
        trace=trace(steps, rule, Wording(f"得 {shown.zh}", f"Score: {shown.en}")), findings=noticed,
    )  # fmt: skip
    return score, exactly(points, types.POINTS)


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


def _noticed(row: Row) -> tuple[Finding, ...]:
    """What the row's values show before any rule looks at them."""
    if isinstance(row.item, BudgetExecution):
        return ()
    found = []
    if row.pair.differs is not None:
        found.append(Finding(Code.UNIT_DIFFERS, row.ref, row.pair.differs))
    if "quantitative" in row.kinds:
        target, actual = row.target.written, row.actual.written
        if is_claim(row.actual) and repeats(row.target, row.actual):
            found.append(
                Finding(
                    Code.NOT_MEASURED,
                    row.ref,
                    Wording(f"完成值照抄指标值“{target}”，不是实测结果", f"the actual value repeats the target {target!r}; nothing was measured"),
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


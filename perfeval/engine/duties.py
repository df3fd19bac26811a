"""The audits of a rule set: what must hold, what is hinted at, how points are to be weighted; run after scoring."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from perfeval.engine.amount import Amount, Unknown, needed, show_number
from perfeval.engine.interpret import Interpreter
from perfeval.engine.score import cite
from perfeval.engine.table_state import TableState
from perfeval.engine.values_read import values_read
from perfeval.exact import sum_of
from perfeval.finding import Code, Finding, RowRef
from perfeval.language import nodes, types
from perfeval.language.remembered import remembered
from perfeval.language.spelling import spell
from perfeval.language.traversal import mentions, parts, walk
from perfeval.language.vocabulary import vocabulary
from perfeval.values.model import Points
from perfeval.wording import Wording, verbatim


def run_audits(ruleset: nodes.RuleSetNodes, state: TableState) -> tuple[Finding, ...]:
    """Run every audit in force: on each row that it is for, or once on the table.

    What cannot be decided for lack of data is listed once for each audit.
    """
    found: list[Finding] = []
    of_table = Interpreter(ruleset, state)
    of_rows = [of_table.about(row) for row in state.rows]
    for audit in of_table.standing.audits:
        found += _run(audit, of_table, of_rows)
    return tuple(found)


def _run(audit: nodes.Audit, of_table: Interpreter, of_rows: list[Interpreter]) -> list[Finding]:
    found: list[Finding] = []
    undecided: list[tuple[RowRef, Wording]] = []
    if audit.selector is None:
        found += _duties(audit.duties, audit, of_table, None, undecided)
    else:
        for interpreter in of_rows:
            row = interpreter.row
            assert row is not None  # noqa: S101 - each is about a row
            applies = interpreter.truth(audit.selector)
            if isinstance(applies, Unknown):
                undecided.append((row.ref, applies.reason))
            elif applies and row.has_points:
                found += _duties(audit.duties, audit, interpreter, row.ref, undecided)
            elif applies:  # a row without points is only asked whether it has them
                asking = tuple(duty for duty in audit.duties if _asks_for_points(duty))
                found += _duties(asking, audit, interpreter, row.ref, [])
    if undecided:
        found.append(_not_checked(audit, undecided))
    return found


def _not_checked(audit: nodes.Audit, undecided: list[tuple[RowRef, Wording]]) -> Finding:
    rows = [ref for ref, _ in undecided if ref is not None]
    reasons = list(dict.fromkeys(reason for _, reason in undecided))
    where = _rows(rows) if len(rows) > 1 else verbatim("")  # a single row stands beside the finding already
    return Finding(
        Code.NOT_CHECKED,
        rows[0] if len(rows) == 1 else None,
        Wording(
            f"审核“{audit.name}”未能进行{where.zh}：{reasons[0].zh}",
            f"audit `{audit.name}` could not be decided{where.en}: {reasons[0].en}",
        ),
    )


def _rows(rows: Sequence[RowRef]) -> Wording:
    if not rows:
        return verbatim("")
    zh = "、".join("预算执行" if ref == "execution" else f"第{ref}行" for ref in rows)
    en = ", ".join("execution" if ref == "execution" else str(ref) for ref in rows)
    return Wording(f"（{zh}）", f" (rows {en})")


@remembered
def _asks_for_points(duty: nodes.Duty) -> bool:
    asked = tuple(one for one in (duty.guard, duty.require) if one is not None)
    return any(
        isinstance(one, nodes.StateOf) and isinstance(one.operand, nodes.RowField) and one.operand.id == "weight"
        for one in walk(asked, {})
    )


def _duties(
    duties: tuple[nodes.Duty, ...],
    audit: nodes.Audit,
    interpreter: Interpreter,
    ref: RowRef,
    undecided: list[tuple[RowRef, Wording]],
) -> Iterator[Finding]:
    for duty in duties:
        if duty.guard is not None:
            applies = interpreter.truth(duty.guard)
            if isinstance(applies, Unknown):
                undecided.append((ref, applies.reason))
                continue
            if not applies:
                continue
        if duty.flag is not None:
            code = Code.OVER_ACHIEVED if _is_about_over_achievement(duty, interpreter) else Code.FLAGGED
            yield Finding(code, ref, _because(verbatim(duty.flag), duty, interpreter), cited=_cited(audit))
        elif duty.require is not None:
            holds = interpreter.truth(duty.require)
            if isinstance(holds, Unknown):
                undecided.append((ref, holds.reason))
            elif not holds:
                yield _not_met(audit, duty, duty.require, interpreter, ref)
        else:
            yield from _weights(audit, duty, interpreter)


@remembered
def _cited(audit: nodes.Audit) -> Wording:
    cites = cite(audit.citations)
    return Wording(f"审核“{audit.name}”，依据：{cites.zh}", f"audit `{audit.name}`, citing: {cites.en}")


def _because(sentence: Wording, duty: nodes.Duty, interpreter: Interpreter) -> Wording:
    if duty.guard is None:
        return sentence
    read = values_read((duty.guard,), interpreter)
    return sentence if read is None else Wording(f"{sentence.zh}（{read.zh}）", f"{sentence.en} ({read.en})")


def _not_met(
    audit: nodes.Audit, duty: nodes.Duty, condition: nodes.Expression, interpreter: Interpreter, ref: RowRef
) -> Finding:
    code = _code(duty, condition, interpreter)
    if code in (Code.EXPLANATION_MISSING, Code.OVER_ACHIEVED) and duty.message is None:
        sentence = Wording("应填写偏差原因而未填写", "an explanation is due and none is given")
    elif duty.message is not None:
        sentence = verbatim(duty.message)
    else:
        text = spell(condition)
        sentence = Wording(f"应当 {text.zh}", f"required: {text.en}")
    read_here = (duty.guard, condition) if duty.guard is not None else (condition,)
    read = values_read(read_here, interpreter)
    if read is not None:
        sentence = Wording(f"{sentence.zh}（{read.zh}）", f"{sentence.en} ({read.en})")
    return Finding(code, ref, sentence, cited=_cited(audit))


def _code(duty: nodes.Duty, condition: nodes.Expression, interpreter: Interpreter) -> Code:
    """The code that a duty's subject gives: explanations, over-achievement, sums of points, anything else."""
    if _is_about_over_achievement(duty, interpreter):
        return Code.OVER_ACHIEVED
    if id(condition) in _asking_for_explanation(interpreter.ruleset):
        return Code.EXPLANATION_MISSING
    if _sums_weights(condition):
        return Code.WEIGHTS_DO_NOT_SUM
    return Code.REQUIREMENT_NOT_MET


@remembered
def _asking_for_explanation(ruleset: nodes.RuleSetNodes) -> frozenset[int]:
    """The conditions required by the audits, by identity, that read the explanation."""
    required = [duty.require for audit in ruleset.audits for duty in audit.duties if duty.require is not None]
    return frozenset(id(one) for one in required if mentions(one, frozenset({"explanation"}), ruleset.variables))


def _is_about_over_achievement(duty: nodes.Duty, interpreter: Interpreter) -> bool:
    """Whether the duty's condition asks for a completion from 100% up."""

    def asks(node: nodes.Expression) -> bool:
        match node:
            case nodes.Compare(">=" | ">", nodes.RowField("completion"), right):
                bound = needed(interpreter.operand(right))
                return isinstance(bound, Amount) and bound.low >= 1
            case nodes.And(left, right):
                return asks(left) or asks(right)
            case _:
                return False

    return duty.guard is not None and asks(duty.guard)


@remembered
def _sums_weights(node: nodes.Expression) -> bool:
    if isinstance(node, nodes.Aggregate) and node.operand is not None:
        return any(
            (isinstance(one, nodes.RowField) and one.id in ("weight", "full"))
            or (isinstance(one, nodes.Variable) and one.key == "full")
            for one in walk((node.operand,), {})
        )
    return any(_sums_weights(part) for part in parts(node))


# ---- weights ----


def _weights(audit: nodes.Audit, duty: nodes.Duty, interpreter: Interpreter) -> Iterator[Finding]:
    off: list[Wording] = []
    for weighing in duty.weights:
        wanted = needed(interpreter.operand(weighing.points))
        if not isinstance(wanted, Amount):
            continue
        have = weight_of(weighing.kinds, interpreter.state)
        if have != wanted.low:
            kinds = [vocabulary().words["kinds"][kind] for kind in weighing.kinds]
            asked, found = show_number(wanted.low, types.POINTS), show_number(have, types.POINTS)
            off.append(
                Wording(
                    f"{'或'.join(word.zh for word in kinds)}应为 {asked.zh}，实为 {found.zh}",
                    f"{' or '.join(word.en for word in kinds)} should have {asked.en}, has {found.en}",
                )
            )
    if off:
        zh, en = "；".join(one.zh for one in off), "; ".join(one.en for one in off)
        yield Finding(
            Code.WEIGHTS_DO_NOT_SUM, None, Wording(f"分值框架：{zh}", f"points by group: {en}"), cited=_cited(audit)
        )


def weight_of(kinds: tuple[str, ...], state: TableState) -> Fraction:
    """The points printed in the rows of these kinds, scored or not; a satisfaction row is not counted as benefit."""
    wanted = frozenset(kinds)
    return sum_of(
        [row.item.full.amount for row in state.rows if isinstance(row.item.full, Points) and row.kinds & wanted]
    )

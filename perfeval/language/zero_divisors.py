"""Divisions by what may be 0: zero targets and zero budgets are real data, and no document has one answer for them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, TypeAlias

from attrs import frozen

from perfeval.diagnostic import SourceText, Span
from perfeval.language import nodes
from perfeval.language.known import Known
from perfeval.language.limits import misses_upper_limit
from perfeval.language.scope import RESTATABLE
from perfeval.language.spelling import spell
from perfeval.language.traversal import parts
from perfeval.wording import Wording

_MONEY: Final = frozenset(
    {"initial_budget", "revised_budget", "expenditure", "carry_over", "appropriation", "other_funds"}
)


@frozen
class ZeroDivisor:
    """A division whose divisor may be 0: where it stands in the rule's own text, and by what it divides."""

    span: Span
    by: nodes.Expression
    is_completion: bool = False


Seen: TypeAlias = set[tuple[str, Known]]


def zero_divisors(
    node: nodes.Expression, known: Known, source: SourceText, at: Span, seen: Seen | None = None
) -> Iterator[ZeroDivisor]:
    """The divisions in an expression, its variables written out, by what may be 0.

    `at`: where it is read; `seen`: variables already looked into, each with what was known there.
    """
    seen = set() if seen is None else seen
    if node.written.source == source:
        at = node.written.span
    match node:
        case nodes.Variable() if node.key not in RESTATABLE:
            if (node.key, known) not in seen:
                seen.add((node.key, known))
                for meant in known.meanings(node):
                    if meant is not node:
                        yield from zero_divisors(meant, known, source, at, seen)
        case nodes.RowField("completion"):
            target = nodes.RowField("target", type=node.type, written=node.written)
            if not known.is_not_zero(target) and not known.is_not_zero(node):
                yield ZeroDivisor(at, target, is_completion=True)
        case nodes.Arithmetic("/", left, right):
            yield from zero_divisors(left, known, source, at, seen)
            yield from zero_divisors(right, known, source, at, seen)
            for one in _zeros(right, known):
                yield ZeroDivisor(right.written.span if right.written.source == source else at, one)
        case nodes.Function("if", (condition, one, other)):
            yield from zero_divisors(condition, known, source, at, seen)
            yield from zero_divisors(one, known.given(condition), source, at, seen)
            yield from zero_divisors(other, known.given(condition, holds=False), source, at, seen)
        case nodes.And(left, right):
            yield from zero_divisors(left, known, source, at, seen)
            yield from zero_divisors(right, known.given(left), source, at, seen)
        case nodes.Or(left, right):
            yield from zero_divisors(left, known, source, at, seen)
            yield from zero_divisors(right, known.given(left, holds=False), source, at, seen)
        case nodes.Aggregate():
            pass  # about other rows, of which nothing is known here
        case _:
            for part in parts(node):
                yield from zero_divisors(part, known, source, at, seen)


def _zeros(divisor: nodes.Expression, known: Known) -> Iterator[nodes.Expression]:
    """The parts of a divisor that may be 0 and make it so."""
    if known.is_not_zero(divisor):
        return
    for meant in known.meanings(divisor):
        yield from _zeros_in(meant, known)


def _zeros_in(meant: nodes.Expression, known: Known) -> Iterator[nodes.Expression]:
    match meant:
        case nodes.RowField("actual") | nodes.Variable("actual"):
            if not misses_upper_limit(known):  # 0 meets every upper limit
                yield meant
        case nodes.RowField("target" | "revised_target" | "completion") | nodes.Variable("target") | nodes.Fact():
            yield meant
        case nodes.TableField(name) if name in _MONEY:
            yield meant
        case nodes.Arithmetic("*", left, right):
            yield from _zeros(left, known)
            yield from _zeros(right, known)
        case nodes.Arithmetic("/", left, _):
            yield from _zeros(left, known)
        case nodes.Function("abs", (operand,)) | nodes.Negative(operand) | nodes.Rounded(operand=operand):
            yield from _zeros(operand, known)
        case nodes.Function("max" | "min", arguments):
            zeros = [list(_zeros(one, known)) for one in arguments]
            if all(zeros):
                yield from zeros[0]
        case nodes.Function("first", arguments):
            for one in arguments:
                yield from _zeros(one, known)
        case nodes.Function("if", (condition, one, other)):
            yield from _zeros(one, known.given(condition))
            yield from _zeros(other, known.given(condition, holds=False))
        case _:
            pass


def message(one: ZeroDivisor) -> tuple[Wording, Wording]:
    """What is said of a division by what may be 0, and the mend."""
    name = spell(one.by)
    if one.is_completion or name.zh == "指标值":
        what = (
            Wording("指标值为 0 时没有完成率", "there is no completion rate where the target is 0")
            if one.is_completion
            else Wording("指标值可能为 0", "the target may be 0")
        )
        return (
            Wording(f"{what.zh}，这样的行评不出分。", f"{what.en}: such rows get no score"),
            Wording(
                "写明为 0 时怎样评：前面加一条 规则 零目标 适用于 定量指标 且 指标值 = 0；或限定 且 指标值 ≠ 0",
                "say what 0 gives: a rule before this one, for quantitative and target = 0; or narrow it: "
                "and target != 0",
            ),
        )
    return (
        Wording(f"“{name.zh}”可能为 0，这样的行评不出分。", f"`{name.en}` may be 0: such rows get no score"),
        Wording(
            f"写明为 0 时怎样评：当 {name.zh} = 0  得 0分（或应得的分数；不评的写 不参与评分）",
            f"say what 0 gives: when {name.en} = 0 award 0 points (or what it should get, or not scored)",
        ),
    )

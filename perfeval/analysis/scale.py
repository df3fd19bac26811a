"""Whether what a rule gives depends on the size of its figures: a proof for one target then is one for all.

Let target, full marks and the figure be unknown. Where every decision is about a polynomial that has one degree in
target and figure, and one in full marks, and every amount of points has degree 0 in the former and 1 in the latter,
rows that are k times each other are decided alike and score alike, and full marks twice as large give twice as much.
"""

from __future__ import annotations

from typing import Final

from attrs import evolve, frozen

from perfeval.analysis.behaviour import FIGURE, unrounded
from perfeval.analysis.subjects import Subject
from perfeval.engine.examples import example_row
from perfeval.engine.interpret import Interpreter
from perfeval.engine.lowering.cells import filled, opened
from perfeval.engine.outcome import Awarded, Undecided, apply_rule
from perfeval.engine.rows import choose_rule, rules_in_force
from perfeval.symbolic.number import number, parts
from perfeval.symbolic.paths import ABOVE, NOT_BELOW, Branch, NotSymbolicError, Tree, explore
from perfeval.symbolic.polynomial import Division, Polynomial
from perfeval.tables.indicator import SelfEvaluation
from perfeval.values.model import Missing, Money, Points

FULL: Final = "full"
_SIGNS: Final = {FULL: ABOVE, FIGURE: NOT_BELOW}


class _NotSoError(Exception):
    """Something is not the same for rows of other sizes."""


@frozen
class _Ends:
    amounts: tuple[tuple[Polynomial, Polynomial], ...]


def is_of_any_size(subject: Subject) -> bool:
    """Whether the subject scores alike for every target (or budget) above 0 and all full marks.

    False where that is not seen, which does not mean that it is not so.
    """
    table, others = _symbolic(subject.with_figure(number(FIGURE)))
    if table is None:
        return False
    try:
        tree = explore(
            lambda: _amounts(subject, table),
            {**_SIGNS, **dict.fromkeys(others, ABOVE)},
            otherwise=lambda _: None,
        )
        _expect_alike(tree, frozenset({FIGURE, *others}))
    except (_NotSoError, NotSymbolicError):
        return False
    return True


def _symbolic(table: SelfEvaluation) -> tuple[SelfEvaluation | None, frozenset[str]]:
    """The table with its target or its budgets, and its full marks, unknown; None where some of them has no number."""
    execution = table.execution
    if not table.indicators:
        if execution is None or not isinstance(execution.full, Points):
            return None, frozenset()
        budgets = {
            name: Money(number(name), cell.scale)
            for name in ("initial", "revised")
            if isinstance(cell := getattr(execution, name), Money)
        }
        initial, revised = (budgets.get(name, getattr(execution, name)) for name in ("initial", "revised"))
        made = evolve(execution, full=Points(number(FULL)), initial=initial, revised=revised)
        return evolve(table, execution=made), frozenset(budgets)
    (row,) = table.indicators
    if not isinstance(row.full, Points) or isinstance(row.target, Missing):
        return None, frozenset()
    template, numbers = opened(row.target)
    if len(numbers) != 1 or numbers[0] <= 0:
        return None, frozenset()
    target = filled(template, (number("target"),))
    assert not isinstance(target, Points)  # noqa: S101 - a target is no points
    return evolve(table, indicators=(evolve(row, target=target, full=Points(number(FULL))),)), frozenset({"target"})


def _amounts(subject: Subject, table: SelfEvaluation) -> _Ends | None:
    state, row = example_row(subject.rules, subject.example, subject.rule, table)
    interpreter = Interpreter(subject.rules.nodes, state, row)
    chosen = choose_rule(rules_in_force(subject.rules.nodes, state), interpreter)
    if isinstance(chosen, Undecided) or chosen.name != subject.rule.name:
        return _Ends(())
    outcome, _ = apply_rule(unrounded(subject.rule), interpreter)
    if not isinstance(outcome, Awarded):
        return _Ends(())
    return _Ends((parts(outcome.low), parts(outcome.high)))


def _expect_alike(tree: Tree[_Ends | None], sizes: frozenset[str]) -> None:
    if isinstance(tree, Branch):
        _degrees(tree.polynomial, sizes)
        _expect_alike(tree.yes, sizes)
        _expect_alike(tree.no, sizes)
        return
    if tree.result is None:
        raise _NotSoError
    for top, bottom in tree.result.amounts:
        if not top.terms:
            continue
        (size, full), (under, below) = _degrees(top, sizes), _degrees(bottom, sizes)
        if size != under or full - below != 1:
            raise _NotSoError


def _degrees(one: Polynomial, sizes: frozenset[str]) -> tuple[int, int]:
    """The one degree that all terms have, in figure and target, and in full marks."""
    if not one.terms:
        return 0, 0
    found: set[tuple[int, int]] = set()
    for monomial in one.terms:
        size = full = 0
        for name, power in monomial:
            if isinstance(name, Division):
                # a whole number that counts or rounds a quotient without a size has none itself
                if _degrees(name.top, sizes) != _degrees(name.bottom, sizes):
                    raise _NotSoError
                continue
            size += power if name in sizes else 0
            full += power if name == FULL else 0
        found.add((size, full))
    if len(found) != 1:
        raise _NotSoError
    return found.pop()

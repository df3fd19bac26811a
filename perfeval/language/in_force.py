"""Dates in force: from the syntax tree, checked for order and for overlaps."""

from __future__ import annotations

import datetime as dt

from perfeval.language import nodes, tree
from perfeval.language.problems import Problems
from perfeval.wording import Wording


def in_force(dates: tree.Dates | None) -> nodes.InForce:
    """The days that a clause of dates covers; always where there is none."""
    return nodes.ALWAYS if dates is None else nodes.InForce(dates.first, dates.last)


def check_dates(dates: tree.Dates | None, problems: Problems) -> None:
    """Report a first day after the last one."""
    if dates is None or dates.first is None or dates.last is None or dates.first <= dates.last:
        return
    problems.error(
        "dates-reversed",
        dates.span,
        Wording(
            f"起始日 {dates.first} 晚于截止日 {dates.last}，没有一天有效。",
            f"the first day {dates.first} is after the last day {dates.last}: no day is in force",
        ),
        Wording(
            f"若是写反了：自 {dates.last} 至 {dates.first}",
            f"if they are swapped: from {dates.last} until {dates.first}",
        ),
    )


def overlap(one: nodes.InForce, other: nodes.InForce) -> bool:
    """Whether some day lies in both."""
    first = max(one.first or dt.date.min, other.first or dt.date.min)
    last = min(one.last or dt.date.max, other.last or dt.date.max)
    return first <= last


def covers(outer: nodes.InForce, inner: nodes.InForce) -> bool:
    """Whether every day of the inner one lies in the outer one."""
    starts = outer.first is None or (inner.first is not None and inner.first >= outer.first)
    ends = outer.last is None or (inner.last is not None and inner.last <= outer.last)
    return starts and ends

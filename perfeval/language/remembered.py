"""What is worked out of a node once: rules stay, tables come and go.

An explanation spells the same expression for every row of every table. What depends on the rule text alone is kept for
as long as the node lives, and by its identity: to compare nodes by value means to compare whole trees.
"""

from __future__ import annotations

import functools
import weakref
from collections.abc import Callable
from typing import TypeVar

Node = TypeVar("Node")
Made = TypeVar("Made")


def remembered(make: Callable[[Node], Made]) -> Callable[[Node], Made]:
    """The function, called once for each object; what it gives must not refer to that object, or both stay for ever."""
    made: dict[int, tuple[weakref.ref[Node], Made]] = {}

    @functools.wraps(make)
    def once(node: Node) -> Made:
        key = id(node)
        known = made.get(key)
        if known is not None and known[0]() is node:
            return known[1]
        found = make(node)
        made[key] = weakref.ref(node, lambda _: made.pop(key, None)), found
        return found

    return once

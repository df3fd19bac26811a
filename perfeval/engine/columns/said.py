"""What ends say beside their amounts, by number: for columns that hold numbers, and words for them."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

import numpy as np
from attrs import define, field

from perfeval.engine.columns.kernel import BY_ROW, Code

if TYPE_CHECKING:
    from numpy.typing import NDArray

STATUSES: Final = ("scored", "not scored", "undecided")
HAS_RANGE, HAS_NO_POINTS, HAS_NO_BOUNDS, IS_BY_ROW, HAS_NO_RULE, HAS_FINDING = 1, 2, 4, 8, 16, 32
"""Flags of codes whose rows have to be looked at once more (those before `LOOKED_AT`), or have no rule, or findings."""
LOOKED_AT: Final = 15


PLAIN: Final = Code("scored", None, (), has_points=True, has_bounds=True, is_range=False)


@define(eq=False)
class Said:
    """What ends can say, by number, and the words for it; numbers stay what they are while more is added."""

    codes: list[Code] = field(factory=lambda: [PLAIN])
    """The first is for rows of which nobody asks what they say."""
    rules: dict[str, int] = field(factory=dict)
    findings: dict[str, int] = field(factory=dict)
    _numbers: dict[Code, int] = field(factory=lambda: {PLAIN: 0})
    _lock: threading.Lock = field(factory=threading.Lock)

    def number(self, code: Code) -> int:
        """The number of a code."""
        found = self._numbers.get(code)
        if found is not None:
            return found
        with self._lock:  # a number is given once, whoever asks
            if code not in self._numbers:
                self.codes.append(code)
                if code.rule is not None:
                    self.rules.setdefault(code.rule, len(self.rules))
                if code.findings:
                    self.findings.setdefault(" ".join(code.findings), len(self.findings))
                self._numbers[code] = len(self.codes) - 1
            return self._numbers[code]

    def words(self, code: Code) -> tuple[int, int, int]:
        """The words for rule and finding, by number (-1: none), and the status."""
        rule = -1 if code.rule is None else self.rules[code.rule]
        finding = self.findings[" ".join(code.findings)] if code.findings else -1
        return rule, finding, STATUSES.index(code.status)

    @staticmethod
    def flags(code: Code) -> int:
        """What has to be looked at once more for rows with this code."""
        flags = IS_BY_ROW if code == BY_ROW else 0
        flags |= HAS_RANGE if code.is_range else 0
        flags |= HAS_NO_RULE if code.rule is None else 0
        flags |= HAS_FINDING if code.findings else 0
        return flags | (0 if code.has_points else HAS_NO_POINTS) | (0 if code.has_bounds else HAS_NO_BOUNDS)

    def table(self, of: Callable[[Code], int]) -> NDArray[np.int16]:
        """Something of every code, by number."""
        return np.array([of(code) for code in self.codes], dtype=np.int16)

"""What the driver asks of a way of computing the rule, and the columns that it hands out."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from oracle import KINDS, SIGNS, Row

if TYPE_CHECKING:
    import numpy as np

SATISFACTION, COST = KINDS.index("满意度指标"), KINDS.index("成本指标")
AT_LEAST, AT_MOST, EQUAL, UNSIGNED = range(4)


def use_one_thread() -> None:
    """To be called before any of the libraries is loaded that would take more."""
    names = ("POLARS_MAX_THREADS", "NUMBA_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")
    os.environ |= dict.fromkeys(names, "1")


class Columns:
    """Rows as numpy columns: `level2` and `sign` are int8 codes of KINDS and SIGNS, the rest int64 in hundredths.

    `count` rows, drawn again and again from those given.
    """

    def __init__(self, rows: Sequence[Row], count: int | None = None) -> None:
        import numpy as np

        taken = np.arange(len(rows))
        if count is not None:
            taken = np.random.default_rng(20).integers(0, len(rows), count)

        def column(values: list[int | None], type_: type[np.generic]) -> np.ndarray:
            return np.array(values, dtype=type_)[taken]

        self.level2 = column([KINDS.index(row.level2) for row in rows], np.int8)
        self.sign = column([SIGNS.index(row.sign) for row in rows], np.int8)
        self.target = column([row.target for row in rows], np.int64)
        self.actual = column([row.actual for row in rows], np.int64)
        self.full = column([row.full for row in rows], np.int64)

    @property
    def integers(self) -> dict[str, np.ndarray]:
        """All five, by name."""
        return {name: getattr(self, name) for name in ("level2", "sign", "target", "actual", "full")}

    @cached_property
    def floats(self) -> dict[str, np.ndarray]:
        """All five, by name, the amounts as float64: the nearest float of each decimal."""
        amounts = {name: getattr(self, name) / 100 for name in ("target", "actual", "full")}
        return {"level2": self.level2, "sign": self.sign, **amounts}


@dataclass(frozen=True, kw_only=True)
class Way:
    """One way of scoring rows."""

    name: str
    group: Literal["scalar", "columns"]
    prepare: Callable[[Any], Callable[[], Any]]
    """Puts rows (scalar: a list of Row; columns: Columns) as this way likes them best; gives the function to time."""
    hundredths: Callable[[Any], Sequence[int | None]] | None
    """Reads what that function gave as hundredths of a point; None for a way that scores nothing: a limit."""
    at_most: int | None = None
    """How many rows it is given, if it is too slow for all."""
    ours: bool = False


def from_decimals(found: Sequence[Any]) -> list[int | None]:
    """Scores as Decimal, Fraction or another exact number."""
    return [None if one is None else int(one * 100) for one in found]


def from_floats(found: Sequence[float]) -> list[int]:
    """Scores as floats that were rounded to two places."""
    return [round(one * 100) for one in found]


def from_float_column(found: Any) -> list[int]:
    """The same for a column."""
    import numpy as np

    hundredths: list[int] = np.rint(np.asarray(found, dtype=np.float64) * 100).astype(np.int64).tolist()
    return hundredths


def as_given(found: Any) -> Sequence[int | None]:
    """Scores that are hundredths already, in a list or a column."""
    hundredths: list[int | None] = found if isinstance(found, list) else found.tolist()
    return hundredths

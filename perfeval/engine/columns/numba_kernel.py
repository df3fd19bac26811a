"""All kernels of a set of rows as one loop without branches, compiled by numba."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numba
import numpy as np

from perfeval.engine.columns.kernel import Code, Kernel
from perfeval.engine.lowering.python_text import parameter_names
from perfeval.engine.lowering.straight_line import straight_line

LARGEST_BITS = 49
"""Points of so many bits and more may come of a quotient that is off by more than one."""


@numba.njit(inline="always", error_model="numpy")
def _floor_of_sizes(top: int, bottom: int) -> int:
    whole = np.int64(np.float64(top) / np.float64(bottom))
    rest = top - whole * bottom
    return int(whole + (rest >= bottom) - (rest < 0))


@numba.njit(inline="always", error_model="numpy")
def half_up(top: int, bottom: int) -> int:
    """As `exact_division.half_up`."""
    whole = _floor_of_sizes(2 * abs(top) + bottom, 2 * bottom)
    return -whole if top < 0 else whole


@numba.njit(inline="always", error_model="numpy")
def down(top: int, bottom: int) -> int:
    """As `exact_division.down`."""
    whole = _floor_of_sizes(abs(top), bottom)
    return -whole if top < 0 else whole


@numba.njit(inline="always", error_model="numpy")
def up(top: int, bottom: int) -> int:
    """As `exact_division.up`."""
    size = abs(top)
    whole = _floor_of_sizes(size, bottom)
    whole += size - whole * bottom > 0
    return -whole if top < 0 else whole


@numba.njit(inline="always", error_model="numpy")
def floor(top: int, bottom: int) -> int:
    """As `exact_division.floor`."""
    size = abs(top)
    whole = _floor_of_sizes(size, bottom)
    below = -whole - (size - whole * bottom > 0)
    return below if top < 0 else whole


@numba.njit(inline="always", error_model="numpy")
def half_even(top: int, bottom: int) -> int:
    """As `exact_division.half_even`."""
    size = abs(top)
    whole = _floor_of_sizes(size, bottom)
    twice = 2 * (size - whole * bottom)
    whole += (twice > bottom) | ((twice == bottom) & (whole & 1 == 1))
    return -whole if top < 0 else whole


_NAMES: dict[str, Any] = {
    "half_up": half_up, "half_even": half_even, "down": down, "up": up, "floor": floor, "int64": np.int64,
}  # fmt: skip


def loop_source(kernels: tuple[Kernel, ...], numbers: list[dict[Code, int]]) -> str:
    """The text of the loop; `numbers` say for each kernel by what number each of its codes goes.

    It gives, for every input, bits that are at least those of its largest number, and whether some points were too
    large for the exact division.
    """
    inputs = tuple(sorted({one for kernel in kernels for one in kernel.inputs}))
    names = parameter_names(inputs)
    columns = "".join(f"{name}_column, " for name in names.values())
    lines = [f"def loop(which, {columns}code, points):", "    most = int64(0)"]
    lines += [f"    {name}_bits = int64(0)" for name in names.values()]
    lines += ["    for row in range(len(which)):", "        program = which[row]"]
    for name in names.values():
        lines.append(f"        {name} = int64({name}_column[row])")
        lines.append(f"        {name}_bits |= {name} ^ ({name} >> 63)")
    chosen = {"code": "", "points": ""}
    for place, (kernel, numbered) in enumerate(zip(kernels, numbers, strict=True)):
        codes = {end: numbered[kernel.codes[code]] for end, code in kernel.code_of.items()}
        made = straight_line(kernel.tree, names, "loop", ("code", "points"), codes, f"p{place}_")
        lines += [f"        {line}" for line in made.statements]
        lines += [f"        most |= {name} ^ ({name} >> 63)" for name in made.divisions]
        for what in ("code", "points"):
            value = made.found[what]
            if chosen[what] not in ("", value):
                lines.append(f"        {what}_{place} = {value} if program == {place} else {chosen[what]}")
                value = f"{what}_{place}"
            chosen[what] = value
    lines += [f"        code[row] = {chosen['code']}", f"        points[row] = {chosen['points']}"]
    lines.append(f"        most |= int64({chosen['points']}) ^ (int64({chosen['points']}) >> 63)")
    lines.append(f"    return {''.join(f'{name}_bits, ' for name in names.values())}most >> {LARGEST_BITS}")
    return "\n".join(lines) + "\n"


def compiled(kernels: tuple[Kernel, ...], numbers: list[dict[Code, int]]) -> Callable[..., Any]:
    """The loop, compiled when it is first called with columns of some types."""
    names = dict(_NAMES)
    exec(compile(loop_source(kernels, numbers), "<loop>", "exec"), names)  # noqa: S102 - text of our own making
    made: Callable[..., Any] = numba.njit(error_model="numpy", nogil=True)(names["loop"])
    return made

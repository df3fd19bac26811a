"""All kernels of a set of rows as one loop without branches, compiled by numba.

What an end says is packed into one number: 12 bits each of its code, of the words for rule and finding, of the status,
and flags. The tops and bottoms of all kernels are selected first, so that each row is divided once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numba
import numpy as np

from perfeval.engine.columns.kernel import Code, Kernel, known_signs, programs_of
from perfeval.engine.columns.said import LOOKED_AT
from perfeval.engine.lowering.python_text import defined_function, parameter_names
from perfeval.engine.lowering.straight_line import Lines, Wanted, rounding_name, straight_line, way_of
from perfeval.symbolic.paths import ABOVE
from perfeval.symbolic.polynomial import Variable

LARGEST_BITS = 49
"""A quotient of so many bits and more may be off by more than one."""


@numba.njit(inline="always", error_model="numpy")
def _floor_of_small(top: int, bottom: int) -> int:
    return np.int64(np.float64(top) / np.float64(bottom))  # type: ignore[return-value]


@numba.njit(inline="always", error_model="numpy")
def _floor_of_large(top: int, bottom: int) -> int:
    whole = np.int64(np.float64(top) / np.float64(bottom))
    rest = top - whole * bottom
    return whole + (rest >= bottom) - (rest < 0)  # type: ignore[return-value]


def _roundings(floor_of_sizes: Callable[[int, int], int]) -> Mapping[str, Any]:
    """As `exact_division`, for one row."""
    inlined = numba.njit(inline="always", error_model="numpy")

    @inlined
    def half_up_of_sizes(top: int, bottom: int) -> int:
        return floor_of_sizes(top + (bottom >> 1), bottom)

    @inlined
    def half_even_of_sizes(top: int, bottom: int) -> int:
        whole = floor_of_sizes(top, bottom)
        twice = 2 * (top - whole * bottom)
        return whole + ((twice > bottom) | ((twice == bottom) & (whole & 1 == 1)))

    @inlined
    def up_of_sizes(top: int, bottom: int) -> int:
        whole = floor_of_sizes(top, bottom)
        return whole + (whole * bottom < top)

    @inlined
    def half_up(top: int, bottom: int) -> int:
        whole = half_up_of_sizes(abs(top), bottom)
        return -whole if top < 0 else whole

    @inlined
    def half_even(top: int, bottom: int) -> int:
        whole = half_even_of_sizes(abs(top), bottom)
        return -whole if top < 0 else whole

    @inlined
    def down(top: int, bottom: int) -> int:
        whole = floor_of_sizes(abs(top), bottom)
        return -whole if top < 0 else whole

    @inlined
    def up(top: int, bottom: int) -> int:
        whole = up_of_sizes(abs(top), bottom)
        return -whole if top < 0 else whole

    @inlined
    def floor(top: int, bottom: int) -> int:
        size = abs(top)
        below = up_of_sizes(size, bottom)
        whole = floor_of_sizes(size, bottom)
        return -below if top < 0 else whole

    return {
        "half_up": half_up, "half_even": half_even, "down": down, "up": up, "floor": floor,
        "half_up_of_sizes": half_up_of_sizes, "half_even_of_sizes": half_even_of_sizes, "up_of_sizes": up_of_sizes,
        "down_of_sizes": floor_of_sizes, "floor_of_sizes": floor_of_sizes,
    }  # fmt: skip


SMALL = _roundings(_floor_of_small)
LARGE = _roundings(_floor_of_large)

CODE_BITS, RULE_SHIFT, FINDING_SHIFT, STATUS_SHIFT, FLAGS_SHIFT = 0xFFF, 12, 24, 36, 48
"""12 bits each: a rule set with more codes than that is computed by columns."""
UNKNOWN_KEY = 1 << 14
"""The flag of a row whose key has no program."""
UNUSUAL_BIT = 13
"""The flag of a row whose numbers have signs for which the loop has no ways."""


_UNPACKED = (("rules", RULE_SHIFT, " - 1"), ("findings", FINDING_SHIFT, " - 1"), ("statuses", STATUS_SHIFT, ""))
"""What is taken out of the packed number for every row. Codes are wanted only where some end has flags."""


def packed(code: int, rule: int, finding: int, status: int, flags: int) -> int:
    """What an end says, as one number; words that are missing are -1."""
    return (
        code | (rule + 1) << RULE_SHIFT | (finding + 1) << FINDING_SHIFT | status << STATUS_SHIFT | flags << FLAGS_SHIFT
    )


def loop_source(kernels: tuple[Kernel, ...], said: Mapping[Code, int], *, small: bool, usual: bool) -> str:
    """The text of the loop; `said` gives what each code says, packed.

    It gives, for every input, bits that are at least those of its largest number, below 0 where some number is; bits of
    quotients that may be too large for the exact division; and the flags of all ends reached. Points and rules are
    always written; findings, statuses and codes where some row has others than none, 0 and 0. With `usual` it has only
    the ways for the usual signs of numbers (`Kernel.usual`), and the flag `UNUSUAL` where some row has others.
    """
    inputs = tuple(sorted({one for kernel in kernels for one in kernel.inputs}))
    names = parameter_names(inputs)
    columns = "".join(f"{name}_column, " for name in names.values())
    kernels = programs_of(kernels, usual=usual)
    knowns = [known_signs(kernel.usual if usual else {}) for kernel in kernels]
    ways = {way_of(kernel.tree, known) for kernel, known in zip(kernels, knowns, strict=True)}
    together = None not in ways and len({way[0] for way in ways if way is not None}) == 1
    wanted: tuple[Wanted, ...] = ("code", "top", "bottom") if together else ("code", "points")
    lines = [f"def loop(keys, programs, which, says, {columns}codes, points, rules, findings, statuses):"]
    lines += ["    most = int64(0)", "    seen = int64(0)", *(f"    {name}_bits = int64(0)" for name in names.values())]
    lines += ["    for row in range(len(points)):", "        which[row] = programs[keys[row]]"]
    lines += ["    for row in range(len(points)):", "        program = which[row]"]
    for name in names.values():
        lines.append(f"        {name} = int64({name}_column[row])")
        lines.append(f"        {name}_bits |= {name}")
    chosen: dict[Wanted, str] = {"code": str(UNKNOWN_KEY << FLAGS_SHIFT), "points": "0", "top": "0", "bottom": "1"}
    for place, kernel in enumerate(kernels):
        codes = {end: said[kernel.codes[code]] for end, code in kernel.code_of.items()}
        made = straight_line(kernel.tree, names, "loop", wanted, codes, f"p{place}_", knowns[place])
        lines += [f"        {line}" for line in _chosen(made, place, wanted, chosen, small=small)]
    if usual:
        lines += [f"        {line}" for line in _unusual(kernels, names, chosen)]
    if together:
        sure = all(way is not None and way[1] for way in ways)
        mode = next(way[0] for way in ways if way is not None)
        chosen["points"] = "quotient"
        lines.append(f"        quotient = {rounding_name(mode, sure=sure)}({chosen['top']}, {chosen['bottom']})")
    lines += [
        f"        said = int64({chosen['code']})",
        f"        amount = int64({chosen['points']})",
        "        points[row] = amount",
        "        says[row] = said",
        "        seen |= said",
        *([] if small else ["        most |= amount ^ (amount >> 63)"]),
    ]
    for column, shift, minus in _UNPACKED:
        # a loop of its own each: the compiler then sees that nothing overlaps; what no row says needs no look at rows
        lines += [
            f"    if (seen >> {shift}) & {CODE_BITS}:",
            "        for row in range(len(points)):",
            f"            {column}[row] = ((says[row] >> {shift}) & {CODE_BITS}){minus}",
        ]
        if column == "rules":
            lines += ["    else:", f"        {column}[:] = 0{minus}"]
    lines += [
        f"    if (seen >> {FLAGS_SHIFT}) & {LOOKED_AT}:",
        "        for row in range(len(points)):",
        f"            codes[row] = says[row] & {CODE_BITS}",
    ]
    bits = "".join(f"{name}_bits, " for name in names.values())
    lines.append(f"    return {bits}most >> {LARGEST_BITS}, seen >> {FLAGS_SHIFT}")
    return "\n".join(lines) + "\n"


def _unusual(kernels: tuple[Kernel, ...], names: Mapping[Variable, str], chosen: dict[Wanted, str]) -> list[str]:
    """Statements that tell rows whose numbers have signs that the loop has no ways for."""
    asked = [[names[one] for one in kernel.inputs if kernel.usual[one] == ABOVE] for kernel in kernels]
    tests = [" | ".join(f"({name} == 0)" for name in one) or "False" for one in asked]
    mostly = max(tests, key=tests.count)
    lines, found = [f"odd = {mostly}"], "odd"
    for place, test in enumerate(tests):
        if test != mostly:
            lines.append(f"odd_{place} = {test}")
            lines.append(f"odds_{place} = odd_{place} if program == {place} else {found}")
            found = f"odds_{place}"
    chosen["code"] = f"({chosen['code']} | (int64({found}) << {FLAGS_SHIFT + UNUSUAL_BIT}))"
    return lines


def _chosen(
    made: Lines, place: int, wanted: tuple[Wanted, ...], chosen: dict[Wanted, str], *, small: bool
) -> list[str]:
    """The statements of a kernel, and the selection of what it gives for rows of its own."""
    lines = list(made.statements)
    if not small:
        lines += [f"most |= {name} ^ ({name} >> 63)" for name in made.divisions]
    for what in wanted:
        value = made.found[what]
        if chosen[what] != value:
            lines.append(f"{what}_{place} = {value} if program == {place} else {chosen[what]}")
            value = f"{what}_{place}"
        chosen[what] = value
    return lines


def compiled(kernels: tuple[Kernel, ...], said: Mapping[Code, int], *, small: bool, usual: bool) -> Callable[..., Any]:
    """The loop, compiled when it is first called with columns of some types."""
    names: dict[str, Any] = {**(SMALL if small else LARGE), "int64": np.int64}
    loop = defined_function(loop_source(kernels, said, small=small, usual=usual), "loop", names)
    made: Callable[..., Any] = numba.njit(error_model="numpy", nogil=True)(loop)
    return made

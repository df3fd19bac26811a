"""Polynomials, comparisons and divisions as Python text, for numbers of any kind that Python's operators take."""

from __future__ import annotations

import keyword
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from perfeval.language import nodes
from perfeval.symbolic.known import Known
from perfeval.symbolic.paths import Sign
from perfeval.symbolic.polynomial import Monomial, Polynomial, Variable, variable

COMPARISON: Final[dict[Sign, str]] = {-1: "<", 0: "==", 1: ">"}


def defined_function(source: str, name: str, names: Mapping[str, object]) -> Callable[..., Any]:
    """The function that a generated text defines; `names` are those that it uses."""
    defined = dict(names)
    exec(compile(source, f"<{name}>", "exec"), defined)  # noqa: S102 - text of our own making: polynomials, fixed names
    made = defined[name]
    assert callable(made)  # noqa: S101 - the text defines it
    return made


def parameter_names(inputs: Iterable[str]) -> dict[Variable, str]:
    """A name for each number of a row that can stand in Python: `target`, `target_to`, `fact_事故数`."""
    names: dict[Variable, str] = {}
    for one in inputs:
        name = re.sub(r"\W", "_", one)
        if not name.isidentifier() or keyword.iskeyword(name) or name in names.values():
            name = f"number_{len(names)}"
        names[one] = name
    return names


def sum_text(polynomial: Polynomial, names: Mapping[Variable, str]) -> str:
    """A polynomial, `2 * actual * full + target`; what all terms share once, `full * (2 * actual - 1)`."""
    shared = polynomial.common_monomial()
    if shared and len(polynomial.terms) > 1:
        return f"{_product(shared, 1, names)} * ({sum_text(polynomial.without(shared), names)})"
    written = ""
    for monomial, factor in polynomial.positive_first():
        one = _product(monomial, abs(factor), names)
        if written:
            written += f" {'-' if factor < 0 else '+'} {one}"
        else:
            written = f"-{one}" if factor < 0 else one
    return written or "0"


def factor_text(polynomial: Polynomial, names: Mapping[Variable, str]) -> str:
    """The same as an operand of a product or a quotient."""
    text = sum_text(polynomial, names)
    return text if text.isidentifier() or text.isdigit() else f"({text})"


def comparison_text(polynomial: Polynomial, sign: Sign, names: Mapping[Variable, str]) -> str:
    """How a polynomial lies to 0, with what is subtracted on the other side: `5 * actual < 3 * target`."""
    left, symbol, right = comparison_sides(polynomial, sign)
    return f"{sum_text(left, names)} {symbol} {sum_text(right, names)}"


def zero_test(polynomial: Polynomial, sign: Sign, known: Known, names: Mapping[Variable, str]) -> str | None:
    """The quickest test of a number that is known not to be below 0; None for any other decision."""
    one = next(polynomial.variables(), None)
    if one is None or polynomial != variable(one) or sign < 0 or not known.is_not_negative(polynomial):
        return None
    return names[one] if sign > 0 else f"not {names[one]}"


def comparison_sides(polynomial: Polynomial, sign: Sign) -> tuple[Polynomial, str, Polynomial]:
    """How a polynomial lies to 0, as a comparison of two sums without anything subtracted."""
    left = Polynomial((monomial, factor) for monomial, factor in polynomial.terms.items() if factor > 0)
    right = Polynomial((monomial, -factor) for monomial, factor in polynomial.terms.items() if factor < 0)
    if not left.terms:
        left, right, sign = right, left, -sign
    return left, COMPARISON[sign], right


def _product(monomial: Monomial, factor: int, names: Mapping[Variable, str]) -> str:
    parts = [] if factor == 1 and monomial else [str(factor)]
    for one, power in monomial:
        parts += [names[one]] * power
    return " * ".join(parts)


def readable(text: str) -> str:
    """A text for a comment: on one line, without what could end the comment or hide text."""
    return "".join(letter if letter.isprintable() else " " for letter in text)


def place_of(rule: nodes.Rule) -> str:
    """Where a rule stands, for a comment: its name, file and line."""
    source, span = rule.written.source, rule.written.span
    file = source.name.replace("\\", "/").rsplit("/", 1)[-1]
    return readable(f"{rule.name} ({file}:{source.line_of(span.start)})")

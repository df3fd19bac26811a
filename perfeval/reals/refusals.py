"""What arithmetic on exact real numbers refuses, said in both languages."""

from __future__ import annotations

from typing import Final

from perfeval.wording import Wording


class RealArithmeticError(ArithmeticError):
    """Anything that arithmetic on exact real numbers refuses; `wording` says it to a finance officer."""

    def __init__(self, wording: Wording) -> None:
        super().__init__(wording)
        self.wording: Final = wording

    def __str__(self) -> str:
        return self.wording.en


class RealDomainError(RealArithmeticError):
    """A function was asked for a number at which it has no (real) value."""


class RealDivisionByZeroError(RealDomainError, ZeroDivisionError):
    """A division by an exact zero, or a negative power of it."""


class MagnitudeError(RealArithmeticError):
    """A result would be too large, too close to zero or too long to be worked with."""


class UndecidedTieError(RealArithmeticError):
    """Two exact numbers agree to the last digit that is computed, and no argument shows them equal or different."""


def division_by_zero() -> RealDivisionByZeroError:
    """Refuse a division by zero."""
    return RealDivisionByZeroError(
        Wording(
            "除数为 0，算不出结果；请检查作除数的数，或先用条件排除为 0 的情形",
            "division by zero: check the divisor, or exclude the case that it is 0 by a condition",
        )
    )


def zero_to_negative_power() -> RealDivisionByZeroError:
    """Refuse a negative power of zero."""
    return RealDivisionByZeroError(
        Wording(
            "0 的负数次方没有意义；请检查底数，或先用条件排除为 0 的情形",
            "0 has no negative power: check the base, or exclude the case that it is 0 by a condition",
        )
    )


def logarithm_of(shown: str) -> RealDomainError:
    """Refuse the logarithm of zero or of a negative number."""
    return RealDomainError(
        Wording(
            f"自然对数只对大于 0 的数有意义，这里是 {shown}；请检查填报数，或先用条件排除不大于 0 的情形",
            f"ln needs a number above 0, not {shown}: check the figure, or exclude such figures by a condition",
        )
    )


def square_root_of(shown: str) -> RealDomainError:
    """Refuse the square root of a negative number."""
    return RealDomainError(
        Wording(
            f"负数没有平方根，这里是 {shown}；请检查填报数，或先用条件排除负数",
            f"sqrt needs a number that is not negative, not {shown}: "
            "check the figure, or exclude negative figures by a condition",
        )
    )


def power_of_negative(shown: str) -> RealDomainError:
    """Refuse a power of a negative number whose exponent is not a whole number."""
    return RealDomainError(
        Wording(
            f"负数只能求整数次方，这里的底数是 {shown}；请检查填报数，或先用条件排除负数",
            f"a negative number has whole powers only; the base is {shown}: "
            "check the figure, or exclude negative figures by a condition",
        )
    )


def too_large() -> MagnitudeError:
    """Refuse a result beyond the stated bounds."""
    return MagnitudeError(
        Wording(
            "计算结果过大、过小或位数过多，无法精确计算；请检查自然指数、乘方的指数是否写错（如百分数漏写 %）",
            "the result is too large, too close to 0 or has too many digits for exact arithmetic: "
            "check the exponents of exp and power (a percentage without its %?)",
        )
    )


def too_long() -> MagnitudeError:
    """Refuse a formula that nests or multiplies out beyond the stated bounds."""
    return MagnitudeError(
        Wording(
            "公式中平方根、对数、指数、乘方嵌套过深或项数过多，无法精确计算；请把公式写得简单些",
            "the formula nests too many roots, logarithms and powers, or has too many terms: write it more simply",
        )
    )


def undecided(bits: int) -> UndecidedTieError:
    """Give up on a comparison or a rounding after `bits` binary digits."""
    digits = bits * 301 // 1000
    return UndecidedTieError(
        Wording(
            f"算到 {digits} 位有效数字仍分不出两数是否相等，或该舍还是该入；"
            "请换一种等价的写法，或把公式中的平方根、对数、指数改为小数",
            f"after {digits} digits two numbers still cannot be told apart, or a rounding is still open: "
            "write the formula in another way, or put decimals for its roots, logarithms and powers",
        )
    )

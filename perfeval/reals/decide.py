"""Signs of forms, proved: by enclosures at rising precision, and by algebra where those do not leave zero."""

from __future__ import annotations

from perfeval.reals.evaluate import FIRST_BITS, enclose
from perfeval.reals.form import Form
from perfeval.reals.points import MAX_BITS
from perfeval.reals.refusals import undecided
from perfeval.reals.separation import separation_bits
from perfeval.reals.zero import Verdict, judge


def sign_of(form: Form) -> int:
    """-1, 0 or 1. `UndecidedTieError` where neither `MAX_BITS` binary digits nor any argument tell."""
    rational = form.rational()
    if rational is not None:
        return (rational > 0) - (rational < 0)
    known = enclose(form, FIRST_BITS).sign
    if known is not None:
        return known
    verdict = judge(form)
    if verdict is Verdict.ZERO:
        return 0
    enough = None if verdict is Verdict.NOT_ZERO else separation_bits(form)
    bits = FIRST_BITS
    while bits < MAX_BITS:
        bits *= 2
        found = enclose(form, bits)
        if found.sign is not None:
            return found.sign
        if enough is not None and found.magnitude() < -enough:
            return 0
    raise undecided(MAX_BITS)

"""Rules with planted faults, and what is to be said of each."""

from __future__ import annotations

from typing import Final

HEAD: Final = (
    "ruleset faults\n  unsigned cost = inverse, every = positive\n  round half up to 0.01 points\nrule r for {kind}\n"
)
ROW: Final = '\n  example "e" target "{target}", actual {actual}, full 10 points  gives {gives}'


def rule(body: str, *, kind: str = "quantity", target: str = "≥100个", actual: str = "100个", gives: str = "") -> str:
    """A rule set of one rule, with one example."""
    text = HEAD.format(kind=kind) + "\n".join(f"  {line.strip()}" for line in body.strip().split("\n"))
    return text + ROW.format(target=target, actual=actual, gives=gives or "10 points") + "\n"


SOUND: Final[dict[str, str]] = {
    "proportional, capped": rule("award full * completion\ncap full"),
    "pass line, announced": rule(
        "when completion >= 60%  award full * completion\notherwise  award 0 points\ncap full\n"
        "when completion = 60%  allow jump"
    ),
    "bands announce themselves": rule(
        "on completion\n  >= 100%  award full\n  [80%, 100%)  award full * 80%\n  < 80%  award 0 points"
    ),
    "over-achievement reduced, announced": rule(
        "when completion <= 120%  award min(full, full * completion)\n"
        "otherwise  award full * (100% - (completion - 120%))\nfloor 0 points\n"
        "when completion > 120%  allow decrease"
    ),
    "inverse, in proportion": rule(
        "when actual meets target  award full\notherwise  award full * target / actual", kind="cost", target="≤100万元",
        actual="80万元",
    ),
    "met or not, announced": rule(
        "when actual meets target  award full\notherwise  award 0 points\nwhen actual = target  allow jump"
    ),
}  # fmt: skip

FAULTY: Final[dict[str, tuple[str, str, list[str]]]] = {
    "gap at exactly 60 %": (
        rule("when completion > 60%  award min(full, full * completion)\nwhen completion < 60%  award 0 points"),
        "decided",
        ["60个"],
    ),
    "gap between two lines": (
        rule("when completion >= 80%  award full\nwhen completion < 60%  award 0 points"),
        "decided",
        ["60个"],
    ),
    "ratio without a cap": (rule("award full * completion"), "not_above_full", ["200个"]),
    "below nothing": (
        rule("award full - (100% - completion) * 20 points\ncap full"),
        "not_below_zero",
        ["0个"],
    ),
    "division by the actual value": (
        rule("award min(full, full * target / actual)", target="≤100个"),
        "decided",
        ["0个"],
    ),
    "falls beyond 120 %": (
        rule(
            "when completion <= 120%  award min(full, full * completion)\n"
            "otherwise  award full * (100% - (completion - 120%))\nfloor 0 points"
        ),
        "monotone",
        ["200个", "210个"],
    ),
    "a dip of 1e-5": (
        rule(
            "when completion < 60%  award full * completion\n"
            "otherwise  award full * (completion - 0.001%)\ncap full\nwhen completion = 60%  allow jump"
        ),
        "monotone",
        ["59.9991个", "60个"],
    ),
    "a cliff that nobody announced": (
        rule("when completion >= 60%  award min(full, full * completion)\notherwise  award 0 points"),
        "no_cliff",
        ["60个"],
    ),
    "a jump at the target": (
        rule("when actual meets target  award full\notherwise  award 0 points"),
        "no_cliff",
        ["100个"],
    ),
    "the better cost scores less": (
        rule("award full * completion\ncap full", kind="cost", target="≤100万元", actual="80万元", gives="8 points"),
        "monotone",
        ["10 wan yuan", "20 wan yuan"],
    ),
    "an allowance that nothing needs": (
        rule("award full * completion\ncap full\nwhen completion = 60%  allow jump"),
        "allowances_needed",
        [],
    ),
    "a falling stretch allowed elsewhere": (
        rule(
            "when completion <= 120%  award min(full, full * completion)\n"
            "otherwise  award full * (100% - (completion - 120%))\nfloor 0 points\n"
            "when completion > 300%  allow decrease"
        ),
        "monotone",
        ["200个", "210个"],
    ),
}
"""By what is wrong: the rule, the property that is refuted, and the figures that show it."""

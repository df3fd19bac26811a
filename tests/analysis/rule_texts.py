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
    "whole steps down to zero": rule(
        "award full\non completion short of 100%  each 5 percentage points  deduct 1 point, whole steps\nfloor 0 points"
    ),
    "started steps, at most": rule(
        "award full\n"
        "on completion short of 100%  each 3 percentage points  deduct 2 points, started steps, at most full"
    ),
    "a rate rounded first": rule("award full * round half up(completion, 0.1%)\ncap full"),
    "a range of points in each band": rule(
        "on completion\n  >= 100%  award full\n  [80%, 100%)  award full * [80%, 100%), default full * 80%\n"
        "  < 80%  award full * [0%, 80%), default 0 points"
    ),
    "a tolerance about the target": rule(
        "when abs(actual - target) / target <= 5%  award full\notherwise  award 0 points\n"
        "when completion = 95% or completion = 105%  allow jump\nwhen completion > 105%  allow decrease"
    ),
    "the square of completion": rule("award min(full, full * completion * completion)"),
    "linear between two thresholds": rule(
        "when completion >= 90%  award full\nwhen completion >= 60%  award full * (completion - 60%) / 30%\n"
        "otherwise  award 0 points"
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
    "overlap at 80 %": (
        rule("let pass = 80%\non completion\n  >= pass  award full\n  <= pass  award 0 points"),
        "one_band",
        ["80个"],
    ),
    "a case that is never reached": (
        rule(
            "when completion * completion >= 36%  award min(full, full * completion)\n"
            "when completion >= 90%  award full\notherwise  award 0 points\nwhen completion = 60%  allow jump"
        ),
        "no_dead_case",
        [],
    ),
    "steps without a floor": (
        rule("award full\non completion short of 100%  each 5 percentage points  deduct 1 point, whole steps"),
        "not_below_zero",
        ["0个"],
    ),
    "steps added without a cap": (
        rule("award 0 points\non actual  each 30个  add 1 point, whole steps", gives="3 points"),
        "not_above_full",
        ["330个"],
    ),
    "a cliff where a step ends": (
        rule(
            "award full\non completion short of 100%  each 5 percentage points  deduct 1 point, whole steps\n"
            "when completion <= 60%  deduct 2 points\nfloor 0 points"
        ),
        "no_cliff",
        ["60个"],
    ),
    "steps that reward less of it": (
        rule(
            "award full\non completion over 100%  each 10 percentage points  deduct 1 point, pro rata\nfloor 0 points"
        ),
        "monotone",
        ["110个", "120个"],
    ),
    "a gap that no fraction shows": (
        rule(
            "when completion * completion > 200%  award full\n"
            "when completion * completion < 200%  award full * completion * completion / 200%"
        ),
        "decided",
        [],
    ),
    "two brackets that both leave 60 % out": (
        rule(
            "when completion in (60%, 500%]  award min(full, full * completion)\n"
            "when completion in [0%, 60%)  award full * completion\nwhen completion > 500%  award full"
        ),
        "decided",
        ["60个"],
    ),
}
"""By what is wrong: the rule, the property that is refuted, and the figures that show it."""

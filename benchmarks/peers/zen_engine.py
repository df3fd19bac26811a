"""zen-engine (Rust): the rule as one expression, and as a decision table."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import zen
from dicts import dicts
from oracle import Row
from way import Way, from_floats

SATISFACTION = "(actual >= 90 ? 1 : actual >= 80 ? 0.8 : actual >= 60 ? 0.5 : 0)"
DEVIATION = "abs(actual - target) / target"
EQUAL = f"(target <= 0 ? (actual == target ? 1 : 0) : {DEVIATION} <= 0.4 ? 1 - {DEVIATION} : 0)"
INVERSE = "(actual <= target ? 1 : target <= 0 ? 0 : target / actual >= 0.6 ? target / actual : 0)"
RATE = "actual / target"
POSITIVE = (
    f"(target <= 0 ? (actual >= target ? 1 : 0) : {RATE} < 0.6 ? 0 : {RATE} < 1 ? {RATE} : {RATE} <= 1.5 ? 1 "
    f": {RATE} < 2.5 ? 1 - ({RATE} - 1.5) : 0)"
)
IS_INVERSE = 'sign == "≤" or (sign == "" and (level2 == "成本指标" or target == 0))'
SHARE = f'(level2 == "满意度指标" ? {SATISFACTION} : sign == "=" ? {EQUAL} : {IS_INVERSE} ? {INVERSE} : {POSITIVE})'


def _rounded(share: str) -> str:
    return f"floor(full * {share} * 100 + 0.5) / 100"


def _expression(rows: list[Row]) -> Callable[[], list[float]]:
    evaluate, given = zen.compile_expression(_rounded(SHARE)).evaluate, dicts(rows)
    return lambda: [evaluate(row) for row in given]


# level2, sign, condition, share; the first line that fits
_LINES = (
    ('"满意度指标"', "", "actual >= 90", "1"),
    ('"满意度指标"', "", "actual >= 80", "0.8"),
    ('"满意度指标"', "", "actual >= 60", "0.5"),
    ('"满意度指标"', "", "", "0"),
    ("", '"="', "", EQUAL),
    ("", '"≤"', "", INVERSE),
    ("", '""', 'level2 == "成本指标" or target == 0', INVERSE),
    ("", "", "target <= 0", "(actual >= target ? 1 : 0)"),
    ("", "", f"{RATE} < 0.6", "0"),
    ("", "", f"{RATE} < 1", RATE),
    ("", "", f"{RATE} <= 1.5", "1"),
    ("", "", f"{RATE} < 2.5", f"(1 - ({RATE} - 1.5))"),
    ("", "", "", "0"),
)
_TABLE = {
    "hitPolicy": "first",
    "inputs": [
        {"id": "a", "name": "level2", "field": "level2"},
        {"id": "b", "name": "sign", "field": "sign"},
        {"id": "c", "name": "condition", "field": ""},
    ],
    "outputs": [{"id": "d", "name": "points", "field": "points"}],
    "rules": [
        {"_id": str(number), "a": level2, "b": sign, "c": condition, "d": _rounded(share)}
        for number, (level2, sign, condition, share) in enumerate(_LINES)
    ],
}
_DECISION = {
    "nodes": [
        {"id": "in", "type": "inputNode", "name": "in", "position": {"x": 0, "y": 0}},
        {"id": "table", "type": "decisionTableNode", "name": "t", "position": {"x": 0, "y": 0}, "content": _TABLE},
        {"id": "out", "type": "outputNode", "name": "out", "position": {"x": 0, "y": 0}},
    ],
    "edges": [
        {"id": "1", "sourceId": "in", "targetId": "table", "type": "edge"},
        {"id": "2", "sourceId": "table", "targetId": "out", "type": "edge"},
    ],
}


def _decision(rows: list[Row]) -> Callable[[], list[Any]]:
    evaluate, given = zen.ZenEngine().create_decision(json.dumps(_DECISION)).evaluate, dicts(rows)
    return lambda: [evaluate(row) for row in given]


def _points(found: list[Any]) -> list[int]:
    return from_floats([one["result"]["points"] for one in found])


WAYS = [
    Way(name="zen-engine, expression", group="scalar", prepare=_expression, hundredths=from_floats),
    Way(name="zen-engine, decision table", group="scalar", prepare=_decision, hundredths=_points, at_most=2000),
]

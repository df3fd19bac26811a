"""datalogic-py (Rust): the rule in JSONLogic over floats, each row a document that it has parsed beforehand."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from datalogic_py import DataHandle, Engine
from dicts import dicts
from oracle import Row
from way import Way, from_floats


def _var(name: str) -> dict[str, str]:
    return {"var": name}


LEVEL2, SIGN, TARGET, ACTUAL, FULL = map(_var, ("level2", "sign", "target", "actual", "full"))


def _if(*parts: Any) -> dict[str, Any]:
    return {"if": list(parts)}


DEVIATION = {"/": [{"abs": [{"-": [ACTUAL, TARGET]}]}, TARGET]}
RATE = {"/": [ACTUAL, TARGET]}
INVERSE_RATE = {"/": [TARGET, ACTUAL]}
SATISFACTION = _if({">=": [ACTUAL, 90]}, 1, {">=": [ACTUAL, 80]}, 0.8, {">=": [ACTUAL, 60]}, 0.5, 0)
EQUAL = _if(
    {"<=": [TARGET, 0]},
    _if({"===": [ACTUAL, TARGET]}, 1, 0),
    {">=": [{"-": [1, DEVIATION]}, 0.6]},
    {"-": [1, DEVIATION]},
    0,
)
INVERSE = _if({"<=": [ACTUAL, TARGET]}, 1, {"<=": [TARGET, 0]}, 0, {">=": [INVERSE_RATE, 0.6]}, INVERSE_RATE, 0)
POSITIVE = _if(
    {"<=": [TARGET, 0]},
    _if({">=": [ACTUAL, TARGET]}, 1, 0),
    {"<": [RATE, 0.6]},
    0,
    {"<": [RATE, 1]},
    RATE,
    {"<=": [RATE, 1.5]},
    1,
    {"max": [0, {"-": [1, {"-": [RATE, 1.5]}]}]},
)
UNSIGNED_INVERSE = {"and": [{"===": [SIGN, ""]}, {"or": [{"===": [LEVEL2, "成本指标"]}, {"===": [TARGET, 0]}]}]}
SHARE = _if(
    {"===": [LEVEL2, "满意度指标"]},
    SATISFACTION,
    {"===": [SIGN, "="]},
    EQUAL,
    {"or": [{"===": [SIGN, "≤"]}, UNSIGNED_INVERSE]},
    INVERSE,
    POSITIVE,
)
RULE = {"/": [{"floor": [{"+": [{"*": [FULL, SHARE, 100]}, 0.5]}]}, 100]}


def _prepare(rows: list[Row]) -> Callable[[], list[float]]:
    engine, given = Engine(), [DataHandle(json.dumps(row)) for row in dicts(rows)]
    rule, evaluate = engine.compile(json.dumps(RULE)), engine.session().evaluate_float
    return lambda: [evaluate(rule, row) for row in given]


WAYS = [Way(name="datalogic-py", group="scalar", prepare=_prepare, hundredths=from_floats)]

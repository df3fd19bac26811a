"""The target of forms that print it in three columns: 指标性质 `≥`, 指标值 `95`, 度量单位 `%` → `≥95%`."""

from __future__ import annotations

import re
from typing import Final

from perfeval.tables.headings import Part
from perfeval.tables.labels import label_text, one_line
from perfeval.tables.placing import Placed
from perfeval.values.folding import fold
from perfeval.values.model import NotApplicable
from perfeval.values.reader import is_bare_number, read_value

_SIGN_OF_WORD: Final = {
    "大于等于": "≥", "大于或等于": "≥", "不小于": "≥", "不低于": "≥", "不少于": "≥", "高于等于": "≥",
    "小于等于": "≤", "小于或等于": "≤", "不大于": "≤", "不高于": "≤", "不多于": "≤", "低于等于": "≤",
    "等于": "=", "大于": ">", "高于": ">", "多于": ">", "小于": "<", "低于": "<", "少于": "<",
}  # fmt: skip
_SIGN: Final = re.compile("[≥≤=><]|>=|<=|==")


def joined_target(placed: Placed) -> str:
    """The target of a row of a form as one text."""
    if Part.NATURE not in placed.cells and Part.UNIT not in placed.cells:
        return placed.text(Part.TARGET)
    return join_target(placed.text(Part.TARGET), placed.text(Part.NATURE), placed.text(Part.UNIT))


def join_target(target: str, nature: str, unit: str) -> str:
    """Sign, value and unit as one text, each only where the value does not state it itself.

    A value in words takes neither; a nature that is no sign (定性) is not part of the target.
    """
    value = one_line(target)
    if not is_bare_number(value):
        # 95% beside ≥ takes the sign; ≥95 beside % would be changed by neither column in a way that is certain.
        return _sign(nature) + value if value[:1].isdigit() else value
    return _sign(nature) + value + _unit(unit)


def _sign(written: str) -> str:
    nature = label_text(fold(written))
    sign = _SIGN_OF_WORD.get(nature, nature)
    return sign if _SIGN.fullmatch(sign) else ""


def _unit(written: str) -> str:
    unit = label_text(written)
    return "" if isinstance(read_value(unit), NotApplicable) else unit

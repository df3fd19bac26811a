"""Which kinds an indicator is of by its labels: one table of synonyms, read from level 2 and then from level 1.

Level 2 names the kind (数量, 经济效益 …), and a kind brings the group that it belongs to everywhere: 数量 is 产出,
社会效益 is 效益. Level 1 adds the group under which the row is printed. Two kinds have no fixed group and take it from
level 1 alone: `cost`, which stands under 产出 in older forms and is a group of its own since 2021, and `satisfaction`,
which some regions print under 效益 and count there. So a cost row under 产出指标 is `cost` and `output`, one under
成本指标 only `cost`; a satisfaction row is `benefit` only if level 1 says 效益. A sum of the rows `for output` is then
the sum of what is printed below 产出指标.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from perfeval.tables.labels import fold_label

_LABELS: Final[Mapping[str, tuple[str, ...]]] = {
    "output": ("产出", "项目产出", "产出类", "产出目标", "部门产出", "履职产出"),
    "quantity": ("数量", "产出数量", "数量类", "项目数量"),
    "quality": ("质量", "产出质量", "质量类", "项目质量"),
    "timeliness": ("时效", "产出时效", "时效类", "进度", "时效性", "项目时效"),
    "cost": ("成本", "产出成本", "项目成本", "成本类", "成本控制", "成本节约"),
    "economic_cost": ("经济成本",),
    "social_cost": ("社会成本",),
    "ecological_cost": ("生态环境成本", "生态成本", "环境成本"),
    "benefit": ("效益", "效果", "项目效益", "项目效果", "实施效益", "实施效果", "效益类", "履职效益", "履职效果"),
    "economic_benefit": ("经济效益", "经济效果", "经济效益类"),
    "social_benefit": ("社会效益", "社会效果", "社会效益类"),
    "ecological_benefit": ("生态效益", "生态效果", "环境效益", "生态环境效益", "生态环境", "生态效益类"),
    "sustainability": (
        "可持续影响", "可持续", "可持续性", "可持续发展", "可持续性影响", "可持续影响力", "可持续效益", "可持续影响类",
    ),
    "satisfaction": ("满意度", "满意", "满意度类"),
    "decision": ("决策", "项目决策", "投入", "项目投入", "决策类"),
    "process": ("过程", "管理", "项目管理", "项目过程", "过程管理", "管理过程", "过程类"),
}  # fmt: skip

_PARENTS: Final[Mapping[str, str]] = {
    "quantity": "output",
    "quality": "output",
    "timeliness": "output",
    "economic_cost": "cost",
    "social_cost": "cost",
    "ecological_cost": "cost",
    "economic_benefit": "benefit",
    "social_benefit": "benefit",
    "ecological_benefit": "benefit",
    "sustainability": "benefit",
}

_KIND_OF: Final = {label: kind for kind, labels in _LABELS.items() for label in labels}

_LONGEST_LABEL: Final = 100
_LEVEL1_ONLY: Final = frozenset({"output", "benefit", "decision", "process"})
_EITHER_LEVEL: Final = frozenset({"cost", "satisfaction"})


@lru_cache(maxsize=4096)
def label_kinds(level1: str, level2: str) -> frozenset[str]:
    """The kinds that the labels of a row give it, by their English names (`quantity`, `output` …).

    Labels are compared as `fold_label` leaves them; a label in no list of synonyms gives no kind. Kinds that depend on
    the values (`quantitative`, `inverse` …) are not among them.
    """
    kinds = set()
    for label in (level2, level1):
        kind = kind_of(label)
        if kind is not None:
            kinds.add(kind)
            if kind in _PARENTS:
                kinds.add(_PARENTS[kind])
    return frozenset(kinds)


def kind_of(label: str) -> str | None:
    """The one kind that a label names, without the group it belongs to; `None` for a label that names none."""
    if len(label) > _LONGEST_LABEL:
        return None
    folded = fold_label(label)
    known = _KIND_OF.get(folded)
    if known is not None:
        return known
    # 服务对象满意度, 社会公众或服务对象满意度 and many more: whoever is asked, it is satisfaction.
    return "satisfaction" if folded.endswith("满意度") else None


def label_of(kind: str) -> str | None:
    """A label that gives a row this kind; None for a kind that depends on the values."""
    return f"{_LABELS[kind][0]}指标" if kind in _LABELS else None


def may_be_level1(label: str) -> bool:
    """Whether the label is one that forms print at level 1."""
    return kind_of(label) in _LEVEL1_ONLY | _EITHER_LEVEL


def may_be_level2(label: str) -> bool:
    """Whether the label is one that forms print at level 2."""
    kind = kind_of(label)
    return kind is not None and kind not in _LEVEL1_ONLY

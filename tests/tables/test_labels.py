"""Labels in all their spellings, and the kinds that they give."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfeval.tables.kinds import label_kinds, may_be_level1, may_be_level2
from perfeval.tables.labels import fold_label, label_text, one_line, split_points
from perfeval.values.model import Missing, Points


@pytest.mark.parametrize(
    "text",
    [
        "产出指标", "产出 指标 (40分)", "产\n出\n指\n标", "　产出指标　", "★产出指标", "产出指标（40分）", "产出(40)",
        "产出指标40分", "1.产出指标", "（一）产出指标", "一、产出指标", "产出指标：", "产出指标（分值：40分）",
        "产出指标(满分40分)", "*产出*", "产出",
    ],
)  # fmt: skip
def test_one_label_in_many_spellings(text: str) -> None:
    assert fold_label(text) == "产出"


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("指标1：健康档案", "健康档案"),
        ("指标 2 教育资料种类", "教育资料种类"),
        ("服务对象\n满意度指标", "服务对象满意度"),
        ("指标", ""),
        ("", ""),
        ("(50分)", ""),
        ("2024年公用经费", "2024年公用经费"),
        ("5.5公里道路", "5.5公里道路"),
    ],
)
def test_fold_label(text: str, folded: str) -> None:
    assert fold_label(text) == folded


@given(st.text(alphabet="产出指标数量效益满意度 12(（40分)）★:：一、.\n", max_size=20))
def test_folding_is_final(text: str) -> None:
    assert fold_label(fold_label(text)) == fold_label(text)


@pytest.mark.parametrize(
    ("text", "label", "points"),
    [
        ("产出 指标 (40分)", "产出指标", 40),
        ("产出指标40分", "产出指标", 40),
        ("(50分)", "", 50),
        ("项目决策2.5分", "项目决策", Fraction(5, 2)),
        ("数量指标（15 分）", "数量指标", 15),
        ("产出(40分)指标", "产出指标", 40),
        ("产出指标", "产出指标", None),
        ("产出指标(40分)(30分)", "产出指标(40分)(30分)", None),
        ("成本指标(40%)", "成本指标(40%)", None),
    ],
)
def test_split_points(text: str, label: str, points: int | Fraction | None) -> None:
    assert split_points(text) == (label, Missing() if points is None else Points(Fraction(points)))


def test_spaces() -> None:
    assert one_line("  办公费、\n  印刷费 等 ") == "办公费、印刷费等"
    assert one_line("变压器  1250KVA\n3台 A B") == "变压器 1250KVA 3台 A B"
    assert label_text(" 产出\t指标　(40 分)") == "产出指标(40分)"


@pytest.mark.parametrize(
    ("level1", "level2", "kinds"),
    [
        ("产出指标", "数量指标", {"output", "quantity"}),
        ("产出 指标(40分)", "质 量 指 标", {"output", "quality"}),
        ("", "时效指标", {"output", "timeliness"}),
        ("产出指标", "成本指标", {"output", "cost"}),
        ("成本指标", "经济成本指标", {"cost", "economic_cost"}),
        ("成本指标", "社会成本指标", {"cost", "social_cost"}),
        ("成本指标", "生态环境成本指标", {"cost", "ecological_cost"}),
        ("成本指标", "", {"cost"}),
        ("效益指标", "经济效益指标", {"benefit", "economic_benefit"}),
        ("效果指标", "社会效益指标", {"benefit", "social_benefit"}),
        ("项目效益", "生态效益指标", {"benefit", "ecological_benefit"}),
        ("效益指标", "可持续影响指标", {"benefit", "sustainability"}),
        ("满意度指标(10分)", "服务对象满意度指标", {"satisfaction"}),
        ("满意度指标", "社会公众或服务对象满意度", {"satisfaction"}),
        ("效益指标", "服务对象满意度指标", {"satisfaction", "benefit"}),
        ("产出指标", "经济效益指标", {"output", "benefit", "economic_benefit"}),
        ("项目决策", "决策依据", {"decision"}),
        ("项目管理13分", "组织机构", {"process"}),
        ("过程", "", {"process"}),
        ("(50分)", "数量指标", {"output", "quantity"}),
        ("(无)", "(无)", set()),
        ("", "", set()),
        ("特色工作", "亮点", set()),
    ],
)
def test_label_kinds(level1: str, level2: str, kinds: set[str]) -> None:
    assert label_kinds(level1, level2) == kinds


def test_levels() -> None:
    assert [may_be_level1(label) for label in ("产出指标", "成本指标", "数量指标", "监控")] == [
        True,
        True,
        False,
        False,
    ]
    assert [may_be_level2(label) for label in ("产出指标", "成本指标", "数量指标", "监控")] == [
        False,
        True,
        True,
        False,
    ]

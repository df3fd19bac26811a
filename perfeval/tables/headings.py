"""What the column headings of a form mean: 年度指标值, 全年实际完成值 (B), 自评得分 … → the part that a column plays.

A form is read by its headings, wherever they stand: columns may be missing, doubled or in another order.
"""

from __future__ import annotations

import enum
import re
from functools import lru_cache
from typing import Final

from perfeval.tables.labels import label_text
from perfeval.values.folding import fold


class Part(enum.Enum):
    """The part that a column plays; the value is the heading that the ordinary form prints."""

    GROUP = "绩效指标"
    LEVEL1 = "一级指标"
    LEVEL2 = "二级指标"
    NAME = "三级指标"
    NATURE = "指标性质"
    TARGET = "年度指标值"
    UNIT = "度量单位"
    REVISED = "调整后指标值"
    ACTUAL = "实际完成值"
    FULL = "分值"
    SCORE = "得分"
    REASON = "未完成原因分析"
    OTHER = "其他"
    """A column with a heading that is known and not needed: 完成率, 财政审核评分."""
    FUND = "资金"
    INITIAL = "年初预算数"
    BUDGET = "全年预算数"
    EXECUTED = "全年执行数"
    RATE = "执行率"


_LONGEST_HEADING: Final = 40

_WHEN: Final = "(?:全年|年度|年初|年末|本年|年终|截至年底)"
_REVIEW: Final = "(?:审核|核查|复核|复评|财政|第三方|专家|抽查)"
_OWN: Final = "(?:自评|自我评价|自我评分|自我|实际|评价|评定|绩效|最终|指标|实得|本项)"


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns))


_INDICATOR_HEADINGS: Final = (
    (Part.LEVEL1, _any("一级(?:绩效)?(?:指标)?(?:名称)?")),
    (Part.LEVEL2, _any("二级(?:绩效)?(?:指标)?(?:名称)?")),
    (Part.NAME, _any("三级(?:绩效)?(?:指标)?(?:名称|内容)?", "(?:具体|绩效)?指标(?:名称|内容)", "具体指标")),
    (Part.GROUP, _any("(?:年度|项目|本年)?绩效(?:目标)?指标(?:完成情况|情况)?")),
    (
        Part.NATURE,
        _any("(?:指标)?(?:性质|符号|方向)", "(?:计算|比较|运算)(?:符号?|方式)", "指标类型"),
    ),
    (Part.UNIT, _any("(?:度量|计量|计算|指标(?:值)?)?单位")),
    (
        Part.REVISED,
        _any("(?:年中|中期)?(?:调整|变更|修订)后?的?(?:年度|全年)?(?:绩效)?(?:指标|目标)+值?"),
    ),
    (
        Part.TARGET,
        _any(
            f"(?:{_WHEN}|预期|计划|预计|绩效|设定|预定|目标|指标)*(?:指标|目标)值",
            "(?:预期|计划|预计)值",
            "(?:年度|年初|预期|绩效)目标",
            "(?:预期|年度|计划|目标)指标",
        ),
    ),
    (
        Part.OTHER,
        _any(
            ".*(?:完成率|完成比例|完成程度|达成率|偏差率|偏离度)",
            f".*{_REVIEW}(?:评|得|赋)?(?:价|审)?(?:分|分数|得分|评分)",
            "扣分.*",
            ".*(?:评分|赋分|计分|记分|评价)(?:标准|规则|方法|办法|说明|依据)",
            ".*(?:计算方法|数据来源)",
            ".*佐证.*",
            "序号",
            "四级指标",
        ),
    ),
    (
        Part.ACTUAL,
        _any(
            f"(?:单项)?(?:指标)?{_WHEN}?(?:指标)?(?:实际)?(?:完成|达成|实现|执行)(?:指标)?(?:值|数|结果|情况)",
            f"{_WHEN}?实际(?:指标)?(?:值|数|完成|结果|水平)",
            "(?:实际)?完成",
            "完成值及.*",
        ),
    ),
    (
        Part.FULL,
        _any(
            "(?:指标|标准|参考|设定|设置|预设|考核|评价|单项)?(?:分值权重|分值|满分|标准分|权重)(?:分值?|值)?",
            "(?:分值|权重)[、/或及](?:分值|权重)",
            "应得分",
            "标准分数",
        ),
    ),
    (
        Part.SCORE,
        _any(
            f"(?:单位|部门|项目|预算单位|主管部门)?{_OWN}?(?:得分|评分|实得分|自评分)(?:情况|值|数)?",
            "自评分?(?:数|值)?",
            "自评结果",
        ),
    ),
    (Part.REASON, _any(".*(?:原因|改进措施|整改措施).*", "备注", "(?:情况|偏差|有关)?说明", "偏差(?:分析|情况)?")),
)

_FUND_HEADINGS: Final = (
    (
        Part.FUND,
        _any(
            "(?:项目|预算|年度)?资金(?:投入)?(?:情况|来源|性质|构成|类别|安排|名称)?",
            "预算(?:执行)?情况",
            "(?:项目)?预算资金",
        ),
    ),
    (
        Part.INITIAL,
        _any(
            "(?:年初|期初|初始|当年年初|批复)(?:安排)?(?:预算|批复)(?:安排)?(?:数|金额|额|资金|资金数|批复数)?",
            "年初数",
        ),
    ),
    (
        Part.BUDGET,
        _any(
            f"(?:{_WHEN}|当年)?(?:调整|追加)后(?:全年|年度|的)?(?:预算)?(?:数|金额|额)?",
            f"(?:{_WHEN}|当年)预算(?:安排)?(?:数|金额|额)?",
            "预算(?:安排)?(?:数|金额|额)",
            "预算安排情况",
            "预算",
        ),
    ),
    (
        Part.EXECUTED,
        _any(
            f"(?:{_WHEN}|当年|实际|预算|资金)*(?:执行|支出|支付|使用)(?:数|金额|额|资金数)",
            "实际支出",
            "全年执行",
            "资金执行(?:情况)?",
        ),
    ),
    (Part.RATE, _any("(?:预算|资金|全年|全年预算)?(?:执行|支出|支付|使用)(?:率|进度)")),
    (Part.OTHER, _any(".*到位(?:数|率|金额|情况)?", "结余.*", "结转.*", ".*审核.*分", ".*偏差率")),
    (Part.FULL, _any("(?:标准|参考|指标)?(?:分值|满分|权重|标准分)")),
    (Part.SCORE, _any("(?:自评|自我|实际|评价|实得)?(?:得分|评分|自评分)")),
    (Part.REASON, _any(".*(?:原因|改进措施).*", "备注", "说明")),
)

_BRACKETS: Final = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_FORMULA: Final = re.compile(r"[(\[]?[A-D]\s*[/÷]\s*[A-D].*$|[A-D]$")


@lru_cache(maxsize=4096)
def indicator_heading(text: str) -> Part | None:
    """The part of a column of the indicator block with this heading; `None` for a text that is no such heading."""
    return _part(text, _INDICATOR_HEADINGS)


@lru_cache(maxsize=4096)
def fund_heading(text: str) -> Part | None:
    """The part of a column of the funds block with this heading; `None` for a text that is no such heading."""
    return _part(text, _FUND_HEADINGS)


def _part(text: str, headings: tuple[tuple[Part, re.Pattern[str]], ...]) -> Part | None:
    heading = fold_heading(text)
    if not heading or len(heading) > _LONGEST_HEADING:
        return None
    for part, pattern in headings:
        if pattern.fullmatch(heading):
            return part
    return None


def fold_heading(text: str) -> str:
    """The heading without spaces, bracketed remarks and formula letters: `全年执行数 (B)` is `全年执行数`."""
    if len(text) > 4 * _LONGEST_HEADING:
        return text
    heading = label_text(fold(text)).rstrip(":*★")
    before = None
    while heading != before:
        before = heading
        heading = _FORMULA.sub("", _BRACKETS.sub("", heading))
    return heading

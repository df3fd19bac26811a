"""Words that people use where the language has another: everyday Chinese and English, and Excel's functions."""

from __future__ import annotations

from typing import Final

from perfeval.wording import Wording, verbatim

REMOVE: Final = Wording("", "")
"""The language simply leaves this word out."""

GREATER, LESS = verbatim(">"), verbatim("<")
_AT_LEAST, _AT_MOST = Wording("≥", ">="), Wording("≤", "<=")
_AND, _OR = Wording("且", "and"), Wording("或", "or")
_WHEN, _OTHERWISE = Wording("当", "when"), Wording("否则", "otherwise")
_AWARD, _ZERO = Wording("得", "award"), Wording("得 0分", "award 0 points")
_DEDUCT, _ADD = Wording("扣", "deduct"), Wording("加", "add")
_CAP, _FLOOR = Wording("封顶 或 最多", "cap, or at most"), Wording("保底", "floor")
_TIMES, _DIVIDE = Wording("×", "*"), Wording("÷", "/")
_SUM, _COUNT = Wording("合计", "sum"), Wording("项数", "count")
_MAX, _MIN = Wording("取大", "max"), Wording("取小", "min")
_ROUND = Wording("四舍五入 到 0.01分", "round half up to 0.01 points")
_OUT = Wording("不参与评分（不占总分），或 得 0分", "not scored (outside the total), or award 0 points")

NATURAL_WORDS: Final[dict[str, Wording]] = {
    **dict.fromkeys(("大于", "高于", "多于", "超过", "优于", "greater", "above", "exceeds"), GREATER),
    **dict.fromkeys(("小于", "低于", "少于", "below", "less"), LESS),
    **dict.fromkeys(("等于", "equals", "equal"), verbatim("=")),
    **dict.fromkeys(("不等于", "unequal"), Wording("≠", "!=")),
    **dict.fromkeys(("大于等于", "大于或等于", "不低于", "不少于", "不小于", "至少"), _AT_LEAST),
    **dict.fromkeys(("小于等于", "小于或等于", "不高于", "不多于", "不大于", "至多"), _AT_MOST),
    **dict.fromkeys(("不超过", "不得超过"), Wording("≤（比较）或 最多（上限）", "<= (comparison) or at most (limit)")),
    **dict.fromkeys(("在", "介于", "between", "within"), Wording("属于 [80%, 90%)", "in [80%, 90%)")),
    **dict.fromkeys(("并且", "而且", "同时", "并", "与", "和", "及", "以及"), _AND),
    **dict.fromkeys(("或者", "或是", "抑或"), _OR),
    **dict.fromkeys(("则", "时", "那么", "的话", "就", "的", "为准", "起", "止", "then"), REMOVE),
    **dict.fromkeys(("如果", "若", "如", "假如", "若是", "凡", "if", "elif", "case"), _WHEN),
    **dict.fromkeys(("其他", "其它", "其余", "其他情况", "否则的话", "else", "default"), _OTHERWISE),
    **dict.fromkeys(("不计分", "不评分", "不打分", "不参评"), _OUT),
    **dict.fromkeys(("不得分", "不给分", "零分"), _ZERO),
    **dict.fromkeys(("计", "记", "给", "赋", "赋分", "计分", "得分", "give", "gets", "score"), _AWARD),
    **dict.fromkeys(("扣减", "扣分", "扣除", "subtract", "minus"), _DEDUCT),
    **dict.fromkeys(("加分", "plus"), _ADD),
    **dict.fromkeys(("上限", "最高", "最大为", "maximum", "limit"), _CAP),
    **dict.fromkeys(("下限", "最低", "minimum"), _FLOOR),
    **dict.fromkeys(("扣完即止", "扣完止", "直至扣完"), Wording("扣完为止", "down to zero")),
    **dict.fromkeys(("乘", "乘以", "times"), _TIMES),
    **dict.fromkeys(("除", "除以", "divided"), _DIVIDE),
    **dict.fromkeys(("减", "减去"), Wording("-（减号）或 扣（扣分）", "- (minus) or deduct")),
    **dict.fromkeys(("加上",), verbatim("+")),
    **dict.fromkeys(("保留", "保留两位", "保留两位小数", "rounded"), _ROUND),
    **dict.fromkeys(("为空", "空", "空白", "没填", "未填"), Wording("未填报", "is missing")),
    **dict.fromkeys(("不为空", "已填", "非空"), Wording("已填报", "is filled")),
    **dict.fromkeys(("包含", "包括", "includes"), Wording("含", "contains")),
    **dict.fromkeys(("求和", "总和", "汇总求和", "sumif", "sumifs", "total_of"), _SUM),
    **dict.fromkeys(("计数", "个数", "countif", "countifs", "counta"), _COUNT),
    **dict.fromkeys(("最大", "最大值", "maximum_of"), _MAX),
    **dict.fromkeys(("最小", "最小值", "minimum_of"), _MIN),
    **dict.fromkeys(("round", "舍入"), Wording("四舍五入", "round half up")),
}
"""What to write for each, in both languages."""

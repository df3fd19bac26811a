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

_REQUIRE, _AUDIT, _FLAG = Wording("应当", "require"), Wording("审核", "audit"), Wording("提示", "flag")
NATURAL_KEYWORDS: Final[dict[str, Wording]] = {
    **dict.fromkeys(("要求", "必须", "须", "应", "需要", "需", "应该", "务必", "must", "should", "shall"), _REQUIRE),
    **dict.fromkeys(("检查", "核查", "审查", "校验", "复核", "check", "verify"), _AUDIT),
    **dict.fromkeys(("提醒", "提请", "警告", "warn", "remind", "hint", "remark"), _FLAG),
}
"""Words that people use for a keyword where a clause or a block begins: elsewhere they may be names."""

_FIT = (Wording("完成率", "completion"), Wording("完成值", "actual"), Wording("指标值", "target"))
_FULL, _WEIGHT = Wording("满分", "full"), Wording("分值", "weight")
_SPENT, _BUDGET = Wording("全年执行数", "expenditure"), Wording("全年预算数", "revised_budget")
EXECUTION_RATE: Final = Wording(
    "全年执行数 ÷ 全年预算数（或 ÷ 年初预算数）", "expenditure / revised_budget (or / initial_budget)"
)
NATURAL_NAMES: Final[dict[str, Wording]] = {
    **dict.fromkeys(
        ("全部指标", "每个指标", "各指标", "各项指标", "每项指标", "全体指标", "任意指标", "所有", "全部", "all",
         "any", "all_indicators", "all_rows", "everything"),
        Wording("所有指标", "every"),
    ),
    **dict.fromkeys(
        ("预算执行率", "执行率", "预算执行进度", "资金执行率", "支出率", "支出进度", "execution_rate",
         "budget_execution_rate", "execution", "spending_rate"),
        EXECUTION_RATE,
    ),
    **dict.fromkeys(
        ("完成绿", "完成律", "完成比", "完成比例", "完成百分比", "完成度", "完成进度", "completion_rate", "rate",
         "progress"),
        _FIT[0],
    ),
    **dict.fromkeys(
        ("实际值", "实际完成值", "实际", "实际数", "实际完成", "实际完成数", "完成数", "完成情况", "完成", "全年完成值",
         "年度完成值", "实际完成情况", "actual_value", "achieved", "result", "measured"),
        _FIT[1],
    ),
    **dict.fromkeys(
        ("年度指标值", "年初指标值", "目标", "目标值", "年度目标", "年度目标值", "计划值", "计划数", "预期值", "标准值",
         "预期指标值", "target_value", "goal", "plan", "planned", "expected"),
        _FIT[2],
    ),
    **dict.fromkeys(
        ("三级指标", "指标", "名称", "绩效指标", "指标内容", "level3", "indicator", "indicator_name"),
        Wording("指标名称", "name"),
    ),
    **dict.fromkeys(
        ("标准分", "标准分值", "权重分", "权重分值", "满分值", "分数", "总分值", "应得分", "full_marks", "full_score",
         "full_points", "max_points", "max_score"),
        _FULL,
    ),
    **dict.fromkeys(("指标分值", "权重值", "points_printed"), _WEIGHT),
    **dict.fromkeys(("自评分", "自评", "自评分数", "自评分值", "self_score"), Wording("自评得分", "declared")),
    **dict.fromkeys(
        ("原因", "偏差说明", "偏差原因分析", "原因分析", "偏差原因及改进措施", "偏差", "reason", "deviation"),
        Wording("偏差原因", "explanation"),
    ),
    **dict.fromkeys(("达成情况", "完成程度", "达成度"), Wording("达成程度", "achievement")),
    **dict.fromkeys(
        ("执行数", "支出", "支出数", "实际支出", "预算执行数", "全年支出数", "决算数", "spending", "spent"), _SPENT
    ),
    **dict.fromkeys(("预算数", "预算", "预算金额", "调整后预算", "调整后预算数", "budget"), _BUDGET),
    **dict.fromkeys(("年初预算",), Wording("年初预算数", "initial_budget")),
    **dict.fromkeys(("年份", "年"), Wording("年度", "year")),
    **dict.fromkeys(
        ("满意度", "群众满意度", "服务对象满意度"),
        Wording("条件写 满意度指标，它的数值写 完成值", "`satisfaction` for the kind, `actual` for its value"),
    ),
    **dict.fromkeys(("逆向指标", "负向指标", "逆指标"), Wording("反向指标", "inverse")),
}  # fmt: skip
"""What people call a built-in name, and the name (or formula) that the language has for it."""

"""What may stand behind a number: scales (万, 亿), percent signs, money, and units of anything else.

One spelling is kept of units that are written in several ways (㎡, m2 and 平米 are 平方米), so that units can be
compared as texts. Nothing is converted here: 亩 and 公顷 stay different.
"""

from __future__ import annotations

import re
from typing import Final


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


YUAN: Final = "元"
"""The unit that makes an amount money."""

RATIO_PARTS: Final = {
    "%": 100,
    "%百分比": 100,
    "%(百分比)": 100,
    "百分比": 100,
    "(%)": 100,
    "成": 10,
    "‰": 1000,
    "‰(千分比)": 1000,
    "千分比": 1000,
    "(‰)": 1000,
    "‱": 10_000,
    "万分比": 10_000,
}
"""The units that make a number a ratio, and how many of them are one whole."""

_YUAN_SPELLINGS: Final = frozenset({"元", "圆", "圓", "元整", "圆整", "元人民币", "元(人民币)", "人民币元"})

_SCALE: Final = re.compile(
    # 千米, 千克, 千瓦 are units of their own, and 百分 begins a percentage.
    r"(?P<scale>[万萬][亿億]|[十百千]?[万萬]|[十百千]?[亿億]|千(?![米克瓦卡伏安赫帕焦分])|百(?!分))(?P<unit>.*)"
)
_SCALE_SIZES: Final = {
    "百": 10**2, "千": 10**3, "万": 10**4, "十万": 10**5, "百万": 10**6, "千万": 10**7, "亿": 10**8,
    "十亿": 10**9, "百亿": 10**10, "千亿": 10**11, "万亿": 10**12,
}  # fmt: skip

_SAME_UNIT: Final = {
    spelling: kept
    for kept, spellings in {
        "平方米": "㎡ m² m2 平米 平方",
        "平方公里": "km² km2 平方千米 ㎢",
        "立方米": "m³ m3 ㎥ 立方",
        "公里": "千米 km ㎞",
        "米": "m",
        "厘米": "cm ㎝",
        "毫米": "mm ㎜",
        "亩": "畝 市亩",
        "公顷": "hm² hm2 ha",
        "吨": "t",
        "公斤": "千克 kg ㎏",
        "克": "g",
        "升": "l L",
        "台套": "台(套) 台/套 套(台)",
        "天": "日 自然日",
        "小时": "h 个小时",
        "分钟": "min",
        "个月": "箇月",
        "个百分点": "百分点",
        "个工作日": "工作日",
        "千瓦": "kw",
        "千瓦时": "kwh kw·h 度电",
        "千伏": "kv",
        "千伏安": "kva",
        "兆瓦": "mw",
        "摄氏度": "℃ °c",
    }.items()
    for spelling in spellings.split()
}

_LATIN_UNITS: Final = frozenset(_words("mbps gbps kb mb gb tb pb mpa pa hz khz mhz ghz db ml mg ug μg kn ppm"))
"""Units in Latin letters that have no Chinese spelling in the table above; compared in lower case."""

_UNIT_CHARACTERS: Final = frozenset(
    "个項项次场期份件家人名位户例起处座辆台套组条本册篇幅张只头匹株棵粒颗块片段批轮届所间栋幢层门支部种类村镇乡县市省区"
    "团队班校院亩米吨克升斤兆度尺寸丈里天日周季年岁秒分倍元角车船架艘列节盏根桩杆口眼井孔管盘瓶盒箱袋包桶罐双对副枚面把"
    "床席桌款笔单票宗剂针羽尾棚垄丛束朵字页版集讲堂案诉仓库站栏榜档卷封帧首瓦伏安赫帕焦遍趟顿回窝筐坛滴堆挂串捆餐户窗垧畦"
)
_UNIT_WORDS: Final = _words(
    "平方 立方 公里 公顷 公斤 公分 厘米 毫米 毫升 千米 千克 千瓦 千伏 海里 星期 小时 工日 工作日 学时 课时 学分 "
    "美元 欧元 港元 日元 英镑 韩元 澳元 卢布 标箱 泊位 工时 英亩 英寸 公升 马力 加仑 点位 频次 社区 街道 学校 "
    "医院 企业 机构 摄氏度 百分点"
)
"""Characters and words with which a unit begins (`家单位`, `次培训`). Closed: `50强` and `30出头` are no quantities."""

_NOT_IN_UNITS: Final = re.compile(
    "左右|上下|以上|以下|以内|之前|以前|以后|完成|达到|达标|达成|合格|满意|提高|提升|提前|增加|增长|增幅|减少|下降|降低"
    "|其中|参加|共计|合计|等于|出头|开外|不|未|已|约|余|含|半|之|前|后|内|內|外$|[〇一二三四五六七八九十两]"
    # 年 and 日 begin words of time that are no units: 7日底, 5年期间.
    "|^[年日天周].+(?<!周岁)$"
)
_CHARACTER: Final = "[\u4e00-\u9fff㎡㎥㎞㎏㎜㎝㎢℃]"
_CHINESE_UNIT: Final = re.compile(rf"{_CHARACTER}{{1,10}}(?:\({_CHARACTER}{{1,3}}\){_CHARACTER}{{0,4}})?")

_PER: Final = re.compile("月|季|人·?[次月天日年]")
"""What only stands after the stroke: 次/月."""

_LONGEST: Final = 24

COUNTED: Final = frozenset(
    _words(
        "个 次 场 份 件 项 家 人 名 户 位 处 座 辆 台 套 条 本 册 篇 张 只 头 株 颗 块 批 轮 所 间 栋 支 种 "
        "人次 家次 场次 班次 天 周 年 个月 小时 个小时 工作日 个工作日 个季度 "
        "亩 公里 米 吨 公斤 公顷 平方米 立方米 元 万元 亿元 成 倍"
    )
)
"""What a number in Chinese characters may count. Closed, for the words that only look like numbers: 一期 and 二级 are
a phase and a class, 一起 and 一面 are idioms."""


def split_scale(text: str) -> tuple[int | None, str]:
    """The scale word at the beginning (`万` → 10000) and what follows; `None` where there is no scale word."""
    found = _SCALE.fullmatch(text)
    if found is None:
        return None, text
    word = found.group("scale").replace("萬", "万").replace("億", "亿")
    return _SCALE_SIZES[word], found.group("unit")


def read_unit(text: str) -> str | None:
    """The one spelling kept of a unit (`元`, a key of `RATIO_PARTS`, or a unit of something); `None` if it is none."""
    if not 0 < len(text) <= _LONGEST:
        return None
    if text in RATIO_PARTS:
        return text
    if text[0] == "(" and text[-1] == ")" and "(" not in text[1:]:
        return read_unit(text[1:-1])
    if text in _YUAN_SPELLINGS:
        return YUAN
    same = _same_unit(text)
    if same is not None:
        return same
    parts = [_read_part(part, first=index == 0) for index, part in enumerate(text.split("/"))]
    return None if None in parts else "/".join(part for part in parts if part is not None)


def _read_part(text: str, *, first: bool) -> str | None:
    """One side of `元/人`: a known Latin unit, or Chinese characters that can be a unit."""
    if not text:
        return None
    known = _same_unit(text)
    if known is not None:
        return known
    if text.lower() in _LATIN_UNITS:
        return text.lower()
    if not first and _PER.fullmatch(text):
        return text
    if not _CHINESE_UNIT.fullmatch(text) or _NOT_IN_UNITS.search(text):
        return None
    return text if text[0] in _UNIT_CHARACTERS or text.startswith(_UNIT_WORDS) else None


def _same_unit(text: str) -> str | None:
    """The spelling kept of a unit in the table. A single letter is taken as it is: `m` is 米, `M` is not."""
    return _SAME_UNIT.get(text) or (_SAME_UNIT.get(text.lower()) if len(text) > 1 else None)

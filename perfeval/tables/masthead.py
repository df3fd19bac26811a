"""What stands above the figures of a form: title, year, project, department and unit, the unit of money."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from attrs import define, frozen

from perfeval.tables.grid import Row
from perfeval.tables.labels import label_text, one_line
from perfeval.values.folding import fold

_ROLE: Final = "(?:主管部门|主管单位|实施单位|项目实施单位)"
_FIELDS: Final = {
    "project": "|".join(
        (
            r"(?:项目|资金|专项|政策|任务)(?:\(?(?:政策|资金|任务|专项|支出|项目)\)?)?名称",
            r"转移支付(?:\(?项目\)?)?名称",
        )
    ),
    "department": "|".join(
        (
            r"(?:项目|业务|预算|中央|省级|市级|县级|地方)?主管(?:预算)?(?:部门|单位|处室)(?:名称|及代码|\(代码\))?",
            r"预算(?:主管)?部门",
            r"部门名称",
            r"主管部门\(单位\)",
        )
    ),
    "unit": "|".join(
        (
            r"(?:项目|具体|资金|预算)?(?:实施|执行|使用|承担|建设|责任)(?:单位|部门)(?:名称)?",
            r"(?:项目|预算|填报|自评|申报)单位",
            r"单位名称",
        )
    ),
    "both": "|".join(
        (
            rf"{_ROLE}(?:及|和|、|/){_ROLE}",
            rf"{_ROLE}\({_ROLE}\)",
            r"实施\(主管\)(?:单位|部门)",
            r"主管\(实施\)(?:单位|部门)",
        )
    ),
    "year": r"(?:项目|预算|评价|自评|所属|绩效|财政|资金)?年度|预算年份|年份",
    "other": "|".join(
        (
            r"项目(?:编码|编号|代码|类型|类别|属性|负责人|联系人|性质|期限|起止时间|周期|分类|级次|概况|内容)",
            r"联系(?:人|电话|方式)|电话|(?:项目)?负责人|填报(?:人|日期|时间|单位负责人)|日期",
            r"资金(?:类型|性质|用途)|实施期限?|是否.*|功能科目|支出功能分类|预算级次|金额单位|单位",
        )
    ),
}
_FIELD_PATTERNS: Final = {name: re.compile(pattern) for name, pattern in _FIELDS.items()}
_SEAL: Final = re.compile(r"\((?:公章|盖章|签章|章|加盖公章)\)$")
_INLINE_FIELDS: Final = ("project", "both", "department", "unit")
_INLINE: Final = re.compile(
    r"(?P<label>"
    + "|".join(f"(?P<{name}>{_FIELDS[name]})" for name in _INLINE_FIELDS)
    + r")[:：]\s*(?P<value>.*?)(?=\s+\S{2,12}[:：]|$)",
    re.DOTALL,
)
_MONEY_UNIT: Final = r"亿元|千万元|百万元|十万元|万元|千元|元"
_UNIT_IN_BRACKETS: Final = re.compile(rf"[(\[](?:金额|货币)?(?:单位)?:?(?:人民币)?(?P<unit>{_MONEY_UNIT})[)\]]")
_UNIT_AFTER_COLON: Final = re.compile(rf"(?:金额|货币)?单位:(?:人民币)?(?P<unit>{_MONEY_UNIT})")

_YEAR: Final = re.compile(r"(?<![0-9])(?P<year>(?:19|20)[0-9]{2})年(?![0-9]{1,2}月)(?P<fiscal>度?)")
_ONLY_YEAR: Final = re.compile(r"[(\[]?(?P<year>(?:19|20)[0-9]{2})(?:年度?[)\]]?|[)\]])|(?P<bare>(?:19|20)[0-9]{2})")
_CHINESE_YEAR: Final = re.compile("二[〇○零0O][〇○零0O一二三四五六七八九]{2}(?=年)")
_CHINESE_DIGITS: Final = {**dict(zip("〇零○O一二三四五六七八九", "0000123456789", strict=True)), "0": "0"}

_TITLE: Final = re.compile(
    r"(?:.*自评.*表|.*绩效.*(?:评价|完成情况|目标表现).*表)(?:[(\[].{1,20}[)\]]|[0-9一二三四五六七八九十]{1,3})*"
)
_NO_TITLE: Final = re.compile("[，。；;！!？?《》〈〉]|[:：].|如下|填报说明|填表说明")
_LONGEST_TITLE: Final = 60

DEFAULT_MONEY_UNIT: Final = "万元"
"""The unit of money of a form that does not print it: that of the ministry's form."""


@frozen
class Masthead:
    """The head of a form; what is not printed is empty."""

    title: str = ""
    project: str = ""
    department: str = ""
    unit: str = ""
    year: int | None = None
    several_years: tuple[int, ...] = ()
    """The years, if the head names several and it is not clear which is the table's."""
    form: str = ""


@define
class _Found:
    """What was found so far."""

    title: str = ""
    project: str = ""
    department: str = ""
    unit: str = ""


def is_title(row: Row) -> bool:
    """Whether the row is the title of a self-evaluation table, rather than a sentence that speaks of one."""
    filled = row.filled
    return bool(filled) and len(filled) <= 2 and _is_title_text(filled[0].text)


def is_project_row(row: Row) -> bool:
    """Whether the row begins with 项目名称: every form's first row."""
    return any(_names_field(cell.text, "project") for cell in row.filled[:2])


def is_masthead_row(row: Row) -> bool:
    """Whether the row belongs to the head of a form: title, year, unit of money, or one of its fields."""
    filled = row.filled
    if not filled:
        return True
    first = filled[0].text
    if len(first) > _LONGEST_TITLE:
        return False
    text = label_text(fold(first))
    return (
        is_title(row)
        or _ONLY_YEAR.fullmatch(text) is not None
        or _UNIT_AFTER_COLON.search(text) is not None
        or any(_names_field(first, name) for name in _FIELDS)
    )


def read_masthead(rows: Sequence[Row]) -> Masthead:
    """Read the rows above the figures of one form."""
    found = _Found()
    years: list[tuple[int, bool]] = []
    for row in rows:
        if is_title(row):
            found.title = one_line(row.filled[0].text)
        _read_fields(row, found)
        years += _years_of(row)
    year, several = _settled_year(years)
    return Masthead(found.title, found.project, found.department, found.unit, year, several, _form(found.title))


def money_unit(rows: Sequence[Row]) -> str | None:
    """The unit in which the form prints money: `项目资金 (万元)`, `金额单位：元`; `None` where it is not said."""
    for row in rows:
        for cell in row.filled:
            if len(cell.text) > _LONGEST_TITLE:
                continue
            text = label_text(fold(cell.text))
            found = _UNIT_IN_BRACKETS.search(text) or _UNIT_AFTER_COLON.search(text)
            if found is not None:
                return found["unit"]
    return None


def _is_title_text(text: str) -> bool:
    line = label_text(text)
    if len(line) > _LONGEST_TITLE or _NO_TITLE.search(line.removeprefix("附件:").removeprefix("附件：")):
        return False
    return _TITLE.fullmatch(fold(line)) is not None


def _names_field(text: str, name: str) -> bool:
    if len(text) > _LONGEST_TITLE:
        return False
    label = label_text(fold(text))
    pattern = _FIELD_PATTERNS[name]
    if pattern.fullmatch(label.rstrip(":")) is not None:
        return True
    found = pattern.match(label)
    return found is not None and label[found.end() : found.end() + 1] == ":"


def _read_fields(row: Row, found: _Found) -> None:
    """Take the fields of a row: a label with its value in the next filled cell, or both in one cell."""
    filled = row.filled
    for position, cell in enumerate(filled):
        if len(cell.text) > 4 * _LONGEST_TITLE:
            continue
        for inline in _INLINE.finditer(fold(cell.text)):
            named = next(name for name in _INLINE_FIELDS if inline[name] is not None)
            _set(found, named, inline["value"])
        name = _field_of(cell.text)
        if name is not None and position + 1 < len(filled):
            value = filled[position + 1].text
            if _field_of(value) is None:
                _set(found, name, value)


def _field_of(text: str) -> str | None:
    """The field that a cell is the label of."""
    if len(text) > _LONGEST_TITLE:
        return None
    label = _SEAL.sub("", label_text(fold(text)).rstrip(":"))
    return next((name for name, pattern in _FIELD_PATTERNS.items() if pattern.fullmatch(label)), None)


def _set(found: _Found, name: str, value: str) -> None:
    """Keep the first value given for a field."""
    text = one_line(value)
    attributes = ("department", "unit") if name == "both" else (name,)
    for attribute in attributes:
        if attribute in {"project", "department", "unit"} and text and not getattr(found, attribute):
            setattr(found, attribute, text)


def _years_of(row: Row) -> list[tuple[int, bool]]:
    """The years that a row states for the table, each with whether it is called a fiscal year (年度)."""
    years = []
    filled = row.filled
    for position, cell in enumerate(filled):
        if len(cell.text) > _LONGEST_TITLE:
            continue
        text = _with_plain_years(label_text(fold(cell.text)))
        alone = _ONLY_YEAR.fullmatch(text)
        labelled = position > 0 and _field_of(filled[position - 1].text) == "year"
        if alone is not None and (alone["year"] or labelled):
            years.append((int(alone["year"] or alone["bare"]), True))
        elif _is_title_text(cell.text) or text.startswith(("(", "[")) or _field_of(text.split(":")[0]) == "year":
            years += [(int(year["year"]), bool(year["fiscal"])) for year in _YEAR.finditer(text)]
    return years


def _with_plain_years(text: str) -> str:
    """二〇二四年 as 2024年."""

    def plain(found: re.Match[str]) -> str:
        digits = found[0]
        year = "20" + "".join(_CHINESE_DIGITS.get(digit, "") for digit in digits[2:])
        return year if len(year) == 4 else digits

    return _CHINESE_YEAR.sub(plain, text)


def _settled_year(years: list[tuple[int, bool]]) -> tuple[int | None, tuple[int, ...]]:
    """The year of the table: the only one named, or the only one called 年度; never a choice between two."""
    for candidates in ({year for year, _ in years}, {year for year, fiscal in years if fiscal}):
        if len(candidates) == 1:
            return candidates.pop(), ()
    return None, tuple(sorted({year for year, _ in years}))


def _form(title: str) -> str:
    text = label_text(title)
    if "整体" in text:
        return "部门整体支出"
    return "转移支付" if "转移支付" in text else ""

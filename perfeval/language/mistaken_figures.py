"""Figures, shares, bands and comparisons that people write otherwise than the language does."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from perfeval.diagnostic import Span
from perfeval.language.mistaken_words import run_together
from perfeval.language.natural_words import NATURAL_WORDS
from perfeval.language.stop import Answer, Stop
from perfeval.language.suggest import closest, segment
from perfeval.language.vocabulary import vocabulary
from perfeval.wording import Wording, verbatim

_UNITS: Final = ("points", "percentage points", "days", "yuan", "wan_yuan", "yi_yuan")
_OTHER_UNITS: Final = {
    "pts": "points", "pt": "points", "marks": "points", "mark": "point", "wan": "wan_yuan", "yi": "yi_yuan",
    "rmb": "yuan", "cny": "yuan", "pp": "percentage points", "percent": "%", "pct": "%",
}  # fmt: skip
_FIGURE: Final = r"[0-9]+(?:\.[0-9]+)?\s*(?:%|‰|个?百分点|分|万元|亿元|元|points?|yuan|wan_yuan)?"


def _share_of(stop: Stop) -> Answer | None:
    """`满分的80%`, `满分 的 80%`, `满分80%`: not the language; but `完成率低于60%` lacks its spaces."""
    found = re.search(r"([^\W\d]+?)(的?)\s*([0-9][0-9.]*)$", stop.tail)
    if stop.token in ("%", "‰") and found and not found.group(1).isascii():
        name, of, number = found.groups()
        words = None if of or name in vocabulary().names else segment(name)
        if words is not None:
            mend = f"{' '.join(words)} {number}{stop.token}"
            return run_together(found.group() + stop.token, mend, stop.back(len(found.group())))
        return _as_product(name, number + stop.token, stop.back(len(found.group())))
    found = re.match(r"的?\s*([0-9][0-9.]*\s*[%‰])", stop.after)
    name_before = re.search(r"([^\W\d]\w*)$", stop.tail)
    of = re.match(r"of\s+([^\W\d]\w*)", stop.after)
    share = re.search(r"([0-9][0-9.]*\s*[%‰])$", stop.tail)
    if of is not None and share is not None:
        start = stop.back(len(share.group())).start
        return _as_product(of.group(1), share.group(1), Span(start, stop.span.start + of.end()))
    if stop.token == "的" and found and name_before:
        start = stop.back(len(name_before.group())).start
        return _as_product(name_before.group(1), found.group(1), Span(start, stop.span.start + found.end()))
    return None


def _share_before_name(stop: Stop) -> Answer | None:
    """`80%满分`."""
    found = re.search(r"([0-9][0-9.]*\s*[%‰])的?$", stop.tail)
    name = stop.token.removeprefix("的")
    if found and stop.kind == "NAME" and (name in vocabulary().names or stop.span.start == len(stop.before)):
        return _as_product(name, found.group(1), stop.back(len(found.group())))
    return None


def _as_product(name: str, share: str, span: Span) -> Answer:
    return Answer(
        "share-of",
        Wording(
            f"“{name}”的百分之几要写成乘法。",
            f"a share of `{name}` is written as a product, with a multiplication sign",
        ),
        Wording(f"{name} × {share}", f"{name} * {share}"),
        span,
    )


def _thousands_separator(stop: Stop) -> Answer | None:
    found = re.search(r"([0-9]{1,3})$", stop.tail)
    if stop.kind != "NUMBER" or not found or not re.fullmatch(r"[0-9]{3}(\.[0-9]+)?", stop.token):
        return None
    return Answer(
        "thousands-separator",
        Wording("数字里不能有千分位逗号或空格。", "numbers are written without thousands separators"),
        verbatim(found.group() + stop.token),
        stop.back(len(found.group())),
    )


def _scientific(stop: Stop) -> Answer | None:
    found = re.search(r"[0-9][0-9.]*[eE][-+]?$", stop.tail)
    if stop.kind != "NUMBER" or found is None:
        return None
    return Answer(
        "scientific-notation",
        Wording("数字不能用科学计数法。", "numbers are not written in scientific notation"),
        Wording("写出全部数字（最多 40 位）", "write out all digits (at most 40)"),
        stop.back(len(found.group())),
    )


def _two_signs(stop: Stop) -> Answer | None:
    found = re.search(r"[=<>≥≤≠!]+$", stop.tail)
    if stop.kind not in ("EQUALS", "CMP") or found is None:
        return None
    signs = found.group() + stop.token
    meant = ">=" if ">" in signs or "≥" in signs else "<=" if "<" in signs or "≤" in signs else "="
    meant = "!=" if "!" in signs or "≠" in signs else meant
    zh = {">=": "≥", "<=": "≤", "!=": "≠"}.get(meant, meant)
    return Answer(
        "two-signs",
        Wording("两个比较号连在一起了。", "two comparison signs stand together"),
        Wording(zh, meant),
        stop.back(len(found.group())),
    )


def _chained_comparison(stop: Stop) -> Answer | None:
    """`80% ≤ 完成率 < 90%`."""
    found = re.search(rf"({_FIGURE})\s*(<=|≤|<)\s*([^\W\d]\w*)$", stop.line_before)
    rest = re.match(rf"(<=|≤|<)\s*({_FIGURE})", stop.after)
    if stop.kind != "CMP" or found is None or rest is None:
        return None
    low, low_sign, name = (part.strip() for part in found.groups())
    interval = f"{'(' if low_sign == '<' else '['}{low}, {rest.group(2).strip()}{')' if rest.group(1) == '<' else ']'}"
    return Answer(
        "chained-comparison",
        Wording("一个条件里只能有一个比较号。", "a condition has one comparison sign"),
        Wording(f"{name} 属于 {interval}", f"{name} in {interval}"),
        Span(stop.back(len(found.group())).start, stop.span.start + rest.end()),
    )


_BAND_WORDS: Final = {
    "以上": "≥", "及以上": "≥", "(含)以上": "≥", "以下": "<", "及以下": "≤", "(含)以下": "≤", "以内": "≤", "之内": "≤",
    "and above": ">=", "or above": ">=", "and over": ">=", "or over": ">=", "or more": ">=", "and more": ">=",
    "and below": "<=", "or below": "<=", "or less": "<=", "and under": "<=", "or under": "<=",
}  # fmt: skip


def _band_form(stop: Stop) -> Answer | None:
    """`90%以上`, `80%-90%`, `80%≤完成率<90%` as a band."""
    if stop.kind != "NUMBER" or not stop.expected >= {"CMP", "LSQB"}:
        return None
    ranged = re.match(rf"({_FIGURE})\s*(?:[-~－—–～至到]+)\s*({_FIGURE})", stop.after)
    worded = re.match(rf"({_FIGURE})\s*({'|'.join(map(re.escape, _BAND_WORDS))})", stop.after)
    chained = re.match(rf"({_FIGURE})\s*(<=|≤|<)\s*(?:[^\W\d]\w*\s*)?(<=|≤|<)\s*({_FIGURE})", stop.after)
    found = ranged or worded or chained
    if ranged:
        mend = f"[{ranged.group(1).strip()}, {ranged.group(2).strip()})"
    elif worded:
        mend = f"{_BAND_WORDS[worded.group(2)]} {_with_unit(worded.group(1).strip(), stop)}"
    elif chained:
        low, one, other, high = (part.strip() for part in chained.groups())
        mend = f"{'(' if one == '<' else '['}{low}, {high}{')' if other == '<' else ']'}"
    else:
        mend = ""
    if found is None:
        return None
    return Answer(
        "band-form",
        Wording(
            "一档要写成比较（≥ 90%）或区间（[80%, 90%)，方括号含、圆括号不含）。",
            "a band is a comparison (>= 90%) or an interval ([80%, 90%): square bracket included, round one not)",
        ),
        verbatim(mend),
        Span(stop.span.start, stop.span.start + found.end()),
    )


def _with_unit(figure: str, stop: Stop) -> str:
    """The figure of a band; where it has no unit, that of the quantity before the bands."""
    quantity = re.findall(r"(按|\bon)\s+([^\n]*)", stop.tail)
    if not figure[-1:].isdigit() or not quantity:
        return figure
    keyword, name = quantity[-1]
    if re.match(r"总分|得分|total|score", name):
        return f"{figure} points" if keyword == "on" else f"{figure}分"
    return f"{figure}%"


def _other_in_bands(stop: Stop) -> Answer | None:
    """`其他 得 0分` as the last of the bands."""
    meant = NATURAL_WORDS.get(stop.token.lower())
    if meant is None or meant.en != "otherwise" or not stop.begins_line:
        return None
    above = re.search(rf"(?P<sign>>=|≥|>|\[|\()\s*(?P<low>{_FIGURE})[^\n]*$", stop.tail)
    if above is None or not re.match(r"(?:按|on)\s|[<>≥≤=\[(]", stop.line_before):
        return None
    sign = Wording("≤", "<=") if above["sign"] in (">", "(") else verbatim("<")
    low = above["low"].strip()
    award = re.match(r"\S+\s+([^\n#]*?)\s*(?:\n|#|$)", stop.after)
    rest = award.group(1) if award else "…"
    return Answer(
        "otherwise-in-bands",
        Wording(
            f"分档里不用“{stop.token}”，最后一档也写成比较。",
            f"bands have no `{stop.token}`: the last is a comparison too",
        ),
        Wording(f"{sign.zh} {low}  {rest}", f"{sign.en} {low}  {rest}"),
        Span(stop.span.start, stop.span.start + (award.end(1) if award else len(stop.token))),
    )


def _interval_form(stop: Stop) -> Answer | None:
    """`[80%-90%)`."""
    found = re.search(rf"([\[(])\s*({_FIGURE})\s*[-~—–至到]+\s*({_FIGURE})$", stop.tail)
    if found is None or stop.token not in (")", "]") or "COMMA" not in stop.expected:
        return None
    mend = f"{found.group(1)}{found.group(2).strip()}, {found.group(3).strip()}{stop.token}"
    return Answer(
        "band-form",
        Wording("区间的两端要用逗号分开。", "the two ends of an interval are separated by a comma"),
        verbatim(mend),
        stop.back(len(found.group())),
    )


def _unknown_unit(stop: Stop) -> Answer | None:
    """`20 万`, `300 copies`: a unit that is none, or stands apart from its number."""
    found = re.search(r"([0-9][0-9.]*)$", stop.tail)
    if not stop.is_word or found is None or stop.token in vocabulary().names or stop.token in NATURAL_WORDS:
        return None
    if stop.begins_line:
        return None  # the sentence ended with the number; what follows is a clause misspelt
    number, word = found.group(1), stop.token
    span = stop.back(len(number))
    if word in ("万", "亿"):
        return Answer(
            "unknown-unit",
            Wording(f"“{number} {word}”的单位没有写完。", f"`{number} {word}` lacks its unit"),
            verbatim(f"{number}{word}元"),
            span,
        )
    near = _OTHER_UNITS.get(word.lower()) or closest(word, _UNITS)
    return Answer(
        "unknown-unit",
        Wording(
            f"不认识的单位“{word}”，或它没有紧跟数字。",
            f"unknown unit `{word}`, or one that stands apart from its number",
        ),
        verbatim(f"{number} {near}")
        if near
        else Wording(
            f"计数单位紧跟数字写：{number}{word}", f"a counted unit is written against its number: {number}{word}"
        ),
        span,
    )


def _list_number(stop: Stop) -> Answer | None:
    """`1.`, `（一）`, `2、` before a clause."""
    found = re.match(r"[(（]?\s*(?:[0-9]+|[一二三四五六七八九十]+)\s*[.、．)）]\s*", stop.written)
    if not stop.begins_line or not stop.wants_clause or found is None:
        return None
    return Answer(
        "list-number",
        Wording("规则里不写序号。", "clauses are not numbered"),
        Wording(f"删去“{found.group().strip()}”", f"remove `{found.group().strip()}`"),
        Span(stop.span.start, stop.span.start + len(found.group().rstrip())),
    )


FIGURES: Final[tuple[Callable[[Stop], Answer | None], ...]] = (
    _list_number,
    _share_of,
    _share_before_name,
    _thousands_separator,
    _scientific,
    _two_signs,
    _chained_comparison,
    _band_form,
    _other_in_bands,
    _interval_form,
)
"""Recognisers of mistaken figures."""
UNITS: Final[tuple[Callable[[Stop], Answer | None], ...]] = (_unknown_unit,)
"""Tried after the words: a word after a number is a unit only if it is nothing else."""

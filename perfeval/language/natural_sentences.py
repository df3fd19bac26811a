"""Whole sentences as the documents have them, each with the clause that says the same."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from perfeval.diagnostic import Span
from perfeval.language.natural_words import NATURAL_KEYWORDS, NATURAL_NAMES
from perfeval.language.stop import Answer, Stop
from perfeval.language.vocabulary import vocabulary
from perfeval.wording import Wording, verbatim

_RATE: Final = r"[0-9]+(?:\.[0-9]+)?\s*%"
_FIGURE: Final = (
    r"[0-9]+(?:\.[0-9]+)?\s*(?:%|‰|个?百分点|分|万元|亿元|元|天|日|percentage points?|points?|days?|yuan|wan_yuan)?"
)
_BELOW: Final = "低于|少于|不足|减少|下降|降低|少|低|差"
_ABOVE: Final = "高于|超过|超出|增加|提高|多|高|超"
_POINTS: Final = r"(?P<verb>扣|加)(?:减|除)?\s*(?P<points>[0-9]+(?:\.[0-9]+)?)\s*分"
_EN_POINTS: Final = r"(?P<verb>deduct|add)\s+(?P<points>[0-9]+(?:\.[0-9]+)?)(?:\s*(?:points?|marks?|pts?))?"
_LATE: Final = "晚|迟|延迟|推迟|逾期|超期|延期|拖延|拖后"
_EN_SIZE: Final = (
    rf"(?P<size>{_FIGURE})\s+(?P<side>short\s+of|below|under|less\s+than|above|over)\s+(?:the\s+)?(?P<than>\S+)"
)
_THAN_WHAT: Final = rf"(?P<than>{_RATE}(?!\s*扣)|指标值|目标值?|标准值?)?\s*"
_STEPS: Final = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?:按\s+)?(?P<what>[^\W\d]*?)\s*每(?P<side>{_BELOW}|{_ABOVE})\s*{_THAN_WHAT}(?P<size>{_FIGURE})\s*{_POINTS}",
        rf"(?:按\s+(?P<what>[^\W\d]+)\s+)?每\s*(?P<size>{_FIGURE})\s*(?P<side>{_BELOW}|{_ABOVE})\s*(?P<than>\S+)\s*{_POINTS}",
        rf"(?:每(?P<late>{_LATE})|(?:{_LATE})每)\s*(?P<days>[0-9]*|一)\s*(?:天|日)\s*{_POINTS}",
        rf"{_EN_POINTS}\s+(?:for\s+)?(?:each|every|per)\s+{_EN_SIZE}",
        rf"(?:on\s+(?P<what>\w+)\s+)?(?:for\s+)?(?:each|every|per)\s+{_EN_SIZE}\s+{_EN_POINTS}",
        rf"{_EN_POINTS}\s+(?:for\s+)?(?:each|every|per)\s+(?P<days>[0-9]*)\s*days?\s+(?:late|overdue|of\s+delay)",
        rf"(?:for\s+)?(?:each|every|per)\s+(?P<days>[0-9]*)\s*days?\s+(?:late|overdue|of\s+delay)\s+{_EN_POINTS}",
    )
)


def _found(pattern: re.Pattern[str], stop: Stop) -> tuple[re.Match[str], Span] | None:
    """Where a pattern fits around the place where the parser stopped."""
    line, start = stop.line
    for found in pattern.finditer(line):
        span = Span(start + found.start(), start + found.start() + len(found.group().rstrip()))
        if span.start <= stop.span.start < span.end:
            return found, span
    return None


def _steps(stop: Stop) -> Answer | None:
    """`完成值每低于指标值1个百分点，扣1分`, `deduct 1 point for each 5% below 90%`, `each day late …`."""
    if "每" not in stop.line[0] and not re.search(r"\b(?:each|every|per)\b", stop.line[0]):
        return None
    for pattern in _STEPS:
        fits = _found(pattern, stop)
        if fits is not None:
            found, span = fits
            said = found.groupdict()
            if said.get("what") in ("满分", "full"):  # the end of the clause before
                span = Span(span.start + found.group().index("每"), span.end)
                said["what"] = None
            return Answer(
                "step-form",
                Wording(
                    "按步长扣分（加分）先写看什么量，再写“每”和步长。",
                    "a deduction by steps says first on what, then `each` and the size of the step",
                ),
                _step_clause(said),
                span,
            )
    return None


def _step_clause(said: dict[str, str | None]) -> Wording:
    """The clause that says the same."""
    is_late = said.get("days") is not None
    days = re.sub(r"\D", "", said.get("days") or "") or "1"
    size = (said.get("size") or "").strip()
    number = re.match(r"[0-9.]+", size)
    in_points = number is not None and re.search("%|点|percentage", size)
    zh_size = f"{days}天" if is_late else f"{number.group()}个百分点" if number and in_points else size
    unit = " day" if days == "1" else " days"
    plural = "" if number and number.group() == "1" else "s"
    en_size = (
        f"{days}{unit}" if is_late else f"{number.group()} percentage point{plural}" if number and in_points else size
    )
    side = said.get("side") or ""
    is_over = is_late or bool(re.match(rf"(?:{_ABOVE}|above|over)", side))
    what, than = said.get("what") or "", said.get("than") or ""
    zh_what, en_what = _amount(what.removeprefix("按").strip(), "actual")
    zh_than, en_than = _amount(than.strip(), "target")
    points = said.get("points") or "1"
    deduct = said.get("verb") in ("扣", "deduct")
    return Wording(
        f"按 {zh_what} {'超出' if is_over else '不足'} {zh_than}  每 {zh_size}  {'扣' if deduct else '加'} {points}分，"
        "尾数不计",
        f"on {en_what} {'over' if is_over else 'short of'} {en_than}  each {en_size}  "
        f"{'deduct' if deduct else 'add'} {points} point{'' if points == '1' else 's'}, whole steps",
    )


def _step_form(stop: Stop) -> Answer | None:
    """`每低于5个百分点扣1分`: the comparison belongs before `每`."""
    found = re.match(
        r"每(?:低于|高于|超过|超出|减少|增加|下降|提高|降低|相差|偏离|少|多|低|高|超|差)\s*(\S*)", stop.after
    )
    if found is None or not stop.token.startswith("每"):
        return None
    return Answer(
        "step-form",
        Wording("“每”后面只写步长；比什么、低还是高，写在“按”后面。", "`each` takes only the step"),
        Wording("如 按 完成值 不足 90%  每 5个百分点  扣 1分，尾数不计",
                "such as on actual short of 90%  each 5 percentage points  deduct 1 point, whole steps"),
        Span(stop.span.start, stop.span.start + found.end()),
    )  # fmt: skip


def _amount(text: str, usual: str) -> tuple[str, str]:
    """A name or a figure in both languages; the usual name where the sentence has none that is known."""
    if re.fullmatch(rf"\s*{_FIGURE}\s*", text):
        return text, text
    word = vocabulary().names.get(text)
    if word is not None and word.category != "kinds":
        return word.zh, word.en
    natural = NATURAL_NAMES.get(text)
    if natural is not None and natural.zh in vocabulary().names:
        return natural.zh, natural.en
    known = vocabulary().words["row"][usual]
    return known.zh, known.en


_SIGN: Final = {
    **dict.fromkeys(("达到", "大于等于", "不低于", "不少于", "不小于", "至少"), "≥"),
    **dict.fromkeys(("大于", "高于", "超过", "多于"), ">"),
    **dict.fromkeys(("小于等于", "不高于", "不超过", "不大于", "至多"), "≤"),
    **dict.fromkeys(("小于", "低于", "少于", "不足"), "<"),
}
_CASE: Final = re.compile(
    rf"(?P<what>[^\W\d]+?)\s*(?P<sign>{'|'.join(sorted(_SIGN, key=len, reverse=True))})\s*(?P<than>{_FIGURE})"
    r"(?:的|时|及?以上)*\s*(?:得|计|给)\s*(?P<award>满分|[0-9]+(?:\.[0-9]+)?\s*分)"
)


def _case(stop: Stop) -> Answer | None:
    """`满意度达到90%得满分`."""
    fits = _found(_CASE, stop) if stop.begins_line else None
    if fits is None:
        return None
    found, span = fits
    what, _ = _amount(found["what"].removeprefix("当").removeprefix("如果").removeprefix("若"), "actual")
    sign = _SIGN[found["sign"]]
    points = re.match(r"[0-9.]+", found["award"])
    clause = f"当 {what} {sign} {found['than'].strip()}  得 {found['award']}"
    ascii_sign = {"≥": ">=", "≤": "<="}.get(sign, sign)
    en_what = vocabulary().names[what].en if what in vocabulary().names else what
    en_award = f"{points.group()} points" if points else "full"
    return Answer(
        "unknown-clause",
        Wording("一种情形要写成“当 条件  得 分数”。", "a case is written `when CONDITION  award POINTS`"),
        Wording(
            f"{clause}，下一行写 否则 得 …",
            f"when {en_what} {ascii_sign} {found['than'].strip()}  award {en_award}, and below it otherwise award …",
        ),
        span,
    )


_DUTY: Final = r"(?:必须|应当|应该|应|须|需要|需|要求|require|must\s+be|must|should\s+be|should)"
_FILL: Final = r"(?:填写|填报|说明|写明|填|filled(?:\s+in)?|fill(?:\s+in)?|given?|stated?)"
_FILLED: Final = (
    re.compile(rf"{_DUTY}\s*{_FILL}\s*(?P<name>[^\W\d]\w*)"),
    re.compile(rf"(?P<name>[^\W\d]\w*?)\s*(?:{_DUTY}\s*{_FILL}|不[能得可]为空|必填)"),
)


def _must_be_filled(stop: Stop) -> Answer | None:
    """`偏差原因 必须 填写`, `应当 填写 偏差原因`."""
    fits = next((fits for pattern in _FILLED if (fits := _found(pattern, stop)) is not None), None)
    if fits is None or ("REQUIRE" not in stop.expected and not re.search(r"(?:应当|require)\s+\S+$", stop.line_before)):
        return None
    found, span = fits
    zh, en = _amount(found["name"], "explanation")
    return Answer(
        "word-order",
        Wording("审核先写“应当”，再写要成立的条件。", "an audit says `require`, then what must hold"),
        Wording(f"应当 {zh} 已填报", f"require {en} is filled"),
        span,
    )


def _keyword_meant(stop: Stop) -> Answer | None:
    """`要求`, `检查`, `提醒` where a clause begins."""
    meant = NATURAL_KEYWORDS.get(stop.token.lower())
    if meant is None or not (stop.wants_clause or "REQUIRE" in stop.expected):
        return None
    return Answer(
        "unknown-word",
        Wording(f"规则语言里不用“{stop.token}”这个词。", f"the language does not use the word `{stop.token}` here"),
        Wording(f"改写成 {meant.zh}", f"write {meant.en}"),
    )


def _score_is(stop: Stop) -> Answer | None:
    """`得分 = 满分 × 完成率` as a clause."""
    found = re.match(r"(?:得分|score)\s*=\s*([^\n#]*?)\s*(?:\n|#|$)", stop.after)
    if found is None or "AWARD" not in stop.expected:
        return None
    return Answer(
        "unknown-word",
        Wording("评分规则写“得 …”，不写等式。", "a rule says `award …`, not an equation"),
        Wording(f"得 {found.group(1)}", f"award {found.group(1)}"),
        Span(stop.span.start, stop.span.start + found.end(1)),
    )


def _own_choice(stop: Stop) -> Answer | None:
    """`own choice` for `our choice`."""
    found = re.match(r"(?:own|my|their|local)\s+choice(?!\w)", stop.after)
    if found is None:
        return None
    return Answer(
        "unknown-word",
        Wording("自定的依据写“自定”。", "a choice of one's own is cited as `our choice`"),
        Wording("改写成 自定", "write our choice"),
        Span(stop.span.start, stop.span.start + found.end()),
    )


def _dates_first(stop: Stop) -> Answer | None:
    """`自 2025-01-01 施行`."""
    found = re.match(r"(?:自|从|from)\s*([0-9][-0-9年月]*日?)\s*起?\s*(?:施行|实施|执行|生效|effective)", stop.after)
    if found is None:
        return None
    day = found.group(1)
    return Answer(
        "word-order",
        Wording("先写“施行”，再写日期。", "`effective` comes before the dates"),
        Wording(f"施行 自 {day}", f"effective from {day}"),
        Span(stop.span.start, stop.span.start + found.end()),
    )


def _full_marks(stop: Stop) -> Answer | None:
    """`award full marks`."""
    if stop.token not in ("marks", "mark", "points", "score") or not re.search(r"\bfull$", stop.tail):
        return None
    said = re.search(r"(?:award\s+)?full$", stop.tail)
    shown = " ".join(said.group().split()) if said else "full"
    return Answer(
        "unknown-word",
        Wording(f"full 已经是满分，“{stop.token}”是多余的。", f"`full` says it all: `{stop.token}` is not needed here"),
        verbatim(shown),
        stop.back(len(said.group()) if said else 0),
    )


def _letter_x(stop: Stop) -> Answer | None:
    """`满分 x 完成率`."""
    found = re.search(r"(\S+)$", stop.line_before)
    after = re.match(r"[xX]\s*(\S+)", stop.after)
    if stop.token not in ("x", "X") or found is None or after is None:
        return None
    return Answer(
        "unknown-sign",
        Wording("字母 x 不是乘号。", "the letter x is no multiplication sign"),
        Wording(f"{found.group(1)} × {after.group(1)}", f"{found.group(1)} * {after.group(1)}"),
    )


_THAN: Final = {
    **dict.fromkeys(("at least", "not less", "no less", "not below", "not under", "not lower"), Wording("≥", ">=")),
    **dict.fromkeys(("at most", "not more", "no more", "not above", "not over", "not greater"), Wording("≤", "<=")),
    **dict.fromkeys(("greater", "more", "higher", "larger", "above", "over"), verbatim(">")),
    **dict.fromkeys(("less", "lower", "fewer", "smaller", "below", "under"), verbatim("<")),
    **dict.fromkeys(("equal", "equals"), verbatim("=")),
}
_THAN_WORDS: Final = "|".join(_THAN).replace(" ", r"\s+")
_COMPARED: Final = re.compile(
    rf"(?:\bis\s+)?\b(?P<word>{_THAN_WORDS})\b"
    rf"(?:\s+than)?(?P<equal>\s+or\s+equal(?:\s+to)?)?(?:\s+to)?\s+(?P<than>{_FIGURE}|[^\W\d]\w*)"
)


def _compared(stop: Stop) -> Answer | None:
    """`is greater than 60%`, `is below 60%`, `is at least 60%`."""
    fits = _found(_COMPARED, stop)
    if fits is None or (stop.wants_clause if stop.begins_line else re.search(r"\bon\s+\S+$", stop.line_before)):
        return None
    found, span = fits
    sign = _THAN[" ".join(found["word"].split())]
    if found["equal"]:
        sign = {">": Wording("≥", ">="), "<": Wording("≤", "<=")}.get(sign.en, sign)
    return Answer(
        "unknown-word",
        Wording(
            f"比较写成符号，不写“{found['word']}”。", f"comparisons are signs, not words such as `{found['word']}`"
        ),
        Wording(f"{sign.zh} {found['than'].strip()}", f"{sign.en} {found['than'].strip()}"),
        span,
    )


_BETWEEN: Final = re.compile(
    rf"(?:在|介于|between)\s*(?P<low>{_FIGURE})\s*(?:和|与|到|至|、|~|-|and|to)\s*(?P<high>{_FIGURE})\s*(?:之间|以内)?"
)


def _between(stop: Stop) -> Answer | None:
    """`在 60% 和 90% 之间`."""
    fits = _found(_BETWEEN, stop)
    if fits is None:
        return None
    found, span = fits
    interval = f"[{found['low'].strip()}, {found['high'].strip()})"
    return Answer(
        "unknown-word",
        Wording(
            "“在 … 之间”没有说两端含不含，要写成区间：方括号含，圆括号不含。",
            "`between` does not say whether the ends are included: square bracket for yes, round for no",
        ),
        Wording(f"属于 {interval}", f"in {interval}"),
        span,
    )


_TENTHS: Final = {char: digit for digit, char in enumerate("零一二三四五六七八九十")} | {"两": 2}


def share_in_words(text: str) -> str | None:
    """`六成` as 60%, `百分之八十` as 80%, `一半` as 50%; None for anything else."""
    if text in ("一半", "半"):
        return "50%"
    tenths = re.fullmatch(r"([一二两三四五六七八九])成(半)?", text)
    if tenths is not None:
        return f"{_TENTHS[tenths.group(1)]}{5 if tenths.group(2) else 0}%"
    hundredths = re.fullmatch(r"百分之([一二三四五六七八九])?十?([一二三四五六七八九])?", text)
    if hundredths is None or text == "百分之":
        return None
    tens, ones = (_TENTHS.get(part or "", 0) for part in hundredths.groups())
    if "十" not in text:
        return f"{tens or ones}%" if len(text) == len("百分之一") else None
    return f"{(tens or 1) * 10 + ones}%"


def _share_in_words(stop: Stop) -> Answer | None:
    """`满分 的 六成`."""
    name = re.search(r"([^\W\d]\w*)$", stop.tail)
    found = re.match(r"的?\s*(\w+)", stop.after)
    share = share_in_words(found.group(1)) if found else None
    if name is None or found is None or share is None:
        return None
    return Answer(
        "share-of",
        Wording("几分之几要写成乘法。", "a share is written as a product, with a multiplication sign"),
        Wording(f"{name.group(1)} × {share}", f"{name.group(1)} * {share}"),
        Span(len(stop.before) - len(name.group(1)), stop.span.start + found.end()),
    )


def _at_most_deduct(stop: Stop) -> Answer | None:
    """`最多扣 4分`."""
    found = re.search(rf"(?:最多\s*(?:扣|加)\w?|at\s+most\s+(?:deduct|add))\s*(?P<points>{_FIGURE})", stop.line[0])
    word = stop.token in ("扣", "加", "deduct", "add") and re.search(r"(?:最多|at\s+most)$", stop.tail)
    if found is None or not (word or re.match("最多[扣加]", stop.token)):
        return None
    points = found["points"].strip()
    return Answer(
        "unknown-word",
        Wording("“最多”后面直接写分数。", "`at most` is followed by the points"),
        Wording(f"最多 {points}", f"at most {points}"),
        Span(stop.line[1] + found.start(), stop.line[1] + found.end()),
    )


def _left_side_again(stop: Stop) -> Answer | None:
    """`完成值 < 指标值 且 ≥ 60%`."""
    found = re.search(
        r"(?P<left>[^<>=≥≤]+?)\s*(?:[<>]=?|[≥≤=])\s*[^<>=≥≤]+?\s+(?P<join>且|或|and|or)$", stop.line_before
    )
    right = re.match(rf"(?:[<>]=?|[≥≤])\s*(?:{_FIGURE}|\w+)", stop.after)
    if stop.kind != "CMP" or found is None or right is None:
        return None
    join = found["join"]
    left = re.split(r"(?:当|适用于|且|或|\b(?:when|for|and|or))\s+", found["left"])[-1].strip()
    return Answer(
        "chained-comparison",
        Wording(f"“{join}”后面要再写一遍比的是什么。", f"after `{join}` say again what is compared"),
        verbatim(f"{join} {left} {right.group().strip()}"),
        Span(stop.back(len(join)).start, stop.span.start + right.end()),
    )


def _weights_as_name(stop: Stop) -> Answer | None:
    """`得 权重 × 完成率`."""
    if stop.kind != "WEIGHTS" or "NAME" not in stop.expected or stop.wants_clause:
        return None
    return Answer(
        "unknown-word",
        Wording("“权重”是审核的子句，一行的分值写“满分”。", "`weights` opens a clause; a row's points are `full`"),
        Wording("改写成 满分", "write full"),
    )


def _unit_in_example(stop: Stop) -> Answer | None:
    """`actual 80 people, full 10 points`: the unit was taken for the name of the next setting."""
    found = re.search(r"([0-9]+(?:\.[0-9]+)?)(\s+)([^\W\d]\w*)(\s+[^\W\d]\w*)?$", stop.tail)
    line = stop.line_before
    if found is None or not re.match(r"(?:示例|example)(?!\w)", line):
        return None
    number, _, unit, name = found.groups()
    if (name is None) != (stop.kind == "GIVES") or unit in vocabulary().names or unit in vocabulary().reserved:
        return None
    start = len(stop.before) - len(found.group())
    return Answer(
        "unknown-unit",
        Wording(f"计数单位“{unit}”要紧跟数字写。", f"the counted unit `{unit}` is written against its number"),
        Wording(
            f'{number}{unit}，或加引号："{number} {unit}"', f'{number}{unit}, or between quotes: "{number} {unit}"'
        ),
        Span(start, start + len(number) + len(found.group(2)) + len(unit)),
    )


SENTENCES: Final[tuple[Callable[[Stop], Answer | None], ...]] = (
    _score_is,
    _steps,
    _step_form,
    _must_be_filled,
    _case,
    _own_choice,
    _dates_first,
    _full_marks,
    _letter_x,
    _between,
    _compared,
    _share_in_words,
    _at_most_deduct,
    _left_side_again,
    _weights_as_name,
    _unit_in_example,
    _keyword_meant,
)
"""Recognisers that look at a whole sentence; they come before those of single words and figures."""

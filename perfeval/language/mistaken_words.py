"""Words and signs that people write otherwise than the language does."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from perfeval.diagnostic import Span
from perfeval.language.natural_words import GREATER, LESS, NATURAL_WORDS, REMOVE
from perfeval.language.stop import Answer, Stop
from perfeval.language.suggest import closest, is_keyword, keyword_head, segment, split_unit
from perfeval.language.vocabulary import BLOCK_WORDS, CLAUSE_WORDS, DEFINITION_WORDS, vocabulary
from perfeval.wording import Wording, verbatim


def _pause_mark(stop: Stop) -> Answer | None:
    if not stop.token.startswith("、"):
        return None
    left, right = re.search(r"(\w+)$", stop.tail), re.match(r"、\s*(\w+)", stop.after)
    one, other = (left.group(1) if left else "…"), (right.group(1) if right else "…")
    return Answer(
        "pause-mark",
        Wording("顿号“、”不能连接条件。", "the mark 、 does not join conditions"),
        Wording(
            f"任一即可写 {one} 或 {other}；同时满足写 {one} 且 {other}",
            f"if either will do: {one} or {other}; if both must hold: {one} and {other}",
        ),
    )


def _missing_space(stop: Stop) -> Answer | None:
    """`当完成率`: a keyword run into the next word; `5天扣`: a unit run into one."""
    if stop.kind == "NUMBER" and (found := re.search(r"([0-9.]+)([^\W\d]+)$", stop.tail)):
        split = split_unit(found.group(2))
        if split is not None:
            unit, word = split
            return _glued(
                found.group(),
                f"{found.group(1)}{unit}",
                word,
                Span(len(stop.before) - len(found.group()), len(stop.before)),
            )
    if not stop.is_word or stop.token in vocabulary().names or stop.token in NATURAL_WORDS:
        return None
    head = keyword_head(stop.token)
    if head is not None:
        return _glued(stop.token, head, stop.token[len(head) :], None)
    words = segment(stop.token)
    return None if words is None else run_together(stop.token, " ".join(words), None)


def run_together(text: str, mend: str, span: Span | None) -> Answer:
    """Several words without a space between them."""
    return Answer(
        "missing-space",
        Wording(f"“{text}”连在一起了，词与词之间要有空格。", f"`{text}` runs words together: put spaces between them"),
        verbatim(mend),
        span,
    )


def _glued(text: str, head: str, rest: str, span: Span | None) -> Answer:
    return Answer(
        "missing-space",
        Wording(
            f"“{text}”连在一起了：“{head}”后面少一个空格。",
            f"`{text}` runs two words together: a space is missing after `{head}`",
        ),
        verbatim(f"{head} {rest}"),
        span,
    )


def _unknown_function(stop: Stop) -> Answer | None:
    found = re.search(r"([^\W\d]\w*)$", stop.tail)
    functions = vocabulary().functions
    if stop.token != "(" or found is None or found.group() in vocabulary().reserved:
        return None
    name = found.group()
    natural = NATURAL_WORDS.get(name.lower())
    known = natural.zh if natural is not None and natural.zh in functions else None
    near = known or closest(name, functions)
    if name in vocabulary().names:
        word = vocabulary().names[name]
        return Answer(
            "unknown-function",
            Wording(
                f"“{name}”不是函数，后面不能直接跟括号。",
                f"`{name}` is no function and cannot be followed by a bracket",
            ),
            Wording(f"{word.zh} × (…)", f"{word.en} * (…)"),
            Span(len(stop.before) - len(name), len(stop.before)),
        )
    return Answer(
        "unknown-function",
        Wording(f"没有叫“{name}”的函数。", f"there is no function called `{name}`"),
        Wording(f"{functions[near].zh}(…)", f"{functions[near].en}(…)")
        if near
        else Wording(
            "可用：" + "、".join(word.zh for word in vocabulary().words["functions"].values()),
            "there are: " + ", ".join(word.en for word in vocabulary().words["functions"].values()),
        ),
        Span(len(stop.before) - len(name), len(stop.before)),
    )


def _keyword_as_name(stop: Stop) -> Answer | None:
    word = vocabulary().by_terminal.get(stop.kind)
    if word is None or "NAME" not in stop.expected or stop.wants_clause:
        return None
    if not re.search(r"(?:规则|审核|参数|设|填报项|规则集|rule|audit|param|let|input|ruleset)$", stop.tail):
        return None
    return Answer("name-is-keyword", *is_keyword(stop.token))


def _natural_word(stop: Stop) -> Answer | None:
    """`大于`, `或者`, `如果`, `则`: words of everyday Chinese or English that the language spells otherwise."""
    word = stop.token.rstrip("0123456789.") if stop.is_word else stop.token
    meant = Wording("为", "is") if stop.kind == "YES" else NATURAL_WORDS.get(word.lower())
    if meant is None or not (stop.is_word or stop.kind == "YES"):
        return None
    if meant in (LESS, GREATER) and not stop.begins_line and re.search(r"(?:^|\s)(?:按|on)\s+\S+$", stop.line_before):
        meant = Wording("不足", "short of") if meant == LESS else Wording("超出", "over")
    span = Span(stop.span.start, stop.span.start + len(word))
    if meant == REMOVE:
        message = Wording(f"“{word}”在这里是多余的。", f"`{word}` is not needed here")
        return Answer("unknown-word", message, Wording("删去它", "remove it"), span)
    message = Wording(f"规则语言里不用“{word}”这个词。", f"the language does not use the word `{word}` here")
    return Answer("unknown-word", message, Wording(f"改写成 {meant.zh}", f"write {meant.en}"), span)


def _second_header(stop: Stop) -> Answer | None:
    if stop.kind != "RULESET" and stop.token not in ("规则集", "ruleset"):
        return None
    if not stop.before.strip():
        return None
    return Answer(
        "second-header",
        Wording(
            "一个文件只有一个规则集，“规则集”要写在文件开头。", "a file holds one rule set, and `ruleset` opens it"
        ),
        Wording(
            "另存为一个文件，或把这一行移到文件开头", "put it into a file of its own, or move this line to the top"
        ),
    )


def _definition_after_block(stop: Stop) -> Answer | None:
    if stop.kind not in ("PARAM", "INPUT", "SCALE") or not stop.wants_clause:
        return None
    return Answer(
        "definition-after-block",
        Wording(
            f"“{stop.token}”要写在第一条规则（审核、总分、等级）之前。",
            f"`{stop.token}` must stand before the first rule, audit, total or grades",
        ),
        Wording("把这一行移到规则集开头的 依据、施行 等之后", "move this line up, after the header's clauses"),
    )


def _header_clause_in_block(stop: Stop) -> Answer | None:
    if stop.kind not in ("UNSIGNED", "ROLL_UP", "WITHOUT", "FOR", "EXTENDS") or "AWARD" not in stop.expected:
        return None
    mend = Wording("把这一句移到规则集开头", "move it up into the rule set's header")
    if stop.kind == "FOR":
        mend = Wording(
            "“适用于”紧跟在规则名称后面：规则 名称 适用于 …", "`for` follows the rule's name: rule NAME for …"
        )
    return Answer(
        "clause-in-wrong-block",
        Wording(f"“{stop.token}”不能写在这里。", f"`{stop.token}` cannot stand here"),
        mend,
    )


def _otherwise_when(stop: Stop) -> Answer | None:
    if stop.kind != "WHEN" or not re.search(r"(?:否则|otherwise)$", stop.tail):
        return None
    return Answer(
        "otherwise-with-condition",
        Wording("“否则”后面不能再写条件。", "`otherwise` takes no condition"),
        Wording("去掉“否则”，只写 当 …；最后一种情形才写 否则", "leave out `otherwise`; only the last case has it"),
        stop.back(len("否则") if stop.before.endswith("否则") else len("otherwise")),
    )


def _unclosed_bracket(stop: Stop) -> Answer | None:
    opened = _open_bracket(stop.before)
    if opened is None or not stop.expected & {"RPAR", "RSQB"}:
        return None
    if stop.token and stop.kind not in vocabulary().by_terminal and stop.token not in ("[", "("):
        return None
    inside = stop.before[opened:]
    called = re.search(r"\w*$", stop.before[max(0, opened - 60) : opened])
    shown = " ".join((called.group() if called else "").split()) + " ".join(inside.split())
    closing = ")" if inside[0] == "(" else "]"
    high = re.fullmatch(r"\[[^,]*,\s*(\S.*)", shown)
    if stop.kind == "AWARD" and high is not None and not re.search(rf">\s*{re.escape(high.group(1))}", stop.tail):
        closing = ")"  # the band above begins with this figure
    return Answer(
        "bracket-not-closed",
        Wording("括号没有成对：有前括号，没有后括号。", "a bracket is opened and not closed"),
        verbatim(shown + closing)
        if len(inside) <= 40 and "\n" not in inside
        else Wording(f"补上 {closing}", f"add {closing}"),
        Span(opened, len(stop.before)),
    )


def _open_bracket(text: str) -> int | None:
    """The last bracket of a text that is opened and not closed (an interval's brackets need not match in form)."""
    depth = 0
    is_string = False
    for at in range(len(text) - 1, -1, -1):
        char = text[at]
        if char == '"':
            is_string = not is_string
        if is_string:
            continue
        if char in ")]":
            depth += 1
        elif char in "([":
            if depth == 0:
                return at
            depth -= 1
    return None


def _unopened_bracket(stop: Stop) -> Answer | None:
    if stop.token not in (")", "]") or _open_bracket(stop.before) is not None:
        return None
    return Answer(
        "bracket-not-opened",
        Wording("多了一个后括号：前面没有与它成对的前括号。", "this closing bracket has no opening one"),
        Wording("删去它，或补上前括号", "remove it, or add the opening bracket"),
    )


def _quotes_needed(stop: Stop) -> Answer | None:
    if not stop.expected <= {"STRING"} or not stop.token or stop.kind in vocabulary().by_terminal:
        return None
    line = stop.written.split("\n")[0]
    text = re.split(r"\s+(?=原文|节录|推定|待核|自定|full text|excerpt|inferred|recalled|our choice|#|=|得)", line)[
        0
    ].strip()
    first = re.match(r"\w+", text)
    if re.search(r"(?:示例|(?<!\w)example)$", stop.tail) and first is not None:
        is_missing = stop.token in vocabulary().names
        return Answer(
            "quotes-needed",
            Wording("示例先写带引号的名称。", "an example begins with its name between quotation marks"),
            Wording(f'示例 "名称" {stop.token} …', f'example "name" {stop.token} …')
            if is_missing
            else Wording(f'示例 "{first.group()}" 指标值 …', f'example "{first.group()}" target …'),
            Span(stop.span.start, stop.span.start + max(1, len(first.group()))),
        )
    return Answer(
        "quotes-needed",
        Wording("这里的文字要加引号。", "text goes between quotation marks here"),
        verbatim(f'"{text}"'),
        Span(stop.span.start, stop.span.start + max(1, len(text))),
    )


def _unfinished(stop: Stop) -> Answer | None:
    """The clause before breaks off: the text ends, or a line begins with the keyword of another clause."""
    ids = {*CLAUSE_WORDS, *BLOCK_WORDS, *DEFINITION_WORDS}
    word = vocabulary().by_terminal.get(stop.kind)
    breaks_off = not stop.token or (word is not None and word.id in ids and stop.begins_line)
    if not breaks_off or stop.wants_clause or not stop.before:
        return None
    line = " ".join(stop.line_before.split())
    shown = line if len(line) <= 24 else "…" + line[-22:]
    wanted = _what_follows(stop.expected)
    if re.search(r"(?:否则|otherwise)$", stop.tail):
        wanted = Wording("得分，如 得 0分", "an award, such as award 0 points")
    return Answer(
        "clause-unfinished",
        Wording(
            f"这一句没有写完：“{shown}”后面应有{wanted.zh}。", f"this breaks off: after `{shown}` comes {wanted.en}"
        ),
        None if stop.token else Wording("补全这一句", "complete it"),
        Span(len(stop.before) - len(stop.line_before), len(stop.before)),
    )


def _what_follows(expected: frozenset[str]) -> Wording:
    """What the sentence still lacks, in general terms."""
    if "NUMBER" in expected:
        return Wording("数值、名称或算式", "an amount: a figure, a name or a formula")
    if "AWARD" in expected or "CAP" in expected or "DEDUCT" in expected:
        return Wording("得、按、扣、加、封顶 等", "award, on, deduct, add, cap or the like")
    if expected & {"CMP", "EACH"}:
        return Wording("比较号、分档或“每”", "a comparison, bands or `each`")
    if "STRING" in expected:
        return Wording("带引号的文字", "quoted text")
    if "NAME" in expected:
        return Wording("名称", "a name")
    if "DATE" in expected:
        return Wording("日期，如 2024-12-31", "a date such as 2024-12-31")
    return Wording("其余部分", "the rest of it")


def _misspelt_keyword(stop: Stop) -> Answer | None:
    if not stop.is_word or not stop.wants_clause:
        return None
    spellings = [
        spelling
        for word_id in (*CLAUSE_WORDS, *BLOCK_WORDS, *DEFINITION_WORDS)
        for spelling in vocabulary().keyword(word_id).spellings
    ]
    if stop.token in vocabulary().names:
        return Answer(
            "unknown-clause",
            Wording(f"“{stop.token}”前面缺少说明做什么的词。", f"a keyword is missing before `{stop.token}`"),
            Wording(f"如 得 {stop.token}、按 {stop.token}；前一行没写完的，补全前一行",
                    f"such as award {stop.token} or on {stop.token}; or complete the line before"),
        )  # fmt: skip
    near = closest(stop.token, spellings)
    return Answer(
        "unknown-clause",
        Wording(
            f"不认识“{stop.token}”：这里应当开始新的一句。",
            f"`{stop.token}` is not a keyword; a clause should begin here",
        ),
        Wording(f"是否想写“{near}”？", f"did you mean `{near}`?")
        if near
        else Wording(
            "一句以 当、否则、得、按、扣、加、封顶 等开头",
            "a clause begins with when, otherwise, award, on, deduct, add, cap …",
        ),
    )


def _state_before_name(stop: Stop) -> Answer | None:
    """`当 未填报 完成值`: the state is said after the name."""
    if stop.kind not in ("IS_MISSING", "IS_FILLED", "IS_NOT_APPLICABLE", "IS_A_CLAIM") or "NAME" not in stop.expected:
        return None
    name = re.match(r"\s*([^\W\d]\w*)", stop.after[len(stop.token) :])
    shown = name.group(1) if name else "完成值"
    return Answer(
        "word-order",
        Wording(f"“{stop.token}”要写在名称后面。", f"`{stop.token}` comes after the name"),
        verbatim(f"{shown} {stop.token}"),
        Span(stop.span.start, stop.span.end + (name.end() if name else 0)),
    )


_SIGNS: Final = {
    "&": Wording("且", "and"),
    "|": Wording("或", "or"),
    "!": Wording("非，或 ≠", "not, or !="),
    "~": Wording("区间 [80%, 90%)", "an interval [80%, 90%)"),
    "{": Wording("方括号或圆括号", "square or round brackets"),
    "}": Wording("方括号或圆括号", "square or round brackets"),
    **dict.fromkeys(("'", "‘", "’", "`", "《", "『", "<<"), Wording("双引号 “ ”", 'double quotation marks " "')),
}


def _foreign_sign(stop: Stop) -> Answer | None:
    meant = _SIGNS.get(stop.token[:1])
    if meant is None:
        return None
    sign = stop.token[:1]
    return Answer(
        "unknown-sign",
        Wording(f"规则语言里没有符号 {sign} 。", f"the language has no sign {sign}"),
        Wording(f"改用{meant.zh}", f"write {meant.en}"),
    )


def _comment_form(stop: Stop) -> Answer | None:
    if stop.token not in ("/", "*") or not stop.before.endswith("/"):
        return None
    return Answer(
        "comment-form",
        Wording("备注要用 # 开头。", "a comment begins with #"),
        Wording("# 备注写在这里，直到行末", "# a comment, to the end of the line"),
        stop.back(1),
    )


def _name_form(stop: Stop) -> Answer | None:
    """`rule r-1`, `参数 1季度`: what a name may be made of."""
    given = re.search(
        r"(?:规则集|规则|审核|参数|设|填报项|ruleset|rule|audit|param|let|input)(?:\s+(\S*))?$", stop.before
    )
    rest = re.match(r"[-.\w/]+", stop.after)
    starts_wrong = stop.kind in ("NUMBER", "DATE") and stop.expected <= {"NAME"}
    breaks = stop.token[:1] in ("-", ".", "/") and given is not None and stop.span.start == len(stop.before)
    if given is None or rest is None or not (starts_wrong or breaks):
        return None
    begun = given.group(1) or ""
    name = begun + rest.group()
    return Answer(
        "name-form",
        Wording(
            "名称由文字、数字和下划线组成，以文字开头。",
            "a name is made of letters, digits and _, and begins with a letter",
        ),
        Wording(f"换一个名称，或用「」括起来：「{name}」", f"choose another name, or bracket it: 「{name}」"),
        Span(stop.span.start - len(begun), stop.span.start + rest.end()),
    )


def _for_missing(stop: Stop) -> Answer | None:
    """`规则 甲 成本指标`."""
    head = re.search(r"(?:^|\n)\s*(?:规则|审核|rule|audit)\s+(\S+)(?:\s+\"[^\"\n]*\")?$", stop.tail)
    if head is None or stop.kind != "NAME" or stop.begins_line:
        return None
    return Answer(
        "for-missing",
        Wording("规则名称后面缺“适用于”。", "`for` is missing after the rule's name"),
        Wording(f"适用于 {stop.token}", f"for {stop.token}"),
    )


WORDS: Final[tuple[Callable[[Stop], Answer | None], ...]] = (
    _pause_mark,
    _second_header,
    _comment_form,
    _name_form,
    _missing_space,
)
"""Recognisers that come before those of figures."""
OTHER_WORDS: Final[tuple[Callable[[Stop], Answer | None], ...]] = (
    _natural_word,
    _state_before_name,
    _keyword_as_name,
    _otherwise_when,
    _definition_after_block,
    _header_clause_in_block,
    _unknown_function,
    _unclosed_bracket,
    _unopened_bracket,
    _foreign_sign,
    _quotes_needed,
    _for_missing,
    _unfinished,
)
"""Recognisers that come after those of figures."""
LAST_WORDS: Final[tuple[Callable[[Stop], Answer | None], ...]] = (_misspelt_keyword,)
"""Recognisers that come last of all."""

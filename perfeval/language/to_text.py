"""Rule text → the same rule text in the other vocabulary, token by token.

Keywords, functions and built-in names take the spelling of the target, signs and punctuation its form. Names of the
author's own, strings, comments, line breaks and indentation stay as they stand.

The canonical form of a text is the one that comes back to the byte from the other vocabulary:

- words, figures and texts that touch no sign and no bracket are a blank apart (`得 0分`, not `得0分`);
- Chinese writes a keyword unit against its number (`0.01分`), `，：；` with nothing after them, and `≥ ≤ ≠ × ÷`;
- English writes a keyword unit one blank after its number, the singular after 1 (`1 point`), `, : ;` with a blank
  after them, and `>= <= != * /`;
- in both the comma between brackets is `, ` and all other signs, brackets and figures are plain ones.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, cast

from lark import Token

from perfeval.diagnostic import SourceText
from perfeval.errors import InvalidValueError, RuleError, expect
from perfeval.language.from_text import parse
from perfeval.language.parser import parser
from perfeval.language.problems import Problems
from perfeval.language.source import fold
from perfeval.language.vocabulary import Word, is_chinese, vocabulary
from perfeval.wording import Lang, Wording

_SIGNS: Final = {"<=": "≤", ">=": "≥", "!=": "≠", "*": "×", "/": "÷"}
_PLAIN_SIGNS: Final = {chinese: plain for plain, chinese in _SIGNS.items()}

_IDLE: Final = {",": "，", ":": "：", ";": "；"}
_PLAIN_IDLE: Final = {full_width: plain for plain, full_width in _IDLE.items()}
_BLANKS: Final = " \t\u3000\u00a0\ufeff\u200b"

_UNITS: Final = frozenset({"POINTS", "PERCENTAGE_POINTS", "DAYS", "YUAN", "WAN_YUAN", "YI_YUAN"})
_NAMING: Final = frozenset({"RULESET", "EXTENDS", "RULE", "AUDIT", "BY"})
"""The name after one of these is that of a rule set, a rule or an audit: the author's, even where it is spelled like a
kind, because other files may call it by that spelling."""
_ROUNDING: Final = frozenset({"ROUND_HALF_UP", "ROUND_HALF_EVEN", "ROUND_DOWN", "ROUND_UP"})
_FREE_STANDING: Final = frozenset({"NAME", "FUNCTION", "NUMBER", "DATE", "STRING", "WORD"})
_OPENING: Final = ("(", "[")
_ENDING: Final = (")", "]", "%", "‰")


def convert_rules(text: str, to: Lang = "en") -> str:
    """A rule text written in the other vocabulary: Chinese (`to="zh"`) or English (`"en"`).

    Names of its own, strings, comments and line breaks stay. What the text means is not looked at, and its parents are
    not converted. Raises `RuleError` with all diagnostics where the text cannot be parsed.
    """
    expect("text", text, str)
    if to not in ("zh", "en"):
        raise InvalidValueError(
            "unknown-language",
            Wording('to 应为 "zh"（中文）或 "en"（英文）', 'to must be "zh" (Chinese) or "en" (English)'),
        )
    return convert(text, to)


def convert(text: str, to: Lang, name: str = "<text>") -> str:
    """The rule text in the vocabulary `to`; a text that mixes both is converted wholly.

    `name` is what the diagnostics call the text. Raises `RuleError` where it cannot be parsed.
    """
    source = SourceText(name, text)
    parts: list[str] = []
    before: Token | None = None
    end = 0
    for token in _tokens(source):
        start = cast("int", token.start_pos)
        parts.append(_between(text[end:start], before, token, to))
        end = cast("int", token.end_pos)
        parts.append(_spelling(token, text[start:end], before, to))
        before = token
    parts.append(_layout(text[end:], to, is_last=True))
    return "".join(parts)


def _tokens(source: SourceText) -> Iterator[Token]:
    problems = Problems(source)
    if parse(source, problems) is None or problems.errors:
        raise _in_error(problems)
    folded = fold(source, Problems(source))
    return parser().parse_interactive(folded.text).iter_parse()


def _in_error(problems: Problems) -> RuleError:
    errors, name = problems.errors, problems.source.name
    first = errors[0]
    count = "1 error" if len(errors) == 1 else f"{len(errors)} errors"
    return RuleError(
        "rules-in-error",
        Wording(
            f"规则集 {name} 有 {len(errors)} 处错误，第一处在第 {first.line} 行：{first.message.zh}",
            f"rule set {name} has {count}, the first in line {first.line}: {first.message.en}",
        ),
        problems.in_order(),
    )


# ---- words ----


def _spelling(token: Token, written: str, before: Token | None, to: Lang) -> str:
    """A token in the target's spelling. `written` is how the author wrote it, before folding."""
    word = vocabulary().by_terminal.get(token.type)
    if word is not None:
        if to == "en" and _is_unit(token, before) and before == "1":
            return _singular(word)
        return word.spell(to)
    match token.type:
        case "STRING":
            return written
        case "NAME":
            return written if before is not None and before.type in _NAMING else _name(token, written, to)
        case "FUNCTION":
            return vocabulary().functions[str(token)].spell(to)
        case _:
            signs = _SIGNS if to == "zh" else _PLAIN_SIGNS
            return signs.get(str(token), str(token))


def _name(token: Token, written: str, to: Lang) -> str:
    bare = str(token).strip("「」").strip()
    word = vocabulary().names.get(bare)
    if word is None:
        return written
    return str(token).replace(bare, word.spell(to))


def _is_unit(token: Token, before: Token | None) -> bool:
    return before is not None and before.type == "NUMBER" and token.type in _UNITS


def _singular(word: Word) -> str:
    return next((one for one in word.also if not is_chinese(one)), word.en)


# ---- what stands between words ----


def _between(gap: str, before: Token | None, token: Token, to: Lang) -> str:
    if _is_unit(token, before) and not gap.strip(_BLANKS):
        return " " if to == "en" else ""
    if gap:
        return _layout(gap, to)
    return " " if before is not None and _stand_apart(before, token) else ""


def _stand_apart(before: Token, token: Token) -> bool:
    """Whether two tokens that touch get a blank between: an English word may not touch another word."""
    if before.type == "COMMA":
        return True
    if token.type == "WORD" or not (_is_word(before) or before in _ENDING):
        return False
    if token in _OPENING:
        return before.type != "FUNCTION" and before.type not in _ROUNDING
    return _is_word(token)


def _is_word(token: Token) -> bool:
    return token.type in _FREE_STANDING or token.type in vocabulary().by_terminal


def _layout(gap: str, to: Lang, *, is_last: bool = False) -> str:
    """Blanks and comments as they stand, idle punctuation in the target's form.

    An English comma carries one blank more than a Chinese one, except at the end of its line.
    """
    made: list[str] = []
    at = 0
    while at < len(gap):
        char = gap[at]
        line_end = gap.find("\n", at)
        line_end = len(gap) if line_end < 0 else line_end
        if char in "#＃":
            made.append(gap[at:line_end])
            at = line_end
            continue
        at += 1
        if char not in _IDLE and char not in _PLAIN_IDLE:
            made.append(char)
            continue
        follows = gap[at:line_end]
        ends_line = not follows.strip() and (is_last or line_end < len(gap))
        if to == "en":
            made.append(_PLAIN_IDLE.get(char, char))
            if not ends_line and (char in _PLAIN_IDLE or follows[:1].strip() or not follows):
                made.append(" ")
        else:
            made.append(_IDLE.get(char, char))
            if not ends_line and char in _IDLE and follows.startswith(" "):
                at += 1
    return "".join(made)

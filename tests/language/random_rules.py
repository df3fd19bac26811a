"""Random rule files, written as words to be spelled: one file printed in either vocabulary says the same."""

from __future__ import annotations

from hypothesis import strategies as st

from perfeval.language.vocabulary import vocabulary
from perfeval.wording import Lang

Words = tuple[str, ...]
"""Pieces of text; one that begins with `@` is a keyword's id, with `$` a built-in name's or a function's."""

_SYMBOLS = {"<=": ("≤", "<="), ">=": ("≥", ">="), "!=": ("≠", "!="), "*": ("×", "*"), "/": ("÷", "/")}


def spell(words: Words, lang: Lang) -> str:
    """The words in one vocabulary, with spaces between."""
    return " ".join(_spell(word, lang) for word in words)


def _spell(word: str, lang: Lang) -> str:
    if word[0] == "@":
        return vocabulary().keyword(word[1:]).spell(lang)
    if word[0] == "$":
        found = [
            table[word[1:]] for table in vocabulary().words.values() if word[1:] in table and table is not _KEYWORDS
        ]
        return found[0].spell(lang)
    if word in _SYMBOLS:
        return _SYMBOLS[word][lang == "en"]
    return word


_KEYWORDS = vocabulary().words["keywords"]


def _ids(category: str) -> st.SearchStrategy[str]:
    return st.sampled_from(sorted(vocabulary().words[category]))  # type: ignore[index]


def _join(*parts: str | Words | st.SearchStrategy[Words]) -> st.SearchStrategy[Words]:
    """One piece after another."""
    fixed = [part if isinstance(part, st.SearchStrategy) else st.just((part,) if isinstance(part, str) else part)
             for part in parts]  # fmt: skip
    return st.tuples(*fixed).map(lambda made: tuple(word for piece in made for word in piece))


def _maybe(part: st.SearchStrategy[Words]) -> st.SearchStrategy[Words]:
    return st.one_of(st.just(()), part)


def _some(part: st.SearchStrategy[Words], least: int = 1, most: int = 3) -> st.SearchStrategy[Words]:
    return st.lists(part, min_size=least, max_size=most).map(
        lambda made: tuple(word for piece in made for word in piece)
    )


def _among(prefix: str, *ids: str) -> st.SearchStrategy[Words]:
    return st.sampled_from(ids).map(lambda word_id: (f"{prefix}{word_id}",))


def _infix(part: st.SearchStrategy[Words], *between: str) -> st.SearchStrategy[Words]:
    return st.tuples(part, st.sampled_from(between), part).map(lambda made: (*made[0], made[1], *made[2]))


def _bracketed(part: st.SearchStrategy[Words]) -> st.SearchStrategy[Words]:
    return _join("(", part, ")")


own_name: st.SearchStrategy[Words] = st.sampled_from([("甲",), ("门槛_1",), ("share",), ("「带 空格」",), ("x1",)])
string: st.SearchStrategy[Words] = st.sampled_from([('"达成"',), ('"≥良 # （一）"',), ('""',), ('"award 得"',)])
number: st.SearchStrategy[Words] = st.sampled_from([("0",), ("12",), ("0.50",), ("100",)])
date: st.SearchStrategy[Words] = st.sampled_from([("2024-12-31",), ("2020年2月5日",)])
built_in: st.SearchStrategy[Words] = st.one_of(_ids("row"), _ids("table"), _ids("kinds")).map(lambda one: (f"${one}",))
unit = _among("@", "points", "percentage_points", "days", "yuan", "wan_yuan", "yi_yuan") | st.just(("%",))
literal = _join(number, _maybe(unit)) | st.sampled_from([("3200份",), ("8亩",)])
mode = _among("@", "round_half_up", "round_half_even", "round_down", "round_up")
type_word = _among(
    "@", "yes_no", "text", "date", "ratio", "number", "tally", "money", "grade", "same_as_target", "points"
)
state = _among("@", "is_missing", "is_filled", "is_not_applicable", "is_a_claim")
sign = st.sampled_from([("<=",), (">=",), ("!=",), ("<",), (">",), ("=",)])

_leaf = literal | date | string | built_in | own_name | _among("@", "yes", "no", "total") | _join("@by", own_name)


def _grow(inner: st.SearchStrategy[Words]) -> st.SearchStrategy[Words]:
    function = _ids("functions").map(lambda one: (f"${one}",))
    arguments = _join("(", inner, _maybe(_join(",", inner)), _maybe(st.just((",", "@across_units"))), ")")
    return st.one_of(
        _infix(inner, "+", "-", "*", "/"),
        _join("-", inner),
        _bracketed(inner),
        _join(function, arguments),
        _join(mode, "(", inner, ",", inner, ")"),
    )


amount = st.recursive(_leaf, _grow, max_leaves=6)
interval = _join(st.sampled_from([("[",), ("(",)]), amount, ",", amount, st.sampled_from([("]",), (")",)]))
_relation = st.one_of(
    amount,
    _join(amount, sign, amount),
    _infix(amount, "@meets", "@contains", "@short_of", "@over"),
    _join(amount, "@in", interval),
    _join(amount, state),
    _join(amount, "@is", type_word),
)
condition = st.recursive(
    _relation, lambda inner: st.one_of(_infix(inner, "@and", "@or"), _join("@not", _bracketed(inner))), max_leaves=4
)
award = st.one_of(amount, interval, _join("$full", "*", interval)).flatmap(
    lambda made: _join(made, _maybe(_join("@default", amount)))
)
limit = _join("@at_most", amount)
band = _join(_join(sign, amount) | interval, "@award", award)
kinds = _ids("kinds").map(lambda one: (f"${one}",))
pair = _join(kinds, _maybe(_join("@or", kinds)), "=", amount)
action = st.one_of(
    _join("@award", award),
    st.just(("@not_scored",)),
    _join("@on", amount, _some(band)),
    _join("@on", amount, "@each", amount, _among("@", "deduct", "add"), amount,
          _maybe(_among("@", "whole_steps", "started_steps", "pro_rata")), _maybe(limit)),
    _join(_among("@", "deduct", "add"), amount, _maybe(limit)),
    _join(_among("@", "cap", "floor"), amount),
    st.just(("@down_to_zero",)),
    _join(mode, "@to", amount),
    _join("@require", condition, _maybe(string)),
    _join("@flag", string),
    _join("@weights", _some(pair)),
    _among("@", "allow_jump", "allow_decrease"),
)  # fmt: skip
guarded = st.one_of(_join("@when", condition, action), _join("@otherwise", action), action)
basis = _among("@", "full_text", "excerpt", "inferred", "recalled", "our_choice")
cite = _join("@cite", string, _maybe(string), _maybe(basis))
dates = st.one_of(_join("@from", date, _maybe(_join("@until", date))), _join("@until", date))
setting = _join(built_in | st.just(("@total",)), amount)
example = _join("@example", string, _some(setting, 0), "@gives", award | st.just(("@not_scored",)))
clause = st.one_of(guarded, guarded, cite, _join("@effective", dates), example, _join("@let", own_name, "=", condition))
block = st.one_of(
    _join(
        _among("@", "rule", "audit"), own_name, _maybe(string), _maybe(_join("@for", condition)), _some(clause, 0, 4)
    ),
    _join(_among("@", "total", "grades"), _some(clause, 0, 4)),
)
definition = st.one_of(
    _join("@param", own_name, "=", condition, _maybe(dates)),
    _join("@let", own_name, "=", condition, _maybe(dates)),
    _join("@input", own_name, type_word, _maybe(string), _maybe(_join("@default", amount))),
    _join("@scale", string, _some(string)),
    example,
)
header = _join(
    "@ruleset", own_name, _maybe(string), _maybe(_join("@extends", own_name | string)),
    _some(
        st.one_of(
            cite, _join("@effective", dates), _join("@for", condition), _join("@unsigned", _some(pair)),
            _join("@roll_up", "@ratios_weighted_by", amount), _join("@without", _among("@", "rule", "audit"), own_name),
            _join("@without", _among("@", "total", "grades")), guarded,
        ), 0, 3,
    ),
)  # fmt: skip
rule_file = _join(_maybe(header), _some(definition, 0, 2), _some(block, 0, 3))
"""A whole file: it parses; what it says need not make sense."""

"""A syntax tree as plain data, with built-in names by id and other names by order of appearance."""

from __future__ import annotations

from typing import Any

import attrs

from perfeval.diagnostic import SourceText, Span
from perfeval.language import tree
from perfeval.language.from_text import parse
from perfeval.language.problems import Problems
from perfeval.language.scope import built_in


def parsed(text: str) -> tree.RuleFile:
    """The syntax tree of a text that has no fault."""
    problems = Problems(SourceText("<text>", text))
    file = parse(problems.source, problems)
    assert file is not None, [one.render("en") for one in problems.found]
    assert not problems.found, [one.render("en") for one in problems.found]
    return file


def shape(file: tree.RuleFile) -> Any:
    """Equal for two texts that say the same in either vocabulary, whatever they call their own things."""
    return _shape(attrs.evolve(file, lost_names=frozenset()), {})


def _shape(value: Any, names: dict[str, str]) -> Any:
    match value:
        case tree.Name(text):
            return _name(text, names)
        case tree.Setting(name, _, inner):
            return ("Setting", _name(name, names), _shape(inner, names))
        case tree.Header():
            return _fields(attrs.evolve(value, title=None), names)
        case tree.Node():
            return _fields(value, names)
        case tuple():
            return tuple(_shape(item, names) for item in value)
        case _:
            return value


def _fields(node: Any, names: dict[str, str]) -> Any:
    kept = [getattr(node, one.name) for one in attrs.fields(type(node)) if one.name not in ("span", "name_span")]
    return (type(node).__name__, *(_shape(value, names) for value in kept if not isinstance(value, Span)))


def _name(text: str, names: dict[str, str]) -> str:
    word = built_in(text)
    return word.id if word is not None else names.setdefault(text, f"name {len(names) + 1}")

"""Which rules, audits and table blocks of a rule set read which of its params and lets."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from perfeval.language import nodes
from perfeval.language.vocabulary import vocabulary


def readers_of(ruleset: nodes.RuleSetNodes) -> dict[str, list[str]]:
    """The params and lets of the whole rule set that some block reads, with the names of the blocks, in their order."""
    blocks: list[tuple[str, str, object]] = [("rule", rule.name, rule) for rule in ruleset.rules]
    blocks += [("audit", audit.name, audit) for audit in ruleset.audits]
    blocks += [(one.kind, one.kind, one) for one in (ruleset.total, ruleset.grades) if one is not None]
    readers: dict[str, list[str]] = {}
    for kind, name, block in blocks:
        shown = name if kind in ("rule", "audit") else vocabulary().keyword(kind).zh
        for key in _read_by(block, ruleset):
            readers.setdefault(key, []).append(shown)
    layers = (ruleset.name, *ruleset.lineage)
    local = tuple(f"{layer}/{kind}/{name}/" for layer in layers for kind, name, _ in blocks)
    return {key: readers[key] for key in ruleset.variables if key in readers and not key.startswith(local)}


def _read_by(block: object, ruleset: nodes.RuleSetNodes) -> set[str]:
    found: set[str] = set()
    waiting: list[object] = [block]
    while waiting:
        for part in _parts_of(waiting.pop()):
            if isinstance(part, nodes.Variable) and part.key not in found:
                found.add(part.key)
                waiting += [one.value for one in ruleset.variables.get(part.key, ())]
    return found


def names_region(condition: nodes.Expression) -> bool:
    """Whether a condition asks for the region."""
    return any(isinstance(part, nodes.TableField) and part.id == "region" for part in _parts_of(condition))


def _parts_of(node: object) -> Iterator[object]:
    """A typed node and everything below it."""
    waiting = [node]
    while waiting:
        one = waiting.pop()
        kind: type = type(one)
        if isinstance(one, tuple):
            waiting += one
        elif attrs.has(kind) and not isinstance(one, nodes.Written):
            yield one
            waiting += [getattr(one, attribute.name) for attribute in attrs.fields(kind)]

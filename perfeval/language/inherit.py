"""A rule set and its ancestors, merged: the child restates what differs, the parent's order is kept.

A child's new rules come before its parent's; a replaced rule keeps its parent's place, so that restating a general
rule does not swallow its particular neighbours.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Literal, TypeAlias

from attrs import define, field, frozen

from perfeval.diagnostic import SourceText, Span
from perfeval.language import tree
from perfeval.language.from_text import parse
from perfeval.language.problems import Problems
from perfeval.language.suggest import closest
from perfeval.wording import Wording, verbatim

MAX_ANCESTORS: Final = 16

Library: TypeAlias = Callable[[str], SourceText | None]
"""Finds the text of a rule set by its name or title."""


@frozen
class Layer:
    """One rule file of a chain of inheritance."""

    source: SourceText
    file: tree.RuleFile
    problems: Problems = field(eq=False, repr=False)

    @property
    def name(self) -> str:
        """The rule set's name, or that of the file where it has no header."""
        return self.file.header.name.text if self.file.header else self.source.name




@define
class Merged:
    """A rule set with its ancestors merged in, still untyped. `layers` has the rule set itself first."""

    layers: tuple[Layer, ...]
    params: dict[str, list[tuple[tree.Param, Layer]]] = field(factory=dict)
    lets: dict[str, list[tuple[tree.Let, Layer]]] = field(factory=dict)
    inputs: dict[str, tuple[tree.Input, Layer]] = field(factory=dict)
    blocks: list[tuple[tree.Block, Layer]] = field(factory=list)
    closing: list[tuple[tree.Clause, Layer]] = field(factory=list)
    unsigned: tuple[tuple[tree.Pair, ...], Layer] | None = None

    @property
    def own(self) -> Layer:
        """The rule set itself."""
        return self.layers[0]

    @property
    def lost_names(self) -> frozenset[str]:
        """Names whose declaration could not be parsed."""
        return frozenset().union(*(layer.file.lost_names for layer in self.layers))


def chain(source: SourceText, problems: Problems, library: Library, known: tuple[str, ...] = ()) -> tuple[Layer, ...]:
    """Parse a rule text and its ancestors: the set itself first. Cycles and missing parents are reported.

    Problems of an ancestor are its own; if it has errors, the child says only that it cannot be used.
    """
    file = parse(source, problems)
    if file is None:
        return ()
    layers = [Layer(source, file, problems)]
    seen = [layers[0].name]
    while (header := layers[-1].file.header) is not None and header.extends is not None:
        wanted = header.extends
        at = wanted.span if len(layers) == 1 else _extends_span(layers[0])
        found = library(wanted.text)
        if found is None:
            _no_parent(problems, at, wanted.text, known)
            break
        parent_problems = Problems(found)
        parent = parse(found, parent_problems)
        if parent is None or parent_problems.errors:
            problems.error(
                "parent-in-error",
                at,
                Wording(
                    f"上级规则集“{wanted.text}”自身有错误。", f"the parent rule set `{wanted.text}` is itself in error"
                ),
                Wording(f"先改正 {found.name}", f"mend {found.name} first"),
            )
            break
        layers.append(Layer(found, parent, parent_problems))
        if layers[-1].name in seen:
            circle = [*seen[seen.index(layers[-1].name) :], layers[-1].name]
            layers.pop()
            _cycle(problems, at, circle)
            break
        seen.append(layers[-1].name)
        if len(layers) > MAX_ANCESTORS:
            problems.error(
                "too-many-ancestors",
                at,
                Wording(f"继承超过 {MAX_ANCESTORS} 层。", f"more than {MAX_ANCESTORS} rule sets extend one another"),
            )
            break
    return tuple(layers)


def _extends_span(layer: Layer) -> Span:
    header = layer.file.header
    return header.extends.span if header is not None and header.extends is not None else Span(0, 1)


def _no_parent(problems: Problems, at: Span, wanted: str, known: tuple[str, ...]) -> None:
    near = closest(wanted, known)
    problems.error(
        "no-such-ruleset",
        at,
        Wording(f"找不到规则集“{wanted}”。", f"there is no rule set called `{wanted}`"),
        verbatim(near)
        if near
        else Wording(
            "写随附规则集的名称（用 perfeval rules 查看），或把上级文件放在同一文件夹",
            "name a shipped rule set (see `perfeval rules`), or put the parent's file into the same folder",
        ),
    )


def _cycle(problems: Problems, at: Span, circle: list[str]) -> None:
    way = " → ".join(circle)
    problems.error(
        "extends-cycle",
        at,
        Wording(f"继承绕成了一圈：{way}。", f"the rule sets extend one another in a circle: {way}"),
        Wording("删去其中一个“继承”", "remove one of the `extends`"),
    )


# ---- merging ----


def merge(layers: tuple[Layer, ...]) -> Merged:
    """Merge the layers of a chain, the oldest ancestor first."""
    merged = Merged(layers)
    for layer in reversed(layers):
        _merge_definitions(merged, layer)
        _drop(merged, layer)
        _merge_blocks(merged, layer)
        header = layer.file.header
        if header is not None:
            if header.unsigned is not None:
                merged.unsigned = (header.unsigned, layer)
            _merge_closing(merged, header.closing, layer)
    return merged


def _merge_definitions(merged: Merged, layer: Layer) -> None:
    own_params: dict[str, list[tuple[tree.Param, Layer]]] = {}
    for param in layer.file.params:
        own_params.setdefault(param.name.text, []).append((param, layer))
    own_lets: dict[str, list[tuple[tree.Let, Layer]]] = {}
    for let in layer.file.lets:
        own_lets.setdefault(let.name.text, []).append((let, layer))
    for name in own_params:
        merged.lets.pop(name, None)
    for name in own_lets:
        merged.params.pop(name, None)
    merged.params |= own_params
    merged.lets |= own_lets
    merged.inputs |= {item.name.text: (item, layer) for item in layer.file.inputs}


BlockKey: TypeAlias = tuple[Literal["rule", "audit", "total", "grades"], str]


def key_of(block: tree.Block | tree.Without) -> BlockKey:
    """What makes two blocks the same in parent and child: the kind, and the name where it has one."""
    return block.kind, block.name.text if block.name is not None else ""


def _drop(merged: Merged, layer: Layer) -> None:
    if layer.file.header is None:
        return
    for without in layer.file.header.without:
        kept = [(block, origin) for block, origin in merged.blocks if key_of(block) != key_of(without)]
        if len(kept) == len(merged.blocks):
            names = [key_of(block)[1] for block, _ in merged.blocks if block.kind == without.kind]
            near = closest(key_of(without)[1], names)
            layer.problems.error(
                "nothing-to-drop",
                without.span,
                Wording("上级规则集里没有这一项，不能“不设”。", "the parent has no such block to drop"),
                verbatim(near) if near else None,
            )
        merged.blocks = kept


def _merge_blocks(merged: Merged, layer: Layer) -> None:
    places = {key_of(block): index for index, (block, _) in enumerate(merged.blocks)}
    new: list[tuple[tree.Block, Layer]] = []
    for block in layer.file.blocks:
        place = places.get(key_of(block))
        if place is None:
            new.append((block, layer))
        else:
            merged.blocks[place] = (block, layer)
    merged.blocks = new + merged.blocks


def closing_kind(clause: tree.Clause) -> str:
    """What a closing clause settles: a child that says it again replaces its parent's."""
    match clause.action:
        case tree.Cap():
            return "cap"
        case tree.Floor():
            return "floor"
        case tree.Round():
            return "round"
        case tree.Adjust(direction) | tree.Steps(direction=direction):
            return direction
        case _:
            return "other"


def _merge_closing(merged: Merged, closing: tuple[tree.Clause, ...], layer: Layer) -> None:
    kinds = {closing_kind(clause) for clause in closing}
    places = [index for index, (clause, _) in enumerate(merged.closing) if closing_kind(clause) in kinds]
    kept = [item for item in merged.closing if closing_kind(item[0]) not in kinds]
    own = [(clause, layer) for clause in closing]
    if not places:
        merged.closing = own + kept
        return
    # in the place of the first one replaced; the child's own order among its clauses is kept
    before = sum(1 for index, item in enumerate(merged.closing) if index < places[0] and item in kept)
    merged.closing = kept[:before] + own + kept[before:]

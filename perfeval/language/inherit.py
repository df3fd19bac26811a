"""A rule set and its ancestors, merged: the child restates what differs, the parent's order is kept.

A child's new rules come before its parent's; a replaced rule keeps its parent's place, so that restating a general
rule does not swallow its particular neighbours.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Final, Literal, TypeAlias

from attrs import define, field, frozen

from perfeval.diagnostic import Diagnostic, SourceText, Span
from perfeval.language import tree
from perfeval.language.from_text import parse
from perfeval.language.problems import Problems
from perfeval.language.scope import variable_key
from perfeval.language.suggest import closest
from perfeval.wording import Wording

MAX_ANCESTORS: Final = 16
MAX_REMEMBERED: Final = 50_000
"""Characters in an ancestor whose syntax tree is remembered."""

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
    is_orphan: bool = False
    """An ancestor is named and cannot be used: names that it may define are not called unknown."""
    params: dict[str, list[tuple[tree.Param, Layer]]] = field(factory=dict)
    lets: dict[str, list[tuple[tree.Let, Layer]]] = field(factory=dict)
    inputs: dict[str, tuple[tree.Input, Layer]] = field(factory=dict)
    scales: list[tuple[tree.Scale, Layer]] = field(factory=list)
    """A child that declares scales replaces its parent's."""
    roll_up: tuple[tree.Expression, Layer] | None = None
    restated: dict[str, list[tuple[tree.Param | tree.Let, Layer]]] = field(factory=dict)
    """What ancestors said of params and `let`s that a descendant says anew: it fixes their type."""
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
        parent, said = _parsed(found) if len(found.text) <= MAX_REMEMBERED else _parse(found)
        parent_problems = Problems(found, list(said))
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
                Wording("直接继承较近的一个上级", "extend a nearer ancestor"),
            )
            break
    return tuple(layers)


def _parse(source: SourceText) -> tuple[tree.RuleFile | None, tuple[Diagnostic, ...]]:
    problems = Problems(source)
    return parse(source, problems), tuple(problems.found)


_parsed = functools.lru_cache(maxsize=16)(_parse)
"""Many rule sets extend the same few: their syntax trees, which nothing changes, are remembered."""


def _extends_span(layer: Layer) -> Span:
    header = layer.file.header
    return header.extends.span if header is not None and header.extends is not None else Span(0, 1)


def _no_parent(problems: Problems, at: Span, wanted: str, known: tuple[str, ...]) -> None:
    near = closest(wanted, known)
    problems.error(
        "no-such-ruleset",
        at,
        Wording(f"找不到规则集“{wanted}”。", f"there is no rule set called `{wanted}`"),
        Wording(f"是否想写“{near}”？", f"did you mean `{near}`?")
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
    last = layers[-1].file
    merged = Merged(layers, last.lost_parent or (last.header is not None and last.header.extends is not None))
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
        own_params.setdefault(variable_key(param.name.text), []).append((param, layer))
    own_lets: dict[str, list[tuple[tree.Let, Layer]]] = {}
    for let in layer.file.lets:
        own_lets.setdefault(variable_key(let.name.text), []).append((let, layer))
    for name in {**own_params, **own_lets}:
        before = [*merged.params.pop(name, ()), *merged.lets.pop(name, ())]
        if before and name not in merged.restated:
            merged.restated[name] = before
    for name in {**own_params, **own_lets}:  # a child may settle what its parent asks for
        merged.inputs.pop(name, None)
    merged.params |= own_params
    merged.lets |= own_lets
    for item in layer.file.inputs:  # or ask for what its parent settles
        merged.params.pop(item.name.text, None)
        merged.lets.pop(item.name.text, None)
        merged.inputs[item.name.text] = (item, layer)
    if layer.file.scales:
        merged.scales = [(scale, layer) for scale in layer.file.scales]
    if layer.file.header is not None and layer.file.header.roll_up is not None:
        merged.roll_up = (layer.file.header.roll_up, layer)


BlockKey: TypeAlias = tuple[Literal["rule", "audit", "total", "grades"], str]


def key_of(block: tree.Block | tree.Without) -> BlockKey:
    """What makes two blocks the same in parent and child: the kind, and the name where it has one."""
    return block.kind, block.name.text if block.name is not None else ""


def _drop(merged: Merged, layer: Layer) -> None:
    if layer.file.header is None:
        return
    for without in layer.file.header.without:
        kept = [(block, origin) for block, origin in merged.blocks if key_of(block) != key_of(without)]
        if len(kept) == len(merged.blocks) and not merged.is_orphan:
            names = [key_of(block)[1] for block, _ in merged.blocks if block.kind == without.kind]
            near = closest(key_of(without)[1], names)
            layer.problems.error(
                "nothing-to-drop",
                without.span,
                Wording("上级规则集里没有这一项，不能“不设”。", "the parent has no such block to drop"),
                Wording(f"是否想写“{near}”？", f"did you mean `{near}`?")
                if near
                else Wording(
                    "删去这一句；要“不设”，先要“继承”", "remove this clause; only what is inherited can be dropped"
                ),
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


def closing_kind(clause: tree.Clause) -> str | None:
    """What a closing clause settles; None for a bound or a rounding with a condition, which settles nothing."""
    match clause.action:
        case tree.Cap():
            kind = "cap"
        case tree.Floor():
            kind = "floor"
        case tree.Round():
            kind = "round"
        case tree.Adjust(direction) | tree.Steps(direction=direction):
            return direction
        case _:
            return None
    return kind if clause.guard is None else None


def _merge_closing(merged: Merged, closing: tuple[tree.Clause, ...], layer: Layer) -> None:
    """Closing clauses said again take the places of their parent's, in the child's order; new ones stand among them.

    New ones that the child writes before any replaced one come first, so that a new deduction is still held up by the
    parent's floor.
    """
    old = merged.closing
    kinds = {kind for clause in closing if (kind := closing_kind(clause)) is not None}
    replaced = [index for index, (clause, _) in enumerate(old) if closing_kind(clause) in kinds]
    taken = {closing_kind(old[index][0]) for index in replaced}
    slots = sorted({min(index for index in replaced if closing_kind(old[index][0]) == kind) for kind in taken})
    result: list[tuple[tree.Clause, Layer]] = []
    copied = 0
    for clause in closing:
        if closing_kind(clause) in taken and slots:
            slot = slots.pop(0)
            result += [old[index] for index in range(copied, slot) if index not in replaced]
            copied = slot + 1
        result.append((clause, layer))
    merged.closing = result + [old[index] for index in range(copied, len(old)) if index not in replaced]

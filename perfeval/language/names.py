"""The names that a rule file gives: none is a word of the language, none is given twice."""

from __future__ import annotations

from typing import Final

from perfeval.diagnostic import Span
from perfeval.language import nodes, tree
from perfeval.language.in_force import check_dates, in_force, overlap
from perfeval.language.inherit import Layer, key_of
from perfeval.language.problems import Problems
from perfeval.language.scope import RESTATABLE, built_in, variable_key
from perfeval.language.suggest import is_keyword
from perfeval.language.vocabulary import vocabulary
from perfeval.wording import Wording

_TABLE_BLOCKS: Final = {"total": Wording("总分", "total"), "grades": Wording("等级", "grades")}


def check_names(layer: Layer) -> None:
    """Check every name that one file defines."""
    file = layer.file
    definitions: list[tree.Param | tree.Let | tree.Input] = [*file.params, *file.lets, *file.inputs]
    names = [item.name for item in definitions]
    for block in file.blocks:
        names += [block.name] if block.name is not None else []
        names += [let.name for let in block.lets]
    if file.header is not None:
        names.append(file.header.name)
    for name in names:
        _check_reserved(name, layer.problems)
    _check_blocks(file.blocks, layer.problems)
    _check_definitions(layer)
    _check_built_in(layer)


def _check_reserved(name: tree.Name, problems: Problems) -> None:
    text = name.text
    if text in vocabulary().reserved:
        problems.error("name-is-keyword", name.span, *is_keyword(text))
        return
    if not any(char.isdigit() for char in text):
        return
    for word in vocabulary().words["keywords"].values():
        if text.startswith(word.zh) and text[len(word.zh) :][:1].isdigit():
            problems.error(
                "name-is-keyword",
                name.span,
                Wording(
                    f"名称“{text}”以关键词“{word.zh}”加数字开头，会被读成子句。",
                    f"`{text}` begins with the keyword `{word.zh}` and a digit and would be read as a clause",
                ),
                Wording("换一个不以关键词开头的名称", "choose a name that begins otherwise"),
            )
            return


def _check_blocks(blocks: tuple[tree.Block, ...], problems: Problems) -> None:
    seen: dict[tuple[str, str], tree.Block] = {}
    for block in blocks:
        key = key_of(block)
        if key in seen:
            shown = _TABLE_BLOCKS.get(key[0]) or Wording(key[1], key[1])
            line = problems.source.line_of(seen[key].span.start)
            _twice(problems, block.name.span if block.name else block.span, shown, line)
        seen.setdefault(key, block)
        lets: dict[str, tree.Let] = {}
        for let in block.lets:
            name = variable_key(let.name.text)
            if name in lets:
                line = problems.source.line_of(lets[name].span.start)
                _twice(problems, let.name.span, Wording(let.name.text, let.name.text), line)
            lets.setdefault(name, let)


def _twice(problems: Problems, span: Span, name: Wording, line: int) -> None:
    problems.error(
        "duplicate-name",
        span,
        Wording(
            f"“{name.zh}”定义了两次，前一次在第 {line} 行。", f"`{name.en}` is defined twice, first on line {line}"
        ),
        Wording("改名，或删去一处", "rename one of them or remove it"),
    )


def _check_definitions(layer: Layer) -> None:
    dated: dict[str, list[tuple[nodes.InForce, tree.Name]]] = {}
    items: list[tree.Param | tree.Let | tree.Input] = [*layer.file.params, *layer.file.lets, *layer.file.inputs]
    for item in items:
        stated = None if isinstance(item, tree.Input) else item.dates
        check_dates(stated, layer.problems)
        dated.setdefault(variable_key(item.name.text), []).append((in_force(stated), item.name))
    for uses in dated.values():
        for index, (dates, at) in enumerate(uses):
            clash = next((before for before in uses[:index] if overlap(dates, before[0])), None)
            if clash is None:
                continue
            if nodes.ALWAYS in (dates, clash[0]):
                line = layer.problems.source.line_of(clash[1].span.start)
                _twice(layer.problems, at.span, Wording(at.text, at.text), line)
            else:
                layer.problems.error(
                    "dates-overlap",
                    at.span,
                    Wording(f"“{at.text}”在同一天有两个取值。", f"`{at.text}` has two values on the same day"),
                    Wording(
                        "调整 自 …、至 …，使前一段止于后一段的前一天",
                        "change from … and until … so that one ends the day before the other begins",
                    ),
                )


def _check_built_in(layer: Layer) -> None:
    items: list[tree.Param | tree.Let | tree.Input] = [*layer.file.params, *layer.file.lets, *layer.file.inputs]
    items += [let for block in layer.file.blocks for let in block.lets]
    for item in items:
        word = built_in(item.name.text)
        if word is None or (isinstance(item, tree.Let) and word.id in RESTATABLE):
            continue
        layer.problems.error(
            "name-is-built-in",
            item.name.span,
            Wording(
                f"“{item.name.text}”是内置名称，不能另作定义。",
                f"`{item.name.text}` is built in and cannot be defined anew",
            ),
            Wording(
                f"换一个名称，如“本级{item.name.text}”；只有 满分、指标值、完成值 可以用“设”重述",
                f"choose another name, such as `own_{item.name.text}`; only full, target and actual may be restated "
                "by `let`",
            ),
        )

"""What the examples of a rule set cover, beside the lines of its rules, for the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import PurePath
from typing import Final

from attrs import frozen

from perfeval.analysis.boundaries import Boundary, Clause, Side
from perfeval.analysis.covered import Added, BlockCoverage, BoundaryCovered, ClauseCovered, Coverage, Covered, Proposal
from perfeval.diagnostic import SourceText, visible, width_of
from perfeval.language import nodes
from perfeval.report.wrap import shorten, wrap
from perfeval.wording import Lang, Wording

MARKS: Final[dict[Covered, str]] = {"covered": "✓", "missing": "✗", "unknown": "?", "impossible": "–"}
SIDES: Final[dict[Side, Wording]] = {
    "below": Wording("低于", "below"),
    "on": Wording("等于", "on"),
    "above": Wording("高于", "above"),
    "idle": Wording("不起作用", "idle"),
    "binding": Wording("起作用", "binds"),
}
_LEAST_TEXT: Final = 16
"""Columns that are kept for the text of a rule, however narrow the terminal."""


def coverage_lines(found: Coverage, name: str, lang: Lang, width: int) -> Iterator[str]:
    """Block by block what is covered, the rows that would add what is not, and how much it is in all."""
    for block in found.blocks:
        yield _heading(block).render(lang)
        if not _is_full(block):
            yield from _beside_text(block, lang, width)
            yield from _proposed(block, lang, width)
    if not found.blocks:
        yield Wording(
            f"{name}：自己的规则文本里没有要示例覆盖的",
            f"{name}: its own text decides nothing that examples could cover",
        ).render(lang)
        return
    yield Wording(f"{name}：{_counted(found).zh}", f"{name}: {_counted(found).en}").render(lang)
    for mark, said in _legend(found):
        yield from _wrapped(f"  {mark} ", said.render(lang), width)


def _is_full(block: BlockCoverage) -> bool:
    return all(one.covered for one in block.clauses) and all(one.covered == "covered" for one in block.sides)


# ---- counts ----


def _heading(block: BlockCoverage) -> Wording:
    written = block.block.written
    place = "" if written is None else f"{written.source.name}:{written.source.line_of(written.span.start)}"
    counted = _counted(block)
    if isinstance(block.block, nodes.Rule):
        return Wording(f"规则“{block.name}”（{place}）：{counted.zh}", f"rule `{block.name}` ({place}): {counted.en}")
    word = Wording("等级", "grades") if block.block.kind == "grades" else Wording("总分", "total")
    return Wording(f"{word.zh}（{place}）：{counted.zh}", f"{word.en} ({place}): {counted.en}")


def _counted(found: BlockCoverage | Coverage) -> Wording:
    clauses, taken = len(found.clauses), sum(one.covered for one in found.clauses)
    sides, covered = len(found.sides), sum(one.covered == "covered" for one in found.sides)
    zh, en = f"情形 {taken}/{clauses}", f"cases {taken} of {clauses}"
    return (
        Wording(f"{zh}，界限各侧 {covered}/{sides}", f"{en}, sides {covered} of {sides}") if sides else Wording(zh, en)
    )


def _legend(found: Coverage) -> Iterator[tuple[str, Wording]]:
    """The marks that do not explain themselves, of rules that are shown with their text."""
    shown = {
        side.covered
        for block in found.blocks
        if not _is_full(block)
        for one in block.decisions
        if isinstance(one, BoundaryCovered)
        for side in one.sides
    }
    if "impossible" in shown:
        yield (
            MARKS["impossible"],
            Wording(
                "在各示例的行上，换什么数都不会出现，不计",
                "no figure put into the rows of the examples stands there: not counted",
            ),
        )
    if "unknown" in shown:
        yield (
            MARKS["unknown"],
            Wording(
                "没有示例，也不知道换别的数能否出现，按缺少计",
                "no example stands there, and whether some figure would is not known: counted as missing",
            ),
        )


# ---- the text ----


@frozen
class _Line:
    """A line of rule text with what was found of it."""

    number: str
    text: str
    clauses: tuple[ClauseCovered, ...]
    boundaries: tuple[BoundaryCovered, ...]


def _beside_text(block: BlockCoverage, lang: Lang, width: int) -> Iterator[str]:
    lines = list(_lines(block))
    number = max(len(line.number) for line in lines)
    marks = max(len(line.clauses) for line in lines)
    labelled = _sides(lines, lang)
    beside = max((width_of(one) for sides in labelled for one in sides), default=0)
    room = max(_LEAST_TEXT, width - number - marks - beside - 8)
    wide = min(room, max(width_of(line.text) for line in lines))
    for line, sides in zip(lines, labelled, strict=True):
        mark = "".join(MARKS["covered" if one.covered else "missing"] for one in line.clauses)
        text = shorten(line.text, wide)
        start = f"  {line.number:>{number}}  {mark:<{marks}} {text}"
        first, *more = sides or [""]
        gap = " " * (wide - width_of(text) + 2)
        yield f"{start}{gap}{first}".rstrip()
        for one in more:
            yield " " * (number + marks + wide + 7) + one


def _lines(block: BlockCoverage) -> Iterator[_Line]:
    own = None if block.block.written is None else block.block.written.source.name

    def place(one: ClauseCovered | BoundaryCovered) -> tuple[str, int]:
        written = (one.clause if isinstance(one, ClauseCovered) else one.boundary).written
        return written.source.name, written.source.line_of(written.span.start)

    # what comes from above, a name or a closing clause, is told after the rule's own lines
    start = place_of(block)
    ordered = sorted(block.decisions, key=lambda one: (place(one)[0] != own or place(one)[1] < start, place(one)))
    for (name, number), group in groupby(ordered, key=place):
        found = list(group)
        clauses = tuple(one for one in found if isinstance(one, ClauseCovered))
        boundaries = tuple(one for one in found if isinstance(one, BoundaryCovered))
        first = found[0].clause if isinstance(found[0], ClauseCovered) else found[0].boundary
        text = _without_comment(first.written.source, number)
        is_own = name == own
        elsewhere = "" if is_own else f"  ({PurePath(name).name}:{number})"
        yield _Line(str(number) if is_own else "", f"{text}{elsewhere}", clauses, boundaries)


def place_of(block: BlockCoverage) -> int:
    """The line on which a block begins."""
    written = block.block.written
    return 0 if written is None else written.source.line_of(written.span.start)


def _without_comment(source: SourceText, number: int) -> str:
    """A line of rule text as it is read: without indentation, comment, and the spaces that align it with others."""
    kept, quote = "", ""
    for char in source.line(number):
        if char == "#" and not quote:
            break
        if char in '"“”':
            quote = "" if quote else char
        kept += char
    return visible(" ".join(kept.split()))


def _sides(lines: list[_Line], lang: Lang) -> list[list[str]]:
    """Of every boundary of every line which sides are covered, after what it is a boundary at."""
    named = [[(_at(line, one).render(lang), one) for one in line.boundaries] for line in lines]
    wide = max((width_of(name) for line in named for name, _ in line), default=0)
    return [
        [
            f"{name}{' ' * (wide - width_of(name))}  "
            + "  ".join(f"{MARKS[side.covered]} {SIDES[side.side].render(lang)}" for side in one.sides)
            for name, one in line
        ]
        for line in named
    ]


def _at(line: _Line, one: BoundaryCovered) -> Wording:
    """What is compared with; both amounts, where a line compares with the same twice; a cap speaks for itself."""
    left, right = one.boundary.left, one.boundary.right
    if not left.zh:
        return right if len(line.boundaries) > 1 else Wording("", "")
    if sum(other.boundary.right == right for other in line.boundaries) > 1:
        return Wording(f"{left.zh}：{right.zh}", f"{left.en}: {right.en}")
    return right


# ---- what to add ----


def _proposed(block: BlockCoverage, lang: Lang, width: int) -> Iterator[str]:
    for one in block.proposals:
        said = _proposal(one)
        yield from _wrapped("    + ", said.render(lang), width)


def _proposal(one: Proposal) -> Wording:
    adds = [_added(added) for added in one.adds]
    zh, en = "、".join(added.zh for added in adds), ", ".join(added.en for added in adds)
    return Wording(
        f"示例“{one.example}”的行，{one.name.zh}换成 {one.figure.zh}：{zh}",
        f"the row of example `{one.example}` with {one.name.en} {one.figure.en}: {en}",
    )


def _added(added: Added) -> Wording:
    match added.decision:
        case Clause(written=written):
            line = written.source.line_of(written.span.start)
            return Wording(f"第{line}行的情形", f"the case of line {line}")
        case Boundary(left=left, right=right) if added.side is not None:
            word = SIDES[added.side]
            if not left.zh:
                return Wording(f"“{right.zh}”{word.zh}", f"`{right.en}` {word.en}")
            return Wording(f"{left.zh} {word.zh} {right.zh}", f"{left.en} {word.en} {right.en}")
        case Boundary():
            raise AssertionError("a boundary is added by a side")


def _wrapped(start: str, text: str, width: int) -> Iterator[str]:
    first, *more = wrap(text, max(_LEAST_TEXT, width - len(start)))
    yield start + first
    for line in more:
        yield " " * len(start) + line

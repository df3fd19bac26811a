"""What was proved of a rule set, in lines for the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Final

from perfeval.analysis.proving import Proof
from perfeval.analysis.table_verdicts import TABLE_PROPERTIES, TableVerdict
from perfeval.analysis.verdict import MENDS, PROPERTIES, Answer, Jump, Verdict
from perfeval.engine.amount import show_number
from perfeval.engine.lowering.cells import opened
from perfeval.exact import is_decimal
from perfeval.language import nodes, types
from perfeval.wording import Wording

MARKS = {"proved": "✓", "refuted": "✗", "unknown": "?"}
ANSWERS: Final[tuple[Answer, ...]] = ("proved", "refuted", "unknown")

_OF_EXAMPLE: Final = Wording("示例“{}”的行", "the row of example `{}`")
_CHANGED: Final = Wording("示例“{}”的行，换上这些数", "the row of example `{}` with these figures")


def proof_lines(proof: Proof, name: str) -> Iterator[Wording]:
    """What is refuted and what is unknown, rule by rule; then how much is proved."""
    yield from _not_proved(proof.verdicts, _OF_EXAMPLE)
    yield from _of_table(proof.table)
    proved, refuted, unknown = (len(proof.of(answer)) + len(proof.of_table(answer)) for answer in ANSWERS)
    yield Wording(
        f"{name}：{proved}项已证，{refuted}项不成立，{unknown}项未定",
        f"{name}: {proved} proved, {refuted} refuted, {unknown} unknown",
    )
    if proof.sizes:
        yield _for_which(sum(is_free for _, is_free in proof.sizes), len(proof.sizes))


def any_size_lines(verdicts: tuple[Verdict, ...], name: str) -> Iterator[Wording]:
    """What is refuted and what is unknown with all figures open at once; then how much is proved."""
    yield from _not_proved(verdicts, _CHANGED)
    answers = [one.answer for one in verdicts]
    proved, refuted, unknown = (answers.count(answer) for answer in ANSWERS)
    yield Wording(
        f"{name}：各数同时变动时，{proved}项已证，{refuted}项不成立，{unknown}项未定",
        f"{name}, all figures open at once: {proved} proved, {refuted} refuted, {unknown} unknown",
    )


def _not_proved(verdicts: tuple[Verdict, ...], row: Wording) -> Iterator[Wording]:
    for rule, of_rule in groupby(verdicts, key=lambda verdict: verdict.rule):
        open_ = [one for one in of_rule if one.answer != "proved"]
        if open_:
            yield _rule_line(rule)
            yield from _of_rule(open_, row)


def _of_table(verdicts: tuple[TableVerdict, ...]) -> Iterator[Wording]:
    """What is refuted and what is unknown of the total and of the grades."""
    for kind, alike in groupby(verdicts, key=lambda verdict: verdict.block.kind):
        open_ = [one for one in alike if one.answer != "proved"]
        if open_:
            yield Wording("总分", "total") if kind == "total" else Wording("等级", "grades")
        for one in open_:
            asked, said, mark = TABLE_PROPERTIES[one.property], one.said or Wording("", ""), MARKS[one.answer]
            yield Wording(f"  {mark} {asked.zh}：{said.zh}", f"  {mark} {asked.en}: {said.en}")


def _for_which(free: int, rows: int) -> Wording:
    """For which targets and full marks what was found holds."""
    every = Wording("大于 0 的任何指标值（预算数）和任何满分", "every target (or budget) above 0 and all full marks")
    if free == rows:
        return Wording(f"  对{every.zh}都成立", f"  for {every.en}")
    if not free:
        return Wording("  对各示例的指标值和满分成立", "  for the targets and full marks of the examples")
    return Wording(
        f"  {rows} 种行中有 {free} 种对{every.zh}都成立，其余对示例的指标值和满分成立",
        f"  on {free} of {rows} kinds of rows for {every.en}, on the others for those of the examples",
    )


def _rule_line(rule: nodes.Rule) -> Wording:
    source = rule.written.source
    place = f"{source.name}:{source.line_of(rule.written.span.start)}"
    return Wording(f"规则“{rule.name}”（{place}）", f"rule `{rule.name}` ({place})")


def _of_rule(verdicts: list[Verdict], row: Wording) -> Iterator[Wording]:
    for reason, group in groupby(verdicts, key=lambda verdict: (verdict.answer, verdict.said)):
        alike = list(group)
        said = reason[1]
        if len(alike) > 1 and said is not None:  # one reason for several questions is said once
            yield Wording(f"  ? {len(alike)}项未定：{said.zh}", f"  ? {len(alike)} unknown: {said.en}")
            continue
        for one in alike:
            yield from _of_one(one, row)


def _of_one(verdict: Verdict, row: Wording) -> Iterator[Wording]:
    asked = PROPERTIES[verdict.property]
    said = verdict.said or Wording("", "")
    mark = MARKS[verdict.answer]
    yield Wording(f"  {mark} {asked.zh}：{said.zh}", f"  {mark} {asked.en}: {said.en}")
    for witness in verdict.witnesses:
        title = witness.subject.example.title
        yield Wording(
            f"      {witness.shown.zh} → {witness.scores.zh}（{row.zh.format(title)}）",
            f"      {witness.shown.en} → {witness.scores.en} ({row.en.format(title)})",
        )
    mend = _mend(verdict)
    if mend is not None:
        yield mend


def _mend(verdict: Verdict) -> Wording | None:
    if verdict.answer != "refuted":
        return None
    match verdict.property:
        case "no_cliff":
            figure = _figure(verdict)
            return figure and Wording(
                f"      改法：如果规定就是这样，在规则里写明：当 {figure.zh.replace('~', '=')}  允许跳档",
                f"      mend: if that is meant, say so in the rule: when {figure.en.replace('~', '=')}  allow jump",
            )
        case "monotone":
            figure = _figure(verdict)
            return figure and Wording(
                f"      改法：如果规定就是这样，在规则里写明从哪里起，例如 当 {figure.zh.replace('~', '>')}  允许递减",
                "      mend: if that is meant, say so in the rule, from where on: for instance when "
                f"{figure.en.replace('~', '>')}  allow decrease",
            )
        case _:
            mend = MENDS.get(verdict.property)
            return mend and Wording(f"      改法：{mend.zh}", f"      mend: {mend.en}")


def _figure(verdict: Verdict) -> Wording | None:
    """The figure of the first witness as a rule compares it, `~` for the comparison."""
    if not verdict.witnesses:
        return None
    witness = verdict.witnesses[0]
    subject = witness.subject
    match subject.open:
        case "actual":
            _, target = opened(subject.table.indicators[0].target)
            rate = witness.figure / target[0] if len(target) == 1 and target[0] > 0 else None
            if rate is not None and is_decimal(rate):
                shown = show_number(rate, types.RATIO)
                return Wording(f"完成率 ~ {shown.zh}", f"completion ~ {shown.en}")
            return Wording(f"完成值 ~ {witness.shown.zh}", f"actual ~ {witness.shown.en}")
        case "expenditure":
            return Wording(f"全年执行数 ~ {witness.shown.zh}", f"expenditure ~ {witness.shown.en}")
        case "fact":
            return Wording(f"{subject.fact} ~ {witness.shown.zh}", f"{subject.fact} ~ {witness.shown.en}")
        case "nothing":
            return None


def jump_lines(jumps: tuple[Jump, ...]) -> Iterator[Wording]:
    """Every jump, with its place and size."""
    for jump in jumps:
        sides = [one for one in (jump.below, jump.there, jump.above) if one is not None]
        shown = [show_number(one, types.POINTS) for one in sides]
        at, rule = jump.subject.shown(jump.at), jump.subject.rule.name
        announced = Wording("", "") if jump.is_announced else Wording("，未写明", ", not announced")
        yield Wording(
            f"  规则“{rule}”在 {at.zh} 处：{' → '.join(one.zh for one in shown)}{announced.zh}",
            f"  rule `{rule}` at {at.en}: {' → '.join(one.en for one in shown)}{announced.en}",
        )

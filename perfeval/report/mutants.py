"""Which changes of its rules the examples of a rule set notice, in lines for the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from perfeval.analysis.node_changes import KINDS
from perfeval.testing.mutation import Answer, Judged
from perfeval.testing.mutation_report import MutationReport
from perfeval.testing.proposed_examples import Proposal
from perfeval.wording import Wording, verbatim

PROVED_FOR = Wording(
    "  “得分不变”已证的范围：各示例的行，完成值（或执行数、填报项）为从 0 起的任何数，并换过指标值和满分",
    "  no difference is proved on the rows of the examples, for every actual value (or expenditure, or fact) from 0 "
    "up, and with other targets and full marks",
)


def mutant_lines(report: MutationReport, name: str) -> Iterator[Wording]:
    """Rule by rule what is not noticed; then the examples to add, and how much is noticed in all."""
    places = {rule.name: rule.written for rule in report.rules.nodes.rules}
    for rule in dict.fromkeys(one.mutant.rule for one in report.judged):
        judged = [one for one in report.judged if one.mutant.rule == rule]
        if rule is None:
            said = Wording(
                "规则以外（参数、定义、收尾条款）", "outside the rules (parameters, definitions, closing clauses)"
            )
        else:
            source = places[rule].source
            place = f"{source.name}:{source.line_of(places[rule].span.start)}"
            said = Wording(f"规则“{rule}”（{place}）", f"rule `{rule}` ({place})")
        counted = _counted(judged)
        yield Wording(f"{said.zh}：{counted.zh}", f"{said.en}: {counted.en}")
        yield from _open(judged)
    if report.proposals:
        yield from _examples(report, name)
    counted = _counted(report.judged)
    yield Wording(f"{name}：{counted.zh}", f"{name}: {counted.en}")
    if report.of("same"):
        yield PROVED_FOR


def _counted(judged: Sequence[Judged]) -> Wording:
    if not judged:
        return Wording("本文件没有可改动的规则", "nothing of its own to change")

    def count(answer: Answer) -> int:
        return sum(one.answer == answer for one in judged)

    same, missed, unknown = count("same"), count("missed"), count("unknown")
    zh = [f"试改 {len(judged)} 处", f"示例发现 {count('noticed')} 处"]
    en = [f"{_changes(len(judged))} tried", f"{count('noticed')} noticed by the examples"]
    if same:
        zh.append(f"得分不变 {same} 处（已证）")
        en.append(f"{same} {'makes' if same == 1 else 'make'} no difference (proved)")
    zh.append(f"没有发现 {missed} 处")
    en.append(f"{missed} not noticed")
    if unknown:
        zh.append(f"未定 {unknown} 处")
        en.append(f"{unknown} unknown")
    return Wording("，".join(zh), ", ".join(en))


def _changes(count: int) -> str:
    return "1 change" if count == 1 else f"{count} changes"


def _open(judged: Sequence[Judged]) -> Iterator[Wording]:
    for one in judged:
        if one.answer == "missed":
            kind, before, after = KINDS[one.mutant.kind], one.mutant.before, one.mutant.after
            place = one.mutant.place
            yield Wording(
                f"  ✗ {place} {kind.zh}：{before.zh} → {after.zh}", f"  ✗ {place} {kind.en}: {before.en} → {after.en}"
            )
    unknown: dict[Wording, list[Judged]] = {}
    for one in judged:
        if one.answer == "unknown":
            unknown.setdefault(one.reason or Wording("", ""), []).append(one)
    for reason, alike in unknown.items():
        lines = _lines(one.mutant.line for one in alike)
        yield Wording(
            f"  ? {len(alike)} 处未定（第 {lines} 行）：{reason.zh}",
            f"  ? {len(alike)} unknown ({_line_or_lines(lines)}): {reason.en}",
        )


def _examples(report: MutationReport, name: str) -> Iterator[Wording]:
    count = len(report.proposals)
    noticed = sum(len(one.notices) for one in report.proposals)
    yield Wording(
        f"{name}：可补 {count} 个示例，共发现 {noticed} 处（得分是现行规则算出的，请对照文件核对）",
        f"{name}: {'1 example' if count == 1 else f'{count} examples'} to add, which would notice {noticed} of them "
        "(the scores are those of the rules as they are: check them against the document)",
    )
    for proposal in report.proposals:
        yield _where(proposal)
        yield verbatim(proposal.written.line)
    left = len(report.of("missed")) - noticed
    if left:
        yield Wording(f"  另有 {left} 处写不成示例", f"  no example could be written for {left} more")


def _where(proposal: Proposal) -> Wording:
    lines = _lines(one.line for one in proposal.notices)
    count = len(proposal.notices)
    return Wording(
        f"  # 加在第 {proposal.written.below} 行之后，发现 {count} 处（第 {lines} 行）：",
        f"  # below line {proposal.written.below}; notices {_changes(count)} ({_line_or_lines(lines)}):",
    )


def _lines(lines: Iterable[int]) -> str:
    return ", ".join(str(line) for line in sorted(set(lines)))


def _line_or_lines(lines: str) -> str:
    return f"lines {lines}" if "," in lines else f"line {lines}"

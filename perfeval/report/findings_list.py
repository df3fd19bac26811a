"""The findings in a report: worst first, with hints, and the sentence behind each computed score that differs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from perfeval.audit.figures import row_names
from perfeval.audit.result import Audit
from perfeval.diagnostic import width_of
from perfeval.engine.score import Score
from perfeval.finding import SEVERITY_ORDER, Code, Finding, RowRef, Severity
from perfeval.report.sheet import Sheet
from perfeval.report.words import SEVERITY
from perfeval.wording import Wording

DISAGREEMENTS: Final = frozenset(
    {
        Code.SCORE_ABOVE_FULL,
        Code.SCORE_DIFFERS,
        Code.SCORE_OUTSIDE_RANGE,
        Code.RATE_CONTRADICTS_AMOUNTS,
        Code.RATE_CONTRADICTS_SCORE,
    }
)
"""The findings that say that a declared figure is not the computed one: each is followed by how that came about."""

_STYLE: Final = {Severity.ERROR: "red bold", Severity.WARNING: "yellow", Severity.INFO: "dim"}
_MOST_ROWS: Final = 8


def write_findings(sheet: Sheet, findings: Sequence[Finding], audit: Audit | None = None) -> None:
    """All findings; those that say the same of several rows are said once. `audit` gives the explanations."""
    if not findings:
        sheet.paragraph(sheet.say(Wording("没有发现问题。", "Nothing was found.")))
        return
    sheet.paragraph(sheet.say(_count(findings)), style="bold")
    grouped = _grouped(findings)
    severity_width = max(width_of(sheet.say(SEVERITY[finding.severity])) for finding, _ in grouped)
    explained: set[RowRef] = set()
    following = [finding.hint for finding, _ in grouped[1:]] + [None]
    for (finding, rows), next_hint in zip(grouped, following, strict=True):
        severity = sheet.say(SEVERITY[finding.severity])
        lead = severity + " " * (severity_width - width_of(severity) + 1)
        where = "" if rows == [None] else sheet.say(_where(rows))
        sheet.paragraph(
            f"{where}{sheet.say(finding.message)} [{finding.code.value}]",
            lead=lead,
            indent=2,
            lead_style=_STYLE[finding.severity],
        )
        inner = 2 + severity_width + 1
        if finding.hint is not None and finding.hint != next_hint:  # a hint to several findings stands after the last
            sheet.paragraph(
                sheet.say(finding.hint), lead=sheet.say(Wording("提示：", "Hint: ")), indent=inner, style="cyan"
            )
        if audit is not None and finding.code in DISAGREEMENTS and finding.row not in explained:
            explained.add(finding.row)
            score = _score(audit, finding.row)
            if score is not None:
                sheet.paragraph(
                    score.explain(sheet.lang),
                    lead=sheet.say(Wording("核定：", "Why: ")),
                    indent=inner,
                )


def _where(rows: list[RowRef]) -> Wording:
    names = row_names(rows, _MOST_ROWS)
    return Wording(f"{names.zh}：", f"{names.en[:1].upper()}{names.en[1:]}: ")


def _score(audit: Audit, row: RowRef) -> Score | None:
    if row == "execution":
        return audit.evaluation.execution
    return None if row is None else audit.evaluation.rows[row - 1]


def _grouped(findings: Sequence[Finding]) -> list[tuple[Finding, list[RowRef]]]:
    """The findings in their order, each with all rows of which the very same is found."""
    groups: dict[tuple[Code, Wording, Wording | None], tuple[Finding, list[RowRef]]] = {}
    for finding in findings:
        key = (finding.code, finding.message, finding.hint)
        groups.setdefault(key, (finding, []))[1].append(finding.row)
    return list(groups.values())


def _count(findings: Sequence[Finding]) -> Wording:
    counts = Counter(finding.severity for finding in findings)
    zh = "，".join(f"{SEVERITY[one].zh}{counts[one]}项" for one in SEVERITY_ORDER if counts[one])
    en = ", ".join(
        f"{counts[one]} {SEVERITY[one].en}{'s' if counts[one] > 1 else ''}" for one in SEVERITY_ORDER if counts[one]
    )
    return Wording(f"发现的问题（{zh}）", f"Findings ({en})")

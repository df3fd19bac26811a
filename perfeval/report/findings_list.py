"""The findings in a report: worst first, with hints, and the sentence behind each computed score that differs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from attrs import evolve, frozen

from perfeval.audit.figures import row_names
from perfeval.audit.result import Audit
from perfeval.diagnostic import width_of
from perfeval.engine.score import Score
from perfeval.finding import SEVERITY_ORDER, Code, Finding, RowRef, Severity
from perfeval.report.moved_rows import rows_moved
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


@frozen
class _Entry:
    """What is said in one paragraph: a sentence with its code, lines set below it, and what follows."""

    code: Code
    rows: tuple[RowRef, ...]
    sentence: Wording
    below: tuple[Wording, ...] = ()
    hint: Wording | None = None
    cited: Wording | None = None

    @property
    def explained(self) -> RowRef:
        """The row of which the computed score is to be explained; None where it is not."""
        return self.rows[0] if self.code in DISAGREEMENTS else None


def write_findings(sheet: Sheet, findings: Sequence[Finding], audit: Audit | None = None) -> None:
    """All findings; those that say the same of several rows are said once.

    `audit` gives the explanations of the computed scores; with it the report is on a whole table, and repairs of its
    layout are listed in one line.
    """
    if not findings:
        sheet.paragraph(sheet.say(Wording("没有发现问题。", "Nothing was found.")))
        return
    sheet.paragraph(sheet.say(_count(findings)), style="bold")
    entries = _entries(findings, brief=audit is not None)
    severity_width = max(width_of(sheet.say(SEVERITY[entry.code.severity])) for entry in entries)
    inner = 2 + severity_width + 1
    explained: set[RowRef] = {None}
    for entry, following in zip(entries, [*entries[1:], None], strict=True):
        severity = sheet.say(SEVERITY[entry.code.severity])
        sheet.paragraph(
            f"{sheet.say(entry.sentence)} [{entry.code.value}]",
            lead=severity + " " * (severity_width - width_of(severity) + 1),
            indent=2,
            lead_style=_STYLE[entry.code.severity],
        )
        for line in entry.below:
            sheet.paragraph(sheet.say(line), indent=inner + 2)
        # A hint to several findings stands after the last of them, and so does what explains a row's score.
        if entry.hint is not None and (following is None or entry.hint != following.hint):
            lead = sheet.say(Wording("提示：", "Hint: "))
            sheet.paragraph(sheet.say(entry.hint), lead=lead, indent=inner, style="cyan")
        if entry.cited is not None and (following is None or entry.cited != following.cited):
            sheet.paragraph(sheet.say(entry.cited), indent=inner, style="dim")
        row = entry.explained
        if audit is not None and row not in explained and (following is None or following.explained != row):
            explained.add(row)
            score = _score(audit, row)
            if score is not None:
                sheet.paragraph(score.explain(sheet.lang), lead=sheet.say(Wording("核定：", "Why: ")), indent=inner)


def _entries(findings: Sequence[Finding], *, brief: bool) -> list[_Entry]:
    """The findings in their order, put together where they say the same, or the same but for values."""
    moved = [(finding.row, line) for finding in findings if brief and (line := finding.moved_line) is not None]
    entries: list[_Entry] = []
    units = [finding for finding in findings if finding.code is Code.UNIT_DIFFERS]
    for first, rows in _grouped(findings):
        if brief and first.moved_line is not None:
            if moved:
                entries.append(_Entry(Code.LAYOUT_REPAIRED, (None,), rows_moved(moved)))
                moved = []
        elif first.code is Code.UNIT_DIFFERS and len({unit.message for unit in units}) > 1:
            if first is units[0]:
                entries.append(_units(units))
        else:
            entries.append(_Entry(first.code, rows, _placed(rows, first.message), hint=first.hint, cited=first.cited))
    return entries


def _units(findings: Sequence[Finding]) -> _Entry:
    """All rows of which the units differ, under one heading."""
    rows = tuple(finding.row for finding in findings)
    return _Entry(
        Code.UNIT_DIFFERS,
        rows,
        _placed(rows, Code.UNIT_DIFFERS.meaning),
        tuple(_placed(same, first.message) for first, same in _grouped(findings)),
        findings[-1].hint,
    )


def _placed(rows: tuple[RowRef, ...], said: Wording) -> Wording:
    """A sentence with the rows that it is about before it."""
    if rows == (None,):
        return said
    where = _where(rows)
    return Wording(where.zh + said.zh, where.en + said.en)


def _where(rows: Sequence[RowRef]) -> Wording:
    names = row_names(rows, _MOST_ROWS)
    return Wording(f"{names.zh}：", f"{names.en[:1].upper()}{names.en[1:]}: ")


def _score(audit: Audit, row: RowRef) -> Score | None:
    if row == "execution":
        return audit.evaluation.execution
    return None if row is None else audit.evaluation.rows[row - 1]


def _grouped(findings: Sequence[Finding]) -> list[tuple[Finding, tuple[RowRef, ...]]]:
    """The findings in their order, each with all rows of which the very same is found."""
    groups: dict[Finding, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(evolve(finding, row=None), []).append(finding)
    return [(group[0], tuple(finding.row for finding in group)) for group in groups.values()]


def _count(findings: Sequence[Finding]) -> Wording:
    counts = Counter(finding.severity for finding in findings)
    zh = "，".join(f"{SEVERITY[one].zh}{counts[one]}项" for one in SEVERITY_ORDER if counts[one])
    en = ", ".join(
        f"{counts[one]} {SEVERITY[one].en}{'s' if counts[one] > 1 else ''}" for one in SEVERITY_ORDER if counts[one]
    )
    return Wording(f"发现的问题（{zh}）", f"Findings ({en})")

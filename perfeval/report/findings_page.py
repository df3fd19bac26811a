"""The reference page of the findings, made from the closed list of codes: docs/reference/findings.md."""

from __future__ import annotations

from typing import Final

from perfeval.finding import SEVERITY_ORDER, Code, Severity
from perfeval.report.words import SHORT

_SEVERITY_MEANING: Final = {
    Severity.ERROR: "A declared figure is wrong, or contradicts another one. `perfeval audit` ends with exit status 1.",
    Severity.WARNING: "A person must look: a value could not be used as written, or a duty was not met.",
    Severity.INFO: "Worth knowing; nothing has to be done.",
}
_HEAD: Final = """\
# Findings

<!-- Made from perfeval/finding.py by `python -m perfeval.report.findings_page`; do not edit. -->

Everything that `perfeval audit` can find. The code is stable, and so is the severity that belongs to it; the sentences
of the messages are not. A finding is about a row (its number, counted from 1), about the budget-execution row
(`execution`), or about the whole table; some have a hint at the cause or the mend. A cause is only ever a guess: it is
given where it reproduces the declared figure exactly, and worded as a possibility (“perhaps …”, “可能…”).

The last column is what the rows of the text report show, in Chinese.
"""

_TAIL: Final = """
## What is compared

- **A row.** At most one of `score-above-full`, `score-outside-range` and `score-differs` is given, the gravest. A
  declared score inside a permitted range is right. A cell that is blank, a dash or unreadable is not compared.
- **The total** against the sum of the declared scores of all rows and of the execution row, if every one of them can be
  read. A dash, or a blank in a row without full marks, adds nothing.
- **The grades** that the rule set gives to the declared total, to that sum and to the computed total.
- **The printed rate** against the amounts, rounded half up to the places printed (58.62%, 58.6% and 59% all agree with
  117.23/200), and against the declared execution score: that must be a score that a rate within half a unit of the last
  place printed would give. Where the printed rate follows from the amounts and the score is already said to
  differ, this is not said again.

## Causes that are tried

Of a row at most one cause is offered, the most specific that fits, in this order:

1. budget execution: the other budget; then the printed rate;
2. the revised target instead of the target;
3. another rounding (half even, cut off, rounded up, to one place, to whole or half points);
4. the ratio rounded first;
5. actual value ÷ target as it is, where the rules reckon otherwise;
6. full marks, or zero, given outright;
7. two neighbouring digits exchanged;
8. the target of another row;
9. the full marks of another row. This fits most easily by chance, so it is not offered where the declared score is just
   the row's own full marks, or where the rules give the row its full marks.

Of a total: the computed total instead of the sum; the scores obtained subtracted from the full marks as if they were
lost; digits exchanged; a further rounding; one row or two left out; one row added twice; full marks added instead of a
score. Where several rows, or pairs of rows, would do, the hint says so; up to three further pairs are named, more are
counted.

## In the text report

One cause or one repair is told once, so some findings are worded shorter there than in the JSON, where each has its
full sentence: `unit-differs` has one heading for all rows; cells put back below their headings (`layout-repaired`)
are one line with the rows and the lines of the file (文件第24行); the citation of an audit stands below its finding
without the label of a hint. A `rate-contradicts-score` whose score agrees with the amounts goes on from the
`rate-contradicts-amounts` before it.
"""


def findings_page() -> str:
    """The page as Markdown."""
    parts = [_HEAD]
    for severity in SEVERITY_ORDER:
        parts.append(f"\n## {severity.value}\n\n{_SEVERITY_MEANING[severity]}\n\n")
        parts.append("| code | meaning | 含义 | 结论 |\n| --- | --- | --- | --- |\n")
        for code in Code:
            if code.severity is severity:
                meaning = code.meaning
                parts.append(f"| `{code.value}` | {meaning.en} | {meaning.zh} | {SHORT[code].zh} |\n")
    return "".join((*parts, _TAIL))


if __name__ == "__main__":
    print(findings_page(), end="")

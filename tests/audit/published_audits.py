"""The 25 published tables audited, each under the rule set of its region and year: the record of every declared score.

Run as a script it writes the record anew, and the page that sums it up: look at every difference before keeping it.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from pathlib import Path
from typing import Final

import perfeval
from perfeval.audit.disagreement import Disagreement
from perfeval.audit.result import Audit, Comparison
from perfeval.engine.selection import choose_rules

TESTS: Final = Path(__file__).parents[1]
PUBLISHED: Final = TESTS / "tables" / "data" / "published"
RECORD: Final = Path(__file__).parent / "data" / "published_audits.csv"
PAGE: Final = TESTS.parent / "docs" / "explanation" / "published-tables.md"
PROVINCES: Final = {
    "anhui": "安徽省", "chongqing": "重庆市", "hebei": "河北省", "hubei": "湖北省", "hunan": "湖南省",
    "jiangxi": "江西省", "neimenggu": "内蒙古自治区", "ningxia": "宁夏回族自治区", "shanghai": "上海市",
    "shanxi": "山西省", "sichuan": "四川省", "yunnan": "云南省",
}  # fmt: skip
COLUMNS: Final = ("file", "rules", "row", "declared", "low", "score", "high", "rule", "result")
RESULTS: Final = {
    "agrees": "the declared score is what the rule gives, or lies in the range that it permits",
    "filers-error": "it contradicts the row's own figures: above full marks, or full marks for a missed target",
    "discretionary-deduction": "less than full marks for a target that is met; no rule states how much",
    "other-rounding": "the same figure rounded otherwise, or at another stage",
    "unknown-local-rule": "another formula or base, or figures that the table does not show",
    "undecided": "the rules give no score: a blank target, a damaged figure, words without a default",
    "not scored": "the row has no points, or the rule keeps it out",
    "not declared": "no score is written in the row",
}


def audits() -> list[tuple[str, str, Audit]]:
    """Every table: its file, its region as a caller would give it, and its audit."""
    with (PUBLISHED / "tables.csv").open(encoding="utf-8", newline="") as lines:
        listed = list(csv.DictReader(lines))
    made = []
    for line in listed:
        (table,) = perfeval.read_tables(PUBLISHED / line["file"])
        region = f"{PROVINCES[line['region']]}{line['unit']}"
        rules = choose_rules(table, region=region).rules
        assert rules is not None
        made.append((line["file"], region, perfeval.audit(table, rules, region=region)))
    return made


def result_of(compared: Comparison) -> str:
    """What came of one declared score, as one of `RESULTS`."""
    if compared.disagreement is not None:
        return compared.disagreement.value
    if compared.score.status == "not scored":
        return "not scored"
    if compared.declared is None:
        return "not declared"
    return "undecided" if compared.score.low is None else "agrees"


def lines_of(file: str, audited: Audit) -> list[dict[str, str]]:
    """The record of one table: a line for the execution row, for every indicator row, and for the total."""
    compared = ([] if audited.execution is None else [audited.execution]) + list(audited.rows)
    lines = []
    for one in compared:
        score = one.score
        figures = (one.declared, score.low, score.points, score.high)
        declared, low, points, high = ("" if figure is None else str(figure) for figure in figures)
        rule = "" if score.rule is None else score.rule.name
        values = (file, audited.evaluation.rules.name, str(one.row), declared, low, points, high, rule, result_of(one))
        lines.append(dict(zip(COLUMNS, values, strict=True)))
    total = audited.evaluation.total
    figures = (audited.declared_total, total.low, total.points, total.high)
    declared, low, points, high = ("" if figure is None else str(figure) for figure in figures)
    codes = {finding.code.value for finding in audited.findings if finding.row is None}
    wrong = sorted(codes & {"total-not-sum", "grade-changes", "weights-do-not-sum", "requirement-not-met"})
    values = (file, audited.evaluation.rules.name, "total", declared, low, points, high, "", " ".join(wrong))
    return [*lines, dict(zip(COLUMNS, values, strict=True))]


def record() -> str:
    """The record as CSV."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for file, _, audited in audits():
        writer.writerows(lines_of(file, audited))
    return text.getvalue()


def page(recorded: str) -> str:
    """The page that sums the record up."""
    lines = list(csv.DictReader(io.StringIO(recorded)))
    rows = [line for line in lines if line["row"] != "total"]
    counted = Counter(line["result"] for line in rows)
    kinds = [kind.value for kind in Disagreement]
    judged = counted["agrees"] + sum(counted[kind] for kind in kinds)
    differing = judged - counted["agrees"]
    tables = dict.fromkeys(line["file"] for line in lines)
    sums = [line for line in lines if line["row"] == "total" and "total-not-sum" in line["result"]]
    text = [
        "# Twenty-five published tables",
        "",
        "Tables that governments have published, each audited under the rule set of its region and year (chosen by",
        "perfeval; the national one where no other fits). Of some only a part was published. The record of every row",
        "is `tests/audit/data/published_audits.csv`; it and this page are made by `tests/audit/published_audits.py`,",
        "and a test keeps both true.",
        "",
        f"Of {len(rows)} rows in {len(tables)} tables {judged} have a declared score that the rules can judge.",
        f"{counted['agrees']} agree, {differing} differ ({100 * differing // judged} %).",
        "",
        "| result | rows | meaning |",
        "| --- | ---: | --- |",
        *(f"| {result} | {counted[result]} | {meaning} |" for result, meaning in RESULTS.items()),
        "",
        f"{len(sums)} tables declare a total that is not the sum of their declared scores; of tables published in part",
        "this says only that rows are missing.",
        "",
        "The kinds are guesses as the causes are: they say what would give the declared figure exactly, not what was",
        "done. A row that differs is never corrected silently; a person decides.",
        "",
        "| table | rules | rows | agree | differ | undecided | declared total | computed total |",
        "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for file in tables:
        own = [line for line in rows if line["file"] == file]
        total = next(line for line in lines if line["file"] == file and line["row"] == "total")
        results = Counter(line["result"] for line in own)
        low, high = total["low"], total["high"]
        computed = total["score"] or (f"{low} to {high}" if low else "")
        text.append(
            f"| {file.removesuffix('.txt')} | {total['rules']} | {len(own)} | {results['agrees']} | "
            f"{sum(results[kind] for kind in kinds)} | {results['undecided']} | {total['declared']} | {computed} |"
        )
    return "\n".join(text) + "\n"


if __name__ == "__main__":
    RECORD.parent.mkdir(exist_ok=True)
    RECORD.write_text(record(), "utf-8")
    PAGE.write_text(page(record()), "utf-8")

"""Writes the reference pages that are made from data: `vocabulary.md`, `diagnostics.md` and `catalogue.md`.

Run it from the checkout after changing `grammar/vocabulary.toml`, an example in `tests/language/faulty` or a case in
`tests/conformance`; tests keep the pages equal to what it writes.
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Final

import perfeval
from perfeval.language.vocabulary import vocabulary

ROOT: Final = Path(__file__).parent.parent
FAULTY: Final = ROOT / "tests" / "language" / "faulty"
SUITE: Final = ROOT / "tests" / "conformance" / "suite.py"
REFERENCE: Final = ROOT / "docs" / "reference"


def _loaded(name: str, path: Path) -> ModuleType:
    """A module by its file: the tests are no package."""
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, path)
        assert spec is not None  # noqa: S101 - the file stands in the checkout
        assert spec.loader is not None  # noqa: S101
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]


if TYPE_CHECKING:
    from tests.conformance import suite
else:
    suite = _loaded("conformance_suite", SUITE)

SECTIONS: Final = {
    "keywords": "Keywords",
    "functions": "Functions",
    "row": "Names of the row",
    "table": "Names of the table",
    "kinds": "Kinds of indicator (conditions)",
}


def vocabulary_page() -> str:
    """Every word of the language, in both vocabularies."""
    lines = [
        "# Vocabulary",
        "",
        "Made from `grammar/vocabulary.toml` by `docs/write_reference.py`. Both spellings mean the same and may be",
        "mixed in one file; spellings after “also” are accepted and never written. No name of a rule file may be a",
        "keyword, a function or a built-in name; only rules and audits may be called like a kind.",
        "",
        f"Version of the language: {vocabulary().version}.",
    ]
    for category, heading in SECTIONS.items():
        lines += ["", f"## {heading}", "", "| 中文 | English | meaning |", "| --- | --- | --- |"]
        for word in vocabulary().words[category].values():  # type: ignore[index]
            also = f" (also {', '.join(f'`{one}`' for one in word.also)})" if word.also else ""
            lines.append(f"| {word.zh} | `{word.en}` | {word.meaning}{also} |")
    return "\n".join(lines) + "\n"


def diagnostics_page() -> str:
    """Every code, with a text that gives it, what is said, and the text mended."""
    lines = [
        "# Diagnostics",
        "",
        "What the checker says of a rule text. Every message has a stable code, its place with the faulty part",
        "underlined, the cause, and the mend. With an error (错误) the rule set cannot be used; a warning (警告) is",
        "probably not meant.",
        "Each code stands here with a faulty text, what is said of it in both languages, and the text mended.",
        "",
        "Made from `tests/language/faulty` by `docs/write_reference.py`.",
    ]
    for path in sorted(FAULTY.glob("*.perfeval")):
        code = path.stem
        if code.endswith(".mended"):
            continue
        mended = path.with_name(f"{code}.mended.perfeval").read_text("utf-8")
        lines += ["", f"## {code}", "", *_fenced(_short(path.read_text("utf-8")))]
        lines += _fenced(_short((FAULTY / f"{code}.zh.txt").read_text("utf-8")))
        lines += _fenced(_short((FAULTY / f"{code}.en.txt").read_text("utf-8")))
        lines += ["Mended:", "", *_fenced(mended)]
    lines += [
        "",
        "## file-too-large",
        "",
        "A rule text has more than 1 000 000 characters. Split it into rule sets that extend one another.",
        "",
        "## refuted",
        "",
        "`perfeval check` also puts figures into the rows of the examples, as",
        "[`perfeval prove`](../how-to/prove-rules.md) does, and warns of a figure that gets no score, lies in two",
        "bands, or scores below 0 or above full marks, and of totals and grades likewise, where nothing above has",
        "told it already. The warning shows the row and what it scores. Cliffs and falling scores may be meant: only",
        "`perfeval prove` tells those.",
        "",
        "## sets-overlap",
        "",
        "Two rule sets are for the same tables on the same days, so that perfeval could not choose between them.",
        "`perfeval check` says it of the files that are checked together and of the shipped ones. End one the day",
        "before the other begins, or let one extend the other.",
    ]
    return "\n".join(lines).rstrip() + "\n"


def _short(text: str) -> str:
    """A long example less its middle."""
    lines = text.rstrip("\n").split("\n")
    return "\n".join(lines if len(lines) <= 20 else [*lines[:6], "…", *lines[-3:]])


def _fenced(text: str) -> list[str]:
    return ["```", text.rstrip("\n"), "```", ""]


# ---- the catalogue ----


def catalogue_page() -> str:
    """Every rule shape of the catalogue: its texts in both vocabularies, and what they must give."""
    entries = [*suite.read_entries("P*.toml"), *suite.read_entries("T*.toml")]
    lines = [
        "# Catalogue of rule shapes",
        "",
        "The shapes in which Chinese performance rules score an indicator (P01 to P32) and a whole table (T01 to",
        "T18), each as rule texts in both vocabularies with the cases that fix what they mean. The Chinese and the",
        "English text of a shape are one text: one is written by hand, the other is made from it by",
        "`perfeval convert`.",
        "",
        "In the cases a row stands as it would in a table (cells left out are blank), with what it must give: points;",
        "the points taken of a permitted range; `undecided` with the range in which its score lies; or `not scored`.",
        "`@2` behind a finding names the row.",
        "",
        "Made from [the conformance suite](../../tests/conformance/README.md) by `docs/write_reference.py`.",
        "",
        "| | 中文 | English | texts | cases |",
        "| --- | --- | --- | --- | --- |",
    ]
    for entry in entries:
        texts = sum(group.rules is not None for group in entry.groups)
        cases = sum(len(group.cases) + len(group.checks) for group in entry.groups)
        lines.append(f"| [{entry.entry}](#{entry.entry.lower()}) | {entry.zh} | {entry.en} | {texts} | {cases} |")
    for entry in entries:
        lines += ["", f"## {entry.entry}", "", f"{entry.zh}: {entry.en}."]
        for group in entry.groups:
            lines += _group(group, entry)
    return "\n".join(lines).rstrip() + "\n"


def _group(group: suite.Group, entry: suite.Entry) -> Iterator[str]:
    yield from ("", f"### {entry.entry}: {group.name}", "")
    if group.rules is not None:
        yield from _fenced(perfeval.convert_rules(group.rules, "zh").strip("\n"))
        yield from _fenced(perfeval.convert_rules(group.rules, "en").strip("\n"))
    for name, text in group.library.items():
        if text in [other.rules for other in entry.groups]:
            yield from (f"It extends `{name}`, above.", "")
        else:
            yield from (f"It extends `{name}`:", "", *_fenced(text.strip("\n")))
    if group.region is not None:
        yield from (f"Region: {group.region}.", "")
    if group.cases:
        yield from ("| Case | Given | Gives |", "| --- | --- | --- |")
        for case in group.cases:
            yield f"| {_cell(case.name)} | {_cell(_given(case))} | {_cell(_gives(case))} |"
        yield ""
    for check in group.checks:
        said = ", ".join(f"`{code}`" for code in check.expected) or "nothing"
        yield from (f"The checker says {said} ({check.name}):", "", *_fenced(check.rules.strip("\n")))


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _given(case: suite.Case) -> str:
    if isinstance(case, suite.UnitsCase):
        tables = "; ".join(f"**{number}** {_table(one)}" for number, one in enumerate(case.tables, 1))
        return f"{'combined' if case.combine else 'beside one another'}: {tables}"
    return _table(case.table)


def _table(table: suite.Table) -> str:
    parts = [f"{key} {value}" for key, value in table.texts.items()]
    parts += [f"year {table.year}"] if table.year is not None else []
    parts += [_facts(table.facts)] if table.facts else []
    parts += [f"declared total {table.declared_total}"] if table.declared_total is not None else []
    if table.execution is not None:
        parts.append(f"execution: {_row(table.execution)}")
    rows = [_row(row) for row in table.rows]
    parts += rows if len(rows) == 1 else [f"({number}) {row}" for number, row in enumerate(rows, 1)]
    return "; ".join(parts)


_CELL_NAMES: Final = {"level1": "", "level2": "", "name": "", "target": "target", "actual": "actual", "full": "of"}


def _row(row: suite.Cells) -> str:
    cells = [f"{_CELL_NAMES.get(key, key.replace('_', ' '))} {value}".strip() for key, value in row.cells.items()]
    return ", ".join([*cells, *([_facts(row.facts)] if row.facts else [])]) or "blank"


def _facts(facts: Mapping[str, str]) -> str:
    return ", ".join(f"{name} = {value}" for name, value in facts.items())


def _gives(case: suite.Case) -> str:
    if isinstance(case, suite.RowCase):
        return _row_gives(case.expected)
    expected = case.expected if isinstance(case, suite.UnitsCase) else (case.expected,)
    said = [_table_gives(one) for one in expected]
    return said[0] if len(said) == 1 else "; ".join(f"**{number}** {one}" for number, one in enumerate(said, 1))


def _row_gives(expected: suite.RowExpected) -> str:
    said = expected.points if expected.points is not None else expected.status
    if expected.range is not None:
        said += f" of {expected.range}"
    elif expected.status == "undecided" and expected.low is not None and expected.high is not None:
        said += f" {expected.low} to {expected.high}"
    return said + (f" (`{expected.rule}`)" if expected.rule is not None else "")


def _table_gives(expected: suite.TableExpected) -> str:
    parts = []
    if expected.execution is not None:
        parts.append(f"execution {expected.execution}")
    if expected.rows is not None:
        parts.append(f"rows {', '.join(expected.rows)}")
    if expected.total is not None:
        total = expected.total if isinstance(expected.total, str) else f"{expected.total[0]} to {expected.total[1]}"
        parts.append(f"total {total or 'none'}")
    if expected.grade is not None:
        parts.append(f"grade {expected.grade or 'none'}")
    if expected.findings is not None:
        parts.append(", ".join(f"`{one}`" for one in expected.findings) or "no findings")
    return "; ".join(parts)


if __name__ == "__main__":
    REFERENCE.joinpath("vocabulary.md").write_text(vocabulary_page(), "utf-8")
    REFERENCE.joinpath("diagnostics.md").write_text(diagnostics_page(), "utf-8")
    REFERENCE.joinpath("catalogue.md").write_text(catalogue_page(), "utf-8")

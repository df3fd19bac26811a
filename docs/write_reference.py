"""Writes the reference pages that are made from data: `vocabulary.md` and `diagnostics.md`.

Run it from the checkout after changing `grammar/vocabulary.toml` or an example in `tests/language/faulty`; a test
keeps the pages equal to what it writes.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from perfeval.language.vocabulary import vocabulary

ROOT: Final = Path(__file__).parent.parent
FAULTY: Final = ROOT / "tests" / "language" / "faulty"
REFERENCE: Final = ROOT / "docs" / "reference"

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
    ]
    return "\n".join(lines).rstrip() + "\n"


def _short(text: str) -> str:
    """A long example less its middle."""
    lines = text.rstrip("\n").split("\n")
    return "\n".join(lines if len(lines) <= 20 else [*lines[:6], "…", *lines[-3:]])


def _fenced(text: str) -> list[str]:
    return ["```", text.rstrip("\n"), "```", ""]


if __name__ == "__main__":
    REFERENCE.joinpath("vocabulary.md").write_text(vocabulary_page(), "utf-8")
    REFERENCE.joinpath("diagnostics.md").write_text(diagnostics_page(), "utf-8")

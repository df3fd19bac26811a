"""The faulty examples: where they are, what they extend, how they are rendered; codes collected from the source.

Run as a script it writes the expected renderings anew: look at every difference before keeping it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

from perfeval.diagnostic import Diagnostic, SourceText
from perfeval.language.from_syntax import Checked, check
from perfeval.language.source import MAX_LENGTH
from perfeval.wording import Lang

FOLDER = Path(__file__).parent / "faulty"
LANGUAGE = Path(__file__).parents[2] / "perfeval" / "language"
REPORTERS = {"error", "warning", "_error", "report", "Answer"}
GENERATED = {"file-too-large": "#" * (MAX_LENGTH + 1)}
"""Examples too long to keep as files."""


def library(name: str) -> SourceText | None:
    """The rule sets that the examples extend; `ancestor_1` to `ancestor_20` extend one another."""
    path = FOLDER / "library" / f"{name}.perfeval"
    if path.exists():
        return SourceText(path.name, path.read_text("utf-8"))
    number = name.removeprefix("ancestor_")
    if number == name:
        return None
    parent = f" 继承 ancestor_{int(number) + 1}" if int(number) < 20 else "\n  四舍五入 到 0.01分"
    return SourceText(f"{name}.perfeval", f'规则集 {name} "第 {number} 层"{parent}\n')


def checked(path: Path) -> Checked:
    """What the checker says of one example."""
    return check(SourceText(path.name, path.read_text("utf-8")), library, ("national", "circle"))


def codes_in_source() -> set[str]:
    """Every code that the front end can report, found in its source."""
    return {code for path in LANGUAGE.glob("*.py") for code in _codes(ast.parse(path.read_text("utf-8")))}


def _codes(module: ast.Module) -> Iterator[str]:
    for node in ast.walk(module):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if called in REPORTERS:
            yield from (
                part.value
                for part in ast.walk(node.args[0])
                if isinstance(part, ast.Constant) and isinstance(part.value, str)
            )


def examples() -> dict[str, Path]:
    """The faulty example of each code."""
    return {path.stem: path for path in sorted(FOLDER.glob("*.perfeval")) if not path.name.endswith(".mended.perfeval")}


def rendering(diagnostics: tuple[Diagnostic, ...], lang: Lang) -> str:
    """All diagnostics of an example, as a person reads them."""
    return "\n".join(one.render(lang) for one in diagnostics) + "\n"


if __name__ == "__main__":
    for code, path in examples().items():
        for language in get_args(Lang):
            target = FOLDER / f"{code}.{language}.txt"
            target.write_text(rendering(checked(path).diagnostics, language), "utf-8")

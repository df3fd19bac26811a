"""`perfeval test RULES… --mutate`: the changes of rules that no example notices, with how far the run is."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from perfeval.cli.terminal import write
from perfeval.wording import Lang, Wording

if TYPE_CHECKING:
    from perfeval.engine.ruleset import RuleSet


def write_mutants(name: str, rules: RuleSet, lang: Lang) -> None:
    """Write what the examples of a rule set let pass."""
    from perfeval.report.mutants import mutant_lines
    from perfeval.testing.mutation_report import mutate

    is_seen = sys.stderr.isatty()

    def progress(done: int, total: int) -> None:
        if is_seen:
            said = Wording(f"{name}：已试改 {done}/{total} 处", f"{name}: {done} of {total} changes tried")
            sys.stderr.write(f"\r\x1b[K{said.render(lang)}")
            sys.stderr.flush()

    try:
        report = mutate(rules, progress)
    finally:
        if is_seen:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
    write("".join(line.render(lang) + "\n" for line in mutant_lines(report, name)))

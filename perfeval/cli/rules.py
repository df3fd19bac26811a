"""`perfeval rules`: the rule sets that come with perfeval."""

from __future__ import annotations

from perfeval.cli.language import Verb, current_language
from perfeval.cli.options import FOUND_NOTHING
from perfeval.cli.terminal import surface, write
from perfeval.engine.library import shipped_rules
from perfeval.report.rules_list import rules_text
from perfeval.wording import Wording


def _run() -> int:
    on = surface()
    write(rules_text(shipped_rules(), current_language(), width=on.width, colours=on.colours))
    return FOUND_NOTHING


RULES = Verb(
    "rules",
    callback=_run,
    brief=Wording("列出自带的规则集", "List the rule sets that come with perfeval."),
)

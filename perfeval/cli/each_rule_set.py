"""Something done with every rule set that a command line names; what cannot be used is told, and the rest goes on."""

from __future__ import annotations

from collections.abc import Callable

from perfeval.cli.options import FOUND_ERRORS, FOUND_NOTHING, UNUSABLE_INPUT
from perfeval.cli.rules_given import rule_files
from perfeval.cli.tables_given import internal_error, show_traceback
from perfeval.cli.terminal import complain, show_diagnostics
from perfeval.engine.library import load_rules
from perfeval.engine.ruleset import RuleSet
from perfeval.errors import PerfevalError, RuleError
from perfeval.wording import Lang, verbatim


def for_each_rule_set(rules: tuple[str, ...], lang: Lang, report: Callable[[str, RuleSet], int]) -> int:
    """The exit status of a command: `report` writes what it finds of a rule set, and gives how much of it is wrong."""
    names, unusable = rule_files(rules)
    for one in unusable:
        complain(one.message, lang)
    usable, wrong = not unusable, 0
    for name in names:
        try:
            wrong += report(name, load_rules(name))
        except PerfevalError as error:
            if isinstance(error, RuleError):
                show_diagnostics(error.diagnostics, lang)
            complain(error.wording, lang)
            usable = False
        except Exception as error:
            show_traceback(error)
            complain(internal_error(verbatim(name), error), lang)
            usable = False
    if not usable:
        return UNUSABLE_INPUT
    return FOUND_ERRORS if wrong else FOUND_NOTHING

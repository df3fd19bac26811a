"""`perfeval check RULES…`: everything wrong in rule files."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeAlias

from perfeval.cli.language import Verb, current_language
from perfeval.cli.options import FOUND_ERRORS, FOUND_NOTHING, UNUSABLE_INPUT, rules_argument
from perfeval.cli.rules_given import rule_files
from perfeval.cli.tables_given import internal_error, show_traceback
from perfeval.cli.terminal import complain, write
from perfeval.diagnostic import Diagnostic, Level
from perfeval.engine.library import checked_file, load_rules, shipped_rules
from perfeval.engine.overlapping import overlapping
from perfeval.engine.ruleset import RuleSet
from perfeval.errors import PerfevalError
from perfeval.wording import Lang, Wording, verbatim

_Checked: TypeAlias = tuple[RuleSet | None, tuple[Diagnostic, ...]]


def _run(rules: tuple[str, ...]) -> int:
    lang = current_language()
    names, unusable = rule_files(rules)
    for one in unusable:
        complain(one.message, lang)
    usable = not unusable
    checked = functools.cache(_checked)
    errors = 0
    for name in names:
        try:
            diagnostics = checked(name)[1] + _overlaps(name, names, checked) + _refuted(checked(name)[0])
        except PerfevalError as error:
            complain(error.wording, lang)
            usable = False
            continue
        except Exception as error:
            show_traceback(error)
            complain(internal_error(verbatim(name), error), lang)
            usable = False
            continue
        errors += _report(name, diagnostics, lang)
    if not usable:
        return UNUSABLE_INPUT
    return FOUND_ERRORS if errors else FOUND_NOTHING


def _checked(name: str) -> _Checked:
    """A rule set, None where it is in error, and what is to be said of it alone."""
    if Path(name).exists():
        return checked_file(name)
    rules = load_rules(name)
    return rules, rules.diagnostics


def _refuted(rules: RuleSet | None) -> tuple[Diagnostic, ...]:
    """What a row refutes, of a rule set without errors."""
    if rules is None:
        return ()
    from perfeval.analysis.refuted import refuted

    return refuted(rules)


def _overlaps(name: str, names: Sequence[str], checked: Callable[[str], _Checked]) -> tuple[Diagnostic, ...]:
    """What is to be said of a rule set beside those that are checked with it and those that are shipped."""
    rules, _ = checked(name)
    if rules is None or not rules.nodes.dated:
        return ()
    beside = [one for other in names if (one := _usable(other, checked)) is not None]
    others = {one.name: one for one in (*shipped_rules(), *beside) if one.name != rules.name}
    return overlapping(rules, others.values())


def _usable(name: str, checked: Callable[[str], _Checked]) -> RuleSet | None:
    try:
        return checked(name)[0]
    except PerfevalError:
        return None


def _report(name: str, diagnostics: Sequence[Diagnostic], lang: Lang) -> int:
    """Write the diagnostics of one file; the number of its errors."""
    errors = sum(diagnostic.level is Level.ERROR for diagnostic in diagnostics)
    warnings = len(diagnostics) - errors
    for diagnostic in diagnostics:
        write(diagnostic.render(lang) + "\n\n")
    counted = Wording(
        f"{name}：{errors}处错误，{warnings}处警告" if diagnostics else f"{name}：没有问题",
        f"{name}: {errors} error{'' if errors == 1 else 's'}, {warnings} warning{'' if warnings == 1 else 's'}"
        if diagnostics
        else f"{name}: nothing wrong",
    )
    write(counted.render(lang) + "\n")
    return errors


CHECK = Verb(
    "check",
    callback=_run,
    params=[rules_argument()],
    brief=Wording("检查规则文件，列出全部错误和改法", "Check rule files: every error, with its place and mend."),
    about=Wording(
        "RULES 是规则文件、文件夹或自带规则集的名称。退出状态：0 没有错误，1 有错误，2 有文件无法读取。",
        "RULES is a rule file, a folder or the name of a shipped rule set. Exit status: 0 no errors, 1 errors, "
        "2 some file could not be read.",
    ),
)

"""perfeval: a rule language and exact evaluator for public performance scoring (项目支出绩效自评).

Rule text becomes a checked rule set, a published table becomes typed indicators; the rule set scores the table exactly,
explains every score with the article cited, and the audit holds the result against the figures declared.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from perfeval.analysis.any_size import prove_any_size as prove_any_size
    from perfeval.analysis.coverage import coverage as coverage
    from perfeval.analysis.proving import prove as prove
    from perfeval.audit.auditing import audit as audit
    from perfeval.audit.between_rules import compare_rules as compare_rules
    from perfeval.audit.result import Audit as Audit
    from perfeval.diagnostic import Diagnostic as Diagnostic
    from perfeval.engine.examples import ExampleResult as ExampleResult
    from perfeval.engine.library import check_rules as check_rules
    from perfeval.engine.library import load_rules as load_rules
    from perfeval.engine.library import parse_rules as parse_rules
    from perfeval.engine.library import shipped_rules as shipped_rules
    from perfeval.engine.ruleset import RuleSet as RuleSet
    from perfeval.engine.score import Evaluation as Evaluation
    from perfeval.engine.score import Score as Score
    from perfeval.engine.score import TotalScore as TotalScore
    from perfeval.engine.score import Trace as Trace
    from perfeval.engine.selection import choose_rules as choose_rules
    from perfeval.errors import InvalidValueError as InvalidValueError
    from perfeval.errors import MissingExtraError as MissingExtraError
    from perfeval.errors import PerfevalError as PerfevalError
    from perfeval.errors import RuleError as RuleError
    from perfeval.errors import RuleSetNotFoundError as RuleSetNotFoundError
    from perfeval.errors import UnreadableTableError as UnreadableTableError
    from perfeval.finding import Code as Code
    from perfeval.finding import Finding as Finding
    from perfeval.finding import Severity as Severity
    from perfeval.language.to_text import convert_rules as convert_rules
    from perfeval.tables.facts import Facts as Facts
    from perfeval.tables.facts_file import read_facts as read_facts
    from perfeval.tables.indicator import BudgetExecution as BudgetExecution
    from perfeval.tables.indicator import Indicator as Indicator
    from perfeval.tables.indicator import SelfEvaluation as SelfEvaluation
    from perfeval.tables.reading import read_tables as read_tables
    from perfeval.values.reader import read_value as read_value

__version__ = "0.1.0"

# Loaded when first asked for: `import perfeval` reads no grammar and no third-party parser.
_HOME = {
    "Audit": "perfeval.audit.result",
    "audit": "perfeval.audit.auditing",
    "BudgetExecution": "perfeval.tables.indicator",
    "Code": "perfeval.finding",
    "Diagnostic": "perfeval.diagnostic",
    "Evaluation": "perfeval.engine.score",
    "ExampleResult": "perfeval.engine.examples",
    "Facts": "perfeval.tables.facts",
    "Finding": "perfeval.finding",
    "Indicator": "perfeval.tables.indicator",
    "InvalidValueError": "perfeval.errors",
    "MissingExtraError": "perfeval.errors",
    "PerfevalError": "perfeval.errors",
    "RuleError": "perfeval.errors",
    "RuleSet": "perfeval.engine.ruleset",
    "RuleSetNotFoundError": "perfeval.errors",
    "Score": "perfeval.engine.score",
    "SelfEvaluation": "perfeval.tables.indicator",
    "Severity": "perfeval.finding",
    "TotalScore": "perfeval.engine.score",
    "Trace": "perfeval.engine.score",
    "UnreadableTableError": "perfeval.errors",
    "check_rules": "perfeval.engine.library",
    "choose_rules": "perfeval.engine.selection",
    "compare_rules": "perfeval.audit.between_rules",
    "convert_rules": "perfeval.language.to_text",
    "coverage": "perfeval.analysis.coverage",
    "load_rules": "perfeval.engine.library",
    "parse_rules": "perfeval.engine.library",
    "prove": "perfeval.analysis.proving",
    "prove_any_size": "perfeval.analysis.any_size",
    "read_facts": "perfeval.tables.facts_file",
    "read_tables": "perfeval.tables.reading",
    "read_value": "perfeval.values.reader",
    "shipped_rules": "perfeval.engine.library",
}

__all__ = [
    "Audit",
    "BudgetExecution",
    "Code",
    "Diagnostic",
    "Evaluation",
    "ExampleResult",
    "Facts",
    "Finding",
    "Indicator",
    "InvalidValueError",
    "MissingExtraError",
    "PerfevalError",
    "RuleError",
    "RuleSet",
    "RuleSetNotFoundError",
    "Score",
    "SelfEvaluation",
    "Severity",
    "TotalScore",
    "Trace",
    "UnreadableTableError",
    "__version__",
    "audit",
    "check_rules",
    "choose_rules",
    "compare_rules",
    "convert_rules",
    "coverage",
    "load_rules",
    "parse_rules",
    "prove",
    "prove_any_size",
    "read_facts",
    "read_tables",
    "read_value",
    "shipped_rules",
]


def __getattr__(name: str) -> Any:
    home = _HOME.get(name)
    if home is None:
        raise AttributeError(f"module 'perfeval' has no attribute {name!r}")
    value = getattr(importlib.import_module(home), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOME])

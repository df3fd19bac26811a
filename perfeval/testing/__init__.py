"""Tests of rule sets, and tests of other programs against rule sets.

`pytest rules/` needs nothing from here: the plugin is found where perfeval is installed.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from perfeval.testing.agreement import assert_agrees as assert_agrees
    from perfeval.testing.laws import assert_laws as assert_laws
    from perfeval.testing.strategies import indicators as indicators
    from perfeval.testing.strategies import tables as tables

# Loaded when first asked for: pytest imports this package in every run, for the plugin.
_HOME = {
    "assert_agrees": "perfeval.testing.agreement",
    "assert_laws": "perfeval.testing.laws",
    "indicators": "perfeval.testing.strategies",
    "tables": "perfeval.testing.strategies",
}

__all__ = ["assert_agrees", "assert_laws", "indicators", "tables"]


def __getattr__(name: str) -> Any:
    home = _HOME.get(name)
    if home is None:
        raise AttributeError(f"module 'perfeval.testing' has no attribute {name!r}")
    if name != "assert_laws":
        from perfeval.errors import need

        need("hypothesis", extra="testing", what=f"perfeval.testing.{name}")
    return getattr(importlib.import_module(home), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOME])

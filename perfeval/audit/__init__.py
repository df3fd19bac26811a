"""Declared figures held against computed ones. The package itself can be called: `perfeval.audit(table, rules)`.

That name is promised for the function. But Python binds it to this package as soon as any module of it is imported,
so the package answers a call as the function does.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from perfeval.audit.result import Audit
    from perfeval.engine.ruleset import RuleSet
    from perfeval.finding import Finding
    from perfeval.tables.indicator import SelfEvaluation
    from perfeval.wording import Wording


class _Callable(ModuleType):
    """A package that can be called as its one function."""

    def __call__(
        self,
        table: SelfEvaluation,
        rules: RuleSet,
        *,
        region: str | None = None,
        why: Wording | None = None,
        noticed: Iterable[Finding] = (),
    ) -> Audit:
        """See `perfeval.audit.auditing.audit`."""
        from perfeval.audit.auditing import audit

        return audit(table, rules, region=region, why=why, noticed=noticed)


sys.modules[__name__].__class__ = _Callable

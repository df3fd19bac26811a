"""The exceptions that callers of the library can meet; all derive from `PerfevalError`."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

from perfeval.wording import Lang, Wording

if TYPE_CHECKING:
    from perfeval.diagnostic import Diagnostic


class PerfevalError(Exception):
    """Anything that perfeval refuses, said in both languages.

    `code` is a stable kebab-case name, `wording` the sentence; `str()` gives the English one.
    """

    def __init__(self, code: str, wording: Wording) -> None:
        super().__init__(code, wording)
        self.code = code
        self.wording = wording

    def __str__(self) -> str:
        return self.wording.en

    def render(self, lang: Lang) -> str:
        """The sentence in the reader's language."""
        return self.wording.render(lang)


class InvalidValueError(PerfevalError, ValueError):
    """An argument given for a target, an actual value, points or money cannot be used."""


class UnreadableTableError(PerfevalError):
    """A document, or one table of it, cannot be read at all."""


class RuleError(PerfevalError):
    """A rule set cannot be used; `diagnostics` holds every error found, with its place in the text."""

    def __init__(self, code: str, wording: Wording, diagnostics: tuple[Diagnostic, ...] = ()) -> None:
        super().__init__(code, wording)
        self.diagnostics = diagnostics


class RuleSetNotFoundError(PerfevalError):
    """No shipped rule set and no file has the name given, or none applies to a table."""


class MissingExtraError(PerfevalError, ImportError):
    """Something needs a library that only an extra of perfeval installs."""


_FOUND: set[str] = set()
"""Libraries that were found: to look for one takes longer than to score a thousand rows."""


def need(*libraries: str, extra: str, what: str) -> None:
    """Raise `MissingExtraError` unless the libraries of an extra are installed."""
    missing = [name for name in libraries if name not in _FOUND and find_spec(name) is None]
    _FOUND.update(set(libraries) - set(missing))
    if missing:
        named = ", ".join(missing)
        raise MissingExtraError(
            "extra-missing",
            Wording(
                f"{what} 需要 {named}：请运行 pip install 'perfeval[{extra}]'",
                f"{what} needs {named}: run pip install 'perfeval[{extra}]'",
            ),
        )


def expect(argument: str, given: object, wanted: type) -> None:
    """Raise `InvalidValueError` unless an argument of the public API is of the type wanted."""
    if isinstance(given, wanted):
        return
    kind = type(given).__name__
    raise InvalidValueError(
        "wrong-type",
        Wording(
            f"{argument} 应为 {wanted.__name__}，给的是 {kind}", f"{argument} must be a {wanted.__name__}, not {kind}"
        ),
    )

"""An input of a call that could not be used, as the reports name it."""

from __future__ import annotations

from attrs import frozen

from perfeval.errors import PerfevalError
from perfeval.wording import Wording


@frozen
class Unusable:
    """A file, or a table of one, that could not be read or for which no rule set could be found."""

    source: str
    """The path as given."""
    code: str
    """The stable kebab-case code of the error."""
    message: Wording

    @classmethod
    def from_error(cls, source: str, error: PerfevalError) -> Unusable:
        """The entry for an error that the library raised."""
        return cls(source, error.code, error.wording)

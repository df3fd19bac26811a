"""Declared facts of a row or a table: what rules read beyond the form's own columns (填报项), by name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Final, TypeAlias

from attrs import field, frozen

from perfeval.errors import InvalidValueError
from perfeval.values.convert import as_value
from perfeval.values.folding import fold
from perfeval.values.model import Missing, Value
from perfeval.wording import Wording

Given: TypeAlias = "str | Value | int | Decimal | Fraction | dt.date"


def _read(given: Mapping[str, Given]) -> tuple[tuple[str, Value], ...]:
    """The facts that are given, by name; blank ones are none."""
    anything: object = given
    if not isinstance(anything, Mapping):
        kind = type(anything).__name__
        raise InvalidValueError(
            "wrong-type",
            Wording(
                f"填报项要写成名称到内容的对照，如 {{'项目已完成': '是'}}，不能是 {kind}",
                f"facts are given as a mapping from names, such as {{'finished': True}}, not as a {kind}",
            ),
        )
    read: dict[str, tuple[str, Value]] = {}
    for name, value in anything.items():
        folded = folded_name(name) if isinstance(name, str) else ""
        if not folded:
            raise InvalidValueError(
                "wrong-type",
                Wording(f"填报项的名称要写成文字，不能是 {name!r}", f"the name of a fact is a text, not {name!r}"),
            )
        if folded in read:
            raise InvalidValueError(
                "fact-twice", Wording(f"填报项“{name}”给了两次", f"the fact `{name}` is given twice")
            )
        read[folded] = (name, as_value(value))
    return tuple(one for one in read.values() if not isinstance(one[1], Missing))


@frozen(eq=False)
class Facts(Mapping[str, Value]):
    """Facts by name, from written forms (`"是"`, `"3次"`) or typed values: `Facts({"项目已完成": "是"})`.

    Names compare as the rule language reads them: without spaces, full-width letters as plain ones. A blank value is no
    value: the fact is not given. Raises `InvalidValueError` for anything but a mapping from names, for two names that
    are the same, and for a value of a type that means nothing here (a binary float among them).
    """

    _items: tuple[tuple[str, Value], ...] = field(factory=dict, converter=_read, alias="given")
    _by_name: dict[str, Value] = field(init=False, repr=False)

    @_by_name.default
    def _(self) -> dict[str, Value]:
        return {folded_name(name): value for name, value in self._items}

    def __getitem__(self, name: str) -> Value:
        return self._by_name[folded_name(name)]

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and folded_name(name) in self._by_name

    def __iter__(self) -> Iterator[str]:
        return (name for name, _ in self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __eq__(self, other: object) -> bool:
        return self._by_name == other._by_name if isinstance(other, Facts) else NotImplemented

    def __hash__(self) -> int:
        return hash(frozenset(self._by_name.items()))

    def with_(self, more: Mapping[str, Given]) -> Facts:
        """These facts and others; one of the same name takes the place of the one before, a blank one removes it."""
        added = Facts(more)
        replaced = {folded_name(name) for name in more}
        kept = {name: value for name, value in self.items() if folded_name(name) not in replaced}
        return Facts({**kept, **added})


NO_FACTS: Final = Facts()


def as_facts(given: Mapping[str, Given] | Facts) -> Facts:
    """Facts from what a caller may give; see `Facts`."""
    return given if isinstance(given, Facts) else Facts(given)


def folded_name(name: str) -> str:
    """A name as names compare."""
    return "".join(fold(name).split())

"""A property that is computed when it is first read."""

from __future__ import annotations

from functools import cached_property
from typing import Any, Self, TypeVar, overload

T = TypeVar("T")


class lazily(cached_property[T]):  # noqa: N801 - used as `cached_property` is
    """`functools.cached_property` without the lock that it takes up to CPython 3.11: a row has a dozen of them.

    Two threads may both compute the value; either will do.
    """

    @overload
    def __get__(self, instance: None, owner: type[Any] | None = None) -> Self: ...
    @overload
    def __get__(self, instance: object, owner: type[Any] | None = None) -> T: ...
    def __get__(self, instance: object | None, owner: type[Any] | None = None) -> Self | T:
        if instance is None:
            return self
        found = instance.__dict__[self.func.__name__] = self.func(instance)
        return found

"""Texts kept from one run to the next in the user's cache folder.

Nothing depends on them: what cannot be kept, read or trusted is made again, and nobody is told. A text is believed only
if this user wrote it, nobody else could have changed it, and it is whole. It is data all the same: whoever reads it
parses it, and executes nothing.
"""

from __future__ import annotations

import hashlib
import os
import stat
import sys
import tempfile
from pathlib import Path
from typing import Final

VARIABLE: Final = "PERFEVAL_CACHE"
"""The environment variable that names another folder; empty: nothing is kept."""
MAX_BYTES: Final = 4_000_000
_OPENED: Final = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def folder() -> Path | None:
    """The folder of kept texts, there or not; None where there can be none."""
    named = os.environ.get(VARIABLE)
    if named is not None:
        return Path(named) if named else None
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA", "")
    elif sys.platform == "darwin":
        base = os.path.expanduser("~/Library/Caches")  # noqa: PTH111 - Path.home() raises where there is none
    else:
        base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")  # noqa: PTH111
    return Path(base, "perfeval") if Path(base).is_absolute() else None


def read(name: str) -> str | None:
    """The text kept under a name, None where there is none to be trusted."""
    place = folder()
    if place is None:
        return None
    try:
        with os.fdopen(os.open(place / name, _OPENED), "rb") as file:
            data = file.read(MAX_BYTES) if _is_own(os.fstat(file.fileno())) else b""
        digest, _, kept = data.partition(b"\n")
        return kept.decode("utf-8") if digest == _digest(kept) else None
    except (OSError, ValueError):
        return None


def keep(name: str, text: str) -> None:
    """Keep a text under a name, at once or not at all: whoever reads meanwhile finds the old one or the new one."""
    place = folder()
    if place is None:
        return
    data = text.encode("utf-8")
    try:
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        opened, written = tempfile.mkstemp(dir=place, prefix=name)  # which nobody else can open
        try:
            with os.fdopen(opened, "wb") as file:
                file.write(_digest(data) + b"\n" + data)
            Path(written).replace(place / name)
        except BaseException:
            Path(written).unlink()
            raise
    except (OSError, ValueError):
        return


def _digest(data: bytes) -> bytes:
    return hashlib.sha256(data).hexdigest().encode("ascii")


def _is_own(found: os.stat_result) -> bool:
    """Whether a file can have been written by this user alone. Windows keeps the folder itself from others."""
    if sys.platform == "win32" or not stat.S_ISREG(found.st_mode):
        return stat.S_ISREG(found.st_mode)
    return found.st_uid == os.geteuid() and not found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)

"""The rule files that a command line names: files, folders, names of shipped rule sets."""

from __future__ import annotations

import os
from pathlib import Path

from perfeval.engine.library import SUFFIX, shipped_names
from perfeval.report.unusable import Unusable
from perfeval.wording import Wording


def rule_files(names: tuple[str, ...]) -> tuple[list[str], list[Unusable]]:
    """Every rule file or shipped name meant, once each and in order, and what names nothing."""
    found: dict[str, None] = {}
    unusable = []
    for name in names:
        path = Path(name)
        if path.is_dir():
            inside = _in_folder(path)
            found.update(dict.fromkeys(inside))
            if not inside:
                unusable.append(_empty_folder(name))
        elif path.exists() or name in shipped_names():
            found[name] = None
        else:
            unusable.append(_not_found(name))
    return list(found), unusable


def _in_folder(folder: Path) -> list[str]:
    found = []
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        found += [str(Path(parent, name)) for name in sorted(names) if name.endswith(SUFFIX)]
    return found


def _empty_folder(name: str) -> Unusable:
    return Unusable(
        name,
        "no-rule-files",
        Wording(f"{name}：文件夹里没有规则文件（{SUFFIX}）", f"{name}: the folder holds no rule files ({SUFFIX})"),
    )


def _not_found(name: str) -> Unusable:
    shipped = shipped_names()
    return Unusable(
        name,
        "not-found",
        Wording(
            f"{name}：没有这个文件，也没有叫这个名字的规则集（自带的有：{'、'.join(shipped)}）",
            f"{name}: no such file, and no rule set of that name (shipped are {', '.join(shipped)})",
        ),
    )

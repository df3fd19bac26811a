"""The parser: Lark's LALR(1) with the contextual lexer, made from `grammar/` once a process.

Working the parse table out of the grammar takes Lark longer than most rule sets take to load, so the table is kept from
one run to the next, as JSON, under a name that says what it was made from and by what.
"""

from __future__ import annotations

import functools
import hashlib
import json
import sys
from typing import Any, Final

import lark
from lark import Lark
from lark.grammar import Rule
from lark.lexer import TerminalDef

from perfeval import kept, resources
from perfeval.language.vocabulary import vocabulary

OPTIONS: Final[dict[str, Any]] = {
    "parser": "lalr",
    "lexer": "contextual",
    "propagate_positions": True,
    "maybe_placeholders": False,
}


@functools.cache
def parser() -> Lark:
    """The parser of this version of the language."""
    text = grammar()
    name = _name_of_table(text)
    made = _restored(kept.read(name))
    if made is None:
        made = Lark(text, **OPTIONS)
        kept.keep(name, _table(made))
    return made


def grammar() -> str:
    """The whole grammar, as Lark reads it."""
    folder = resources.folder("grammar")
    return "\n".join(
        [
            folder.joinpath("rules.lark").read_text("utf-8"),
            folder.joinpath("literals.lark").read_text("utf-8"),
            vocabulary().terminals(),
        ]
    )


# ---- the table, from one run to the next ----


def _name_of_table(text: str) -> str:
    """A table is of use to the same grammar and options only, and to the same Lark and Python."""
    made_from = repr((text, sorted(OPTIONS.items()), lark.__version__, sys.version_info[:2]))
    return f"parser-{hashlib.sha256(made_from.encode('utf-8')).hexdigest()[:32]}.json"


def _table(made: Lark) -> str:
    # what Lark.save pickles; a pickle would be a program to run, JSON is only data
    data, memo = made.memo_serialize([TerminalDef, Rule])
    return json.dumps({"data": data, "memo": memo}, ensure_ascii=False, separators=(",", ":"))


def _restored(table: str | None) -> Lark | None:
    if table is None:
        return None
    try:
        read = json.loads(table)
        # what Lark numbers, JSON has under texts
        actions = read["data"]["parser"]["parser"]
        actions["tokens"] = _by_number(actions["tokens"])
        actions["states"] = {state: _by_number(of_state) for state, of_state in _by_number(actions["states"]).items()}
        return Lark.load({"data": read["data"], "memo": _by_number(read["memo"])})
    except Exception:  # whatever is wrong with it, the grammar is still there
        return None


def _by_number(found: dict[str, Any]) -> dict[int, Any]:
    return {int(key): value for key, value in found.items()}

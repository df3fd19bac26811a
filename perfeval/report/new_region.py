"""What the rule file of a new region starts from: its name, its document, its dates; refused where it cannot be so."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final, Literal, TypeAlias

from attrs import frozen

from perfeval.engine.library import shipped_names
from perfeval.engine.ruleset import RuleSet
from perfeval.errors import InvalidValueError
from perfeval.language.excerpt import is_plain_name
from perfeval.language.nodes import InForce
from perfeval.language.tree import Basis
from perfeval.language.vocabulary import vocabulary
from perfeval.wording import Lang, Wording

DOCUMENT_BASES: Final[tuple[Basis, ...]] = ("full_text", "excerpt", "inferred", "recalled")
"""How a document may be known; `our_choice` is for what no document says."""

DateFrom: TypeAlias = Literal["asked", "this year", "parent's first", "parent's dates"]
"""Why the file begins when it does: as asked; 1 January; not before its parent; its parent is no longer in force."""

_DATE: Final = re.compile(r"(\d{4})(?:-(\d{1,2})-(\d{1,2})|年(\d{1,2})月(\d{1,2})日)", re.ASCII)
_LONGEST: Final = 200


@frozen(kw_only=True)
class NewRegion:
    """A region about to get a rule file. Make one with `new_region`."""

    region: str
    name: str
    document: str | None
    basis: Basis | None
    in_force: InForce
    date_from: DateFrom
    words: Lang
    """The vocabulary of the file."""


def new_region(
    parent: RuleSet,
    region: str,
    *,
    name: str | None,
    document: str | None,
    basis: str | None,
    first_day: str | None,
    year: int,
    words: Lang,
) -> NewRegion:
    """Put together what a person has said of the region.

    `basis` is an id or a spelling of the rule language, `first_day` a date as text, `year` the current year. Raises
    `InvalidValueError` where a rule file cannot say what was given.
    """
    region = _quotable("REGION", region)
    if basis is not None and document is None:
        raise InvalidValueError(
            "basis-without-document",
            Wording(
                "写了 --basis 就要用 --document 写明文件名称和文号", "--basis says how --document is known: give both"
            ),
        )
    in_force, date_from = _in_force(parent, None if first_day is None else _date(first_day), year)
    return NewRegion(
        region=region,
        name=_name(parent, region, name),
        document=None if document is None else _quotable("--document", document),
        basis=None if basis is None else _basis(basis),
        in_force=in_force,
        date_from=date_from,
        words=words,
    )


def _quotable(what: str, text: str) -> str:
    """A text that can stand between quotation marks on one line, as it is to be written."""
    text = text.strip()
    if not text or '"' in text or "＂" in text or not all(char.isprintable() or char == "\u3000" for char in text):
        raise InvalidValueError(
            "not-quotable",
            Wording(
                f'{what} 应为一行文字，不能为空，不能有直引号（"）；需要引号时用“”',
                f'{what} must be one line of text, not empty and without straight quotation marks ("); “ ” are allowed',
            ),
        )
    if len(text) > _LONGEST:
        raise InvalidValueError(
            "text-too-long",
            Wording(
                f"{what} 有 {len(text)} 个字，最多 {_LONGEST} 个",
                f"{what} has {len(text)} characters; {_LONGEST} at most",
            ),
        )
    return text


def _name(parent: RuleSet, region: str, asked: str | None) -> str:
    name = region if asked is None else asked
    if not is_plain_name(name):
        raise InvalidValueError(
            "not-a-name",
            Wording(
                f"“{name}”不能作规则集的名称：名称由汉字、字母、数字和 _ 组成，不以数字开头，不是规则语言的关键词。"
                "请用 --name 另给一个，如 --name qingshan",
                f"`{name}` cannot be the name of a rule set: a name consists of letters, digits and _, does not "
                "begin with a digit and is no keyword. Give one with --name, such as --name qingshan",
            ),
        )
    taken = (parent.name, *parent.lineage, *shipped_names())
    if name in taken:
        raise InvalidValueError(
            "name-taken",
            Wording(
                f"已有叫“{name}”的规则集（自带的，或所继承的）。请用 --name 另给一个名称",
                f"there is a rule set called `{name}` already (a shipped one, or an ancestor). Give another name with "
                "--name",
            ),
        )
    return name


def _basis(text: str) -> Basis:
    for basis in DOCUMENT_BASES:
        word = vocabulary().keyword(basis)
        if text.strip().lower() in (basis, word.zh, word.en):
            return basis
    spelled = [vocabulary().keyword(basis).wording for basis in DOCUMENT_BASES]
    raise InvalidValueError(
        "unknown-basis",
        Wording(
            f"--basis 应为 {'、'.join(word.zh for word in spelled)} 之一，给的是“{text}”",
            f"--basis is one of {', '.join(DOCUMENT_BASES)}, not `{text}`",
        ),
    )


def _date(text: str) -> dt.date:
    found = _DATE.fullmatch(text.strip())
    try:
        if found is None:
            raise ValueError
        return dt.date(*(int(part) for part in found.groups() if part is not None))
    except ValueError:
        raise InvalidValueError(
            "not-a-date",
            Wording(
                f"--from 应为一个日期，如 2025-01-01，给的是“{text}”",
                f"--from is a date such as 2025-01-01, not `{text}`",
            ),
        ) from None


def _in_force(parent: RuleSet, asked: dt.date | None, year: int) -> tuple[InForce, DateFrom]:
    theirs = parent.in_force
    if asked is not None:
        if not theirs.covers(asked):
            raise InvalidValueError("parent-not-in-force", _outside(parent, asked))
        return InForce(asked, theirs.last), "asked"
    new_year = dt.date(year, 1, 1)
    if theirs.last is not None and new_year > theirs.last:
        return theirs, "parent's dates"
    if theirs.first is not None and new_year < theirs.first:
        return theirs, "parent's first"
    return InForce(new_year, theirs.last), "this year"


def _outside(parent: RuleSet, asked: dt.date) -> Wording:
    first, last = parent.in_force.first, parent.in_force.last
    zh = (f"自 {first} " if first else "") + (f"至 {last} " if last else "")
    en = " ".join(part for part in (f"from {first}" if first else "", f"until {last}" if last else "") if part)
    return Wording(
        f"--from {asked}：上级规则集“{parent.name}”只{zh}有效。改 --from，或用 --extends 继承当时有效的规则集",
        f"--from {asked}: the parent `{parent.name}` is in force only {en}. Change --from, or let --extends name a "
        "rule set in force on that day",
    )

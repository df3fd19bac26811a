"""Choosing the rule set for a table: in force at the end of its year, made for its region, the most particular."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from attrs import frozen

from perfeval.engine.amount import Unknown
from perfeval.engine.facts import wanted_for_execution
from perfeval.engine.interpret import Interpreter
from perfeval.engine.library import shipped_rules
from perfeval.engine.row import Place
from perfeval.engine.ruleset import RuleSet
from perfeval.engine.table_state import TableState
from perfeval.finding import Code, Finding
from perfeval.language.nodes import TableField
from perfeval.language.traversal import walk
from perfeval.tables.indicator import SelfEvaluation
from perfeval.wording import Wording


@frozen
class Choice:
    """The rule set chosen for a table (None: none is in force), why, and a finding where the choice is uncertain."""

    rules: RuleSet | None
    why: Wording
    finding: Finding | None = None


def choose_rules(
    table: SelfEvaluation, *, region: str | None = None, candidates: Sequence[RuleSet] | None = None
) -> Choice:
    """Choose among rule sets (the shipped ones unless others are given) by date and region.

    The day that decides is 31 December of the table's year. A set that states no dates is used only by name. Of the
    sets that accept the table the one that descends from the others is taken; if that leaves several, or none, the
    national one in force. A set that needs a fact (填报项) to score the budget-execution row is passed over where the
    table does not carry it.
    """
    sets = tuple(candidates) if candidates is not None else shipped_rules()
    dated = [one for one in sets if one.nodes.dated]
    if table.year is None:
        in_force = [one for one in dated if one.in_force.last is None]
        when = Wording("表上没有年度，按现行规则", "the table states no year: rules in force now")
    else:
        day = dt.date(table.year, 12, 31)
        in_force = [one for one in dated if one.in_force.covers(day)]
        when = Wording(f"{table.year}年12月31日施行中", f"in force on {day.isoformat()}")
    year_missing = (
        Finding(
            Code.YEAR_MISSING,
            None,
            Wording(
                "表上没有年度，按现行规则审核", "the table states no year; it is audited by the rules in force now"
            ),
            Wording("在表头补上年度", "add the year to the head of the table"),
        )
        if table.year is None
        else None
    )
    accepting = [one for one in in_force if _accepts(one, table, region)]
    particular = [one for one in accepting if one.nodes.applies is not None]
    passed_over = [one for one in particular if wanted_for_execution(one.nodes, table)]
    particular = [one for one in particular if one not in passed_over]
    leaves = [one for one in particular if not any(one.name in other.lineage for other in particular)]
    if len(leaves) > 1:  # a central unit in a region goes by the rules for its level, not by those of the place
        leaves = [one for one in leaves if _asks_for_level(one)] or leaves
    if len(leaves) == 1:
        chosen = leaves[0]
        why = Wording(
            f"适用于 {chosen.region_condition}，{when.zh}，是符合条件的规则集中最具体的",
            f"it is for {chosen.region_condition}, {when.en}, and the most particular that accepts the table",
        )
        return Choice(chosen, _and_passed_over(why, passed_over, table), year_missing)
    national = [one for one in in_force if one.nodes.applies is None]
    national = [one for one in national if not any(one.name in other.lineage for other in national)]
    if not national:
        return Choice(None, _none(table), year_missing)
    chosen = max(national, key=lambda one: (one.in_force.first or dt.date.min, one.name))
    if not leaves:
        why = Wording(
            f"没有专门适用于该地区的规则集，用全国规则，{when.zh}",
            f"no rule set is made for this region; the national one, {when.en}",
        )
        return Choice(chosen, _and_passed_over(why, passed_over, table), year_missing)
    names = "、".join(one.name for one in leaves)
    why = Wording(
        f"有几个规则集都适用（{names}），无法取舍，改用全国规则",
        f"several rule sets accept the table ({names.replace('、', ', ')}); the national one is used",
    )
    uncertain = Finding(
        Code.RULES_UNCERTAIN, None, why, Wording("用 --rules 指定规则集", "name the rule set with --rules")
    )
    return Choice(chosen, why, uncertain)


def _and_passed_over(why: Wording, passed_over: list[RuleSet], table: SelfEvaluation) -> Wording:
    """The reason, and which sets were not taken since they ask for facts that the table does not carry."""
    for rules in passed_over:
        names = [item.name for item in wanted_for_execution(rules.nodes, table)]
        why = Wording(
            f"{why.zh}；规则集 {rules.name} 要先填报“{'”“'.join(names)}”，没有选用",
            f"{why.en}; rule set {rules.name} asks for {', '.join(names)} first and was passed over",
        )
    return why


def _asks_for_level(rules: RuleSet) -> bool:
    return rules.nodes.applies is not None and any(
        isinstance(one, TableField) and one.id == "budget_level" for one in walk((rules.nodes.applies,), {})
    )


def _accepts(rules: RuleSet, table: SelfEvaluation, region: str | None) -> bool:
    """Whether the header's 适用于 accepts the table; what cannot be said is no."""
    if rules.nodes.applies is None:
        return True
    state = TableState(Place(table, region), rules.day_for(table))
    accepts = Interpreter(rules.nodes, state).truth(rules.nodes.applies)
    return False if isinstance(accepts, Unknown) else accepts


def _none(table: SelfEvaluation) -> Wording:
    return Wording(
        f"没有在 {table.year} 年度施行的规则集，请用 --rules 指定",
        f"no rule set was in force in {table.year}; name one with --rules",
    )


def named(rules: RuleSet, table: SelfEvaluation, *, region: str | None = None) -> Choice:
    """The choice that the caller made by name; a finding where that set was not in force or is made for others."""
    why = Wording("由使用者指定", "named by the user")
    doubts: list[Wording] = []
    if table.year is not None and rules.nodes.dated and not rules.in_force.covers(dt.date(table.year, 12, 31)):
        doubts.append(
            Wording(
                f"在 {table.year}年12月31日并不施行",
                f"was not in force on {table.year}-12-31",
            )
        )
    if not _accepts(rules, table, region):
        place = Place(table, region).region_text
        doubts.append(
            Wording(
                f"适用于“{rules.region_condition}”，而本表的地区、单位是“{place}”",
                f"is for {rules.region_condition}, while this table is of {place or 'an unnamed unit'}",
            )
        )
    if not doubts:
        return Choice(rules, why)
    zh, en = "；".join(one.zh for one in doubts), " and ".join(one.en for one in doubts)
    message = Wording(f"指定的规则集 {rules.name} {zh}", f"the rule set named, {rules.name}, {en}")
    mend = Wording(
        "换用适用的规则集，或不写 --rules 由程序选择", "name another, or leave out --rules and let perfeval choose"
    )
    return Choice(rules, why, Finding(Code.RULES_UNCERTAIN, None, message, mend))

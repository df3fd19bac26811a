"""`perfeval roll-up TABLE…`: the tables of several units combined into one, then scored."""

from __future__ import annotations

from perfeval.cli.language import Verb, current_language
from perfeval.cli.options import FOUND_NOTHING, UNUSABLE_INPUT, format_option, scoring_options, tables_argument
from perfeval.cli.tables_given import FACTS_UNUSED, Given, Run
from perfeval.cli.terminal import surface, write
from perfeval.engine.units import RollUp
from perfeval.errors import PerfevalError
from perfeval.report.as_data import to_json
from perfeval.report.several_as_data import roll_up_as_data
from perfeval.report.units import roll_up_text
from perfeval.report.unusable import Unusable
from perfeval.wording import Wording


def _run(
    tables: tuple[str, ...],
    rules: str | None,
    region: str | None,
    facts: str | None,
    settings: tuple[str, ...],
    form: str,
) -> int:
    lang = current_language()
    run = Run(lang, rules, region, facts, settings, quiet=form == "json")
    given = list(run.each(tables, lambda one: one))
    made = _rolled_up(run, given, region)
    why = given[0].choice.why if given else None
    if form == "json":
        write(to_json(roll_up_as_data(made, why, run.unusable, lang)))
    elif made is not None:
        on = surface()
        write(roll_up_text(made, lang, why=why, width=on.width, colours=on.colours))
    return UNUSABLE_INPUT if run.unusable else FOUND_NOTHING


def _rolled_up(run: Run, given: list[Given], region: str | None) -> RollUp | None:
    """The units combined; None, and told, where that cannot be done."""
    if any(one.code != FACTS_UNUSED for one in run.unusable):
        # A sum without one of its units would be wrong without showing it.
        run.pass_over(
            Unusable(
                "",
                "units-missing",
                Wording("有输入无法使用，没有汇总；改正后重新运行", "some input is not usable, so nothing is combined"),
            )
        )
        return None
    chosen = {one.rules.name: one.rules for one in given}
    if len(chosen) > 1:
        run.pass_over(_differ(given))
        return None
    if not given:
        return None
    try:
        return given[0].rules.roll_up([one.table for one in given], region=region)
    except PerfevalError as error:
        run.pass_over(Unusable.from_error("", error))
        return None


def _differ(given: list[Given]) -> Unusable:
    first: dict[str, str] = {}
    for one in given:
        first.setdefault(one.rules.name, f"{one.table.source}:{one.table.index}")
    zh = "、".join(f"{name}（{where}）" for name, where in first.items())
    en = ", ".join(f"{name} ({where})" for name, where in first.items())
    return Unusable(
        "",
        "rules-differ",
        Wording(
            f"各表适用的规则集不同：{zh}；用 --rules 指定一个", f"the tables fall to different rule sets: {en}; "
            "name one with --rules",
        ),
    )  # fmt: skip


ROLL_UP = Verb(
    "roll-up",
    callback=_run,
    params=[tables_argument(), *scoring_options(), format_option()],
    brief=Wording("汇总各单位的表，再评分", "Combine the tables of several units (汇总) and score the combined one."),
    about=Wording(
        "按规则集的“汇总”：绝对值相加，相对值按金额加权平均，不是数的分别评分后加权平均。"
        "退出状态：0 正常，2 有文件无法使用或不能汇总。",
        "As the rule set's `roll up` says: absolute values are added, relative ones averaged by money, words scored in "
        "every unit and the scores averaged. Exit status: 0 done, 2 some input could not be used or combined.",
    ),
)

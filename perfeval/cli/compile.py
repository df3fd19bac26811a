"""`perfeval compile RULES --show python|columns|general`: the code that is generated for a rule set, to be read."""

from __future__ import annotations

import click

from perfeval.cli.language import Option, Verb, current_language
from perfeval.cli.options import FOUND_NOTHING, UNUSABLE_INPUT, rules_argument
from perfeval.cli.rules_given import rule_files
from perfeval.cli.terminal import complain, show_diagnostics, write
from perfeval.engine.library import load_rules
from perfeval.engine.lowering.listing import Listed, Show, listing
from perfeval.engine.ruleset import RuleSet
from perfeval.errors import PerfevalError, RuleError
from perfeval.wording import Lang, Wording


def _run(rules: tuple[str, ...], show: Show, rule: str | None) -> int:
    lang = current_language()
    names, unusable = rule_files(rules)
    for one in unusable:
        complain(one.message, lang)
    usable = not unusable
    for name in names:
        try:
            loaded = load_rules(name)
            if rule is not None and all(one.name != rule for one in loaded.nodes.rules):
                complain(_no_such_rule(loaded, rule), lang)
                usable = False
                continue
            _write(loaded, listing(loaded, show, only=rule), lang)
        except PerfevalError as error:
            if isinstance(error, RuleError):
                show_diagnostics(error.diagnostics, lang)
            complain(error.wording, lang)
            usable = False
    return FOUND_NOTHING if usable else UNUSABLE_INPUT


def _no_such_rule(loaded: RuleSet, rule: str) -> Wording:
    names = [one.name for one in loaded.nodes.rules]
    return Wording(
        f"规则集 {loaded.name} 没有规则“{rule}”；有：{'、'.join(names)}",
        f"rule set {loaded.name} has no rule `{rule}`; there are: {', '.join(names)}",
    )


def _write(loaded: RuleSet, found: tuple[Listed, ...], lang: Lang) -> None:
    head = Wording(f"# 规则集 {loaded.name}", f"# rule set {loaded.name}")
    if not found:
        head = Wording(
            f"{head.zh}：规则旁没有示例，没有可显示的行", f"{head.en}: no rule has an example to show a row of"
        )
    write(head.render(lang) + "\n")
    for one in found:
        rows = Wording("# 用于的行：", "# for rows like:")
        if one.rows:
            write("\n" + rows.render(lang) + "".join(f"\n#   {row}" for row in one.rows) + "\n")
        write(one.source)


COMPILE = Verb(
    "compile",
    callback=_run,
    params=[
        rules_argument(),
        Option(
            ["--show"],
            type=click.Choice(["python", "columns", "general"]),
            default="python",
            show_default=True,
            about=Wording(
                "python：逐行计算的函数；columns：按列计算的语句；general：能算任何一行的总程序",
                "python: the function for one row; columns: the statements over columns; "
                "general: the one program for any row",
            ),
        ),
        Option(["--rule"], metavar="NAME", about=Wording("只看这条规则的示例", "only for the examples of this rule")),
    ],
    brief=Wording(
        "显示由规则生成的代码：每种行一个函数，注明出自哪条规则、哪一行",
        "Show the code generated from rules, a function for each shape of row.",
    ),
    about=Wording(
        "显示的是各规则示例那样的行所用的代码：数按 0.01 计为整数，得分也按 0.01 分计；每个结果注明规则、文件和行号。"
        "RULES 是规则文件、文件夹或自带规则集的名称。退出状态：0 已显示，2 有文件无法使用。",
        "Shown is the code for rows such as the examples of the rules have: numbers are whole numbers of 0.01, and so "
        "are points; every result names its rule, file and line. RULES is a rule file, a folder or the name of a "
        "shipped rule set. Exit status: 0 shown, 2 some file could not be used.",
    ),
)

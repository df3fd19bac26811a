"""`perfeval test RULES…`: the examples that rule files hold."""

from __future__ import annotations

from collections.abc import Sequence

from perfeval.cli.each_rule_set import for_each_rule_set
from perfeval.cli.language import Option, Verb, current_language
from perfeval.cli.mutants import write_mutants
from perfeval.cli.options import rules_argument
from perfeval.cli.terminal import surface, write
from perfeval.engine.examples import ExampleResult
from perfeval.engine.ruleset import RuleSet
from perfeval.wording import Lang, Wording


def _run(rules: tuple[str, ...], *, show_coverage: bool, mutate: bool) -> int:
    lang = current_language()

    def report(name: str, loaded: RuleSet) -> int:
        failed = _report(name, loaded.test(), lang)
        if show_coverage:
            _report_coverage(name, loaded, lang)
        if mutate:
            write_mutants(name, loaded, lang)
        return failed

    return for_each_rule_set(rules, lang, report)


def _report(name: str, results: Sequence[ExampleResult], lang: Lang) -> int:
    """Write the failures of one rule set and a line for the whole; the number of failures."""
    failures = [result for result in results if not result.passed]
    for result in failures:
        place = f"{result.source}:{result.line}"
        message = Wording(
            f"{place}：规则“{result.rule}”的示例不符：{result.message.zh}",
            f"{place}: example of rule `{result.rule}` fails: {result.message.en}",
        )
        write(message.render(lang) + "\n")
    count = len(results)
    if not results:
        line = Wording(f"{name}：没有示例", f"{name}: no examples")
    elif failures:
        line = Wording(
            f"{name}：{count}个示例，{len(failures)}个不符", f"{name}: {len(failures)} of {count} examples fail"
        )
    else:
        line = Wording(f"{name}：{count}个示例全部相符", f"{name}: {_all(count)}")
    write(line.render(lang) + "\n")
    return len(failures)


def _report_coverage(name: str, rules: RuleSet, lang: Lang) -> None:
    from perfeval.analysis.coverage import coverage
    from perfeval.report.coverage import coverage_lines

    lines = coverage_lines(coverage(rules), name, lang, surface().width)
    write("".join(f"{line}\n" for line in lines))


def _all(count: int) -> str:
    return "its one example holds" if count == 1 else f"all {count} examples hold"


TEST = Verb(
    "test",
    callback=_run,
    params=[
        rules_argument(),
        Option(
            ["--coverage", "show_coverage"],
            is_flag=True,
            about=Wording(
                "列出示例覆盖了哪些情形、界限的哪些侧（低于、等于、高于），缺少的可以补哪一行",
                "show which cases the examples take, on which sides of every boundary they stand (below, on, above), "
                "and rows that would add what is missing",
            ),
        ),
        Option(
            ["--mutate"],
            is_flag=True,
            about=Wording(
                "把规则逐处略作改动，列出示例没有发现的改动和可补的示例（不影响退出状态）",
                "change the rules a little, one place at a time: list the changes that no example notices, with the "
                "examples to add (the exit status does not depend on it)",
            ),
        ),
    ],
    brief=Wording("运行规则文件里的示例", "Run the examples (示例) in rule files."),
    about=Wording(
        "RULES 是规则文件、文件夹或自带规则集的名称。退出状态：0 全部相符，1 有不符，2 有文件无法使用。",
        "RULES is a rule file, a folder or the name of a shipped rule set. Exit status: 0 all hold, 1 some fail, "
        "2 some file could not be used.",
    ),
)

"""`perfeval test RULES…`: the examples that rule files hold."""

from __future__ import annotations

from collections.abc import Sequence

from perfeval.cli.language import Verb, current_language
from perfeval.cli.options import FOUND_ERRORS, FOUND_NOTHING, UNUSABLE_INPUT, rules_argument
from perfeval.cli.rules_given import rule_files
from perfeval.cli.tables_given import internal_error, show_traceback
from perfeval.cli.terminal import complain, show_diagnostics, write
from perfeval.engine.examples import ExampleResult
from perfeval.engine.library import load_rules
from perfeval.errors import PerfevalError, RuleError
from perfeval.wording import Lang, Wording, verbatim


def _run(rules: tuple[str, ...]) -> int:
    lang = current_language()
    names, unusable = rule_files(rules)
    for one in unusable:
        complain(one.message, lang)
    usable = not unusable
    failed = 0
    for name in names:
        try:
            results = load_rules(name).test()
        except PerfevalError as error:
            if isinstance(error, RuleError):
                show_diagnostics(error.diagnostics, lang)
            complain(error.wording, lang)
            usable = False
        except Exception as error:
            show_traceback(error)
            complain(internal_error(verbatim(name), error), lang)
            usable = False
        else:
            failed += _report(name, results, lang)
    if not usable:
        return UNUSABLE_INPUT
    return FOUND_ERRORS if failed else FOUND_NOTHING


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


def _all(count: int) -> str:
    return "its one example holds" if count == 1 else f"all {count} examples hold"


TEST = Verb(
    "test",
    callback=_run,
    params=[rules_argument()],
    brief=Wording("运行规则文件里的示例", "Run the examples (示例) in rule files."),
    about=Wording(
        "RULES 是规则文件、文件夹或自带规则集的名称。退出状态：0 全部相符，1 有不符，2 有文件无法使用。",
        "RULES is a rule file, a folder or the name of a shipped rule set. Exit status: 0 all hold, 1 some fail, "
        "2 some file could not be used.",
    ),
)

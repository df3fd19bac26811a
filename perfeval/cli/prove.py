"""`perfeval prove RULES…`: what is true of every row that a rule set can meet."""

from __future__ import annotations

from perfeval.cli.language import Option, Verb, current_language
from perfeval.cli.options import FOUND_ERRORS, FOUND_NOTHING, UNUSABLE_INPUT, rules_argument
from perfeval.cli.rules_given import rule_files
from perfeval.cli.tables_given import internal_error, show_traceback
from perfeval.cli.terminal import complain, show_diagnostics, write
from perfeval.errors import PerfevalError, RuleError
from perfeval.wording import Wording, verbatim


def _run(rules: tuple[str, ...], *, show_jumps: bool) -> int:
    from perfeval.analysis.proving import prove
    from perfeval.engine.library import load_rules
    from perfeval.report.proof import jump_lines, proof_lines

    lang = current_language()
    names, unusable = rule_files(rules)
    for one in unusable:
        complain(one.message, lang)
    usable, refuted = not unusable, 0
    for name in names:
        try:
            proof = prove(load_rules(name))
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
            refuted += len(proof.of("refuted"))
            lines = [*proof_lines(proof, name), *(jump_lines(proof.jumps) if show_jumps else ())]
            write("".join(line.render(lang) + "\n" for line in lines))
    if not usable:
        return UNUSABLE_INPUT
    return FOUND_ERRORS if refuted else FOUND_NOTHING


PROVE = Verb(
    "prove",
    callback=_run,
    params=[
        rules_argument(),
        Option(
            ["--jumps", "show_jumps"],
            is_flag=True,
            about=Wording("列出每一处跳变的位置和大小", "list every jump with its place and size"),
        ),
    ],
    brief=Wording(
        "证明规则对每一个数都成立，或举出反例", "Prove what rules do for every figure, or show a row that refutes it."
    ),
    about=Wording(
        "RULES 是规则文件、文件夹或自带规则集的名称。逐条规则，以其示例的行为样本，"
        "让完成值（或执行数、填报项）取遍从 0 起的所有数。"
        "退出状态：0 没有不成立的，1 有反例，2 有文件无法使用。",
        "RULES is a rule file, a folder or the name of a shipped rule set. Every rule is looked at on the rows of its "
        "examples, while the actual value (or the expenditure, or a fact) runs over all numbers from 0 up. "
        "Exit status: 0 nothing refuted, 1 something is, 2 some file could not be used.",
    ),
)

"""`perfeval prove RULES…`: what is true of every row that a rule set can meet."""

from __future__ import annotations

from perfeval.cli.each_rule_set import for_each_rule_set
from perfeval.cli.language import Option, Verb, current_language
from perfeval.cli.options import UNUSABLE_INPUT, rules_argument
from perfeval.cli.terminal import complain, write
from perfeval.engine.ruleset import RuleSet
from perfeval.errors import MissingExtraError
from perfeval.wording import Wording


def _run(rules: tuple[str, ...], *, show_jumps: bool, any_size: bool) -> int:
    from perfeval.analysis.proving import prove
    from perfeval.report.proof import any_size_lines, jump_lines, proof_lines

    lang = current_language()
    lacking = _lacking() if any_size else None

    def report(name: str, loaded: RuleSet) -> int:
        proof = prove(loaded)
        lines = [*proof_lines(proof, name), *(jump_lines(proof.jumps) if show_jumps else ())]
        refuted = len(proof.of("refuted")) + len(proof.of_table("refuted"))
        if any_size and lacking is None:
            from perfeval.analysis.any_size import prove_any_size

            verdicts = prove_any_size(loaded)
            lines += any_size_lines(verdicts, name)
            refuted += sum(one.answer == "refuted" for one in verdicts)
        write("".join(line.render(lang) + "\n" for line in lines))
        return refuted

    status = for_each_rule_set(rules, lang, report)
    if lacking is None:
        return status
    complain(lacking, lang)
    return UNUSABLE_INPUT


def _lacking() -> Wording | None:
    """Why figures cannot be left open all at once, where z3 is missing."""
    from perfeval.analysis.solver import expect_z3

    try:
        expect_z3("--any-size")
    except MissingExtraError as error:
        return error.wording
    return None


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
        Option(
            ["--any-size", "any_size"],
            is_flag=True,
            about=Wording(
                "再让指标值（预算数）、满分、完成值和填报项同时取遍各数（需要 perfeval[smt]）",
                "then let targets (budgets), full marks, actual values and facts run over all numbers at once "
                "(needs perfeval[smt])",
            ),
        ),
    ],
    brief=Wording(
        "证明规则对每一个数都成立，或举出反例", "Prove what rules do for every figure, or show a row that refutes it."
    ),
    about=Wording(
        "RULES 是规则文件、文件夹或自带规则集的名称。逐条规则，以其示例的行为样本，"
        "让完成值（或执行数、填报项）取遍从 0 起的所有数。"
        "退出状态：0 没有不成立的，1 有反例，2 有文件无法使用，或没有安装 --any-size 所需的 z3。",
        "RULES is a rule file, a folder or the name of a shipped rule set. Every rule is looked at on the rows of its "
        "examples, while the actual value (or the expenditure, or a fact) runs over all numbers from 0 up. "
        "Exit status: 0 nothing refuted, 1 something is, 2 some file could not be used, or z3 is not installed, which "
        "--any-size needs.",
    ),
)

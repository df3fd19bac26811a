"""The shape of a block: which clause may follow which, cases that can never be met, conditions that never vary."""

from __future__ import annotations

from attrs import define, field

from perfeval.language import nodes, tree, types
from perfeval.language.bands import Reach, check_bands, left_over
from perfeval.language.line import region, truth
from perfeval.language.problems import Problems
from perfeval.language.types import Plain
from perfeval.wording import Wording


@define
class Shape:
    """Checks the clauses of one rule, total or grades as a whole."""

    kind: str
    problems: Problems
    clauses: tuple[tree.Clause, ...]
    cases: list[tuple[nodes.Case, tree.Clause]] = field(factory=list)
    """The cases in order, each with the clause that it was written as."""
    incomplete: bool = False
    """Part of the block could not be parsed: do not complain of what may have stood there."""
    reach: Reach | None = None
    _open_bands: list[tree.Clause] = field(factory=list)
    """Bands whose last one is missing, as has been said."""

    def check(self) -> None:
        """Report what is wrong with the block as a whole."""
        written = [one for one in self.clauses if isinstance(one.action, tree.Award | tree.NotScored | tree.Bands)]
        self._check_last_case(written)
        self._check_order()
        if len(written) > 1:
            self._check_guards()
        self._check_dead_cases()
        for index, (case, clause) in enumerate(self.cases):
            if isinstance(case.body, nodes.Bands) and isinstance(clause.action, tree.Bands):
                if self.incomplete or any(clause is one for one in self._open_bands):
                    continue
                earlier = [before for before, _ in self.cases[:index]]
                if not self.problems.has_error_in(clause.action.span):
                    check_bands(case.body, clause.action, earlier, self.problems, self.reach)

    def _check_last_case(self, cases: list[tree.Clause]) -> None:
        last = len(cases) - 1
        for index, clause in enumerate(cases):
            if clause.otherwise and index != last:
                self._error(
                    "otherwise-not-last",
                    clause,
                    Wording("“否则”必须是最后一种情形。", "`otherwise` must be the last case"),
                    Wording("把这一行移到各个“当 … 得 …”之后", "move this line below every `when … award …`"),
                )
            elif clause.otherwise and last == 0 and not self.incomplete:
                self._error(
                    "otherwise-alone",
                    clause,
                    Wording("“否则”前面没有“当 …”。", "there is no `when` before this `otherwise`"),
                    Wording("只有一种情形时直接写“得 …”", "with a single case simply write `award …`"),
                )
            elif isinstance(clause.action, tree.Bands) and index == last - 1 and self._ends_bands(clause, cases[-1]):
                self._otherwise_in_bands(clause, cases[-1])
            elif clause.guard is None and not clause.otherwise and last > 0:
                self._needs_otherwise(clause, is_last=index == last)
        if cases and cases[-1].guard is not None and not any(one.otherwise for one in self.clauses):
            self._no_otherwise(cases[-1])

    @staticmethod
    def _ends_bands(clause: tree.Clause, final: tree.Clause) -> bool:
        """Whether an `otherwise` follows bands that have no condition, as if it were the last of them."""
        return clause.guard is None and final.otherwise and isinstance(final.action, tree.Award)

    def _otherwise_in_bands(self, clause: tree.Clause, final: tree.Clause) -> None:
        bands = next((case.body for case, one in self.cases if one is clause), None)
        is_alone = len(self.cases) == 2  # else an earlier case may have what the bands leave
        rest = left_over(bands) if isinstance(bands, nodes.Bands) and is_alone else None
        text = " ".join(self.problems.source.slice(final.action.span).split())
        self._open_bands.append(clause)
        self._error(
            "otherwise-in-bands",
            final,
            Wording(
                "分档里不用“否则”，最后一档也写成比较。", "bands have no `otherwise`: the last is a comparison too"
            ),
            Wording(f"{rest.zh}  {text}", f"{rest.en}  {text}")
            if rest is not None
            else Wording(
                f"删去它；若还有它要管的情形，写成一档，如 < 60%  {text}",
                f"remove it; what is left over, if anything, is a band: such as < 60%  {text}",
            ),
        )

    def _needs_otherwise(self, clause: tree.Clause, *, is_last: bool) -> None:
        text = " ".join(self.problems.source.slice(clause.span).split())
        shown = text if len(text) <= 30 else text[:28] + "…"
        self._error(
            "needs-otherwise",
            clause,
            Wording(
                "这里有几种情形：最后一种要写“否则”，其余要写“当”，否则会被误读为另外再得分。",
                "there are several cases: the last says `otherwise` and the others `when`",
            ),
            Wording(f"否则  {shown}", f"otherwise {shown}")
            if is_last
            else Wording(f"当 …  {shown}；若是另一条规则，写上“规则 名称”", f"when … {shown}; or begin a new rule"),
        )

    def _no_otherwise(self, final: tree.Clause) -> None:
        if self.incomplete or self.kind != "rule":
            return
        self.problems.warning(
            "no-otherwise",
            final.span,
            Wording(
                "这条规则没有“否则”：不符合任何一种情形的指标评不出分。",
                "this rule has no `otherwise`: rows that meet no case stay without a score",
            ),
            Wording("补上：否则 得 0分（或应得的分数）", "add: otherwise award 0 points (or what is meant)"),
        )

    def _check_order(self) -> None:
        adjusted: tree.Clause | None = None
        for clause in self.clauses:
            match clause.action:
                case tree.Award() | tree.NotScored() | tree.Bands() if adjusted is not None:
                    line = self.problems.source.line_of(adjusted.span.start)
                    self._error(
                        "award-after-adjustment",
                        clause,
                        Wording(
                            "“得”要写在扣分、加分、封顶、舍入之前。", "awards come before deductions, caps and rounding"
                        ),
                        Wording(f"把这一句移到第 {line} 行之前", f"move this clause above line {line}"),
                    )
                case tree.Steps() | tree.Adjust() | tree.Cap() | tree.Floor() | tree.Round():
                    adjusted = adjusted or clause
                case _:
                    pass

    def _check_guards(self) -> None:
        for clause in self.clauses:
            is_adjustment = isinstance(clause.action, tree.Steps | tree.Adjust)
            if is_adjustment and clause.guard is None and not clause.otherwise:
                self._error(
                    "unguarded-adjustment",
                    clause,
                    Wording(
                        "这里有几种情形，扣分（加分）要写明在什么情况下才扣（加）。",
                        "there are several cases: a deduction or addition must say when it applies",
                    ),
                    Wording("在前面写条件：当 …，扣 …", "begin it with a condition: when … deduct …"),
                )

    def _check_dead_cases(self) -> None:
        for index, (case, clause) in enumerate(self.cases):
            if case.guard is None or case.guard.type is Plain.BROKEN:
                continue
            before = next((one for one in self.cases[:index] if _covers(one[0].guard, case.guard)), None)
            if before is not None:
                line = self.problems.source.line_of(before[1].span.start)
                self.problems.warning(
                    "dead-case",
                    clause.span,
                    Wording(
                        f"这一种情形永远轮不到：第 {line} 行已经包括了它。",
                        f"this case is never reached: line {line} already covers it",
                    ),
                    Wording(
                        "删去它；若要分档，把要求高（范围小）的写在前面",
                        "remove it, or put the stricter condition first",
                    ),
                )

    def _error(self, code: str, node: tree.Node, message: Wording, mend: Wording | None = None) -> None:
        self.problems.error(code, node.span, message, mend)


def _covers(earlier: nodes.Expression | None, later: nodes.Expression) -> bool:
    """Whether the earlier condition holds wherever the later one does, as far as that can be seen at once."""
    if earlier is None:
        return False
    if earlier == later:
        return True
    one, other = region(earlier), region(later)
    return one is not None and other is not None and one[0] == other[0] and other[1].within(one[1])


def check_constant(guard: nodes.Expression | None, node: tree.Expression | None, problems: Problems) -> None:
    """Warn of a condition whose answer does not depend on the data."""
    if guard is None or node is None or problems.has_error_in(node.span):
        return
    always = truth(guard)
    if always is None:
        return
    problems.warning(
        "constant-condition",
        node.span,
        Wording("这个条件永远成立。", "this condition always holds")
        if always
        else Wording("这个条件永远不成立，这一句不起作用。", "this condition never holds: the clause has no effect"),
        Wording(
            "去掉“当 …”，或换成要看的量，如 完成率 < 60%",
            "leave out the condition, or ask for what varies: completion < 60%",
        )
        if always
        else Wording(
            "检查名称、比较号和数字是否写反", "check whether a name, a sign or a figure is the wrong way round"
        ),
    )


def check_flags(clauses: tuple[tree.Clause, ...], problems: Problems) -> None:
    """A hint without a condition would be given for every row."""
    for index, clause in enumerate(clauses):
        if not isinstance(clause.action, tree.Flag) or clause.guard is not None or clause.otherwise:
            continue
        message = problems.source.slice(clause.action.message.span)
        own = Wording(f"当 …，提示 {message}", f"when … flag {message}")
        before = clauses[index - 1].action if index else None
        if isinstance(before, tree.Require) and before.message is None:
            duty = " ".join(problems.source.slice(before.condition.span).split())
            own = Wording(
                f"若是说明上一句，不写“提示”：应当 {duty} {message}；若是另一条提示，写明条件：{own.zh}",
                f"to say why, leave out `flag`: require {duty} {message}; for a hint of its own: {own.en}",
            )
        problems.error(
            "flag-without-condition",
            clause.span,
            Wording("这条提示没有写条件，会对每一行都提示。", "this flag has no condition: every row would be flagged"),
            own,
        )


def check_part_step(steps: tree.Steps, quantity: nodes.Expression, size: nodes.Expression, problems: Problems) -> None:
    """What a part step costs must be said, but where whole things are counted one by one."""
    counts_whole = quantity.type in (types.TALLY, types.DAYS)
    is_one = isinstance(size, nodes.Constant) and size.value == 1
    if counts_whole and (is_one or not types.comparable(quantity.type, size.type)):
        return
    if steps.part is not None or Plain.BROKEN in (quantity.type, size.type):
        return
    mend = Wording(
        "补上 尾数不计（不扣）、尾数进一（扣满）或 尾数按比例",
        "add `whole steps` (nothing), `started steps` (a whole one) or `pro rata` (its share)",
    )
    if quantity.type == types.ROW and size.type == types.DAYS:
        are_dates = Wording(
            "比的是日期时，在“适用于”里写明：适用于 … 且 指标值 为 日期 且 完成值 为 日期",
            "where dates are compared the rule says so: for … and target is date and actual is date",
        )
        also = (
            Wording(f"；或{mend.zh}", f"; or {mend.en}") if is_one else Wording(f"；再{mend.zh}", f"; then {mend.en}")
        )
        mend = Wording(are_dates.zh + also.zh, are_dates.en + also.en)
    problems.error(
        "part-step-unsaid",
        steps.span,
        Wording("没有写明不足一个步长时怎么办。", "what a part step costs is not said"),
        mend,
    )

"""Choices that the documents leave open and a rule set must make: sources, zeros, scores past 0 and full marks.

What is not said has no built-in answer. These are warnings: a row that falls into the gap stays undecided or is scored
as written, and the report says so.
"""

from __future__ import annotations

from typing import Final

from perfeval.diagnostic import Span
from perfeval.language import nodes, types
from perfeval.language.by_rule import uses_by_name
from perfeval.language.in_force import covers
from perfeval.language.inherit import Layer
from perfeval.language.known import Key, Keys, Known
from perfeval.language.limits import is_not_negative, may_pass_full
from perfeval.language.traversal import expressions_of, in_change, walk
from perfeval.language.zero_divisors import message, zero_divisors
from perfeval.wording import Wording

MOST_BEFORE: Final = 200
"""How many of the rules before one are looked at: no document has so many, and a long file must not take hours."""


def check_choices(own: Layer, rules: tuple[nodes.Rule, ...], total: nodes.TableBlock, keys: Keys) -> None:
    """Warn of choices that the rule set's own text leaves open; not while it has errors, which come first."""
    if own.file.lost or own.problems.errors:
        return
    _check_cited(own)
    reaching = _Reaching(rules, keys)
    for place, rule in enumerate(rules):
        if rule.ruleset == own.name:
            _Block(own, rule, reaching.of(place)).check()
    if total.written is not None and total.written.source == own.source:
        _Block(own, total, Known(keys)).check()
        _check_total_rounded(own, total, keys)


class _Reaching:
    """What is known of the rows that a rule is applied to: they satisfy its `for`, and no rule before it took them."""

    def __init__(self, rules: tuple[nodes.Rule, ...], keys: Keys) -> None:
        self._rules = rules
        self._keys = keys
        self._users: dict[str, list[int]] = {}
        if all(rule.selector is not None for rule in rules):
            return  # none is a formula only
        for place, rule in enumerate(rules):
            if rule.selector is not None:
                for name in {use.rule for use in uses_by_name(expressions_of(rule), keys.variables)}:
                    self._users.setdefault(name, []).append(place)

    def of(self, place: int) -> Known:
        """A rule without `for` is used as a formula by others: it sees the rows that all of them see."""
        rule, known = self._rules[place], Known(self._keys)
        if rule.selector is None:
            common = [self.of(user).constraints for user in self._users.get(rule.name, ())]
            return Known(self._keys, frozenset.intersection(*common)) if common else known
        known = known.given(rule.selector)
        for before in self._rules[max(0, place - MOST_BEFORE) : place]:
            if before.selector is not None and covers(before.in_force, rule.in_force):
                known = known.past(before.selector)
        return known


def _check_cited(own: Layer) -> None:
    header = own.file.header
    if header is None or header.cites or (own.file.blocks and all(block.cites for block in own.file.blocks)):
        return
    own.problems.warning(
        "nothing-cited",
        header.name.span,
        Wording("没有写依据：得分拿不出出处。", "nothing is cited: no score could show what it rests on"),
        Wording(
            '写上文件、文号、条款和依据程度：依据 "…〔2020〕10号《…》" "第十六条" 原文（节录、推定、待核、自定）',
            'cite document, number, article and basis: cite "…〔2020〕10号《…》" "第十六条" full text (or excerpt, '
            "inferred, recalled, our choice)",
        ),
    )


def _check_total_rounded(own: Layer, total: nodes.TableBlock, keys: Keys) -> None:
    """A product or quotient has more decimals than the scores, and the header's rounding does not touch the total."""
    if any(isinstance(one.change, nodes.Round) for one in total.adjustments) or total.written is None:
        return
    for expression in expressions_of(total):
        inside = [*walk((expression,), keys.variables)]
        if any(isinstance(one, nodes.Rounded) for one in inside) or expression.type != types.POINTS:
            continue
        if any(_makes_decimals(one) for one in inside):
            own.problems.warning(
                "total-rounding-unsaid",
                expression.written.span if expression.written.source == own.source else total.written.span,
                Wording(
                    "总分经过乘除，没有写保留几位小数；规则集开头的舍入只管各行得分。",
                    "the total is multiplied or divided, and its rounding is not said: the header's is for the rows",
                ),
                Wording("在总分里写：四舍五入 到 0.01分", "write into the total: round half up to 0.01 points"),
            )
            return


def _makes_decimals(node: nodes.Expression) -> bool:
    match node:
        case nodes.Arithmetic("*" | "/", nodes.Constant(), nodes.Constant()):
            return False
        case nodes.Arithmetic("*" | "/") | nodes.Function("sqrt" | "ln" | "exp" | "power"):
            return True
        case _:
            return False


class _Block:
    """Checks one rule, or the total, of the rule set's own text."""

    def __init__(self, own: Layer, block: nodes.Rule | nodes.TableBlock, known: Known) -> None:
        self._own = own
        self._block = block
        self._known = known
        self._below = False
        """Whether some award may lie below 0."""
        self._above = False
        """Whether some award may lie above full marks."""
        self._said: set[Key] = set()

    def check(self) -> None:
        if isinstance(self._block, nodes.Rule) and self._block.selector is not None:
            self._zeros(self._block.selector, self._known)
        known = self._known
        for case in self._block.cases:
            if case.guard is not None:
                self._zeros(case.guard, known)
            self._body(case.body, known.given(case.guard))
            known = known.given(case.guard, holds=False)
        for adjustment in self._block.adjustments:
            if adjustment.guard is not None:
                self._zeros(adjustment.guard, self._known)
            for one in in_change(adjustment.change):
                self._zeros(one, self._known.given(adjustment.guard))
        if isinstance(self._block, nodes.Rule):
            _check_limits(self._own, self._block, self._place(), below=self._below, above=self._above)
        else:
            _check_limits(self._own, self._block, self._place(), below=False, above=False)

    def _place(self) -> Span:
        written = self._block.written
        assert written is not None  # noqa: S101 - a block of the file's own text
        block = next((one for one in self._own.file.blocks if one.span == written.span), None)
        return block.name.span if block is not None and block.name is not None else written.span

    def _body(self, body: nodes.Body, known: Known) -> None:
        match body:
            case nodes.PointsAward() | nodes.RangeAward():
                self._award(body, known)
            case nodes.Bands(quantity, bands):
                self._zeros(quantity, known)
                for band in bands:
                    self._award(band.award, known.in_band(quantity, band))
            case nodes.NotScored():
                pass

    def _award(self, award: nodes.Award, known: Known) -> None:
        match award:
            case nodes.PointsAward(amount):
                ends = [amount]
            case nodes.RangeAward(low, high, default=default):
                ends = [low, high] if default is None else [low, high, default]
        for end in ends:
            self._zeros(end, known)
            self._below |= not is_not_negative(end, known)
            self._above |= may_pass_full(end, known)

    def _zeros(self, node: nodes.Expression, known: Known) -> None:
        for one in zero_divisors(node, known, self._own.source, node.written.span):
            key = known.key(one.by)
            if key in self._said:
                continue
            self._said.add(key)
            self._own.problems.warning("zero-unsaid", one.span, *message(one))


def _check_limits(own: Layer, block: nodes.Rule | nodes.TableBlock, at: Span, *, below: bool, above: bool) -> None:
    """Warn where a score may leave [0, full marks] and no floor or cap is said."""
    for adjustment in block.adjustments:
        match adjustment.change:
            case nodes.Steps(direction="deduct") | nodes.Adjust(direction="deduct"):
                below = True
            case nodes.Steps(direction="add", limit=None):
                above = True
            case nodes.Floor() if adjustment.guard is None:
                below = False
            case nodes.Cap() if adjustment.guard is None:
                above = False
            case _:
                pass
    of_rule = isinstance(block, nodes.Rule)
    if below:
        own.problems.warning(
            "floor-unsaid",
            at,
            Wording("得分可能低于 0，没有写扣到多少为止。", "the score may fall below 0, and no floor is said"),
            Wording("写 扣完为止（或 保底 …分）；各条规则都适用时写在规则集开头",
                    "write `down to zero` (or floor …); in the header where it holds for every rule")
            if of_rule
            else Wording("在总分里写 扣完为止", "write `down to zero` into the total"),
        )  # fmt: skip
    if above:
        own.problems.warning(
            "cap-unsaid",
            at,
            Wording("得分可能超过满分，没有写最高多少。", "the score may pass full marks, and no cap is said"),
            Wording("写 封顶 满分（允许加分的写 封顶 满分 × 120%）；各条规则都适用时写在规则集开头",
                    "write `cap full` (with a bonus: cap full * 120%); in the header where it holds for every rule")
            if of_rule
            else Wording("在总分里写 封顶 100分", "write `cap 100 points` into the total"),
        )  # fmt: skip

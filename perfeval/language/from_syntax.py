"""Syntax tree → typed rule set: inheritance merged, names resolved, everything checked.

Nothing is thrown: what is wrong is collected as diagnostics, and a typed rule set is made only when there is no error.
"""

from __future__ import annotations

from typing import Literal, cast

from attrs import frozen

from perfeval.diagnostic import Diagnostic, Level, SourceText, Span
from perfeval.language import nodes, tree, types
from perfeval.language.block_reader import BlockReader, citations
from perfeval.language.by_rule import check_by
from perfeval.language.choices import check_choices
from perfeval.language.clauses import ClauseReader
from perfeval.language.examples import read_example
from perfeval.language.in_force import check_dates, covers, in_force
from perfeval.language.infer import Inference
from perfeval.language.inherit import Layer, Library, Merged, chain, merge
from perfeval.language.inputs import read_inputs
from perfeval.language.known import Keys
from perfeval.language.names import check_names
from perfeval.language.problems import Problems
from perfeval.language.scales import check_grade_words, read_scales
from perfeval.language.scope import RESTATABLE, Scope
from perfeval.language.traversal import expressions_of
from perfeval.language.types import Plain
from perfeval.language.variables import Variables
from perfeval.wording import Wording


@frozen
class Checked:
    """The result of checking a rule text: all diagnostics, and the typed rule set when none of them is an error."""

    ruleset: nodes.RuleSetNodes | None
    diagnostics: tuple[Diagnostic, ...]


def check(source: SourceText, library: Library, known: tuple[str, ...] = ()) -> Checked:
    """Check a rule text together with its ancestors, which `library` finds by name or title."""
    problems = Problems(source)
    layers = chain(source, problems, library, known)
    if not layers:
        return Checked(None, problems.in_order())
    ruleset = _Elaboration(merge(layers)).ruleset()
    inherited = tuple(one for layer in layers[1:] for one in layer.problems.errors)
    diagnostics = (*problems.in_order(), *inherited)
    has_errors = any(one.level is Level.ERROR for one in diagnostics)
    return Checked(None if has_errors else ruleset, diagnostics)


class _Elaboration:
    """Elaborates one merged rule set."""

    def __init__(self, merged: Merged) -> None:
        self._merged = merged
        self._variables = Variables(merged, self._inference)
        known_rules = self._known_rules()
        self._infer = {
            id(layer): Inference(layer.source, self._variables.resolve, self._variables.known_names, known_rules)
            for layer in merged.layers
        }

    def _inference(self, layer: Layer) -> Inference:
        return self._infer[id(layer)]

    # ---- the whole ----

    def ruleset(self) -> nodes.RuleSetNodes:
        own = self._merged.own
        for layer in self._merged.layers:
            check_names(layer)
        inputs = read_inputs(self._merged, self._inference)
        scales = read_scales(self._merged)
        self._variables.define_all()
        applies, dates = self._header()
        unsigned = self._unsigned()
        closing = self._closing()
        blocks = BlockReader(self._merged, self._inference, self._variables, closing)
        rules, audits = blocks.rules(), blocks.audits()
        total = blocks.total()
        grades = blocks.grades(total, rules)
        blocks.check_used({name for one in self._infer.values() for name in one.used_rules})
        keys = Keys(self._variables.definitions)
        blocks.check_reached(rules, keys)
        tables = (total,) if grades is None else (total, grades)
        elsewhere = tuple(one for block in (*audits, *tables) for one in expressions_of(block))
        if grades is not None:
            check_grade_words(grades, scales, self._merged.layers)
        check_by(rules, elsewhere, self._variables.definitions, self._merged.layers)
        self._check_rounding(rules, closing)
        examples = tuple(
            read_example(example, self._inference(own), Scope(own.problems, "row"), "rule")
            for example in own.file.examples
        )
        self._variables.check_never_used()
        check_choices(own, rules, total, keys)
        header = own.file.header
        return nodes.RuleSetNodes(
            own.name,
            (header.title if header and header.title else own.name),
            tuple(layer.name for layer in self._merged.layers[1:]),
            citations(header.cites if header else ()),
            dates,
            header is not None and header.effective is not None,
            applies,
            unsigned,
            self._variables.definitions,
            RESTATABLE & set(self._merged.lets),
            rules,
            audits,
            total,
            grades,
            examples,
            own.source,
            inputs,
            scales,
            self._roll_up(),
        )

    def _known_rules(self) -> tuple[str, ...] | None:
        if self._merged.is_orphan or any(layer.file.lost for layer in self._merged.layers):
            return None
        return tuple(block.name.text for block, _ in self._merged.blocks if block.kind == "rule" and block.name)

    def _roll_up(self) -> nodes.Expression | None:
        if self._merged.roll_up is None:
            return None
        node, layer = self._merged.roll_up
        made = self._inference(layer).expression(node, Scope(layer.problems, "table"))
        if made.type not in (types.MONEY, Plain.BROKEN):
            layer.problems.error(
                "type-mismatch",
                node.span,
                Wording("相对值要按金额加权。", "ratios are weighted by an amount of money"),
                Wording("如 汇总 相对值加权按 全年预算数", "such as roll up ratios weighted by revised_budget"),
            )
        return made

    # ---- header ----

    def _header(self) -> tuple[nodes.Expression | None, nodes.InForce]:
        own = self._merged.own
        header = own.file.header
        if header is None:
            return None, nodes.ALWAYS
        applies = None
        if header.applies is not None:
            applies = self._inference(own).condition(header.applies, Scope(own.problems, "selection"))
        check_dates(header.effective, own.problems)
        dates = in_force(header.effective)
        if header.effective is not None:
            self._check_parent_in_force(header, dates)
        return applies, dates

    def _check_parent_in_force(self, header: tree.Header, dates: nodes.InForce) -> None:
        parent = self._merged.layers[1].file.header if len(self._merged.layers) > 1 else None
        if header.extends is None or parent is None or parent.effective is None:
            return
        theirs = in_force(parent.effective)
        if covers(theirs, dates) or self._merged.own.problems.has_error_in(header.span):
            return
        from_zh, from_en = (f"自 {theirs.first} ", f" from {theirs.first}") if theirs.first else ("", "")
        to_zh, to_en = (f"至 {theirs.last} ", f" until {theirs.last}") if theirs.last else ("", "")
        self._merged.own.problems.error(
            "parent-not-in-force",
            header.extends.span,
            Wording(
                f"上级规则集“{parent.name.text}”只{from_zh}{to_zh}有效，没有覆盖本规则集的施行期。",
                f"the parent `{parent.name.text}` is in force only{from_en}{to_en}, not throughout this set's dates",
            ),
            Wording("改继承当时有效的规则集，或调整“施行”", "extend one that is, or change `effective`"),
        )

    def _unsigned(self) -> tuple[nodes.Direction_, ...]:
        if self._merged.unsigned is None:
            return ()
        pairs, layer = self._merged.unsigned
        scope = Scope(layer.problems, "row")
        made = []
        for pair in pairs:
            kinds = tuple(kind for name in pair.kinds if (kind := self._inference(layer).kind(name, scope)) is not None)
            value = self._inference(layer).expression(pair.value, scope)
            direction = value.id if isinstance(value, nodes.Kind) else None
            if direction in ("positive", "inverse"):
                made.append(nodes.Direction_(kinds, cast("Literal['positive', 'inverse']", direction)))
            elif value.type is not Plain.BROKEN:
                layer.problems.error(
                    "direction-needed",
                    pair.value.span,
                    Wording("方向只有两种：正向指标、反向指标。", "a direction is either positive or inverse"),
                    Wording("如 未标方向 成本指标 = 反向指标", "such as unsigned cost = inverse"),
                )
        return tuple(made)

    def _closing(self) -> list[nodes.Adjustment]:
        made: list[nodes.Adjustment] = []
        for clause, layer in self._merged.closing:
            reader = ClauseReader(self._inference(layer), Scope(layer.problems, "row"), "rule")
            made += reader.read((clause,), closing=True).adjustments
        return made

    def _check_rounding(self, rules: tuple[nodes.Rule, ...], closing: list[nodes.Adjustment]) -> None:
        own = self._merged.own
        rounded = [rule for rule in rules if any(_is_rounding(one) for one in rule.adjustments)]
        if not rules or len(rounded) == len(rules) or any(_is_rounding(one) for one in closing):
            return
        header = own.file.header
        first = min((block.span.start for block in own.file.blocks), default=len(own.source.text))
        if self._merged.is_orphan or any(lost.start < first for lost in own.file.lost):
            return  # the header could not be read whole: it may have said so
        own.problems.error(
            "rounding-unsaid",
            header.name.span if header is not None else Span(0, 1),
            Wording("没有写明得分保留几位、怎样舍入。", "how scores are rounded is not said"),
            Wording("在规则集开头写：四舍五入 到 0.01分", "write into the header: round half up to 0.01 points"),
        )


def _is_rounding(one: nodes.Adjustment) -> bool:
    return isinstance(one.change, nodes.Round) and one.guard is None

"""The rule file of a new region: a rule set's own text, commented out, ready to be changed where the region differs."""

from __future__ import annotations

from typing import Final

import attrs
from attrs import define, field

from perfeval.engine.ruleset import RuleSet
from perfeval.engine.score import cite
from perfeval.language import nodes
from perfeval.language.excerpt import block_excerpt, clause_excerpt, name_excerpt, value_excerpt
from perfeval.language.scope import RESTATABLE
from perfeval.language.vocabulary import vocabulary
from perfeval.report.new_region import NewRegion
from perfeval.report.readers import names_region, readers_of
from perfeval.report.wrap import wrap
from perfeval.tables.indicator import Indicator
from perfeval.wording import Wording

_WIDTH: Final = 100
_HALF: Final = Indicator(name="完成一半", level2="数量指标", target="100人", actual="50人", full=10)
"""A row such as most tables have; the rule that scores it is the one written out."""
_CLOSING: Final = (nodes.Cap, nodes.Floor, nodes.Round)


def scaffold(parent: RuleSet, new: NewRegion) -> str:
    """The text of the region's rule file.

    What is not commented out checks and scores as the parent does. Lines that begin with `##` explain; a run of lines
    that begin with `# ` is a piece of the parent which, with those two characters removed, checks and scores alike.
    """
    return _Scaffold(parent, new).text()


def document_placeholder() -> Wording:
    """What stands where a document is to be named."""
    return Wording("《文件名称》（文号）", "Title of the document (its number)")


def article_placeholder() -> Wording:
    """What stands where an article is to be named."""
    return Wording("第×条", "Article ×")


@define
class _Scaffold:
    parent: RuleSet
    new: NewRegion
    lines: list[str] = field(factory=list)

    def text(self) -> str:
        self._opening()
        self._header()
        self._definitions()
        self._rules()
        self._audits()
        self._table_blocks()
        return "\n".join(self.lines) + "\n"

    # ---- lines ----

    def _explain(self, words: Wording, *, indent: int = 0) -> None:
        gap = " " * (indent + 1)
        self.lines += [f"##{gap}{line}" for line in wrap(words.render(self.new.words), _WIDTH - indent)]

    def _blank(self) -> None:
        self.lines.append("")

    def _section(self, words: Wording) -> None:
        self._blank()
        self._blank()
        self.lines.append(f"## ==== {words.render(self.new.words)} ====")

    def _sample(self, text: str) -> None:
        """A piece of the parent, commented out."""
        self.lines += [f"# {line}" for line in text.split("\n")]

    # ---- words of the rule language ----

    def _word(self, word_id: str) -> str:
        return vocabulary().keyword(word_id).spell(self.new.words)

    def _value(self, node: nodes.Expression) -> str:
        return value_excerpt(node.written.source, node.written.span, self.new.words)

    def _block(self, written: nodes.Written, examples: tuple[nodes.Example, ...] = ()) -> str:
        return block_excerpt(
            written.source,
            written.span,
            self.new.words,
            cite=self._cite(with_article=True),
            without=tuple(one.written.span for one in examples if not self._holds(one)),
        )

    def _holds(self, example: nodes.Example) -> bool:
        """Whether an example holds by the parent: one of an ancestor may not, if the parent restates what it reads."""
        source = example.written.source
        line = source.line_of(example.written.span.start)
        results = RuleSet(attrs.evolve(self.parent.nodes, source=source), on=self.parent.on).test()
        return all(one.passed for one in results if (one.line, one.title) == (line, example.title))

    def _cite(self, *, with_article: bool = False) -> str:
        document = self.new.document or document_placeholder().render(self.new.words)
        basis = self.new.basis if self.new.document else "recalled"
        parts = [self._word("cite"), f'"{document}"']
        parts += [f'"{article_placeholder().render(self.new.words)}"'] if with_article else []
        parts += [self._word(basis)] if basis is not None else []
        return " ".join(parts)

    def _dates(self, days: nodes.InForce) -> str:
        first = f" {self._word('from')} {days.first}" if days.first else ""
        last = f" {self._word('until')} {days.last}" if days.last else ""
        return first + last

    # ---- header ----

    def _opening(self) -> None:
        region, name, title = self.new.region, self.parent.name, self.parent.title
        self._explain(
            Wording(
                f"{region}的规则文件。没有另写的，一律按 {name}（{title}）。",
                f"The rule file of {region}. Whatever it does not say anew is as in {name} ({title}).",
            )
        )
        self._explain(
            Wording(
                "“##”开头的行是说明。“# ”开头的行是上级规则集现在的写法：本地规定不同的，删去这一段每行开头的“# ”，"
                "再照文件改；相同的不必动。每改一处，写明条文，并配一个有数字的示例。",
                "Lines that begin with ## explain. Lines that begin with # are what the parent says now: where the "
                "region's document says otherwise, remove the # and the blank after it from every line of that piece, "
                "then change it; leave the rest alone. With each change name the article and give an example with "
                "figures.",
            )
        )
        self._blank()

    def _header(self) -> None:
        title = Wording(f"{self.new.region}绩效自评", f"{self.new.region} performance self-evaluation")
        self.lines.append(
            f'{self._word("ruleset")} {self.new.name} "{title.render(self.new.words)}" {self._word("extends")} '
            f"{parent_reference(self.parent)}"
        )
        self._cite_line()
        self.lines.append(f"  {self._word('for')} {self._applies()}")
        self._effective_line()
        self._closing()
        self._unsigned()

    def _cite_line(self) -> None:
        if self.new.document is not None:
            if self.new.basis is None:
                self._explain(
                    Wording(
                        "下一行末尾写明根据什么写的：原文（读了全文）、节录、推定（由填好的表推出）、待核（凭记忆）",
                        "say at the end of the next line how the document is known: full text, excerpt, inferred (from "
                        "filled tables) or recalled",
                    )
                )
            self.lines.append(f"  {self._cite()}")
            return
        self._explain(
            Wording(
                "依据还没有写。删去下一行的“# ”，填上文件名称和文号；照全文写的，把“待核”改为“原文”，照部分写的"
                "改为“节录”，由填好的表推出的改为“推定”",
                "Nothing is cited yet. Remove the # from the next line and fill in title and number of the document; "
                "instead of recalled write full text or excerpt where you go by the text, inferred where by filled "
                "tables",
            )
        )
        self._sample(f"  {self._cite()}")

    def _applies(self) -> str:
        region = vocabulary().words["table"]["region"].spell(self.new.words)
        own = f'{region} {self._word("contains")} "{self.new.region}"'
        theirs = self.parent.nodes.applies
        if theirs is None or names_region(theirs):
            return own
        condition = self._value(theirs)
        return f"{f'({condition})' if isinstance(theirs, nodes.Or) else condition} {self._word('and')} {own}"

    def _effective_line(self) -> None:
        name, days = self.parent.name, self.parent.in_force
        match self.new.date_from:
            case "this year":
                self._explain(
                    Wording(
                        "施行日期先写今年1月1日，请照文件改",
                        "the first day in force is 1 January of this year for now: change it to the document's",
                    )
                )
            case "parent's first":
                self._explain(
                    Wording(
                        f"施行日期先写 {name} 的施行日期，不能早于它；请照文件改",
                        f"the first day in force is that of {name} for now, and cannot be earlier: change it to the "
                        "document's",
                    )
                )
            case "parent's dates":
                self._explain(
                    Wording(
                        f"{name} 只施行到 {days.last}，本文件不能超出；请照文件改",
                        f"{name} is in force until {days.last} only, and this file not longer: change the dates to the "
                        "document's",
                    )
                )
            case "asked":
                pass
        dates = self._dates(self.new.in_force)
        if dates:
            self.lines.append(f"  {self._word('effective')}{dates}")

    def _closing(self) -> None:
        """Bounds and rounding for all rules; one said twice is left out, as its order could change."""
        found: dict[str, list[nodes.Adjustment]] = {}
        for rule in self.parent.nodes.rules:
            for one in rule.adjustments:
                if one.closing and one.guard is None and isinstance(one.change, _CLOSING):
                    same = found.setdefault(type(one.change).__name__, [])
                    same += [] if one in same else [one]
        single = [same[0] for same in found.values() if len(same) == 1]
        if not single:
            return
        self._explain(
            Wording("各条规则最后都要做的：封顶、保底、小数位数", "done at the end of every rule: bounds, rounding")
        )
        texts = [clause_excerpt(one.written.source, one.written.span, self.new.words) for one in single]
        self._sample("\n".join(f"  {text}" for text in texts))

    def _unsigned(self) -> None:
        if not self.parent.nodes.unsigned:
            return
        self._explain(Wording("指标值没有写≥或≤时，按哪个方向", "direction of targets that are written without ≥ or ≤"))
        kinds = vocabulary().words["kinds"]
        either = f" {self._word('or')} "
        pairs = [
            f"{either.join(kinds[kind].spell(self.new.words) for kind in one.kinds)} = "
            f"{kinds[one.direction].spell(self.new.words)}"
            for one in self.parent.nodes.unsigned
        ]
        separator = Wording("，", ", ").render(self.new.words)
        self._sample(f"  {self._word('unsigned')} {separator.join(pairs)}")

    # ---- params and lets ----

    def _definitions(self) -> None:
        readers = readers_of(self.parent.nodes)
        params = [key for key in readers if all(one.is_param for one in self.parent.nodes.variables[key])]
        lets = [key for key in readers if key not in params]
        if params:
            self._section(Wording("参数：固定的值", "Params: fixed values"))
        for key in params:
            self._definition(key, readers[key])
        if lets:
            self._section(Wording("设：规则里反复用到的算法", "Lets: formulas that the rules use"))
        for key in lets:
            self._definition(key, readers[key])

    def _definition(self, key: str, readers: list[str]) -> None:
        self._blank()
        self._explain(Wording(f"用在：{'、'.join(readers)}", f"used in: {', '.join(readers)}"))
        name = vocabulary().words["row"][key].spell(self.new.words) if key in RESTATABLE else name_excerpt(key)
        for one in self.parent.nodes.variables[key]:
            keyword = self._word("param" if one.is_param else "let")
            self._sample(f"{keyword} {name} = {self._value(one.value)}{self._dates(one.in_force)}")

    # ---- rules ----

    def _rules(self) -> None:
        rules = self.parent.nodes.rules
        if not rules:
            return
        self._section(Wording("规则：每行得多少分", "Rules: the points of each row"))
        self._explain(
            Wording(
                "每一行由下面第一条适用的规则来评。写一条同名规则就代替那一条，位置不变；新名称的规则排在所有这些规则之前；"
                "不要的，在开头写：不设 规则 名称",
                "The first of these rules that accepts a row scores it. A rule of the same name replaces it in its "
                "place; a rule with a new name comes before all of these; to drop one write into the header: without "
                "rule NAME",
            )
        )
        for number, rule in enumerate(rules, start=1):
            self._rule_entry(number, rule)
        sample, example = self._sample_rule()
        self._blank()
        self._explain(
            Wording(
                f"“{sample.name}”现在的写法。别的规则照此写，全文见 {sample.written.source.name}",
                f"The rule {sample.name} as it is now. Others are written likewise; see {sample.written.source.name}",
            )
        )
        self._sample(self._block(sample.written, sample.examples) + example)

    def _rule_entry(self, number: int, rule: nodes.Rule) -> None:
        if rule.selector is None:
            rows = Wording("只由别的规则引用", "only used by other rules")
        else:
            selector = self._value(rule.selector)
            rows = Wording(f"适用于 {selector}", f"for {selector}")
        cited = cite(rule.citations)
        self._explain(Wording(f"{number}. {rule.name}，{rows.zh}", f"{number}. {rule.name}, {rows.en}"), indent=1)
        self._explain(Wording(f"依据：{cited.zh}", f"cites: {cited.en}"), indent=4)

    def _sample_rule(self) -> tuple[nodes.Rule, str]:
        """The rule to write out: the one that scores a plain row, else one with an example; and an example to add."""
        rules = self.parent.nodes.rules
        score = self.parent.score(_HALF)
        scoring = score.rule.name if score.rule is not None else None
        rule = next((one for one in rules if one.name == scoring and one.selector is not None), None)
        if rule is None:
            return next((one for one in rules if one.examples), rules[0]), ""
        if any(map(self._holds, rule.examples)) or score.points is None or score.is_range or score.score_from != "rule":
            return rule, ""
        example = Wording(
            f'示例 "完成一半"  二级指标 "数量指标"，指标值 100人，完成值 50人，满分 10分  应得 {score.points}分',
            f'example "half done"  level2 "数量指标", target 100人, actual 50人, full 10 points  '
            f"gives {score.points} points",
        )
        return rule, f"\n  {example.render(self.new.words)}"

    # ---- audits, total, grades ----

    def _audits(self) -> None:
        audits = self.parent.nodes.audits
        if not audits:
            return
        self._section(Wording("审核：不改变得分，只核对表格", "Audits: they change no score and check the table"))
        frames = [audit for audit in audits if any(duty.weights for duty in audit.duties)]
        others = [audit.name for audit in audits if audit not in frames]
        if others:
            self._explain(
                Wording(
                    f"还有：{'、'.join(others)}。不要的，在开头写：不设 审核 名称",
                    f"There are also {', '.join(others)}; to drop one write into the header: without audit NAME",
                )
            )
        for audit in frames:
            self._blank()
            self._explain(Wording("各类指标的分值", "points of the kinds of indicators"))
            self._sample(self._block(audit.written))

    def _table_blocks(self) -> None:
        total, grades = self.parent.nodes.total, self.parent.nodes.grades
        if total.written is not None:
            self._section(Wording("总分", "Total"))
            self._sample(self._block(total.written, total.examples))
        if grades is not None and grades.written is not None:
            self._section(Wording("等级", "Grades"))
            self._sample(self._block(grades.written, grades.examples))


def parent_reference(parent: RuleSet) -> str:
    """How a rule file names its parent: by its name, or by the file's where it gives itself none."""
    if parent.name == parent.source_name:
        return f'"{parent.name.replace(chr(92), "/").rpartition("/")[2]}"'
    return name_excerpt(parent.name)

"""Examples: a row written out, and what it must give."""

from __future__ import annotations

from typing import Final

from perfeval.language import nodes, tree, types
from perfeval.language.infer import Inference
from perfeval.language.natural_words import NATURAL_NAMES
from perfeval.language.scope import ROW_TYPES, TABLE_TYPES, Scope, built_in
from perfeval.language.suggest import closest
from perfeval.language.types import Plain, Type
from perfeval.language.vocabulary import vocabulary
from perfeval.wording import Wording, verbatim


def read_example(example: tree.Example, infer: Inference, scope: Scope, kind: str) -> nodes.Example:
    """Check one example; `kind` is the block it stands in (`rule`, `total`, `grades`)."""
    settings = tuple(made for one in example.settings if (made := _setting(one, infer, scope)) is not None)
    _check_can_run(example, settings, scope, kind)
    plain = Scope(scope.problems, "row", narrowed={})
    return nodes.Example(
        example.title,
        settings,
        None if example.gives is None else _gives(example.gives, infer, plain, kind),
        infer.written(example),
    )


_DERIVED: Final = ("completion", "achievement", "score", "same_level1", "same_level2")
"""Names that are worked out from what is filled in: an example says what is filled in."""


def _derived(name: str, setting: tree.Setting, infer: Inference, scope: Scope) -> None:
    text = infer.text(setting.value)
    mend = Wording("写填报的内容：指标值、完成值", "write what is filled in: target, actual")
    if name == "completion":
        mend = Wording(f"指标值 100%，完成值 {text}", f"target 100%, actual {text}")
    elif name == "achievement":
        mend = Wording(f"完成值 {text}", f"actual {text}")
    elif name == "score":
        mend = Wording("删去它：算出的得分写在“应得”后面", "leave it out: the score expected comes after `gives`")
    scope.problems.error(
        "example-derived-name",
        setting.span,
        Wording(
            f"“{setting.name}”是算出来的，示例里不能填。",
            f"`{setting.name}` is worked out: an example says what is filled in",
        ),
        mend,
    )


def _check_can_run(example: tree.Example, settings: tuple[nodes.Setting, ...], scope: Scope, kind: str) -> None:
    """An example has one row and no table of rows: a total cannot be tried by it."""
    if kind != "total" or any(one.id in TABLE_TYPES for one in settings):
        return
    scope.problems.error(
        "example-without-row",
        example.span,
        Wording(
            "示例只有一行，算不出整张表的总分。",
            "an example has a single row: the total of a table cannot be tried by it",
        ),
        Wording(
            '示例写在各条规则里；等级用总分来试：示例 "优" 总分 90分 应得 "优"',
            'give the rules examples; grades are tried with a total: example "top" total 90 points gives "优"',
        ),
    )


def _setting(setting: tree.Setting, infer: Inference, scope: Scope) -> nodes.Setting | None:
    value = infer.expression(setting.value, Scope(scope.problems, "row"))
    if setting.name == "total":
        return nodes.Setting("total", value)
    word = built_in(setting.name)
    declared = infer.resolve(setting.name, setting.name_span, Scope(scope.problems, "row")) if word is None else None
    if isinstance(declared, nodes.Fact):
        _check_type(declared.type, value, setting, infer, scope)
        return nodes.Setting(declared.name, value, is_fact=True)
    if word is None or word.category == "kinds":
        natural = NATURAL_NAMES.get(setting.name.lower())
        known = natural is not None and natural.zh in vocabulary().names
        near = closest(setting.name, [name for name, one in vocabulary().names.items() if one.category != "kinds"])
        scope.problems.error(
            "unknown-name",
            setting.name_span,
            Wording(f"示例里不认识“{setting.name}”。", f"an example cannot set `{setting.name}`"),
            natural
            if known
            else verbatim(near)
            if near
            else Wording("用 指标值、完成值、满分 等", "use target, actual, full and the like"),
        )
        return None
    if word.id in _DERIVED:
        _derived(word.id, setting, infer, scope)
        return None
    _check_setting(word.id, value, setting, infer, scope)
    return nodes.Setting(word.id, value)


def _check_setting(name: str, value: nodes.Expression, setting: tree.Setting, infer: Inference, scope: Scope) -> None:
    """A value may always be written as text, as it stands in a table; else it must be of the name's own type."""
    _check_type({**ROW_TYPES, **TABLE_TYPES}.get(name), value, setting, infer, scope)


def _check_type(
    wanted: Type | None, value: nodes.Expression, setting: tree.Setting, infer: Inference, scope: Scope
) -> None:
    if wanted is None or value.type in (Plain.TEXT, Plain.BROKEN, Plain.ZERO) or types.comparable(wanted, value.type):
        return
    if wanted == types.POINTS:
        infer.points(setting.value, Scope(scope.problems, "row"), is_share=False)
        return
    scope.problems.error(
        "type-mismatch",
        setting.value.span,
        Wording(
            f"“{setting.name}”是{types.describe(wanted).zh}，这里写的是{types.describe(value.type).zh}。",
            f"`{setting.name}` is {types.describe(wanted).en}, this is {types.describe(value.type).en}",
        ),
        Wording(
            '照表里的样子写，可加引号，如 完成值 "≥良"', 'write it as the table would, quoted if need be: actual "≥良"'
        ),
    )


def _gives(gives: tree.AwardTree, infer: Inference, scope: Scope, kind: str) -> nodes.Award:
    written = infer.written(gives)
    if isinstance(gives, tree.AwardRange):
        low, high = (_expected(end, infer, scope, kind) for end in (gives.interval.low, gives.interval.high))
        interval = gives.interval
        return nodes.RangeAward(low, high, interval.low_closed, interval.high_closed, None, written)
    return nodes.PointsAward(_expected(gives.amount, infer, scope, kind), written)


def _expected(node: tree.Expression, infer: Inference, scope: Scope, kind: str) -> nodes.Expression:
    if kind != "grades":
        return infer.points(node, scope, is_share=False)
    made = infer.expression(node, scope)
    if made.type not in (Plain.TEXT, Plain.BROKEN) and made.type != types.POINTS:
        scope.problems.error(
            "grade-word-needed",
            node.span,
            Wording("等级的示例要给出一个词。", "an example of grades gives a word"),
            Wording('应得 "优"', 'gives "优"'),
        )
    return made

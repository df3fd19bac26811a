"""Examples: a row written out, and what it must give."""

from __future__ import annotations

from perfeval.language import nodes, tree, types
from perfeval.language.infer import Inference
from perfeval.language.scope import ROW_TYPES, TABLE_TYPES, Scope, built_in
from perfeval.language.suggest import closest
from perfeval.language.types import Plain
from perfeval.language.vocabulary import vocabulary
from perfeval.wording import Wording, verbatim


def read_example(example: tree.Example, infer: Inference, scope: Scope, kind: str) -> nodes.Example:
    """Check one example; `kind` is the block it stands in (`rule`, `total`, `grades`)."""
    settings = tuple(made for one in example.settings if (made := _setting(one, infer, scope)) is not None)
    plain = Scope(scope.problems, "row", narrowed={})
    return nodes.Example(
        example.title,
        settings,
        None if example.gives is None else _gives(example.gives, infer, plain, kind),
        infer.written(example),
    )


def _setting(setting: tree.Setting, infer: Inference, scope: Scope) -> nodes.Setting | None:
    value = infer.expression(setting.value, Scope(scope.problems, "row"))
    if setting.name == "total":
        return nodes.Setting("total", value)
    word = built_in(setting.name)
    if word is None or word.category == "kinds":
        near = closest(setting.name, [name for name, one in vocabulary().names.items() if one.category != "kinds"])
        scope.problems.error(
            "unknown-name",
            setting.name_span,
            Wording(f"示例里不认识“{setting.name}”。", f"an example cannot set `{setting.name}`"),
            verbatim(near) if near else Wording("用 指标值、完成值、满分 等", "use target, actual, full and the like"),
        )
        return None
    _check_setting(word.id, value, setting, infer, scope)
    return nodes.Setting(word.id, value)


def _check_setting(name: str, value: nodes.Expression, setting: tree.Setting, infer: Inference, scope: Scope) -> None:
    """A value may always be written as text, as it stands in a table; else it must be of the name's own type."""
    wanted = {**ROW_TYPES, **TABLE_TYPES}.get(name)
    if wanted is None or value.type in (Plain.TEXT, Plain.BROKEN, Plain.ZERO) or types.comparable(wanted, value.type):
        return
    if wanted == types.POINTS:
        infer.points(setting.value, Scope(scope.problems, "row"))
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
        return infer.points(node, scope)
    made = infer.expression(node, scope)
    if made.type not in (Plain.TEXT, Plain.BROKEN) and made.type != types.POINTS:
        scope.problems.error(
            "grade-word-needed",
            node.span,
            Wording("等级的示例要给出一个词。", "an example of grades gives a word"),
            Wording('应得 "优"', 'gives "优"'),
        )
    return made

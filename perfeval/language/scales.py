"""Scales of grade words (等次排序) that a rule set declares beside the built-in ones."""

from __future__ import annotations

from perfeval.language import nodes
from perfeval.language.inherit import Layer, Merged
from perfeval.language.traversal import awards_of
from perfeval.values.model import GRADES, Grade
from perfeval.values.reader import read_value
from perfeval.wording import Wording


def read_scales(merged: Merged) -> tuple[tuple[str, ...], ...]:
    """The declared scales, best word first; a word stands on one scale only, and once."""
    places: dict[str, int] = {}
    for index, (scale, layer) in enumerate(merged.scales):
        for word in scale.words:
            folded = _meant(word)
            if folded not in places:
                places[folded] = index
                continue
            same = places[folded] == index
            layer.problems.error(
                "scale-word-twice",
                scale.span,
                Wording(
                    f"等次“{word}”与前面的一个词是同一等次，分不出高低。",
                    f"the word {word!r} is the same grade as one before it on the scale",
                )
                if same
                else Wording(f"等次“{word}”已在另一个等次排序里。", f"the word {word!r} stands on another scale too"),
                Wording(
                    "每个等次只写一次，从好到差；优秀即优、良好即良",
                    "write each grade once, best first; 优秀 is 优, 良好 is 良",
                ),
            )
    return tuple(scale.words for scale, _ in merged.scales)


def _meant(word: str) -> str:
    """A word without spaces; synonyms of the built-in scale (优秀, 优) are one word."""
    read = read_value(word)
    return read.word if isinstance(read, Grade) else "".join(word.split())


def check_grade_words(grades: nodes.TableBlock, scales: tuple[tuple[str, ...], ...], layers: tuple[Layer, ...]) -> None:
    """Report a grade ceiling or floor whose word has no order beside the words awarded: the grade would be lost."""
    awarded = [
        one.amount.text
        for case in grades.cases
        for one in awards_of(case.body)
        if isinstance(one, nodes.PointsAward) and isinstance(one.amount, nodes.WordConstant)
    ]
    known = [{_meant(word) for word in scale} for scale in (*scales, GRADES)]
    for adjustment in grades.adjustments:
        change = adjustment.change
        if not isinstance(change, nodes.Cap | nodes.Floor) or not isinstance(change.amount, nodes.WordConstant):
            continue
        bound = change.amount
        stray = next(
            (word for word in awarded if not any({_meant(word), _meant(bound.text)} <= scale for scale in known)), None
        )
        layer = next((one for one in layers if one.source == bound.written.source), None)
        if stray is None or layer is None:
            continue
        layer.problems.error(
            "grade-not-on-scale",
            bound.written.span,
            Wording(
                f"“{bound.text}”与“{stray}”不在同一个等次排序里，分不出高低。",
                f"`{bound.text}` and `{stray}` stand on no common scale: neither is better",
            ),
            Wording(
                f'写明等次高低，从好到差：等次排序 "…"，"{stray}"，"{bound.text}"，"…"',
                f'say their order, best first: scale "…", "{stray}", "{bound.text}", "…"',
            ),
        )

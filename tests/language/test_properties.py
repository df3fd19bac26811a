"""Laws of the front end: two vocabularies, one tree; nothing raises; every span lies in the text; underlines fit."""

from __future__ import annotations

import importlib.util
import re
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from perfeval.diagnostic import Diagnostic, Level, SourceText, Span, visible, width_of
from perfeval.language.from_syntax import check
from perfeval.language.vocabulary import vocabulary
from perfeval.wording import verbatim

HERE = Path(__file__).parent


def _beside(name: str) -> Any:
    spec = importlib.util.spec_from_file_location(name, HERE / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


syntax_shape, random_rules = _beside("syntax_shape"), _beside("random_rules")
TEXTS = [path.read_text("utf-8") for path in sorted((HERE / "data").glob("*.perfeval"))]
LIBRARY = {
    path.name.removesuffix(".zh.perfeval"): SourceText(path.name, path.read_text("utf-8"))
    for path in (HERE / "data").glob("national*.zh.perfeval")
}
WORDS = [spelling for table in vocabulary().words.values() for word in table.values() for spelling in word.spellings]
SIGNS = [
    *list('()[]{}（）［］，、。：；≥≤＝×÷%％+-*/=<>"“”「」#\u3000\n\t \x00\u200b\ud7ff😀'),
    "1e999999999",
    "2024-13-45",
]

relaxed = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def sound(text: str) -> tuple[Diagnostic, ...]:
    """Check a text; whatever is reported lies in it and can be shown."""
    result = check(SourceText("<text>", text), LIBRARY.get, tuple(LIBRARY))
    for one in result.diagnostics:
        assert 0 <= one.span.start <= one.span.end <= max(1, len(one.source.text))
        assert one.span.start < max(1, len(one.source.text))
        one.as_data("zh")
        for rendered in (one.render("zh"), one.render("en")):
            _check_underline(rendered, one)
    has_errors = any(one.level is Level.ERROR for one in result.diagnostics)
    assert (result.ruleset is None) is (has_errors or (result.ruleset is None and not text.strip()))
    return result.diagnostics


def _check_underline(rendered: str, one: Diagnostic) -> None:
    lines = rendered.split("\n")
    at = next(index for index, line in enumerate(lines) if re.fullmatch(r"\s*\| *\^+", line))
    shown, mark = (line[line.index("|") + 2 :] for line in (lines[at - 1], lines[at]))
    assert width_of(mark) <= width_of(shown) + 1, rendered
    before = mark.index("^")
    written = visible(one.source.slice(one.span).split("\n")[0].rstrip("\r"))
    if written and len(written) < 25 and width_of(visible(one.source.line(one.line))) < 100:
        # marks that join the character before them have no width: more than one place may be meant
        places = (shown[index:] for index in range(len(shown) + 1) if width_of(shown[:index]) == before)
        assert any(part.startswith(written) for part in places), rendered
        assert len(mark) - before == max(1, width_of(written)), rendered


@relaxed
@given(random_rules.rule_file)
def test_one_tree_in_both_vocabularies(words: tuple[str, ...]) -> None:
    chinese, english = (random_rules.spell(words, lang) for lang in ("zh", "en"))
    assert syntax_shape.shape(syntax_shape.parsed(chinese)) == syntax_shape.shape(syntax_shape.parsed(english))
    mixed = " ".join(random_rules.spell((word,), "zh" if index % 2 else "en") for index, word in enumerate(words))
    assert syntax_shape.shape(syntax_shape.parsed(mixed)) == syntax_shape.shape(syntax_shape.parsed(chinese))


@relaxed
@given(random_rules.rule_file, st.sampled_from(["zh", "en"]))
def test_random_rules_are_checked(words: tuple[str, ...], lang: Any) -> None:
    sound(random_rules.spell(words, lang))


@relaxed
@given(st.text(max_size=200) | st.lists(st.sampled_from(WORDS + SIGNS), max_size=60).map(" ".join)
       | st.lists(st.sampled_from(WORDS + SIGNS), max_size=60).map("".join))  # fmt: skip
def test_arbitrary_text_is_refused_politely(text: str) -> None:
    sound(text)


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """A published text with some tokens dropped, doubled, swapped or replaced, perhaps cut off."""
    tokens = re.findall(r"\s+|\w+|.", draw(st.sampled_from(TEXTS)))
    for _ in range(draw(st.integers(1, 5))):
        at = draw(st.integers(0, len(tokens) - 1))
        match draw(st.sampled_from(["drop", "double", "swap", "replace", "glue"])):
            case "drop":
                tokens[at] = ""
            case "double":
                tokens[at] *= 2
            case "swap":
                other = draw(st.integers(0, len(tokens) - 1))
                tokens[at], tokens[other] = tokens[other], tokens[at]
            case "replace":
                tokens[at] = draw(st.sampled_from(WORDS + SIGNS))
            case _:
                tokens[at] = tokens[at].strip(" ")
    text = "".join(tokens)
    return text[: draw(st.integers(0, len(text)))] if draw(st.booleans()) else text


@relaxed
@given(mutated())
def test_mutated_rules_are_refused_politely(text: str) -> None:
    sound(text)


HEADER = 'ruleset r "r"\n  round half up to 0.01 points\n'
HOSTILE = {
    "brackets": "rule a for every\n award " + "(" * 10_000,
    "closed brackets": "rule a for every\n award " + "(" * 10_000 + "full" + ")" * 10_000,
    "square brackets": "rule a for every\n award " + "[" * 10_000,
    "negations": "rule a for " + "not " * 10_000 + "every award full",
    "minus signs": "rule a for every award " + "-" * 10_000 + "1 point",
    "sums": "rule a for every award full" + " + 1 point" * 10_000,
    "conditions": "rule a for every" + " or output" * 10_000 + " award full",
    "exponent": "rule a for every award 1e999999999 points",
    "digits": "rule a for every award " + "9" * 100_000 + " points",
    "fraction": "rule a for every award 0." + "9" * 100_000 + " points",
    "rules": HEADER + "".join(f"rule a{number} for every\n award full\n" for number in range(2_000)),
    "lets": "".join(f"let a{number} = a{number + 1}\n" for number in range(3_000)),
    "faults": "rule a for every\n awrd full\n" * 500,
    "quotes": '"' * 100_001,
    "line": "甲" * 100_000,
    "bands": HEADER + "rule a for every\n on completion\n" + "".join(f"  = {n}% award full\n" for n in range(500)),
    "nothing": "",
    "comment": "# nothing",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text(name: str) -> None:
    started = time.monotonic()
    diagnostics = sound(HOSTILE[name])
    assert time.monotonic() - started < 20
    if name not in ("rules", "nothing", "comment"):
        assert diagnostics


@pytest.mark.parametrize("piece", ["甲", "(", "当 ", "\n", "rule ", "\ufffd", "a b\n", "规则 甲\n得"])
def test_a_million_characters(piece: str) -> None:
    started = time.monotonic()
    sound((piece * 1_000_000)[:1_000_000])
    assert time.monotonic() - started < 60


@pytest.mark.parametrize(
    ("line", "written", "expected"),
    [
        ("  当完成率 ≥ 1", "当完成率", "  ^^^^^^^^"),
        ("award ful", "ful", "      ^^^"),
        ("得 full × 满份", "满份", "          ^^^^"),
        ("\t得 满份", "满份", "    ^^^^"),
        ("（得）满份", "满份", "      ^^^^"),
    ],
)
def test_underline(line: str, written: str, expected: str) -> None:
    text = f"规则\n{line}\n"
    start = text.index(written)
    one = Diagnostic(
        code="x",
        level=Level.ERROR,
        source=SourceText("<text>", text),
        span=Span(start, start + len(written)),
        message=verbatim("x"),
    )
    assert one.render("zh").split("\n")[-1].split("| ")[1] == expected
    assert one.column == line.index(written) + 1


def test_what_a_terminal_would_obey_is_not_shown() -> None:
    result = check(SourceText("<text>", "规则 \x1b[31m红\u202e"), LIBRARY.get)
    rendered = "".join(one.render("zh") + one.render("en") for one in result.diagnostics)
    assert rendered
    assert not re.search("[\x00-\x09\x0b-\x1f\u202a-\u202e]", rendered)

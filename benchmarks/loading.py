"""How long it takes to load a rule set, beside Lark's bare parse of its text. Run it: `python benchmarks/loading.py`.

The rule set is `three_hundred_lines.perfeval`, put together from the shipped ones. The bare parse is `Lark.parse`
alone, on the text as perfeval hands it over and by the parser object that perfeval uses: Lark's tree of every rule and
token with its place, and nothing of perfeval's. "Without places" is the same grammar and text by a parser that Lark
builds without `propagate_positions`, the least that Lark's parse to a tree can do.

One process, one thread; each round goes every way once, in an order of its own; what is shown is the median processor
time over the rounds. The second table starts an interpreter for every measurement and shows how long one waits.
"""

from __future__ import annotations

import datetime as dt
import gc
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from lark import Lark

import perfeval
from perfeval import RuleSet
from perfeval.diagnostic import SourceText
from perfeval.language.from_text import parse
from perfeval.language.parser import grammar, parser
from perfeval.language.problems import Problems
from perfeval.language.source import fold

RULES = Path(__file__).with_name("three_hundred_lines.perfeval")
DAY = dt.date(2024, 12, 31)
ROUNDS = 25
STARTS = 7


def compiled(rules: RuleSet) -> None:
    """Generate the program of a day: the last step before a row can be scored."""
    rules.programs.on(DAY)


def ways() -> dict[str, Callable[[], object]]:
    """Every way as a function, the bare parse first."""
    text = RULES.read_text("utf-8")
    source = SourceText(str(RULES), text)
    folded = fold(source, Problems(source)).text
    child = text.replace('（测速用）"', '（测速用）" 继承 national_2020', 1)
    without_places = Lark(grammar(), parser="lalr", lexer="contextual", maybe_placeholders=False)
    return {
        "Lark's bare parse": lambda: parser().parse(folded),
        "Lark's bare parse, without places": lambda: without_places.parse(folded),
        "to the syntax tree": lambda: parse(source, Problems(source)),
        "read, checked": lambda: perfeval.load_rules(RULES),
        "read, checked and compiled": lambda: compiled(perfeval.load_rules(RULES)),
        "the same, extending national_2020": lambda: compiled(perfeval.parse_rules(child)),
    }


def in_one_process() -> None:
    """Measure and print what loading costs once the parser is there."""
    seconds: dict[str, list[float]] = {}
    measured = ways()
    for one in measured.values():  # what is made once a process: the parser, the vocabulary, the shipped parents
        one()
    random_ = random.Random(20)  # noqa: S311 - which goes after which
    for _ in range(ROUNDS):
        for name in random_.sample(list(measured), len(measured)):
            gc.collect()  # so that each pays for its own rubbish, and not for that of the way before
            start = time.process_time()
            measured[name]()
            seconds.setdefault(name, []).append(time.process_time() - start)
    medians = {name: statistics.median(seconds[name]) for name in measured}
    base = next(iter(medians.values()))
    lines = RULES.read_text("utf-8").count("\n")
    print(f"{lines} lines, median of {ROUNDS} interleaved rounds, processor time")
    print(f"{'':<36}{'ms':>8}{'× bare parse':>14}")
    for name, median in medians.items():
        print(f"{name:<36}{median * 1000:>8.1f}{median / base:>14.2f}")


def of_a_process(program: list[str], cache: str) -> float:
    """Seconds that a new interpreter takes for something, with a folder for the parser table."""
    start = time.perf_counter()
    environment = os.environ | {"PERFEVAL_CACHE": cache}
    subprocess.run([sys.executable, *program], env=environment, capture_output=True, check=True)  # noqa: S603
    return time.perf_counter() - start


def from_nothing() -> None:
    """Measure and print what the first rule set of a process costs."""
    programs = {
        "perfeval check": ["-m", "perfeval", "check", str(RULES)],
        "perfeval check, a one-line parent": ["-m", "perfeval", "check", "tianjin"],
        "load_rules": ["-c", f"import perfeval; perfeval.load_rules({str(RULES)!r})"],
    }
    print(f"\nA new process each, median of {STARTS}, seconds")
    print(f"{'':<36}{'table built':>14}{'table kept':>14}")
    for name, program in programs.items():
        with tempfile.TemporaryDirectory() as kept:
            of_a_process(program, kept)
            pairs = [(of_a_process(program, ""), of_a_process(program, kept)) for _ in range(STARTS)]
        built, read = (statistics.median(one) for one in zip(*pairs, strict=True))
        print(f"{name:<36}{built:>14.2f}{read:>14.2f}")


if __name__ == "__main__":
    in_one_process()
    from_nothing()

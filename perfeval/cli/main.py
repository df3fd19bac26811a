"""The command line: its verbs, and what happens when one of them cannot go on."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Any, Final

import click

import perfeval
from perfeval.cli.audit import AUDIT
from perfeval.cli.batch import BATCH
from perfeval.cli.check import CHECK
from perfeval.cli.compare import COMPARE
from perfeval.cli.compile import COMPILE
from perfeval.cli.convert import CONVERT
from perfeval.cli.diff import DIFF
from perfeval.cli.explain import EXPLAIN
from perfeval.cli.language import Verbs, locale_language
from perfeval.cli.new_rules import NEW_RULES
from perfeval.cli.options import INTERRUPTED, UNUSABLE_INPUT
from perfeval.cli.prove import PROVE
from perfeval.cli.roll_up import ROLL_UP
from perfeval.cli.rules import RULES
from perfeval.cli.score import SCORE
from perfeval.cli.tables_given import internal_error, show_traceback
from perfeval.cli.terminal import complain, prepare_streams
from perfeval.cli.test import TEST
from perfeval.cli.usage import usage_wording
from perfeval.errors import PerfevalError
from perfeval.wording import Lang, Wording

PIPE_CLOSED: Final = 141


class _PipeClosedError(Exception):
    """Nobody reads stdout any more, as in `perfeval audit … | head`."""


class _Perfeval(Verbs):
    """All verbs; it keeps click from answering for itself what `run` answers."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            status = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError as error:
            raise _PipeClosedError from error
        return status


def _no_verb() -> int:
    context = click.get_current_context()
    if context.invoked_subcommand is None:
        click.echo(context.get_help())
    return 0


PERFEVAL = _Perfeval(
    "perfeval",
    brief=Wording(
        "按规则核定项目支出绩效自评表的得分，并说明由来",
        "Score, audit and explain Chinese public performance self-evaluation tables (项目支出绩效自评表).",
    ),
    callback=_no_verb,
    invoke_without_command=True,
    params=[
        click.Option(
            ["--version"],
            is_flag=True,
            expose_value=False,
            is_eager=True,
            callback=lambda ctx, _param, value: _version(ctx) if value else None,
            help="Show the version and exit.",
        )
    ],
)
for _verb in (
    AUDIT,
    SCORE,
    BATCH,
    EXPLAIN,
    ROLL_UP,
    COMPARE,
    CHECK,
    TEST,
    PROVE,
    DIFF,
    COMPILE,
    CONVERT,
    RULES,
    NEW_RULES,
):
    PERFEVAL.add_command(_verb)


def _version(context: click.Context) -> None:
    click.echo(f"perfeval {perfeval.__version__}")
    context.exit()


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and give its exit status; nothing escapes as a traceback.

    0: nothing wrong. 1: an error was found. 2: some input, or the call itself, could not be used.
    """
    prepare_streams()
    lang = _language(sys.argv[1:] if arguments is None else arguments)
    try:
        status = PERFEVAL.main(
            args=None if arguments is None else list(arguments), prog_name="perfeval", standalone_mode=False
        )
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except (_PipeClosedError, BrokenPipeError):
        # Whatever is still buffered must not be written when the interpreter ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PIPE_CLOSED
    except click.ClickException as error:
        complain(usage_wording(error), lang)
        return UNUSABLE_INPUT
    except PerfevalError as error:
        complain(error.wording, lang)
        return UNUSABLE_INPUT
    except Exception as error:
        show_traceback(error)
        complain(internal_error(None, error), lang)
        return UNUSABLE_INPUT
    return status if isinstance(status, int) else 0


def _language(arguments: Sequence[str]) -> Lang:
    """The language for what goes wrong before the options are read."""
    for number, argument in enumerate(arguments):
        name, _, value = argument.partition("=")
        if name == "--lang":
            following = value or (arguments[number + 1] if number + 1 < len(arguments) else "")
            if following in ("zh", "en"):
                return "zh" if following == "zh" else "en"
    return locale_language()

"""The language of the command line: `--lang`, else that of the locale; and click's own texts in both."""

from __future__ import annotations

import locale
import os
from collections.abc import Mapping
from typing import Any, Final, cast

import click

from perfeval.report.wrap import wrap
from perfeval.wording import Lang, Wording

_KEY: Final = "perfeval.lang"
_HEADINGS: Final = {"Options": "选项", "Commands": "命令", "Arguments": "参数"}
_HELP: Final = Wording("显示本说明", "Show this message and exit.")


def locale_language(environment: Mapping[str, str] = os.environ) -> Lang:
    """Chinese where LC_ALL, LC_MESSAGES or LANG (the first that is set) begins with `zh`, else English.

    Where none is set, as on Windows, the system's own setting decides.
    """
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = environment.get(variable, "")
        if value:
            return "zh" if value.lower().startswith("zh") else "en"
    try:
        name = locale.getlocale()[0] or ""
    except ValueError:
        return "en"
    return "zh" if name.lower().startswith(("zh", "chinese")) else "en"


def current_language() -> Lang:
    """The language asked for on this command line, else that of the locale."""
    context = click.get_current_context(silent=True)
    chosen = None if context is None else context.meta.get(_KEY)
    return cast("Lang", chosen) if chosen else locale_language()


def _remember(context: click.Context, _parameter: click.Parameter, value: str | None) -> None:
    if value is not None:
        context.meta[_KEY] = value


class Option(click.Option):
    """An option explained in both languages."""

    def __init__(self, *names: Any, about: Wording, **settings: Any) -> None:
        super().__init__(*names, **settings)
        self.about = about

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """The two columns of the option in a help page."""
        self.help = self.about.render(current_language())
        return super().get_help_record(ctx)


class _Formatter(click.HelpFormatter):
    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, prefix or Wording("用法：", "Usage: ").render(current_language()))

    def write_heading(self, heading: str) -> None:
        super().write_heading(_HEADINGS.get(heading, heading) if current_language() == "zh" else heading)


class _Context(click.Context):
    formatter_class = _Formatter


class Verb(click.Command):
    """A command explained in both languages: `brief` in the list of commands, `about` on its own help page."""

    context_class = _Context

    def __init__(self, *names: Any, brief: Wording, about: Wording | None = None, **settings: Any) -> None:
        super().__init__(*names, **settings)
        self.brief = brief
        self.about = about
        self.params.append(language_option())

    def get_short_help_str(self, limit: int = 45) -> str:
        """The line of the command in a list of commands; `limit` is for help texts that are longer."""
        return self.brief.render(current_language()) if limit else ""

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The sentences at the top of a help page."""
        write_about(formatter, self.brief, self.about)
        super().format_help_text(ctx, formatter)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """`--help`, explained in the reader's language."""
        return _explained(super().get_help_option(ctx))


def write_about(formatter: click.HelpFormatter, *sentences: Wording | None) -> None:
    """Paragraphs of a help page, broken as Chinese is where they are Chinese."""
    for sentence in sentences:
        if sentence is not None:
            formatter.write("\n")
            for line in wrap(sentence.render(current_language()), max(20, formatter.width - 2)):
                formatter.write(f"  {line}\n")


def language_option() -> click.Option:
    """`--lang`; it is looked at before the others, so that even a help page obeys it."""
    return Option(
        ["--lang"],
        type=click.Choice(["zh", "en"]),
        expose_value=False,
        is_eager=True,
        callback=_remember,
        about=Wording("输出语言，默认随系统语言", "Language of the output; by default that of the locale."),
    )


class Verbs(click.Group):
    """The group of all commands."""

    context_class = _Context

    def __init__(self, *names: Any, brief: Wording, **settings: Any) -> None:
        super().__init__(*names, **settings)
        self.brief = brief
        self.params.append(language_option())

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The sentences at the top of the help page."""
        write_about(formatter, self.brief)
        super().format_help_text(ctx, formatter)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """`--help`, explained in the reader's language."""
        return _explained(super().get_help_option(ctx))


def _explained(option: click.Option | None) -> click.Option | None:
    if option is not None:
        option.help = _HELP.render(current_language())
    return option

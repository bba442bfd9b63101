"""``pio run <family>``: one command for all automations of a family; further options belong to the automation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import click


class AutomationCommand(click.Command):
    """A command whose help page lists the automations and their options."""

    def __init__(self, family: str, **attributes: Any) -> None:
        super().__init__(family, **attributes)
        self.family = family

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The automations, each with its options."""
        from pioreactor.automations.options import described
        from pioreactor.automations.starting import known_automations

        for name, kind in known_automations(self.family).items():
            doc = (kind.__doc__ or "").strip().splitlines()
            with formatter.section(f"{name}: {doc[0].replace('``', '') if doc else ''}"):
                formatter.write_dl(described(kind) or [("", "no options")])
        formatter.write_paragraph()
        formatter.write_text("Automations of plugins take what their authors say. See docs/automations.md.")


def automation_command(family: str, help: str, start: Callable[..., Any]) -> AutomationCommand:
    """The command of one family. ``start(automation_name=…, **options)`` makes the job."""

    def run(automation_name: str, others: tuple[str, ...]) -> None:
        with start(automation_name=automation_name, **pairs(others)) as job:
            job.block_until_disconnected()

    return AutomationCommand(
        family,
        callback=run,
        help=help,
        params=[
            click.Option(["--automation-name"], required=True, metavar="NAME", help="Which automation to run."),
            click.Argument(["others"], nargs=-1, type=click.UNPROCESSED, metavar="[--OPTION VALUE]..."),
        ],
        context_settings={"ignore_unknown_options": True},
    )


def pairs(words: Sequence[str]) -> dict[str, str]:
    """Keywords from ``--key value`` and ``--key=value``. Raises click.UsageError for anything else."""
    found: dict[str, str] = {}
    waiting = list(words)
    while waiting:
        word = waiting.pop(0)
        name, has_value, value = word.partition("=")
        key = name.removeprefix("--").replace("-", "_")
        if not name.startswith("--") or not key.isidentifier():
            raise click.UsageError(f"{word!r} is no option; write --option value.")
        if not has_value:
            if not waiting:
                raise click.UsageError(f"{word} needs a value.")
            value = waiting.pop(0)
        found[key] = value
    return found

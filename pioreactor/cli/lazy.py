"""A click group that knows its commands by name and imports one only when it is used."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


class Entry:
    """One command of a group: where it lives (``module:attribute``), its line in the help, its heading there."""

    # A plain class: making a NamedTuple or a dataclass costs a hundredth of the time of a help page.
    __slots__ = ("heading", "help", "target")

    def __init__(self, target: str, help: str, heading: str = "Commands") -> None:
        self.target = target
        self.help = help
        self.heading = heading


def load_attribute(target: str) -> Any:
    """Import ``module:attribute``."""
    from importlib import import_module

    module, _, attribute = target.partition(":")
    return getattr(import_module(module), attribute)


def nearest(word: str, words: Iterable[str]) -> str | None:
    """The known word that ``word`` was probably meant to be, or None."""
    from difflib import get_close_matches

    found = get_close_matches(word, list(words), n=1, cutoff=0.6)
    return found[0] if found else None


def unknown(kind: str, word: str, words: Iterable[str]) -> str:
    """The sentence for a name that does not exist, with the nearest one that does."""
    guess = nearest(word, words)
    return f"there is no {kind} '{word}'." + (f" Did you mean '{guess}'?" if guess else "")


class LazyGroup(click.Group):
    """``table`` maps command names to entries; commands added in the ordinary way win over the table."""

    def __init__(
        self,
        name: str | None = None,
        *,
        table: Mapping[str, Entry],
        kind: str = "command",
        callback: Callable[..., Any] | None = None,
        help: str | None = None,
        **attributes: Any,
    ) -> None:
        super().__init__(name, callback=callback, help=help, **attributes)
        self.table = table
        self.kind = kind

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names, without importing any command."""
        return sorted({*self.table, *self.commands})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the one command that is asked for."""
        found = self.commands.get(cmd_name)
        if found is None and cmd_name in self.table:
            found = load_attribute(self.table[cmd_name].target)
        return found

    def line_of(self, name: str) -> Entry:
        """The help line of a command, without importing it."""
        if name in self.commands:
            return Entry("", self.commands[name].get_short_help_str(70))
        return self.table[name]

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, but an unknown name is answered with the nearest known one."""
        name = args[0]
        if not name.startswith("-") and not ctx.resilient_parsing and self.get_command(ctx, name) is None:
            ctx.fail(unknown(self.kind, name, self.list_commands(ctx)))
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands under their headings."""
        headings: dict[str, list[tuple[str, str]]] = {}
        for name in self.list_commands(ctx):
            entry = self.line_of(name)
            headings.setdefault(entry.heading, []).append((name, entry.help))
        order = list(dict.fromkeys(entry.heading for entry in self.table.values()))
        for heading in sorted(headings, key=lambda text: order.index(text) if text in order else len(order)):
            with formatter.section(heading):
                formatter.write_dl(headings[heading])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Names from the table; options from the group itself."""
        from click.shell_completion import CompletionItem

        names = [name for name in self.list_commands(ctx) if name.startswith(incomplete)]
        items = [CompletionItem(name, help=self.line_of(name).help) for name in names]
        return items + click.Command.shell_complete(self, ctx, incomplete)

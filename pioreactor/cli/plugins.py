"""``pio plugins``."""

from __future__ import annotations

import click

from pioreactor.cli.lazy import Entry, LazyGroup
from pioreactor.cli.output import echo_json, json_option

plugins = LazyGroup(
    "plugins",
    table={"list": Entry("pioreactor.cli.plugins:list_plugins", "Name and version of each plugin.")},
    help="The plugins of this unit.",
    no_args_is_help=True,
)


@click.command("list")
@json_option
def list_plugins(as_json: bool) -> None:
    """Name and version of each plugin; one that cannot be loaded is reported on stderr."""
    from pioreactor.plugin_management import get_plugins

    found = get_plugins()
    if as_json:
        echo_json(
            [
                {
                    "name": name,
                    "version": plugin.version,
                    "description": plugin.description,
                    "homepage": plugin.homepage,
                    "source": plugin.source,
                    "author": plugin.author,
                }
                for name, plugin in found.items()
            ]
        )
        return
    for name, plugin in found.items():
        click.echo(f"{name}=={plugin.version}")

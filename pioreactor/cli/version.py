"""``pio version``."""

from __future__ import annotations

import click

from pioreactor.cli.output import echo_json, json_option


@click.command("version")
@click.option("-v", "--verbose", is_flag=True, help="Also the hardware, the operating system and the computer.")
@json_option
def version(verbose: bool, as_json: bool) -> None:
    """Show the version of the software."""
    from pioreactor import __version__

    if not verbose:
        if as_json:
            echo_json({"app": __version__})
        else:
            click.echo(__version__)
        return
    from pioreactor.background_jobs.monitor.versions import describe_unit

    facts = describe_unit()
    if as_json:
        echo_json(facts)
        return
    width = max(len(name) for name in facts)
    for name, value in facts.items():
        click.echo(f"{name + ':':<{width + 2}}{'unknown' if value is None else value}")

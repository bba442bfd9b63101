"""``pio log``."""

from __future__ import annotations

import click

LEVELS = ["debug", "info", "notice", "warning", "error", "critical"]


@click.command("log")
@click.option("-m", "--message", required=True, help="The text.")
@click.option("-l", "--level", type=click.Choice(LEVELS, case_sensitive=False), default="debug", show_default=True)
@click.option("-n", "--name", default="CLI", show_default=True, help="Who says it.")
@click.option("--local-only", is_flag=True, help="Do not send it to the leader.")
def log(message: str, level: str, name: str, local_only: bool) -> None:
    """Write one line to the log file, the console and the leader's log."""
    from pioreactor.logging import create_logger
    from pioreactor.whoami import UNIVERSAL_EXPERIMENT, get_unit_name

    logger = create_logger(
        name, unit=get_unit_name(), experiment=UNIVERSAL_EXPERIMENT, source="app", to_mqtt=not local_only
    )
    try:
        getattr(logger, level.lower())(message)
    finally:
        logger.clean_up()

"""``pio run monitor``."""

from __future__ import annotations

import click


@click.command("monitor")
def click_monitor() -> None:
    """Watch over this unit: presence, versions, addresses, temperatures, supply, button and light."""
    from pioreactor.background_jobs.monitor.job import start_monitor

    with start_monitor() as job:
        job.block_until_disconnected()

"""``pio run mqtt_to_db_streaming``."""

from __future__ import annotations

import click


@click.command("mqtt_to_db_streaming")
def click_mqtt_to_db_streaming() -> None:
    """Store what the units measure in the database (leader only)."""
    from pioreactor.background_jobs.leader.mqtt_to_db_streaming.job import start_mqtt_to_db_streaming
    from pioreactor.runtime.running import share_one_heap

    share_one_heap()
    with start_mqtt_to_db_streaming() as job:
        job.block_until_disconnected()

"""``pio mqtt``."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from pioreactor.types import MQTTMessage


@click.command("mqtt")
@click.option("-t", "--topic", default="pioreactor/#", show_default=True, help="What to follow; + and # are wildcards.")
@click.option("-n", "count", type=click.IntRange(1), help="End after this many messages.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per line, for scripts.")
def mqtt(topic: str, count: int | None, as_json: bool) -> None:
    """Follow the messages of the cluster; Ctrl-C ends.

    Prints time, topic and value of each message, retained ones first. When the broker is away it waits for it.
    """
    import json

    from pioreactor import clock
    from pioreactor.pubsub import subscribe_and_callback

    enough = threading.Event()
    seen = 0

    def show(message: MQTTMessage) -> None:
        nonlocal seen
        if enough.is_set():
            return
        value = message.payload.decode(errors="replace")
        now = clock.timestamp()
        if as_json:
            record = {"timestamp": now, "topic": message.topic, "value": value, "retained": bool(message.retain)}
            click.echo(json.dumps(record, ensure_ascii=False))
        else:
            click.echo(f"{click.style(now, dim=True)} | {click.style(message.topic, fg='cyan')} | {value}")
        seen += 1
        if count is not None and seen >= count:
            enough.set()

    client = subscribe_and_callback(show, topic)
    try:
        if not client.wait_for_connection(3.0):
            click.echo(f"The broker at {client.address} does not answer yet; waiting for it.", err=True)
        while not enough.wait(3600):
            pass
    finally:
        client.close()

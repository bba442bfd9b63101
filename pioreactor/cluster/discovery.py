"""Units that announce themselves in the local network."""

from __future__ import annotations

from collections.abc import Iterator
from queue import Empty, SimpleQueue
from typing import Any, Final, NamedTuple

from pioreactor import clock
from pioreactor.exc import PioreactorError

SERVICE: Final = "_pio-worker._tcp.local."
"""What role network lets a unit announce, under the name ``pioreactor-worker-on-<unit>``."""
_PREFIX: Final = "pioreactor-worker-on-"
_ASKS_FOR_S: Final = 1.0


class Found(NamedTuple):
    """A unit's name and its IPv4 address; empty where it told none."""

    name: str
    address: str


def discover(*, quiet_s: float | None) -> Iterator[Found]:
    """Each unit once, as they answer. ``quiet_s``: end after so many wall seconds without a new one; None: never.

    Raises PioreactorError where the network cannot be listened to.
    """
    from zeroconf import ServiceBrowser, Zeroconf

    try:
        listener = Zeroconf()
    except OSError as error:
        raise PioreactorError(f"The network cannot be listened to: {error}. Is there a network at all?") from error
    announced: SimpleQueue[str] = SimpleQueue()

    def note(zeroconf: Any, service_type: str, name: str, state_change: Any) -> None:
        announced.put(name)

    try:
        ServiceBrowser(listener, SERVICE, handlers=[note])
        yield from _new_ones(listener, announced, quiet_s)
    finally:
        listener.close()


def _new_ones(listener: Any, announced: SimpleQueue[str], quiet_s: float | None) -> Iterator[Found]:
    seen: set[str] = set()
    last_news_s = clock.wall_monotonic()
    while quiet_s is None or clock.wall_monotonic() - last_news_s < quiet_s:
        try:
            full_name = announced.get(timeout=0.2)
        except Empty:
            continue
        name = full_name.removesuffix(f".{SERVICE}").removeprefix(_PREFIX)
        if not name or name in seen:
            continue
        seen.add(name)
        info = listener.get_service_info(SERVICE, full_name, timeout=int(_ASKS_FOR_S * 1000))
        addresses = [address for address in info.parsed_addresses() if ":" not in address] if info else []
        last_news_s = clock.wall_monotonic()
        yield Found(name, addresses[0] if addresses else "")

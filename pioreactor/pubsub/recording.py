"""Write down, then send: the one way for readings and events to leave a process."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from pioreactor.exc import JournalError
from pioreactor.pubsub.paho_import import paho
from pioreactor.pubsub.topics import parse
from pioreactor.storage.journal import Journal
from pioreactor.storage.recorded import is_recorded

if TYPE_CHECKING:
    from pioreactor.pubsub.client import Client, MQTTMessageInfo

JOURNAL_PROPERTY = "journal"
BOOKED_PROPERTY = ("booked", "1")
"""On a dosing event whose volume the sender has entered in the vial's books itself."""


def record_and_publish(
    client: Client,
    journal: Journal | None,
    topic: str,
    payload: Any,
    *,
    qos: int = 1,
    retain: bool = False,
    durable: bool | None = None,
    on_journal_failure: Callable[[JournalError], Any] | None = None,
    user_properties: Sequence[tuple[str, str]] = (),
) -> MQTTMessageInfo:
    """Append a recorded message to the journal, then publish it with its number. Never waits for the broker.

    ``journal`` None, a topic that is not recorded, an empty payload or a testing experiment: published only.
    ``durable``: safe from a power cut before it is sent; default: doses are. A journal that fails is reported to
    ``on_journal_failure`` and does not keep the message from being published. ``user_properties``: further MQTT user
    properties of the message.
    """
    pairs = list(user_properties)
    if journal is not None and payload and _belongs_in_journal(topic):
        data = payload if isinstance(payload, bytes) else str(payload).encode()
        try:
            at_once = topic.endswith("/dosing_events") if durable is None else durable
            number = journal.append(topic, data, durable=at_once)
            pairs.append((JOURNAL_PROPERTY, f"{journal.journal_id}:{number}"))
        except JournalError as error:
            if on_journal_failure is not None:
                on_journal_failure(error)
    return client.publish(topic, payload, qos, retain, _properties(pairs))


def _properties(pairs: Sequence[tuple[str, str]]) -> Any:
    if not pairs:
        return None
    properties = paho.Properties(paho.PacketTypes.PUBLISH)
    for pair in pairs:
        properties.UserProperty = pair  # paho adds to those that are there
    return properties


def is_booked(message: Any) -> bool:
    """Whether a dosing event is in the books of the vial already."""
    pairs = getattr(getattr(message, "properties", None), "UserProperty", ())
    return BOOKED_PROPERTY in [tuple(pair) for pair in pairs]


def journal_number(message: Any) -> tuple[str, int] | None:
    """The (journal id, number) that a received message carries; None for messages that were not recorded."""
    pairs = getattr(getattr(message, "properties", None), "UserProperty", ())
    for name, value in pairs:
        identity, _, number = value.partition(":")
        if name == JOURNAL_PROPERTY and number.isdigit():
            return identity, int(number)
    return None


def _belongs_in_journal(topic: str) -> bool:
    try:
        parts = parse(topic)
    except ValueError:
        return False
    return not parts.experiment.startswith("_testing_") and is_recorded(parts.levels)

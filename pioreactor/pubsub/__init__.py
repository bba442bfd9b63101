"""Messages between processes: MQTT through :func:`create_client`, and the HTTP helpers of the cluster."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final

from pioreactor.struct_types import make_ready
from pioreactor.types import MQTTMessage

if TYPE_CHECKING:
    from pioreactor.pubsub.client import Client

_HTTP_NAMES: Final = frozenset(
    f"{verb}_{place}"
    for verb, place in (
        *((v, p) for v in ("post", "put", "patch") for p in ("into", "into_leader")),
        *((v, p) for v in ("get", "delete") for p in ("from", "from_leader")),
    )
)


class QOS:
    """Delivery of a message."""

    AT_MOST_ONCE = 0
    AT_LEAST_ONCE = 1
    EXACTLY_ONCE = 2


def create_client(
    hostname: str | None = None,
    *,
    client_id: str = "",
    last_will: dict[str, Any] | None = None,
    keepalive: int = 20,
    clean_start: bool = True,
    session_expiry_s: int = 0,
    port: int | None = None,
    tls: bool | None = None,
    userdata: Any = None,
    manual_ack: bool = False,
    on_connect: Callable[..., Any] | None = None,
    on_disconnect: Callable[..., Any] | None = None,
    on_message: Callable[..., Any] | None = None,
    report: Callable[[str], None] | None = None,
    skip_loop: bool = False,
) -> Client:
    """A client that connects in the background and keeps trying; returns at once, with or without a broker.

    ``client_id``: stable for a role that must not leave sessions behind; default: made up. ``last_will``: keywords of
    paho's ``will_set``. ``session_expiry_s``: how long the broker keeps the session after a broken connection;
    ``clean_start`` False picks up the session of an earlier process. ``on_connect(client, userdata, flags, reason,
    properties)`` is called after a success only. ``on_message`` replaces ``listen``. ``report`` gets one sentence a
    minute while there is no connection. ``skip_loop``: the caller runs the network loop.

    Raises ConfigError for an unusable configuration, and nothing else.
    """
    from pioreactor.config import get_config, get_mqtt_address
    from pioreactor.pubsub.client import Client, encrypt
    from pioreactor.pubsub.paho_import import paho

    config = get_config()
    client = Client(client_id or f"pio-{os.getpid()}-{os.urandom(4).hex()}", userdata=userdata, manual_ack=manual_ack)
    client.report = report
    client.current_account = mqtt_account
    username, password = mqtt_account()
    if username:
        client.username_pw_set(username, password)
    if config.getboolean("mqtt", "use_tls") if tls is None else tls:
        encrypt(client)
    if last_will is not None:
        client.will_set(**{"qos": 1, "retain": True, **last_will})
    client.also_on_connect = on_connect
    client.also_on_disconnect = on_disconnect
    if on_message is not None:
        client.on_message = on_message
    broker = hostname or get_mqtt_address()
    broker_port = port or config.getint("mqtt", "broker_port")
    client.address = f"{broker}:{broker_port}"
    properties = paho.Properties(paho.PacketTypes.CONNECT)
    properties.SessionExpiryInterval = session_expiry_s
    client.connect_async(
        broker,
        broker_port,
        keepalive,
        clean_start=paho.MQTT_CLEAN_START_FIRST_ONLY if clean_start else False,
        properties=properties,
    )
    # The types of everything that the messages lead to, before there is a thread that reads them.
    make_ready()
    if not skip_loop:
        client.loop_start()
    return client


def mqtt_account() -> tuple[str, str]:
    """User and password of this unit at its broker, as they are now. Raises ConfigError, StorageError."""
    from pioreactor.config import get_config
    from pioreactor.storage import credentials

    config = get_config()
    username, password = config.get("mqtt", "username"), config.get("mqtt", "password")
    if username:
        return username, password
    own = credentials.load()
    return own.mqtt_username, own.mqtt_password


def publish(topic: str, message: Any = "", retries: int = 3, *, timeout: float = 10.0, **mqtt: Any) -> None:
    """Send one message with a client of its own and wait until the broker has it. For commands, not for jobs.

    ``timeout``: wall seconds; ``retries`` is accepted for older callers, the client tries until the time is over.
    ``mqtt``: ``qos``, ``retain``. Raises ConnectionRefusedError when the broker has not taken it in time.
    """
    from pioreactor import clock

    client = create_client()
    try:
        end = clock.wall_monotonic() + timeout
        if client.connected_once.wait(timeout):
            info = client.publish(topic, message, **{"qos": 1, **mqtt})
            info.wait_for_publish(max(0.1, end - clock.wall_monotonic()))
            if info.is_published():
                return
        raise ConnectionRefusedError(f"The broker at {client.address} did not take the message in {timeout:g} s.")
    finally:
        client.close()


def subscribe(
    topics: str | Sequence[str], timeout: float | None = None, allow_retained: bool = True, **_ignored: Any
) -> MQTTMessage | None:
    """Wait for the first message on any of ``topics``; None after ``timeout`` wall seconds."""
    import queue

    arrived: queue.SimpleQueue[MQTTMessage] = queue.SimpleQueue()
    client = create_client()
    try:
        client.listen(topics, arrived.put, allow_retained=allow_retained)
        return arrived.get(timeout=timeout)
    except queue.Empty:
        return None
    finally:
        client.close()


def subscribe_and_callback(
    callback: Callable[[MQTTMessage], Any],
    topics: str | Sequence[str],
    *,
    client: Client | None = None,
    client_id: str = "",
    last_will: dict[str, Any] | None = None,
    allow_retained: bool = True,
    qos: int = 1,
    **_ignored: Any,
) -> Client:
    """Call ``callback(message)`` for each message, in a thread of its own; returns the client, for ``close()``."""
    client = client or create_client(client_id=client_id, last_will=last_will)
    client.listen(topics, callback, qos=qos, allow_retained=allow_retained)
    return client


def prune_retained_messages(pattern: str = "#", *, quiet_s: float = 0.5, timeout: float = 10.0) -> int:
    """Clear every retained message that matches; returns how many.

    The broker is taken to have sent them all after ``quiet_s`` wall seconds of silence. Raises ConnectionRefusedError
    when there is no broker within ``timeout``.
    """
    return _each_retained(
        pattern, quiet_s, timeout, lambda client, where: client.publish(where, b"", qos=1, retain=True)
    )


def count_retained_messages(pattern: str = "#", *, quiet_s: float = 0.5, timeout: float = 10.0) -> int:
    """How many retained messages match; they stay. Raises as :func:`prune_retained_messages`."""
    return _each_retained(pattern, quiet_s, timeout, lambda _client, _where: None)


def _each_retained(pattern: str, quiet_s: float, timeout: float, do: Callable[[Client, str], object]) -> int:
    import queue

    found: queue.SimpleQueue[MQTTMessage] = queue.SimpleQueue()
    client = create_client()
    count = 0
    try:
        if not client.connected_once.wait(timeout):
            raise ConnectionRefusedError(f"The broker at {client.address} cannot be reached.")
        client.listen(pattern, found.put)
        while True:
            message = found.get(timeout=quiet_s)
            if message.retain:
                do(client, message.topic)
                count += 1
    except queue.Empty:
        return count
    finally:
        client.close()


def __getattr__(name: str) -> Any:
    if name == "Client":
        from pioreactor.pubsub.client import Client

        return Client
    if name in _HTTP_NAMES:
        from pioreactor.pubsub import http

        return getattr(http, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

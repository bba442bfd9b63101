"""The ingest's session with the broker: receives, hands on, and confirms what is safe.

A journaled message is confirmed when it was handed on, because its unit keeps it until the database holds it. Any
other message is confirmed only after its commit, so the broker delivers it again if this process dies before.
"""

from __future__ import annotations

import contextlib
import logging
import socket
import threading
from collections.abc import Callable, Sequence
from typing import Final

import msgspec

from pioreactor import clock
from pioreactor.background_jobs.leader.mqtt_to_db_streaming import packets
from pioreactor.background_jobs.leader.mqtt_to_db_streaming.batch import Message
from pioreactor.exc import PioreactorError
from pioreactor.pubsub.addresses import for_socket
from pioreactor.storage.database.times import now_us

KEEPALIVE_S: Final = 30
SESSION_EXPIRY_S: Final = 7 * 86_400
_FIRST_PAUSE_S: Final = 1.0
_LONGEST_PAUSE_S: Final = 10.0
_COMPLAIN_EVERY_S: Final = 60.0
_BUFFER: Final = 1 << 16  # hundreds of messages; memory of this size is touched once and kept
_TICK_S: Final = 1.0


class BrokerSettings(msgspec.Struct, frozen=True, kw_only=True):
    """Where the broker is and who we are there. The client id is stable: it names the session.

    ``account`` gives user and password anew for each connection: they are renewed while the ingest runs.
    """

    host: str
    port: int
    client_id: str
    account: Callable[[], tuple[str, str]] = lambda: ("", "")
    use_tls: bool = False


class Receiver(threading.Thread):
    """Runs until ``stop``. ``offer(messages, timeout)`` takes messages or returns False when it has no room.

    While there is no room nothing is read from the broker, so memory stays bounded. ``on_connected`` is called after
    each (re)connection.
    """

    def __init__(
        self,
        settings: BrokerSettings,
        patterns: Sequence[str],
        offer: Callable[[list[Message], float], bool],
        on_connected: Callable[[], None],
        logger: logging.Logger | logging.LoggerAdapter[logging.Logger],
    ) -> None:
        super().__init__(name="receiver", daemon=True)
        self._settings = settings
        self._patterns = list(patterns)
        self._offer = offer
        self._on_connected = on_connected
        self._logger = logger
        self._stopping = threading.Event()
        self._sending = threading.Lock()
        self._socket: socket.socket | None = None
        self._sent_at = 0.0
        self._complained_at = -_COMPLAIN_EVERY_S
        self.is_connected = False

    def stop(self) -> None:
        """End the session politely and the thread soon; the broker keeps what arrives meanwhile."""
        self._stopping.set()
        with contextlib.suppress(OSError):
            self._send(packets.DISCONNECT)
        self._close()

    def confirm(self, packet_ids: Sequence[int]) -> None:
        """Tell the broker that these messages are safe. When the connection is gone, it will send them again."""
        if packet_ids:
            with contextlib.suppress(OSError):
                self._send(packets.puback(packet_ids))

    def run(self) -> None:
        """Connect, receive, and connect again for ever."""
        pause = _FIRST_PAUSE_S
        while not self._stopping.is_set():
            try:
                self._connect()
                pause = _FIRST_PAUSE_S
                self._receive()
            except (OSError, PioreactorError, packets.ProtocolError) as error:
                self._complain(error)
            finally:
                self.is_connected = False
                self._close()
            self._stopping.wait(pause)
            pause = min(pause * 2, _LONGEST_PAUSE_S)

    def _connect(self) -> None:
        settings = self._settings
        connection = socket.create_connection((for_socket(settings.host), settings.port), timeout=5.0)
        if settings.use_tls:
            from pioreactor.pubsub.tls import context  # 3 MB that a plain connection does not need

            connection = context().wrap_socket(connection, server_hostname=settings.host)
        self._socket = connection
        self._rest = b""
        self._send(
            packets.connect(
                settings.client_id,
                *settings.account(),
                keepalive_s=KEEPALIVE_S,
                session_expiry_s=SESSION_EXPIRY_S,
            )
        )
        reason = self._await(packets.CONNACK)[1]
        if reason:
            raise OSError(f"the broker refused the connection (reason {reason:#x}); check user and password")
        self._send(packets.subscribe(1, self._patterns))
        if any(code >= 0x80 for code in self._await(packets.SUBACK)[3:]):
            raise OSError("the broker refused a subscription; check the access rules of the leader's account")
        connection.settimeout(_TICK_S)
        self.is_connected = True
        self._complained_at = -_COMPLAIN_EVERY_S
        self._on_connected()

    def _await(self, kind: int) -> bytes:
        """The body of the next packet of a kind; messages that come before it are handed on."""
        deadline = clock.wall_monotonic() + 5.0
        while clock.wall_monotonic() < deadline:
            for control in self._read():
                if control.kind == kind:
                    return control.body
        raise OSError("the broker does not answer")

    def _receive(self) -> None:
        heard_at = clock.wall_monotonic()
        while not self._stopping.is_set():
            try:
                for control in self._read():
                    if control.kind == packets.DISCONNECTED:
                        reason = control.body[0] if control.body else 0
                        raise OSError(f"the broker ended the session (reason {reason:#x})")
                heard_at = clock.wall_monotonic()
            except TimeoutError:
                if clock.wall_monotonic() - heard_at > 1.5 * KEEPALIVE_S:
                    raise OSError("the broker fell silent") from None
            self._ping_if_due()

    def _read(self) -> list[packets.Control]:
        connection = self._socket
        if connection is None:
            raise OSError("the connection was closed")
        data = connection.recv(_BUFFER)
        if not data:
            raise OSError("the broker closed the connection")
        arrived = packets.take(self._rest + data if self._rest else data, now_us())
        self._rest = arrived.rest
        if arrived.messages:
            self._hand_on(arrived.messages)
        return arrived.controls

    def _hand_on(self, messages: list[Message]) -> None:
        while not self._offer(messages, _TICK_S):
            self._ping_if_due()
            if self._stopping.is_set():
                return
        self.confirm([m.packet_id for m in messages if m.packet_id and m.journal])

    def _ping_if_due(self) -> None:
        if clock.wall_monotonic() - self._sent_at > KEEPALIVE_S / 2:
            self._send(packets.PINGREQ)

    def _send(self, data: bytes) -> None:
        with self._sending:
            if self._socket is None:
                raise OSError("not connected")
            self._socket.sendall(data)
            self._sent_at = clock.wall_monotonic()

    def _close(self) -> None:
        connection, self._socket = self._socket, None
        if connection is not None:
            connection.close()

    def _complain(self, error: Exception) -> None:
        now = clock.wall_monotonic()
        if not self._stopping.is_set() and now - self._complained_at >= _COMPLAIN_EVERY_S:
            self._complained_at = now
            self._logger.warning(
                f"No connection to the broker {self._settings.host}:{self._settings.port}: {error}. "
                "Units keep their readings meanwhile; still trying."
            )

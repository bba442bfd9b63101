"""The MQTT client of all processes: it connects by itself, for ever, and nothing that is asked of it ever waits.

While the broker is away, retained messages are kept (the last per topic) and sent on return; messages with QoS 1 or 2
wait in a bounded queue; the rest is dropped. What must not be lost is in the journal anyway.
"""

from __future__ import annotations

import contextlib
import socket
import sys
import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from pioreactor import clock
from pioreactor.exc import PioreactorError
from pioreactor.pubsub.addresses import for_socket
from pioreactor.pubsub.lanes import Lane, NoLane
from pioreactor.pubsub.paho_import import paho, with_tls
from pioreactor.pubsub.topics import matches
from pioreactor.types import MQTTMessage

if TYPE_CHECKING:
    from paho.mqtt.client import Client as PahoClient
    from paho.mqtt.client import MQTTMessageInfo as MQTTMessageInfo
else:
    PahoClient = paho.Client
    MQTTMessageInfo = paho.MQTTMessageInfo

OFFLINE_QUEUE: Final = 1000
"""Messages with QoS 1 or 2 that wait for the broker; further ones are dropped."""
REPORT_EVERY_S: Final = 60.0
GOODBYE_S: Final = 0.5
_LOST: Final = "the connection was lost"
_NOT_SENT_YET = frozenset({paho.mqtt_ms_publish, paho.mqtt_ms_queued})

Callback = Callable[[MQTTMessage], Any]


class Subscription(NamedTuple):
    """One callback and the filter it listens to."""

    pattern: str
    callback: Callback
    qos: int
    allow_retained: bool
    lane: Lane | NoLane


class Retained(NamedTuple):
    """The last value of a retained topic that has not reached the broker."""

    payload: Any
    qos: int
    properties: Any


class Client(PahoClient):  # type: ignore[misc, unused-ignore]
    """paho's client, with subscriptions that survive a reconnect and callbacks off the network thread.

    Made by :func:`pioreactor.pubsub.create_client`. ``report`` is called with one sentence, at most once a minute,
    while the broker cannot be used, and with one sentence when it is back.
    """

    def __init__(self, client_id: str, *, userdata: Any = None, manual_ack: bool = False) -> None:
        super().__init__(
            paho.CallbackAPIVersion.VERSION2,
            client_id=client_id,
            userdata=userdata,
            protocol=paho.MQTTv5,
            manual_ack=manual_ack,
        )
        self._report: Callable[[str], None] | None = None
        self._unreported = ""
        self.address = ""
        self.connected_once = threading.Event()
        self.tried_once = threading.Event()
        self.lane = Lane(f"callbacks of {client_id}"[:60])
        self.current_account: Callable[[], tuple[str, str]] | None = None
        """Gives user and password anew when the broker has refused those that were known."""
        self.also_on_connect: Callable[..., Any] | None = None
        self.also_on_disconnect: Callable[..., Any] | None = None
        self._connect_listeners: list[Callable[[], None]] = []
        self._subscriptions: list[Subscription] = []
        self._pending: dict[str, Retained] = {}
        self._subscribing: set[int] = set()
        self._own_lock = threading.RLock()
        self._reported_at: float | None = None
        self._is_closing = False
        self.on_connect = self._when_connected
        self.on_connect_fail = self._when_connect_failed
        self.on_disconnect = self._when_disconnected
        self.on_message = self._when_message
        self.on_subscribe = self._when_subscribed
        self.on_publish = self._when_published
        self.reconnect_delay_set(1, 10)
        self.max_queued_messages_set(OFFLINE_QUEUE)
        self.max_inflight_messages_set(OFFLINE_QUEUE)

    def _create_socket_connection(self) -> socket.socket:
        # paho's own, with the name of the broker in the form that costs no memory.
        name = self._host
        if self._get_proxy() is None:
            self._host = for_socket(name)
        try:
            return super()._create_socket_connection()
        finally:
            self._host = name

    # --- sending -----------------------------------------------------------------------------------------------------

    def publish(
        self, topic: str, payload: Any = None, qos: int = 0, retain: bool = False, properties: Any = None
    ) -> MQTTMessageInfo:
        """Send, or keep for later as the module describes. Never waits and never raises because of the connection."""
        if not self.is_connected():
            if retain:
                self._keep(topic, Retained(payload, qos, properties))
                return _unsent()
            if qos == 0:
                return _unsent()
        info = super().publish(topic, payload, qos, retain, properties)
        if retain and info.rc == paho.MQTT_ERR_QUEUE_SIZE:
            with self._own_lock:  # sent when the broker has confirmed some of the others
                self._pending[topic] = Retained(payload, qos, properties)
        if qos and info.rc == paho.MQTT_ERR_NO_CONN:
            info.rc = paho.MQTT_ERR_SUCCESS  # it waits in the queue; asking about it is no error
        return info

    def _when_published(self, client: Any, userdata: Any, number: int, reason: Any, properties: Any) -> None:
        if self._pending and len(self._out_messages) < OFFLINE_QUEUE // 2:
            self._send_pending()

    def settle(self, timeout: float) -> bool:
        """Wait up to ``timeout`` wall seconds until the broker has confirmed all that was sent with QoS 1 or 2, and so
        has made the subscriptions; without a connection, at once False."""

        def is_confirmed() -> bool:
            return not self._out_messages and not self._subscribing

        clock.wait_until(lambda: is_confirmed() or not self.is_connected(), timeout, poll=0.002)
        return self.is_connected() and is_confirmed()

    def _keep(self, topic: str, value: Retained) -> None:
        with self._own_lock:
            self._pending[topic] = value
        if self.is_connected():  # it came back between the caller's look and ours
            self._send_pending()

    def _send_pending(self) -> None:
        with self._own_lock:
            waiting, self._pending = self._pending, {}
        for topic, value in waiting.items():
            self.publish(topic, value.payload, value.qos, True, value.properties)

    def _take_back_retained(self) -> None:
        """Retained values that were under way when the connection broke must not arrive after newer ones."""
        with self._out_message_mutex, self._own_lock:
            taken = {}
            for number, message in list(self._out_messages.items()):
                if message.retain and message.state in _NOT_SENT_YET:
                    del self._out_messages[number]
                    taken[message.topic] = Retained(message.payload, message.qos, message.properties)
            self._pending = {**taken, **self._pending}

    # --- receiving ---------------------------------------------------------------------------------------------------

    def listen(
        self,
        patterns: str | Sequence[str],
        callback: Callback,
        *,
        qos: int = 1,
        allow_retained: bool = True,
        lane: Lane | NoLane | None = None,
    ) -> None:
        """Call ``callback(message)`` for each message that matches; also after every reconnect, until the client ends.

        Callbacks of one ``lane`` run one after another, in the order of arrival, in a thread of their own. Listening
        twice with the same pattern and callback counts once.
        """
        for pattern in [patterns] if isinstance(patterns, str) else patterns:
            wanted = Subscription(pattern, callback, qos, allow_retained, lane or self.lane)
            with self._own_lock:
                same = [s for s in self._subscriptions if (s.pattern, s.callback) == (pattern, callback)]
                self._subscriptions = [s for s in self._subscriptions if s not in same] + [wanted]
            if self.is_connected():
                self._subscribe_to(pattern, only_if_new=False)

    def stop_listening(self, patterns: str | Sequence[str], callback: Callback | None = None) -> None:
        """Take back :meth:`listen`; without ``callback``, for all of them."""
        for pattern in [patterns] if isinstance(patterns, str) else patterns:
            with self._own_lock:
                self._subscriptions = [
                    s for s in self._subscriptions if s.pattern != pattern or callback not in (None, s.callback)
                ]
                unused = not any(s.pattern == pattern for s in self._subscriptions)
            if unused and self.is_connected():
                self.unsubscribe(pattern)

    def _subscribe_to(self, pattern: str, *, only_if_new: bool) -> None:
        with self._own_lock:
            here = [s for s in self._subscriptions if s.pattern == pattern]
        if not here:
            return
        wants_retained = any(s.allow_retained for s in here)
        handling = (1 if only_if_new else 0) if wants_retained else 2
        options = paho.SubscribeOptions(qos=max(s.qos for s in here), retainHandling=handling)
        with self._own_lock:
            _, number = self.subscribe(pattern, options=options)
            if number is not None:
                self._subscribing.add(number)

    def _when_subscribed(self, client: Any, userdata: Any, number: int, reasons: Any, properties: Any) -> None:
        with self._own_lock:
            self._subscribing.discard(number)

    def _when_message(self, client: Any, userdata: Any, message: Any) -> None:
        with self._own_lock:
            interested = [s for s in self._subscriptions if matches(s.pattern, message.topic)]
        for subscription in interested:
            if not message.retain or subscription.allow_retained:
                subscription.lane.put(subscription.callback, message)

    @property
    def report(self) -> Callable[[str], None] | None:
        """Who is told of trouble with the broker. What happened before there was anybody is told at once."""
        return self._report

    @report.setter
    def report(self, function: Callable[[str], None] | None) -> None:
        self._report = function
        waiting, self._unreported = self._unreported, ""
        if waiting and function is not None:
            function(waiting)

    # --- connection --------------------------------------------------------------------------------------------------

    def add_connect_listener(self, function: Callable[[], None]) -> None:
        """Call ``function()`` after every successful connect, in the callback lane."""
        self._connect_listeners.append(function)

    def wait_for_connection(self, timeout: float) -> bool:
        """Wait up to ``timeout`` wall seconds for the first connection; returns early when an attempt has failed."""
        self.tried_once.wait(timeout)
        return self.is_connected()

    def close(self, timeout: float = 1.0) -> None:
        """Send what is under way, say goodbye and end; at most ``timeout`` wall seconds. Safe to call twice."""
        if self._is_closing:
            return
        self.settle(min(timeout, 0.5))
        self._is_closing = True
        thread = self._thread
        goodbye = paho.Properties(paho.PacketTypes.DISCONNECT)
        goodbye.SessionExpiryInterval = 0
        with contextlib.suppress(OSError, ValueError):
            self.disconnect(properties=goodbye)
        self._thread_terminate = True
        if thread is not None and thread is not threading.current_thread():
            thread.join(timeout)

    shutdown = close

    def _thread_main(self) -> None:
        super()._thread_main()
        if self._is_closing:  # nobody else closes the pair of sockets that wakes this thread
            self._reset_sockets()

    def _sock_close(self) -> None:
        """Closing a socket that holds unread data resets the connection, and the broker would lose our last words."""
        sock = self._sock
        if sock is not None and self._is_closing:
            with contextlib.suppress(OSError, ValueError):
                sock.shutdown(socket.SHUT_WR)  # type: ignore[attr-defined]
                sock.settimeout(GOODBYE_S)  # type: ignore[attr-defined]
                while sock.recv(4096):
                    pass
        super()._sock_close()

    def loop_stop(self) -> Any:
        """Stop the network thread without waiting for a dead connection."""
        self.close()
        return paho.MQTT_ERR_SUCCESS

    def _when_connected(self, client: Any, userdata: Any, flags: Any, reason: Any, properties: Any) -> None:
        if reason.is_failure:
            self._report_trouble(f"it refuses the account or client id ({reason})")
            self._renew_account()
            self.tried_once.set()
            return
        if self._reported_at is not None and self._report is not None:
            self._report(f"Connected to the broker at {self.address} again.")
        self._reported_at = None
        self._unreported = ""
        self._subscribing.clear()
        for pattern in dict.fromkeys(s.pattern for s in self._subscriptions):
            self._subscribe_to(pattern, only_if_new=self.connected_once.is_set())
        self._take_back_retained()
        self._send_pending()
        self.connected_once.set()
        self.tried_once.set()
        for listener in self._connect_listeners:
            self.lane.put(listener)
        if self.also_on_connect is not None:
            self.also_on_connect(client, userdata, flags, reason, properties)

    def _renew_account(self) -> None:
        """The passwords of a unit are renewed while its jobs run: the next try is made with what holds now."""
        if self.current_account is None:
            return
        with contextlib.suppress(PioreactorError, OSError):
            username, password = self.current_account()
            if username:
                self.username_pw_set(username, password)

    def _when_connect_failed(self, client: Any, userdata: Any) -> None:
        error = sys.exc_info()[1]
        if error is not None and hasattr(error, "verify_code"):
            from pioreactor.pubsub.tls import explain

            self._report_trouble(explain(error))
        else:
            self._report_trouble(str(error or "no answer"))
        self.tried_once.set()

    def _when_disconnected(self, client: Any, userdata: Any, flags: Any, reason: Any, properties: Any) -> None:
        if not self._is_closing and self.connected_once.is_set():
            self._report_trouble(_LOST if str(reason) == "Unspecified error" else str(reason))
        if self.also_on_disconnect is not None:
            self.also_on_disconnect(client, userdata, flags, reason, properties)

    def _report_trouble(self, cause: str) -> None:
        now = clock.wall_monotonic()
        if self._is_closing or (self._reported_at is not None and now - self._reported_at < REPORT_EVERY_S):
            return
        self._reported_at = now
        text = f"The broker at {self.address} cannot be used: {cause}. Trying again until it can."
        if self._report is not None:
            self._report(text)
        else:
            self._unreported = text


def encrypt(client: Client) -> None:
    """Use TLS from the next connection on; the cluster's authority is believed, or where there is none the system's."""
    from pioreactor.pubsub.tls import context

    with_tls()
    client.tls_set_context(context())


def _unsent() -> MQTTMessageInfo:
    info = _Unsent(0)
    info.rc = paho.MQTT_ERR_NO_CONN
    return info


class _Unsent(MQTTMessageInfo):
    """What a caller gets for a message that was not sent: asking about it neither waits nor raises."""

    def wait_for_publish(self, timeout: float | None = None) -> None:
        """Return at once."""

    def is_published(self) -> bool:
        """No."""
        return False

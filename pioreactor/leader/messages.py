"""The leader's own line to the broker: assignments that stay, and commands whose delivery is confirmed."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Final

import msgspec

from pioreactor import clock, pubsub, structs
from pioreactor.exc import PioreactorError
from pioreactor.pubsub.client import Client
from pioreactor.pubsub.topics import topic
from pioreactor.whoami import UNIVERSAL_EXPERIMENT

CONFIRM_WITHIN_S: Final = 2.0
RECONNECT_WITHIN_S: Final = 0.5


class BrokerAwayError(PioreactorError):
    """A command could not be handed to the broker. ``may_still_happen``: it was sent but not confirmed."""

    def __init__(self, text: str, *, may_still_happen: bool) -> None:
        super().__init__(text)
        self.may_still_happen = may_still_happen


class Messenger:
    """One session with the broker, opened at first use; never blocks while the broker is away."""

    def __init__(self, client_id: str) -> None:
        self._client_id = client_id
        self._client: Client | None = None
        self._guard = threading.Lock()
        self._left: dict[str, bytes] = {}

    def publish_assignment(self, assignment: structs.Assignment) -> None:
        """Leave the assignment at the broker (retained); delivered later if the broker is away now."""
        where = topic(assignment.pioreactor_unit, UNIVERSAL_EXPERIMENT, "assignment")
        self.client().publish(where, msgspec.json.encode(assignment), qos=1, retain=True)

    def leave(self, where: str, payload: bytes) -> None:
        """Leave a message at the broker (retained); again after each reconnection, as a broker may forget.

        What lies there already is not sent again. Delivered later if the broker is away now.
        """
        with self._guard:
            if self._left.get(where) == payload:
                return
            self._left[where] = payload
        self.client().publish(where, payload, qos=1, retain=True)

    def command(self, messages: Mapping[str, str | bytes], qos: int = 1) -> None:
        """Publish each topic's payload and wait until the broker has confirmed all, up to two wall seconds.

        Raises BrokerAwayError. Nothing is sent if there is no connection: a command must not be carried out much later.
        """
        client = self.client()
        # A new session needs a moment to connect; one that was connected knows at once that the broker is away.
        patience_s = RECONNECT_WITHIN_S if client.connected_once.is_set() else CONFIRM_WITHIN_S
        if not clock.wait_until(client.is_connected, patience_s):
            raise BrokerAwayError("The MQTT broker is away; nothing was sent.", may_still_happen=False)
        sent = [client.publish(where, payload, qos=qos) for where, payload in messages.items()]
        deadline = clock.wall_monotonic() + CONFIRM_WITHIN_S
        for info in sent:
            try:
                info.wait_for_publish(max(0.01, deadline - clock.wall_monotonic()))
            except (RuntimeError, ValueError) as error:
                raise BrokerAwayError(f"The MQTT broker took no message: {error}.", may_still_happen=False) from error
            if not info.is_published():
                raise BrokerAwayError("The MQTT broker did not confirm in time.", may_still_happen=True)

    def close(self) -> None:
        """End the session."""
        with self._guard:
            client, self._client = self._client, None
        if client is not None:
            client.close()

    def client(self) -> Client:
        """The session, for messages that may be delivered later; whether it is connected is its own affair."""
        with self._guard:
            if self._client is None:
                self._client = pubsub.create_client(client_id=self._client_id)
                self._client.add_connect_listener(self._leave_again)
            return self._client

    def _leave_again(self) -> None:
        with self._guard:
            client, left = self._client, dict(self._left)
        if client is not None:
            for where, payload in left.items():
                client.publish(where, payload, qos=1, retain=True)

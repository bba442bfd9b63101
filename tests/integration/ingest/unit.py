"""A unit as the ingest sees it: a journal, a publisher, and a web server that gives the journal out."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlparse

from paho.mqtt.client import CallbackAPIVersion, Client
from paho.mqtt.enums import MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from pioreactor import clock
from pioreactor.exc import JournalError
from pioreactor.storage.journal import Journal


class FakeUnit:
    def __init__(self, name: str, folder: Path, broker_port: int) -> None:
        self.name = name
        self.journal = Journal(folder / f"{name}.sqlite")
        self.client = Client(CallbackAPIVersion.VERSION2, client_id=f"unit-{name}", protocol=MQTTProtocolVersion.MQTTv5)
        self.client.reconnect_delay_set(1, 1)
        self.client.connect_async("127.0.0.1", broker_port)
        self.client.loop_start()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _handler_of(self))
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.server.server_address[1]}"

    def measure(self, count: int, *, pause_s: float = 0.0, publish: bool = True) -> None:
        """Write down, then send, one reading after another."""
        for index in range(count):
            payload = json.dumps({"measured_rpm": float(index), "timestamp": clock.now().isoformat()}).encode()
            self.record("stirring/measured_rpm", payload, publish=publish)
            if pause_s:
                clock.wall_sleep(pause_s)

    def record(self, what: str, payload: bytes, *, publish: bool = True) -> None:
        topic = f"pioreactor/{self.name}/exp/{what}"
        number = self.journal.append(topic, payload)
        if publish and self.client.is_connected():
            properties = Properties(PacketTypes.PUBLISH)
            properties.UserProperty = ("journal", f"{self.journal.journal_id}:{number}")
            self.client.publish(topic, payload, qos=1, properties=properties)

    def replace_journal(self, path: Path) -> None:
        self.journal.close()
        self.journal = Journal(path)

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.client.disconnect()
        self.client.loop_stop()
        self.journal.close()


def _handler_of(unit: FakeUnit) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked, journal = parse_qs(urlparse(self.path).query), unit.journal
            rows = journal.read(int(asked["after"][0]), int(asked["limit"][0]))
            self._answer(
                {
                    "journal_id": journal.journal_id,
                    "last": journal.last_number(),
                    "rows": [
                        {
                            "number": row.number,
                            "topic": row.topic,
                            "payload": row.payload.decode(),
                            "written_at": row.written_at_s,
                        }
                        for row in rows
                    ],
                }
            )

        def do_POST(self) -> None:
            body, journal = json.loads(self.rfile.read(int(self.headers["Content-Length"]))), unit.journal
            try:
                if body["journal_id"] != journal.journal_id:
                    raise JournalError("That is another journal.")
                journal.acknowledge(body["through"], keep_after=body["keep_after"])
            except JournalError as error:
                self._answer({"error": str(error)}, 409)
                return
            self._answer(
                {
                    "journal_id": journal.journal_id,
                    "last": journal.last_number(),
                    "acknowledged": journal.acknowledged(),
                }
            )

        def _answer(self, content: object, status: int = 200) -> None:
            data = json.dumps(content).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *args: object) -> None:
            pass

    return Handler

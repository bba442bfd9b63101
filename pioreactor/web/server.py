"""One process per unit: the HTTP server in the main thread, task threads beside it, a clean end on a signal."""

from __future__ import annotations

import errno
import logging
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, Final

from flask import Flask
from waitress.server import create_server

from pioreactor.exc import PioreactorError
from pioreactor.storage import database
from pioreactor.web.services import Services

THREADS: Final = 8
_log = logging.getLogger("pioreactor.web")


class ServerError(PioreactorError):
    """The web server cannot start."""


class _StopRequested(SystemExit):
    """A signal asked the process to end. SystemExit, because waitress ends its loop in order on it."""


def serve(app: Flask, host: str, port: int) -> None:
    """Answer requests until SIGINT, SIGTERM or SIGHUP; then finish what is under way (at most about ten wall seconds).

    Raises ServerError when the address cannot be used.
    """
    shared: Services = app.extensions["services"]
    if shared.is_leader:
        _prepare_database()
    server = _listen(app, host, port)
    shared.start()
    try:
        with _stopped_by_signals():
            server.run()
    except _StopRequested:
        pass
    finally:
        server.close()
        shared.stop()


def _prepare_database() -> None:
    connection = database.connect()
    try:
        database.migrate(connection)
    finally:
        connection.close()


def _listen(app: Flask, host: str, port: int) -> Any:
    try:
        return create_server(
            app,
            host=host,
            port=port,
            threads=THREADS,
            ident=None,
            connection_limit=200,
            channel_timeout=60,
            # Idle, the loop wakes up only to drop connections that have been silent for long.
            asyncore_loop_timeout=15,
            cleanup_interval=30,
            # The application answers 413 from one megabyte on, in our words; this is the limit of what is read at all.
            max_request_body_size=16_000_000,
            max_request_header_size=65_536,
            trusted_proxy="127.0.0.1",
            trusted_proxy_count=1,
            trusted_proxy_headers={"x-forwarded-for", "x-forwarded-proto"},
            clear_untrusted_proxy_headers=True,
        )
    except OSError as error:
        remedies = {
            errno.EADDRINUSE: "Another program uses it; stop that one or set another [ui] port.",
            errno.EACCES: "Ports below 1024 need root; set a higher [ui] port.",
        }
        remedy = remedies.get(error.errno or 0, "Set [ui] host and port to an address of this machine.")
        raise ServerError(f"Cannot listen on {host}:{port}: {error.strerror or error}. {remedy}") from error


@contextmanager
def _stopped_by_signals() -> Iterator[None]:
    def stop(number: int, _: FrameType | None) -> None:
        _log.info("Stopping on %s.", signal.Signals(number).name)
        raise _StopRequested(0)

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)

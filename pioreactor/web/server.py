"""One process per unit: the HTTP server in the main thread, task threads beside it, a clean end on a signal."""

from __future__ import annotations

import errno
import logging
import signal
import socket
from types import FrameType
from typing import Any, Final

from flask import Flask
from waitress import wasyncore
from waitress.server import create_server

from pioreactor.exc import PioreactorError
from pioreactor.storage import database
from pioreactor.struct_types import make_ready
from pioreactor.web.leader.config_news import ConfigNews
from pioreactor.web.leader.export_cleaning import ExportCleaning
from pioreactor.web.services import Services

THREADS: Final = 8
_REQUESTS_END_WITHIN_S: Final = 3.0
_TASKS_END_WITHIN_S: Final = 3.0
_log = logging.getLogger("pioreactor.web")


class ServerError(PioreactorError):
    """The web server cannot start."""


def serve(app: Flask, host: str, port: int) -> None:
    """Answer requests until SIGINT, SIGTERM or SIGHUP; then finish what is under way (at most about ten wall seconds).

    Raises ServerError when the address cannot be used.
    """
    shared: Services = app.extensions["services"]
    if shared.is_leader:
        _prepare_database()
    make_ready()  # before the threads that answer
    server = _listen(app, host, port)
    shared.start()
    cleaning = ExportCleaning()
    if shared.is_leader:
        cleaning.start()
        # The file may have been changed while nobody served it.
        shared.leader_tasks.submit(lambda _: ConfigNews(shared.messenger).announce_present())
    try:
        _answer_until_stopped(server)
    finally:
        server.task_dispatcher.shutdown(timeout=_REQUESTS_END_WITHIN_S)
        server.close()
        cleaning.stop()
        shared.stop(_TASKS_END_WITHIN_S)


def _answer_until_stopped(server: Any) -> None:
    """Waitress's own loop, ended between two rounds. A handler that raises could be lost in somebody's ``except``."""
    caught: list[int] = []

    def stop(number: int, _: FrameType | None) -> None:
        caught.append(number)
        server.pull_trigger()

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        while not caught:
            wasyncore.loop(server.adj.asyncore_loop_timeout, map=server._map, count=1)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    _log.info("Stopping on %s.", signal.Signals(caught[0]).name)


def _prepare_database() -> None:
    connection = database.connect()
    try:
        database.migrate(connection)
    finally:
        connection.close()


def _listen(app: Flask, host: str, port: int) -> Any:
    try:
        # One socket: a name with several addresses would make several servers, which cannot be woken together.
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        return create_server(
            app,
            listen=f"[{address[0]}]:{port}" if family == socket.AF_INET6 else f"{address[0]}:{port}",
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

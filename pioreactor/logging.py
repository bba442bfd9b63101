"""Loggers of jobs and commands: to the log file, to the terminal, and over MQTT to the leader and the browser.

A log line never stops what it reports on: every sink keeps its own troubles to itself. Lines for the leader are written
to the journal first, so that they reach the database even when the broker is away.
"""

from __future__ import annotations

import contextlib
import logging
import os
import re
import sys
from typing import TYPE_CHECKING, Any, Final

from pioreactor import clock
from pioreactor.exc import PioreactorError

if TYPE_CHECKING:
    from pioreactor.pubsub.client import Client
    from pioreactor.storage.journal import Journal

NOTICE: Final = 25
MAX_LINES_PER_S: Final = 20
"""Lines per wall second and logger that leave the unit in the long run; bursts of five seconds' worth are allowed."""
_COLOURS: Final = {"DEBUG": "90", "INFO": "32", "NOTICE": "36", "WARNING": "33", "ERROR": "31", "CRITICAL": "97;41"}
_ANSI = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")

logging.addLevelName(NOTICE, "NOTICE")
logging.NOTICE = NOTICE  # type: ignore[attr-defined]
logging.raiseExceptions = False


class CustomLogger(logging.Logger):
    """A logger with the level NOTICE, whose sinks are its own."""

    def notice(self, message: str, *args: Any, **options: Any) -> None:
        """Log something that a person should know and need not act upon."""
        if self.isEnabledFor(NOTICE):
            self._log(NOTICE, message, args, **options)

    def clean_up(self) -> None:
        """Close the sinks. Later lines go nowhere."""
        for handler in list(self.handlers):
            self.removeHandler(handler)
            with contextlib.suppress(Exception):
                handler.close()


class FileSink(logging.FileHandler):
    """Appends to the log file, also after it was rotated; a file that cannot be written is tried again each minute."""

    def __init__(self, path: str) -> None:
        super().__init__(path, encoding="utf-8", delay=True)
        self._silent_until = 0.0
        self.setFormatter(FileFormat())

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line, or keep quiet for a minute."""
        if clock.wall_monotonic() < self._silent_until:
            return
        try:
            self._follow_rotation()
            super().emit(record)
        except OSError as error:
            self._give_up_for_a_while(error)

    def handleError(self, record: logging.LogRecord) -> None:
        """A full disk shows here rather than as an exception."""
        self._give_up_for_a_while(sys.exc_info()[1])

    def _follow_rotation(self) -> None:
        if self.stream is None:
            return
        ours = os.fstat(self.stream.fileno())
        try:
            named = os.stat(self.baseFilename)  # noqa: PTH116
        except FileNotFoundError:
            named = None
        if named is None or (named.st_ino, named.st_dev) != (ours.st_ino, ours.st_dev):
            self._close_stream()

    def _close_stream(self) -> None:
        stream, self.stream = self.stream, None
        if stream is not None:
            with contextlib.suppress(OSError):
                stream.close()

    def _give_up_for_a_while(self, error: BaseException | None) -> None:
        self._silent_until = clock.wall_monotonic() + 60
        self._close_stream()
        with contextlib.suppress(OSError, AttributeError, ValueError):
            sys.stderr.write(f"The log file {self.baseFilename} cannot be written: {error}.\n")


class FileFormat(logging.Formatter):
    """``2026-11-22T05:40:05+0000 [CLI] INFO hi``."""

    def __init__(self) -> None:
        super().__init__("%(moment)s [%(name)s] %(levelname)s %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        """One record with the time of the experiment's clock."""
        record.moment = clock.now().strftime("%Y-%m-%dT%H:%M:%S+0000")
        return super().format(record)


class ConsoleFormat(logging.Formatter):
    """``<time> <LEVEL padded> [<logger>] <message>``, coloured on a terminal."""

    def __init__(self, coloured: bool) -> None:
        super().__init__("%(moment)s %(padded)s [%(name)s] %(message)s")
        self.coloured = coloured

    def format(self, record: logging.LogRecord) -> str:
        """One record."""
        record.moment = clock.now().strftime("%Y-%m-%dT%H:%M:%S+0000")
        record.padded = f"{record.levelname:<6}"
        line = super().format(record)
        colour = _COLOURS.get(record.levelname)
        return f"\x1b[{colour}m{line}\x1b[0m" if self.coloured and colour else line


class MQTTSink(logging.Handler):
    """Sends lines to ``<unit>/<experiment>/logs/<source>/<level>`` by way of the journal."""

    def __init__(self, unit: str, experiment: str, source: str, task: str, client: Client | None) -> None:
        super().__init__(logging.DEBUG)
        from pioreactor.storage.journal import shared_journal

        self.unit, self.experiment, self.source, self.task = unit, experiment, source, task
        self._client = client
        self._owns_client = client is None
        self._journal: Journal | None = None if experiment.startswith("_testing_") else shared_journal()
        self._allowance = 5.0 * MAX_LINES_PER_S
        self._topped_up_at = clock.wall_monotonic()
        self._dropped = 0

    def emit(self, record: logging.LogRecord) -> None:
        """Write down and send one line."""
        if not self._may_send():
            self._dropped += 1
            return
        with contextlib.suppress(Exception):
            self._send(record.levelname, self._text(record))

    def close(self) -> None:
        """End the client if it is this sink's own."""
        super().close()
        if self._owns_client and self._client is not None:
            self._client.wait_for_connection(0.5)
            self._client.close()
            self._client = None

    def _send(self, level: str, text: str) -> None:
        import msgspec

        from pioreactor.pubsub.recording import record_and_publish
        from pioreactor.pubsub.topics import topic
        from pioreactor.structs import Log

        if self._dropped:
            text += f"\n({self._dropped} more lines were not sent; see the log file.)"
            self._dropped = 0
        line = Log(text, level, self.task, self.source, clock.timestamp())
        where = topic(self.unit, self.experiment, "logs", self.source, level.lower())
        if self._client is None and self._owns_client:
            from pioreactor.pubsub import create_client

            self._client = create_client()
            self._client.wait_for_connection(0.1)
        if self._client is not None:
            record_and_publish(self._client, self._journal, where, msgspec.json.encode(line), qos=0)

    def _text(self, record: logging.LogRecord) -> str:
        text = record.getMessage()
        if record.exc_info:
            text += "\n" + logging.Formatter().formatException(record.exc_info)
        return _ANSI.sub("", text).replace("\r\n", "\n")

    def _may_send(self) -> bool:
        now = clock.wall_monotonic()
        grown = self._allowance + (now - self._topped_up_at) * MAX_LINES_PER_S
        self._allowance = min(5.0 * MAX_LINES_PER_S, grown)
        self._topped_up_at = now
        if self._allowance < 1:
            return False
        self._allowance -= 1
        return True


def create_logger(
    name: str,
    unit: str | None = None,
    experiment: str | None = None,
    source: str = "app",
    task: str | None = None,
    to_mqtt: bool = True,
    pub_client: Client | None = None,
    log_file: str | None = None,
) -> CustomLogger:
    """A logger for one job or command.

    ``name``: shown in file and terminal. ``experiment``: default the unit's, else ``$experiment``. ``source``: ``app``,
    ``ui``, ``huey`` or a plugin's name. ``task``: default ``name``. ``pub_client``: a client to share; without one,
    the first line opens one. Works without a configuration (terminal only) and never raises.
    """
    from pioreactor import whoami

    logger = CustomLogger(name, logging.DEBUG)
    logger.parent = logging.getLogger()
    console = logging.StreamHandler()
    console.setFormatter(ConsoleFormat(_is_terminal()))
    logger.addHandler(console)
    try:
        from pioreactor.config import get_config
        from pioreactor.storage.paths import log_path

        # What a launched job says goes to a file in memory, and the log file has it anyway.
        launched = bool(os.environ.get("PIO_LAUNCHED"))
        console.setLevel("WARNING" if launched else get_config().get("logging", "console_log_level"))
        logger.addHandler(FileSink(log_file or str(log_path())))
        if to_mqtt:
            unit = unit or whoami.get_unit_name()
            experiment = experiment or whoami.get_assigned_experiment_or_none() or whoami.UNIVERSAL_EXPERIMENT
            logger.addHandler(MQTTSink(unit, experiment, source, task or name, pub_client))
    except PioreactorError as error:
        logger.warning("Logging to the terminal only: %s", error)
    return logger


def _is_terminal() -> bool:
    with contextlib.suppress(Exception):
        return bool(sys.stderr.isatty())
    return False

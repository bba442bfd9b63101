"""Where the web server's own log lines go: the file of ``[logging] ui_log_file`` and the terminal."""

from __future__ import annotations

import logging
import sys

from pioreactor.config import get_config
from pioreactor.logging import ConsoleFormat, FileFormat, FileSink


def open_sinks() -> None:
    """Send what this package, waitress and huey log to the file and to the terminal."""
    config = get_config()
    console = logging.StreamHandler()
    console.setFormatter(ConsoleFormat(sys.stderr.isatty()))
    file = FileSink(config.get("logging", "ui_log_file"))
    file.setFormatter(FileFormat())
    for name, level in (
        ("pioreactor", config.get("logging", "ui_log_level")),
        ("waitress", "WARNING"),
        ("huey", "WARNING"),
    ):
        logger = logging.getLogger(name)
        logger.setLevel(level)
        logger.propagate = False
        logger.addHandler(console)
        logger.addHandler(file)

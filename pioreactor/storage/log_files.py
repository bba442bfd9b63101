"""The log files of a unit."""

from __future__ import annotations

from pathlib import Path

from pioreactor.storage.paths import log_path


def log_files() -> list[Path]:
    """That of jobs and commands; on the leader also that of the web server, where it has one of its own."""
    from pioreactor.config import get_config
    from pioreactor.whoami import am_I_leader

    configured = get_config().get("logging", "ui_log_file", fallback="") if am_I_leader() else ""
    return list(dict.fromkeys([log_path(), *([Path(configured).expanduser()] if configured else [])]))

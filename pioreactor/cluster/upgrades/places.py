"""Where the leader keeps bundles, requests and records of upgrades."""

from __future__ import annotations

from pathlib import Path

from pioreactor.storage.paths import storage_dir


def folder() -> Path:
    """The folder of all of it."""
    return storage_dir() / "upgrades"


def bundles() -> Path:
    """The bundle that was uploaded, with what is known of it."""
    return folder() / "bundles"


def runs() -> Path:
    """A record and a list of events for each run."""
    return folder() / "runs"


def request() -> Path:
    """What somebody asks for; systemd starts the service when this file appears."""
    return folder() / "request.json"


def stop_request() -> Path:
    """Somebody asks the run under way to stop."""
    return folder() / "stop"


def lock() -> Path:
    """Held by whoever runs the playbook, as long as that process lives."""
    return folder() / "run.lock"

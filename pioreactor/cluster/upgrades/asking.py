"""Asking for an upgrade or a rollback, asking it to stop, and whether that is possible here."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import msgspec

from pioreactor import clock
from pioreactor.cluster import upgrading
from pioreactor.cluster.upgrades import places, progress, records
from pioreactor.cluster.upgrades.records import Kind, Request, Run
from pioreactor.exc import UpgradeError
from pioreactor.storage.files import write_atomically

STARTER: Final = Path("/etc/systemd/system/pioreactor-cluster-upgrade.path")
"""Starts the service when a request appears; from role release."""
_BEGINS_WITHIN_S: Final = 30.0


class UpgradeUnderWayError(UpgradeError):
    """One run at a time."""


def why_not() -> str | None:
    """Why this computer cannot change the release of a cluster; None if it can."""
    if os.environ.get(upgrading.ANSIBLE_ENV) or STARTER.exists():
        return None
    if upgrading.WRAPPER.exists():
        return "The service that runs upgrades is not set up. Run playbooks/site.yml, or `pio cluster upgrade FILE`."
    return "The roles have not set up this leader; a simulated cluster or a checkout is updated with git."


def ask(
    kind: Kind,
    units: Sequence[str],
    leader: str,
    *,
    version: str = "",
    bundle: str = "",
    waits: bool = False,
    only: Sequence[str] = (),
    asked_by: str = "",
) -> Run:
    """Write the wish down and have it carried out, outside this process. Raises UpgradeUnderWayError, UpgradeError.

    ``units``: who takes part, in order; ``only``: the limit that was asked for, empty for all.
    """
    if present() is not None:
        raise UpgradeUnderWayError("An upgrade or rollback is under way already. Wait until it ends, or stop it.")
    run = Run(
        run_id=records.new_id(),
        kind=kind,
        version=version,
        bundle=bundle,
        waits=waits,
        only=list(only),
        asked_by=asked_by,
        asked_at=clock.timestamp(),
    )
    progress.begin(run, units, leader)
    places.stop_request().unlink(missing_ok=True)
    records.save(run)
    request = Request(run_id=run.run_id, asked_s=clock.now_s())
    write_atomically(places.request(), msgspec.json.encode(request), mode=0o640)
    if not STARTER.exists():
        _start_by_ourselves()
    return run


def stop() -> bool:
    """Ask the run under way to stop; False if there is none. It may take some seconds."""
    run = present()
    if run is None:
        return False
    if run.outcome == "asked":
        places.request().unlink(missing_ok=True)
    places.stop_request().touch()
    return True


def present() -> Run | None:
    """The run that is asked for or under way."""
    run = look(records.newest())
    return run if run is not None and not run.has_ended else None


def look(run: Run | None) -> Run | None:
    """The run as it is now: one whose process has died, or never came, is interrupted."""
    if run is None or run.has_ended or is_held():
        return run
    fresh = records.load(run.run_id)  # it may have ended since it was read
    if fresh.has_ended:
        return fresh
    age_s = (clock.now_s() - clock.from_iso(fresh.asked_at).timestamp()) / max(1.0, clock.speed())
    if fresh.outcome == "asked" and age_s < _BEGINS_WITHIN_S:
        return fresh
    fresh.message = fresh.message or (
        "The leader's service did not begin: journalctl -u pioreactor-cluster-upgrade. Nothing was changed."
        if fresh.outcome == "asked"
        else "Whoever ran it is gone, as after a power cut of the leader. Units that had begun go on by themselves."
    )
    fresh.outcome = "interrupted"
    return fresh


def is_held() -> bool:
    """True while a process carries a run out."""
    try:
        with places.lock().open() as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return False


def _start_by_ourselves() -> None:
    """Where no systemd waits for requests: a process that does not end with us."""
    subprocess.Popen(
        [sys.executable, "-m", "pioreactor.cluster.upgrades.runner"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )

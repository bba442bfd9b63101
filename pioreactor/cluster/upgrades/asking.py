"""Asking for an upgrade or a rollback, and whether that is possible here."""

from __future__ import annotations

import os
from collections.abc import Sequence

from pioreactor import clock
from pioreactor.cluster import errands, upgrading
from pioreactor.cluster.upgrades import progress
from pioreactor.cluster.upgrades.records import DESK, Kind, Run
from pioreactor.exc import UpgradeError


class UpgradeUnderWayError(UpgradeError):
    """One run at a time."""


def why_not() -> str | None:
    """Why this computer cannot change the release of a cluster; None if it can."""
    if os.environ.get(upgrading.ANSIBLE_ENV) or DESK.starter().exists():
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
    if DESK.present() is not None:
        raise UpgradeUnderWayError("An upgrade or rollback is under way already. Wait until it ends, or stop it.")
    run = Run(
        run_id=errands.new_id(),
        kind=kind,
        version=version,
        bundle=bundle,
        waits=waits,
        only=list(only),
        asked_by=asked_by,
        asked_at=clock.timestamp(),
    )
    progress.begin(run, units, leader)
    DESK.ask(run)
    return run

"""``python -m pioreactor.cluster.backups.runner``: does what somebody has asked for, else the backup of the night.

A process of its own, on a host the service ``pioreactor-backup``, which the timer starts and a request of the page: it
may write where backups are kept, and takes only the processor time that nobody else wants. Exit code 1 if a place has
no copy.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from pioreactor.cluster.backups import performing, runs
from pioreactor.cluster.backups.bringing import Brought
from pioreactor.cluster.backups.finding import made_in
from pioreactor.cluster.backups.runs import DESK
from pioreactor.cluster.errands import settle_in_own_release
from pioreactor.exc import PioreactorError


def main() -> None:
    """Do it, after whoever else does."""
    parser = argparse.ArgumentParser(prog="python -m pioreactor.cluster.backups.runner")
    parser.add_argument("--to", type=Path, default=None, help="folder of the backups")
    parser.add_argument("--daily", type=int, default=7, help="days of which the newest stays")
    parser.add_argument("--weekly", type=int, default=4, help="weeks of which the newest stays")
    options = parser.parse_args()
    settle_in_own_release(DESK.module, sys.argv[1:])
    try:
        with DESK.held(waits=True):
            outcomes = _do(options.to or made_in(), options.daily, options.weekly)
    except (PioreactorError, OSError) as error:
        sys.exit(str(error))
    if performing.without_copy(outcomes):
        sys.exit(performing.without_copy(outcomes))


def _do(folder: Path, daily: int, weekly: int) -> list[Brought]:
    run = DESK.take_request() if DESK.request().exists() else runs.new("create")
    if run.kind == "copy":
        return performing.copy(run, folder)
    return performing.create(run, folder, daily=daily, weekly=weekly)


if __name__ == "__main__":
    main()

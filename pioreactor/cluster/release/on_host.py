"""``python -m pioreactor.cluster.release.on_host``: what the role `release` and its service run on a host, as root.

    begin --to 1.2.0 [--leader] [--ready-within S] [--stable-for S]    note that a change is wanted
    begin-return                                                       note that the previous release is wanted again
                                                                       (both with --start: and let the service do it)
    go                                                                 carry the change on to its end
    status                                                             print how far it is, as JSON

Exit codes of ``go``: 0 the release that was wanted is the present one, 1 it is not.
"""

from __future__ import annotations

import argparse
import fcntl
import sys
from pathlib import Path
from typing import Final, NoReturn

import msgspec

from pioreactor.cluster.release import commands, links, units
from pioreactor.cluster.release import state as states
from pioreactor.cluster.release.host import BACKUPS, Host
from pioreactor.cluster.release.state import UpgradeState
from pioreactor.cluster.release.steps import Step
from pioreactor.exc import PioreactorError, UpgradeError

SERVICE: Final = "pioreactor-upgrade.service"
NEXT: Final = "next"
"""The link to the release that the service runs: the one that knows both schemas."""


def begin(
    to: str,
    *,
    is_leader: bool,
    ready_within_s: float,
    stable_for_s: float,
    root: Path = links.ROOT,
    folder: Path = states.FOLDER,
) -> UpgradeState:
    """Note that this host is to change to release ``to``; one that is under way already is left as it is.

    Raises UpgradeError while another change is under way, and for a release that is not installed.
    """
    present = states.load(folder)
    if present is not None and not present.has_ended:
        if present.to == to and not present.is_rollback:
            return present
        raise UpgradeError(
            f"This host is on its way to {present.to} ({present.step.value}). Let it finish: "
            "systemctl start pioreactor-upgrade"
        )
    if present is not None and present.step is Step.STUCK:
        raise UpgradeError(
            f"The way to {present.to} and back has failed: {present.failure} Mend that, then return to "
            f"{present.come_from}: playbooks/rollback.yml"
        )
    if (
        present is not None
        and present.step is Step.ACCEPTED
        and present.to == to == links.linked_version("current", root)
    ):
        return present  # it keeps the memory of where it came from
    links.folder_of(to, root)
    state = UpgradeState(
        to=to,
        come_from=links.linked_version(links.CURRENT, root),
        previous_before=links.linked_version(links.PREVIOUS, root),
        is_leader=is_leader,
        ready_within_s=ready_within_s,
        stable_for_s=stable_for_s,
    )
    if state.come_from == to:
        state.step = Step.ACCEPTED
    else:
        links.folder_of(state.come_from, root)
        links.point(NEXT, to, root)
    states.save(state, folder)
    return state


def begin_return(*, folder: Path = states.FOLDER) -> UpgradeState:
    """Note that this host is to go back to the release that it came from. Raises UpgradeError if there is none."""
    present = states.load(folder)
    if present is None or present.come_from == present.to:
        raise UpgradeError("This host has not changed its release, so there is none to go back to.")
    if present.step in (Step.ABANDONED, Step.RETURNED):
        return present
    if present.step is Step.STUCK:
        present.failure = ""
    if present.step not in (Step.RETURNING, Step.PUT_BACK):
        present.step, present.is_rollback = Step.RETURNING, True
    states.save(present, folder)
    return present


def go(
    *,
    root: Path = links.ROOT,
    folder: Path = states.FOLDER,
    backups: Path = BACKUPS,
    systemd: Path = units.FOLDER,
) -> UpgradeState:
    """Carry on the change that is noted, alone. Raises UpgradeError if there is none or somebody else is at it."""
    state = states.load(folder)
    if state is None:
        raise UpgradeError("No change of the release is noted on this host.")
    with (folder / "upgrade.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise UpgradeError("The change is carried on already: journalctl -fu pioreactor-upgrade") from error
        return Host(state, root=root, folder=folder, backups=backups, systemd=systemd, tell=_say).go_on()


def main(arguments: list[str] | None = None) -> NoReturn:
    """The command line."""
    options = _parsed(arguments)
    try:
        if options.what == "begin-return" and options.start:
            commands.systemctl("stop", SERVICE)
        if options.what == "begin":
            state: UpgradeState | None = begin(
                options.to,
                is_leader=options.leader,
                ready_within_s=options.ready_within,
                stable_for_s=options.stable_for,
            )
        elif options.what == "begin-return":
            state = begin_return()
        else:
            state = go() if options.what == "go" else states.load()
        if options.what.startswith("begin") and options.start and state is not None and not state.has_ended:
            commands.systemctl("start", "--no-block", SERVICE)
    except (PioreactorError, OSError) as error:
        sys.exit(f"Error: {error}")
    sys.stdout.write(msgspec.json.encode(state).decode() + "\n")
    is_good = state is None or state.step is Step.ACCEPTED or (state.is_rollback and state.step is Step.RETURNED)
    sys.exit(0 if options.what != "go" or is_good else 1)


def _parsed(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="on_host", description="Changes the release of this host.")
    which = parser.add_subparsers(dest="what", required=True)
    beginning = which.add_parser("begin")
    beginning.add_argument("--to", required=True)
    beginning.add_argument("--leader", action="store_true")
    beginning.add_argument("--ready-within", type=float, default=150.0)
    beginning.add_argument("--stable-for", type=float, default=60.0)
    returning = which.add_parser("begin-return")
    for parser_ in (beginning, returning):
        parser_.add_argument("--start", action="store_true")
    for name in ("go", "status"):
        which.add_parser(name)
    return parser.parse_args(arguments)


def _say(text: str) -> None:
    sys.stderr.write(text + "\n")


if __name__ == "__main__":
    main()

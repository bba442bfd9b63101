"""``pioreactor-unit``: root's command on a unit that was made from an image: ``role`` and ``reset``."""

from __future__ import annotations

import argparse
import contextlib
import os
import sqlite3
import sys
from collections.abc import Sequence
from typing import Any, Final

import msgspec

from pioreactor import clock
from pioreactor.appliance import commands, resetting, state, wish
from pioreactor.appliance.checking import check
from pioreactor.appliance.host import Host, StepError
from pioreactor.appliance.places import Places
from pioreactor.appliance.progress import Progress
from pioreactor.appliance.resetting import PIO
from pioreactor.appliance.settings import Settings
from pioreactor.appliance.state import State
from pioreactor.appliance.wish import Wish
from pioreactor.cluster.backups.structs import NAME_FORMAT
from pioreactor.config import get_leader_hostname
from pioreactor.exc import PioreactorError
from pioreactor.storage.paths import config_path, database_path
from pioreactor.whoami import get_unit_name

ROLES: Final = ("worker", "leader", "both")
PLAYBOOK: Final = "/usr/local/sbin/pioreactor-playbook"
VIAL: Final = "pioreactor-vial.service"
_OURS: Final = frozenset({"monitor", "mqtt_to_db_streaming"})
_PLAY_WITHIN_S: Final = 1800.0
_SILENT: Final = "Outputs are off and read back before anything is deleted."


def present_role() -> str:
    """What this unit is; one that belongs to nobody is a worker that waits. Raises PioreactorError, sqlite3.Error."""
    if _leader() != get_unit_name():
        return "worker"
    return "both" if get_unit_name() in _members() else "leader"


def change_role(host: Host, role: str, leader: str, *, force: bool, without_backup: bool) -> str:
    """Make another unit of this one; what happens now, for people. Raises StepError, PioreactorError, OSError."""
    before, name = present_role(), get_unit_name()
    if role == before and (role != "worker" or leader in ("", _leader())):
        raise StepError(f"{name} is that already: {role}.")
    _require_idle(host, force)
    if "worker" not in (role, before):
        return _with_or_without_vial(host, role, name)
    settings, problems = check({"role": role, "hostname": name, "leader": leader}, lambda section, key: "")
    if problems:
        raise StepError("; ".join(problem.text for problem in problems))
    resetting.require_possible(host.places)
    _require_nobody_is_left_behind(before, name, force)
    said = state.load(host.places.memory / "state.json").settings
    keeps = ("country", "time_zone", "ssh_keys", "hardware", "model", "model_version")
    kept = {field: getattr(said, field) for field in keeps}
    then: Settings = msgspec.structs.replace(settings, **kept)
    wanted = _wish(host, f"role {role}", without_backup)
    _let_go(host, msgspec.structs.replace(wanted, keeps_calibrations=True, keeps_identity=True, then=then))
    old = (
        f" On {_leader()}, if it is still there: pio cluster remove {name}." if before == "worker" and _leader() else ""
    )
    return f"{name} restarts and becomes: {role}. {_told_of_backup(wanted)}{old}"


def reset(host: Host, *, force: bool, without_backup: bool, keep_calibrations: bool, forget_network: bool) -> str:
    """Make a fresh card of it; what happens now, for people. Raises StepError, PioreactorError, OSError."""
    resetting.require_possible(host.places)
    _require_idle(host, force)
    wanted = _wish(host, "by command", without_backup)
    changed = {"keeps_calibrations": keep_calibrations, "forgets_network": forget_network}
    _let_go(host, msgspec.structs.replace(wanted, **changed))
    return f"It restarts as a fresh card. {_told_of_backup(wanted)}"


def _wish(host: Host, what: str, without_backup: bool) -> Wish:
    asked_at = clock.now().strftime(NAME_FORMAT)
    if without_backup:
        return Wish(factory_reset=what, asked_at=asked_at)
    return Wish(factory_reset=what, asked_at=asked_at, backup=resetting.make_backup(host), keeps_data=True)


def _told_of_backup(wanted: Wish) -> str:
    kept = resetting.kept_in(Places())
    return (
        f"What it held is kept in {kept}, for root only." if wanted.keeps_data else "Nothing of what it held is kept."
    )


def _let_go(host: Host, wanted: Wish) -> None:
    """Jobs end, then there is no way back."""
    if _leader():
        ended = host.run([PIO, "kill", "--all-jobs"], timeout_s=180.0)
        if not ended.is_ok:
            raise StepError(f"Not all jobs have ended, so nothing was done: {ended.last_words} {_SILENT}")
    wish.save(host.places, wanted)
    # Whoever asked is told first, also over SSH.
    host.run(["systemd-run", "--quiet", "--on-active=3", "--timer-property=AccuracySec=100ms", "systemctl", "reboot"])


def _with_or_without_vial(host: Host, role: str, name: str) -> str:
    """A leader becomes one of its own workers, or is one no more; nothing else of it changes."""
    word = "register" if role == "both" else "unregister"
    done = host.run([PIO, "cluster", word, name, "--json"])
    if not done.is_ok:
        raise StepError(f"The leader did not {word} itself: {done.last_words}")
    if role == "leader":
        host.run(["systemctl", "disable", "--now", VIAL])  # where there is one
        return f"{name} leads, and has no vial of its own any more. Its readings stay."
    played = host.run([PLAYBOOK, "site", "--limit", name], timeout_s=_PLAY_WITHIN_S)
    if not played.is_ok:
        raise StepError(f"{name} is its own worker now, and its services could not be set up: {played.last_words}")
    return f"{name} leads, and has a vial of its own."


def _leader() -> str:
    """Empty on a unit that belongs to nobody yet, which has no configuration."""
    return get_leader_hostname() if config_path().exists() else ""


def _require_idle(host: Host, force: bool) -> None:
    if force or not _leader():
        return
    asked = host.run([PIO, "jobs", "list", "running", "--json"])
    try:
        rows: list[dict[str, Any]] = msgspec.json.decode(asked.stdout)
        running = sorted({row["job_name"] for row in rows} - _OURS)
    except (msgspec.MsgspecError, KeyError, TypeError) as error:
        raise StepError(
            f"Nobody can tell whether an experiment runs: {asked.last_words}. Do it all the same: --force"
        ) from error
    if running:
        raise StepError(f"{', '.join(running)} run here. Stop them first (pio kill --all-jobs), or use --force.")


def _require_nobody_is_left_behind(before: str, name: str, force: bool) -> None:
    others = sorted(_members() - {name}) if before != "worker" else []
    if others and not force:
        raise StepError(
            f"{', '.join(others)} would have no leader any more. Remove them first (pio cluster remove {others[0]}), "
            "or use --force; each of them is then freed with: sudo pio cluster leave"
        )


def _members() -> set[str]:
    database = database_path()
    with contextlib.closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True, timeout=20)) as conn:
        return {str(row[0]) for row in conn.execute("SELECT pioreactor_unit FROM workers")}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="pioreactor-unit", description="Another role for this unit, or a fresh start."
    )
    words = parser.add_subparsers(dest="word", required=True)
    role = words.add_parser("role", help="make of it a worker, a leader, or both")
    role.add_argument("role", choices=ROLES)
    role.add_argument("--leader", default="", help="worker: the only leader that may take it in")
    fresh = words.add_parser("reset", help="delete all data and keys, and start as a fresh card")
    fresh.add_argument("--keep-calibrations", action="store_true")
    fresh.add_argument("--forget-network", action="store_true", help="also the Wi-Fi that it knows")
    for one in (role, fresh):
        one.add_argument("--without-backup", action="store_true", help="keep nothing of what it held")
        one.add_argument("--force", action="store_true", help="also while an experiment runs")
        one.add_argument("--yes", action="store_true", help="do not ask")
    return parser


def main(words: Sequence[str], places: Places | None = None) -> int:
    """Returns the exit code: 0, or 1 with the reason told."""
    options = _parser().parse_args(words)
    places = places or Places()
    host = Host(places, State(), Progress(places), commands.run)
    try:
        if os.geteuid() != 0:
            raise StepError("Only root may do this: sudo pioreactor-unit …")
        name = get_unit_name()
        what = f"{name} gets the role {options.role}" if options.word == "role" else f"All data of {name} are deleted"
        if not options.yes and input(f"{what}. Type its name to go on: ").strip() != name:
            raise StepError("That is not its name. Nothing was done.")
        common = {"force": options.force, "without_backup": options.without_backup}
        if options.word == "role":
            said = change_role(host, options.role, options.leader, **common)
        else:
            said = reset(
                host, keep_calibrations=options.keep_calibrations, forget_network=options.forget_network, **common
            )
    except (PioreactorError, OSError, sqlite3.Error, EOFError) as error:
        print(f"pioreactor-unit: {error}", file=sys.stderr)  # noqa: T201
        return 1
    print(said)  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

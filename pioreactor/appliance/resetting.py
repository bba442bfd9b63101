"""``python -m pioreactor.appliance.resetting``: at boot, before all services: makes of a unit a fresh card again.

It does what was :mod:`wished <pioreactor.appliance.wish>`, by ``pioreactor-unit`` or by the line ``factory_reset`` in
``pioreactor.toml``, and restarts. Every step can be done twice.
"""

from __future__ import annotations

import contextlib
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import msgspec

from pioreactor import clock
from pioreactor.appliance import commands, reading, state, toml_file, wish
from pioreactor.appliance.host import Host, StepError
from pioreactor.appliance.places import Places
from pioreactor.appliance.playing import RELEASE
from pioreactor.appliance.progress import Progress
from pioreactor.appliance.state import State
from pioreactor.appliance.wish import Wish
from pioreactor.cluster.backups import files
from pioreactor.cluster.backups.structs import NAME_FORMAT
from pioreactor.exc import PioreactorError
from pioreactor.storage.files import sync_folder, write_atomically
from pioreactor.storage.paths import database_path

PIO: Final = "/usr/local/bin/pio"
BACKUP_WITHIN_S: Final = 6 * 3600.0
CALIBRATIONS: Final = ("calibrations", "estimators")
LIGHTTPD: Final = "etc/lighttpd/lighttpd.conf"
FIRST_BOOT: Final = "etc/systemd/system/pioreactor-first-boot.service"
"""Where this is, the unit was made from an image."""
_ONLY_SOME_UNITS: Final = (
    "pioreactor-ingest.service", "pioreactor-cluster-join.path", "pioreactor-export.path",
    "pioreactor-mirror.path", "pioreactor-certificates.timer", "pioreactor-backup.timer", "pioreactor-backup.path",
    "pioreactor-vial.service", "pioreactor-alias.service",
)  # fmt: skip
"""Services of one role that are not enabled in an image."""
_SECRETS: Final = (
    "etc/mosquitto/conf.d/pioreactor.conf", "etc/mosquitto/pioreactor.*", "etc/mosquitto/pioreactor-tls",
    "etc/pioreactor/claim.json", "etc/pioreactor/leader.json", "etc/pioreactor/tls", "etc/pioreactor/inventory",
    "etc/ssh/sshd_config.d/05-pioreactor-leader.conf", "etc/issue.d/pioreactor-claim.issue",
    "etc/avahi/services/pioreactor-worker.service", "home/pioreactor/.pioreactor/ssh",
)  # fmt: skip
_DATA: Final = (
    "var/lib/mosquitto/mosquitto.db", "var/lib/pioreactor/*", "var/log/pioreactor.log*", "var/log/journal/*",
    "var/log/mosquitto/*", "var/log/lighttpd/*", "root/.ansible", "root/.cache", "home/pioreactor/.ansible",
    "home/pioreactor/.cache", "boot/firmware/claim_code.txt", "boot/firmware/pioreactor-hand-offs.txt",
)  # fmt: skip
_IDENTITY: Final = (
    "etc/ssh/ssh_host_*", "var/lib/dbus/machine-id", "var/lib/systemd/random-seed", "var/lib/NetworkManager/*",
    "root/.ssh", "home/pioreactor/.ssh", "root/.bash_history", "home/pioreactor/.bash_history",
    "etc/NetworkManager/pioreactor-access-point.passphrase",
    "etc/NetworkManager/system-connections/PioreactorAP.nmconnection",
)  # fmt: skip
_NETWORKS: Final = "etc/NetworkManager/system-connections/*"
_OURS: Final = ("PioreactorCable.nmconnection", "PioreactorLocalLink.nmconnection")
"""Without an identity, and in the image already: a cable needs them before the roles run."""


def kept_in(places: Places) -> Path:
    """Where what is kept lies afterwards, for root only."""
    return places.at("var/backups/pioreactor/before-reset")


def require_possible(places: Places, release: Path = RELEASE) -> None:
    """Raise StepError unless the unit can set itself up again afterwards."""
    if not places.at(FIRST_BOOT).exists():
        raise StepError("This unit was not made from an image, so it has no first boot to go back to.")
    if not (release / "venv/bin/ansible-playbook").exists():
        raise StepError(
            "The release of this unit has no Ansible, so it cannot set itself up. Upgrade it, or write the image onto "
            "its card anew."
        )


def make_backup(host: Host) -> str:
    """A backup of everything that a leader holds; its folder; empty on a unit that is none. Raises StepError."""
    if not _has_database():
        return ""
    made = host.run([PIO, "backup", "create", "--json"], timeout_s=BACKUP_WITHIN_S)
    if not made.is_ok:
        raise StepError(f"The backup before it could not be made, so nothing was deleted: {made.last_words}")
    return str(msgspec.json.decode(made.stdout)["folder"])


def asked_on_card(host: Host) -> Wish | None:
    """What the line ``factory_reset`` on the card asks for; None where nothing is. Raises StepError, OSError.

    A file in which something is wrong leads to nothing: it may be meant otherwise.
    """
    file = reading.find(host.places.boot)
    raw = reading.content(file)
    said = toml_file.read(raw, file.name)
    asked = said.settings.factory_reset
    is_meant = bool(asked) or any(toml_file.RESET in problem.text for problem in said.problems)
    if not is_meant or host.places.pending.exists() or wish.is_handled(host.places, raw):
        return None
    if said.problems:
        raise StepError("; ".join(str(problem) for problem in said.problems))
    require_possible(host.places)
    is_everything = asked == "everything"
    wanted = Wish(
        factory_reset=asked if isinstance(asked, str) else "true",
        asked_at=clock.now().strftime(NAME_FORMAT),
        backup="" if is_everything else make_backup(host),
        keeps_data=not is_everything,
        keeps_calibrations=asked == "keep calibrations",
        forgets_network=is_everything,
        has_file=True,
    )
    wish.save(host.places, wanted)
    return wanted


def erase_line(host: Host) -> None:
    """So that it is not found again. Raises StepError where the card does not keep what is written, OSError."""
    file = reading.find(host.places.boot)
    raw = reading.content(file)
    if toml_file.read(raw, file.name).settings.factory_reset is None:
        return
    wish.remember_as_handled(host.places, raw)
    with contextlib.suppress(OSError):
        write_atomically(file, toml_file.without_reset(raw))
        sync_folder(file.parent)
    if toml_file.read(reading.content(file), file.name).settings.factory_reset is not None:
        wish.path(host.places).unlink()
        raise StepError("The line factory_reset cannot be erased from the card, so nothing was done.")


def fulfil(host: Host, wanted: Wish) -> None:
    """Everything of it. Raises OSError."""
    places = host.places
    _keep(places, wanted)
    present = [name for name in _ONLY_SOME_UNITS if places.at(f"etc/systemd/system/{name}").exists()]
    if present:
        host.run(["systemctl", "disable", *present])
    before = state.load(places.memory / "state.json")
    baked = reading.content(places.memory / "lighttpd.conf")
    _empty_data(places.data, wanted.keeps_calibrations)
    _remove(places, _SECRETS)
    if not wanted.keeps_identity:
        _forget_people(host, before.accounts)
        _remove(places, _IDENTITY)
        places.at("etc/machine-id").write_text("")
        places.at("etc/hostname").write_text("pioreactor\n")
    if wanted.forgets_network:
        _remove(places, (_NETWORKS,), except_for=_OURS)
    _remove(places, _DATA, except_for=(places.memory.name,))
    _remove(places, ("var/lib/pioreactor/first-boot/*",), except_for=("lighttpd.conf",))
    if baked:  # that of a leader with certificates needs what is gone now
        write_atomically(places.at(LIGHTTPD), baked, mode=0o644)
    _wait_for_first_boot(host, wanted)


def _wait_for_first_boot(host: Host, wanted: Wish) -> None:
    """As a card with a fresh image does it."""
    places = host.places
    places.memory.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not wanted.has_file:
        template = RELEASE / "share/ansible/roles/first_boot/files" / toml_file.NAME
        write_atomically(reading.find(places.boot), reading.content(template) or b"\n")
    host.state = State()
    if wanted.then is not None:
        host.state.settings = wanted.then
        reading.remember_as_read(host)
        state.save(places.memory / "state.json", host.state)
    for mark in (places.holds_port, places.pending):
        write_atomically(mark, "This unit waits for its first boot.\n", mode=0o644)
    wish.path(places).unlink()
    sync_folder(wish.path(places).parent)


def _keep(places: Places, wanted: Wish) -> None:
    """The backup out of what is deleted; of a worker its files, and its journal with what the leader lacks.

    Where nothing shall be kept, what an earlier reset has kept goes, too.
    """
    kept = kept_in(places)
    if not wanted.keeps_data and not wanted.keeps_identity:
        shutil.rmtree(kept, ignore_errors=True)
    elif wanted.backup:
        source, target = Path(wanted.backup), kept / Path(wanted.backup).name
        if source.exists():
            kept.mkdir(mode=0o700, parents=True, exist_ok=True)
            shutil.rmtree(target, ignore_errors=True)
            shutil.move(source, target)
    elif wanted.keeps_data and (places.data / "storage").is_dir():
        target = kept / f"{wanted.asked_at}-worker"
        if not (target / "whole").exists():
            shutil.rmtree(target, ignore_errors=True)
            target.mkdir(mode=0o700, parents=True)
            files.pack(target / "files.zip")
            for path in (places.data / "storage").glob("journal.sqlite*"):
                shutil.copy2(path, target)
            write_atomically(target / "whole", "", mode=0o600)


def _empty_data(root: Path, keeps_calibrations: bool) -> None:
    for entry in root.iterdir() if root.is_dir() else ():
        if keeps_calibrations and entry.name == "storage":
            for part in entry.iterdir():
                if part.name not in CALIBRATIONS:
                    _delete(part)
        else:
            _delete(entry)


def _forget_people(host: Host, accounts: Iterable[str]) -> None:
    """Accounts that the first boot has made."""
    for name in accounts:
        host.run(["userdel", "--force", "--remove", name])
        host.places.at(f"etc/sudoers.d/020_{name}").unlink(missing_ok=True)


def _remove(places: Places, patterns: Iterable[str], *, except_for: Iterable[str] = ()) -> None:
    for pattern in patterns:
        for path in places.root.glob(pattern):
            if path.name not in except_for:
                _delete(path)


def _delete(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink()


def _has_database() -> bool:
    try:
        return database_path().exists()
    except PioreactorError:  # no configuration, so no leader
        return False


def main(places: Places, run: commands.Run = commands.run) -> int:
    """Go on with what was begun, else look at the card. Returns the exit code: 1 if it did not succeed."""
    host = Host(places, State(), Progress(places), run)
    try:
        wanted = wish.load(places) or asked_on_card(host)
        if wanted is None:
            return 0
        if wanted.has_file:
            erase_line(host)
        _tell(places, "All data are being deleted. Then this unit starts again, as a fresh card.")
        fulfil(host, wanted)
    except (StepError, OSError) as error:
        _tell(places, f"Resetting this unit did not succeed: {error}")
        return 1
    # What is left for this boot is stopped before it begins.
    run(["systemctl", "reboot"])
    return 0


def _tell(places: Places, text: str) -> None:
    print(text, file=sys.stderr, flush=True)  # noqa: T201  # for the journal
    stamped = (
        f"Pioreactor: factory reset\n\n{text}\n\nWritten at {clock.now():%Y-%m-%d %H:%M} UTC by this unit's clock.\n"
    )
    with contextlib.suppress(OSError):
        write_atomically(places.status, stamped, mode=0o600)


if __name__ == "__main__":
    sys.exit(main(Places()))

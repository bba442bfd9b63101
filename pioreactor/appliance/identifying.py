"""What makes this card a unit of its own: its name, and who may come in."""

from __future__ import annotations

import hashlib
import os
import pwd
import socket
from pathlib import Path
from typing import Final

import msgspec

from pioreactor.appliance.host import Host, StepError
from pioreactor.appliance.settings import Account
from pioreactor.appliance.state import Step
from pioreactor.storage.files import write_atomically

OF_NOBODY: Final = ("", "pioreactor", "raspberrypi", "raspberry", "debian", "localhost", "localhost.localdomain")
"""Names that images have; a unit gets one of its own."""
_FIRST_OF_PEOPLE: Final = 1000
_GROUPS: Final = ("sudo", "users", "adm", "dialout", "video", "plugdev", "netdev", "gpio", "i2c", "spi")


def identify(host: Host) -> Step:
    """Give the host its name and the person from the Raspberry Pi Imager an account. Raises StepError, OSError."""
    name = host.state.settings.hostname or present_name(host.places.at("etc/hostname")) or own_name(host)
    if name != host.state.settings.hostname:
        host.state.settings = msgspec.structs.replace(host.state.settings, hostname=name)
    host.progress.shown.unit = name
    give_name(host, name)
    if host.state.account is not None:
        make_account(host, host.state.account)
    if host.state.keyboard:
        _set_keyboard(host.places.at("etc/default/keyboard"), host.state.keyboard)
    if host.state.settings.access_point and host.state.settings.access_point.passphrase:
        _keep_passphrase(host, host.state.settings.access_point.passphrase)
    return Step.CONNECT


def present_name(path: Path) -> str:
    """The name that somebody has given the host already; empty if it is the image's."""
    try:
        name = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return ""
    return "" if name.lower() in OF_NOBODY else name


def own_name(host: Host) -> str:
    """A name that no other card has."""
    try:
        machine = host.places.at("etc/machine-id").read_bytes().strip()
    except OSError:
        machine = b""
    if not machine:
        raise StepError("This computer has no machine id. Restart it; if that does not help, write the image anew.")
    return f"pioreactor-{hashlib.sha256(b'pioreactor name ' + machine).hexdigest()[:4]}"


def give_name(host: Host, name: str) -> None:
    """The kernel, the next boot and the network know it. Raises OSError, StepError."""
    path = host.places.at("etc/hostname")
    if not path.exists() or path.read_text(encoding="utf-8").strip() != name:
        write_atomically(path, f"{name}\n", mode=0o644)
    if socket.gethostname() == name:
        return
    done = host.run(["hostname", name])
    if not done.is_ok:
        raise StepError(f"This computer does not take the name {name}: {done.last_words}.")
    # Where the network's names are served already; it may start later.
    host.run(["avahi-set-host-name", name], timeout_s=10)


def make_account(host: Host, account: Account) -> None:
    """The person's account, with their password and keys. Raises StepError, OSError."""
    there = host.run(["getent", "passwd", account.name])
    if there.is_ok and int(there.stdout.split(":")[2]) < _FIRST_OF_PEOPLE:
        host.note(f"{account.name} is an account of the system. Nobody can come in as {account.name}.")
        return
    if not there.is_ok:
        made = host.run(["useradd", "--create-home", "--shell", "/bin/bash", account.name])
        if not made.is_ok:
            raise StepError(f"The account {account.name} could not be made: {made.last_words}.")
        host.state.accounts = [*host.state.accounts, account.name]
    for group in _GROUPS:
        host.run(["usermod", "--append", "--groups", group, account.name])  # some exist on some systems only
    if account.password_hash:
        host.run(["chpasswd", "--encrypted"], stdin=f"{account.name}:{account.password_hash}\n")
    if account.ssh_keys:
        _let_in(host, account)


def _let_in(host: Host, account: Account) -> None:
    entry = pwd.getpwnam(account.name)
    folder = host.places.at(f"{entry.pw_dir}/.ssh")
    folder.mkdir(mode=0o700, exist_ok=True)
    os.chown(folder, entry.pw_uid, entry.pw_gid)
    keys = folder / "authorized_keys"
    there = keys.read_text(encoding="utf-8").splitlines() if keys.exists() else []
    write_atomically(keys, "\n".join(dict.fromkeys([*there, *account.ssh_keys])) + "\n", mode=0o600)
    os.chown(keys, entry.pw_uid, entry.pw_gid)
    if not account.password_hash:  # without a password, sudo could not be answered
        rule = host.places.at(f"etc/sudoers.d/020_{account.name}")
        write_atomically(rule, f"{account.name} ALL=(ALL) NOPASSWD: ALL\n", mode=0o440)


def _set_keyboard(path: Path, layout: str) -> None:
    write_atomically(path, f'XKBMODEL="pc105"\nXKBLAYOUT="{layout}"\nXKBVARIANT=""\nXKBOPTIONS=""\n', mode=0o644)


def _keep_passphrase(host: Host, passphrase: str) -> None:
    """Where role network reads it, which makes one where nobody chose."""
    path = host.places.passphrase
    if not path.parent.is_dir():
        host.note("This computer has no NetworkManager, so it makes no access point.")
        return
    write_atomically(path, f"{passphrase}\n", mode=0o600)

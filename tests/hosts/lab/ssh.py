"""Keys and settings with which anything that speaks ssh (ssh, Ansible, testinfra) reaches the hosts of one lab."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from . import network, rootfs
from .commands import call

TUNNEL = Path(__file__).with_name("tunnel.py")


class SshAccess:
    """The lab's key pair, the keys its hosts show, and an ssh_config that ties them together."""

    def __init__(self, lab: str, folder: Path) -> None:
        self._lab = lab
        self._folder = folder
        self.private_key = folder / "id_ed25519"
        self.config = folder / "ssh_config"
        self._known_hosts = folder / "known_hosts"
        self._tunnel = folder / TUNNEL.name

    def create(self) -> None:
        """Makes the key pair and the settings, once."""
        if not self.private_key.exists():
            new_key(self.private_key, f"lab {self._lab}")
        self._known_hosts.touch()
        # A copy: the checkout may change while the hosts are in use.
        shutil.copyfile(TUNNEL, self._tunnel)
        # Some tests are about a refused key: the agent and the keys of whoever runs them stay out of it.
        settings = {
            "User": rootfs.USER,
            "IdentityFile": self.private_key,
            "IdentitiesOnly": "yes",
            "IdentityAgent": "none",
            "UserKnownHostsFile": self._known_hosts,
            "GlobalKnownHostsFile": "none",
            "StrictHostKeyChecking": "yes",
            "BatchMode": "yes",
            "ConnectTimeout": "30",
            "LogLevel": "ERROR",
            "ProxyCommand": f"{sys.executable} -S -E {self._tunnel} {network.namespace(self._lab)} %h %p",
            "ProxyUseFdpass": "yes",
            # One connection per host for all who use it. It outlives a machine that is busy for a minute; a power cut
            # or a pulled cable ends it at once (`forget_connection`).
            "ControlMaster": "auto",
            "ControlPath": f"{self._folder}/to-%h",
            "ControlPersist": "60",
            "ServerAliveInterval": "15",
            "ServerAliveCountMax": "4",
        }
        lines = [f"Host {network.SUBNET}.*", *(f"  {name} {value}" for name, value in settings.items())]
        self.config.write_text("\n".join(lines) + "\n")
        self.config.chmod(0o600)

    def public_key(self) -> str:
        """The line for authorized_keys."""
        return self.private_key.with_suffix(".pub").read_text()

    def remember(self, address: str, host_key: str) -> None:
        """Notes the key that a host will show, so that no connection has to trust blindly."""
        kind, key = host_key.split()[:2]
        kept = [line for line in self._known_hosts.read_text().splitlines() if not line.startswith(f"{address} ")]
        self._known_hosts.write_text("\n".join([*kept, f"{address} {kind} {key}"]) + "\n")

    def forget_connection(self, address: str) -> None:
        """Lets the next connection to a host be a new one: the old one leads to a boot that is over."""
        (self._folder / f"to-{address}").unlink(missing_ok=True)


def new_key(file: Path, comment: str) -> None:
    """An ed25519 key pair without a passphrase at `file` and `file`.pub."""
    call(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", comment, "-f", file])

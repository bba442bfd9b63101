"""A real SSH server on loopback, for this user, with keys of its own. Needs openssh-server."""

from __future__ import annotations

import getpass
import socket
import subprocess
from pathlib import Path
from typing import Final

from pioreactor import clock
from pioreactor.cluster.ssh import HostKey, SshHost
from pioreactor.testing.broker import free_port

PROGRAM: Final = Path("/usr/sbin/sshd")
CONFIG: Final = """
Port {port}
ListenAddress {listen}
HostKey {folder}/host_key
PidFile none
AuthorizedKeysFile {folder}/authorized_keys
StrictModes no
UsePAM no
PasswordAuthentication no
KbdInteractiveAuthentication no
Subsystem sftp internal-sftp
LogLevel VERBOSE
{more}
"""


class Sshd:
    """``power_on`` and ``power_off``; ``renew_key`` is a new card in the same place.

    ``listen``: the address; 0.0.0.0: every one of this computer. ``more``: further lines of its configuration.
    """

    def __init__(self, folder: Path, listen: str = "127.0.0.1", more: str = "") -> None:
        self.folder = folder
        folder.mkdir()
        self.port = free_port()
        (folder / "sshd_config").write_text(CONFIG.format(port=self.port, folder=folder, listen=listen, more=more))
        (folder / "authorized_keys").touch()
        self._process: subprocess.Popen[bytes] | None = None
        self.renew_key()

    @property
    def host(self) -> SshHost:
        """As a unit of the name ``worker1``."""
        return SshHost("worker1", "127.0.0.1", self.port, getpass.getuser())

    @property
    def key(self) -> HostKey:
        """What it shows."""
        return HostKey.parse((self.folder / "host_key.pub").read_text())

    def renew_key(self) -> None:
        """A new host key; a server that runs shows the old one until it is switched off and on."""
        for path in self.folder.glob("host_key*"):
            path.unlink()
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", self.folder / "host_key"], check=True)

    def let_in(self, public_key: str) -> None:
        """Only this key from now on."""
        (self.folder / "authorized_keys").write_text(f"{public_key}\n")

    def power_on(self) -> None:
        """Start it and wait until it answers."""
        Path("/run/sshd").mkdir(exist_ok=True)
        command = [str(PROGRAM), "-D", "-e", "-f", str(self.folder / "sshd_config")]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        assert clock.wait_until(self._answers, 10.0), (self.folder / "log").read_text()

    def power_off(self) -> None:
        """End it; safe to repeat."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(10)
            self._process = None

    def _answers(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
        except OSError:
            return False
        return True

"""A real Mosquitto for tests, on a free port, with passwords."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
from collections import deque
from pathlib import Path
from typing import Final

from pioreactor import clock

USERNAME: Final = "unit"
PASSWORD: Final = "unit-secret"  # noqa: S105
STARTS_WITHIN_S: Final = 10.0
RESERVED_AT_ONCE: Final = 300
_reserved: Final[deque[int]] = deque()
"""File descriptors that keep the newest ports ours."""


class Broker:
    """A Mosquitto that can be stopped, killed and started again on the same ports."""

    def __init__(self, folder: Path) -> None:
        """``folder``: an empty folder for its files."""
        self.folder = folder
        self.port = free_port()
        self.ws_port = free_port()
        self._process: subprocess.Popen[bytes] | None = None
        passwords = folder / "passwords"
        passwords.write_text(f"{USERNAME}:{PASSWORD}\n")
        passwords.chmod(0o600)
        subprocess.run([_program("mosquitto_passwd"), "-U", str(passwords)], check=True, capture_output=True)
        (folder / "mosquitto.conf").write_text(
            f"listener {self.port} 127.0.0.1\nlistener {self.ws_port} 127.0.0.1\nprotocol websockets\n"
            f"allow_anonymous false\npassword_file {passwords}\npersistence false\n"
            "max_inflight_messages 1000\nmax_queued_messages 100000\nset_tcp_nodelay true\nuser root\n"
        )

    def change_password(self, password: str) -> None:
        """From the next start on, the account has another password."""
        passwords = self.folder / "passwords"
        passwords.write_text(f"{USERNAME}:{password}\n")
        subprocess.run([_program("mosquitto_passwd"), "-U", str(passwords)], check=True, capture_output=True)

    def start(self) -> None:
        """Start and wait until it accepts connections. Raises RuntimeError with its own words if it does not."""
        log = (self.folder / "mosquitto.log").open("ab")
        command = [_program("mosquitto"), "-c", str(self.folder / "mosquitto.conf")]
        self._process = subprocess.Popen(command, stdout=log, stderr=log)
        log.close()
        process = self._process
        is_over = clock.wait_until(lambda: process.poll() is not None or self.is_listening(), STARTS_WITHIN_S)
        if not is_over or process.poll() is not None:
            self.stop()
            raise RuntimeError(f"Mosquitto did not start: {(self.folder / 'mosquitto.log').read_text()}")

    def is_listening(self) -> bool:
        """True if the port accepts connections."""
        try:
            socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
        except OSError:
            return False
        return True

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End it; retained messages and sessions are gone, as after a reboot of its host."""
        process, self._process = self._process, None
        if process is not None:
            process.send_signal(how)
            process.wait(10)

    def freeze(self) -> None:
        """Keep connections open but answer nothing, like a network that swallows packets."""
        if self._process is not None:
            self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Undo :meth:`freeze`."""
        if self._process is not None:
            self._process.send_signal(signal.SIGCONT)


def free_port() -> int:
    """A TCP port of 127.0.0.1 that nobody uses, and that is given to nobody else while the server of it is not running.

    It stays bound by this process, which keeps no server from it that sets SO_REUSEADDR, as all of ours do. Without
    that, a port could go to another test worker, or to a connection, before its server starts or while it restarts.
    """
    probe = socket.socket()
    probe.bind(("127.0.0.1", 0))
    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    port = int(probe.getsockname()[1])
    if len(_reserved) == RESERVED_AT_ONCE:
        os.close(_reserved.popleft())
    _reserved.append(probe.detach())
    return port


def _program(name: str) -> str:
    path = shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin")
    if path is None:
        raise RuntimeError(f"{name} is needed for this test. Install mosquitto.")
    return path

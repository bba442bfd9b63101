"""Asking a unit over SSH, as root."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pioreactor.cluster.ssh import LoginRefusedError, SshError, SshHost, UnreachableError

if TYPE_CHECKING:
    from fabric import Connection

_PROGRAM: Final = Path(__file__).with_name("on_unit.py")


class Unit:
    """A unit to which somebody is logged in, and how they become root there."""

    def __init__(self, connection: Connection, host: SshHost, password: str = "") -> None:
        self._connection, self.host = connection, host
        self._sudo: list[str] = []
        self._typed = ""
        if host.user != "root":
            self._become_root(password)

    def ask(self, action: str, *arguments: object, timeout_s: float = 10.0) -> dict[str, Any]:
        """Run an action of ``on_unit`` there. ``timeout_s``: wall seconds. Raises SshError."""
        words = [*self._sudo, "python3", "-I", "-", action, *(json.dumps(argument) for argument in arguments)]
        code, said, complaint = self._run(words, self._typed + _PROGRAM.read_text(encoding="utf-8"), timeout_s)
        try:
            answer: dict[str, Any] = json.loads(said)
        except ValueError:
            lines = complaint.strip().splitlines() or ["without a word"]
            if code == 127:
                raise SshError(
                    f"{self.host} has no Python.", "Install it there: apt-get install python3-minimal"
                ) from None
            raise SshError(
                f"{self.host} could not do what it was asked for ({action}): {lines[-1]}.", "Look at it there."
            ) from None
        return answer

    def _become_root(self, password: str) -> None:
        code, _, _ = self._run(["sudo", "-n", "true"], "", 10.0)
        if code == 0:
            self._sudo = ["sudo", "-n"]
            return
        self._sudo, self._typed = ["sudo", "-S", "-p", ""], f"{password}\n"
        if not password or self._run([*self._sudo, "true"], self._typed, 10.0)[0] != 0:
            raise LoginRefusedError(
                f"{self.host.user} is let in at {self.host.name}, but may not become root there.",
                "Use an account that may use sudo, such as the one made when the card was written.",
            )

    def _run(self, words: list[str], typed: str, timeout_s: float) -> tuple[int, str, str]:
        """Exit code, output, complaints. Past fabric's own way, which sends what is typed a letter at a time."""
        try:
            stdin, stdout, stderr = self._connection.client.exec_command(shlex.join(words), timeout=timeout_s)
            stdin.write(typed)
            stdin.channel.shutdown_write()
            said, complaint = stdout.read().decode(errors="replace"), stderr.read().decode(errors="replace")
            return int(stdout.channel.recv_exit_status()), said, complaint
        except TimeoutError as error:
            raise UnreachableError(
                f"{self.host} has not answered within {timeout_s:.0f} s.", "Try it again."
            ) from error
        except (OSError, EOFError, paramiko_error()) as error:
            raise UnreachableError(f"The connection to {self.host} broke off: {error}.", "Try it again.") from error


def paramiko_error() -> type[Exception]:
    """Of a connection that ended; imported late."""
    from paramiko import SSHException

    return SSHException

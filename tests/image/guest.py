"""A shell of root in a machine, over a console of its own: no network, no key and no password are needed for it."""

from __future__ import annotations

import base64
import re
import socket
import uuid
from dataclasses import dataclass
from pathlib import Path

from pioreactor import clock

PREPARE = b"\nstty -echo -onlcr; PS1=; PS2=; cd /; export LC_ALL=C.UTF-8\n"
LONGEST_LINE = 3000  # a terminal takes lines of 4095 characters


@dataclass(frozen=True)
class Answer:
    """What a command said (both channels) and how it ended."""

    code: int
    text: str


class SilentError(Exception):
    """Nobody answers at the console."""


class Guest:
    """The root shell that systemd starts on the console ``hvc0``; ``path``: its socket on this machine."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._socket: socket.socket | None = None

    def run(self, command: str, *, limit_s: float = 120, check: bool = True) -> str:
        """What a shell command said. AssertionError if it failed, unless told not to; SilentError after ``limit_s``."""
        answer = self.ask(command, limit_s=limit_s)
        assert answer.code == 0 or not check, f"{command} ended with {answer.code}: {answer.text[-2000:]}"
        return answer.text

    def ask(self, command: str, *, limit_s: float = 120) -> Answer:
        """Run a shell command in there."""
        mark = uuid.uuid4().hex
        self._send(PREPARE)
        place = f"/run/ask-{mark}"
        encoded = base64.b64encode(command.encode()).decode()
        for start in range(0, len(encoded), LONGEST_LINE):
            self._send(f"printf %s {encoded[start : start + LONGEST_LINE]} >>{place}\n".encode())
        # Through a pipe: on a terminal, systemd's programs would open a pager and wait for a key.
        run = f"bash <(base64 -d {place}) </dev/null 2>&1 | cat; echo {mark}:${{PIPESTATUS[0]}}; rm {place}\n"
        # What was said before belongs to nobody.
        self._send(f"echo begin-{mark}\n".encode() + run.encode())
        said = self._until(re.compile(rf"{mark}:(\d+)\s"), limit_s)
        code = int(re.findall(rf"{mark}:(\d+)\s", said)[-1])
        body = said.rsplit(f"begin-{mark}", 1)[-1]
        return Answer(code, body.split(f"{mark}:{code}")[0].replace("\r", "").strip("\n"))

    def close(self) -> None:
        """Hang up."""
        if self._socket:
            self._socket.close()
            self._socket = None

    def _send(self, content: bytes) -> None:
        if self._socket is None:
            self._socket = socket.socket(socket.AF_UNIX)
            self._socket.settimeout(1)
            self._socket.connect(str(self._path))
        self._socket.sendall(content)

    def _until(self, pattern: re.Pattern[str], limit_s: float) -> str:
        assert self._socket is not None
        said, end = b"", clock.wall_monotonic() + limit_s
        while clock.wall_monotonic() < end:
            try:
                piece = self._socket.recv(65536)
            except TimeoutError:
                continue
            if not piece:
                break
            said += piece
            text = said.decode(errors="replace")
            if pattern.search(text):
                return text
        raise SilentError(f"no answer within {limit_s:g} s; the last words: {said[-500:].decode(errors='replace')}")

"""The file behind the board of outputs: made with its full size, mapped, locked, and repaired where it is garbage."""

from __future__ import annotations

import fcntl
import mmap
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from pioreactor import clock
from pioreactor.exc import LeaseError
from pioreactor.runtime.processes import is_alive

FILE_NAME: Final = "outputs.board"
SLOTS: Final = 32
WORD: Final = 8
HEADER_WORDS: Final = 64
SLOT_WORDS: Final = 64
PID, START, GRANTED, OFF_BY = 0, 1, 3, 7
"""Words of a slot: its owner, since when (wall monotonic), by when it must be off (clock monotonic). The pid is the
flag that makes a record valid: written last, cleared first."""

_SIZE: Final = WORD * (HEADER_WORDS + SLOT_WORDS * SLOTS)
_MAGIC: Final = int.from_bytes(b"PIOBOARD", "little")
_VERSION: Final = 1
_BOOT_AT: Final = 3 * WORD
_GUARDIAN_PID, _GUARDIAN_START, _HEARTBEAT = 5, 6, 7
_LOCK_PATIENCE_S: Final = 2.0
_GUARDIAN_FRESH_S: Final = 2.0


class BoardFile:
    """The mapped file: a header and 32 slots of 64 words, seen as whole numbers (``ints``) and as ``floats``.

    The header carries the boot of the computer, for pids and the monotonic clock begin anew with it, and the
    guardian's heartbeat.
    """

    def __init__(self, path: Path) -> None:
        """Open the file; it is made, or made usable, where it is not. Raises LeaseError when that cannot be done."""
        self.path = path
        try:
            self._open()
        except OSError as error:
            raise LeaseError(
                f"The board of outputs {path} cannot be used ({error.strerror or error}); outputs stay off. Check the "
                "run directory."
            ) from error

    def taken(self) -> list[int]:
        """Numbers of the slots that have an owner."""
        pids = self.ints[HEADER_WORDS::SLOT_WORDS].tolist()  # one copy: this runs several times a second
        return [number for number, pid in enumerate(pids) if pid]

    def beat(self, pid: int, started_at: int) -> None:
        """The guardian's sign of life."""
        self.ints[_GUARDIAN_PID], self.ints[_GUARDIAN_START] = pid, started_at
        self.floats[_HEARTBEAT] = clock.wall_monotonic()

    def claims(self) -> list[object]:
        """Everything on the board that only a grant, a limit, a release or damage changes; renewals and levels are not
        among it. Not equal to itself where a number is garbage."""
        ints, floats, slots = self.ints, self.floats, HEADER_WORDS
        return [
            ints[:_GUARDIAN_PID].tolist(),
            ints[slots + PID :: SLOT_WORDS].tolist(),
            ints[slots + START :: SLOT_WORDS].tolist(),
            floats[slots + GRANTED :: SLOT_WORDS].tolist(),
            floats[slots + OFF_BY :: SLOT_WORDS].tolist(),
        ]

    def end_beat(self, pid: int) -> None:
        """The guardian goes; nothing happens where another one has taken over."""
        if self.ints[_GUARDIAN_PID] == pid:
            self.ints[_GUARDIAN_PID] = 0

    def is_guarded(self) -> bool:
        """Whether a guardian lives and has beaten in the last two wall seconds (it does so several times a second)."""
        pid = self.ints[_GUARDIAN_PID]
        age_s = clock.wall_monotonic() - self.floats[_HEARTBEAT]
        return bool(pid) and abs(age_s) < _GUARDIAN_FRESH_S and is_alive(pid, self.ints[_GUARDIAN_START])

    def is_current(self) -> bool:
        """Whether the file at the path is still the one that is mapped."""
        try:
            found = self.path.stat()
        except OSError:
            return False
        return (found.st_dev, found.st_ino, found.st_size) == (*self._identity, _SIZE)

    def is_whole(self) -> bool:
        """Whether what is mapped still has its full size. Touching a file that somebody has cut short ends a process:
        look at this, or at :meth:`is_current`, before touching one that may be old."""
        return self.map.size() == _SIZE

    def is_sound(self) -> bool:
        """Whether the header is as it must be."""
        return tuple(self.ints[:3]) == (_MAGIC, _VERSION, _SIZE) and self._boot() == _boot_id()

    def close(self) -> None:
        """Let go of the file; leases stay."""
        self.ints.release()
        self.floats.release()
        self.map.close()

    def _boot(self) -> bytes:
        return self.map[_BOOT_AT : _BOOT_AT + 16]

    def _open(self) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        if self._map_file() and self.is_sound():
            return
        with self.locked():
            if not self._map_file() or self._is_of_another_version():
                self._create()
                self._map_file()
            if not self.is_sound():
                self._repair()

    def repair(self) -> None:
        """Make a file usable whose header was overwritten. Raises LeaseError."""
        with self.locked():
            if not self.is_sound():
                self._repair()

    def _map_file(self) -> bool:
        """Map what lies at the path; False where there is nothing of the right size."""
        try:
            handle = os.open(self.path, os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW)
        except FileNotFoundError:
            return False
        try:
            found = os.fstat(handle)
            if found.st_size != _SIZE:
                return False
            self._identity = (found.st_dev, found.st_ino)
            self.map = mmap.mmap(handle, _SIZE)
        finally:
            os.close(handle)
        words = memoryview(self.map)
        self.ints, self.floats = words.cast("q"), words.cast("d")
        return True

    def _is_of_another_version(self) -> bool:
        return self.ints[0] == _MAGIC and self.ints[1] != _VERSION

    def _create(self) -> None:
        # Beside it and renamed: a file that others have mapped must never shrink under them.
        aside = self.path.with_name(f".{FILE_NAME}.{os.getpid()}.{threading.get_ident()}")
        handle = os.open(aside, os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o660)
        try:
            os.fchmod(handle, 0o660)
            os.posix_fallocate(handle, 0, _SIZE)  # every block is ours now: a store can no longer meet a full disk
            os.replace(aside, self.path)  # noqa: PTH105
        except OSError:
            with suppress(OSError):
                os.unlink(aside)  # noqa: PTH108
            raise
        finally:
            os.close(handle)

    def _repair(self) -> None:
        """Write the header anew. Leases of this boot whose owner lives are true and stay."""
        is_of_this_boot = self._boot() == _boot_id() or self.ints[0] != _MAGIC
        for number in self.taken():
            at = HEADER_WORDS + number * SLOT_WORDS
            if not (is_of_this_boot and is_alive(self.ints[at + PID], self.ints[at + START])):
                self.ints[at + PID] = 0
        self.ints[_GUARDIAN_PID] = 0
        self.map[_BOOT_AT : _BOOT_AT + 16] = _boot_id()
        self.ints[0], self.ints[1], self.ints[2] = _MAGIC, _VERSION, _SIZE

    @contextmanager
    def locked(self, patience_s: float = _LOCK_PATIENCE_S) -> Iterator[None]:
        """Keep other processes and threads from granting and clearing.

        Raises LeaseError where somebody else has done so for ``patience_s`` wall seconds.
        """
        handle = os.open(self.path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            if not clock.wait_until(lambda: _try_lock(handle), patience_s, poll=0.005):
                raise LeaseError(
                    f"The board of outputs {self.path} has been locked by another process for {patience_s:g} s; "
                    "the output stays off. Is a process stopped?"
                )
            yield
        finally:
            os.close(handle)


def _try_lock(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _boot_id() -> bytes:
    # Of the kernel itself: the monotonic clock and the pids begin anew with it.
    global _own_boot
    if not _own_boot:
        try:
            text = Path("/proc/sys/kernel/random/boot_id").read_text()
        except OSError:
            text = "1"
        _own_boot = bytes.fromhex(text.strip().replace("-", "").rjust(32, "0"))
    return _own_boot


_own_boot = b""

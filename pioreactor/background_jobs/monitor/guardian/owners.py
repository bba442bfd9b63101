"""The processes that own outputs: the kernel tells of their end at once, and nothing is asked twice."""

from __future__ import annotations

import os
import select
import signal
from contextlib import suppress
from typing import TypeAlias

from pioreactor import clock
from pioreactor.runtime.processes import is_alive, state_of

Owner: TypeAlias = tuple[int, int]
"""Pid and start time."""


class Owners:
    """Follows processes by a handle of the kernel (pidfd) where there is one, else by looking."""

    def __init__(self) -> None:
        self._poll = select.poll()
        self._handles: dict[Owner, int] = {}
        self._ended: set[Owner] = set()
        self._without_handle: set[Owner] = set()

    def follow(self, owners: set[Owner]) -> None:
        """Follow these, and no others any more."""
        for owner in set(self._handles) - owners:
            self._drop(owner)
        self._ended &= owners
        self._without_handle &= owners
        for owner in owners - set(self._handles) - self._ended - self._without_handle:
            self._take(owner)

    def wait(self, timeout_s: float) -> bool:
        """Wait until one of them ends, for ``timeout_s`` wall seconds at most; whether one may have ended."""
        ended = self._poll.poll(max(0.0, timeout_s) * 1000.0)
        for handle, _ in ended:
            for owner in [owner for owner, held in self._handles.items() if held == handle]:
                self._ended.add(owner)
                self._drop(owner)
        return bool(ended or self._without_handle)

    def is_alive(self, owner: Owner) -> bool:
        """Whether this very process lives."""
        if owner in self._ended:
            return False
        if owner in self._handles:
            return True
        if is_alive(*owner):
            return True
        self._ended.add(owner)
        return False

    def kill(self, owner: Owner) -> None:
        """End a process for sure; nothing happens where it has ended. The guardian does not end itself."""
        if owner[0] == os.getpid():
            return
        with suppress(ProcessLookupError, PermissionError):
            handle = self._handles.get(owner)
            if handle is not None:
                signal.pidfd_send_signal(handle, signal.SIGKILL)
            elif is_alive(*owner):
                os.kill(owner[0], signal.SIGKILL)

    def close(self) -> None:
        """Let go of all handles."""
        self.follow(set())

    def _take(self, owner: Owner) -> None:
        try:
            handle = os.pidfd_open(owner[0])
        except (ProcessLookupError, OverflowError, ValueError):
            self._ended.add(owner)
            return
        except OSError as error:
            if error.errno is not None and not is_alive(*owner):
                self._ended.add(owner)
            else:
                self._without_handle.add(owner)  # an old kernel, or no handle left: looked at each time
            return
        # Looked at after the handle was taken: from here on the number cannot pass to another process unnoticed.
        if not is_alive(*owner):
            os.close(handle)
            self._ended.add(owner)
            return
        self._handles[owner] = handle
        self._poll.register(handle, select.POLLIN)

    def _drop(self, owner: Owner) -> None:
        handle = self._handles.pop(owner, None)
        if handle is not None:
            self._poll.unregister(handle)
            os.close(handle)


def is_stopped(owner: Owner) -> bool:
    """Whether a process is stopped, as by SIGSTOP."""
    return state_of(owner[0]) == "T"


class Since:
    """Remembers since when something has been seen."""

    def __init__(self) -> None:
        self._first: dict[object, float] = {}

    def lasted_s(self, key: object, is_so: bool) -> float:
        """Wall seconds for which this has been so at every look; 0 at the first one, and while it is not so."""
        if not is_so:
            self._first.pop(key, None)
            return 0.0
        now = clock.wall_monotonic()
        return now - self._first.setdefault(key, now)

    def forget_all_but(self, keys: set[object]) -> None:
        """Drop what nobody asks about any more."""
        for key in set(self._first) - keys:
            del self._first[key]

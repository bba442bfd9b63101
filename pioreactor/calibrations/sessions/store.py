"""Sessions on the unit's disk: JSON in the persistent table ``calibration_sessions``, whoever asks for them."""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Callable, Iterator
from typing import Final

import msgspec

from pioreactor.calibrations.sessions.errors import SessionBusyError, UnknownSessionError
from pioreactor.calibrations.sessions.structs import CalibrationSession
from pioreactor.storage.caches import Cache, local_persistent_storage
from pioreactor.storage.paths import run_dir

TABLE: Final = "calibration_sessions"
KEPT: Final = 50
"""So many sessions are kept; older ones are forgotten when a new one begins."""


def add(session: CalibrationSession) -> None:
    """Keep a new session. Raises StorageError."""
    with local_persistent_storage(TABLE) as cache, cache.transaction():
        cache.set(session.session_id, msgspec.json.encode(session).decode())
        _forget_oldest(cache)


def load(session_id: str) -> CalibrationSession:
    """A session. Raises UnknownSessionError, StorageError."""
    with local_persistent_storage(TABLE) as cache:
        return _read(cache, session_id)


def load_all() -> list[CalibrationSession]:
    """All sessions that can be read, in no order. Raises StorageError."""
    found = []
    with local_persistent_storage(TABLE) as cache:
        for session_id in cache:
            with contextlib.suppress(UnknownSessionError):
                found.append(_read(cache, str(session_id)))
    return found


def change(session_id: str, function: Callable[[CalibrationSession], CalibrationSession]) -> CalibrationSession:
    """Replace a session by ``function(session)`` in one transaction; what it raises leaves the session as it was."""
    with local_persistent_storage(TABLE) as cache, cache.transaction():
        changed = function(_read(cache, session_id))
        cache.set(session_id, msgspec.json.encode(changed).decode())
        return changed


@contextlib.contextmanager
def turn_of(session: CalibrationSession) -> Iterator[None]:
    """One answer at a time for a device, of all sessions and processes.

    Raises SessionBusyError. The lock is the kernel's: it is gone the moment its holder is, however that ended.
    """
    folder = run_dir() / "locks"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"calibration-{session.target_device}.lock"
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o660)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SessionBusyError(
                f"A calibration of {session.target_device} works on another answer. Wait for it, or abort the session."
            ) from None
        yield
    finally:
        os.close(handle)


def _read(cache: Cache, session_id: str) -> CalibrationSession:
    text = cache.get(session_id)
    if text is None:
        raise UnknownSessionError(f"There is no calibration session {session_id[:80]!r} on this unit. Start a new one.")
    try:
        return msgspec.json.decode(text, type=CalibrationSession)
    except msgspec.MsgspecError as error:
        raise UnknownSessionError(f"The calibration session {session_id} cannot be read: {error}") from error


def _forget_oldest(cache: Cache) -> None:
    begun = {str(key): _begun(cache, str(key)) for key in cache}
    for session_id in sorted(begun, key=lambda key: begun[key])[: max(0, len(begun) - KEPT)]:
        del cache[session_id]


def _begun(cache: Cache, session_id: str) -> str:
    """When a session began; what cannot be read counts as the oldest."""
    try:
        return _read(cache, session_id).created_at
    except UnknownSessionError:
        return ""

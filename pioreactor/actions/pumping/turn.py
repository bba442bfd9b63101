"""One process at a time per pump. The lock is the kernel's: it is gone the moment its holder is, however that ended."""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator

from pioreactor.exc import PWMError
from pioreactor.storage.paths import run_dir
from pioreactor.types import GpioPin


@contextlib.contextmanager
def turn_of(pin: GpioPin, name: str) -> Iterator[None]:
    """Hold a pump for the time of a block. Raises PWMError when another run has it, in this process or another."""
    folder = run_dir() / "locks"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(folder / f"pump-{pin}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o660)
    except OSError as error:
        raise PWMError(f"The {name} pump cannot be reserved: {error}. Check the folder {folder}.") from error
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise PWMError(f"The {name} pump is in use by another dose. Wait for its end, or stop it.") from None
        yield
    finally:
        os.close(handle)

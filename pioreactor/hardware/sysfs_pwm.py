"""Hardware PWM of the Raspberry Pi through ``/sys/class/pwm``."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from typing import Final

from pioreactor import clock
from pioreactor.exc import PWMError

CHANNEL_OF_PIN: Final[dict[int, int]] = {12: 0, 13: 1}
_EXPORT_LIMIT_S: Final = 10.0
_PERMISSION_PAUSES_S: Final = (0.05, 0.10, 0.15)
_NS: Final = 1_000_000_000


def find_chip(root: Path = Path("/")) -> Path | None:
    """The PWM chip that drives the header pins 12 and 13; None without the ``pwm-2chan`` overlay."""
    folder = root / "sys/class/pwm"
    model = root / "proc/device-tree/model"
    is_pi_5 = model.exists() and "Raspberry Pi 5" in model.read_text(errors="replace")
    # A Raspberry Pi 5 with a 6.6 kernel numbers the header's chip 2; every other combination 0.
    for number in (2, 0) if is_pi_5 else (0,):
        chip = folder / f"pwmchip{number}"
        if chip.exists():
            return chip
    return None


class SysfsPwmChannel:
    """One hardware PWM channel, held by one process at a time.

    The kernel keeps the output going when the process dies; whoever guards the unit must set it to 0. Raises PWMError
    where the kernel refuses, or while another process holds the channel.
    """

    def __init__(self, chip: Path, channel: int) -> None:
        self._folder = chip / f"pwm{channel}"
        self._chip = chip
        self._channel = channel
        self._lock: int | None = None
        self._period_ns = 0
        self._fraction = 0.0

    def open(self) -> None:
        """Export the channel, wait (at most 10 wall s) until its files may be written, hold it, and make it low."""
        if not self._folder.exists():
            self._write(self._chip / "export", self._channel)
        ready = clock.wait_until(lambda: os.access(self._folder / "duty_cycle", os.W_OK), _EXPORT_LIMIT_S)
        if not ready:
            raise PWMError(f"{self._folder} did not become writable. Is the user in the group gpio?")
        self._hold()
        try:
            self.stop()
        except PWMError:
            self._let_go()
            raise

    def _hold(self) -> None:
        # The kernel has no owner for a channel as it has for a line; a lock on its file ends with the process, too.
        if self._lock is not None:
            return
        lock = os.open(self._folder / "duty_cycle", os.O_RDONLY | os.O_CLOEXEC)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            os.close(lock)
            raise PWMError(f"{self._folder} is busy: another process holds it.") from error
        self._lock = lock

    def set_frequency(self, hz: float) -> None:
        """Set the frequency, 0.1 to 10 000 Hz, keeping the duty."""
        if not 0.1 <= hz <= 10_000:
            raise PWMError(f"A PWM frequency lies between 0.1 and 10000 Hz; {hz} does not.")
        self._period_ns = round(_NS / hz)
        # The kernel refuses a period below the present duty, and any duty while there is no period.
        self._zero()
        self._write(self._folder / "period", self._period_ns)
        self.set_fraction(self._fraction)
        self._write(self._folder / "enable", 1)

    def set_fraction(self, fraction: float) -> None:
        """Set the share of the period that is high, 0 to 1."""
        self._fraction = max(0.0, min(1.0, fraction))
        if self._period_ns:
            self._write(self._folder / "duty_cycle", round(self._fraction * self._period_ns))

    @property
    def fraction(self) -> float:
        """Share of the time that the line is high, read back from the kernel; 0 while the channel is not enabled."""
        if not self._folder.exists() or not self._read("enable"):
            return 0.0
        period_ns = self._read("period")
        return self._read("duty_cycle") / period_ns if period_ns else 0.0

    def stop(self) -> None:
        """Output low: duty 0, not enabled. Safe to repeat."""
        self._fraction = 0.0
        self._period_ns = 0
        if self._folder.exists():
            self._zero()
            if self._read("enable"):
                self._write(self._folder / "enable", 0)

    def close(self) -> None:
        """Output low, channel given back. Safe to repeat; a channel that is not held is left as it is."""
        if self._lock is None:
            return
        try:
            self.stop()
        finally:
            self._let_go()

    def _let_go(self) -> None:
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def _zero(self) -> None:
        if self._read("duty_cycle"):
            self._write(self._folder / "duty_cycle", 0)

    def _read(self, name: str) -> int:
        file = self._folder / name
        try:
            return int(file.read_text(encoding="ascii"))
        except (OSError, ValueError) as error:
            raise PWMError(f"{file} cannot be read: {error}.") from error

    def _write(self, file: Path, value: int) -> None:
        for pause in (*_PERMISSION_PAUSES_S, None):
            try:
                file.write_text(f"{value}\n", encoding="ascii")
            except PermissionError as error:
                if pause is None:
                    raise PWMError(f"{file} may not be written: {error.strerror}.") from error
                clock.wall_sleep(pause)
            except OSError as error:
                raise PWMError(f"{file} refused {value}: {error.strerror}.") from error
            else:
                return

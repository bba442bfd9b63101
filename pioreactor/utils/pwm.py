"""PWM outputs shared with the rest of the unit: locked, published, and low when the process ends."""

from __future__ import annotations

import atexit
import contextlib
import os
import signal
import threading
from collections.abc import Iterator
from types import FrameType
from typing import Any, Final

from pioreactor.exc import PWMError
from pioreactor.hardware.pwm import PwmOutput
from pioreactor.hardware.sysfs_pwm import CHANNEL_OF_PIN
from pioreactor.runtime.signals import append_signal_handler, remove_signal_handler
from pioreactor.storage.caches import local_intermittent_storage
from pioreactor.types import GpioPin

LOCKS_TABLE: Final = "pwm_locks"
DUTY_TABLE: Final = "pwm_dc"
_COARSE_ABOVE_HZ: Final = 1000.0
_END_SIGNALS: Final = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


class PWM:
    """One PWM output of the unit.

    ``pin``: BCM number; ``hz``: 0.1 to 10 000. Opening a pin that another process has locked raises PWMError. The duty
    cycle is a percentage; the level of all outputs is published retained on ``pwms/dc`` and kept in the temporary
    cache. When the process ends in any orderly way the output goes low. ``pubsub_client`` is an older name of
    ``pub_client``; ``always_use_software`` is accepted for older plugins and changes nothing.
    """

    HARDWARE_PWM_CHANNELS: Final = frozenset(CHANNEL_OF_PIN)

    def __init__(
        self,
        pin: GpioPin,
        hz: float,
        unit: str | None = None,
        experiment: str | None = None,
        always_use_software: bool = False,
        pub_client: Any = None,
        logger: Any = None,
        *,
        pubsub_client: Any = None,
    ) -> None:
        self.pin = pin
        self.hz = hz
        self.unit, self.experiment = _whose(unit, experiment)
        self._guard = threading.RLock()
        self._key = f"{os.getpid()}:{id(self)}"
        self._owns_client = pub_client is None and pubsub_client is None
        self._client = pub_client or pubsub_client
        self.logger = logger or _logger(self.unit, self.experiment)
        if self.is_locked():
            raise PWMError(f"Pin {pin} is in use by another job of this unit (lock {self._lock_holder()}).")
        if hz >= _COARSE_ABOVE_HZ and not self.using_hardware:
            self.logger.warning(f"{hz} Hz is a lot for an output without a hardware timer; its duty will be coarse.")
        self._output: PwmOutput | None = PwmOutput(pin, hz)
        self.is_started = False
        atexit.register(self.clean_up)
        for number in _END_SIGNALS:
            append_signal_handler(number, self._on_signal)

    @property
    def using_hardware(self) -> bool:
        """Whether the pin has a hardware timer."""
        return self.pin in CHANNEL_OF_PIN

    @property
    def is_open(self) -> bool:
        """False after ``clean_up``."""
        return self._output is not None

    @property
    def duty_cycle(self) -> float:
        """Percent, 0 after the end."""
        return 0.0 if self._output is None else self._output.duty_cycle

    def start(self, duty_cycle: float) -> None:
        """Begin with a duty cycle in percent. Raises PWMError outside 0 to 100."""
        self.is_started = True
        self.change_duty_cycle(duty_cycle)

    def change_duty_cycle(self, duty_cycle: float) -> None:
        """Another duty cycle in percent. Raises PWMError outside 0 to 100, and after ``clean_up``."""
        if not 0.0 <= duty_cycle <= 100.0:
            raise PWMError(f"A duty cycle lies between 0 and 100 %; {duty_cycle} does not.")
        with self._guard:
            if self._output is None:
                raise PWMError("The output was cleaned up; open it again before use.")
            self._output.set_duty_cycle(duty_cycle)
            self._tell(duty_cycle)

    def stop(self) -> None:
        """Duty 0; the pin stays ours."""
        with self._guard:
            if self._output is not None:
                self._output.set_duty_cycle(0.0)
                self._tell(0.0)

    def clean_up(self) -> None:
        """Duty 0, line low, line and lock given back. Safe to repeat, and at the end of the process."""
        with self._guard:
            output, self._output = self._output, None
            if output is None:
                return
            self.is_started = False
            # The hardware first: what follows may fail, the motor must not go on.
            output.close()
            atexit.unregister(self.clean_up)
            for number in _END_SIGNALS:
                remove_signal_handler(number, self._on_signal)
            with contextlib.suppress(Exception):
                self._tell(0.0)
            self.unlock()
            if self._owns_client and self._client is not None:
                self._client.close()

    cleanup = clean_up

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        # Runs between two instructions of the main thread, which may hold the guard: the guard is re-entrant.
        self.clean_up()

    def lock(self) -> None:
        """Keep other jobs from opening the pin."""
        with local_intermittent_storage(LOCKS_TABLE) as cache:
            cache.set(self.pin, self._key)

    def unlock(self) -> None:
        """Give the lock back, if it is ours."""
        with local_intermittent_storage(LOCKS_TABLE) as cache:
            if cache.get(self.pin) == self._key:
                cache.pop(self.pin)

    def is_locked(self) -> bool:
        """Whether anybody alive has locked the pin. The lock of a dead process is removed."""
        holder = self._lock_holder()
        if holder is None:
            return False
        pid = holder.partition(":")[0]
        if pid.isdigit() and not _is_alive(int(pid)):
            with local_intermittent_storage(LOCKS_TABLE) as cache:
                if cache.get(self.pin) == holder:
                    cache.pop(self.pin)
            return False
        return True

    def _lock_holder(self) -> str | None:
        with local_intermittent_storage(LOCKS_TABLE) as cache:
            holder = cache.get(self.pin)
        return None if holder is None else str(holder)

    @contextlib.contextmanager
    def lock_temporarily(self) -> Iterator[None]:
        """Lock for the time of a block."""
        self.lock()
        try:
            yield
        finally:
            self.unlock()

    def _tell(self, duty_cycle: float) -> None:
        with local_intermittent_storage(DUTY_TABLE) as cache:
            if duty_cycle > 0.0:
                cache.set(self.pin, duty_cycle)
            else:
                cache.pop(self.pin)
            levels = {str(pin): float(cache.get(pin, 0.0)) for pin in cache}
        self._publish(levels)

    def _publish(self, levels: dict[str, float]) -> None:
        from msgspec.json import encode

        from pioreactor.pubsub.recording import record_and_publish
        from pioreactor.pubsub.topics import topic
        from pioreactor.storage.journal import shared_journal

        if self._client is None:
            from pioreactor.pubsub import create_client

            self._client = create_client(client_id=f"pwm-{self.pin}-{self.unit}-{os.getpid()}")
        where = topic(self.unit, self.experiment, "pwms", "dc")
        record_and_publish(self._client, shared_journal(), where, encode(levels), qos=0, retain=True)

    def __enter__(self) -> PWM:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.clean_up()


def _whose(unit: str | None, experiment: str | None) -> tuple[str, str]:
    from pioreactor import whoami

    unit = unit or whoami.get_unit_name()
    return unit, experiment or whoami.get_assigned_experiment_name(unit)


def _logger(unit: str, experiment: str) -> Any:
    from pioreactor.logging import create_logger

    return create_logger("PWM", unit=unit, experiment=experiment, to_mqtt=False)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True

"""PWM outputs shared with the rest of the unit: locked, published, and low when the process ends."""

from __future__ import annotations

import atexit
import contextlib
import math
import os
import signal
import sqlite3
import threading
from collections.abc import Iterator
from types import FrameType
from typing import Any, Final

from pioreactor import clock
from pioreactor.exc import GuardianMissingError, LeaseError, PWMError, StorageError, in_words
from pioreactor.hardware.pwm import PwmOutput, is_busy
from pioreactor.hardware.sysfs_pwm import CHANNEL_OF_PIN
from pioreactor.runtime.leases import shared_board
from pioreactor.runtime.outputs import DUTY_TABLE, levels_of_lines, output_of_pin
from pioreactor.runtime.outputs import PIN_LOCKS_TABLE as LOCKS_TABLE
from pioreactor.runtime.processes import is_alive
from pioreactor.runtime.signals import append_signal_handler, remove_signal_handler
from pioreactor.storage.caches import local_intermittent_storage
from pioreactor.types import GpioPin

GUARDIAN_PATIENCE_S: Final = 5.0
"""Wall seconds to wait for a guardian that is just being started again."""
_BUSY_PATIENCE_S: Final = 0.5
_COMPLAIN_EVERY_S: Final = 60.0
_COARSE_ABOVE_HZ: Final = 1000.0
_END_SIGNALS: Final = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


class PWM:
    """One PWM output of the unit.

    ``pin``: BCM number; ``hz``: 0.1 to 10 000. Opening a pin that another process has locked raises PWMError. The duty
    cycle is a percentage; the level of all outputs is published retained on ``pwms/dc`` and kept in the temporary
    cache. When the process ends in any orderly way the output goes low. ``pubsub_client`` is an older name of
    ``pub_client``; ``always_use_software`` is accepted for older plugins and changes nothing.

    While the output is on it is leased to this process (`pioreactor.runtime.leases`): the guardian in `monitor` makes
    it low when the process dies. ``renew_within_s``: the guardian also cuts, by ending this process, when
    :meth:`renew` was not called for so many wall seconds; call it three times as often from the loop that is in
    control. ``needs_guardian``: the output cannot be switched on unless a guardian runs.
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
        renew_within_s: float | None = None,
        needs_guardian: bool = False,
        pubsub_client: Any = None,
    ) -> None:
        self.pin = pin
        self.hz = hz
        self.unit, self.experiment = _whose(unit, experiment)
        self._guard = threading.RLock()
        self._key = f"{os.getpid()}:{id(self)}"
        self._name = output_of_pin(pin)
        self._renew_within_s = math.inf if renew_within_s is None else renew_within_s
        self._needs_guardian = needs_guardian
        self._off_by_s = math.inf
        self._flow: tuple[float, float, str] = (0.0, math.inf, "")
        self._complained_at = -math.inf
        self._owns_client = pub_client is None and pubsub_client is None
        self._client = pub_client or pubsub_client
        self.logger = logger or _logger(self.unit, self.experiment)
        if self.is_locked():
            raise PWMError(f"Pin {pin} is in use by another job of this unit (lock {self._lock_holder()}).")
        if hz >= _COARSE_ABOVE_HZ and not self.using_hardware:
            self.logger.warning(f"{hz} Hz is a lot for an output without a hardware timer; its duty will be coarse.")
        self._output: PwmOutput | None = _open(pin, hz)
        self.is_started = False
        self.on_s = self.off_s = -math.inf
        """Clock monotonic at which the line was last seen to come on and to go low: what a pump moved depends on it."""
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
        output = self._output
        return 0.0 if output is None else output.duty_cycle

    def start(self, duty_cycle: float) -> None:
        """Begin with a duty cycle in percent. Raises PWMError outside 0 to 100."""
        self.is_started = True
        self.change_duty_cycle(duty_cycle)

    def change_duty_cycle(self, duty_cycle: float) -> None:
        """Another duty cycle in percent.

        Raises PWMError outside 0 to 100, and after ``clean_up``; LeaseError where the output belongs to another
        process; GuardianMissingError after 5 wall s without a guardian that is needed. The output is then off.
        """
        if not 0.0 <= duty_cycle <= 100.0:
            raise PWMError(f"A duty cycle lies between 0 and 100 %; {duty_cycle} does not.")
        if duty_cycle > 0.0:
            self._require_guardian()  # which may wait, and whoever ends the job meanwhile must not
        with self._guard:
            output = self._output  # a signal may take it away at any moment
            if output is None:
                raise PWMError("The output was cleaned up; open it again before use.")
            if duty_cycle > 0.0:
                self._lease(duty_cycle)
                was_off = output.duty_cycle == 0.0
                try:
                    output.set_duty_cycle(duty_cycle)
                except BaseException:
                    if output.duty_cycle == 0.0:
                        self._give_back()
                    raise
                if was_off and output.duty_cycle > 0.0:
                    self.on_s = output.driven_s
                self._tell(duty_cycle)
            else:
                self._switch_off(output)

    def stop(self) -> None:
        """Duty 0; the pin stays ours."""
        with self._guard:
            output = self._output
            if output is not None:
                self._switch_off(output)

    def renew(self) -> None:
        """Say that the loop in control is alive. Costs a microsecond; while the output is off, nothing."""
        with self._guard:
            duty_cycle = self.duty_cycle
            if duty_cycle > 0.0 and not shared_board().renew(self._name) and self.is_open:
                self._lease(duty_cycle)  # the board was replaced

    def limit_on_time(self, seconds: float | None) -> None:
        """The output must be off so many clock seconds from now; the guardian cuts it 0.25 wall s later.

        None removes the limit. Holds until the output is next switched off.
        """
        with self._guard:
            self._off_by_s = math.inf if seconds is None else clock.monotonic() + seconds
            shared_board().limit(self._name, self._off_by_s)

    def announce_flow(self, ml_per_s: float, booked_until: float, event: str = "") -> None:
        """What this pump moves, mL per clock second, and up to when (``clock.monotonic()``) that has been booked.

        If the guardian has to cut the pump, it books what was moved after that. ``event``: the dosing event, default:
        by what the configuration says hangs on the output. Holds until the output is next switched off.
        """
        with self._guard:
            self._flow = (ml_per_s, booked_until, event)
            shared_board().announce_flow(self._name, *self._flow)

    def _lease(self, duty_cycle: float) -> None:
        board = shared_board()
        if board.set_level(self._name, duty_cycle) and board.renew(self._name):
            return
        ml_per_s, booked_until, event = self._flow
        board.grant(
            self._name,
            duty_cycle,
            experiment=self.experiment,
            renew_within_s=self._renew_within_s,
            off_by_s=self._off_by_s,
            flow_ml_per_s=ml_per_s,
            booked_until_s=booked_until,
            event=event,
        )

    def _give_back(self) -> None:
        self._off_by_s, self._flow = math.inf, (0.0, math.inf, "")
        with contextlib.suppress(LeaseError):
            shared_board().release(self._name)

    def _require_guardian(self) -> None:
        if not self._needs_guardian or shared_board().is_guarded():
            return
        if not clock.wait_until(lambda: shared_board().is_guarded(), GUARDIAN_PATIENCE_S, poll=0.05):
            self.stop()
            raise GuardianMissingError(
                f"The guardian of this unit does not run, so GPIO{self.pin} stays off: nobody would switch it off if "
                "this process died. Start it: systemctl start pioreactor-monitor, or pio run monitor"
            )

    def _switch_off(self, output: PwmOutput) -> None:
        was_on = output.duty_cycle > 0.0
        try:
            output.set_duty_cycle(0.0)
        except PWMError:
            if self.is_open:
                raise
            return  # a signal has closed it meanwhile, and done the rest
        self.off_s = output.driven_s if was_on else self.off_s
        self._give_back()
        self._tell(0.0)

    def clean_up(self) -> None:
        """Duty 0, line low, line and lock given back. Safe to repeat, and at the end of the process."""
        with self._guard:
            output, self._output = self._output, None
            if output is None:
                return
            self.is_started = False
            # The hardware first: what follows may fail, the motor must not go on.
            was_on = output.duty_cycle > 0.0
            try:
                output.close()
                self.off_s = output.driven_s if was_on else self.off_s
            except Exception as error:
                # The lease stays: the guardian makes the line low when this process has ended.
                self.logger.error(f"GPIO{self.pin} could not be switched off: {in_words(error)}.")
            else:
                self._give_back()
            atexit.unregister(self.clean_up)
            for number in _END_SIGNALS:
                remove_signal_handler(number, self._on_signal)
            with contextlib.suppress(Exception):
                self._tell(0.0)
            with contextlib.suppress(StorageError, sqlite3.Error):
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
        if pid.isdigit() and not is_alive(int(pid), None):
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
        """Table and topic, after the hardware; neither a full disk nor a locked table may disturb who is in control."""
        try:
            with local_intermittent_storage(DUTY_TABLE) as cache:
                if duty_cycle > 0.0:
                    cache.set(self.pin, duty_cycle)
                else:
                    cache.pop(self.pin)
            self._publish(levels_of_lines())
        except (StorageError, sqlite3.Error) as error:
            now = clock.wall_monotonic()
            if now - self._complained_at >= _COMPLAIN_EVERY_S:
                self._complained_at = now
                self.logger.warning(f"The level of GPIO{self.pin} cannot be told: {in_words(error)}.")

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


def _open(pin: GpioPin, hz: float) -> PwmOutput:
    """The output, low. Waits 0.5 wall s for a line that somebody has just let go of or looks at."""
    end = clock.wall_monotonic() + _BUSY_PATIENCE_S
    while True:
        try:
            return PwmOutput(pin, hz)
        except Exception as error:
            if not is_busy(error) or clock.wall_monotonic() >= end:
                raise
            clock.wall_sleep(0.02)


def _whose(unit: str | None, experiment: str | None) -> tuple[str, str]:
    from pioreactor import whoami

    unit = unit or whoami.get_unit_name()
    return unit, experiment or whoami.get_assigned_experiment_name(unit)


def _logger(unit: str, experiment: str) -> Any:
    from pioreactor.logging import create_logger

    return create_logger("PWM", unit=unit, experiment=experiment, to_mqtt=False)

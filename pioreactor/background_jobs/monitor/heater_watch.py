"""A second pair of eyes on the heater board, beside the job that heats and independent of it."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from typing import Any, Final

from pioreactor import clock
from pioreactor.background_jobs.monitor.heat_judging import Finding, HeatJudge, Limits
from pioreactor.exc import NoModelAssignedError, PioreactorError, StorageError, UnknownModelAssignedError, in_words
from pioreactor.hardware.board_sensor import BoardSensor
from pioreactor.runtime import alarms
from pioreactor.runtime.leases import Lease, shared_board
from pioreactor.runtime.outputs import output_of_pin, switch_off
from pioreactor.runtime.registry import Registry

LOOK_EVERY_S: Final = 5.0
LOOK_AGAIN_S: Final = 1.0
LOOK_WHEN_IDLE_S: Final = 60.0
RESET_BELOW_C: Final = 45.0
OFF_WITHIN_WALL_S: Final = 2.0
_JOB: Final = "temperature_automation"
_CODES: Final = "heater."
_COOLEST: Final = Limits(65.0, 66.0)

_CODE: Final = {
    Finding.BLIND: "heater.sensor_lost",
    Finding.TOO_HOT: "heater.over_limit",
    Finding.HOT_ALONE: "heater.stuck_on",
    Finding.FAR_TOO_HOT: "heater.over_limit",
}
_TITLE: Final = {
    Finding.BLIND: "The sensor on the heater board does not answer.",
    Finding.TOO_HOT: "The heater board is too hot.",
    Finding.HOT_ALONE: "Unplug this unit: the heater board is hot and nobody heats it.",
    Finding.FAR_TOO_HOT: "Unplug this unit: the heater board is far too hot.",
}
_REMEDY: Final = {
    Finding.BLIND: "1. Look at both ends of the flat ribbon under the vial.\n2. Reset the alarm.",
    Finding.TOO_HOT: "1. If the temperature still rises, pull the plug.\n2. Let it cool below 45 °C.\n3. See that the"
    " vial is in place and stirred.\n4. Reset the alarm.",
    Finding.HOT_ALONE: "1. Pull the plug of the unit now.\n2. Take the vial out.\n3. Have the heater switch checked.\n"
    "4. Then reset the alarm.",
    Finding.FAR_TOO_HOT: "1. Pull the plug of the unit now.\n2. Take the vial out.\n3. Have the heater switch checked."
    "\n4. Then reset the alarm.",
}


class HeaterWatch:
    """Reads the board every 5 s while the heater is on or a heater alarm is open, every minute otherwise.

    What it finds twice in a row it acts on: it ends whoever drives the heater, makes the line low, raises an alarm that
    latches, and, above the shut-down limit or where a board stays hot that nobody heats, calls ``power_off`` (default:
    by the configuration, and never on a simulated vial). While no temperature automation runs it also answers requests
    to reset such alarms. Neither a missing board nor anything else that fails ends it.
    """

    def __init__(
        self,
        unit: str,
        client: Any,
        logger: Any,
        *,
        sensor: BoardSensor | None = None,
        power_off: Callable[[], None] | None = None,
    ) -> None:
        self._unit = unit
        self._client = client
        self._logger = logger
        self._sensor = sensor or BoardSensor()
        self._power_off = power_off or power_off_this_computer
        self._judge = HeatJudge(_limits_of_unit())
        self._output = ""
        self._ending = threading.Event()
        self._told: Finding = Finding.FINE
        self._has_asked_for_power_off = False
        self._looked_s = clock.monotonic()
        self._asked_s = -1e18
        self._has_alarm = False
        self._thread = threading.Thread(target=self._run, name="heater-watch", daemon=True)

    def start(self) -> None:
        """Begin; the first look is taken at once."""
        self._thread.start()

    def close(self) -> None:
        """End; waits up to two wall seconds for the look in progress."""
        self._ending.set()
        if self._thread.is_alive():
            self._thread.join(2.0)

    def _run(self) -> None:
        while not self._ending.is_set():
            pause_s = LOOK_EVERY_S
            try:
                pause_s = self.look()
            except Exception as error:  # the eyes stay open whatever they meet
                self._logger.error(f"The heater board could not be looked at: {in_words(error)}.")
            clock.wait(self._ending, pause_s)

    def look(self) -> float:
        """One look, with all consequences; clock seconds until the next."""
        now = clock.monotonic()
        # Where the heater is wired may be known later only: a HAT that is put on, a simulated vial that is started.
        self._output = self._output or _heater_output()
        if not self._output:
            return LOOK_WHEN_IDLE_S / 4.0
        lease = self._lease()
        is_on = lease is not None and lease.level > 0.0
        self._ask_for_alarms(now, is_on)
        is_due = is_on or self._has_alarm or self._judge.is_suspicious or now - self._asked_s >= LOOK_WHEN_IDLE_S
        if not is_due:
            return LOOK_EVERY_S
        self._asked_s = now
        reading_c = self._sensor.read()
        dt_s, self._looked_s = now - self._looked_s, now
        has_job = self._has_job()
        finding = self._judge.look(reading_c, min(dt_s, LOOK_EVERY_S), is_on=is_on, has_job=has_job)
        if finding.must_cut:
            self._act(finding, lease, reading_c)
        else:
            self._told = Finding.FINE
        self._answer_resets(reading_c, has_job)
        return LOOK_AGAIN_S if self._judge.is_suspicious else LOOK_EVERY_S

    def _lease(self) -> Lease | None:
        return shared_board().get(self._output)

    def _ask_for_alarms(self, now: float, is_on: bool) -> None:
        """Open alarms are on the disk; while nothing is hot once a minute is enough."""
        if not is_on and now - self._asked_s < (LOOK_EVERY_S if self._has_alarm else LOOK_WHEN_IDLE_S):
            return
        try:
            self._has_alarm = any(alarm.code.startswith(_CODES) for alarm in alarms.open_alarms())
        except StorageError:
            self._has_alarm = True

    def _has_job(self) -> bool:
        registry = Registry()
        try:
            return registry.is_running(_JOB)
        finally:
            registry.close()

    def _act(self, finding: Finding, lease: Lease | None, reading_c: float | None) -> None:
        who = self._end_owner(lease)
        if finding is not self._told:
            self._told = finding
            shown = "gives no reading" if reading_c is None else f"has {reading_c:.1f} °C"
            text = f"The heater board {shown}. {who} Heating stays off until the alarm is reset."
            self._logger.error(f"{_TITLE[finding]} {text}")
            # Before the line is confirmed: a job that is started again must find the latch.
            self._raise(finding, reading_c, text)
        if lease is not None and not clock.wait_until(lambda: switch_off(self._output).is_off, OFF_WITHIN_WALL_S):
            self._logger.error("The heater's line could not be made low. Pull the plug of this unit.")
        if finding.wants_power_off and not self._has_asked_for_power_off:
            self._has_asked_for_power_off = True
            self._power_off()

    @staticmethod
    def _end_owner(lease: Lease | None) -> str:
        """End whoever drives the heater, so that the line can be made low; what was done, in words."""
        if lease is None:
            return "Nobody drives the heater."
        # Looked at once more: the number may have passed to another process meanwhile.
        if lease.is_alive and lease.pid != os.getpid():
            os.kill(lease.pid, signal.SIGKILL)
        return f"{lease.job_name or f'Process {lease.pid}'} was ended."

    def _raise(self, finding: Finding, reading_c: float | None, text: str) -> None:
        try:
            alarms.raise_alarm(
                _CODE[finding],
                severity="alarm",
                title=_TITLE[finding],
                text=text,
                remedy=_REMEDY[finding],
                source="monitor",
                needs_reset=True,
                data={"evidence": {"plate": reading_c} if reading_c is not None else {}, "found_by": "heater_watch"},
                client=self._client,
            )
            self._has_alarm = True
        except StorageError as error:
            self._logger.error(f"An alarm cannot be written down: {in_words(error)}.")

    def _answer_resets(self, reading_c: float | None, has_job: bool) -> None:
        """Let go of latches where no job is there to do it."""
        if has_job or not self._has_alarm:
            return
        for alarm in alarms.open_alarms():
            if not alarm.code.startswith(_CODES) or not alarm.reset_requested:
                continue
            if reading_c is None:
                alarms.refuse_reset(alarm.code, "the heater board gives no valid reading", client=self._client)
            elif reading_c >= RESET_BELOW_C:
                why = f"the heater board still has {reading_c:.1f} °C, it must be below {RESET_BELOW_C:g} °C"
                alarms.refuse_reset(alarm.code, why, client=self._client)
            else:
                alarms.end_alarm(alarm.code, client=self._client)
                self._has_asked_for_power_off = False
                self._logger.info(f"The alarm {alarm.code} was reset.")


def power_off_this_computer() -> None:
    """Switch the computer off, where the configuration allows it and the vial is a real one."""
    from pioreactor.config import config
    from pioreactor.hardware.backends import backend_name

    if backend_name() == "simulated":
        return
    if config.getboolean("temperature_automation.config", "power_off_when_too_hot", fallback=True):
        import subprocess

        subprocess.run(["systemctl", "poweroff"], check=False, capture_output=True)


def _limits_of_unit() -> Limits:
    """Of the unit's model; a unit without one has the lowest."""
    from pioreactor.whoami import get_pioreactor_model

    try:
        model = get_pioreactor_model()
    except (NoModelAssignedError, UnknownModelAssignedError):
        return _COOLEST
    return Limits(model.max_temp_to_disable_heating, model.max_temp_to_shutdown)


def _heater_output() -> str:
    """The name of the heater's output; empty where it is not known."""
    from pioreactor.hardware.descriptions import get_heater_pwm_channel, get_pwm_to_pin_map

    try:
        return output_of_pin(get_pwm_to_pin_map()[get_heater_pwm_channel()])
    except (PioreactorError, OSError, KeyError):
        return ""

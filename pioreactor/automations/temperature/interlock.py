"""Faults of the heater as alarms that survive restarts and wait for somebody to reset them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from pioreactor import clock, structs
from pioreactor.automations.temperature.fault_texts import CODE, FAULT_TEXTS, NO_GUARDIAN, WARNING_CODE, WARNING_TEXTS
from pioreactor.domain.thermal import Fault, FaultKind, ThermalWarning
from pioreactor.exc import StorageError, in_words
from pioreactor.runtime import alarms

LOOK_EVERY_S: Final = 2.0
_WORST: Final = (FaultKind.STUCK_ON, FaultKind.OVER_LIMIT)
_DONE: Final = "The heater is off and stays off until the alarm is reset; the temperature is still measured."
_WAITING: Final = "The heater is off for three minutes, then it is tried again."


class Interlock:
    """Raises, finds and ends the alarms of one job. ``complain``: for a disk that fails; nothing is raised."""

    def __init__(self, job_name: str, experiment: str, client: Any, complain: Callable[[str], Any]) -> None:
        self._who = {"source": job_name, "experiment": experiment, "client": client}
        self._client = client
        self._complain = complain
        self._looked_s = -1e18
        self._warned: set[ThermalWarning] = set()
        self._has_guardian = True

    def latched(self) -> tuple[Fault, datetime] | None:
        """The worst fault that is latched on this unit, and since when."""
        try:
            for kind in sorted(FaultKind, key=lambda kind: kind not in _WORST):
                alarm = alarms.get_alarm(CODE + kind.value)
                if alarm is not None and alarm.needs_reset:
                    return Fault(kind, 0.0, dict((alarm.data or {}).get("evidence", {}))), clock.from_iso(
                        alarm.raised_at
                    )
        except (StorageError, ValueError) as error:
            self._complain(f"Alarms of an earlier run cannot be read: {in_words(error)}.")
        return None

    def raise_fault(self, fault: Fault, *, is_latched: bool, wants_power_off: bool) -> structs.ThermalFault:
        """Tell about a new fault; what to publish as ``thermal_fault``."""
        text = FAULT_TEXTS[fault.kind]
        told = f"{text.seen} {_DONE if is_latched else _WAITING}"
        self._guarded(
            lambda: alarms.raise_alarm(
                CODE + fault.kind.value,
                severity="alarm" if is_latched else "warning",
                title=text.title,
                text=told,
                remedy=text.remedy,
                needs_reset=is_latched,
                data={"evidence": fault.evidence, "power_off_requested": wants_power_off},
                **self._who,
            )
        )
        return structs.ThermalFault(fault.kind.value, clock.now(), is_latched, f"{text.title} {told}", fault.evidence)

    @staticmethod
    def as_published(fault: Fault, since: datetime) -> structs.ThermalFault:
        """What to publish for a fault of an earlier run."""
        text = FAULT_TEXTS[fault.kind]
        return structs.ThermalFault(fault.kind.value, since, True, f"{text.title} {text.seen} {_DONE}", fault.evidence)

    def is_reset_asked(self, fault: Fault) -> bool:
        """Whether somebody wants this latch reset; looks at the disk every 2 s at most."""
        now = clock.monotonic()
        if now - self._looked_s < LOOK_EVERY_S:
            return False
        self._looked_s = now
        try:
            return alarms.is_reset_requested(CODE + fault.kind.value)
        except StorageError as error:
            self._complain(f"Whether a reset is wanted cannot be read: {in_words(error)}.")
            return False

    def refuse_reset(self, fault: Fault, why: str) -> None:
        """Say why the latch stays."""
        self._guarded(lambda: alarms.refuse_reset(CODE + fault.kind.value, why, client=self._client))

    def end_fault(self, kind: FaultKind) -> None:
        """This fault does not hold any more."""
        self._guarded(lambda: alarms.end_alarm(CODE + kind.value, client=self._client))

    def follow_warnings(self, now: tuple[ThermalWarning, ...]) -> list[ThermalWarning]:
        """Raise and end warnings as they come and go; the new ones."""
        wanted = set(now)
        new = sorted(wanted - self._warned)
        for warning in new:
            title, remedy = WARNING_TEXTS[warning]
            self._warn(WARNING_CODE + warning.value, title, remedy)
        for warning in self._warned - wanted:
            self._guarded(lambda code=WARNING_CODE + warning.value: alarms.end_alarm(code, client=self._client))  # type: ignore[misc]
        self._warned = wanted
        return new

    def follow_guardian(self, problem: str) -> bool:
        """``problem``: why the output cannot be switched on, empty if it can. True when that is new."""
        had, self._has_guardian = self._has_guardian, not problem
        if problem and had:
            self._warn(NO_GUARDIAN, "The heater stays off: its output cannot be used.", problem)
            return True
        if not problem and not had:
            self._guarded(lambda: alarms.end_alarm(NO_GUARDIAN, client=self._client))
        return False

    def end_warnings(self) -> None:
        """The job ends: nobody watches any more."""
        self.follow_warnings(())
        self.follow_guardian("")

    def _warn(self, code: str, title: str, remedy: str) -> None:
        self._guarded(
            lambda: alarms.raise_alarm(
                code,
                severity="warning",
                title=title,
                text="Heating goes on as far as it can.",
                remedy=remedy,
                **self._who,
            )
        )

    def _guarded(self, act: Callable[[], Any]) -> None:
        try:
            act()
        except StorageError as error:
            self._complain(f"An alarm cannot be written down: {in_words(error)}.")

"""What all dosing automations have in common: pumps, the vial, interlocks, and exchanges that survive a restart."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from typing import Any, Final

from pioreactor.automations import events
from pioreactor.automations.base import UNNAMED, AutomationJob
from pioreactor.automations.dosing.exchanging import Exchange, Unfinished
from pioreactor.automations.dosing.guards import (
    Interlocks,
    check_pump_calibrations_and_pwm_channels_are_configured,
    stirring_rpm,
)
from pioreactor.automations.dosing.slow_waste import check_waste_outruns_inflow
from pioreactor.automations.dosing.verifying import Verifying
from pioreactor.automations.dosing.vial import VialWatch
from pioreactor.automations.memory import Memory
from pioreactor.config import get_config
from pioreactor.exc import in_words
from pioreactor.pubsub.topics import topic
from pioreactor.runtime.booking import vial_limits
from pioreactor.states import JobState
from pioreactor.utils.numbers import SummableDict

JOB_NAME: Final = "dosing_automation"
CONFIG: Final = "dosing_automation.config"
PUMP_ACTIONS: Final = ("add_media", "add_alt_media", "remove_waste")

available_dosing_automations: dict[str, type[DosingAutomationJob]] = {}
"""Every dosing automation that has been defined, by name; the last definition of a name counts."""


class DosingAutomationJob(AutomationJob):
    """An automation that moves liquid. Override :meth:`execute` and call :meth:`execute_io_action` in it.

    **Vial**: ``current_volume_ml``, ``efflux_tube_volume_ml`` and ``alt_media_fraction`` follow the books; given to the
    constructor, they are entered there. **Pausing and ending** stop the pumps at once. A pause in the middle of an
    exchange completes it on resuming; an exchange that a killed process left is made good for at the next start.
    """

    job_name = JOB_NAME
    pumps_needed: Iterable[str] = ()
    """Pumps without which it refuses to start, such as ``("media", "waste")``."""
    moves_liquid = True

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        if cls.automation_name != UNNAMED:
            available_dosing_automations[cls.automation_name] = cls

    def __init__(
        self,
        unit: str,
        experiment: str,
        *,
        current_volume_ml: float | str | None = None,
        efflux_tube_volume_ml: float | str | None = None,
        alt_media_fraction: float | str | None = None,
        **others: Any,
    ) -> None:
        """Volumes in mL. Raises as AutomationJob; CalibrationError, HardwareError for pumps that are not set up."""
        check_pump_calibrations_and_pwm_channels_are_configured(self.pumps_needed)
        config = get_config()
        complaints: list[str] = []
        check_waste_outruns_inflow(self.pumps_needed, config.get(CONFIG, "slow_waste"), complaints.append)
        self.MAX_SUBDOSE: float = config.getfloat(CONFIG, "max_subdose")
        self.pause_between_subdoses_s: float = config.getfloat(CONFIG, "pause_between_subdoses_seconds")
        self.waste_removal_multiplier: float = config.getfloat(CONFIG, "waste_removal_multiplier")
        self.pumps_must_stop = threading.Event()
        self._earlier_is_settled = threading.Event()
        super().__init__(unit, experiment, **others)
        for complaint in complaints:
            self.logger.warning(complaint)
        self.source_of_event = f"{self.job_name}:{self.automation_name}"
        self.family_memory = Memory(experiment, self.job_name, "")
        limits = vial_limits()
        self.MAX_VIAL_VOLUME_TO_STOP = limits.max_fill_ml
        self.MAX_VIAL_VOLUME_TO_WARN = 0.95 * limits.max_fill_ml
        self.vial = VialWatch(unit, experiment, self.pub_client, self.logger, limits, self._pause_when_full)
        self.verifying = Verifying(unit, self.vial.books.home)
        self.vial.seed(
            current_volume_ml=_number(current_volume_ml),
            efflux_tube_volume_ml=_number(efflux_tube_volume_ml),
            alt_media_fraction=_number(alt_media_fraction),
        )
        stirring_off = config.get(CONFIG, "stirring_off")
        self.interlocks = Interlocks(self.registry, stirring_off, self.logger.warning, lambda: self.pumps_needed)
        self._unfinished = Unfinished(self)
        self.last_moved = SummableDict()
        self.last_is_settled = True

    def __post__init__(self) -> None:
        self.vial.listen()
        self.verifying.listen(self.pub_client)
        super().__post__init__()
        self.vial.books.tell_state(self.vial.read())
        self.vial.look_at(self.vial.state.current_volume_ml)
        if self.moves_liquid:
            self.interlocks.refusal()  # warns of a stirrer that is off
        self._lane.put(self._settle_earlier_exchange)

    # --- vial ----------------------------------------------------------------------------------------------------

    @property
    def current_volume_ml(self) -> float:
        """Volume in the vial by the books, mL."""
        return self.vial.state.current_volume_ml

    @current_volume_ml.setter
    def current_volume_ml(self, value: float) -> None:
        self._assume(current_volume_ml=value)

    @property
    def efflux_tube_volume_ml(self) -> float:
        """Volume at which the waste tube ends, mL."""
        return self.vial.state.efflux_tube_volume_ml

    @efflux_tube_volume_ml.setter
    def efflux_tube_volume_ml(self, value: float) -> None:
        self._assume(efflux_tube_volume_ml=value)

    @property
    def alt_media_fraction(self) -> float:
        """Share of alternative media in the vial, 0 to 1."""
        return self.vial.state.alt_media_fraction

    @alt_media_fraction.setter
    def alt_media_fraction(self, value: float) -> None:
        self._assume(alt_media_fraction=value)

    def _assume(self, **values: float) -> None:
        """Plugins assign these; the books stay as they are, and are read again before each exchange."""
        self.vial.state = self.vial.state._replace(**{name: float(value) for name, value in values.items()})

    @property
    def stirring_rpm(self) -> float | None:
        """Speed that the stirrer holds; None: unknown."""
        return stirring_rpm(self.registry)

    # --- pumps ---------------------------------------------------------------------------------------------------

    def add_media_to_bioreactor(self, unit: str, experiment: str, ml: float, **options: Any) -> float:
        """Pump media in; mL moved. Override to fill the vial in another way."""
        from pioreactor.actions.pump import add_media

        return add_media(unit=unit, experiment=experiment, ml=ml, **options)

    def add_alt_media_to_bioreactor(self, unit: str, experiment: str, ml: float, **options: Any) -> float:
        """Pump alternative media in; mL moved."""
        from pioreactor.actions.pump import add_alt_media

        return add_alt_media(unit=unit, experiment=experiment, ml=ml, **options)

    def remove_waste_from_bioreactor(self, unit: str, experiment: str, ml: float, **options: Any) -> float:
        """Pump waste out; mL moved."""
        from pioreactor.actions.pump import remove_waste

        return remove_waste(unit=unit, experiment=experiment, ml=ml, **options)

    def execute_io_action(self, waste_ml: float = 0.0, **additions_ml: float) -> SummableDict:
        """Exchange liquid: each ``<name>_ml`` flows in through ``add_<name>_to_bioreactor``, then ``waste_ml`` out.

        In parts of at most ``MAX_SUBDOSE``; after each the waste pump runs ``waste_removal_multiplier`` times longer.
        Returns mL moved by ``<name>_ml`` and ``waste_ml`` (a missing key reads 0.0), the extra waste not counted; less
        than asked where the vial is full (the job then sleeps) or the job ends. Raises ValueError for amounts below 0
        or less waste than inflow, AttributeError for an unknown inflow, and what the pumps raise.
        """
        for key in additions_ml:
            if not key.endswith("_ml"):
                raise ValueError(f"{key!r} is no volume: name it <liquid>_ml.")
        additions = {key.removesuffix("_ml"): float(volume) for key, volume in additions_ml.items()}
        return self._exchange(float(waste_ml), additions)

    def add_without_waste(self, **additions_ml: float) -> SummableDict:
        """Let liquid flow in and take nothing out, in one go. Otherwise as :meth:`execute_io_action`."""
        additions = {key.removesuffix("_ml"): float(volume) for key, volume in additions_ml.items()}
        return self._exchange(None, additions)

    def _exchange(self, waste_ml: float | None, additions: dict[str, float]) -> SummableDict:
        exchange = Exchange(self, waste_ml, additions)
        asked = {**{f"{name}_ml": volume for name, volume in additions.items()}, "waste_ml": waste_ml or 0.0}
        self.last_moved = exchange.moved
        self.latest_event = events.DosingStarted(_volumes(asked), dict(asked))
        self._unfinished.begin(waste_ml or 0.0, additions)
        try:
            exchange.run()
        finally:
            self.last_is_settled = exchange.is_complete or not self.is_ending
            if self.last_is_settled:
                self._unfinished.end()
            self.vial.read()
            self.verifying.note_exchange()
            self.latest_event = events.DosingStopped(_volumes(exchange.moved), dict(exchange.moved))
        return exchange.moved

    def stop_active_pumps(self) -> None:
        """Stop every pump: those of this process at once, those of others by message."""
        self.pumps_must_stop.set()
        for action in PUMP_ACTIONS:
            self.publish(topic(self.unit, self.experiment, action, "$state", "set"), JobState.DISCONNECTED.to_bytes())

    def allow_pumps(self) -> None:
        """Pumps of this process may run (again)."""
        self.pumps_must_stop.clear()

    def forbid_pumps_while_paused(self) -> None:
        """Pumps of this process may run only if the job does."""
        if self.state is not JobState.READY or self.is_ending:
            self.pumps_must_stop.set()

    def block_until_not_sleeping(self) -> bool:
        """Wait while the job sleeps; False if it ends."""
        with self._state_changed:
            while self.state is JobState.SLEEPING and not self.is_ending:
                self._state_changed.wait(1.0)
        return not self.is_ending

    # --- exchanges that were cut off -----------------------------------------------------------------------------

    def exchange_was_cut_off(self, asked_ml: float, moved_ml: float) -> None:
        """An earlier process of this automation was killed after ``moved_ml`` of ``asked_ml`` had flowed in."""

    def _settle_earlier_exchange(self) -> None:
        try:
            found = self._unfinished.take()
            if found is None:
                return
            automation, asked, moved, waste = found
            self.logger.warning(
                f"An exchange was cut off after {moved:.2f} of {asked:.2f} mL; the waste that belongs to it is removed."
            )
            if automation == self.automation_name:
                self.exchange_was_cut_off(asked, moved)
            with self._execution:
                waste = min(waste, self.MAX_SUBDOSE)
                if waste > 0.0 and self.block_until_not_sleeping():
                    Exchange(self, waste, {}).run()
            if not self.is_ending:
                self._unfinished.end()
        except Exception as error:
            self.logger.error(f"An exchange that was cut off could not be completed: {in_words(error)}.")
            self._log_in_full(error)
        finally:
            self._earlier_is_settled.set()

    def _run_on_time(self) -> bool:
        while not self.is_ending and not self._earlier_is_settled.wait(0.5):
            pass
        return super()._run_on_time()

    # --- lifecycle -----------------------------------------------------------------------------------------------

    def refusal(self) -> events.NoEvent | None:
        """The event that says why no dose may be given now; None: nothing speaks against it."""
        found = self.interlocks.refusal()
        return None if found is None else events.NoEvent(found.text, {"reason": found.reason})

    def _pause_when_full(self) -> None:
        if self.state is JobState.READY and not self.is_ending:
            self.set_state(JobState.SLEEPING)

    def set_state(self, new_state: JobState | str) -> None:
        """As in the base class; pumps stop before anything else when the job sleeps or ends."""
        is_built = "vial" in self.__dict__
        if is_built and new_state in (JobState.SLEEPING, JobState.DISCONNECTED) and self.state != new_state:
            self.stop_active_pumps()
        if is_built and new_state == JobState.READY:
            self.allow_pumps()
        super().set_state(new_state)
        if is_built:
            self.forbid_pumps_while_paused()


class DosingAutomationJobContrib(DosingAutomationJob):
    """The same for plugins."""

    def __init__(self, unit: str, experiment: str, **others: Any) -> None:
        super().__init__(unit, experiment, **{"source": type(self).__module__, **others})


def start_dosing_automation(
    automation_name: str, unit: str | None = None, experiment: str | None = None, **settings: Any
) -> DosingAutomationJob:
    """Start a dosing automation; returns the running job. ``settings``: its own, as numbers or as text.

    Raises AutomationError for an unknown name or setting, and what the automation raises.
    """
    from pioreactor.automations.starting import start_automation

    job: DosingAutomationJob = start_automation(JOB_NAME, automation_name, unit, experiment, settings)
    return job


def _number(value: float | str | None) -> float | None:
    return None if value is None else float(value)


def _volumes(volumes: dict[str, float]) -> str:
    return ", ".join(f"{key.removesuffix('_ml')} {volume:.4g} mL" for key, volume in volumes.items())


__all__ = [
    "DosingAutomationJob",
    "DosingAutomationJobContrib",
    "available_dosing_automations",
    "check_pump_calibrations_and_pwm_channels_are_configured",
    "start_dosing_automation",
]

"""One dose from the request to the settled account."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

from pioreactor import clock
from pioreactor.actions.pumping.amounts import Amount
from pioreactor.actions.pumping.flow import RENEW_WITHIN_WALL_S, Flow
from pioreactor.actions.pumping.lines import PumpLine, pin_of
from pioreactor.actions.pumping.planning import DosePlan, check_room, check_source, plan_dose
from pioreactor.actions.pumping.stop import Hearing, Stop
from pioreactor.actions.pumping.turn import turn_of
from pioreactor.exc import GuardianMissingError, PioreactorError, PWMError
from pioreactor.runtime.booking import CALIBRATION_SOURCE, Books, vial_limits
from pioreactor.storage.vial_state import kept_open

if TYPE_CHECKING:
    from pioreactor.calibrations.structs import SimplePeristalticPumpCalibration
    from pioreactor.runtime.actions import managed_lifecycle
    from pioreactor.types import GpioPin

KEEPALIVE_S: Final = 10
SETTLE_WALL_S: Final = 3.0
Ending = Literal["done", "stopped", "full", "unheard"]
Progress = Callable[[float, float], None]
"""Called with clock seconds so far and mL booked so far."""

_told: set[str] = set()


class Dosed(NamedTuple):
    """What came of a dose. ``ml``: sum of its events; ``seconds``: pumping time; ``planned_ml`` may be infinite."""

    ml: float
    seconds: float
    planned_ml: float
    ending: Ending


def dose(
    line: PumpLine,
    amount: Amount,
    *,
    unit: str | None = None,
    experiment: str | None = None,
    calibration: SimplePeristalticPumpCalibration | str | None = None,
    source_of_event: str | None = None,
    mqtt_client: Any = None,
    logger: Any = None,
    on_progress: Progress | None = None,
    full_drive: bool = False,
) -> Dosed:
    """Run a pump for one dose. Blocks until the pump is off and the books are settled.

    ``full_drive``: at a duty cycle of 100 %, whatever it is calibrated at; its rate is then taken in proportion.

    Raises VialFullError, CalibrationError, ValueError before anything moves; PWMError (in use, no guardian) and
    HardwareError when the pump cannot be driven; StorageError when the books cannot be kept, the pump off by then.
    """
    if amount.is_nothing:
        return Dosed(0.0, 0.0, 0.0, "done")
    unit, experiment = whose(unit, experiment)
    check_source(source_of_event, experiment)
    with acting(unit, experiment, line.event, mqtt_client, logger) as (action, log):
        plan = plan_dose(line, amount, calibration, full_drive=full_drive)
        books = Books(unit, experiment, action.mqtt_client, log)
        is_of_vial = source_of_event != CALIBRATION_SOURCE
        if is_of_vial:
            check_room(plan, books.state())
        stop = Stop(action.exit_event, _hearing(plan, action))
        limits = vial_limits() if line.is_inflow and is_of_vial else None
        with pump_output(line, plan.rate.hz, unit, experiment, action.mqtt_client, log) as pwm:
            flow = Flow(line, plan.rate, books, pwm, source_of_event, limits)
            _tell_beginning(plan, log)
            return _run(flow, plan, stop, log, on_progress)


def _run(flow: Flow, plan: DosePlan, stop: Stop, log: Any, on_progress: Progress | None) -> Dosed:
    if stop.is_set() or not start_unless_stopped(flow, plan.seconds, stop):
        return Dosed(flow.moved_ml, 0.0, plan.ml, "stopped")
    try:
        while not stop.wait(flow.due_wall_s()) and not flow.is_over():
            flow.tick()
            if on_progress is not None:
                on_progress(flow.elapsed_s(), flow.moved_ml)
        is_over = flow.is_over()
        seconds = flow.elapsed_s()
    finally:
        flow.stop()
    ending: Ending = "done" if is_over else "stopped"
    if flow.is_full:
        ending = "full"
        log.warning(f"The vial is full to its limit: the {plan.line.label} pump stopped after {flow.moved_ml:.2f} mL.")
    elif stop.hearing is not None and stop.hearing.is_lost():
        ending = "unheard"
        log.warning(
            f"The broker is away, so nobody could stop the {plan.line.label} pump: it stopped after "
            f"{flow.moved_ml:.2f} mL."
        )
    elif ending == "stopped":
        log.info(f"The {plan.line.label} pump was stopped after {flow.moved_ml:.2f} mL.")
    return Dosed(flow.moved_ml, seconds, plan.ml, ending)


def start_unless_stopped(flow: Flow, seconds: float, stop: Stop) -> bool:
    """Start a flow; False where a signal took the output away at this very moment. Raises as ``flow.start``."""
    try:
        flow.start(seconds)
    except PWMError:
        if not stop.is_set():
            raise
        return False
    return True


def _hearing(plan: DosePlan, action: managed_lifecycle) -> Hearing | None:
    if not plan.is_endless:
        # A dose that has an end is bounded by head-room and guardian. Half a dose would be worse than a whole one:
        # the culture at a dilution that nobody wanted.
        return None
    hearing = Hearing(action.mqtt_client)
    if not hearing.is_there():
        raise PWMError(
            "The broker cannot be reached, so nobody could stop a pump that runs until it is told to end. Give a "
            "volume or a duration, or start it at a terminal."
        )
    return hearing


def _tell_beginning(plan: DosePlan, log: Any) -> None:
    if plan.is_endless:
        log.info(f"The {plan.line.label} pump runs until it is told to end.")
    else:
        log.info(f"The {plan.line.label} pump moves {plan.ml:.3g} mL in {plan.seconds:.3g} s.")
        complaint = plan.rate.complaint(plan.seconds)
        if complaint and plan.rate.name not in _told:
            _told.add(plan.rate.name)
            log.warning(complaint)


@contextlib.contextmanager
def acting(unit: str, experiment: str, name: str, client: Any, logger: Any) -> Iterator[tuple[managed_lifecycle, Any]]:
    """A lifecycle and a logger for the time of a block; what the block raises is logged."""
    from pioreactor.logging import create_logger
    from pioreactor.runtime.actions import managed_lifecycle

    options = {"keepalive": KEEPALIVE_S}
    with managed_lifecycle(unit, experiment, name, mqtt_client=client, mqtt_client_kwargs=options) as action:
        log = logger or create_logger(name, unit=unit, experiment=experiment, pub_client=action.mqtt_client)
        try:
            with kept_open():
                yield action, log
        except (PioreactorError, ValueError) as error:
            log.error(str(error))
            raise
        finally:
            if logger is None:
                log.clean_up()


@contextlib.contextmanager
def pump_output(line: PumpLine, hz: float, unit: str, experiment: str, client: Any, log: Any) -> Iterator[Any]:
    """The output of a pump, ours alone and guarded, for the time of a block. Raises PWMError, HardwareError."""
    from pioreactor.utils.pwm import PWM

    pin = pin_of(line)
    with turn_of(pin, line.label):
        _wait_for_guardian(line, pin)
        with PWM(
            pin, hz, unit, experiment, pub_client=client, logger=log, renew_within_s=RENEW_WITHIN_WALL_S,
            needs_guardian=True,
        ) as pwm:  # fmt: skip
            pwm.lock()
            yield pwm


def _wait_for_guardian(line: PumpLine, pin: GpioPin) -> None:
    """Asked before the first step is booked, so that a pump that cannot come on leaves no trace in the books.

    A run that died on this pump a moment ago is settled by the guardian first.
    """
    from pioreactor.runtime.leases import shared_board
    from pioreactor.runtime.outputs import output_of_pin
    from pioreactor.utils.pwm import GUARDIAN_PATIENCE_S

    if not clock.wait_until(lambda: shared_board().is_guarded(), GUARDIAN_PATIENCE_S, poll=0.05):
        raise GuardianMissingError(
            f"The guardian of this unit does not run, so the {line.label} pump stays off: nobody would stop it if this "
            "process died. Start it: systemctl start pioreactor-monitor, or pio run monitor"
        )

    def is_settled() -> bool:
        lease = shared_board().get(output_of_pin(pin))
        return lease is None or lease.is_alive

    clock.wait_until(is_settled, SETTLE_WALL_S)


def whose(unit: str | None, experiment: str | None) -> tuple[str, str]:
    """The unit and the experiment of a dose; default: this unit and what it works for."""
    from pioreactor import whoami

    unit = unit or whoami.get_unit_name()
    return unit, experiment or whoami.get_assigned_experiment_name(unit)

"""The pumps' faces: ``add_media``, ``add_alt_media``, ``remove_waste``, circulation, and a bare pump for plugins.

Every dose blocks until the pump is off and what it moved is booked. See docs/dosing.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pioreactor.actions.pumping.pwm_pump import PWMPump

if TYPE_CHECKING:
    from pioreactor.actions.pumping.lines import PumpLine
    from pioreactor.calibrations.structs import SimplePeristalticPumpCalibration

    Calibration = SimplePeristalticPumpCalibration | str | None

__all__ = ["PWMPump", "add_alt_media", "add_media", "circulate_alt_media", "circulate_media", "remove_waste"]


def add_media(
    unit: str | None = None,
    experiment: str | None = None,
    ml: float | None = None,
    duration: float | None = None,
    continuously: bool = False,
    calibration: Calibration = None,
    source_of_event: str | None = None,
    mqtt_client: Any = None,
    logger: Any = None,
) -> float:
    """Pump media into the vial; returns mL moved, which is less than asked for when the dose was stopped.

    Exactly one of ``ml``, ``duration`` (clock seconds), ``continuously`` (until told, or until the vial is full to its
    limit). ``calibration``: an object or the name of one; default the active one, and for ``duration`` the usual size
    of the pumps. ``mqtt_client``, ``logger``: to share; default its own.

    Raises VialFullError (nothing moved), CalibrationError, PWMError (the pump is in use, or no guardian runs),
    HardwareError, StorageError (the books cannot be kept), ValueError for an amount that cannot be one.
    """
    from pioreactor.actions.pumping.lines import MEDIA

    options = (unit, experiment, calibration, source_of_event, mqtt_client, logger)
    return _dose(MEDIA, ml, duration, continuously, *options)


def add_alt_media(
    unit: str | None = None,
    experiment: str | None = None,
    ml: float | None = None,
    duration: float | None = None,
    continuously: bool = False,
    calibration: Calibration = None,
    source_of_event: str | None = None,
    mqtt_client: Any = None,
    logger: Any = None,
) -> float:
    """Pump alternative media into the vial; as :func:`add_media`."""
    from pioreactor.actions.pumping.lines import ALT_MEDIA

    options = (unit, experiment, calibration, source_of_event, mqtt_client, logger)
    return _dose(ALT_MEDIA, ml, duration, continuously, *options)


def remove_waste(
    unit: str | None = None,
    experiment: str | None = None,
    ml: float | None = None,
    duration: float | None = None,
    continuously: bool = False,
    calibration: Calibration = None,
    source_of_event: str | None = None,
    mqtt_client: Any = None,
    logger: Any = None,
) -> float:
    """Pump waste out of the vial; as :func:`add_media`. Below the end of its tube the pump sucks air."""
    from pioreactor.actions.pumping.lines import WASTE

    options = (unit, experiment, calibration, source_of_event, mqtt_client, logger)
    return _dose(WASTE, ml, duration, continuously, *options)


def _dose(
    line: PumpLine,
    ml: float | None,
    duration: float | None,
    continuously: bool,
    unit: str | None,
    experiment: str | None,
    calibration: Calibration,
    source_of_event: str | None,
    mqtt_client: Any,
    logger: Any,
) -> float:
    from pioreactor.actions.pumping.amounts import check_amount
    from pioreactor.actions.pumping.dosing import dose

    return dose(
        line,
        check_amount(ml, duration, continuously),
        unit=unit,
        experiment=experiment,
        calibration=calibration,
        source_of_event=source_of_event,
        mqtt_client=mqtt_client,
        logger=logger,
    ).ml


def circulate_media(
    unit: str | None = None,
    experiment: str | None = None,
    duration: float = 0.0,
    source_of_event: str | None = None,
    mqtt_client: Any = None,
    logger: Any = None,
) -> float:
    """Rinse the vial with media for ``duration`` clock seconds, waste running all the time; returns mL of media moved.

    Raises as :func:`add_media`.
    """
    from pioreactor.actions.pumping.circulating import circulate
    from pioreactor.actions.pumping.lines import MEDIA

    return circulate(MEDIA, duration, unit, experiment, source_of_event, mqtt_client, logger).inflow_ml


def circulate_alt_media(
    unit: str | None = None,
    experiment: str | None = None,
    duration: float = 0.0,
    source_of_event: str | None = None,
    mqtt_client: Any = None,
    logger: Any = None,
) -> float:
    """Rinse the vial with alternative media; as :func:`circulate_media`."""
    from pioreactor.actions.pumping.circulating import circulate
    from pioreactor.actions.pumping.lines import ALT_MEDIA

    return circulate(ALT_MEDIA, duration, unit, experiment, source_of_event, mqtt_client, logger).inflow_ml

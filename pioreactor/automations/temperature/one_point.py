"""``pio run temperature_one_point``: a thermometer in the vial corrects what no filter can find out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

if TYPE_CHECKING:
    from pioreactor import structs
    from pioreactor.domain.thermal import ThermalCalibration

STILL_WITHIN_K: Final = 0.3
FRESH_WITHIN_S: Final = 150.0


@click.command(name="temperature_one_point")
@click.option("--measured", type=float, help="What the thermometer in the liquid says, °C (± 0.1 °C).")
@click.option("--forget", is_flag=True, help="Go back to the numbers of the configuration.")
def click_temperature_one_point(measured: float | None, forget: bool) -> None:
    """Correct the temperature by a thermometer in the vial.

    Hold the working temperature for half an hour with stirring on, put a thermometer into the liquid, and enter what it
    says. A reading at room temperature first makes it better still.
    """
    from pioreactor.runtime.running import errors_as_sentences

    if forget == (measured is not None):
        raise click.UsageError("Give either --measured or --forget.")
    with errors_as_sentences():
        if measured is None:
            forget_point()
            click.echo("Forgotten; the running job takes the configuration from its next start on.")
            return
        before, after = take_point(measured)
    click.echo(
        f"Sensor offset {before.sensor_offset_k:+.2f} → {after.sensor_offset_k:+.2f} K, ambient leak"
        f" {before.ambient_leak:+.4f} → {after.ambient_leak:+.4f}. The running job takes it over within a minute."
    )


def take_point(measured_c: float) -> tuple[ThermalCalibration, ThermalCalibration]:
    """Take in a thermometer's reading; the calibration before and after, which is stored for this unit and model.

    Raises CalibrationError for a vial that is not at rest or not stirred, and for a difference of more than 3 K;
    JobRequiredError when no temperature automation runs.
    """
    from pioreactor.automations.temperature.memory import load_calibration, store_calibration
    from pioreactor.automations.temperature.settings import model_of_unit, settings_from_config
    from pioreactor.domain.thermal import ThermalCalibration, with_point
    from pioreactor.exc import CalibrationError

    thermal = _thermal_of_running_job()
    _check(thermal)
    key = model_of_unit().key
    settings = settings_from_config()
    before = load_calibration(key) or ThermalCalibration(settings.sensor_offset_k, settings.ambient_leak)
    liquid_c = before.internal_target_c(thermal.liquid, thermal.ambient)
    try:
        after = with_point(before, measured_c, thermal.liquid, liquid_c, thermal.ambient)
    except ValueError as error:
        raise CalibrationError(str(error)) from error
    store_calibration(key, after, measured_c)
    return before, after


def forget_point() -> None:
    """Forget what thermometers have told about this unit and model."""
    from pioreactor.automations.temperature.memory import forget_calibration
    from pioreactor.automations.temperature.settings import model_of_unit

    forget_calibration(model_of_unit().key)


def _thermal_of_running_job() -> structs.Thermal:
    import contextlib

    import msgspec

    from pioreactor import structs
    from pioreactor.exc import JobRequiredError
    from pioreactor.runtime.registry import Registry

    with contextlib.closing(Registry()) as registry:
        try:
            found = registry.get_setting_of_running_job("temperature_automation", "thermal", timeout=2.0)
        except NameError as error:
            raise JobRequiredError("The temperature automation has not measured yet. Try again in a minute.") from error
    try:
        return msgspec.json.decode(found if isinstance(found, str | bytes) else str(found), type=structs.Thermal)
    except msgspec.MsgspecError as error:
        raise JobRequiredError("The temperature automation has not measured yet. Try again in a minute.") from error


def _check(thermal: structs.Thermal) -> None:
    from pioreactor import clock
    from pioreactor.exc import CalibrationError

    age_s = clock.now_s() - thermal.timestamp.timestamp()
    if age_s > FRESH_WITHIN_S or thermal.quality in ("stale", "learning"):
        raise CalibrationError("The unit does not know the temperature well enough now. Wait until it has settled.")
    if not thermal.stirring:
        raise CalibrationError("The vial is not stirred: its liquid has no one temperature. Start stirring.")
    if abs(thermal.liquid_lag_free - thermal.liquid) > STILL_WITHIN_K:
        raise CalibrationError("The temperature still changes. Hold one target for half an hour, then measure.")

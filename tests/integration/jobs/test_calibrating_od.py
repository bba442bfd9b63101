"""Calibrating OD by standards in a simulated vial, and what od_reading then makes of a vial between them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from pioreactor.calibrations import load_active_calibration
from pioreactor.calibrations.sessions import service
from pioreactor.calibrations.sessions.errors import InputError, RefusedError, WorkError
from pioreactor.calibrations.sessions.structs import CalibrationSession, SessionStatus
from pioreactor.storage import unit_state
from pioreactor.storage.caches import local_persistent_storage
from pioreactor.testing.unit import UnitFolder

pytestmark = pytest.mark.timeout(240)
XR = "pioreactor_20ml_XR"
STANDARDS = (0.2, 0.5, 1.0, 2.0)


@pytest.fixture
def vial(
    make_vial: Callable[..., Any],
    unit_env: UnitFolder,
    guardian: Any,
    fast_clock: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> Any:
    """A unit with photodiodes at 90° and 135°."""
    for name, value in fast_clock.items():
        monkeypatch.setenv(name, value)
    for channel, angle in (("1", "REF"), ("2", "90"), ("3", "135")):
        unit_env.configure("od_config.photodiode_channel", channel, angle)
    unit_state.save(msgspec.structs.replace(unit_state.load(), model_name=XR))
    from pioreactor.config import forget_config

    forget_config()
    return make_vial("--nominal", "--preset", "clear", "--model", XR, "--photodiodes", "1=REF,2=90,3=135")


def until_standard(device: str) -> CalibrationSession:
    session = service.start(device, "standards")
    while session.step_id != "standard":
        inputs = {"name": {"calibration_name": "monday"}, "rpm": {"rpm": 500}}.get(session.step_id, {})
        session = service.answer(session.session_id, inputs)
    return session


@pytest.mark.slow
def test_standards_and_a_blank_make_curves_that_od_reading_uses(
    vial: Any, start_job: Callable[..., Any], hear: Callable[..., Any], unit_env: UnitFolder
) -> None:
    session = until_standard("od")
    for od in (3.0, *STANDARDS):
        vial.bench.swap_vial(od=od)
        session = service.answer(session.session_id, {"od600": od})
        with pytest.raises(InputError):
            service.answer(session.session_id, {"next": "something"})
        if od == 3.0:
            session = service.answer(session.session_id, {"action": "redo_last"})
        else:
            session = service.answer(session.session_id, {"next": "blank" if od == STANDARDS[-1] else "another"})
    vial.bench.swap_vial(preset_name="clear")
    session = service.answer(session.session_id, {})
    assert session.status is SessionStatus.COMPLETE
    view = service.show(session)
    assert "5 points" in view.body and len(view.metadata["chart"]["series"]) == 4
    outputs = vial.bench.truth()["outputs"]
    assert outputs["led_A"] == 0 and outputs["stirring"] == 0
    with local_persistent_storage("ir_led_reference_normalization") as cache:
        assert len(cache) == 0, "nothing of the trial is left behind"

    for device, channel in (("od90", "2"), ("od135", "3")):
        calibration = load_active_calibration(device)
        assert calibration is not None and calibration.calibration_name == "monday"
        assert (calibration.pd_channel, calibration.y) == (channel, "Voltage")  # type: ignore[union-attr]
        assert calibration.recorded_data.x == [0.0, *STANDARDS]
    vial.bench.swap_vial(od=0.7)
    start_job("stirring", "--target-rpm", "500")
    readings = hear("od_reading/ods")
    start_job("od_reading")
    ods = [readings.next()["ods"] for _ in range(6)][-1]
    print({channel: reading["od"] for channel, reading in ods.items()})
    assert ods["2"]["od"] == pytest.approx(0.7, rel=0.05)
    assert ods["3"]["od"] == pytest.approx(0.7, rel=0.05)


def test_a_bar_that_does_not_turn_and_jobs_that_are_in_the_way(vial: Any, start_job: Callable[..., Any]) -> None:
    session = until_standard("od90")
    vial.bench.fault_add(name="stir.stall")
    with pytest.raises(WorkError, match="stir bar"):
        service.answer(session.session_id, {"od600": 0.5})
    assert service.look(session.session_id)[0] == session
    start_job("od_reading")
    with pytest.raises(RefusedError, match="pio kill --job-name od_reading"):
        service.start("od90", "standards")
    with pytest.raises(WorkError, match="pio kill --job-name od_reading"):
        service.answer(session.session_id, {"od600": 0.5})
    service.abort(session.session_id)


def test_what_is_not_configured_is_refused(vial: Any, unit_env: UnitFolder) -> None:
    from pioreactor.config import forget_config

    with pytest.raises(RefusedError, match="has od135, od90"):
        service.start("od45", "standards")
    unit_env.configure("od_reading.config", "ir_led_intensity", "auto")
    forget_config()
    with pytest.raises(RefusedError, match="ir_led_intensity"):
        service.start("od90", "standards")

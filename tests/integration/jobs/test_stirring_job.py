from __future__ import annotations

import signal
from collections.abc import Callable
from typing import Any

import pytest

from pioreactor import clock
from pioreactor.calibrations import keeping
from pioreactor.pubsub import publish
from pioreactor.runtime.alarms import get_alarm
from pioreactor.testing.unit import UnitFolder

CALIBRATED_DUTY = 40.0
"""Percent that `CALIBRATION` wants for 500 RPM."""

CALIBRATION = """
calibration_type: simple_stirring
calibration_name: line
calibrated_on_pioreactor_unit: unit1
created_at: '2026-01-01T00:00:00Z'
curve_data_: {type: poly, coefficients: [12.5, 0.0]}
x: DC %
y: RPM
recorded_data: {x: [10.0, 90.0], y: [125.0, 1125.0]}
pwm_hz: 200.0
voltage: 5.0
"""


def settled(rpm: float) -> Callable[[Any], bool]:
    return lambda message: message["measured_rpm"] == pytest.approx(rpm, rel=0.02)


def true_rpm(vial: Any) -> float:
    return float(vial.bench.truth()["stirrer_rpm"])


def test_settles_within_two_percent_in_thirty_seconds_and_rests_at_the_end(
    make_vial: Callable[..., Any], start_job: Callable[..., Any], hear: Callable[..., Any]
) -> None:
    vial = make_vial("--seed", "4")
    quality, rpm = hear("stirring/rotation_quality"), hear("stirring/measured_rpm")
    job = start_job("stirring", "--target-rpm", "450")
    first = clock.from_iso(rpm.next()["timestamp"])
    within = clock.from_iso(rpm.until(settled(450))["timestamp"])
    # The first measurement ends about four seconds after the motor was switched on.
    assert (within - first).total_seconds() < 26.0
    quality.until(lambda value: value == "ok")
    assert true_rpm(vial) == pytest.approx(450, rel=0.02)
    job.send_signal(signal.SIGINT)
    job.wait()
    assert vial.bench.truth()["outputs"]["stirring"] == 0
    clock.wait_until(lambda: true_rpm(vial) < 1.0, 5)
    assert true_rpm(vial) < 1.0


def test_new_target_pause_and_resume(
    make_vial: Callable[..., Any], start_job: Callable[..., Any], hear: Callable[..., Any], unit_env: UnitFolder
) -> None:
    vial = make_vial("--seed", "5")
    rpm, states = hear("stirring/measured_rpm"), hear("stirring/$state")
    start_job("stirring", "--target-rpm", "400")
    rpm.until(settled(400))
    prefix = f"pioreactor/{unit_env.name}/{unit_env.experiment}/stirring"
    publish(f"{prefix}/target_rpm/set", "700")
    rpm.until(settled(700))
    publish(f"{prefix}/$state/set", "sleeping")
    states.until(lambda value: value == "sleeping")
    assert clock.wait_until(lambda: true_rpm(vial) < 1.0, 5)
    publish(f"{prefix}/target_rpm/set", "300")
    clock.wall_sleep(0.2)
    assert true_rpm(vial) < 1.0
    publish(f"{prefix}/$state/set", "ready")
    rpm.until(settled(300))


def test_a_close_look_measures_often_and_leaves_the_drive_alone(
    make_vial: Callable[..., Any], start_job: Callable[..., Any], hear: Callable[..., Any], unit_env: UnitFolder
) -> None:
    """What the volume watch needs to see an exchange: the speed follows the level, and is not corrected."""
    vial = make_vial("--seed", "5")
    quality, rpm, duty = hear("stirring/rotation_quality"), hear("stirring/measured_rpm"), hear("stirring/duty_cycle")
    look = hear("stirring/close_look_s")
    start_job("stirring", "--target-rpm", "500")
    quality.until(lambda value: value == "ok")
    publish(f"pioreactor/{unit_env.name}/{unit_env.experiment}/stirring/close_look_s/set", "600")
    look.until(lambda value: value == 600.0)
    rpm.drain()
    for _ in range(3):  # a correction that was under way
        rpm.next()
    duty.drain()
    before = [rpm.next() for _ in range(6)]
    gap_s = (clock.from_iso(before[-1]["timestamp"]) - clock.from_iso(before[0]["timestamp"])).total_seconds() / 5
    assert gap_s < 8.0  # 1.5 s, on a computer that keeps up with the clock
    vial.bench.add_liquid(volume_ml=4.0)
    rpm.drain()
    rpm.next()
    after = [rpm.next() for _ in range(6)]
    ratio = sum(m["measured_rpm"] for m in after) / sum(m["measured_rpm"] for m in before)
    assert ratio == pytest.approx(0.98, abs=0.003)
    assert duty.is_empty()


def test_survives_a_stall(
    make_vial: Callable[..., Any], start_job: Callable[..., Any], hear: Callable[..., Any], unit_env: UnitFolder
) -> None:
    unit_env.configure("stirring.config", "duration_between_updates_seconds", "5")
    vial = make_vial("--seed", "6")
    rpm, warnings = hear("stirring/measured_rpm"), hear("logs/app/warning")
    codes = hear("monitor/flicker_led_with_error_code")
    start_job("stirring", "--target-rpm", "450")
    rpm.until(settled(450))
    vial.bench.fault_add(name="stir.stall", duration_s=9)
    assert "kick" in warnings.next()["message"]
    assert int(codes.next()) == 4
    rpm.until(settled(450), timeout=30)


def test_a_lasting_stall_switches_the_motor_off_and_is_an_alarm_until_it_turns(
    make_vial: Callable[..., Any], start_job: Callable[..., Any], hear: Callable[..., Any], unit_env: UnitFolder
) -> None:
    """Meanwhile readings are marked."""
    unit_env.configure("stirring.config", "duration_between_updates_seconds", "5")
    vial = make_vial("--seed", "7")
    vial.bench.fault_add(name="stir.hall_dead")
    start_job("od_reading", "--interval", "5")
    readings = hear("od_reading/ods")
    quality, errors = hear("stirring/rotation_quality"), hear("logs/app/error")
    start_job("stirring", "--target-rpm", "450")
    quality.until(lambda value: value == "stalled")
    assert "three kicks" in errors.next()["message"]
    assert vial.bench.truth()["outputs"]["stirring"] == 0
    alarm = get_alarm("stirring.stalled")
    assert alarm is not None
    assert alarm.severity == "alarm"
    readings.until(lambda message: message["ods"]["2"]["quality"].get("code") == "not-stirred")

    vial.bench.fault_clear()
    publish(f"pioreactor/{unit_env.name}/{unit_env.experiment}/stirring/target_rpm/set", "400")
    assert clock.wait_until(lambda: getattr(get_alarm("stirring.stalled"), "state", "") == "returned", 20)
    readings.until(lambda message: message["ods"]["2"]["quality"].get("code", "ok") == "ok")


def test_a_stirrer_that_rests_for_readings_does_not_kick_for_ever(
    make_vial: Callable[..., Any], start_job: Callable[..., Any], hear: Callable[..., Any]
) -> None:
    vial = make_vial("--seed", "9", "--nominal")
    start_job("od_reading", "--interval", "15")
    vial.bench.fault_add(name="stir.stall")
    stirrer = start_job("stirring", "--enable-dodging-od", "true")
    quality = hear("stirring/rotation_quality")
    quality.until(lambda value: value == "stalled")
    given_up_s = clock.monotonic()
    # The sensor tells nothing new, and four readings go by.
    assert not clock.wait_until(lambda: vial.bench.truth()["outputs"]["stirring"] > 0, 3.0)
    assert clock.monotonic() - given_up_s > 45.0
    assert get_alarm("stirring.stalled") is not None
    # Stopped on purpose: nobody expects it to turn any more.
    stirrer.send_signal(signal.SIGINT)
    stirrer.wait()
    left = get_alarm("stirring.stalled")
    assert left is not None
    assert left.state == "returned"


def test_doubled_edges_are_not_taken_for_speed(
    make_vial: Callable[..., Any], start_job: Callable[..., Any], hear: Callable[..., Any], unit_env: UnitFolder
) -> None:
    unit_env.configure("stirring.config", "duration_between_updates_seconds", "5")
    vial = make_vial("--seed", "8")
    quality = hear("stirring/rotation_quality")
    start_job("stirring", "--target-rpm", "450")
    quality.until(lambda value: value == "ok")
    vial.bench.fault_add(name="stir.double_edges")
    # Settled again (the fault may have begun in the middle of a window), and marked.
    quality.until(lambda value: value == "irregular")
    assert true_rpm(vial) == pytest.approx(450, rel=0.03)


def test_dodging_is_quiet_during_readings(
    make_vial: Callable[..., Any], start_job: Callable[..., Any], hear: Callable[..., Any]
) -> None:
    vial = make_vial("--seed", "9", "--nominal")
    start_job("od_reading", "--interval", "15")
    dodging, targets = hear("stirring/currently_dodging_od"), hear("stirring/target_rpm")
    start_job("stirring", "--enable-dodging-od", "true")
    dodging.until(lambda value: value == "True")
    targets.until(lambda value: value == 0.0, timeout=20)
    assert clock.wait_until(lambda: true_rpm(vial) < 20.0, 5)
    targets.until(lambda value: value == 500.0, timeout=20)
    assert clock.wait_until(lambda: true_rpm(vial) > 300.0, 5)


@pytest.fixture
def calibrated(unit_env: UnitFolder) -> None:
    """A stirring calibration that this unit uses."""
    keeping.store("stirring", CALIBRATION)
    keeping.set_active("stirring", "line")


def test_without_measured_speed_the_duty_cycle_stays_as_given_whatever_is_calibrated(
    make_vial: Callable[..., Any],
    start_job: Callable[..., Any],
    hear: Callable[..., Any],
    unit_env: UnitFolder,
    calibrated: None,
) -> None:
    make_vial("--seed", "4")
    duty, states = hear("stirring/duty_cycle"), hear("stirring/$state")
    start_job("stirring", "--use-rpm", "false", "--duty-cycle", "25")
    duty.until(lambda value: value == 25.0)
    clock.sleep(10.0)
    assert duty.is_empty()
    prefix = f"pioreactor/{unit_env.name}/{unit_env.experiment}/stirring"
    publish(f"{prefix}/duty_cycle/set", "35")
    duty.until(lambda value: value == 35.0)
    publish(f"{prefix}/$state/set", "sleeping")
    duty.until(lambda value: value == 0.0)
    states.until(lambda value: value == "sleeping")
    publish(f"{prefix}/$state/set", "ready")
    assert duty.until(lambda value: value > 0.0) == 35.0
    clock.sleep(10.0)
    assert duty.is_empty(), "as it was set before the pause"


def test_without_measured_speed_and_duty_cycle_the_calibration_decides(
    make_vial: Callable[..., Any], start_job: Callable[..., Any], hear: Callable[..., Any], calibrated: None
) -> None:
    make_vial("--seed", "4")
    duty = hear("stirring/duty_cycle")
    start_job("stirring", "--use-rpm", "false", "--target-rpm", "500")
    assert duty.until(lambda value: value > 0.0) == pytest.approx(CALIBRATED_DUTY, rel=0.06)
    clock.sleep(10.0)
    assert duty.is_empty()


def test_without_a_hat_it_says_so_in_one_sentence(job_process: Callable[..., Any]) -> None:
    job = job_process("stirring")
    assert job.wait() == 1
    written = job.output()
    assert "Traceback" not in written
    assert "on_disconnected" not in written
    assert [line for line in written.splitlines() if line.startswith("Error: The HAT's version is not known")]

"""What pins promise to the drivers, on every backend."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import gpiozero
import pytest

from pioreactor import clock

STIRRER, MEDIA, HALL, STATUS_LED, FREE = 17, 13, 21, 23, 26


@pytest.fixture
def factory(backend):
    made = backend.module.pin_factory()
    yield made
    for number in (STIRRER, MEDIA, HALL, STATUS_LED, FREE):
        pin = made.pin(number)
        pin.when_changed = None
        pin.close()


def drive(factory, number, hertz, duty):
    pin = factory.pin(number)
    pin.function = "output"
    pin.frequency = hertz
    pin.state = duty
    return pin


def test_the_same_number_is_the_same_pin(factory):
    assert factory.pin(STATUS_LED) is factory.pin(STATUS_LED)


def test_an_input_refuses_a_level(factory):
    pin = factory.pin(FREE)
    pin.function = "input"
    with pytest.raises(gpiozero.PinSetInput):
        pin.state = 1


def test_an_output_refuses_a_pull(factory):
    pin = factory.pin(FREE)
    pin.function = "output"
    with pytest.raises(gpiozero.PinFixedPull):
        pin.pull = "up"


def test_a_wrong_function_is_refused(factory):
    with pytest.raises(gpiozero.PinInvalidFunction):
        factory.pin(FREE).function = "both"


def test_an_input_refuses_pwm(factory):
    pin = factory.pin(FREE)
    pin.function = "input"
    with pytest.raises(gpiozero.GPIOZeroError):
        pin.frequency = 100


def test_a_level_reads_back(factory):
    pin = factory.pin(STATUS_LED)
    pin.function = "output"
    assert not pin.state
    pin.state = 1
    assert pin.state
    pin.state = 0
    assert not pin.state


@pytest.mark.parametrize("number", [STIRRER, MEDIA])
def test_a_duty_keeps_a_hundredth_of_a_percent(factory, number):
    pin = drive(factory, number, 200, 0.0)
    for duty in (0.0001, 0.0312, 0.05):
        pin.state = duty
        assert pin.state == pytest.approx(duty, abs=1e-6)
    assert pin.frequency == 200
    pin.frequency = None
    assert pin.frequency is None
    pin.state = 0
    pin.close()


def test_closing_twice_is_safe_and_a_closed_pin_can_be_used_again(factory):
    pin = drive(factory, STIRRER, 200, 0.05)
    pin.frequency = None
    pin.state = 0
    pin.close()
    pin.close()
    pin = drive(factory, STIRRER, 200, 0.05)
    assert pin.state == pytest.approx(0.05)


def test_edges_carry_increasing_ticks_of_the_factorys_clock(factory):
    drive(factory, STIRRER, 200, 1.0)
    clock.sleep(0.5)
    factory.pin(STIRRER).state = 0.3
    clock.sleep(1.0)
    hall = factory.pin(HALL)
    hall.function = "input"
    hall.pull = "up"
    hall.edges = "falling"
    seen = []

    def on_edge(ticks, state):
        seen.append((ticks, state))

    start = factory.ticks()
    hall.when_changed = on_edge
    assert clock.wait_until(lambda: len(seen) >= 10, 10)
    hall.when_changed = None
    end = factory.ticks()
    ticks = [t for t, _ in seen]
    assert ticks == sorted(ticks)
    assert len(set(ticks)) == len(ticks)
    assert factory.ticks_diff(ticks[0], start) >= -1e-3
    assert factory.ticks_diff(end, ticks[-1]) >= -1e-3
    assert not any(state for _, state in seen)
    rpm = 60 * (len(ticks) - 1) / factory.ticks_diff(ticks[-1], ticks[0])
    assert 250 < rpm < 900
    told = len(seen)
    clock.sleep(0.3)
    assert len(seen) == told


HOLDER = """
import sys, time
from pioreactor.hardware import backends
pin = backends.get_pin_factory().pin(int(sys.argv[1]))
pin.function = "output"
pin.frequency = 200
pin.state = 0.25
print("on", flush=True)
time.sleep(60)
"""


@pytest.fixture
def holder(backend):
    """Another process that drives the media pump's output."""
    name = "simulated" if backend.simulator else "raspberry_pi"
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(MEDIA)], stdout=subprocess.PIPE, env={**os.environ, "PIO_HARDWARE": name}
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"on\n"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def test_an_output_outlives_its_process_and_another_can_switch_it_off(backend, factory, holder):
    if backend.simulator is None:
        pytest.skip("A pad of a board cannot be read without claiming it; check the pump by eye.")
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    with backend.simulator.bench() as bench:
        clock.wall_sleep(0.1)
        assert bench.truth()["outputs"]["media"] == pytest.approx(25.0)
        pin = factory.pin(MEDIA)
        assert clock.wait_until(lambda: claimed(pin), 5)
        assert bench.truth()["outputs"]["media"] == 0.0


def test_a_line_belongs_to_one_process(backend, factory, holder):
    if backend.simulator is None:
        pytest.skip("Outputs 2 and 4 of a board are the kernel's PWM, which has no owner.")
    with pytest.raises(gpiozero.GPIOPinInUse):
        factory.pin(MEDIA).function = "output"


def claimed(pin):
    try:
        pin.function = "output"
    except gpiozero.GPIOPinInUse:
        return False
    return True


def test_gpiozero_devices_work_on_the_factory(factory):
    with gpiozero.PWMLED(STIRRER, frequency=200, pin_factory=factory) as motor:
        motor.value = 0.25
        assert factory.pin(STIRRER).state == pytest.approx(0.25)
    assert factory.pin(STIRRER).function == "input"
    with gpiozero.Button(FREE, pin_factory=factory) as button:
        assert factory.pin(FREE).pull == "up"
        assert not button.is_pressed


def test_a_line_has_gpiozeros_names_too(factory):
    if not hasattr(factory, "board_info"):
        pytest.skip("The lines of a board go by their numbers.")
    assert factory.pin("BOARD11") is factory.pin("GPIO17") is factory.pin(17)
    for nonsense in ("GPIO99", 99, -1):
        with pytest.raises(gpiozero.PinInvalidPin):
            factory.pin(nonsense)

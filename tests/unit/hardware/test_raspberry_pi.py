from __future__ import annotations

from pathlib import Path

import pytest

from pioreactor.exc import PWMError
from pioreactor.hardware.hall import HallSensor
from pioreactor.hardware.lgpio_pins import LgpioFactory, find_gpio_chip
from pioreactor.hardware.pwm import PwmOutput
from tests.unit.hardware.fake_lgpio import FakeLgpio


def test_software_pwm_keeps_the_resolution_of_the_duty(tmp_path: Path) -> None:
    lg = FakeLgpio()
    output = PwmOutput(17, 200, LgpioFactory(lg, 0, tmp_path))
    output.set_duty_cycle(30.123)
    assert lg.calls[-1] == ("pwm", 17, 200.0, pytest.approx(30.123))
    output.close()
    output.close()
    tail = lg.calls[lg.calls.index(("pwm", 17, 200.0, 0.0), 3) :]
    assert ("pwm", 17, 0, 0) in tail
    assert ("write", 17, 0) in tail
    assert tail[-1] == ("free", 17)
    with pytest.raises(PWMError, match="closed"):
        output.set_duty_cycle(1)


def test_pins_12_and_13_fall_back_to_software_without_the_overlay(tmp_path: Path) -> None:
    lg = FakeLgpio()
    PwmOutput(12, 250, LgpioFactory(lg, 0, tmp_path)).set_duty_cycle(10)
    assert lg.calls[-1] == ("pwm", 12, 250.0, 10.0)


def test_hall_sensor_uses_the_time_stamps_of_the_kernel(tmp_path: Path) -> None:
    lg = FakeLgpio()
    sensor = HallSensor(21, LgpioFactory(lg, 0, tmp_path))
    sensor.start()
    assert ("alert", 21, lg.FALLING_EDGE, lg.SET_PULL_UP) in lg.calls
    for nanoseconds in (1_000_000_000, 1_120_000_000):
        lg.listeners[21](7, 21, 0, nanoseconds)
    assert sensor.stop() == [1.0, 1.12]
    assert 21 not in lg.listeners
    sensor.close()


def test_gpiozero_devices_work_on_our_factory(tmp_path: Path) -> None:
    gpiozero = pytest.importorskip("gpiozero")
    lg = FakeLgpio()
    lamp = gpiozero.LED(23, pin_factory=LgpioFactory(lg, 0, tmp_path))
    lamp.on()
    assert lg.levels[23] == 1
    lamp.close()
    assert lg.levels[23] == 0


def test_chip_is_found_by_label(tmp_path: Path) -> None:
    for number, label in ((0, "brcm,brcmstb-gpio"), (4, "raspberrypi,rp1-gpio")):
        node = tmp_path / f"sys/bus/gpio/devices/gpiochip{number}/of_node"
        node.mkdir(parents=True)
        (node / "compatible").write_text(label)
    assert find_gpio_chip(tmp_path) == 4


@pytest.mark.parametrize("hz", [0.0, 10_001])
def test_frequency_limits(hz: float, tmp_path: Path) -> None:
    with pytest.raises(PWMError, match="10000"):
        PwmOutput(17, hz, LgpioFactory(FakeLgpio(), 0, tmp_path))

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pioreactor.exc import PWMError
from pioreactor.hardware.hall import HallSensor
from pioreactor.hardware.lgpio_pins import LgpioFactory, find_gpio_chip
from pioreactor.hardware.pwm import PwmOutput


class FakeLgpio:
    """The functions of lgpio that the pins use, recording the calls."""

    SET_PULL_UP, SET_PULL_DOWN, SET_PULL_NONE = 32, 64, 128
    BOTH_EDGES, RISING_EDGE, FALLING_EDGE = 3, 1, 2

    def __init__(self) -> None:
        self.calls: list[tuple[Any, ...]] = []
        self.levels: dict[int, int] = {}
        self.listeners: dict[int, Any] = {}

    def gpiochip_open(self, chip: int) -> int:
        return 7

    def gpiochip_close(self, handle: int) -> None:
        self.calls.append(("chip_close",))

    def gpio_claim_output(self, handle: int, pin: int, level: int) -> None:
        self.levels[pin] = level
        self.calls.append(("output", pin, level))

    def gpio_claim_input(self, handle: int, pin: int, flags: int) -> None:
        self.calls.append(("input", pin, flags))

    def gpio_claim_alert(self, handle: int, pin: int, kind: int, flags: int) -> None:
        self.calls.append(("alert", pin, kind, flags))

    def gpio_free(self, handle: int, pin: int) -> None:
        self.calls.append(("free", pin))

    def gpio_read(self, handle: int, pin: int) -> int:
        return self.levels.get(pin, 0)

    def gpio_write(self, handle: int, pin: int, level: int) -> None:
        self.levels[pin] = level
        self.calls.append(("write", pin, level))

    def gpio_set_debounce_micros(self, handle: int, pin: int, micros: int) -> None:
        self.calls.append(("debounce", pin, micros))

    def tx_pwm(self, handle: int, pin: int, hz: float, percent: float) -> None:
        self.calls.append(("pwm", pin, hz, percent))

    def callback(self, handle: int, pin: int, kind: int, function: Any) -> Any:
        self.listeners[pin] = function
        outer = self

        class Handle:
            def cancel(self) -> None:
                outer.listeners.pop(pin, None)

        return Handle()


@pytest.fixture
def pwm_root(tmp_path: Path) -> Path:
    chip = tmp_path / "sys/class/pwm/pwmchip0"
    for channel in (0, 1):
        folder = chip / f"pwm{channel}"
        folder.mkdir(parents=True)
        for name in ("period", "duty_cycle", "enable"):
            (folder / name).write_text("0\n")
    return tmp_path


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


def test_hardware_pwm_writes_in_the_order_the_kernel_accepts(pwm_root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[tuple[str, str]] = []
    original = Path.write_text

    def spy(self: Path, text: str, *args: Any, **options: Any) -> int:
        written.append((self.name, text.strip()))
        return original(self, text, *args, **options)

    output = PwmOutput(13, 250, LgpioFactory(FakeLgpio(), 0, pwm_root))
    output.set_duty_cycle(50)
    monkeypatch.setattr(Path, "write_text", spy)
    second = LgpioFactory(FakeLgpio(), 0, pwm_root).pin(13)
    second.function = "output"
    second.frequency = 100.0
    second.state = 0.25
    second.frequency = 200.0
    second.close()
    assert written == [
        ("duty_cycle", "0"),
        ("duty_cycle", "0"), ("period", "10000000"), ("duty_cycle", "0"), ("enable", "1"),
        ("duty_cycle", "2500000"),
        ("duty_cycle", "0"), ("period", "5000000"), ("duty_cycle", "1250000"), ("enable", "1"),
        ("duty_cycle", "0"), ("enable", "0"),
    ]  # fmt: skip


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

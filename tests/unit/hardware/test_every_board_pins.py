"""The lines of every HAT on the driver for a real Raspberry Pi, with lgpio's functions recorded."""

from __future__ import annotations

from pathlib import Path

import pytest

from pioreactor.exc import HardwareError
from pioreactor.hardware import bus_errors, descriptions
from pioreactor.hardware.bus import I2CDevice
from pioreactor.hardware.descriptions.built_in import HATS, MODELS
from pioreactor.hardware.descriptions.checking import mistakes
from pioreactor.hardware.hall import HallSensor
from pioreactor.hardware.lgpio_pins import LgpioFactory
from pioreactor.hardware.pwm import PwmOutput
from pioreactor.hardware.report import examine, expected_devices
from pioreactor.models import BUILT_IN
from tests.unit.hardware.fake_bus import FakeBus, RegisterChip
from tests.unit.hardware.test_raspberry_pi import FakeLgpio

ADC_KEYS = {"driver", "address", "channel"}


@pytest.fixture(params=sorted(HATS))
def hat(request: pytest.FixtureRequest, unit_folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    version: str = request.param
    monkeypatch.setenv("HARDWARE", version)
    return version


@pytest.fixture
def pi(tmp_path: Path) -> tuple[FakeLgpio, LgpioFactory, Path]:
    """A Raspberry Pi with the overlay for two hardware PWM channels."""
    chip = tmp_path / "pi/sys/class/pwm/pwmchip0"
    for channel in (0, 1):
        (chip / f"pwm{channel}").mkdir(parents=True)
        for name in ("period", "duty_cycle", "enable"):
            (chip / f"pwm{channel}" / name).write_text("0\n")
    lg = FakeLgpio()
    return lg, LgpioFactory(lg, 0, tmp_path / "pi"), chip


def test_outputs_use_the_timer_where_there_is_one(hat: str, pi: tuple[FakeLgpio, LgpioFactory, Path]) -> None:
    lg, factory, chip = pi
    timers = {13: chip / "pwm1/duty_cycle", 12: chip / "pwm0/duty_cycle"}
    for pin in descriptions.get_pwm_to_pin_map().values():
        output = PwmOutput(pin, 250.0, factory)
        output.set_duty_cycle(20.0)
        if pin in timers:
            assert int(timers[pin].read_text()) == 800_000
            assert not any(call[:2] == ("pwm", pin) for call in lg.calls)
        else:
            assert lg.calls[-1] == ("pwm", pin, 250.0, pytest.approx(20.0))
        output.close()
        assert int(timers[pin].read_text()) == 0 if pin in timers else lg.levels[pin] == 0


def test_hall_sensor_and_light_are_set_up_as_wired(hat: str, pi: tuple[FakeLgpio, LgpioFactory, Path]) -> None:
    lg, factory, _ = pi
    line = {"1.0": 25, "1.1": 21, "1.2": 21}[hat]
    sensor = HallSensor(factory=factory)
    sensor.start()
    assert ("alert", line, FakeLgpio.FALLING_EDGE, FakeLgpio.SET_PULL_UP) in lg.calls
    lg.listeners[line](0, line, 0, 1_000_000_000)
    lg.listeners[line](0, line, 0, 1_120_000_000)
    assert sensor.stop() == pytest.approx([1.0, 1.12])
    sensor.close()
    light = factory.pin(descriptions.get_gpio_pin("pcb_led_pin"))
    light.function = "output"
    light.state = 1.0
    assert lg.levels[23] == 1
    light.close()


@pytest.mark.parametrize("model", sorted(BUILT_IN), ids=" ".join)
def test_every_combination_is_described_or_refused(hat: str, model: tuple[str, str]) -> None:
    for kind in descriptions.KINDS:
        assert descriptions.describe(kind, hat=hat, model=model)
    inputs = descriptions.describe("adc", hat=hat, model=model)
    photodiodes = [name for name in inputs if name.startswith("pd")]
    assert len(photodiodes) == (4 if model[0].endswith("XR") else 2)
    assert all(entry.keys() >= ADC_KEYS for entry in inputs.values())
    assert {"aux", "version"} <= inputs.keys()
    drivers = {inputs[name]["driver"] for name in photodiodes}
    assert drivers == {"ads1114" if model in MODELS else "ads1115" if hat == "1.0" else "pico"}


def test_boards_that_share_an_address_are_an_error(unit_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HARDWARE", "1.0")
    monkeypatch.setenv("MODEL_VERSION", "1.5")
    assert set(expected_devices()[0x49]) == {"ADS1114", "DAC43608"}
    monkeypatch.setattr("pioreactor.hardware.backends.get_bus", lambda: FakeBus(t=RegisterChip(0x4F, {})))
    errors = [problem.text for problem in examine().problems if problem.severity == "error"]
    assert any("share the address 0x49" in text for text in errors)


@pytest.mark.parametrize("version", [None, "9.9"])
def test_an_unknown_hat_is_an_error_everywhere(
    unit_folder: Path, monkeypatch: pytest.MonkeyPatch, version: str | None
) -> None:
    from pioreactor.actions.lamps import open_driver

    monkeypatch.delenv("HARDWARE")
    if version:
        monkeypatch.setenv("HARDWARE", version)
    monkeypatch.setattr("pioreactor.hardware.backends.get_bus", lambda: FakeBus(t=RegisterChip(0x4F, {})))
    report = examine()
    assert any(problem.severity == "error" and "not known" in problem.text for problem in report.problems)
    for function in (descriptions.get_pwm_to_pin_map, descriptions.get_temp_address, open_driver):
        with pytest.raises(HardwareError, match="not known"):
            function()


def test_a_device_that_is_missing_and_one_that_nobody_described(
    unit_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chips = [RegisterChip(address, {8: b"\x05\x00"}) for address in (0x2C, 0x4F, 0x48, 0x49)]
    bus = FakeBus(**{f"c{chip.address}": chip for chip in chips})
    monkeypatch.setattr("pioreactor.hardware.backends.get_bus", lambda: bus)
    report = examine()
    devices = {device.address: device for device in report.devices}
    assert not devices["0x4A"].answers
    assert devices["0x48"].answers
    assert not devices["0x48"].is_expected
    assert [p.severity for p in report.problems if "0x4A" in p.text] == ["warning"]
    assert report.firmware is None or "." in report.firmware


def test_errors_of_the_bus_are_counted_for_the_whole_unit(unit_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bus = FakeBus(t=RegisterChip(0x4F, {0: b"\x10\x00"}))
    device = I2CDevice(bus, 0x4F, "thermometer")
    bus_errors.write_down()  # what earlier tests of this process counted
    before = bus_errors.read().get("0x4F", {"retries": 0, "failures": 0})
    bus.failures = 2
    device.read(0, 2)
    bus.failures = 100
    with pytest.raises(OSError, match="thermometer"):
        device.read(0, 2)
    bus_errors.write_down()
    now = bus_errors.read()["0x4F"]
    assert now == {"retries": before["retries"] + 5, "failures": before["failures"] + 1}
    assert bus_errors.label([0x4A, 0x49, 0x4A]) == "0x4A+0x49"


@pytest.mark.parametrize("model", sorted(BUILT_IN), ids=" ".join)
def test_the_built_in_descriptions_have_no_mistakes(hat: str, model: tuple[str, str]) -> None:
    assert mistakes(hat=hat, model=model) == []


def test_mistakes_in_a_users_files_are_named(unit_folder: Path) -> None:
    folder = unit_folder / "hardware/hats/1.2"
    folder.mkdir(parents=True)
    (folder / "pwm.yaml").write_text("pwm_to_pin: {'1': 18, '2': 40, '9': 5}\nheater_pwm_channel: '7'\n")
    (folder / "gpio.yaml").write_text("hall_sensor: 21\npcb_led_pin: twentythree\n")
    (folder / "adc.yaml").write_text(
        "pd1: {driver: ads9999, address: 0x99}\npd7: {driver: pico, address: 0x2C}\naux: 3\n"
    )
    (folder / "temp.yaml").write_text("address: '0x00'\n")
    found = " ".join(mistakes(model=("pioreactor_20ml", "1.1")))
    for words in (
        "both on pin 18",
        "pin 40",
        "PWM channel '9'",
        "heater_pwm_channel '7'",
        "no key 'hall_sensor'",
        "'twentythree'",
        "'ads9999'",
        "153 is not an address",
        "pd1 to pd4",
        "aux needs driver",
        "'0x00' is not an address",
    ):
        assert words in found, words
    errors = [problem for problem in examine().problems if problem.severity == "error"]
    assert len(errors) >= 10
    for function in (
        lambda: descriptions.get_gpio_pin("pcb_led_pin"),
        descriptions.get_adc_descriptions,
    ):
        with pytest.raises(HardwareError):
            function()

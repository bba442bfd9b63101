from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pioreactor.exc import HardwareError
from pioreactor.hardware.led import open_led_driver
from pioreactor.hardware.tmp1075 import TMP1075, decode_celsius
from tests.unit.hardware.fake_bus import FakeBus, RegisterChip, Rp2040Chip


@given(percent=st.floats(0, 100))
def test_rp2040_lamp_takes_the_nearest_step(percent: float) -> None:
    chip = Rp2040Chip()
    open_led_driver((1, 2), 0x2C, FakeBus(p=chip)).set_intensity("C", percent)
    assert chip.leds[2] == pytest.approx(percent * 2.55, abs=0.5001)
    assert chip.leds[0] == chip.leds[1] == chip.leds[3] == 0


def test_dac43608_powers_only_the_lamp_in_use() -> None:
    chip = RegisterChip(0x49, {1: bytes([0x01, 0xFF])})
    driver = open_led_driver((1, 0), 0x49, FakeBus(d=chip))
    driver.set_intensity("B", 100)
    assert chip.registers[1] == bytes([0x00, 0xFD])
    assert chip.registers[9] == bytes([112 >> 4, (112 & 15) << 4])
    driver.set_intensity("B", 0)
    assert chip.registers[1][1] & 0b10


def test_an_unknown_board_is_an_error_and_not_a_lamp_that_stays_dark() -> None:
    with pytest.raises(HardwareError, match="not known"):
        open_led_driver(None, 0x2C, FakeBus())


@pytest.mark.parametrize("percent", [-0.1, 100.1])
def test_intensity_out_of_range(percent: float) -> None:
    with pytest.raises(ValueError, match="0 to 100"):
        open_led_driver((1, 1), 0x2C, FakeBus(p=Rp2040Chip())).set_intensity("A", percent)


@given(celsius=st.floats(-20, 125))
def test_board_temperature_round_trip(celsius: float) -> None:
    word = (round(celsius / 0.0625) << 4).to_bytes(2, "big", signed=True)
    assert decode_celsius(word) == pytest.approx(celsius, abs=0.0313)


def test_board_temperature_below_zero_and_stuck_bus() -> None:
    chip = RegisterChip(0x4F, {0: bytes([0xFB, 0x00])})
    sensor = TMP1075(0x4F, FakeBus(t=chip))
    assert sensor.read_once() == pytest.approx(-5.0)
    chip.registers[0] = bytes([0xFF, 0xF0])  # a stuck-high bus reads as just below zero: plausible, not 255.9 °C
    assert sensor.read_once() == pytest.approx(-0.0625)
    chip.registers[0] = bytes([0x7F, 0xF0])
    with pytest.raises(HardwareError, match="cannot be"):
        sensor.read_once()

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pioreactor.exc import BusError, HardwareError
from pioreactor.hardware.adc import open_adc, read_volts
from tests.unit.hardware.fake_bus import Ads111xChip, FakeBus, Rp2040Chip


@pytest.mark.parametrize("driver", ["ads1114", "ADS1115", "pico"])
def test_reads_what_is_at_the_input(driver: str) -> None:
    ads, pico = Ads111xChip(volts=0.2), Rp2040Chip()
    address = 0x2C if driver == "pico" else 0x49
    adc = open_adc(driver, address, 3, FakeBus(a=ads, p=pico))
    adc.start()
    assert read_volts(adc) == pytest.approx(0.2, abs=2e-4)


@given(volts=st.floats(0.0, 3.2))
def test_ads1114_is_right_at_every_range(volts: float) -> None:
    chip = Ads111xChip(volts=volts)
    adc = open_adc("ads1114", 0x49, 0, FakeBus(a=chip))
    adc.start()
    adc.select_range(volts)
    assert read_volts(adc) == pytest.approx(volts, abs=adc.full_scale_v / 30000)
    assert volts < adc.full_scale_v


def test_the_chip_is_the_truth_about_the_range() -> None:
    chip = Ads111xChip(volts=0.2)
    adc = open_adc("ads1114", 0x49, 0, FakeBus(a=chip))
    adc.start()
    adc.select_range(0.2)
    # Somebody else widens the range; the driver follows the register instead of its memory.
    chip.config = (chip.config & ~(0b111 << 9)) | 1 << 9
    assert adc.synchronise()
    assert adc.full_scale_v == pytest.approx(4.096)
    assert read_volts(adc) == pytest.approx(0.2, abs=2e-4)


def test_a_chip_that_lost_power_is_set_up_again() -> None:
    chip = Ads111xChip(volts=0.2)
    adc = open_adc("ads1114", 0x49, 0, FakeBus(a=chip))
    adc.start()
    chip.config = 0x8583
    assert not adc.synchronise()
    assert chip.config & 1 << 8 == 0
    assert adc.synchronise()


def test_inputs_of_one_ads1115_do_not_mix() -> None:
    chip = Ads111xChip(address=0x48)
    chip.inputs = [0.1, 0.9, 2.5, 0.05]
    bus = FakeBus(a=chip)
    adcs = [open_adc("ads1115", 0x48, n, bus) for n in range(4)]
    for adc, volts in zip(adcs, chip.inputs, strict=True):
        adc.select_range(volts)
    assert [read_volts(adc) for adc in adcs] == pytest.approx(chip.inputs, abs=2e-4)
    assert [read_volts(adc) for adc in reversed(adcs)] == pytest.approx(chip.inputs[::-1], abs=2e-4)


def test_saturation_is_seen_at_the_end_of_the_range_and_of_the_supply() -> None:
    chip = Ads111xChip(volts=0.3)
    adc = open_adc("ads1114", 0x49, 0, FakeBus(a=chip))
    adc.start()
    adc.select_range(0.1)
    read_volts(adc)
    assert adc.is_saturated(adc.decode())
    chip.inputs[0] = 3.28
    adc.select_range(3.28)
    read_volts(adc)
    assert adc.is_saturated(adc.decode())


def test_pico_scale_follows_the_firmware(monkeypatch: pytest.MonkeyPatch) -> None:
    chip = Rp2040Chip()
    adc = open_adc("pico", 0x2C, 2, FakeBus(p=chip))
    chip.version = (0, 3)
    adc.start()
    assert adc.to_volts(round(1.0 / 3.3 * 4095 * 16)) == pytest.approx(1.0, abs=1e-3)
    monkeypatch.setenv("FIRMWARE", "0.4")
    adc.start()
    assert adc.to_volts(round(1.0 / 3.3 * 4095 * 32)) == pytest.approx(1.0, abs=1e-3)
    assert adc.is_saturated(round(1.61 / 3.3 * 4095 * 32))


def test_a_glitch_is_retried_and_a_dead_chip_is_named() -> None:
    bus = FakeBus(a=Ads111xChip())
    adc = open_adc("ads1114", 0x49, 0, bus)
    bus.failures = 2
    read_volts(adc)
    assert adc.device.counters.retries == 2
    bus.failures = 100
    with pytest.raises(BusError, match="0x49"):
        read_volts(adc)
    assert adc.device.counters.failures == 1


def test_unknown_driver() -> None:
    with pytest.raises(HardwareError, match="ads9999"):
        open_adc("ads9999", 0x49, 0, FakeBus())

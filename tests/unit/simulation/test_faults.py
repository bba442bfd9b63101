from __future__ import annotations

import errno
import math

import pytest

from pioreactor.simulation.board import Board
from pioreactor.simulation.devices.bus import Nack
from pioreactor.simulation.faults import CATALOGUE, FaultError


def codes(hands, address=0x4A, count=20):
    result = []
    for _ in range(count):
        result.append(hands.read(address, 0))
        hands.wait(0.01)
    return result


def test_a_fault_begins_and_ends_at_its_own_time(build):
    hands = build()
    hands.unit.faults.add("i2c.hang", hands.t + 10, 5)
    hands.read(0x4F, 0)
    hands.wait(12)
    with pytest.raises(Nack) as refused:
        hands.read(0x4F, 0)
    assert refused.value.errno == errno.ETIMEDOUT
    hands.wait(4)
    hands.read(0x4F, 0)
    assert hands.unit.faults.all() == []


def test_a_fault_can_be_cleared(build):
    hands = build()
    fault = hands.unit.faults.add("tmp.lost", hands.t)
    with pytest.raises(Nack):
        hands.read(0x4F, 0)
    hands.unit.faults.clear(hands.t, fault.id)
    hands.read(0x4F, 0)
    with pytest.raises(FaultError, match="no fault number"):
        hands.unit.faults.clear(hands.t, fault.id)


def test_unknown_fault_names_the_known_ones(build):
    with pytest.raises(FaultError, match=r"stir\.stall"):
        build().unit.faults.add("gremlins", 0.0)


def test_nacks_come_with_their_probability(build):
    hands = build()
    hands.unit.faults.add("adc.nack", hands.t, severity=0.1)
    refused = 0
    for _ in range(1000):
        try:
            hands.write(0x4A, b"\0")
        except Nack:
            refused += 1
        hands.write(0x4F, b"")
    assert 70 <= refused <= 130


@pytest.mark.parametrize(("how", "word"), [("zero", b"\0\0"), ("full", b"\x7f\xff"), ("stuck", None)])
def test_converter_drops_out(build, how, word):
    hands = build("yeast", od=1.0)
    hands.led(80)
    hands.wait(0.5)
    assert len(set(codes(hands))) > 5
    hands.unit.faults.add("adc.dropout", hands.t, target=how)
    seen = set(codes(hands))
    assert len(seen) == 1
    assert word is None or seen == {word}


def test_bitflips_alter_single_reads(build):
    hands = build()
    steady = hands.read(0x2C, 8)
    hands.unit.faults.add("i2c.bitflip", hands.t, severity=0.2)
    wrong = [r for r in (hands.read(0x2C, 8) for _ in range(200)) if r != steady]
    assert 20 <= len(wrong) <= 60
    assert all((int.from_bytes(r, "big") ^ int.from_bytes(steady, "big")).bit_count() == 1 for r in wrong)


def test_thermometer_offset_and_freeze(build):
    hands = build()
    before = int.from_bytes(hands.read(0x4F, 0), "big")
    hands.unit.faults.add("tmp.offset", hands.t, 60)
    hands.wait(1)
    assert int.from_bytes(hands.read(0x4F, 0), "big") - before == pytest.approx(10 * 256, abs=40)
    hands.unit.faults.clear(hands.t)
    hands.unit.faults.add("tmp.frozen", hands.t)
    hands.drive("heating", 100)
    frozen = hands.read(0x4F, 0)
    hands.wait(60)
    assert hands.read(0x4F, 0) == frozen


@pytest.mark.parametrize(("fault", "low", "high"), [("led.dead", -0.02, 0.02), ("led.dim", 0.5, 0.7)])
def test_light_faults_show_on_ref(build, fault, low, high):
    hands = build("yeast", od=1.0)
    ref, _ = hands.snapshot()
    hands.unit.faults.add(fault, hands.t)
    hands.wait(5)
    assert low < hands.snapshot()[0] / ref < high


def test_swapped_led_cables_leave_the_commanded_channel_dark(build):
    hands = build("yeast", od=1.0)
    hands.unit.faults.add("led.swapped_channel", hands.t)
    hands.wait(1)
    # What is left is the small leak of any LED into every photodiode.
    assert abs(hands.snapshot()[0]) < 0.006
    hands.led(80, channel=1)
    hands.wait(0.3)
    assert hands.adc_volts(0x49) > 0.02


def test_swapped_photodiodes_exchange_their_signals(build):
    hands = build("clear")
    ref, _ = hands.snapshot()
    hands.unit.faults.add("pd.swapped", hands.t, target="1,2")
    hands.wait(5)
    first, second = hands.snapshot()
    assert first < 0.3 * ref
    assert second == pytest.approx(ref, rel=0.1)


def test_unplugged_photodiode_shows_nothing(build):
    hands = build("yeast", od=1.0)
    hands.unit.faults.add("pd.unplugged", hands.t, target="2")
    hands.wait(1)
    assert abs(hands.snapshot()[1]) < 1e-3


def test_removed_vial_leaves_the_reference_alone(build):
    hands = build("yeast", od=1.0)
    ref, signal = hands.snapshot()
    hands.unit.faults.add("user.vial_removed", hands.t)
    hands.wait(5)
    ref_now, signal_now = hands.snapshot()
    assert ref_now == pytest.approx(ref, rel=0.05)
    assert signal_now < 0.3 * signal


def test_stirring_faults(build):
    hands = build()
    hands.drive("stirring", 30)
    hands.wait(10)
    stirrer = hands.unit.vial.stirrer
    per_second = len(stirrer.falling_edges(hands.t - 2, hands.t)) / 2
    for fault, share in (("stir.hall_dead", 0.0), ("stir.double_edges", 2.0), ("stir.stall", 0.0)):
        hands.unit.faults.add(fault, hands.t, 20)
        hands.unit.forward(hands.t)
        hands.wait(10)
        hands.unit.forward(hands.t)
        edges = len(stirrer.falling_edges(hands.t - 2, hands.t)) / 2
        assert edges == pytest.approx(share * per_second, abs=1.5), fault
        hands.wait(30)
        hands.unit.forward(hands.t)


def test_undervoltage_raises_the_supervisors_flag(build):
    hands = build()
    assert not hands.unit.supply_is_low(hands.t)
    hands.unit.faults.add("power.undervolt", hands.t)
    assert hands.unit.supply_is_low(hands.t + 1)


@pytest.mark.parametrize("name", CATALOGUE)
@pytest.mark.parametrize("board", [Board(), Board(hat="1.0", version="1.0")], ids=["hat1.2", "hat1.0"])
def test_every_fault_of_the_catalogue_comes_and_goes(build, name, board):
    hands = build("yeast", od=0.5, board=board)
    hands.drive("stirring", 30)
    hands.unit.faults.add(name, hands.t + 1, 10)
    for _ in range(20):
        hands.wait(1)
        truth = hands.unit.truth(hands.t)
        assert all(math.isfinite(v) for v in truth["volts"].values())
    assert hands.unit.faults.all() == []
    assert hands.unit.bus.before is None

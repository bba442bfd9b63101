from __future__ import annotations

from itertools import pairwise

import pytest

from pioreactor.simulation.board import Board, BoardError, parse_angles
from pioreactor.simulation.devices.bus import Nack
from pioreactor.simulation.devices.tmp1075 import Tmp1075

HAT_BOARD = Board(hat="1.2", version="1.1")


def test_the_default_unit_has_these_devices(build):
    assert sorted(build().unit.bus.devices) == [0x2C, 0x49, 0x4A, 0x4F]


def test_absent_address_is_not_acknowledged(build):
    with pytest.raises(Nack):
        build().write(0x30, b"")


class TestRp2040:
    def test_version(self, build):
        assert build(firmware=(0, 5)).read(0x2C, 8) == b"\x05\x00"

    def test_pointer_is_sticky_and_a_read_is_two_bytes(self, build):
        hands = build()
        hands.write(0x2C, bytes([8]))
        assert hands.unit.transfer(hands.t, [(0x2C, True, b"", 2)]) == b"\x05\x00"
        assert hands.unit.transfer(hands.t, [(0x2C, True, b"", 4)]) == b"\x05\x00\xff\xff"

    def test_wrong_pointer_reads_ones_and_writes_nothing(self, build):
        hands = build()
        assert hands.read(0x2C, 9) == b"\xff\xff"
        hands.write(0x2C, bytes([5, 200]))
        assert hands.unit.recorder.now() == {}

    def test_led_register_is_recorded_as_percent(self, build):
        hands = build()
        hands.write(0x2C, bytes([1, 51]))
        assert hands.unit.recorder.now() == {"led_B": pytest.approx(20.0)}

    @pytest.mark.parametrize("fixed", [False, True])
    def test_word_wraps_above_1_65_volts_unless_fixed(self, build, fixed):
        hands = build("yeast", od=1.0, board=HAT_BOARD, fixed_firmware=fixed, spread=False)
        hands.unit.vial.optics.ref_v = 2.0
        hands.led(80)
        hands.wait(0.5)
        code = int.from_bytes(hands.read(0x2C, 6), "little")
        volts = code / (4095 * 32) * 3.3
        if fixed:
            assert code == 0xFFFF
        else:
            assert 0.2 < volts < 0.5

    def test_value_is_refreshed_every_9_7_ms(self, build):
        hands = build("yeast", od=1.0, board=HAT_BOARD)
        hands.led(80)
        hands.wait(1.0)
        codes = []
        for _ in range(200):
            codes.append(hands.read(0x2C, 7))
            hands.wait(0.001)
        changes = sum(a != b for a, b in pairwise(codes))
        assert 15 <= changes <= 21

    def test_rail_reads_through_the_divider(self, build):
        hands = build(rail_v=12.0)
        code = int.from_bytes(hands.read(0x2C, 5), "little")
        assert code / (4095 * 32) * 3.3 / 0.134 == pytest.approx(12.0, abs=0.1)

    def test_silent_and_dark_after_a_reset(self, build):
        hands = build()
        hands.led(80)
        hands.unit.faults.add("rp2040.reset", hands.t + 1.0, 5.0)
        hands.wait(1.5)
        with pytest.raises(Nack):
            hands.read(0x2C, 8)
        assert hands.unit.recorder.now()["led_A"] == 0.0
        hands.wait(5.0)
        assert hands.read(0x2C, 8) == b"\x05\x00"
        assert hands.unit.recorder.now()["led_A"] == 0.0


class TestAds1114:
    def test_reset_value_of_the_configuration(self, build):
        hands = build(adc=False)
        assert hands.read(0x49, 1) == b"\x85\x83"

    def test_pga_register_is_the_truth_about_the_range(self, build):
        hands = build("yeast", od=1.0)
        hands.led(80)
        hands.wait(0.5)
        at_4_v = int.from_bytes(hands.read(0x49, 0), "big", signed=True)
        hands.write(0x49, bytes([1, 0b101 << 1, 0b10000011]))
        hands.wait(0.02)
        at_quarter_v = int.from_bytes(hands.read(0x49, 0), "big", signed=True)
        assert at_quarter_v == pytest.approx(16 * at_4_v, rel=0.03)

    def test_old_value_stands_until_the_first_conversion_at_a_new_gain(self, build):
        hands = build("yeast", od=1.0)
        hands.led(80)
        hands.wait(0.5)
        before = hands.read(0x49, 0)
        hands.write(0x49, bytes([1, 0b101 << 1, 0b10000011]))
        hands.wait(0.004)
        assert hands.read(0x49, 0) == before
        hands.wait(0.006)
        assert hands.read(0x49, 0) != before

    def test_saturates_at_the_top_of_the_range(self, build):
        hands = build("yeast", od=1.0)
        hands.unit.vial.optics.ref_v = 2.0
        hands.configure_adc(0x49, 0b101)
        hands.led(80)
        hands.wait(0.5)
        assert hands.read(0x49, 0) == b"\x7f\xff"

    def test_single_shot_holds_its_result(self, build):
        hands = build("yeast", od=1.0)
        hands.write(0x49, bytes([1, 0x83, 0x83]))
        assert hands.read(0x49, 1)[0] & 0x80 == 0
        hands.wait(0.02)
        assert hands.read(0x49, 1)[0] & 0x80
        first = hands.read(0x49, 0)
        hands.led(80)
        hands.wait(0.5)
        assert hands.read(0x49, 0) == first

    def test_pace_is_128_conversions_a_second_within_five_percent(self, build):
        hands = build("yeast", od=2.0)
        hands.configure_adc(0x4A, 0b101)
        hands.led(80)
        hands.wait(1.0)
        values = []
        for _ in range(2000):
            values.append(hands.read(0x4A, 0))
            hands.wait(0.0005)
        changes = sum(a != b for a, b in pairwise(values))
        assert 115 <= changes <= 136


class TestHat10:
    board = Board(hat="1.0", version="1.0")

    def test_dac_powers_up_and_sets_light(self, build):
        hands = build(board=self.board)
        hands.write(0x49, bytes([8, 90 >> 4, (90 & 15) << 4]))
        assert hands.unit.recorder.now().get("led_A", 0.0) == 0.0
        config = int.from_bytes(hands.read(0x49, 1), "big")
        hands.write(0x49, bytes([1]) + ((config & ~0x0101).to_bytes(2, "big")))
        assert hands.unit.recorder.now()["led_A"] == pytest.approx(100 * 90 / 112)

    def test_ads1115_selects_its_input(self, build):
        hands = build("yeast", od=1.0, board=self.board, rail_v=12.0)
        hands.write(0x48, bytes([1, 0b01110010, 0b10000011]))
        hands.wait(0.02)
        volts = int.from_bytes(hands.read(0x48, 0), "big", signed=True) * 4.096 / 32768
        assert volts / 0.134 == pytest.approx(12.0, abs=0.1)

    def test_boards_that_share_addresses_are_refused(self, build):
        with pytest.raises(BoardError, match="share bus addresses"):
            build(board=Board(hat="1.0", version="1.5"))


@pytest.mark.parametrize(
    ("celsius", "word"), [(25.0, 0x1900), (-10.0, 0xF600), (-0.0625, 0xFFF0), (200.0, 0x7FF0), (0.0624, 0x0000)]
)
def test_tmp1075_is_twos_complement_of_a_sixteenth(celsius, word):
    sensor = Tmp1075(lambda t: celsius)
    sensor.write(0.0, b"\0")
    assert int.from_bytes(sensor.read(0.0, 2), "big") == word


def test_tmp1075_reads_the_board(build):
    hands = build()
    celsius = int.from_bytes(hands.read(0x4F, 0), "big", signed=True) / 256
    assert celsius == pytest.approx(hands.unit.truth(hands.t)["board_temperature_c"], abs=1.2)


def test_angles_are_parsed_or_refused():
    assert parse_angles("1=REF, 2=135") == {1: "REF", 2: "135"}
    with pytest.raises(BoardError):
        parse_angles("REF")
    with pytest.raises(BoardError, match="channels are 1 to 4"):
        Board(angles={5: "90"}).check()

"""What a two-wire bus promises to the drivers, on every backend."""

from __future__ import annotations

import errno

import pytest
from smbus2 import i2c_msg

THERMOMETER = 0x4F
ABSENT = 0x6B


def read(bus, address, pointer, count=2):
    write, answer = i2c_msg.write(address, [pointer]), i2c_msg.read(address, count)
    bus.i2c_rdwr(write, answer)
    return bytes(answer)


@pytest.fixture
def bus(backend):
    opened = backend.module.bus(1)
    yield opened
    opened.close()


def test_absent_address_is_not_acknowledged(bus):
    with pytest.raises(OSError) as refused:
        bus.i2c_rdwr(i2c_msg.write(ABSENT, []))
    assert refused.value.errno == errno.EREMOTEIO


def test_present_address_acknowledges_a_probe(bus):
    bus.i2c_rdwr(i2c_msg.write(THERMOMETER, []))


def test_write_then_read_is_one_transaction(bus):
    # The pointer of the write decides what the read of the same call gives.
    limits = read(bus, THERMOMETER, 3), read(bus, THERMOMETER, 2)
    assert limits[0] != limits[1]
    assert (read(bus, THERMOMETER, 3), read(bus, THERMOMETER, 2)) == limits


def test_pointer_stays_between_transactions(bus):
    expected = read(bus, THERMOMETER, 3)
    answer = i2c_msg.read(THERMOMETER, 2)
    bus.i2c_rdwr(answer)
    assert bytes(answer) == expected


def test_several_reads_fill_their_own_buffers(bus):
    first, second = i2c_msg.read(THERMOMETER, 2), i2c_msg.read(THERMOMETER, 2)
    bus.i2c_rdwr(i2c_msg.write(THERMOMETER, [2]), first, i2c_msg.write(THERMOMETER, [3]), second)
    assert bytes(first) == read(bus, THERMOMETER, 2)
    assert bytes(second) == read(bus, THERMOMETER, 3)


def test_thermometer_gives_a_room_or_a_warm_board(bus):
    assert 5 < int.from_bytes(read(bus, THERMOMETER, 0), "big", signed=True) / 256 < 80


def test_a_bus_can_be_used_again_after_close(backend):
    bus = backend.module.bus(1)
    bus.close()
    bus.close()
    bus = backend.module.bus(1)
    bus.i2c_rdwr(i2c_msg.write(THERMOMETER, []))
    bus.close()


def test_system_root_holds_the_hats_identity(backend):
    hat = backend.module.system_root() / "proc/device-tree/hat"
    assert (hat / "vendor").read_text().rstrip("\0\n") == "Pioreactor Inc."
    assert (hat / "product_ver").read_text().rstrip("\0\n")[-2:] in ("10", "11", "12")

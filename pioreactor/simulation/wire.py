"""Faults of the two-wire bus: refusals, a hanging line, wrong bits, and chips that answer nonsense."""

from __future__ import annotations

import errno

from pioreactor.simulation.board import RP2040_ADDRESS, TMP1075_ADDRESS
from pioreactor.simulation.devices.bus import Nack
from pioreactor.simulation.faults import FaultSchedule
from pioreactor.simulation.physics.noise import generator

ADC_ADDRESSES = frozenset((RP2040_ADDRESS, 0x48, 0x49, 0x4A, 0x4B))


class Wire:
    """What the faults of ``schedule`` do to transactions."""

    def __init__(self, schedule: FaultSchedule, seed: int) -> None:
        self._schedule = schedule
        self._chance = generator(seed, "faults/wire")
        self._stuck: dict[int, bytes] = {}
        self._frozen: bytes | None = None

    def before(self, t: float, address: int) -> None:
        """Called before each message; raises Nack when a fault says so."""
        active = self._schedule.active
        if active("i2c.hang"):
            raise Nack(errno.ETIMEDOUT)
        fault = active("i2c.nack") or (active("adc.nack") if address in ADC_ADDRESSES else None)
        if fault is not None and self._chance.random() < fault.severity:
            raise Nack
        if address == TMP1075_ADDRESS and active("tmp.lost"):
            raise Nack

    def after(self, t: float, address: int, data: bytes) -> bytes:
        """Called with what was read; returns what arrives."""
        active = self._schedule.active
        if address == TMP1075_ADDRESS:
            data = self._freeze(data, frozen=active("tmp.frozen") is not None)
        elif address in ADC_ADDRESSES and len(data) == 2:
            fault = active("adc.dropout")
            if fault is not None:
                data = self._drop(address, data, fault.target, fault.severity)
            else:
                self._stuck.pop(address, None)
        flip = active("i2c.bitflip")
        if flip is not None and data and self._chance.random() < flip.severity:
            bit = int(self._chance.integers(8 * len(data)))
            wrong = bytearray(data)
            wrong[bit // 8] ^= 1 << bit % 8
            data = bytes(wrong)
        return data

    def _freeze(self, data: bytes, *, frozen: bool) -> bytes:
        if not frozen:
            self._frozen = None
            return data
        if self._frozen is None:
            self._frozen = data
        return self._frozen

    def _drop(self, address: int, data: bytes, how: str, severity: float) -> bytes:
        order = "little" if address == RP2040_ADDRESS else "big"
        if how == "zero":
            return b"\0\0"
        if how == "full":
            top = 0xFFFF if address == RP2040_ADDRESS else 0x7FFF
            return int(min(1.0, severity) * top).to_bytes(2, "little" if order == "little" else "big")
        return self._stuck.setdefault(address, data)

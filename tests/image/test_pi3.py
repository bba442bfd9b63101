"""The device tree, the card reader and the serial line of a Raspberry Pi 3, as far as the emulator has them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.image import unit
from tests.image.machine import Machine, Pi3

pytestmark = [pytest.mark.image, pytest.mark.timeout(1800)]


def test_a_raspberry_pi_3_boots_to_a_page(image: Path, tmp_path: Path, machines: list[Machine]) -> None:
    pi = Pi3(image, tmp_path, "pi3")
    machines.append(pi)
    pi.put("pioreactor.toml", unit.settings("both", "pi3"))
    pi.power_on()
    print(f"page of a Raspberry Pi 3 at its first boot: {pi.wait_for_page(900):.0f} s")
    said = pi.log.read_text(errors="replace")
    assert "Machine model: Raspberry Pi 3 Model B" in said
    assert "mmcblk0: p1 p2" in said

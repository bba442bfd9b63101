"""Files that Linux shows on a real unit: the HAT's identity, the processor's temperature, the supply's alarm."""

from __future__ import annotations

import uuid
from pathlib import Path

from pioreactor.simulation.physics.noise import generator


class SystemFiles:
    """The tree below ``root``, for a HAT ``hat`` (such as "1.2") of a unit with ``seed``."""

    def __init__(self, root: Path, hat: str, seed: int) -> None:
        self._thermal = root / "sys/class/thermal/thermal_zone0/temp"
        self._alarm = root / "sys/class/hwmon/hwmon0/in0_lcrit_alarm"
        self._chance = generator(seed, "sysroot")
        self._shown: dict[Path, str] = {}
        number = uuid.UUID(bytes=self._chance.bytes(16), version=4)
        major, minor = hat.split(".")
        identity = {
            "vendor": "Pioreactor Inc.",
            "product": "Pioreactor HAT",
            "product_id": "0x0001",
            "product_ver": f"0x00{major}{minor}",
            "uuid": str(number),
        }
        for name, text in identity.items():
            # The kernel ends device-tree strings with a zero byte.
            self._write(root / "proc/device-tree/hat" / name, text + "\0")
        self._write(self._alarm.with_name("name"), "rpi_volt\n")
        self.refresh(load=0.3, supply_is_low=False)

    def refresh(self, load: float, supply_is_low: bool) -> None:
        """Show a processor at ``load`` 0..1 (45 to 70 °C) and the supply's alarm."""
        celsius = 45.0 + 25.0 * min(1.0, max(0.0, load)) + float(self._chance.normal(0.0, 0.5))
        self._write(self._thermal, f"{int(celsius * 1000)}\n")
        self._write(self._alarm, f"{int(supply_is_low)}\n")

    def _write(self, path: Path, text: str) -> None:
        if self._shown.get(path) == text:
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        aside = path.with_name(f".{path.name}.new")
        aside.write_text(text, encoding="utf-8")
        aside.replace(path)
        self._shown[path] = text

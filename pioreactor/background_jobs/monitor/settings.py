"""What monitor publishes, all under ``pioreactor/<unit>/$experiment/monitor/``."""

from __future__ import annotations

from typing import Final

from pioreactor.types import PublishableSetting

PUBLISHED_SETTINGS: Final[dict[str, PublishableSetting]] = {
    # {"available_disk_space": GB, "cpu_temperature_celcius": °C or null, "timestamp"}
    "computer_statistics": {"datatype": "json", "settable": False},
    # {"app", "hat", "firmware", "hat_serial", "rpi_machine", "timestamp"}; a request merges known keys
    "versions": {"datatype": "json", "settable": True},
    # {"version", "saved_at", "is_edited"}: the shared configuration that this unit has; nothing on the leader
    "shared_config": {"datatype": "json", "settable": False},
    "button_down": {"datatype": "boolean", "settable": False},
    "voltage_on_pwm_rail": {"datatype": "Voltage", "settable": False, "unit": "V"},
    # comma-joined lists
    "ipv4": {"datatype": "string", "settable": False},
    "wlan_mac_address": {"datatype": "string", "settable": False},
    "eth_mac_address": {"datatype": "string", "settable": False},
}

HEARTBEAT_WALL_S: Final = 1.0
"""How often presence is told. Wall seconds: it is the computer that is present."""

LOWEST_DISK_SPACE_GB: Final = 3.0
HIGHEST_CPU_TEMPERATURE_C: Final = 80.0
LOWEST_RAIL_V: Final = 4.80
"""At or below this, together with the computer's own under-voltage flag, the supply is too weak."""

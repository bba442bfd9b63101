"""What is asked of a unit that was made of an image."""

from __future__ import annotations

import json
from typing import Any

from tests.image.machine import Machine

PENDING = "/var/lib/pioreactor/first-boot/pending"
DATABASE = "/home/pioreactor/.pioreactor/storage/pioreactor.sqlite"
CLAIM_CODE = "7KQF-XT2M-99PD-ABCW"
# Of the release that comes after that of the image.
NEWER = "1.1.0"
# An emulated processor is about fifteen times as slow as a Raspberry Pi 4.
FIRST_BOOT_S, BOOT_S = 900.0, 400.0


def settings(role: str, name: str) -> str:
    """What whoever holds the card says about the unit."""
    words = {"role": role, "hostname": name, "hardware": "simulated", "claim_code": CLAIM_CODE}
    return "".join(f'{key} = "{value}"\n' for key, value in words.items())


def finish_first_boot(machine: Machine) -> float:
    """Seconds from the plug until a card has become a unit; shows what the unit says if it does not."""
    machine.wait_for_shell(BOOT_S)
    try:
        return machine.wait_until(f"test ! -e {PENDING}", FIRST_BOOT_S)
    except AssertionError:
        shown = machine.guest.ask("cat /boot/firmware/pioreactor-status.txt; journalctl -b --no-pager -n 80")
        raise AssertionError(shown.text) from None


def wait_until_well(machine: Machine, limit_s: float = BOOT_S) -> None:
    """Until the unit finds nothing wrong with itself."""
    try:
        machine.wait_until("pio health", limit_s)
    except AssertionError:
        raise AssertionError(machine.guest.ask("pio health; systemctl --failed --no-legend").text) from None


def complaints(machine: Machine) -> list[str]:
    """The lines of `pio status` that are not in order."""
    checks = json.loads(machine.guest.run("pio status --json"))["checks"]
    assert len(checks) > 10
    return [f"{check['name']}: {check['status']}, {check['details']}" for check in checks if check["status"] != "OK"]


def release(machine: Machine) -> str:
    """The version that is in use."""
    return machine.guest.run("readlink /opt/pioreactor/current").strip().rsplit("/", 1)[-1]


def failed_services(machine: Machine) -> str:
    """Those that systemd lists as failed."""
    return machine.guest.run("systemctl --failed --no-legend --plain")


def rows(machine: Machine, query: str) -> list[list[Any]]:
    """Of the leader's database."""
    code = "import json,sqlite3,sys; c=sqlite3.connect('file:'+sys.argv[1]+'?mode=ro',uri=True,timeout=20); "
    code += "print(json.dumps(c.execute(sys.argv[2]).fetchall()))"
    return list(json.loads(machine.guest.run(f'python3 -c "{code}" {DATABASE} "{query}"')))


def readings(machine: Machine, unit: str) -> int:
    """How many optical densities of a unit the database has."""
    query = "SELECT count(*) FROM points JOIN series USING (series_id) WHERE kind = 'od_readings' "
    return int(rows(machine, f"{query} AND pioreactor_unit = '{unit}'")[0][0])


def start_experiment(machine: Machine, unit: str) -> None:
    """It stirs and reads for an experiment."""
    machine.guest.run("pio experiments create exp")
    machine.guest.run(f"pio workers assign {unit} exp")
    for job in ("stirring", "od_reading"):
        machine.guest.run(f"systemd-run --unit=drill-{job} --uid=pioreactor pio run {job}")


def used_mb(machine: Machine) -> int:
    """Memory that is not available any more, of the kernel and all programs."""
    words = machine.guest.run("cat /proc/meminfo").split()
    return (int(words[words.index("MemTotal:") + 1]) - int(words[words.index("MemAvailable:") + 1])) // 1024

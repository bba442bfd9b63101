"""Running the playbooks of the release on this very host, with what was said about it as variables."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import msgspec

from pioreactor import clock
from pioreactor.appliance.host import Host, StepError
from pioreactor.appliance.settings import Settings
from pioreactor.cluster.joining.playbook import Played, follow
from pioreactor.exc import PioreactorError
from pioreactor.storage.files import write_atomically

RELEASE: Final = Path("/opt/pioreactor/current")
_OF_NO_INTEREST: Final = ("Validating arguments", "Refuse")
"""Beginnings of tasks that look at variables only."""
ONLY_NOW: Final = ("--extra-vars", "upgrade_progress=true", "--extra-vars", '{"pioreactor_verify": false}')
"""Variables of this run: what is done is told, and whether all is well is looked at once, at the end."""
NOBODY: Final = "nobody"
"""The leader of a unit that waits to be claimed."""


def variables(settings: Settings) -> dict[str, Any]:
    """What later runs of the roles on this unit need to know as well; what was not said is left to the roles."""
    said = {
        "base_timezone": settings.time_zone,
        "boot_config_wifi_country": settings.country,
        "pioreactor_model": settings.model,
        "pioreactor_model_version": settings.model_version,
    }
    found: dict[str, Any] = {name: value for name, value in said.items() if value}
    if settings.ssh_keys:
        found["base_authorized_keys"] = list(settings.ssh_keys)
    return found | {"pioreactor_hardware": settings.hardware, "network_access_point_ssid": settings.hostname}


def topology(settings: Settings) -> dict[str, Any]:
    """The inventory of a cluster of this unit alone. A worker has no leader yet."""
    unit = settings.hostname or ""
    here: dict[str, Any] = {"ansible_connection": "local"}
    if settings.role == "worker":
        # No time and no packages from a leader whom nobody knows.
        here |= {"pioreactor_leader": NOBODY, "time_sync_leader_address": "", "base_packages_url": ""}
    groups = {
        "leader": {"hosts": {} if settings.role == "worker" else {unit: here}},
        "workers": {"hosts": {} if settings.role == "leader" else {unit: here}},
    }
    return {"all": {"children": {"cluster": {"children": groups}}}}


def write_inventory(host: Host) -> Path:
    """What is said for this run and for all later ones; where this run's is. Raises OSError."""
    # Every file of JSON is one of YAML.
    kept = host.places.inventory / "host_vars" / host.name / "first_boot.yml"
    write_atomically(kept, msgspec.json.format(msgspec.json.encode(variables(host.state.settings))) + b"\n", mode=0o644)
    here = host.places.memory / "inventory.json"
    write_atomically(here, msgspec.json.encode(topology(host.state.settings)), mode=0o600)
    return here


def play(host: Host, playbook: str, tell: Callable[[str], None], release: Path = RELEASE) -> Played:
    """Run it to its end. Raises StepError where there is no release, OSError."""
    ansible = release.resolve() / "share/ansible"
    program = release.resolve() / "venv/bin/ansible-playbook"
    if not program.exists():
        raise StepError("This image has no release of the software. Write a complete image onto the card.")
    # Not the whole folder: that would ask a leader who is not there yet.
    inventories = [ansible / "inventory/00-groups.yml", host.places.inventory, write_inventory(host)]
    command = ["env", f"ANSIBLE_CONFIG={ansible / 'ansible.cfg'}", str(program), f"{ansible}/playbooks/{playbook}.yml"]
    command += [word for path in inventories for word in ("--inventory", str(path))]
    began, done = clock.wall_monotonic(), [f"{playbook}.yml"]

    def note(text: str) -> None:
        done.append(f"{clock.wall_monotonic() - began:7.1f} s  {text}")
        if not text.startswith(_OF_NO_INTEREST):
            tell(text)

    try:
        played = follow([*command, *ONLY_NOW], host.name, note)
    except PioreactorError as error:
        raise StepError(f"{error} Restart this computer.") from error
    done.append(f"{clock.wall_monotonic() - began:7.1f} s  the end")
    write_atomically(host.places.memory / "tasks.log", "\n".join(done) + "\n", mode=0o600)
    if not played.is_done:
        write_atomically(host.places.memory / "last-failure.log", "\n".join(played.log) + "\n", mode=0o600)
    return played


def make_access_point(host: Host) -> str:
    """Let role network make the access point; why that failed, or nothing. Raises OSError."""
    try:
        played = play(host, "access_point", host.progress.text)
    except StepError as error:
        return str(error)
    return "" if played.is_done else f"the access point could not be made: {played.cause or 'Ansible ended early'}"

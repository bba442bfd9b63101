"""Files of a simulated cluster: addresses, accounts, configuration.

A cluster lives in two places. Its *home* holds what a real cluster keeps on disk (databases, configuration, logs) and
is made anew at every start. Its *run directory* holds sockets and is short, because the path of a unix socket may have
at most 107 bytes.
"""

from __future__ import annotations

import os
import secrets
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from pioreactor.exc import PioreactorError
from pioreactor.runtime.launching import FOR_EVERY_JOB
from pioreactor.storage.cluster_secrets import ClusterSecrets, UnitSecrets

LEADER = "leader01"
WORKERS = ("worker01", "worker02")
UPGRADES = ("PIO_ANSIBLE", "PIO_RELEASE_SIGNERS", "ANSIBLE_CONFIG", "ANSIBLE_HOME")
"""Playbooks and signers of somebody who tries the page Upgrades on a simulated cluster."""
INHERITED = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", *UPGRADES)


@dataclass(frozen=True)
class UnitPlace:
    """One unit of the cluster: its name, directories and port."""

    name: str
    home: Path
    run_dir: Path
    web_port: int
    mqtt_password: str = field(repr=False)
    api_token: str = field(repr=False)

    @property
    def is_leader(self) -> bool:
        """Whether this unit leads the cluster."""
        return self.name == LEADER


@dataclass(frozen=True)
class Layout:
    """Everything that has a place in a simulated cluster. Ports follow each other from ``port`` on."""

    home: Path
    run_root: Path
    port: int
    units: tuple[UnitPlace, ...]
    ui_mqtt_password: str = field(repr=False)

    @property
    def leader(self) -> UnitPlace:
        """The leading unit."""
        return self.units[0]

    @property
    def mqtt_port(self) -> int:
        """Port of the broker for programs."""
        return self.port + len(self.units)

    @property
    def websocket_port(self) -> int:
        """Port of the broker for the browser."""
        return self.mqtt_port + 1

    @property
    def ports(self) -> range:
        """All ports that the cluster needs."""
        return range(self.port, self.websocket_port + 1)

    @property
    def address(self) -> str:
        """The page; it asks who the person is."""
        return f"http://127.0.0.1:{self.port}/"


def make_layout(home: Path, run_root: Path, port: int) -> Layout:
    """Plan a cluster with fresh passwords and keys. Nothing is written yet."""
    units = tuple(
        UnitPlace(name, home / name, run_root / name, port + i, secrets.token_urlsafe(24), secrets.token_urlsafe(32))
        for i, name in enumerate((LEADER, *WORKERS))
    )
    return Layout(
        home=home,
        run_root=run_root,
        port=port,
        units=units,
        ui_mqtt_password=secrets.token_urlsafe(24),
    )


def write_cluster(layout: Layout) -> None:
    """Write the files of broker and units. An earlier cluster in the same home is removed first."""
    shutil.rmtree(layout.home, ignore_errors=True)
    _write_broker(layout)
    for unit in layout.units:
        _write_unit(layout, unit)


def mosquitto_program() -> str:
    """Path of the broker. Raises PioreactorError naming the package if it is not installed."""
    found = shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin:/usr/local/sbin")
    if found is None:
        raise PioreactorError("The MQTT broker is not installed. Run: sudo apt-get install mosquitto")
    return found


def _write_private(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)


def _write_broker(layout: Layout) -> None:
    directory = layout.home / "broker"
    directory.mkdir(parents=True)
    accounts = {unit.name: unit.mqtt_password for unit in layout.units} | {"browser": layout.ui_mqtt_password}
    _write_private(directory / "passwords", "".join(f"{name}:{password}\n" for name, password in accounts.items()))
    program = shutil.which("mosquitto_passwd") or "/usr/bin/mosquitto_passwd"
    subprocess.run([program, "-U", str(directory / "passwords")], check=True, capture_output=True)
    rules = ["user browser", "topic read pioreactor/#", "topic read sim/#", ""]
    for unit in layout.units:
        rules += [f"user {unit.name}", "topic read pioreactor/#", f"topic readwrite pioreactor/{unit.name}/#"]
        rules += ["topic readwrite pioreactor/#"] if unit.is_leader else []
        rules += [f"topic write sim/{unit.name}/#", ""]
    _write_private(directory / "access", "\n".join(rules))
    owner = f"user {_user_name()}"
    _write_private(
        directory / "mosquitto.conf",
        f"""# Broker of a simulated cluster: loopback only, accounts for every client.
{owner}
per_listener_settings false
allow_anonymous false
password_file {directory}/passwords
acl_file {directory}/access
persistence true
persistence_location {directory}/
autosave_interval 60
max_queued_messages 100000
log_dest file {directory}/mosquitto.log
listener {layout.mqtt_port} 127.0.0.1
listener {layout.websocket_port} 127.0.0.1
protocol websockets
""",
    )


def _user_name() -> str:
    import pwd

    return pwd.getpwuid(os.getuid()).pw_name


def _write_unit(layout: Layout, unit: UnitPlace) -> None:
    for directory in (unit.home / "storage", unit.home / "plugins", unit.run_dir / "cache"):
        directory.mkdir(parents=True, exist_ok=True)
    credentials: dict[str, str] = {
        "api_token": unit.api_token,
        "mqtt_username": unit.name,
        "mqtt_password": unit.mqtt_password,
    }
    if unit.is_leader:
        credentials |= {
            "ui_mqtt_username": "browser",
            "ui_mqtt_password": layout.ui_mqtt_password,
        }
        _write_private(unit.home / "cluster_credentials.json", msgspec.json.encode(_secrets(layout)).decode())
    _write_private(unit.home / "credentials.json", msgspec.json.encode(credentials).decode())
    addresses = "\n".join(f"{place.name} = 127.0.0.1:{place.web_port}" for place in layout.units)
    (unit.home / "config.ini").write_text(
        f"""# Shared configuration of a simulated cluster. Keys that are not here have their defaults: pio config show
[cluster.topology]
leader_hostname = {LEADER}
leader_address = 127.0.0.1:{layout.port}

[cluster.addresses]
{addresses}

[mqtt]
broker_address = 127.0.0.1
broker_port = {layout.mqtt_port}
broker_ws_port = {layout.websocket_port}

[bottles]
media_ml=1000
waste_ml=2000
[od_config.photodiode_channel]
1 = REF
2 = 90

[leds]
A = IR

[dosing_automation.config]
# The pumps of these vials are drawn at random, and some waste pumps are slower than an inflow pump.
slow_waste = warn
"""
    )
    (unit.home / "unit_config.ini").write_text(
        f"""# Configuration of {unit.name} alone.
[ui]
host = 127.0.0.1
port = {unit.web_port}

[hardware]
backend = simulated

[logging]
log_file = {unit.home}/pioreactor.log
ui_log_file = {unit.home}/web.log
"""
    )


def _secrets(layout: Layout) -> ClusterSecrets:
    """As the leader keeps them. All units are at one broker, so one password is both."""
    units = {
        unit.name: UnitSecrets(
            mqtt_password=unit.mqtt_password, hub_password=unit.mqtt_password, api_token=unit.api_token
        )
        for unit in layout.units
    }
    return ClusterSecrets(ui_mqtt_password=layout.ui_mqtt_password, units=units)


def unit_environment(layout: Layout, unit: UnitPlace, clock_speed: float, clock_origin: str) -> dict[str, str]:
    """Environment of every process of one unit."""
    keep = {key: os.environ[key] for key in INHERITED if key in os.environ}
    return {**FOR_EVERY_JOB, **keep} | {
        "DOT_PIOREACTOR": str(unit.home),
        "RUN_PIOREACTOR": str(unit.run_dir),
        "HOSTNAME": unit.name,
        "PIO_HARDWARE": "simulated",
        "PIO_CLOCK_SPEED": repr(clock_speed),
        "PIO_CLOCK_ORIGIN": clock_origin,
        "PIO_CLUSTER_RUN": str(layout.run_root),
    }


def write_wrapper(unit: UnitPlace, environment: dict[str, str]) -> None:
    """Write ``<home>/pio``, with which a person acts as this unit from any shell."""
    settings = " ".join(shlex.quote(f"{key}={value}") for key, value in environment.items() if key not in INHERITED)
    path = unit.home / "pio"
    path.write_text(f'#!/bin/sh\nexec env {settings} {shlex.quote(sys.executable)} -m pioreactor.cli.pio "$@"\n')
    path.chmod(0o755)

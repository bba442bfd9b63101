"""The secrets of the cluster, made on the leader and kept there, readable by its owner only.

Every unit has one password for its own broker and one for the leader's. The token of the web servers is shared.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import Any, Final

import msgspec

from pioreactor.config import get_leader_hostname
from pioreactor.exc import StorageError
from pioreactor.storage import credentials
from pioreactor.storage.credentials import Credentials
from pioreactor.storage.database.workers import check_worker_name
from pioreactor.storage.files import write_atomically
from pioreactor.storage.paths import cluster_secrets_path

BROWSER: Final = "browser"
"""The account with which the web page follows the leader's broker."""


class UnitSecrets(msgspec.Struct, kw_only=True):
    """``mqtt_password``: of the unit's jobs at its own broker. ``hub_password``: of its bridge to the leader's."""

    mqtt_password: str
    hub_password: str


class ClusterSecrets(msgspec.Struct, kw_only=True):
    """All of them. An empty text means: not made yet."""

    api_token: str = ""
    ui_mqtt_password: str = ""
    units: dict[str, UnitSecrets] = {}

    def __repr__(self) -> str:
        return f"ClusterSecrets(of {len(self.units)} units)"

    __str__ = __repr__


def load() -> ClusterSecrets:
    """Read them; empty where the file is missing, with what the leader's own credentials already hold.

    Raises StorageError for a damaged or unreadable file.
    """
    path = cluster_secrets_path()
    try:
        return msgspec.json.decode(path.read_bytes(), type=ClusterSecrets)
    except FileNotFoundError:
        own = credentials.load()
        return ClusterSecrets(
            api_token=own.api_token,
            ui_mqtt_password=own.ui_mqtt_password,
        )
    except (OSError, msgspec.DecodeError) as error:
        cause = error.strerror if isinstance(error, OSError) else "it is not the JSON we wrote"
        raise StorageError(f"{path} cannot be used: {cause}. Restore it: pio backup list") from error


def save(secret: ClusterSecrets) -> None:
    """Write them, readable by the owner only. Raises OSError."""
    write_atomically(cluster_secrets_path(), msgspec.json.format(msgspec.json.encode(secret)), mode=0o600)
    cluster_secrets_path().chmod(0o600)


def ensure(units: Iterable[str], *, dry_run: bool = False) -> tuple[ClusterSecrets, bool]:
    """Make what ``units`` and the leader lack; the secrets, and whether something was missing.

    Raises WorkerNameError for an impossible name, before anything is made. ``dry_run``: nothing is written.
    """
    names = [get_leader_hostname(), *units]
    for name in names:
        check_worker_name(name)
    found = load()
    before = msgspec.json.encode(found)
    _complete(found)
    for name in names:
        found.units.setdefault(name, _fresh_unit())
    is_changed = msgspec.json.encode(found) != before
    if is_changed and not dry_run:
        save(found)
    return found, is_changed


def rotate(units: Iterable[str], *, everything: bool = False) -> ClusterSecrets:
    """New passwords for ``units``; ``everything``: for all units, the page and the web servers too.

    Raises StorageError for a unit that has none. The units go on with the old ones until they are handed the new ones.
    """
    found = load()
    chosen = list(found.units) if everything else list(units)
    unknown = [name for name in chosen if name not in found.units]
    if unknown:
        raise StorageError(f"There are no secrets of {', '.join(unknown)}. Known: {', '.join(found.units) or 'none'}.")
    if everything:
        found = ClusterSecrets(units=found.units)
        _complete(found)
    found.units |= {name: _fresh_unit() for name in chosen}
    save(found)
    return found


def forget(unit: str) -> bool:
    """Remove the secrets of a unit that left; False if there were none."""
    found = load()
    if found.units.pop(unit, None) is None:
        return False
    save(found)
    return True


def accounts(secret: ClusterSecrets) -> list[dict[str, str]]:
    """Who may use the leader's broker: ``name``, ``password``, ``kind`` (leader, unit or browser)."""
    leader = get_leader_hostname()
    known = [
        {"name": name, "password": own.hub_password, "kind": "leader" if name == leader else "unit"}
        for name, own in sorted(secret.units.items())
    ]
    return [*known, {"name": BROWSER, "password": secret.ui_mqtt_password, "kind": "browser"}]


def credentials_of(secret: ClusterSecrets, unit: str) -> Credentials:
    """What stands in ``credentials.json`` of ``unit``. The leader's own broker is the hub."""
    own = secret.units[unit]
    if unit != get_leader_hostname():
        return Credentials(api_token=secret.api_token, mqtt_username=unit, mqtt_password=own.mqtt_password)
    return Credentials(
        api_token=secret.api_token,
        mqtt_username=unit,
        mqtt_password=own.hub_password,
        ui_mqtt_username=BROWSER,
        ui_mqtt_password=secret.ui_mqtt_password,
    )


def hand_out(secret: ClusterSecrets, units: Iterable[str], is_changed: bool) -> dict[str, Any]:
    """The form in which the playbooks take them."""
    return {
        "changed": is_changed,
        "accounts": accounts(secret),
        "units": {
            name: {
                "credentials": {k: v for k, v in msgspec.to_builtins(credentials_of(secret, name)).items() if v},
                "hub_password": secret.units[name].hub_password,
            }
            for name in dict.fromkeys([get_leader_hostname(), *units])
        },
    }


def _complete(secret: ClusterSecrets) -> None:
    secret.api_token = secret.api_token or secrets.token_urlsafe(32)
    secret.ui_mqtt_password = secret.ui_mqtt_password or secrets.token_urlsafe(24)


def _fresh_unit() -> UnitSecrets:
    return UnitSecrets(mqtt_password=secrets.token_urlsafe(24), hub_password=secrets.token_urlsafe(24))

"""The secrets of the cluster, made on the leader and kept there (:mod:`pioreactor.storage.cluster_secrets`).

Every unit has one password for its own broker, one for the leader's, and one token for HTTP between it and the leader.
"""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Iterable
from typing import Any, Final

import msgspec

from pioreactor import clock
from pioreactor.config import get_leader_hostname
from pioreactor.exc import StorageError
from pioreactor.storage.cluster_secrets import (
    ClusterSecrets,
    FormerToken,
    UnitSecrets,
    changing,
    save,
)
from pioreactor.storage.cluster_secrets import load as load
from pioreactor.storage.credentials import Credentials
from pioreactor.storage.database.workers import check_worker_name

BROWSER: Final = "browser"
"""The account with which the web page follows the leader's broker."""
HAND_OVER_S: Final = 24 * 3600.0
"""Clock seconds for which a renewed token's predecessor holds, unless the unit is known to have the new one before."""
_MOST_FORMER: Final = 3


def ensure(units: Iterable[str], *, dry_run: bool = False) -> tuple[ClusterSecrets, bool]:
    """Make what ``units`` and the leader lack; the secrets, and whether something was missing.

    A cluster whose web servers share one token gets one for each unit; the shared one holds for a unit until it
    :func:`has the new one <settle>`. Raises WorkerNameError for an impossible name, before anything is made.
    ``dry_run``: nothing is written.
    """
    names = [get_leader_hostname(), *units]
    for name in names:
        check_worker_name(name)
    with changing() if not dry_run else contextlib.nullcontext():
        found = load()
        before = msgspec.json.encode(found)
        found.ui_mqtt_password = found.ui_mqtt_password or secrets.token_urlsafe(24)
        for name in names:
            found.units.setdefault(name, UnitSecrets(mqtt_password=_password(), hub_password=_password()))
        shared, found.api_token = found.api_token, ""
        for own in found.units.values():
            if not own.api_token:
                own.api_token = secrets.token_urlsafe(32)
                own.former = [FormerToken(shared)] if shared else []
        is_changed = msgspec.json.encode(found) != before
        if is_changed and not dry_run:
            save(found)
    return found, is_changed


def rotate(units: Iterable[str], *, everything: bool = False) -> ClusterSecrets:
    """New secrets for ``units``; ``everything``: for all units and the page.

    Raises StorageError for a unit that has none. The units go on with the old ones until they are handed the new ones;
    the former token of each holds until :func:`settle`, but for a day at most.
    """
    with changing():
        found = load()
        chosen = list(found.units) if everything else list(units)
        unknown = [name for name in chosen if name not in found.units]
        if unknown:
            known = ", ".join(found.units) or "none"
            raise StorageError(f"There are no secrets of {', '.join(unknown)}. Known: {known}.")
        for name in chosen:
            found.units[name] = _renewed(found.units[name], found.api_token)
        if everything:
            found.ui_mqtt_password, found.api_token = secrets.token_urlsafe(24), ""
        save(found)
    return found


def settle(units: Iterable[str]) -> list[str]:
    """These units have their new secrets on disk: their former tokens end; those for which that changes something."""
    with changing():
        found = load()
        changed = [name for name in units if name in found.units and found.units[name].former]
        for name in changed:
            found.units[name].former = []
        if changed:
            save(found)
    return changed


def forget(unit: str) -> bool:
    """Remove the secrets of a unit that left; False if there were none."""
    with changing():
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
        return Credentials(api_token=own.api_token, mqtt_username=unit, mqtt_password=own.mqtt_password)
    return Credentials(
        api_token=own.api_token,
        mqtt_username=unit,
        mqtt_password=own.hub_password,
        ui_mqtt_username=BROWSER,
        ui_mqtt_password=secret.ui_mqtt_password,
    )


def hand_out(secret: ClusterSecrets, units: Iterable[str], is_changed: bool) -> dict[str, Any]:
    """The form in which the playbooks take them. ``is_handing_over``: :func:`settle` waits for this unit."""
    return {
        "changed": is_changed,
        "accounts": accounts(secret),
        "units": {
            name: {
                "credentials": {k: v for k, v in msgspec.to_builtins(credentials_of(secret, name)).items() if v},
                "hub_password": secret.units[name].hub_password,
                "is_handing_over": bool(secret.units[name].former),
            }
            for name in dict.fromkeys([get_leader_hostname(), *units])
        },
    }


def _renewed(own: UnitSecrets, shared: str) -> UnitSecrets:
    until_s = clock.now_s() + HAND_OVER_S
    # A shared token stays what it was before: it ends when the unit has its own.
    former = [FormerToken(own.api_token, until_s)] if own.api_token else [FormerToken(shared)] if shared else []
    return UnitSecrets(
        mqtt_password=_password(),
        hub_password=_password(),
        api_token=secrets.token_urlsafe(32),
        former=[*own.former, *former][-_MOST_FORMER:],
    )


def _password() -> str:
    return secrets.token_urlsafe(24)

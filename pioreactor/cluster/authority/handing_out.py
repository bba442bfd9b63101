"""Certificates for units: made and renewed when they are asked for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from pioreactor import clock
from pioreactor.cluster.authority import keeping
from pioreactor.config import get_config, get_leader_address, get_leader_hostname
from pioreactor.pubsub.addresses import resolve_to_address, without_port
from pioreactor.storage.database.workers import check_worker_name


class Due(NamedTuple):
    """A unit that needs a certificate, and why."""

    unit: str
    reason: str


def hand_out(units: Iterable[str], *, dry_run: bool = False) -> dict[str, Any]:
    """The form in which the playbooks take them: ``is_on``, ``changed``, ``authority`` and ``units``.

    Nothing is made before TLS was wanted once. Raises StorageError, WorkerNameError; OSError when the disk cannot be
    written. ``dry_run``: nothing is written.
    """
    is_on, names = keeping.load_wish().is_on, _with_leader(units)
    if not is_on and keeping.load_own() is None:
        return {"is_on": False, "changed": False, "authority": "", "units": {}}
    if dry_run:
        return {"is_on": is_on, "changed": bool(due(names)), **_known(names)}
    changed = renew(names)
    return {"is_on": is_on, "changed": bool(changed), **_known(names)}


def renew(units: Iterable[str]) -> list[Due]:
    """Make the authority if there is none, and what ``units`` need; what was made, and why."""
    from pioreactor.cluster.authority import issuing

    with keeping.changing():
        own = keeping.load_own()
        if own is None:
            cluster = get_config().get("cluster.topology", "cluster_name", fallback="") or get_leader_hostname()
            own = issuing.make_authority(cluster, clock.now())
            keeping.save_own(own)
        missing = due(units)
        for unit, _ in missing:
            keeping.save_unit(unit, issuing.issue(own, unit, places_of(unit), clock.now()))
    return missing


def due(units: Iterable[str]) -> list[Due]:
    """Which units need a certificate, and why."""
    from pioreactor.cluster.authority import issuing

    own = keeping.load_own()
    found = []
    for unit in units:
        check_worker_name(unit)
        known = keeping.load_unit(unit)
        reason = issuing.why_renew(own, known, places_of(unit), clock.now()) if own is not None else "it has none"
        found += [Due(unit, reason)] if reason else []
    return found


def places_of(unit: str) -> list[str]:
    """The names and addresses at which a unit is asked, as the configuration knows them."""
    places = [unit, f"{unit}.local", without_port(resolve_to_address(unit)), "localhost", "127.0.0.1"]
    if unit == get_leader_hostname():
        places += [without_port(get_leader_address()), get_config().get("ui", "domain_alias", fallback="")]
    return list(dict.fromkeys(place for place in places if place))


def _known(names: Iterable[str]) -> dict[str, Any]:
    own = keeping.load_own()
    pairs = {name: pair for name in names if (pair := keeping.load_unit(name)) is not None}
    return {
        "authority": own.certificate.decode() if own is not None else "",
        "units": {n: {"certificate": p.certificate.decode(), "key": p.key.decode()} for n, p in pairs.items()},
    }


def _with_leader(units: Iterable[str]) -> list[str]:
    return list(dict.fromkeys([get_leader_hostname(), *units]))

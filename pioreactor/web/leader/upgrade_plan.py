"""What an upgrade or rollback would do: who changes when, what pauses, what stands in the way."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from pioreactor.cluster.release.about import ReleaseOfUnit
from pioreactor.cluster.upgrades import asking, planning, staging
from pioreactor.cluster.upgrades.records import DESK
from pioreactor.cluster.upgrades.staging import Bundle
from pioreactor.leader import releases
from pioreactor.storage.paths import database_path
from pioreactor.web.errors import ApiError
from pioreactor.web.services import database_connection
from pioreactor.web.wire.upgrades import Plan, PlannedUnit, UnitOfCluster

ROLLBACK_S = 20.0


def units_of_cluster() -> list[UnitOfCluster]:
    """The leader and its workers as they tell themselves, the leader first."""
    workers, leader = _members()
    found = releases.told([leader, *workers])
    return [
        UnitOfCluster(
            unit=unit,
            is_leader=unit == leader,
            release=msgspec.convert(value, ReleaseOfUnit) if value is not None else None,
            error=error,
        )
        for unit, (value, error) in found.items()
    ]


def plan(kind: str, only: Sequence[str]) -> Plan:
    """The plan for ``only`` these units, empty for all. Raises ApiError: 400 for a name that is none, 409 no bundle."""
    workers, leader = _members()
    require_known(only, workers, leader)
    bundle = require_bundle() if kind == "upgrade" else None
    told = {row.unit: row for row in units_of_cluster()}
    taking_part = planning.order(workers, leader, only)
    groups = _groups(kind, [unit for unit in taking_part if unit != leader], leader if leader in taking_part else "")
    units = [_planned(told[unit], at, bundle) for at, group in enumerate(groups) for unit in group if unit in told]
    worker_groups = len([group for group in groups if group != [leader]])
    database = database_path()
    return Plan(
        kind=kind,  # type: ignore[arg-type]
        version=bundle.version if bundle else "",
        units=units,
        expected_s=planning.expected_s(worker_groups, leader in taking_part) if bundle else ROLLBACK_S,
        database_bytes=database.stat().st_size if database.exists() and leader in taking_part else 0,
        why_not=_why_not(kind, units),
    )


def require_bundle() -> Bundle:
    """The bundle that was uploaded. Raises ApiError 409."""
    bundle = staging.kept()
    if bundle is None:
        raise ApiError(
            409, "No release has been uploaded.", remediation="Upload a bundle on the page Upgrades, then try again."
        )
    return bundle


def require_known(only: Sequence[str], workers: Sequence[str], leader: str) -> None:
    """Raise ApiError 400 for a name that is no unit."""
    unknown = [unit for unit in only if unit not in (*workers, leader)]
    if unknown:
        raise ApiError(
            400,
            f"{unknown[0][:80]!r} is not a unit of this cluster.",
            remediation=f"Units are: {', '.join([leader, *workers])}.",
        )


def _members() -> tuple[list[str], str]:
    with database_connection(readonly=True) as connection:
        return planning.members(connection)


def _groups(kind: str, workers: list[str], leader: str) -> list[list[str]]:
    """In a rollback all go at once."""
    if kind == "rollback":
        return [[*workers, *([leader] if leader else [])]]
    return [*planning.batches(workers), *([[leader]] if leader else [])]


def _planned(row: UnitOfCluster, group: int, bundle: Bundle | None) -> PlannedUnit:
    release = row.release
    obstacle, blocks = _obstacle(row, bundle)
    to = bundle.version if bundle else _before(release) if release else ""
    change = release.change if release else None
    return PlannedUnit(
        unit=row.unit,
        is_leader=row.is_leader,
        group=group,
        version=release.version if release else None,
        to=to,
        away_s=(change.away_s if change and change.away_s is not None else planning.AWAY_S),
        running=release.running if release else [],
        obstacle=obstacle,
        blocks=blocks,
    )


def _obstacle(row: UnitOfCluster, bundle: Bundle | None) -> tuple[str | None, bool]:
    """Why the unit cannot change, and whether nothing begins before that is mended."""
    release = row.release
    if release is None:
        return f"{row.unit} does not answer. It is left out, and changes when this is run again.", row.is_leader
    if release.change is not None and release.change.step == "stuck":
        return (
            f"Its last change failed both ways: {release.change.failure} Mend that, then roll back.",
            bundle is not None,
        )
    if bundle is None:
        return (None, False) if _before(release) else ("It has no release to go back to.", False)
    if release.version == bundle.version:
        return None, False
    if release.architecture != bundle.architecture:
        return f"It is {release.architecture}, the release is for {bundle.architecture}.", True
    if release.python not in bundle.pythons:
        return f"It has {release.python}, the release is for {', '.join(bundle.pythons)}. Upgrade its system.", True
    needed_mb = planning.needed_mb(bundle.unpacked_bytes)
    if release.free_bytes / 1e6 < needed_mb:
        return f"It has {release.free_bytes / 1e6:.0f} MB free, {needed_mb} MB are needed. Free some space.", True
    return None, False


def _before(release: ReleaseOfUnit) -> str:
    """The release that a rollback would bring back; empty if there is none."""
    change = release.change
    is_there = change is not None and change.step in ("accepted", "started", "stuck") and change.come_from != change.to
    return change.come_from if change is not None and is_there else ""


def _why_not(kind: str, units: Sequence[PlannedUnit]) -> str | None:
    blocked = [unit for unit in units if unit.blocks]
    if blocked:
        return f"{blocked[0].unit} cannot change: {blocked[0].obstacle}"
    if kind == "upgrade" and all(unit.version == unit.to for unit in units if unit.version):
        return "Every unit uses this release already."
    if kind == "rollback" and not any(unit.to for unit in units):
        return "No unit has a release to go back to."
    if DESK.present() is not None:
        return "An upgrade or rollback is under way already."
    return asking.why_not()

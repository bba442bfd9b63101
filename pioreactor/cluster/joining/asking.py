"""Asking for a unit to be added or removed."""

from __future__ import annotations

import os
from typing import Final

import msgspec

from pioreactor import clock
from pioreactor.cluster import errands, upgrading
from pioreactor.cluster.joining import membership
from pioreactor.cluster.joining.records import DESK, Join, JoiningError, stages_of
from pioreactor.config import get_leader_hostname
from pioreactor.exc import NoWorkerFoundError
from pioreactor.models import get_model
from pioreactor.storage.database.workers import check_worker_name
from pioreactor.storage.files import write_atomically
from pioreactor.storage.paths import run_dir

ECOSYSTEM_PASSWORD: Final = "raspberry"  # noqa: S105 - the one that is refused


class JoinUnderWayError(JoiningError):
    """One at a time."""


class WrongAskedError(JoiningError, ValueError):
    """What was asked for cannot be."""


class Secrets(msgspec.Struct, kw_only=True):
    """What lets us in for the first time. It is in memory only, and gone once it was read."""

    password: str = ""
    claim_code: str = ""

    def __repr__(self) -> str:
        return "Secrets()"

    __str__ = __repr__


def why_not() -> str | None:
    """Why this computer cannot add a unit; None if it can."""
    if os.environ.get(upgrading.ANSIBLE_ENV) or DESK.starter().exists():
        return None
    if upgrading.WRAPPER.exists():
        return "The service that adds units is not set up. Run playbooks/site.yml."
    return "The roles have not set up this leader; the units of a simulated cluster are fixed."


def ask_to_add(join: Join, secrets: Secrets) -> Join:
    """Have a unit added, outside this process. Raises JoinUnderWayError, WrongAskedError, WorkerNameError, OSError."""
    check_name(join.unit)
    if bool(join.model_name) != bool(join.model_version):
        raise WrongAskedError("A model and its version go together.")
    if join.model_name:
        get_model(join.model_name, join.model_version)
    if secrets.password == ECOSYSTEM_PASSWORD:
        raise WrongAskedError(
            "The ecosystem's default password is not supported: a unit that has it can be taken over by anybody in the "
            "network. Give the unit a password of its own (passwd), or use its claim code."
        )
    join.uses = "claim_code" if secrets.claim_code else "password" if secrets.password else "key"
    return _ask(join, secrets)


def ask_to_remove(unit: str, asked_by: str) -> Join:
    """Have a unit removed, outside this process.

    Raises NoWorkerFoundError, JoinUnderWayError, WrongAskedError, OSError.
    """
    check_name(unit)
    if not membership.is_known(unit):
        raise NoWorkerFoundError(f"The leader knows of no unit {unit}; nothing of it is left to be removed.")
    return _ask(Join(run_id="", kind="remove", unit=unit, asked_by=asked_by), Secrets())


def take_secrets(run_id: str) -> Secrets:
    """What was given along; gone afterwards."""
    path = run_dir() / "joining" / run_id
    try:
        content = path.read_bytes()
        path.unlink()
        return msgspec.json.decode(content, type=Secrets)
    except (OSError, msgspec.MsgspecError):
        return Secrets()


def check_name(unit: str) -> None:
    """Raise WorkerNameError or WrongAskedError for what is no other unit's host name."""
    if unit.endswith(".local"):
        raise WrongAskedError(f"Give the name alone: {unit.removesuffix('.local')}, without .local.")
    check_worker_name(unit)
    if unit == get_leader_hostname():
        raise WrongAskedError(f"{unit} is the leader itself.")


def _ask(join: Join, secrets: Secrets) -> Join:
    present = DESK.present()
    if present is not None:
        verb = "added" if present.kind == "add" else "removed"
        raise JoinUnderWayError(f"{present.unit} is being {verb}. Wait until that ends, or stop it.")
    join.run_id, join.asked_at, join.stages = errands.new_id(), clock.timestamp(), stages_of(join.kind)
    join.meta = "Nothing was changed yet"
    if secrets.password or secrets.claim_code:  # on a file system in memory, for the moment until it is taken
        write_atomically(run_dir() / "joining" / join.run_id, msgspec.json.encode(secrets), mode=0o600)
    DESK.ask(join)
    return join

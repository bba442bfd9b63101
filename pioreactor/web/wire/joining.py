"""Bodies of the routes about units that join and leave."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from pioreactor.cluster.joining.records import Join, Kind
from pioreactor.web.wire.common import UnitName

Address = Annotated[str, Meta(max_length=253, pattern=r"^[A-Za-z0-9.:_-]*$")]
Port = Annotated[int, Meta(ge=1, le=65535)]
ModelWord = Annotated[str, Meta(max_length=100)]


class NewcomerOnNetwork(Struct):
    """A unit that announces itself and is not in the inventory."""

    pioreactor_unit: str


class JoiningNow(Struct):
    """What there is to know without asking anybody.

    ``why_not``: why this leader cannot add a unit, null if it can; ``run``: the one under way, or the last one.
    """

    why_not: str | None
    run: Join | None


class StartAdding(Struct, forbid_unknown_fields=True, kw_only=True):
    """A unit to add. Only its name is needed; ``address``: where it is not found by its name.

    One of ``claim_code`` (the unit shows it), ``password`` (of ``user``, who may use sudo), or none where the leader's
    key is on the unit already. ``host_key``: the fingerprint that a person has compared with the unit's own screen;
    not needed with a claim code. ``sets_clock``: the leader may set the unit's clock. ``by``: who asks.
    """

    unit: UnitName
    address: Address = ""
    port: Port = 22
    user: Annotated[str, Meta(max_length=32, pattern=r"^[a-z_]?[a-z0-9_-]*$")] = ""
    password: Annotated[str, Meta(max_length=1000)] = ""
    claim_code: Annotated[str, Meta(max_length=100)] = ""
    host_key: Annotated[str, Meta(max_length=60, pattern=r"^(SHA256:[A-Za-z0-9+/]{43})?$")] = ""
    sets_clock: bool = False
    model_name: ModelWord = ""
    model_version: Annotated[str, Meta(max_length=20)] = ""
    by: Annotated[str, Meta(max_length=100)] = ""


class StartRemoving(Struct, forbid_unknown_fields=True, kw_only=True):
    """A unit to remove. ``by``: who asks."""

    unit: UnitName
    by: Annotated[str, Meta(max_length=100)] = ""


class JoinLine(Struct, kw_only=True):
    """One run of the history."""

    run_id: str
    kind: Kind
    unit: str
    outcome: str
    message: str
    asked_by: str
    asked_at: str
    ended_at: str
    took_s: float | None


class SetUpWorker(Struct, forbid_unknown_fields=True):
    """The ecosystem's form. It has no room for a password: the leader's key must be on the unit."""

    name: UnitName
    version: Annotated[str, Meta(max_length=20)]
    model: ModelWord
    ipv4_address: Address | None = None


class SetUpDone(Struct):
    """The ecosystem's answer."""

    msg: str

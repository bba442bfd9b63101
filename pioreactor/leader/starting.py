"""The request that starts a job on a unit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import quote

from pioreactor.leader.fanout import Call

_STARTED_BY: Final = "user"


def start_call(
    unit: str,
    job: str,
    *,
    experiment: str | None,
    is_active: bool,
    model: tuple[str, str] | None,
    options: Mapping[str, Any] = {},
    args: Sequence[str] = (),
    env: Mapping[str, str | None] = {},
    config_overrides: Sequence[Sequence[str]] = (),
) -> Call:
    """Start ``job`` on ``unit`` for ``experiment`` (None: the one that the unit itself knows).

    ``model``: name and version, as the inventory has them. An option with the value None is a flag. What the inventory
    says wins over ``env``.
    """
    environment = {"JOB_SOURCE": _STARTED_BY, **env, "HOSTNAME": unit, "ACTIVE": str(int(is_active))}
    if experiment is not None:
        environment["EXPERIMENT"] = experiment
    if model is not None:
        environment |= {"MODEL_NAME": model[0], "MODEL_VERSION": model[1]}
    body = {"options": options, "args": args, "env": environment, "config_overrides": config_overrides}
    return Call(unit, "POST", f"/unit_api/jobs/run/job_name/{quote(job, safe='')}", body)

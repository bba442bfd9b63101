"""The outputs of this unit that are on, and whose they are."""

from __future__ import annotations

import math

from pioreactor import clock
from pioreactor.leader.replies import OutputNow
from pioreactor.runtime.leases import Lease, shared_board
from pioreactor.runtime.outputs import DUTY_TABLE, LAMPS_TABLE, load_of
from pioreactor.storage.caches import local_intermittent_storage
from pioreactor.web.routing import RouteTable

table = RouteTable("outputs", "/unit_api")


@table.add("GET", "/outputs", summary="Outputs that are on", response=list[OutputNow])
def outputs() -> list[OutputNow]:
    """Every output that a process owns, and every lamp or pin that is on without one. Works without the broker."""
    return outputs_now()


def outputs_now() -> list[OutputNow]:
    """As the route. Raises LeaseError, StorageError."""
    leases = {lease.output: lease for lease in shared_board().leases()}
    levels = _levels_without_owner(leases)
    channels = _channel_of_pin()
    return [_shown(name, leases.get(name), levels.get(name, 0.0), channels) for name in sorted({*leases, *levels})]


def is_guarded() -> bool:
    """Whether a guardian watches over the outputs."""
    return shared_board().is_guarded()


def _levels_without_owner(leases: dict[str, Lease]) -> dict[str, float]:
    found: dict[str, float] = {}
    for table_name, form in ((LAMPS_TABLE, "led_{}"), (DUTY_TABLE, "gpio{}")):
        with local_intermittent_storage(table_name) as cache:
            for key in cache:
                level = cache.getfloat(key, 0.0)
                name = form.format(key)
                if level > 0.0 and name not in leases:
                    found[name] = level
    return found


def _shown(name: str, lease: Lease | None, level: float, channel_of_pin: dict[str, str]) -> OutputNow:
    is_lamp = name.startswith("led_")
    channel = name.removeprefix("led_") if is_lamp else channel_of_pin.get(name.removeprefix("gpio"))
    shown = OutputNow(
        output=name,
        kind="led" if is_lamp else "pwm",
        channel=channel,
        used_for=load_of(name) or None,
        level=round(lease.level if lease else level, 3),
    )
    if lease is not None:
        shown.job_name, shown.job_id, shown.pid = lease.job_name or None, lease.job_id or None, lease.pid
        shown.held_s = round(max(0.0, clock.wall_monotonic() - lease.granted_s), 1)
        if math.isfinite(lease.off_by_s):
            shown.off_in_s = round(lease.off_by_s - clock.monotonic(), 1)
    return shown


def _channel_of_pin() -> dict[str, str]:
    from pioreactor.exc import PioreactorError
    from pioreactor.hardware import get_pwm_to_pin_map

    try:
        return {str(pin): str(channel) for channel, pin in get_pwm_to_pin_map().items()}
    except PioreactorError:
        return {}  # a leader without a HAT

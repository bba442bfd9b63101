"""The checks of ``pio status``, in the order in which they are shown.

A check returns its status and details, or None where it does not apply. One that raises counts as failed, with what it
raised as details.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

OK, WARN, FAIL = "OK", "WARN", "FAIL"
Answer = tuple[str, str] | None
LIMIT_WALL_S = 2.0


class Check(NamedTuple):
    """One line of the table. ``status``: OK, WARN or FAIL."""

    name: str
    status: str
    details: str


def perform(name: str, check: Callable[[], Answer]) -> Check | None:
    """Carry out one check; None where it does not apply."""
    try:
        answer = check()
    except Exception as error:
        return Check(name, FAIL, " ".join(str(error).split()) or type(error).__name__)
    return None if answer is None else Check(name, *answer)


def _identity() -> Answer:
    from pioreactor.config import get_leader_hostname
    from pioreactor.whoami import am_I_a_worker, am_I_leader, get_unit_name

    roles = [word for word, holds in (("leader", am_I_leader()), ("worker", am_I_a_worker())) if holds]
    leader = get_leader_hostname()
    if not leader:
        return FAIL, f"{get_unit_name()}: no leader is configured ([cluster.topology] leader_hostname)"
    return OK, f"{get_unit_name()}, {' and '.join(roles)}, leader is {leader}"


def _model() -> Answer:
    from pioreactor.exc import NoModelAssignedError
    from pioreactor.whoami import am_I_a_worker, get_pioreactor_model

    if not am_I_a_worker():
        return None
    try:
        model = get_pioreactor_model()
    except NoModelAssignedError as error:
        return WARN, str(error)
    return OK, f"{model.model_name}, {model.model_version}"


def _hardware_for_model() -> Answer:
    from pioreactor.hardware.backends import backend_name, get_bus
    from pioreactor.hardware.bus import is_present
    from pioreactor.hardware.descriptions import get_adc_descriptions
    from pioreactor.whoami import am_I_a_worker

    if not am_I_a_worker():
        return None
    bus, inputs = get_bus(), get_adc_descriptions()
    silent = sorted(
        {f"{name} (0x{address:02X})" for name, (_, address, _) in inputs.items() if not is_present(bus, address)}
    )
    if silent:
        return WARN, f"no answer from {', '.join(silent)}"
    return OK, f"all {len(inputs)} analogue inputs answer ({backend_name()})"


def _version() -> Answer:
    from pioreactor import __version__

    return OK, __version__


def _bus() -> Answer:
    from pioreactor.hardware.backends import backend_name
    from pioreactor.whoami import am_I_a_worker

    if not am_I_a_worker():
        return None
    if backend_name() != "raspberry_pi":
        return OK, f"{backend_name()} bus"
    if not Path("/dev/i2c-1").exists():
        return FAIL, "/dev/i2c-1 is missing; switch I2C on in the operating system"
    if not os.access("/dev/i2c-1", os.R_OK | os.W_OK):
        return FAIL, "/dev/i2c-1 belongs to a group that this account is not in (i2c)"
    return OK, "/dev/i2c-1"


def _ipv4() -> Answer:
    from pioreactor.background_jobs.monitor.computer import ipv4_addresses

    addresses = ipv4_addresses()
    return (OK, ", ".join(addresses)) if addresses else (FAIL, "no address; check the cable or the Wi-Fi")


def _mqtt() -> Answer:
    from pioreactor.config import get_config, get_mqtt_address

    address, port = get_mqtt_address(), get_config().getint("mqtt", "broker_port", fallback=1883)
    try:
        socket.create_connection((address, port), timeout=LIMIT_WALL_S).close()
    except OSError as error:
        return FAIL, f"{address}:{port} does not answer ({error.strerror or error})"
    return OK, f"{address}:{port}"


def _web() -> Answer:
    from pioreactor.whoami import get_unit_name

    return _health(get_unit_name(), "start it with `pio web`")


def _leader_api() -> Answer:
    from pioreactor.config import get_leader_hostname

    leader = get_leader_hostname()
    return _health(leader, f"check that {leader} is on") if leader else (FAIL, "no leader is configured")


def _health(unit: str, remedy: str) -> Answer:
    from pioreactor.exc import PioreactorError
    from pioreactor.pubsub import get_from
    from pioreactor.utils.networking import resolve_to_address

    address = resolve_to_address(unit)
    try:
        reply = get_from(address, "/unit_api/health", timeout=LIMIT_WALL_S)
    except (OSError, PioreactorError):
        return FAIL, f"{address} does not answer; {remedy}"
    return (OK, address) if reply.ok else (FAIL, f"{address} answers with status {reply.status_code}")


def _tasks() -> Answer:
    answer = _web()
    if answer is None or answer[0] != OK:
        return FAIL, "the task queue lives in the web server, which does not answer"
    return OK, "runs in the web server"


def _running_jobs() -> Answer:
    from pioreactor.runtime.registry import Registry

    registry = Registry()
    dead = [job for job in registry.history() if job.is_running and not job.is_alive]
    names = sorted({job.job_name for job in registry.running()})
    details = ", ".join(names) or "none"
    if dead:
        return WARN, f"{details}; ended without a word: {', '.join(job.job_name for job in dead)}"
    return (OK, details) if "monitor" in names else (WARN, f"{details}; monitor should always run")


def _logs() -> Answer:
    from pioreactor.storage.paths import log_path

    return _writable(log_path())


def _database() -> Answer:
    from pioreactor.storage.paths import database_path
    from pioreactor.whoami import am_I_leader

    return _writable(database_path()) if am_I_leader() else None


def _dead_letters() -> Answer:
    from contextlib import closing

    from pioreactor.storage.database.connection import connect
    from pioreactor.storage.database.dead_letters import count_dead_letters
    from pioreactor.storage.paths import database_path
    from pioreactor.whoami import am_I_leader

    if not am_I_leader() or not database_path().exists():
        return None
    with closing(connect(readonly=True)) as conn:
        count = count_dead_letters(conn)
    return (WARN, f"{count} messages were not understood; see pio db dead-letters list") if count else (OK, "none")


def _backups() -> Answer:
    from pioreactor.cluster.backups import records
    from pioreactor.config import get_config
    from pioreactor.whoami import am_I_leader

    known = records.load()
    if not am_I_leader() or known.made is None:
        return None
    old = records.stale(known, get_config().getfloat("backup", "stale_after_days"))
    missed = [name for name, place in known.places.items() if place.error]
    words = f"newest {known.made.name}"
    have = [name for name, place in known.places.items() if known.made.name in [copy.name for copy in place.copies]]
    words += f", also at {', '.join(have)}" if have else ""
    if missed:
        words += f"; not copied to {', '.join(missed)}, see pio backup places"
    if old:
        return FAIL, f"{words}; too old: {', '.join(name or 'the leader itself' for name in old)}"
    return (WARN if missed else OK), words


def _mirror() -> Answer:
    from pioreactor.cluster.mirror import state, wish
    from pioreactor.whoami import am_I_leader

    wished = wish.load() if am_I_leader() else None
    if wished is None:
        return None
    is_well, words = state.judge(state.load(wished.address))
    return (OK if is_well else WARN), words


def _temporary_cache() -> Answer:
    from pioreactor.storage.paths import temporary_cache_path

    return _writable(temporary_cache_path())


def _persistent_cache() -> Answer:
    from pioreactor.storage.paths import persistent_cache_path

    return _writable(persistent_cache_path())


def _data_root() -> Answer:
    from pioreactor.storage.paths import data_root

    return _writable(data_root())


def _writable(path: Path) -> Answer:
    present = path
    while not present.exists() and present != present.parent:
        present = present.parent
    if not os.access(present, os.W_OK):
        return FAIL, f"{present} cannot be written by this account"
    return (OK, str(path)) if present == path else (WARN, f"{path} does not exist yet")


def _disk() -> Answer:
    from pioreactor.background_jobs.monitor.computer import available_disk_space_gb
    from pioreactor.background_jobs.monitor.settings import LOWEST_DISK_SPACE_GB
    from pioreactor.storage.paths import data_root

    free = available_disk_space_gb(data_root())
    return (OK if free >= LOWEST_DISK_SPACE_GB else WARN), f"{free:.1f} GB free"


def _alarms() -> Answer:
    from pioreactor.runtime.alarms import open_alarms

    found = open_alarms()
    if not found:
        return OK, "none"
    return (FAIL if found[0].severity == "alarm" else WARN), f"{', '.join(a.code for a in found)}; see pio alarms"


def _resume() -> Answer:
    """What would start again by itself after a crash or a power cut."""
    from pioreactor.background_jobs.monitor.resuming import is_enabled
    from pioreactor.runtime.registry import Registry
    from pioreactor.runtime.wanted_jobs import wanted_jobs

    names = [job.job_name for job in wanted_jobs()]
    missing = sorted(name for name in names if not Registry().is_running(name))
    by_itself = [name for name in names if is_enabled(name)]
    words = f"would start again: {', '.join(by_itself) or 'nothing'}"
    if missing:
        return WARN, f"{', '.join(missing)} ought to run and does not; {words}"
    return OK, words


CHECKS: dict[str, Callable[[], Answer]] = {
    "identity": _identity,
    "model": _model,
    "hardware:model": _hardware_for_model,
    "version": _version,
    "hardware:i2c_bus1": _bus,
    "connectivity:ipv4": _ipv4,
    "connectivity:mqtt": _mqtt,
    "services:web": _web,
    "connectivity:leader_api": _leader_api,
    "services:huey": _tasks,
    "alarms": _alarms,
    "jobs:running": _running_jobs,
    "jobs:restart": _resume,
    "storage:logs": _logs,
    "storage:db": _database,
    "storage:dead_letters": _dead_letters,
    "storage:backups": _backups,
    "storage:mirror": _mirror,
    "storage:temporary_cache": _temporary_cache,
    "storage:persistent_cache": _persistent_cache,
    "storage:dot_pioreactor": _data_root,
    "storage:disk": _disk,
}

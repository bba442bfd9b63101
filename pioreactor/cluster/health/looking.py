"""Taking one look at this unit. Every part that fails is left empty: that is what the judge then sees."""

from __future__ import annotations

import contextlib
import json
import shutil
import sqlite3
import subprocess
from pathlib import Path
from typing import Final

import pioreactor
from pioreactor import clock
from pioreactor.cluster.health.series import SeriesWatch
from pioreactor.cluster.health.structs import Health, JobHealth
from pioreactor.exc import PioreactorError
from pioreactor.storage.journal import Journal

_ANSWERS_WITHIN_S: Final = 3.0
_RETAINED_FOLLOW_WITHIN_S: Final = 0.2
_SERVICES: Final = ("pioreactor-*.service", "mosquitto.service", "lighttpd.service", "chrony.service")


class Looker:
    """Looks at this unit as often as it is asked; ``close()`` it at the end."""

    def __init__(self) -> None:
        self._journal = Journal()
        self._series = SeriesWatch(self._journal)

    def close(self) -> None:
        """Let go of the journal."""
        self._journal.close()

    def look(self) -> Health:
        """One look; a second or two. Raises ConfigError."""
        from pioreactor.whoami import am_I_leader, get_unit_name

        unit = get_unit_name()
        health = Health(
            unit=unit, version=pioreactor.__version__, taken_s=clock.now_s(), is_leader=am_I_leader(), jobs=_jobs()
        )
        told = _told_states(unit)
        health.broker_answers = told is not None
        for job in health.jobs.values():
            if told is not None and job.job_id is not None:
                job.told_state = told.get(job.name, "")
        with contextlib.suppress(PioreactorError):
            health.series = self._series.look()
        health.alarms = _alarms()
        health.services = _services()
        health.web_answers, _ = _clock_of(unit)
        health.clock_offset_s = None if health.is_leader else _offset()
        health.free_bytes = _free_bytes()
        if health.is_leader:
            health.received_s, health.dead_letters = _received_s(), _dead_letters()
        health.taken_s = clock.now_s()
        return health


def _jobs() -> dict[str, JobHealth]:
    from pioreactor.runtime.registry import WITHOUT_PROCESS, Registry
    from pioreactor.runtime.wanted_jobs import wanted_jobs

    found: dict[str, JobHealth] = {}
    with contextlib.suppress(PioreactorError):
        found = {job.job_name: JobHealth(name=job.job_name, is_wanted=True) for job in wanted_jobs()}
    registry = Registry()
    with contextlib.suppress(PioreactorError):
        for record in registry.running():
            if record.job_name in WITHOUT_PROCESS:
                continue
            job = found.setdefault(record.job_name, JobHealth(name=record.job_name))
            job.job_id = record.job_id
            job.state = str(registry.settings(record.job_id).get("$state") or "")
    registry.close()
    return found


def _told_states(unit: str) -> dict[str, str] | None:
    """``$state`` of each job as the broker keeps it; None where the broker does not answer."""
    from pioreactor.pubsub import create_client
    from pioreactor.pubsub.topics import parse
    from pioreactor.types import MQTTMessage

    states: dict[str, str] = {}

    def note(message: MQTTMessage) -> None:
        parts = parse(message.topic)
        state, name = message.payload.decode(errors="replace"), parts.levels[0]
        if states.get(name) not in ("ready", "sleeping"):  # the same job may have ended in an earlier experiment
            states[name] = state

    client = create_client()
    try:
        if not client.wait_for_connection(_ANSWERS_WITHIN_S):
            return None
        client.listen(f"pioreactor/{unit}/+/+/$state", note)
        if not client.settle(_ANSWERS_WITHIN_S):
            return None
        clock.wall_sleep(_RETAINED_FOLLOW_WITHIN_S)
        return states
    finally:
        client.close()


def _alarms() -> dict[str, str]:
    from pioreactor.runtime.alarms import open_alarms

    with contextlib.suppress(PioreactorError):
        return {alarm.code: alarm.severity for alarm in open_alarms() if alarm.state != "returned"}
    return {}


def _services() -> list[str]:
    if not Path("/run/systemd/system").is_dir():
        return []
    command = ["systemctl", "list-units", "--type=service", "--state=running", "--output=json", *_SERVICES]
    try:
        run = subprocess.run(command, capture_output=True, text=True, timeout=10, check=False)
        return sorted(unit["unit"] for unit in json.loads(run.stdout or "[]"))
    except (OSError, subprocess.TimeoutExpired, ValueError):
        return []


def _clock_of(unit: str) -> tuple[bool, float | None]:
    """Whether a unit's web server answers, and how far its clock is ahead of ours, in seconds."""
    from pioreactor.pubsub import get_from
    from pioreactor.pubsub.addresses import resolve_to_address

    asked_s = clock.now_s()
    try:
        reply = get_from(resolve_to_address(unit), "/unit_api/system/utc_clock", timeout=_ANSWERS_WITHIN_S)
        reply.raise_for_status()
        there = clock.from_iso(str(reply.json()["clock_time"]))
    except (OSError, PioreactorError, ValueError, KeyError):
        return False, None
    return True, there.timestamp() - (asked_s + clock.now_s()) / 2


def _offset() -> float | None:
    from pioreactor.config import get_leader_hostname

    leader = get_leader_hostname()
    answers, ahead = _clock_of(leader) if leader else (False, None)
    return -ahead if answers and ahead is not None else None


def _free_bytes() -> int:
    from pioreactor.storage.paths import data_root

    with contextlib.suppress(OSError):
        return shutil.disk_usage(data_root()).free
    return 0


def _received_s() -> float | None:
    from pioreactor.storage.database.connection import connect

    try:
        with contextlib.closing(connect(readonly=True)) as conn:
            newest = "SELECT max(t_us) FROM points WHERE series_id = s.series_id"
            row = conn.execute(f"SELECT max(({newest})) FROM series AS s").fetchone()  # noqa: S608
    except sqlite3.Error:
        return None
    return row[0] / 1e6 if row and row[0] is not None else None


def _dead_letters() -> int:
    from pioreactor.storage.database.connection import connect
    from pioreactor.storage.database.dead_letters import count_dead_letters

    with contextlib.suppress(sqlite3.Error), contextlib.closing(connect(readonly=True)) as conn:
        return count_dead_letters(conn)
    return 0

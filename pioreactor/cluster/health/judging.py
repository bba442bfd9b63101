"""Is a unit ready, and is it doing no worse than before? Two lists of sentences; empty means yes.

Nothing is read here: it is given two looks at the unit.
"""

from __future__ import annotations

from typing import Final

from pioreactor.cluster.health.structs import Health, JobHealth

ALWAYS: Final = ("monitor",)
ON_THE_LEADER: Final = ("mqtt_to_db_streaming",)
WORKING: Final = ("ready", "sleeping")
LATE_AFTER_INTERVALS: Final = 4.0
LATE_AFTER_LONGEST: Final = 2.0
"""Some series come in bursts, as that of the stirrer does around an OD reading."""
LATE_AFTER_S: Final = 20.0
"""A series is never called late before these seconds, whatever its interval."""
OFFSET_ALLOWED_S: Final = 2.0
LEAST_FREE_BYTES: Final = 200 * 1024 * 1024


def problems(now: Health) -> list[str]:
    """What is wrong with a unit, without anything to compare it with."""
    found = [f"{name} should run and does not" for name in _always(now) if name not in now.jobs]
    found += [_job_problem(job) for job in now.jobs.values() if job.is_wanted and _job_problem(job)]
    found += [f"{topic} is late" for topic in now.series if _is_read(now, topic) and _is_late(now, topic)]
    if not now.web_answers:
        found.append("its web server does not answer")
    if not now.broker_answers:
        found.append("its broker does not answer")
    if now.free_bytes < LEAST_FREE_BYTES:
        found.append(f"its disk is nearly full ({now.free_bytes / 1e6:.0f} MB free)")
    if _is_clock_off(now):
        found.append(f"its clock is off by {now.clock_offset_s:+.1f} s")
    found += [f"alarm {code}" for code, severity in now.alarms.items() if severity == "alarm"]
    if now.dead_letters:
        found.append(f"{now.dead_letters} messages were not understood (pio db dead-letters list)")
    return found


def not_ready(before: Health, now: Health, since_s: float) -> list[str]:
    """What is not there yet: jobs that ran or were wanted, a fresh reading of each series, web server and broker.

    ``since_s``: unix seconds from which on a reading is fresh.
    """
    found = []
    for name in sorted({*_always(now), *_expected(before)}):
        reason = _job_problem(now.jobs.get(name, JobHealth(name=name)), before.jobs.get(name))
        if reason:
            found.append(reason)
    for topic in sorted(before.series):
        if topic not in now.series or now.series[topic].last_s < since_s:
            found.append(f"no new reading of {_short(topic)}")
    for service in before.services:
        if service not in now.services:
            found.append(f"{service} does not run")
    if before.web_answers and not now.web_answers:
        found.append("the web server does not answer")
    if before.broker_answers and not now.broker_answers:
        found.append("the broker does not answer")
    if _receives(before) and (now.received_s or 0.0) < since_s:
        found.append("nothing new in the database")
    return found


def worse(before: Health, ready: Health, now: Health) -> list[str]:
    """What got worse, once the unit was ready: ``before`` the change, ``ready`` the look at which it first was."""
    found = not_ready(before, now, since_s=0.0)
    for name, job in ready.jobs.items():
        present = now.jobs.get(name)
        if name in _expected(before) and present is not None and present.job_id != job.job_id:
            found.append(f"{name} has started again")
    found += [f"{_short(topic)} is late" for topic in sorted(before.series) if _is_late(now, topic, before)]
    for code, severity in sorted(now.alarms.items()):
        if before.alarms.get(code) != severity and (code not in before.alarms or severity == "alarm"):
            found.append(f"new {severity} {code}")
    if now.free_bytes < LEAST_FREE_BYTES <= before.free_bytes:
        found.append(f"the disk is nearly full ({now.free_bytes / 1e6:.0f} MB free)")
    if _is_clock_off(now) and not _is_clock_off(before):
        found.append(f"the clock is off by {now.clock_offset_s:+.1f} s")
    return found


def _always(now: Health) -> tuple[str, ...]:
    return ALWAYS + (ON_THE_LEADER if now.is_leader else ())


def _expected(before: Health) -> list[str]:
    return [job.name for job in before.jobs.values() if job.is_wanted or job.name in _always(before)]


def _job_problem(job: JobHealth, before: JobHealth | None = None) -> str:
    if job.job_id is None:
        return f"{job.name} does not run"
    wanted = (before.state,) if before is not None and before.state in WORKING else WORKING
    if job.state not in wanted:
        return f"{job.name} is {job.state or 'starting'}"
    if job.told_state is not None and job.told_state != job.state:
        return f"{job.name} is {job.state}, but the broker was told {job.told_state or 'nothing'}"
    return ""


def _is_read(now: Health, topic: str) -> bool:
    """Whether the job of a series works. One that was ended or paused on purpose is silent rightly."""
    job = now.jobs.get(topic.split("/")[3])
    return job is not None and job.state != "sleeping"


def _is_late(now: Health, topic: str, before: Health | None = None) -> bool:
    series = now.series.get(topic)
    if series is None:
        return False
    longest_s = max(series.longest_s, before.series[topic].longest_s) if before is not None else series.longest_s
    allowed_s = max(LATE_AFTER_S, LATE_AFTER_INTERVALS * series.interval_s, LATE_AFTER_LONGEST * longest_s)
    return now.taken_s - series.last_s > allowed_s


def _receives(before: Health) -> bool:
    return before.received_s is not None and before.taken_s - before.received_s < LATE_AFTER_S


def _is_clock_off(now: Health) -> bool:
    return now.clock_offset_s is not None and abs(now.clock_offset_s) > OFFSET_ALLOWED_S


def _short(topic: str) -> str:
    return "/".join(topic.split("/")[3:])

"""Which numbers a unit tells, made from one look at it. No I/O."""

from __future__ import annotations

import contextlib
import json
from collections import Counter
from typing import Any, Final

from pioreactor.leader.replies import JobOverview, UnitSnapshot
from pioreactor.web.metrics.exposition import Family
from pioreactor.web.metrics.machine import Machine

# Name, meaning; then job, setting, and the field of its JSON (empty: the setting is the number itself).
_READINGS: Final = (
    ("temperature_celsius", "Temperature of the liquid.", "temperature_automation", "temperature", "temperature"),
    ("heater_duty_percent", "Power of the heater.", "temperature_automation", "heater_duty_cycle", ""),
    ("stirring_speed_rpm", "Measured speed of the stirrer.", "stirring", "measured_rpm", "measured_rpm"),
    ("stirring_target_rpm", "Wanted speed of the stirrer.", "stirring", "target_rpm", ""),
    ("growth_rate_per_hour", "Growth rate.", "growth_rate_calculating", "growth_rate", "growth_rate"),
    ("normalized_od", "OD relative to its start.", "growth_rate_calculating", "od_filtered", "od_filtered"),
)
_OD_CHANNELS: Final = ("1", "2", "3", "4")
_STATES: Final = ("init", "ready", "sleeping", "disconnected", "lost")


def families(version: str, snapshot: UnitSnapshot, machine: Machine) -> list[Family]:
    """Everything. A part of ``snapshot`` that could not be read is left out; ``up`` of the scrape stays 1."""
    about = Family("info", "The software of the unit.")
    about.add(1, version=version)
    jobs = snapshot.jobs or {}
    problems = Family("unreadable_parts", "Parts of the unit that could not be read.")
    problems.add(len(snapshot.problems))
    return [
        about,
        problems,
        *_readings(jobs),
        *_jobs(jobs, machine),
        *_outputs(snapshot),
        *_alarms(snapshot),
        *_liquids(snapshot),
        *_of_machine(machine),
    ]


def _readings(jobs: dict[str, JobOverview]) -> list[Family]:
    found = []
    for name, meaning, job, setting, field in _READINGS:
        family = Family(name, f"{meaning} Of the last reading.")
        family.add(_number(jobs.get(job), setting, field))
        found.append(family)
    od = Family("od", "Optical density, volts or the unit of its calibration. Of the last reading.")
    for channel in _OD_CHANNELS:
        od.add(_number(jobs.get("od_reading"), f"od{channel}", "od"), channel=channel)
    return [*found, od]


def _number(job: JobOverview | None, setting: str, field: str) -> float | None:
    value: Any = job.settings.get(setting) if job is not None else None
    with contextlib.suppress(ValueError, TypeError, KeyError):
        return float(json.loads(value)[field]) if field else float(value)
    return None


def _jobs(jobs: dict[str, JobOverview], machine: Machine) -> list[Family]:
    state = Family("job_state", "1 for the state that a running job is in, 0 for the others.")
    memory = Family("job_memory_bytes", "Memory of a job that is its own (anonymous resident memory).")
    for name, job in sorted(jobs.items()):
        for word in dict.fromkeys([*_STATES, job.state or "init"]):
            state.add(word == job.state, job=name, state=word)
    for name, taken in sorted(machine.memory_of_jobs.items()):
        memory.add(taken, job=name)
    return [state, memory]


def _outputs(snapshot: UnitSnapshot) -> list[Family]:
    level = Family("output_level_percent", "Outputs that are on; one that is off is not listed.")
    for output in snapshot.outputs or []:
        level.add(output.level, output=output.output, used_for=output.used_for, job=output.job_name)
    guarded = Family("outputs_guarded", "1 while the guardian of the outputs lives.")
    guarded.add(snapshot.is_guarded)
    return [level, guarded]


def _alarms(snapshot: UnitSnapshot) -> list[Family]:
    alarm = Family("alarm", "Alarms that are not over, or that nobody has seen yet.")
    count = Family("alarms", "How many of them, by severity.")
    if snapshot.alarms is not None:
        severities = Counter(found.severity for found in snapshot.alarms)
        for severity in dict.fromkeys(["alarm", "warning", *sorted(severities)]):
            count.add(severities[severity], severity=severity)
        for found in snapshot.alarms:
            alarm.add(1, code=found.code, severity=found.severity, state=found.state)
    return [alarm, count]


def _liquids(snapshot: UnitSnapshot) -> list[Family]:
    # A new experiment begins at zero again, which a counter may.
    pumped = Family("pumped_ml_total", "Liquid moved for the experiment, by the book.", "counter")
    volume = Family("vial_volume_ml", "Liquid in the vial, by the book.")
    left = Family("bottle_left_ml", "Media left in a bottle, or room in the waste bottle, by the book.")
    if vial := snapshot.vial:
        volume.add(vial.current_volume_ml)
        pumped.add(vial.cumulative_media_added_ml, liquid="media")
        pumped.add(vial.cumulative_alt_media_added_ml, liquid="alt_media")
        pumped.add(vial.cumulative_waste_removed_ml, liquid="waste")
    for bottle in snapshot.bottles or []:
        left.add(bottle.left_ml, bottle=bottle.name)
    return [pumped, volume, left]


def _of_machine(machine: Machine) -> list[Family]:
    def one(name: str, meaning: str, value: float | None, kind: Any = "gauge") -> Family:
        family = Family(name, meaning, kind)
        family.add(value)
        return family

    return [
        one("readings_total", "Messages that the unit has written down; its rate is readings per second.",
            machine.written, "counter"),
        one("journal_backlog", "Written down and not yet acknowledged by the leader.", machine.backlog),
        one("journal_dropped_total", "Written down and dropped before the leader had it.", machine.dropped, "counter"),
        one("broker_up", "1 if the unit's own broker answers.", machine.broker_answers),
        one("hub_link_up", "1 if the unit's broker is connected to the leader's.", machine.is_linked),
        one("clock_offset_seconds", "How far the unit's clock is ahead of its time source.", machine.clock_offset_s),
        one("disk_free_bytes", "Free space for data.", machine.disk_free_bytes),
        one("memory_available_bytes", "Memory that the unit could still give.", machine.memory_available_bytes),
        one("cpu_celsius", "Temperature of the processor.", machine.cpu_celsius),
    ]  # fmt: skip

"""What is known about units and their jobs, and what ought to come of them and does not.

Nothing is read or told here: messages, arrivals and times come in, verdicts go out.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from pioreactor.background_jobs.leader.mqtt_to_db_streaming.liveness.expected import (
    EXPECTED,
    JOB_OF,
    OD,
    Expected,
)
from pioreactor.domain.liveness import Patience, Rhythm
from pioreactor.states import JobState
from pioreactor.storage.database.points import SeriesKey

SERIES: Final = "no_data"
UNIT: Final = "unreachable"
LEASE_WALL_S: Final = 15.0
"""Series of a unit are judged only while it was heard so lately: else the unit itself is what is wrong."""
LEAST_WALL_S: Final = 15.0
"""Readings take seconds from a unit into the database, also where simulated time runs fast."""
_NO_CODE: Final = re.compile(r"[^a-z0-9_]")


class Now(NamedTuple):
    """A moment by the clock's steady seconds, by those of the wall, and as UTC seconds since 1970."""

    s: float
    wall_s: float
    utc_s: float


class Silence(NamedTuple):
    """What does not come. ``since_utc_s``: of the last reading, or when it was first waited for.

    ``series`` None: the unit itself is silent. ``has_jobs``: while jobs ran there. ``allowed_s``: how long is nothing.
    """

    unit: str
    experiment: str
    series: Expected | None
    since_utc_s: float
    allowed_s: float
    has_jobs: bool = True


class _Channel:
    def __init__(self, now: Now) -> None:
        self.rhythm = Rhythm(now.s)
        self.heard = now


class _Job:
    """One job of a unit in one experiment. ``since``: when it became ready; None while it is not."""

    def __init__(self) -> None:
        self.state = ""
        self.since: Now | None = None
        self.channels: dict[str, dict[int, _Channel]] = {}


class _Hearing(NamedTuple):
    """``last``: the last reading, or when it was first waited for."""

    last: Now
    allowed_s: float
    has_come: bool
    is_silent: bool


class _Unit:
    def __init__(self) -> None:
        self.monitor = ""
        self.heard: Now | None = None
        self.jobs: dict[tuple[str, str], _Job] = {}
        self.intervals: dict[str, float | None] = {}


class Watch:
    """Takes messages and arrivals from any thread; ``judge`` says what is silent."""

    def __init__(
        self, leader: str, patience: Patience, unreachable_after_s: float, usual_s: Mapping[str, float] | None = None
    ) -> None:
        """``unreachable_after_s``: wall seconds without a sign of a unit until it counts as unreachable.

        ``usual_s``: seconds between readings by the kind of the series, where that is configured.
        """
        self._leader = leader
        self._patience = patience
        self._unreachable_after_s = unreachable_after_s
        self._usual_s = usual_s or {}
        self._lock = threading.Lock()
        self._units: dict[str, _Unit] = {}
        self._fresh: set[SeriesKey] = set()

    def note_state(self, unit: str, experiment: str, job: str, state: str, now: Now) -> None:
        """``$state`` of a job. A job that begins or goes on is waited for anew."""
        with self._lock:
            known = self._unit(unit)
            if job == "monitor":
                known.monitor = state
                return
            if job not in EXPECTED:
                return
            if not state:
                known.jobs.pop((experiment, job), None)
                return
            found = known.jobs.setdefault((experiment, job), _Job())
            if found.state != state:
                found.state, found.channels = state, {}
                found.since = now if state == JobState.READY else None

    def note_interval(self, unit: str, experiment: str, interval_s: float | None) -> None:
        """Seconds between readings of the optical density; None: they are taken one by one."""
        with self._lock:
            self._unit(unit).intervals[experiment] = interval_s

    def note_sign(self, unit: str, now: Now) -> None:
        """The unit is there."""
        with self._lock:
            self._unit(unit).heard = now

    def stored(self, keys: Iterable[SeriesKey]) -> None:
        """Readings of these series are in the database."""
        with self._lock:
            self._fresh.update(keys)

    def take_in(self, now: Now) -> None:
        """Let what was stored since the last call count as heard now."""
        with self._lock:
            fresh, self._fresh = self._fresh, set()
            for kind, experiment, unit, channel, _, _ in fresh:
                job_name = JOB_OF.get(kind)
                if job_name is None:
                    continue
                known = self._unit(unit)
                known.heard = now
                job = known.jobs.get((experiment, job_name))
                if job is not None and job.since is not None:
                    heard = job.channels.setdefault(kind, {}).setdefault(channel, _Channel(job.since))
                    heard.rhythm.heard(now.s)
                    heard.heard = now

    def judge(self, assigned: Mapping[str, str | None], now: Now, floor: Now) -> dict[str, Silence | None]:
        """Codes of alarms: what is silent, or None where it cannot be told at the moment. All others are over.

        ``assigned``: the active units with their experiments. ``floor``: before then nothing could have been heard.
        """
        verdicts: dict[str, Silence | None] = {}
        with self._lock:
            for unit in assigned:
                known = self._units.get(unit)
                if known is not None and known.monitor:
                    verdicts.update(self._of_unit(unit, known, assigned[unit], now, floor))
        return verdicts

    def _unit(self, unit: str) -> _Unit:
        found = self._units.get(unit)
        if found is None:
            found = self._units[unit] = _Unit()
        return found

    def _of_unit(
        self, unit: str, known: _Unit, experiment: str | None, now: Now, floor: Now
    ) -> dict[str, Silence | None]:
        if known.monitor == JobState.DISCONNECTED:
            return {}  # it was switched off, or its monitor was, by somebody who meant it
        jobs = {name: job for (where, name), job in known.jobs.items() if where == experiment and job.since is not None}
        heard = known.heard or floor
        away_s = now.wall_s - max(heard.wall_s, floor.wall_s)
        if away_s > LEASE_WALL_S and unit != self._leader:
            is_away = away_s > self._unreachable_after_s
            silence = Silence(unit, experiment or "", None, heard.utc_s, self._unreachable_after_s, bool(jobs))
            found: dict[str, Silence | None] = {code_of(UNIT, unit): silence if is_away else None}
            if not is_away:
                found |= {code_of(SERIES, unit, e.kind): None for name in jobs for e in EXPECTED[name]}
            return found
        interval_s = known.intervals.get(experiment or "")
        verdicts: dict[str, Silence | None] = {}
        for name, job in jobs.items():
            for series in EXPECTED[name]:
                found_out = self._hear(series, jobs, job, interval_s, now, floor)
                code = code_of(SERIES, unit, series.kind)
                if found_out is None:
                    continue
                if found_out.is_silent:
                    verdicts[code] = Silence(unit, experiment or "", series, found_out.last.utc_s, found_out.allowed_s)
                elif not found_out.has_come:
                    verdicts[code] = None
        return verdicts

    def _hear(
        self,
        series: Expected,
        jobs: Mapping[str, _Job],
        job: _Job,
        interval_s: float | None,
        now: Now,
        floor: Now,
    ) -> _Hearing | None:
        """How it stands with a series; None where it is not due at all."""
        assert job.since is not None
        is_timed = series.kind == OD or series.follows is not None
        if is_timed and not interval_s:
            return None  # taken one by one, whenever somebody wants one
        if series.follows is not None and not self._comes(series.follows, jobs, interval_s, now, floor):
            return None
        usual_s = interval_s if is_timed else self._usual_s.get(series.kind)
        channels = list(job.channels.get(series.kind, {}).values())
        if series.first_after_s is None:
            channels = [channel for channel in channels if channel.rhythm.is_regular]
        elif not channels:
            lead_s = series.first_after_s + series.lead_intervals * (interval_s or 0.0)
            return self._judge_one(Rhythm(job.since.s), job.since, usual_s, lead_s, now, floor)
        unsure_s = 0.0 if is_timed else series.first_after_s or 0.0
        judged = [
            self._judge_one(c.rhythm, c.heard, usual_s, 0.0 if c.rhythm.is_regular else unsure_s, now, floor)
            for c in channels
        ]
        return max(judged, key=lambda one: one.is_silent, default=None)

    def _comes(
        self, which: tuple[str, str], jobs: Mapping[str, _Job], interval_s: float | None, now: Now, floor: Now
    ) -> bool:
        """Whether a series that another one follows is there."""
        name, kind = which
        if name not in jobs:
            return False
        [series] = [expected for expected in EXPECTED[name] if expected.kind == kind]
        found = self._hear(series, jobs, jobs[name], interval_s, now, floor)
        return found is not None and found.has_come and not found.is_silent

    def _judge_one(
        self, rhythm: Rhythm, last: Now, interval_s: float | None, lead_s: float, now: Now, floor: Now
    ) -> _Hearing:
        allowed_s = rhythm.allowed_s(self._patience, interval_s) + lead_s
        is_silent = (
            rhythm.silent_s(now.s, floor.s) > allowed_s and now.wall_s - max(last.wall_s, floor.wall_s) > LEAST_WALL_S
        )
        return _Hearing(last, allowed_s, rhythm.heard_s is not None, is_silent)


def code_of(prefix: str, unit: str, kind: str = "") -> str:
    """The code of an alarm about a unit, or about one of its series."""
    return ".".join([prefix, _NO_CODE.sub("_", unit.lower()), *([kind] if kind else [])])

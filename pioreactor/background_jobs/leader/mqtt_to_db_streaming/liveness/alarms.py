"""The watch in the ingest: what it hears of, when it looks, and the alarms that come of it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pioreactor import clock
from pioreactor.background_jobs.leader.mqtt_to_db_streaming.liveness.expected import EXPECTED, OD_JOB
from pioreactor.background_jobs.leader.mqtt_to_db_streaming.liveness.watch import (
    SERIES,
    UNIT,
    Now,
    Silence,
    Watch,
)
from pioreactor.config import get_config
from pioreactor.domain.liveness import Patience
from pioreactor.pubsub.topics import parse, topic
from pioreactor.runtime.alarms import end_alarm, open_alarms, raise_alarm
from pioreactor.storage.database.assignments import list_assignments
from pioreactor.storage.database.connection import connect
from pioreactor.storage.database.points import SeriesKey
from pioreactor.whoami import UNIVERSAL_EXPERIMENT

if TYPE_CHECKING:
    from pioreactor.pubsub.client import Client
    from pioreactor.types import MQTTMessage

JUDGE_EVERY_WALL_S: Final = 10.0
_SETTLES_WITHIN_WALL_S: Final = 10.0
"""After a connection the broker tells what was retained; before that nothing is judged."""
_UNIT_REMEDY: Final = (
    "Look whether it has power and network: pio cluster doctor\n"
    "What its jobs read meanwhile is on the unit and comes when it is back.\n"
    "If it is switched off for longer, set it inactive in the inventory."
)
_SERIES_REMEDY: Final = (
    "Look at the log of the unit, and at the job: pio cluster status\n"
    "Start the job again if it hangs. Stop or pause it if the readings are not wanted."
)


class Liveness:
    """``subscriptions`` and ``hear`` for messages, ``stored`` for the writer, ``look()`` every few seconds."""

    def __init__(self, path: Path, leader: str, client: Client) -> None:
        config = get_config()
        self.is_enabled = config.getboolean("liveness", "enabled")
        self._path = path
        self._client = client
        self._watch = Watch(
            leader,
            Patience(config.getfloat("liveness", "intervals"), config.getfloat("liveness", "least_s")),
            config.getfloat("liveness", "unreachable_after_s"),
            {
                series.kind: config.getfloat(*series.interval_key)
                for all_of_it in EXPECTED.values()
                for series in all_of_it
                if series.interval_key is not None
            },
        )
        self._floor = moment()
        self._judged_wall_s = -JUDGE_EVERY_WALL_S
        self._open: set[str] | None = None
        self._told: dict[str, Silence] = {}

    @staticmethod
    def subscriptions() -> list[str]:
        """Topics of presence, of jobs that bring readings, and of the interval between readings."""
        states = [topic("+", "+", job, "$state") for job in ("monitor", *EXPECTED)]
        return [*states, topic("+", "+", OD_JOB, "interval"), topic("+", UNIVERSAL_EXPERIMENT, "monitor", "heartbeat")]

    def hear(self, message: MQTTMessage) -> None:
        """Take in one message. Raises ValueError for a topic that is none of these."""
        unit, experiment, (job, what) = parse(message.topic)
        if what == "heartbeat":
            self._watch.note_sign(unit, moment())
        elif what == "interval":
            self._watch.note_interval(unit, experiment, _positive(message.payload))
        else:
            self._watch.note_state(unit, experiment, job, message.payload.decode(errors="replace"), moment())

    def stored(self, keys: Sequence[SeriesKey]) -> None:
        """Readings are in the database; from any thread."""
        self._watch.stored(keys)

    def look(self, *, is_working: bool) -> None:
        """Raise and end alarms. ``is_working``: the ingest is connected and can write; else nothing can be told.

        Raises sqlite3.Error, StorageError.
        """
        now = moment()
        self._watch.take_in(now)
        if not is_working:
            self._floor = now
        is_time = now.wall_s - self._judged_wall_s >= JUDGE_EVERY_WALL_S
        if not is_time or now.wall_s - self._floor.wall_s < _SETTLES_WITHIN_WALL_S:
            return
        self._judged_wall_s = now.wall_s
        with closing(connect(self._path, readonly=True)) as conn:
            assigned = {a.pioreactor_unit: a.experiment for a in list_assignments(conn) if a.is_active}
        self._tell(self._watch.judge(assigned, now, self._floor) if self.is_enabled else {})

    def _tell(self, verdicts: dict[str, Silence | None]) -> None:
        if self._open is None:  # those of before the start of this process
            self._open = {a.code for a in open_alarms() if a.code.startswith((f"{SERIES}.", f"{UNIT}."))}
        for code in self._open - verdicts.keys():
            end_alarm(code, self._client)
            self._open.discard(code)
            self._told.pop(code, None)
        for code, silence in verdicts.items():
            if silence is not None and self._told.get(code) != silence:
                self._raise(code, silence)
                self._open.add(code)
                self._told[code] = silence

    def _raise(self, code: str, silence: Silence) -> None:
        since = datetime.fromtimestamp(silence.since_utc_s, UTC)
        shown = since.strftime("%Y-%m-%d %H:%M UTC")
        if silence.series is None:
            title = f"{silence.unit} has been unreachable since {shown}"
            text = "No heartbeat and no reading has come from it. " + (
                "Its jobs may go on by themselves; nobody can see it from here."
                if silence.has_jobs
                else "No job that measures was running on it."
            )
            remedy = _UNIT_REMEDY
        else:
            title = f"{silence.unit}: no {silence.series.what} since {shown}"
            text = (
                f"The job runs and the unit is there, but nothing has been stored for more than "
                f"{silence.allowed_s:.0f} s."
            )
            remedy = _SERIES_REMEDY
        raise_alarm(
            code,
            severity="alarm" if silence.has_jobs else "warning",
            title=title,
            text=text,
            remedy=remedy,
            source="mqtt_to_db_streaming",
            experiment=silence.experiment,
            data={
                "unit": silence.unit,
                "series": silence.series.kind if silence.series is not None else None,
                "since": clock.to_iso(since),
            },
            client=self._client,
        )


def moment() -> Now:
    """This moment."""
    return Now(clock.monotonic(), clock.wall_monotonic(), clock.now_s())


def _positive(payload: bytes) -> float | None:
    try:
        value = float(payload)
    except ValueError:
        return None
    return value if 0.0 < value < float("inf") else None

"""The volume watch inside monitor: it hears doses and readings, and speaks up before the vial spills."""

from __future__ import annotations

import math
import queue
import threading
from typing import TYPE_CHECKING, Any, Final, Protocol

import msgspec

from pioreactor import clock, structs
from pioreactor.background_jobs.monitor.volume_actions import DOSING, VolumeActions
from pioreactor.background_jobs.monitor.volume_alarms import Notice, notice_of
from pioreactor.background_jobs.monitor.volume_readings import LeadReading
from pioreactor.background_jobs.monitor.volume_speed import DUTY, OUTPUTS, RPM, StirrerHeard
from pioreactor.config import get_config
from pioreactor.domain.volume_watch import Verdict, VerdictKind, VolumeWatch, WatchSettings
from pioreactor.domain.volume_watch.verifying import LEAST_ML
from pioreactor.domain.volumes import REMOVE_WASTE, is_inflow
from pioreactor.exc import PioreactorError, in_words
from pioreactor.pubsub import topics
from pioreactor.runtime import alarms
from pioreactor.runtime.booking import CALIBRATION_SOURCE, vial_limits
from pioreactor.states import JobState
from pioreactor.storage import unit_state
from pioreactor.storage.vial_state import books_of, load_vial_state
from pioreactor.types import MQTTMessage

if TYPE_CHECKING:
    from pioreactor.logging import CustomLogger
    from pioreactor.pubsub.client import Client

CODES: Final = (
    "volume.waste_blocked",
    "volume.unexpected_inflow",
    "volume.reversed",
    "dose.not_delivered",
    "dose.unverified",
)
UNVERIFIED: Final = "dose.unverified"
LOOK_EVERY_WALL_S: Final = 2.0
PUBLISH_EVERY_S: Final = 30.0
STALE_AFTER_S: Final = 300.0
SAID_ML: Final = 0.5
"""A volume that differs so much from what the doses make it was set by a person."""

_decode_readings = msgspec.json.Decoder(structs.ODReadings).decode
_decode_dose = msgspec.json.Decoder(structs.DosingEvent).decode


class Owner(Protocol):
    """What the watch needs of the job that it lives in."""

    unit: str
    pub_client: Client
    logger: CustomLogger


class VolumePart:
    """Watches the vial of the experiment that this unit is assigned to, from a thread of its own.

    What it latches (everything that pauses dosing) holds until somebody resets the alarm; a dosing automation that is
    woken before that is put to sleep again.
    """

    def __init__(self, job: Owner, actions: VolumeActions | None = None) -> None:
        self._unit = job.unit
        self._client = job.pub_client
        self._logger = job.logger
        self._actions = actions or VolumeActions(job.unit, job.pub_client, job.logger)
        self._messages: queue.SimpleQueue[MQTTMessage | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="volume watch", daemon=True)
        self._experiment: str | None = None
        self._watch: VolumeWatch | None = None
        self._lead = LeadReading()
        self._latched: set[str] = set()
        self._warned: set[str] = set()
        self._may_release = self._was_dosing = self._is_dosing = False
        self._asked: tuple[bool, float] = (False, 0.0)
        self._stirrer = StirrerHeard()
        self._read_s = -STALE_AFTER_S
        self._published_s = -PUBLISH_EVERY_S
        self._looked_wall_s = 0.0
        self._volume_topic = ""
        # Stamps are wall time and may step; durations are measured on the monotonic clock. One anchor ties the two.
        self._anchor = (clock.now_s(), clock.monotonic())

    def start(self) -> None:
        """Begin to listen. Alarms that were latched before a restart stay so."""
        self._latched = {
            a.code for a in alarms.open_alarms() if a.code in CODES and a.needs_reset and a.state != "returned"
        }
        here = topics.topic(self._unit, "+")
        fresh = [f"{here}/{tail}" for tail in ("od_reading/ods", "dosing_events", RPM)]
        self._client.listen(fresh, self._messages.put, allow_retained=False)
        kept = ("bioreactor/current_volume_ml", "bioreactor/efflux_tube_volume_ml", f"{DOSING}/$state", DUTY, OUTPUTS)
        self._client.listen([f"{here}/{tail}" for tail in kept], self._messages.put)
        self._thread.start()

    def close(self) -> None:
        """End; waits up to two wall seconds for the message in progress. Safe before `start`."""
        self._messages.put(None)
        if self._thread.is_alive():
            self._thread.join(timeout=2.0)

    # --- the thread ---------------------------------------------------------------------------------------------

    def _work(self) -> None:
        while True:
            try:
                message = self._messages.get(timeout=LOOK_EVERY_WALL_S)
            except queue.Empty:
                self._guarded(self._look_at_resets)
                continue
            if message is None:
                return
            self._guarded(lambda heard=message: self._hear(heard))
            if clock.wall_monotonic() - self._looked_wall_s > LOOK_EVERY_WALL_S:
                self._guarded(self._look_at_resets)

    def _guarded(self, action: Any) -> None:
        try:
            action()
        except (PioreactorError, msgspec.DecodeError, ValueError, OSError, RecursionError) as error:
            self._logger.warning(f"The volume watch could not use a message: {in_words(error)}.")

    def _hear(self, message: MQTTMessage) -> None:
        if not message.payload:
            return
        _, experiment, levels = topics.parse(message.topic)
        if not self._is_ours(experiment):
            return
        watch = self._watch
        assert watch is not None
        name = "/".join(levels)
        if name == "od_reading/ods":
            self._on_reading(watch, message.payload)
        elif name == "dosing_events":
            self._on_dose(watch, message.payload)
        elif name == RPM:
            self._on_speed(watch, message.payload)
        elif name == DUTY:
            watch.drive(float(message.payload))
        elif name == OUTPUTS:
            self._stirrer.take_outputs(message.payload)
        elif name == "bioreactor/current_volume_ml":
            self._on_volume(watch, float(message.payload))
        elif name == "bioreactor/efflux_tube_volume_ml":
            self._on_tube(watch, float(message.payload))
        else:
            self._on_dosing_state(message.payload)

    def _is_ours(self, experiment: str) -> bool:
        home = books_of(experiment)
        if home == self._experiment:
            return True
        if home != unit_state.load().experiment:
            return False
        state = load_vial_state(home)
        capacity = vial_limits().capacity_ml
        tube = min(max(0.1, state.efflux_tube_volume_ml), capacity - 0.1)
        settings = WatchSettings(tube_ml=tube, capacity_ml=capacity)
        self._watch = VolumeWatch(settings, state.current_volume_ml, state.volume_sd_ml)
        self._experiment = home
        self._lead = LeadReading()
        self._stirrer = StirrerHeard()
        self._read_s = -STALE_AFTER_S
        return True

    # --- what happens -------------------------------------------------------------------------------------------

    def _on_reading(self, watch: VolumeWatch, payload: bytes) -> None:
        readings = _decode_readings(payload)
        at_s = self._monotonic(readings.timestamp.timestamp())
        level, has_changed = self._lead.take(readings)
        if has_changed:
            watch.distrust(at_s)
        watch.answers_straight_below(self._lead.straight_below())
        if self._stirrer.is_still:
            level = None
        if level is not None:
            self._read_s = at_s
        watch.read(at_s, level)
        self._judge(watch, at_s)

    def _on_dose(self, watch: VolumeWatch, payload: bytes) -> None:
        event = _decode_dose(payload)
        if event.source_of_event == CALIBRATION_SOURCE or event.volume_change == 0.0:
            return
        at_s = self._monotonic(event.timestamp.timestamp())
        if is_inflow(event.event):
            watch.add_inflow(at_s, event.event.removeprefix("add_"), event.volume_change)
        elif event.event == REMOVE_WASTE:
            watch.add_waste(at_s, event.volume_change)
        self._judge(watch, at_s)

    def _on_speed(self, watch: VolumeWatch, payload: bytes) -> None:
        at_s = self._monotonic(self._stirrer.take_rpm(payload))
        watch.turn(at_s, self._stirrer.rpm or 0.0, self._stirrer.heater_percent)
        self._judge(watch, at_s)

    def _on_volume(self, watch: VolumeWatch, volume_ml: float) -> None:
        if abs(volume_ml - watch.estimate_of_books()) > SAID_ML:
            watch.tell(volume_ml)

    def _on_tube(self, watch: VolumeWatch, volume_ml: float) -> None:
        if 0.0 < volume_ml < watch.settings.capacity_ml:
            watch.set_tube(volume_ml)

    def _on_dosing_state(self, payload: bytes) -> None:
        self._is_dosing = payload.decode(errors="replace") == JobState.READY
        if self._latched and payload.decode(errors="replace") == JobState.READY and self._experiment:
            self._logger.warning(
                f"Dosing was started while an alarm is open ({', '.join(sorted(self._latched))}); it is paused again. "
                "Reset the alarm first."
            )
            self._actions.pause_dosing(self._experiment)

    # --- what follows -------------------------------------------------------------------------------------------

    def _judge(self, watch: VolumeWatch, at_s: float) -> None:
        verdicts = watch.verdicts()
        if any(v.kind is VerdictKind.UNEXPECTED_INFLOW for v in verdicts) and self._actions.is_circulating():
            watch.distrust(at_s)
            return
        codes = set()
        for verdict in verdicts:
            codes.add(self._raise(verdict, at_s))
        if self._may_release and not verdicts:
            self._release()
        for code in self._warned - codes - self._latched:
            alarms.end_alarm(code, self._client)
        self._warned &= codes
        asked = (_wanted_ml(watch) is not None, watch.speed.wait_s(at_s))
        if at_s - self._published_s >= PUBLISH_EVERY_S or asked != self._asked:
            self._asked = asked
            self._published_s = at_s
            self._publish(watch, codes, asked[1])

    def _raise(self, verdict: Verdict, at_s: float) -> str:
        has_readings = at_s - self._read_s < STALE_AFTER_S
        notice = notice_of(verdict, pauses_unverified=_choice() == "pause", has_readings=has_readings)
        if notice.code in self._latched or (notice.code in self._warned and not notice.stops_dosing):
            return notice.code
        if notice.stops_dosing:
            self._latched.add(notice.code)
            if verdict.kind is VerdictKind.UNVERIFIED:
                self._may_release, self._was_dosing = True, self._is_dosing
            self._act(verdict)
        self._warned.add(notice.code)
        self._tell(notice, verdict)
        return notice.code

    def _act(self, verdict: Verdict) -> None:
        assert self._experiment is not None
        self._actions.pause_dosing(self._experiment)
        self._actions.stop_inflow()
        if verdict.kind is VerdictKind.UNEXPECTED_INFLOW:
            self._actions.hold_level(self._experiment)

    def _release(self) -> None:
        """The waste was seen to work after all: what was paused for that alone goes on."""
        self._may_release = False
        self._latched.discard(UNVERIFIED)
        self._warned.discard(UNVERIFIED)
        alarms.end_alarm(UNVERIFIED, self._client)
        goes_on = self._was_dosing and not self._latched
        self._logger.info("The waste pump was seen to work." + (" Dosing goes on." if goes_on else ""))
        if goes_on and self._experiment is not None:
            self._actions.resume_dosing(self._experiment)

    def _tell(self, notice: Notice, verdict: Verdict) -> None:
        (self._logger.error if notice.severity == "alarm" else self._logger.warning)(f"{notice.title} {notice.text}")
        alarms.raise_alarm(
            notice.code,
            severity=notice.severity,
            title=notice.title,
            text=notice.text,
            remedy=notice.remedy,
            source="volume_watch",
            experiment=self._experiment or "",
            needs_reset=notice.stops_dosing,
            data={
                "verdict": str(verdict.kind),
                "pump": verdict.pump,
                "evidence": round(verdict.evidence, 1),
                "volume_ml": round(verdict.volume_ml, 2),
                "amount_ml": round(verdict.amount_ml, 2),
            },
            client=self._client,
        )

    def _publish(self, watch: VolumeWatch, codes: set[str], wait_s: float) -> None:
        assert self._experiment is not None
        estimate = watch.estimate()
        most_ml = _wanted_ml(watch)
        payload = {
            "volume_ml": round(estimate.volume_ml, 2),
            "low_ml": round(estimate.low_ml, 2),
            "high_ml": round(estimate.high_ml, 2),
            "bound_ml": round(estimate.bound_ml, 2),
            "wants_verification": most_ml is not None,
            "exchange_at_most_ml": round(most_ml or 0.0, 2),
            "room_ml": _rounded_down(watch.room_ml()) if _choice() == "pause" else None,
            "wait_s": wait_s,
            "stirrer_feels_the_level": watch.speed.gain.is_proven,
            "alarms": sorted(codes | self._latched),
            "timestamp": clock.timestamp(),
        }
        where = topics.topic(self._unit, self._experiment, "bioreactor", "volume_check")
        self._client.publish(where, msgspec.json.encode(payload), qos=0, retain=True)

    def _look_at_resets(self) -> None:
        self._looked_wall_s = clock.wall_monotonic()
        for code in sorted(self._latched):
            alarm = alarms.get_alarm(code)
            if alarm is None or alarm.reset_requested:
                self._reset(code)

    def _reset(self, code: str) -> None:
        """Somebody has looked at the vial: what was suspected before counts no more."""
        if code == "volume.unexpected_inflow":
            self._actions.release_level()
        if self._watch is not None and self._experiment is not None:
            state = load_vial_state(self._experiment)
            self._watch.reset(clock.monotonic(), state.current_volume_ml)
        self._latched.discard(code)
        self._warned.discard(code)
        if code == UNVERIFIED:
            self._may_release = False
        alarms.end_alarm(code, self._client)
        self._logger.info(f"{code} was reset. Start dosing again when the vial is ready.")

    def _monotonic(self, stamp_s: float) -> float:
        """Monotonic seconds for a stamp. A step of the wall clock moves the anchor, not the durations."""
        now_s, mono_s = clock.now_s(), clock.monotonic()
        if abs((now_s - self._anchor[0]) - (mono_s - self._anchor[1])) > 1.0:
            self._anchor = (now_s, mono_s)
        return stamp_s - self._anchor[0] + self._anchor[1]


def _wanted_ml(watch: VolumeWatch) -> float | None:
    """How large an exchange may be that is to show whether the waste works, mL; None where none is asked for."""
    most_ml = watch.verifying_ml()
    # Where nothing fits in any more, dosing waits for a person, or goes on as if nothing were asked.
    return None if most_ml is not None and most_ml < LEAST_ML and _choice() == "warn" else most_ml


def _rounded_down(volume_ml: float) -> float:
    return math.floor(100.0 * volume_ml) / 100.0


def _choice() -> str:
    return str(get_config().get("volume_watch", "unverified", fallback="pause"))

"""Which readings ought to come and do not."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from pioreactor.background_jobs.leader.mqtt_to_db_streaming.liveness.watch import Now, Silence, Watch, code_of
from pioreactor.domain.liveness import Patience
from pioreactor.storage.database.points import SeriesKey

UNIT, EXP = "worker-1", "Batch 7"
OD, GROWTH, TEMPERATURE, RPM = "od_readings", "growth_rates", "temperature_readings", "stirring_rates"
NO_OD, NO_GROWTH = "no_data.worker_1.od_readings", "no_data.worker_1.growth_rates"
NO_TEMPERATURE = "no_data.worker_1.temperature_readings"
NO_RPM, AWAY = "no_data.worker_1.stirring_rates", "unreachable.worker_1"


class Lab:
    """A leader that looks each ten seconds at a worker, which says what the test has it say."""

    def __init__(self, speed: float = 1.0) -> None:
        self.speed = speed
        self.wall_s = 0.0
        self.watch = Watch("leader1", Patience(), 60.0, {TEMPERATURE: 30.0})
        self.floor = self.now
        self.assigned: dict[str, str | None] = {UNIT: EXP}
        self.beats = True
        self.watch.note_state(UNIT, "$experiment", "monitor", "ready", self.now)

    @property
    def now(self) -> Now:
        return Now(self.wall_s * self.speed, self.wall_s, 1e9 + self.wall_s * self.speed)

    def job(self, name: str, state: str = "ready", experiment: str = EXP) -> None:
        self.watch.note_state(UNIT, experiment, name, state, self.now)

    def od_every(self, interval_s: float | None) -> None:
        self.watch.note_interval(UNIT, EXP, interval_s)

    def goes_on(self, wall_s: float, kinds: Sequence[str] = (), channel: int = 0) -> dict[str, Silence | None]:
        """Pass time; readings of these kinds come all the time."""
        verdicts: dict[str, Silence | None] = {}
        end = self.wall_s + wall_s
        while self.wall_s < end:
            self.wall_s += 5.0
            if self.beats:
                self.watch.note_sign(UNIT, self.now)
            self.watch.stored([SeriesKey(kind, EXP, UNIT, channel) for kind in kinds])
            self.watch.take_in(self.now)
            verdicts = self.watch.judge(self.assigned, self.now, self.floor)
        return verdicts


@pytest.fixture
def lab() -> Lab:
    made = Lab()
    made.od_every(5.0)
    made.job("od_reading")
    return made


def test_nothing_is_wrong_while_readings_come_and_one_alarm_says_since_when_they_do_not(lab: Lab) -> None:
    assert lab.goes_on(600, [OD]) == {}
    last = lab.now.utc_s
    assert lab.goes_on(60) == {}
    found = lab.goes_on(10)[NO_OD]
    assert found is not None and found.series is not None
    assert (found.unit, found.experiment, found.series.kind) == (UNIT, EXP, OD)
    assert (found.since_utc_s, found.allowed_s) == (last, 60.0)
    assert lab.goes_on(5, [OD]) == {}


def test_a_job_that_never_brings_a_reading_is_noticed(lab: Lab) -> None:
    assert lab.goes_on(115) == {NO_OD: None}
    assert lab.goes_on(10)[NO_OD] is not None


@pytest.mark.parametrize("state", ["sleeping", "disconnected", "lost", "faulted", ""])
def test_a_job_that_is_paused_or_over_owes_nothing(lab: Lab, state: str) -> None:
    lab.goes_on(300, [OD])
    lab.job("od_reading", state)
    assert lab.goes_on(3600) == {}


def test_a_job_that_goes_on_after_a_pause_is_waited_for_anew(lab: Lab) -> None:
    lab.goes_on(300, [OD])
    lab.job("od_reading", "sleeping")
    lab.goes_on(3600)
    lab.job("od_reading")
    assert lab.goes_on(100) == {NO_OD: None}
    assert lab.goes_on(100, [OD]) == {}


def test_a_long_interval_is_given_its_time_also_when_it_is_set_while_the_job_runs(lab: Lab) -> None:
    lab.goes_on(300, [OD])
    lab.od_every(600.0)
    assert lab.goes_on(2900) == {}
    assert lab.goes_on(200)[NO_OD] is not None


def test_readings_that_are_taken_one_by_one_are_not_waited_for(lab: Lab) -> None:
    lab.od_every(None)
    assert lab.goes_on(3600) == {}


def test_one_photodiode_of_two_that_falls_silent_is_noticed(lab: Lab) -> None:
    for _ in range(20):
        lab.goes_on(5, [OD], channel=1)
        lab.goes_on(5, [OD], channel=2)
    assert lab.goes_on(100, [OD], channel=1)[NO_OD] is not None


def test_a_growth_rate_without_readings_is_not_an_alarm_of_its_own(lab: Lab) -> None:
    lab.job("growth_rate_calculating")
    lab.goes_on(600, [OD, GROWTH])
    assert lab.goes_on(70, [OD])[NO_GROWTH] is not None
    lab.goes_on(600, [OD, GROWTH])
    assert set(lab.goes_on(300)) == {NO_OD}


def test_a_growth_rate_takes_in_some_readings_first(lab: Lab) -> None:
    lab.job("growth_rate_calculating")
    assert lab.goes_on(270, [OD]) == {NO_GROWTH: None}
    assert lab.goes_on(30, [OD])[NO_GROWTH] is not None


def test_a_stirrer_without_a_speed_sensor_is_not_waited_for_and_one_with_is(lab: Lab) -> None:
    lab.job("stirring")
    assert lab.goes_on(3600, [OD]) == {}
    lab.goes_on(300, [OD, RPM])
    assert lab.goes_on(100, [OD])[NO_RPM] is not None


@pytest.mark.parametrize("interval_s", [2.0, 30.0, 600.0])
def test_temperatures_at_whatever_interval_a_unit_tells_them(interval_s: float) -> None:
    """The leader knows the shared configuration only, which says 30 s."""
    lab = Lab()
    lab.job("temperature_automation")
    seen: set[str] = set()
    for _ in range(max(5, round(100 / interval_s))):
        verdicts = lab.goes_on(interval_s - 5.0) if interval_s > 5.0 else {}
        verdicts |= lab.goes_on(5, [TEMPERATURE])
        seen |= {code for code, silence in verdicts.items() if silence is not None}
    assert seen == set()
    allowed_s = max(150.0, 5 * interval_s)
    assert lab.goes_on(allowed_s) == {}
    assert lab.goes_on(10)[NO_TEMPERATURE] is not None


def test_a_unit_that_is_away_is_one_alarm_and_not_one_per_series(lab: Lab) -> None:
    lab.job("growth_rate_calculating")
    lab.job("temperature_automation")
    lab.goes_on(600, [OD, GROWTH, TEMPERATURE])
    lab.beats = False
    last = lab.now.utc_s
    seen: set[str] = set()
    for _ in range(12):
        seen |= {code for code, silence in lab.goes_on(5).items() if silence is not None}
    assert seen == set()
    found = lab.goes_on(10)
    assert set(found) == {AWAY}
    silence = found[AWAY]
    assert silence is not None and silence.since_utc_s == last and silence.has_jobs
    lab.beats = True
    assert lab.goes_on(5, [OD, GROWTH, TEMPERATURE]) == {}


def test_a_unit_that_was_switched_off_on_purpose_is_no_alarm(lab: Lab) -> None:
    lab.goes_on(300, [OD])
    lab.job("od_reading", "disconnected")
    lab.job("monitor", "disconnected", "$experiment")
    lab.beats = False
    assert lab.goes_on(3600) == {}


def test_a_unit_without_jobs_that_vanishes_is_said_to_have_had_none() -> None:
    lab = Lab()
    lab.goes_on(60)
    lab.beats = False
    found = lab.goes_on(70)[AWAY]
    assert found is not None and not found.has_jobs


def test_what_is_not_in_the_inventory_inactive_or_of_an_earlier_experiment_is_nobodys_business(lab: Lab) -> None:
    lab.goes_on(300, [OD])
    lab.assigned = {}
    assert lab.goes_on(600) == {}
    lab.assigned = {UNIT: "another"}
    assert lab.goes_on(600) == {}
    lab.beats = False
    lab.assigned = {}
    assert lab.goes_on(600) == {}


def test_what_could_not_be_heard_does_not_count(lab: Lab) -> None:
    lab.goes_on(300, [OD])
    lab.beats = False
    lab.goes_on(55)
    lab.floor = lab.now  # the leader was away itself until now
    lab.beats = True
    assert lab.goes_on(55) == {}


def test_at_sixty_times_real_speed_readings_have_the_time_that_the_wire_takes() -> None:
    lab = Lab(speed=60.0)
    lab.od_every(5.0)
    lab.job("od_reading")
    assert lab.goes_on(60, [OD]) == {}
    assert lab.goes_on(20) == {}
    assert lab.goes_on(10)[NO_OD] is not None


def test_codes_of_units_are_those_of_alarms() -> None:
    assert code_of("unreachable", "Worker-1") == AWAY

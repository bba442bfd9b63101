"""From messages to rows: every topic of the map, what is kept beside the ecosystem's columns, what is refused."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from pioreactor.background_jobs.leader.mqtt_to_db_streaming import (
    TopicToParserToTable,
    produce_metadata,
)
from pioreactor.background_jobs.leader.mqtt_to_db_streaming.batch import Message
from pioreactor.background_jobs.leader.mqtt_to_db_streaming.intake import Intake
from pioreactor.background_jobs.leader.mqtt_to_db_streaming.parsing.routes import Routes
from pioreactor.background_jobs.leader.mqtt_to_db_streaming.store import Store
from pioreactor.pubsub.topics import matches
from pioreactor.storage.database import connect, migrate
from pioreactor.storage.database.deletion import delete_experiment
from pioreactor.storage.database.experiments import create_experiment
from pioreactor.storage.database.receipts import Receipts
from pioreactor.storage.recorded import RECORDED

TIME = "2026-11-22T05:31:17.140000Z"
SHOWN = "2026-11-22T05:31:17.140Z"
ARRIVED = "2026-11-22T05:31:18.000Z"
ARRIVED_US = int(datetime(2026, 11, 22, 5, 31, 18, tzinfo=UTC).timestamp() * 1_000_000)


class Feed:
    """Messages in, SQL out."""

    def __init__(self, path: Path, sinks: list[TopicToParserToTable]) -> None:
        self.conn = connect(path)
        migrate(self.conn)
        receipts = Receipts(self.conn)
        self.intake, self.store = Intake(Routes(sinks=sinks), receipts), Store(path, receipts)

    def __call__(self, *messages: tuple[str, str] | tuple[str, str, str]) -> int:
        items = [
            Message(f"pioreactor/u/exp/{what}".encode(), text.encode(), journal[0] if journal else "", ARRIVED_US)
            for what, text, *journal in messages
        ]
        return self.store.store(self.intake.batch(items))

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        return self.conn.execute(sql).fetchall()


def _plugin_parser(topic: str, payload: bytes) -> dict[str, Any] | list[dict[str, Any]] | None:
    metadata = produce_metadata(topic)
    if payload == b"nothing":
        return None
    row = {
        "experiment": metadata.experiment,
        "pioreactor_unit": metadata.pioreactor_unit,
        "timestamp": datetime(2026, 11, 22, 5, 31, 17, 140_000, tzinfo=UTC),
        "ph": float(payload),
    }
    return [row, {**row, "ph": 0.0}] if payload == b"2" else row


@pytest.fixture
def feed(tmp_path: Path) -> Iterator[Feed]:
    made = Feed(tmp_path / "a.sqlite", [TopicToParserToTable(["pioreactor/+/+/ph_reading/ph"], _plugin_parser, "phs")])
    with closing(made.conn), closing(made.store):
        yield made


OD = f'{{"calibrated":0,"timestamp":"{TIME}","angle":"90","od":-0.01,"channel":"2","ir_led_intensity":80.0}}'
EVENT = '{"event_name":"BrandNewEvent","message":null,"data":{"a": 1}}'
SETTINGS = (
    f'{{"pioreactor_unit":"u","experiment":"exp","started_at":"{TIME}","ended_at":null,'
    '"automation_name":"chemostat","settings":"e30="}'
)
CASES = [
    ("od_reading/od2", OD, "od_readings", (SHOWN, -0.01, 90, 2)),
    ("od_reading/raw_od2", OD, "raw_od_readings", (SHOWN, -0.01, 2)),
    ("od_reading/od_fused", f'{{"od_fused":1,"timestamp":"{TIME}"}}', "od_readings_fused", (SHOWN, 1.0)),
    (
        "od_reading/relative_intensity_of_ir_led",
        f'{{"relative_intensity_of_ir_led":0.9,"timestamp":"{TIME}"}}',
        "ir_led_intensities",
        (SHOWN, 0.9),
    ),
    ("od_blank/mean/2", OD, "od_blanks", (SHOWN, "2", 90, -0.01)),
    (
        "growth_rate_calculating/od_filtered",
        f'{{"od_filtered":1.5,"timestamp":"{TIME}"}}',
        "od_readings_filtered",
        (SHOWN, 1.5),
    ),
    (
        "growth_rate_calculating/growth_rate",
        f'{{"growth_rate":0.1,"timestamp":"{TIME}"}}',
        "growth_rates",
        (SHOWN, 0.1),
    ),
    ("stirring/measured_rpm", f'{{"measured_rpm":-1,"timestamp":"{TIME}"}}', "stirring_rates", (SHOWN, -1.0)),
    (
        "temperature_automation/temperature",
        f'{{"temperature":30.2,"timestamp":"{TIME}"}}',
        "temperature_readings",
        (SHOWN, 30.2),
    ),
    ("temperature_automation/heater_duty_cycle", "12.5", "heater_duty_cycles", (ARRIVED, 12.5)),
    (
        "dosing_events",
        f'{{"volume_change":-0.2,"event":"add_salt","source_of_event":"CLI","timestamp":"{TIME}"}}',
        "dosing_events",
        (SHOWN, "add_salt", -0.2, "CLI"),
    ),
    (
        "led_change_events",
        f'{{"channel":"C","intensity":5,"source_of_event":null,"timestamp":"{TIME}"}}',
        "led_change_events",
        (SHOWN, "C", 5.0, None),
    ),
    ("bioreactor/alt_media_fraction", "0.25", "alt_media_fractions", (ARRIVED, 0.25)),
    ("bioreactor/current_volume_ml", "14", "liquid_volumes", (ARRIVED, 14.0)),
    ("pwms/dc", '{"17": 12.5, "12": 30}', "pwm_dcs", (ARRIVED, 12.5, 0.0, 0.0, 30.0, 0.0)),
    (
        "logs/app/warning",
        f'{{"message":"hm","level":"warning","task":"t","source":"app","timestamp":"{SHOWN}","taskName":null}}',
        "logs",
        (SHOWN, "hm", "app", "WARNING", "t"),
    ),
    ("dosing_automation/latest_event", EVENT, "dosing_automation_events", (ARRIVED, "BrandNewEvent", None, '{"a": 1}')),
    (
        "led_automation/latest_event",
        '{"event_name":"NoEvent","message":"m","data":null}',
        "led_automation_events",
        (ARRIVED, "NoEvent", "m", ""),
    ),
    (
        "dosing_automation/dosing_automation_settings",
        SETTINGS,
        "dosing_automation_settings",
        (TIME, None, "chemostat", "e30="),
    ),
]


@pytest.mark.parametrize(("topic", "payload", "table", "row"), CASES)
def test_each_topic(feed: Feed, topic: str, payload: str, table: str, row: tuple[object, ...]) -> None:
    assert feed((topic, payload)) == 1
    assert feed.query(f"SELECT * FROM {table}") == [("exp", "u", *row)]
    assert feed.query("SELECT * FROM dead_letters") == []


def test_profile_runs(feed: Feed) -> None:
    feed(("experiment_profile/7/experiment_profile_name", "Overnight"))
    assert feed.query("SELECT * FROM experiment_profile_runs") == [(ARRIVED, "Overnight", "exp")]


def test_everything_that_units_record_is_subscribed_to() -> None:
    subscribed = Routes().patterns()
    for tail in RECORDED:
        sample = "pioreactor/u/exp/" + tail.replace("#", "app/info").replace("+", "1")
        assert any(matches(pattern, sample) for pattern in subscribed), tail


def test_quality_calibration_and_interval_are_kept(feed: Feed) -> None:
    reading = OD.replace('"calibrated":0', '"calibrated":1,"calibration_name":"mine","quality":{"code":"noisy"}')
    rate = f'{{"growth_rate":0.1,"timestamp":"{TIME}","interval_low":0.05,"interval_high":0.2}}'
    feed(("od_reading/od2", reading), ("growth_rate_calculating/growth_rate", rate))
    assert feed.query("SELECT calibration_name, quality, received_at FROM od_readings_detailed") == [
        ("mine", "noisy", ARRIVED)
    ]
    assert feed.query("SELECT interval_low, interval_high FROM growth_rates_detailed") == [(0.05, 0.2)]


def test_the_thermal_state_becomes_three_lines(feed: Feed) -> None:
    values = '"liquid":37.0,"liquid_sd":0.25,"plate":41.5,"ambient":22.0,"quality":"ok","mode":"hold"'
    state = f'"timestamp":"{TIME}",{values}'
    assert feed(("temperature_automation/thermal", f"{{{state}}}")) == 3
    assert feed.query("SELECT * FROM liquid_temperatures") == [("exp", "u", SHOWN, 37.0, 36.5, 37.5)]
    assert feed.query("SELECT * FROM plate_temperatures") == [("exp", "u", SHOWN, 41.5)]
    assert feed.query("SELECT * FROM ambient_temperatures") == [("exp", "u", SHOWN, 22.0)]
    assert feed(("temperature_automation/thermal", f'{{"timestamp":"{ARRIVED}","liquid":36.9}}')) == 1
    unsure = f'{{"timestamp":"{ARRIVED}","liquid":22.0,"plate":30.0,"mode":"observe"}}'
    assert feed(("temperature_automation/thermal", unsure)) == 1
    assert feed.query("SELECT count(*) FROM liquid_temperatures") == [(2,)]


@pytest.mark.parametrize(
    ("topic", "payload"),
    [
        ("stirring/measured_rpm", "no json"),
        ("stirring/measured_rpm", '{"measured_rpm": 1}'),
        ("stirring/measured_rpm", '{"measured_rpm": 1, "timestamp": "2026-11-22T05:31:17"}'),
        ("od_reading/od1", OD.replace('"90"', '"REF"')),
        ("led_change_events", f'{{"channel":"E","intensity":5,"timestamp":"{TIME}"}}'),
        ("bioreactor/current_volume_ml", "full"),
        ("bioreactor/current_volume_ml", "1e999"),
        ("ph_reading/ph", "acid"),
        ("unheard/of", "1"),
    ],
)
def test_what_cannot_be_stored_is_kept_with_its_reason(feed: Feed, topic: str, payload: str) -> None:
    good = ("bioreactor/alt_media_fraction", "0.5")
    assert feed(good, (topic, payload, "aaaaaaaa:1"), good) >= 1
    [(kept_topic, kept_payload, reason, number)] = feed.query("SELECT topic, payload, reason, number FROM dead_letters")
    assert (kept_topic, kept_payload, number) == (f"pioreactor/u/exp/{topic}", payload.encode(), 1)
    assert reason
    assert feed.query("SELECT first, last FROM journal_ranges") == [(1, 1)]


def test_a_number_counts_once_and_numberless_repeats_are_recognised(feed: Feed) -> None:
    rpm = f'{{"measured_rpm":1,"timestamp":"{TIME}"}}'
    feed(("stirring/measured_rpm", rpm, "aaaaaaaa:1"), ("stirring/measured_rpm", rpm, "aaaaaaaa:1"))
    feed(("stirring/measured_rpm", rpm, "aaaaaaaa:1"), ("stirring/measured_rpm", rpm))
    assert feed.query("SELECT count(*) FROM stirring_rates") == [(1,)]
    # Another number is another reading, even with the same time and value.
    feed(("stirring/measured_rpm", rpm, "aaaaaaaa:2"), ("stirring/measured_rpm", rpm, "bbbbbbbb:1"))
    assert feed.query("SELECT count(*) FROM stirring_rates") == [(3,)]


def test_a_number_that_no_journal_gives_out_stops_nothing(feed: Feed) -> None:
    rpm = f'{{"measured_rpm":1,"timestamp":"{TIME}"}}'
    absurd = "aaaaaaaa:" + 30 * "9"
    feed(("stirring/measured_rpm", rpm, absurd), ("stirring/measured_rpm", "nonsense", absurd))
    assert feed.query("SELECT count(*) FROM stirring_rates") == [(1,)]
    assert feed.query("SELECT journal_id, number FROM dead_letters") == [("aaaaaaaa", None)]
    assert feed.query("SELECT count(*) FROM journal_ranges") == [(0,)]


def test_tests_and_empty_payloads_are_not_stored(feed: Feed) -> None:
    testing = Message(b"pioreactor/u/_testing_exp/stirring/measured_rpm", b"{}", "", ARRIVED_US)
    feed.store.store(feed.intake.batch([testing]))
    feed(("stirring/measured_rpm", "", "aaaaaaaa:1"))
    assert feed.query("SELECT count(*) FROM points") == feed.query("SELECT count(*) FROM dead_letters") == [(0,)]
    assert feed.query("SELECT first, last FROM journal_ranges") == [(1, 1)]


def test_rows_of_plugins(feed: Feed) -> None:
    ph = ("ph_reading/ph", "7.1", "aaaaaaaa:1")
    feed(ph)
    assert feed.query("SELECT reason FROM dead_letters") == [("the database refused the row: no such table: phs",)]
    feed.conn.execute(
        "CREATE TABLE phs (experiment TEXT NOT NULL, pioreactor_unit TEXT NOT NULL, timestamp TEXT NOT NULL, "
        "ph REAL CHECK (ph < 14), FOREIGN KEY (experiment) REFERENCES experiments (experiment) ON DELETE CASCADE)"
    )
    feed(("ph_reading/ph", "7.1"), ("ph_reading/ph", "2"), ("ph_reading/ph", "nothing"), ("ph_reading/ph", "20"))
    assert feed.query("SELECT timestamp, ph FROM phs") == [(SHOWN, 7.1), (SHOWN, 2.0), (SHOWN, 0.0)]
    assert feed.query("SELECT count(*) FROM dead_letters") == [(2,)]


def test_readings_after_the_deletion_of_their_experiment(feed: Feed) -> None:
    """The writer remembers numbers of series; they must not lead into the void when the series is gone."""
    create_experiment(feed.conn, "exp")
    feed(("bioreactor/current_volume_ml", "1"))
    delete_experiment(feed.conn, "exp")
    assert feed.query("SELECT * FROM liquid_volumes") == []
    feed(("bioreactor/current_volume_ml", "2"))
    assert feed.query("SELECT liquid_volume FROM liquid_volumes") == [(2.0,)]


def test_a_failed_transaction_is_written_again_as_a_whole(feed: Feed, tmp_path: Path) -> None:
    store = Store(tmp_path / "a.sqlite", Receipts(feed.conn), busy_wait_ms=1)
    batch = feed.intake.batch([Message(b"pioreactor/u/exp/bioreactor/current_volume_ml", b"1", "aaaaaaaa:1", 1)])
    feed.conn.execute("BEGIN IMMEDIATE")
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        store.store(batch)
    feed.conn.execute("ROLLBACK")
    assert store.store(batch) == 1
    store.close()


def test_late_rows_reach_the_rollups(feed: Feed) -> None:
    def rpm(second: int) -> tuple[str, str]:
        at = datetime.fromtimestamp(1_700_000_000 + second, UTC).isoformat()
        return "stirring/measured_rpm", f'{{"measured_rpm":{second},"timestamp":"{at}"}}'

    feed(*[rpm(second) for second in range(3600, 7200, 10)])
    feed(*[rpm(second) for second in range(0, 3600, 10)])
    feed(*[rpm(second) for second in range(5, 7200, 10)])
    [(watermark,)] = feed.query("SELECT rolled_to_us FROM series")
    assert watermark > 0
    assert feed.query("SELECT sum(n) FROM rollups WHERE width_s = 60") == feed.query(
        f"SELECT count(*) FROM points WHERE t_us < {watermark}"
    )


def test_parsers_see_what_the_ecosystem_gives_them() -> None:
    metadata = produce_metadata("pioreactor/leader/exp1/this/is/a/test")
    assert (metadata.pioreactor_unit, metadata.experiment) == ("leader", "exp1")
    assert metadata.rest_of_topic == ["this", "is", "a", "test"]
    parser: Callable[[str, bytes], None] = lambda topic, payload: None  # noqa: E731
    assert TopicToParserToTable("x/y", parser, "t").patterns() == ["pioreactor/+/+/x/y"]

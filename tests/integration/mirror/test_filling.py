"""What the leader holds is in PostgreSQL afterwards, once, whatever happened in between."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from itertools import count
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pioreactor.clock import from_iso
from pioreactor.cluster.mirror.address import connect as connect_to
from pioreactor.cluster.mirror.address import split
from pioreactor.cluster.mirror.filling import filler
from pioreactor.storage.database import assignments, connect, experiments, labels, migrate, thinning, workers
from pioreactor.storage.database.deletion import delete_experiment
from pioreactor.storage.database.ordered import LAYOUTS
from pioreactor.storage.database.points import SeriesKey
from pioreactor.storage.database.times import MINUTE_US, SECOND_US, from_us
from tests.integration.mirror.lab import START_US, fill, of_leader, of_mirror, query, store, wish_of
from tests.integration.mirror.server import Server

OD = SeriesKey("od_readings", "exp", "u1", 1, 90, "")
DOSES = SeriesKey("dosing_events", "exp", "u2", 0, 0, "add_media")
DAY_US = 86_400 * SECOND_US
_numbers = count()


def every(seconds: float, n: int, start_us: int = START_US) -> list[int]:
    return [start_us + round(i * seconds * SECOND_US) for i in range(n)]


def log(conn: sqlite3.Connection, text: str, t_us: int = START_US) -> int:
    cursor = conn.execute(
        "INSERT INTO log_lines (experiment, pioreactor_unit, t_us, received_us, severity, level, source, task, "
        "message) VALUES ('exp', 'u1', ?, ?, 20, 'INFO', 'app', 'stirring', ?)",
        (t_us, t_us + 3, text),
    )
    return int(cursor.lastrowid or 0)


def messages(address: str) -> list[str]:
    return [row[0] for row in query(address, "SELECT message FROM log_lines ORDER BY message")]


def test_every_reading_arrives_once_and_to_the_microsecond(
    leader: sqlite3.Connection, database: Path, address: str
) -> None:
    store(leader, OD, every(5.000001, 3000))
    store(leader, DOSES, [*every(60, 10), *every(60, 10)], note="od\0d")  # two at one moment, and a zero in a text
    assert fill(database, address) == 3020
    told = [tuple(c.replace("\0", "\ufffd") if isinstance(c, str) else c for c in row) for row in of_leader(leader)]
    assert of_mirror(address) == told
    assert fill(database, address) == 0, "nothing is new"


def test_what_comes_later_is_added_and_what_comes_late_is_found(
    leader: sqlite3.Connection, database: Path, address: str
) -> None:
    store(leader, OD, every(5, 500))
    with filler(wish_of(address), database) as made:
        assert made.fill() == 500
        store(leader, OD, every(5, 100, START_US + 5000 * SECOND_US))
        assert made.fill() == 0, "old days are looked at once an hour"
    store(leader, OD, every(5, 50, START_US - 3 * DAY_US))
    store(leader, OD, [START_US + 1, START_US + 2])
    assert fill(database, address) == 152
    assert of_mirror(address) == of_leader(leader)


def test_a_running_mirror_follows_the_day(leader: sqlite3.Connection, database: Path, address: str) -> None:
    from pioreactor.storage.database.times import now_us

    today = now_us() - 3600 * SECOND_US
    with filler(wish_of(address), database) as made:
        made.fill()
        for step in range(5):
            store(leader, OD, every(1, 100, today + step * 200 * SECOND_US))
            store(leader, OD, [today + step])  # late, of a minute that is there
            assert made.fill() == 101
    assert of_mirror(address) == of_leader(leader)


def test_it_may_be_ended_at_any_step(
    leader: sqlite3.Connection, database: Path, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pioreactor.cluster.mirror.readings.ROWS_PER_STEP", 100)
    monkeypatch.setattr("pioreactor.cluster.mirror.rows.ROWS_PER_STEP", 3)
    for day in range(6):
        store(leader, OD, every(5, 120, START_US + day * DAY_US))
    for number in range(10):
        log(leader, f"line {number}")
    allowed, ends = 0, 0

    class EndError(Exception):
        pass

    while True:
        left = allowed

        def tell(_rows: int) -> None:
            nonlocal left
            left -= 1
            if left < 0:
                raise EndError

        try:
            with filler(wish_of(address), database) as made:
                made.fill(tell)
            break
        except EndError:
            ends, allowed = ends + 1, allowed % 3 + (ends % 2)
    assert ends >= 5
    assert of_mirror(address) == of_leader(leader)
    assert messages(address) == sorted(f"line {number}" for number in range(10))


def test_the_views_are_those_of_the_ecosystem(leader: sqlite3.Connection, database: Path, address: str) -> None:
    for name, layout in LAYOUTS.items():
        if layout.table == "points":
            store(leader, SeriesKey(name, "exp", "u1", 2, 45, "A"), every(7, 20))
    log(leader, "hello")
    for kind in ("dosing", "led", "temperature"):
        leader.execute(
            "INSERT INTO automation_events (automation_type, experiment, pioreactor_unit, t_us, received_us, "
            "event_name, message, data) VALUES (?, 'exp', 'u1', ?, ?, 'DilutionEvent', 'text', ?)",
            (kind, START_US, START_US, json.dumps({"volume": 1.5})),
        )
    leader.execute("INSERT INTO pwm_duty_cycles VALUES (NULL, 'exp', 'u1', ?, ?, 1.5, NULL, 2, 3, 4)", (START_US, 1))
    fill(database, address)
    for name, layout in LAYOUTS.items():
        names = ", ".join(["experiment", "pioreactor_unit", "timestamp", *layout.columns])
        ours = leader.execute(f"SELECT {names} FROM {name} ORDER BY 3, 2").fetchall()
        theirs = query(address, f"SELECT {names} FROM {name} ORDER BY 3, 2")
        assert len(ours) == len(theirs) > 0, name
        for one, other in zip(ours, theirs, strict=True):
            assert [*one[:2], *one[3:]] == [*other[:2], *other[3:]], name
            assert abs((from_iso(one[2]) - other[2]).total_seconds()) < 0.001, name


def test_an_automation_that_ends_later_is_told_so(leader: sqlite3.Connection, database: Path, address: str) -> None:
    leader.execute(
        "INSERT INTO automation_settings VALUES (NULL, 'dosing', 'exp', 'u1', ?, NULL, ?, 'chemostat', 'e30=')",
        (START_US, START_US),
    )
    fill(database, address)
    assert query(address, "SELECT ended_at FROM dosing_automation_settings") == [(None,)]
    leader.execute("UPDATE automation_settings SET ended_us = ?", (START_US + 5,))
    fill(database, address)
    assert query(address, "SELECT ended_at FROM dosing_automation_settings") == [(from_us(START_US + 5),)]


def test_lists_follow_and_what_the_leader_deleted_stays(
    leader: sqlite3.Connection, database: Path, address: str
) -> None:
    for name in ("exp", "other"):
        experiments.create_experiment(leader, name, f"about {name}", tags=["yeast"])
    workers.add_worker(leader, "u1", "pioreactor_20ml", "1.1")
    assignments.assign(leader, "u1", "exp")
    labels.set_unit_label(leader, "exp", "u1", "wild type")
    store(leader, OD, every(5, 100))
    log(leader, "of exp")
    fill(database, address)
    assert query(address, "SELECT experiment, tag FROM experiment_tags ORDER BY 1") == [
        ("exp", "yeast"),
        ("other", "yeast"),
    ]
    assert query(address, "SELECT pioreactor_unit, model_name, is_active FROM workers") == [
        ("u1", "pioreactor_20ml", True)
    ]
    experiments.update_experiment(leader, "other", description="new", tags=["algae"])
    labels.set_unit_label(leader, "exp", "u1", "mutant")
    fill(database, address)
    assert query(address, "SELECT tag FROM experiment_tags WHERE experiment = 'other'") == [("algae",)]
    assert query(address, "SELECT label FROM pioreactor_unit_labels") == [("mutant",)]
    held = of_mirror(address)
    delete_experiment(leader, "exp")
    log(leader, "of somebody else")
    assert fill(database, address) == 1
    assert of_mirror(address) == held and messages(address) == ["of exp", "of somebody else"]
    gone = query(address, "SELECT experiment, gone IS NULL, description FROM experiments ORDER BY 1")
    assert gone == [("exp", False, "about exp"), ("other", True, "new")]
    assert query(address, "SELECT label FROM pioreactor_unit_labels") == [("mutant",)]


def test_numbers_that_are_used_again_are_noticed(leader: sqlite3.Connection, database: Path, address: str) -> None:
    for number in range(5):
        log(leader, f"old {number}")
    fill(database, address)
    leader.execute("DELETE FROM log_lines WHERE id > 2")
    for number in range(6):  # numbers 3 to 8, three of which the mirror has seen
        log(leader, f"new {number}")
    fill(database, address)
    assert messages(address) == [*(f"new {n}" for n in range(6)), *(f"old {n}" for n in range(5))]


def test_what_was_thinned_meanwhile_is_not_taken_twice(
    leader: sqlite3.Connection, database: Path, address: str
) -> None:
    store(leader, OD, every(5, 1000))
    fill(database, address)
    held = of_mirror(address)
    for _ in thinning.thin(leader, START_US + DAY_US):
        pass
    assert len(of_leader(leader)) < 100
    assert fill(database, address) == 0 and of_mirror(address) == held, "the mirror keeps each reading"
    store(leader, OD, [START_US + 7])
    assert fill(database, address) == 1
    assert len(of_mirror(address)) == 1001


def test_a_backup_that_was_put_back_loses_nothing_and_doubles_nothing(
    leader: sqlite3.Connection, database: Path, address: str, tmp_path: Path
) -> None:
    """Rows since the backup come again from the units, under other numbers of series, and new ones come beside them."""
    store(leader, OD, every(5, 300))
    log(leader, "before")
    backup = tmp_path / "backup.sqlite"
    with closing(sqlite3.connect(backup)) as copy:
        leader.backup(copy)
    store(leader, DOSES, every(60, 20))
    store(leader, OD, every(5, 300, START_US + 1500 * SECOND_US))
    log(leader, "after")
    fill(database, address)
    held = of_mirror(address)
    leader.execute("PRAGMA journal_mode = DELETE")
    shutil.copy(backup, database)
    with closing(connect(database)) as conn:
        store(conn, SeriesKey("stirring_rates", "exp", "u9"), every(5, 50))  # has the number that the doses had
        assert fill(database, address) == 50
        log(conn, "after, again something else")
        log(conn, "after")
        store(conn, OD, every(5, 310, START_US + 1500 * SECOND_US))
        store(conn, DOSES, every(60, 20))
        assert fill(database, address) == 11
        assert of_mirror(address) == of_leader(conn)
    assert len(of_mirror(address)) == len(held) + 60
    assert messages(address) == ["after", "after, again something else", "before"]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.sampled_from(["new", "late", "log", "look", "thin", "break"]), min_size=3, max_size=20),
    st.integers(0, 999),
)
def test_whatever_comes_in_whatever_order(server: Server, happenings: list[str], seed: int) -> None:
    """In the end the mirror has what the leader ever had, each once."""
    random, had, lines = Random(seed), set[tuple[str, int]](), set[str]()
    address = server.make_database(f"random_{next(_numbers)}")
    keys = [OD, SeriesKey("stirring_rates", "exp", "u1")]
    with TemporaryDirectory() as folder, closing(connect(Path(folder) / "leader.sqlite")) as conn:
        migrate(conn)
        database, end_us = Path(folder) / "leader.sqlite", START_US
        for number, happening in enumerate([*happenings, "look"]):
            key = random.choice(keys)
            if happening == "new":
                times = every(random.choice([5, 300]), random.randint(1, 400), end_us)
                end_us = times[-1] + SECOND_US
                store(conn, key, times)
                had |= {(key.kind, t) for t in times}
            elif happening == "late":
                times = [START_US + random.randrange(max(1, (end_us - START_US) // 10)) * 10 + 3 for _ in range(5)]
                times = [t for t in dict.fromkeys(times) if (key.kind, t) not in had]
                if times:
                    store(conn, key, times)
                    had |= {(key.kind, t) for t in times}
            elif happening == "log":
                log(conn, f"line {number}", end_us)
                lines.add(f"line {number}")
            elif happening == "thin":
                fill(database, address)  # the leader waits for that
                for _ in thinning.thin(conn, end_us - random.randrange(DAY_US)):
                    pass
            elif happening == "break":
                with filler(wish_of(address), database) as made, pytest.raises(ZeroDivisionError):
                    made.fill(lambda rows: 1 // 0)  # type: ignore[arg-type, return-value]
                    raise ZeroDivisionError
            else:
                fill(database, address)
    found = [(row[1], row[6]) for row in of_mirror(address)]
    assert sorted(found) == sorted((kind, from_us(t)) for kind, t in had)
    assert set(messages(address)) == lines


def test_rows_that_are_not_rolled_up_yet_come_with_the_next_look(
    leader: sqlite3.Connection, database: Path, address: str
) -> None:
    store(leader, OD, every(5, 100))
    series_id = leader.execute("SELECT series_id FROM series").fetchone()[0]
    fresh_us = START_US + 10 * MINUTE_US
    leader.execute(
        "INSERT INTO points (series_id, t_us, value, received_us) VALUES (?, ?, 1, 1)", (series_id, fresh_us)
    )
    assert fill(database, address) == 100
    store(leader, OD, [fresh_us + MINUTE_US])
    assert fill(database, address) == 2


def test_an_experiment_that_is_begun_anew_under_its_name_is_not_missed(
    leader: sqlite3.Connection, database: Path, address: str
) -> None:
    """On the same day, and with fewer readings than the one that was deleted had."""
    experiments.create_experiment(leader, "exp")
    store(leader, OD, every(5, 500))
    fill(database, address)
    delete_experiment(leader, "exp")
    fill(database, address)
    experiments.create_experiment(leader, "exp")
    anew_us = START_US + 3600 * SECOND_US
    store(leader, OD, every(5, 20, anew_us))
    assert fill(database, address) == 20
    store(leader, OD, [*every(5, 20, anew_us + 200 * SECOND_US), START_US + 1])
    assert fill(database, address) == 21
    assert len(of_mirror(address)) == 541


def test_an_alarm_whose_words_change_stays_one_row(leader: sqlite3.Connection, database: Path, address: str) -> None:
    leader.execute(
        "INSERT INTO alarm_transitions VALUES (NULL, 'u1', 'exp', 'heater.stuck', ?, 'new', ?, ?, NULL, 'alarm', "
        "'for 5 s', 'text', 'remedy', 'monitor', '')",
        (START_US, START_US, START_US),
    )
    assert fill(database, address) == 1
    leader.execute("UPDATE alarm_transitions SET title = 'for 60 s'")
    assert fill(database, address) == 0
    assert query(address, "SELECT count(*) FROM alarm_transitions") == [(1,)]


def test_what_postgresql_does_not_take_is_made_to_fit(leader: sqlite3.Connection, database: Path, address: str) -> None:
    """No row of a plugin may keep all others from being copied."""
    leader.execute(
        "INSERT INTO log_lines (experiment, pioreactor_unit, t_us, received_us, severity, level, source, message) "
        "VALUES ('exp', 'u1', ?, 1, 20, 'INFO', 'plugin', CAST(x'66fe00' AS TEXT))",
        (2**62,),
    )
    store(leader, OD, [START_US, 2**61])
    assert fill(database, address) == 3
    assert messages(address) == ["f\ufffd\ufffd"]
    assert query(address, "SELECT max(t)::text FROM points") == [("9999-12-31 00:00:00+00",)]


def test_who_reads_for_long_is_not_in_the_way(leader: sqlite3.Connection, database: Path, address: str) -> None:
    store(leader, OD, every(5, 10))
    fill(database, address)
    with closing(connect_to(*split(address))) as reader, reader.transaction():
        assert len(reader.execute("SELECT * FROM od_readings").fetchall()) == 10
        store(leader, OD, every(5, 10, START_US + DAY_US))
        assert fill(database, address) == 10, "by a process that has just started"

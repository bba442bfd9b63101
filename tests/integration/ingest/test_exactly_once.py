"""No row lost, none doubled: real broker, the ingest as a real process, killed where it hurts."""

from __future__ import annotations

from collections.abc import Callable

from pioreactor import clock
from tests.integration.ingest.conftest import Cluster

READINGS = 300


def _everybody_measures(cluster: Cluster, in_background: Callable[..., None], **options: object) -> None:
    for unit in cluster.units:
        in_background(unit.measure, READINGS, **options)


def test_ingest_killed_in_the_middle_of_a_stream(cluster: Cluster, in_background: Callable[..., None]) -> None:
    cluster.start_ingest()
    _everybody_measures(cluster, in_background, pause_s=0.005)
    for stored in (100, 300):
        assert clock.wait_until(lambda stored=stored: cluster.count() > stored, 10)  # type: ignore[misc]
        cluster.kill_ingest()
        cluster.start_ingest()
    cluster.wait_for(3 * READINGS)
    cluster.wait_until_all_is_acknowledged()
    assert cluster.count("SELECT count(DISTINCT measured_rpm) FROM stirring_rates") == READINGS
    assert cluster.query("SELECT DISTINCT first, last FROM journal_ranges") == [(1, READINGS)]
    assert cluster.count("SELECT count(*) FROM dead_letters") == 0


def test_broker_killed_and_restarted(cluster: Cluster, in_background: Callable[..., None]) -> None:
    cluster.start_ingest()
    _everybody_measures(cluster, in_background, pause_s=0.008)
    assert clock.wait_until(lambda: cluster.count() > 100, 10)
    cluster.broker.kill()
    assert clock.wait_until(lambda: cluster.units[0].journal.last_number() > 200, 10)
    cluster.broker.start()
    cluster.wait_for(3 * READINGS)
    cluster.wait_until_all_is_acknowledged()


def test_ingest_absent_while_units_write_down(cluster: Cluster) -> None:
    for unit in cluster.units:
        unit.measure(READINGS, publish=False)
    cluster.start_ingest()
    cluster.wait_for(3 * READINGS)
    cluster.wait_until_all_is_acknowledged()
    assert cluster.query("SELECT count(*) FROM journal_absences") == [(0,)]
    cluster.stop_ingest()
    cluster.start_ingest()
    cluster.units[0].measure(10)
    cluster.wait_for(3 * READINGS + 10)


def test_single_messages_lost_on_the_way_are_fetched(cluster: Cluster) -> None:
    cluster.start_ingest()
    for index in range(100):
        cluster.units[0].measure(1, publish=index % 7 != 3)
    cluster.wait_for(100)
    cluster.wait_until_all_is_acknowledged()


def test_times_of_rows_without_own_time_come_from_the_journal(cluster: Cluster) -> None:
    before = clock.now_s()
    cluster.units[0].record("bioreactor/current_volume_ml", b"14.5", publish=False)
    after = clock.now_s()
    assert clock.wait_until(lambda: clock.now_s() > after + 0.2, 2)
    cluster.start_ingest()
    cluster.wait_for(1, "SELECT count(*) FROM liquid_volumes")
    [(t_us,)] = cluster.query("SELECT t_us FROM points")
    assert before - 0.001 <= int(str(t_us)) / 1e6 <= after + 0.001


def test_messages_without_a_journal_survive_a_kill(cluster: Cluster) -> None:
    """They are confirmed to the broker only after their commit."""
    cluster.start_ingest()
    cluster.units[0].measure(1)
    cluster.wait_for(1)
    cluster.kill_ingest()
    for index in range(50):
        payload = f'{{"message": "line {index}", "level": "INFO"}}'
        cluster.units[0].client.publish("pioreactor/unit0/exp/logs/plugin/info", payload, qos=1)
    cluster.start_ingest()
    cluster.wait_for(50, "SELECT count(DISTINCT message) FROM logs")
    cluster.wait_for(50, "SELECT count(*) FROM logs")


def test_rows_that_a_unit_no_longer_has_are_noted_and_do_not_stop_the_rest(cluster: Cluster) -> None:
    """An earlier database had collected the first rows; this one is new."""
    unit = cluster.units[0]
    unit.measure(100, publish=False)
    unit.journal.acknowledge(60)
    cluster.start_ingest()
    cluster.wait_for(40)
    cluster.wait_until_all_is_acknowledged()
    assert cluster.query("SELECT pioreactor_unit, first, last FROM journal_absences") == [("unit0", 1, 60)]


def test_a_unit_with_a_new_disk_is_collected_under_its_new_journal(cluster: Cluster) -> None:
    unit = cluster.units[0]
    cluster.start_ingest()
    unit.measure(20)
    cluster.wait_for(20)
    cluster.wait_until_all_is_acknowledged()
    unit.replace_journal(cluster.folder / "new disk.sqlite")
    unit.measure(20, publish=False)
    cluster.wait_for(40)
    cluster.wait_until_all_is_acknowledged()

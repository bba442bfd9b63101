"""The books of a vial on disk."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading

import pytest

from pioreactor.config import get_config
from pioreactor.domain.volumes import apply_dose
from pioreactor.exc import PioreactorError, StorageError, VialFullError
from pioreactor.storage.caches import local_persistent_storage
from pioreactor.storage.paths import persistent_cache_path
from pioreactor.storage.vial_state import books_of, change_vial_state, load_vial_state


@pytest.fixture(autouse=True)
def unit(make_unit):
    return make_unit(None)


def add(volume_ml):
    return lambda state: apply_dose(state, "add_media", volume_ml, 1000.0)


def test_an_experiment_begins_as_the_configuration_says():
    assert load_vial_state("a").current_volume_ml == 15.0
    get_config().set_override("bioreactor", "initial_volume_ml", "12")
    get_config().set_override("bioreactor", "efflux_tube_volume_ml", "13")
    get_config().set_override("bioreactor", "initial_alt_media_fraction", "0.25")
    state = load_vial_state("a")
    assert (state.current_volume_ml, state.efflux_tube_volume_ml, state.alt_media_fraction) == (12.0, 13.0, 0.25)
    # What was booked once no longer follows the configuration.
    change_vial_state("a", add(1.0))
    get_config().set_override("bioreactor", "initial_volume_ml", "9")
    assert load_vial_state("a").current_volume_ml == 13.0
    assert load_vial_state("b").current_volume_ml == 9.0


def test_the_keys_are_those_of_the_ecosystem():
    change_vial_state("exp 1", add(0.5))
    with local_persistent_storage("bioreactor") as cache:
        assert cache.getfloat(("exp 1", "current_volume_ml")) == 15.5
        assert cache.getfloat(("exp 1", "cumulative_media_added_ml")) == 0.5
        cache.set(("exp 1", "current_volume_ml"), "11.5")
    assert load_vial_state("exp 1").current_volume_ml == 11.5


def test_a_trial_is_booked_on_the_vial_of_the_experiment():
    assert books_of("_testing_a") == "a"
    change_vial_state("_testing_a", add(1.0))
    assert load_vial_state("a") == load_vial_state("_testing_a")
    assert load_vial_state("a").current_volume_ml == 16.0


def test_a_refusal_leaves_the_books_as_they_were():
    def refuse(state):
        raise VialFullError("no")

    with pytest.raises(VialFullError):
        change_vial_state("a", refuse)
    with pytest.raises(ZeroDivisionError):
        change_vial_state("a", lambda state: state._replace(current_volume_ml=1 / 0))
    assert load_vial_state("a").current_volume_ml == 15.0


def test_doses_of_many_threads_and_processes_add_up(unit):
    code = (
        "from pioreactor.storage.vial_state import change_vial_state\n"
        "from pioreactor.domain.volumes import apply_dose\n"
        "for _ in range(50):\n"
        "    change_vial_state('a', lambda state: apply_dose(state, 'add_media', 0.01, 1000.0))\n"
    )
    processes = [subprocess.Popen([sys.executable, "-c", code], env=unit.environment()) for _ in range(3)]
    threads = [threading.Thread(target=lambda: [change_vial_state("a", add(0.01)) for _ in range(50)])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(40)
    assert [process.wait(40) for process in processes] == [0, 0, 0]
    assert load_vial_state("a").current_volume_ml == pytest.approx(17.0)


def test_books_that_cannot_be_read_are_told_with_their_place():
    change_vial_state("a", add(1.0))
    path = persistent_cache_path()
    path.write_bytes(b"nonsense" * 1000)
    for suffix in ("-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    with pytest.raises(StorageError, match=path.name):
        load_vial_state("a")
    with pytest.raises(StorageError, match=path.name):
        change_vial_state("a", add(1.0))


def test_a_change_waits_for_another_process(unit):
    change_vial_state("a", add(1.0))
    other = sqlite3.connect(persistent_cache_path(), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    thread = threading.Thread(target=change_vial_state, args=("a", add(1.0)))
    thread.start()
    thread.join(0.2)
    assert thread.is_alive()
    other.execute("ROLLBACK")
    thread.join(10)
    other.close()
    assert load_vial_state("a").current_volume_ml == 17.0


@pytest.mark.parametrize("stored", ["much", "nan", -3.0])
def test_a_value_that_cannot_be_is_refused_with_the_remedy(stored):
    with local_persistent_storage("bioreactor") as cache:
        cache.set(("a", "current_volume_ml"), stored)
    with pytest.raises(StorageError, match="pio cache purge bioreactor"):
        load_vial_state("a")
    assert load_vial_state("b").current_volume_ml == 15.0


def test_the_names_that_plugins_know(unit):
    from pioreactor import bioreactor

    class Client:
        sent: dict[str, object] = {}  # noqa: RUF012

        def publish(self, topic, payload, *_):
            self.sent[topic] = payload

    name = bioreactor.get_bioreactor_topic("unit1", "a", "current_volume_ml")
    assert name == "pioreactor/unit1/a/bioreactor/current_volume_ml"
    assert bioreactor.set_and_publish_bioreactor_value(Client(), "unit1", "a", "current_volume_ml", 12) == 12.0
    assert Client.sent[name] == "12.0"
    assert bioreactor.get_bioreactor_value("a", "current_volume_ml") == 12.0
    assert len(bioreactor.get_all_bioreactor_values("a")) == 6
    with pytest.raises(PioreactorError, match="no colour"):
        bioreactor.get_bioreactor_value("a", "colour")

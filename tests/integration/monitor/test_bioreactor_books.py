"""The books of the vial towards plugins and the page, with a real broker."""

from __future__ import annotations

import queue
from collections.abc import Callable, Iterator
from typing import Any

import msgspec
import pytest

from pioreactor import clock, structs
from pioreactor.background_jobs.base import LongRunningBackgroundJob
from pioreactor.background_jobs.monitor.bioreactor import Bioreactor
from pioreactor.pubsub import create_client
from pioreactor.pubsub.recording import BOOKED_PROPERTY, record_and_publish
from pioreactor.runtime.booking import Books, book_overrun
from pioreactor.storage.vial_state import load_vial_state
from pioreactor.testing.unit import UnitFolder
from pioreactor.types import MQTTMessage


class Watcher(LongRunningBackgroundJob):
    job_name = "watcher"


@pytest.fixture
def books(unit_env: UnitFolder) -> Iterator[Bioreactor]:
    with Watcher(unit_env.name, "$experiment") as job:
        books = Bioreactor(job)
        books.start()
        job.sub_client.settle(5.0)
        yield books
        books.close()


@pytest.fixture
def plugin(unit_env: UnitFolder) -> Iterator[Callable[..., None]]:
    """Publish a dosing event as a plugin does."""
    client = create_client()
    assert client.connected_once.wait(10)

    def publish(
        event: str, ml: float, *, source: str = "plugin", booked: bool = False, experiment: str = "", text: str = ""
    ) -> None:
        dose = structs.DosingEvent(ml, event, source, clock.now())
        where = f"pioreactor/{unit_env.name}/{experiment or unit_env.experiment}/dosing_events"
        properties = (BOOKED_PROPERTY,) if booked else ()
        record_and_publish(client, None, where, text or msgspec.json.encode(dose), user_properties=properties)

    yield publish
    client.close()


def value_of(arrived: queue.SimpleQueue[MQTTMessage], wanted: float) -> float:
    deadline = clock.wall_monotonic() + 20
    while clock.wall_monotonic() < deadline:
        value = float(arrived.get(timeout=20).payload)
        if value == pytest.approx(wanted, abs=1e-9):
            return value
    raise AssertionError(f"{wanted} was not published")


def test_doses_of_plugins_are_entered_once_and_told(
    unit_env: UnitFolder, books: Bioreactor, plugin: Callable[..., None], listener: Callable[..., Any]
) -> None:
    volumes = listener(f"pioreactor/{unit_env.name}/{unit_env.experiment}/bioreactor/current_volume_ml")
    value_of(volumes, 15.0)
    plugin("add_salt", 0.5)
    value_of(volumes, 15.5)
    plugin("add_media", 1.0, booked=True)
    plugin("add_media", 1.0, source="pump_calibration")
    plugin("shaken", 1.0)
    plugin("add_media", 0.0, text="nonsense")
    plugin("add_media", 0.0, text='{"volume_change":1e999,"event":"add_media","source_of_event":null,"timestamp":"x"}')
    plugin("add_alt_media", 0.25, experiment=f"_testing_{unit_env.experiment}")
    value_of(volumes, 15.75)
    plugin("remove_waste", 5.0)
    value_of(volumes, 15.0)
    state = load_vial_state(unit_env.experiment)
    assert state.current_volume_ml == 15.0
    assert (state.cumulative_media_added_ml, state.cumulative_alt_media_added_ml) == (0.0, 0.25)


def test_the_values_are_told_at_the_start_and_for_a_new_experiment(
    unit_env: UnitFolder, listener: Callable[..., Any]
) -> None:
    Books(unit_env.name, unit_env.experiment, None).set_by_hand(current_volume_ml=12.5, alt_media_fraction=0.5)
    heard = listener(f"pioreactor/{unit_env.name}/{unit_env.experiment}/bioreactor/+")
    with Watcher(unit_env.name, "$experiment") as job:
        books = Bioreactor(job)
        books.start()
        found = {}
        while len(found) < 6:
            message = heard.get(timeout=20)
            found[message.topic.rpartition("/")[2]] = float(message.payload)
        assert found["current_volume_ml"] == 12.5
        assert found["alt_media_fraction"] == 0.5
        assert found["efflux_tube_volume_ml"] == 15.0
        following = f"next{unit_env.experiment}"
        where = f"pioreactor/{unit_env.name}/$experiment/assignment"
        for payload in ("", "null", '{"experiment": null}', f'{{"experiment": "{following}"}}'):
            job.pub_client.publish(where, payload, 1)
        fresh = listener(f"pioreactor/{unit_env.name}/{following}/bioreactor/current_volume_ml")
        assert float(fresh.get(timeout=20).payload) == 15.0
        books.close()


def test_what_the_guardian_cut_is_booked(unit_env: UnitFolder, listener: Callable[..., Any]) -> None:
    client = create_client()
    assert client.connected_once.wait(10)
    events = listener(f"pioreactor/{unit_env.name}/{unit_env.experiment}/dosing_events")
    try:
        state = book_overrun("add_media", 0.25, unit_env.experiment, client=client)
        assert state is not None and state.current_volume_ml == 15.25
        message = events.get(timeout=20)
        assert msgspec.json.decode(message.payload)["source_of_event"] == "guardian"
        assert BOOKED_PROPERTY in message.properties.UserProperty
        assert book_overrun("remove_waste", -0.1, unit_env.experiment) is not None
        assert book_overrun("add_media", 0.0, unit_env.experiment) is None
        for wrong in (("stirring", 1.0), ("add_media", float("nan"))):
            with pytest.raises(ValueError):
                book_overrun(*wrong, unit_env.experiment)
    finally:
        client.close()

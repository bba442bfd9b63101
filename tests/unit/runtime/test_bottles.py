"""Bottles on disk: booked with the doses, alarms by the books, and what keeps automations from dosing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from pioreactor.automations.dosing.bottles import bottle_problem
from pioreactor.config import forget_config
from pioreactor.runtime.alarms import get_alarm
from pioreactor.runtime.booking import Books, book_overrun
from pioreactor.runtime.bottle_alarms import follow_bottles
from pioreactor.storage.bottles import load_bottles, say_content
from pioreactor.testing.unit import UnitFolder


class SilentClient:
    def publish(self, *arguments: Any, **options: Any) -> None:
        pass


CLIENT: Any = SilentClient()


@pytest.fixture
def unit(make_unit: Callable[..., UnitFolder]) -> UnitFolder:
    """A bottle of 100 mL of media and one of 50 mL for waste."""
    unit = make_unit(None)
    for key, value in {"media_ml": "100", "waste_ml": "50", "low_ml": "20", "low_hours": "0"}.items():
        unit.configure("bottles", key, value)
    forget_config()
    return unit


@pytest.fixture
def books(unit: UnitFolder) -> Books:
    return Books(unit.name, unit.experiment, CLIENT)


def content() -> dict[str, float]:
    return {bottle.name: round(bottle.content_ml, 3) for bottle in load_bottles()}


def state_of(code: str) -> str:
    return getattr(get_alarm(code), "state", "none")


def test_doses_of_every_experiment_come_out_of_the_same_bottle(unit: UnitFolder, books: Books) -> None:
    assert content() == {"media": 100.0, "waste": 0.0}
    books.enter("add_media", 2.0, source="manual")
    books.enter("add_alt_media", 1.0, source="manual")  # not tracked
    books.project("add_media", 1.0)
    Books(unit.name, "another", CLIENT).enter("add_media", 3.0, source="manual")
    book_overrun("add_media", -0.5, unit.experiment, unit=unit.name, client=CLIENT)
    assert content()["media"] == 94.5
    books.enter("add_media", 5.0, source="pump_calibration")
    books.set_by_hand(cumulative_media_added_ml=50.0)
    assert content()["media"] == 94.5, "neither moves liquid into a vial"


def test_only_liquid_reaches_the_waste_bottle(books: Books) -> None:
    before = books.state().current_volume_ml
    books.enter("add_media", 1.0, source="manual")
    books.enter("remove_waste", 4.0, source="manual")
    assert books.state().current_volume_ml == pytest.approx(before)
    assert content()["waste"] == pytest.approx(1.0)


def test_a_dose_that_is_refused_leaves_the_bottle_as_it_was(books: Books) -> None:
    def refuse(_: object) -> None:
        raise RuntimeError("full")

    with pytest.raises(RuntimeError):
        books.enter("add_media", 1.0, source="manual", check=refuse)
    assert content()["media"] == 100.0


def test_alarms_come_and_go_with_the_books(books: Books) -> None:
    follow_bottles(CLIENT)
    assert get_alarm("bottle.low.media") is None
    say_content({"media": 15.0, "waste": 47.0})
    follow_bottles(CLIENT)
    low, full = get_alarm("bottle.low.media"), get_alarm("bottle.waste_full")
    assert low is not None
    assert full is not None
    assert (low.severity, full.severity) == ("warning", "alarm")
    assert "15 mL are left" in low.text
    assert "47 of 50 mL" in full.text
    assert "pio vial refill media 100" in low.remedy
    assert "pio vial refill waste 0" in full.remedy
    say_content({"media": 0.2})
    follow_bottles(CLIENT)
    assert (state_of("bottle.empty.media"), state_of("bottle.low.media")) == ("new", "returned")
    say_content({"media": 100.0, "waste": 0.0})
    follow_bottles(CLIENT)
    assert {state_of("bottle.empty.media"), state_of("bottle.waste_full")} == {"returned"}


def test_a_bottle_that_is_no_longer_tracked_has_no_alarm(unit: UnitFolder, books: Books) -> None:
    say_content({"media": 0.0})
    follow_bottles(CLIENT)
    unit.configure("bottles", "media_ml", "")
    forget_config()
    assert [bottle.name for bottle in follow_bottles(CLIENT)] == ["waste"]
    assert state_of("bottle.empty.media") == "returned"


def test_only_the_bottles_that_an_automation_needs_hold_it_up(books: Books) -> None:
    assert bottle_problem(("media", "waste")) is None
    say_content({"waste": 48.0})
    assert bottle_problem(("media",)) is None
    found = bottle_problem(())
    assert found is not None
    assert found.reason == "bottle:waste"
    say_content({"media": 0.5, "waste": 0.0})
    found = bottle_problem(("media_pump", "waste"))
    assert found is not None
    assert "pio vial refill media" in found.text


def test_what_cannot_be_meant_changes_nothing(books: Books) -> None:
    for contents, words in (
        ({"media": 50.0, "waste": 60.0}, "0 to 50 mL"),
        ({"alt_media": 5.0}, r"\[bottles\] alt_media_ml"),
        ({"beer": 5.0}, "media, alt_media, waste"),
    ):
        with pytest.raises(ValueError, match=words):
            say_content(contents)
    assert content() == {"media": 100.0, "waste": 0.0}

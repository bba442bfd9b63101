"""Options on the command line, event payloads, and who is asked for what."""

from __future__ import annotations

from typing import Any

import click
import msgspec
import pytest

from pioreactor.automations import events
from pioreactor.automations.commands import pairs
from pioreactor.automations.news import NewsFilter
from pioreactor.automations.options import check_options, described, options_of
from pioreactor.automations.starting import FAMILIES, known_automations
from pioreactor.exc import AutomationError


def test_events_travel_under_the_name_of_their_class():
    class SaltAdded(events.AutomationEvent):
        pass

    found = msgspec.json.decode(msgspec.json.encode(SaltAdded("1 mL", {"ml": 1.0})))
    assert found == {"event_name": "SaltAdded", "message": "1 mL", "data": {"ml": 1.0}}
    assert events.NoEvent("why").display() == "NoEvent: why"
    assert events.DilutionEvent().display() == "DilutionEvent"
    assert events.AddMediaEvent().human_readable_name() == "Add Media Event"


def test_words_become_keywords():
    assert pairs(["--target-od", "1.5", "--signal=od", "--level", "-3"]) == {
        "target_od": "1.5",
        "signal": "od",
        "level": "-3",
    }
    for wrong in (["target"], ["--target"], ["--", "1"]):
        with pytest.raises(click.UsageError):
            pairs(wrong)


def test_built_in_automations_and_their_options():
    dosing = known_automations("dosing_automation")
    assert {"chemostat", "turbidostat", "fed_batch", "pid_morbidostat", "silent"} <= set(dosing)
    assert {"light_dark_cycle", "silent"} <= set(known_automations("led_automation"))
    assert {"exchange_volume_ml", "duration", "skip_first_run", "current_volume_ml"} <= set(
        options_of(dosing["chemostat"])
    )
    assert ("--target-biomass", "OD or AU (required)") in described(dosing["turbidostat"])
    check_options(dosing["chemostat"], "chemostat", {"exchange_volume_ml": "1", "alt_media_fraction": "0.5"})
    with pytest.raises(AutomationError, match="Did you mean --duration"):
        check_options(dosing["chemostat"], "chemostat", {"exchange_volume_ml": "1", "durations": "5"})
    assert set(FAMILIES) >= {"dosing_automation", "led_automation"}


def test_plugins_judge_their_options_themselves():
    class Foreign:
        def __init__(self, **kwargs: Any) -> None:
            pass

    check_options(Foreign, "foreign", {"whatever": "1"})


def test_every_family_is_described_for_the_page():
    """The settings of each built-in automation are among the settings of its job's descriptor."""
    from pioreactor.web import descriptor_files

    jobs = {job.job_name: {setting.key for setting in job.published_settings} for job in descriptor_files.jobs()}
    for family in ("dosing_automation", "led_automation"):
        shown = {a.automation_name: a for a in descriptor_files.automations(family.removesuffix("_automation"))}
        for name, kind in known_automations(family).items():
            if not kind.__module__.startswith("pioreactor."):
                continue
            assert set(getattr(kind, "published_settings", {})) <= jobs[family], name
            fields = {field.key for field in shown[name].fields if not field.disabled}
            assert fields <= set(options_of(kind)), name


def test_decisions_to_do_nothing_are_told_now_and_then() -> None:
    news = NewsFilter()
    below, voting = events.NoEvent("a", {"reason": "below"}), events.NoEvent("b", {"reason": "voting"})
    assert news.is_news(below, 0.0)
    assert not any(news.is_news(below, t) for t in range(1, 600))
    assert news.is_news(below, 600.0)
    assert not news.is_news(voting, 610.0)
    assert news.is_news(voting, 631.0)
    assert news.is_news(events.DilutionEvent(), 632.0)
    assert news.is_news(voting, 633.0)
    assert not news.is_news(None, 634.0)
    assert news.is_news(events.ErrorOccurred("x"), 700.0)
    assert not news.is_news(events.ErrorOccurred("x"), 701.0)

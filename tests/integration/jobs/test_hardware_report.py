from __future__ import annotations

import logging
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import msgspec

from pioreactor.background_jobs.monitor.hardware_watch import HardwareWatch
from pioreactor.hardware import bus_errors
from pioreactor.testing.unit import JobProcess, UnitFolder, pio_command


def pio_hardware(unit: UnitFolder, *options: str, **environment: str) -> tuple[int, str]:
    process = JobProcess(unit, pio_command("hardware", *options), **environment)
    code = process.wait()
    return code, process.output()


def test_a_unit_as_json_and_as_a_table(make_vial: Callable[..., Any], unit_env: UnitFolder, fast_clock: Any) -> None:
    make_vial("--nominal")
    code, text = pio_hardware(unit_env, "--json", **fast_clock)
    report = msgspec.json.decode(text)
    assert code == 0, text
    assert report["hat_version"] == "1.2"
    assert report["problems"] == []
    assert {d["address"]: d["name"] for d in report["devices"]} == {
        "0x2C": "RP2040", "0x49": "ADS1114", "0x4A": "ADS1114", "0x4F": "TMP1075",
    }  # fmt: skip
    assert {o["channel"]: (o["pin"], o["load"]) for o in report["outputs"]}["5"] == (18, "heating")
    code, text = pio_hardware(unit_env, **fast_clock)
    assert code == 0
    assert "0x4F" in text
    assert "Problems\nnone" in text


def test_what_is_missing_is_said_with_a_remedy(
    make_vial: Callable[..., Any], unit_env: UnitFolder, fast_clock: Any
) -> None:
    vial = make_vial("--nominal")
    vial.bench.fault_add(name="tmp.lost")
    code, text = pio_hardware(unit_env, **fast_clock)
    assert code == 0  # a warning: the unit works without its heater board
    assert "TMP1075 at 0x4F (board temperature) does not answer" in text
    assert "ribbon" in text


def test_without_a_hat_it_is_an_error(unit_env: UnitFolder) -> None:
    code, text = pio_hardware(unit_env)
    assert code == 1
    assert "No HAT is detected" in text
    assert "not known" in text


def test_report_and_bus_errors_are_published(
    make_vial: Callable[..., Any], unit_env: UnitFolder, hear: Callable[..., Any]
) -> None:
    from pioreactor.pubsub import create_client

    make_vial("--nominal")
    reports, errors = hear("monitor/hardware"), hear("monitor/bus_errors")
    client = create_client()
    job = SimpleNamespace(
        unit=unit_env.name,
        experiment=unit_env.experiment,
        logger=logging.getLogger("test"),
        publish=lambda topic, payload, qos=1, **options: client.publish(topic, payload, qos, **options),
    )
    bus_errors.note("0x77", "retries")
    bus_errors.write_down()
    watch = HardwareWatch(job)
    watch.start()
    assert reports.next()["hat_version"] == "1.2"
    assert errors.next()["0x77"]["retries"] >= 1
    watch.close()
    watch.close()
    client.close()

"""The self-test against simulated units: healthy ones of every kind pass, each fault fails what it must and no more."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator
from typing import Any

import msgspec
import pytest

from pioreactor import clock
from pioreactor.simulation.board import HATS, MODELS, Board, BoardError
from pioreactor.storage.caches import local_persistent_storage
from pioreactor.testing.unit import UnitFolder

SPEED = 30.0
SPEED_OF_SLOW_CONVERTER = 8.0
"""For HAT 1.0, which takes 8 ms for each sample: a computer that is late by as much turns its mains hum into noise."""
LIGHT = "test_all_positive_correlations_between_pds_and_leds"
AMBIENT = "test_ambient_light_interference"
REF = "test_REF_is_lower_than_0_dot_256_volts"
REF_PLACE = "test_REF_is_in_correct_position"
CLEAR = "test_PD_is_near_0_volts_for_blank"
HEATER_BOARD = "test_detect_heating_pcb"
HEAT = "test_positive_correlation_between_temperature_and_heating"
SPEEDS = "test_positive_correlation_between_rpm_and_stirring"
ALL = [
    "test_pioreactor_HAT_present",
    LIGHT,
    AMBIENT,
    "test_dark_offset_correction_is_effective",
    REF,
    REF_PLACE,
    CLEAR,
    HEATER_BOARD,
    HEAT,
    SPEEDS,
    "test_aux_power_is_not_too_high",
]

Run = Callable[..., dict[str, Any]]


@pytest.fixture
def fast_clock(request: Any) -> Iterator[dict[str, str]]:
    board = getattr(request.node, "callspec", None) and request.node.callspec.params.get("board")
    speed = SPEED_OF_SLOW_CONVERTER if board and board.hat == "1.0" else SPEED
    clock.configure(speed, (time.time(), time.monotonic()))
    yield {clock.SPEED_ENV: str(speed), clock.ORIGIN_ENV: clock.origin_text()}
    clock.configure(1.0)


def fitting_boards() -> list[Board]:
    found = []
    for hat in HATS:
        for model, version in MODELS:
            board = Board(hat, model, version)
            try:
                board.check()
            except BoardError:
                continue
            found.append(board)
    return found


@pytest.fixture
def make_unit_on(unit_env: UnitFolder, make_vial: Callable[..., Any]) -> Callable[..., tuple[Any, dict[str, str]]]:
    """A vial with water on a board, the unit's configuration for it, and the environment of its jobs."""

    def make(board: Board, *options: str) -> tuple[Any, dict[str, str]]:
        for channel, angle in board.photodiodes.items():
            unit_env.configure("od_config.photodiode_channel", str(channel), angle)
        own = ("--hat", board.hat, "--model", board.model, "--model-version", board.version)
        vial = make_vial("--preset", "clear", *own, *options)
        return vial, {"MODEL_NAME": board.model, "MODEL_VERSION": board.version}

    return make


@pytest.fixture
def guarded(job_process: Callable[..., Any], fast_clock: dict[str, str]) -> None:
    """The guardian, without which no heater is switched on."""
    job_process("monitor", **fast_clock).wait_for_state("monitor")


@pytest.fixture
def self_test(job_process: Callable[..., Any], fast_clock: dict[str, str]) -> Run:
    """Run the self-test to its end; verdicts by test."""

    def run(*options: str, environment: dict[str, str] | None = None, timeout: float = 100.0) -> dict[str, Any]:
        job = job_process("self_test", "--json", *options, **fast_clock, **(environment or {}))
        code = job.wait(timeout)
        text = job.output()
        assert "\n{\n" in "\n" + text, text
        document = msgspec.json.decode("{\n" + ("\n" + text).rpartition("\n{\n")[2])
        assert code == (0 if document["all_passed"] else 1), text
        return {verdict["test"]: verdict for verdict in document["tests"]}

    return run


def failed(verdicts: dict[str, Any]) -> set[str]:
    return {name for name, verdict in verdicts.items() if not verdict["passed"]}


def assert_all_off(vial: Any) -> None:
    outputs = vial.bench.truth()["outputs"]
    assert not any(level for name, level in outputs.items() if name != "status_led"), outputs


@pytest.mark.slow
@pytest.mark.timeout(200)
@pytest.mark.parametrize("board", fitting_boards(), ids=lambda b: f"HAT {b.hat}, {b.model} {b.version}")
def test_a_healthy_unit_passes(board: Board, make_unit_on: Any, guarded: None, self_test: Run, request: Any) -> None:
    seed = sum(map(ord, f"{board.hat}{board.model}{board.version}"))  # every board another unit of its kind
    vial, environment = make_unit_on(board, "--seed", str(seed))
    verdicts = self_test(environment=environment)
    assert list(verdicts) == ALL
    assert not failed(verdicts), verdicts
    assert_all_off(vial)


XR = Board("1.2", "pioreactor_20ml_XR", "1.5")
PAIR = Board("1.2", "pioreactor_20ml", "1.5")
FIRST = Board("1.0", "pioreactor_20ml", "1.0")


@pytest.mark.slow
@pytest.mark.timeout(200)
@pytest.mark.parametrize(
    ("board", "fault", "target", "expected", "words"),
    [
        (PAIR, "led.dead", None, {LIGHT, REF, REF_PLACE}, "No photodiode sees the infrared LED"),
        (FIRST, "led.dead", None, {LIGHT, REF, REF_PLACE}, "No photodiode sees the infrared LED"),
        (PAIR, "led.swapped_channel", None, {REF, REF_PLACE}, "plugged into channel B"),
        (PAIR, "pd.unplugged", "2", {LIGHT, REF_PLACE}, "Photodiode 2 (90°)"),
        (PAIR, "pd.unplugged", "1", {LIGHT, REF, REF_PLACE}, "Photodiode 1 (REF)"),
        (XR, "pd.unplugged", "3", {LIGHT}, "Photodiode 3 (135°)"),
        (PAIR, "pd.swapped", "1,2", {REF, REF_PLACE, CLEAR}, "1 and 2 seem exchanged"),
        (PAIR, "stir.hall_dead", None, {SPEEDS}, "Hall sensor"),
        (PAIR, "tmp.lost", None, {HEATER_BOARD, HEAT}, "ribbon"),
        (PAIR, "heater.open", None, {HEAT}, "does not get warmer"),
        (PAIR, "light.sun", None, {AMBIENT}, "out of the sun"),
        (FIRST, "light.sun", None, {AMBIENT}, "out of the sun"),
    ],
    ids=lambda value: value.hat if isinstance(value, Board) else str(value) if isinstance(value, str) else "",
)
def test_a_fault_fails_what_it_must_and_no_more(
    board: Board,
    fault: str,
    target: str | None,
    expected: set[str],
    words: str,
    make_unit_on: Any,
    guarded: None,
    self_test: Run,
) -> None:
    vial, environment = make_unit_on(board, "--nominal")
    vial.bench.fault_add(name=fault, **({"target": target} if target else {}))
    clock.sleep(65.0)  # the sun takes a minute to rise
    verdicts = self_test(environment=environment)
    assert failed(verdicts) == expected, verdicts
    said = " ".join(f"{verdict['cause']} {verdict['remedy']}" for verdict in verdicts.values())
    assert words in said
    assert all(verdict["cause"] for verdict in verdicts.values() if not verdict["passed"])
    assert_all_off(vial)


def test_exchanged_side_photodiodes_are_a_finding_and_no_failure(make_unit_on: Any, self_test: Run) -> None:
    vial, environment = make_unit_on(XR, "--nominal")
    healthy = self_test("-k", "near_0", environment=environment)
    assert healthy[CLEAR]["findings"] == []
    vial.bench.fault_add(name="pd.swapped", target="3,4")
    verdict = self_test("-k", "near_0", environment=environment)[CLEAR]
    assert verdict["passed"]
    assert "each other's pocket" in verdict["findings"][0]


def test_results_are_told_stored_and_tried_again(
    make_unit_on: Any, guarded: None, self_test: Run, listener: Any, unit_env: UnitFolder
) -> None:
    vial, environment = make_unit_on(PAIR, "--nominal")
    arrived = listener(f"pioreactor/{unit_env.name}/$experiment/self_test/#")
    vial.bench.fault_add(name="tmp.lost")
    first = self_test("-k", "heating", environment=environment)
    assert failed(first) == {HEATER_BOARD, HEAT}
    with local_persistent_storage("self_test_results") as cache:
        assert {name: int(cache[name]) for name in cache} == {HEATER_BOARD: 0, HEAT: 0}
    vial.bench.fault_clear()
    again = self_test("--retry-failed", environment=environment)
    assert set(again) == {HEATER_BOARD, HEAT}
    assert not failed(again)
    told: dict[str, list[bytes]] = {}
    while not arrived.empty():
        message = arrived.get()
        told.setdefault(message.topic.rpartition("/")[2], []).append(message.payload)
    assert told[HEAT][-4:] == [b"", b"0", b"", b"1"]
    assert told["$state"][-1] == b"disconnected"
    assert told["all_tests_passed"][-1] == b""  # the other tests have never run
    assert msgspec.json.decode(told["report"][-1])["tests"][0]["test"] == HEATER_BOARD


def test_the_table_is_for_people(make_unit_on: Any, job_process: Any, fast_clock: dict[str, str]) -> None:
    _, environment = make_unit_on(PAIR, "--nominal")
    job = job_process("self_test", "-k", "aux_power", **fast_clock, **environment)
    assert job.wait() == 0
    assert "test_aux_power_is_not_too_high  pass" in job.output()
    assert "(≤ 18.0 V)" in job.output()
    assert "All 1 tests passed" in job.output()


@pytest.mark.parametrize("name", ["od_reading", "stirring"])
def test_refuses_beside_jobs_that_use_the_same_parts(
    name: str, make_unit_on: Any, start_job: Any, job_process: Any, fast_clock: dict[str, str]
) -> None:
    make_unit_on(PAIR, "--nominal")
    start_job(name)
    job = job_process("self_test", **fast_clock)
    assert job.wait() == 1
    assert f"pio kill --job-name {name}" in job.output()


def test_nothing_to_do_is_said(job_process: Any, unit_env: UnitFolder) -> None:
    unknown = job_process("self_test", "-k", "moon")
    assert unknown.wait() == 1
    assert "test_detect_heating_pcb" in unknown.output()
    nothing = job_process("self_test", "--retry-failed")
    assert nothing.wait() == 1
    assert "nothing to try again" in nothing.output()


@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize(("part", "lit"), [("correct_position", "stirring"), ("temperature_and_heating", "heating")])
def test_a_test_that_is_stopped_leaves_everything_off(
    signum: signal.Signals,
    part: str,
    lit: str,
    make_unit_on: Any,
    guarded: None,
    job_process: Any,
    fast_clock: dict[str, str],
) -> None:
    vial, environment = make_unit_on(PAIR, "--nominal")
    job = job_process("self_test", "-k", part, **fast_clock, **environment)
    assert clock.wait_until(lambda: bool(vial.bench.truth()["outputs"].get(lit)), 20)
    job.send_signal(signum)
    assert job.wait() == 1
    assert "stopped" in job.output()
    assert_all_off(vial)


def test_a_self_test_that_is_killed_leaves_no_heater_on(
    make_unit_on: Any, guarded: None, job_process: Any, fast_clock: dict[str, str]
) -> None:
    vial, environment = make_unit_on(PAIR, "--nominal")
    job = job_process("self_test", "-k", "temperature_and_heating", **fast_clock, **environment)
    assert clock.wait_until(lambda: bool(vial.bench.truth()["outputs"].get("heating")), 20)
    job.send_signal(signal.SIGKILL)
    assert clock.wait_until(lambda: not vial.bench.truth()["outputs"].get("heating"), 20)


def test_a_plugins_test_runs_after_ours_and_fails_by_raising(
    make_unit_on: Any, unit_env: UnitFolder, job_process: Any, fast_clock: dict[str, str]
) -> None:
    make_unit_on(PAIR, "--nominal")
    plugins = unit_env.root / "plugins"
    plugins.mkdir()
    (plugins / "balance.py").write_text(
        "from pioreactor.actions.self_test import Outcome, register_self_tests\n"
        "def test_balance_is_level(managed_state, logger, unit, experiment):\n"
        "    assert unit == managed_state.unit and experiment == '$experiment'\n"
        "    return Outcome('0.1 g', '≤ 1 g')\n"
        "def test_balance_is_tared(managed_state, logger, unit, experiment):\n"
        "    raise ValueError('The balance shows 3 g.')\n"
        "register_self_tests(test_balance_is_level, test_balance_is_tared)\n"
    )
    job = job_process("self_test", "-k", "balance", **fast_clock)
    assert job.wait() == 1
    assert "test_balance_is_level  pass     0.1 g (≤ 1 g)" in job.output()
    assert "The balance shows 3 g." in job.output()

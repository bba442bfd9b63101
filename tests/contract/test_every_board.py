"""Every HAT with every bioreactor model that fits it: what the descriptions say is what answers."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pioreactor import clock
from pioreactor.config import forget_config
from pioreactor.simulation import frontend
from pioreactor.simulation.bench import BenchClient
from pioreactor.simulation.board import HATS, MODELS, PWM_LINES, Board, BoardError
from pioreactor.simulation.physics.presets import preset
from pioreactor.simulation.server import Server
from pioreactor.simulation.sysroot import SystemFiles
from pioreactor.simulation.unit import SimulatedUnit, UnitSettings

SPEED = 10.0


def fits(board: Board) -> bool:
    try:
        board.check()
    except BoardError:
        return False
    return True


BOARDS = [board for hat in HATS for model, version in MODELS if fits(board := Board(hat, model, version))]


def name_of(board: Board) -> str:
    return f"HAT {board.hat}, {board.model} {board.version}"


@pytest.fixture(params=BOARDS, ids=name_of)
def board(request: pytest.FixtureRequest) -> Board:
    found: Board = request.param
    return found


@pytest.fixture
def bench(board: Board, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[BenchClient]:
    """A vial on this board, in a thread of this process, which is its unit."""
    root, run = tmp_path / "root", tmp_path / "run"
    for folder in (root, run):
        folder.mkdir()
    angles = "".join(f"{channel} = {angle}\n" for channel, angle in board.photodiodes.items())
    (root / "config.ini").write_text(
        f"[cluster.topology]\nleader_hostname = unit1\n[logging]\nlog_file = {run}/log\n"
        f"[od_config.photodiode_channel]\n{angles}"
    )
    socket = run / "vial.sock"
    for variable in ("HARDWARE", "HAT_PRESENT", "FIRMWARE"):
        monkeypatch.delenv(variable, raising=False)
    for variable, value in {
        "DOT_PIOREACTOR": str(root),
        "RUN_PIOREACTOR": str(run),
        "HOSTNAME": "unit1",
        "MODEL_NAME": board.model,
        "MODEL_VERSION": board.version,
        "PIO_HARDWARE": "simulated",
        "PIO_VIAL_SOCKET": str(socket),
    }.items():
        monkeypatch.setenv(variable, value)
    forget_config()
    clock.configure(SPEED, (time.time(), time.monotonic()))
    SystemFiles(run / "sysroot", board.hat, 1)
    server = Server(SimulatedUnit(UnitSettings(board=board, preset=preset("clear")), clock.monotonic()), socket)
    thread = threading.Thread(target=server.serve)
    thread.start()
    client = BenchClient(socket)
    yield client
    client.close()
    for known in (frontend._factories, frontend._buses):
        opened = known.pop(socket, None)
        if opened is not None:
            opened.close()
    server.stop()
    thread.join(10)
    clock.configure(1.0)
    forget_config()


def test_the_report_finds_everything_and_nothing_else(bench: BenchClient, board: Board) -> None:
    from pioreactor.hardware.report import examine

    report = examine()
    assert not report.problems, report.problems
    assert (report.backend, report.hat_present, report.hat_version) == ("simulated", True, board.hat)
    assert report.firmware == (None if board.hat == "1.0" else "0.5")
    assert all(device.answers and device.is_expected for device in report.devices)
    assert [int(p.channel) for p in report.photodiodes] == sorted(board.photodiodes)
    assert {int(p.channel): p.angle for p in report.photodiodes} == board.photodiodes
    assert {p.driver for p in report.photodiodes} == {
        "ads1114" if board.has_eye_spy else "ads1115" if board.hat == "1.0" else "pico"
    }
    assert {output.pin: output.load for output in report.outputs} == PWM_LINES
    assert {output.pin for output in report.outputs if output.timing == "hardware"} == {12, 13}
    assert (report.pins["hall_sensor_pin"], report.pins["pcb_button_pin"]) == (board.hall_line, board.button_line)


def test_the_analogue_inputs_show_what_is_there(bench: BenchClient, board: Board) -> None:
    from pioreactor.hardware import get_adc_curriers, voltage_in_aux
    from pioreactor.hardware.adc import read_volts

    inputs = get_adc_curriers()
    for channel in board.photodiodes:
        adc = inputs[f"pd{channel}"]
        adc.start()
        adc.select_range(0.05)
        clock.sleep(0.05)
        assert read_volts(adc) == pytest.approx(bench.truth()["volts"][str(channel)], abs=0.002)
    assert voltage_in_aux(0.05) == pytest.approx(bench.truth()["rail_v"], abs=0.2)
    inputs["version"].start()
    assert -0.001 < read_volts(inputs["version"]) < 1.6


def test_the_lamps_light_one_by_one(bench: BenchClient, board: Board) -> None:
    from pioreactor.actions.lamps import open_driver
    from pioreactor.types import LED_CHANNELS

    driver = open_driver()
    for lamp in LED_CHANNELS:
        driver.set_intensity(lamp, 80.0)
        outputs = bench.truth()["outputs"]
        lit = {key: level for key, level in outputs.items() if key.startswith("led_") and level}
        assert lit == {f"led_{lamp}": pytest.approx(80.0, abs=0.5)}
        driver.set_intensity(lamp, 0.0)
        assert not bench.truth()["outputs"][f"led_{lamp}"]


def test_the_outputs_drive_their_loads_and_end_low(bench: BenchClient, board: Board) -> None:
    from pioreactor.hardware import get_heater_pwm_channel, get_pwm_to_pin_map
    from pioreactor.hardware.pwm import PwmOutput

    pins = get_pwm_to_pin_map()
    assert PWM_LINES[pins[get_heater_pwm_channel()]] == "heating"
    for pin in pins.values():
        output = PwmOutput(pin, 200.0)
        output.set_duty_cycle(12.34)
        assert bench.truth()["outputs"][PWM_LINES[pin]] == pytest.approx(12.34)
        output.close()
        assert bench.truth()["outputs"][PWM_LINES[pin]] == 0.0


def test_thermometer_and_hall_sensor(bench: BenchClient, board: Board) -> None:
    from pioreactor.domain.rotation import rotation_from_edges
    from pioreactor.hardware import get_pwm_to_pin_map, is_heating_pcb_present
    from pioreactor.hardware.hall import HallSensor
    from pioreactor.hardware.pwm import PwmOutput
    from pioreactor.hardware.tmp1075 import TMP1075

    assert is_heating_pcb_present()
    assert TMP1075().get_temperature() == pytest.approx(bench.truth()["board_temperature_c"], abs=1.5)
    motor, sensor = PwmOutput(get_pwm_to_pin_map()["1"], 200.0), HallSensor()
    try:
        motor.set_duty_cycle(30.0)
        clock.sleep(6.0)
        sensor.start()
        clock.sleep(4.0)
        truth: dict[str, Any] = bench.truth()
        assert rotation_from_edges(sensor.stop()).rpm == pytest.approx(truth["fan_rpm"], rel=0.05)
    finally:
        sensor.close()
        motor.close()


def test_the_button_is_where_it_is_described(bench: BenchClient, board: Board) -> None:
    from pioreactor.hardware.backends import get_pin_factory
    from pioreactor.hardware.descriptions import get_gpio_pin

    pin = get_pin_factory().pin(get_gpio_pin("pcb_button_pin"))
    try:
        pin.function = "input"
        pin.pull = "down"
        assert pin.state == 0.0
        bench.call("press_button", seconds=30.0)
        assert pin.state == 1.0
    finally:
        pin.close()

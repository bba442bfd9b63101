"""The simulator as a process: restarts, several clients, absence, refusals, the bench."""

from __future__ import annotations

import json
import subprocess
import sys
import threading

import pytest
from click.testing import CliRunner
from smbus2 import i2c_msg

from pioreactor import clock
from pioreactor.exc import HardwareError
from pioreactor.simulation import frontend
from pioreactor.simulation.bench import BenchError
from pioreactor.simulation.bench_cli import bench as bench_command
from pioreactor.simulation.cli import simulate


def version(bus):
    answer = i2c_msg.read(0x2C, 2)
    bus.i2c_rdwr(i2c_msg.write(0x2C, [8]), answer)
    return bytes(answer)


def test_without_a_simulator_the_error_names_the_socket_and_the_command(tmp_path, monkeypatch):
    monkeypatch.setenv("PIO_VIAL_SOCKET", str(tmp_path / "absent.sock"))
    with pytest.raises(HardwareError, match=r"absent\.sock.*pio simulate"):
        version(frontend.bus())
    with pytest.raises(HardwareError, match="pio simulate"):
        frontend.pin_factory().pin(17).function = "output"
    with pytest.raises(HardwareError, match="bus 1"):
        frontend.bus(0)


def test_a_second_simulator_at_the_same_socket_is_refused(simulator):
    result = CliRunner().invoke(simulate, ["--socket", str(simulator.socket)])
    assert result.exit_code == 1
    assert "already running" in result.output


def test_a_bad_trace_is_refused_with_line_and_column(tmp_path):
    trace = tmp_path / "trace.csv"
    trace.write_text("timestamp,od_reading\n2025-01-01T00:00:00Z,much\n")
    result = CliRunner().invoke(simulate, ["--socket", str(tmp_path / "v.sock"), "--replay", str(trace)])
    assert result.exit_code == 1
    assert "line 2, column od_reading" in result.output


def test_drivers_survive_a_restart_of_the_simulator(simulator):
    bus, pin = frontend.bus(), frontend.pin_factory().pin(17)
    assert version(bus) == b"\x05\x00"
    pin.function = "output"
    pin.frequency = 200
    pin.state = 0.3
    simulator.stop()
    with pytest.raises(HardwareError):
        version(bus)
    simulator.start()
    assert version(bus) == b"\x05\x00"
    pin.state = 0.31
    with simulator.bench() as bench:
        assert bench.truth()["outputs"]["stirring"] == pytest.approx(31.0)


def test_several_threads_and_processes_at_once(simulator):
    code = (
        "from pioreactor.simulation import frontend; from smbus2 import i2c_msg\n"
        "bus = frontend.bus()\n"
        "for _ in range(300):\n"
        "    r = i2c_msg.read(0x2C, 2); bus.i2c_rdwr(i2c_msg.write(0x2C, [8]), r); assert bytes(r) == b'\\x05\\x00'\n"
    )
    others = [subprocess.Popen([sys.executable, "-c", code]) for _ in range(2)]
    wrong = []

    def ask():
        for _ in range(200):
            if version(frontend.bus()) != b"\x05\x00":
                wrong.append(1)

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
    assert [other.wait(20) for other in others] == [0, 0]


def test_a_process_on_another_clock_is_refused(simulator):
    code = "from pioreactor.simulation import frontend; frontend.pin_factory().pin(17).function = 'output'"
    env = {"PIO_CLOCK_SPEED": "60", "PIO_CLOCK_ORIGIN": "1e9@0.0", "PIO_VIAL_SOCKET": str(simulator.socket)}
    result = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=False)
    assert result.returncode != 0
    assert "PIO_CLOCK_SPEED" in result.stderr


def test_the_button_is_seen_by_who_watches(simulator):
    button = frontend.pin_factory().pin(4)
    button.function = "input"
    button.pull = "down"
    button.edges = "both"
    levels = []

    def on_change(ticks, state):
        levels.append(state)

    button.when_changed = on_change
    with simulator.bench() as bench:
        bench.press_button(seconds=0.2)
    assert clock.wait_until(lambda: len(levels) == 2, 5)
    assert levels == [1, 0]
    button.when_changed = None


def test_bench_commands(simulator):
    def run(*arguments):
        result = CliRunner().invoke(bench_command, ["--socket", str(simulator.socket), *arguments])
        assert result.exit_code == 0, result.output
        return result.output

    assert json.loads(run("list", "--json"))["hat"] == "1.2"
    run("inoculate", "0.5")
    assert json.loads(run("truth", "--json"))["od600"] == pytest.approx(0.5, rel=0.01)
    run("add", "2")
    run("remove", "1")
    assert json.loads(run("truth", "--json"))["volume_ml"] == pytest.approx(16.0, abs=0.01)
    assert "od600" in run("spectrophotometer")
    assert "41." in run("balance") or "40." in run("balance")
    run("tube", "14")
    run("rail", "12")
    assert json.loads(run("truth", "--json"))["rail_v"] == pytest.approx(12.0, abs=0.1)
    run("room", "--temperature", "30")
    assert 27 < json.loads(run("truth", "--json"))["room_temperature_c"] < 33
    assert "stir.stall" in run("fault", "catalogue")
    run("fault", "add", "stir.stall", "--for", "100")
    assert json.loads(run("fault", "list"))["active"] is True
    assert "ended stir.stall" in run("fault", "clear")
    run("swap-vial", "clear", "--volume", "10")
    assert json.loads(run("truth", "--json"))["od600"] == 0.0
    run("press-button")
    run("power-cycle")
    run("outputs")


def test_bench_refuses_with_a_reason(simulator):
    with simulator.bench() as bench:
        with pytest.raises(BenchError, match="no fault"):
            bench.fault_add(name="gremlins")
        with pytest.raises(BenchError, match="outside"):
            bench.inoculate(od=-1)
        with pytest.raises(BenchError, match="no method"):
            bench.juggle()
        with pytest.raises(BenchError, match="argument"):
            bench.inoculate(density=1)
        assert bench.truth()["od600"] > 0


def test_importing_the_frontend_is_light():
    code = (
        "import sys; from pioreactor.simulation import frontend; frontend.pin_factory(); "
        "frontend.pin_factory().pin(17); frontend.bus(); "
        "heavy = ('numpy', 'pioreactor.simulation.physics', 'gpiozero', 'ctypes', 'yaml'); "
        "print([m for m in heavy if m in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"

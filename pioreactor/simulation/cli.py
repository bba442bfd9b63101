"""``pio simulate``: the simulated vial of one unit as a process of its own."""

from __future__ import annotations

import logging
import signal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pioreactor.simulation.bench_cli import bench

if TYPE_CHECKING:
    from pioreactor.simulation.unit import UnitSettings

__all__ = ["bench", "simulate"]

PRESETS = ("demo", "yeast", "ecoli", "ecoli_rich", "bsubtilis", "clear")


@click.command(name="simulate", short_help="run a simulated vial for this unit")
@click.option("--socket", "socket_path", type=click.Path(path_type=Path), help="default: $PIO_VIAL_SOCKET or vial.sock")
@click.option("--model", default="pioreactor_20ml", show_default=True, help="bioreactor model")
@click.option("--model-version", default="1.5", show_default=True, help="version of the model")
@click.option("--hat", type=click.Choice(["1.0", "1.1", "1.2"]), default="1.2", show_default=True, help="HAT version")
@click.option("--photodiodes", default="", help="what each photodiode sees, such as 1=REF,2=90; default: the model's")
@click.option("--preset", "preset_name", type=click.Choice(PRESETS), default="demo", show_default=True)
@click.option("--od", type=click.FloatRange(0.0, 100.0), help="OD600 of the inoculum; default: the preset's")
@click.option("--lag-hours", type=click.FloatRange(0.0, 100.0), help="lag of the inoculum; default: the preset's")
@click.option("--volume", type=click.FloatRange(0.1, 40.0), help="mL in the vial; default: the preset's")
@click.option("--seed", type=int, default=1, show_default=True, help="same seed and same commands: the same course")
@click.option("--room", type=click.FloatRange(-10.0, 60.0), default=22.0, show_default=True, help="room, °C")
@click.option("--light", type=click.FloatRange(0.0, 1.0), default=0.2, show_default=True, help="share of daylight")
@click.option("--mains", type=click.Choice(["50", "60"]), default="50", show_default=True, help="mains, Hz")
@click.option("--rail", type=click.FloatRange(0.0, 24.0), help="volts for outputs 1-4; default: the 5 V supply")
@click.option("--firmware", default="0.5", show_default=True, help="firmware of the RP2040")
@click.option("--fixed-firmware", is_flag=True, help="firmware that clamps above 1.65 V instead of wrapping")
@click.option("--nominal", is_flag=True, help="no unit-to-unit variation")
@click.option("--replay", type=click.Path(path_type=Path), help="CSV trace that takes the place of a photodiode")
@click.option("--replay-end", type=click.Choice(["hold", "loop"]), default="hold", show_default=True)
@click.option("--record", type=click.Path(path_type=Path), help="write every change of an output to this file")
@click.option("--no-truth", is_flag=True, help="do not publish what is really in the vial")
def simulate(socket_path: Path | None, no_truth: bool, **options: Any) -> None:
    """Run a simulated vial for this unit until interrupted.

    Drivers reach it when the hardware backend is `simulated`. It answers register reads and pin writes over a unix
    socket; `pio bench` works on it as a person would.
    """
    from pioreactor.exc import PioreactorError
    from pioreactor.simulation import protocol

    try:
        run(socket_path or protocol.default_socket(), _settings(options), publish_truth=not no_truth)
    except PioreactorError as error:
        raise click.ClickException(str(error)) from None


def _settings(options: dict[str, Any]) -> UnitSettings:
    from pioreactor.simulation.board import Board, parse_angles
    from pioreactor.simulation.physics.presets import preset
    from pioreactor.simulation.physics.replay import read_trace
    from pioreactor.simulation.unit import UnitSettings

    board = Board(
        hat=options["hat"],
        model=options["model"],
        version=options["model_version"],
        angles=parse_angles(options["photodiodes"]),
    )
    major, _, minor = options["firmware"].partition(".")
    if not (major.isdigit() and minor.isdigit()):
        raise click.BadParameter(f"{options['firmware']!r} is not <major>.<minor>.", param_hint="--firmware")
    replay = options["replay"]
    return UnitSettings(
        seed=options["seed"],
        board=board,
        preset=preset(
            options["preset_name"], od=options["od"], lag_h=options["lag_hours"], volume_ml=options["volume"]
        ),
        room_c=options["room"],
        room_light=options["light"],
        mains_hz=float(options["mains"]),
        rail_v=options["rail"],
        firmware=(int(major), int(minor)),
        fixed_firmware=options["fixed_firmware"],
        spread=not options["nominal"],
        traces=read_trace(replay, loop=options["replay_end"] == "loop") if replay else {},
        record=options["record"],
    )


def run(path: Path, settings: UnitSettings, *, publish_truth: bool) -> None:
    """Serve a unit at ``path`` until SIGINT or SIGTERM. Raises HardwareError when the socket is taken."""
    from pioreactor import clock
    from pioreactor.runtime.systemd import Notifier
    from pioreactor.simulation.server import Server
    from pioreactor.simulation.sysroot import SystemFiles
    from pioreactor.simulation.unit import SimulatedUnit

    unit = SimulatedUnit(settings, clock.monotonic())
    files = SystemFiles(path.parent / "sysroot", settings.board.hat, settings.seed)
    publisher = _publisher() if publish_truth else None

    def on_tick(now: float) -> None:
        files.refresh(0.3, unit.supply_is_low(now))
        if publisher is not None:
            publisher.offer(now, unit.truth)

    # Whoever sees the socket may ask for the end at once, so the handlers come first. (Holding the signals back with a
    # mask would not do: the threads of the numeric library do not have it.)
    asked: list[int] = []
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda received, _frame: asked.append(received))
    notifier = Notifier()
    server = Server(unit, path, on_tick)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: server.stop())
    if asked:
        server.stop()
    click.echo(f"Simulated vial ({settings.preset.name}, seed {settings.seed}) at {path}")
    # Monitor, which starts after this, must find the socket.
    notifier.ready()
    server.serve()


def _publisher() -> Any:
    from pioreactor.simulation.truth import TruthPublisher

    try:
        from pioreactor.pubsub import create_client
        from pioreactor.whoami import get_unit_name

        client = create_client(client_id="")
        unit = get_unit_name()
    except Exception as error:
        # Truth is for displays: a missing or unusable messaging set-up must not keep the vial from running.
        logging.getLogger(__name__).warning("Truth is not published: %s", error)
        return None

    def publish(topic: str, payload: str) -> None:
        client.publish(topic, payload, retain=True)

    return TruthPublisher(unit, publish)

"""``make demo``: a simulated cluster for a person in front of a browser, or for a script."""

from __future__ import annotations

import math
import os
import signal
import sys
from pathlib import Path
from types import FrameType

import click

from pioreactor import clock
from pioreactor.exc import PioreactorError
from pioreactor.simulation.demo.cluster import SimulatedCluster
from pioreactor.simulation.demo.screen import status_lines


class _Stop(Exception):
    """Somebody asked for the end."""


def _on_signal(number: int, frame: FrameType | None) -> None:
    raise _Stop


def _speed(context: click.Context, parameter: click.Parameter, value: float) -> float:
    if not math.isfinite(value) or not 1 <= value <= 120:
        raise click.BadParameter(f"{value:g} is not between 1 and 120. 60 shows an hour of growth each minute.")
    return value


@click.command()
@click.option("--port", type=click.IntRange(1024, 65000), default=8080, help="First of five ports on 127.0.0.1.")
@click.option("--speed", type=float, default=60.0, callback=_speed, help="Simulated seconds per second, 1 to 120.")
@click.option("--minutes", type=click.FloatRange(min=0), default=None, help="End by itself after this many minutes.")
@click.option(
    "--replay",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    default=None,
    help="CSV with timestamp and od_reading that takes the place of the cultures.",
)
@click.option(
    "--home",
    type=click.Path(file_okay=False, path_type=Path),
    default=None,
    help="Where the cluster keeps its files (default .demo/<port>).",
)
def main(port: int, speed: float, minutes: float | None, replay: Path | None, home: Path | None) -> None:
    """Run a leader and two workers with simulated vials until Ctrl-C."""
    signal.signal(signal.SIGTERM, _on_signal)
    signal.signal(signal.SIGINT, _on_signal)
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # nohup: the end of the terminal is not ours
        signal.signal(signal.SIGHUP, _on_signal)
    began = clock.wall_monotonic()
    cluster = SimulatedCluster(home or Path(".demo") / str(port), port, speed, replay, tell=_say)
    code = 0
    try:
        cluster.up()
        cluster.begin_experiment()
        if replay is None:
            cluster.begin_automations()
        _say(f"Ready after {clock.wall_monotonic() - began:.0f} s. Time runs {speed:g}x. Stop with Ctrl-C.")
        _say(f"Open {cluster.let_in()}")
        _say(f"The link works once. Another: {cluster.layout.leader.home}/pio users link demo --minutes 1440")
        _watch(cluster, minutes)
    except (_Stop, BrokenPipeError):
        pass
    except PioreactorError as error:
        click.echo(f"Error: {error}", err=True)
        code = 1
    finally:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        _say_if_heard("Stopping ...")
        left = cluster.down()
        _say_if_heard(f"Still running: {left}" if left else "Everything is stopped.")
    sys.exit(code or bool(left))


def _say(line: str) -> None:
    click.echo(line)
    sys.stdout.flush()


def _say_if_heard(line: str) -> None:
    """Say it unless the terminal or the pipe is gone: the processes must be ended all the same."""
    try:
        _say(line)
    except OSError:
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115, PTH123 - else the interpreter complains once more at its end


def _watch(cluster: SimulatedCluster, minutes: float | None) -> None:
    end = math.inf if minutes is None else clock.wall_monotonic() + 60 * minutes
    drawn = 0
    while clock.wall_monotonic() < end:
        cluster.check()
        lines = status_lines(cluster)
        if sys.stdout.isatty():
            click.echo(f"\x1b[{drawn}F\x1b[J" * bool(drawn), nl=False)
            drawn = len(lines)
        if sys.stdout.isatty() or drawn == 0:
            _say("\n".join(lines))
            drawn = len(lines)
        clock.wall_sleep(min(5.0, max(0.1, end - clock.wall_monotonic())))


if __name__ == "__main__":
    main()

"""``pio bench``: the hands and eyes of a person at a simulated vial."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click


@click.group(name="bench", short_help="work on a simulated vial as a person would")
@click.option(
    "--socket", "socket_path", type=click.Path(path_type=Path), help="the vial's socket; default: this unit's"
)
@click.pass_context
def bench(ctx: click.Context, socket_path: Path | None) -> None:
    """Work on this unit's simulated vial as a person at a bench would."""
    ctx.obj = socket_path


def _ask(method: str, **params: Any) -> Any:
    from pioreactor.exc import PioreactorError
    from pioreactor.simulation.bench import BenchClient

    try:
        with BenchClient(click.get_current_context().obj) as client:
            return client.call(method, **params)
    except PioreactorError as error:
        raise click.ClickException(str(error)) from None


def _show(value: Any, as_json: bool = False) -> None:
    if as_json or not isinstance(value, dict):
        click.echo(json.dumps(value))
        return
    width = max(map(len, value), default=0)
    for key, entry in value.items():
        click.echo(f"{key:<{width}}  {json.dumps(entry) if isinstance(entry, dict | list) else entry}")


@bench.command(name="list")
@click.option("--json", "as_json", is_flag=True, help="as JSON")
def list_(as_json: bool) -> None:
    """Say what the simulated unit is made of."""
    _show(_ask("info"), as_json)


@bench.command()
@click.option("--json", "as_json", is_flag=True, help="as JSON, one line each")
@click.option("--follow", is_flag=True, help="again every wall second until interrupted")
def truth(as_json: bool, follow: bool) -> None:
    """Show what really is in the vial."""
    from pioreactor import clock

    _show(_ask("truth"), as_json)
    while follow:
        clock.wall_sleep(1.0)
        _show(_ask("truth"), as_json)


@bench.command()
@click.argument("od", type=click.FloatRange(0.0, 100.0))
def inoculate(od: float) -> None:
    """Set the culture to OD600 of fresh cells."""
    _ask("inoculate", od=od)


@bench.command(name="swap-vial")
@click.argument("preset_name", default="clear")
@click.option("--od", type=float, help="OD600; default: the preset's")
@click.option("--volume", "volume_ml", type=float, default=15.0, show_default=True, help="mL")
def swap_vial(preset_name: str, od: float | None, volume_ml: float) -> None:
    """Put another vial in, filled as a preset says."""
    _ask("swap_vial", preset_name=preset_name, od=od, volume_ml=volume_ml)


@bench.command()
@click.argument("volume_ml", type=float)
def add(volume_ml: float) -> None:
    """Pipette mL of fresh medium in."""
    _ask("add_liquid", volume_ml=volume_ml)


@bench.command()
@click.argument("volume_ml", type=float)
def remove(volume_ml: float) -> None:
    """Pipette mL of culture out."""
    _ask("add_liquid", volume_ml=-volume_ml)


@bench.command()
@click.argument("volume_ml", type=float)
def tube(volume_ml: float) -> None:
    """Move the end of the waste tube to the level of this volume (mL)."""
    _ask("tube_level", volume_ml=volume_ml)


@bench.command()
@click.argument("volts", type=float, required=False)
def rail(volts: float | None) -> None:
    """Supply outputs 1 to 4 with VOLTS; without a number, with the 5 V supply."""
    _ask("rail_voltage", volts=volts)


@bench.command()
@click.option("--temperature", "temperature_c", type=float, help="°C")
@click.option("--light", type=click.FloatRange(0.0, 1.0), help="share of daylight that gets in")
def room(temperature_c: float | None, light: float | None) -> None:
    """Change the room."""
    _ask("room", temperature_c=temperature_c, light=light)


@bench.command()
@click.option("--bottle", type=click.Choice(["media", "alt_media"]), default="media", show_default=True)
@click.option("--volume", "volume_ml", type=float, default=250.0, show_default=True, help="mL")
def refill(bottle: str, volume_ml: float) -> None:
    """Fill a source bottle."""
    _ask("refill", bottle=bottle, volume_ml=volume_ml)


@bench.command()
@click.option("--dilution", type=float, default=1.0, show_default=True, help="how many times the sample is diluted")
def spectrophotometer(dilution: float) -> None:
    """Measure OD600 of a sample."""
    _show(_ask("spectrophotometer", dilution=dilution))


@bench.command()
@click.argument("what", type=click.Choice(["vial", "waste"]), default="vial")
def balance(what: str) -> None:
    """Weigh the vial, or what the waste bottle has received."""
    _show(_ask("balance", what=what))


@bench.command(name="press-button")
@click.option("--seconds", type=float, default=0.5, show_default=True, help="clock seconds")
def press_button(seconds: float) -> None:
    """Press the button on the HAT."""
    _ask("press_button", seconds=seconds)


@bench.command(name="power-cycle")
def power_cycle() -> None:
    """Pull the plug and put it in again; processes are not ended by it."""
    _ask("power_cycle")


@bench.command()
@click.option("--since", type=float, default=0.0, help="clock seconds")
@click.option("--output", help="one output, such as heating or led_A")
def outputs(since: float, output: str | None) -> None:
    """Show every change of an output, one JSON line each."""
    for change in _ask("outputs", since=since, output=output):
        click.echo(json.dumps(change))


@bench.command(name="load-firmware")
def load_firmware() -> None:
    """Load the RP2040's firmware, as the boot does."""
    _ask("load_firmware")


@bench.group()
def fault() -> None:
    """Inject and clear faults."""


@fault.command(name="add")
@click.argument("name")
@click.option("--in", "start_in_s", type=float, default=0.0, help="clock seconds from now")
@click.option("--for", "duration_s", type=float, help="clock seconds; default: until cleared")
@click.option("--severity", type=float, help="see `pio bench fault catalogue`")
@click.option("--target", help="see `pio bench fault catalogue`")
def fault_add(
    name: str, start_in_s: float, duration_s: float | None, severity: float | None, target: str | None
) -> None:
    """Inject a fault, now or later."""
    _show(_ask("fault_add", name=name, start_in_s=start_in_s, duration_s=duration_s, severity=severity, target=target))


@fault.command(name="list")
def fault_list() -> None:
    """Show faults that are on or will be, one JSON line each."""
    for entry in _ask("fault_list"):
        click.echo(json.dumps(entry))


@fault.command(name="catalogue")
def fault_catalogue() -> None:
    """Show what can be injected."""
    for kind in _ask("fault_catalogue"):
        default = kind["target"] or kind["severity"]
        click.echo(f"{kind['name']:<20} {kind['meaning']} (default {default})")


@fault.command(name="clear")
@click.argument("fault_id", type=int, required=False)
def fault_clear(fault_id: int | None) -> None:
    """End one fault by its number, or all."""
    for entry in _ask("fault_clear", fault_id=fault_id):
        click.echo(f"ended {entry['name']} ({entry['id']})")

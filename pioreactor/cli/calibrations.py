"""``pio calibrations``: which there are, which one of a device is in use, and making new ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from pioreactor.cli.completing import (
    complete_calibratable_device,
    complete_calibrated_device,
    complete_calibration,
    complete_protocol,
)
from pioreactor.cli.output import echo_json, echo_table, json_option

if TYPE_CHECKING:
    from pioreactor.calibrations.fitting import FitKind
    from pioreactor.calibrations.structs import AnyCalibration

_device = click.option("--device", required=True, shell_complete=complete_calibrated_device, help="Such as media_pump.")
_name = click.option("--name", required=True, shell_complete=complete_calibration, help="Of the calibration.")
_yes = click.option("-y", "--yes", is_flag=True, help="Do not ask.")


@click.group("calibrations", no_args_is_help=True)
def calibrations() -> None:
    """Calibrate this unit; show, choose and delete calibrations."""


@calibrations.command("list")
@click.option("--device", shell_complete=complete_calibrated_device, help="Only those of this device.")
@json_option
def list_calibrations(device: str | None, as_json: bool) -> None:
    """List the calibrations of this unit and which of them are in use."""
    if device is not None:
        _require_device(device)
    rows = _rows(device)
    if as_json:
        echo_json(rows)
    elif not rows:
        click.echo("There are no calibrations on this unit. Make one: pio calibrations run")
    else:
        cells = [
            (r["device"], r["calibration_name"], r["calibration_type"], r["created_at"], "✅" if r["is_active"] else "")
            for r in rows
        ]
        echo_table(("Device", "Name", "Calibration type", "Created at", "Active?"), cells)


@calibrations.command("run", context_settings={"ignore_unknown_options": True, "allow_extra_args": True})
@click.option("--device", required=True, shell_complete=complete_calibratable_device, help="Such as media_pump.")
@click.option("--protocol-name", shell_complete=complete_protocol, help="Default: the only one, else you are asked.")
@click.option("-y", "--yes", is_flag=True, help="Use the new calibration without asking.")
@click.pass_context
def run(ctx: click.Context, device: str, protocol_name: str | None, yes: bool) -> None:
    """Calibrate a device, step by step.

    Questions can be answered in advance by options of their names, such as --hz 200 or --calibration-name monday.
    Ctrl-C stops whatever runs and saves nothing.
    """
    from pioreactor.calibrations.protocols import find_protocol
    from pioreactor.calibrations.sessions import service
    from pioreactor.cli.calibration_run import Conversation, choose_protocol, given_answers, offer_to_activate
    from pioreactor.plugin_management import load_plugins

    load_plugins()
    if any(word.split("=")[0] == "--protocol" for word in ctx.args):
        raise click.UsageError("There is no option '--protocol'. Did you mean '--protocol-name'?", ctx)
    name = choose_protocol(device, protocol_name)
    given = given_answers(ctx.args, find_protocol(device, name).questions)
    ended = Conversation(service.start(device, name), given).hold()
    offer_to_activate(ended, without_asking=yes)


@calibrations.command("protocols")
@json_option
def protocols(as_json: bool) -> None:
    """List what can be calibrated, and how."""
    from pioreactor.calibrations.protocols import devices, offered, protocol_names
    from pioreactor.plugin_management import load_plugins

    load_plugins()
    if as_json:
        found = [(each.device, each.protocol) for each in offered()]
        echo_json([{"device": d, "protocol_name": p.name, "description": p.description} for d, p in found])
        return
    for device in devices():
        click.echo(f"{device}: {', '.join(protocol_names(device))}")


@calibrations.command("display")
@_device
@_name
@json_option
def display(device: str, name: str, as_json: bool) -> None:
    """Draw a calibration and print its file."""
    from pioreactor.calibrations.keeping import active_names, as_yaml

    calibration = _load(device, name)
    if as_json:
        import msgspec

        content = msgspec.to_builtins(calibration)
        echo_json({**content, "device": device, "is_active": active_names().get(device) == name})
        return
    _draw(calibration)
    click.echo()
    click.echo(as_yaml(calibration), nl=False)


@calibrations.command("set-active")
@_device
@click.option("--name", shell_complete=complete_calibration, help="Of the calibration; without it, none is in use.")
def set_active(device: str, name: str | None) -> None:
    """Use a calibration from the next job on; without --name, use none. Jobs that run keep what they have."""
    from pioreactor.calibrations import keeping

    if name is None:
        before = keeping.clear_active(device)
        click.echo(f"{device} had no active calibration." if before is None else f"{before} is not active now.")
        return
    _require(device, name)
    keeping.set_active(device, name)
    click.echo(f"{name} is the active calibration of {device}.")


@calibrations.command("delete")
@_device
@_name
@_yes
def delete(device: str, name: str, yes: bool) -> None:
    """Delete a calibration; one in use is in use no longer."""
    from pioreactor.calibrations import keeping

    _require(device, name)
    is_active = keeping.active_names().get(device) == name
    if not yes:
        click.confirm(f"Delete {name} of {device}{', which is in use' if is_active else ''}?", abort=True)
    keeping.delete(device, name)
    click.echo(f"Deleted {name} of {device}.{' No calibration is in use there now.' if is_active else ''}")


@calibrations.command("analyze")
@_device
@_name
@click.option("--fit", type=click.Choice(["poly", "spline", "akima"]), default="poly", show_default=True)
@click.option("--degree", type=click.IntRange(1, 5), help="Of the polynomial, 1 to 5; default 3.")
@click.option("--knots", type=click.IntRange(2, 20), help="Of the spline; default 4.")
@_yes
def analyze(device: str, name: str, fit: FitKind, degree: int | None, knots: int | None, yes: bool) -> None:
    """Fit another curve to the recorded points, show it, and keep it if you say so.

    The polynomial of a pump is always a line through the origin: nothing flows in no time.
    """
    from pioreactor.calibrations import keeping
    from pioreactor.calibrations.fitting import deviation, refit

    if (degree is not None and fit != "poly") or (knots is not None and fit != "spline"):
        raise click.UsageError(
            "--degree belongs to --fit poly and --knots to --fit spline.", click.get_current_context()
        )
    before = _load(device, name)
    after = refit(before, fit, degree if fit == "poly" else knots)
    _draw(after)
    click.echo(f"Distance of the points from the curve (RMS): {deviation(after):.4g}; before: {deviation(before):.4g}")
    if not yes and not click.confirm(f"Keep this curve in {name} of {device}?", default=True):
        click.echo("Nothing was changed.")
        return
    keeping.keep(device, after)
    click.echo(f"Kept. Jobs use it from their next start on, if {name} is active.")


def _rows(device: str | None) -> list[dict[str, Any]]:
    from pioreactor.calibrations import keeping
    from pioreactor.calibrations.files import list_calibrations, load_calibration
    from pioreactor.exc import CalibrationError
    from pioreactor.structs import timestamp_text

    active = keeping.active_names()
    rows = []
    for each in [device] if device is not None else keeping.devices():
        for name in list_calibrations(each):
            try:
                found = load_calibration(each, name)
            except CalibrationError as error:
                click.echo(f"Left out: {error}", err=True)
                continue
            rows.append(
                {
                    "device": each,
                    "calibration_name": name,
                    "calibration_type": found.calibration_type,
                    "created_at": timestamp_text(found.created_at),
                    "is_active": active.get(each) == name,
                }
            )
    return rows


def _load(device: str, name: str) -> AnyCalibration:
    from pioreactor.calibrations.files import load_calibration

    _require(device, name)
    return load_calibration(device, name)


def _require(device: str, name: str) -> None:
    """Raise ClickException, with the nearest name, for a calibration that is not there."""
    from pioreactor.calibrations.files import calibration_path, list_calibrations

    _require_device(device)
    if not calibration_path(device, name).is_file():
        raise _missing(f"calibration of {device} called", name, list_calibrations(device))


def _require_device(device: str) -> None:
    from pioreactor.calibrations.keeping import devices

    if device not in devices():
        raise _missing("device with calibrations called", device, devices())


def _missing(kind: str, word: str, words: Sequence[str]) -> click.ClickException:
    from pioreactor.cli.lazy import unknown

    text = unknown(kind, word, words)
    there_are = f" There are: {', '.join(words)}." if words and not text.endswith("?") else ""
    return click.ClickException(text[0].upper() + text[1:] + there_are)


def _draw(calibration: AnyCalibration) -> None:
    from pioreactor.cli.plotting import draw

    points = calibration.recorded_data
    curve = calibration.curve_data_.curve()
    click.echo(draw(points.x, points.y, curve, labels=(calibration.x, calibration.y)))

"""``pio run add_media`` and its kin."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

import click

if TYPE_CHECKING:
    from pioreactor.actions.pumping.dosing import Progress

_SHOWN_FROM_S: Final = 1.0
_SOURCE = click.option("--source-of-event", default="CLI", show_default=True, help="Who did it, for the record.")


def _dose_command(event: str, help_text: str) -> click.Command:
    @click.command(name=event, help=help_text)
    @click.option("--ml", type=float, help="Volume, mL. Needs a calibrated pump.")
    @click.option("--duration", type=float, help="Seconds of pumping.")
    @click.option("--continuously", is_flag=True, help="Until stopped; an inflow also ends at the vial's limit.")
    @click.option("--calibration", metavar="NAME", help="Another calibration than the active one.")
    @click.option("--full-drive", is_flag=True, help="At 100 % duty, whatever it is calibrated at.")
    @_SOURCE
    def command(
        ml: float | None,
        duration: float | None,
        continuously: bool,
        calibration: str | None,
        full_drive: bool,
        source_of_event: str,
    ) -> None:
        from pioreactor.actions.pumping.amounts import check_amount
        from pioreactor.actions.pumping.dosing import dose
        from pioreactor.actions.pumping.lines import LINES

        line = LINES[event]
        amount = _or_usage_error(lambda: check_amount(ml, duration, continuously))
        dosed = _or_usage_error(
            lambda: dose(
                line,
                amount,
                calibration=calibration,
                source_of_event=source_of_event,
                on_progress=_progress(),
                full_drive=full_drive,
            )
        )
        _end_progress()
        if dosed.ending == "done" or (amount.until_told and dosed.ending in ("stopped", "full")):
            click.echo(f"Moved {dosed.ml:.3f} mL of {line.liquid} in {dosed.seconds:.1f} s.")
            return
        wanted = f" of {dosed.planned_ml:.3f} mL" if math.isfinite(dosed.planned_ml) else ""
        reasons = {
            "stopped": "it was stopped",
            "full": "the vial is full to its limit",
            "unheard": "the broker is away and nobody could have stopped it",
        }
        raise click.ClickException(f"Moved {dosed.ml:.3f} mL{wanted} of {line.liquid}: {reasons[dosed.ending]}.")

    return command


def _circulate_command(event: str, help_text: str) -> click.Command:
    @click.command(name=event.replace("add_", "circulate_"), help=help_text)
    @click.option("--duration", type=float, required=True, help="Seconds.")
    @_SOURCE
    def command(duration: float, source_of_event: str) -> None:
        from pioreactor.actions.pumping.circulating import circulate
        from pioreactor.actions.pumping.lines import LINES

        line = LINES[event]
        progress = _progress()
        done = _or_usage_error(lambda: circulate(line, duration, source_of_event=source_of_event, on_progress=progress))
        _end_progress()
        text = f"{done.inflow_ml:.3f} mL of {line.liquid} in, {done.waste_ml:.3f} mL out."
        if done.ending != "done":
            raise click.ClickException(f"Stopped: {text}")
        click.echo(text)

    return command


def _or_usage_error(call: Callable[[], Any]) -> Any:
    try:
        return call()
    except ValueError as error:
        _end_progress()
        raise click.UsageError(str(error), click.get_current_context()) from error
    except BaseException:
        _end_progress()
        raise


_is_shown = False


def _progress() -> Progress | None:
    """One line that is written anew, where somebody sits at a terminal."""
    if not sys.stderr.isatty():
        return None

    def show(seconds: float, ml: float) -> None:
        global _is_shown
        if seconds >= _SHOWN_FROM_S:
            _is_shown = True
            click.echo(f"\r{seconds:6.1f} s  {ml:7.3f} mL  (Ctrl-C stops the pump) ", nl=False, err=True)

    return show


def _end_progress() -> None:
    global _is_shown
    if _is_shown:
        _is_shown = False
        click.echo(err=True)


click_add_media = _dose_command("add_media", "Pump media into the vial.")
click_add_alt_media = _dose_command("add_alt_media", "Pump alternative media into the vial.")
click_remove_waste = _dose_command("remove_waste", "Pump waste out of the vial.")
click_circulate_media = _circulate_command("add_media", "Rinse the vial with media.")
click_circulate_alt_media = _circulate_command("add_alt_media", "Rinse the vial with alternative media.")

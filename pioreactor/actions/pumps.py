"""``pio run pumps``: doses and pauses, one after another; and the pumps that it knows."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple

import click

from pioreactor.actions.pump import add_alt_media, add_media, remove_waste

JOB_NAME: Final = "pumps"
SLEEP: Final = "sleep"

registered_pumps: dict[str, Callable[..., float]] = {
    "media": add_media,
    "alt_media": add_alt_media,
    "waste": remove_waste,
}
"""Pumps by the name in a script. A plugin adds its own: called with ``ml unit experiment source_of_event mqtt_client``,
it returns mL moved."""

_SHORT_ML: Final = 0.01


class Step(NamedTuple):
    """One line of a script: a pump and mL, or ``sleep`` and clock seconds."""

    name: str
    amount: float


def parse_script(words: Sequence[str]) -> list[Step]:
    """The steps of ``--media 2 --sleep 1 --waste 1.5 --media_ 1``; trailing underscores let a name come again.

    Raises ValueError that names the word that cannot be one.
    """
    steps = []
    pairs = list(words)
    while pairs:
        word = pairs.pop(0)
        word, _, value = word.partition("=")
        name = word.removeprefix("--").rstrip("_").replace("-", "_")
        if not word.startswith("--") or name not in (*registered_pumps, SLEEP):
            raise ValueError(f"There is no pump {word!r}. There are: {', '.join([*registered_pumps, SLEEP])}.")
        steps.append(Step(name, _number(word, value or (pairs.pop(0) if pairs else ""))))
    return steps


def _number(word: str, text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        raise ValueError(f"{word} needs a number (mL, or s for {SLEEP}), not {text!r}.") from None
    if not math.isfinite(number) or number < 0.0:
        raise ValueError(f"{word} needs a finite number, 0 or more, not {text}.")
    return number


def run_script(
    steps: Sequence[Step],
    *,
    unit: str | None = None,
    experiment: str | None = None,
    source_of_event: str | None = None,
) -> list[float]:
    """Carry out the steps in order; returns mL moved by each pump step. Blocks.

    A step that moves less than asked, or fails, ends the script: what follows was meant for another volume. Raises
    what the pump raises; JobFaultedError where the script was stopped.
    """
    from pioreactor import clock
    from pioreactor.actions.pumping.dosing import KEEPALIVE_S, whose
    from pioreactor.actions.pumping.stop import also_stopped_by
    from pioreactor.exc import JobFaultedError
    from pioreactor.runtime.actions import managed_lifecycle

    unit, experiment = whose(unit, experiment)
    moved: list[float] = []
    options = {"keepalive": KEEPALIVE_S}
    with (
        managed_lifecycle(unit, experiment, JOB_NAME, mqtt_client_kwargs=options) as action,
        also_stopped_by(action.exit_event),
    ):
        for number, step in enumerate(steps, 1):
            if step.name == SLEEP:
                clock.wait(action.exit_event, step.amount)
            else:
                ml = registered_pumps[step.name](
                    unit=unit,
                    experiment=experiment,
                    ml=step.amount,
                    source_of_event=source_of_event,
                    mqtt_client=action.mqtt_client,
                )
                moved.append(ml)
                if ml < step.amount - _SHORT_ML:
                    raise JobFaultedError(
                        f"Step {number} ({step.name}) moved {ml:.3f} of {step.amount:g} mL; the script ends."
                    )
            if action.exit_event.is_set():
                raise JobFaultedError(f"The script was stopped at step {number} ({step.name}).")
    return moved


@click.command(
    name=JOB_NAME,
    context_settings={"ignore_unknown_options": True, "allow_extra_args": True},
    epilog="Example: pio run pumps --media 1 --sleep 5 --waste 2 --media_ 1",
)
@click.option("--source-of-event", default="CLI", show_default=True, help="Who did it, for the record.")
@click.argument("script", nargs=-1, type=click.UNPROCESSED)
@click.pass_context
def click_pumps(ctx: click.Context, script: tuple[Any, ...], source_of_event: str) -> None:
    """Run pumps one after another: --media, --alt_media, --waste ML and --sleep S, in this order."""
    try:
        steps = parse_script(script)
    except ValueError as error:
        raise click.UsageError(str(error), ctx) from error
    if not steps:
        raise click.UsageError("Say what to pump, for example --media 1 --waste 2.", ctx)
    moved = run_script(steps, source_of_event=source_of_event)
    pumped = [step for step in steps if step.name != SLEEP]
    for step, ml in zip(pumped, moved, strict=True):
        click.echo(f"{step.name}: {ml:.3f} mL")

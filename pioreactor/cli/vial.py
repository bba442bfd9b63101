"""``pio vial``: what the books say is in the vial and its bottles, and correcting them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from pioreactor.cli.output import echo_json, echo_table, json_option

if TYPE_CHECKING:
    from pioreactor.domain.volumes import VialState

CONNECT_WALL_S = 2.0


@click.group(invoke_without_command=True)
@click.pass_context
def vial(ctx: click.Context) -> None:
    """Show and correct what the books say is in the vial."""
    if ctx.invoked_subcommand is None:
        ctx.invoke(show)


@vial.command()
@click.option("--experiment", help="Default: the one this unit works for.")
@json_option
def show(experiment: str | None = None, as_json: bool = False) -> None:
    """Volume, head-room, share of alternative media, totals."""
    from pioreactor.storage.vial_state import load_vial_state

    experiment = _experiment(experiment)
    _print(experiment, load_vial_state(experiment), as_json)


@vial.command("set")
@click.option("--experiment", help="Default: the one this unit works for.")
@click.option("--volume-ml", "current_volume_ml", type=float, help="What is in the vial now.")
@click.option("--efflux-ml", "efflux_tube_volume_ml", type=float, help="Volume at which the efflux tube ends.")
@click.option("--alt-media-fraction", type=float, help="Share of alternative media, 0 to 1.")
@click.option("--media-added-ml", "cumulative_media_added_ml", type=float, help="Media added so far.")
@click.option("--alt-media-added-ml", "cumulative_alt_media_added_ml", type=float, help="Alt media added so far.")
@click.option("--waste-removed-ml", "cumulative_waste_removed_ml", type=float, help="Waste removed so far.")
@json_option
def set_values(experiment: str | None, as_json: bool, **values: float | None) -> None:
    """Enter what is true: after filling, emptying or sampling by hand."""
    given = {name: value for name, value in values.items() if value is not None}
    if not given:
        raise click.UsageError("Say what to set, for example --volume-ml 14.", click.get_current_context())
    from pioreactor.pubsub import create_client
    from pioreactor.runtime.booking import Books
    from pioreactor.whoami import get_unit_name

    experiment = _experiment(experiment)
    client = create_client()
    try:
        client.wait_for_connection(CONNECT_WALL_S)
        state = Books(get_unit_name(), experiment, client).set_by_hand(**given)
    except ValueError as error:
        raise click.UsageError(str(error), click.get_current_context()) from error
    finally:
        client.close()
    _print(experiment, state, as_json)


@vial.command()
@json_option
def bottles(as_json: bool = False) -> None:
    """What is left in the bottles, by the books."""
    from pioreactor.storage.bottles import load_bottles

    found = load_bottles()
    if as_json:
        echo_json([bottle._asdict() for bottle in found])
        return
    if not found:
        click.echo("No bottle is tracked. Say how much one holds: pio config set bottles media_ml 500")
        return
    rows = [
        (b.name, f"{b.content_ml:.1f} of {b.capacity_ml:g}", f"{b.left_ml:.1f}", _hours(b.hours_left), b.status)
        for b in found
    ]
    echo_table(("Bottle", "In it, mL", "Left, mL", "Hours left", "Status"), rows)


@vial.command()
@click.argument("bottle", type=click.Choice(("media", "alt_media", "waste")))
@click.argument("ml", type=float, required=False)
def refill(bottle: str, ml: float | None) -> None:
    """Say that a bottle was refilled (waste: emptied), or how many mL are in it now."""
    from pioreactor.logging import create_logger
    from pioreactor.pubsub import create_client
    from pioreactor.runtime.bottle_alarms import follow_bottles
    from pioreactor.storage.bottles import say_content, sizes_ml
    from pioreactor.whoami import UNIVERSAL_EXPERIMENT, get_unit_name

    usual = 0.0 if bottle == "waste" else sizes_ml().get(bottle, 0.0)  # type: ignore[call-overload]
    try:
        before, after = say_content({bottle: usual if ml is None else ml})[bottle]
    except ValueError as error:
        raise click.UsageError(str(error), click.get_current_context()) from error
    click.echo(f"{bottle}: {after:g} mL in the bottle, {before:.1f} mL by the books before.")
    client = create_client()
    try:
        client.wait_for_connection(CONNECT_WALL_S)
        follow_bottles(client)
        logger = create_logger("bottles", get_unit_name(), UNIVERSAL_EXPERIMENT, source="app", pub_client=client)
        logger.info(f"The {bottle} bottle has {after:g} mL in it, {before:.1f} mL by the books before.")
        logger.clean_up()
    finally:
        client.close()


def _hours(hours: float | None) -> str:
    return "" if hours is None else f"{hours:.1f}"


def _experiment(given: str | None) -> str:
    from pioreactor.whoami import get_assigned_experiment_name

    return given or get_assigned_experiment_name()


def _print(experiment: str, state: VialState, as_json: bool) -> None:
    from pioreactor.domain.headroom import fill_limit_ml, headroom_ml
    from pioreactor.exc import NoModelAssignedError, UnknownModelAssignedError
    from pioreactor.runtime.booking import vial_limits

    values: dict[str, Any] = {"experiment": experiment, **state._asdict(), "fill_limit_ml": None, "headroom_ml": None}
    try:
        limits = vial_limits()
    except (NoModelAssignedError, UnknownModelAssignedError):
        pass
    else:
        values |= {"fill_limit_ml": fill_limit_ml(state, *limits), "headroom_ml": headroom_ml(state, *limits)}
    if as_json:
        echo_json(values)
        return
    texts = ((key, f"{value:.3f}" if isinstance(value, float) else value) for key, value in values.items())
    echo_table(("What", "Value"), [(key, "unknown" if text is None else text) for key, text in texts])

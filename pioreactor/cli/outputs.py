"""``pio outputs``."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import click

from pioreactor.cli.output import echo_json, echo_table, json_option

if TYPE_CHECKING:
    from pioreactor.runtime.leases import Lease
    from pioreactor.runtime.outputs import SwitchOff


@click.group("outputs", invoke_without_command=True)
@json_option
@click.pass_context
def outputs(ctx: click.Context, as_json: bool) -> None:
    """Show every output of this unit: what hangs on it, how far it is on, and which process answers for it."""
    if ctx.invoked_subcommand is not None:
        return
    rows = _rows()
    if as_json:
        echo_json({"is_guarded": _is_guarded(), "outputs": rows})
        return
    echo_table(
        ("Output", "What", "Level", "Owner", "Since", "Lease"),
        [
            (row["output"], row["name"], f"{row['level']:g} %", _owner(row), _since(row), _lease_in_words(row))
            for row in rows
        ],
    )
    if not _is_guarded():
        click.echo("No guardian runs: nobody switches off what a dead process leaves on. Start it: pio run monitor")


@outputs.command("off")
@click.option("--all", "everything", is_flag=True, help="Stop the jobs that own outputs first, then switch off all.")
@json_option
def off(everything: bool, as_json: bool) -> None:
    """Switch off every output that no living process owns, and say what became of each.

    Outputs of running jobs and lamps that were set by hand stay on unless --all is given. The exit code is 1 if
    anything is not known to be off.
    """
    from pioreactor.exc import LeaseError
    from pioreactor.runtime.leases import shared_board
    from pioreactor.runtime.outputs import switch_off_ownerless

    if everything:
        _stop_owners()
    try:
        board = shared_board()
    except LeaseError:
        board = None
    outcomes = switch_off_ownerless(board)
    owned = [lease for lease in board.leases() if lease.is_alive] if board is not None else []
    if as_json:
        echo_json([outcome._asdict() for outcome in outcomes] + [_row_of(lease, lease.output) for lease in owned])
    else:
        for outcome in outcomes:
            click.echo(_sentence(outcome))
        for lease in owned:
            click.echo(f"{_name(lease.output)} stays with {lease.job_name or 'its process'} (process {lease.pid}).")
    on = [_name(outcome.output) for outcome in outcomes if not outcome.is_off]
    on += [_name(lease.output) for lease in owned] if everything else []
    if on:
        raise click.ClickException(f"not off: {', '.join(on)}. Pull the plug of the unit if it cannot wait.")


def _stop_owners() -> None:
    from pioreactor.runtime.leases import shared_board
    from pioreactor.runtime.registry import Registry
    from pioreactor.runtime.stopping import stop_jobs

    owners = {lease.pid for lease in shared_board().leases()}
    registry = Registry()
    try:
        records = [r for r in registry.running() if r.pid in owners or r.job_name == "led_intensity"]
    finally:
        registry.close()
    for record in records:
        for outcome in stop_jobs(job_id=record.job_id):
            click.echo(f"{outcome.job_name} (process {outcome.pid}): {outcome.outcome}.", err=True)


def _rows() -> list[dict[str, Any]]:
    from pioreactor.exc import PioreactorError
    from pioreactor.runtime.leases import OUTPUTS, shared_board
    from pioreactor.runtime.outputs import lamp_of, levels_of_lamps, levels_of_lines, output_of_pin, output_pins

    leases = {lease.output: lease for lease in shared_board().leases()}
    try:
        wired = [output_of_pin(pin) for pin in output_pins()]
    except PioreactorError:
        wired = []
    by_table = {output_of_pin(int(pin)): level for pin, level in levels_of_lines().items()}
    by_table |= {f"led_{channel}": level for channel, level in levels_of_lamps().items()}
    shown = [name for name in OUTPUTS if name in wired or name in leases or lamp_of(name) or name in by_table]
    return [_row_of(leases.get(name), name, by_table.get(name, 0.0)) for name in shown]


def _row_of(lease: Lease | None, output: str, level: float = 0.0) -> dict[str, Any]:
    from pioreactor import clock

    row: dict[str, Any] = {"output": output, "name": _name(output), "level": level}
    if lease is None:
        return row
    now = clock.wall_monotonic()
    return {
        **row,
        "level": lease.level,
        "job_name": lease.job_name or None,
        "job_id": lease.job_id or None,
        "pid": lease.pid,
        "is_alive": lease.is_alive,
        "experiment": lease.experiment or None,
        "held_s": round(now - lease.granted_s, 1),
        "must_renew_within_s": None if math.isinf(lease.renew_within_s) else lease.renew_within_s,
        "renewed_s_ago": round(now - lease.renewed_s, 2),
        "off_in_s": None if math.isinf(lease.off_by_s) else round(lease.off_by_s - clock.monotonic(), 1),
    }


def _is_guarded() -> bool:
    from pioreactor.runtime.leases import shared_board

    return shared_board().is_guarded()


def _name(output: str) -> str:
    from pioreactor.runtime.outputs import in_words_for_people

    return in_words_for_people(output)


def _owner(row: dict[str, Any]) -> str:
    if "pid" not in row:
        return "set by hand" if row["level"] > 0.0 else ""
    name = row["job_name"] or "process"
    return f"{name} ({row['pid']})" if row["is_alive"] else f"{name} ({row['pid']}, dead)"


def _since(row: dict[str, Any]) -> str:
    return f"{row['held_s']:.0f} s" if "held_s" in row else ""


def _lease_in_words(row: dict[str, Any]) -> str:
    if "pid" not in row:
        return ""
    parts = ["while its process lives"]
    if row["must_renew_within_s"] is not None:
        parts.append(f"renewed every {row['must_renew_within_s']:g} s, last {row['renewed_s_ago']:.1f} s ago")
    if row["off_in_s"] is not None:
        parts.append(f"off in {row['off_in_s']:.1f} s")
    return "; ".join(parts)


def _sentence(outcome: SwitchOff) -> str:
    if outcome.is_off:
        return f"{_name(outcome.output)}: off, confirmed."
    return f"{_name(outcome.output)}: NOT confirmed to be off: {outcome.error}."

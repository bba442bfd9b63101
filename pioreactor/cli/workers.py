"""``pio workers``, over the leader's API."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import click

from pioreactor.cli.leader_http import ask, part
from pioreactor.cli.output import echo_json, echo_table, json_option
from pioreactor.cli.roles import require_leader


@click.group("workers", no_args_is_help=True)
def workers() -> None:
    """Show the workers and assign them to experiments."""
    require_leader("pio workers")


@workers.command("assign")
@click.argument("worker")
@click.argument("experiment")
def assign(worker: str, experiment: str) -> None:
    """Assign WORKER to EXPERIMENT; jobs of its former experiment are told to stop."""
    ask("put", f"/api/experiments/{part(experiment)}/workers", {"pioreactor_unit": worker})
    click.echo(f"Assigned {worker} to {experiment}.")


@workers.command("unassign")
@click.argument("worker")
@click.argument("experiment")
def unassign(worker: str, experiment: str) -> None:
    """Take WORKER out of EXPERIMENT and stop its jobs."""
    ask("delete", f"/api/experiments/{part(experiment)}/workers/{part(worker)}")
    click.echo(f"Unassigned {worker} from {experiment}.")


@workers.command("status")
@json_option
def status(as_json: bool) -> None:
    """State, version and experiment of each worker, asked of all at the same time."""
    rows = ask("get", "/api/workers")
    assigned = {row["pioreactor_unit"]: row["experiment"] for row in ask("get", "/api/workers/assignments")}
    states = _monitor_states([row["pioreactor_unit"] for row in rows])
    with ThreadPoolExecutor(max_workers=max(1, min(32, len(rows)))) as pool:
        answers = list(pool.map(_ask_unit, [row["pioreactor_unit"] for row in rows]))
    lines = [_line(row, assigned, states, answer) for row, answer in zip(rows, answers, strict=True)]
    if as_json:
        echo_json(lines)
        return
    if not lines:
        click.echo("No workers yet.")
        return
    titles = ("Name", "Is leader?", "Address", "State", "Active?", "Reachable?", "Version", "Experiment")
    echo_table(titles, [[_word(value) for value in line.values()] for line in lines])


def _line(row: Any, assigned: dict[str, Any], states: dict[str, str], answer: tuple[str, str | None]) -> dict[str, Any]:
    from pioreactor.config import get_leader_hostname

    unit = row["pioreactor_unit"]
    address, version = answer
    return {
        "name": unit,
        "is_leader": unit == get_leader_hostname(),
        "address": address,
        "state": states.get(unit, "unknown"),
        "is_active": bool(row["is_active"]),
        "is_reachable": version is not None,
        "version": version,
        "experiment": assigned.get(unit),
    }


def _word(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def _ask_unit(unit: str) -> tuple[str, str | None]:
    """Address of a unit and its version; None when its web server does not answer within two wall seconds."""
    from pioreactor.exc import PioreactorError
    from pioreactor.pubsub import get_from
    from pioreactor.utils.networking import resolve_to_address

    address = resolve_to_address(unit)
    try:
        reply = get_from(address, "/unit_api/versions/app", timeout=2)
        return address, str(reply.json()["version"]) if reply.ok else None
    except (OSError, PioreactorError, ValueError, KeyError):
        return address, None


def _monitor_states(units: list[str]) -> dict[str, str]:
    """The retained state of each unit's monitor; at most one wall second."""
    from pioreactor import clock
    from pioreactor.pubsub import subscribe_and_callback, topics

    states: dict[str, str] = {}

    def note(message: Any) -> None:
        states[topics.parse(message.topic).unit] = message.payload.decode(errors="replace") or "unknown"

    client = subscribe_and_callback(note, topics.topic("+", "$experiment", "monitor", "$state"))
    try:
        if not client.wait_for_connection(1.0):
            return dict.fromkeys(units, "unknown (broker does not answer)")
        clock.wait_until(lambda: all(unit in states for unit in units), timeout=1.0)
    finally:
        client.close()
    return states

"""``pio audit``: who changed what."""

from __future__ import annotations

import click

from pioreactor.cli.output import echo_json, echo_table, json_option
from pioreactor.cli.roles import require_leader


@click.group("audit", no_args_is_help=True)
def audit() -> None:
    """Show who changed what, and check that nobody changed that record."""
    require_leader("pio audit")


@audit.command("list")
@click.option("--actor", help="Only what this one did.")
@click.option("--text", help="Only entries in which this stands.")
@click.option("-n", "limit", type=click.IntRange(1, 1000), default=50, show_default=True, help="At most so many.")
@json_option
def list_(actor: str | None, text: str | None, limit: int, as_json: bool) -> None:
    """List the entries, newest first."""
    import msgspec

    from pioreactor.leader.identity.at_leader import open_database
    from pioreactor.storage.database import audit as stored

    with open_database() as connection:
        found = stored.list_events(connection, actor=actor, text=text, limit=limit)
    if as_json:
        echo_json([msgspec.to_builtins(one) for one in found])
    elif not found:
        click.echo("No entries.")
    else:
        rows = [(e.event_id, e.at, e.actor, e.role, e.source, e.action, e.object, e.outcome) for e in found]
        echo_table(("Number", "When", "Who", "Role", "From", "What", "Of what", "Outcome"), rows)


@audit.command("verify")
@click.option("--expect", help="A hash that was noted earlier; it must be that of an entry.")
@json_option
def verify(expect: str | None, as_json: bool) -> None:
    """Follow the chain of hashes from its beginning. Exit code 1 if it is broken."""
    import msgspec

    from pioreactor.leader.identity.at_leader import open_database
    from pioreactor.storage.database import audit as stored

    with open_database() as connection:
        found = stored.verify(connection, expect)
    if as_json:
        echo_json(msgspec.to_builtins(found))
    elif found.is_whole:
        click.echo(f"{found.events} entries, whole. Newest hash: {found.last_hash or 'none'}")
    if not found.is_whole:
        place = f" at entry {found.broken_at}" if found.broken_at else ""
        raise click.ClickException(f"the audit trail is broken{place}. {found.cause} Compare it with a backup.")

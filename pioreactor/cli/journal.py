"""``pio journal``: what this unit wrote down, and how much of it the leader has."""

from __future__ import annotations

import click

from pioreactor.cli.output import echo_json, json_option


@click.group("journal", no_args_is_help=True)
def journal() -> None:
    """Show what the leader has collected of this unit."""


@journal.command("status")
@json_option
def status(as_json: bool) -> None:
    """Say how many messages were written down, and how many of them wait for the leader."""
    from pioreactor.storage.journal import shared_journal

    found = shared_journal()
    written, stored = found.last_number(), found.acknowledged()
    kept, dropped, used, cap = found.kept(), found.dropped(), found.used_bytes(), found.cap_bytes
    if as_json:
        counts = {"written": written, "stored": stored, "waiting": written - stored, "kept": kept, "dropped": dropped}
        echo_json({"journal_id": found.journal_id, **counts, "used_bytes": used, "cap_bytes": cap})
        return
    click.echo(f"{written} messages written down, {stored} of them stored by the leader, {written - stored} waiting.")
    click.echo(f"{kept} stored ones are kept until a backup of the leader holds them.")
    click.echo(f"{used / 1e6:.1f} of {cap / 1e6:.0f} MB used; {dropped} lost because it was full.")


@journal.command("forget")
def forget() -> None:
    """Forget what the leader has stored, backed up or not. What waits for it stays."""
    from pioreactor.storage.journal import shared_journal

    found = shared_journal()
    count = found.kept()
    found.acknowledge(found.acknowledged())
    click.echo(f"{count} messages forgotten; {found.last_number() - found.acknowledged()} wait for the leader.")

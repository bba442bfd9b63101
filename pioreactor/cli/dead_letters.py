"""``pio db dead-letters``: messages that were not understood."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from pioreactor.cli.output import echo_json, echo_table, json_option

if TYPE_CHECKING:
    from pioreactor.storage.database.dead_letters import Choice

_numbers = click.argument("numbers", nargs=-1, type=click.IntRange(0, 2**63 - 1), metavar="[NUMBER]...")
_text = click.option("--text", help="Those with this text in topic or reason.")
_all = click.option("--all", "are_all_meant", is_flag=True, help="All of them.")
_REASONS_SHOWN = 20


@click.group("dead-letters", no_args_is_help=True)
def dead_letters() -> None:
    """Look at messages that were not understood, store them once their cause is mended, or forget them."""


@dead_letters.command("list")
@_text
@click.option("-n", "limit", type=click.IntRange(1, 100_000), default=50, show_default=True, help="At most so many.")
@json_option
def list_(text: str | None, limit: int, as_json: bool) -> None:
    """List them, newest first."""
    import msgspec

    from pioreactor.leader.identity.at_leader import open_database
    from pioreactor.storage.database import dead_letters as stored

    with open_database() as connection:
        found = stored.list_dead_letters(connection, limit, text=text)
        count = stored.count_dead_letters(connection, text=text)
    if as_json:
        echo_json({"count": count, "dead_letters": [msgspec.to_builtins(letter) for letter in found]})
    elif not found:
        click.echo("No dead letters." if text is None else f"No dead letter has {text!r} in topic or reason.")
    else:
        echo_table(("Number", "Received", "Topic", "Reason"), [(x.id, x.received_at, x.topic, x.reason) for x in found])
        if count > len(found):
            click.echo(f"{len(found)} of {count}; more with -n.")


@dead_letters.command("show")
@click.argument("number", type=click.IntRange(0, 2**63 - 1))
@json_option
def show(number: int, as_json: bool) -> None:
    """Show one as it came."""
    import msgspec

    from pioreactor.leader.identity.at_leader import open_database
    from pioreactor.storage.database import dead_letters as stored

    with open_database() as connection:
        found = stored.get_dead_letter(connection, number)
    if as_json:
        echo_json(msgspec.to_builtins(found))
        return
    click.echo(f"Received {found.received_at}\nTopic    {found.topic}\nReason   {found.reason}\n\n{found.payload}")


@dead_letters.command("replay")
@_numbers
@_text
@_all
@json_option
def replay(numbers: tuple[int, ...], text: str | None, are_all_meant: bool, as_json: bool) -> None:
    """Read them once more and store what is understood now, with the plugins that are installed now.

    What is still not understood is kept, with its newest reason; then the exit code is 1.
    """
    import msgspec

    choice = _choice(numbers, text, are_all_meant)
    from contextlib import closing

    from pioreactor.background_jobs.leader.mqtt_to_db_streaming.parsing.at_leader import routes
    from pioreactor.background_jobs.leader.mqtt_to_db_streaming.replaying import replay as store
    from pioreactor.leader.identity.at_leader import open_database, write_down
    from pioreactor.plugin_management import load_plugins
    from pioreactor.storage.database.connection import connect

    load_plugins()
    with open_database() as connection, closing(connect(enforce_experiments=False)) as writer:
        done = store(writer, routes(), choice)
        kept = len(done.refused)
        write_down(connection, "Replay dead letters", _meant(choice), new=f"{done.stored} stored, {kept} kept")
    if as_json:
        echo_json(msgspec.to_builtins(done))
    else:
        click.echo(f"{done.stored} stored.")
        reasons = dict.fromkeys(refused.reason for refused in done.refused)
        for reason in list(reasons)[:_REASONS_SHOWN]:
            click.echo(f"Kept: {reason}", err=True)
    if kept:
        raise click.ClickException(f"{kept} are still not understood and kept. See why: pio db dead-letters list")


@dead_letters.command("forget")
@_numbers
@_text
@_all
@click.option("-y", "--yes", is_flag=True, help="Do not ask.")
@json_option
def forget(numbers: tuple[int, ...], text: str | None, are_all_meant: bool, yes: bool, as_json: bool) -> None:
    """Delete them for good. What is in them is lost."""
    choice = _choice(numbers, text, are_all_meant)
    from pioreactor.leader.identity.at_leader import open_database, write_down
    from pioreactor.storage.database import dead_letters as stored

    with open_database() as connection:
        count = len(stored.numbers_of(connection, choice))
        if count and not yes:
            click.confirm(f"Delete {count} dead letters for good?", abort=True, err=True)
        gone = stored.forget_dead_letters(connection, choice)
        if gone:
            write_down(connection, "Forget dead letters", _meant(choice), new=f"{gone} deleted")
    if as_json:
        echo_json({"deleted": gone})
    else:
        click.echo(f"{gone} deleted.")


def _choice(numbers: tuple[int, ...], text: str | None, are_all_meant: bool) -> Choice:
    given: list[Any] = [bool(numbers), text is not None, are_all_meant]
    if sum(given) != 1:
        raise click.UsageError("Say which: numbers, --text TEXT or --all.", click.get_current_context())
    if text == "":
        raise click.UsageError("--text needs a text; all of them are meant by --all.", click.get_current_context())
    from pioreactor.storage.database.dead_letters import Choice

    return Choice(ids=numbers or None, text=text)


def _meant(choice: Choice) -> str:
    if choice.ids is not None:
        return f"dead letters {', '.join(map(str, choice.ids))}"
    return f"dead letters with {choice.text!r}" if choice.text else "all dead letters"

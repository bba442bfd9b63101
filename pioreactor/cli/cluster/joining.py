"""``pio cluster add`` and ``pio cluster remove``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, NoReturn

import click

from pioreactor.cli.output import json_option
from pioreactor.cli.roles import require_leader

if TYPE_CHECKING:
    from pioreactor.cluster.joining.asking import Secrets
    from pioreactor.cluster.joining.records import Join


@click.command("add")
@click.argument("name")
@click.option("--address", default="", help="Where it is, if it is not found by its name.")
@click.option("--port", default=22, type=click.IntRange(1, 65535), help="Of its SSH server.")
@click.option("--model", default="", help="Bioreactor model, such as pioreactor_20ml.")
@click.option("--model-version", default="", help="Its version, such as 1.5.")
@click.option("--user", default="", help="Account there that may use sudo, for the first login.")
@click.option("--password-stdin", is_flag=True, help="Read the password of --user from the standard input.")
@click.option("--claim-code-stdin", is_flag=True, help="Read the code that the unit shows from the standard input.")
@click.option("--host-key", default="", metavar="FINGERPRINT", help="The unit's own, SHA256:…, as its screen says it.")
@click.option("--set-clock", "sets_clock", is_flag=True, help="Set its clock if it is wrong.")
@click.option("-y", "--yes", is_flag=True, help="Trust the host key that is shown, without asking.")
@json_option
def add(
    name: str,
    address: str,
    port: int,
    model: str,
    model_version: str,
    user: str,
    password_stdin: bool,
    claim_code_stdin: bool,
    host_key: str,
    sets_clock: bool,
    yes: bool,
    as_json: bool,
) -> None:
    """Add the unit NAME: found, identified, looked at, provisioned, seen at work; each stage is shown.

    Its running experiment goes on. A failure says what to do and puts back what was changed. Adding a healthy member
    again changes nothing. With --user its password is asked for, unless --password-stdin gives it or the leader's key
    is there already. It goes on without this command, and is seen on the page Inventory as well.
    """
    require_leader("pio cluster add")
    from pioreactor.cluster.joining import asking
    from pioreactor.cluster.joining.asking import Secrets
    from pioreactor.cluster.joining.records import Join
    from pioreactor.leader.identity.at_leader import account

    _require_possible()
    asking.check_name(name)
    if claim_code_stdin and (password_stdin or user):
        raise click.UsageError("give a claim code or an account, not both.", click.get_current_context())
    secrets = (
        Secrets(claim_code=sys.stdin.readline().strip())
        if claim_code_stdin
        else Secrets(password=_password(user, password_stdin))
    )
    wanted = Join(
        run_id="",
        kind="add",
        unit=name,
        address=address,
        port=port,
        user=user,
        model_name=model,
        model_version=model_version,
        host_key=host_key,
        sets_clock=sets_clock,
        asked_by=account(),
    )
    run = _perform(wanted, secrets, as_json)
    if run.failure is not None and "accept_host_key" in run.failure.actions and (yes or _is_accepted(run, as_json)):
        wanted.host_key = run.found.fingerprint
        run = _perform(wanted, secrets, as_json)
    _end(run, as_json)


@click.command("remove")
@click.argument("name")
@click.option("-y", "--yes", is_flag=True, help="Do not ask.")
@json_option
def remove(name: str, yes: bool, as_json: bool) -> None:
    """Remove the unit NAME: its jobs stop, its accounts, keys and messages go; its data stay, here and there.

    It looks afterwards whether anything is left. A unit that is away is removed as well; what remains to be done there
    is said.
    """
    require_leader("pio cluster remove")
    from pioreactor.cluster.joining import asking
    from pioreactor.leader.identity.at_leader import account

    _require_possible()
    if not yes:
        click.confirm(f"Remove {name}? Its jobs stop.", abort=True, err=True)
    run = asking.ask_to_remove(name, account())
    _write_down("Remove a unit from the cluster", name)
    _end(_followed(run, as_json), as_json)


def _perform(wanted: Join, secrets: Secrets, as_json: bool) -> Join:
    from pioreactor.cluster.joining import asking

    run = asking.ask_to_add(wanted, secrets)
    _write_down("Add a unit", wanted.unit)
    return _followed(run, as_json)


def _followed(run: Join, as_json: bool) -> Join:
    """Show the stages until the run has ended, whoever carries it out."""
    from pioreactor import clock
    from pioreactor.cli.cluster.staged_list import StagedList
    from pioreactor.cluster.joining.records import DESK

    shown = StagedList(as_json)
    try:
        while True:
            run = DESK.look(DESK.load(run.run_id))
            shown.show(run)
            if run.has_ended:
                return run
            clock.wall_sleep(0.2)
    except KeyboardInterrupt:
        raise click.ClickException(
            f"{run.unit}: it goes on without this command. The page Inventory shows it."
        ) from None


def _is_accepted(run: Join, as_json: bool) -> bool:
    if as_json or not sys.stdin.isatty():
        return False
    assert run.failure is not None
    click.echo(f"{run.failure.cause}\n{run.failure.remedy}", err=True)
    return click.confirm(f"Does the screen of {run.unit} say {run.found.fingerprint}?", err=True)


def _end(run: Join, as_json: bool) -> None:
    if as_json:
        import msgspec

        click.echo(msgspec.json.encode(run).decode())
    elif run.outcome == "succeeded":
        click.echo(f"{run.meta}. {run.took_s or 0.0:.0f} s.")
    if run.outcome != "succeeded":
        _fail(run)


def _fail(run: Join) -> NoReturn:
    words = [run.failure.cause, run.failure.remedy] if run.failure else [run.message or f"It was {run.outcome}."]
    raise click.ClickException(" ".join([*words, f"{run.meta}."]))


def _password(user: str, from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\n")
    if user and sys.stdin.isatty():
        return str(
            click.prompt(
                f"Password of {user} (empty: by key)", hide_input=True, default="", show_default=False, err=True
            )
        )
    return ""


def _require_possible() -> None:
    from pioreactor.cluster.joining import asking

    why_not = asking.why_not()
    if why_not is not None:
        raise click.ClickException(why_not)


def _write_down(action: str, unit: str) -> None:
    from pioreactor.leader.identity.at_leader import open_database, write_down

    with open_database() as connection:
        write_down(connection, action, unit)

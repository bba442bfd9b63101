"""``pio alarms``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from pioreactor.cli.completing import complete_alarm
from pioreactor.cli.output import echo_json, json_option

if TYPE_CHECKING:
    from pioreactor.runtime.alarms import Alarm


@click.group("alarms", invoke_without_command=True)
@json_option
@click.pass_context
def alarms(context: click.Context, as_json: bool) -> None:
    """Show the open alarms of this unit; acknowledge them, reset latches."""
    if context.invoked_subcommand is None:
        _show(as_json)


@alarms.command("list")
@json_option
def list_alarms(as_json: bool) -> None:
    """Show the open alarms, worst first, with what to do. The exit code is 0 whatever is open."""
    _show(as_json)


@alarms.command("acknowledge")
@click.argument("code", shell_complete=complete_alarm)
@click.option("--by", default=None, help="Who has seen it; default: the account.")
def acknowledge(code: str, by: str | None) -> None:
    """Say that somebody has seen the alarm CODE and takes care of it."""
    from pioreactor.runtime.alarms import acknowledge_alarm

    left = acknowledge_alarm(code, by or _account())
    click.echo(f"{code} is acknowledged." if left is not None else f"{code} was over already and is closed.")


@alarms.command("reset")
@click.argument("code", shell_complete=complete_alarm)
@click.option("--by", default=None, help="Who asks; default: the account.")
def reset(code: str, by: str | None) -> None:
    """Ask the interlock behind the alarm CODE to let go, once its cause is mended.

    The interlock looks for itself whether that is safe. Waits at most 10 seconds for its answer; the exit code is 1 if
    it did not let go.
    """
    from pioreactor import clock
    from pioreactor.runtime.alarms import get_alarm, request_reset

    request_reset(code, by or _account())

    def is_answered() -> bool:
        alarm = get_alarm(code)
        return alarm is None or not alarm.reset_requested

    clock.wait_until(is_answered, 10.0, poll=0.1)
    alarm = get_alarm(code)
    if alarm is None:
        click.echo(f"{code} is reset.")
        return
    refused = (alarm.data or {}).get("reset_refused")
    if refused and not alarm.reset_requested:
        raise click.ClickException(f"{code} stays: {refused}")
    source = alarm.source or "the job that raised it"
    raise click.ClickException(
        f"{code} was asked to reset, but nobody has answered in 10 s. It is looked at when {source} runs again."
    )


def _show(as_json: bool) -> None:
    from pioreactor.runtime.alarms import open_alarms

    found = open_alarms()
    if as_json:
        import msgspec

        echo_json(msgspec.to_builtins(found))
    elif not found:
        click.echo("No alarms.")
    else:
        click.echo("\n\n".join(_in_lines(alarm) for alarm in found))


def _in_lines(alarm: Alarm) -> str:
    states: dict[str, str] = {
        "new": "not acknowledged",
        "acknowledged": f"acknowledged by {alarm.acknowledged_by}",
        "returned": "over, not acknowledged",
    }
    lines = [f"{alarm.severity.upper()}  {alarm.code}  since {alarm.raised_at}  ({states.get(alarm.state, '')})"]
    lines += [f"  {alarm.title}", *_indented(alarm.text), *_indented(alarm.remedy)]
    if alarm.needs_reset:
        lines.append(f"  When it is mended: pio alarms reset {alarm.code}")
    return "\n".join(lines)


def _indented(text: str) -> list[Any]:
    return [f"  {line}" for line in text.splitlines() if line.strip()]


def _account() -> str:
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "command line"

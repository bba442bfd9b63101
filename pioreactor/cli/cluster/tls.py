"""``pio cluster tls``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from pioreactor.cli.output import echo_json, json_option
from pioreactor.cli.roles import require_leader

if TYPE_CHECKING:
    from pioreactor.cluster.authority.looking import Shown


@click.group("tls", no_args_is_help=True)
def tls() -> None:
    """Encrypt what goes between units and to browsers, with certificates that the leader makes."""
    require_leader("pio cluster tls")


@tls.command("on")
def on() -> None:
    """Encrypt. Every unit gets a certificate; jobs go on. A second time, it renews what ends soon."""
    _switch(is_on=True)


@tls.command("off")
def off() -> None:
    """Encrypt no more. The authority stays for the next time; jobs go on."""
    _switch(is_on=False)


@tls.command("status")
@json_option
def status(as_json: bool) -> None:
    """Whether it is on, the authority's fingerprint, what each unit shows. Exit code 1 if one shows nothing good."""
    from pioreactor.cluster.authority import issuing, keeping

    wish, own = keeping.load_wish(), keeping.load_own()
    shown = _shown_by_all() if wish.is_on else []
    if as_json:
        mark = issuing.fingerprint(own.certificate) if own is not None else None
        echo_json({"is_on": wish.is_on, "fingerprint": mark, "units": shown})
    else:
        click.echo(f"TLS is {'on' if wish.is_on else 'off'}.")
        if own is not None:
            click.echo(f"The authority's certificate, SHA-256: {issuing.fingerprint(own.certificate)}")
        for found in shown:
            end = f"until {found.ends_at:%Y-%m-%d}" if found.ends_at else found.trouble
            click.echo(f"  {found.unit}: {end}")
    if any(found.trouble for found in shown):
        raise SystemExit(1)


@tls.command("due")
def due() -> None:
    """Exit code 0 if a certificate has to be renewed, 1 if not; the leader's daily timer asks."""
    from pioreactor.cluster.authority import handing_out, keeping

    found = handing_out.due(_units()) if keeping.load_wish().is_on else []
    for unit, reason in found:
        click.echo(f"{unit}: {reason}")
    raise SystemExit(0 if found else 1)


def _switch(*, is_on: bool) -> None:
    from pioreactor.cluster.authority import keeping
    from pioreactor.cluster.authority.converging import converge

    with keeping.changing():
        keeping.save_wish(keeping.Wish(is_on))
    word = "on" if is_on else "off"
    code = converge()
    if code != 0:
        raise click.ClickException(
            f"not every unit could be reached or changed; see above. `pio cluster tls {word}` goes on where it stopped."
        )
    click.echo(f"TLS is {word}." + (" Browsers need the certificate at /api/ca.pem once." if is_on else ""))


def _shown_by_all() -> list[Shown]:
    from concurrent.futures import ThreadPoolExecutor

    from pioreactor.cluster.authority.looking import look
    from pioreactor.pubsub.addresses import resolve_to_address, without_port

    units = _units()
    with ThreadPoolExecutor(16) as pool:
        return list(pool.map(lambda unit: look(unit, without_port(resolve_to_address(unit))), units))


def _units() -> list[str]:
    import contextlib

    from pioreactor.config import get_leader_hostname
    from pioreactor.storage import database
    from pioreactor.storage.database.workers import list_workers

    with contextlib.closing(database.connect(readonly=True)) as connection:
        workers = [row.pioreactor_unit for row in list_workers(connection)]
    return list(dict.fromkeys([get_leader_hostname(), *workers]))

"""``pio web``: the web server of this unit."""

from __future__ import annotations

import click


@click.command("web")
@click.option("--host", help="Address to listen on; default [ui] host.")
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    help="Port to listen on and be found at; default [ui] listen_port, else [ui] port.",
)
@click.option(
    "--address",
    is_flag=True,
    help="Print the page's address (leader only), with the claim code until somebody claims it, and end.",
)
def web(host: str | None, port: int | None, address: bool) -> None:
    """Run the web server of this unit until it is stopped; on the leader with the cluster's API and the page."""
    from pioreactor.config import get_config, get_listen_port
    from pioreactor.exc import PioreactorError

    try:
        if address:
            click.echo(_address(host, port))
            return
        host = host or str(get_config().get("ui", "host"))
        # A port on the command line leaves the proxy out of it: that one is what browsers see, too.
        public_port = port or get_config().getint("ui", "port")
        listen_port = port or get_listen_port()
        _serve(host, listen_port, public_port)
    except PioreactorError as error:
        raise click.ClickException(str(error)) from error


def _serve(host: str, port: int, public_port: int) -> None:
    from pioreactor.web.app import create_app
    from pioreactor.web.log_sinks import open_sinks
    from pioreactor.web.server import serve

    open_sinks()
    app = create_app(public_port)
    click.echo(f"Listening on http://{_shown(host)}:{port}/")
    serve(app, host, port)


def page_address(host: str | None = None, port: int | None = None) -> str:
    """Where the page is, by the configuration or the given address."""
    from pioreactor.config import get_config, get_listen_port

    public_port = port or get_config().getint("ui", "port")
    is_behind_proxy = public_port != (port or get_listen_port())
    # Only the proxy speaks TLS.
    protocol = get_config().get("ui", "proto") if is_behind_proxy else "http"
    return (
        f"{protocol}://{_shown('' if is_behind_proxy else host or str(get_config().get('ui', 'host')))}:{public_port}/"
    )


def _address(host: str | None, port: int | None) -> str:
    from pioreactor import whoami
    from pioreactor.exc import RoleError
    from pioreactor.leader.identity.at_leader import open_database
    from pioreactor.leader.identity.keys import claim_code

    if not whoami.am_I_leader():
        raise RoleError("The page is on the leader; this unit has only the API.")
    with open_database() as connection:
        code = claim_code(connection)
    # What stands behind # stays in the browser: no log and no proxy sees it.
    return page_address(host, port) + (f"#claim={code}" if code else "")


def _shown(host: str) -> str:
    if host in {"", "0.0.0.0", "::"}:  # noqa: S104  (compared, not listened on)
        from pioreactor import whoami

        return f"{whoami.get_unit_name()}.local"
    return f"[{host}]" if ":" in host else host

"""``pio config``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from pioreactor.cli.completing import complete_key, complete_section
from pioreactor.cli.output import echo_json, json_option

if TYPE_CHECKING:
    from configparser import ConfigParser
    from pathlib import Path


@click.group("config", no_args_is_help=True)
def config() -> None:
    """Read and change the configuration of this unit.

    It is made of config.ini, shared by the cluster and kept on the leader, and unit_config.ini, which belongs to this
    unit and wins.
    """


@config.command("get")
@click.argument("section", shell_complete=complete_section)
@click.argument("key", shell_complete=complete_key)
@click.option("--shared", is_flag=True, help="Only what config.ini says.")
@click.option("--specific", is_flag=True, help="Only what unit_config.ini says.")
def get(section: str, key: str, shared: bool, specific: bool) -> None:
    """Print the value that holds on this unit."""
    if shared and specific:
        raise click.UsageError("--shared and --specific exclude each other.", click.get_current_context())
    from pioreactor.config import get_config

    parser: ConfigParser = _read(_file(shared)) if shared or specific else get_config()
    if not parser.has_section(section) or not parser.has_option(section, key):
        raise click.ClickException(_missing(section, key, shared or specific, parser))
    click.echo(parser.get(section, key) or "")


@config.command("set")
@click.argument("section", shell_complete=complete_section)
@click.argument("key", shell_complete=complete_key)
@click.argument("value")
@click.option("--shared", is_flag=True, help="Change config.ini (on the leader).")
@click.option("--specific", is_flag=True, help="Change unit_config.ini of this unit.")
def set_(section: str, key: str, value: str, shared: bool, specific: bool) -> None:
    """Change one value; comments stay, and an illegal value is refused.

    Jobs that run keep the value with which they started. A change of config.ini is brought to the units.
    """
    if shared == specific:
        raise click.UsageError("give exactly one of --shared and --specific.", click.get_current_context())
    if shared:
        from pioreactor.cli.roles import require_leader

        require_leader("pio config set --shared")
    from pioreactor.config.editing import set_value

    path = _file(shared)
    set_value(path, section, key, value)
    click.echo(f"[{section}] {key} = {value} in {path}")
    if shared:
        _tell_units()


@config.command("apply")
@click.option("--shared", is_flag=True, help="Change config.ini (on the leader).")
@click.option("--specific", is_flag=True, help="Change unit_config.ini of this unit.")
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@json_option
def apply(shared: bool, specific: bool, dry_run: bool, as_json: bool) -> None:
    """Bring many values into a file at once; they come as JSON on stdin: {"section": {"key": "value"}}.

    Other keys, comments and order stay. A key with null is taken out. The second time, nothing changes.
    """
    if shared == specific:
        raise click.UsageError("give exactly one of --shared and --specific.", click.get_current_context())
    from pioreactor.config.editing import apply_values

    path = _file(shared)
    wanted = _wanted_from_stdin()
    if shared:
        _require_leader_of(path, wanted)
    changed = apply_values(path, wanted, dry_run=dry_run)
    if shared and changed and not dry_run:
        _tell_units()
    if as_json:
        echo_json({"changed": changed, "file": str(path)})
        return
    for name in changed:
        click.echo(f"{name} {'would change' if dry_run else 'changed'} in {path}")
    if not changed:
        click.echo(f"{path} is as it should be.")


def _tell_units() -> None:
    """Have the web server bring the file to the units. Where it is not up, it does so when it starts."""
    from pioreactor.cli.leader_http import ask

    try:
        ask("post", "/api/config/units/$broadcast/sync")
    except click.ClickException:
        click.echo("The web server is not up: the units get it when it starts.", err=True)


def _wanted_from_stdin() -> dict[str, dict[str, str | None]]:
    import sys

    import msgspec

    text = sys.stdin.read()
    try:
        return msgspec.json.decode(text, type=dict[str, dict[str, str | None]])
    except msgspec.DecodeError as error:
        raise click.ClickException(
            f'stdin must be JSON such as {{"stirring.config": {{"pwm_hz": "200"}}}}: {error}.'
        ) from error


def _require_leader_of(path: Path, wanted: dict[str, dict[str, str | None]]) -> None:
    """The first config.ini of a cluster is made on the unit that it names as leader."""
    from pioreactor.whoami import get_unit_name

    if not path.exists() and wanted.get("cluster.topology", {}).get("leader_hostname") == get_unit_name():
        return
    from pioreactor.cli.roles import require_leader

    require_leader("pio config apply --shared")


@config.command("show")
@click.option("--section", shell_complete=complete_section, help="Only this section.")
@click.option("--key", shell_complete=complete_key, help="Only this key; needs --section.")
@json_option
@click.option("--with-source", is_flag=True, help="Also where each value comes from.")
def show(section: str | None, key: str | None, as_json: bool, with_source: bool) -> None:
    """Print the configuration that holds on this unit."""
    if key is not None and section is None:
        raise click.UsageError("--key needs --section.", click.get_current_context())
    from pioreactor.config import get_config

    parser = get_config()
    if section is not None and not parser.has_section(section):
        raise click.ClickException(_missing(section, key or "", False, parser))
    if section is not None and key is not None and not parser.has_option(section, key):
        raise click.ClickException(_missing(section, key, False, parser))
    wanted = [section] if section is not None else sorted(parser.sections())
    values = {
        name: {option: parser.get(name, option) or "" for option in parser[name] if key in (None, option)}
        for name in wanted
    }
    if as_json:
        sources = {
            name: {o: {"value": v, "source": _source(name, o)} for o, v in values[name].items()} for name in values
        }
        echo_json(sources if with_source else values)
        return
    for name, options in values.items():
        click.echo(f"[{name}]")
        for option, value in options.items():
            click.echo(f"{option} = {value}{'  ; ' + _source(name, option) if with_source else ''}".rstrip())
        click.echo()


def _file(shared: bool) -> Path:
    from pioreactor.storage import paths

    return paths.config_path() if shared else paths.unit_config_path()


def _read(path: Path) -> ConfigParser:
    from pioreactor.config.parser import parse_text, read_file

    return read_file(path) if path.exists() else parse_text("", str(path))


def _source(section: str, key: str) -> str:
    for shared, word in ((False, "local"), (True, "global")):
        parser = _read(_file(shared))
        if parser.has_section(section) and parser.has_option(section, key):
            return word
    from pioreactor.config.schema import SECTIONS

    declared = SECTIONS.get(section)
    is_default = declared is not None and key in declared.keys and declared.keys[key].default is not None
    return "default" if is_default else "derived"


def _missing(section: str, key: str, only_one_file: bool, parser: ConfigParser) -> str:
    from pioreactor.cli.lazy import unknown

    where = " in that file" if only_one_file else ""
    if not parser.has_section(section):
        return unknown(f"section{where}", section, parser.sections())
    return unknown(f"key in [{section}]{where}", key, parser[section])

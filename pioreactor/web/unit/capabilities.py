"""What this unit can run: the commands of ``pio run`` with their options and what each job publishes."""

from __future__ import annotations

import logging
import sys
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from inspect import unwrap
from typing import Any

import click

from pioreactor.web.routing import RouteTable
from pioreactor.web.unit.automation_capabilities import automation_capabilities
from pioreactor.web.wire.jobs import Argument, Capability, Option, PublishedSetting

table = RouteTable("capabilities", "/unit_api")

_log = logging.getLogger("pioreactor.web.capabilities")


@table.add("GET", "/capabilities", summary="What this unit can run", response=list[Capability], max_age_s=5)
def capabilities() -> list[Capability]:
    """From the commands themselves (looked at once per process), so what stands here can be started; then one entry
    per automation.
    """
    return [*_capabilities(), *automation_capabilities()]


@cache
def _capabilities() -> list[Capability]:
    from pioreactor.cli.run import run

    context = click.Context(run, info_name="pio run", resilient_parsing=True)
    found: list[Capability] = []
    for name in run.list_commands(context):
        try:
            command = run.get_command(context, name)
        except ImportError as error:
            _log.warning("%s is left out of the capabilities: %s", name, error)
            continue
        if command is not None:
            found += _of_command(name, command, context)
    return found


def _of_command(name: str, command: click.Command, parent: click.Context) -> list[Capability]:
    context = click.Context(command, info_name=name, parent=parent, resilient_parsing=True)
    found = [_entry(name, command)] if not isinstance(command, click.Group) or command.invoke_without_command else []
    if isinstance(command, click.Group):
        subs = ((sub, command.get_command(context, sub)) for sub in command.list_commands(context))
        found += [entry for sub, made in subs if made for entry in _of_command(f"{name} {sub}", made, context)]
    return found


def _entry(name: str, command: click.Command) -> Capability:
    arguments = [
        Argument(parameter.name or "", parameter.nargs, parameter.required, parameter.type.name)
        for parameter in command.params
        if isinstance(parameter, click.Argument)
    ]
    options = [_option(parameter) for parameter in command.params if isinstance(parameter, click.Option)]
    placeholders = "".join(f" {argument.name.upper()}" for argument in arguments)
    return Capability(
        job_name=name,
        help=command.help,
        arguments=arguments,
        options=options,
        published_settings={} if " " in name else _settings_of(name, command),
        cli_example=f"pio run {name}{placeholders}{' [OPTIONS]' if options else ''}",
    )


def _option(parameter: click.Option) -> Option:
    default: Any = parameter.default
    plain = isinstance(default, str | int | float | bool | list | tuple) or default is None
    return Option(
        name=parameter.name or "",
        long_flag=max(parameter.opts, key=len).lstrip("-"),
        help=parameter.help,
        required=parameter.required,
        multiple=parameter.multiple,
        default=default if plain else None,
        type=parameter.type.name,
        is_flag=bool(parameter.is_flag),
    )


def _settings_of(name: str, command: click.Command) -> dict[str, PublishedSetting]:
    """What the job declares, and the state that every job has; nothing for a command that is no job."""
    start = unwrap(command.callback) if command.callback is not None else None
    declared = _declared(name, getattr(start, "__module__", None) or "")
    if declared is None:
        return {}
    settings = {key: PublishedSetting(s["datatype"], s.get("unit"), s.get("settable")) for key, s in declared.items()}
    return {"$state": PublishedSetting("string", None, True), **settings}


def _declared(name: str, module_name: str) -> dict[str, Any] | None:
    """From the ``settings.py`` beside a built-in job's command, or from the job's class beside a plugin's command."""
    package = module_name.rpartition(".")[0]
    if package.endswith(f".{name}") and find_spec(f"{package}.settings") is not None:
        settings = import_module(f"{package}.settings")
        return getattr(settings, "PUBLISHED_SETTINGS", None)
    for value in vars(sys.modules.get(module_name, click)).values():
        if isinstance(value, type) and getattr(value, "job_name", None) == name:
            return getattr(value, "published_settings", None)
    return None

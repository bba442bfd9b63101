"""``pio run``: start a job in this process.

The built-in jobs are a table of names; plugins add commands, or replace built-in ones, by attributes ``click_*`` or by
decorating with ``@run.command()``. Plugins are imported before a job starts, because they may hook into it; a help
page or a completion does not import them.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import click

from pioreactor.cli import lean_job
from pioreactor.cli.lazy import Entry, LazyGroup

JOB = "Jobs"
ACTION = "Actions"
LEADER = "On the leader"
PLUGIN = "From plugins"

_jobs = "pioreactor.background_jobs"
_pumping = "pioreactor.actions.pumping.cli"
JOBS = {
    "monitor": Entry(f"{_jobs}.monitor.cli:click_monitor", "Watch over this unit; runs from boot on.", JOB),
    "stirring": Entry(f"{_jobs}.stirring.cli:click_stirring", "Stir the vial at a set speed.", JOB),
    "od_reading": Entry(f"{_jobs}.od_reading.cli:click_od_reading", "Measure optical density.", JOB),
    "growth_rate_calculating": Entry(
        f"{_jobs}.growth_rate_calculating.cli:click_growth_rate_calculating", "Estimate the growth rate.", JOB
    ),
    "dosing_automation": Entry(f"{_jobs}.dosing_automation:click_dosing_automation", "Move liquid by a rule.", JOB),
    "led_automation": Entry(f"{_jobs}.led_automation:click_led_automation", "Switch the lamps by a rule.", JOB),
    "temperature_automation": Entry(
        f"{_jobs}.temperature_automation:click_temperature_automation", "Measure and hold the temperature.", JOB
    ),
    "temperature_one_point": Entry(
        "pioreactor.automations.temperature.one_point:click_temperature_one_point",
        "Correct the temperature by a thermometer in the vial.",
        ACTION,
    ),
    "led_intensity": Entry("pioreactor.actions.led_intensity:click_led_intensity", "Set the LEDs.", ACTION),
    "add_media": Entry(f"{_pumping}:click_add_media", "Pump media into the vial.", ACTION),
    "add_alt_media": Entry(f"{_pumping}:click_add_alt_media", "Pump alternative media into the vial.", ACTION),
    "remove_waste": Entry(f"{_pumping}:click_remove_waste", "Pump waste out of the vial.", ACTION),
    "circulate_media": Entry(f"{_pumping}:click_circulate_media", "Rinse the vial with media.", ACTION),
    "circulate_alt_media": Entry(
        f"{_pumping}:click_circulate_alt_media", "Rinse the vial with alternative media.", ACTION
    ),
    "pumps": Entry("pioreactor.actions.pumps:click_pumps", "Run pumps one after another.", ACTION),
    "self_test": Entry("pioreactor.actions.self_test.cli:click_self_test", "Try every part of this unit.", ACTION),
    "calibration_work": Entry(
        "pioreactor.calibrations.work.cli:click_calibration_work", "One action of a calibration.", ACTION
    ),
    "od_blank": Entry("pioreactor.actions.od_blank:click_od_blank", "Measure the blank of this experiment.", ACTION),
    "mqtt_to_db_streaming": Entry(
        f"{_jobs}.leader.mqtt_to_db_streaming.cli:click_mqtt_to_db_streaming",
        "Store what the units measure in the database.",
        LEADER,
    ),
    "export_experiment_data": Entry(
        "pioreactor.cli.export:click_export_experiment_data", "Export data of an experiment as CSV files.", LEADER
    ),
}


class RunGroup(LazyGroup):
    """Built-in jobs and those of plugins; a plugin's job wins over a built-in one of the same name."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All jobs, without importing any."""
        return sorted({*super().list_commands(ctx), *_plugin_commands()})

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As every group does; for a job that is to run, what all jobs need is imported first, in its lean form."""
        if not ctx.resilient_parsing and not {"-h", "--help"} & set(args):
            lean_job.load()
        return super().resolve_command(ctx, args)

    def line_of(self, name: str) -> Entry:
        """The help line of a job, without importing it."""
        line = _plugin_commands().get(name)
        return Entry("", line, PLUGIN) if line is not None else super().line_of(name)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of one job; loads plugins only for a name that a plugin provides."""
        if cmd_name in _plugin_commands():
            self._take_plugin_commands()
        found = super().get_command(ctx, cmd_name)
        if found is not None and cmd_name in self.table and found.callback is not None:
            _load_plugins_before(found)
        return found

    def _take_plugin_commands(self) -> None:
        from pioreactor.plugin_management.loading import click_commands, get_plugins

        for plugin in get_plugins().values():
            for name, command in click_commands(plugin.module).items():
                self.add_command(command, name)


def _plugin_commands() -> dict[str, str]:
    global _known
    if _known is None:
        from pioreactor.plugin_management.places import remembered_commands

        _known = remembered_commands()
    if _known is None:
        from pioreactor.plugin_management.loading import find_commands

        _known = find_commands()
    return _known


_known: dict[str, str] | None = None


def _load_plugins_before(command: click.Command) -> None:
    """Make ``command`` import the plugins when it is run (not when its help is shown)."""
    start = command.callback
    if start is None or getattr(start, "loads_plugins", False):
        return

    def start_with_plugins(*values: Any, **options: Any) -> Any:
        from pioreactor.plugin_management import load_plugins

        load_plugins()
        return start(*values, **options)

    start_with_plugins.loads_plugins = True  # type: ignore[attr-defined]
    # Click reads these to pass the context on.
    start_with_plugins.__wrapped__ = start  # type: ignore[attr-defined]
    command.callback = start_with_plugins


def _warn_about_root() -> None:
    """Files written by root lock out the account that owns the data; say it once per boot."""
    root = os.environ.get("DOT_PIOREACTOR") or os.path.expanduser("~/.pioreactor")  # noqa: PTH111
    try:
        owner = os.stat(root).st_uid  # noqa: PTH116
    except OSError:
        return
    if owner == 0:
        return
    from pioreactor.storage.paths import run_dir

    mark = run_dir() / "cache" / "warned_about_root"
    if mark.exists():
        return
    try:
        mark.parent.mkdir(parents=True, exist_ok=True)
        mark.touch()
    except OSError:
        pass
    click.echo(f"Warning: running as root, but {root} belongs to another account. Run pio as its owner.", err=True)


def _override(_ctx: click.Context, _param: click.Parameter, values: tuple[tuple[str, str, str], ...]) -> None:
    if not values or _ctx.resilient_parsing:
        return
    from pioreactor.config import get_config
    from pioreactor.exc import ConfigError

    for section, key, value in values:
        try:
            get_config().set_override(section, key, value)
        except ConfigError as error:
            raise click.UsageError(str(error), _ctx) from error


def _before_job() -> None:
    if os.geteuid() == 0:
        _warn_about_root()


def _group(before: Callable[[], None]) -> RunGroup:
    return RunGroup(
        "run",
        table=JOBS,
        kind="job",
        callback=before,
        help="Run a job in the foreground until it is stopped. Its options: pio run JOB --help.",
        no_args_is_help=True,
        params=[
            click.Option(
                ["--config-override"], type=(str, str, str), multiple=True, metavar="SECTION KEY VALUE",
                expose_value=False, callback=_override,
                help="Use another value of the configuration for this run only. Repeatable; goes before the job.",
            )
        ],
    )  # fmt: skip


run = _group(_before_job)

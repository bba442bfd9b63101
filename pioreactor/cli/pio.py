"""``pio``: what one unit can be asked to do."""

from __future__ import annotations

# The collector finds nothing worth freeing while modules load; it runs again before a command does.
import gc

gc.disable()

import os  # noqa: E402
import sys  # noqa: E402

import click  # noqa: E402

from pioreactor.cli.lazy import Entry, LazyGroup  # noqa: E402

RUNNING = "Activities"
UNIT = "This unit"
LEADER = "The cluster (on the leader)"
BENCH = "Without hardware"

COMMANDS = {
    "run": Entry("pioreactor.cli.run:run", "Run a job in the foreground until it is stopped.", RUNNING),
    "kill": Entry("pioreactor.cli.kill:kill", "Stop jobs and say what happened to each.", RUNNING),
    "jobs": Entry("pioreactor.cli.jobs:jobs", "List jobs, look at them, change their settings.", RUNNING),
    "log": Entry("pioreactor.cli.log:log", "Write one line to the log.", RUNNING),
    "logs": Entry("pioreactor.cli.logs:logs", "Show the log of this unit.", RUNNING),
    "mqtt": Entry("pioreactor.cli.mqtt:mqtt", "Follow the messages of the cluster.", RUNNING),
    "alarms": Entry("pioreactor.cli.alarms:alarms", "Show alarms, acknowledge them, reset latches.", UNIT),
    "blink": Entry("pioreactor.cli.blink:blink", "Blink the light of this unit.", UNIT),
    "cache": Entry("pioreactor.cli.cache:cache", "Look into the caches of this unit.", UNIT),
    "calibrations": Entry(
        "pioreactor.cli.calibrations:calibrations", "Calibrate this unit; show and choose calibrations.", UNIT
    ),
    "completion": Entry("pioreactor.cli.completion:completion", "Print the completion script of a shell.", UNIT),
    "config": Entry("pioreactor.cli.config:config", "Read and change the configuration.", UNIT),
    "hardware": Entry("pioreactor.cli.hardware:hardware", "Show what this unit is made of.", UNIT),
    "health": Entry("pioreactor.cli.health:health", "Say whether this unit is well, and no worse than before.", UNIT),
    "journal": Entry("pioreactor.cli.journal:journal", "Show what the leader has collected of this unit.", UNIT),
    "outputs": Entry("pioreactor.cli.outputs:outputs", "Show the outputs of this unit, switch them off.", UNIT),
    "plugins": Entry("pioreactor.cli.plugins:plugins", "List the plugins of this unit.", UNIT),
    "repair": Entry("pioreactor.cli.repair:repair", "Mend files and services of this unit.", UNIT),
    "status": Entry("pioreactor.cli.status:status", "Check this unit and say what is wrong.", UNIT),
    "vial": Entry("pioreactor.cli.vial:vial", "Show and correct what is in the vial.", UNIT),
    "version": Entry("pioreactor.cli.version:version", "Show the version of the software.", UNIT),
    "web": Entry("pioreactor.web.cli:web", "Run the web server of this unit.", UNIT),
    "audit": Entry("pioreactor.cli.audit:audit", "Show who changed what.", LEADER),
    "backup": Entry("pioreactor.cli.backup:backup", "Copy what the leader holds, and put it back.", LEADER),
    "cluster": Entry("pioreactor.cli.cluster:cluster", "See, use and provision all units of the cluster.", LEADER),
    "db": Entry("pioreactor.cli.db:db", "Open the database in sqlite3.", LEADER),
    "experiments": Entry("pioreactor.cli.experiments:experiments", "Create, list and delete experiments.", LEADER),
    "export": Entry("pioreactor.cli.export:export", "Export what was measured as CSV files.", LEADER),
    "mirror": Entry("pioreactor.cli.mirror:mirror", "Keep a copy of the database in PostgreSQL.", LEADER),
    "tokens": Entry("pioreactor.cli.tokens:tokens", "Make and revoke tokens for scripts.", LEADER),
    "users": Entry("pioreactor.cli.users:users", "Say who may use the appliance.", LEADER),
    "workers": Entry("pioreactor.cli.workers:workers", "Show and assign the workers.", LEADER),
    "bench": Entry("pioreactor.simulation.cli:bench", "Operate a simulated vial by hand.", BENCH),
    "simulate": Entry("pioreactor.simulation.cli:simulate", "Run a simulated vial.", BENCH),
}


def _print_version(ctx: click.Context, _param: click.Parameter, asked: bool) -> None:
    if asked and not ctx.resilient_parsing:
        from pioreactor import __version__

        click.echo(__version__)
        ctx.exit()


def _terminal_width() -> int | None:
    """Columns of the terminal, found without the module that click would import for it."""
    try:
        return min(int(os.environ.get("COLUMNS") or os.get_terminal_size(1).columns), 100) - 2
    except (OSError, ValueError):
        return 78


pio = LazyGroup(
    "pio",
    table=COMMANDS,
    help="Run and inspect the activities of this unit. Each has its own help: pio COMMAND --help.",
    params=[
        click.Option(
            ["--version"], is_flag=True, is_eager=True, expose_value=False, callback=_print_version,
            help="Show the version and exit.",
        )
    ],
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"], "terminal_width": _terminal_width()},
)  # fmt: skip


def main() -> None:
    """Entry point of the console script; ends the process with the exit code of the command."""
    from pioreactor.cli.ending import run_to_the_end

    run_to_the_end(pio, sys.argv[1:])


if __name__ == "__main__":
    main()

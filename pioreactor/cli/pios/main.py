"""The entry point of ``pios``."""

from __future__ import annotations

# The collector finds nothing worth freeing while modules load; it runs again before a command does.
import gc

gc.disable()

import sys  # noqa: E402

from pioreactor.cli.lazy import Entry, LazyGroup  # noqa: E402
from pioreactor.cli.roles import require_leader  # noqa: E402

_ON_UNITS = "pioreactor.cli.pios.on_units"

pios = LazyGroup(
    "pios",
    table={
        "cp": Entry(f"{_ON_UNITS}:cp", "Copy a file to workers."),
        "jobs": Entry("pioreactor.cli.pios.jobs:jobs", "List jobs of the units, change their settings."),
        "kill": Entry("pioreactor.cli.cluster.jobs:kill", "Stop jobs on units."),
        "reboot": Entry(f"{_ON_UNITS}:reboot", "Restart the computers of workers."),
        "rm": Entry(f"{_ON_UNITS}:rm", "Remove a file from workers."),
        "run": Entry("pioreactor.cli.cluster.jobs:run", "Start a job on units."),
        "shutdown": Entry(f"{_ON_UNITS}:shutdown", "Switch the computers of workers off."),
        "sync-configs": Entry("pioreactor.cli.pios.sync_configs:sync_configs", "Bring the configuration to all units."),
    },
    callback=lambda: require_leader("pios"),
    help="Do something on many units at once; on the leader. pio cluster does the same and more.",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def main() -> None:
    """Entry point of the console script; ends the process with the exit code of the command."""
    from pioreactor.cli.ending import run_to_the_end

    run_to_the_end(pios, sys.argv[1:], "pios")


if __name__ == "__main__":
    main()

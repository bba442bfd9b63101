"""``pio cluster``: what the leader does with its units, and to provision them."""

from __future__ import annotations

from pioreactor.cli.lazy import Entry, LazyGroup

UNITS = "Units"
MEMBERS = "Who belongs to it"
RELEASES = "Releases"
_here = "pioreactor.cli.cluster"

cluster = LazyGroup(
    "cluster",
    table={
        "cp": Entry(f"{_here}.shell:cp", "Copy a file to units.", UNITS),
        "doctor": Entry(f"{_here}.doctor:doctor", "Say what is wrong with units, and what to do.", UNITS),
        "exec": Entry(f"{_here}.shell:exec_", "Run a command on units over SSH.", UNITS),
        "kill": Entry(f"{_here}.jobs:kill", "Stop jobs on units.", UNITS),
        "list": Entry(f"{_here}.looking:list_", "List the units.", UNITS),
        "logs": Entry(f"{_here}.logs:logs", "Show and follow the log of units.", UNITS),
        "reboot": Entry(f"{_here}.power:reboot", "Restart the computers of units.", UNITS),
        "run": Entry(f"{_here}.jobs:run", "Start a job on units.", UNITS),
        "shutdown": Entry(f"{_here}.power:shutdown", "Switch the computers of units off.", UNITS),
        "status": Entry(f"{_here}.looking:status", "Show how each unit is doing.", UNITS),
        "add": Entry(f"{_here}.joining:add", "Add a unit to the cluster.", MEMBERS),
        "assign": Entry(f"{_here}.assigning:assign", "Assign a worker to an experiment.", MEMBERS),
        "config": Entry(f"{_here}.config:config", "Keep the shared configuration the same on all units.", MEMBERS),
        "credentials": Entry(f"{_here}.credentials:credentials", "Make and renew the units' secrets.", MEMBERS),
        "discover": Entry(f"{_here}.discovering:discover", "List workers that announce themselves.", MEMBERS),
        "inventory": Entry(f"{_here}.inventory:inventory", "Print the units for Ansible.", MEMBERS),
        "leave": Entry(f"{_here}.leave:leave", "Free this unit from its leader; on the unit itself.", MEMBERS),
        "register": Entry(f"{_here}.membership:register", "Put a unit into the inventory.", MEMBERS),
        "remove": Entry(f"{_here}.joining:remove", "Remove a unit from the cluster.", MEMBERS),
        "tls": Entry(f"{_here}.tls:tls", "Encrypt what goes between units, and show certificates.", MEMBERS),
        "unassign": Entry(f"{_here}.assigning:unassign", "Take a worker out of an experiment.", MEMBERS),
        "unregister": Entry(f"{_here}.membership:unregister", "Take a unit out of the inventory.", MEMBERS),
        "rollback": Entry(f"{_here}.upgrade:rollback", "Bring every unit back to the release of before.", RELEASES),
        "upgrade": Entry(f"{_here}.upgrade:upgrade", "Bring a release to every unit.", RELEASES),
    },
    help="See, use and provision the units of the cluster; on the leader.",
    no_args_is_help=True,
)

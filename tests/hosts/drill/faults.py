"""How each fault is done to a booted host, and undone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from tests.hosts.drill.plan import Fault
from tests.hosts.lab import Host

Undo = Callable[[], object]
SERVICE: Final = {
    "source": "drill-source",
    "monitor": "pioreactor-monitor",
    "web": "pioreactor-web",
    "broker": "mosquitto",
    "ingest": "pioreactor-ingest",
    "lighttpd": "lighttpd",
}
TABLE: Final = "drill"
"""Of the host's packet filter, beside its own; the role's rules stay as they are."""
RULES: Final = {
    "deaf": ("input", "drop"),
    "dumb": ("output", "drop"),
    "lossy": ("input", "numgen random mod 100 < 40 drop"),
}


def begin(host: Host, fault: Fault) -> Undo:
    """Let it happen. The result undoes it, and is to be called once, also for what is over at once."""
    what, _, part = fault.kind.partition("-")
    if what == "kill":
        # Nobody is there to be killed while the service starts anew.
        host.run(["systemctl", "kill", "--signal=KILL", SERVICE[part]], check=False)
        return lambda: None
    if what == "freeze":
        return _freeze(host, SERVICE[part])
    if what == "power":
        return _unplug(host)
    if what == "cut":
        host.cut()
        return host.heal
    if what == "backup":
        # Collected, because a second one within a second is refused, which is no failed service of the host.
        launch = ["systemd-run", "--uid=pioreactor", "--quiet", "--collect"]
        host.run([*launch, "/usr/local/bin/pio", "backup", "create", "--here-only"])
        return lambda: None
    return _filter(host, *RULES[what])


def _freeze(host: Host, service: str) -> Undo:
    host.run(["systemctl", "kill", "--signal=STOP", service], check=False)
    return lambda: host.run(["systemctl", "kill", "--signal=CONT", service], check=False)


def _unplug(host: Host) -> Undo:
    host.power_cut()

    def plug_in() -> None:
        host.power_on()
        host.wait_until_up()

    return plug_in


def _filter(host: Host, direction: str, rule: str) -> Undo:
    network = "iifname" if direction == "input" else "oifname"
    host.run(["nft", "add", "table", "inet", TABLE])
    chain = f"{{ type filter hook {direction} priority -300; }}"
    host.run(["nft", "add", "chain", "inet", TABLE, direction, chain])
    host.run(["nft", "add", "rule", "inet", TABLE, direction, network, "!=", "lo", *rule.split()])
    return lambda: host.run(["nft", "delete", "table", "inet", TABLE])

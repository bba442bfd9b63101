"""Carrying out a plan on a cluster."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from pathlib import Path

from pioreactor import clock
from pioreactor.clock import wait_until
from tests.hosts.drill import faults
from tests.hosts.drill.books import BOOKS, Balance, compare
from tests.hosts.drill.plan import Fault, Plan
from tests.hosts.lab import Host
from tests.hosts.upgrading import Cluster

ROWS_PER_S = 100.0
"""Of each unit."""
PYTHON = "/opt/pioreactor/current/venv/bin/python"
PROGRAM = "/opt/drill-source.py"


class Drill:
    """A cluster whose units produce readings while plans go wrong on it."""

    def __init__(self, cluster: Cluster, tell: Callable[[str], None] = lambda line: None) -> None:
        self.cluster, self.tell = cluster, tell
        self.hosts = {host.name: host for host in cluster.hosts}
        for host in cluster.hosts:
            host.run(["apt-get", "-qqy", "install", "--no-install-recommends", "nftables"])
            host.copy_in(Path(__file__).with_name("source.py"), PROGRAM)
            host.run(["install", "-d", "-o", "pioreactor", BOOKS])

    def carry_out(self, plan: Plan) -> Balance:
        """Let it happen, wait for peace, compare the books. AssertionError if the cluster does not come to rest."""
        # A plan that is repeated on the same cluster has readings of its own.
        experiment = f"plan-{plan.seed}-{clock.now():%H%M%S}"
        for host in self.cluster.hosts:
            self._start(host, experiment)
        began = clock.wall_monotonic()
        ends: list[tuple[float, int, Fault, faults.Undo]] = []
        waiting = list(plan.faults)
        while waiting or ends:
            next_end_s = ends[0][0] if ends else float("inf")
            next_begin_s = waiting[0].at_s if waiting else float("inf")
            clock.wall_sleep(max(0.0, min(next_end_s, next_begin_s) - (clock.wall_monotonic() - began)))
            if next_begin_s < next_end_s:
                fault = waiting.pop(0)
                self.tell(f"{clock.wall_monotonic() - began:6.1f} s  {fault.unit}: {fault.kind}")
                undo = faults.begin(self.hosts[fault.unit], fault)
                heapq.heappush(ends, (fault.at_s + fault.lasts_s, len(waiting), fault, undo))
            else:
                _, _, fault, undo = heapq.heappop(ends)
                undo()
                if fault.kind == "power":
                    self._start(self.hosts[fault.unit], experiment)
        clock.wall_sleep(max(0.0, plan.lasts_s - (clock.wall_monotonic() - began)))
        for host in self.cluster.hosts:
            host.run(["systemctl", "stop", faults.SERVICE["source"]])
        return compare(self.cluster, self.cluster.hosts, experiment)

    def _start(self, host: Host, experiment: str) -> None:
        # One that was killed is started again: a source that stays away would prove nothing.
        kept = ["--property=Restart=always", "--property=RestartSec=0.3", "--property=StartLimitIntervalSec=0"]
        command = [PYTHON, PROGRAM, experiment, f"{ROWS_PER_S:g}", f"{BOOKS}/{experiment}"]
        unit = faults.SERVICE["source"]
        host.run(["systemd-run", f"--unit={unit}", "--uid=pioreactor", "--quiet", "--collect", *kept, *command])
        path = host.file(f"{BOOKS}/{experiment}")
        assert wait_until(path.exists, 60), host.journal("-u", unit)[-3000:]

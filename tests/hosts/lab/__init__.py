"""Test hosts: small Debian machines with a real systemd, each booted by systemd-nspawn on a private network.

A `Lab` is a network of its own (one network namespace with one bridge) and the hosts on it. Nothing in it can reach the
machine it runs on, and two labs never see each other although they use the same addresses.

    with Lab("demo") as lab:
        leader = lab.create("leader")
        leader.power_on()
        leader.wait_until_up()
        print(leader.run(["hostname"]).stdout)
        leader.power_cut()
"""

from __future__ import annotations

from .errors import LabError
from .host import Host
from .lab import Lab

__all__ = ["Host", "Lab", "LabError"]

"""Ports for clusters that may run beside each other."""

from __future__ import annotations

import os
import socket


def free_run_of_ports(length: int = 5) -> int:
    """The first of ``length`` consecutive free ports on 127.0.0.1."""
    for first in range(21000 + os.getpid() % 500 * 10, 60000, 10):
        probes = []
        try:
            for port in range(first, first + length):
                probes.append(socket.socket())
                probes[-1].bind(("127.0.0.1", port))
            return first
        except OSError:
            continue
        finally:
            for probe in probes:
                probe.close()
    raise AssertionError("no free ports")

"""The process behind one powered-on host: starts systemd-nspawn, and again each time the host reboots itself.

Runs on the lab's network, in a mount namespace of its own and inside the host's control group (see `Host.power_on`):
`python supervisor.py CGROUP COMMAND...`
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from types import FrameType

WANTS_REBOOT = 133  # how nspawn ends when the host asked for a reboot and nobody keeps its unit


def main() -> int:
    """Returns the status of the last systemd-nspawn."""
    group, *command = sys.argv[1:]
    (Path(group) / "cgroup.procs").write_text(str(os.getpid()))
    # nspawn keeps locks and sockets under /run; a folder of our own keeps labs apart and leaves nothing behind.
    private = Path("/run/systemd/nspawn")
    private.mkdir(parents=True, exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", "mode=0755", "tmpfs", str(private)], check=True)
    while True:
        running = subprocess.Popen(command, env=os.environ | {"SYSTEMD_NSPAWN_UNIFIED_HIERARCHY": "1"})
        _hand_on(signal.SIGTERM, running)
        status = running.wait()
        print(f"systemd-nspawn ended with {status}", flush=True)
        if status != WANTS_REBOOT:
            return status


def _hand_on(number: signal.Signals, running: subprocess.Popen[bytes]) -> None:
    def handler(_number: int, _frame: FrameType | None) -> None:
        running.send_signal(number)

    signal.signal(number, handler)


if __name__ == "__main__":
    sys.exit(main())

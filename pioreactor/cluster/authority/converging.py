"""Bringing the wish for TLS, or its end, to every unit: by the playbook of the release in use."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Final

from pioreactor.exc import PioreactorError

WRAPPER: Final = Path("/usr/local/sbin/pioreactor-playbook")


def converge() -> int:
    """Run playbooks/tls.yml as root; its exit code. What it says goes to the terminal.

    Raises PioreactorError on a host that no role has set up.
    """
    if not WRAPPER.exists():
        raise PioreactorError(
            f"{WRAPPER} is missing, so no role has set up this host. Where Ansible runs on another computer, run "
            "`ansible-playbook playbooks/tls.yml` there."
        )
    return subprocess.run(["sudo", "-n", str(WRAPPER), "tls"], check=False).returncode

"""Where a lab keeps things.

The cache (root file systems, package repositories, the writable layers of hosts) lies on disk under `.make/hosts`;
linked work trees of one repository share it, and PIOREACTOR_HOSTS_CACHE chooses another place. What is alive is listed
in /run/pioreactor-lab, one folder per lab, whichever checkout made it.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[3]
ALIVE = Path("/run/pioreactor-lab")


def cache() -> Path:
    """The folder of this repository's cache; made if it is not there."""
    chosen = os.environ.get("PIOREACTOR_HOSTS_CACHE")
    folder = Path(chosen) if chosen else _main_checkout() / ".make" / "hosts"
    folder.mkdir(parents=True, exist_ok=True)
    return folder.resolve()


def _main_checkout() -> Path:
    marker = CHECKOUT / ".git"
    if not marker.is_file():
        return CHECKOUT
    git_folder = Path(marker.read_text().removeprefix("gitdir:").strip())  # <main>/.git/worktrees/<name>
    main = git_folder.parents[2]
    return main if (main / ".git").is_dir() else CHECKOUT


def checkout_tag() -> str:
    """Six characters that tell labs of one checkout from equally named labs of another."""
    return hashlib.sha256(str(CHECKOUT).encode()).hexdigest()[:6]

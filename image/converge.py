"""``python -m image.converge ROOT``: the roles, by playbooks/image.yml, into a root file system.

The same roles as on a live host; what a role can do is done there and not here. The release and who is trusted come
from the environment, because the stage of pi-gen calls this as well: PIOREACTOR_BUNDLE, _SIGNERS and _CACHE.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from image import collection, tidying
from image.entering import entered
from image.programs import EMULATION, ImageError, require_emulation, watch

PROJECT = Path(__file__).resolve().parents[1]
HOST = "image"


@dataclass(frozen=True)
class Release:
    """What is baked into an image."""

    bundle: Path
    signers: Path
    """Lines of an allowed_signers file: who is trusted by the units made of the image, and has signed the bundle."""

    @classmethod
    def of_environment(cls) -> Release:
        """What the caller exported. Raises ImageError if something is missing."""
        names = ("PIOREACTOR_BUNDLE", "PIOREACTOR_SIGNERS")
        missing = [name for name in names if not Path(os.environ.get(name, "")).is_file()]
        if missing:
            raise ImageError(f"{' and '.join(missing)} must each name a file. `make image` sets them.")
        return cls(*(Path(os.environ[name]) for name in names))


def converge(root: Path, release: Release, cache: Path) -> None:
    """Run the playbook in ``root``. Raises ImageError with the end of what Ansible said; all of it is in the cache."""
    require_emulation()
    collections = collection.ensure(cache)
    with tempfile.TemporaryDirectory(prefix="converge-") as scratch, entered(root):
        inventory, variables = Path(scratch, "hosts.json"), Path(scratch, "variables.json")
        inventory.write_text(json.dumps({"all": {"hosts": {HOST: _reached(root)}}}))
        variables.write_text(json.dumps(_variables(release)))
        program: list[str | Path] = [
            Path(sys.executable).with_name("ansible-playbook"),
            PROJECT / "playbooks/image.yml",
        ]
        options: list[str | Path] = ["-i", PROJECT / "inventory", "-i", inventory, "-e", f"@{variables}"]
        watch([*program, *options], cache / "converge.log", env=_environment(collections), cwd=PROJECT)
    tidying.tidy(root)


def _reached(root: Path) -> dict[str, object]:
    return {
        "ansible_connection": "community.general.chroot",
        "ansible_host": str(root),
        "ansible_user": "root",
        "ansible_become": False,
        "ansible_remote_tmp": "/tmp/ansible",  # noqa: S108 - in memory, and in the image alone
    }


def _variables(release: Release) -> dict[str, object]:
    lines = [line for line in release.signers.read_text().splitlines() if line.strip()]
    return {
        "image_host": HOST,
        "release_bundle": str(release.bundle.resolve()),
        "release_control_signers": str(release.signers.resolve()),
        "release_signers": lines,
    }


def _environment(collections: Path) -> dict[str, str]:
    """Nothing of the builder's environment gets into the image, where the connection hands it on."""
    settings = {
        "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        "HOME": "/root",
        "LANG": "C.UTF-8",
        "ANSIBLE_CONFIG": str(PROJECT / "ansible.cfg"),
        "ANSIBLE_COLLECTIONS_PATH": str(collections),
        "ANSIBLE_LOCAL_TEMP": tempfile.gettempdir(),
        # A task is then one program in the image instead of five.
        "ANSIBLE_PIPELINING": "1",
        **EMULATION,
    }
    # A linked work tree finds its own package by this.
    return settings | ({"PYTHONPATH": os.environ["PYTHONPATH"]} if "PYTHONPATH" in os.environ else {})


def main() -> None:
    """The command line."""
    try:
        converge(Path(sys.argv[1]), Release.of_environment(), Path(os.environ["PIOREACTOR_CACHE"]))
    except ImageError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()

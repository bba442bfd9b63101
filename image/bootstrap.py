"""Plain Debian that boots on a Raspberry Pi, with every Debian package that a role asks for, and nothing else of ours.

Takes most of the time of a build, so it is kept under .make/image until the release, the packages or the files that
come before them change. Built without mounting a file system.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from pathlib import Path

from image import trees
from image.programs import ARCHITECTURE, EMULATION, ImageError, require, require_emulation, watch
from tests.hosts.lab import mirror, repository

HERE = Path(__file__).parent / "debian"
FILES = HERE / "files"
SUITES = ("trixie", "bookworm")
COMPONENTS = "main non-free-firmware"  # the second has the firmware of the Raspberry Pi and of its Wi-Fi
NEEDED = {"mmdebstrap": "mmdebstrap", "arch-test": "arch-test"}


def packages() -> list[str]:
    """Names of all Debian packages: the list beside this module, and what is in the lists of the roles."""
    lines = (HERE / "packages").read_text().splitlines()
    own = {line.strip() for line in lines if line.strip() and not line.startswith("#")}
    return sorted(own | set(repository.packages_of_roles()))


def key(suite: str) -> str:
    """Changes when the base has to be built anew."""
    files = {str(path.relative_to(FILES)): path.read_text() for path in sorted(FILES.rglob("*")) if path.is_file()}
    ingredients = json.dumps([suite, packages(), COMPONENTS, files, Path(__file__).read_text()])
    return hashlib.sha256(ingredients.encode()).hexdigest()[:12]


def base(suite: str, cache: Path) -> Path:
    """The root file system of this suite, as a folder that nobody may change; builds it if it is not there.

    Raises ImageError if a program or the network is missing.
    """
    if suite not in SUITES:
        raise ImageError(f"There is no image of '{suite}'; there are {', '.join(SUITES)}.")
    place = cache / f"base-{suite}-{key(suite)}"
    cache.mkdir(parents=True, exist_ok=True)
    with (cache / ".base.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not place.exists():
            unfinished = place.with_name(f".{place.name}.unfinished")
            trees.remove(unfinished)
            unfinished.mkdir()
            _build(suite, unfinished, cache / f"base-{suite}.log")
            unfinished.rename(place)
    return place / "root"


def _build(suite: str, folder: Path, log: Path) -> None:
    require(NEEDED)
    require_emulation()
    options = folder / "apt.conf"
    options.write_text(mirror.options())
    settings = ('APT::Install-Recommends "false"', 'Acquire::Languages "none"', options)
    watch(
        [
            *(
                "mmdebstrap",
                "--mode=root",
                "--variant=minbase",
                f"--architectures={ARCHITECTURE}",
                "--format=directory",
            ),
            *(f"--aptopt={setting}" for setting in settings),
            f"--include={','.join(packages())}",
            # Before the first package: its settings count when it is configured.
            f'--setup-hook=cp -a {FILES}/. "$1"/',
            '--setup-hook=chown -R root:root "$1/etc"',
            suite,
            folder / "root",
            *sources(suite),
        ],
        log,
        env=os.environ | EMULATION,
    )
    options.unlink()
    _ask_debian_itself(suite, folder / "root/etc/apt")


def _ask_debian_itself(suite: str, apt: Path) -> None:
    """A unit gets security fixes from Debian, wherever the builder got its packages from."""
    apt.joinpath("sources.list").unlink(missing_ok=True)
    for file in apt.glob("sources.list.d/*"):
        file.unlink()
    text = (HERE / "debian.sources").read_text().replace("SUITE", suite).replace("COMPONENTS", COMPONENTS)
    apt.joinpath("sources.list.d/debian.sources").write_text(text)


def sources(suite: str) -> list[str]:
    """Lines of a sources.list: Debian from where this machine has it, with the firmware of the Raspberry Pi."""
    lines = mirror.sources(suite)
    return [line.removesuffix(" main") + f" {COMPONENTS}" for line in lines]

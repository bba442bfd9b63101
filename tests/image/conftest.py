"""The image that is booted: the one that IMAGE names, or one that is built for this run. Else tests are skipped."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from image import bootstrap
from image.assemble import assemble
from image.programs import TO_ASSEMBLE, call
from tests.hosts.upgrading import drill_migration
from tests.image import unit
from tests.image.machine import Machine

PROJECT = Path(__file__).parents[2]
TO_BOOT = {**TO_ASSEMBLE, "qemu-system-aarch64": "qemu-system-arm"}
SUITE = os.environ.get("SUITE") or bootstrap.SUITES[0]
CACHE = Path(os.environ.get("PIOREACTOR_IMAGE_CACHE") or PROJECT / ".make/image")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    missing = sorted({package for program, package in TO_BOOT.items() if not shutil.which(program)})
    reason = f"these Debian packages are missing: {' '.join(missing)}" if missing else ""
    reason = reason or ("" if os.geteuid() == 0 else "an image is made by root")
    for item in items:
        if reason and item.get_closest_marker("image"):
            item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="session")
def key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The private key whose releases the image trusts: the one that KEY names, or one that is made for this run."""
    if chosen := os.environ.get("KEY"):
        return Path(chosen).expanduser().resolve()
    if os.environ.get("IMAGE"):
        pytest.skip("the image trusts a key of yours, which KEY must name")
    made = tmp_path_factory.mktemp("key") / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", made], check=True)
    return made


@pytest.fixture(scope="session")
def image(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The image file that everything here boots copies of."""
    if chosen := os.environ.get("IMAGE"):
        return Path(chosen).resolve()
    folder, key = tmp_path_factory.mktemp("image"), request.getfixturevalue("key")
    command = [sys.executable, "-m", "image", "debian", "--suite", SUITE, "--key", key]
    command += ["--output", folder, "--cache", CACHE]
    subprocess.run(list(map(str, command)), cwd=PROJECT, check=True)
    (built,) = folder.glob("*.img")
    return built


@pytest.fixture(scope="session")
def newer(key: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundle of a later release, with one migration more than the image has."""
    folder = tmp_path_factory.mktemp("newer")
    for name, content in drill_migration().items():
        (folder / "overlay" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "overlay" / name).write_text(content)
    command = [sys.executable, ".ci/release.py", "--version", unit.NEWER, "--architecture", "aarch64", "--key", key]
    command += ["--overlay", folder / "overlay", "--output", folder]
    subprocess.run(list(map(str, command)), cwd=PROJECT, check=True)
    (built,) = folder.glob("*.tar")
    return built


@pytest.fixture(scope="session")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Debian as our image has it below, with nothing of ours in it but an SSH server that may start."""
    folder = tmp_path_factory.mktemp("plain")
    root, made = folder / "root", folder / "plain.img"
    call(["cp", "--archive", "--reflink=auto", bootstrap.base(SUITE, CACHE), root])
    call(["ssh-keygen", "-A", "-f", root])
    assemble(root, made)
    shutil.rmtree(root)
    return made


@pytest.fixture(scope="module")
def machines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Machine]]:
    """What a module appends here is switched off at its end."""
    made: list[Machine] = []
    yield made
    for machine in made:
        machine.off()
        machine.card.unlink()

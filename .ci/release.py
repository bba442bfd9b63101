"""Builds a signed release bundle: dist/pioreactor-<version>-<architecture>.tar. Run by `make release`.

The wheels come from the package index, each checked against the hashes of the lock files, and are kept in
.make/release. `.ci/release.py --help` lists the options.
"""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import hashlib
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCKS = ("requirements-leader.lock", "requirements-worker.lock")
SOURCE_OF = {LOCKS[0]: "requirements.lock", LOCKS[1]: "requirements-worker.lock"}
ANSIBLE = ("roles", "playbooks", "inventory", "ansible.cfg")
NEWEST_GLIBC = 36  # Debian 12
NOT_SHIPPED = shutil.ignore_patterns("molecule", "__pycache__", "*.pyc")
SAME_TIME = "315619200"  # 1980, the earliest that a wheel can hold
HOW_TO_MAKE_A_KEY = """No key to sign with. There is no default key: hosts trust exactly whom you name.
  make one, once:        ssh-keygen -t ed25519 -f ~/.ssh/pioreactor-release -C release
  sign with it:          make release KEY=~/.ssh/pioreactor-release
  let your hosts trust it (release_signers in inventory/group_vars/all/main.yml):
                         release@pioreactor namespaces="pioreactor-release" <the line of pioreactor-release.pub>"""


def main() -> None:
    """Build the bundle, or say why not."""
    options = parsed()
    if not options.key:
        sys.exit(HOW_TO_MAKE_A_KEY)
    key = Path(options.key).expanduser()
    if not key.is_file():
        sys.exit(f"There is no key {key}. KEY=FILE names the private key, not the one that ends in .pub.")
    if not (ROOT / "pioreactor/web/static/index.html").exists():
        sys.exit("The web app is not built. Run `make web` first, or `make release`, which does it.")
    from pioreactor.cluster.release import packing
    from pioreactor.exc import PioreactorError
    from pioreactor.storage.database.migrating import migrations

    with tempfile.TemporaryDirectory(prefix="release-") as work:
        source, bundle = Path(work, "source"), Path(work, "bundle")
        copy_source(source, options)
        collect(source, bundle, options)
        try:
            manifest = packing.describe(
                bundle,
                version=options.version,
                architecture=options.architecture,
                pythons=options.python,
                schema_version=len(migrations(source / "pioreactor/storage/database/migrations")),
            )
            path = packing.pack(bundle, manifest, key, Path(options.output))
        except PioreactorError as error:
            sys.exit(str(error))
    say(f"{path}: {len(manifest.files)} files, {path.stat().st_size / 1e6:.1f} MB, schema {manifest.schema_version}")


def parsed() -> argparse.Namespace:
    """The options."""
    parser = argparse.ArgumentParser(prog="make release", description="Builds a signed release bundle.")
    parser.add_argument("--key", default=os.environ.get("KEY", ""), help="private SSH key (Ed25519) to sign with")
    parser.add_argument("--version", default=present_version(), help="default: that of the source")
    parser.add_argument("--architecture", default=platform.machine(), choices=("x86_64", "aarch64"))
    parser.add_argument("--python", nargs="+", default=["cp311", "cp313"], help="Python versions of the hosts")
    parser.add_argument("--output", default=str(ROOT / "dist"))
    parser.add_argument("--overlay", help="a folder whose files are put over the source, for trials of an upgrade")
    return parser.parse_args()


def present_version() -> str:
    """The version of the source."""
    import pioreactor

    return pioreactor.__version__


def copy_source(source: Path, options: argparse.Namespace) -> None:
    """The package with its built web app, under the version that was asked for."""
    source.mkdir()
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy2(ROOT / name, source / name)
    shutil.copytree(ROOT / "pioreactor", source / "pioreactor", ignore=NOT_SHIPPED)
    if options.overlay:
        shutil.copytree(options.overlay, source, dirs_exist_ok=True)
    before = present_version()
    for name in ("pyproject.toml", "pioreactor/__init__.py"):
        path = source / name
        path.write_text(path.read_text().replace(f'"{before}"', f'"{options.version}"', 1))


def collect(source: Path, bundle: Path, options: argparse.Namespace) -> None:
    """Everything that goes into the bundle."""
    wheels = bundle / "wheels"
    wheels.mkdir(parents=True)
    for tag in options.python:
        for wheel in downloaded(tag, options.architecture).glob("*.whl"):
            shutil.copy2(wheel, wheels / wheel.name)
    own = build_wheel(source, wheels)
    digest = hashlib.sha256(own.read_bytes()).hexdigest()
    for name in LOCKS:
        locked = (ROOT / SOURCE_OF[name]).read_text()
        (bundle / name).write_text(f"{locked}\npioreactor=={options.version} \\\n    --hash=sha256:{digest}\n")
    shutil.copy2(ROOT / "CHANGELOG.md", bundle / "CHANGELOG.md")
    for name in ANSIBLE:
        here, there = ROOT / name, bundle / "ansible" / name
        if here.is_dir():
            shutil.copytree(here, there, ignore=NOT_SHIPPED)
        elif here.exists():
            there.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(here, there)


def downloaded(tag: str, architecture: str) -> Path:
    """The folder with the locked wheels for one Python; filled once per state of the lock files."""
    locks = b"".join((ROOT / name).read_bytes() for name in SOURCE_OF.values())
    folder = ROOT / ".make/release" / f"{tag}-{architecture}-{hashlib.sha256(locks).hexdigest()[:12]}"
    with alone(folder.with_suffix(".lock")):
        if not folder.exists():
            download(tag, architecture, folder)
    return folder


@contextlib.contextmanager
def alone(lock: Path) -> Iterator[None]:
    """Another build of this checkout waits meanwhile."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def download(tag: str, architecture: str, folder: Path) -> None:
    """Fill the folder of :func:`downloaded`."""
    say(f"Downloading the wheels for {tag} on {architecture} (once) ...")
    incoming = folder.with_suffix(".incoming")
    shutil.rmtree(incoming, ignore_errors=True)
    glibc = [f"manylinux_2_{minor}_{architecture}" for minor in range(NEWEST_GLIBC, 16, -1)]
    platforms = [*glibc, f"manylinux2014_{architecture}", "any"]
    for name in SOURCE_OF.values():
        command = ["download", "--require-hashes", "--no-deps", "--only-binary", ":all:", "-r", str(ROOT / name)]
        command += ["--python-version", tag[2] + "." + tag[3:], "--implementation", "cp", "--abi", tag, "--abi", "abi3"]
        command += ["--abi", "none", *(word for one in platforms for word in ("--platform", one))]
        pip([*command, "-d", str(incoming)], "The locked wheels could not be downloaded, which needs the network")
    incoming.rename(folder)


def build_wheel(source: Path, wheels: Path) -> Path:
    """The wheel of this package; the same source gives the same bytes."""
    command = ["wheel", "--no-deps", "--no-build-isolation", "-w", str(wheels), str(source)]
    pip(command, "The wheel of this package could not be built", {"SOURCE_DATE_EPOCH": SAME_TIME})
    return next(wheels.glob("pioreactor-*.whl"))


def pip(arguments: list[str], complaint: str, environment: dict[str, str] | None = None) -> None:
    """Run pip; end with ``complaint`` and what it said if it fails."""
    command = [sys.executable, "-m", "pip", "-q", "--disable-pip-version-check", *arguments]
    run = subprocess.run(
        command, env={**os.environ, **(environment or {})}, capture_output=True, text=True, check=False
    )
    if run.returncode != 0:
        sys.exit(f"{complaint}: {run.stderr.strip()[-2000:]}")


def say(text: str) -> None:
    """One line on stderr."""
    sys.stderr.write(text + "\n")


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    main()

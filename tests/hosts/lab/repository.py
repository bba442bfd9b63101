"""The package repository of the test hosts: every Debian package that a role installs, with what it depends on.

A flat repository with a signed Release file. Its key is made for it and thrown away after signing; the public half lies
beside the packages. Hosts see it read-only at /srv/packages.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import yaml

from . import mirror, rootfs
from .commands import call
from .errors import LabError
from .paths import CHECKOUT
from .store import built, digest

KEY_FILE = "pioreactor-packages.gpg"
SEEN_BY_HOSTS = "/srv/packages"


def packages_of_roles() -> list[str]:
    """Names out of every list `<role>_packages` (or `<role>__packages`) in the roles' defaults and vars."""
    names: set[str] = set()
    for file in sorted(CHECKOUT.glob("roles/*/defaults/*.yml")) + sorted(CHECKOUT.glob("roles/*/vars/*.yml")):
        for variable, value in (yaml.safe_load(file.read_text()) or {}).items():
            if variable.endswith("_packages") and isinstance(value, list):
                names |= set(map(str, value))
    if templated := sorted(name for name in names if "{" in name):
        raise LabError(f"{templated[0]}: lists of packages in roles hold plain names, so that they can be collected.")
    return sorted(names | {"python3-apt"})  # Ansible's own need on a host


def ensure(suite: str) -> Path:
    """The folder of the suite's repository; downloads the packages if the roles' lists have changed."""
    names = packages_of_roles()
    key = digest(rootfs.key(suite), names, Path(__file__))
    return built("packages", suite, key, lambda folder: _build(suite, names, folder))


def _build(suite: str, names: list[str], folder: Path) -> None:
    root = rootfs.ensure(suite)
    with tempfile.TemporaryDirectory(prefix="pioreactor-packages-") as scratch:
        downloaded = _download(suite, root, names, Path(scratch))
        for package in sorted(downloaded.glob("*.deb")):
            (folder / package.name.replace("%3a", "_")).write_bytes(package.read_bytes())
        _index(suite, folder)
        _sign(folder, Path(scratch) / "gnupg")


def _download(suite: str, root: Path, names: list[str], scratch: Path) -> Path:
    """Lets apt work out what a bare host would have to download, and downloads it."""
    for part in ("lists/partial", "archives/partial", "etc"):
        (scratch / part).mkdir(parents=True)
    (scratch / "sources.list").write_text("\n".join(mirror.sources(suite)) + "\n")
    settings = scratch / "apt.conf"
    settings.write_text(
        mirror.options()
        + f"""Dir::State "{scratch}";
Dir::State::lists "{scratch}/lists";
Dir::State::status "{root}/var/lib/dpkg/status";
Dir::State::extended_states "{scratch}/extended_states";
Dir::Cache "{scratch}";
Dir::Cache::archives "{scratch}/archives";
Dir::Etc::sourcelist "{scratch}/sources.list";
Dir::Etc::sourceparts "-";
Dir::Etc::preferences "-";
Dir::Etc::preferencesparts "-";
Dir::Etc::parts "{scratch}/etc";
APT::Install-Recommends "false";
APT::Get::Allow-Remove-Essential "false";
APT::Sandbox::User "root";
Acquire::Languages "none";
Binary::apt::APT::Keep-Downloaded-Packages "true";
"""
    )
    environment = os.environ | {"APT_CONFIG": str(settings)}
    call(["apt-get", "-q", "update"], timeout_seconds=600, env=environment)
    call(["apt-get", "-qy", "--download-only", "install", *names], timeout_seconds=1200, env=environment)
    return scratch / "archives"


def _index(suite: str, folder: Path) -> None:
    listing = call(["apt-ftparchive", "packages", "."], cwd=folder).stdout
    (folder / "Packages").write_text(listing)
    described = [
        f"-oAPT::FTPArchive::Release::{key}={value}"
        for key, value in {"Origin": "pioreactor", "Label": "pioreactor-packages", "Suite": suite}.items()
    ]
    release = call(["apt-ftparchive", *described, "release", "."], cwd=folder).stdout
    (folder / "Release").write_text(release)


def _sign(folder: Path, home: Path) -> None:
    home.mkdir(mode=0o700)
    gpg: list[str | Path] = [
        "gpg",
        "--homedir",
        str(home),
        "--batch",
        "--yes",
        "--quiet",
        "--pinentry-mode",
        "loopback",
        "--passphrase",
        "",
    ]
    try:
        call([*gpg, "--quick-generate-key", "pioreactor packages (tests)", "ed25519", "sign", "never"])
        call([*gpg, "--armor", "--detach-sign", "--output", folder / "Release.gpg", folder / "Release"])
        call([*gpg, "--clear-sign", "--output", folder / "InRelease", folder / "Release"])
        call([*gpg, "--output", folder / KEY_FILE, "--export"])
    finally:
        call(["gpgconf", "--homedir", home, "--kill", "all"], check=False)

"""A small signed bundle, and keys that sign for tests only."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from pioreactor.cluster.release import packing
from pioreactor.cluster.release.signature import IDENTITY, NAMESPACE

Make = Callable[..., Path]


@pytest.fixture(scope="session")
def make_key(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    folder = tmp_path_factory.mktemp("keys")

    def make(name: str) -> Path:
        path = folder / name
        if not path.exists():
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", path], check=True)
        return path

    return make


@pytest.fixture
def signers(tmp_path: Path, make_key: Callable[[str], Path]) -> Path:
    path = tmp_path / "release-signers"
    public = make_key("trusted").with_suffix(".pub").read_text()
    path.write_text(f'{IDENTITY} namespaces="{NAMESPACE}" {public}')
    return path


@pytest.fixture
def content(tmp_path: Path) -> Path:
    folder = tmp_path / "content"
    (folder / "wheels").mkdir(parents=True)
    (folder / "ansible" / "inventory").mkdir(parents=True)
    (folder / "wheels" / "thing-1.0-py3-none-any.whl").write_bytes(b"wheel" * 1000)
    (folder / "ansible" / "inventory" / "cluster.py").write_text("print('units')\n")
    (folder / "ansible" / "inventory" / "cluster.py").chmod(0o755)
    (folder / "CHANGELOG.md").write_text("# What is new\n")
    return folder


@pytest.fixture
def make_bundle(tmp_path: Path, content: Path, make_key: Callable[[str], Path]) -> Make:
    def make(key: str = "trusted", **changes: object) -> Path:
        about = {"version": "1.2.3", "architecture": "x86_64", "pythons": ["cp311"], "schema_version": 6, **changes}
        manifest = packing.describe(content, **about)  # type: ignore[arg-type]
        return packing.pack(content, manifest, make_key(key), tmp_path / "dist")

    return make
